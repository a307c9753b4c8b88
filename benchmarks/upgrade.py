"""Upgrade event files beside linting them, each time in processes of their own.

Files have one event a line, in the form that programs write. *Old* are events of Registration
Failed as they were before 9 June 2026, of which three parameters are dropped and told;
*renamed* are deposits as they were before their keys gained a prefix: eleven keys each. Lint says
of every such event what is wrong; an upgrade reads and checks it as lint does, takes the steps,
checks what comes of it, and with ``--write`` puts a new file in the place of the old one. The file
is copied first for that, which counts.

Before anything is measured, what an upgrade wrote is linted: no old event may be left.

``OOTB_EVENTS_BENCH_LINES`` says how many events the files have, a million if nothing does.
"""

from __future__ import annotations

import dataclasses
import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks import _event_files
from benchmarks._disk import scratch
from benchmarks._measure import CPU, WALL, Comparison, Target, take_turns
from benchmarks._processes import PYTHON, no_processes, outcome, process

if TYPE_CHECKING:
    from collections.abc import Callable

_LINES: Final = int(os.environ.get("OOTB_EVENTS_BENCH_LINES", "1000000"))
_OURS: Final = (*PYTHON, "-m", "ootb_events")
_WRITE_A_COPY: Final = """
import shutil, sys
from ootb_events.cli import main
_, file, copy = sys.argv
shutil.copyfile(file, copy)
sys.argv = ["ootb-events", "upgrade", "--write", copy]
main()
"""
_FILES: Final = {
    "valid": _event_files.valid,
    "old": _event_files.of_old_version,
    "renamed": _event_files.of_old_keys,
}


def run(rounds: int) -> list[Comparison]:
    """Measure files of current events, of old ones, and of old ones whose keys change."""
    if no_processes():
        return []
    with ExitStack() as stack:
        home = Path(stack.enter_context(scratch()))
        return [_compared(home, name, line, rounds) for name, line in _FILES.items()]


def _compared(home: Path, name: str, line: Callable[[int], bytes], rounds: int) -> Comparison:
    file = _event_files.write(home / f"{name}.jsonl", line, _LINES)
    copy = home / f"{name}.copy.jsonl"
    _refuse_what_is_left_old(file, copy)
    commands = {
        f"upgrade, {name}": (*_OURS, "upgrade", str(file)),
        f"upgrade --write, {name}": (*PYTHON, "-c", _WRITE_A_COPY, str(file), str(copy)),
        f"lint, {name}": (*_OURS, "lint", str(file)),
    }
    upgrade, write, lint = commands
    is_current = name == "valid"
    contenders = [
        process(told, command, per=_LINES, exits_with=int(told == upgrade and not is_current))
        for told, command in commands.items()
    ]
    samples = take_turns(contenders, rounds)
    file.unlink()
    copy.unlink()
    targets = [Target(upgrade, lint, 1.5, measure) for measure in (CPU, WALL)]
    targets += [Target(write, lint, 2.0, CPU)]
    compared = Comparison(title=f"Upgrade {_LINES:,} events, {name}, per event", samples=samples)
    return dataclasses.replace(compared, targets=targets)


def _refuse_what_is_left_old(file: Path, copy: Path) -> None:
    code, said = outcome((*PYTHON, "-c", _WRITE_A_COPY, str(file), str(copy)))
    assert code == 0, said
    code, said = outcome((*_OURS, "lint", str(copy)))
    assert code == 0, said
    assert "OOTB301" not in said, said
