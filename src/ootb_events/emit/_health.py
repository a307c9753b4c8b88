"""How delivery fares: said once when it changes."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from ootb_events.emit._records import Health

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ootb_events.emit._lanes import Flight
    from ootb_events.emit._ledger import Ledger
    from ootb_events.transports import Answer

__all__ = ["HealthWatch"]

_log = logging.getLogger("ootb_events")


class HealthWatch:
    """Log and tell when trouble begins and when it is over, once each.

    A retry neither begins nor ends misconfiguration: an endpoint that cannot be reached says
    nothing about settings.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._health = Health.WELL
        self._retrying = 0

    @property
    def well(self) -> bool:
        """Whether there is no trouble at all."""
        return self._health is Health.WELL

    def waits(self, answer: Answer, *, halted: bool) -> None:
        """Learn that everything has to wait."""
        health = Health.HALTED if halted else Health.MISCONFIGURED
        if self._health is health:
            return
        if halted:
            _log.error(
                "delivery waits, the dead letters are as many as are kept: %s", answer.detail
            )
        else:
            _log.error("delivery waits, the endpoint is misconfigured: %s", answer.detail)
        self._become(health, answer)

    def retries(self, flight: Flight, answer: Answer) -> None:
        """Learn that an entry has to be repeated."""
        self._retrying += flight.failures == 1
        if self._health is Health.WELL:
            _log.warning("events wait to be sent again: %s", answer.detail)
            self._become(Health.RETRYING, answer)

    def recovered(self, flight: Flight, answer: Answer) -> None:
        """Learn that an entry was delivered or rejected: the endpoint does its work."""
        self._retrying -= flight.failures > 0
        waited = self._health in {Health.MISCONFIGURED, Health.HALTED}
        if not waited and (self._retrying or self._health is Health.WELL):
            return
        _log.info("delivery goes on" if waited else "no event waits to be sent again")
        self._become(Health.RETRYING if self._retrying else Health.WELL, answer)

    def gave_up(self, flight: Flight) -> None:
        """Learn that an entry is repeated no more; trouble goes on until one succeeds."""
        self._retrying -= flight.failures > 1

    def dropped(self, flight: Flight) -> None:
        """Learn that an entry had to make room for another while it waited."""
        self._retrying -= flight.failures > 0

    def forget(self, under_way: Sequence[Flight]) -> None:
        """Learn that nothing else waits to be repeated here."""
        self._retrying = sum(flight.failures > 0 for flight in under_way)

    def _become(self, health: Health, answer: Answer) -> None:
        self._health = health
        self._ledger.health(health, answer)
