"""Import the library, each time in a process of its own.

The clocks run around the statement only, so the bare interpreter's start is not part of it.
Byte code is compiled and files are in the cache, as in all but the first start: the children
run isolated, so that no ``PYTHONDONTWRITEBYTECODE`` makes them compile each time.

jsonschema gets much slower to import when the packages of its ``format`` extras are installed,
as they are here for jupyter_events' sake. The target is held against jsonschema without them,
hidden from it by name; the figure with them is shown below it.

``import ootb_events`` alone is lazy and loads next to nothing. What an application needs
before its first event is shown beside it, up to that event accepted.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Final

from benchmarks._measure import CPU, WALL, Comparison, Contender, Target, take_turns
from benchmarks._samples import TENANT

_OURS: Final = "import ootb_events"
_MORE_OF_OURS: Final = ("from ootb_events import validate", "from ootb_events import Emitter")
_PLAIN: Final = "import jsonschema"
_FORMAT_EXTRAS: Final = (
    "fqdn",
    "idna",
    "isoduration",
    "jsonpointer",
    "rfc3339_validator",
    "rfc3986_validator",
    "rfc3987",
    "rfc3987_syntax",
    "uri_template",
    "webcolors",
)
_HIDE_EXTRAS: Final = f"import sys; sys.modules.update(dict.fromkeys({_FORMAT_EXTRAS}))"
_FIRST_EVENT: Final = f"""
from ootb_events import Emitter
from ootb_events.events import SelfExclusionInitiated
from ootb_events.transports import MemoryTransport
emitter = Emitter(MemoryTransport(), tenant={TENANT})
emitter.emit(SelfExclusionInitiated(customer="c-20871"))
"""
_CHILD: Final = """
from time import perf_counter, process_time
wall, cpu = perf_counter(), process_time()
{code}
cpu, wall = process_time() - cpu, perf_counter() - wall
import json; print(json.dumps([cpu, wall]))
"""


def run(rounds: int) -> Comparison:
    """Measure each statement in fresh interpreters."""
    contenders = [
        _child(_OURS, _OURS),
        *map(_child, _MORE_OF_OURS, _MORE_OF_OURS),
        _child("up to the first event accepted", _FIRST_EVENT),
        _child(_PLAIN, _PLAIN, before=_HIDE_EXTRAS),
        _child("the same with format extras", _PLAIN),
        _child("from pydantic import BaseModel", "from pydantic import BaseModel"),
    ]
    return Comparison(
        title="Import",
        samples=take_turns(contenders, rounds),
        unit=("ms", 1e3),
        targets=[Target(_OURS, _PLAIN, at_most=1 / 3)],
    )


def _child(name: str, code: str, before: str = "") -> Contender:
    script = before + _CHILD.format(code=code)

    def run() -> dict[str, float]:
        child = subprocess.run(  # noqa: S603 - our own code
            [sys.executable, "-I", "-c", script], check=True, capture_output=True, text=True
        )
        cpu, wall = json.loads(child.stdout)
        return {CPU: cpu, WALL: wall}

    return Contender(name, run)
