"""Which values a parameter's schema accepts, and whether another accepts all of them.

The question is answered on the safe side: yes is proven, no may be an oversight. It is exact
for what types, lengths, ranges and closed sets say; two different patterns are not compared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ootb_events._formats import PATTERNS
from ootb_events._json import MAX_SAFE_INTEGER
from ootb_events.catalog import WIRE_FORMS
from ootb_events.validation._engines import ecma_regex

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    Schema = Mapping[str, Any]

__all__ = ["SCALAR", "accepts_all", "folded", "json_types", "patterns_of", "understood_flags"]

SCALAR: Final[Schema] = {"type": ["string", "number", "boolean"]}
"""What any parameter may be, known or not."""

_TYPES: Final = ("string", "number", "boolean", "object", "array", "null")
_UNBOUNDED: Final = float("inf")


def accepts_all(new: Schema, old: Schema, only: Collection[str] | None = None) -> bool:
    """Say whether every value that one schema accepts is accepted by another.

    :param new: the schema that should accept them.
    :param old: the schema whose values are meant.
    :param only: the keywords of ``new`` that count; all, unless told otherwise.
    """
    wanted = new if only is None else {key: new[key] for key in new if key in only}
    values = understood_flags(old) if _is_flag(old) else _all_values(old)
    if values is not None:
        return all(_accepts(wanted, value) for value in values)
    if _is_flag(wanted):
        return False
    types = json_types(wanted)
    return all(name in types and _COVERS[name](wanted, old) for name in json_types(old))


def json_types(schema: Schema) -> tuple[str, ...]:
    """List the JSON types that a schema accepts; an integer is a number."""
    found = schema.get("type", _TYPES)
    names = [found] if isinstance(found, str) else found
    return tuple(dict.fromkeys("number" if name == "integer" else name for name in names))


def patterns_of(schema: Schema) -> frozenset[str]:
    """Collect the regular expressions that a text has to match."""
    form = PATTERNS[schema["format"]] if "format" in schema else None
    return frozenset(each for each in (schema.get("pattern"), form) if each is not None)


def folded(texts: Iterable[str]) -> frozenset[str]:
    """Write texts in the one case in which known values are compared."""
    return frozenset(
        "".join(char.lower() if char.isascii() else char for char in text) for text in texts
    )


def understood_flags(schema: Schema) -> tuple[Any, ...]:
    """List the values that a yes/no parameter understands, 1 and 1.0 apart."""
    sent = [form for value in WIRE_FORMS[schema["x-wire"]].values() for form in _forms(value)]
    return tuple(_distinct([*sent, *schema.get("enum", ())]))


def _is_flag(schema: Schema) -> bool:
    return schema.get("x-kind") == "flag"


def _forms(value: Any) -> tuple[Any, ...]:
    """Write a value in each way that JSON Schema takes for the same."""
    if isinstance(value, (str, bool)) or abs(value) > MAX_SAFE_INTEGER or value % 1:
        return (value,)
    return int(value), float(value)


def _distinct(values: Iterable[Any]) -> Iterator[Any]:
    yield from {(type(value), value): value for value in values}.values()


def _accepts(schema: Schema, value: Any) -> bool:
    """Say whether a schema accepts one text, number, true or false."""
    if _is_flag(schema):
        return any(type(value) is type(each) and value == each for each in understood_flags(schema))
    if isinstance(value, bool):
        return "boolean" in json_types(schema) and "enum" not in schema
    if isinstance(value, str):
        return "string" in json_types(schema) and _accepts_text(schema, value)
    return "number" in json_types(schema) and _accepts_number(schema, value)


def _exact_values(schema: Schema) -> tuple[Any, ...] | None:
    """List a closed set that is compared exactly: one with more than texts in it."""
    values = schema.get("enum")
    if values is None or all(isinstance(value, str) for value in values):
        return None
    return tuple(values)


def _all_values(schema: Schema) -> list[Any] | None:
    """List what a schema with such a set accepts; ``None`` for any other."""
    values = _exact_values(schema)
    if values is None:
        return None
    return [form for value in values for form in _forms(value) if _accepts(schema, form)]


# Texts


def _covers_texts(new: Schema, old: Schema) -> bool:
    if "enum" in old:
        texts = [text for text in old["enum"] if _has_length(old, text)]
        known = patterns_of(old)
        return all(_accepts_text(new, text, loose=True, known=known) for text in texts)
    return (
        "enum" not in new
        and new.get("minLength", 0) <= _least(old)
        and new.get("maxLength", _UNBOUNDED) >= old.get("maxLength", _UNBOUNDED)
        and all(_follows(pattern, patterns_of(old)) for pattern in patterns_of(new))
    )


def _least(schema: Schema) -> int:
    """Say how long a text is at least, as far as that is known."""
    empty = all(ecma_regex(pattern).search("") for pattern in patterns_of(schema))
    return max(int(schema.get("minLength", 0)), 0 if empty else 1)


def _has_length(schema: Schema, text: str) -> bool:
    return bool(schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", _UNBOUNDED))


def _accepts_text(
    schema: Schema, text: str, *, loose: bool = False, known: frozenset[str] = frozenset()
) -> bool:
    """Say whether a text is accepted.

    :param loose: whether it stands for its spellings in any case.
    :param known: patterns that it matches.
    """
    loose = loose and any(char.isascii() and char.isalpha() for char in text)
    if not _has_length(schema, text):
        return False
    exact = _exact_values(schema)
    if exact is not None:
        if loose or text not in exact:
            return False
    elif "enum" in schema and not folded([text]) <= folded(schema["enum"]):
        return False
    return all(
        pattern in known or (not loose and ecma_regex(pattern).search(text) is not None)
        for pattern in patterns_of(schema)
    )


def _follows(pattern: str, known: frozenset[str]) -> bool:
    """Say whether what matches the known patterns surely matches another.

    Besides the same one, that is one whose last group became optional, as a zone does.
    """
    required = pattern.removesuffix("?$") + "$" if pattern.endswith(")?$") else pattern
    return pattern in known or required in known


# Numbers, and the rest


def _covers_numbers(new: Schema, old: Schema) -> bool:
    return (
        _exact_values(new) is None
        and new.get("minimum", -_UNBOUNDED) <= old.get("minimum", -_UNBOUNDED)
        and new.get("maximum", _UNBOUNDED) >= old.get("maximum", _UNBOUNDED)
        and (_whole(old) or not _whole(new))
    )


def _accepts_number(schema: Schema, value: float) -> bool:
    values = _exact_values(schema)
    return (
        (values is None or value in values)
        and schema.get("minimum", -_UNBOUNDED) <= value <= schema.get("maximum", _UNBOUNDED)
        and (not _whole(schema) or value % 1 == 0)
    )


def _whole(schema: Schema) -> bool:
    return bool(schema.get("type") == "integer")


def _covers_others(new: Schema, old: Schema) -> bool:
    del old
    return _exact_values(new) is None


_COVERS: Final[Mapping[str, Callable[[Schema, Schema], bool]]] = {
    "string": _covers_texts,
    "number": _covers_numbers,
    "boolean": _covers_others,
    "object": _covers_others,
    "array": _covers_others,
    "null": _covers_others,
}
