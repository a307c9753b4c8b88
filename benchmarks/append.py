"""Append an event to a file on disk, committed when the call returns.

Ours is measured as an application uses it, through ``emit``, so its figure contains what the
comparison about emitting measures, validation included. Beside it stands its outbox alone, which
applications do not call: it is handed a body that was written beforehand, as the peers are, of
the same event. All use SQLite with a write-ahead log and the same ``synchronous``, on the same
disk, in a file that is new in each round and there before the clocks start. Nobody takes anything
out of it meanwhile.

*CPU* is that of the process, in whatever thread: a commit may be another thread's. With 8
threads, *wall* is that of all of them together, divided by the events of all.
"""

from __future__ import annotations

import dataclasses
import threading
import time
from contextlib import closing
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks._disk import no_outbox, scratch
from benchmarks._measure import CPU, WALL, Comparison, Contender, Target, take_turns
from benchmarks._puts import APPENDERS, BODY, Ours, OursBare

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks._puts import Appender, Sync

_EVENTS: Final = {"normal": 4_000, "full": 1_600}
_WARM_UP: Final = 10


def run(rounds: int) -> list[Comparison]:
    """Measure one thread and eight, with either way to synchronise."""
    if no_outbox():
        return []
    measured = {
        (sync, threads): _compared(sync, threads, rounds)
        for sync in ("normal", "full")
        for threads in (1, 8)
    }
    return [
        _with_targets(each, _threads(threads)) if sync == "normal" else each
        for (sync, threads), each in measured.items()
    ]


def _compared(sync: Sync, threads: int, rounds: int) -> Comparison:
    return Comparison(
        title=f"Append {len(BODY)} bytes, synchronous = {sync.upper()}, {_threads(threads)}",
        samples=take_turns([_contender(each, sync, threads) for each in APPENDERS], rounds),
        notes={each.name: each.as_it_comes for each in APPENDERS},
        note_title="as it comes",
    )


def _contender(make: type[Appender], sync: Sync, threads: int) -> Contender:
    each = _EVENTS[sync] // threads
    events = each * threads

    def run() -> dict[str, float]:
        with scratch() as home, closing(make(Path(home), sync, threads)) as appender:
            puts = appender.puts()
            for put in puts:
                _repeat(put, _WARM_UP)
            cpu, wall = time.process_time(), time.perf_counter()
            _put_all(puts, each)
            cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
            assert appender.count() == events + _WARM_UP * threads, appender.count()
        return {CPU: cpu / events, WALL: wall / events}

    return Contender(make.name, run)


def _threads(number: int) -> str:
    return "1 thread" if number == 1 else f"{number} threads"


def _put_all(puts: Sequence[Callable[[], object]], times: int) -> None:
    first, *others = puts
    threads = [threading.Thread(target=_repeat, args=(put, times)) for put in others]
    for thread in threads:
        thread.start()
    _repeat(first, times)
    for thread in threads:
        thread.join()


def _repeat(put: Callable[[], object], times: int) -> None:
    for _ in repeat(None, times):
        put()


def _with_targets(measured: Comparison, threads: str) -> Comparison:
    ours = [each.name for each in APPENDERS if issubclass(each, (Ours, OursBare))]
    peers = [name for name in measured.samples if name not in ours]
    return dataclasses.replace(
        measured,
        targets=[
            Target(name, measured.cheapest(peers, measure), 1 / 5, measure, of=threads)
            for name in ours
            for measure in (CPU, WALL)
        ],
    )
