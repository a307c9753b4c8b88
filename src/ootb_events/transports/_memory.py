"""A transport for tests and trials: it keeps what it was given."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

import orjson

from ootb_events.errors import ConfigurationError
from ootb_events.transports._protocol import Answer, ClosingContext, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ootb_events.transports._protocol import Message

__all__ = ["MemoryTransport"]


class MemoryTransport(ClosingContext):
    """Keep messages in memory and answer as told, by default ``DELIVERED``.

    ``messages`` is what a real receiver would have: the delivered ones, in order.
    ``attempts`` is what happened: every message sent, in order, with its answer, so a message
    that was retried twice and then delivered is there three times. ``close`` keeps both.

    ::

        MemoryTransport(answers=[Outcome.RETRY, Outcome.RETRY])  # the third attempt succeeds
        MemoryTransport(answer=lambda message: Answer(outcome=Outcome.REJECTED, status=400))

    :param answers: the answers to the first messages; those after them are delivered.
    :param answer: computes the answer to each message; it may raise, or block.
    :raises ConfigurationError: if both are given.
    """

    messages: list[Message]
    attempts: list[tuple[Message, Answer]]

    def __init__(
        self,
        *,
        answers: Iterable[Outcome | Answer] = (),
        answer: Callable[[Message], Outcome | Answer] | None = None,
    ) -> None:
        self.messages = []
        self.attempts = []
        self._script = deque(answers)
        self._answer = answer
        if self._script and answer is not None:
            raise ConfigurationError("give answers or answer, not both")

    def __repr__(self) -> str:
        return f"{type(self).__name__}(<{len(self.messages)} messages>)"

    @property
    def payloads(self) -> list[dict[str, Any]]:
        """The delivered messages as parsed JSON, in order."""
        return [orjson.loads(message.body) for message in tuple(self.messages)]

    def send(self, message: Message) -> Answer:
        """Keep one message if its answer is to be ``DELIVERED``."""
        answer = self._next_answer(message)
        # Each of these steps is atomic: no lock, so none that a fork could leave locked.
        self.attempts.append((message, answer))
        if answer.outcome is Outcome.DELIVERED:
            self.messages.append(message)
        return answer

    def clear(self) -> None:
        """Forget messages and attempts; a script of answers goes on where it was."""
        self.messages.clear()
        self.attempts.clear()

    def close(self) -> None:
        """Do nothing: what was sent stays readable."""

    def _next_answer(self, message: Message) -> Answer:
        given = self._answer(message) if self._answer else self._next_of_script()
        return given if isinstance(given, Answer) else Answer(outcome=given, detail="scripted")

    def _next_of_script(self) -> Outcome | Answer:
        try:
            return self._script.popleft()
        except IndexError:
            return Answer(outcome=Outcome.DELIVERED)
