"""The emitter: validate, accept, deliver in the background."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any, Literal

from ootb_events.emit._aio import AsyncDoor, apart
from ootb_events.emit._delivery import Delivery
from ootb_events.emit._diversion import DivertedLedger, DivertedStore, divert, own_parts
from ootb_events.emit._intake import Intake, Refused
from ootb_events.emit._ledger import Ledger
from ootb_events.emit._lifetime import close_with_process, complain, forget, remember
from ootb_events.emit._queue import MemoryStore, WhenFull
from ootb_events.emit._records import DeadLetterPolicy
from ootb_events.emit._retry import RetryPolicy
from ootb_events.emit._wiring import NoTransport, check_choice, check_transport, outbox_of
from ootb_events.errors import (
    ConfigurationError,
    DeadLettersFullError,
    EmitError,
    EmitterClosedError,
    InvalidEventError,
    OotbEventsError,
    QueueFullError,
)

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping, Sequence
    from types import TracebackType

    from typing_extensions import Self, Unpack

    from ootb_events.catalog import Catalog
    from ootb_events.emit._diversion import Sink
    from ootb_events.emit._hooks import Hooks
    from ootb_events.emit._records import DeadLetter, Receipt, Stats
    from ootb_events.emit._settings import Keywords
    from ootb_events.emit._store import Offer, Outbox, Store
    from ootb_events.events import Event
    from ootb_events.transports import Answer, Transport

__all__ = ["Emitter", "OnInvalid"]

OnInvalid = Literal["raise", "dead_letter"]

_GRACE_SECONDS = 1.0
_PARTS = ("_take", "_ledger", "_store", "_running", "_delivery", "_worker", "_door")


def _is_told(excinfo: Any) -> bool:
    """Say whether an error is one of ours, which is about the line that called us."""
    return isinstance(getattr(excinfo, "value", None), OotbEventsError)


__tracebackhide__ = _is_told  # pytest asks a module, too; it costs ``emit`` nothing


class Emitter:
    """Validate events, accept them, and deliver them in the background.

    Events of one customer, else visitor, arrive in the order in which they were emitted; those
    of others go at the same time, and one that has to be sent again holds back only its own.

    Use it as a context manager, or call :meth:`close`; when the interpreter or a child of
    multiprocessing exits it is closed with a deadline of five seconds. Safe to share between
    threads, and to close in a signal handler. A forked child goes on with an emitter of its
    own; what was accepted before the fork is its parent's.

    :param transport: where the bytes go, such as ``HttpTransport(endpoint, token=…)``;
        ``None`` leaves delivery to another process that opens the same outbox.
    :param tenant: the numeric tenant id.
    :param outbox: where events wait: ``None`` for memory, the path of an SQLite file, or an
        outbox such as ``SqliteOutbox(path, sync="full")``.
    :param catalog: which events exist; by default those of this package.
    :param profile: ``platform`` (what the platform refuses), ``opti-x`` or ``ebi``.
    :param strict: whether every warning counts as an error.
    :param on_invalid: ``raise`` an :class:`InvalidEventError`, or keep a ``dead_letter``.
    :param queue_size: without an outbox, how many events may be waiting or under way at once.
    :param when_full: without an outbox, ``block`` until there is room, ``raise``
        :class:`QueueFullError`, or ``drop_oldest``, which blocks while all are under way.
    :param block_timeout: seconds to block before :class:`QueueFullError` is raised.
    :param concurrency: how many requests may be under way at once, if the transport can.
    :param retry: how long to wait between attempts and when to give up.
    :param dead_letter_policy: how many dead letters to keep, and what follows at the limit.
    :param hooks: told of what happens to events.
    :raises ConfigurationError: when a setting is not usable.
    :raises OutboxError: when the outbox cannot be opened.
    """

    def __init__(  # noqa: PLR0913 - each keyword is a choice of the caller's
        self,
        transport: Transport | None,
        *,
        tenant: int,
        outbox: str | os.PathLike[str] | Outbox | None = None,
        catalog: Catalog | None = None,
        profile: str = "platform",
        strict: bool = False,
        on_invalid: OnInvalid = "raise",
        queue_size: int = 10_000,
        when_full: WhenFull = "block",
        block_timeout: float = 5.0,
        concurrency: int = 32,
        retry: RetryPolicy | None = None,
        dead_letter_policy: DeadLetterPolicy | None = None,
        hooks: Sequence[Hooks] = (),
    ) -> None:
        check_choice("on_invalid", on_invalid, ("raise", "dead_letter"))
        check_choice("when_full", when_full, ("block", "raise", "drop_oldest"))
        if type(tenant) is not int:
            raise ConfigurationError(
                f"tenant is the numeric id as int, not {type(tenant).__name__}"
            )
        if queue_size < 1 or concurrency < 1:
            raise ConfigurationError("queue_size and concurrency are at least 1")
        check_transport(transport, outbox)
        self._transport = transport
        self._tenant = tenant
        self._outbox = outbox_of(outbox)
        self._intake = Intake(tenant, catalog, profile, strict=strict, raises=on_invalid == "raise")
        self._take = self._intake.take
        self._queue_settings = (queue_size, when_full, block_timeout)
        self._policy = dead_letter_policy or DeadLetterPolicy()
        self._concurrency = concurrency
        self._retry = retry or RetryPolicy()
        self._hooks = tuple(hooks)
        if self._outbox is not None:
            self._outbox.bind(self)
        self._begin()
        if divert(self, made=True):
            return
        store = self._open()
        remember(self)
        if divert(self):  # since a moment ago
            return
        if store.durable and (store.pending() or store.due() is not None):
            self.start()

    @classmethod
    def from_env(cls, **keywords: Unpack[Keywords]) -> Self:
        """Make an emitter of keywords, else the environment, else the nearest pyproject.toml.

        ``queue_size=`` comes before the variable ``OOTB_EVENTS_QUEUE_SIZE``, and that before
        ``queue_size`` under ``[tool.ootb-events]`` in the first ``pyproject.toml`` from the
        working directory upward, whose paths are relative to it; likewise every setting of the
        emitter and of ``HttpTransport`` that is text, a number or a truth. A token is never
        taken from a file. An empty variable counts as absent, but for the proxy's. The folders
        under ``catalogs`` in the nearest settings file are composed with ours, unless
        ``catalog`` is passed.

        :param keywords: those of :class:`Emitter`, those of ``HttpTransport`` unless
            ``transport`` is given, and ``outbox_sync`` for an ``outbox`` that is a path.
        :raises ConfigurationError: when settings are missing, malformed or misspelled; it
            names all of them, and where they come from.
        :raises OutboxError: when the outbox cannot be opened.
        :raises TypeError: when there is no such keyword.
        """
        from ootb_events.emit._settings import build

        return build(cls, keywords)

    def emit(self, event: Event | Mapping[str, Any]) -> Receipt:
        """Validate an event and accept it for delivery.

        With an outbox, the event is in the file when this returns.

        :param event: an event object, or a payload; a payload without tenant gets this one's.
        :returns: a receipt with the event's id and what validation had to say.
        :raises InvalidEventError: when it has errors and ``on_invalid`` is ``raise``.
        :raises EncodeError: when a value has no form on the wire, likewise.
        :raises UnknownEventError: when the catalogue lacks the class of an event, likewise.
        :raises NotEmittableError: when the event is one that only Optimove sends.
        :raises QueueFullError: when there is no room in time.
        :raises DeadLettersFullError: when it is to be a dead letter and there is no room.
        :raises OutboxError: when the outbox cannot be written to: the event was not accepted.
        :raises EmitterClosedError: when the emitter is closed.
        """
        taken = self._take(event)
        if isinstance(taken, Refused):
            return self._refuse(event, taken)
        receipt, offer = taken
        victim = (self._running or self.start()).put(offer)
        if victim is not None or self._hooks:
            self._ledger.accept(offer, victim)
        return receipt

    async def aemit(self, event: Event | Mapping[str, Any]) -> Receipt:
        """Validate an event and accept it for delivery, without blocking the event loop.

        Takes, returns and raises what :meth:`emit` does. If the task is cancelled meanwhile,
        the event is accepted once or not at all; when its turn had not come, it is not.
        """
        taken = self._take(event)
        if isinstance(taken, Refused):
            return await asyncio.to_thread(self._refuse, event, taken)
        receipt, offer = taken
        store = self._running or self.start()
        if not store.has_room() or not self._put_at_once(store, offer):
            await self._open_door().put(offer)
        return receipt

    def prepare(self, event: Event | Mapping[str, Any]) -> tuple[Receipt, Offer]:
        """Validate an event and write its bytes without accepting it; for outboxes.

        :raises InvalidEventError: when it has errors, whatever ``on_invalid`` is.
        :raises EncodeError: when a value has no form on the wire, likewise.
        """
        taken = self._take(event)
        if isinstance(taken, Refused):
            raise InvalidEventError(taken.receipt.report)
        return taken

    def flush(self, timeout: float | None = 10.0) -> int:
        """Wait until everything accepted so far has left.

        A hook that is called by the thread that delivers waits for nothing.

        :param timeout: seconds to wait; ``None`` waits as long as it takes.
        :returns: how many of these events are still pending; 0 when all have left.
        """
        return self._open().join(0.0 if self._delivers_here else timeout)

    async def aflush(self, timeout: float | None = 10.0) -> int:
        """Wait as :meth:`flush` does, without blocking the event loop."""
        return await apart(self.flush, timeout)

    def close(self, timeout: float | None = 10.0) -> int:
        """Stop accepting events, wait for the rest, and release outbox and transport.

        What could not be delivered in time stays in the outbox; without one, it becomes dead
        letters with the reason ``closed``. What is just being sent has one more second.
        Calling it again changes nothing. When several threads close, the shortest timeout
        decides.

        :param timeout: seconds to wait; ``None`` waits as long as it takes.
        :returns: how many events were not delivered in time.
        """
        store = self._open()
        store.close()
        left = 0 if self._transport is None else self.flush(timeout)
        with self._starting:
            worker = self._worker
            if worker is None:
                self._delivery.release()
        if worker is not None:
            self._delivery.stop(_GRACE_SECONDS)
            if not self._delivers_here:
                worker.join(_GRACE_SECONDS)
        for entry in store.abandon():
            self._ledger.bury_abandoned(store, entry)
        if self._door is not None:
            self._door.close()
        forget(self)
        return left

    async def aclose(self, timeout: float | None = 10.0) -> int:
        """Close as :meth:`close` does, without blocking the event loop."""
        return await apart(self.close, timeout)

    @property
    def dead_letters(self) -> Sequence[DeadLetter]:
        """The events that were not delivered, the oldest first; with an outbox, all in it."""
        return self._open().dead_letters()

    @property
    def trouble(self) -> Answer | None:
        """The last answer, when it was anything but delivered."""
        self._open()
        return self._delivery.trouble

    @property
    def durable(self) -> bool:
        """Whether what was accepted outlives this process."""
        return self._outbox is not None

    @property
    def opened(self) -> bool:
        """Whether it holds anything that ``close`` would have to release."""
        return self._store is not None

    def stats(self) -> Stats:
        """Count what became of the events so far."""
        return self._ledger.stats(self._open())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        complain(self, self.close())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        complain(self, await self.aclose())

    def __repr__(self) -> str:
        outbox = f", outbox={self._outbox!r}" if self._outbox is not None else ""
        return f"{type(self).__name__}({self._transport!r}, tenant={self._tenant}{outbox})"

    def _begin(self) -> None:
        """Start with nothing accepted."""
        self._ledger = Ledger(self._hooks)
        self._store: Store | None = None
        self._running: Store | None = None
        self._worker: threading.Thread | None = None
        self._door: AsyncDoor | None = None
        self._starting = threading.RLock()

    def _begin_in_child(self) -> None:
        """Start anew in a forked child, whose parent delivers what is there."""
        self._use(own_parts(self))
        if self._store is not None:
            self._store.forsake()
        self._begin()

    def _parts(self) -> dict[str, Any]:
        """Take what another can have in its place while events are diverted."""
        return {name: value for name, value in vars(self).items() if name in _PARTS}

    def _use(self, parts: dict[str, Any]) -> None:
        vars(self).update(parts)

    def _diverted_parts(self, sink: Sink) -> dict[str, Any]:
        """Make parts that hand every event on to a sink, and open nothing."""
        store, ledger = DivertedStore(sink, self._policy), DivertedLedger(self._hooks)
        delivery = Delivery(store, NoTransport(), self._retry, ledger, 1)
        made = (sink.intake(self._intake), ledger, store, store, delivery, None, None)
        return dict(zip(_PARTS, made, strict=True))

    def _open(self) -> Store:
        """Open the store, and what delivers from it, once in each process."""
        if self._store is None:
            with self._starting:
                if self._store is None:
                    store = self._new_store()
                    transport = NoTransport() if self._transport is None else self._transport
                    self._delivery = Delivery(
                        store, transport, self._retry, self._ledger, self._concurrency
                    )
                    self._store = store
        return self._store

    def _new_store(self) -> Store:
        if self._outbox is None:
            return MemoryStore(*self._queue_settings, self._policy)
        return self._outbox.open(
            self._policy, delivers=self._transport is not None, dropped=self._ledger.forget
        )

    def start(self) -> Store:
        """Start to deliver, as the first event would; for outboxes.

        :raises EmitterClosedError: when the emitter is closed.
        """
        with self._starting:
            store = self._open()
            if store.closed:
                raise EmitterClosedError
            if self._running is None:
                if self._transport is not None:
                    close_with_process()
                    self._worker = threading.Thread(
                        target=self._deliver,
                        args=(self._delivery,),
                        name="ootb-events",
                        daemon=True,
                    )
                    self._worker.start()
                self._running = store
        return store

    def _deliver(self, delivery: Delivery) -> None:
        delivery.run()  # by way of the emitter, so that it lives as long as its thread

    def _put_at_once(self, store: Store, offer: Offer) -> bool:
        try:
            victim = store.put(offer, 0.0)
        except QueueFullError:  # another thread was faster, unless there is no waiting at all
            if self._queue_settings[1] == "raise":
                raise
            return False
        if victim is not None or self._hooks:
            self._ledger.accept(offer, victim)
        return True

    def _put_all(self, offers: Sequence[Offer]) -> Iterator[EmitError | None]:
        for offer, outcome in zip(offers, self._open().put_all(offers), strict=True):
            if isinstance(outcome, EmitError):
                yield outcome
                continue
            self._ledger.accept(offer, outcome)
            yield None

    def _open_door(self) -> AsyncDoor:
        with self._starting:
            if self._door is None:
                self._door = AsyncDoor(self._put_all)
        return self._door

    @property
    def _delivers_here(self) -> bool:
        return self._worker is threading.current_thread()

    def _refuse(self, event: Event | Mapping[str, Any], refused: Refused) -> Receipt:
        store = self._open()
        if store.crowded():
            raise DeadLettersFullError
        self._ledger.refuse(store, refused.receipt, event, refused.payload)
        return refused.receipt
