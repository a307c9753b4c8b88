"""Measure whole processes, start-up included, by what the system says that they spent."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING, Final

from benchmarks._measure import CPU, WALL, Contender

if TYPE_CHECKING:
    from collections.abc import Sequence

try:
    import resource
except ImportError:
    resource = None  # type: ignore[assignment] # not on Windows

PYTHON: Final = (sys.executable, "-I")
"""How to start Python in isolation, for the same reasons as in :mod:`benchmarks._children`."""


def process(name: str, arguments: Sequence[str], *, per: int = 1, exits_with: int = 0) -> Contender:
    """Make a contender of a process.

    *CPU* is that of the process and of those that it started and waited for, *wall* is the clock
    from before its start to its end.

    :param per: how many operations it does.
    """

    def run() -> dict[str, float]:
        cpu, wall = _cpu_of_children(), time.perf_counter()
        code, said = outcome(arguments)
        cpu, wall = _cpu_of_children() - cpu, time.perf_counter() - wall
        assert code == exits_with, f"{name} exits with {code}: {said[-500:]}"
        return {CPU: cpu / per, WALL: wall / per}

    return Contender(name, run)


def outcome(arguments: Sequence[str]) -> tuple[int, str]:
    """Run a process; return its exit code and what it says."""
    done = subprocess.run(  # noqa: S603 - our own code, and the peers
        arguments,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    return done.returncode, done.stdout


def no_processes() -> bool:
    """Say loudly that processes cannot be measured."""
    if resource is None:
        print("SKIPPED, this system does not say what a process spent: nothing is linted\n")
    return resource is None


def _cpu_of_children() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime
