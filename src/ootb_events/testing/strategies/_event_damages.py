"""Every way in which payloads of one event version can go wrong."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import attrs
from hypothesis import strategies as st

from ootb_events._json import pointer
from ootb_events.testing.strategies._broken_relations import relation_damages
from ootb_events.testing.strategies._damages import (
    GONE,
    Breakage,
    Damage,
    always,
    at,
    drawn,
    in_context,
)
from ootb_events.testing.strategies._drafts import MOST_PARAMETERS, asked_for, related_keys
from ootb_events.testing.strategies._envelope_damages import envelope_damages
from ootb_events.testing.strategies._fitting import breaks
from ootb_events.testing.strategies._values import texts
from ootb_events.testing.strategies._wire import wire_values_of
from ootb_events.testing.strategies._wrong_values import outside, wrong_values
from ootb_events.validation import Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from ootb_events.catalog import Catalog, EventSchema, ItemSchema

__all__ = ["damages_of"]

_CONTEXT: Final = pointer("context")
_SHORT: Final = 20


@lru_cache(maxsize=256)
def damages_of(schema: EventSchema, profile: str, catalog: Catalog) -> tuple[Damage, ...]:
    """List every damage that payloads of an event can take."""
    return (
        *envelope_damages(schema, catalog),
        *_wrong_values(schema, catalog),
        *_unusual(schema),
        *_missing(schema, profile),
        *_unknown(schema, profile, catalog),
        *relation_damages(schema, _needed(schema, profile)),
        *_standing(schema, profile),
    )


def _wrong_values(schema: EventSchema, catalog: Catalog) -> Iterator[Damage]:
    versions = [catalog.get(schema.key, version) for version in catalog.versions(schema.key)]
    compared, overwrites = related_keys(schema), schema.overwrites_profile
    for key, parameter in schema.parameters.items():
        others = [each.parameters[key] for each in versions if key in each.parameters]
        for rule, values in wrong_values(
            parameter, others, overwrites=overwrites, compared=key in compared
        ):
            yield at(in_context(key), rule, values)
    if schema.item is not None:
        for template, parameter in schema.item.parameters.items():
            key = template.replace("{n}", str(schema.item.first))
            for rule, values in wrong_values(parameter):
                yield at(in_context(key), rule, values)


def _unusual(schema: EventSchema) -> Iterator[Damage]:
    for key, parameter in schema.parameters.items():
        values = wire_values_of(parameter, min_size=1)
        for alias in parameter.aliases if not values.is_empty else ():
            yield drawn("OOTB209", values, _Renamed(key, alias))
        if schema.overwrites_profile and breaks(parameter, "", overwrites=True) == {"OOTB212"}:
            yield at(in_context(key), "OOTB212", st.just(""))


@attrs.frozen
class _Renamed:
    """Send a parameter under another spelling."""

    key: str
    alias: str

    def __call__(self, value: Any) -> Breakage:
        changes = {in_context(self.key): GONE, in_context(self.alias): value}
        return Breakage(pointer("context", self.alias), changes)


def _missing(schema: EventSchema, profile: str) -> Iterator[Damage]:
    for key, parameter in schema.parameters.items():
        if not asked_for(parameter, profile):
            continue
        gone = {in_context(spelling): GONE for spelling in (key, *parameter.aliases)}
        strictly = profile != "platform" and parameter.requirement(profile) == "mandatory"
        yield attrs.evolve(
            always("OOTB207", _CONTEXT, gone),
            severity=Severity.ERROR if strictly else Severity.WARNING,
        )


def _unknown(schema: EventSchema, profile: str, catalog: Catalog) -> Iterator[Damage]:
    known = {
        spelling
        for version in catalog.versions(schema.key)
        for parameter in catalog.get(schema.key, version).parameters.values()
        for spelling in (parameter.key, *parameter.aliases)
    }

    def named(text: str) -> Breakage:
        key = outside(f"x{text}", known)
        while schema.item is not None and schema.item.number_in(key) is not None:
            key += "_"
        return Breakage(pointer("context", key), {in_context(key): text})

    if len(_needed(schema, profile)) < MOST_PARAMETERS:
        yield drawn("OOTB206", texts(0, _SHORT), named)
    if "maxProperties" in schema.document["properties"]["context"].get("x-preferred", {}):
        yield always("OOTB208", _CONTEXT, {in_context(key): "" for key in _too_many(schema, known)})


def _too_many(schema: EventSchema, known: Collection[str]) -> list[str]:
    """List keys of more parameters than an event may have, of items where those will do."""
    numbered = [] if schema.item is None else _taking_blank(schema.item)
    if len(numbered) > MOST_PARAMETERS:
        return numbered
    return [outside(f"x_{number}_", known) for number in range(MOST_PARAMETERS + 1)]


def _taking_blank(item: ItemSchema) -> list[str]:
    templates = [key for key, each in item.parameters.items() if not breaks(each, "")]
    numbers = range(item.first, item.first + MOST_PARAMETERS)
    return [key.replace("{n}", str(number)) for number in numbers for key in templates]


def _needed(schema: EventSchema, profile: str) -> frozenset[str]:
    return frozenset(key for key, each in schema.parameters.items() if asked_for(each, profile))


def _standing(schema: EventSchema, profile: str) -> Iterator[Damage]:
    """Find what is said about every payload of the event, so that nothing need be damaged."""
    if schema.superseded_by:
        yield always("OOTB302", pointer("event"), {})
    stated = any(each.requirement(profile) for each in schema.parameters.values())
    if profile != "platform" and not stated:
        yield always("OOTB303", pointer("event"), {})
