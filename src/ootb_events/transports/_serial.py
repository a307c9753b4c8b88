"""What transports with one connection or one file have in common: turns, close, fork."""

from __future__ import annotations

from abc import ABC, abstractmethod
from threading import Lock
from typing import TYPE_CHECKING

from ootb_events.transports._fork import call_in_children
from ootb_events.transports._protocol import Answer, ClosingContext, Outcome

if TYPE_CHECKING:
    from ootb_events.transports._protocol import Message

__all__ = ["SerialTransport"]

_CLOSED = Answer(outcome=Outcome.RETRY, detail="this transport is closed")


class SerialTransport(ClosingContext, ABC):
    """Send one message at a time, from any thread of any process.

    ``close`` never waits for a send that is under way: whoever comes last releases. In a
    forked child the transport works on, with resources of its own.
    """

    def __init__(self) -> None:
        self._turn = Lock()
        self._closed = False
        call_in_children(self._start_anew)

    def send(self, message: Message) -> Answer:
        """Send one message and answer what became of it."""
        try:
            with self._turn:
                return _CLOSED if self._closed else self._send(message)
        finally:
            if self._closed:
                self._release_unless_busy()

    def close(self) -> None:
        """Release what this transport opened, at the latest when the send under way ends."""
        self._closed = True
        self._release_unless_busy()

    def _release_unless_busy(self) -> None:
        if self._turn.acquire(blocking=False):
            try:
                self._release()
            finally:
                self._turn.release()

    def _start_anew(self) -> None:
        self._turn = Lock()

    @abstractmethod
    def _send(self, message: Message) -> Answer:
        """Send one message while no other is being sent."""

    @abstractmethod
    def _release(self) -> None:
        """Release what was opened; harmless when nothing is open."""
