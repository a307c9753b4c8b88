"""What of an outbox may be delivered next, in order.

Entries come in the order of their places, over all shards that this process delivers. One is
passed over while another process has an earlier one of the same identity to deliver, or while
delivery holds as many of that identity as it wants; its identity is postponed from there on, and
resumed from there.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from ootb_events.emit._sqlite._rows import marks
from ootb_events.emit._sqlite._shards import Shard, foreign
from ootb_events.emit._store import Entry

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Mapping, Sequence

__all__ = ["Reader"]

_BATCH: Final = 256
_FEW: Final = 16
_SOON: Final = 0.02
_LATER: Final = 0.5
_COLUMNS: Final = "seq, id, event, identity, body, accepted, attempts, shard"


class Reader:
    """Read entries for delivery; one thread only.

    :ivar shards: what this process delivers, by number.
    :ivar searches: whether it has to look for identities, and an index would help.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.shards: dict[int, Shard] = {}
        self._postponed: dict[str, int] = {}
        self._resumable: list[str] = []
        self._blocked: set[str] = set()
        self._patience = _SOON
        self.look_again_at: float | None = None
        self.searches = False

    @property
    def idle(self) -> bool:
        """Whether nothing that was read or may be resumed is left to hand out."""
        return not self._resumable and not any(
            each.buffer or each.has_more for each in self.shards.values()
        )

    @property
    def busy(self) -> bool:
        """Whether there is, as far as is known, anything that is not settled."""
        return self.passed_over or not all(each.drained for each in self.shards.values())

    @property
    def passed_over(self) -> bool:
        """Whether any entry was read but is to be handed out later, of whatever shard."""
        return bool(self._postponed)

    def add(self, numbers: Iterable[int]) -> None:
        """Deliver some more shards."""
        for number in numbers:
            if number not in self.shards:
                self.shards[number] = Shard(number)
                self._patience = _SOON

    def drop(self, numbers: Iterable[int]) -> None:
        """Deliver some shards no more, for they are empty."""
        for number in numbers:
            del self.shards[number]

    def expect(self, number: int, last: int) -> None:
        """Learn up to which place a shard has entries."""
        if number not in self.shards:
            self.add([number])
        self.shards[number].last = last

    def read_on(self, number: int) -> None:
        """Learn that a shard may have more entries."""
        self.add([number])
        self.shards[number].exhausted = False

    def came_back(self, entry: Entry) -> None:
        """Learn that an entry is settled."""
        shard = self.shards.get(entry.shard)
        if shard is not None:
            shard.out = max(0, shard.out - 1)  # it may be of a former life

    def reset(self) -> None:
        """Start anew without any shard, having forgotten everything."""
        self.shards = {}
        self._postponed.clear()
        self._resumable.clear()
        self._blocked.clear()
        self.look_again_at = None

    def take(self, limit: int) -> list[Entry]:
        """Hand out what comes next; empty when there is nothing now."""
        taken: list[Entry] = []
        while self._resumable and len(taken) < limit:
            taken += self._resume(self._resumable.pop())
        while len(taken) < limit:
            entry = self._next()
            if entry is None:
                break
            taken.append(entry)
        for entry in taken:
            self.shards[entry.shard].out += 1
        return taken

    def postpone(self, entry: Entry) -> None:
        """Take back an entry, the last of its identity that was handed out."""
        self.came_back(entry)
        self._pass_over(entry)

    def freed(self, identity: str) -> None:
        """Resume an identity, now that delivery holds nothing of it."""
        if identity in self._postponed and identity not in self._blocked:
            self._resumable.append(identity)

    def look_again(self, now: float) -> None:
        """Resume what nothing earlier is in the way of any more, if it is time to look."""
        if self.look_again_at is None or now < self.look_again_at:
            return
        obstacles = self._obstacles(self._blocked)
        free = [
            each for each in self._blocked if self._postponed[each] <= obstacles.get(each, _END)
        ]
        self._blocked.difference_update(free)
        self._resumable += free
        self._patience = _SOON if free else min(2 * self._patience, _LATER)
        self._look_later()

    def _look_later(self) -> None:
        self.look_again_at = time.monotonic() + self._patience if self._blocked else None

    def _next(self) -> Entry | None:
        while True:
            shard = self._first_shard()
            if shard is None:
                return None
            entry = shard.buffer.popleft()
            shard.position = entry.number
            if entry.identity not in self._postponed:
                return entry
            self._pass_over(entry)

    def _first_shard(self) -> Shard | None:
        """Find the shard with the earliest entry."""
        self._read_up()
        first = None
        for shard in self.shards.values():
            if shard.buffer and (first is None or shard.buffer[0].number < first.buffer[0].number):
                first = shard
        return first

    def _read_up(self) -> None:
        """Read on where a buffer is empty, until none can have anything earlier than others.

        Others may write to a shard, so that it has more than is known; but what comes later is
        later than all that was read before.
        """
        while True:
            reached = max((each.fetched for each in self.shards.values()), default=0)
            behind = [each for each in self.shards.values() if not each.buffer]
            behind = [each for each in behind if each.has_more or each.known < reached]
            if not behind:
                return
            for shard in behind:
                if shard.has_more:
                    self._fetch(shard, _END)
                else:
                    self._fetch(shard, reached)
                shard.known = max(reached, shard.fetched)

    def _fetch(self, shard: Shard, until: int) -> None:
        start = shard.fetched if until == _END else shard.known
        condition = "shard = ? AND seq > ? AND seq <= ?"
        rows = self._select(condition, (shard.number, start, until), _BATCH)
        shard.exhausted = len(rows) < _BATCH
        if rows:
            shard.fetched = rows[-1].number
            self._block(rows, self._foreign_places({entry.identity for entry in rows}))
            shard.buffer.extend(rows)
        if shard.exhausted:
            shard.fetched = max(shard.fetched, shard.last)

    def _resume(self, identity: str) -> Sequence[Entry]:
        """Hand out some entries of an identity that were passed over."""
        first = self._postponed.get(identity)
        if first is None or identity in self._blocked:
            return ()
        shards = list(self.shards)
        found = self._select(
            f"identity = ? AND seq >= ? AND shard IN ({marks(shards)})",
            (identity, first, *shards),
            _FEW,
        )
        rows = [each for each in found if each.number <= self.shards[each.shard].position]
        del self._postponed[identity]
        if len(found) == _FEW:
            self._postponed[identity] = found[-1].number + 1
        self._block(found, self._foreign_places({identity}))  # those not reached yet as well
        self._block(rows, self._obstacles({identity}))
        end = self._postponed.get(identity, _END)
        free = [entry for entry in rows if entry.number < end]
        if not free and identity in self._postponed:  # nothing that would be freed
            self._wait_for(identity)
        return free

    def _pass_over(self, entry: Entry) -> None:
        self.searches = True
        before = self._postponed.get(entry.identity, _END)
        self._postponed[entry.identity] = min(before, entry.number)

    def _block(self, rows: Sequence[Entry], obstacles: Mapping[str, int]) -> None:
        """Postpone the identities of which something earlier is in the way."""
        for entry in rows if obstacles else ():
            if obstacles.get(entry.identity, _END) < entry.number:
                self._pass_over(entry)
                self._wait_for(entry.identity)

    def _wait_for(self, identity: str) -> None:
        self._blocked.add(identity)
        if self.look_again_at is None:
            self._look_later()

    def _obstacles(self, identities: Collection[str]) -> dict[str, int]:
        """Find the first entry of each identity that others deliver, or that was not reached yet.

        The latter are those of a shard that was taken over a moment ago.
        """
        places = self._foreign_places(identities)
        for shard in self.shards.values():
            condition, values = "shard = ? AND seq > ?", (shard.number, shard.position)
            for identity, place in self._places(identities, condition, values).items():
                places[identity] = min(place, places.get(identity, _END))
                if place > shard.fetched:
                    shard.exhausted = False  # it would stay in the way if it were never read
        return places

    def _foreign_places(self, identities: Collection[str]) -> dict[str, int]:
        others = [number for number, _ in foreign(self._connection, self.shards)]
        if not others:
            return {}
        return self._places(identities, f"shard IN ({marks(others)})", others)

    def _places(
        self, identities: Collection[str], condition: str, values: Sequence[Any]
    ) -> dict[str, int]:
        self.searches = True
        wanted = list(identities)
        places: dict[str, int] = {}
        for start in range(0, len(wanted), _BATCH):
            some = wanted[start : start + _BATCH]
            rows = self._connection.execute(
                f"SELECT identity, min(seq) FROM ootb_event WHERE identity IN ({marks(some)})"
                f" AND {condition} GROUP BY identity",
                (*some, *values),
            )
            places.update(rows)
        return places

    def _select(self, condition: str, values: tuple[Any, ...], limit: int) -> list[Entry]:
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM ootb_event WHERE {condition} ORDER BY seq LIMIT ?",
            (*values, limit),
        ).fetchall()
        ahead = time.monotonic() - time.time()
        now = time.time()
        return [
            Entry(
                seq,
                identifier,
                event,
                identity,
                body,
                min(accepted, now) + ahead,
                attempts,
                None,
                shard,
            )
            for seq, identifier, event, identity, body, accepted, attempts, shard in rows
        ]


_END: Final = 1 << 62
