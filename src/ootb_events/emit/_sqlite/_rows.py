"""Events as rows: written, removed, found, counted.

The place of an event, its ``seq``, is greater than all that were there before, also those that
are gone: the rowid alone would begin anew whenever the table is empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Sequence

    from ootb_events.emit._store import Entry, Offer

__all__ = [
    "append",
    "append_alone",
    "count_entries",
    "drop_index",
    "has_entries",
    "index_identities",
    "last_place",
    "marks",
    "note_attempts",
    "remove",
    "row_of",
    "some_entries",
]

Row = tuple[str, str, str, bytes, float]

_LAST: Final = "(SELECT max(last, ifnull((SELECT max(seq) FROM ootb_event), 0)) FROM ootb_outbox)"
_COLUMNS: Final = "(seq, shard, id, event, identity, body, accepted)"
_ALONE: Final = f"INSERT INTO ootb_event {_COLUMNS} SELECT {_LAST} + 1, ?, ?, ?, ?, ?, ?"
_IF_HELD: Final = f"{_ALONE} WHERE EXISTS (SELECT 1 FROM ootb_shard WHERE id = ? AND holder = ?)"
_MANY: Final = f"INSERT INTO ootb_event {_COLUMNS} VALUES (?, ?, ?, ?, ?, ?, ?)"


def row_of(offer: Offer, accepted: float) -> Row:
    """Arrange an event for writing."""
    return str(offer.id), offer.event, offer.identity, offer.body, accepted


def append_alone(
    connection: sqlite3.Connection, shard: int, row: Row, holder: str | None = None
) -> int:
    """Write one event by one statement, which is a transaction of its own outside of one.

    :param holder: who must hold the shard when it is written to, possibly after a wait.
    :returns: its place, or 0 when it was not written, for the shard is held by another.
    """
    if holder is None:
        cursor = connection.execute(_ALONE, (shard, *row))
    else:
        cursor = connection.execute(_IF_HELD, (shard, *row, shard, holder))
    return (cursor.lastrowid or 0) if cursor.rowcount == 1 else 0


def append(connection: sqlite3.Connection, shard: int, rows: Sequence[Row]) -> int:
    """Write events within a transaction; return the place of the last."""
    place = last_place(connection)
    connection.executemany(_MANY, [(at, shard, *row) for at, row in enumerate(rows, place + 1)])
    return place + len(rows)


def last_place(connection: sqlite3.Connection) -> int:
    """Return the greatest place that there ever was."""
    (place,) = connection.execute(f"SELECT {_LAST}").fetchone()
    return int(place)


def remove(connection: sqlite3.Connection, entries: Collection[Entry]) -> int:
    """Remove events within a transaction, unless they are gone already; count them."""
    if not entries:
        return 0
    cursor = connection.executemany(
        "DELETE FROM ootb_event WHERE seq = ?", [(entry.number,) for entry in entries]
    )
    last = max(entry.number for entry in entries)
    connection.execute(
        "UPDATE ootb_outbox SET last = ?1 WHERE last < ?1"
        " AND NOT EXISTS (SELECT 1 FROM ootb_event WHERE seq > ?1)",
        (last,),
    )
    return cursor.rowcount


def note_attempts(connection: sqlite3.Connection, attempts: Sequence[tuple[int, int]]) -> None:
    """Write down how often events were sent: pairs of a number and a place."""
    if attempts:
        connection.executemany("UPDATE ootb_event SET attempts = ? WHERE seq = ?", attempts)


def has_entries(connection: sqlite3.Connection, shard: int) -> bool:
    """Say whether a shard has anything."""
    rows = connection.execute("SELECT 1 FROM ootb_event WHERE shard = ? LIMIT 1", (shard,))
    return rows.fetchone() is not None


def some_entries(connection: sqlite3.Connection, shards: Collection[int], last: int) -> bool:
    """Say whether shards have anything up to a place."""
    rows = connection.execute(
        f"SELECT 1 FROM ootb_event WHERE shard IN ({marks(shards)}) AND seq <= ? LIMIT 1",
        (*shards, last),
    )
    return rows.fetchone() is not None


def count_entries(connection: sqlite3.Connection, shards: Collection[int], last: int) -> int:
    """Count what shards have, up to a place."""
    (count,) = connection.execute(
        f"SELECT count(*) FROM ootb_event WHERE shard IN ({marks(shards)}) AND seq <= ?",
        (*shards, last),
    ).fetchone()
    return int(count)


def index_identities(connection: sqlite3.Connection) -> None:
    """Index identities, within a transaction, for whoever has to look for them.

    That is where several processes deliver, or one identity has many events waiting. Elsewhere
    the index would cost every event more than all the rest: each touches another page of it.
    """
    connection.execute(
        "CREATE INDEX IF NOT EXISTS ootb_event_identity ON ootb_event (identity, shard)"
    )


def drop_index(connection: sqlite3.Connection) -> None:
    """Do without that index again, when the last event is gone."""
    if connection.execute("SELECT 1 FROM ootb_event LIMIT 1").fetchone() is None:
        connection.execute("DROP INDEX IF EXISTS ootb_event_identity")


def marks(values: Collection[Any]) -> str:
    """Write as many question marks as there are values."""
    return ",".join("?" * len(values))
