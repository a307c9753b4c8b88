"""One module of classes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ootb_events.codegen._classes import event_class, item_class
from ootb_events.codegen._scope import Scope
from ootb_events.errors import CatalogError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ootb_events.catalog import EventSchema, ItemSchema

__all__ = ["Named", "listed", "module_text"]

_BASE = "Event"


class Named(NamedTuple):
    """One event version, and the name of its class."""

    event: EventSchema
    name: str


def module_text(about: str, events: Sequence[Named], base: str) -> str:
    """Write a module.

    :param about: its docstring.
    :param events: the events in their order.
    :param base: the module to import the base class from.
    :raises CatalogError: when two classes would have the same name.
    """
    items = _item_names(events)
    names = _names(events, items)
    scope = Scope([event for event, _ in events], names, base)
    texts = []
    for event, name in events:
        item = items.get((event.key, event.version), "")
        if event.item and names[item] is event:
            texts.append(item_class(event, event.item, item, scope))
        texts.append(event_class(event, name, item, scope))
    aliases = "".join(f"\n{alias}" for alias in scope.aliases())
    opening = [
        f'"""{about}"""\n\nfrom __future__ import annotations\n',
        scope.imports(),
        f"__all__ = {listed(sorted(names, key=_as_tools_sort))}\n{aliases}",
    ]
    return "\n".join(opening) + "\n\n" + "\n\n".join(texts)


def _as_tools_sort(name: str) -> tuple[bool, list[tuple[int, str]]]:
    """Sort numbers in names as numbers, and what may be a constant first."""
    parts = re.split("([0-9]+)", name)
    natural = [(int(part) if part.isdigit() else 0, part) for part in parts]
    return not (len(name) > 1 and name.isupper()), natural


def _item_names(events: Iterable[Named]) -> Mapping[tuple[str, str], str]:
    """Name the classes of items; versions that describe them alike share one."""
    found: dict[tuple[str, str], str] = {}
    described: list[tuple[str, object]] = []
    for event, _ in events:
        if event.item is None:
            continue
        says = event.key, event.item.class_name, _described(event.item)
        name = next((name for name, same in described if same == says), "")
        if not name:
            named = {name for name, same in described}
            version = event.versioned_class_name.removeprefix(event.class_name)
            name = event.item.class_name + (version if event.item.class_name in named else "")
            described.append((name, says))
        found[event.key, event.version] = name
    return found


def _described(item: ItemSchema) -> object:
    return {key: dict(parameter.schema) for key, parameter in item.parameters.items()}


def _names(
    events: Iterable[Named], items: Mapping[tuple[str, str], str]
) -> Mapping[str, EventSchema]:
    """Say which event each class is of, that of shared items being of the first."""
    found: dict[str, EventSchema] = {}
    for event, name in events:
        item = items.get((event.key, event.version))
        for each in filter(None, (item, name)):
            holder = found.setdefault(each, event)
            shared = each == item and items.get((holder.key, holder.version)) == item
            if each == _BASE or (holder is not event and not shared) or item == name:
                others = f", by {holder.source} too" if holder is not event else ""
                raise CatalogError(
                    f"two classes would be named {each}{others}",
                    source=event.source,
                    pointer="/x-event" if each == name else "/properties/context/x-items/class",
                )
    return found


def listed(names: Iterable[str]) -> str:
    """Write a list of texts, one a line."""
    return "[\n" + "".join(f'    "{name}",\n' for name in names) + "]"
