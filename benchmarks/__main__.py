"""Run the benchmarks and say which targets were reached."""

from __future__ import annotations

import argparse
import json
import time
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

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
    """Measure, and print a table for each comparison and a line for each target."""
    options = _options(arguments)
    runs = []
    for name in options.names or _ROUNDS:
        facts, comparisons = _run(name, options.rounds or _ROUNDS[name])
        runs.append((facts, comparisons))
        print(_report.verdicts(comparisons), _report.circumstances(facts), sep="\n\n", end="\n\n")
        if options.docs:
            _report.quote(options.docs, tuple(_ROUNDS), name, facts, comparisons)
    if options.json:
        written = [_report.as_json(facts, comparisons) for facts, comparisons in runs]
        options.json.write_text(json.dumps(written, indent=1))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(_ROUNDS)}")
    parser.add_argument("--rounds", type=int, help="how often each contender has its turn")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure there")
    parser.add_argument("--docs", type=Path, metavar="FILE", help="quote what was run in this page")
    options = parser.parse_args(arguments)
    unknown = set(options.names) - set(_ROUNDS)
    if unknown:
        parser.error(f"no benchmark {', '.join(sorted(unknown))}")
    if options.rounds is not None and options.rounds < 2:
        parser.error("a spread takes at least 2 rounds")
    return options


def _run(name: str, rounds: int) -> tuple[dict[str, Any], list[Comparison]]:
    facts = {"benchmark": name, **_report.machine(), "load_before": _report.load()}
    started = time.monotonic()
    comparisons: list[Comparison] = []
    for compared in import_module(f"benchmarks.{name}").run(rounds):
        comparisons.append(compared)
        print(_report.table(compared), end="\n\n", flush=True)
    facts |= {"load_after": _report.load(), "seconds": round(time.monotonic() - started)}
    return facts, comparisons


if __name__ == "__main__":
    main()
