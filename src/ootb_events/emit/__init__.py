"""Events out of an application: validated, accepted, delivered in the background."""

from ootb_events.emit._emitter import Emitter, OnInvalid
from ootb_events.emit._hooks import Hooks
from ootb_events.emit._lifetime import close_on_sigterm
from ootb_events.emit._queue import WhenFull
from ootb_events.emit._records import (
    DeadLetter,
    DeadLetterPolicy,
    Health,
    Notice,
    Reason,
    Receipt,
    Stats,
)
from ootb_events.emit._retry import RetryPolicy
from ootb_events.emit._sqlite import (
    Backlog,
    Holder,
    OutboxEvent,
    OutboxFile,
    OutboxStatus,
    Purged,
    Retried,
    SqliteOutbox,
)
from ootb_events.emit._store import Entry, Offer, Outbox, Store

__all__ = [
    "Backlog",
    "DeadLetter",
    "DeadLetterPolicy",
    "Emitter",
    "Entry",
    "Health",
    "Holder",
    "Hooks",
    "Notice",
    "Offer",
    "OnInvalid",
    "Outbox",
    "OutboxEvent",
    "OutboxFile",
    "OutboxStatus",
    "Purged",
    "Reason",
    "Receipt",
    "Retried",
    "RetryPolicy",
    "SqliteOutbox",
    "Stats",
    "Store",
    "WhenFull",
    "close_on_sigterm",
]
