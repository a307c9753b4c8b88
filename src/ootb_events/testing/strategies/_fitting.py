"""Which rules a value of a parameter breaks, as its schema shows."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from ootb_events._formats import PATTERNS
from ootb_events.catalog import WIRE_FORMS
from ootb_events.validation._engines import ecma_regex

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from ootb_events.catalog import Parameter

__all__ = ["breaks", "has_type", "is_of_kind", "is_one_of"]

_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "number": (int, float, Decimal),
    "integer": (int, float, Decimal),
    "boolean": (bool,),
    "object": (dict,),
}
_PYTHON: Final[Mapping[str, tuple[type, ...]]] = {
    "text": (str,),
    "identifier": (str, *_TYPES["number"]),
    "number": _TYPES["number"],
    "flag": (bool,),
    "date": (date,),
    "date-time": (datetime,),
}


def is_of_kind(parameter: Parameter, value: Any) -> bool:
    """Say whether the attribute of a parameter may hold a value of that type."""
    return type(value) in _PYTHON[parameter.kind]


def breaks(parameter: Parameter, value: Any, *, overwrites: bool = False) -> frozenset[str]:
    """List the rules that a value breaks by itself, as it is sent.

    :param overwrites: whether an empty text would blank the customer's profile.
    """
    if parameter.kind == "flag":
        return frozenset(_of_flag(parameter, value))
    if not has_type(parameter.schema, value):
        return frozenset({"OOTB201"})
    if isinstance(value, str) and len(value) < parameter.schema.get("minLength", 0):
        return frozenset({"OOTB101"})
    return frozenset(_refused(parameter, value) or _doubted(parameter, value, overwrites))


def is_one_of(value: Any, values: Collection[Any]) -> bool:
    """Say whether a value is one of these; the case of a text's letters does not matter."""
    if isinstance(value, str):
        return _folded(value) in {_folded(each) for each in values if isinstance(each, str)}
    return any(value == each for each in values if not isinstance(each, str))


def _folded(text: str) -> str:
    return "".join(char.lower() if char.isascii() else char for char in text)


def _of_flag(parameter: Parameter, value: Any) -> Iterator[str]:
    def among(values: Collection[Any]) -> bool:
        return any(
            value == each and (type(value) is bool) is (type(each) is bool) for each in values
        )

    if not among(WIRE_FORMS[parameter.wire].values()):
        yield "OOTB210" if among(parameter.schema["enum"]) else "OOTB201"


def has_type(schema: Mapping[str, Any], value: Any) -> bool:
    """Say whether a value has a JSON type that a schema names, or that of a value it allows."""
    if "type" not in schema:
        return any(type(value) is type(each) for each in schema["enum"])
    names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if names == ["integer"] and type(value) in _TYPES["integer"]:
        return bool(value == int(value))
    return any(type(value) in _TYPES[name] for name in names)


def _refused(parameter: Parameter, value: Any) -> set[str]:
    schema = parameter.schema
    found = set(_of_text(parameter, value) if isinstance(value, str) else _of_number(schema, value))
    if parameter.closed_values is not None and not _is_allowed(value, parameter.closed_values):
        found.add("OOTB203")
    return found


def _is_allowed(value: Any, values: Collection[Any]) -> bool:
    if all(isinstance(each, str) for each in values):
        return is_one_of(value, values)
    return value in values


def _of_number(schema: Mapping[str, Any], value: Any) -> Iterator[str]:
    low, high = schema.get("minimum", value), schema.get("maximum", value)
    if not low <= value <= high:
        yield "OOTB205"


def _of_text(parameter: Parameter, text: str) -> Iterator[str]:
    schema = parameter.schema
    if len(text) > schema.get("maxLength", len(text)):
        yield "OOTB202"
    if parameter.zone_optional:
        preferred = PATTERNS[schema["x-preferred"]["format"]]
        understood = [preferred, schema["pattern"]]
        if not any(_matches(pattern, text) for pattern in understood):
            yield "OOTB204"
        return
    wanted = [schema[word] for word in ("pattern",) if word in schema]
    wanted += [PATTERNS[schema[word]] for word in ("format",) if word in schema]
    if not all(_matches(pattern, text) for pattern in wanted):
        yield "OOTB204"


def _doubted(parameter: Parameter, value: Any, overwrites: bool) -> Iterator[str]:  # noqa: FBT001
    if not isinstance(value, str):
        return
    if parameter.zone_optional and not _matches(
        PATTERNS[parameter.schema["x-preferred"]["format"]], value
    ):
        yield "OOTB213"
    if parameter.listed_values and not is_one_of(value, parameter.listed_values):
        yield "OOTB211"
    if overwrites and not value:
        yield "OOTB212"


def _matches(pattern: str, text: str) -> bool:
    return ecma_regex(pattern).search(text) is not None
