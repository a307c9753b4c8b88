"""Events that go elsewhere for a while, whatever emitter they come from.

What captures events in tests is built on this. While events are diverted, an emitter has other
parts in the place of its own: another store, other books, no thread. It is given its own back
as they were.
"""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol
from weakref import WeakKeyDictionary, WeakSet

import attrs

from ootb_events.emit._hooks import tell
from ootb_events.emit._ledger import Ledger
from ootb_events.emit._lifetime import known, remember
from ootb_events.emit._queue import MemoryStore
from ootb_events.emit._records import Notice
from ootb_events.transports import Answer, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ootb_events.emit._emitter import Emitter
    from ootb_events.emit._intake import Intake, Refused
    from ootb_events.emit._records import DeadLetterPolicy, Receipt, Stats
    from ootb_events.emit._store import Entry, Offer, Store
    from ootb_events.events import Event

    Take = Callable[[Event | Mapping[str, Any]], tuple[Receipt, Offer] | Refused]
    Parts = dict[str, Any]

__all__ = ["DivertedLedger", "DivertedStore", "Sink", "divert", "diverted_to", "own_parts"]


class Sink(Protocol):
    """Take events in the place of whatever their emitters deliver to."""

    def intake(self, own: Intake) -> Take:
        """Make what validates the events of an emitter.

        :param own: what does otherwise.
        """
        ...

    def accept(self, offer: Offer) -> None:
        """Take an event; called by the thread that emits, events of one emitter in order."""
        ...


class DivertedStore(MemoryStore):
    """Hand every event on at once: nothing waits, nothing is kept but dead letters."""

    def __init__(self, sink: Sink, policy: DeadLetterPolicy) -> None:
        super().__init__(1, "block", 0.0, policy)
        self._sink = sink
        self._in_turn = threading.RLock()

    def put(self, offer: Offer, patience: float | None = None) -> Entry | None:
        """Hand an event on.

        :raises EmitterClosedError: when the store is closed.
        """
        with self._in_turn:
            super().put(offer, patience)
            for entry in self.claim(1):
                self.settle(entry)
            self._sink.accept(offer)
        return None

    def has_room(self) -> bool:
        """Say that ``put`` returns at once."""
        return True

    def enqueue(self, offer: Offer, connection: object) -> None:  # noqa: ARG002 - as an outbox
        """Hand an event on that belongs to a transaction of the application's."""
        self.put(offer)


class DivertedLedger(Ledger):
    """Book every event that is accepted as delivered."""

    def accept(self, offer: Offer, victim: Entry | None) -> None:
        """Tell that an event was accepted, and that it was delivered."""
        super().accept(offer, victim)
        if self._hooks:
            answer = Answer(outcome=Outcome.DELIVERED)
            notice = Notice(id=str(offer.id), event=offer.event, attempts=1, answer=answer)
            tell(self._hooks, lambda hook: hook.delivered(notice), notice.id)

    def stats(self, store: Store) -> Stats:
        """Sum up."""
        stats = super().stats(store)
        return attrs.evolve(stats, delivered=stats.delivered + stats.pending, pending=0)


class _Diversion:
    """Hold the parts that emitters have while their events go to one sink."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._parts: WeakKeyDictionary[Emitter, Parts] = WeakKeyDictionary()
        self.made: WeakSet[Emitter] = WeakSet()

    def parts(self, emitter: Emitter) -> Parts:
        """Take the parts of an emitter, made when they are first asked for."""
        if emitter not in self._parts:
            self._parts[emitter] = emitter._diverted_parts(self._sink)  # noqa: SLF001 - its package
        return self._parts[emitter]

    def emitters(self) -> list[Emitter]:
        """List the emitters that it has parts for."""
        return list(self._parts)

    def has_closed(self, emitter: Emitter) -> bool:
        """Say whether the emitter was closed while its events went here."""
        return bool(self._parts[emitter]["_store"].closed)

    def forget_all(self) -> None:
        """Make all parts anew when they are asked for next."""
        self._parts.clear()


class _Switch:
    """Know which diversions there are; the last one counts."""

    def __init__(self) -> None:
        self._diversions: list[_Diversion] = []
        self._own: WeakKeyDictionary[Emitter, Parts] = WeakKeyDictionary()
        self._lock = threading.RLock()

    def begin(self, diversion: _Diversion) -> None:
        """Divert the events of every emitter that is open."""
        with self._lock:
            self._diversions.append(diversion)
            for emitter in known():
                self.divert(emitter)

    def end(self, diversion: _Diversion) -> None:
        """Let events go where they would have gone without this diversion."""
        with self._lock:
            self._diversions.remove(diversion)
            for emitter in diversion.emitters():
                if emitter in diversion.made and diversion.has_closed(emitter):
                    self._own.pop(emitter, None)  # it stays closed
                    continue
                remember(emitter)
                self._settle(emitter)

    def divert(self, emitter: Emitter, *, made: bool = False) -> bool:
        """Divert the events of an emitter if those of others are; say whether they are.

        :param made: whether it was just made.
        """
        if not self._diversions:  # the usual case takes no lock
            return False
        with self._lock:
            if not self._diversions:
                return False
            if emitter not in self._own:
                self._own[emitter] = emitter._parts()  # noqa: SLF001 - its package
            if made:
                self._diversions[-1].made.add(emitter)
            remember(emitter)
            self._settle(emitter)
            return True

    def _settle(self, emitter: Emitter) -> None:
        if self._diversions:
            parts = self._diversions[-1].parts(emitter)
        else:
            parts = self._own.pop(emitter, {})
        emitter._use(parts)  # noqa: SLF001 - its package

    def own_parts(self, emitter: Emitter) -> Parts:
        """Take the parts that an emitter will be given back; none while it has them."""
        return self._own.get(emitter, {})

    def begin_in_child(self) -> None:
        """Go on in a forked child, in which emitters have begun anew."""
        self._lock = threading.RLock()
        for diversion in self._diversions:
            diversion.forget_all()
        self._own.clear()
        for emitter in known():
            self.divert(emitter)


_switch = _Switch()


def divert(emitter: Emitter, *, made: bool = False) -> bool:
    """Divert the events of an emitter if those of others are; say whether they are.

    :param made: whether it was just made, and has opened nothing.
    """
    return _switch.divert(emitter, made=made)


def own_parts(emitter: Emitter) -> Parts:
    """Take the parts that an emitter will be given back; none while it has them."""
    return _switch.own_parts(emitter)


@contextmanager
def diverted_to(sink: Sink) -> Iterator[None]:
    """Divert the events of all emitters, those made meanwhile included.

    The inner one of several counts. Afterwards emitters go on as they were before: what closes
    one meanwhile closes the diversion only. One that was made meanwhile opens what it needs
    when it is next used, unless it was closed.
    """
    diversion = _Diversion(sink)
    try:
        _switch.begin(diversion)
        yield
    finally:
        _switch.end(diversion)


if hasattr(os, "register_at_fork"):  # called after that of _lifetime, which this module imports
    os.register_at_fork(after_in_child=_switch.begin_in_child)
