"""Run the benchmarks and say which targets were reached."""

from __future__ import annotations

import argparse
import json
import time
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks import _report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks._measure import Comparison

_ROUNDS: Final = {
    "validate": 40,
    "mix": 20,
    "emit": 40,
    "encode": 40,
    "deliver": 10,
    "sandbox": 10,
    "append": 10,
    "backlog": 5,
    "imports": 12,
    "catalogue": 12,
    "memory": 5,
    "lint": 3,
    "upgrade": 3,
    "strategies": 7,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print one table for each comparison and one line for each target."""
    options = _options(arguments)
    started, facts = time.monotonic(), _report.machine()
    facts["load_before"] = _report.load()
    comparisons: list[Comparison] = []
    for name in options.names or _ROUNDS:
        for compared in _run(name, options.rounds or _ROUNDS[name]):
            comparisons.append(compared)
            print(_report.table(compared), end="\n\n", flush=True)
    facts |= {"load_after": _report.load(), "seconds": round(time.monotonic() - started)}
    print(_report.verdicts(comparisons), _report.circumstances(facts), sep="\n\n")
    if options.json:
        options.json.write_text(json.dumps(_report.as_json(facts, comparisons), indent=1))
    if options.docs:
        _report.quote(options.docs, facts, comparisons)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(_ROUNDS)}")
    parser.add_argument("--rounds", type=int, help="how often each contender has its turn")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure there")
    parser.add_argument("--docs", type=Path, metavar="FILE", help="quote the run in this page")
    options = parser.parse_args(arguments)
    unknown = set(options.names) - set(_ROUNDS)
    if unknown:
        parser.error(f"no benchmark {', '.join(sorted(unknown))}")
    if options.rounds is not None and options.rounds < 2:
        parser.error("a spread takes at least 2 rounds")
    return options


def _run(name: str, rounds: int) -> list[Comparison]:
    compared: list[Comparison] = import_module(f"benchmarks.{name}").run(rounds)
    return compared


if __name__ == "__main__":
    main()
