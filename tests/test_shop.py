"""The sample shop under examples/: its schemas, its generated classes, and its own tests."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ootb_events.catalog import check, lock

SHOP = Path(__file__).resolve().parents[1] / "examples" / "shop"


@pytest.fixture
def shop(tmp_path):
    """Copy the shop, so that running it leaves nothing behind."""
    rest = shutil.ignore_patterns("__pycache__", ".*")
    return shutil.copytree(SHOP, tmp_path / "shop", ignore=rest)


def run(shop, *command, code=0):
    ran = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-m", *command],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=shop,
        env={**os.environ, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert ran.returncode == code, (ran.stdout, ran.stderr)
    return ran.stdout


def test_its_catalogue_is_sound_and_locked():
    assert check.check_catalog(SHOP / "schemas") == ()
    assert lock.lock_state(SHOP / "schemas") == lock.LockState((), (), ())


def test_the_committed_classes_are_those_of_its_schemas(shop):
    run(shop, "ootb_events", "generate", "--out", "shop/events.py", "--check")
    run(shop, "ootb_events", "lock", "--check")


def test_its_examples_are_clean(shop):
    for event in ("x_bonus_claimed", "x_wheel_spun", "ootb_deposit"):
        example = run(shop, "ootb_events", "example", event)
        path = shop / f"{event}.json"
        path.write_text(json.dumps(json.loads(example)), encoding="utf-8")
        run(shop, "ootb_events", "lint", path.name)


def test_what_follows_the_reference_follows_its_own_events(shop):
    assert "+ bonus_kind is new" in run(shop, "ootb_events", "diff", "x_bonus_claimed")
    assert "nothing is missing" in run(shop, "ootb_events", "schema", "check")
    said = run(shop, "ootb_events", "check", ".")
    assert "x_bonus_claimed" in said
    assert "4 files of code: nothing found" in said
    code = "from shop.events import XBonusClaimedV1\n\nXBonusClaimedV1(customer='c', bonus='B')\n"
    (shop / "old.py").write_text(code, encoding="utf-8")
    assert "old.py:1:25" in run(shop, "ootb_events", "check", "old.py", code=1)


def test_its_payloads_are_sent_and_upgraded(shop):
    old = run(shop, "ootb_events", "example", "ootb_deposit", "--version", "1.0.0")
    (shop / "old.json").write_text(old, encoding="utf-8")
    run(shop, "ootb_events", "upgrade", "--write", "old.json")
    upgraded = json.loads((shop / "old.json").read_text(encoding="utf-8"))
    assert set(upgraded["context"]) != set(json.loads(old)["context"])
    run(shop, "ootb_events", "lint", "old.json")
    to_output = ("--endpoint", "-", "--tenant", str(upgraded["tenant"]))
    good = run(shop, "ootb_events", "example", "x_wheel_spun")
    (shop / "good.json").write_text(good, encoding="utf-8")
    sent = run(shop, "ootb_events", "emit", "good.json", *to_output)
    assert json.loads(sent) == json.loads(good)


def test_its_own_tests_pass(shop):
    said = run(shop, "pytest", "-q", "-p", "no:cacheprovider")
    assert " passed" in said
    assert "skipped" not in said


def test_it_passes_mypy_strictly(shop):
    if importlib.util.find_spec("mypy") is None:
        pytest.skip("mypy is not installed here")
    run(shop, "mypy", "--strict", "--no-incremental", "shop")
