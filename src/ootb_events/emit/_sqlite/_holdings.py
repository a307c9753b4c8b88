"""What an outbox file holds, as records."""

from __future__ import annotations

import time
from collections import Counter
from datetime import datetime, timezone
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import attrs

from ootb_events import _json
from ootb_events.emit._records import DeadLetter, Reason

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping

__all__ = [
    "Backlog",
    "Holder",
    "OutboxEvent",
    "OutboxStatus",
    "Purged",
    "Retried",
    "moment",
    "status_of",
]


@attrs.frozen(kw_only=True)
class OutboxEvent:
    """Show one event of an outbox file, that waits or is dead.

    :param id: the id of its receipt.
    :param event: the event key, as far as it is known.
    :param accepted_at: when it was emitted, in UTC.
    :param attempts: how often it was sent.
    :param body: the exact bytes that are to be sent; ``None`` for a dead letter that has no
        form in JSON. Personal data, kept out of the repr.
    :param letter: why it is dead; ``None`` while it waits.
    """

    id: str
    event: str
    accepted_at: datetime
    attempts: int
    body: bytes | None = attrs.field(repr=False)
    letter: DeadLetter | None = None

    @property
    def payload(self) -> Mapping[str, Any] | None:
        """The payload that the bytes say."""
        payload: Mapping[str, Any] | None = None if self.body is None else _json.loads(self.body)
        return payload

    @property
    def since(self) -> datetime:
        """When it came to be where it is: accepted, or dead."""
        return self.accepted_at if self.letter is None else self.letter.died_at


@attrs.frozen(kw_only=True)
class Backlog:
    """Count what waits.

    :param count: how many events.
    :param oldest: when the first of them was accepted, in UTC.
    """

    count: int
    oldest: datetime | None


@attrs.frozen(kw_only=True)
class Holder:
    """Name a process that delivers from an outbox file, or did.

    :param process: its process id, on its own machine or in its own container.
    :param waiting: how many events are its to deliver.
    :param lease: for how many seconds it has them to itself; 0 when that is over, so that any
        other may take over.
    """

    process: int
    waiting: int
    lease: float


@attrs.frozen(kw_only=True)
class OutboxStatus:
    """Sum up an outbox file.

    :param format: the format of the file.
    :param size: the bytes of the file and of its write-ahead log.
    :param waiting: the events that were not delivered yet.
    :param by_event: the same for each event key, most first.
    :param holders: the processes that have a lease or left something; one that is idle may
        have none.
    :param unclaimed: how many events any process may take over.
    :param dead: the number of dead letters by reason.
    """

    format: int
    size: int
    waiting: Backlog
    by_event: Mapping[str, Backlog]
    holders: tuple[Holder, ...]
    unclaimed: int
    dead: Mapping[Reason, int]


@attrs.frozen(kw_only=True)
class Retried:
    """Tell what was moved back to be delivered.

    :param count: how many dead letters.
    :param refused: those that stay because they are invalid as they are.
    """

    count: int
    refused: tuple[DeadLetter, ...]


@attrs.frozen(kw_only=True)
class Purged:
    """Tell what was deleted.

    :param count: how many events or dead letters.
    :param erased: whether their bytes are gone from the file and from its write-ahead log;
        ``False`` when another process was reading for too long.
    """

    count: int
    erased: bool


def status_of(connection: sqlite3.Connection, path: str) -> OutboxStatus:
    """Sum up a file, within a transaction."""
    (version,) = connection.execute("SELECT format FROM ootb_outbox").fetchone()
    by_event = {
        event: Backlog(count=count, oldest=moment(oldest))
        for event, count, oldest in connection.execute(
            "SELECT event, count(*), min(accepted) FROM ootb_event"
            " GROUP BY event ORDER BY count(*) DESC, event"
        )
    }
    holders = tuple(_holders(connection))
    count = sum(each.count for each in by_event.values())
    return OutboxStatus(
        format=version,
        size=_size_of(path),
        waiting=Backlog(
            count=count,
            oldest=min((each.oldest for each in by_event.values() if each.oldest), default=None),
        ),
        by_event=MappingProxyType(by_event),
        holders=holders,
        unclaimed=count - sum(each.waiting for each in holders if each.lease),
        dead=MappingProxyType(_dead(connection)),
    )


def moment(timestamp: float) -> datetime:
    """Read a point in time."""
    return datetime.fromtimestamp(timestamp, timezone.utc)


def _holders(connection: sqlite3.Connection) -> Iterator[Holder]:
    """List live processes and those that left something, the former first."""
    waiting = dict(connection.execute("SELECT shard, count(*) FROM ootb_event GROUP BY shard"))
    now = time.monotonic()
    leases: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for shard, holder, lease, expires in connection.execute(
        "SELECT id, holder, lease, expires FROM ootb_shard"
    ):
        is_live = now <= expires <= now + lease
        leases[holder] = max(leases[holder], expires - now if is_live else 0)
        counts[holder] += waiting.get(shard, 0)
    for holder in sorted(leases, key=lambda each: (-leases[each], each)):
        if holder and (leases[holder] or counts[holder]):
            process = int(holder.partition("-")[0])
            yield Holder(process=process, waiting=counts[holder], lease=float(leases[holder]))


def _dead(connection: sqlite3.Connection) -> dict[Reason, int]:
    rows = connection.execute(
        "SELECT reason, count(*) FROM ootb_dead_letter GROUP BY reason ORDER BY count(*) DESC"
    )
    return {Reason(reason): count for reason, count in rows}


def _size_of(path: str) -> int:
    files = Path(path), Path(f"{path}-wal")
    return sum(file.stat().st_size for file in files if file.exists())
