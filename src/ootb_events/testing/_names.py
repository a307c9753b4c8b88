"""Names in a test that no event has: a mistake of the test's."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import attrs

from ootb_events._toml import resembling
from ootb_events.errors import UnknownEventError
from ootb_events.events import Event

if TYPE_CHECKING:
    from collections.abc import Collection

    from ootb_events.catalog import Catalog, EventSchema
    from ootb_events.testing._asked import Asked

__all__ = ["check_names", "personal_names"]

__tracebackhide__ = __unittest = True  # lest pytest show what was asked for

_OF_ALL = frozenset(attrs.fields_dict(Event))


def check_names(asked: Asked, catalogs: Collection[Catalog], *, others: bool = False) -> None:
    """Refuse what no event could ever match, lest ``none`` pass for a misspelled name.

    :param catalogs: those of the emitters.
    :param others: whether there may be events that no catalogue has.
    :raises UnknownEventError: when no catalogue has the event key.
    :raises TypeError: when the event has no such attribute.
    """
    known = _known_names(asked.what, catalogs)
    if others and (known is None or not isinstance(asked.what, type)):
        return
    if known is None:
        close = [match for each in catalogs for match in each.resembling(str(asked.what))]
        raise UnknownEventError(str(asked.what), tuple(dict.fromkeys(close)))
    for name in asked.fields:
        if name not in known:
            meant = resembling(name, sorted(known))
            subject = getattr(asked.what, "__name__", asked.what or "no event")
            has = "has" if asked.what is None else "has no"
            hint = f"; did you mean {meant}?" if meant else ""
            raise TypeError(f"{subject} {has} attribute {name!r}{hint}")


def _known_names(what: Any, catalogs: Collection[Catalog]) -> Collection[str] | None:
    if isinstance(what, type) and what is not Event:
        return attrs.fields_dict(what)
    names = set(_OF_ALL)
    if what is None or what is Event:
        for catalog in catalogs:
            names |= _attributes(catalog)
        return names
    having = [catalog for catalog in catalogs if what in catalog]
    if not having:
        return None
    for catalog in having:
        for version in catalog.versions(what):
            names |= _names_in(catalog.get(what, version))
    return names


@lru_cache(maxsize=16)
def _attributes(catalog: Catalog) -> frozenset[str]:
    return frozenset().union(*(_names_in(schema) for schema in catalog.schemas()))


@lru_cache(maxsize=16)
def personal_names(catalog: Catalog) -> frozenset[str]:
    """Collect the attributes that are personal data in some event."""
    return frozenset(
        parameter.name
        for schema in catalog.schemas()
        for parameter in schema.parameters.values()
        if parameter.pii
    )


def _names_in(schema: EventSchema) -> set[str]:
    names = {parameter.name for parameter in schema.parameters.values()}
    return names | {"items"} if schema.item else names
