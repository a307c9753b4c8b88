"""``ootb-events emit``."""

from __future__ import annotations

import logging
import sys
from typing import IO, TYPE_CHECKING, Any

import attrs
import click

from ootb_events.cli._catalogs import catalog_for, catalogs
from ootb_events.cli._endpoint import endpoint_options, http_transport
from ootb_events.cli._options import Seconds, rules
from ootb_events.cli._say import say
from ootb_events.emit import DeadLetter, Emitter, Hooks, Reason, RetryPolicy
from ootb_events.lint import STDIN, Problem, Record, records
from ootb_events.transports import Outcome, StreamTransport
from ootb_events.validation import Severity, Validator, validator_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ootb_events.transports import Transport

__all__ = ["command"]

_AHEAD = 1_000
"""How many events are read ahead of delivery."""

_LONGEST = 86_400
_HOPELESS = "the endpoint has taken nothing for too long"
_SILENT = logging.NullHandler()


@click.command("emit")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@endpoint_options("Where to post to; - writes one event a line to standard output instead.")
@click.option(
    "--tenant",
    required=True,
    type=int,
    envvar="OOTB_EVENTS_TENANT",
    show_envvar=True,
    help="Numeric tenant id.",
)
@click.option(
    "--give-up-after",
    type=Seconds(0, _LONGEST),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="How long to go on trying when the endpoint takes nothing.",
)
@rules
@catalogs
def command(  # noqa: PLR0913 - as click passes them
    paths: tuple[str, ...],
    *,
    endpoint: str,
    tenant: int,
    token_file: IO[bytes] | None,
    give_up_after: float,
    profile: str,
    strict: bool,
    catalogs: tuple[str, ...],
) -> None:
    """Validate event files and send what they hold, each customer's in their order.

    PATH is as for lint. What is invalid is not sent. Exits with 0 when everything was
    delivered, 1 when something was not, 2 when a path cannot be read.
    """
    output = _Output(sys.stdout.buffer) if endpoint == STDIN else None
    sending = _Sending(
        _transport(endpoint, token_file, output),
        tenant=tenant,
        # A stream that fails is not going to recover.
        give_up_after=0.0 if output else give_up_after,
        validator=validator_for(catalog_for(catalogs), profile=profile, strict=strict),
        output=output,
    )
    logging.getLogger("ootb_events").addHandler(_SILENT)  # this command tells everything itself
    try:
        sending.run(paths)
    finally:
        sending.finish()
    sys.exit(sending.exit_code)


def _transport(endpoint: str, token_file: IO[bytes] | None, output: _Output | None) -> Transport:
    if output is not None:
        return StreamTransport(output)  # type: ignore[arg-type] # as much of a stream as it uses
    return http_transport(endpoint, token_file)


@attrs.define
class _Output:
    """Standard output, remembering why it could not be written to."""

    _stream: IO[bytes]
    error: OSError | None = None

    def write(self, data: bytes) -> None:
        try:
            self._stream.write(data)
            self._stream.flush()
        except OSError as error:
            self.error = error
            raise

    def flush(self) -> None:
        """Do nothing: everything is flushed as it is written."""


class _Payload(dict[str, Any]):
    """An event that remembers where it was read, for what is said about it later."""

    def __init__(self, payload: dict[str, Any], place: str) -> None:
        super().__init__(payload)
        self.place = place


class _Undelivered(Hooks):
    """Pass on each dead letter."""

    def __init__(self, tell: Callable[[DeadLetter], None]) -> None:
        self._tell = tell

    def rejected(self, letter: DeadLetter) -> None:
        self._tell(letter)


class _Stopped(Exception):  # noqa: N818 - an outcome rather than a failure of this program
    """Say why nothing more is to be sent."""


class _Sending:
    """One run over files: what is sent, what is said, and what came of it."""

    def __init__(
        self,
        transport: Transport,
        *,
        tenant: int,
        give_up_after: float,
        validator: Validator,
        output: _Output | None,
    ) -> None:
        self._validator = validator
        self._output = output
        self._emitter = Emitter(
            transport,
            tenant=tenant,
            catalog=validator.catalog,
            profile=validator.profile,
            strict=validator.strict,
            on_invalid="dead_letter",
            queue_size=_AHEAD,
            retry=RetryPolicy(give_up_after=give_up_after),
            hooks=[_Undelivered(self._tell)],
        )
        self._unreadable_paths = 0
        self._unreadable_events = 0
        self._delivered_when_given_up = -1
        self._hopeless = False
        self._stopped = ""
        self._next = ""

    @property
    def exit_code(self) -> int:
        if self._unreadable_paths:
            return 2
        undelivered = self._emitter.stats().undelivered
        return int(bool(undelivered or self._unreadable_events or self._stopped))

    def run(self, paths: Iterable[str]) -> None:
        """Send everything, until it is sent or there is no hope."""
        try:
            for payload in self._payloads(paths):
                self._next = payload.place
                self._wait_until_pending(_AHEAD - 1)
                self._emitter.emit(payload)
            self._next = ""
            self._wait_until_pending(0)
        except _Stopped as reason:
            self._stopped = str(reason)

    def finish(self) -> None:
        """Drop what is left, and say what came of everything."""
        self._emitter.close(0)
        if self._output is not None and self._output.error is not None:
            raise self._output.error
        if self._stopped:
            say(f"stopped: {self._stopped}")
            if self._next:
                say(f"nothing from {self._next} on was sent")
        stats = self._emitter.stats()
        counts = {_word(reason): number for reason, number in stats.undelivered.items()}
        if self._unreadable_events:
            counts["unreadable"] = self._unreadable_events
        words = [f"{number} {word}" for word, number in sorted(counts.items())]
        say(", ".join([f"{stats.delivered} delivered", *words]))

    def _payloads(self, paths: Iterable[str]) -> Iterator[_Payload]:
        for record in records(paths):
            if isinstance(record, Problem):
                self._unreadable_paths += 1
                say(f"{record.file}: {record.problem}")
            else:
                yield from self._payload(record, f"{record.file}:{record.line}")

    def _payload(self, record: Record, place: str) -> Iterator[_Payload]:
        faults = self._validator.weighed(record.faults)
        problems = [fault.message for fault in faults if fault.severity is Severity.ERROR]
        if record.readable and not isinstance(record.value, dict):
            problems.append("an event is a JSON object")
        for problem in problems:
            say(f"{place}: unreadable: {problem}")
        if problems:
            self._unreadable_events += 1
        elif record.readable:
            yield _Payload(record.value, place)

    def _wait_until_pending(self, most: int) -> None:
        """Wait for room, but not for what only a person can mend.

        :raises _Stopped: when there is no point in going on.
        """
        while True:
            pending = self._emitter.stats().pending
            if pending == most == 0:
                return
            if self._output is not None and self._output.error is not None:
                raise _Stopped
            trouble = self._emitter.trouble
            if trouble is not None and trouble.outcome is Outcome.MISCONFIGURED:
                raise _Stopped(trouble.detail)
            if self._hopeless:
                raise _Stopped(_HOPELESS)
            if pending <= most:
                return
            self._emitter.flush(0.05)

    def _tell(self, letter: DeadLetter) -> None:
        place = letter.subject.place if isinstance(letter.subject, _Payload) else letter.event
        if letter.reason is Reason.INVALID and letter.report is not None:
            say(f"{place}: invalid")
            for finding in letter.report.findings:
                say(str(finding), indent="  ")
        elif letter.reason is not Reason.CLOSED and not self._hopeless and self._output is None:
            say(f"{place}: {_word(letter.reason)}: {letter.detail}")
        if letter.reason is Reason.EXPIRED:
            delivered = self._emitter.stats().delivered
            # One event alone may be what the endpoint fails over; the next one tells.
            self._hopeless = delivered == self._delivered_when_given_up
            self._delivered_when_given_up = delivered


def _word(reason: Reason) -> str:
    return {Reason.CLOSED: "not sent", Reason.EXPIRED: "given up"}.get(reason, reason.value)
