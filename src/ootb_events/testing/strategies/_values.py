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

from ootb_events._json import MAX_SAFE_INTEGER
from ootb_events.validation._engines import ecma_regex

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ootb_events.catalog import Parameter

__all__ = [
    "LONGEST",
    "ZONES",
    "Strategy",
    "days",
    "moments",
    "moments_in_utc",
    "numbers",
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
        found.append(st.integers(low, high).map(_cents))
    return st.one_of(found)


def _cents(number: int) -> Decimal:
    """Shift the point within the bounds; zeros at the end stay, as in Decimal("1.50")."""
    return Decimal(number).scaleb(-2 if abs(number) >= 100 else 0)


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
    """Draw what the attribute of a parameter may hold.

    :param min_size: the least length of a text.
    """
    if parameter.closed_values is not None:
        return st.sampled_from(parameter.closed_values)
    if parameter.listed_values:
        return st.sampled_from(parameter.listed_values)
    schema = parameter.schema
    if "pattern" in schema and parameter.kind == "text":
        shortest = max(min_size, schema.get("minLength", 0))
        return _matching(schema["pattern"], shortest, schema.get("maxLength"))
    kinds: Mapping[str, Callable[[], Strategy]] = {
        "text": lambda: texts(max(min_size, schema.get("minLength", 0)), schema.get("maxLength")),
        "identifier": lambda: texts(min_size, schema["maxLength"]),
        "number": lambda: numbers(schema["minimum"], schema["maximum"]),
        "flag": st.booleans,
        "date-time": moments,
        "date": days,
    }
    return kinds[parameter.kind]()


def _matching(pattern: str, shortest: int, longest: int | None) -> Strategy:
    found = st.from_regex(ecma_regex(pattern), fullmatch=True)
    limit = math.inf if longest is None else longest
    return found.filter(lambda text: shortest <= len(text) <= limit)
