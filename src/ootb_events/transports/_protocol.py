"""What the emitter asks of a transport, and what a transport answers."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

import attrs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from typing_extensions import Self

__all__ = ["Answer", "Channel", "ConcurrentTransport", "Message", "Outcome", "Transport"]


class Outcome(Enum):
    """What became of one message.

    The delivery policy follows from it: a delivered message is forgotten, a message to be
    retried is sent again later, a rejected one becomes a dead letter, and under
    misconfiguration everything waits until somebody mends the setting.
    """

    DELIVERED = "delivered"
    RETRY = "retry"
    REJECTED = "rejected"
    MISCONFIGURED = "misconfigured"


class Message(NamedTuple):
    """Carry one event to a transport.

    :param id: UUIDv7 in its canonical text form; the same as the receipt's.
    :param event: the event key.
    :param identity: the customer id, else the visitor id; kept out of the repr.
    :param body: the exact bytes to send: one JSON object, minified, UTF-8; kept out of the repr.
    """

    id: str
    event: str
    identity: str
    body: bytes

    def __repr__(self) -> str:
        return f"Message(id={self.id!r}, event={self.event!r}, body=<{len(self.body)} bytes>)"


@attrs.frozen(kw_only=True)
class Answer:
    """Tell what became of a message.

    :param outcome: see :class:`Outcome`.
    :param detail: one sentence for people, free of tokens and personal data.
    :param status: the HTTP status, or ``None`` where there is none.
    :param retry_after: seconds the receiver asked to wait, or ``None``.
    """

    outcome: Outcome
    detail: str = ""
    status: int | None = None
    retry_after: float | None = None


@runtime_checkable
class Transport(Protocol):
    """Send signed bytes somewhere and answer what became of them.

    ``send`` may block; the emitter calls it from its delivery thread, never from the
    thread that emits. It answers every failure that it knows and raises for none of them;
    an exception that escapes is treated as :attr:`Outcome.RETRY`.

    Every transport of this package may be used by several threads, works on in a forked
    child, closes without waiting for a send that is under way, and, where closing ends its
    use, answers :attr:`Outcome.RETRY` from then on.
    """

    def send(self, message: Message) -> Answer:
        """Send one message and answer what became of it."""
        ...

    def close(self) -> None:
        """Release connections and files; calling it twice is harmless."""
        ...


@runtime_checkable
class ConcurrentTransport(Transport, Protocol):
    """Have many messages under way at once.

    The emitter prefers a channel to :meth:`Transport.send` where a transport offers one.
    """

    def channel(self, limit: int) -> Channel:
        """Open a channel for one thread.

        :param limit: how many messages may be under way in it at once, at least 1.
        """
        ...


class Channel(Protocol):
    """Many messages under way, all driven by the thread that calls ``wait``.

    Only ``wake`` may be called by other threads.
    """

    def start(self, message: Message) -> None:
        """Put a message under way; the caller keeps to the limit of the channel."""
        ...

    def wait(self, timeout: float | None) -> Sequence[tuple[Message, Answer]]:
        """Wait for answers, and return all that have come, in the order they came.

        Every failure is an answer, as with :meth:`Transport.send`; each message that was
        started is answered exactly once.

        :param timeout: seconds; ``None`` waits until an answer comes or ``wake`` is called.
        :returns: what has come; empty when time is up or ``wake`` was called.
        """
        ...

    def wake(self) -> None:
        """Make the ``wait`` under way, or the next one, return; from any thread."""
        ...

    def close(self) -> None:
        """Give up what is under way and release connections; calling it twice is harmless."""
        ...


class ClosingContext:
    """Give a transport ``with`` in terms of its own ``close``."""

    def close(self) -> None:
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
