"""The thread that delivers."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from ootb_events.emit._faults import log_fault
from ootb_events.emit._health import HealthWatch
from ootb_events.emit._lanes import Lanes
from ootb_events.emit._pace import Pace
from ootb_events.emit._records import Reason
from ootb_events.transports import Outcome
from ootb_events.transports._blocking import channel_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from ootb_events.emit._lanes import Flight
    from ootb_events.emit._ledger import Ledger
    from ootb_events.emit._retry import RetryPolicy
    from ootb_events.emit._store import Store
    from ootb_events.transports import Answer, Transport

__all__ = ["Delivery"]

_log = logging.getLogger("ootb_events")
_BREATH = 1.0
"""Seconds before delivery goes on after something that should not happen."""


class Delivery:
    """Deliver what a store holds, until told to stop.

    Entries of one identity go one after the other, those of different identities at the same
    time, as many as the transport and ``concurrency`` allow.
    """

    def __init__(
        self,
        store: Store,
        transport: Transport,
        retry: RetryPolicy,
        ledger: Ledger,
        concurrency: int,
    ) -> None:
        self._store = store
        self._transport = transport
        self._retry = retry
        self._ledger = ledger
        self._channel, most = channel_of(transport, concurrency)
        self._wake = self._channel.wake
        self._pace = Pace(most, retry)
        self._health = HealthWatch(ledger)
        self._lanes = Lanes(store, self._health.dropped)
        self._under_way: dict[str, Flight] = {}
        self._stops_at: float | None = None
        self._lock = threading.RLock()  # a signal handler may close while its thread is in here
        self._released = False
        self.trouble: Answer | None = None

    def run(self) -> None:
        """Deliver until told to stop, then release channel, transport and store."""
        try:
            while self._stops_at is None:
                try:
                    self._round()
                except BaseException as error:  # noqa: BLE001 - delivery goes on
                    log_fault("delivery goes on in a second", error)
                    self._take_breath()
            self._take_last_answers(self._stops_at)
        finally:
            self._give_up_the_rest()
            self.release()

    def stop(self, grace: float) -> None:
        """End ``run``, at the latest when what is under way had some seconds more."""
        self._stops_at = time.monotonic() + grace
        self._wake()

    def release(self) -> None:
        """Close channel, transport and store, once; to be called when nothing is being sent."""
        with self._lock:
            released, self._released = self._released, True
        if released:
            return
        for close, what in (
            (self._channel.close, "channel"),
            (self._transport.close, "transport"),
            (self._store.release, "store"),
        ):
            _close_safely(close, what)

    def _round(self) -> None:
        now = time.monotonic()
        due = self._store.due()
        if due is not None and due <= now and not self._store.maintain(now):
            under_way = list(self._under_way.values())
            self._lanes.forget(under_way)
            self._health.forget(under_way)
        free = self._start_some(now)
        self._take_answers(self._patience(now, free=free))

    def _start_some(self, now: float) -> bool:
        """Put under way what may be; say whether more could have been, had there been more."""
        limit = self._pace.limit(now)
        while len(self._under_way) < limit:
            flight = self._lanes.next(now) or self._claim(now, limit)
            if flight is None:
                return True
            self._start(flight)
        return False

    def _start(self, flight: Flight) -> None:
        self._under_way[flight.message.id] = flight
        try:
            self._channel.start(flight.message)
        except BaseException:
            self._lanes.put_back(self._under_way.pop(flight.message.id))
            raise

    def _claim(self, now: float, limit: int) -> Flight | None:
        while self._lanes.held < self._store.window:
            entries = self._store.claim(limit - len(self._under_way))
            if not entries:
                return None
            for entry in entries:
                self._lanes.admit(entry)
            flight = self._lanes.next(now)
            if flight is not None:
                return flight
        return None

    def _patience(self, now: float, *, free: bool) -> float | None:
        """Say for how many seconds to wait for answers; ``None`` for as long as it takes."""
        hungry = free and self._lanes.held < self._store.window
        if (hungry and not self._store.rest(self._wake)) or self._stops_at is not None:
            return 0.0
        opens = self._pace.opens(now)
        moments = (opens or (self._lanes.due if free else None), self._store.due())
        first = min((moment for moment in moments if moment is not None), default=None)
        return None if first is None else max(0.0, first - time.monotonic())

    def _take_answers(self, timeout: float | None) -> None:
        for message, answer in self._channel.wait(timeout):
            flight = self._under_way.pop(message.id)
            flight.attempts += 1
            flight.answer = answer
            try:
                self._settle(flight, answer)
            except BaseException as error:  # noqa: BLE001 - delivery goes on
                log_fault(f"delivery goes on after {message.id}", error)

    def _take_breath(self) -> None:
        try:
            self._take_answers(_BREATH)
        except BaseException:  # noqa: BLE001 - it will be logged when it comes again
            time.sleep(_BREATH)

    def _take_last_answers(self, until: float) -> None:
        while self._under_way and time.monotonic() <= until:
            self._take_answers(until - time.monotonic())

    def _settle(self, flight: Flight, answer: Answer) -> None:
        if self._stops_at is not None:
            self._settle_late(flight, answer)
        elif answer.outcome is Outcome.DELIVERED and self._health.well:
            self.trouble = None
            self._pace.note(answer, 0.0)
            self._lanes.leave(flight)
            self._ledger.deliver(self._store, flight.entry, flight.attempts, answer)
        else:
            self._judge(flight, answer, time.monotonic())

    def _judge(self, flight: Flight, answer: Answer, now: float) -> None:
        outcome = answer.outcome
        self.trouble = None if outcome is Outcome.DELIVERED else answer
        halted = outcome is Outcome.REJECTED and self._store.crowded()
        if halted:
            self._pace.hold(now)
        else:
            self._pace.note(answer, now)
        if halted or outcome is Outcome.MISCONFIGURED:
            self._hold(flight, answer, halted=halted)
        elif outcome is Outcome.DELIVERED or outcome is Outcome.REJECTED:
            self._end(flight, answer)
        else:
            self._repeat(flight, answer, now)

    def _end(self, flight: Flight, answer: Answer) -> None:
        self._lanes.leave(flight)
        if answer.outcome is Outcome.DELIVERED:
            self._health.recovered(flight, answer)
            self._ledger.deliver(self._store, flight.entry, flight.attempts, answer)
            return
        message = flight.message
        _log.warning("%s %s was rejected: %s", message.event, message.id, answer.detail)
        self._health.recovered(flight, answer)
        self._bury(flight, Reason.REJECTED, answer)

    def _hold(self, flight: Flight, answer: Answer, *, halted: bool) -> None:
        self._lanes.put_back(flight)
        self._health.waits(answer, halted=halted)
        self._ledger.retry(self._store, flight.entry, flight.attempts, answer)

    def _repeat(self, flight: Flight, answer: Answer, now: float) -> None:
        flight.failures += 1
        wait = self._retry.wait(answer, flight.failures)
        opens = self._pace.opens(now)
        due = max(now + wait, opens or 0.0)
        if due - flight.entry.since > self._retry.give_up_after and not self._store.crowded():
            self._lanes.leave(flight)
            self._health.gave_up(flight)
            self._bury(flight, Reason.EXPIRED, answer)
            return
        self._lanes.delay(flight, due)
        self._health.retries(flight, answer)
        self._ledger.retry(self._store, flight.entry, flight.attempts, answer)

    def _bury(self, flight: Flight, reason: Reason, answer: Answer | None) -> None:
        self._ledger.bury(self._store, flight.entry, reason, answer, flight.attempts)

    def _settle_late(self, flight: Flight, answer: Answer) -> None:
        self.trouble = None if answer.outcome is Outcome.DELIVERED else answer
        if answer.outcome is Outcome.DELIVERED:
            self._ledger.deliver(self._store, flight.entry, flight.attempts, answer)
        elif answer.outcome is Outcome.REJECTED and not self._store.crowded():
            self._bury(flight, Reason.REJECTED, answer)
        elif not self._store.durable:
            self._bury(flight, Reason.CLOSED, answer)

    def _give_up_the_rest(self) -> None:
        """Bury what is held only here; what outlives this process stays where it is."""
        if self._store.durable:
            return
        for flight in (*self._under_way.values(), *self._lanes.drain()):
            self._bury(flight, Reason.CLOSED, flight.answer)


def _close_safely(close: Callable[[], None], what: str) -> None:
    try:
        close()
    except Exception as error:  # noqa: BLE001 - whatever it is, nothing more can be done
        _log.error("closing the %s raised %s", what, type(error).__name__)
