"""Any transport as a channel: one message at a time, sent by the thread that waits."""

from __future__ import annotations

from queue import Empty, SimpleQueue
from threading import TIMEOUT_MAX
from typing import TYPE_CHECKING

from ootb_events.transports._protocol import ConcurrentTransport
from ootb_events.transports._safely import send_safely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ootb_events.transports._protocol import Answer, Channel, Message, Transport

__all__ = ["BlockingChannel", "channel_of"]


def channel_of(transport: Transport, limit: int) -> tuple[Channel, int]:
    """Open a channel to a transport.

    :param limit: how many messages are to be under way at once, at least 1.
    :return: the channel, and its limit: 1 if the transport has no channels of its own.
    """
    if isinstance(transport, ConcurrentTransport):
        return transport.channel(limit), limit
    return BlockingChannel(transport), 1


class BlockingChannel:
    """Send the message that was started within ``wait``; its limit is 1."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._started: Message | None = None
        self._bell = Bell()

    def start(self, message: Message) -> None:
        """Keep a message for the next ``wait``."""
        self._started = message

    def wait(self, timeout: float | None) -> Sequence[tuple[Message, Answer]]:
        """Send what was started and answer it; otherwise wait to be woken.

        :param timeout: seconds without anything to send; sending takes what it takes.
        """
        message, self._started = self._started, None
        if message is None:
            self._bell.wait(timeout)
            return ()
        answer = send_safely(self._transport, message)
        self._bell.wait(0)  # a wake that came meanwhile has its way: this wait returns
        return [(message, answer)]

    def wake(self) -> None:
        """Make the ``wait`` under way, or the next one, return; from any thread."""
        self._bell.ring()

    def close(self) -> None:
        """Forget what was started; the transport stays open."""
        self._started = None


class Bell:
    """Wake a waiting thread; from any thread, and from a signal handler in the same one.

    A condition would miss what a signal handler says between its check and its sleep.
    """

    def __init__(self) -> None:
        self._rings: SimpleQueue[None] = SimpleQueue()

    def ring(self) -> None:
        """End the wait under way, or else the next one."""
        if self._rings.empty():
            self._rings.put(None)

    def wait(self, timeout: float | None) -> None:
        """Wait until the bell rings.

        :param timeout: seconds, or ``None`` for as long as it takes.
        """
        try:
            self._rings.get(timeout=bounded(timeout))
        except Empty:
            return


def bounded(timeout: float | None) -> float | None:
    """Fit seconds to what locks and queues take."""
    return None if timeout is None else min(max(0.0, timeout), TIMEOUT_MAX)
