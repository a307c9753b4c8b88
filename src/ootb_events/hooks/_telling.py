"""What is told to every log: names and words that are fixed, and ids."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

from ootb_events.emit import Health, Hooks

if TYPE_CHECKING:
    from ootb_events.emit import DeadLetter, Notice
    from ootb_events.transports import Answer

__all__ = ["UNKNOWN", "TellingHooks"]

UNKNOWN: Final = "unknown"
"""The event key of what names no event that is known."""

_TROUBLE: Final = {
    Health.RETRYING: logging.WARNING,
    Health.MISCONFIGURED: logging.ERROR,
    Health.HALTED: logging.ERROR,
}


class TellingHooks(Hooks):
    """Say what happens to events in a line each.

    :param level: of what goes well.
    """

    def __init__(self, level: int) -> None:
        self._level = level

    def accepted(self, notice: Notice) -> None:
        self._tell(self._level, "accepted", {"key": notice.event, "id": notice.id})

    def delivered(self, notice: Notice) -> None:
        self._tell(self._level, "delivered", _sent(notice))

    def retried(self, notice: Notice) -> None:
        self._tell(logging.WARNING, "retried", _sent(notice))

    def rejected(self, letter: DeadLetter) -> None:
        self._tell(logging.ERROR, "rejected", _ended(letter))

    def dropped(self, letter: DeadLetter) -> None:
        self._tell(logging.ERROR, "dropped", _ended(letter))

    def health(self, health: Health, answer: Answer | None) -> None:
        told = {"health": health.value, **_status(answer)}
        self._tell(_TROUBLE.get(health, self._level), "health", told)

    def _tell(self, level: int, what: str, about: dict[str, Any]) -> None:
        raise NotImplementedError


def _sent(notice: Notice) -> dict[str, Any]:
    return {
        "key": notice.event,
        "id": notice.id,
        "attempts": notice.attempts,
        "seconds": round(notice.seconds, 6),
        **_status(notice.answer),
    }


def _ended(letter: DeadLetter) -> dict[str, Any]:
    return {
        "key": letter.event or UNKNOWN,
        "id": letter.id,
        "reason": letter.reason.value,
        "attempts": letter.attempts,
        **_status(letter.answer),
    }


def _status(answer: Answer | None) -> dict[str, Any]:
    return {} if answer is None or answer.status is None else {"status": answer.status}
