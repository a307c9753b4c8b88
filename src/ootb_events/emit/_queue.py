"""The store without an outbox: a bounded queue in memory."""

from __future__ import annotations

import heapq
import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Literal

from ootb_events.emit._letters import LetterBox
from ootb_events.emit._store import Entry
from ootb_events.errors import EmitError, EmitterClosedError, QueueFullError
from ootb_events.transports._blocking import bounded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ootb_events.emit._records import DeadLetter, DeadLetterPolicy
    from ootb_events.emit._store import Offer

__all__ = ["MemoryStore", "WhenFull"]

WhenFull = Literal["block", "raise", "drop_oldest"]
_ENDLESS = 1 << 62
_FEW = 32
_MOMENT = 0.005


class MemoryStore:
    """Hold accepted events in memory: many threads put, one claims and settles.

    An entry counts against the capacity from ``put`` until it is settled, so that what is on
    its way is bounded too. Delivery touches the lock only when somebody waits for it, so that
    it seldom stands in the way of those who put.

    :param capacity: how many entries may be unsettled at once.
    :param when_full: what ``put`` does without room: wait, raise, or drop the oldest that is
        not under way; when all are under way, there is none to drop, and it waits.
    :param patience: seconds that ``put`` waits for room.
    :param policy: how many dead letters to keep.
    """

    lane_capacity = _ENDLESS
    window = _ENDLESS
    durable = False

    def __init__(
        self, capacity: int, when_full: WhenFull, patience: float, policy: DeadLetterPolicy
    ) -> None:
        self._capacity = capacity
        self._when_full = when_full
        self._patience = patience
        self._items: deque[Entry] = deque()
        self._parked: dict[int, Entry] = {}
        self._oldest_parked: list[int] | None = [] if when_full == "drop_oldest" else None
        self._accepted = 0
        self._withdrawn = 0
        self._done = 0
        self._wake: Callable[[], None] | None = None
        self._waiting = 0
        self._let_in_at = 0.0
        self._joining: list[_Joining] = []
        self._closed = False
        self._lock = threading.RLock()  # a signal handler may close while its thread is in here
        self._changed = threading.Condition(self._lock)
        self._letters = LetterBox(policy)

    @property
    def closed(self) -> bool:
        """Whether nothing more is accepted."""
        return self._closed

    @property
    def accepted(self) -> int | None:
        """How many were ever put."""
        return self._accepted

    def put(self, offer: Offer, patience: float | None = None) -> Entry | None:
        """Append an event; return the entry that had to make room for it, if any.

        :param patience: seconds to wait for room, if not those of the store.
        :raises QueueFullError: when there is no room in time.
        :raises EmitterClosedError: when the store is closed.
        """
        identifier, event, identity, body, subject = offer
        with self._lock:
            unsettled = self._accepted - self._withdrawn - self._done
            victim = self._make_room(patience) if unsettled >= self._capacity else None
            now = time.monotonic()
            number = 0
            while number <= self._accepted:  # again, if a signal handler emitted meanwhile
                number = self._accepted + 1
                entry = Entry(number, identifier, event, identity, body, now, 0, subject)
            # No call from here to append: neither exception nor signal can come between.
            if self._closed:
                raise EmitterClosedError
            self._accepted = number
            self._items.append(entry)
            wake = self._wake
            if wake is not None:
                self._wake = None
                try:
                    wake()
                except BaseException:  # who stops this thread must not stop delivery
                    wake()
                    raise
        return victim

    def put_all(self, offers: Sequence[Offer]) -> Iterator[Entry | EmitError | None]:
        """Put one after the other; all of them together wait no longer than one."""
        ends = time.monotonic() + self._patience
        for offer in offers:
            yield self._put_or_error(offer, max(0.0, ends - time.monotonic()))

    def has_room(self) -> bool:
        """Say whether ``put`` would return at once."""
        return self._closed or self._when_full == "raise" or self.pending() < self._capacity

    def pending(self) -> int:
        """Count what is waiting or under way."""
        return self._accepted - self._withdrawn - self._done

    def join(self, timeout: float | None) -> int:
        """Wait until everything put so far is settled, and say how much of it is not."""
        with self._lock:
            joining = _Joining(self._accepted)
            try:
                self._joining.append(joining)
                done = self._done
                joining.begin(done, self._accepted - self._withdrawn - done)
                self._await(lambda: joining.left <= 0, timeout)
            finally:
                self._joining.remove(joining)
            return max(0, joining.left)

    def close(self) -> None:
        """Accept nothing more; what is there may still be claimed."""
        with self._lock:
            self._closed = True
            self._changed.notify_all()

    def abandon(self) -> Sequence[Entry]:
        """Accept nothing more, and hand out whatever is not under way, in order."""
        rest = []
        with self._lock:
            self._closed = True
            while (entry := self._take_waiting()) is not None:
                rest.append(self._withdraw(entry))
            self._changed.notify_all()
        return sorted(rest, key=lambda entry: entry.number)

    def release(self) -> None:
        """Keep what is there: dead letters stay readable."""

    def forsake(self) -> None:
        """Leave everything to the parent."""

    def claim(self, limit: int) -> Sequence[Entry]:
        """Hand out what comes next, in order."""
        claimed: list[Entry] = []
        take = self._items.popleft
        try:
            while len(claimed) < limit:
                claimed.append(take())
        except IndexError:
            pass
        return claimed

    def postpone(self, entry: Entry) -> None:
        """Never happen: what is in memory already is held in memory."""
        raise NotImplementedError

    def freed(self, identity: str) -> None:
        """Do nothing, for nothing was postponed."""

    def park(self, entry: Entry) -> None:
        """Learn that an entry is held by delivery, but not under way."""
        if self._oldest_parked is None:
            self._parked[entry.number] = entry
            return
        with self._lock:
            self._parked[entry.number] = entry
            heapq.heappush(self._oldest_parked, entry.number)
            if len(self._oldest_parked) > 2 * len(self._parked) + 64:
                self._oldest_parked[:] = sorted(self._parked)
            if self._waiting:
                self._changed.notify_all()

    def unpark(self, entry: Entry) -> bool:
        """Learn that an entry goes under way; ``False`` when it was dropped meanwhile."""
        return self._parked.pop(entry.number, None) is not None

    def settle(self, entry: Entry) -> None:
        """Forget an entry that was delivered or became a dead letter."""
        self._done = done = self._done + 1
        if self._waiting or self._joining:
            with self._lock:
                for joining in self._joining:
                    joining.note(entry, done)
                if any(joining.left <= 0 for joining in self._joining) or self._lets_in():
                    self._changed.notify_all()

    def attempted(self, entry: Entry, attempts: int) -> None:
        """Do nothing: delivery knows, and nobody else will ask."""

    def keep(self, letter: DeadLetter, entry: Entry | None) -> Sequence[DeadLetter]:
        """Keep a dead letter, and settle its entry unless it was withdrawn before."""
        gone = self._letters.add(letter)
        if entry is not None:
            self.settle(entry)
        return gone

    def crowded(self) -> bool:
        """Say whether a dead letter more is one too many, and the policy is to halt."""
        return self._letters.crowded

    def dead_letters(self) -> Sequence[DeadLetter]:
        """Read the dead letters, the oldest first."""
        return self._letters.all()

    def rest(self, wake: Callable[[], None]) -> bool:
        """Have ``wake`` called at the next ``put``; ``False`` when there was one already."""
        self._wake = wake
        if self._items:
            self._wake = None
            return False
        return True

    def due(self) -> float | None:
        """Tell when those are to be woken for whom there is room by now."""
        return self._let_in_at if self._waiting and self.pending() < self._capacity else None

    def maintain(self, now: float) -> bool:
        """Wake those who wait for room."""
        with self._lock:
            self._let_in_at = now + _MOMENT
            self._changed.notify_all()
        return True

    def _put_or_error(self, offer: Offer, patience: float) -> Entry | EmitError | None:
        try:
            return self.put(offer, patience)
        except EmitError as error:
            return error

    def _make_room(self, patience: float | None) -> Entry | None:
        if self._when_full == "raise" and not self._closed:
            raise QueueFullError(self._capacity, 0.0)
        started = time.monotonic()
        victims: list[Entry] = []
        self._waiting += 1
        try:
            enters = self._await(
                lambda: self._closed or self.pending() < self._capacity or self._drop_to(victims),
                self._patience if patience is None else patience,
            )
        finally:
            self._waiting -= 1
        if not enters:
            raise QueueFullError(self._capacity, time.monotonic() - started)
        return victims[0] if victims else None

    def _drop_to(self, victims: list[Entry]) -> bool:
        if self._when_full == "drop_oldest":
            entry = self._take_waiting()
            if entry is not None:
                victims.append(self._withdraw(entry))
        return bool(victims)

    def _withdraw(self, entry: Entry) -> Entry:
        self._withdrawn += 1
        for joining in self._joining:
            joining.note(entry, _ENDLESS)
        if self._joining:
            self._changed.notify_all()
        return entry

    def _take_waiting(self) -> Entry | None:
        """Take the oldest entry that is not under way, from delivery if need be."""
        while self._parked:
            entry = self._take_parked()
            if entry is not None:
                return entry
        try:
            return self._items.popleft()
        except IndexError:
            return None

    def _take_parked(self) -> Entry | None:
        if self._oldest_parked:
            return self._parked.pop(heapq.heappop(self._oldest_parked), None)
        try:
            return self._parked.popitem()[1]
        except KeyError:
            return None

    def _lets_in(self) -> bool:
        """Say whether to wake those who wait for room: for some at once, or after a moment.

        To wake one for each place would cost more than to deliver.
        """
        now = time.monotonic()
        room = self._capacity - self.pending()
        if not self._waiting or (room < min(_FEW, self._capacity) and now < self._let_in_at):
            return False
        self._let_in_at = now + _MOMENT
        return True

    def _await(self, condition: Callable[[], bool], timeout: float | None) -> bool:
        return self._changed.wait_for(condition, bounded(timeout))


class _Joining:
    """Count down what somebody waits for.

    Settlements are counted without the lock: those up to ``since`` are part of the count that
    the wait began with, whether or not they are noted later.
    """

    def __init__(self, last: int) -> None:
        self._last = last
        self._since = 0
        self.left = 0

    def begin(self, done: int, left: int) -> None:
        self._since = done
        self.left += left

    def note(self, entry: Entry, done: int) -> None:
        if done > self._since and entry.number <= self._last:
            self.left -= 1
