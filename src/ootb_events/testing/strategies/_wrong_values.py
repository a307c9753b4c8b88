"""Values that a constraint of a parameter refuses, or that something is to be said about."""

from __future__ import annotations

from copy import deepcopy
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from ootb_events._formats import PATTERNS
from ootb_events.catalog import WIRE_FORMS
from ootb_events.testing.strategies._values import moments, texts
from ootb_events.testing.strategies._wire import on_the_wire
from ootb_events.validation._engines import ecma_regex

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from ootb_events.catalog import Parameter

    Strategy = st.SearchStrategy[Any]

__all__ = ["beyond", "of_another_type", "outside", "too_long", "wrong_values"]

_OF_EACH_TYPE: Final[tuple[Any, ...]] = (None, [], {}, True, 5, "text")
_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "object": (dict,),
}
_ODD_FORMS: Final = (
    "0",
    "",
    "tomorrow",
    "0001-01-01",
    "0001-01-01T12:00:00Z",
    "0000-01-01",
    "0000-01-01T12:00:00Z",
    "0001-01-01T24:00:00Z",
    "0001-01-01 12:00:00Z",
    "01.01.0001",
)
"""So early that none of them lies after an event."""

_BEYOND: Final = 2**20
_SHORT: Final = 20


def wrong_values(
    parameter: Parameter, others: Sequence[Parameter]
) -> Iterator[tuple[str, Strategy]]:
    """Walk the rules that a value of a parameter can break, and draw such values.

    :param others: the same parameter in the event's other versions, none of which is to take
        a value of another type.
    """
    schema = parameter.schema
    strange = of_another_type([schema, *(other.schema for other in others)])
    if strange:
        yield "OOTB201", st.sampled_from(strange).map(deepcopy)
    if parameter.kind == "flag":
        yield from _flags(parameter)
        return
    if parameter.closed_values is not None:
        yield "OOTB203", _outside_a_set(parameter)
        return
    if "maximum" in schema:
        yield "OOTB205", beyond(schema)
    if parameter.listed_values:
        yield "OOTB211", texts(1, _SHORT).map(lambda text: outside(text, parameter.listed_values))
    elif parameter.kind in {"date", "date-time"} or "pattern" in schema:
        yield from _forms(parameter)
    elif "maxLength" in schema:
        yield "OOTB202", too_long(schema["maxLength"])


def beyond(schema: Mapping[str, Any]) -> st.SearchStrategy[int]:
    """Draw numbers beyond the bounds of a schema."""
    low, high = int(schema["minimum"]), int(schema["maximum"])
    return st.integers(high + 1, high + _BEYOND) | st.integers(low - _BEYOND, low - 1)


@lru_cache(maxsize=64)
def too_long(limit: int) -> st.SearchStrategy[str]:
    """Draw texts of more characters than that."""
    return texts(1, _SHORT).map(lambda text: (text * (limit + 1))[: limit + len(text)])


def of_another_type(schemas: Collection[Mapping[str, Any]]) -> list[Any]:
    """List values of each JSON type that is taken by none of these schemas."""
    return [value for value in _OF_EACH_TYPE if not any(_has_type(value, s) for s in schemas)]


def _has_type(value: Any, schema: Mapping[str, Any]) -> bool:
    if "type" not in schema:
        return any(type(value) is type(each) for each in schema["enum"])
    names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return any(type(value) in _TYPES[name] for name in names)


def outside(text: str, taken: Collection[str]) -> str:
    """Change a text until it is none of these, in whatever case."""
    lowered = {each.lower() for each in taken}
    while text.lower() in lowered:
        text += "0"
    return text


def _outside_a_set(parameter: Parameter) -> Strategy:
    values = parameter.closed_values or ()
    if all(isinstance(value, str) for value in values):
        return texts(0, _SHORT).map(lambda text: outside(text, values))
    above = int(max(value for value in values if not isinstance(value, str))) + 1
    return st.integers(above, above + _BEYOND)


def _flags(parameter: Parameter) -> Iterator[tuple[str, Strategy]]:
    sent = WIRE_FORMS[parameter.wire].values()
    odd = [
        value
        for value in parameter.schema["enum"]
        if not any(type(value) is type(form) and value == form for form in sent)
    ]
    if odd:
        yield "OOTB210", st.sampled_from(odd)


def _forms(parameter: Parameter) -> Iterator[tuple[str, Strategy]]:
    schema = parameter.schema
    understood = ecma_regex(schema.get("pattern") or PATTERNS[schema["format"]])
    odd = [text for text in _ODD_FORMS if not understood.search(text)]
    if odd:
        yield "OOTB204", st.sampled_from(odd)
    if parameter.zone_optional:
        sent = moments().map(lambda moment: str(on_the_wire(parameter, moment)))
        yield "OOTB213", sent.map(lambda text: text.removesuffix("Z"))
