"""An outbox file, looked into and put in order while others may use it."""

from __future__ import annotations

import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from ootb_events.emit._records import Reason
from ootb_events.emit._sqlite import _letters
from ootb_events.emit._sqlite._erasure import erase
from ootb_events.emit._sqlite._file import Location, errors_named
from ootb_events.emit._sqlite._holdings import (
    OutboxEvent,
    OutboxStatus,
    Purged,
    Retried,
    moment,
    status_of,
)
from ootb_events.emit._sqlite._rows import append, last_place, marks
from ootb_events.emit._sqlite._shards import NOBODYS, foreign
from ootb_events.errors import OutboxError

if TYPE_CHECKING:
    import os
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ootb_events.emit._records import DeadLetter

__all__ = ["OutboxFile"]

T = TypeVar("T")
_BATCH: Final = 256
_SHORTEST_PREFIX: Final = 8
_AFTER_EVERY_ID: Final = "~"
_DEAD: Final = "ootb_dead_letter"
_WAITING: Final = "ootb_event"


class OutboxFile:
    """Look into the file of a :class:`SqliteOutbox`, and act on what it holds.

    Other processes may go on using it; none of this delivers anything. An id may be given by
    its beginning, of at least eight characters, if nothing else begins so.

    :param path: the file; never created.
    :raises OutboxError: when there is none, it is no outbox, or of a later version; so does
        every method when the file cannot be used.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._location = Location(path, "normal", embedded=False)
        self.path = self._location.path
        with errors_named(self.path):
            if Path(self.path).is_file() and not Path(self.path).stat().st_size:
                raise OutboxError("this file is empty, so it is no outbox", path=self.path)
        self._location.prepare_existing()

    def status(self) -> OutboxStatus:
        """Sum up what waits, who delivers it, and what is dead."""
        with self._reading() as connection:
            return status_of(connection, self.path)

    def is_empty(self) -> bool:
        """Say whether nothing waits; costs next to nothing."""
        with self._reading() as connection:
            return connection.execute("SELECT 1 FROM ootb_event LIMIT 1").fetchone() is None

    def has_unclaimed(self) -> bool:
        """Say whether something waits that any process may take over; costs next to nothing."""
        with self._reading() as connection:
            return any(expires <= time.monotonic() for _, expires in foreign(connection, ()))

    def events(
        self, *, event: str | None = None, limit: int | None = None
    ) -> Iterator[OutboxEvent]:
        """Read the events that wait, the oldest first.

        :param event: only those of one event key.
        :param limit: so many at most.
        """
        return self._read(_Choice(_WAITING, event=event), limit)

    def dead_letters(
        self,
        *,
        event: str | None = None,
        reason: Reason | None = None,
        limit: int | None = None,
    ) -> Iterator[OutboxEvent]:
        """Read the dead letters, the oldest first.

        :param event: only those of one event key.
        :param reason: only those that died of one reason.
        :param limit: so many at most.
        """
        return self._read(_Choice(_DEAD, event=event, reason=reason), limit)

    def find(self, identifier: str) -> OutboxEvent:
        """Find one event or dead letter.

        :raises OutboxError: when there is none, or several begin so.
        """
        with self._reading() as connection:
            table, place = self._resolve(connection, identifier, (_WAITING, _DEAD))
            (found,) = _READERS[table](connection, [place])
            return found

    def retry(self, ids: Iterable[str] | None = None, *, reason: Reason | None = None) -> Retried:
        """Move dead letters back to be delivered, by whichever process takes them.

        Each keeps its id and goes behind what waits already. It counts as accepted now and as
        never sent, for its age would otherwise end it again at the next failure. What is
        invalid stays.

        :param ids: which; ``None`` for all.
        :param reason: only those that died of one reason.
        :raises OutboxError: when there is no such dead letter; nothing is moved then.
        """
        choice = _Choice(_DEAD, ids=ids, reason=reason)

        def move(connection: sqlite3.Connection) -> Retried:
            places = self._places(connection, choice)
            refused = [each for some in _batches(places) for each in _move(connection, some)]
            return Retried(count=len(places) - len(refused), refused=tuple(refused))

        return self._write(move)

    def purge(
        self,
        ids: Iterable[str] | None = None,
        *,
        waiting: bool = False,
        reason: Reason | None = None,
        older_than: float | None = None,
    ) -> Purged:
        """Delete dead letters, or events that wait, and overwrite their bytes.

        What a process is sending at this moment may still arrive.

        :param ids: which; ``None`` for all.
        :param waiting: delete events that wait instead of dead letters.
        :param reason: only dead letters that died of one reason.
        :param older_than: only those that have been there for more than so many seconds.
        :raises OutboxError: when there is no such event; nothing is deleted then.
        """
        table = _WAITING if waiting else _DEAD
        choice = _Choice(table, ids=ids, reason=reason, older_than=older_than)

        def delete(connection: sqlite3.Connection) -> int:
            places = self._places(connection, choice)
            _keep_last_place(connection)
            _delete(connection, table, places)
            return len(places)

        count = self._write(delete)
        with errors_named(self.path), closing(self._location.connect()) as connection:
            return Purged(count=count, erased=erase(connection))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.path!r})"

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """See one state of the file."""
        with (
            errors_named(self.path),
            closing(self._location.connect(reads_only=True)) as connection,
        ):
            connection.execute("BEGIN")
            yield connection
            connection.execute("COMMIT")

    def _write(self, job: Callable[[sqlite3.Connection], T]) -> T:
        with errors_named(self.path), closing(self._location.connect()) as connection:
            connection.execute("PRAGMA secure_delete=1")
            connection.execute("BEGIN IMMEDIATE")  # closing the connection takes it back
            result = job(connection)
            connection.execute("COMMIT")
            return result

    def _read(self, choice: _Choice, limit: int | None) -> Iterator[OutboxEvent]:
        """Read batch by batch, so that no transaction is in the way of others for long."""
        last = 0
        left = limit if limit is not None else 1 << 62
        while left > 0:
            with self._reading() as connection:
                places = _select(connection, choice, last, min(left, _BATCH))
                found = _READERS[choice.table](connection, places)
            yield from found
            if not places:
                return
            last = places[-1]
            left -= len(places)

    def _places(self, connection: sqlite3.Connection, choice: _Choice) -> Sequence[int]:
        if choice.ids is None:
            return _select(connection, choice)
        named = {self._resolve(connection, each, (choice.table,))[1] for each in choice.ids}
        if choice.reason is None and choice.older_than is None:
            return sorted(named)
        return [place for place in _select(connection, choice) if place in named]

    def _resolve(
        self, connection: sqlite3.Connection, identifier: str, tables: Sequence[str]
    ) -> tuple[str, int]:
        prefix = identifier.strip().lower()
        if len(prefix) < _SHORTEST_PREFIX:
            raise OutboxError(
                f"{identifier!r} is too short for an id; give its first {_SHORTEST_PREFIX} "
                "characters at least"
            )
        found = [(table, *row) for table in tables for row in _begin_so(connection, table, prefix)]
        if len({each for _, _, each in found}) > 1:
            raise OutboxError(f"{len(found)} ids begin with {identifier}; give more of it")
        if not found:
            what = " or ".join(_NAMES[table] for table in tables)
            raise OutboxError(f"no {what} has the id {identifier}", path=self.path)
        table, place, _ = found[0]
        return table, place


class _Choice(NamedTuple):
    table: str
    ids: Iterable[str] | None = None
    event: str | None = None
    reason: Reason | None = None
    older_than: float | None = None


def _select(
    connection: sqlite3.Connection, choice: _Choice, after: int = 0, limit: int = -1
) -> Sequence[int]:
    conditions: list[str] = ["seq > ?"]
    values: list[Any] = [after]
    since = "accepted" if choice.table == _WAITING else "died"
    before = None if choice.older_than is None else time.time() - choice.older_than
    for condition, value in (
        ("event = ?", choice.event),
        ("reason = ?", None if choice.reason is None else choice.reason.value),
        (f"{since} < ?", before),
    ):
        if value is not None:
            conditions.append(condition)
            values.append(value)
    rows = connection.execute(
        f"SELECT seq FROM {choice.table} WHERE {' AND '.join(conditions)} ORDER BY seq LIMIT ?",
        (*values, limit),
    )
    return [place for (place,) in rows]


def _begin_so(connection: sqlite3.Connection, table: str, prefix: str) -> Sequence[tuple[int, str]]:
    return connection.execute(
        f"SELECT seq, id FROM {table} WHERE id >= ? AND id < ?", (prefix, prefix + _AFTER_EVERY_ID)
    ).fetchall()


def _read_waiting(connection: sqlite3.Connection, places: Sequence[int]) -> list[OutboxEvent]:
    rows = connection.execute(
        "SELECT id, event, accepted, attempts, body FROM ootb_event"
        f" WHERE seq IN ({marks(places)}) ORDER BY seq",
        places,
    )
    return [
        OutboxEvent(
            id=identifier,
            event=event,
            accepted_at=moment(accepted),
            attempts=attempts,
            body=body,
        )
        for identifier, event, accepted, attempts, body in rows
    ]


def _read_dead(connection: sqlite3.Connection, places: Sequence[int]) -> list[OutboxEvent]:
    condition = f"seq IN ({marks(places)})"
    bodies = connection.execute(
        f"SELECT body FROM ootb_dead_letter WHERE {condition} ORDER BY seq", places
    )
    return [
        OutboxEvent(
            id=letter.id,
            event=letter.event,
            accepted_at=letter.accepted_at,
            attempts=letter.attempts,
            body=body,
            letter=letter,
        )
        for letter, (body,) in zip(
            _letters.read(connection, condition, places), bodies, strict=True
        )
    ]


def _move(connection: sqlite3.Connection, places: Sequence[int]) -> list[DeadLetter]:
    """Move dead letters to the end of what nobody holds; give those that cannot be."""
    rows = connection.execute(
        "SELECT seq, id, event, identity, body FROM ootb_dead_letter WHERE reason <> ?"
        f" AND identity IS NOT NULL AND body IS NOT NULL AND seq IN ({marks(places)})"
        " ORDER BY seq",
        (Reason.INVALID.value, *places),
    ).fetchall()
    now = time.time()
    append(connection, NOBODYS, [(*row[1:], now) for row in rows])
    moved = [row[0] for row in rows]
    _delete(connection, _DEAD, moved)
    stay = sorted({*places}.difference(moved))
    return _letters.read(connection, f"seq IN ({marks(stay)})", stay)


def _delete(connection: sqlite3.Connection, table: str, places: Sequence[int]) -> None:
    connection.executemany(f"DELETE FROM {table} WHERE seq = ?", [(place,) for place in places])


def _keep_last_place(connection: sqlite3.Connection) -> None:
    """See to it that no place is given a second time."""
    connection.execute("UPDATE ootb_outbox SET last = ?", (last_place(connection),))


def _batches(places: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(places), _BATCH):
        yield places[start : start + _BATCH]


_READERS: Final = {_WAITING: _read_waiting, _DEAD: _read_dead}
_NAMES: Final = {_WAITING: "event that waits", _DEAD: "dead letter"}
