"""Ways through catalogues, published and drawn, for the tests of upgrading."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ootb_events.catalog import Catalog, schema_folder
from ootb_events.catalog._entries import Entry
from ootb_events.evolution._accepts import accepts_all
from ootb_events.evolution._pairs import Side, pairs_of, spellings
from ootb_events.evolution._way import hops_from
from ootb_events.validation import validate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ootb_events.catalog import EventSchema, Parameter
    from ootb_events.evolution._way import Hop

CATALOG = Catalog.default()


def hops() -> list[Hop]:
    """List every neighbouring pair of the published catalogue, successors included."""
    found = {}
    for schema in CATALOG.schemas():
        for hop in hops_from(CATALOG, schema):
            found[hop.old.key, hop.old.version] = hop
    return list(found.values())


def distant_pairs() -> list[tuple[EventSchema, EventSchema]]:
    """List every version with each of those that an upgrade leads it to."""
    return [(schema, hop.new) for schema in CATALOG.schemas() for hop in hops_from(CATALOG, schema)]


def ends() -> list[EventSchema]:
    """List every version that something leads on from."""
    return [schema for schema in CATALOG.schemas() if next(hops_from(CATALOG, schema), None)]


def name_of_pair(value: Any) -> str:
    """Name a pair in the id of a test."""
    schemas = (value.old, value.new) if hasattr(value, "old") else value
    return "→".join(f"{schema.key.removeprefix('ootb_')}-{schema.version}" for schema in schemas)


def where(schema: EventSchema) -> str:
    """Write a version as ``to`` takes it."""
    return f"{schema.key}@{schema.version}"


def errors_of(payload: Any, schema: EventSchema, catalog: Catalog | None = None) -> list[str]:
    """Say what is refused of a payload."""
    report = validate(payload, version=schema.version, catalog=catalog)
    assert report.event == schema.key
    return [str(found) for found in report.errors]


def catalog_of_schemas(*schemas: EventSchema) -> Catalog:
    """Make a catalogue of schemas that are in no file."""
    files: dict[str, dict[str, Any]] = {}
    for schema in schemas:
        files.setdefault(schema.key, {})[schema.version] = schema_folder() / schema.source
    entries = {key: Entry(key, schema_folder(), paths) for key, paths in files.items()}
    catalog = Catalog(MappingProxyType(entries), ())
    catalog._read.update({(schema.key, schema.version): schema for schema in schemas})
    return catalog


def steps_between(old: EventSchema, new: EventSchema) -> list[dict[str, Any]]:
    """Write the steps between two versions that lose as little as they can."""
    renamed: dict[str, str] = {}
    gone, refused = [], []
    flags: dict[str, list[str]] = {}
    for before, after in _pairs(old, new):
        if after is None:
            gone.append(before.key)
            continue
        others = sorted(spellings(before) - {after.key}, key=lambda one: one != before.key)
        renamed |= dict.fromkeys(others, after.key)
        if accepts_all(after.schema, before.schema):
            continue
        if before.kind == after.kind == "flag":
            flags.setdefault(after.wire, []).append(after.key)
        refused.append(after.key)
    steps: list[dict[str, Any]] = [
        {"step": "convert", "keys": keys, "to": wire} for wire, keys in flags.items()
    ]
    if gone:
        steps.insert(0, {"step": "drop", "keys": gone})
    if renamed:
        steps.insert(0, {"step": "rename", "keys": renamed})
    if refused:
        steps.append({"step": "drop", "keys": list(dict.fromkeys(refused)), "if": "refused"})
    return steps


def _pairs(old: EventSchema, new: EventSchema) -> Iterator[tuple[Parameter, Parameter | None]]:
    for side in (Side.of_event, Side.of_items):
        for pair in pairs_of(side(old), side(new), {}):
            if pair.old is not None:
                yield pair.old, pair.new
