"""What docs/catalogs.md shows, run as it stands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[1] / "docs" / "catalogs.md"


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def project(tmp_path):
    event, overlay = blocks("json")
    (settings,) = blocks("toml")
    for name, text in {
        "schemas/events/x_bonus_claimed/1.0.0.json": event,
        "schemas/overlays/deposit.json": overlay,
        "pyproject.toml": settings,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def run(project, *command):
    subprocess.run(  # noqa: S603 - this interpreter, with what the page shows
        [sys.executable, *command],
        check=True,
        cwd=project,
        env={**os.environ, "PYTHONUTF8": "1"},
    )


@pytest.mark.skipif(not PAGE.exists(), reason="no checkout around the tests")
def test_the_page_does_what_it_says(project):
    (program,) = blocks("python")
    (project / "program.py").write_text(program, encoding="utf-8")
    run(project, "program.py")
    commands = [
        line.removeprefix("$ ootb-events ").partition("#")[0].split()
        for block in blocks("console")
        for line in block.splitlines()
        if "generate" in line
    ]
    assert len(commands) == 2
    for command in [*commands, ["schema", "check"], ["lock"], ["list"]]:
        run(project, "-m", "ootb_events", *command)
