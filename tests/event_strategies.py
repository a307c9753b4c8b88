"""What the library's own tests draw besides what the library itself draws.

``events`` and ``payloads`` are its own, of any version; ``accepted`` is what it must take,
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

from ootb_events.catalog import Catalog, EventSchema, Parameter
from ootb_events.codec import to_payload
from ootb_events.events import Event, event_class
from ootb_events.testing.strategies._drafts import asked_for
from ootb_events.testing.strategies._events import events_of
from ootb_events.testing.strategies._payloads import payloads_of
from ootb_events.testing.strategies._values import moments, texts
from ootb_events.testing.strategies._wire import wire_values_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Strategy = st.SearchStrategy[Any]
    Draw = st.DrawFn
    Damage = Callable[[Draw, dict[str, Any]], None]

SCHEMAS: tuple[EventSchema, ...] = tuple(Catalog.default().schemas())
"""Every version of every published event."""

MAX_SAFE = 2**53 - 1
MOST_PARAMETERS = 50
_TIMES = {"explore": 20, "brief": 0.2}.get(os.environ.get("HYPOTHESIS_PROFILE", "ci"), 1)


def name_of(schema: EventSchema) -> str:
    """Name a version in the id of a test."""
    return f"{schema.key.removeprefix('ootb_')}-{schema.version}"


def runs(number: int) -> settings:
    """Run a law on so many examples, or as many times more or fewer as the profile says."""
    return settings(max_examples=math.ceil(number * _TIMES))


# Events and payloads


def events(schema: EventSchema, cls: type[Event] | None = None) -> Strategy:
    """Draw typed events of one version."""
    return events_of(schema, cls or event_class(schema.key, schema.version))


def payloads(schema: EventSchema, *, canonical: bool = False) -> Strategy:
    """Draw payloads that nothing is to be said about.

    :param canonical: draw only what the codec itself writes for some event.
    """
    if not canonical:
        return payloads_of(schema)
    return st.builds(
        lambda event, tenant: to_payload(event, tenant=tenant),
        events(schema),
        st.integers(0, MAX_SAFE),
    )


AT_ODDS = frozenset({"OOTB401", "OOTB402", "OOTB403", "OOTB404", "OOTB405"})
"""The rules about relations between values, which ``accepted`` does not care for."""


@st.composite
def accepted(draw: Draw, schema: EventSchema) -> dict[str, Any]:
    """Draw payloads that the platform takes, odd or not: other encodings, aliases, digits."""
    payload = draw(payloads_of(schema))
    context = {}
    for key, value in payload["context"].items():
        parameter = schema.parameters.get(key)
        if parameter is None:
            context[key] = value
        elif not asked_for(parameter, "platform") or draw(st.integers(0, 3)):
            spelling = draw(st.sampled_from((key, *parameter.aliases)))
            values = _accepted_values(parameter, 1 if schema.overwrites_profile else 0)
            context[spelling] = draw(st.just(value) | values)
    return {**payload, "timestamp": draw(_timestamps()), "context": context}


def _accepted_values(parameter: Parameter, min_size: int) -> Strategy:
    values = wire_values_of(parameter, min_size=min_size)
    if parameter.kind == "flag":
        return st.sampled_from(parameter.schema["enum"])
    if parameter.listed_values:
        return values | texts(min_size)
    if parameter.zone_optional:
        return values | values.map(_without_zone)
    return values


def _without_zone(text: str) -> str:
    return text.removesuffix("Z") if text.endswith("Z") else text[:-6]


def _timestamps() -> Strategy:
    return st.builds(_timestamp, moments(), st.integers(0, 6))


def _timestamp(moment: datetime, digits: int) -> str:
    text = moment.astimezone(timezone.utc).isoformat(" ", "microseconds")[:26]
    return f"{text[:19] if digits == 0 else text[: 20 + digits]} UTC"


# What is no event


def json_values(max_leaves: int = 12) -> Strategy:
    """Draw any JSON."""
    scalars = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        texts(0, 20),
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
    names = context if isinstance(context, dict) else ()
    keys = [key for key in names if isinstance(key, str) and _DIGITS.search(key)]
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
