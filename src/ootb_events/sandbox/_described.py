"""What the catalogue says of its events, as JSON objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ootb_events._json import MAX_SAFE_INTEGER
from ootb_events.catalog import type_words
from ootb_events.sandbox._differences import differences
from ootb_events.sandbox._words import relation_words
from ootb_events.validation import PROFILES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ootb_events.catalog import Catalog, EventSchema, Parameter

__all__ = ["listing", "page_of"]

_OF_EVERY_NUMBER: Final = (None, -MAX_SAFE_INTEGER, MAX_SAFE_INTEGER)


def listing(catalog: Catalog) -> dict[str, Any]:
    """Describe all events in few words."""
    return {"events": [_entry(key, catalog) for key in catalog], "profiles": list(PROFILES)}


def page_of(key: str, catalog: Catalog) -> dict[str, Any]:
    """Describe one event in all of its versions, newest first.

    :raises UnknownEventError: when there is no such event.
    """
    schemas = [catalog.get(key, version) for version in reversed(catalog.versions(key))]
    current = schemas[0]
    older = [*schemas[1:], None]
    return {
        "event": key,
        "title": current.title,
        "description": current.description,
        "domain": current.domain,
        "page": current.page,
        "emittable": current.emittable,
        "superseded_by": current.superseded_by,
        "follows": [other for other in catalog if catalog.get(other).superseded_by == key],
        "versions": [
            _version(schema, before) for schema, before in zip(schemas, older, strict=True)
        ],
    }


def parameters_of(schema: EventSchema) -> Iterable[tuple[Parameter, bool]]:
    """Walk all parameters, those of items last, and say whether each is one of these."""
    yield from ((parameter, False) for parameter in schema.parameters.values())
    if schema.item:
        yield from ((parameter, True) for parameter in schema.item.parameters.values())


def _entry(key: str, catalog: Catalog) -> dict[str, Any]:
    schema = catalog.get(key)
    return {
        "event": key,
        "title": schema.title,
        "domain": schema.domain,
        "description": schema.description,
        "current": schema.version,
        "versions": list(catalog.versions(key)),
        "emittable": schema.emittable,
        "superseded_by": schema.superseded_by,
        "since": schema.since,
    }


def _version(schema: EventSchema, before: EventSchema | None) -> dict[str, Any]:
    return {
        "version": schema.version,
        "since": schema.since,
        "revision": schema.revision,
        "rules": [relation_words(rule) for rule in schema.rules],
        "parameters": [_parameter(one, is_item=item) for one, item in parameters_of(schema)],
        "differences": [] if before is None else differences(before, schema),
    }


def _parameter(parameter: Parameter, *, is_item: bool) -> dict[str, Any]:
    values, kind = _values(parameter)
    return {
        "key": parameter.key,
        "name": parameter.name,
        "title": parameter.title,
        "description": parameter.description,
        "kind": parameter.kind,
        "wire": parameter.wire,
        "type": type_words(parameter),
        "pii": parameter.pii,
        "aliases": list(parameter.aliases),
        "values": values,
        "value_set": kind,
        "value_names": dict(parameter.value_names),
        "requirement": {
            profile: asked for profile in PROFILES if (asked := parameter.requirement(profile))
        },
        "item": is_item,
        "max_length": parameter.schema.get("maxLength"),
        **_limits(parameter),
    }


def _limits(parameter: Parameter) -> dict[str, Any]:
    """Say what the schema of a parameter refuses beyond what its kind does."""
    schema, kind = parameter.schema, parameter.kind
    bounds = {name: schema.get(name) for name in ("minimum", "maximum")}
    return {
        "min_length": schema.get("minLength"),
        "pattern": None if kind in {"date", "date-time"} else schema.get("pattern"),
        **{name: None if at in _OF_EVERY_NUMBER else at for name, at in bounds.items()},
    }


def _values(parameter: Parameter) -> tuple[list[Any], str | None]:
    if parameter.closed_values is not None:
        return list(parameter.closed_values), "closed"
    if parameter.listed_values:
        return list(parameter.listed_values), "listed"
    if parameter.example_values:
        return list(parameter.example_values), "examples"
    return [], None
