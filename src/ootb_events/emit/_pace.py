"""How many requests may be under way, given how the endpoint has answered lately."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ootb_events.transports import Answer, Outcome

if TYPE_CHECKING:
    from ootb_events.emit._retry import RetryPolicy

__all__ = ["Pace"]


class Pace:
    """Slow down for all events when the endpoint asks for it, and wait while it is misconfigured.

    Too many requests (429): nothing is sent for a while, and afterwards half as many at once;
    each full round of deliveries allows one more. Misconfiguration: one probe at a time.

    :param most: how many may be under way at best.
    """

    def __init__(self, most: int, retry: RetryPolicy) -> None:
        self._most = most
        self._retry = retry
        self._limit = most
        self._closed_until = 0.0
        self._strikes = 0
        self._successes = 0
        self.misconfigured = False

    def limit(self, now: float) -> int:
        """Say how many may be under way now."""
        if now < self._closed_until:
            return 0
        return 1 if self.misconfigured else self._limit

    def opens(self, now: float) -> float | None:
        """Tell when sending may go on, if it must wait now."""
        return self._closed_until if now < self._closed_until else None

    def note(self, answer: Answer, now: float) -> None:
        """Learn from an answer."""
        if answer.outcome is Outcome.MISCONFIGURED:
            self.hold(now)
        elif answer.outcome is Outcome.DELIVERED or answer.outcome is Outcome.REJECTED:
            self.misconfigured = False
            self._speed_up()
        elif answer.status == 429:
            self._slow_down(answer, now)
        elif self.misconfigured:
            self._close(now + self._retry.wait(answer, 1))

    def hold(self, now: float) -> None:
        """Send nothing but one probe now and then, until one is delivered or rejected."""
        self.misconfigured = True
        self._close(now + self._retry.probe)

    def _slow_down(self, answer: Answer, now: float) -> None:
        if now >= self._closed_until:  # one burst is one strike
            self._strikes += 1
            self._limit = max(1, self._limit // 2)
        self._successes = 0
        self._close(now + self._retry.wait(answer, self._strikes))

    def _speed_up(self) -> None:
        if self._limit == self._most:
            self._strikes = 0
            return
        self._successes += 1
        if self._successes >= self._limit:
            self._limit += 1
            self._successes = self._strikes = 0

    def _close(self, until: float) -> None:
        self._closed_until = max(self._closed_until, until)
