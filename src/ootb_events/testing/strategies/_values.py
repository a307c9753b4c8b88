"""What the attributes of an event may hold.

Each value is drawn with as few choices as will do, since choices are what drawing costs.
"""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from hypothesis import strategies as st

from ootb_events._formats import format_date_time
from ootb_events._json import MAX_SAFE_INTEGER
from ootb_events.testing.strategies._examples import SOME_DAYS, SOME_MOMENTS, shortest_text
from ootb_events.testing.strategies._fitting import breaks
from ootb_events.validation._engines import ecma_regex

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ootb_events.catalog import Parameter

__all__ = [
    "LONGEST",
    "ZONES",
    "Strategy",
    "days",
    "moments",
    "moments_in_utc",
    "numbers",
    "numbers_of",
    "texts",
    "values_of",
]

Strategy: TypeAlias = "st.SearchStrategy[Any]"

LONGEST: Final = 255
"""As long as most texts may be."""

_WITHOUT_LIMIT: Final = 4 * LONGEST
_FIRST_DAY: Final = date(1, 1, 2)
_PLAIN_DAY: Final = date(2000, 1, 1)
_LAST_DAY: Final = date(9999, 12, 30)
_NOON: Final = 12 * 60 * 60
_SECONDS: Final = 24 * 60 * 60
_FRACTIONS: Final = (0, 0, 0, 0, 250_000, 1, 999_999)
_ODD_OFFSETS: Final = (
    timedelta(hours=5, minutes=45),
    timedelta(hours=-3, minutes=-30),
    timedelta(hours=14),
    timedelta(minutes=19, seconds=32, microseconds=130000),
    timedelta(hours=23, minutes=59),
    -timedelta(hours=23, minutes=59),
)
ZONES: Final = (*[timezone.utc] * len(_ODD_OFFSETS), *map(timezone, _ODD_OFFSETS))
"""As often UTC as an offset, also such as no country has."""

_MOST_CENTS: Final = 10**14
_EDGES: Final = (0.1, 1e-6, 1e-7, 1.5e-6, 5e-324, 1e15, 2.0, -0.0)


@lru_cache(maxsize=64)
def texts(min_size: int = 0, max_size: int | None = LONGEST) -> st.SearchStrategy[str]:
    """Draw text of any characters; without a limit, longer than others may be."""
    characters = st.characters(exclude_categories=["Cs"])
    limit = _WITHOUT_LIMIT if max_size is None else max_size
    return st.text(characters, min_size=min_size, max_size=limit)


@lru_cache(maxsize=64)
def numbers(
    minimum: float = -MAX_SAFE_INTEGER, maximum: float = MAX_SAFE_INTEGER
) -> st.SearchStrategy[int | float | Decimal]:
    """Draw numbers that JSON carries exactly, in each of the three Python types."""
    floats = st.floats(minimum, maximum, allow_nan=False, allow_infinity=False)
    edges = [edge for edge in (minimum, maximum, *_EDGES) if minimum <= edge <= maximum]
    found: list[Strategy] = []
    low, high = math.ceil(minimum), math.floor(maximum)
    if low <= high:
        found.append(st.integers(low, high))
    found += [floats, st.sampled_from(edges), floats.map(lambda number: Decimal(repr(number)))]
    low, high = max(low, -_MOST_CENTS), min(high, _MOST_CENTS)
    if low <= high:
        found.append(st.integers(low, high).map(lambda number: _cents(number, minimum, maximum)))
    return st.one_of(found)


def _cents(number: int, minimum: float, maximum: float) -> Decimal:
    """Shift the point within the bounds; zeros at the end stay, as in Decimal("1.50")."""
    shifted = Decimal(number).scaleb(-2 if abs(number) >= 100 else 0)
    return shifted if minimum <= shifted <= maximum else Decimal(number)


@lru_cache(maxsize=1)
def moments() -> st.SearchStrategy[datetime]:
    """Draw aware datetimes whose instant lies in the years 1 to 9999 of UTC."""
    parts = st.tuples(days(), _clocks(), st.sampled_from(ZONES))
    return parts.map(lambda found: _moment(*found))


@lru_cache(maxsize=1)
def moments_in_utc() -> st.SearchStrategy[datetime]:
    """Draw the same in UTC, with one choice less."""
    return st.tuples(days(), _clocks()).map(lambda parts: _moment(*parts, timezone.utc))


def _clocks() -> st.SearchStrategy[int]:
    return st.integers(0, _SECONDS * (len(_FRACTIONS) + 1) - 1)


def _moment(day: date, clock: int, zone: timezone) -> datetime:
    after_noon, kind = divmod(clock, len(_FRACTIONS) + 1)
    fraction = _FRACTIONS[kind] if kind < len(_FRACTIONS) else clock * 7919 % 10**6
    minutes, second = divmod((_NOON + after_noon) % _SECONDS, 60)
    hour, minute = divmod(minutes, 60)
    return datetime(day.year, day.month, day.day, hour, minute, second, fraction, tzinfo=zone)


@lru_cache(maxsize=1)
def days() -> st.SearchStrategy[date]:
    """Draw calendar dates of the years 1 to 9999."""
    plain = _PLAIN_DAY.toordinal()
    offsets = st.integers(_FIRST_DAY.toordinal() - plain, _LAST_DAY.toordinal() - plain)
    return offsets.map(lambda offset: date.fromordinal(plain + offset))


def values_of(parameter: Parameter, *, min_size: int = 0) -> Strategy:
    """Draw what the attribute of a parameter may hold; nothing, if no value fits it.

    :param min_size: the least length of a text.
    """
    known = _known_values(parameter)
    if known is not None:
        fitting = [
            value
            for value in known
            if (value != "" or not min_size) and not breaks(parameter, value)
        ]
        return st.sampled_from(fitting) if fitting else st.nothing()
    schema = parameter.schema
    kinds: Mapping[str, Callable[[], Strategy]] = {
        "text": lambda: _texts_of(schema, min_size),
        "identifier": lambda: _texts_of(schema, min_size),
        "number": lambda: numbers_of(schema),
        "flag": st.booleans,
        "date-time": lambda: _of_form(parameter, moments(), SOME_MOMENTS),
        "date": lambda: _of_form(parameter, days(), SOME_DAYS),
    }
    return kinds[parameter.kind]()


def _known_values(parameter: Parameter) -> Sequence[Any] | None:
    if parameter.kind in {"date", "date-time"}:
        return () if parameter.closed_values or parameter.listed_values else None
    if parameter.closed_values is not None:
        return parameter.closed_values
    return parameter.listed_values or None if parameter.kind in {"text", "identifier"} else None


def numbers_of(schema: Mapping[str, Any]) -> Strategy:
    """Draw numbers within the bounds of a schema that JSON carries exactly."""
    low = max(schema.get("minimum", -MAX_SAFE_INTEGER), -MAX_SAFE_INTEGER)
    high = min(schema.get("maximum", MAX_SAFE_INTEGER), MAX_SAFE_INTEGER)
    if schema["type"] == "integer":
        low, high = math.ceil(low), math.floor(high)
    if low > high:
        return st.nothing()
    return st.integers(low, high) if schema["type"] == "integer" else numbers(low, high)


def _texts_of(schema: Mapping[str, Any], min_size: int) -> Strategy:
    shortest, longest = max(min_size, schema.get("minLength", 0)), schema.get("maxLength")
    if "pattern" in schema:
        return _matching(schema["pattern"], shortest, longest)
    if longest is not None and shortest > longest:
        return st.nothing()
    return texts(shortest, longest)


def _matching(pattern: str, shortest: int, longest: int | None) -> Strategy:
    """Draw texts of a form; one that is too long or too short becomes the shortest."""
    limit = math.inf if longest is None else longest
    example = shortest_text(pattern, empty=not shortest)
    if example is None or not shortest <= len(example) <= limit:
        return st.nothing()
    found = st.from_regex(ecma_regex(pattern), fullmatch=True)
    return found.map(lambda text: text if shortest <= len(text) <= limit else example)


def _of_form(parameter: Parameter, values: Strategy, examples: Sequence[Any]) -> Strategy:
    """Draw dates; where a pattern allows some only, those of them that are among examples."""
    if "pattern" not in parameter.schema or parameter.zone_optional:
        return values
    fitting = [each for each in examples if not breaks(parameter, _written(each))]
    return st.sampled_from(fitting) if fitting else st.nothing()


def _written(value: date) -> str:
    return format_date_time(value) if isinstance(value, datetime) else value.isoformat()
