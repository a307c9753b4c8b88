"""Weigh what the compiled validators hold, in processes of their own.

Weighed is the difference between before and after: before, the catalogue has been read, the
engine has been imported and has compiled something else; after, the validators have been
compiled and have each validated an example, and garbage has been collected. So it is what an
application keeps on top of the schemas, which both sides read from the same catalogue.

*Resident* is what the process occupies, whatever allocated it; *Python* is what
:mod:`tracemalloc` sees of that, in a child of its own: objects, but not what the engine in Rust
keeps. Where there is no ``/proc``, only the latter is weighed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from benchmarks._children import in_child
from benchmarks._measure import Comparison, Contender, take_turns
from ootb_events import Catalog

_OURS: Final = """
from ootb_events.validation import Validator
Validator(catalog).validate({})
validator = Validator(catalog)
def hold(schema):
    is_valid, _ = validator.quick(schema.key, schema.version)
    return is_valid
"""
_BARE: Final = """
from jsonschema_rs import Draft202012Validator
Draft202012Validator({"type": "object", "format": "date-time"}, validate_formats=True)
def hold(schema):
    return Draft202012Validator(dict(schema.document), validate_formats=True).is_valid
"""
_CHILD: Final = """
import gc, json, os, tracemalloc
from ootb_events import Catalog

def resident():
    gc.collect()
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

def traced():
    gc.collect()
    return tracemalloc.get_traced_memory()[0]

catalog = Catalog.default()
schemas = [each for each in catalog.schemas() if {every} or catalog.is_current(each)]
{prepare}
{start}
before = {weigh}()
held = {{}}
for schema in schemas:
    held[schema.key, schema.version] = hold(schema)
    assert held[schema.key, schema.version](schema.examples[0])
print(json.dumps({weigh}() - before))
"""
_SCALES: Final = {"resident": ("resident", ""), "Python": ("traced", "tracemalloc.start()")}


def run(rounds: int) -> list[Comparison]:
    """Weigh the current versions, and all."""
    catalog = Catalog.default()
    every = len(list(catalog.schemas()))
    return [
        _compared(f"all {len(catalog)} current versions", rounds, every=False),
        _compared(f"all {every} versions", rounds, every=True),
    ]


def _compared(what: str, rounds: int, *, every: bool) -> Comparison:
    contenders = [
        _contender("ootb_events", _OURS, every=every),
        _contender("jsonschema-rs, bare", _BARE, every=every),
    ]
    return Comparison(
        title=f"Hold the validators of {what} in memory",
        samples=take_turns(contenders, rounds),
        unit=("MiB", 1 / 2**20),
    )


def _contender(name: str, prepare: str, *, every: bool) -> Contender:
    scripts = {
        measure: _CHILD.format(prepare=prepare, every=every, weigh=weigh, start=start)
        for measure, (weigh, start) in _SCALES.items()
        if weigh != "resident" or Path("/proc/self/statm").exists()
    }
    return Contender(name, lambda: {measure: in_child(code) for measure, code in scripts.items()})
