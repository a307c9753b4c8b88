"""Start cold: the catalogue, the classes, and the first validation, in processes of their own.

Of the classes, the statement that an application writes stands beside what it would cost to
build all of them: every module is imported, superseded and older versions included.

Each child then validates one event of each key, in steps: everything from the first import up to
the answer about the first event; the other keys, each for the first time; all of them for the
second time, which is not yet at full speed; and for the tenth. Ours reads schema files, resolves
their references, plans and compiles, each when it is first needed. The peers are handed flat
schemas that have been read before the clock starts, and compile each when it is first needed.
Byte code is compiled and files are in the cache, as in all but the first start.

jsonschema compiles nothing. As in :mod:`benchmarks.imports`, its ``format`` extras are hidden
from it, but for the one that it needs to check a date-time.
"""

from __future__ import annotations

import pkgutil
from typing import TYPE_CHECKING, Any, Final

from benchmarks._children import hide_format_extras, in_child, statement_in_child
from benchmarks._measure import Comparison, Contender, take_turns
from benchmarks._samples import plain
from ootb_events import Catalog, events

if TYPE_CHECKING:
    from collections.abc import Mapping

_ONE_CLASS: Final = "from ootb_events.events import Login"
_LOAD: Final = "from ootb_events import Catalog; Catalog.default()"
_READ: Final = f"{_LOAD}; schemas = list(Catalog.default().schemas())"

_OURS: Final = """
from ootb_events import validate
def accepts(payload):
    return validate(payload).ok
"""
_BARE: Final = """
from jsonschema_rs import Draft202012Validator
validators = {}
def accepts(payload):
    key = payload["event"]
    if key not in validators:
        validators[key] = Draft202012Validator(schemas[key], validate_formats=True)
    return validators[key].is_valid(payload)
"""
_JSONSCHEMA: Final = """
from jsonschema import Draft202012Validator
validators = {}
def accepts(payload):
    key = payload["event"]
    if key not in validators:
        checker = Draft202012Validator.FORMAT_CHECKER
        validators[key] = Draft202012Validator(schemas[key], format_checker=checker)
    return validators[key].is_valid(payload)
"""
_CHILD: Final = """
import json, sys
from time import process_time
schemas = json.load(sys.stdin)
first, *others = [schema["examples"][0] for schema in schemas.values()]
started = process_time()
{prepare}
assert accepts(first)
one = process_time()
assert all(map(accepts, others))
laps = [started, one, process_time()]
for _ in range(9):
    accepts(first)
    for payload in others:
        accepts(payload)
    laps.append(process_time())
print(json.dumps([laps[n] - laps[n - 1] for n in (1, 2, 3, -1)]))
"""


def run(rounds: int) -> list[Comparison]:
    """Measure each statement, and each library's first validations, in fresh interpreters."""
    return [_loading(rounds), _validating(rounds)]


def _loading(rounds: int) -> Comparison:
    modules = [
        f"{events.__name__}.{module.name}" for module in pkgutil.iter_modules(events.__path__)
    ]
    versions = len(list(Catalog.default().schemas()))
    statements = {
        _ONE_CLASS: _ONE_CLASS,
        f"every class of all {len(modules) - 1} modules": f"import {', '.join(modules)}",
        _LOAD: _LOAD,
        f"and read all {versions} versions": _READ,
    }
    return Comparison(
        title="Load the classes and the catalogue",
        samples=take_turns([*map(statement_in_child, statements, statements.values())], rounds),
        unit=("ms", 1e3),
    )


def _validating(rounds: int) -> Comparison:
    catalog = Catalog.default()
    schemas = {key: plain(catalog.get(key)) for key in catalog}
    contenders = [
        _contender("ootb_events", _OURS, schemas),
        _contender("jsonschema-rs, bare", _BARE, schemas),
        _contender(
            "jsonschema", _JSONSCHEMA, schemas, hide_format_extras(keep=("rfc3339_validator",))
        ),
    ]
    return Comparison(
        title=f"Validate one event of each of the {len(schemas)} keys, beginning with nothing",
        samples=take_turns(contenders, rounds),
        unit=("ms", 1e3),
    )


def _contender(name: str, prepare: str, schemas: Mapping[str, Any], before: str = "") -> Contender:
    script = f"{before}\n{_CHILD.format(prepare=prepare)}"
    others, every = f"{len(schemas) - 1} others", f"all {len(schemas)}"
    steps = ("first event", others, f"{every}, 2nd time", f"{every}, 10th time")

    def run() -> dict[str, float]:
        return dict(zip(steps, in_child(script, schemas), strict=True))

    return Contender(name, run)
