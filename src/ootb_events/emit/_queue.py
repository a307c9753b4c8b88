"""A bounded queue between the threads that emit and the thread that delivers."""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

from ootb_events.errors import EmitterClosedError, QueueFullError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["BoundedQueue", "WhenFull"]

T = TypeVar("T")
WhenFull = Literal["block", "raise", "drop_oldest"]


class BoundedQueue(Generic[T]):
    """Hold items in order until they are settled: many threads put, one takes and settles.

    An item counts against the capacity from ``put`` until ``settle``, so that what is on its
    way is bounded too. The taker touches the lock only when there is nothing to take or
    somebody waits for it, so that it seldom stands in the way of those who put.

    :param capacity: how many items may be unsettled at once.
    :param when_full: what ``put`` does without room: wait, raise, or drop the oldest waiting;
        when all are on their way, there is none to drop, and it waits.
    :param patience: seconds that ``put`` waits for room.
    """

    def __init__(self, capacity: int, when_full: WhenFull, patience: float) -> None:
        self._capacity = capacity
        self._when_full = when_full
        self._patience = patience
        self._items: deque[T] = deque()
        self._accepted = 0
        self._withdrawn = 0
        self._done = 0
        self._taker_waits = False
        self._waiting_for_settlement = 0
        self._closed = False
        self._abandoned = False
        lock = threading.RLock()  # a signal handler may close while its thread is in here
        self._lock = lock
        self._filled = threading.Condition(lock)
        self._changed = threading.Condition(lock)

    @property
    def accepted(self) -> int:
        """How many items were ever put."""
        return self._accepted

    @property
    def closed(self) -> bool:
        """Whether nothing more is accepted."""
        return self._closed

    @property
    def unsettled(self) -> int:
        """How many items are waiting or on their way."""
        return self._accepted - self._gone

    @property
    def _gone(self) -> int:
        return self._withdrawn + self._done

    def put(self, item: T) -> T | None:
        """Append an item; return the one that had to make room for it, if any.

        :raises QueueFullError: when there is no room in time.
        :raises EmitterClosedError: when the queue is closed.
        """
        with self._lock:
            unsettled = self._accepted - self._withdrawn - self._done
            victim = self._make_room() if unsettled >= self._capacity else None
            if self._closed:
                raise EmitterClosedError
            self._accepted += 1
            self._items.append(item)
            if self._taker_waits:
                self._taker_waits = False
                self._filled.notify()
        return victim

    def take(self) -> T | None:
        """Wait for the next item; ``None`` when the queue is closed and empty, or abandoned."""
        try:
            return self._items.popleft()
        except IndexError:
            pass
        with self._lock:
            while not (self._items or self._closed):
                self._taker_waits = True
                self._filled.wait()
            return self._items.popleft() if self._items else None

    def settle(self) -> None:
        """Say that the last item taken is done with."""
        self._done += 1
        if self._waiting_for_settlement:
            with self._lock:
                self._changed.notify_all()

    def pause(self, seconds: float) -> bool:
        """Wait between two attempts; ``False`` as soon as nobody wants another."""
        with self._lock:
            return not self._changed.wait_for(lambda: self._abandoned, _waitable(seconds))

    def join(self, timeout: float | None) -> int:
        """Wait until everything put so far is settled, and say how much of it is not."""
        with self._lock:
            last = self._accepted
            self._await(lambda: self._gone >= last, timeout)
            return max(0, last - self._gone)

    def close(self) -> None:
        """Accept nothing more; what is there may still be taken."""
        with self._lock:
            self._closed = True
            self._filled.notify_all()
            self._changed.notify_all()

    def abandon(self) -> list[T]:
        """Accept nothing more, and hand out what nobody has taken."""
        rest = []
        with self._lock:
            self._closed = self._abandoned = True
            while self._items:
                rest.append(self._withdraw())
            self._filled.notify_all()
            self._changed.notify_all()
        return [item for item in rest if item is not None]

    def _make_room(self) -> T | None:
        if self._closed:
            raise EmitterClosedError
        if self._when_full == "drop_oldest":
            victim = self._withdraw()
            if victim is not None:
                return victim
        if self._when_full == "raise":
            raise QueueFullError(self._capacity, 0.0)
        started = time.monotonic()
        if not self._await(lambda: self._closed or self.unsettled < self._capacity, self._patience):
            raise QueueFullError(self._capacity, time.monotonic() - started)
        return None

    def _withdraw(self) -> T | None:
        try:
            item = self._items.popleft()
        except IndexError:
            return None
        self._withdrawn += 1
        return item

    def _await(self, condition: Callable[[], bool], timeout: float | None) -> bool:
        self._waiting_for_settlement += 1
        try:
            return self._changed.wait_for(condition, _waitable(timeout))
        finally:
            self._waiting_for_settlement -= 1


def _waitable(seconds: float | None) -> float | None:
    """Bound a time to what a lock can wait for; infinity is more than that."""
    return None if seconds is None else min(seconds, threading.TIMEOUT_MAX)
