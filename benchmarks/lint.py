"""Lint event files, each time in processes of their own, start-up included.

A file of a million events has one a line; nobody sends so many at once, but exports have them.
Ours reads and checks what the peers do, and says besides on which line and column something is
wrong, what to do, and what is accepted but odd. The peers are told the schema, of one event:

- sourcemeta's ``jsonschema validate --fast``, in C++, is started without the launcher in Python
  that it is installed with. It is handed the contract as it is published, and the flat schema
  that ours plans from it, which also refuses what is accepted but odd;
- a bare loop is what one would write without any of them: ``orjson.loads`` and jsonschema-rs for
  each line, and no more than a count of those that fail;
- check-jsonschema takes one document a file. It is run without the packages of jsonschema's
  ``format`` extras, hidden by name, as its own installation comes without them.

All must refuse a file in which only the last line is invalid before anything is measured.

``OOTB_EVENTS_BENCH_LINES`` says how many events the files have, a million if nothing does.
"""

from __future__ import annotations

import dataclasses
import json
import os
import platform
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks import _event_files
from benchmarks._children import hide_format_extras
from benchmarks._disk import scratch
from benchmarks._measure import CPU, WALL, Comparison, Contender, Target, take_turns
from benchmarks._processes import PYTHON, no_processes, outcome, process
from benchmarks._samples import UNRELATED
from ootb_events import Catalog
from ootb_events.validation._plan import plan_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_LINES: Final = int(os.environ.get("OOTB_EVENTS_BENCH_LINES", "1000000"))
_MEGABYTE: Final = 10**6
_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"

OURS: tuple[str, ...] = (*PYTHON, "-m", "ootb_events", "lint")
"""How ours is started; what follows are options and files."""

_BARE_LOOP: Final = """
import json, sys
from orjson import loads
from jsonschema_rs import Draft202012Validator
with open(sys.argv[1]) as file:
    is_valid = Draft202012Validator(json.load(file), validate_formats=True).is_valid
invalid = 0
with open(sys.argv[2], "rb") as file:
    for line in file:
        invalid += not is_valid(loads(line))
print(invalid)
sys.exit(invalid > 0)
"""
_HIGHEST_RESIDENT: Final = """
import atexit, sys

def tell():
    with open("/proc/self/status") as file:
        print(*(line for line in file if line.startswith("VmHWM")), file=sys.stderr)

atexit.register(tell)
"""
_MAIN: Final = "from ootb_events.cli import main; main()"
_CHECK_JSONSCHEMA: Final = "from check_jsonschema import main; main()"

_NEEDED: Final = ("idna",)  # by requests, which check-jsonschema imports

_NAME: Final = "ootb-events lint"
_TWO: Final = "ootb-events lint --jobs 2"
_BARE: Final = "orjson and jsonschema-rs in a loop"
_PEER: Final = "check-jsonschema"
_SOURCEMETA: Final = "sourcemeta jsonschema validate --fast"


def run(rounds: int) -> list[Comparison]:
    """Measure files of one event and of many, valid and not, large and small."""
    if no_processes():
        return []
    with ExitStack() as stack:
        bench = _Bench(Path(stack.enter_context(scratch())), rounds)
        return [
            bench.beside_the_peers(),
            bench.other_files(),
            bench.by_size(),
            *bench.memory(),
            bench.one_small_file(),
        ]


class _Bench:
    """Hold the files for as long as they are needed."""

    def __init__(self, home: Path, rounds: int) -> None:
        self._home = home
        self._rounds = rounds
        schema = Catalog.default().get(UNRELATED.key)
        planned = {"$schema": _DRAFT, **plan_for(schema, "platform").schema}
        self._contract = self._json("contract.json", UNRELATED.schema())
        self._planned = self._json("planned.json", planned)
        self._valid = self._file("valid", _event_files.valid, _LINES)

    def beside_the_peers(self) -> Comparison:
        commands = {_NAME: OURS, _TWO: (*OURS, "--jobs", "2"), **self._peers()}
        self._refuse_an_invalid_line(commands)
        compared = self._compared(
            f"Lint {_LINES:,} valid events of one key, per event",
            [
                process(name, (*command, str(self._valid)), per=_LINES)
                for name, command in commands.items()
            ],
        )
        peers = [name for name in commands if name.startswith(_SOURCEMETA)]
        targets = [Target(_NAME, _BARE, 1 / 0.6, measure) for measure in (CPU, WALL)]
        if peers:
            targets += [
                Target(_NAME, compared.cheapest(peers, measure), 1 / 2, measure)
                for measure in (CPU, WALL)
            ]
        targets.append(Target(_TWO, _NAME, 1 / 1.7, WALL))
        return _with(compared, targets)

    def other_files(self) -> Comparison:
        one, many, old = "valid, one key", "valid, all keys", "invalid, of an old version"
        mixed = self._file("mixed", _event_files.mixed, _LINES)
        invalid = self._file("invalid", _event_files.of_old_version, _LINES)
        compared = self._compared(
            f"Lint {_LINES:,} events, per event",
            [
                self._ours(one, self._valid),
                self._ours(many, mixed),
                self._ours(old, invalid, exits_with=outcome((*OURS, str(invalid)))[0]),
            ],
        )
        mixed.unlink()
        invalid.unlink()
        return _with(compared, [Target(old, one, 5, measure) for measure in (CPU, WALL)])

    def by_size(self) -> Comparison:
        sizes = [_LINES // 10**power for power in range(4)]
        names = [f"{size:,} events" for size in sizes]
        files = [
            self._valid if size == _LINES else self._file(str(size), _event_files.valid, size)
            for size in sizes
        ]
        compared = self._compared(
            "Lint more and fewer valid events, per event",
            [
                self._ours(name, file, per=size)
                for name, file, size in zip(names, files, sizes, strict=True)
            ],
        )
        return _with(compared, [Target(names[0], names[1], 1.1, CPU)])

    def memory(self) -> Iterator[Comparison]:
        if not Path("/proc/self/status").exists():
            print("SKIPPED, this system does not say how much memory a process had\n")
            return
        each = len(_event_files.valid(0)) + 1
        megabytes = (10, max(20, 1000 * _LINES // 10**6))
        sizes = {f"{size:,} MB": size * _MEGABYTE // each for size in megabytes}
        files = {
            name: self._file(name, _event_files.valid, events) for name, events in sizes.items()
        }
        small, large = files
        contenders = [Contender(name, _highest_resident(file)) for name, file in files.items()]
        compared = self._compared("Lint without taking more memory", contenders, ("MiB", 1 / 2**20))
        for file in files.values():
            file.unlink()
        yield _with(compared, [Target(large, small, 1.2, "resident")])

    def one_small_file(self) -> Comparison:
        file = self._home / "small.json"
        file.write_bytes(_event_files.valid(0))
        told = ("--schemafile", str(self._contract), str(file))
        hidden = f"{hide_format_extras(keep=_NEEDED)}; {_CHECK_JSONSCHEMA}"
        compared = self._compared(
            "Lint one file with one event",
            [
                process(_NAME, (*OURS, str(file))),
                process(_PEER, (*PYTHON, "-c", hidden, *told)),
                process(f"{_PEER} with format extras", (*PYTHON, "-m", "check_jsonschema", *told)),
            ],
            ("ms", 1e3),
        )
        return _with(compared, [Target(_NAME, _PEER, 1, measure) for measure in (CPU, WALL)])

    def _peers(self) -> dict[str, tuple[str, ...]]:
        peers = {_BARE: (*PYTHON, "-c", _BARE_LOOP, str(self._contract))}
        program = _sourcemeta()
        if program is None:
            print("SKIPPED, sourcemeta-jsonschema has no program for this machine: no such rows\n")
            return peers
        command = (str(program), "validate", "--fast")
        contract = (*command, "--format-assertion", str(self._contract))
        return peers | {
            f"{_SOURCEMETA}, contract": contract,
            f"{_SOURCEMETA}, planned": (*command, str(self._planned)),
        }

    def _refuse_an_invalid_line(self, commands: dict[str, tuple[str, ...]]) -> None:
        for problem, payload in UNRELATED.invalid_payloads().items():
            lines = [_event_files.valid(0), json.dumps(payload).encode(), b""]
            (self._home / "broken.jsonl").write_bytes(b"\n".join(lines))
            for name, command in commands.items():
                code, said = outcome((*command, str(self._home / "broken.jsonl")))
                assert code in {1, 2}, f"{name} accepts {problem}: {said}"

    def _ours(self, name: str, file: Path, *, per: int = _LINES, exits_with: int = 0) -> Contender:
        return process(name, (*OURS, str(file)), per=per, exits_with=exits_with)

    def _compared(
        self, title: str, contenders: list[Contender], unit: tuple[str, float] = ("µs", 1e6)
    ) -> Comparison:
        return Comparison(title=title, samples=take_turns(contenders, self._rounds), unit=unit)

    def _file(self, name: str, line: Callable[[int], bytes], events: int) -> Path:
        return _event_files.write(self._home / f"{name}.jsonl", line, events)

    def _json(self, name: str, value: object) -> Path:
        path = self._home / name
        path.write_text(json.dumps(value), encoding="utf-8")
        return path


def _with(compared: Comparison, targets: Sequence[Target]) -> Comparison:
    return dataclasses.replace(compared, targets=targets)


def _highest_resident(file: Path) -> Callable[[], dict[str, float]]:
    command = (*PYTHON, "-c", f"{_HIGHEST_RESIDENT}\n{_MAIN}", "lint", str(file))

    def run() -> dict[str, float]:
        code, said = outcome(command)
        assert code == 0, said
        return {"resident": int(said.partition("VmHWM:")[2].split()[0]) * 1024}

    return run


def _sourcemeta() -> Path | None:
    """Find the program that the package of this name brings for this machine."""
    package = find_spec("sourcemeta_jsonschema")
    if package is None or package.origin is None:
        return None
    machine = platform.machine().lower().replace("amd64", "x86_64")
    program = Path(package.origin).with_name(f"jsonschema-{platform.system().lower()}-{machine}")
    return program if program.exists() else None
