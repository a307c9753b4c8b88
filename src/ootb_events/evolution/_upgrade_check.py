"""Whether the steps of a catalogue lead from each version to the next, with nothing forgotten."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ootb_events._json import pointer
from ootb_events.errors import CatalogError
from ootb_events.evolution._accepts import accepts_all
from ootb_events.evolution._pairs import Side, spellings
from ootb_events.evolution._steps import upgrade_between
from ootb_events.evolution._way import Hop, neighbour

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ootb_events.catalog import Catalog, EventSchema, Parameter
    from ootb_events.catalog._upgrades import Upgrade

__all__ = ["upgrade_cycles", "upgrade_problems"]


def upgrade_problems(catalog: Catalog, event: str | None = None) -> tuple[CatalogError, ...]:
    """Say what is missing or wrong in the ``x-upgrades`` of a catalogue.

    Every version has to say what to do with payloads of the one before, and of an event whose
    place it took: each parameter stays known, gets another key, or is dropped; each value stays
    accepted, gets another form, or is dropped.

    :param catalog: which events exist.
    :param event: the only event to look at; all, unless told otherwise.
    :raises CatalogError: when there is no such event, or a file is not usable.
    """
    keys = list(catalog) if event is None else [event]
    return tuple(problem for key in keys for problem in _problems(catalog, key))


def upgrade_cycles(catalog: Catalog) -> tuple[CatalogError, ...]:
    """Say which events of a catalogue took each other's place in a cycle.

    :raises CatalogError: when a file is not usable.
    """
    return tuple(problem for key in catalog for problem in _cycle(catalog, key))


def _cycle(catalog: Catalog, key: str) -> Iterator[CatalogError]:
    met = {key}
    schema = catalog.get(key)
    while (successor := schema.superseded_by) is not None and successor in catalog:
        if successor in met:
            yield CatalogError(
                f"{successor} took the place of an event that took its own place: a cycle",
                source=schema.source,
                pointer=pointer("x-superseded-by", "event"),
            )
            return
        met.add(successor)
        schema = catalog.get(successor)


def _problems(catalog: Catalog, key: str) -> Iterator[CatalogError]:
    cycle = tuple(_cycle(catalog, key))
    if cycle:
        yield from cycle
        return
    versions = [catalog.get(key, version) for version in catalog.versions(key)]
    for old, new in pairwise(versions):
        yield from _between(old, new)
    yield from _to_successor(catalog, versions[-1])
    for schema in versions:
        yield from _strangers(catalog, schema)


def _between(old: EventSchema, new: EventSchema) -> Iterator[CatalogError]:
    upgrade = upgrade_between(old, new)
    if upgrade is None:
        yield _fault(
            new,
            f"it does not say how payloads of {old.key} {old.version} become its own; add them "
            "to x-upgrades, with no steps if they stay as they are",
        )
        return
    yield from _Pair(old, new, upgrade).faults()


def _to_successor(catalog: Catalog, last: EventSchema) -> Iterator[CatalogError]:
    successor = last.superseded_by
    if successor is None:
        return
    if successor not in catalog:
        problem = f"there is no event {successor} in this catalogue"
        yield CatalogError(problem, source=last.source, pointer="/x-superseded-by/event")
        return
    new = neighbour(catalog, last)
    yield from _between(last, new or catalog.get(successor))


def _strangers(catalog: Catalog, schema: EventSchema) -> Iterator[CatalogError]:
    """Walk the upgrades that start from what is neither the version before nor superseded."""
    for number, upgrade in enumerate(schema.upgrades):
        source = f"{upgrade.event} {upgrade.version}"
        if upgrade.event not in catalog or upgrade.version not in catalog.versions(upgrade.event):
            problem = f"there is no {source} in this catalogue"
        elif neighbour(catalog, catalog.get(upgrade.event, upgrade.version)) is not schema:
            problem = f"{source} is neither the version before nor of an event superseded by it"
        else:
            continue
        place = pointer("x-upgrades", str(number))
        yield CatalogError(problem, source=schema.source, pointer=place)


class _Pair:
    """Compare what the steps between two versions do with what the versions say."""

    def __init__(self, old: EventSchema, new: EventSchema, upgrade: Upgrade) -> None:
        self._old, self._new, self._upgrade = old, new, upgrade
        self._hop = Hop(old, new)
        self._known = {
            key: parameter
            for side in (Side.of_event(new), Side.of_items(new))
            for key, parameter in side.owners().items()
        }

    def faults(self) -> Iterator[CatalogError]:
        old_keys: set[str] = set()
        for side in (Side.of_event(self._old), Side.of_items(self._old)):
            old_keys |= side.owners().keys()
            for parameter in side.parameters.values():
                yield from self._of_parameter(parameter)
        for step in self._upgrade.steps:
            yield from self._of_step(step, old_keys)

    def _of_parameter(self, parameter: Parameter) -> Iterator[CatalogError]:
        for spelling in sorted(spellings(parameter), key=lambda one: one != parameter.key):
            after = self._after(spelling)
            if after is None:
                continue
            became = self._known.get(after)
            if became is None:
                yield self._fault(f"{after} is no parameter; rename or drop {spelling}")
            elif not self._takes(became, parameter, spelling):
                yield self._fault(
                    f"{became.key} refuses values that {spelling} took; convert or map them, or "
                    'drop them with "if": "refused"'
                )

    def _of_step(self, step: Mapping[str, Any], old_keys: set[str]) -> Iterator[CatalogError]:
        name = step["step"]
        keys = [step["key"]] if name == "default" else list(step["keys"])
        for key in keys:
            if name in {"rename", "drop"} and "if" not in step:
                if key not in old_keys:
                    yield self._fault(f"{key}, of a {name}, is no parameter before it")
            elif key not in self._known:
                yield self._fault(f"{key}, of a {name}, is no parameter of it")
        if name == "rename":
            for key in step["keys"].values():
                if key not in self._known:
                    yield self._fault(f"{key}, of a rename, is no parameter of it")
        if name == "default" and step["key"] in self._known:
            one = {"type": _JSON_TYPES[type(step["value"])], "enum": [step["value"]]}
            if not accepts_all(self._known[step["key"]].schema, one):
                yield self._fault(f"{step['key']} refuses its default")

    def _takes(self, became: Parameter, parameter: Parameter, spelling: str) -> bool:
        """Say whether every value stays accepted, or the steps do something about those."""
        if accepts_all(became.schema, parameter.schema):
            return True
        named = {
            key
            for step in self._upgrade.steps
            if step["step"] in {"convert", "map"} or "if" in step
            for key in step["keys"]
        }
        return bool(named & {became.key, parameter.key, spelling})

    def _after(self, key: str) -> str | None:
        if "{n}" not in key:
            return self._hop.key_after(key)
        after = self._hop.key_after(key.replace("{n}", _SOME_NUMBER))
        return None if after is None else after.replace(_SOME_NUMBER, "{n}")

    def _fault(self, problem: str) -> CatalogError:
        return _fault(self._new, f"{problem} (from {self._old.key} {self._old.version})")


_SOME_NUMBER = "49"
_JSON_TYPES = {str: "string", int: "number", float: "number", bool: "boolean"}


def _fault(schema: EventSchema, problem: str) -> CatalogError:
    place = "/x-upgrades" if schema.upgrades else ""
    return CatalogError(problem, source=schema.source, pointer=place)
