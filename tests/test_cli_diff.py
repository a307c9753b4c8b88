"""``ootb-events diff``: what it prints, in each form, and how it ends."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from ootb_events.catalog import Catalog
from ootb_events.cli import main
from ootb_events.evolution import diff
from schema_files import parameter, write_event, write_foundation

GOLDEN = Path(__file__).parent / "golden" / "diff"
CATALOG = Catalog.default()
STARTED = "ootb_registration_started"
FAILED = "ootb_registration_failed"
GOLDEN_OUTPUT = {
    "registration-initiated.md": (STARTED, "--format", "markdown"),
    "registration-failed.md": (FAILED, "1.0.0", "2.0.0", "--format", "markdown"),
    "deposit-1-to-2.md": ("ootb_deposit", "1.0.0", "2.0.0", "--format", "markdown"),
    "deposit-2-to-2.1.md": ("ootb_deposit", "2.0.0", "2.1.0", "--format", "markdown"),
    "game-launch-1-to-2.md": ("ootb_game_launch", "1.0.0", "2.0.0", "--format", "markdown"),
    "game-launch-2-to-2.0.1.md": ("ootb_game_launch", "2.0.0", "2.0.1", "--format", "markdown"),
    "since-2026-06-01.md": ("--since", "2026-06-01", "--format", "markdown"),
    "login.json": ("ootb_login", "--format", "json"),
    "since-2026-06-01.json": ("--since", "2026-06-01", "--format", "json"),
    "user-details-update.txt": ("ootb_user_details_update",),
    "since-2026-06-01.txt": ("--since", "2026-06-01"),
}


def run(*args: object, **environment: str) -> Any:
    """Run a command in process; it ends as a program does, never with an exception."""
    result = CliRunner().invoke(main, ["diff", *map(str, args)], env=environment or None)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


@pytest.mark.parametrize(("name", "args"), GOLDEN_OUTPUT.items(), ids=GOLDEN_OUTPUT)
def test_the_output_is_the_golden_one(name, args):
    """Set UPDATE_GOLDEN=1 to accept what is written now; then look at the difference."""
    result = run(*args)
    assert result.exit_code == 0, result.output
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(result.stdout, encoding="utf-8", newline="\n")
    assert result.stdout == path.read_text(encoding="utf-8")


def test_no_golden_file_is_left_over():
    assert {path.name for path in GOLDEN.iterdir()} == set(GOLDEN_OUTPUT)


# What is compared


@pytest.mark.parametrize(
    ("args", "old", "new"),
    [
        (["ootb_deposit"], "ootb_deposit 2.0.0", "ootb_deposit 2.1.0"),
        (["ootb_deposit", "1.0.0"], "ootb_deposit 1.0.0", "ootb_deposit 2.1.0"),
        (["ootb_deposit", "1.0.0", "2.0.0"], "ootb_deposit 1.0.0", "ootb_deposit 2.0.0"),
        (["ootb_deposit", "2.1.0", "2.0.0"], "ootb_deposit 2.1.0", "ootb_deposit 2.0.0"),
        ([STARTED], f"{STARTED} 1.0.0", "ootb_registration_initiated 1.0.0"),
        (["ootb_registration_initiated"], f"{STARTED} 1.0.0", "ootb_registration_initiated 1.0.0"),
        (["online_order"], "online_order 1.0.0", "online_order 1.1.0"),
        (["online_order", "1.1.0"], "online_order 1.1.0", "ootb_online_order 2.0.0"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_versions_that_are_not_named_are_chosen(args, old, new):
    found = json.loads(run(*args, "--format", "json").stdout)
    sides = (found["from"], found["to"])
    assert [f"{side['event']} {side['version']}" for side in sides] == [old, new]


def test_the_json_is_that_of_the_differences():
    found = json.loads(run("ootb_login", "--profile", "ebi", "--format", "json").stdout)
    versions = [CATALOG.get("ootb_login", version) for version in ("1.0.0", "1.1.0")]
    assert found == diff(*versions, profile="ebi").as_object()


def test_a_version_is_no_different_from_itself():
    assert "nothing is different" in run("ootb_login", "1.1.0", "1.1.0").stdout
    assert "Nothing is different." in run("ootb_login", "1.1.0", "--format", "markdown").stdout


def test_an_event_with_one_version_has_nothing_older():
    result = run("ootb_order_started")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "ootb_order_started has one version, 1.0.0: there is nothing older\n"
    assert json.loads(run("ootb_order_started", "--format", "json").stdout) is None


def test_a_day_since_which_nothing_was_published_is_told():
    result = run("--since", "2026-06-10")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "nothing is known to have been published since 2026-06-10\n"
    assert json.loads(run("--since", "2026-06-10", "--format", "json").stdout) == []


def test_events_of_ones_own_are_compared_as_ours_are(tmp_path):
    write_foundation(tmp_path)
    write_event(tmp_path, "shop_visit", {"shop_floor": parameter("text")})
    write_event(tmp_path, "shop_visit", {"shop_floor": parameter("number")}, "2.0.0")
    result = run("shop_visit", "--catalog", tmp_path, "--exit-code")
    assert result.exit_code == 1
    assert "shop_floor is now a number, and was text." in result.stdout
    assert run("shop_visit").exit_code == 2


# How it ends


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["ootb_login"], 0),
        (["ootb_login", "--strict"], 1),
        ([FAILED], 1),
        (["ootb_user_details_update"], 1),
        (["ootb_empty_cart", "--strict"], 0),
        (["ootb_empty_cart", "--profile", "opti-x"], 1),
        (["ootb_order_started"], 0),
        (["--since", "2026-06-09"], 1),
        (["--since", "2026-06-10"], 0),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_the_exit_code_says_whether_something_breaks_when_it_is_asked_to(args, code):
    assert run(*args).exit_code == 0
    assert run(*args, "--exit-code").exit_code == code


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], "name an EVENT, or a day with --since\n"),
        (["ootb_login", "--since", "2026-06-01"], "name an EVENT, or a day with --since, not both"),
        (["--since", "June"], "'June' does not match the format '%Y-%m-%d'"),
        (["ootb_logn"], "did you mean ootb_login?"),
        (["ootb_login", "9.0.0"], "ootb_login has no version '9.0.0'; there are 1.0.0, 1.1.0"),
        (["ootb_login", "1.0.0", "latest"], "has no version 'latest'"),
    ],
    ids=lambda value: " ".join(value) or "nothing" if isinstance(value, list) else "",
)
def test_what_cannot_be_compared_is_a_clear_error(args, message):
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


# On the terminal


def test_text_fits_the_terminal_and_has_colors_there(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    result = run(FAILED, FORCE_COLOR="1", TTY_COMPATIBLE="1", COLUMNS="60", TERM="xterm")
    assert "\x1b[31m" in result.stdout
    plain = run(FAILED, NO_COLOR="1", FORCE_COLOR="1", COLUMNS="60").stdout
    lines = plain.replace("\x1b[1m", "").replace("\x1b[2m", "").replace("\x1b[0m", "").splitlines()
    assert max(map(len, lines)) <= 60


def test_shells_complete_events_and_their_versions():
    def completions(*args: str, begun: str = "") -> list[str]:
        shell = ShellComplete(main, {}, "ootb-events", "_OOTB_EVENTS_COMPLETE")
        return [item.value for item in shell.get_completions(["diff", *args], begun)]

    assert completions(begun="ootb_registration_f") == [FAILED]
    assert completions("ootb_deposit") == ["1.0.0", "2.0.0", "2.1.0"]
    assert completions("ootb_deposit", "1.0.0", begun="2.1") == ["2.1.0"]
    assert completions("ootb_nothing") == []
    assert {"--since", "--format", "--exit-code"} <= set(completions(begun="--"))
