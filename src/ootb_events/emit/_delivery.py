"""The thread that delivers."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from ootb_events.emit._records import Reason, Receipt
from ootb_events.transports import Answer, Message, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from ootb_events.emit._queue import BoundedQueue
    from ootb_events.emit._retry import RetryPolicy
    from ootb_events.transports import Transport

__all__ = ["Delivery", "Entry"]

_log = logging.getLogger("ootb_events")


class Entry(NamedTuple):
    """One accepted event on its way."""

    receipt: Receipt
    subject: Any
    identity: str
    body: bytes
    since: float


class Delivery:
    """Deliver the entries of a queue, one after the other, until it is closed and empty.

    :param undelivered: told of each entry that was given up, why, after which answer, and
        how many attempts.
    """

    def __init__(
        self,
        queue: BoundedQueue[Entry],
        transport: Transport,
        retry: RetryPolicy,
        undelivered: Callable[[Entry, Reason, Answer | None, int], None],
    ) -> None:
        self._queue = queue
        self._transport = transport
        self._retry = retry
        self._undelivered = undelivered
        self.delivered = 0
        self.retries = 0
        self.trouble: Answer | None = None
        self._misconfigured = False
        self._released = False

    def run(self) -> None:
        """Deliver until there is nothing more to come, then close the transport."""
        try:
            while (entry := self._queue.take()) is not None:
                self._deliver_safely(entry)
                self._queue.settle()
        finally:
            self.release()

    def release(self) -> None:
        """Close the transport, once; to be called when nothing is being sent."""
        if self._released:
            return
        self._released = True
        try:
            self._transport.close()
        except Exception as error:  # noqa: BLE001 - whatever it is, nothing more can be done
            _log.error("closing the transport raised %s", type(error).__name__)

    def _deliver_safely(self, entry: Entry) -> None:
        try:
            self._deliver(entry)
        except BaseException:  # noqa: BLE001 - not even sys.exit in a listener ends delivery
            _log.exception("the thread that delivers goes on after %s", entry.receipt.id)

    def _deliver(self, entry: Entry) -> None:
        message = Message(entry.receipt.id, entry.receipt.event, entry.identity, entry.body)
        attempts = 0
        while True:
            answer = self._send(message)
            attempts += 1
            self._note(answer, message)
            if answer.outcome is Outcome.DELIVERED:
                self.delivered += 1
                return
            if answer.outcome is Outcome.REJECTED:
                self._undelivered(entry, Reason.REJECTED, answer, attempts)
                return
            wait = self._retry.wait(answer, attempts)
            age = time.monotonic() - entry.since
            expires = answer.outcome is Outcome.RETRY
            if expires and age + wait > self._retry.give_up_after:
                self._undelivered(entry, Reason.EXPIRED, answer, attempts)
                return
            if not self._queue.pause(wait):
                self._undelivered(entry, Reason.CLOSED, answer, attempts)
                return
            self.retries += 1

    def _send(self, message: Message) -> Answer:
        try:
            answer = self._transport.send(message)
        except BaseException as error:  # noqa: BLE001 - a transport's bug must not end delivery
            name = type(error).__name__
            return Answer(outcome=Outcome.RETRY, detail=f"the transport raised {name}")
        if isinstance(answer, Answer):
            return answer
        name = type(answer).__name__  # type: ignore[unreachable]  # a transport of the user's
        return Answer(outcome=Outcome.RETRY, detail=f"the transport answered with {name}")

    def _note(self, answer: Answer, message: Message) -> None:
        """Log the beginning and the end of misconfiguration, once each.

        A retry is neither: an endpoint that cannot be reached says nothing about settings.
        """
        outcome = answer.outcome
        self.trouble = None if outcome is Outcome.DELIVERED else answer
        if outcome is Outcome.REJECTED:
            _log.warning("%s %s was rejected: %s", message.event, message.id, answer.detail)
        if outcome is Outcome.RETRY or (outcome is Outcome.MISCONFIGURED) is self._misconfigured:
            return
        self._misconfigured = not self._misconfigured
        if self._misconfigured:
            _log.error("delivery waits, the endpoint is misconfigured: %s", answer.detail)
        else:
            _log.info("delivery goes on")
