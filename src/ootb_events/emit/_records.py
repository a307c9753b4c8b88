"""What the emitter tells: receipts, notices, dead letters, figures."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, Literal

import attrs

from ootb_events.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ootb_events.events import Event
    from ootb_events.transports import Answer
    from ootb_events.validation import Report

__all__ = ["DeadLetter", "DeadLetterPolicy", "Health", "Notice", "Reason", "Receipt", "Stats"]


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
    DEAD_LETTER_AGED = "dead_letter_aged"
    """It was a dead letter for longer than such are kept."""


class Health(Enum):
    """How delivery fares."""

    WELL = "well"
    """Nothing waits to be repeated."""
    RETRYING = "retrying"
    """Some events wait to be repeated; the others go on."""
    MISCONFIGURED = "misconfigured"
    """Everything waits until a setting is mended; a probe is sent now and then."""
    HALTED = "halted"
    """Everything waits until there is room for dead letters; a probe is sent now and then."""


@attrs.define(repr=False)  # not frozen: that would cost each event a third of a microsecond more
class Receipt:
    """Acknowledge that an event was accepted for delivery.

    :param event: the event key.
    :param report: what validation had to say; without errors, possibly with warnings.
    """

    _uuid: object
    event: str
    report: Report

    @property
    def id(self) -> str:
        """A UUIDv7 as text; it follows the event into messages, logs and dead letters."""
        return str(self._uuid)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(id={self.id!r}, event={self.event!r})"


@attrs.frozen(kw_only=True)
class Notice:
    """Tell what happens to one event.

    :param id: the id of its receipt.
    :param event: the event key.
    :param attempts: how often it has been sent.
    :param seconds: how long ago it was accepted.
    :param answer: the endpoint's answer, if there was one.
    """

    id: str
    event: str
    attempts: int = 0
    seconds: float = 0.0
    answer: Answer | None = None


@attrs.frozen(kw_only=True)
class DeadLetterPolicy:
    """Limit how many dead letters are kept and how long, and say what follows at the limit.

    :param max_count: how many to keep.
    :param max_age: for how many seconds to keep each; ``None`` for ever.
    :param when_full: ``drop_oldest``, of which the hooks are told, or ``halt``: whatever would
        become one dead letter more waits in its place, and everything else with it.
    :raises ConfigurationError: when a limit is not positive or the choice unknown.
    """

    max_count: int = 10_000
    max_age: float | None = 30 * 86_400.0
    when_full: Literal["drop_oldest", "halt"] = "drop_oldest"

    def __attrs_post_init__(self) -> None:
        if self.max_count < 1 or (self.max_age is not None and not self.max_age > 0):
            raise ConfigurationError("max_count is at least 1, and max_age more than 0 or None")
        if self.when_full not in {"drop_oldest", "halt"}:
            raise ConfigurationError(
                f"when_full is one of drop_oldest, halt, not {self.when_full!r}"
            )


@attrs.frozen(kw_only=True)
class DeadLetter:
    """Keep an event that was not delivered, and why.

    :param id: the id of its receipt.
    :param event: the event key, as far as it is known.
    :param reason: why it was not delivered.
    :param detail: the same for people, free of tokens and personal data.
    :param subject: the event as it was emitted, an object or a payload, as long as its process
        lives; kept out of the repr.
    :param payload: the payload that was to be sent, ``None`` when none could be made; kept
        out of the repr.
    :param report: what validation had to say, when that is the reason.
    :param answer: the endpoint's last answer, if there was one.
    :param attempts: how often it was sent.
    :param accepted_at: when it was emitted, in UTC.
    :param died_at: when it became a dead letter, in UTC.
    """

    id: str
    event: str
    reason: Reason
    detail: str
    subject: Event | Mapping[str, Any] | None = attrs.field(default=None, repr=False, hash=False)
    payload: Mapping[str, Any] | None = attrs.field(default=None, repr=False, hash=False)
    report: Report | None = attrs.field(default=None, repr=False, hash=False)
    answer: Answer | None = None
    attempts: int = 0
    accepted_at: datetime
    died_at: datetime


@attrs.frozen(kw_only=True)
class Stats:
    """Count what became of the events of one emitter.

    At any moment ``accepted`` is the sum of ``delivered``, ``pending`` and those undelivered for
    the reasons rejected, expired, closed and queue_full. Invalid events were never accepted, and
    a dead letter that was dropped for another is counted once more.

    :param accepted: how many ``emit`` accepted for delivery; with an outbox, those that were
        found in it or taken over from other processes as well.
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
