"""Bytes that are gone for good: not only unlinked, but overwritten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3

__all__ = ["erase"]

_PIECE: Final = 32 * 1024 * 1024
_POINTER: Final = 4
_COMPLETED: Final = 0


def erase(connection: sqlite3.Connection) -> bool:
    """Overwrite every free page of a file, and empty its write-ahead log.

    What was deleted cheaply before, with ``secure_delete=fast``, may still be in pages that are
    free; a VACUUM would do it too, by way of a temporary file and with twice the space.

    :returns: ``False`` when another process kept the log from being emptied.
    """
    connection.execute("PRAGMA secure_delete=1")
    connection.execute("BEGIN IMMEDIATE")
    try:
        _fill_free_pages(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return bool(busy == _COMPLETED)


def _fill_free_pages(connection: sqlite3.Connection) -> None:
    (pages,) = connection.execute("PRAGMA freelist_count").fetchone()
    (page_size,) = connection.execute("PRAGMA page_size").fetchone()
    room = pages * (page_size - _POINTER)
    if not room:
        return
    connection.execute("CREATE TABLE ootb_erasure (filling BLOB)")
    for start in range(0, room, _PIECE):
        piece = min(_PIECE, room - start)
        connection.execute("INSERT INTO ootb_erasure VALUES (zeroblob(?))", (piece,))
    connection.execute("DROP TABLE ootb_erasure")
