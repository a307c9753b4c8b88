"""How the envelope of a payload can go wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from ootb_events._json import pointer
from ootb_events.testing.strategies._damages import GONE, Breakage, Damage, always, at, drawn
from ootb_events.testing.strategies._values import texts
from ootb_events.testing.strategies._wrong_values import (
    beyond,
    of_another_type,
    outside,
    too_long,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ootb_events.catalog import Catalog, EventSchema
    from ootb_events.testing.strategies._damages import Changes

__all__ = ["envelope_damages"]

_TOP: Final = ""
_SHORT: Final = 20
_IDENTITIES: Final = ("customer", "visitor")
_OTHER_FORMS: Final[tuple[Callable[[str, str], str], ...]] = (
    lambda day, clock: f"{day}T{clock}Z",
    lambda day, clock: f"{day} {clock}",
    lambda day, clock: f"{day} {clock} utc",
    lambda day, clock: f"{day} {clock} +00:00",
    lambda day, clock: f"{day} {clock} UTC ",
    lambda day, clock: f"{day} {clock}0 UTC",
    lambda day, clock: f"{day} 24{clock[2:]} UTC",
    lambda day, clock: f"{day[:4]}-12-32 {clock} UTC",
    lambda day, _clock: day,
)


def envelope_damages(schema: EventSchema, catalog: Catalog) -> Iterator[Damage]:
    """Walk what can be wrong besides the parameters."""
    document = schema.document
    properties = document["properties"]
    for name in document["required"]:
        yield always("OOTB101", _TOP, _changes(name, GONE))
        if "minLength" in properties[name]:
            yield always("OOTB101", pointer(name), _changes(name, ""))
    yield from _identities(document)
    yield from _timestamps(properties["timestamp"])
    for name, described in properties.items():
        if name not in _IDENTITIES:
            strange = st.sampled_from(of_another_type([described]))
            yield drawn("OOTB201", strange, _changing(name))
    if "maximum" in properties["tenant"]:
        yield at(("tenant",), "OOTB205", beyond(properties["tenant"]))
    strangers = texts(1, _SHORT).map(lambda text: outside(text, catalog))
    yield drawn("OOTB107", strangers, _changing("event"))
    names = texts(0, _SHORT).map(lambda text: outside(f"x{text}", properties))
    yield drawn("OOTB106", names, lambda name: Breakage(pointer(name), {(name,): name}))


def _changing(name: str) -> Callable[[Any], Breakage]:
    return lambda value: Breakage(pointer(name), _changes(name, value))


def _changes(name: str, value: Any) -> Changes:
    """Change a property; without its event, nothing is known of what only that may have."""
    without: Changes = {("context",): {}} if name == "event" else {}
    return {(name,): value, **without}


def _identities(document: Mapping[str, Any]) -> Iterator[Damage]:
    yield always("OOTB102", _TOP, {(name,): GONE for name in _IDENTITIES})
    yield always("OOTB102", _TOP, {("customer",): "", ("visitor",): GONE})
    if "x-preferred" in document:
        both = st.tuples(texts(1, _SHORT), texts(1, _SHORT))
        yield drawn("OOTB103", both, _both)
    for name, other in (_IDENTITIES, _IDENTITIES[::-1]):
        described = document["properties"][name]
        strange = st.sampled_from(of_another_type([described]))
        wrong = {"OOTB201": strange, "OOTB202": too_long(described["maxLength"])}
        for rule, values in wrong.items():
            yield drawn(rule, values, _only(name, other))


def _both(ids: tuple[str, str]) -> Breakage:
    customer, visitor = ids
    return Breakage(_TOP, {("customer",): customer, ("visitor",): visitor})


def _only(name: str, other: str) -> Callable[[Any], Breakage]:
    return lambda value: Breakage(pointer(name), {(name,): value, (other,): GONE})


def _timestamps(described: Mapping[str, Any]) -> Iterator[Damage]:
    """Spell the moment of the event otherwise: another one might come before its dates."""
    yield at(("timestamp",), "OOTB104", st.sampled_from(_OTHER_FORMS).map(_in_form))
    if "x-preferred" in described:
        yield at(("timestamp",), "OOTB105", st.integers(0, 5).map(_with_digits))


def _in_form(form: Callable[[str, str], str]) -> Callable[[str], str]:
    def spell(timestamp: str) -> str:
        day, clock, _ = timestamp.split(" ")
        return form(day, clock)

    return spell


def _with_digits(digits: int) -> Callable[[str], str]:
    def spell(timestamp: str) -> str:
        second, _, fraction = timestamp.removesuffix(" UTC").partition(".")
        return f"{second}.{fraction[:digits]} UTC" if digits else f"{second} UTC"

    return spell
