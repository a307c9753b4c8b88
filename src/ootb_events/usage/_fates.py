"""What became of a version, and of each of its parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from ootb_events.codegen import class_name_of
from ootb_events.evolution import diff
from ootb_events.evolution._pairs import Side, pairs_of
from ootb_events.evolution._steps import upgrade_between
from ootb_events.evolution._way import hops_from

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ootb_events.catalog import Catalog, EventSchema, Parameter

__all__ = ["Fate", "Fates", "named"]


@attrs.frozen
class Fate:
    """Say where a parameter went.

    :param parameter: what it is in the end; ``None`` when it is gone.
    :param schema: the version that it is in, or the first one that does not have it.
    """

    parameter: Parameter | None
    schema: EventSchema


class Fates:
    """Follow versions and parameters through a catalogue.

    :param catalog: which events exist.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._ways: dict[tuple[str, str], tuple[tuple[EventSchema, EventSchema], ...]] = {}
        self._refused: dict[tuple[str, str], bool] = {}

    def schema_of(self, event: str | None, version: str | None) -> EventSchema | None:
        """Take a version, if the catalogue has it."""
        if event is None or event not in self.catalog:
            return None
        known = self.catalog.versions(event)
        return self.catalog.get(event, version) if version in known else None

    def current(self, schema: EventSchema) -> EventSchema:
        """Find where payloads of a version lead: to the newest version, or a successor's."""
        way = self._way(schema)
        return way[-1][1] if way else schema

    def refused(self, schema: EventSchema) -> bool:
        """Say whether some payloads of a version are refused by where they lead."""
        place = schema.key, schema.version
        if place not in self._refused:
            self._refused[place] = diff(schema, self.current(schema)).payloads == "refused"
        return self._refused[place]

    def class_name(self, schema: EventSchema) -> str:
        """Name the class of a version."""
        return class_name_of(schema, self.catalog)

    def of(self, key: str, schema: EventSchema, *, of_items: bool = False) -> Fate:
        """Follow a parameter from a version that has it."""
        side = Side.of_items if of_items else Side.of_event
        for old, new in self._way(schema):
            key_after = _keys(side(old), side(new), _renamed(old, new)).get(key)
            if key_after is None:
                return Fate(None, new)
            key = key_after
        current = self.current(schema)
        return Fate(side(current).parameters.get(key), current)

    def earlier(self, schema: EventSchema) -> Iterator[EventSchema]:
        """Walk the versions before one, newest first, then those of events whose place it took."""
        versions = self.catalog.versions(schema.key)
        for version in reversed(versions[: versions.index(schema.version)]):
            yield self.catalog.get(schema.key, version)
        for key in self.catalog:
            if key != schema.key and self.catalog.get(key).superseded_by == schema.key:
                for version in reversed(self.catalog.versions(key)):
                    yield self.catalog.get(key, version)

    def _way(self, schema: EventSchema) -> tuple[tuple[EventSchema, EventSchema], ...]:
        place = schema.key, schema.version
        if place not in self._ways:
            hops = tuple((hop.old, hop.new) for hop in hops_from(self.catalog, schema))
            last = hops[-1][1] if hops else schema
            successor = last.superseded_by
            if successor is not None and successor in self.catalog and successor != schema.key:
                hops = (*hops, (last, self.catalog.get(successor)))
            self._ways[place] = hops
        return self._ways[place]


def named(name: str, schema: EventSchema, *, of_items: bool = False) -> Parameter | None:
    """Find a parameter by its attribute."""
    side = (Side.of_items if of_items else Side.of_event)(schema)
    return next((one for one in side.parameters.values() if one.name == name), None)


def _keys(old: Side, new: Side, renamed: Mapping[str, str]) -> dict[str, str | None]:
    return {
        pair.old.key: pair.new.key if pair.new else None
        for pair in pairs_of(old, new, renamed)
        if pair.old is not None
    }


def _renamed(old: EventSchema, new: EventSchema) -> Mapping[str, str]:
    upgrade = upgrade_between(old, new)
    return upgrade.renamed if upgrade else {}
