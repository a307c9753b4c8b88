"""Values that a constraint of a parameter refuses, or that something is to be said about."""

from __future__ import annotations

import math
import re
from copy import deepcopy
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import attrs
from hypothesis import strategies as st

from ootb_events._formats import PATTERNS, format_date_time
from ootb_events._json import MAX_SAFE_INTEGER
from ootb_events.testing.strategies._examples import shortest_text
from ootb_events.testing.strategies._fitting import breaks, has_type
from ootb_events.testing.strategies._values import moments, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from ootb_events.catalog import Parameter

    Strategy = st.SearchStrategy[Any]

__all__ = ["beyond", "of_another_type", "outside", "too_long", "wrong_values"]

_OF_EACH_TYPE: Final[tuple[Any, ...]] = (None, [], {}, True, 5, "text")
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

_FIRST_DAY: Final = "0001-01-01"
_DATE_TIME: Final = re.compile(PATTERNS["date-time"])
_BEYOND: Final = 2**20
_SHORT: Final = 20


def wrong_values(
    parameter: Parameter,
    others: Sequence[Parameter] = (),
    *,
    overwrites: bool = False,
    compared: bool = False,
) -> Iterator[tuple[str, Strategy]]:
    """Walk the rules that a value of a parameter can break, and draw values that break no other.

    :param others: the same parameter in the event's other versions, none of which is to take
        a value of another type.
    :param overwrites: whether an empty text would blank the customer's profile.
    :param compared: whether a relation compares the value with others.
    """

    def breaks_only(rule: str, value: Any) -> bool:
        if compared and _is_compared(value):
            return False
        return breaks(parameter, value, overwrites=overwrites) == {rule}

    for rule, values, examples in _candidates(parameter, others):
        fitting = [value for value in examples if breaks_only(rule, value)]
        if fitting:
            yield rule, values.map(_Replacing(breaks_only, rule, fitting[0])).map(deepcopy)


@attrs.frozen
class _Replacing:
    """Take an example instead of a drawn value that breaks another rule, or none."""

    breaks_only: Callable[[str, Any], bool]
    rule: str
    example: Any

    def __call__(self, value: Any) -> Any:
        return value if self.breaks_only(self.rule, value) else self.example


def _is_compared(value: Any) -> bool:
    """Say whether a relation may understand a value."""
    if not isinstance(value, str):
        return type(value) in {int, float} and abs(value) <= MAX_SAFE_INTEGER
    return value[:10] > _FIRST_DAY or _DATE_TIME.fullmatch(value) is not None


def _candidates(
    parameter: Parameter, others: Sequence[Parameter]
) -> Iterator[tuple[str, Strategy, Sequence[Any]]]:
    """Walk the rules that might be broken: by values that are drawn, and by some examples."""
    schema = parameter.schema
    strange = of_another_type([schema, *(other.schema for other in others)])
    if strange:
        yield "OOTB201", st.sampled_from(strange), strange
    if parameter.kind == "flag":
        yield "OOTB210", st.sampled_from(schema["enum"]), schema["enum"]
        return
    examples = _examples(schema)
    yield "OOTB101", st.just(""), [""]
    if parameter.closed_values is not None:
        yield "OOTB203", _outside_a_set(parameter.closed_values), examples
    if "maximum" in schema or "minimum" in schema:
        yield "OOTB205", beyond(schema), examples
    listed = parameter.listed_values
    if listed:
        yield "OOTB211", texts(1, _SHORT).map(lambda text: outside(text, listed)), examples
    if "pattern" in schema or "format" in schema:
        yield "OOTB204", st.sampled_from(_ODD_FORMS), _ODD_FORMS
    if "maxLength" in schema:
        yield "OOTB202", too_long(schema["maxLength"]), examples
    if parameter.zone_optional:
        sent = moments().map(lambda moment: format_date_time(moment).removesuffix("Z"))
        yield "OOTB213", sent, [f"{_FIRST_DAY}T12:00:00"]


def _examples(schema: Mapping[str, Any]) -> list[Any]:
    """List values one of which is likely to break one rule and no other."""
    bounds = [schema[word] for word in ("minimum", "maximum") if word in schema]
    numbers = [*range(9), 0.5, 10, 100, 1000, 10**17, -1, -(10**17)]
    numbers += [bound + more for bound in bounds for more in (-1, 0, 1)]
    limit = schema.get("maxLength", 0) + 1
    words = [letter * length for length in (1, 2, 3, 4, limit) for letter in ("0", "x", "Z")]
    if "pattern" in schema:
        words.append(shortest_text(schema["pattern"], empty=False) or "")
    return [*words, *numbers]


def beyond(schema: Mapping[str, Any]) -> st.SearchStrategy[int]:
    """Draw numbers beyond the bounds of a schema."""
    found: list[st.SearchStrategy[int]] = []
    if "maximum" in schema:
        high = math.floor(schema["maximum"])
        found.append(st.integers(high + 1, high + _BEYOND))
    if "minimum" in schema:
        low = math.ceil(schema["minimum"])
        found.append(st.integers(low - _BEYOND, low - 1))
    return st.one_of(found)


@lru_cache(maxsize=64)
def too_long(limit: int) -> st.SearchStrategy[str]:
    """Draw texts of more characters than that."""
    return texts(1, _SHORT).map(lambda text: (text * (limit + 1))[: limit + len(text)])


def of_another_type(schemas: Collection[Mapping[str, Any]]) -> list[Any]:
    """List values of each JSON type that is taken by none of these schemas."""
    return [value for value in _OF_EACH_TYPE if not any(has_type(each, value) for each in schemas)]


def outside(text: str, taken: Collection[str]) -> str:
    """Change a text until it is none of these, in whatever case."""
    lowered = {each.lower() for each in taken}
    while text.lower() in lowered:
        text += "0"
    return text


def _outside_a_set(values: Collection[Any]) -> Strategy:
    if all(isinstance(value, str) for value in values):
        return texts(0, _SHORT).map(lambda text: outside(text, values))
    above = int(max(value for value in values if not isinstance(value, str))) + 1
    return st.integers(above, above + _BEYOND)
