"""Transactions that threads share: whoever comes first commits for those who came meanwhile."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, TypeVar

from ootb_events.emit._sqlite._file import errors_named
from ootb_events.errors import OutboxError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence

    from ootb_events.emit._sqlite._rows import Row

__all__ = ["GroupCommit"]

T = TypeVar("T")


class _Group:
    __slots__ = ("error", "finished", "jobs", "led", "rows")

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.jobs: list[Callable[[sqlite3.Connection], None]] = []
        self.led = False
        self.finished: threading.Event | None = None
        self.error: OutboxError | None = _INTERRUPTED


class GroupCommit:
    """Write to one connection from many threads, several threads' work in each transaction.

    A caller waits for the transaction that its work is part of, never for another. When that
    fails, nothing of it was written, and each of its callers learns why.

    :param write: writes rows, after all jobs of a transaction, and returns what is to be done
        once that is committed.
    :param write_alone: writes one row by one statement, or says that it takes a transaction.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: str,
        write: Callable[[sqlite3.Connection, Sequence[Row]], Callable[[], None]],
        write_alone: Callable[[sqlite3.Connection, Row], bool],
    ) -> None:
        self._connection = connection
        self._path = path
        self._write = write
        self._write_alone = write_alone
        self._gate = threading.Lock()
        self._turn = threading.Lock()
        self._leaders: set[int] = set()
        self._group = _Group()

    @property
    def led_here(self) -> bool:
        """Whether a signal handler asks that interrupted a commit."""
        return threading.get_ident() in self._leaders

    def append(self, rows: Sequence[Row]) -> None:
        """Write rows.

        :raises OutboxError: when they could not be written.
        """
        self._share(rows, ())

    def run(self, job: Callable[[sqlite3.Connection], T]) -> T:
        """Call a function within a transaction, and return what it returns.

        :raises OutboxError: when the transaction failed.
        """
        results: list[T] = []

        def keep(connection: sqlite3.Connection) -> None:
            results.append(job(connection))

        self._share((), (keep,))
        return results[0]

    def pause(self, patience: float) -> bool:
        """Begin no transaction any more, unless one lasts longer than that."""
        return not self.led_here and self._turn.acquire(timeout=patience)

    def go_on(self) -> None:
        """End a pause."""
        self._turn.release()

    def _share(
        self, rows: Sequence[Row], jobs: Sequence[Callable[[sqlite3.Connection], None]]
    ) -> None:
        if self.led_here:
            raise OutboxError("a signal handler came in the midst of a commit", path=self._path)
        leads = False
        try:  # a thread may be stopped anywhere, and those that count on it must learn of it
            with self._gate:
                group = self._group
                group.rows += rows
                group.jobs += jobs
                leads, group.led = not group.led, True
                if not leads and group.finished is None:
                    group.finished = threading.Event()
            if leads:
                self._leaders.add(threading.get_ident())
                self._lead(group)
            elif group.finished is not None:
                group.finished.wait()
        finally:
            if leads:
                self._end(group)
                self._leaders.discard(threading.get_ident())
        if group.error is not None:
            raise OutboxError(group.error.problem, path=self._path) from group.error

    def _lead(self, group: _Group) -> None:
        with self._turn:
            try:
                with self._gate:
                    self._group = _Group()
                with errors_named(self._path):
                    self._commit(group)
            except OutboxError as error:
                group.error = error

    def _end(self, group: _Group) -> None:
        if self._group is group:
            with self._gate:
                self._group = _Group()
        if group.finished is not None:
            group.finished.set()

    def _commit(self, group: _Group) -> None:
        connection, rows = self._connection, group.rows
        execute = connection.execute
        if connection.in_transaction:  # whose thread was stopped
            execute("ROLLBACK")
        if len(rows) == 1 and not group.jobs and self._write_alone(connection, rows[0]):
            group.error = None
            return
        try:
            execute("BEGIN IMMEDIATE")
            for job in group.jobs:
                job(connection)
            committed = self._write(connection, rows)
            execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                execute("ROLLBACK")
            raise
        group.error = None
        committed()


_INTERRUPTED = OutboxError("the thread that was writing was stopped before it had committed")
