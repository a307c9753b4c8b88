"""Measure in processes of their own: what is cold there is cold in an application as well.

The children run isolated, so that no ``PYTHONDONTWRITEBYTECODE`` makes them compile the byte
code each time, and no directory shadows a package.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any, Final

from benchmarks._measure import CPU, WALL, Contender

_CHILD: Final = """
from time import perf_counter, process_time
wall, cpu = perf_counter(), process_time()
{code}
cpu, wall = process_time() - cpu, perf_counter() - wall
import json; print(json.dumps({{{cpu!r}: cpu, {wall!r}: wall}}))
"""
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


def statement_in_child(name: str, code: str, before: str = "") -> Contender:
    """Make a contender of code that runs once, in a fresh interpreter.

    :param before: code that runs before the clocks do.
    """
    script = f"{before}\n{_CHILD.format(code=code, cpu=CPU, wall=WALL)}"
    return Contender(name, lambda: in_child(script))


def in_child(script: str, told: Any = None) -> Any:
    """Run a script in a fresh interpreter and read what it prints, which is JSON.

    :param told: what the script can read from its standard input, likewise.
    """
    child = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-I", "-c", script],
        check=True,
        input=json.dumps(told),
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    return json.loads(child.stdout)


def hide_format_extras(keep: tuple[str, ...] = ()) -> str:
    """Write code that hides the packages of jsonschema's ``format`` extras from it, by name."""
    hidden = tuple(name for name in _FORMAT_EXTRAS if name not in keep)
    return f"import sys; sys.modules.update(dict.fromkeys({hidden}))"
