"""Dates and times: the patterns against the calendar, and texts against objects."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta, timezone, tzinfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from event_strategies import moments, runs
from ootb_events._formats import (
    PATTERNS,
    format_date,
    format_date_time,
    format_timestamp,
    parse_date,
    parse_date_time,
    parse_timestamp,
)
from ootb_events.catalog import Catalog
from ootb_events.errors import DecodeError, EncodeError
from ootb_events.validation import available_engines
from ootb_events.validation._engines import engine_named

UTC = timezone.utc
ENVELOPE = next(Catalog.default().schemas()).document["properties"]
FORMS = {**PATTERNS, "timestamp": ENVELOPE["timestamp"]["pattern"]}
PARSERS = {"date": parse_date, "date-time": parse_date_time, "timestamp": parse_timestamp}
SUFFIXES = {"date": "", "date-time": "T12:00:00Z", "timestamp": " 12:00:00.000000 UTC"}
MATCHERS = {
    (form, engine): engine_named(engine)({"properties": {"text": {"pattern": pattern}}}).is_valid
    for form, pattern in FORMS.items()
    for engine in available_engines()
}


def verdicts(form, text):
    """Say what each engine says of a text."""
    return {MATCHERS[form, engine]({"text": text}) for engine in available_engines()}


def is_day(year, month, day):
    if not (1 <= year <= 9999 and 1 <= month <= 12):
        return False
    return 1 <= day <= calendar.monthrange(year, month)[1]


# The calendar


@pytest.mark.parametrize("form", FORMS)
@runs(20)
@given(year=st.integers(0, 9999))
@example(year=0)
@example(year=1)
@example(year=4)
@example(year=96)
@example(year=100)
@example(year=400)
@example(year=1000)
@example(year=1900)
@example(year=2000)
@example(year=2024)
@example(year=2100)
@example(year=2400)
@example(year=9996)
@example(year=9999)
def test_a_pattern_has_the_days_of_the_calendar(form, year):
    for month in range(14):
        for day in range(33):
            text = f"{year:04}-{month:02}-{day:02}{SUFFIXES[form]}"
            assert verdicts(form, text) == {is_day(year, month, day)}, text


@pytest.mark.parametrize("form", FORMS)
def test_a_pattern_has_the_leap_days_of_every_year(form):
    matches = re.compile(FORMS[form]).search
    for year in range(10_000):
        text = f"{year:04}-02-29{SUFFIXES[form]}"
        assert bool(matches(text)) == (year > 0 and calendar.isleap(year)), text


@pytest.mark.parametrize("form", ["date-time", "timestamp"])
def test_a_pattern_has_the_seconds_of_a_day(form):
    before, between = ("2026-06-09T", "Z") if form == "date-time" else ("2026-06-09 ", " UTC")
    for hour, minute, second in (
        (h, m, s) for h in range(26) for m in (0, 9, 59, 60, 99) for s in (0, 9, 59, 60, 61)
    ):
        text = f"{before}{hour:02}:{minute:02}:{second:02}{between}"
        assert verdicts(form, text) == {hour < 24 and minute < 60 and second < 60}, text


# Odd texts: one verdict, and the parser's is the same

ODD = [
    ("date", "2026-06-09", True),
    ("date", "2026-06-09\n", False),
    ("date", "\n2026-06-09", False),
    ("date", " 2026-06-09", False),
    ("date", "2026-6-9", False),
    ("date", "20260609", False),
    ("date", "2026-W24-2", False),
    ("date", "2026-160", False),
    ("date", "02026-06-09", False),
    ("date", "-2026-06-09", False),
    ("date", "2026\u201106\u201109", False),
    ("date", "\uff12\uff10\uff12\uff16-06-09", False),
    ("date", "\u0662\u0660\u0662\u0666-06-09", False),
    ("date", "0000-01-01", False),
    ("date", "", False),
    ("date", "garbage", False),
    ("date-time", "2026-06-09T12:00:00Z", True),
    ("date-time", "2026-06-09T12:00:00Z\n", False),
    ("date-time", "2026-06-09t12:00:00Z", False),
    ("date-time", "2026-06-09T12:00:00z", False),
    ("date-time", "2026-06-09 12:00:00Z", False),
    ("date-time", "2026-06-09T12:00:00", False),
    ("date-time", "2026-06-09T12:00:00 UTC", False),
    ("date-time", "2026-06-09T12:00Z", False),
    ("date-time", "2026-06-09T12Z", False),
    ("date-time", "2026-06-09T12:00:60Z", False),
    ("date-time", "2016-12-31T23:59:60Z", False),
    ("date-time", "2026-06-09T24:00:00Z", False),
    ("date-time", "2026-06-09T12:00:00.Z", False),
    ("date-time", "2026-06-09T12:00:00,5Z", False),
    ("date-time", "2026-06-09T12:00:00.5Z", True),
    ("date-time", "2026-06-09T12:00:00.123456789Z", True),
    ("date-time", f"2026-06-09T12:00:00.{'1' * 200}Z", True),
    ("date-time", "2026-06-09T12:00:00.\uff11Z", False),
    ("date-time", "2026-06-09T12:00:00+23:59", True),
    ("date-time", "2026-06-09T12:00:00-23:59", True),
    ("date-time", "2026-06-09T12:00:00-00:00", True),
    ("date-time", "2026-06-09T12:00:00+24:00", False),
    ("date-time", "2026-06-09T12:00:00+05:60", False),
    ("date-time", "2026-06-09T12:00:00+0545", False),
    ("date-time", "2026-06-09T12:00:00+05", False),
    ("date-time", "2026-06-09T12:00:00+05:45:00", False),
    ("date-time", "2026-06-09T12:00:00\u221205:45", False),
    ("date-time", "2026-06-09T12:00:00+00:00Z", False),
    ("date-time", "0001-01-01T00:00:00+23:59", True),
    ("date-time", "9999-12-31T23:59:59.999999-23:59", True),
    ("date-time", "0000-01-01T00:00:00Z", False),
    ("date-time", "2026-06-09", False),
    ("date-time", "garbage", False),
    ("timestamp", "2026-06-09 12:00:00.000000 UTC", True),
    ("timestamp", "2026-06-09 12:00:00.000000 UTC\n", False),
    ("timestamp", "2026-06-09 12:00:00.0000000 UTC", False),
    ("timestamp", "2026-06-09 12:00:00.123 UTC", True),
    ("timestamp", "2026-06-09 12:00:00. UTC", False),
    ("timestamp", "2026-06-09 12:00:00 UTC", True),
    ("timestamp", "2026-06-09 12:00:00.000000 utc", False),
    ("timestamp", "2026-06-09 12:00:00.000000UTC", False),
    ("timestamp", "2026-06-09 12:00:00.000000  UTC", False),
    ("timestamp", "2026-06-09 12:00:00.000000 GMT", False),
    ("timestamp", "2026-06-09 12:00:00.000000", False),
    ("timestamp", "2026-06-09 12:00:00.000000Z", False),
    ("timestamp", "2026-06-09 12:00:00.000000 UTC+02:00", False),
    ("timestamp", "2026-06-09T12:00:00.000000 UTC", False),
    ("timestamp", "2026-06-09T12:00:00Z", False),
    ("timestamp", "0000-06-09 12:00:00.000000 UTC", False),
]


def parses(form, text):
    try:
        PARSERS[form](text)
    except DecodeError:
        return False
    return True


@pytest.mark.parametrize(("form", "text", "right"), ODD)
def test_the_engines_and_the_parser_are_of_one_mind(form, text, right):
    assert verdicts(form, text) == {right}
    assert parses(form, text) == right


@pytest.mark.parametrize("form", FORMS)
@runs(300)
@given(data=st.data())
def test_whatever_is_written_has_one_verdict(form, data):
    """Damage a right text by one character, or take any text at all."""
    right = data.draw(st.from_regex(f"{FORMS[form].removesuffix('$')}\\Z"))
    at = data.draw(st.integers(0, len(right)))
    other = data.draw(st.sampled_from(["", "0", "5", "9", "-", ":", ".", "Z", "+", " ", "\n", "T"]))
    text = right[:at] + other + right[at + data.draw(st.integers(0, 1)) :]
    assert verdicts(form, right) == {True}
    assert parses(form, right)
    assert verdicts(form, text) == {parses(form, text)}


@pytest.mark.parametrize("form", FORMS)
@given(text=st.text())
@runs(50)
def test_any_text_at_all_is_refused_by_all(form, text):
    assert verdicts(form, text) == {parses(form, text)}


# Laws


@given(moments())
@runs(100)
def test_a_timestamp_is_read_back_as_the_same_instant(moment):
    text = format_timestamp(moment)
    assert parse_timestamp(text) == moment
    assert parse_timestamp(text).tzinfo is UTC
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} UTC", text, re.ASCII)
    assert verdicts("timestamp", text) == {True}


@given(moments())
@runs(100)
def test_a_date_time_is_read_back_as_the_same_instant(moment):
    text = format_date_time(moment)
    assert parse_date_time(text) == moment
    assert text.endswith("Z")
    assert verdicts("date-time", text) == {True}
    assert format_date_time(parse_date_time(text)) == text


@given(st.dates())
@runs(100)
def test_a_date_is_read_back_as_the_same_day(day):
    assert parse_date(format_date(day)) == day
    assert verdicts("date", format_date(day)) == {True}


@given(moments(), st.integers(0, 12))
@runs(100)
def test_digits_beyond_the_microsecond_are_cut_off(moment, digits):
    text = moment.replace(tzinfo=UTC).isoformat(timespec="microseconds")[:26]
    there = parse_date_time(f"{text}{'9' * digits}Z")
    assert there == moment.replace(tzinfo=UTC)


@given(moments(), st.integers(1, 6))
@runs(50)
def test_fewer_digits_are_those_of_the_fraction(moment, digits):
    text = moment.replace(tzinfo=UTC).isoformat(" ", "microseconds")[: 20 + digits]
    unit = 10 ** (6 - digits)
    kept = moment.microsecond // unit * unit
    assert parse_timestamp(f"{text} UTC") == moment.replace(tzinfo=UTC, microsecond=kept)


def test_an_offset_is_kept():
    there = parse_date_time("2026-06-09T12:00:00-03:30")
    assert there.utcoffset() == -timedelta(hours=3, minutes=30)
    assert there == datetime(2026, 6, 9, 15, 30, tzinfo=UTC)


# What has no form


class _Moment(datetime):
    def isoformat(self, *_, **__):  # a subclass may print what it likes
        return "soon"


class _Day(date):
    pass


class _Nowhere(tzinfo):
    def utcoffset(self, _moment):
        return None

    def dst(self, _moment):
        return None

    def tzname(self, _moment):
        return "nowhere"


class _Odd(_Nowhere):
    def utcoffset(self, _moment):
        return timedelta(hours=1, seconds=1)


@pytest.mark.parametrize("write", [format_timestamp, format_date_time])
class TestInstants:
    @pytest.mark.parametrize(
        "moment",
        [datetime(2026, 6, 9), datetime(2026, 6, 9, tzinfo=_Nowhere())],  # noqa: DTZ001
        ids=["naive", "zone without an offset"],
    )
    def test_a_naive_one_is_refused_with_the_way_out(self, write, moment):
        with pytest.raises(EncodeError, match=r"naive.*datetime\.now\(timezone\.utc\)"):
            write(moment)

    @pytest.mark.parametrize("other", [date(2026, 6, 9), "2026-06-09T12:00:00Z", 1780000000, None])
    def test_anything_else_is_refused_by_its_type(self, write, other):
        with pytest.raises(EncodeError, match=f"got {type(other).__name__}$"):
            write(other)

    @pytest.mark.parametrize(
        "moment",
        [
            datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1))),
            datetime(9999, 12, 31, 23, tzinfo=timezone(-timedelta(hours=2))),
        ],
    )
    def test_an_instant_before_or_after_all_years_is_refused(self, write, moment):
        with pytest.raises(EncodeError, match="years 1 to 9999"):
            write(moment)

    def test_a_subclass_and_a_zone_of_ones_own_are_written_in_utc(self, write):
        moment = _Moment(2026, 6, 9, 1, 0, 1, tzinfo=_Odd())
        assert write(moment) == write(datetime(2026, 6, 9, tzinfo=UTC))
        assert write(_Moment(2026, 6, 9, tzinfo=UTC)) == write(datetime(2026, 6, 9, tzinfo=UTC))


def test_years_have_four_digits():
    assert format_timestamp(datetime(1, 1, 1, tzinfo=UTC)) == "0001-01-01 00:00:00.000000 UTC"
    assert format_date_time(datetime(987, 1, 1, 0, 0, 0, 5, UTC)) == "0987-01-01T00:00:00.000005Z"
    assert format_date(date(7, 1, 2)) == "0007-01-02"


@pytest.mark.parametrize("other", [datetime(2026, 6, 9, tzinfo=UTC), "2026-06-09", 5, None])
def test_a_day_has_no_time(other):
    with pytest.raises(EncodeError, match=f"got {type(other).__name__}$"):
        format_date(other)


def test_a_day_of_a_subclass_is_a_day():
    assert format_date(_Day(2026, 6, 9)) == "2026-06-09"


@pytest.mark.parametrize("form", FORMS)
def test_a_refusal_says_what_was_expected_and_not_what_was_there(form):
    with pytest.raises(DecodeError) as refused:
        PARSERS[form]("Zebra7741")
    assert "YYYY-MM-DD" in str(refused.value) or "ISO 8601" in str(refused.value)
    assert "Zebra7741" not in str(refused.value)
