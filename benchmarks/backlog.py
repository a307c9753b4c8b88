"""Deliver from an outbox that holds a thousand events, and one that holds a million.

Each outbox is filled once, by an emitter that only writes. Then, in each round, a process of its
own opens it and delivers part of it to a transport that acknowledges everything at once and
keeps nothing; what was taken is put back behind the rest by another process, outside the
clocks. So the file is one that has been in use.

*Opening* is the clock from the emitter's construction to the first event handed to the transport;
delivering begins there, and ends when the emitter asks for answers after the last that counts.
The *peak* is the most memory that the process ever occupied, its start and the library included;
*growth* is what of it came after the emitter was to be opened. Where there is no ``/proc``,
memory is left out.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks._children import in_child
from benchmarks._disk import no_outbox, scratch
from benchmarks._measure import CPU, WALL, Comparison, Contender, take_turns
from benchmarks._samples import TENANT

if TYPE_CHECKING:
    from collections.abc import Iterable

_BACKLOGS: Final = (1_000, 10_000, 100_000, 1_000_000)
_MOST_DELIVERED: Final = 20_000
_CPU_OF_OPENING: Final = "CPU until the first event"
_OPENING: Final = "wall until the first event"
_PEAK: Final = "peak"
_GROWTH: Final = "growth"

_FILL: Final = """
import json, sys, time
from datetime import datetime, timezone
from ootb_events import Emitter
from ootb_events.events import Login

told = json.load(sys.stdin)
start = datetime(2026, 6, 9, 12, 0, tzinfo=timezone.utc)
with Emitter(None, tenant=told["tenant"], outbox=told["path"]) as emitter:
    begun = time.time_ns()
    for number in range(told["backlog"] - emitter.stats().pending):
        emitter.emit(
            Login(
                customer=f"c-{begun}-{number}",
                login_timestamp=start,
                balance=125.5,
                is_first_login=False,
                session_ref="s-7f3a91",
                ccy_code="EUR",
                country="MT",
                platform="iOS",
                channel="mobile",
                license="MGA-1042",
            )
        )
    print(json.dumps(emitter.stats().pending))
"""
_DELIVER: Final = """
import json, sys, threading
from time import perf_counter, process_time
from ootb_events import Emitter
from ootb_events.transports import Answer, Outcome

told = json.load(sys.stdin)
yes = Answer(outcome=Outcome.DELIVERED)

def clocks():
    return process_time(), perf_counter()

def memory(what):
    try:
        with open("/proc/self/status") as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith(what))
    except OSError:
        return None

class Sink:
    # A transport, and the only channel of it.

    def __init__(self, events):
        self.left, self.under_way, self.began, self.ended = events, [], None, None
        self.woken, self.done = threading.Event(), threading.Event()

    def channel(self, limit):
        return self

    def start(self, message):
        if self.began is None:
            self.began = clocks()
        self.under_way.append(message)

    def wait(self, timeout):
        if not self.left and self.ended is None:
            self.ended, self.peak = clocks(), memory("VmHWM")
            self.done.set()
        answered, self.under_way = self.under_way[:self.left], self.under_way[self.left:]
        self.left -= len(answered)
        if not answered:
            self.woken.wait(timeout)
            self.woken.clear()
        return [(message, yes) for message in answered]

    def wake(self):
        self.woken.set()

    def send(self, message):
        raise AssertionError

    def close(self):
        pass

sink = Sink(told["events"])
before, opened = memory("VmRSS"), clocks()
emitter = Emitter(sink, tenant=told["tenant"], outbox=told["path"])
assert sink.done.wait(120), f"{sink.left} of {told['events']} events are not delivered"
emitter.close(0)
cpu, wall = ((after - before) / told["events"] for before, after in zip(sink.began, sink.ended))
cpu_until, until = (after - before for before, after in zip(opened, sink.began))
sys.stdout.write(json.dumps([cpu, wall, cpu_until, until, before, sink.peak]))
"""


def run(rounds: int) -> list[Comparison]:
    """Measure each backlog with a file of its own."""
    if no_outbox():
        return []
    with scratch() as home:
        contenders = [_contender(Path(home, f"{events}.db"), events) for events in _BACKLOGS]
        every = Comparison(title="", samples=take_turns(contenders, rounds))
    return [
        _part(every, "Deliver from a backlog, per event", (CPU, WALL)),
        _part(every, "Open a backlog", (_CPU_OF_OPENING, _OPENING), ("ms", 1e3)),
        _part(every, "Occupy memory while delivering", (_PEAK, _GROWTH), ("MiB", 1 / 2**20)),
    ]


def _contender(path: Path, backlog: int) -> Contender:
    events = min(_MOST_DELIVERED, backlog * 9 // 10)  # fewer than there are: some are left over
    told = {"path": str(path), "tenant": TENANT, "backlog": backlog, "events": events}

    def run() -> dict[str, float]:
        holds = in_child(_FILL, told)
        assert holds == backlog, f"{holds} instead of {backlog} events in the outbox"
        cpu, wall, cpu_until, until, before, peak = in_child(_DELIVER, told)
        figures = {CPU: cpu, WALL: wall, _CPU_OF_OPENING: cpu_until, _OPENING: until}
        return figures | ({_PEAK: peak, _GROWTH: peak - before} if peak else {})

    return Contender(f"{backlog:,} events", run)


def _part(
    every: Comparison, title: str, measures: Iterable[str], unit: tuple[str, float] = ("µs", 1e6)
) -> Comparison:
    samples = {
        name: {measure: figures[measure] for measure in measures if measure in figures}
        for name, figures in every.samples.items()
    }
    return dataclasses.replace(every, title=title, samples=samples, unit=unit)
