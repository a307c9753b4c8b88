"""Where the bytes of an event go, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ootb_events._lazy import lazily
from ootb_events.transports._memory import MemoryTransport
from ootb_events.transports._protocol import (
    Answer,
    Channel,
    ConcurrentTransport,
    Message,
    Outcome,
    Transport,
)
from ootb_events.transports._stream import StreamTransport
from ootb_events.transports._threaded import ThreadedTransport

if TYPE_CHECKING:
    from ootb_events.transports._http import HttpTransport

__all__ = [
    "Answer",
    "Channel",
    "ConcurrentTransport",
    "HttpTransport",
    "MemoryTransport",
    "Message",
    "Outcome",
    "StreamTransport",
    "ThreadedTransport",
    "Transport",
]

__getattr__, __dir__ = lazily(__name__, {"HttpTransport": "._http"})
