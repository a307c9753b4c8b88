"""Events out of an application: validated, accepted, delivered in the background."""

from ootb_events.emit._emitter import Emitter, OnInvalid
from ootb_events.emit._queue import WhenFull
from ootb_events.emit._records import DeadLetter, Reason, Receipt, Stats
from ootb_events.emit._retry import RetryPolicy

__all__ = [
    "DeadLetter",
    "Emitter",
    "OnInvalid",
    "Reason",
    "Receipt",
    "RetryPolicy",
    "Stats",
    "WhenFull",
]
