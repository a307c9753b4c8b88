"""Dates and times, as text on the wire and as objects in Python."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final

import orjson

from ootb_events.errors import DecodeError, EncodeError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "PATTERNS",
    "format_date",
    "format_date_time",
    "format_timestamp",
    "parse_date",
    "parse_date_time",
    "parse_local_date_time",
    "parse_timestamp",
]

UTC = timezone.utc

_YEAR = "([0-9]{3}[1-9]|[0-9]{2}[1-9][0-9]|[0-9][1-9][0-9]{2}|[1-9][0-9]{3})"
_DAY_OF_MONTH = (
    "((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])"
    "|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    "|02-(0[1-9]|1[0-9]|2[0-8]))"
)
_LEAP_YEAR = "([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)"
_DATE = f"({_YEAR}-{_DAY_OF_MONTH}|{_LEAP_YEAR}-02-29)"
_HOUR_MINUTE = "([01][0-9]|2[0-3]):[0-5][0-9]"
_TIME = f"{_HOUR_MINUTE}:[0-5][0-9](\\.[0-9]+)?"

PATTERNS: Final[Mapping[str, str]] = {
    "date": f"^{_DATE}$",
    "date-time": f"^{_DATE}T{_TIME}(Z|[+-]{_HOUR_MINUTE})$",
}
"""What each ``format`` accepts, as a regular expression that every engine reads alike.

Days are checked against the calendar. Narrower than RFC 3339 in what Python cannot hold:
the year 0 and leap seconds.
"""

_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = f"(?P<time>{_HOUR_MINUTE}:[0-5][0-9])"
_TIMESTAMP = re.compile(f"(?P<date>{_DAY}) {_CLOCK}(\\.(?P<fraction>[0-9]{{1,6}}))?(?P<zone> UTC)")
_DATE_TIME = re.compile(
    f"(?P<date>{_DAY})T{_CLOCK}(\\.(?P<fraction>[0-9]+))?(?P<zone>Z|[+-]{_HOUR_MINUTE})"
)
_ZONE = re.compile("(Z|[+-][0-9]{2}:[0-9]{2})$")
_to_text = orjson.dumps
_WITH_Z = orjson.OPT_UTC_Z


def format_timestamp(moment: datetime) -> str:
    """Write an instant as the envelope wants it: ``YYYY-MM-DD HH:MM:SS.ssssss UTC``.

    :raises EncodeError: when it is not an aware ``datetime``.
    """
    if type(moment) is not datetime or moment.tzinfo is not UTC:
        moment = _in_utc(moment)
    text = _to_text(moment, None, _WITH_Z).decode()
    if len(text) == 29:
        return f"{text[1:11]} {text[12:27]} UTC"
    return f"{text[1:11]} {text[12:20]}.000000 UTC"


def format_date_time(moment: datetime) -> str:
    """Write an instant as ISO 8601 in UTC, ending in ``Z``.

    :raises EncodeError: when it is not an aware ``datetime``.
    """
    if type(moment) is not datetime or moment.tzinfo is not UTC:
        moment = _in_utc(moment)
    return _to_text(moment, None, _WITH_Z)[1:-1].decode()


def format_date(day: date) -> str:
    """Write a calendar date as ``YYYY-MM-DD``.

    :raises EncodeError: when it is not a ``date``, or has a time.
    """
    if isinstance(day, datetime) or not isinstance(day, date):
        raise EncodeError(f"expected a datetime.date without a time, got {type(day).__name__}")
    return day.isoformat()


def parse_timestamp(text: str) -> datetime:
    """Read what :func:`format_timestamp` writes, and the same with fewer digits.

    :raises DecodeError: when the text is something else.
    """
    return _parse_moment(_TIMESTAMP.fullmatch(text), "YYYY-MM-DD HH:MM:SS.ssssss UTC")


def parse_date_time(text: str) -> datetime:
    """Read an ISO 8601 date and time with ``Z`` or an offset, to the microsecond.

    :raises DecodeError: when the text is something else.
    """
    expected = "an ISO 8601 date and time such as 2026-06-09T12:00:00Z"
    return _parse_moment(_DATE_TIME.fullmatch(text), expected)


def parse_local_date_time(text: str) -> datetime:
    """Read an ISO 8601 date and time; one without a zone is taken as UTC.

    :raises DecodeError: when the text is something else.
    """
    return parse_date_time(text if _ZONE.search(text) else f"{text}Z")


def parse_date(text: str) -> date:
    """Read a calendar date written as ``YYYY-MM-DD``.

    :raises DecodeError: when the text is something else.
    """
    try:
        # Newer Pythons read other forms of ISO 8601 as well.
        return date.fromisoformat(text if re.fullmatch(_DAY, text) else "")
    except ValueError:
        raise DecodeError("expected a calendar date as YYYY-MM-DD") from None


def _in_utc(moment: datetime) -> datetime:
    if not isinstance(moment, datetime):
        raise EncodeError(f"expected an aware datetime, got {type(moment).__name__}")
    if moment.utcoffset() is None:
        raise EncodeError(
            "this datetime is naive, so the instant it means is not known; "
            "use datetime.now(timezone.utc), or .astimezone() on one from local time"
        )
    try:
        there = moment.astimezone(UTC)
    except OverflowError:
        raise EncodeError("this datetime lies outside the years 1 to 9999 in UTC") from None
    return datetime(
        there.year,
        there.month,
        there.day,
        there.hour,
        there.minute,
        there.second,
        there.microsecond,
        tzinfo=UTC,
    )


def _parse_moment(match: re.Match[str] | None, expected: str) -> datetime:
    if match is None:
        raise DecodeError(f"expected {expected}")
    fraction = (match["fraction"] or "")[:6].ljust(6, "0")
    try:
        local = datetime.fromisoformat(f"{match['date']}T{match['time']}.{fraction}")
        return local.replace(tzinfo=_zone(match["zone"]))
    except ValueError:
        raise DecodeError(f"expected {expected}") from None


def _zone(text: str) -> timezone:
    if text in {"Z", " UTC"}:
        return UTC
    hours, minutes = int(text[1:3]), int(text[4:6])
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)
