"""The change of 9 June 2026, replayed: as CONTRIBUTING.md tells it, and as a user meets it."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ootb_events.catalog import Catalog, schema_folder
from ootb_events.cli import main
from ootb_events.codegen import render, write
from schema_files import payload_of

CHECKOUT = Path(__file__).parents[1]
GUIDE = CHECKOUT / "CONTRIBUTING.md"
KEY = "ootb_registration_failed"
EVENT = f"events/{KEY}"
CLASSES = "src/ootb_events/events"
FLAGS = re.MULTILINE | re.DOTALL
BLOCK = re.compile(
    r"^```(console|json|markdown)\n(.*?)^```$|^<!-- edit: (.*?) -->$", re.MULTILINE | re.DOTALL
)
OLD_CODE = f"""\
from ootb_events.events import RegistrationFailedV1


def failed(visitor, email, reason):
    return RegistrationFailedV1(visitor=visitor, email=email, failure_reason=reason)


def raw(visitor, email):
    return {{"event": "{KEY}", "visitor": visitor, "context": {{"ootb_email": email}}}}
"""


def run(*args: object) -> Any:
    result = CliRunner().invoke(main, [str(arg) for arg in args])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def committed(version: str) -> dict[str, Any]:
    path = schema_folder() / EVENT / f"{version}.json"
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def edit(path: Path, **changes: Any) -> None:
    document = {**json.loads(path.read_text(encoding="utf-8")), **changes}
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


@pytest.fixture
def older(tmp_path, monkeypatch):
    """Copy the project as it was before the change: no version 2.0.0, in neither lock nor class."""
    schemas = tmp_path / "schemas"
    shutil.copytree(schema_folder(), schemas)
    (schemas / EVENT / "2.0.0.json").unlink()
    lock = json.loads((schemas / "schemas.lock").read_text(encoding="utf-8"))
    del lock[f"{EVENT}/2.0.0.json"]
    (schemas / "schemas.lock").write_text(json.dumps(lock), encoding="utf-8")
    classes = tmp_path / CLASSES
    classes.mkdir(parents=True)
    write(render(Catalog.load(schemas)), classes)
    log = CHECKOUT / "CHANGELOG.md"
    text = log.read_text(encoding="utf-8") if log.exists() else "# Changelog\n"
    (tmp_path / "CHANGELOG.md").write_text(without_entry(text), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def without_entry(changelog: str) -> str:
    return re.sub(rf"^- `{KEY}` 2\.0\.0.*\n(  .*\n)*", "", changelog, flags=re.MULTILINE)


def section(title: str) -> str:
    if not GUIDE.exists():
        pytest.skip("NO CONTRIBUTING.md here: what it shows is not replayed")
    return GUIDE.read_text(encoding="utf-8").partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_what_the_guide_shows_is_what_happens(older):
    """Run the commands of CONTRIBUTING.md one after the other, and do the edits between them."""
    folder = older / "schemas" / EVENT
    steps: list[str] = []
    ran = 0

    def what_the_page_says() -> None:
        aside = {"x-version", "x-upgrades"}
        new = {key: value for key, value in committed("2.0.0").items() if key not in aside}
        edit(folder / "1.1.0.json", **new)

    def its_number_and_the_steps() -> None:
        (folder / "1.1.0.json").rename(folder / "2.0.0.json")
        edit(folder / "2.0.0.json", **{"x-version": "2.0.0"})

    for block in BLOCK.finditer(section("Adding a version")):
        kind, text, name = block.groups()
        if name is not None:
            {
                "what the page says": what_the_page_says,
                "its number, and the steps": its_number_and_the_steps,
            }[name]()
            steps.append(name)
        elif kind == "json":
            edit(folder / "2.0.0.json", **json.loads(f"{{{text}}}"))
        elif kind == "markdown":
            assert f"\n{text}" in (older / "CHANGELOG.md").read_text(encoding="utf-8")
        else:
            for command, shown in commands(text):
                assert run(*command).output.replace("\\", "/") == shown
                ran += 1
    assert (len(steps), ran) == (2, 4)

    assert json.loads((folder / "2.0.0.json").read_text(encoding="utf-8")) == committed("2.0.0")
    assert lock_of(older / "schemas") == lock_of(schema_folder())
    fresh = render(Catalog.default())
    assert {path.name: path.read_text(encoding="utf-8") for path in classes_in(older)} == fresh


def commands(text: str) -> list[tuple[list[str], str]]:
    found = []
    for part in text.split("$ ootb-events ")[1:]:
        line, _, shown = part.partition("\n")
        found.append((shlex.split(line), shown))
    return found


def lock_of(folder: Path) -> Any:
    return json.loads((folder / "schemas.lock").read_text(encoding="utf-8"))


def classes_in(folder: Path) -> list[Path]:
    return list((folder / CLASSES).glob("*.py"))


def test_the_day_end_to_end(older):
    """See what changed, what it breaks, move, and be done: nothing is left to be found."""
    shutil.copy(schema_folder() / EVENT / "2.0.0.json", older / "schemas" / EVENT)
    assert "RegistrationFailedV1" not in (older / CLASSES / "account.py").read_text("utf-8")
    assert f"released {KEY} 2.0.0" in run("schema", "release").stdout
    assert (older / CLASSES / "account.py").read_text("utf-8") == render(Catalog.default())[
        "account.py"
    ]

    log = older / "log" / "events.ndjson"
    log.parent.mkdir()
    old = payload_of(KEY, {"ootb_email": "robin@example.com", "ootb_failure_reason": "taken"})
    started = payload_of("ootb_registration_started", {"ootb_session_id": "s-1"})
    log.write_text(f"{json.dumps(old)}\n{json.dumps(started)}\n", encoding="utf-8")
    code = older / "app" / "register.py"
    code.parent.mkdir()
    code.write_text(OLD_CODE, encoding="utf-8")

    changes = json.loads(run("diff", KEY, "--format", "json").stdout)
    assert changes["bump"] == "major"
    gone = {each["parameter"] for each in changes["changes"] if each["kind"] == "parameter-removed"}
    assert gone == {"ootb_eventdatetime", "ootb_email", "ootb_country"}

    checked = run("check", "log", "app", "--format", "json")
    assert checked.exit_code == 1
    found = json.loads(checked.stdout)
    assert {(each["rule"], each["line"]) for each in found["payloads"]["findings"]} >= {
        ("OOTB301", 1),
        ("OOTB302", 2),
    }
    assert {
        (each["rule"], each["subject"], each["line"]) for each in found["code"]["findings"]
    } == {
        ("older-version", "RegistrationFailedV1", 1),
        ("lost-parameter", "RegistrationFailedV1.email", 5),
        ("lost-parameter", f"{KEY}/ootb_email", 9),
    }

    assert run("upgrade", "log", "--write").exit_code in {0, 1}
    upgraded = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert [each["event"] for each in upgraded] == [KEY, "ootb_registration_initiated"]
    assert upgraded[0]["context"] == {"ootb_failure_reason": "taken"}
    assert run("lint", "log", "--strict").exit_code == 0

    # What check said to do: the current class, without what it does without.
    moved = OLD_CODE.replace("RegistrationFailedV1", "RegistrationFailed")
    moved = moved.replace("email=email, ", "").replace('"ootb_email": email', "")
    code.write_text(moved, encoding="utf-8")
    assert run("check", "log", "app").exit_code == 0
    program: dict[str, Any] = {}
    exec(compile(moved, str(code), "exec"), program)  # noqa: S102 - what was written above
    assert program["failed"]("v", "e", "taken").schema_version == "2.0.0"


def test_a_release_is_refused_while_something_is_missing_and_writes_nothing(older):
    assert run("schema", "new", KEY).exit_code == 0
    before = {path: path.read_bytes() for path in older.rglob("*") if path.is_file()}
    result = run("schema", "release")
    assert result.exit_code == 1
    assert "it says what 1.0.0 says" in result.stdout
    assert {path: path.read_bytes() for path in older.rglob("*") if path.is_file()} == before


def test_releasing_twice_is_releasing_once(older):
    shutil.copy(schema_folder() / EVENT / "2.0.0.json", older / "schemas" / EVENT)
    assert "released" in run("schema", "release").stdout
    after = {path: path.read_bytes() for path in older.rglob("*") if path.is_file()}
    assert run("schema", "release").stdout == "there is nothing to release\n"
    assert {path: path.read_bytes() for path in older.rglob("*") if path.is_file()} == after


def test_a_release_that_broke_off_before_its_lock_is_done_once_more(older):
    shutil.copy(schema_folder() / EVENT / "2.0.0.json", older / "schemas" / EVENT)
    lock = (older / "schemas" / "schemas.lock").read_bytes()
    assert run("schema", "release").exit_code == 0
    after = {path: path.read_bytes() for path in older.rglob("*") if path.is_file()}
    (older / "schemas" / "schemas.lock").write_bytes(lock)
    assert run("schema", "release").stdout.splitlines() == [
        f"released {KEY} 2.0.0",
        "wrote schemas/schemas.lock",
    ]
    assert {path: path.read_bytes() for path in older.rglob("*") if path.is_file()} == after
