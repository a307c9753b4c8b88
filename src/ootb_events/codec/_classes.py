"""Which class the events of a schema have."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import attrs

from ootb_events import events
from ootb_events.codegen import build, class_name_of, is_built
from ootb_events.events import Event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ootb_events.catalog import Catalog, EventSchema

__all__ = ["Classes", "carries", "class_of", "fits"]


def class_of(catalog: Catalog, key: str, version: str | None = None) -> type[Event]:
    """Take the class of an event.

    That of this package, if it has one of the very parameters; else one that was imported from
    elsewhere, such as a generated module; else one built now.

    :raises UnknownEventError: when there is no such event.
    :raises UnknownVersionError: when the event has no such version.
    :raises CatalogError: when the schema file is not usable.
    """
    schema = catalog.get(key, version)
    for cls in _candidates(schema):
        if fits(cls, schema):
            return cls
    return build(schema, class_name_of(schema, catalog))


class Classes:
    """Find the classes of a catalogue's events; what is found, and not built, is remembered.

    :param catalog: which events exist.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._found: dict[tuple[str, str], type[Event]] = {}

    def __call__(self, key: str, version: str) -> type[Event]:
        """Take the class of an event version, as :func:`class_of` does."""
        found = self._found.get((key, version))
        if found is None:
            found = class_of(self._catalog, key, version)
            if not is_built(found):  # the module that has it may be imported later
                self._found[key, version] = found
        return found


def fits(cls: type[Event], schema: EventSchema) -> bool:
    """Say whether a class, made for events, has the parameters of a schema and no others."""
    if cls.__bases__ != (Event,) or not attrs.has(cls):
        return False
    items = ("items",) if schema.item else ()
    names = (parameter.name for parameter in schema.parameters.values())
    if _attributes(cls) != (*_attributes(Event), *names, *items):
        return False
    if schema.item is None:
        return True
    item = getattr(cls, "item_class", None)
    return (
        isinstance(item, type)
        and attrs.has(item)
        and _attributes(item) == tuple(one.name for one in schema.item.parameters.values())
    )


def carries(cls: type[Event], schema: EventSchema) -> bool:
    """Say whether objects of a class can be sent as events of a schema.

    Beside those that fit there is the class of an event as it was before overlays added to it.
    """
    if fits(cls, schema):
        return True
    if not schema.overlays or schema.item or cls.__bases__ != (Event,) or not attrs.has(cls):
        return False
    names = tuple(parameter.name for parameter in schema.parameters.values())
    own = _attributes(cls)[len(_attributes(Event)) :]
    return bool(own) and names[: len(own)] == own


def _attributes(cls: type) -> tuple[str, ...]:
    return tuple(field.name for field in attrs.fields(cls))


def _candidates(schema: EventSchema) -> Iterator[type[Event]]:
    with suppress(KeyError):
        yield events.event_class(schema.key, schema.version)
    for cls in reversed(Event.__subclasses__()):
        if (
            getattr(cls, "event_key", None) == schema.key
            and getattr(cls, "schema_version", None) == schema.version
            and not is_built(cls)
            and getattr(sys.modules.get(cls.__module__), cls.__name__, None) is cls
        ):
            yield cls
