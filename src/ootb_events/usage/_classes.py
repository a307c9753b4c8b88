"""The generated classes of this package, as code can import them."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from types import ModuleType

__all__ = ["EVENTS", "GeneratedClass", "GeneratedModule", "installed_modules"]

EVENTS: Final = "ootb_events.events"


@attrs.frozen(kw_only=True)
class GeneratedClass:
    """Describe a generated class.

    :param name: its name.
    :param module: the module that has it.
    :param attributes: what its objects hold; empty for a class that stands for any event.
    :param others: what else can be asked of it.
    :param event: the key of its event, where it is of one.
    :param version: the version of that event.
    :param is_item: whether it describes one item of that event.
    """

    name: str
    module: str
    attributes: tuple[str, ...] = ()
    others: frozenset[str] = frozenset()
    event: str | None = None
    version: str | None = None
    is_item: bool = False

    def __str__(self) -> str:
        return self.name


@attrs.frozen
class GeneratedModule:
    """Describe a module of generated classes.

    :param name: its dotted name.
    :param classes: by name.
    :param others: what else it has.
    """

    name: str
    classes: Mapping[str, GeneratedClass]
    others: frozenset[str]


@cache
def installed_modules() -> Mapping[str, GeneratedModule]:
    """Describe the modules of this package's classes, by their dotted names."""
    package = import_module(EVENTS)
    names = [each.name for each in iter_modules(package.__path__)]
    modules = [import_module(f"{EVENTS}.{name}") for name in names]
    items = dict(_items(modules))
    found = {module.__name__: _described(module, items) for module in modules}
    # Two events may have a class of the same name, each in a module of its own.
    homes = {name: getattr(getattr(package, name), "__module__", "") for name in package.__all__}
    exported = {
        name: found[home].classes[name]
        for name, home in homes.items()
        if home in found and name in found[home].classes
    }
    found[EVENTS] = GeneratedModule(EVENTS, exported, frozenset({*dir(package), *names}))
    return MappingProxyType(found)


def _items(modules: Iterable[ModuleType]) -> Iterator[tuple[type, tuple[str, str]]]:
    """Say of the classes of items which version they are of: the newest, where several share one.

    Modules have the newest version of an event first.
    """
    found: dict[type, tuple[str, str]] = {}
    for module in modules:
        for cls in _classes_of(module):
            item = getattr(cls, "item_class", None)
            if item is not None:
                found.setdefault(item, (cls.event_key, cls.schema_version))
    yield from found.items()


def _classes_of(module: ModuleType) -> Iterator[Any]:
    for name in getattr(module, "__all__", ()):
        value = getattr(module, name)
        if isinstance(value, type) and attrs.has(value):
            yield value


def _described(module: ModuleType, items: Mapping[type, tuple[str, str]]) -> GeneratedModule:
    classes = {cls.__name__: _class(cls, module.__name__, items) for cls in _classes_of(module)}
    return GeneratedModule(module.__name__, classes, frozenset(dir(module)))


def _class(cls: Any, module: str, items: Mapping[type, tuple[str, str]]) -> GeneratedClass:
    key = getattr(cls, "event_key", None)
    event, version = (key, cls.schema_version) if key else items.get(cls, (None, None))
    return GeneratedClass(
        name=cls.__name__,
        module=module,
        attributes=tuple(field.name for field in attrs.fields(cls)) if event else (),
        others=frozenset(dir(cls)),
        event=event,
        version=version,
        is_item=cls in items,
    )
