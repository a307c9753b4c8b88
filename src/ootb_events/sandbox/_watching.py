"""Waiting for what is expected."""

from __future__ import annotations

import time
from collections import Counter, deque
from typing import TYPE_CHECKING, Any, Final

import attrs

from ootb_events.sandbox._hints import hint_for
from ootb_events.sandbox._matching import filled
from ootb_events.transports._answers import printable
from ootb_events.validation import Severity

if TYPE_CHECKING:
    from ootb_events.catalog import Catalog
    from ootb_events.sandbox._arrival import Arrival
    from ootb_events.sandbox._closing import Closing
    from ootb_events.sandbox._expectations import Expectation, Expected
    from ootb_events.sandbox._inbox import Inbox
    from ootb_events.sandbox._store import Store

__all__ = ["Missing", "Outcome", "watch"]

_MOST_SHOWN: Final = 100
_LONGEST_EVENT: Final = 120


@attrs.frozen
class Missing:
    """Say what did not arrive often enough.

    :param arrived: how often it did.
    :param hint: why it did not, as far as can be told; may be empty.
    """

    expected: Expected
    arrived: int
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.expected}: {self.arrived} of {self.expected.count} arrived"

    def as_object(self) -> dict[str, Any]:
        """Make its JSON object."""
        hint = {"hint": self.hint} if self.hint else {}
        return {**self.expected.as_object(), "arrived": self.arrived, **hint}


@attrs.frozen(kw_only=True)
class Outcome:
    """Say whether what was expected arrived, and what did instead.

    :param bad: bad events that arrived, where none should; of many, the latest.
    :param arrived: the latest events that arrived, oldest first.
    """

    missing: tuple[Missing, ...] = ()
    bad: tuple[Arrival, ...] = ()
    arrived: tuple[Arrival, ...] = ()

    @property
    def met(self) -> bool:
        """Whether everything was as expected."""
        return not self.missing and not self.bad

    def as_object(self) -> dict[str, Any]:
        """Make its JSON object."""
        return {
            "met": self.met,
            "missing": [missing.as_object() for missing in self.missing],
            "bad": [arrival.as_object() for arrival in self.bad],
            "arrived": [arrival.as_object() for arrival in self.arrived],
        }

    def __str__(self) -> str:
        """Say it to people, without anybody's id."""
        lines = ["as expected" if self.met else "not as expected"]
        for missing in self.missing:
            lines += [f"missing: {missing}", *([f"  {missing.hint}"] if missing.hint else [])]
        lines += [f"bad: {_words(arrival)}" for arrival in self.bad]
        if self.missing:
            lines += [f"arrived: {_words(arrival)}" for arrival in self.arrived]
            lines += [] if self.arrived else ["nothing arrived"]
        return "\n".join(map(printable, lines)) + "\n"


async def watch(inbox: Inbox, expectation: Expectation, closing: Closing) -> Outcome:
    """Wait until an expectation is met, disappointed, or out of time."""
    deadline = time.monotonic() + expectation.within
    watching = _Watch(inbox.store, expectation)
    with inbox.changes.listening(watching.see):
        while True:
            outcome = watching.outcome()
            left = deadline - time.monotonic()
            if outcome.met or outcome.bad or left <= 0 or closing.is_set:
                return _explained(outcome, inbox.catalog)
            await inbox.changes.wait(left)


def _explained(outcome: Outcome, catalog: Catalog) -> Outcome:
    return attrs.evolve(
        outcome,
        missing=tuple(
            attrs.evolve(one, hint=hint_for(one.expected, one.arrived, outcome.arrived, catalog))
            for one in outcome.missing
        ),
    )


class _Watch:
    """Hold what arrives against an expectation.

    What a fault befell does not count: its sender sends it again.
    """

    def __init__(self, store: Store, expectation: Expectation) -> None:
        self._store = store
        self._expectation = expectation
        self._start_over()
        for arrival in store:
            self.see(arrival)

    def _start_over(self) -> None:
        self._resets = self._store.resets
        self._suiting: Counter[frozenset[int]] = Counter()
        self._in_order = [0] * len(self._expectation.events)
        self._next = 0
        self._bad: deque[Arrival] = deque(maxlen=_MOST_SHOWN)
        self._arrived: deque[Arrival] = deque(maxlen=_MOST_SHOWN)

    def outcome(self) -> Outcome:
        """Say how things are now."""
        self._forget_what_was_reset()
        expected = self._expectation.events
        counts = self._in_order if self._expectation.in_order else self._in_any_order()
        return Outcome(
            missing=tuple(
                Missing(one, count)
                for one, count in zip(expected, counts, strict=True)
                if count < one.count
            ),
            bad=tuple(self._bad),
            arrived=tuple(self._arrived),
        )

    def see(self, arrival: Arrival) -> None:
        """Take notice of one more arrival."""
        self._forget_what_was_reset()
        if not arrival.taken:
            return
        self._arrived.append(arrival)
        if self._expectation.none_bad and arrival.verdict == "bad":
            self._bad.append(arrival)
        if self._expectation.in_order:
            self._see_in_order(arrival)
            return
        events = self._expectation.events
        suits = frozenset(at for at, one in enumerate(events) if one.is_like(arrival))
        if suits:
            self._suiting[suits] += 1

    def _forget_what_was_reset(self) -> None:
        if self._store.resets != self._resets:
            self._start_over()

    def _see_in_order(self, arrival: Arrival) -> None:
        events = self._expectation.events
        if self._next < len(events) and events[self._next].is_like(arrival):
            self._in_order[self._next] += 1
            self._next += self._in_order[self._next] == events[self._next].count

    def _in_any_order(self) -> list[int]:
        return filled([one.count for one in self._expectation.events], self._suiting)


def _words(arrival: Arrival) -> str:
    judged = arrival.judgement
    rules = ", ".join(sorted(judged.rules))
    reason = ""
    if judged.signature in {"missing", "invalid"}:
        reason = f"signature {judged.signature}"
    elif judged.verdict == "bad" and not judged.counts[Severity.ERROR]:
        reason = "Content-Type is not application/json"
    about = ", ".join(part for part in (judged.verdict, rules, reason) if part)
    return f"{arrival.number} {(judged.event or 'no event')[:_LONGEST_EVENT]} ({about})"
