"""What the page about the sandbox shows is run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from ootb_events.cli._sandbox import command
from ootb_events.sandbox import Sandbox
from ootb_events.sandbox._app import application
from ootb_events.sandbox._fault import KINDS, Fault

PAGE = Path(__file__).parents[1] / "docs" / "sandbox.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_the_tests_that_it_shows_pass(tmp_path):
    (example,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    (tmp_path / "test_service.py").write_text(example, encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "2 passed" in done.stdout, done.stdout


def test_every_option_is_in_it_and_no_other():
    shown = set(re.findall(r"`(--[a-z-]+)", TEXT))
    known = {option for parameter in command.params for option in parameter.opts}
    assert shown - {"--fault"} <= known
    assert known <= shown | {"--seed"}


def test_every_fault_is_in_it():
    table = TEXT.partition("## Faults")[2].partition("##")[0]
    shown = re.findall(r"^\| `(\w+)", table, re.MULTILINE)
    assert set(shown) == set(KINDS)
    for words in re.findall(r"--fault (\S+)", table):
        assert Fault.parse(words)


def test_every_path_of_the_api_is_in_it():
    with Sandbox() as box:
        app = application(box._inbox, None, box._guard)
    paths = {route.resource.canonical for route in app.router.routes()}
    shown = set(re.findall(r"/api/[a-zA-Z/.]+[a-zA-Z]", TEXT))
    for path in paths - {"/", "/page/{file}", "/reportServer", "/api/events/{number}"}:
        assert path.replace("{key}", "KEY") in shown


def test_help_names_every_fault():
    said = CliRunner().invoke(command, ["--help"]).output
    assert not [kind for kind in KINDS if kind not in said]
