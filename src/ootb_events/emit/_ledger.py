"""What became of events: counted, told to the hooks, kept as dead letters."""

from __future__ import annotations

import threading
import time
from collections import Counter
from datetime import datetime, timezone
from types import MappingProxyType
from typing import TYPE_CHECKING

from ootb_events import _json
from ootb_events.emit._hooks import Hooks, tell
from ootb_events.emit._records import DeadLetter, Notice, Reason, Stats

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from ootb_events.emit._records import Health, Receipt
    from ootb_events.emit._store import Entry, Offer, Store
    from ootb_events.events import Event
    from ootb_events.transports import Answer

__all__ = ["Ledger"]

_ENDS = (Reason.REJECTED, Reason.EXPIRED, Reason.CLOSED, Reason.QUEUE_FULL)


class Ledger:
    """Book what becomes of each event, once."""

    def __init__(self, hooks: Sequence[Hooks]) -> None:
        self._hooks = tuple(hooks)
        self._undelivered: Counter[Reason] = Counter()
        self._forgotten = 0
        self._counting = threading.RLock()  # a signal handler may interrupt its own thread
        self._delivered = 0
        self._retries = 0

    def accept(self, offer: Offer, victim: Entry | None) -> None:
        """Tell that an event was accepted, and book the one that was dropped for it."""
        if victim is not None:
            self.drop(victim)
        if self._hooks:
            notice = Notice(id=str(offer.id), event=offer.event)
            tell(self._hooks, lambda hook: hook.accepted(notice), notice.id)

    def deliver(self, store: Store, entry: Entry, attempts: int, answer: Answer) -> None:
        """Book a delivery; by the delivering thread only."""
        self._delivered += 1
        store.settle(entry)
        if self._hooks:
            notice = _notice(entry, attempts, answer)
            tell(self._hooks, lambda hook: hook.delivered(notice), notice.id)

    def retry(self, store: Store, entry: Entry, attempts: int, answer: Answer) -> None:
        """Book that an entry is to be sent again; by the delivering thread only."""
        self._retries += 1
        store.attempted(entry, attempts)
        if self._hooks:
            notice = _notice(entry, attempts, answer)
            tell(self._hooks, lambda hook: hook.retried(notice), notice.id)

    def bury(
        self, store: Store, entry: Entry, reason: Reason, answer: Answer | None, attempts: int
    ) -> None:
        """Make a dead letter of an entry that delivery holds."""
        self._keep(store, _letter(entry, reason, answer, attempts), entry)

    def bury_abandoned(self, store: Store, entry: Entry) -> None:
        """Make a dead letter of an entry that the store has handed out for good."""
        self._keep(store, _letter(entry, Reason.CLOSED), None)

    def refuse(
        self,
        store: Store,
        receipt: Receipt,
        event: Event | Mapping[str, Any],
        payload: Mapping[str, Any] | None,
    ) -> None:
        """Make a dead letter of an invalid event, which was never accepted."""
        now = datetime.now(timezone.utc)
        letter = DeadLetter(
            id=receipt.id,
            event=receipt.event,
            reason=Reason.INVALID,
            detail=str(receipt.report),
            subject=event,
            payload=payload,
            report=receipt.report,
            accepted_at=now,
            died_at=now,
        )
        self._keep(store, letter, None)

    def drop(self, entry: Entry) -> None:
        """Book an entry that had to make room for another."""
        self._count(Reason.QUEUE_FULL, 1)
        if self._hooks:
            letter = _letter(entry, Reason.QUEUE_FULL)
            tell(self._hooks, lambda hook: hook.dropped(letter), letter.id)

    def forget(self, letter: DeadLetter) -> None:
        """Book a dead letter that is kept no more."""
        with self._counting:
            self._forgotten += 1
        tell(self._hooks, lambda hook: hook.dropped(letter), letter.id)

    def health(self, health: Health, answer: Answer | None) -> None:
        """Tell that delivery fares otherwise than before."""
        tell(self._hooks, lambda hook: hook.health(health, answer), health.value)

    def stats(self, store: Store) -> Stats:
        """Sum up."""
        delivered = self._delivered
        with self._counting:
            undelivered = dict(self._undelivered)
        ended = delivered + sum(undelivered.get(reason, 0) for reason in _ENDS)
        accepted = store.accepted  # the last to be read, lest it be less than its parts
        pending = store.pending() if accepted is None else accepted - ended
        return Stats(
            accepted=ended + pending,
            delivered=delivered,
            pending=pending,
            retries=self._retries,
            undelivered=MappingProxyType(undelivered),
            forgotten=self._forgotten,
        )

    def _keep(self, store: Store, letter: DeadLetter, entry: Entry | None) -> None:
        self._count(letter.reason, 1)  # before a flush that waits for it returns
        try:
            gone = store.keep(letter, entry)
        except BaseException:
            self._count(letter.reason, -1)
            raise
        tell(self._hooks, lambda hook: hook.rejected(letter), letter.id)
        for each in gone:
            self.forget(each)

    def _count(self, reason: Reason, number: int) -> None:
        with self._counting:
            self._undelivered[reason] += number


def _notice(entry: Entry, attempts: int, answer: Answer) -> Notice:
    seconds = time.monotonic() - entry.since
    return Notice(
        id=str(entry.id), event=entry.event, attempts=attempts, seconds=seconds, answer=answer
    )


def _letter(
    entry: Entry, reason: Reason, answer: Answer | None = None, attempts: int = 0
) -> DeadLetter:
    now = time.time()
    age = time.monotonic() - entry.since
    return DeadLetter(
        id=str(entry.id),
        event=entry.event,
        reason=reason,
        detail=answer.detail if answer else reason.value,
        subject=entry.subject,
        payload=_json.loads(entry.body),
        answer=answer,
        attempts=attempts or entry.attempts,
        accepted_at=datetime.fromtimestamp(now - age, timezone.utc),
        died_at=datetime.fromtimestamp(now, timezone.utc),
    )
