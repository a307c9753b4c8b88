"""The commands on catalogues of one's own, as on a user's machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from click.shell_completion import ShellComplete

from ootb_events import Emitter
from ootb_events.catalog import Catalog
from ootb_events.cli import main
from ootb_events.errors import CatalogError, ConfigurationError
from ootb_events.lint import LintSettings, lint
from ootb_events.transports import MemoryTransport
from schema_files import parameter, payload_of, write_event, write_overlay

KEY = "x_bonus_claimed"
TEXT = parameter("text")


@pytest.fixture
def project(tmp_path):
    """Lay out a project: a catalogue, an overlay, settings that name it, payloads."""
    context = {"bonus_code": "WELCOME", "amount": 5}
    write_event(
        tmp_path / "schemas",
        KEY,
        {"bonus_code": TEXT, "amount": parameter("number")},
        examples=[payload_of(KEY, context)],
    )
    write_overlay(tmp_path / "schemas", {"shop_till": TEXT})
    (tmp_path / "pyproject.toml").write_text(
        '[tool.ootb-events]\ncatalogs = ["schemas/events/"]\n', encoding="utf-8"
    )
    (tmp_path / "data").mkdir()
    write_payloads(tmp_path, payload_of(KEY, context), deposit(shop_till="north"))
    return tmp_path


def deposit(**context):
    payload = Catalog.default().get("ootb_deposit").examples[0]
    payload["context"] |= context
    return payload


def write_payloads(project, *payloads):
    text = "".join(json.dumps(payload) + "\n" for payload in payloads)
    (project / "data" / "events.ndjson").write_text(text, encoding="utf-8")


def run(folder, *arguments, code=0):
    """Run the command line in a process of its own."""
    ran = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-m", "ootb_events", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONUTF8": "1", "COLUMNS": "200", "NO_COLOR": "1"},
    )
    assert ran.returncode == code, (ran.stdout, ran.stderr)
    return ran


def test_everything_works_on_a_configured_catalogue(project):
    assert f"{KEY}" in run(project, "list").stdout
    assert "shop_till" in run(project, "show", "ootb_deposit").stdout
    assert f'catalog.event("{KEY}")' in run(project, "show", KEY).stdout
    example = json.loads(run(project, "example", KEY).stdout)
    assert example["context"] == {"bonus_code": "WELCOME", "amount": 5}
    assert "nothing found" in run(project, "lint", "--strict", "data").stdout
    assert "nothing found" in run(project, "lint", "--strict", "--jobs", "2", "data").stdout
    sent = run(project, "emit", "--endpoint", "-", "--tenant", "1042", "data/events.ndjson")
    assert [json.loads(line)["event"] for line in sent.stdout.splitlines()] == [KEY, "ootb_deposit"]
    assert "new      overlays/ours.json" in run(project, "lock").stdout
    assert "the lock holds" in run(project, "lock", "--check").stdout
    assert (project / "schemas" / "schemas.lock").is_file()


def test_the_settings_file_nearest_to_the_payloads_counts(project, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    run(elsewhere, "lint", "--strict", str(project / "data"))
    (project / "data" / "ootb-events.toml").write_text("catalogs = []\n", encoding="utf-8")
    assert "OOTB107" in run(elsewhere, "lint", str(project / "data"), code=1).stdout


def test_settings_of_lint_alone_leave_the_catalogues_of_the_project(project):
    nearer = project / "data" / "pyproject.toml"
    nearer.write_text("[tool.ootb-events.lint]\nstrict = true\n", encoding="utf-8")
    run(project, "lint", "data")
    shown = run(project, "lint", "--show-settings", "data").stdout
    (row,) = [line for line in shown.splitlines() if "catalogs" in line]
    assert "schemas" in row
    assert "catalogs under [tool.ootb-events]" in row


def test_isolated_reads_no_catalogue_and_an_option_names_one(project):
    assert "OOTB107" in run(project, "lint", "--isolated", "data", code=1).stdout
    run(project, "lint", "--isolated", "--catalog", "schemas", "data")
    run(project, "lint", "--config", "pyproject.toml", "data")


@pytest.mark.parametrize(
    ("name", "text", "where"),
    [
        ("pyproject.toml", "[tool.ootb-events.lint]\ncatalogs = []", "[tool.ootb-events]"),
        ("ootb-events.toml", "[lint]\ncatalogs = []", "no heading"),
    ],
)
def test_catalogues_below_lint_are_refused(project, name, text, where):
    (project / "data" / name).write_text(text, encoding="utf-8")
    assert f"write it below {where}" in run(project, "lint", "data", code=2).stderr


def test_a_wrong_value_of_an_own_event_is_found_in_every_process(project):
    write_payloads(project, payload_of(KEY, {"amount": "five"}), deposit(shop_till=5))
    for jobs in ("1", "2"):
        ran = run(project, "lint", "--jobs", jobs, "--format", "json", "data", "data", code=1)
        found = {(one["rule"], one["pointer"]) for one in json.loads(ran.stdout)["findings"]}
        assert found == {("OOTB201", "/context/amount"), ("OOTB201", "/context/shop_till")}


def test_a_broken_catalogue_is_one_line_that_names_file_and_pointer(project):
    reference = {"$ref": "https://example.com/types.json", "description": "Elsewhere."}
    write_event(project / "schemas", KEY, {"bonus_code": reference})
    where = f"events/{KEY}/1.0.0.json#/properties/context/properties/bonus_code/$ref"
    for command in (["show", KEY], ["lint", "data"], ["generate", "--out", "e.py"], ["lock"]):
        ran = run(project, *command, code=2)
        assert where in ran.stderr
        assert "Traceback" not in ran.stderr


def test_everything_that_is_wrong_is_said_before_classes_are_written(project):
    write_event(project / "schemas", "ootb_mine", {"ootb_x": TEXT})
    write_event(project / "schemas", "x_Mine", {"y": TEXT})
    ran = run(project, "generate", "--out", "events.py", code=2)
    lines = ran.stderr.splitlines()
    assert len([line for line in lines if "prefix ootb_" in line]) == 2
    assert any("events/x_Mine/1.0.0.json#/x-event" in line for line in lines)
    assert not (project / "events.py").exists()


def test_what_is_wrong_is_said_with_the_catalogue_that_it_is_in(project):
    for name in ("one", "other"):
        write_event(project / name, f"x_{name}", {"code": TEXT})
        (project / name / "types").mkdir()
        (project / name / "types" / "own.json").write_text("[", encoding="utf-8")
    for command in (["generate", "--out", "events.py"], ["lock"]):
        ran = run(project, *command, "--catalog", "one", "--catalog", "other", code=2)
        where = [line.split(": ")[1] for line in ran.stderr.splitlines()]
        assert where == ["one/types/own.json", "other/types/own.json"]


def test_a_catalogue_that_redefines_an_event_of_ours_names_both_files(project):
    write_event(project / "schemas", "ootb_login", {"ootb_x": TEXT})
    ran = run(project, "list", code=2)
    assert "schemas/events/ootb_login/1.0.0.json" in ran.stderr.replace("\\", "/")
    assert "both catalogues define ootb_login" in ran.stderr
    assert "event of the reference" in run(project, "lock", code=2).stderr


def test_classes_are_written_and_checked(project):
    module = "src/shop/events.py"
    assert run(project, "generate", "--out", module).stdout == f"wrote {module}\n"
    text = (project / module).read_text(encoding="utf-8")
    assert "class XBonusClaimed(Event):" in text
    assert "class Deposit(Event):" in text
    assert "nothing to change" in run(project, "generate", "--out", module).stdout
    run(project, "generate", "--catalog", "schemas", "--out", module, "--check")
    write_event(project / "schemas", KEY, {"bonus_code": TEXT, "note": TEXT}, "1.1.0")
    ran = run(project, "generate", "--catalog", "schemas", "--out", module, "--check", code=1)
    assert "+class XBonusClaimedV1(Event):" in ran.stdout
    assert "ootb-events generate --catalog schemas --out src/shop/events.py" in ran.stderr.replace(
        "\\", "/"
    )
    assert (project / module).read_text(encoding="utf-8") == text


def test_no_file_is_lost_that_was_not_generated(project):
    (project / "mine.py").write_text("x = 1\n", encoding="utf-8")
    (project / "other.py").write_text(
        "# Generated from schemas/ by `ootb-events generate`; edit those instead.\n",
        encoding="utf-8",
    )
    assert "was not generated" in run(project, "generate", "--out", "mine.py", code=2).stderr
    run(project, "generate", "--out", "events.py")
    assert (project / "mine.py").read_text(encoding="utf-8") == "x = 1\n"
    assert (project / "other.py").exists()


@pytest.mark.parametrize("out", [[], *(["--out", name] for name in ("src", "a-b.py", "class.py"))])
def test_classes_of_ones_own_go_into_one_module(project, out):
    assert "go into one module" in run(project, "generate", *out, code=2).stderr


def test_a_module_is_asked_for_only_with_a_catalogue_of_ones_own(project, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    ran = run(elsewhere, "generate", "--out", "events.py", code=2)
    assert "no catalogue of your own is named" in " ".join(ran.stderr.split())
    assert not (elsewhere / "events.py").exists()
    run(elsewhere, "generate", "--out", "events.py", "--catalog", str(project / "schemas"))


@pytest.mark.parametrize("command", [["list"], ["lint", "data"], ["generate", "--out", "e.py"]])
def test_a_misspelled_setting_is_not_passed_over(project, command):
    (project / "pyproject.toml").write_text(
        '[tool.ootb-events]\ncatalog = ["schemas"]\n', encoding="utf-8"
    )
    ran = run(project, *command, code=2)
    assert "no such setting; did you mean catalogs?" in ran.stderr
    assert "pyproject.toml" in ran.stderr


def test_shells_complete_events_of_ones_own(project, monkeypatch):
    def completed(*before, begun):
        found = ShellComplete(main, {}, "ootb-events", "_X").get_completions(list(before), begun)
        return [item.value for item in found]

    monkeypatch.chdir(project)
    assert completed("show", begun="x_") == [KEY]
    assert completed("lint", "--target", begun="x_") == [f"{KEY}@"]
    monkeypatch.chdir(project.parent)
    assert completed("show", begun="x_") == []
    assert completed("show", "--catalog", str(project / "schemas"), begun="x_") == [KEY]
    assert completed("show", "--catalog", "gone", begun="ootb_dep")[0] == "ootb_deposit"


# In Python


def test_lint_takes_catalogues_as_a_setting(project):
    settings = LintSettings(catalogs=[str(project / "schemas")], strict=True)
    (result,) = lint([str(project / "data")], settings)
    assert (result.events, result.issues) == (2, ())


def test_an_emitter_of_the_settings_has_their_catalogues(project, monkeypatch):
    monkeypatch.chdir(project / "data")
    for name in [name for name in os.environ if name.startswith("OOTB_EVENTS_")]:
        monkeypatch.delenv(name)
    transport = MemoryTransport()
    with Emitter.from_env(transport=transport, tenant=1042) as emitter:
        emitter.emit(payload_of(KEY, {"bonus_code": "A"}))
        emitter.emit(deposit(shop_till="north"))
    assert len(transport.messages) == 2
    (project / "data" / "ootb-events.toml").write_text('catalogs = ["gone"]', encoding="utf-8")
    with pytest.raises(ConfigurationError, match="gone") as error:
        Emitter.from_env(transport=transport, tenant=1042)
    assert "ootb-events.toml" in str(error.value)
    (project / "data" / "ootb-events.toml").write_text("catalogs = [", encoding="utf-8")
    with pytest.raises(ConfigurationError) as error:
        Emitter.from_env(transport=transport, tenant=1042)
    assert str(error.value).count("it is not TOML") == 1
    (project / "data" / "ootb-events.toml").unlink()
    (project / "pyproject.toml").write_text("[", encoding="utf-8")
    with pytest.raises(ConfigurationError) as error:
        Emitter.from_env(transport=transport, tenant=1042)
    assert str(error.value).count("it is not TOML") == 1
    (project / "pyproject.toml").unlink()
    catalog = Catalog.load(project / "schemas")
    with Emitter.from_env(transport=transport, tenant=1042, catalog=catalog) as emitter:
        emitter.emit(payload_of(KEY, {"bonus_code": "A"}))
    with pytest.raises(CatalogError, match="no such folder"):
        LintSettings(catalogs=["gone"]).examiner()
