"""What the emitter hands back: receipts, dead letters, figures."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ootb_events.events import Event
    from ootb_events.transports import Answer
    from ootb_events.validation import Report

__all__ = ["DeadLetter", "Reason", "Receipt", "Stats"]


class Reason(Enum):
    """Why an event was not delivered."""

    INVALID = "invalid"
    """Its payload has findings of severity error."""
    REJECTED = "rejected"
    """The endpoint refused it for good."""
    EXPIRED = "expired"
    """It could not be delivered before it became too old."""
    CLOSED = "closed"
    """The emitter was closed before it could be delivered."""
    QUEUE_FULL = "queue_full"
    """It was the oldest when the queue was full."""
    DEAD_LETTERS_FULL = "dead_letters_full"
    """It was the oldest dead letter when there was no room for another."""


@attrs.define  # not frozen: that would cost each event a third of a microsecond more
class Receipt:
    """Acknowledge that an event was accepted for delivery.

    :param event: the event key.
    :param report: what validation had to say; without errors, possibly with warnings.
    """

    _uuid: object
    event: str
    report: Report = attrs.field(repr=False)

    @property
    def id(self) -> str:
        """A UUIDv7 as text; it follows the event into messages, logs and dead letters."""
        return str(self._uuid)


@attrs.frozen(kw_only=True)
class DeadLetter:
    """Keep an event that was not delivered, and why.

    :param id: the id of its receipt.
    :param event: the event key, as far as it is known.
    :param reason: why it was not delivered.
    :param detail: the same for people, free of tokens and personal data.
    :param subject: the event as it was emitted, an object or a payload; kept out of the repr.
    :param payload: the payload that was to be sent, ``None`` when none could be made; kept
        out of the repr.
    :param report: what validation had to say, when that is the reason.
    :param answer: the endpoint's last answer, if there was one.
    :param attempts: how often it was sent.
    :param accepted_at: when it was emitted, in UTC.
    """

    id: str
    event: str
    reason: Reason
    detail: str
    subject: Event | Mapping[str, Any] = attrs.field(repr=False)
    payload: Mapping[str, Any] | None = attrs.field(default=None, repr=False)
    report: Report | None = attrs.field(default=None, repr=False)
    answer: Answer | None = None
    attempts: int = 0
    accepted_at: datetime


@attrs.frozen(kw_only=True)
class Stats:
    """Count what became of the events of one emitter.

    At any moment ``accepted`` is the sum of ``delivered``, ``pending`` and those undelivered for
    the reasons rejected, expired, closed and queue_full. Invalid events were never accepted, and
    a dead letter that was dropped for another is counted once more.

    :param accepted: how many ``emit`` accepted for delivery.
    :param delivered: how many the transport delivered.
    :param pending: how many are waiting or on their way.
    :param retries: how many sends had to be repeated.
    :param undelivered: how many were not delivered, by reason.
    :param forgotten: how many of these are no longer kept as dead letters, for want of room.
    """

    accepted: int
    delivered: int
    pending: int
    retries: int
    undelivered: Mapping[Reason, int]
    forgotten: int = 0
