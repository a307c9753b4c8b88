"""What arrived, as far as it is kept, and the counts of all of it."""

from __future__ import annotations

from collections import Counter, deque
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import attrs

from ootb_events.errors import ConfigurationError
from ootb_events.validation import RULES, Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from ootb_events.sandbox._arrival import Arrival
    from ootb_events.sandbox._judgement import Verdict

__all__ = ["VERDICTS", "Filter", "Found", "Store"]

VERDICTS: Final[tuple[Verdict, ...]] = ("good", "warning", "bad")
_ORDER: Final = list(Severity)


@attrs.frozen(kw_only=True)
class Filter:
    """Choose arrivals; what is empty chooses all.

    :param verdicts: any of these.
    :param events: any of these event keys; an empty one means those of no known event.
    :param customer: this customer's or visitor's.
    :param visitor: this visitor's.
    :param rules: those that broke any of these.
    :raises ConfigurationError: when there is no such verdict or rule: nothing would ever be chosen.
    """

    verdicts: Collection[str] = ()
    events: Collection[str] = ()
    customer: str | None = None
    visitor: str | None = None
    rules: Collection[str] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse what is misspelt."""
        if not all(verdict in VERDICTS for verdict in self.verdicts):
            raise ConfigurationError(f"verdict is one of {', '.join(VERDICTS)}")
        if not all(rule in RULES for rule in self.rules):
            raise ConfigurationError("there is no such rule; give an id such as OOTB201")

    def chooses(self, arrival: Arrival) -> bool:
        """Say whether an arrival is one of those chosen."""
        judged = arrival.judgement
        return (
            (not self.verdicts or judged.verdict in self.verdicts)
            and (not self.events or self._names(arrival))
            and (self.customer is None or arrival.belongs_to(self.customer))
            and (self.visitor is None or judged.visitor == self.visitor)
            and (not self.rules or any(rule in judged.rules for rule in self.rules))
        )

    def _names(self, arrival: Arrival) -> bool:
        judged = arrival.judgement
        return judged.event in self.events or (judged.title is None and "" in self.events)


@attrs.frozen
class Found:
    """Hold a page of what was chosen, and how much there is of it."""

    arrivals: tuple[Arrival, ...]
    total: int


class Store:
    """Keep the latest arrivals within bounds, and count all there ever were.

    :param capacity: how many are kept, at most.
    :param most_bytes: how many bytes they take, at most; one is kept in any case.
    :ivar total: how many there were since the last reset.
    :ivar since: the number of the last one before that reset, or 0.
    :ivar resets: how many resets there were.
    """

    def __init__(self, capacity: int, most_bytes: int) -> None:
        self.capacity = capacity
        self._most_bytes = most_bytes
        self._records: deque[Arrival] = deque()
        self._bytes = 0
        self._last = 0
        self.since = 0
        self.resets = 0
        self._start_counting()

    def _start_counting(self) -> None:
        self.total = 0
        self.faults = 0
        self._verdicts: Counter[str] = Counter()
        self._events: dict[str | None, Counter[str]] = {}
        self._titles: dict[str, str | None] = {}
        self._rules: Counter[str] = Counter()
        self._worst: dict[str, Severity] = {}
        self._identities: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[Arrival]:
        return iter(self._records)

    @property
    def last(self) -> int:
        """The number of the latest arrival there was, 0 before the first."""
        return self._last

    @property
    def forgotten(self) -> int:
        """How many arrivals were let go since the last reset."""
        return self.total - len(self._records)

    def next_number(self) -> int:
        """Take the number of the arrival that is added next."""
        self._last += 1
        return self._last

    def add(self, arrival: Arrival) -> None:
        """Keep an arrival that has the latest number, and let go what there is no room for."""
        self._records.append(arrival)
        self._bytes += arrival.size
        self._count(arrival)
        while len(self._records) > self.capacity or (
            self._bytes > self._most_bytes and len(self._records) > 1
        ):
            self._forget()

    def get(self, number: int) -> Arrival | None:
        """Find an arrival by its number, unless it was let go."""
        if not self._records:
            return None
        at = number - self._records[0].number
        return self._records[at] if 0 <= at < len(self._records) else None

    def after(self, number: int, limit: int) -> tuple[tuple[Arrival, ...], int]:
        """Take the latest arrivals after a number, oldest first, and how many were left out.

        What a reset forgot is not counted.
        """
        count = self._last - max(number, self.since)
        kept = tuple(islice(reversed(self._records), max(min(count, limit), 0)))
        return kept[::-1], max(count - len(kept), 0)

    def find(
        self, chosen: Filter, *, after: int = 0, before: int | None = None, limit: int = 100
    ) -> Found:
        """Take the latest arrivals that a filter chooses, newest first.

        :param after: only those with a greater number.
        :param before: only those with a smaller number.
        :returns: at most ``limit`` of them; the total counts all that the filter chooses.
        """
        matching = [arrival for arrival in self._records if chosen.chooses(arrival)]
        within = (
            arrival
            for arrival in reversed(matching)
            if arrival.number > after and (before is None or arrival.number < before)
        )
        return Found(tuple(islice(within, limit)), len(matching))

    def reset(self) -> None:
        """Forget every arrival and every count; numbers go on."""
        self._records.clear()
        self._bytes = 0
        self.resets += 1
        self.since = self._last
        self._start_counting()

    def counts(self) -> dict[str, Any]:
        """Make the members of the summary that are counts."""
        return {
            "total": self.total,
            "verdicts": _verdicts(self._verdicts),
            "kept": len(self._records),
            "capacity": self.capacity,
            "events": [
                {"event": key, "title": self._titles.get(key or ""), **_verdicts(counts)}
                for key, counts in sorted(self._events.items(), key=lambda item: item[0] or "~")
            ],
            "rules": [
                {
                    "rule": rule,
                    "name": RULES[rule].name,
                    "severity": self._worst[rule].value,
                    "count": count,
                }
                for rule, count in sorted(self._rules.items())
            ],
            "customers": len(self._identities),
            "faults": self.faults,
        }

    def _count(self, arrival: Arrival) -> None:
        judged = arrival.judgement
        self.total += 1
        self.faults += arrival.fault is not None
        self._verdicts[judged.verdict] += 1
        # Keys that are in no catalogue count as one: there is no bound to how many there are.
        key = judged.event if judged.title is not None else None
        self._events.setdefault(key, Counter())[judged.verdict] += 1
        if key is not None:
            self._titles[key] = judged.title
        for rule, severity in judged.rules.items():
            self._rules[rule] += 1
            self._worst[rule] = min(self._worst.get(rule, severity), severity, key=_ORDER.index)
        for identity in _identities(arrival):
            self._identities[identity] += 1

    def _forget(self) -> None:
        arrival = self._records.popleft()
        self._bytes -= arrival.size
        for identity in _identities(arrival):
            self._identities[identity] -= 1
            if not self._identities[identity]:
                del self._identities[identity]


def _verdicts(counts: Mapping[str, int]) -> dict[str, int]:
    return {verdict: counts.get(verdict, 0) for verdict in VERDICTS}


def _identities(arrival: Arrival) -> set[str]:
    return {one for one in (arrival.judgement.customer, arrival.judgement.visitor) if one}
