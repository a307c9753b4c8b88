"""Many events on their way to the endpoint at once."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from ootb_events.transports._bell import Bell
from ootb_events.transports._curl import Exchanges
from ootb_events.transports._fork import call_in_children
from ootb_events.transports._judging import answer_to, body_of, signature_headers
from ootb_events.transports._protocol import Answer, Outcome
from ootb_events.transports._watch import new_watch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ootb_events.transports._exchange import Failure, Reply, Settings
    from ootb_events.transports._protocol import Message

__all__ = ["HttpChannel"]

_CLOSED: Final = Answer(outcome=Outcome.RETRY, detail="this channel is closed")


class HttpChannel:
    """Post messages over connections that are kept alive, one thread for all of them.

    In a forked child the channel is closed: what is under way belongs to the parent, and the
    child opens a channel of its own.

    :param limit: how many requests may be under way at once.
    :param batch: how many messages a request may carry.
    :param cancelled: tells whether nothing may be sent any more.
    """

    def __init__(
        self,
        settings: Settings,
        limit: int,
        *,
        token: str | None,
        batch: int,
        cancelled: Callable[[], bool],
    ) -> None:
        self._token = token
        self._batch = batch
        self._cancelled = cancelled
        self._gathered: list[Message] = []
        self._answered: list[tuple[Message, Answer]] = []
        self._closed = False
        self._bell = Bell()
        self._watch = new_watch(self._bell)
        self._exchanges = Exchanges(settings, limit, self._watch)
        call_in_children(self.abandon)

    def start(self, message: Message) -> None:
        """Put a message under way."""
        if self._closed or self._cancelled():
            self._answered.append((message, _CLOSED))
        elif self._batch == 1:
            self._post([message])
        else:
            self._gathered.append(message)

    def wait(self, timeout: float | None) -> Sequence[tuple[Message, Answer]]:
        """Wait for answers, and return all that have come."""
        if self._gathered:
            self._post_gathered()
        self._drive(None if timeout is None else time.monotonic() + timeout)
        self._bell.heed()
        answered, self._answered = self._answered, []
        return answered

    def wake(self) -> None:
        """Make the ``wait`` under way, or the next one, return; from any thread."""
        self._bell.ring()

    def close(self) -> None:
        """Give up what is under way and close the connections."""
        if not self._closed:
            self._closed = True
            self._gathered.clear()
            self._exchanges.close()
            self._watch.close()
            self._bell.close()

    def abandon(self) -> None:
        """Close in a forked child, without disturbing the parent."""
        if not self._closed:
            self._closed = True
            self._gathered.clear()
            self._exchanges.abandon()
            self._watch.close()
            self._bell.close()

    def _post(self, messages: list[Message]) -> None:
        body = body_of(messages)
        self._exchanges.start(body, signature_headers(self._token, body), messages)

    def _post_gathered(self) -> None:
        gathered, self._gathered = self._gathered, []
        for first in range(0, len(gathered), self._batch):
            self._post(gathered[first : first + self._batch])

    def _drive(self, deadline: float | None) -> None:
        while not (self._answered or self._closed):
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            awake = self._bell.falls_asleep()
            try:
                ended = self._exchanges.turn(left if awake else 0)
            finally:
                self._bell.wakes_up()
            for messages, result in ended:
                self._conclude(messages, result)
            if self._bell.rung or left == 0:
                return

    def _conclude(self, messages: list[Message], result: Reply | Failure) -> None:
        answer = answer_to(messages, result, token=self._token)
        if answer.outcome is Outcome.REJECTED and len(messages) > 1:
            for message in messages:  # each is judged by its own answer
                self._post([message])
            return
        for message in messages:
            self._answered.append((message, answer))
