"""One identity, one order: which entry may go next."""

from __future__ import annotations

import heapq
from collections import deque
from typing import TYPE_CHECKING

from ootb_events.transports import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ootb_events.emit._store import Entry, Store
    from ootb_events.transports import Answer

__all__ = ["Flight", "Lanes"]

_MANY = 64
"""How many entries are held before it is worthwhile to look for dropped ones."""


class Flight:
    """An entry that delivery sends, again if need be.

    ``failures`` counts the attempts that were to be repeated, those under misconfiguration
    left out: they say nothing about the event. While it is ``parked``, the store may drop it.
    """

    __slots__ = ("answer", "attempts", "entry", "failures", "message", "parked")

    def __init__(self, entry: Entry, *, parked: bool = False) -> None:
        self.entry = entry
        self.message = Message(str(entry.id), entry.event, entry.identity, entry.body)
        self.attempts = entry.attempts
        self.failures = 0
        self.answer: Answer | None = None
        self.parked = parked


class Lanes:
    """Line entries up behind the one of the same identity that is under way.

    An entry that is admitted to an empty lane becomes ready at once; the others follow when
    the one before them has left its lane. What waits to be repeated keeps its lane.

    :param dropped: told of each that the store had dropped when its turn came.
    """

    def __init__(self, store: Store, dropped: Callable[[Flight], None]) -> None:
        self._store = store
        self._dropped = dropped
        self._lanes: dict[str, deque[Entry] | None] = {}
        self._ready: deque[Flight] = deque()
        self._delayed: list[tuple[float, int, Flight]] = []
        self._sweep_at = _MANY
        self.held = 0

    @property
    def due(self) -> float | None:
        """When the first of those that wait may be repeated."""
        return self._delayed[0][0] if self._delayed else None

    def admit(self, entry: Entry) -> None:
        """Take an entry in, or have the store keep it where its lane is full."""
        if self.held >= self._sweep_at:
            self._sweep()
        identity = entry.identity
        if identity not in self._lanes:
            self._lanes[identity] = None
            self._ready.append(Flight(entry))
            self.held += 1
            return
        lane = self._lanes[identity]
        if lane is None:
            lane = self._lanes[identity] = deque()
        if len(lane) >= self._store.lane_capacity:
            self._store.postpone(entry)
            return
        lane.append(entry)
        self.held += 1
        self._store.park(entry)

    def next(self, now: float) -> Flight | None:
        """Hand out what may go under way now."""
        while (flight := self._take(now)) is not None:
            if not flight.parked:
                return flight
            if self._store.unpark(flight.entry):
                flight.parked = False
                return flight
            self._dropped(flight)
            self.leave(flight)
        return None

    def delay(self, flight: Flight, until: float) -> None:
        """Repeat an entry later; its lane waits."""
        flight.parked = True
        heapq.heappush(self._delayed, (until, flight.entry.number, flight))
        self._store.park(flight.entry)

    def put_back(self, flight: Flight) -> None:
        """Repeat an entry before all others."""
        self.delay(flight, 0.0)

    def leave(self, flight: Flight) -> None:
        """Let the next of the same identity follow, for this one is settled."""
        self.held -= 1
        identity = flight.entry.identity
        lane = self._lanes[identity]
        if lane:
            self._ready.append(Flight(lane.popleft(), parked=True))
            return
        del self._lanes[identity]
        self._store.freed(identity)

    def drain(self) -> Iterator[Flight]:
        """Hand out, for good, what is held but not under way, unless the store dropped it."""
        waiting = [*self._ready, *(flight for _, _, flight in self._delayed)]
        waiting += [
            Flight(entry, parked=True) for lane in self._lanes.values() for entry in lane or ()
        ]
        for flight in sorted(waiting, key=lambda each: each.entry.number):
            if not flight.parked or self._store.unpark(flight.entry):
                yield flight

    def forget(self, under_way: list[Flight]) -> None:
        """Hold nothing any more but what is under way."""
        self._ready.clear()
        self._delayed.clear()
        self._lanes = {flight.entry.identity: None for flight in under_way}
        self.held = len(under_way)

    def _take(self, now: float) -> Flight | None:
        if self._delayed and self._delayed[0][0] <= now:
            return heapq.heappop(self._delayed)[2]
        return self._ready.popleft() if self._ready else None

    def _sweep(self) -> None:
        """Let go of what the store has dropped: the oldest, so the first of their lanes."""
        for lane in self._lanes.values():
            while lane and not self._still_parked(lane[0]):
                lane.popleft()
                self.held -= 1
        delayed, self._delayed = self._delayed, []
        for due in delayed:
            if self._still_parked(due[2].entry):
                heapq.heappush(self._delayed, due)
            else:
                self._dropped(due[2])
                self.leave(due[2])
        self._sweep_at = 2 * self.held + _MANY

    def _still_parked(self, entry: Entry) -> bool:
        if not self._store.unpark(entry):
            return False
        self._store.park(entry)
        return True
