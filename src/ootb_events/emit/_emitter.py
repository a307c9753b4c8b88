"""The emitter: validate, accept, deliver in the background."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter, deque
from collections.abc import Mapping
from datetime import datetime, timezone
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import attrs
import uuid_utils

from ootb_events import _json
from ootb_events.codec import codec_for
from ootb_events.emit._delivery import Delivery, Entry
from ootb_events.emit._lifetime import complain, forget, remember
from ootb_events.emit._queue import BoundedQueue, WhenFull
from ootb_events.emit._records import DeadLetter, Reason, Receipt, Stats
from ootb_events.emit._refusals import OtherTenantError, report_of
from ootb_events.emit._retry import RetryPolicy
from ootb_events.errors import (
    ConfigurationError,
    EmitterClosedError,
    EncodeError,
    InvalidEventError,
    NotEmittableError,
    UnknownEventError,
    UnknownVersionError,
)
from ootb_events.events import Event
from ootb_events.transports import Transport
from ootb_events.validation import Report, validator_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from typing_extensions import Self

    from ootb_events.catalog import Catalog
    from ootb_events.transports import Answer

__all__ = ["Emitter", "OnInvalid"]

OnInvalid = Literal["raise", "dead_letter"]

_log = logging.getLogger("ootb_events")
_new_uuid = uuid_utils.uuid7
_GRACE_SECONDS = 1.0


class _Ready(NamedTuple):
    """What every event of one class needs on its way out."""

    version: str
    is_valid: Callable[[Any], bool]
    clean: Report
    write: Callable[[dict[str, Any]], bytes]


class Emitter:
    """Validate events, accept them, and deliver them in the background.

    Use it as a context manager, or call :meth:`close`; at interpreter exit it is closed with
    a deadline of five seconds. Safe to share between threads, and to close in a signal handler.

    :param transport: where the bytes go, such as ``HttpTransport(endpoint, token=…)``.
    :param tenant: the numeric tenant id.
    :param catalog: which events exist; by default those of this package.
    :param profile: ``platform`` (what the platform refuses), ``opti-x`` or ``ebi``.
    :param strict: whether every warning counts as an error.
    :param on_invalid: ``raise`` an :class:`InvalidEventError`, or keep a ``dead_letter``.
    :param queue_size: how many events may be waiting or on their way at once.
    :param when_full: ``block`` until there is room, ``raise`` :class:`QueueFullError`, or
        ``drop_oldest``, which blocks while there is none to drop, all being on their way.
    :param block_timeout: seconds to block before :class:`QueueFullError` is raised.
    :param retry: how long to wait between attempts and when to give up.
    :param max_dead_letters: how many dead letters to keep; the oldest is dropped for another.
    :param on_dead_letter: told of each dead letter, from the thread that made it.
    :param on_drop: told of each event that is dropped, with its reason.
    :raises ConfigurationError: when a setting is not usable.
    """

    def __init__(  # noqa: PLR0913 - each keyword is a choice of the caller's
        self,
        transport: Transport,
        *,
        tenant: int,
        catalog: Catalog | None = None,
        profile: str = "platform",
        strict: bool = False,
        on_invalid: OnInvalid = "raise",
        queue_size: int = 10_000,
        when_full: WhenFull = "block",
        block_timeout: float = 5.0,
        retry: RetryPolicy | None = None,
        max_dead_letters: int = 1_000,
        on_dead_letter: Callable[[DeadLetter], None] | None = None,
        on_drop: Callable[[DeadLetter], None] | None = None,
    ) -> None:
        _check_choice("on_invalid", on_invalid, ("raise", "dead_letter"))
        _check_choice("when_full", when_full, ("block", "raise", "drop_oldest"))
        if type(tenant) is not int:
            raise ConfigurationError(
                f"tenant is the numeric id as int, not {type(tenant).__name__}"
            )
        if queue_size < 1 or max_dead_letters < 1:
            raise ConfigurationError("queue_size and max_dead_letters are at least 1")
        if isinstance(transport, type) or not isinstance(transport, Transport):
            raise ConfigurationError(
                f"a transport is an object with send() and close(), not {type(transport).__name__}"
            )
        self._transport = transport
        self._tenant = tenant
        self._codec = codec_for(catalog)
        self._validator = validator_for(catalog, profile=profile, strict=strict)
        self._validator.validate({})  # imports the engine: a child forked meanwhile would hang
        self._ready: dict[type[Event], _Ready] = {}
        self._on_invalid = on_invalid
        self._queue_settings = (queue_size, when_full, block_timeout)
        self._retry = retry or RetryPolicy()
        self._on_dead_letter = on_dead_letter
        self._on_drop = on_drop
        self._max_dead_letters = max_dead_letters
        self._worker: threading.Thread | None
        self._begin()
        remember(self)

    def emit(self, event: Event | Mapping[str, Any]) -> Receipt:
        """Validate an event and accept it for delivery.

        :param event: an event object, or a payload; a payload without tenant gets this one's.
        :returns: a receipt with the event's id and what validation had to say.
        :raises InvalidEventError: when it has errors and ``on_invalid`` is ``raise``.
        :raises EncodeError: when a value has no form on the wire, likewise.
        :raises UnknownEventError: when the catalogue lacks the class of an event, likewise.
        :raises NotEmittableError: when the event is one that only Optimove sends.
        :raises QueueFullError: when there is no room in time.
        :raises EmitterClosedError: when the emitter is closed.
        """
        try:
            if isinstance(event, Event):
                ready = self._ready.get(event.__class__) or self._prepare(event.__class__)
                payload = self._codec.to_payload(event, tenant=self._tenant)
                report = self._report_on(payload, ready)
                write = ready.write
            else:
                payload = self._with_tenant(event)
                report = self._validator.validate(payload)
                if report.ok:
                    self._refuse_received(payload["event"])
                    payload = self._canonical(payload)
                write = _json.dumps
            if report.findings and not report.ok:
                return self._refuse(event, payload, report)
            body = b"".join((write(payload), b""))  # a copy sheds the writer's 4 KiB buffer
        except (EncodeError, UnknownEventError, UnknownVersionError) as error:
            if self._on_invalid == "raise":
                raise
            return self._refuse(event, None, report_of(error, event))
        if self._worker is None:
            self._start()
        receipt = Receipt(_new_uuid(), payload["event"], report)
        identity = payload.get("customer") or payload["visitor"]
        entry = Entry(receipt, event, identity, body, time.monotonic())
        victim = self._queue.put(entry)
        if victim is not None:
            self._drop(self._letter(victim, Reason.QUEUE_FULL))
        return receipt

    def flush(self, timeout: float | None = 10.0) -> int:
        """Wait until everything accepted so far has left.

        A listener that is called by the thread that delivers waits for nothing.

        :param timeout: seconds to wait; ``None`` waits as long as it takes.
        :returns: how many of these events are still pending; 0 when all have left.
        """
        return self._queue.join(0.0 if self._delivers_here else timeout)

    def close(self, timeout: float | None = 10.0) -> int:
        """Stop accepting events, wait for the rest, and release the transport.

        What could not be delivered in time becomes dead letters with the reason ``closed``; an
        event that is just being sent has one more second. Calling it again changes nothing.
        When several threads close, the shortest timeout decides.

        :param timeout: seconds to wait; ``None`` waits as long as it takes.
        :returns: how many events were not delivered in time.
        """
        self._queue.close()
        left = self.flush(timeout)
        for entry in self._queue.abandon():
            self._give_up(entry, Reason.CLOSED, None, 0)
        with self._starting:
            if self._worker is None:
                self._delivery.release()
        if self._worker is not None and not self._delivers_here:
            self._worker.join(_GRACE_SECONDS)
        forget(self)
        return left

    @property
    def dead_letters(self) -> tuple[DeadLetter, ...]:
        """The events that were not delivered, the oldest first."""
        return tuple(self._dead_letters)

    @property
    def trouble(self) -> Answer | None:
        """The last answer, when it was anything but delivered."""
        return self._delivery.trouble

    def stats(self) -> Stats:
        """Count what became of the events so far."""
        delivered = self._delivery.delivered
        with self._counting:
            undelivered = dict(self._undelivered)
        accepted = self._queue.accepted  # the last to be read, lest it be less than its parts
        ended = sum(undelivered.get(reason, 0) for reason in _ENDS)
        return Stats(
            accepted=accepted,
            delivered=delivered,
            pending=accepted - delivered - ended,
            retries=self._delivery.retries,
            undelivered=MappingProxyType(undelivered),
            forgotten=self._forgotten,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        complain(self.close())

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._transport!r}, tenant={self._tenant})"

    def _begin(self) -> None:
        """Start with nothing accepted; again in a forked child, whose parent delivers the rest."""
        self._dead_letters: deque[DeadLetter] = deque()
        self._undelivered: Counter[Reason] = Counter()
        self._forgotten = 0
        self._counting = threading.RLock()
        self._queue: BoundedQueue[Entry] = BoundedQueue(*self._queue_settings)
        self._delivery = Delivery(self._queue, self._transport, self._retry, self._give_up)
        self._worker = None
        self._starting = threading.RLock()

    def _start(self) -> None:
        with self._starting:
            if self._queue.closed:
                raise EmitterClosedError
            if self._worker is None:
                worker = threading.Thread(
                    target=self._delivery.run, name="ootb-events", daemon=True
                )
                worker.start()
                self._worker = worker

    @property
    def _delivers_here(self) -> bool:
        return self._worker is threading.current_thread()

    def _prepare(self, cls: type[Event]) -> _Ready:
        """Look up once what every event of a class needs."""
        self._refuse_received(cls.event_key)
        write = self._codec.writer(cls)
        is_valid, clean = self._validator.quick(cls.event_key, cls.schema_version)
        ready = self._ready[cls] = _Ready(cls.schema_version, is_valid, clean, write)
        return ready

    def _refuse_received(self, key: str) -> None:
        if not self._codec.catalog.get(key).emittable:
            raise NotEmittableError(key)

    def _report_on(self, payload: dict[str, Any], ready: _Ready) -> Report:
        try:
            if ready.is_valid(payload):
                return ready.clean
        except ValueError:  # half a character, say; what it is will be explained
            pass
        return self._validator.validate(payload, version=ready.version)

    def _with_tenant(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        if not isinstance(payload, Mapping):
            raise EncodeError(
                f"expected an event or a payload as a mapping, got {type(payload).__name__}"
            )
        return {"tenant": self._tenant, **payload}

    def _canonical(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        canonical = _json.canonical(payload)
        if canonical["tenant"] != self._tenant:
            raise OtherTenantError(
                f"the payload is for another tenant than this emitter's {self._tenant}",
                pointer="/tenant",
            )
        return canonical

    def _refuse(
        self, event: Event | Mapping[str, Any], payload: Mapping[str, Any] | None, report: Report
    ) -> Receipt:
        if self._on_invalid == "raise":
            raise InvalidEventError(report)
        receipt = Receipt(_new_uuid(), report.event or "", report)
        letter = DeadLetter(
            id=receipt.id,
            event=receipt.event,
            reason=Reason.INVALID,
            detail=str(report),
            subject=event,
            payload=payload,
            report=report,
            accepted_at=datetime.now(timezone.utc),
        )
        self._keep(letter)
        return receipt

    def _give_up(self, entry: Entry, reason: Reason, answer: Answer | None, attempts: int) -> None:
        self._keep(self._letter(entry, reason, answer, attempts))

    def _letter(
        self, entry: Entry, reason: Reason, answer: Answer | None = None, attempts: int = 0
    ) -> DeadLetter:
        age = time.monotonic() - entry.since
        return DeadLetter(
            id=entry.receipt.id,
            event=entry.receipt.event,
            reason=reason,
            detail=answer.detail if answer else reason.value,
            subject=entry.subject,
            payload=_json.loads(entry.body),
            answer=answer,
            attempts=attempts,
            accepted_at=datetime.fromtimestamp(time.time() - age, timezone.utc),
        )

    def _keep(self, letter: DeadLetter) -> None:
        with self._counting:
            self._undelivered[letter.reason] += 1
            self._dead_letters.append(letter)
            crowded = len(self._dead_letters) > self._max_dead_letters
            oldest = self._dead_letters.popleft() if crowded else None
            self._forgotten += crowded
        _tell(self._on_dead_letter, letter)
        if oldest is not None:
            _tell(self._on_drop, attrs.evolve(oldest, reason=Reason.DEAD_LETTERS_FULL))

    def _drop(self, letter: DeadLetter) -> None:
        with self._counting:
            self._undelivered[letter.reason] += 1
        _tell(self._on_drop, letter)


_ENDS = (Reason.REJECTED, Reason.EXPIRED, Reason.CLOSED, Reason.QUEUE_FULL)


def _check_choice(name: str, value: object, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise ConfigurationError(f"{name} is one of {', '.join(choices)}, not {value!r}")


def _tell(listener: Callable[[DeadLetter], None] | None, letter: DeadLetter) -> None:
    """Call a listener of the application's; its failure must not stop delivery."""
    if listener is None:
        return
    try:
        listener(letter)
    except Exception:  # noqa: BLE001 - the application's own code may raise anything
        _log.exception("a listener failed for the %s event %s", letter.reason.value, letter.id)
