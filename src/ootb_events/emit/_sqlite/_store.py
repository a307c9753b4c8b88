"""The store of an emitter with an outbox."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from ootb_events.emit._sqlite import _letters
from ootb_events.emit._sqlite._commit import GroupCommit
from ootb_events.emit._sqlite._expectation import Expectation
from ootb_events.emit._sqlite._file import abandon, errors_named
from ootb_events.emit._sqlite._forks import rest_in_forks
from ootb_events.emit._sqlite._reader import Reader
from ootb_events.emit._sqlite._rows import (
    Row,
    append,
    append_alone,
    count_entries,
    drop_index,
    has_entries,
    index_identities,
    last_place,
    marks,
    note_attempts,
    remove,
    row_of,
)
from ootb_events.emit._sqlite._shards import NOBODYS, Leases, foreign
from ootb_events.errors import EmitError, EmitterClosedError, OutboxError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Sequence

    from ootb_events.emit._records import DeadLetter, DeadLetterPolicy
    from ootb_events.emit._sqlite._file import Location
    from ootb_events.emit._store import Entry, Offer

__all__ = ["SqliteStore"]

T = TypeVar("T")
_log = logging.getLogger("ootb_events")

_SETTLED_AT_MOST: Final = 32
_SETTLED_AFTER: Final = 0.02
_TROUBLE: Final = 1.0
_FORK_PATIENCE: Final = 35.0


class SqliteStore:
    """Keep accepted events in an SQLite file, which other processes may use as well.

    An event that was delivered is removed with the next commit, at the latest when 32 are
    to be, or after 20 ms: so many may be delivered again when the process is killed.

    :param lease: seconds after which others may take over from a process that died.
    :param delivers: whether this process delivers, or leaves that to others.
    :param watch: every so many seconds, look whether others have left something; for a process
        that does nothing but deliver.
    """

    lane_capacity = 16
    window = 10_000
    durable = True
    accepted = None

    def __init__(
        self,
        location: Location,
        policy: DeadLetterPolicy,
        *,
        lease: float,
        delivers: bool,
        watch: float | None,
    ) -> None:
        self._location = location
        self._policy = policy
        self._delivers = delivers
        self._watch = watch
        self._writing = location.connect()
        self._reading = location.connect(reads_only=True)
        self._commits = GroupCommit(self._writing, location.path, self._write, self._write_alone)
        self._leases = Leases(lease)
        self._reader = Reader(self._reading)
        self._own_last = 0
        self._lost = False
        self._indexed = False
        self._settled: deque[Entry] = deque()
        self._settle_at = 0.0
        self._attempted: deque[tuple[int, int]] = deque()
        self._expected = Expectation()
        self._wake: Callable[[], None] | None = None
        self._lock = threading.RLock()  # a signal handler may close while its thread is in here
        self._changed = threading.Condition(self._lock)
        self._joining = 0
        self._told_at = 0.0
        self._closed = self._abandoned = self._released = self._paused = False
        self._next_watch: float | None = None
        if delivers:
            self._adopt()
        rest_in_forks(self)

    @property
    def closed(self) -> bool:
        """Whether nothing more is accepted."""
        return self._closed

    def put(self, offer: Offer, patience: float | None = None) -> Entry | None:  # noqa: ARG002 - of the protocol
        """Write an event to the file.

        :raises OutboxError: when it could not be written.
        :raises EmitterClosedError: when the store is closed.
        """
        self._put((offer,))
        return None

    def put_all(self, offers: Sequence[Offer]) -> Sequence[Entry | EmitError | None]:
        """Write several events with one commit."""
        try:
            self._put(offers)
        except EmitError as error:
            return [error] * len(offers)
        return [None] * len(offers)

    def enqueue(self, offer: Offer, connection: sqlite3.Connection) -> None:
        """Write an event within a transaction of the application's.

        :raises OutboxError: when the connection is to another database.
        """
        if self._closed:
            raise EmitterClosedError
        with errors_named(self._location.path):
            self._refuse_other_database(connection)
            if self._delivers and not self._leases.claim_own(connection):
                self._lost = True
                self._leases.begin()
                self._leases.claim_own(connection)
            append_alone(connection, self._shard, row_of(offer, time.time()))
        self._expected.begin(time.monotonic())
        self._ring()

    def has_room(self) -> bool:
        """Say that ``put`` touches a disk."""
        return False

    def join(self, timeout: float | None) -> int:
        """Wait until everything in the file that is ours to deliver is settled."""
        if not self._delivers:
            return 0
        if self._commits.led_here:  # the commit that it waits for cannot end meanwhile
            timeout = 0.0
        with self._lock:
            last = self._query(last_place)
            self._joining += 1
            self._ring()
            try:
                self._changed.wait_for(
                    lambda: self._abandoned or not self._some_left(last), _waitable(timeout)
                )
            finally:
                self._joining -= 1
            return self._count(last) if self._some_left(last) else 0

    def close(self) -> None:
        """Accept nothing more."""
        with self._lock:
            self._closed = True
            self._changed.notify_all()

    def abandon(self) -> Sequence[Entry]:
        """Let nobody wait; everything stays in the file."""
        with self._lock:
            self._closed = self._abandoned = True
            self._changed.notify_all()
        return ()

    def release(self) -> None:
        """Let others take over, and close the file."""
        if self._delivers:
            self._let_others()
        with self._lock:
            self._released = True
            self._reading.close()
        self._writing.close()

    def forsake(self) -> None:
        """Leave the parent's connections alone, in a forked child."""
        if self._released:
            return
        self._released = True
        for connection in (self._writing, self._reading):
            if self._paused:
                connection.close()
            else:
                abandon(connection)

    def pause(self) -> bool:
        """Use no connection until told to go on; ``False`` when one is used for too long."""
        self._paused = not self._released and self._commits.pause(_FORK_PATIENCE)
        if self._paused:
            self._lock.acquire()
        return self._paused

    def go_on(self) -> None:
        """End a pause, in the same thread."""
        self._paused = False
        self._lock.release()
        self._commits.go_on()

    def pending(self) -> int:
        """Count what is in the file and ours to deliver."""
        return max(0, self._count(_END) - len(self._settled))

    def claim(self, limit: int) -> Sequence[Entry]:
        """Hand out what comes next."""
        if self._reader.searches and not self._indexed:
            self._commits.run(index_identities)
            self._indexed = True
        with self._lock, errors_named(self._location.path):
            self._catch_up()
            if self._lost or self._lease_is_due():  # for a process that was suspended, say
                return ()
            return self._reader.take(limit)

    def postpone(self, entry: Entry) -> None:
        """Take back an entry until its lane is freed."""
        self._reader.postpone(entry)

    def freed(self, identity: str) -> None:
        """Hand out again what was taken back."""
        self._reader.freed(identity)

    def park(self, entry: Entry) -> None:
        """Need not know."""

    def unpark(self, entry: Entry) -> bool:  # noqa: ARG002 - of the protocol
        """Drop nothing meanwhile."""
        return True

    def settle(self, entry: Entry) -> None:
        """Remove an entry with the next commit."""
        if not (self._settled or self._attempted):
            self._settle_at = time.monotonic() + _SETTLED_AFTER
        self._settled.append(entry)
        self._reader.came_back(entry)
        if len(self._settled) >= _SETTLED_AT_MOST:
            self._commit_settled()

    def attempted(self, entry: Entry, attempts: int) -> None:
        """Remember with the next commit how often an entry was sent."""
        if not (self._settled or self._attempted):
            self._settle_at = time.monotonic() + _SETTLED_AFTER
        self._attempted.append((attempts, entry.number))

    def keep(self, letter: DeadLetter, entry: Entry | None) -> Sequence[DeadLetter]:
        """Write a dead letter, and remove its entry in the same transaction."""

        def move(connection: sqlite3.Connection) -> list[DeadLetter]:
            if entry is not None and not remove(connection, [entry]):
                return []  # another process has settled it
            _letters.insert(connection, letter, None if entry is None else entry.identity)
            return _letters.drop_for(connection, self._policy)

        dropped = self._commits.run(move)
        if entry is not None:
            self._reader.came_back(entry)
        self._tell_joining()
        return dropped

    def drop_aged(self) -> Sequence[DeadLetter]:
        """Delete the dead letters that the policy keeps no more, and return them."""
        if not self._query(lambda connection: _letters.some_aged(connection, self._policy)):
            return ()
        return self._commits.run(lambda connection: _letters.drop_for(connection, self._policy))

    def crowded(self) -> bool:
        """Say whether a dead letter more is one too many, and the policy is to halt."""
        if self._policy.when_full != "halt":
            return False
        count: int = self._query(_letters.count)
        return count >= self._policy.max_count

    def dead_letters(self) -> Sequence[DeadLetter]:
        """Read all dead letters of the file."""
        return self._query(_letters.read)

    def rest(self, wake: Callable[[], None]) -> bool:
        """Have ``wake`` called at the next ``put``."""
        if self._joining:
            self._commit_settled()
        self._wake = wake
        self._catch_up()
        if self._lost or not self._reader.idle:
            self._wake = None
            return False
        return True

    def due(self) -> float | None:
        """Tell when leases, commits or a look at other processes are due."""
        if not self._delivers:
            return None
        moments = (
            0.0 if self._lost else None,
            self._settle_at if self._settled or self._attempted else None,
            self._leases.renews_at if self._reader.busy else None,
            self._reader.look_again_at,
            self._next_watch,
            self._expected.due,
        )
        return min((moment for moment in moments if moment is not None), default=None)

    def maintain(self, now: float) -> bool:
        """Do what is due; ``False`` when another process has taken over."""
        if (self._settled or self._attempted) and self._settle_at <= now:
            self._commit_settled()
        if self._expected.looks(now) and self._query(self._own_has_some):
            self._reader.read_on(self._shard)  # before leases are kept: it may be that ours is over
        if self._lost or not self._keep_leases(now):
            self._start_anew()
            return False
        with self._lock, errors_named(self._location.path):
            self._reader.look_again(now)
        if self._next_watch is not None and self._next_watch <= now:
            self._adopt()
        return True

    @property
    def _shard(self) -> int:
        return self._leases.own if self._delivers else NOBODYS

    def _put(self, offers: Sequence[Offer]) -> None:
        if self._closed:
            raise EmitterClosedError
        now = time.time()
        self._commits.append([row_of(offer, now) for offer in offers])
        self._ring()

    def _ring(self) -> None:
        wake = self._wake
        if wake is not None:
            self._wake = None
            wake()

    def _catch_up(self) -> None:
        if self._own_last:
            self._reader.expect(self._leases.own, self._own_last)

    def _write(self, connection: sqlite3.Connection, rows: Sequence[Row]) -> Callable[[], None]:
        """Write what threads have brought, within a transaction, and what is settled besides."""
        settled, attempted = list(self._settled), list(self._attempted)
        remove(connection, settled)
        note_attempts(connection, attempted)
        expires = self._hold_own(connection) if rows and self._delivers else None
        last = append(connection, self._shard, rows) if rows else 0

        def committed() -> None:
            for _ in settled:
                self._settled.popleft()
            for _ in attempted:
                self._attempted.popleft()
            self._own_last = last or self._own_last
            self._leases.expires = expires or self._leases.expires
            if settled:
                self._tell_joining()

        return committed

    def _write_alone(self, connection: sqlite3.Connection, row: Row) -> bool:
        """Write one event without the cost of a transaction, if there is nothing else to do."""
        if self._settled or self._attempted or self._lease_is_due():
            return False
        holder = self._leases.holder if self._delivers else None
        last = append_alone(connection, self._shard, row, holder)
        self._own_last = last or self._own_last
        return last > 0

    def _lease_is_due(self) -> bool:
        return self._delivers and time.monotonic() >= self._leases.renews_at

    def _hold_own(self, connection: sqlite3.Connection) -> float | None:
        """Hold the shard that is written to; a new one when others have taken over."""
        if not self._lease_is_due() and self._leases.holds_own(connection):
            return None
        expires = self._leases.renew(connection, () if self._lost else self._held())
        if expires is None:
            self._lost = True
            self._leases.forgo(connection)
            self._leases.begin()
            expires = self._leases.renew(connection, ())
        return expires

    def _held(self) -> Collection[int]:
        """List the shards that matter: those of which anything is to be delivered."""
        shards = tuple(self._reader.shards.values())
        return [each.number for each in shards if not each.drained or self._reader.passed_over]

    def _let_others(self) -> None:
        try:
            self._commits.run(self._leave)
        except OutboxError as error:
            _log.warning("others must wait until the lease expires: %s", error)

    def _leave(self, connection: sqlite3.Connection) -> None:
        self._leases.forgo(connection)
        if self._indexed:
            drop_index(connection)

    def _commit_settled(self) -> None:
        if not (self._settled or self._attempted):
            return
        try:
            self._commits.append(())
        except OutboxError as error:
            if self._settle_at <= time.monotonic():
                _log.error("delivered events cannot be removed now: %s", error)
            self._settle_at = time.monotonic() + _TROUBLE

    def _tell_joining(self) -> None:
        now = time.monotonic()
        if self._joining and (not self._reader.busy or now >= self._told_at + _SETTLED_AFTER):
            self._told_at = now
            with self._lock:
                self._changed.notify_all()

    def _keep_leases(self, now: float) -> bool:
        """Prolong our leases when it is time, let go of what is empty, look for the dead."""
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

        if not self._lost:
            self._commits.run(begin)
        with self._lock:
            self._reader.reset()
        self._lost = False
        self._next_watch = time.monotonic()

    def _own_has_some(self, connection: sqlite3.Connection) -> bool:
        return has_entries(connection, self._shard)

    def _adopt(self) -> None:
        self._let_go_of_drained()
        now = time.monotonic()
        others = self._foreign()
        if any(expires <= now for _, expires in others):
            adopted = self._commits.run(self._leases.adopt)
            with self._lock:
                self._reader.add(adopted)
        if self._watch is not None:
            for number in self._held():
                self._reader.read_on(number)
        self._next_watch = self._watch_next()

    def _watch_next(self) -> float | None:
        """Tell when the first lease of another expires that has something left."""
        expiries = [expires for _, expires in self._foreign()]
        if self._watch is not None:
            expiries.append(time.monotonic() + self._watch)
        return min(expiries, default=None)

    def _foreign(self) -> Sequence[tuple[int, float]]:
        held = self._reader.shards
        return self._query(lambda connection: foreign(connection, {*held, self._leases.own}))

    def _some_left(self, last: int) -> bool:
        def first_is_ours(connection: sqlite3.Connection) -> bool:
            mine = self._mine()
            row = connection.execute(
                f"SELECT 1 FROM ootb_event WHERE shard IN ({marks(mine)}) AND seq <= ? LIMIT 1",
                (*mine, last),
            )
            return row.fetchone() is not None

        return self._query(first_is_ours)

    def _count(self, last: int) -> int:
        return self._query(lambda connection: count_entries(connection, self._mine(), last))

    def _refuse_other_database(self, connection: sqlite3.Connection) -> None:
        files = [
            file for _, name, file in connection.execute("PRAGMA database_list") if name == "main"
        ]
        if not (files[0] and Path(files[0]).samefile(self._location.path)):
            raise OutboxError(
                "the connection is to another database than that of the outbox",
                path=self._location.path,
            )

    def _mine(self) -> Collection[int]:
        return {*tuple(self._reader.shards), self._shard}

    def _query(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """Ask the file something, also when it was closed already."""
        with self._lock, errors_named(self._location.path):
            if not self._released:
                return question(self._reading)
            with closing(self._location.connect(reads_only=True)) as connection:
                return question(connection)


_END: Final = (1 << 62) - 1


def _waitable(seconds: float | None) -> float | None:
    """Bound a time to what a lock can wait for; infinity is more than that."""
    return None if seconds is None else min(seconds, threading.TIMEOUT_MAX)
