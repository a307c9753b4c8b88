"""The store of an emitter with an outbox."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING, Final, TypeVar

from ootb_events.emit._sqlite import _letters
from ootb_events.emit._sqlite._commit import GroupCommit
from ootb_events.emit._sqlite._expectation import Expectation
from ootb_events.emit._sqlite._file import abandon, errors_named
from ootb_events.emit._sqlite._forks import rest_in_forks
from ootb_events.emit._sqlite._reader import Reader
from ootb_events.emit._sqlite._removals import Removals
from ootb_events.emit._sqlite._rows import (
    Row,
    append,
    append_alone,
    count_entries,
    drop_index,
    index_identities,
    last_place,
    remove,
    row_of,
    some_entries,
)
from ootb_events.emit._sqlite._shards import Leases
from ootb_events.emit._sqlite._tenure import Tenure
from ootb_events.errors import EmitError, EmitterClosedError, OutboxError
from ootb_events.transports._blocking import bounded

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence

    from ootb_events.emit._records import DeadLetter, DeadLetterPolicy
    from ootb_events.emit._sqlite._file import Location
    from ootb_events.emit._store import Entry, Offer

__all__ = ["SqliteStore"]

T = TypeVar("T")
_log = logging.getLogger("ootb_events")

_TELLING_AGAIN: Final = 0.02
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
        self._writing = location.connect()
        self._reading = location.connect(reads_only=True)
        self._commits = GroupCommit(self._writing, location.path, self._write, self._write_alone)
        self._lock = threading.RLock()  # a signal handler may close while its thread is in here
        self._changed = threading.Condition(self._lock)
        self._leases = Leases(lease)
        self._reader = Reader(self._reading)
        self._tenure = Tenure(
            self._leases,
            self._reader,
            self._commits,
            self._lock,
            self._query,
            delivers=delivers,
            watch=watch,
        )
        self._removals = Removals()
        self._expected = Expectation()
        self._indexed = False
        self._wake: Callable[[], None] | None = None
        self._joining = 0
        self._told_at = 0.0
        self._closed = self._abandoned = self._released = self._paused = False
        if delivers:
            self._tenure.adopt()
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
            self._location.refuse_other(connection)
            self._tenure.claim_for(connection)
            append_alone(connection, self._tenure.shard, row_of(offer, time.time()))
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
                    lambda: self._abandoned or not self._some_left(last), bounded(timeout)
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
        return max(0, self._count(_END) - len(self._removals))

    def claim(self, limit: int) -> Sequence[Entry]:
        """Hand out what comes next."""
        if self._reader.searches and not self._indexed:
            self._commits.run(index_identities)
            self._indexed = True
        with self._lock, errors_named(self._location.path):
            self._tenure.catch_up()
            if self._tenure.lost or self._tenure.must_renew:  # suspended for a while, say
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
        self._removals.add(entry)
        self._reader.came_back(entry)
        if self._removals.are_many:
            self._commit_removals()

    def attempted(self, entry: Entry, attempts: int) -> None:
        """Remember with the next commit how often an entry was sent."""
        self._removals.add_attempt(entry, attempts)

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
            self._commit_removals()
        self._wake = wake
        self._tenure.catch_up()
        if self._tenure.lost or not self._reader.idle:
            self._wake = None
            return False
        return True

    def due(self) -> float | None:
        """Tell when leases, commits or a look at other processes are due."""
        if not self._delivers:
            return None
        moments = (
            self._removals.due,
            self._tenure.due,
            self._reader.look_again_at,
            self._expected.due,
        )
        return min((moment for moment in moments if moment is not None), default=None)

    def maintain(self, now: float) -> bool:
        """Do what is due; ``False`` when another process has taken over."""
        removals_due = self._removals.due
        if removals_due is not None and removals_due <= now:
            self._commit_removals()
        if self._expected.looks(now):
            self._tenure.read_own()  # before leases are kept: it may be that ours is over
        if not self._tenure.keep(now):
            return False
        with self._lock, errors_named(self._location.path):
            self._reader.look_again(now)
        self._tenure.watch(now)
        return True

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

    def _write(self, connection: sqlite3.Connection, rows: Sequence[Row]) -> Callable[[], None]:
        """Write what threads have brought, within a transaction, and what is settled besides."""
        removed = self._removals.write(connection)
        expires = self._tenure.hold_own(connection) if rows else None
        last = append(connection, self._tenure.shard, rows) if rows else 0

        def committed() -> None:
            self._tenure.wrote(last, expires)
            if removed():
                self._tell_joining()

        return committed

    def _write_alone(self, connection: sqlite3.Connection, row: Row) -> bool:
        """Write one event without the cost of a transaction, if there is nothing else to do."""
        if self._removals or self._tenure.must_renew:
            return False
        last = append_alone(connection, self._tenure.shard, row, self._tenure.holder)
        self._tenure.wrote(last)
        return last > 0

    def _let_others(self) -> None:
        try:
            self._commits.run(self._leave)
        except OutboxError as error:
            _log.warning("others must wait until the lease expires: %s", error)

    def _leave(self, connection: sqlite3.Connection) -> None:
        self._leases.forgo(connection)
        if self._indexed:
            drop_index(connection)

    def _commit_removals(self) -> None:
        if not self._removals:
            return
        try:
            self._commits.append(())
        except OutboxError as error:
            if self._removals.put_off():
                _log.error("delivered events cannot be removed now: %s", error)

    def _tell_joining(self) -> None:
        now = time.monotonic()
        if self._joining and (not self._reader.busy or now >= self._told_at + _TELLING_AGAIN):
            self._told_at = now
            with self._lock:
                self._changed.notify_all()

    def _some_left(self, last: int) -> bool:
        return self._query(lambda connection: some_entries(connection, self._tenure.shards(), last))

    def _count(self, last: int) -> int:
        return self._query(
            lambda connection: count_entries(connection, self._tenure.shards(), last)
        )

    def _query(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """Ask the file something, also when it was closed already."""
        with self._lock, errors_named(self._location.path):
            if not self._released:
                return question(self._reading)
            with closing(self._location.connect(reads_only=True)) as connection:
                return question(connection)


_END: Final = (1 << 62) - 1
