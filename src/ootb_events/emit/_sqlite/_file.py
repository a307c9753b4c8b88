"""The outbox file: opened, recognised, created privately, brought to the present format."""

from __future__ import annotations

import ctypes
import os
import sqlite3
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from ootb_events.errors import OutboxError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["FORMATS", "Location", "Sync", "abandon", "errors_named"]

Sync = Literal["normal", "full"]

_APPLICATION_ID: Final = 0x4F4F5442  # "OOTB"
_MAGIC: Final = b"SQLite format 3\x00"
_BUSY_SECONDS: Final = 30.0
_AGAIN: Final = 0.01
_LOCKED: Final = "database is locked"
_PAGES_AHEAD: Final = 4_000

FORMATS: Sequence[Sequence[str]] = [
    (
        "CREATE TABLE ootb_outbox (format INTEGER NOT NULL, last INTEGER NOT NULL)",
        "INSERT INTO ootb_outbox VALUES (0, 0)",
        """CREATE TABLE ootb_shard (
            id INTEGER PRIMARY KEY, holder TEXT NOT NULL,
            lease REAL NOT NULL, expires REAL NOT NULL)""",
        "INSERT INTO ootb_shard VALUES (0, '', 0, 0)",
        """CREATE TABLE ootb_event (
            seq INTEGER PRIMARY KEY, shard INTEGER NOT NULL, id TEXT NOT NULL,
            event TEXT NOT NULL, identity TEXT NOT NULL, body BLOB NOT NULL,
            accepted REAL NOT NULL, attempts INTEGER NOT NULL DEFAULT 0)""",
        "CREATE INDEX ootb_event_shard ON ootb_event (shard)",
        """CREATE TABLE ootb_dead_letter (
            seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, event TEXT NOT NULL,
            identity TEXT, body BLOB, reason TEXT NOT NULL, detail TEXT NOT NULL, report TEXT,
            answer TEXT, attempts INTEGER NOT NULL, accepted REAL NOT NULL, died REAL NOT NULL)""",
        "CREATE INDEX ootb_dead_letter_id ON ootb_dead_letter (id)",
    ),
]
"""What leads from each format to the next; the first creates format 1 from nothing."""


class Location:
    """Where an outbox is kept, and how.

    :param path: the file.
    :param sync: ``normal`` survives the death of the process, ``full`` that of the machine.
    :param embedded: whether the file is the application's own database.
    """

    def __init__(self, path: str | os.PathLike[str], sync: Sync, *, embedded: bool) -> None:
        self.path = os.fspath(path)
        self._sync = sync
        self._embedded = embedded

    def prepare(self) -> None:
        """Create the file if there is none, and bring it to the present format.

        :raises OutboxError: when the file is not an outbox, or of a later version.
        """
        with errors_named(self.path):
            if not self._embedded:
                self._create_privately()
            connection = self.connect()
            try:
                self._migrate(connection)
                if connection.execute("PRAGMA application_id").fetchone() == (_APPLICATION_ID,):
                    _write_ahead(connection)  # an application's journal stays as it is
            finally:
                connection.close()

    def prepare_existing(self) -> None:
        """Bring a file that must be there already to the present format.

        :raises OutboxError: when there is none, or it is not an outbox.
        """
        if not Path(self.path).is_file():
            raise OutboxError("there is no such file", path=self.path)
        self.prepare()

    def refuse_other(self, connection: sqlite3.Connection) -> None:
        """Refuse a connection of the application's to another database.

        :raises OutboxError: when it is one.
        """
        databases = connection.execute("PRAGMA database_list")
        files = [file for _, name, file in databases if name == "main"]
        if not (files[0] and Path(files[0]).samefile(self.path)):
            raise OutboxError(
                "the connection is to another database than that of the outbox", path=self.path
            )

    def connect(self, *, reads_only: bool = False) -> sqlite3.Connection:
        """Open a connection that several threads may use in turn."""
        connection = sqlite3.connect(
            self.path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        connection.execute(f"PRAGMA synchronous={self._sync}")
        connection.execute("PRAGMA secure_delete=fast")
        connection.execute(f"PRAGMA wal_autocheckpoint={_PAGES_AHEAD}")
        if reads_only:
            connection.execute("PRAGMA query_only=1")
        return connection

    def __repr__(self) -> str:
        embedded = ", embedded=True" if self._embedded else ""
        return f"{self.path!r}, sync={self._sync!r}{embedded}"

    def _create_privately(self) -> None:
        path = Path(self.path)
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            with path.open("rb") as file:
                if file.read(len(_MAGIC)) not in {b"", _MAGIC}:
                    raise OutboxError(
                        "this file is no outbox, nor any SQLite database; it was not touched",
                        path=self.path,
                    ) from None

    def _migrate(self, connection: sqlite3.Connection) -> None:
        found = _format_of(connection)
        if found == len(FORMATS):
            return
        connection.execute("BEGIN IMMEDIATE")
        try:
            found = _format_of(connection)
            self._refuse_unknown(connection, found)
            for statements in FORMATS[found:]:
                for statement in statements:
                    connection.execute(statement)
            connection.execute("UPDATE ootb_outbox SET format = ?", (len(FORMATS),))
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # not after a full disk
                connection.execute("ROLLBACK")
            raise

    def _refuse_unknown(self, connection: sqlite3.Connection, found: int) -> None:
        if found > len(FORMATS):
            raise OutboxError(
                f"this outbox has format {found}, later than the {len(FORMATS)} that this version "
                "of ootb-events knows; update ootb-events",
                path=self.path,
            )
        if found or self._embedded:
            return
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if tables:
            raise OutboxError(
                "this is a database of something else; choose another path, or keep the outbox "
                "in it by embedded=True",
                path=self.path,
            )
        connection.execute(f"PRAGMA application_id={_APPLICATION_ID}")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Have changes written to a log ahead of the file; SQLite does not wait its turn for that."""
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=wal")
        except sqlite3.OperationalError as error:
            if str(error) != _LOCKED or time.monotonic() > deadline:
                raise
            time.sleep(_AGAIN)
        else:
            return


def abandon(connection: sqlite3.Connection) -> None:
    """Forget a connection without closing it, in a forked child.

    Closing it, or letting it be collected, would disturb the parent's; see "How To Corrupt An
    SQLite Database File", section 2.6, "Carrying an open database connection across a fork".
    """
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(connection))


@contextmanager
def errors_named(path: str) -> Iterator[None]:
    """Raise what SQLite and the system raise as :class:`OutboxError`."""
    try:
        yield
    except sqlite3.Error as error:
        raise OutboxError(_explained(str(error)), path=path) from error
    except OSError as error:
        raise OutboxError(error.strerror or type(error).__name__, path=path) from error


_EXPLANATIONS: Final = {
    "database or disk is full": "the disk is full: make room, then what waits goes on",
    "attempt to write a readonly database": "the file or its disk cannot be written to",
    "unable to open database file": "the file cannot be opened, or its folder not written to",
    "database disk image is malformed": "the file is damaged; move it away, then recover it "
    "with the sqlite3 shell (.recover); it was not touched",
    "file is not a database": "the file is damaged or no SQLite database; it was not touched",
    _LOCKED: f"another process has kept it locked for {_BUSY_SECONDS:g} s",
}


def _explained(message: str) -> str:
    return _EXPLANATIONS.get(message, f"SQLite says: {message}")


def _format_of(connection: sqlite3.Connection) -> int:
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'ootb_outbox'").fetchone()
    if found is None:
        return 0
    row = connection.execute("SELECT format FROM ootb_outbox").fetchone()
    if row is None or not isinstance(row[0], int):
        raise sqlite3.DatabaseError("database disk image is malformed")
    return row[0]
