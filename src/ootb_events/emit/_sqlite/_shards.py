"""Parts of an outbox, and which process delivers them.

Every process writes to a shard of its own and holds a lease on it while anything is in it.
Who holds a lease delivers what is in the shard; a lease that has expired may be taken over by
anyone, whole, however much is in it. Shard 0 belongs to nobody: processes that only write, and
transactions of the application, write to it.

Leases are told by the monotonic clock, which the processes of one machine share and which never
jumps. It starts anew with the machine: an expiry further ahead than its lease is of a former life.
"""

from __future__ import annotations

import os
import secrets
import time
from collections import deque
from typing import TYPE_CHECKING, Final

from ootb_events.emit._sqlite._rows import has_entries

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Sequence

    from ootb_events.emit._store import Entry

__all__ = ["NOBODYS", "Leases", "Shard", "foreign"]

NOBODYS: Final = 0


class Shard:
    """A shard that this process delivers, and how far it has been read.

    :param number: its id.
    :ivar position: the place of the last entry that was handed out or passed over.
    :ivar fetched: the place of the last entry that was read.
    :ivar buffer: what was read but not handed out.
    :ivar last: the place of the last entry that is known to be there.
    :ivar exhausted: whether all was read that was there at the last look.
    :ivar known: up to which place nothing can be there that was not read.
    :ivar out: how many entries were handed out and are not settled.
    """

    __slots__ = ("buffer", "exhausted", "fetched", "known", "last", "number", "out", "position")

    def __init__(self, number: int) -> None:
        self.number = number
        self.position = 0
        self.fetched = 0
        self.buffer: deque[Entry] = deque()
        self.last = 0
        self.exhausted = False
        self.known = 0
        self.out = 0

    @property
    def has_more(self) -> bool:
        """Whether there may be entries that were not read."""
        return not self.exhausted or self.last > self.fetched

    @property
    def drained(self) -> bool:
        """Whether all that was there is settled, as far as is known."""
        return not (self.out or self.buffer or self.has_more)


class Leases:
    """The leases of one process on the shards of one file.

    :param seconds: for how long a lease lasts.
    :ivar own: the number of the shard that this process writes to, random.
    :ivar holder: how this process is named as a holder.
    :ivar expires: until when all are held, by what was committed.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.own = 0
        self.holder = ""
        self.expires = 0.0
        self.begin()

    def begin(self) -> None:
        """Be somebody new, who holds nothing yet."""
        self.own = secrets.randbits(62) | 1
        self.holder = f"{os.getpid()}-{secrets.token_hex(8)}"
        self.expires = 0.0

    @property
    def renews_at(self) -> float:
        """When our leases are to be prolonged, while they matter."""
        return self.expires - self.seconds * 2 / 3

    def claim_own(self, connection: sqlite3.Connection) -> bool:
        """Hold our own shard, within a transaction; ``False`` when it was taken over."""
        expires = time.monotonic() + self.seconds
        cursor = connection.execute(
            "UPDATE ootb_shard SET expires = ? WHERE id = ? AND holder = ?",
            (expires, self.own, self.holder),
        )
        if cursor.rowcount == 0 and not self.expires:
            cursor = connection.execute(
                "INSERT OR IGNORE INTO ootb_shard VALUES (?, ?, ?, ?)",
                (self.own, self.holder, self.seconds, expires),
            )
        return cursor.rowcount == 1

    def holds_own(self, connection: sqlite3.Connection) -> bool:
        """Say whether our own shard is still ours, within a transaction."""
        rows = connection.execute(
            "SELECT 1 FROM ootb_shard WHERE id = ? AND holder = ?", (self.own, self.holder)
        )
        return rows.fetchone() is not None

    def renew(self, connection: sqlite3.Connection, numbers: Collection[int]) -> float | None:
        """Prolong our leases within a transaction; ``None`` when one of them was taken over.

        :returns: what ``expires`` is to be once that is committed.
        """
        expires = time.monotonic() + self.seconds
        if not self.claim_own(connection):
            return None
        connection.execute(
            "UPDATE ootb_shard SET expires = ?, lease = ? WHERE holder = ?",
            (expires, self.seconds, self.holder),
        )
        rows = connection.execute("SELECT id FROM ootb_shard WHERE holder = ?", (self.holder,))
        return expires if {number for (number,) in rows}.issuperset(numbers) else None

    def adopt(self, connection: sqlite3.Connection) -> list[int]:
        """Take over every shard that has entries and no live lease; drop those without entries."""
        now = time.monotonic()
        connection.execute(
            f"DELETE FROM ootb_shard WHERE id <> {NOBODYS} AND holder <> ? AND {_EXPIRED} AND NOT"
            f" {_HAS_ENTRIES}",
            (self.holder, now, now),
        )
        rows = connection.execute(
            f"SELECT id FROM ootb_shard WHERE holder <> ? AND {_EXPIRED} AND {_HAS_ENTRIES}",
            (self.holder, now, now),
        )
        adopted = [number for (number,) in rows]
        connection.executemany(
            "UPDATE ootb_shard SET holder = ?, lease = ?, expires = ? WHERE id = ?",
            [(self.holder, self.seconds, now + self.seconds, number) for number in adopted],
        )
        return adopted

    def release(self, connection: sqlite3.Connection, numbers: Collection[int]) -> list[int]:
        """Let go of shards that are empty; return those that are ours no more."""
        return [number for number in numbers if not self._keep(connection, number)]

    def _keep(self, connection: sqlite3.Connection, number: int) -> bool:
        cursor = connection.execute(
            "UPDATE ootb_shard SET expires = ? WHERE id = ? AND holder = ?",
            (time.monotonic() + self.seconds, number, self.holder),
        )
        held = cursor.rowcount == 1
        if held and not has_entries(connection, number):
            self._drop(connection, number)
            return False
        return held

    def forgo(self, connection: sqlite3.Connection) -> None:
        """Let go of everything, so that others may take over at once."""
        connection.execute(
            "UPDATE ootb_shard SET holder = '', expires = 0 WHERE holder = ?", (self.holder,)
        )
        self.expires = 0.0  # whoever still writes has to claim anew
        connection.execute(
            f"DELETE FROM ootb_shard WHERE id <> {NOBODYS} AND holder = '' AND NOT {_HAS_ENTRIES}"
        )

    def _drop(self, connection: sqlite3.Connection, number: int) -> None:
        if number == NOBODYS:
            connection.execute("UPDATE ootb_shard SET holder = '', expires = 0 WHERE id = 0")
        else:
            connection.execute("DELETE FROM ootb_shard WHERE id = ?", (number,))


def foreign(connection: sqlite3.Connection, ours: Collection[int]) -> Sequence[tuple[int, float]]:
    """List the shards that others deliver and that have entries, and when their leases expire."""
    now = time.monotonic()
    rows = connection.execute(f"SELECT id, lease, expires FROM ootb_shard WHERE {_HAS_ENTRIES}")
    return [
        (number, expires if expires <= now + lease else now)
        for number, lease, expires in rows
        if number not in ours
    ]


_EXPIRED: Final = "(expires < ? OR expires > ? + lease)"
_HAS_ENTRIES: Final = "EXISTS (SELECT 1 FROM ootb_event WHERE shard = ootb_shard.id)"
