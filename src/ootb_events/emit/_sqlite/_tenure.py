"""Which shards this process holds, for as long as it holds them.

The thread that delivers keeps the leases; a thread that writes sees to it that the shard it
writes to is held, within its own transaction.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from ootb_events.emit._sqlite._rows import has_entries
from ootb_events.emit._sqlite._shards import NOBODYS, foreign

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Sequence
    from contextlib import AbstractContextManager

    from ootb_events.emit._sqlite._commit import GroupCommit
    from ootb_events.emit._sqlite._reader import Reader
    from ootb_events.emit._sqlite._shards import Leases

__all__ = ["Tenure"]


class Tenure:
    """Hold shards, take over those of the dead, let go of empty ones, notice what was lost.

    :param reader: reads what the shards have; under the lock only.
    :param ask: puts a question to the file.
    :param delivers: whether this process delivers; otherwise it writes to nobody's shard.
    :param watch: every so many seconds, look whether others have left something.
    :ivar lost: whether others have taken over what was ours, and delivery has yet to learn it.
    """

    def __init__(  # noqa: PLR0913 - the parts of a store
        self,
        leases: Leases,
        reader: Reader,
        commits: GroupCommit,
        lock: AbstractContextManager[Any],
        ask: Callable[[Callable[[sqlite3.Connection], Any]], Any],
        *,
        delivers: bool,
        watch: float | None,
    ) -> None:
        self._leases = leases
        self._reader = reader
        self._commits = commits
        self._lock = lock
        self._ask = ask
        self._delivers = delivers
        self._watch = watch
        self._own_last = 0
        self._next_watch: float | None = None
        self.lost = False

    @property
    def shard(self) -> int:
        """The shard that this process writes to."""
        return self._leases.own if self._delivers else NOBODYS

    @property
    def holder(self) -> str | None:
        """Who must hold that shard when it is written to; ``None`` where nobody must."""
        return self._leases.holder if self._delivers else None

    @property
    def due(self) -> float | None:
        """When leases are to be prolonged, or others to be looked at."""
        renews_at = self._leases.renews_at if self._reader.busy else None
        moments = (0.0 if self.lost else None, renews_at, self._next_watch)
        return min((moment for moment in moments if moment is not None), default=None)

    @property
    def must_renew(self) -> bool:
        """Whether nothing may be written or handed out before the leases are prolonged."""
        return self._delivers and time.monotonic() >= self._leases.renews_at

    def shards(self) -> Collection[int]:
        """List the shards of which something may be ours to deliver."""
        return {*tuple(self._reader.shards), self.shard}

    def wrote(self, last: int, expires: float | None = None) -> None:
        """Learn that something was committed.

        :param last: the place of the last event of ours, or 0.
        :param expires: until when our leases last now, if they were prolonged.
        """
        self._own_last = last or self._own_last
        self._leases.expires = expires or self._leases.expires

    def catch_up(self) -> None:
        """Have the reader know what was written."""
        if self._own_last:
            self._reader.expect(self._leases.own, self._own_last)

    def hold_own(self, connection: sqlite3.Connection) -> float | None:
        """Hold the shard that is written to; a new one when others have taken over.

        :returns: until when it is held once this is committed, if that was prolonged.
        """
        if not self._delivers or (not self.must_renew and self._leases.holds_own(connection)):
            return None
        expires = self._leases.renew(connection, () if self.lost else self._held())
        if expires is None:
            self.lost = True
            self._leases.forgo(connection)
            self._leases.begin()
            expires = self._leases.renew(connection, ())
        return expires

    def claim_for(self, connection: sqlite3.Connection) -> None:
        """Hold the shard that is written to within a transaction of the application's."""
        if self._delivers and not self._leases.claim_own(connection):
            self.lost = True
            self._leases.begin()
            self._leases.claim_own(connection)

    def read_own(self) -> None:
        """Look whether the application has committed something."""
        if self._ask(lambda connection: has_entries(connection, self.shard)):
            self._reader.read_on(self.shard)

    def keep(self, now: float) -> bool:
        """Prolong the leases when it is time; ``False`` when something was lost."""
        if self.lost or not self._prolonged(now):
            self._start_anew()
            return False
        return True

    def watch(self, now: float) -> None:
        """Look at others when it is time."""
        if self._next_watch is not None and self._next_watch <= now:
            self.adopt()

    def adopt(self) -> None:
        """Let go of what is empty, and take over what the dead have left."""
        self._let_go_of_drained()
        now = time.monotonic()
        if any(expires <= now for _, expires in self._foreign()):
            adopted = self._commits.run(self._leases.adopt)
            with self._lock:
                self._reader.add(adopted)
        if self._watch is not None:
            for number in self._held():
                self._reader.read_on(number)
        self._next_watch = self._watch_next()

    def _held(self) -> Collection[int]:
        """List the shards that matter: those of which anything is to be delivered."""
        shards = tuple(self._reader.shards.values())
        return [each.number for each in shards if not each.drained or self._reader.passed_over]

    def _prolonged(self, now: float) -> bool:
        if not self._reader.busy or now < self._leases.renews_at:
            return True
        held = self._held()
        expires = self._commits.run(lambda connection: self._leases.renew(connection, held))
        if expires is None:
            return False
        self._leases.expires = expires
        self._next_watch = now
        return True

    def _let_go_of_drained(self) -> None:
        drained = {*self._reader.shards} - {*self._held(), self._leases.own}
        if not drained:
            return
        gone = self._commits.run(lambda connection: self._leases.release(connection, drained))
        with self._lock:
            self._reader.drop(gone)
            for number in drained.difference(gone):
                self._reader.read_on(number)

    def _start_anew(self) -> None:
        """Go on as somebody new, for another process has taken over what was ours."""

        def begin(connection: sqlite3.Connection) -> None:
            self._leases.forgo(connection)
            self._leases.begin()
            self._own_last = 0

        if not self.lost:
            self._commits.run(begin)
        with self._lock:
            self._reader.reset()
        self.lost = False
        self._next_watch = time.monotonic()

    def _watch_next(self) -> float | None:
        """Tell when the first lease of another expires that has something left."""
        expiries = [expires for _, expires in self._foreign()]
        if self._watch is not None:
            expiries.append(time.monotonic() + self._watch)
        return min(expiries, default=None)

    def _foreign(self) -> Sequence[tuple[int, float]]:
        held = {*self._reader.shards, self._leases.own}
        found: Sequence[tuple[int, float]] = self._ask(lambda connection: foreign(connection, held))
        return found
