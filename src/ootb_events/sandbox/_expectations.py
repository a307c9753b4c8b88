"""Events that are expected to arrive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from ootb_events import _json
from ootb_events.errors import ConfigurationError, DecodeError
from ootb_events.sandbox._store import VERDICTS
from ootb_events.validation._values import type_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ootb_events.sandbox._arrival import Arrival

__all__ = ["Expectation", "Expected"]

_USUAL_WAIT: Final = 5.0
_LONGEST_WAIT: Final = 60.0
_MOST_EXPECTED: Final = 100
_MEMBERS: Final = ("events", "within", "in_order", "none_bad")
_OF_EVENT: Final = ("event", "customer", "visitor", "verdict", "context", "count")


@attrs.frozen(kw_only=True)
class Expected:
    """Describe one event that is expected; what is not given may be anything.

    :param customer: the customer's or visitor's id.
    :param context: parameters that it must have, with these values.
    :param count: how many of them, at least.
    """

    event: str | None = None
    customer: str | None = attrs.field(default=None, repr=False)
    visitor: str | None = attrs.field(default=None, repr=False)
    verdict: str | None = None
    context: dict[str, Any] = attrs.field(factory=dict, repr=False)
    count: int = 1

    @classmethod
    def from_object(cls, value: Any) -> Expected:
        """Read its JSON object.

        :raises ConfigurationError: when it is none.
        """
        if not isinstance(value, dict) or not all(name in _OF_EVENT for name in value):
            raise ConfigurationError(f"an expected event has no more than {', '.join(_OF_EVENT)}")
        members = {name: part for name, part in value.items() if part is not None}
        for name in ("event", "customer", "visitor", "verdict"):
            if not isinstance(members.get(name, ""), str):
                raise ConfigurationError(f"{name} of an expected event is a string")
        if members.get("verdict", "good") not in VERDICTS:
            raise ConfigurationError(f"verdict is one of {', '.join(VERDICTS)}")
        if not isinstance(members.get("context", {}), dict):
            raise ConfigurationError("context of an expected event is an object")
        count = members.get("count", 1)
        if type(count) is not int or not 1 <= count <= 1_000_000:
            raise ConfigurationError("count of an expected event is a whole number from 1")
        return cls(**members)

    def is_like(self, arrival: Arrival) -> bool:
        """Tell whether an arrival is such an event."""
        return next(self.differences(arrival), None) is None

    def differences(self, arrival: Arrival) -> Iterator[str]:
        """Say how an arrival is another event, without anybody's id or values."""
        judged = arrival.judgement
        if self.event not in {None, judged.event}:
            yield "another event"
        if self.customer is not None and not arrival.belongs_to(self.customer):
            yield "another customer"
        if self.visitor not in {None, judged.visitor}:
            yield "another visitor"
        if self.verdict not in {None, judged.verdict}:
            yield f"{judged.verdict} instead of {self.verdict}"
        if self.context:
            yield from _differences(arrival.body, self.context)

    def __str__(self) -> str:
        """Say it to people, without anybody's id or values."""
        given = [name for name in ("customer", "visitor") if getattr(self, name) is not None]
        words = [f"of a given {name}" for name in given]
        words += [f"with {', '.join(self.context)}"] if self.context else []
        kind = " ".join(part for part in (self.verdict, self.event or "event") if part)
        return " ".join([kind, *words])

    def as_object(self) -> dict[str, Any]:
        """Make its JSON object, without what is not given."""
        return attrs.asdict(self, filter=lambda _, value: value not in (None, {}))


@attrs.frozen(kw_only=True)
class Expectation:
    """Say what is expected.

    :param within: how many seconds to wait, at most.
    :param in_order: whether they must arrive in this order, others among them or not.
    :param none_bad: whether a bad event disappoints, even if it is none of those expected.
    """

    events: tuple[Expected, ...]
    within: float = _USUAL_WAIT
    in_order: bool = False
    none_bad: bool = True

    @classmethod
    def from_object(cls, value: Any) -> Expectation:
        """Read its JSON object.

        :raises ConfigurationError: when it is none.
        """
        if not isinstance(value, dict) or not all(name in _MEMBERS for name in value):
            raise ConfigurationError(f"an expectation has no more than {', '.join(_MEMBERS)}")
        events = value.get("events", [])
        if not isinstance(events, list) or len(events) > _MOST_EXPECTED:
            raise ConfigurationError(f"events is a list of at most {_MOST_EXPECTED}")
        within = value.get("within", _USUAL_WAIT)
        if type(within) not in {int, float} or not 0 <= within <= _LONGEST_WAIT:
            raise ConfigurationError(f"within is a number of seconds, at most {_LONGEST_WAIT:g}")
        for name in ("in_order", "none_bad"):
            if not isinstance(value.get(name, False), bool):
                raise ConfigurationError(f"{name} is true or false")
        return cls(
            events=tuple(map(Expected.from_object, events)),
            within=float(within),
            in_order=value.get("in_order", False),
            none_bad=value.get("none_bad", True),
        )


def _differences(body: bytes, context: dict[str, Any]) -> Iterator[str]:
    """Compare as JSON does: 1 is 1.0, but neither true nor "1"."""
    found = _context(body)
    for name, wanted in context.items():
        if name not in found:
            yield f"{name} is absent"
        elif type_name(found[name]) != type_name(wanted):
            yield f"{name} is {type_name(found[name])} instead of {type_name(wanted)}"
        elif found[name] != wanted:
            yield f"{name} is another value"


def _context(body: bytes) -> dict[str, Any]:
    try:
        context = _json.read(body).value["context"]
    except (DecodeError, KeyError, TypeError):
        return {}
    return context if isinstance(context, dict) else {}
