"""From schemas to the source of the classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ootb_events.codegen._files import NOTICE
from ootb_events.codegen._module import Named, listed, module_text
from ootb_events.errors import CatalogError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ootb_events.catalog import Catalog, EventSchema

__all__ = ["class_name_of", "module_of", "render"]

_SUPERSEDED = "superseded"


def module_of(event: EventSchema) -> str:
    """Name the module that holds the classes of an event."""
    return _SUPERSEDED if event.superseded_by else event.domain


def class_name_of(event: EventSchema, catalog: Catalog) -> str:
    """Name the class of one event version: plain when current, with the version when older."""
    return event.class_name if catalog.is_current(event) else event.versioned_class_name


def render(catalog: Catalog) -> dict[str, str]:
    """Write the classes of a catalogue as source text, by file name.

    A pure function: the same schemas give the same text.

    :raises CatalogError: when two events would have the same class name.
    """
    by_module: dict[str, list[EventSchema]] = {}
    for event in _newest_first(catalog):
        by_module.setdefault(module_of(event), []).append(event)
    package = _package(by_module, catalog)
    files = {
        f"{module}.py": _module(module, events, catalog) for module, events in by_module.items()
    }
    return {**files, "__init__.py": package}


def _newest_first(catalog: Catalog) -> Iterable[EventSchema]:
    for key in catalog:
        for version in reversed(catalog.versions(key)):
            yield catalog.get(key, version)


def _module(module: str, events: Sequence[EventSchema], catalog: Catalog) -> str:
    title = module.replace("_", " ")
    about = (
        "Events whose place another event has taken."
        if module == _SUPERSEDED
        else f"Events of the domain {title}."
    )
    named = [Named(event, class_name_of(event, catalog)) for event in events]
    return module_text(f"{about}\n\n{NOTICE}\n", named, "ootb_events.events._base")


def _package(by_module: Mapping[str, Sequence[EventSchema]], catalog: Catalog) -> str:
    names: dict[str, str] = {}
    superseded: dict[str, str] = {}
    classes: dict[str, dict[str, tuple[str, str]]] = {}
    for module, events in by_module.items():
        for event in events:
            name = class_name_of(event, catalog)
            classes.setdefault(event.key, {})[event.version] = (module, name)
            taken = superseded if module == _SUPERSEDED else names
            if name in taken or name == "Event":
                raise CatalogError(f"two classes would be named {name}", source=event.source)
            taken[name] = module
            if event.item:
                taken[event.item.class_name] = module
    imports = "".join(
        f"    from ootb_events.events.{module} import (\n"
        + "".join(f"        {name},\n" for name in sorted(names) if names[name] == module)
        + "    )\n"
        for module in sorted(set(names.values()))
    )
    index = "".join(
        f'    "{key}": {{\n'
        + "".join(
            f'        "{version}": ("{module}", "{name}"),\n'
            for version, (module, name) in versions.items()
        )
        + "    },\n"
        for key, versions in sorted(classes.items())
    )
    where = "".join(f'    "{name}": "{names[name]}",\n' for name in sorted(names))
    return _PACKAGE.format(
        notice=NOTICE,
        imports=imports,
        exported=listed(
            sorted([*names, "Event", "event_class", "show_customer_ids"], key=_as_ruff_sorts)
        ),
        index=index,
        where=where,
    )


def _as_ruff_sorts(name: str) -> tuple[bool, str]:
    return not name[0].isupper(), name


_PACKAGE = '''\
"""The event classes: the current version under the plain name, older ones with their version.

Superseded events are in :mod:`ootb_events.events.superseded`. A module is imported when one
of its classes is first asked for.

{notice}
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ootb_events.events._base import Event, show_customer_ids

if TYPE_CHECKING:
{imports}
__all__ = {exported}

_MODULES = {{
{where}}}

_CLASSES = {{
{index}}}


def event_class(key: str, version: str) -> type[Event]:
    """Take the class of an event version.

    :param key: the event key, such as ``ootb_login``.
    :param version: the version, such as ``1.0.0``.
    :raises KeyError: when there is no such class.
    """
    module, name = _CLASSES[key][version]
    found: type[Event] = getattr(import_module(f"{{__name__}}.{{module}}"), name)
    return found


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        value = getattr(import_module(f"{{__name__}}.{{_MODULES[name]}}"), name)
        globals()[name] = value  # so that the next look-up is an ordinary one
        return value
    raise AttributeError(f"module {{__name__!r}} has no attribute {{name!r}}")


def __dir__() -> list[str]:
    return sorted({{*globals(), *__all__}})
'''
