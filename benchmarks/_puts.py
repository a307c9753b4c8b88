"""Ways to append an event to a file, committed when the call returns.

All of them use SQLite with a write-ahead log. With ``synchronous = NORMAL``, what is committed
survives the process, however it ends, but perhaps not a power failure; with ``FULL``, each
commit waits for the disk. ``sqlite3`` defaults to ``FULL`` in the builds that CPython comes with,
and so does persist-queue, which sets nothing; litequeue sets ``NORMAL``. Each is measured with
both, set through what it keeps of ``sqlite3``.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import persistqueue
from litequeue import LiteQueue
from uuid_utils import uuid7

from benchmarks._disk import HAS_OUTBOX
from benchmarks._samples import EXPIRY, RELATED, START, TENANT
from ootb_events import Emitter, to_bytes
from ootb_events.events import SelfExclusionInitiated

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence
    from pathlib import Path

if HAS_OUTBOX:
    from ootb_events.emit import DeadLetterPolicy, Offer, SqliteOutbox

Sync: TypeAlias = Literal["normal", "full"]

BODY: Final = to_bytes(RELATED.event, tenant=TENANT)
_TEXT: Final = BODY.decode()
_LEVELS: Final = {"normal": 1, "full": 2}
_TOLD: Final = ("journal_mode", "synchronous")


class Appender:
    """Append the same event again and again to one file.

    :param threads: how many threads will put.
    """

    name: str
    as_it_comes: str
    """The ``synchronous`` that it has, unless told otherwise."""

    def __init__(self, home: Path, sync: Sync, threads: int) -> None:
        raise NotImplementedError

    def puts(self) -> Sequence[Callable[[], object]]:
        """Return what appends one event, for each thread."""
        raise NotImplementedError

    def count(self) -> int:
        """Count what is in the file."""
        raise NotImplementedError

    def close(self) -> None:
        """Close the file."""


class Ours(Appender):
    """Emit a typed event through an emitter that only writes.

    Constructs the event, writes and validates the payload, makes canonical bytes, an id and a
    receipt; then appends. Threads that put at once share a commit.
    """

    name = "ootb_events, emit"
    as_it_comes = "NORMAL"

    def __init__(self, home: Path, sync: Sync, threads: int) -> None:
        outbox = SqliteOutbox(home / "outbox.db", sync=sync)
        self._emitter = Emitter(None, tenant=TENANT, outbox=outbox)
        self._threads = threads

    def puts(self) -> Sequence[Callable[[], object]]:
        return [self._emit] * self._threads

    def count(self) -> int:
        return self._emitter.stats().accepted

    def close(self) -> None:
        self._emitter.close()

    def _emit(self) -> None:
        self._emitter.emit(
            SelfExclusionInitiated(
                customer="c-20871",
                self_exclusion_start_date=START,
                self_exclusion_duration="7_days",
                self_exclusion_expiry_date=EXPIRY,
                exclusion_type=0,
                reason="user_requested",
                platform="iOS",
                channel="mobile",
                brand="northstar",
                license="MGA-1042",
            )
        )


class OursBare(Appender):
    """Put bytes into the store behind the emitter, with an id made for each."""

    name = "ootb_events, outbox alone"
    as_it_comes = "NORMAL"

    def __init__(self, home: Path, sync: Sync, threads: int) -> None:
        outbox = SqliteOutbox(home / "outbox.db", sync=sync)
        self._store = outbox.open(DeadLetterPolicy(), delivers=False, dropped=_ignore)
        self._threads = threads

    def puts(self) -> Sequence[Callable[[], object]]:
        return [self._put] * self._threads

    def count(self) -> int:
        return self._store.pending()

    def close(self) -> None:
        self._store.close()
        self._store.release()

    def _put(self) -> None:
        self._store.put(Offer(uuid7(), RELATED.key, "c-20871", BODY, RELATED.event))


class PersistQueue(Appender):
    """Put bytes, which it pickles, with one connection and one lock for all threads."""

    name = "persist-queue"
    as_it_comes = "FULL"

    def __init__(self, home: Path, sync: Sync, threads: int) -> None:
        self._queue = persistqueue.SQLiteQueue(str(home), auto_commit=True, multithreading=True)
        self._threads = threads
        _synchronise(self._queue._putter, sync)  # noqa: SLF001 - no setting for it

    def puts(self) -> Sequence[Callable[[], object]]:
        return [partial(self._queue.put, BODY)] * self._threads

    def count(self) -> int:
        return self._queue.qsize()

    def close(self) -> None:
        self._queue.close()


class LiteQueues(Appender):
    """Put text, with a queue and so a connection for each thread: one for all costs more.

    It makes an id, and keeps an index of these and of what state each message is in.
    """

    name = "litequeue"
    as_it_comes = "NORMAL"

    def __init__(self, home: Path, sync: Sync, threads: int) -> None:
        path = home / "queue.db"
        self._queues = [LiteQueue(path, timeout=60) for _ in range(threads)]
        for queue in self._queues:
            _synchronise(queue.conn, sync)

    def puts(self) -> Sequence[Callable[[], object]]:
        return [partial(queue.put, _TEXT) for queue in self._queues]

    def count(self) -> int:
        return self._queues[0].qsize()

    def close(self) -> None:
        for queue in self._queues:
            queue.close()


APPENDERS: Final[tuple[type[Appender], ...]] = (
    Ours,
    OursBare,
    PersistQueue,
    LiteQueues,
)


def _synchronise(connection: sqlite3.Connection, sync: Sync) -> None:
    level = _LEVELS[sync]
    connection.execute(f"PRAGMA synchronous = {level}")
    told: Any = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in _TOLD]
    assert told == ["wal", level], told


def _ignore(_: object) -> None:
    pass
