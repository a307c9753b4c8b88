"""An outbox in an SQLite file."""

from ootb_events.emit._sqlite._holdings import (
    Backlog,
    Holder,
    OutboxEvent,
    OutboxStatus,
    Purged,
    Retried,
)
from ootb_events.emit._sqlite._outbox import SqliteOutbox
from ootb_events.emit._sqlite._outbox_file import OutboxFile

__all__ = [
    "Backlog",
    "Holder",
    "OutboxEvent",
    "OutboxFile",
    "OutboxStatus",
    "Purged",
    "Retried",
    "SqliteOutbox",
]
