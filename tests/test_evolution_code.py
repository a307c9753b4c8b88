"""What is said about code is what a type checker says."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from event_strategies import SCHEMAS
from ootb_events.catalog import Catalog
from ootb_events.codegen import class_name_of, module_of, render, write
from ootb_events.evolution import diff
from schema_files import parameter, write_event, write_foundation

if TYPE_CHECKING:
    from ootb_events.catalog import EventSchema

CHECKOUT = Path(__file__).parents[1]
PAIRS = [(old, new) for old, new in itertools.permutations(SCHEMAS, 2) if old.key == new.key] + [
    (old, new) for old, new in itertools.product(SCHEMAS, repeat=2) if old.superseded_by == new.key
]
VARIANTS = {
    **{kind: parameter(kind) for kind in ("text", "identifier", "number", "flag", "date")},
    "moment": parameter("date-time"),
    "letters": parameter("text", enum=["a", "b"]),
    "letter": parameter("text", enum=["a"]),
    "digits": parameter("number", enum=[1, 2]),
    "digit": parameter("number", enum=[1]),
    "words": parameter("identifier", enum=["a", "b"]),
}


def calls_that_fail(lines: list[str], folder: Path) -> set[int]:
    """Run the type checker over lines of code, and say which of them it refuses."""
    pytest.importorskip("mypy", reason="NO mypy: nothing shows here what type-checks")
    path = folder / "calls.py"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-m", "mypy", "--follow-imports=silent", "--no-error-summary", str(path)],
        capture_output=True,
        check=False,
        cwd=folder,
        encoding="utf-8",
        env={**os.environ, "MYPYPATH": os.pathsep.join([str(CHECKOUT / "src"), str(folder)])},
    )
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    failed = re.findall(
        r"^calls\.py:(\d+): error: .*\[(?:arg-type|call-arg)\]$", done.stdout, re.MULTILINE
    )
    assert len(failed) == done.stdout.count(": error: "), done.stdout
    return {int(line) - 1 for line in failed}


def call(new: str, old: EventSchema) -> str:
    """Write the call of a class with everything that an object of an older one holds."""
    given = [f"{each.name}=old.{each.name}" for each in old.parameters.values()]
    if old.item:
        item = ", ".join(f"{each.name}=i.{each.name}" for each in old.item.parameters.values())
        given.append(f"items=tuple({new}.item_class({item}) for i in old.items)")
    return f"{new}({', '.join(given)})"


def test_a_call_of_a_published_class_type_checks_against_another_version_when_it_is_said_to(
    tmp_path,
):
    catalog = Catalog.default()
    lines = [
        f"import ootb_events.events.{module}"
        for module in sorted({module_of(schema) for schema in SCHEMAS})
    ]
    expected = set()
    for old, new in PAIRS:
        names = [
            f"ootb_events.events.{module_of(each)}.{class_name_of(each, catalog)}"
            for each in (old, new)
        ]
        lines.append(f"def call_{len(lines)}(old: {names[0]}) -> None: {call(names[1], old)}")
        if any(c.code == "breaks" for c in diff(old, new) if c.kind != "event-renamed"):
            expected.add(len(lines) - 1)
    assert 5 < len(expected) < len(PAIRS) - 5
    assert calls_that_fail(lines, tmp_path) == expected


def test_a_value_of_one_type_type_checks_as_another_when_it_is_said_to(tmp_path):
    write_foundation(tmp_path)
    for old, version in itertools.product(VARIANTS, ("1.0.0", "2.0.0")):
        parameters = {
            f"ootb_as_{new}": VARIANTS[old if version == "1.0.0" else new] for new in VARIANTS
        }
        write_event(tmp_path, f"ootb_{old}", parameters, version)
    catalog = Catalog.load(tmp_path)
    package = tmp_path / "classes"
    package.mkdir()
    write(render(catalog), package)
    lines, said = ["import classes.tests as t"], set()
    for old in VARIANTS:
        schemas = [catalog.get(f"ootb_{old}", version) for version in ("1.0.0", "2.0.0")]
        changes = diff(*schemas)
        for new in VARIANTS:
            name = f"{old.title()}V1"
            lines.append(
                f"def {old}_{new}(e: t.{name}) -> None: t.{old.title()}(as_{new}=e.as_{new})"
            )
            if any(change.code == "breaks" for change in changes.of(f"ootb_as_{new}")):
                said.add(len(lines) - 1)
    assert len(VARIANTS) < len(said) < len(VARIANTS) ** 2
    assert calls_that_fail(lines, tmp_path) == said
