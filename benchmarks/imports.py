"""Import the library, each time in a process of its own.

The clocks run around the statement only, so the bare interpreter's start is not part of it.
Byte code is compiled and files are in the cache, as in all but the first start.

jsonschema gets much slower to import when the packages of its ``format`` extras are installed,
as they are here for jupyter_events' sake. The target is held against jsonschema without them,
hidden from it by name; the figure with them is shown below it.

``import ootb_events`` alone is lazy and loads next to nothing. What an application needs
before its first event is shown beside it, up to that event accepted.
"""

from __future__ import annotations

from typing import Final

from benchmarks._children import hide_format_extras, statement_in_child
from benchmarks._measure import Comparison, Target, take_turns
from benchmarks._samples import TENANT

_OURS: Final = "import ootb_events"
_MORE_OF_OURS: Final = ("from ootb_events import validate", "from ootb_events import Emitter")
_PLAIN: Final = "import jsonschema"
_FIRST_EVENT: Final = f"""
from ootb_events import Emitter
from ootb_events.events import Login
from ootb_events.transports import MemoryTransport
emitter = Emitter(MemoryTransport(), tenant={TENANT})
emitter.emit(Login(customer="c-20871"))
"""


def run(rounds: int) -> list[Comparison]:
    """Measure each statement in fresh interpreters."""
    contenders = [
        statement_in_child(_OURS, _OURS),
        *map(statement_in_child, _MORE_OF_OURS, _MORE_OF_OURS),
        statement_in_child("up to the first event accepted", _FIRST_EVENT),
        statement_in_child(_PLAIN, _PLAIN, before=hide_format_extras()),
        statement_in_child("the same with format extras", _PLAIN),
        statement_in_child("from pydantic import BaseModel", "from pydantic import BaseModel"),
    ]
    return [
        Comparison(
            title="Import",
            samples=take_turns(contenders, rounds),
            unit=("ms", 1e3),
            targets=[Target(_OURS, _PLAIN, at_most=1 / 3)],
        )
    ]
