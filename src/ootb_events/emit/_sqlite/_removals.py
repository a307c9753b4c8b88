"""What was delivered, or sent in vain, and is to be written down with the next commit."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING, Final

from ootb_events.emit._sqlite._rows import note_attempts, remove

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from ootb_events.emit._store import Entry

__all__ = ["Removals"]

_AT_MOST: Final = 32
_AFTER: Final = 0.02
_TROUBLE: Final = 1.0


class Removals:
    """Gather what is settled: any commit takes it along, and one is due before long.

    The thread that delivers adds; whichever thread commits writes.
    """

    def __init__(self) -> None:
        self._settled: deque[Entry] = deque()
        self._attempted: deque[tuple[int, int]] = deque()
        self._write_at = 0.0

    def __len__(self) -> int:
        return len(self._settled)

    def __bool__(self) -> bool:
        return bool(self._settled or self._attempted)

    @property
    def due(self) -> float | None:
        """Until when they are to be written, if there are any."""
        return self._write_at if self else None

    @property
    def are_many(self) -> bool:
        """Whether they should be written now."""
        return len(self._settled) >= _AT_MOST

    def add(self, entry: Entry) -> None:
        """Have an entry removed."""
        self._schedule()
        self._settled.append(entry)

    def add_attempt(self, entry: Entry, attempts: int) -> None:
        """Have it written down how often an entry was sent."""
        self._schedule()
        self._attempted.append((attempts, entry.number))

    def write(self, connection: sqlite3.Connection) -> Callable[[], bool]:
        """Write them within a transaction.

        :returns: to be called once that is committed; says whether anything was removed.
        """
        settled, attempted = list(self._settled), list(self._attempted)
        remove(connection, settled)
        note_attempts(connection, attempted)

        def committed() -> bool:
            for _ in settled:
                self._settled.popleft()
            for _ in attempted:
                self._attempted.popleft()
            return bool(settled)

        return committed

    def put_off(self) -> bool:
        """Try again later, for they could not be written; say whether that is news."""
        now = time.monotonic()
        news = self._write_at <= now
        self._write_at = now + _TROUBLE
        return news

    def _schedule(self) -> None:
        if not self:
            self._write_at = time.monotonic() + _AFTER
