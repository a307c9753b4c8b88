"""Take turns, and keep every figure.

Contenders run A B B A A B …: a machine that slows down or speeds up does so for all of them,
and each round yields one ratio of its own.
"""

from __future__ import annotations

import gc
import time
import timeit
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

CPU: Final = "CPU"
"""Seconds of CPU that the measured thread spent; all threads, where a comparison says so."""

WALL: Final = "wall"
"""Seconds on the clock, waiting for other threads and processes included."""

_SECONDS_PER_BATCH: Final = 0.02


@dataclass(frozen=True)
class Contender:
    """Name one way of doing the job.

    :param run: does the job and returns what it took by measure: seconds per operation, or
        bytes.
    :param note: what has to be known to read its figures.
    """

    name: str
    run: Callable[[], Mapping[str, float]]
    note: str = ""


@dataclass(frozen=True)
class Target:
    """Limit what ours may cost, as a multiple of what another contender costs.

    :param of: what both were measured with, where a comparison's other targets do not tell.
    """

    ours: str
    against: str
    at_most: float
    measure: str = CPU
    of: str = ""


@dataclass(frozen=True)
class Comparison:
    """Hold every figure of one comparison.

    :param samples: seconds per operation, or bytes, by contender and measure, one for each
        round.
    :param unit: the unit to show them in, and how many of it make a second or a byte.
    :param note_title: the heading of the contenders' notes.
    """

    title: str
    samples: Mapping[str, Mapping[str, Sequence[float]]]
    unit: tuple[str, float] = ("µs", 1e6)
    notes: Mapping[str, str] = field(default_factory=dict)
    note_title: str = ""
    targets: Sequence[Target] = ()

    @property
    def ours(self) -> str:
        return next(iter(self.samples))

    def ratios(self, name: str, over: str, measure: str) -> list[float]:
        """Divide what one contender cost by what another cost, round by round."""
        pairs = zip(self.samples[name][measure], self.samples[over][measure], strict=True)
        return [one / other for one, other in pairs]

    def cheapest(self, names: Sequence[str], measure: str = CPU) -> str:
        """Pick the contender whose median is the lowest."""
        return min(names, key=lambda name: median(self.samples[name][measure]))


def take_turns(contenders: Sequence[Contender], rounds: int) -> dict[str, dict[str, list[float]]]:
    """Run all contenders once without looking, then as many rounds as asked for."""
    samples: dict[str, dict[str, list[float]]] = {each.name: {} for each in contenders}
    for contender in contenders:
        contender.run()
    gc.collect()
    gc.freeze()  # what was imported for one contender must not weigh on another's collections
    try:
        for number in range(rounds):
            for contender in contenders if number % 2 == 0 else reversed(contenders):
                gc.collect()
                for measure, amount in contender.run().items():
                    samples[contender.name].setdefault(measure, []).append(amount)
    finally:
        gc.unfreeze()
    return samples


def statement(
    name: str, code: str, *, over: tuple[str, Sequence[Any]] = ("_", (None,)), **names: Any
) -> Contender:
    """Make a contender of one statement, repeated with the garbage collector on.

    :param over: names and a sequence of their values, each of which it is run with.
    :param names: what else the statement refers to.
    """
    values = over[1]
    timer = timeit.Timer(
        code if len(values) == 1 else f"for {over[0]} in values: {code}",
        "gc.enable()",
        timer=time.thread_time,
        globals={"gc": gc, "values": values, **names},
    )
    timer.timeit(1)  # the first time may load and compile
    count = 1
    while (taken := timer.timeit(count)) < _SECONDS_PER_BATCH / 10:
        count *= 2
    count = max(1, round(count * _SECONDS_PER_BATCH / taken))

    def run() -> dict[str, float]:
        return {CPU: timer.timeit(count) / count / len(values)}

    return Contender(name, run, f"`{code}`")
