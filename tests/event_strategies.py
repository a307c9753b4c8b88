"""Events and payloads, drawn from the schemas: nothing here names an event or a parameter.

``events`` and ``payloads`` are what the library must carry, ``accepted`` what it must take,
``mutated`` and ``json_values`` what it must survive.
"""

from __future__ import annotations

import copy
import enum
import math
import os
import re
import uuid
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from hypothesis import settings
from hypothesis import strategies as st

from ootb_events.catalog import WIRE_FORMS, Catalog, EventSchema, ItemSchema, Parameter
from ootb_events.events import Event, event_class

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Strategy = st.SearchStrategy[Any]
    Draw = st.DrawFn
    Damage = Callable[[Draw, dict[str, Any]], None]

SCHEMAS: tuple[EventSchema, ...] = tuple(Catalog.default().schemas())
"""Every version of every published event."""

MAX_SAFE = 2**53 - 1
MOST_PARAMETERS = 50
_LONGEST = 255
_MOST_DRAWN = 10
_MANY = 20 if os.environ.get("HYPOTHESIS_PROFILE") == "explore" else 1


def name_of(schema: EventSchema) -> str:
    """Name a version in the id of a test."""
    return f"{schema.key.removeprefix('ootb_')}-{schema.version}"


def runs(number: int) -> settings:
    """Run a law on so many examples, and on more when exploring."""
    return settings(max_examples=number * _MANY)


# Values of Python


_CHARACTERS = st.one_of(
    st.characters(min_codepoint=0x20, max_codepoint=0x7E),
    st.sampled_from('é€ß\u0130\u2028\u2029\x00\x1f\x7f\x85\ufeff\ufffd\U0001f600\U0010ffff"\\/'),
    st.characters(exclude_categories=["Cs"]),
)


def texts(min_size: int = 0, max_size: int | None = _LONGEST) -> Strategy:
    """Draw text, now and then as long as it may be; without a limit, longer than others may."""
    max_size = 4 * _LONGEST if max_size is None else max_size
    short = st.text(_CHARACTERS, min_size=min_size, max_size=min(max_size, 20))
    return short | _CHARACTERS.map(lambda char: char * max_size)


def numbers(
    minimum: float = -MAX_SAFE, maximum: float = MAX_SAFE
) -> st.SearchStrategy[int | float | Decimal]:
    """Draw numbers that JSON carries exactly, in each of the three Python types."""
    floats = st.floats(minimum, maximum, allow_nan=False, allow_infinity=False)
    integers = st.integers(math.ceil(minimum), math.floor(maximum))
    edges = (0, minimum, maximum, 0.1, 1e-6, 1e-7, 1.5e-6, 5e-324, 1e15, 2.0, -0.0)
    return st.one_of(
        integers,
        floats,
        st.sampled_from([edge for edge in edges if minimum <= edge <= maximum]),
        floats.map(lambda number: Decimal(repr(number))),
        integers.filter(lambda number: abs(number) < 10**14).map(_cents),
    )


def _cents(number: int) -> Decimal:
    """Shift the point within the bounds; zeros at the end stay, as in Decimal("1.50")."""
    return Decimal(number).scaleb(-2 if abs(number) >= 100 else 0)


def zones() -> st.SearchStrategy[timezone]:
    """Draw offsets, also those that no country has."""
    odd = st.sampled_from(
        [
            timedelta(hours=5, minutes=45),
            timedelta(hours=-3, minutes=-30),
            timedelta(hours=14),
            timedelta(minutes=19, seconds=32, microseconds=130000),
            timedelta(hours=23, minutes=59),
            -timedelta(hours=23, minutes=59),
        ]
    )
    return st.just(timezone.utc) | odd.map(timezone)


def moments() -> st.SearchStrategy[datetime]:
    """Draw aware datetimes whose instant lies in the years 1 to 9999 of UTC."""
    return st.datetimes(
        datetime(1, 1, 2),  # noqa: DTZ001 - the zone is drawn beside it
        datetime(9999, 12, 30),  # noqa: DTZ001 - as above
        timezones=zones(),
    )


def values_of(parameter: Parameter, *, min_size: int = 0) -> Strategy:
    """Draw what the attribute of a parameter may hold."""
    if parameter.closed_values is not None:
        return st.sampled_from(parameter.closed_values)
    if parameter.listed_values:
        return st.sampled_from(parameter.listed_values)
    schema = parameter.schema
    if "pattern" in schema and parameter.kind == "text":
        return st.from_regex(schema["pattern"], fullmatch=True)
    kinds: Mapping[str, Callable[[], Strategy]] = {
        "text": lambda: texts(min_size, schema.get("maxLength")),
        "identifier": lambda: texts(min_size, schema["maxLength"]),
        "number": lambda: numbers(schema["minimum"], schema["maximum"]),
        "flag": st.booleans,
        "date-time": moments,
        "date": st.dates,
    }
    return kinds[parameter.kind]()


@st.composite
def events(draw: Draw, schema: EventSchema, cls: type[Event] | None = None) -> Event:
    """Draw typed events of one version."""
    cls = cls or event_class(schema.key, schema.version)
    drawn = draw(_parameters(schema, values_of))
    values = {schema.parameters[key].name: value for key, value in drawn.items()}
    if schema.item is not None:
        values["items"] = _in_a_row(draw(_items(schema, values_of, len(drawn))), schema.item, cls)
    identity = draw(st.sampled_from(("customer", "visitor")))
    return cls(**{identity: draw(texts(min_size=1))}, timestamp=draw(moments()), **values)


def _in_a_row(
    items: Mapping[int, Mapping[str, Any]], schema: ItemSchema, cls: Any
) -> tuple[Any, ...]:
    """Make objects of numbered items; a number left out is an empty one."""
    named = {
        number: {schema.parameters[key].name: value for key, value in values.items()}
        for number, values in items.items()
    }
    numbers = range(schema.first, max(items, default=-1) + 1)
    return tuple(cls.item_class(**named.get(number, {})) for number in numbers)


def _parameters(
    schema: EventSchema, values: Callable[..., Strategy], *, complete: bool = True
) -> Strategy:
    """Draw some of the parameters, in their order: shrinks to none, then to small values.

    :param complete: whether those that the page documents as mandatory are always there.
    """
    min_size = 1 if schema.overwrites_profile else 0
    drawn = {key: values(p, min_size=min_size) for key, p in schema.parameters.items()}
    always = frozenset(
        key
        for key, parameter in schema.parameters.items()
        if complete and parameter.requirement("platform") == "mandatory"
    )
    return _some_of(drawn, _MOST_DRAWN, always)


@st.composite
def _some_of(
    draw: Draw, values: Mapping[str, Strategy], most: int, always: frozenset[str] = frozenset()
) -> dict[str, Any]:
    keys = draw(st.lists(st.sampled_from(list(values)), unique=True, max_size=most))
    return {key: draw(values[key]) for key in values if key in keys or key in always}


@st.composite
def _items(
    draw: Draw, schema: EventSchema, values: Callable[..., Strategy], others: int
) -> dict[int, dict[str, Any]]:
    """Draw numbered items with gaps, now and then as many as an event may have parameters.

    :param others: how many other parameters the event has.
    """
    item = schema.item
    assert item is not None
    one = {key: values(p) for key, p in item.parameters.items()}
    if draw(st.integers(0, 9)) == 9:
        same = draw(_some_of(one, len(one)).filter(bool))
        many = min((MOST_PARAMETERS - others) // len(same), MOST_PARAMETERS)
        return {item.first + number: dict(same) for number in range(many)}
    numbers = st.integers(item.first, item.first + MOST_PARAMETERS - 1)
    drawn = draw(st.lists(numbers, unique=True, max_size=3))
    items = {number: draw(_some_of(one, len(one))) for number in sorted(drawn)}
    return {number: values for number, values in items.items() if values}


# Payloads


def payloads(schema: EventSchema, *, canonical: bool = False) -> Strategy:
    """Draw payloads that nothing is to be said about, or only that values are at odds.

    :param canonical: draw only what the codec itself writes for some event.
    """
    values = _canonical_wire_values if canonical else _wire_values
    return _payloads(schema, _parameters(schema, values), values, _timestamps())


def accepted(schema: EventSchema) -> Strategy:
    """Draw payloads that the platform takes, odd or not: other encodings, aliases, digits."""
    values = _accepted_wire_values
    parameters = _parameters(schema, values, complete=False)
    return _payloads(schema, parameters, values, _timestamps(st.integers(0, 6))).flatmap(
        lambda payload: _with_aliases(payload, schema)
    )


AT_ODDS = frozenset({"OOTB401", "OOTB402", "OOTB403", "OOTB404", "OOTB405"})
"""The rules about relations between values, which the strategies here do not care for."""


@st.composite
def _payloads(
    draw: Draw,
    schema: EventSchema,
    parameters: Strategy,
    values: Callable[..., Strategy],
    timestamps: Strategy,
) -> dict[str, Any]:
    identity = draw(st.sampled_from(("customer", "visitor")))
    context = draw(parameters)
    if schema.item is not None:
        for number, item in draw(_items(schema, values, len(context))).items():
            context |= {key.replace("{n}", str(number)): value for key, value in item.items()}
    return {
        "tenant": draw(st.integers(0, MAX_SAFE)),
        "timestamp": draw(timestamps),
        "event": schema.key,
        identity: draw(texts(min_size=1)),
        "context": context,
    }


@st.composite
def _with_aliases(draw: Draw, payload: dict[str, Any], schema: EventSchema) -> dict[str, Any]:
    context = {}
    for key, value in payload["context"].items():
        known = schema.parameters.get(key)
        spellings = (key, *(known.aliases if known else ()))
        context[draw(st.sampled_from(spellings))] = value
    return {**payload, "context": context}


def _timestamps(digits: Strategy | None = None) -> Strategy:
    if digits is None:
        digits = st.just(6)
    return st.builds(_timestamp, moments(), digits)


def _timestamp(moment: datetime, digits: int) -> str:
    text = moment.astimezone(timezone.utc).isoformat(" ", "microseconds")[:26]
    return f"{text[:19] if digits == 0 else text[: 20 + digits]} UTC"


def _canonical_wire_values(parameter: Parameter, *, min_size: int = 0) -> Strategy:
    values = values_of(parameter, min_size=min_size)
    forms: Mapping[str, Callable[[Any], Any]] = {
        "number": _canonical_number,
        "flag": lambda value: WIRE_FORMS[parameter.wire][value],
        "date-time": lambda moment: moment.astimezone(timezone.utc).isoformat()[:-6] + "Z",
        "date": date.isoformat,
    }
    return values.map(forms[parameter.kind]) if parameter.kind in forms else values


def _canonical_number(number: float | Decimal) -> int | float:
    return int(number) if number == int(number) else float(number)


def _wire_values(parameter: Parameter, *, min_size: int = 0) -> Strategy:
    values = _canonical_wire_values(parameter, min_size=min_size)
    if parameter.kind == "number":
        return values | values.map(float)
    if parameter.kind == "identifier" and parameter.closed_values is None:
        return values | numbers().map(_canonical_number)
    if parameter.kind == "date-time":
        return values | _date_times()
    return values


def _accepted_wire_values(parameter: Parameter, *, min_size: int = 0) -> Strategy:
    values = _wire_values(parameter, min_size=min_size)
    if parameter.kind == "flag":
        return st.sampled_from(parameter.schema["enum"])
    if parameter.listed_values:
        return values | texts(min_size)
    if parameter.zone_optional:
        return values | values.map(_without_zone)
    return values


def _without_zone(text: str) -> str:
    return text.removesuffix("Z") if text.endswith("Z") else text[:-6]


@st.composite
def _date_times(draw: Draw) -> str:
    """Draw ISO 8601 with any offset and any number of digits."""
    fraction = draw(st.text("0123456789", max_size=12))
    zone = draw(st.sampled_from(("Z", "+00:00", "-00:00", "+05:45", "-23:59", "+14:00")))
    second = draw(moments()).isoformat()[:19]
    return f"{second}{'.' if fraction else ''}{fraction}{zone}"


# What is no event


def json_values(max_leaves: int = 12) -> Strategy:
    """Draw any JSON."""
    scalars = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(_CHARACTERS, max_size=20),
    )
    return st.recursive(
        scalars,
        lambda inner: (
            st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
        ),
        max_leaves=max_leaves,
    )


def json_objects(schemas: tuple[EventSchema, ...] = SCHEMAS) -> Strategy:
    """Draw any JSON object that has the names of an event's properties, and any values there."""
    values = json_values(4)
    keys = sorted({key for schema in schemas for key in schema.parameters})
    keys += [
        key.replace("{n}", number)
        for schema in schemas
        for key in (schema.item.parameters if schema.item else ())
        for number in ("0", "1", "7", "x")
    ]
    contexts = st.dictionaries(st.sampled_from(keys) | st.text(max_size=8), values, max_size=6)
    return st.fixed_dictionaries(
        {},
        optional={
            "tenant": values,
            "timestamp": values,
            "event": st.sampled_from([schema.key for schema in schemas]) | values,
            "customer": values,
            "visitor": values,
            "context": contexts | values,
        },
    ) | st.dictionaries(st.text(max_size=8), values, max_size=6)


class _Colour(enum.Enum):
    RED = "red"
    NUMBER = 1
    NOTHING = None


class _Word(str, enum.Enum):
    YES = "Yes"


class _Text(str):
    __slots__ = ()


class _Integer(int):
    pass


class _Float(float):
    pass


ODD_JSON: tuple[Any, ...] = (
    None,
    "",
    0,
    1,
    True,
    False,
    "true",
    "Yes",
    "no",
    "1",
    [],
    {},
    [1],
    {"a": {"b": None}},
    2,
    -1,
    0.5,
    1.0,
    MAX_SAFE,
    MAX_SAFE + 1,
    -MAX_SAFE - 1,
    1e300,
    "x" * 255,
    "x" * 256,
    "\U0001f600" * 255,
    "2026-06-09",
    "2026-02-29",
    "2026-06-09T12:00:00Z",
    "2026-06-09T12:00:00",
    "2026-06-09T12:00:60Z",
    "2026-06-09 12:00:00 UTC",
    "2026-06-09 12:00:00.123 UTC",
    "2026-06-09 12:00:00.250000 UTC\n",
    "\x00\u2028\ufeff",
)
"""JSON that belongs nowhere in most places."""

ODD_PYTHON: tuple[Any, ...] = (
    math.nan,
    math.inf,
    -math.inf,
    10**400,
    -(10**5000),
    Decimal("1.5"),
    Decimal(7),
    Decimal("NaN"),
    Decimal("sNaN"),
    Decimal("-Infinity"),
    Decimal("1e400"),
    Decimal("0.1234567890123456789012345"),
    Fraction(1, 3),
    1j,
    b"bytes",
    bytearray(b"bytes"),
    "\ud800",
    "text \udfff",
    _Text("text"),
    _Text("Yes"),
    _Word.YES,
    _Colour.RED,
    _Colour.NUMBER,
    _Colour.NOTHING,
    _Integer(5),
    _Float(0.5),
    (),
    (1, 2),
    {1},
    range(3),
    datetime(2026, 6, 9, 12, tzinfo=timezone.utc),
    date(2026, 6, 9),
    timedelta(1),
    uuid.UUID(int=7),
    MappingProxyType({"a": 1}),
    {1: 2},
    {"\ud800": 1},
    object,
)
"""Python values that JSON does not have, or has in another type."""

ODD_KEYS: tuple[Any, ...] = (None, 5, 1.5, True, b"key", ("a",), "\ud800", _Text("key"), _Word.YES)
"""Keys that no JSON object has."""


@st.composite
def mutated(
    draw: Draw, payload: Mapping[str, Any], *, python: bool = False, most: int = 3
) -> dict[str, Any]:
    """Draw what one or several damages make of a payload, which stays as it is.

    :param python: whether values and keys that are no JSON count among the damages.
    """
    damaged = copy.deepcopy(dict(payload))
    damages = [*_DAMAGES, *(_PYTHON_DAMAGES if python else ())]
    for _ in range(draw(st.integers(1, most))):
        draw(st.sampled_from(damages))(draw, damaged)
    return damaged


_DIGITS = re.compile("[0-9]+")


def _some_object(draw: Draw, payload: dict[str, Any]) -> dict[Any, Any]:
    """Pick the context, most often, or the envelope."""
    context = payload.get("context")
    if isinstance(context, dict) and draw(st.integers(0, 3)):
        return context
    return payload


def _some_key(draw: Draw, values: dict[Any, Any]) -> Any:
    return draw(st.sampled_from(list(values))) if values else "ootb_nothing"


def _drop(draw: Draw, payload: dict[str, Any]) -> None:
    values = _some_object(draw, payload)
    values.pop(_some_key(draw, values), None)


def _replace(draw: Draw, payload: dict[str, Any]) -> None:
    values = _some_object(draw, payload)
    values[_some_key(draw, values)] = copy.deepcopy(draw(st.sampled_from(ODD_JSON)))


def _misspell(draw: Draw, payload: dict[str, Any]) -> None:
    values = _some_object(draw, payload)
    key = _some_key(draw, values)
    if isinstance(key, str):
        values[draw(near_misses(key))] = values.pop(key, None)


def _add(draw: Draw, payload: dict[str, Any]) -> None:
    """Add a near miss of a key beside the key itself."""
    values = _some_object(draw, payload)
    key = _some_key(draw, values)
    if isinstance(key, str):
        values[draw(near_misses(key) | texts(max_size=12))] = draw(st.sampled_from(ODD_JSON))


def _misnumber(draw: Draw, payload: dict[str, Any]) -> None:
    """Number a parameter as no item is numbered, or one more item."""
    context = payload.get("context")
    keys = [key for key in context if _DIGITS.search(key)] if isinstance(context, dict) else []
    if keys:
        key = draw(st.sampled_from(keys))
        number = draw(st.sampled_from(("01", "x", "-1", "", "49", "50", "51", "9" * 30, "\u0663")))
        payload["context"] = {**context, _DIGITS.sub(number, key, count=1): context[key]}


def _change_case(draw: Draw, payload: dict[str, Any]) -> None:
    values = _some_object(draw, payload)
    key = _some_key(draw, values)
    if isinstance(values.get(key), str):
        values[key] = values[key].swapcase()


def _both_identities(draw: Draw, payload: dict[str, Any]) -> None:
    payload["customer"] = draw(st.sampled_from(("c-20871", "", "x" * 256)))
    payload["visitor"] = draw(st.sampled_from(("v-5d1c", "", 5)))


def _nobody(_draw: Draw, payload: dict[str, Any]) -> None:
    payload.pop("customer", None)
    payload.pop("visitor", None)


def _too_many(draw: Draw, payload: dict[str, Any]) -> None:
    if isinstance(payload.get("context"), dict):
        many = draw(st.sampled_from((50, 51)))
        payload["context"] |= {f"extra_{number}": number for number in range(many)}


def _other_event(draw: Draw, payload: dict[str, Any]) -> None:
    keys = sorted({schema.key for schema in SCHEMAS})
    key = draw(st.sampled_from(keys))
    payload["event"] = draw(st.just(key) | near_misses(key))


def _replace_with_python(draw: Draw, payload: dict[str, Any]) -> None:
    values = _some_object(draw, payload)
    values[_some_key(draw, values)] = draw(st.sampled_from(ODD_PYTHON))


def _add_odd_key(draw: Draw, payload: dict[str, Any]) -> None:
    _some_object(draw, payload)[draw(st.sampled_from(ODD_KEYS))] = 5


_DAMAGES: tuple[Damage, ...] = (
    _drop,
    _replace,
    _misspell,
    _misnumber,
    _add,
    _change_case,
    _both_identities,
    _nobody,
    _too_many,
    _other_event,
)
_PYTHON_DAMAGES: tuple[Damage, ...] = (_replace_with_python, _add_odd_key)


def near_misses(key: str) -> Strategy:
    """Draw what people write for a key."""
    bare = key.removeprefix("ootb_")
    head, *tail = key.split("_")
    camel = head + "".join(map(str.title, tail))
    return st.sampled_from(
        (bare, key.upper(), camel, key[:-1], key[1:], f"{key}s", f"{key}_", f" {key}", bare.title())
    )
