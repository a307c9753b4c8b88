"""A transport that blocks, with many messages under way all the same."""

from __future__ import annotations

import threading
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final

from ootb_events.errors import ConfigurationError
from ootb_events.transports._blocking import bounded
from ootb_events.transports._protocol import Answer, ClosingContext, Outcome
from ootb_events.transports._safely import send_safely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ootb_events.transports._protocol import Channel, Message, Transport

__all__ = ["ThreadedTransport"]

_MOST_THREADS: Final = 1000


class ThreadedTransport(ClosingContext):
    """Send through a transport of yours from several threads at once.

    ::

        Emitter(ThreadedTransport(MyTransport(), threads=16), tenant=1042)

    :param transport: may be used by several threads at once, and may block.
    :param threads: how many of its ``send`` may run at once in a channel, from 1 to 1000. They
        start when they are needed, and do not keep the interpreter from exiting.
    :raises ConfigurationError: if ``threads`` is no such number.
    """

    def __init__(self, transport: Transport, *, threads: int = 8) -> None:
        if threads not in range(1, _MOST_THREADS + 1):
            raise ConfigurationError(f"threads must be a whole number from 1 to {_MOST_THREADS}")
        self._transport = transport
        self._threads = threads

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._transport!r}, threads={self._threads})"

    def send(self, message: Message) -> Answer:
        """Send one message in the calling thread; what the transport raises escapes."""
        return self._transport.send(message)

    def channel(self, limit: int) -> Channel:
        """Open a channel for one thread; in a forked child, open another.

        :param limit: how many messages may be under way in it at once, at least 1.
        """
        return _ThreadedChannel(self._transport, min(limit, self._threads))

    def close(self) -> None:
        """Close the transport; what is being sent is for it to end."""
        self._transport.close()


_CLOSED = Answer(outcome=Outcome.RETRY, detail="this channel is closed")


class _ThreadedChannel:
    def __init__(self, transport: Transport, most: int) -> None:
        self._transport = transport
        self._most = most
        self._threads = 0
        self._under_way = 0
        self._woken = False
        self._closed = threading.Event()
        self._to_send: SimpleQueue[Message | None] = SimpleQueue()
        self._results: SimpleQueue[tuple[Message, Answer] | None] = SimpleQueue()

    def start(self, message: Message) -> None:
        self._under_way += 1
        if self._closed.is_set():
            self._results.put((message, _CLOSED))
            return
        self._to_send.put(message)
        if self._threads < min(self._under_way, self._most):
            self._start_thread()

    def wait(self, timeout: float | None) -> Sequence[tuple[Message, Answer]]:
        answered = []
        try:
            result = self._results.get(timeout=bounded(timeout))
            while True:
                if result is None:
                    self._woken = False
                else:
                    answered.append(result)
                result = self._results.get_nowait()
        except Empty:
            self._under_way -= len(answered)
            return answered

    def wake(self) -> None:
        if not self._woken:
            self._woken = True
            self._results.put(None)

    def close(self) -> None:
        self._closed.set()
        for _ in range(self._threads):
            self._to_send.put(None)
        self._threads = 0
        self.wake()

    def _start_thread(self) -> None:
        self._threads += 1
        threading.Thread(
            target=_send_all,
            args=(self._transport, self._to_send, self._results, self._closed),
            name="ootb-events-send",
            daemon=True,
        ).start()


def _send_all(
    transport: Transport,
    to_send: SimpleQueue[Message | None],
    results: SimpleQueue[tuple[Message, Answer] | None],
    closed: threading.Event,
) -> None:
    while (message := to_send.get()) is not None:
        if closed.is_set():
            return
        results.put((message, send_safely(transport, message)))
