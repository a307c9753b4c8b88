"""What versions accept, as plain JSON Schema, and what the algebra of jsonschema-rs says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ootb_events._formats import PATTERNS
from ootb_events.catalog import WIRE_FORMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ootb_events.catalog import EventSchema

_CONSTRAINTS = ("type", "minLength", "maxLength", "minimum", "maximum", "anyOf", "required")
_SCALAR = {"type": ["string", "number", "boolean"]}


def canonical(schema: Mapping[str, Any]) -> Any:
    """Take a schema into the algebra; patterns are those of the engine."""
    import jsonschema_rs

    return jsonschema_rs.canonicalize(
        dict(schema),
        draft=jsonschema_rs.Draft202012,
        pattern_options=jsonschema_rs.RegexOptions(),
    )


def closed(schema: EventSchema) -> dict[str, Any]:
    """Write what a version accepts with nothing unknown in it, for any event key."""
    return _event(schema, stranger=False)


def opened(schema: EventSchema) -> dict[str, Any]:
    """Write what a version does not refuse: other parameters may be there."""
    return _event(schema, stranger=_SCALAR)


def value_schema(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Write what a parameter accepts, without what is only odd."""
    if schema.get("x-kind") == "flag":
        return {"enum": [*WIRE_FORMS[schema["x-wire"]].values(), *schema["enum"]]}
    plain = {key: schema[key] for key in _CONSTRAINTS if key in schema}
    patterns = [schema["pattern"]] if "pattern" in schema else []
    patterns += [PATTERNS[schema["format"]]] if "format" in schema else []
    members = [{"pattern": pattern} for pattern in patterns]
    members += [_closed_set(schema["enum"])] if "enum" in schema else []
    return {**plain, **({"allOf": members} if members else {})}


def _closed_set(values: list[Any]) -> dict[str, Any]:
    """Texts are compared in any case, which a type besides text is not held to."""
    if not all(isinstance(value, str) for value in values):
        return {"enum": values}
    return {"pattern": f"^({'|'.join(map(_any_case, values))})$"}


def _any_case(text: str) -> str:
    return "".join(
        f"[{char.lower()}{char.upper()}]" if char.isascii() and char.isalpha() else char
        for char in text
    )


def _event(schema: EventSchema, *, stranger: bool | Mapping[str, Any]) -> dict[str, Any]:
    document = schema.document
    properties = {name: value_schema(each) for name, each in document["properties"].items()}
    properties["context"] = {
        "type": "object",
        "properties": {
            spelling: value_schema(parameter.schema)
            for parameter in schema.parameters.values()
            for spelling in (parameter.key, *parameter.aliases)
        },
        "patternProperties": dict(_numbered(schema)),
        "additionalProperties": stranger,
    }
    return {
        **value_schema({key: document[key] for key in _CONSTRAINTS if key in document}),
        "properties": properties,
        "additionalProperties": stranger,
    }


def _numbered(schema: EventSchema) -> Iterator[tuple[str, dict[str, Any]]]:
    for key, parameter in (schema.item.parameters if schema.item else {}).items():
        assert schema.item is not None
        yield schema.item.reachable_pattern(key), value_schema(parameter.schema)
