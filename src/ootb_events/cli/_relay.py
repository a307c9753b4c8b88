"""``ootb-events relay``."""

from __future__ import annotations

import logging
import signal
import sys
import threading
import time
from datetime import datetime, timezone
from typing import IO, TYPE_CHECKING, Any, Final

import click

from ootb_events.cli._endpoint import endpoint_options, http_transport
from ootb_events.cli._options import Duration, Seconds
from ootb_events.cli._say import say
from ootb_events.emit import (
    DeadLetter,
    DeadLetterPolicy,
    Emitter,
    Health,
    Hooks,
    OutboxFile,
    RetryPolicy,
    SqliteOutbox,
)
from ootb_events.transports import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from ootb_events.transports import Answer

__all__ = ["command"]

_WATCH: Final = 0.25
_LOOK: Final = 0.25
_SETTLED: Final = 2.5
"""Seconds after which what is others' to deliver is left to them, with ``--once``."""

_CLOSE: Final = 5.0
_LONGEST: Final = 86_400
_NOBODYS_TENANT: Final = 0
"""A relay emits nothing of its own: each payload in the file has its tenant already."""


@click.command("relay")
@click.argument("path")
@endpoint_options("Where to post to.")
@click.option("--once", is_flag=True, help="End when nothing is left that can be delivered.")
@click.option(
    "--give-up-after",
    type=Seconds(0, _LONGEST),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="With --once: how long to go on trying when the endpoint takes nothing.",
)
@click.option(
    "--expire-after",
    type=Duration(),
    default="24h",
    show_default=True,
    metavar="TIME",
    help="The age at which an event that cannot be delivered becomes a dead letter.",
)
@click.option(
    "--keep-dead",
    type=click.IntRange(1),
    default=10_000,
    show_default=True,
    metavar="N",
    help="How many dead letters to keep; the oldest go first.",
)
@click.option(
    "--keep-dead-for",
    type=Duration(),
    default="30d",
    show_default=True,
    metavar="TIME",
    help="How long to keep each dead letter.",
)
@click.option("--create", is_flag=True, help="Create the outbox if there is none.")
@click.option("--quiet", is_flag=True, help="Say only what goes wrong.")
def command(  # noqa: PLR0913 - as click passes them
    path: str,
    *,
    endpoint: str,
    token_file: IO[bytes] | None,
    once: bool,
    give_up_after: float,
    expire_after: float,
    keep_dead: int,
    keep_dead_for: float,
    create: bool,
    quiet: bool,
) -> None:
    """Deliver what waits in an outbox file.

    PATH is the file of a SqliteOutbox. Takes what processes write that do not deliver
    themselves, what others left when they died, and dead letters that are to be tried again;
    each customer's in their order. Several relays share the work. Times are like 90s, 15m, 12h
    or 30d.

    Runs until SIGINT or SIGTERM, then exits with 0; what is left stays in the file. With
    --once, exits with 0 when the file is empty and everything arrived, else with 1. Exits with
    2 when the file cannot be used.

    No tenant is asked for: each event in the file says its own.
    """
    if not create:
        OutboxFile(path)  # says what is wrong with it
    voice = _Voice(quiet=quiet, dated=not once)
    relay = _Relay(
        path,
        Emitter(
            http_transport(endpoint, token_file),
            tenant=_NOBODYS_TENANT,
            outbox=SqliteOutbox(path, watch=_WATCH),
            retry=RetryPolicy(give_up_after=expire_after),
            dead_letter_policy=DeadLetterPolicy(max_count=keep_dead, max_age=keep_dead_for),
            hooks=[_Listener(voice)],
        ),
        voice,
    )
    try:
        relay.run(give_up_after if once else None)
    finally:
        relay.finish()
    sys.exit(relay.exit_code if once else 0)


class _Voice:
    """Say one thing a line, with the time where the lines may become a log."""

    def __init__(self, *, quiet: bool, dated: bool) -> None:
        self._quiet = quiet
        self._dated = dated

    def tell(self, text: str) -> None:
        if not self._quiet:
            self.complain(text)

    def complain(self, text: str) -> None:
        now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ  ")
        say(f"{now if self._dated else ''}{text}")


class _Listener(Hooks):
    def __init__(self, voice: _Voice) -> None:
        self._voice = voice

    def rejected(self, letter: DeadLetter) -> None:
        self._voice.complain(f"{letter.event} {letter.id} {letter.reason.value}: {letter.detail}")

    def dropped(self, letter: DeadLetter) -> None:
        reason = letter.reason.value.replace("_", " ")
        self._voice.complain(f"{letter.event} {letter.id} deleted: {reason}")

    def health(self, health: Health, answer: Answer | None) -> None:
        detail = f": {answer.detail}" if answer is not None and answer.detail else ""
        if health is Health.WELL:
            self._voice.tell("all is well again")
        elif health is Health.RETRYING:
            self._voice.complain(f"some events have to be sent again{detail}")
        else:
            self._voice.complain(f"nothing is delivered until that is mended{detail}")


class _Faults(logging.Handler):
    """Say what the library logs and tells no hook: that the disk is full, for example."""

    def __init__(self, voice: _Voice) -> None:
        super().__init__(logging.ERROR)
        self._voice = voice
        self._last = ""

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if record.module != "_health" and text != self._last:
            self._voice.complain(text)
            self._last = text


class _Relay:
    """One run of a relay over one file."""

    def __init__(self, path: str, emitter: Emitter, voice: _Voice) -> None:
        self._path = path
        self._emitter = emitter
        self._voice = voice
        self._stopping = threading.Event()
        self._faults = _Faults(voice)
        self._before: dict[int, Any] = {}
        self._left = 0

    @property
    def exit_code(self) -> int:
        return int(bool(self._left or self._emitter.stats().undelivered))

    def run(self, give_up_after: float | None) -> None:
        """Deliver until told to stop; with a patience, until nothing more can be done."""
        _log.addHandler(self._faults)
        for number in (signal.SIGINT, signal.SIGTERM):
            self._before[number] = signal.signal(number, lambda *_: self._stopping.set())
        self._voice.tell(f"delivers what waits in {self._path}")
        pause = _LOOK if give_up_after is not None else 1.0
        is_done = self._ending(give_up_after) if give_up_after is not None else lambda: False
        while not (is_done() or self._stopping.wait(pause)):
            pass

    def finish(self) -> None:
        """Deliver for a few seconds more unless that is hopeless, and sum up."""
        self._emitter.close(0 if self._emitter.trouble else _CLOSE)
        self._left = OutboxFile(self._path).status().waiting.count
        _log.removeHandler(self._faults)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        stats = self._emitter.stats()
        counts = {reason.value: count for reason, count in stats.undelivered.items()}
        words = [f"{count} {word}" for word, count in sorted(counts.items())]
        if self._left:
            words.append(f"{self._left} left in the outbox")
        self._voice.tell(", ".join([f"{stats.delivered} delivered", *words]))

    def _ending(self, patience: float) -> Callable[[], bool]:
        """Decide when ``--once`` is over: the file is empty, or what is left is not for us."""
        file = OutboxFile(self._path)
        progress = _Progress()

        def is_over() -> bool:
            if file.is_empty():
                return True
            hopeless = self._hopeless()
            if hopeless:
                self._voice.complain(f"stopped: {hopeless}")
                return True
            idle = progress.idle(self._ended())
            if idle > _SETTLED and not self._ours_is_left(file):
                self._voice.complain("stopped: what is left is other processes' to deliver")
                return True
            if idle > patience:
                self._voice.complain("stopped: the endpoint has taken nothing for too long")
                return True
            return False

        return is_over

    def _ended(self) -> int:
        stats = self._emitter.stats()
        return stats.delivered + sum(stats.undelivered.values())

    def _hopeless(self) -> str:
        trouble = self._emitter.trouble
        if trouble is not None and trouble.outcome is Outcome.MISCONFIGURED:
            return trouble.detail
        return ""

    def _ours_is_left(self, file: OutboxFile) -> bool:
        return file.has_unclaimed() or bool(self._emitter.stats().pending)


class _Progress:
    """Measure for how long nothing came to its end."""

    def __init__(self) -> None:
        self._ended = 0
        self._since = time.monotonic()

    def idle(self, ended: int) -> float:
        now = time.monotonic()
        if ended != self._ended:
            self._ended, self._since = ended, now
        return now - self._since


_log: Final = logging.getLogger("ootb_events")
