"""Emit a typed event of nine parameters, on the thread that emits.

The targets count for an event without relations between its parameters, which all libraries
emit. Beside it stands what ours costs with an event whose expiry must not come before its start:
to check that, and to format a second date-time, comes on top.

Measured is what the calling thread pays to construct an event and hand it over, in bursts as
web traffic comes: a burst, then a flush, whose time is shown but is not part of the figure.
Each library keeps its own queue and thread, and nothing leaves: only the call that would touch
the network is replaced, by one that keeps what it was given, as ``MemoryTransport`` does. After
each burst, every event must have arrived there. The garbage collector is on.

Doubts are decided for the peers: instants that they want as text they get as text made
beforehand, while ours formats the datetimes of each event; options that do work which no
other does are off. What each does on the calling thread, and what it does not do, is said in
:mod:`benchmarks._senders`; that only ours and jupyter_events refuse an invalid event is tried
out before anything is measured.
"""

from __future__ import annotations

import dataclasses
import time
from contextlib import ExitStack, closing
from itertools import repeat
from typing import TYPE_CHECKING, Final

from benchmarks._measure import CPU, WALL, Comparison, Contender, Target, take_turns
from benchmarks._senders import (
    JupyterEvents,
    OpenLineage,
    Ours,
    OursRelated,
    PostHog,
    Snowplow,
)

if TYPE_CHECKING:
    from benchmarks._senders import Sender

_BURST: Final = 2_000
_SENDERS: Final = (Ours, OursRelated, Snowplow, PostHog, OpenLineage, JupyterEvents)
_FLUSHED: Final = "wall until flushed"


def run(rounds: int) -> list[Comparison]:
    """Measure all libraries in one process, one at a time."""
    with ExitStack() as stack:
        senders: list[Sender] = [stack.enter_context(closing(make())) for make in _SENDERS]
        notes = {sender.name: _refuses(sender) for sender in senders}
        samples = take_turns([_contender(sender) for sender in senders], rounds)
    measured = Comparison(
        title="Emit a typed event of 9 parameters, on the calling thread",
        samples=samples,
        notes=notes,
        note_title="refuses an invalid event",
    )
    return [_with_targets(measured)]


def _contender(sender: Sender) -> Contender:
    def run() -> dict[str, float]:
        send = sender.send
        wall, cpu = time.perf_counter(), time.thread_time()
        for _ in repeat(None, _BURST):
            send()
        cpu, sent = time.thread_time() - cpu, time.perf_counter()
        sender.flush()
        flushed = time.perf_counter()
        arrived = sender.take_arrived()
        assert arrived == _BURST, f"{arrived} of {_BURST} events arrived through {sender.name}"
        return {
            CPU: cpu / _BURST,
            WALL: (sent - wall) / _BURST,
            _FLUSHED: (flushed - wall) / _BURST,
        }

    return Contender(sender.name, run)


def _refuses(sender: Sender) -> str:
    try:
        sender.send("x" * 256)
    except sender.refusal:
        return "yes"
    sender.flush()
    assert sender.take_arrived() == 1
    return "no"


def _with_targets(measured: Comparison) -> Comparison:
    ours = {Ours.name, OursRelated.name}
    peers = [name for name in measured.samples if name not in ours]
    return dataclasses.replace(
        measured,
        targets=[
            Target(Ours.name, against, at_most=1 / times, measure=measure)
            for measure in (CPU, WALL)
            for against, times in (
                (measured.cheapest(peers, measure), 2),
                (JupyterEvents.name, 15),
            )
        ],
    )
