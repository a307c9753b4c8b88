"""``ootb-events check``: payloads and code, exit codes, and the baseline."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest
from click.testing import CliRunner

from ootb_events.cli import main
from ootb_events.usage import CodeRule
from schema_files import parameter, payload_of, write_event, write_foundation

GOLDEN = Path(__file__).parent / "golden" / "check"
CURRENT = payload_of("ootb_registration_failed", {"ootb_failure_code": "R1"})
OLD = payload_of("ootb_registration_failed", {"ootb_email": "robin@example.com"})
REFUSED = payload_of("ootb_registration_failed", {"ootb_failure_reason": 5})
OLD_CODE = """\
from ootb_events.events import RegistrationFailedV1


def failed(reason):
    return RegistrationFailedV1(visitor="v", email=None, failure_reason=reason)
"""
CURRENT_CODE = OLD_CODE.replace("V1", "").replace(" email=None,", "")
BROKEN_CODE = OLD_CODE.replace("V1", "")


def run(*args: object, stdin: str | None = None) -> Any:
    result = CliRunner().invoke(main, ["check", *map(str, args)], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: Path, *payloads: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{json.dumps(each)}\n" for each in payloads), encoding="utf-8")
    return path


def write_code(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def document(*args: object) -> Any:
    return json.loads(run(*args, "--format", "json").stdout)


# What is said


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_folder_of_the_old_form_is_told_in_these_words(folder, form):
    write(folder / "log" / "events.ndjson", *[OLD] * 7, CURRENT, REFUSED)
    write_code(folder / "src" / "register.py", OLD_CODE)
    write_code(folder / "src" / "broken.py", BROKEN_CODE)
    result = run("log", "src", "--format", form)
    assert result.exit_code == 1
    shown = result.stdout.replace("\\\\" if form == "json" else "\\", "/")
    assert shown == (GOLDEN / f"{form}.txt").read_text(encoding="utf-8")
    assert "robin" not in result.output


def test_events_are_counted_by_version(folder):
    write(folder / "a.ndjson", *[OLD] * 3, CURRENT)
    (folder / "b.json.gz").write_bytes(gzip.compress(json.dumps(OLD).encode()))
    counts = {
        (each["event"], each["version"]): each["events"]
        for each in document(".")["payloads"]["versions"]
    }
    assert counts == {
        ("ootb_registration_failed", "1.0.0"): 4,
        ("ootb_registration_failed", "2.0.0"): 1,
    }


def test_what_holds_no_events_is_passed_over_in_a_folder_and_not_when_it_is_named(folder):
    write(folder / "events.ndjson", CURRENT)
    write(folder / "package.json", {"name": "shop", "version": "1.0.0"})
    result = run(".")
    assert result.exit_code == 0
    assert "passed over in folders, for they hold no events: 1 file" in result.stderr
    assert run("package.json").exit_code == 1


def test_an_event_that_nobody_knows_is_not_passed_over(folder):
    write(folder / "events.ndjson", payload_of("ootb_logn"))
    result = run(".")
    assert result.exit_code == 1
    assert "did you mean ootb_login" in result.stdout


@pytest.mark.usefixtures("folder")
def test_standard_input_is_read():
    assert run("-", stdin=json.dumps(CURRENT)).exit_code == 0
    assert run("-", stdin=json.dumps(OLD)).exit_code == 1


def test_classes_of_ones_own_catalogue_are_held_to_it(folder):
    write_foundation(folder / "schemas")
    text = parameter("text", description="Some text.")
    write_event(folder / "schemas", "x_bonus", {"code": text, "old": text})
    upgrade = [{"version": "1.0.0", "steps": [{"step": "drop", "keys": ["old"]}]}]
    write_event(folder / "schemas", "x_bonus", {"code": text}, "2.0.0", x_upgrades=upgrade)
    (folder / "pyproject.toml").write_text('[tool.ootb-events]\ncatalogs = ["schemas"]\n')
    made = CliRunner().invoke(main, ["generate", "--out", "shop_events.py"])
    assert made.exit_code == 0, made.output
    write_code(folder / "use.py", "from shop_events import XBonus\nXBonus(old='x')\n")
    write(folder / "a.ndjson", payload_of("x_bonus", {"old": "x"}))
    result = run("use.py", "a.ndjson")
    assert result.exit_code == 1
    assert "XBonus has no old, which x_bonus 1.0.0 had" in result.stdout
    assert "follows version 1.0.0" in result.stdout


# Exit codes


def test_classes_of_one_name_are_told_apart(folder):
    write_code(
        folder / "use.py",
        "from ootb_events.events import LoginV1, OnlineOrderV1 as A\n"
        "from ootb_events.events.superseded import OnlineOrderV1 as B\n",
    )
    told = run("use.py").stdout
    assert re.search(r"^LoginV1 ", told, re.MULTILINE)
    assert re.search(r"^ootb_events\.events\.\w+\.OnlineOrderV1 ", told, re.MULTILINE)
    assert re.search(r"^ootb_events\.events\.superseded\.OnlineOrderV1 ", told, re.MULTILINE)


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("a.ndjson", json.dumps(CURRENT), 0),
        ("a.ndjson", json.dumps(OLD), 1),
        ("a.ndjson", json.dumps(REFUSED), 1),
        ("a.ndjson", "{", 1),
        ("a.py", CURRENT_CODE, 0),
        ("a.py", OLD_CODE, 1),
        ("a.py", BROKEN_CODE, 1),
        ("a.py", "from ootb_events.events import *\n", 0),
        ("a.py", "def f(:", 2),
        ("a.ipynb", "no notebook", 2),
    ],
)
def test_the_exit_code_says_what_was_found(folder, name, text, code):
    write_code(folder / name, text)
    assert run(name).exit_code == code
    assert run(".").exit_code == code


def test_warnings_count_unless_only_errors_are_to(folder):
    write(folder / "a.ndjson", OLD)
    write_code(folder / "a.py", OLD_CODE)
    assert run(".").exit_code == 1
    assert run(".", "--fail-on", "error").exit_code == 0
    for path in ("a.ndjson", "a.py"):
        assert run(path, "--fail-on", "error", "--strict").exit_code == 1


def test_what_is_not_there_is_2_and_the_rest_is_checked(folder):
    write(folder / "a.ndjson", OLD)
    result = run("missing.py", "missing.json", "a.ndjson")
    assert result.exit_code == 2
    assert result.stdout.count("unreadable") >= 2
    assert "follows version 1.0.0" in result.stdout


def test_a_folder_without_anything_to_check_is_a_typing_error(folder):
    (folder / "empty").mkdir()
    result = run("empty")
    assert result.exit_code == 2
    assert "nothing to check" in result.stderr


def test_settings_of_lint_hold_here_too(folder):
    (folder / "pyproject.toml").write_text(
        '[tool.ootb-events.lint]\nexclude = ["old/"]\nignore = ["OOTB301"]\n'
    )
    write(folder / "a.ndjson", OLD)
    write_code(folder / "old" / "a.py", OLD_CODE)
    write_code(folder / "a.py", CURRENT_CODE)
    assert run(".").exit_code == 0


# The baseline


@pytest.fixture
def known(folder):
    """Write a baseline of a folder with old payloads and old code."""
    write(folder / "log.ndjson", OLD, OLD)
    write_code(folder / "a.py", OLD_CODE)
    result = run(".", "--baseline", "known.json", "--update-baseline")
    assert result.exit_code == 0
    assert "wrote" in result.stderr
    return folder


def check(*args: object) -> Any:
    return run(".", "--baseline", "known.json", *args)


@pytest.mark.usefixtures("known")
def test_what_is_known_does_not_fail():
    result = check()
    assert result.exit_code == 0
    assert "warning" not in result.stdout


def test_a_baseline_is_the_same_whoever_writes_it_and_from_where(known, monkeypatch):
    before = (known / "known.json").read_bytes()
    (known / "sub").mkdir()
    monkeypatch.chdir(known / "sub")
    again = run("..", "--baseline", "../known.json", "--update-baseline")
    assert again.exit_code == 0
    assert (known / "known.json").read_bytes() == before
    assert b"robin" not in before
    assert run(known, "--baseline", "../known.json").exit_code == 0


def test_moved_lines_are_not_new(known):
    write_code(known / "a.py", f"import os\n\n\n# a comment\n{OLD_CODE}")
    write(known / "log.ndjson", CURRENT, OLD, CURRENT, OLD)
    assert check().exit_code == 0


def test_more_of_the_same_is_new(known):
    write_code(known / "a.py", f"{OLD_CODE}\nRegistrationFailedV1()\n")
    result = check()
    assert result.exit_code == 1
    assert "RegistrationFailedV1" in result.stdout
    assert "lost-parameter" not in result.stdout


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("b.py", OLD_CODE),
        ("a.py", OLD_CODE.replace("email", "country")),
        ("b.ndjson", json.dumps(OLD)),
        ("log.ndjson", f"{json.dumps(OLD)}\n{json.dumps(REFUSED)}"),
    ],
)
def test_other_trouble_is_new(known, name, text):
    write_code(known / name, text)
    assert check().exit_code == 1


def test_what_is_gone_is_told_and_tightened(known):
    write_code(known / "a.py", CURRENT_CODE)
    result = check()
    assert result.exit_code == 0
    assert "of the baseline gone" in result.stderr
    assert check("--update-baseline").exit_code == 0
    assert "a.py" not in (known / "known.json").read_text(encoding="utf-8")
    write_code(known / "a.py", OLD_CODE)
    assert check().exit_code == 1


def test_files_that_were_not_looked_at_keep_what_is_known_of_them(known):
    result = run("log.ndjson", "--baseline", "known.json", "--update-baseline")
    assert result.exit_code == 0
    assert check().exit_code == 0
    (known / "a.py").unlink()
    run("log.ndjson", "--baseline", "known.json", "--update-baseline")
    assert "a.py" not in (known / "known.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"format": 2, "trouble": []}',
        '{"format": 1, "trouble": [{"file": 1, "rule": "a", "subject": "b", "count": 1}]}',
        '{"format": 1, "trouble": [{"file": "a", "rule": "a", "subject": "b", "count": "1"}]}',
    ],
)
def test_what_is_no_baseline_is_refused_and_left_alone(folder, text):
    write_code(folder / "a.py", OLD_CODE)
    write_code(folder / "known.json", text)
    for more in ((), ("--update-baseline",)):
        result = run("a.py", "--baseline", "known.json", *more)
        assert result.exit_code == 2
        assert "known.json is no baseline" in result.stderr
    assert (folder / "known.json").read_text(encoding="utf-8") == text


def test_a_baseline_that_is_not_there_is_a_typing_error(folder):
    write_code(folder / "a.py", OLD_CODE)
    result = run("a.py", "--baseline", "nown.json")
    assert result.exit_code == 2
    assert "nown.json does not exist; --update-baseline writes it" in result.stderr
    assert run("a.py", "--update-baseline").exit_code == 2


# The page


PAGE = Path(__file__).parents[1] / "docs" / "evolution.md"


@pytest.mark.skipif(not PAGE.exists(), reason="no checkout around the tests")
def test_the_page_shows_what_is_said(folder):
    section = PAGE.read_text(encoding="utf-8").partition("\n## Does it break me\n")[2]
    code, shown = (
        section.partition(f"```{kind}\n")[2].partition("```")[0] for kind in ("python", "console")
    )
    write_code(folder / "register.py", code)
    command, _, said = shown.partition("\n")
    assert command == "$ ootb-events check register.py"
    assert run("register.py").stdout == said


@pytest.mark.skipif(not PAGE.exists(), reason="no checkout around the tests")
def test_the_page_has_every_rule():
    section = PAGE.read_text(encoding="utf-8").partition("\n## Does it break me\n")[2]
    rows = [row for row in section.partition("\n## ")[0].splitlines() if row.startswith("| `")]
    named = {word for row in rows for word in row.split("|")[1].split("`")[1::2]}
    assert set(get_args(CodeRule)) <= named
