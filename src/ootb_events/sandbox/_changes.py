"""Telling those who wait that something arrived."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ootb_events.sandbox._arrival import Arrival

__all__ = ["Changes"]


class Changes:
    """Wake those who wait, and call those who listen; for the thread of the event loop."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()
        self._listeners: list[Callable[[Arrival], None]] = []

    @property
    def listeners(self) -> int:
        """How many listen."""
        return len(self._listeners)

    def tell(self, arrival: Arrival) -> None:
        """Tell of what arrived."""
        for listener in tuple(self._listeners):
            listener(arrival)
        self.wake()

    def wake(self) -> None:
        """Have those who wait look for themselves."""
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)
        self._waiting.clear()

    async def wait(self, seconds: float) -> bool:
        """Wait until something changes; tell whether it did within the time."""
        waiting = asyncio.get_running_loop().create_future()
        self._waiting.add(waiting)
        try:
            await asyncio.wait_for(waiting, seconds)
        except asyncio.TimeoutError:
            return False
        finally:
            self._waiting.discard(waiting)
        return True

    @contextmanager
    def listening(self, listener: Callable[[Arrival], None]) -> Iterator[None]:
        """Have a function called with every arrival, as long as the context lasts."""
        self._listeners.append(listener)
        try:
            yield
        finally:
            self._listeners.remove(listener)
