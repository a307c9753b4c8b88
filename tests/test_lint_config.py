"""Settings of lint: in files, on the command line, and the pages of rules."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
from importlib.resources import files
from pathlib import Path
from typing import Any

import click
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from ootb_events import validate
from ootb_events.cli import main
from ootb_events.errors import ConfigurationError
from ootb_events.lint._config import config_above, effective, grouped
from ootb_events.lint._keys import KEYS, severities
from ootb_events.lint._pages import document
from ootb_events.lint.reports import FORMATS
from ootb_events.validation import RULES, Severity
from schema_files import payload_of

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX")
EVENT = payload_of("ootb_login", {"ootb_balance": 125.5})
WARNED = payload_of("ootb_login", {"ootb_ballance": 125.5})
INVALID = payload_of("ootb_login", {"ootb_balance": "125.5"})


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def run(*args: object, stdin: str | None = None) -> Any:
    result = CliRunner().invoke(main, [str(arg) for arg in args], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def lint_json(*args: object) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(run("lint", "--format=json", *args).stdout)
    return document


def write(name: str, content: object) -> str:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text, encoding="utf-8")
    return name


def rules_of(*args: object) -> list[str]:
    return [finding["rule"] for finding in lint_json(*args)["findings"]]


# Files


ALL_KEYS = """
profile = "ebi"
strict = true
select = ["ALL"]
ignore = ["OOTB402", "out-of-order"]
exclude = ["drafts/"]
gitignore = false
fold = false
jobs = "auto"
format = "json"
max-findings = 5
fail-on = "warning"
at = "/data"
event = "ootb_login"
severity = {OOTB4 = "off", OOTB404 = "error", unknown-parameter = "info"}
per-file-ignores = {"legacy/" = ["OOTB301"]}
targets = {ootb_login = "1.0.0"}
"""


@pytest.mark.parametrize(
    ("name", "head"),
    [("pyproject.toml", "[tool.ootb-events.lint]"), ("ootb-events.toml", "[lint]")],
)
def test_every_key_is_read_in_both_files(name, head, folder):
    write(name, head + ALL_KEYS)
    config = config_above(folder / "some/where")
    assert config is not None
    assert set(config.given) == set(KEYS) - {"catalogs"}
    settings = effective(config, {}).settings(jobs=3)
    assert (settings.profile, settings.strict, settings.fold) == ("ebi", True, False)
    assert (settings.jobs, settings.gitignore, settings.exclude) == (3, False, ("drafts/",))
    assert (settings.wrapping.at, settings.wrapping.event) == ("/data", "ootb_login")
    assert settings.targets == {"ootb_login": "1.0.0"}
    choice = settings.choice
    assert choice.severities == {"OOTB404": Severity.ERROR, "OOTB206": Severity.INFO}
    assert choice.ignore == {"OOTB401", "OOTB402", "OOTB403", "OOTB405"}
    assert choice.per_file == (("legacy/", frozenset({"OOTB301"})),)
    assert choice.root == settings.root == str(folder)


def test_without_a_file_the_defaults_hold():
    assert effective(None, {}).settings() == type(effective(None, {}).settings())()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("selct = []", "selct under [lint] in {path} is not a setting; did you mean select?"),
        ("fail_on = 1", "did you mean fail-on?"),
        ("nonsense = 1", "is not a setting; there are profile, strict, select"),
        ("strict = 1", "strict under [lint] in {path}: expected true or false, got a whole number"),
        ('profile = "ebii"', "expected one of platform, opti-x, ebi; did you mean ebi?"),
        ('select = "OOTB2"', "select under [lint] in {path}: expected a list of rules"),
        ('ignore = ["OOTB999"]', "no rule is called 'OOTB999'"),
        ('severity = {OOTB206 = "fatal"}', "OOTB206: expected one of error, warning, info, off"),
        ("severity = 5", "severity under [lint] in {path}: expected a table"),
        ('per-file-ignores = {"a/" = ["x"]}', "a/: no rule is called 'x'"),
        ("targets = {ootb_login = 1}", "targets under [lint] in {path}: expected a table"),
        ("jobs = 0", "expected a whole number of at least 1 or auto"),
        ("jobs = true", "expected a whole number of at least 1 or auto, got true or false"),
        ('at = "data"', "is no JSON Pointer"),
        ('format = "xml"', "expected one of concise"),
        ("strict = ", "it is not TOML"),
    ],
)
def test_what_is_wrong_in_a_file_is_said_with_file_and_key(text, words, folder):
    write("a.json", EVENT)
    write("ootb-events.toml", f"[lint]\n{text}\n")
    result = run("lint", "a.json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert words.format(path=folder / "ootb-events.toml") in result.stderr
    assert str(folder / "ootb-events.toml") in result.stderr
    assert run("lint", "--isolated", "a.json").exit_code == 0


def test_everything_that_is_wrong_is_said_at_once(folder):
    write("ootb-events.toml", "strict = true\nother = 1\n[lint]\njobs = 0\nfold = 1\n")
    with pytest.raises(ConfigurationError) as caught:
        config_above(folder)
    assert len(str(caught.value).splitlines()) == 4


def test_a_table_that_is_none_is_refused():
    write("pyproject.toml", "[tool.ootb-events]\nlint = 5\n")
    result = run("lint", write("a.json", EVENT))
    assert result.exit_code == 2
    assert "expected a table, got a whole number" in result.stderr


def test_the_nearest_file_that_says_something_counts():
    write("pyproject.toml", '[tool.ootb-events.lint]\nignore = ["OOTB206"]\n')
    write("inner/pyproject.toml", "[tool.other]\n")
    write("inner/own/ootb-events.toml", "[lint]\nstrict = true\n")
    for name in ("a.json", "inner/a.json", "inner/own/a.json"):
        write(name, WARNED)
    assert rules_of("a.json") == rules_of("inner/a.json") == []
    assert run("lint", "inner/own/a.json").exit_code == 1
    found = lint_json("a.json", "inner/own/a.json", "inner/a.json")
    assert [each["file"] for each in found["findings"]] == ["inner/own/a.json"]
    assert found["files"] == 3


def test_of_a_folder_its_own_file_counts_before_the_shared_one(folder):
    write("pyproject.toml", "[tool.ootb-events.lint]\nstrict = true\n")
    write("ootb-events.toml", "[lint]\n")
    config = config_above(folder)
    assert config is not None
    assert config.path == folder / "ootb-events.toml"


def test_paths_with_one_configuration_are_one_group(folder):
    write("a/ootb-events.toml", "[lint]\n")
    groups = grouped(["x.json", "y/z.json", "a", "a/b.json", "-"])
    assert [paths for _, paths in groups] == [["x.json", "y/z.json"], ["a", "a/b.json"], ["-"]]
    assert [config and config.path for config, _ in groups] == [
        None,
        folder / "a/ootb-events.toml",
        None,
    ]


def test_options_come_before_files():
    write("ootb-events.toml", '[lint]\nignore = ["OOTB206"]\nfold = false\n')
    write("a.ndjson", "\n".join([json.dumps(WARNED)] * 3))
    assert rules_of("a.ndjson") == []
    assert rules_of("a.ndjson", "--ignore=OOTB3") == ["OOTB206"] * 3
    assert rules_of("a.ndjson", "--ignore=OOTB1", "--fold") == ["OOTB206"]
    assert rules_of("a.ndjson", "--isolated") == ["OOTB206"]


def test_config_names_the_only_file():
    write("a.json", WARNED)
    write("ootb-events.toml", "[lint]\nstrict = true\n")
    write("other.toml", '[lint]\nignore = ["ALL"]\n')
    assert rules_of("a.json", "--config=other.toml") == []
    assert run("lint", "a.json", "--config=missing.toml").exit_code == 2


def test_patterns_in_a_file_are_relative_to_it(monkeypatch, folder):
    write(
        "ootb-events.toml",
        '[lint]\nexclude = ["/sub/drafts"]\n[lint.per-file-ignores]\n"sub/old/*" = ["OOTB206"]\n',
    )
    for name in ("sub/drafts/a.json", "sub/old/b.json", "sub/new/c.json"):
        write(name, WARNED)
    for here, path in ((folder, "sub"), (folder / "sub", "."), (folder / "sub/old", "..")):
        monkeypatch.chdir(here)
        found = lint_json(path)
        assert found["files"] == 2
        assert [Path(each["file"]).name for each in found["findings"]] == ["c.json"]
    assert lint_json(folder / "sub", "--jobs=2")["files"] == 2


def test_severities_of_fewer_rules_come_before_those_of_more():
    read = severities({"OOTB404": "error", "OOTB4": "off", "ALL": "info"})
    assert read.changed["OOTB404"] is Severity.ERROR
    assert read.changed["OOTB101"] is Severity.INFO
    assert read.off == {"OOTB401", "OOTB402", "OOTB403", "OOTB405"}


def test_settings_are_shown_with_who_said_so(folder):
    write("ootb-events.toml", '[lint]\nignore = ["OOTB4", "OOTB206"]\n')
    result = run("lint", "a.json", "--show-settings", "--severity=OOTB105=off", "--jobs=2")
    assert result.exit_code == 0
    path = folder / "ootb-events.toml"
    head, *rows = result.stdout.splitlines()
    assert head == f"a.json: {path}"
    table = {row.split()[0]: re.split(r"  +", row.strip())[1:] for row in rows}
    assert list(table) == list(KEYS)
    assert table["ignore"] == ["OOTB206, OOTB4", f"ignore under [lint] in {path}"]
    assert table["severity"] == ["OOTB105=off", "--severity"]
    assert table["jobs"] == ["2", "--jobs"]
    assert table["select"] == ["ALL", "default"]


# Options


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--select=OOTB999"], "--select: no rule is called 'OOTB999'"),
        (["--severity=OOTB206"], "expected a pair such as OOTB402=off, got 'OOTB206'"),
        (["--severity=OOTB206=fatal"], "OOTB206: expected one of error, warning, info, off"),
        (["--target=ootb_login"], "expected a pair such as ootb_login@1.0.0"),
        (["--target=ootb_login@9.0.0"], "no version '9.0.0'"),
        (["--event=ootb_logn"], "did you mean ootb_login"),
        (["--at=data"], "is no JSON Pointer"),
        (["--jobs=0"], "expected a whole number of at least 1 or auto"),
        (["--jobs=many"], "expected a whole number of at least 1 or auto"),
        (["--output=json"], "is no FORMAT=FILE"),
        (["--output=xml=a.xml"], "is no FORMAT=FILE"),
        (["--output=json=no/such/folder/a.json"], "No such file or directory"),
        (["--unsafe"], "--unsafe goes with"),
        (["--fix", "--diff"], "which of the two?"),
        (["--config=x", "--isolated"], "which of the two?"),
        (["--watch", "--output=json=a"], "--watch goes with"),
        (["--max-findings=-1"], "--max-findings"),
    ],
)
def test_a_wrong_option_is_exit_code_2_and_said_before_anything_is_written(options, words):
    write("a.json", EVENT)
    result = run("lint", "--format=json", "a.json", *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr
    assert [path.name for path in Path().iterdir()] == ["a.json"]


def test_rules_are_chosen_and_weighed():
    write("a.ndjson", "\n".join(map(json.dumps, [WARNED, INVALID])))
    assert rules_of("a.ndjson") == ["OOTB206", "OOTB201"]
    assert rules_of("a.ndjson", "--select=wrong-type") == ["OOTB201"]
    assert rules_of("a.ndjson", "--select=OOTB1,OOTB206") == ["OOTB206"]
    assert rules_of("a.ndjson", "--ignore=OOTB206", "--ignore=OOTB201") == []
    weighed = lint_json("a.ndjson", "--severity=OOTB206=error,OOTB201=info", "--strict")
    assert [each["severity"] for each in weighed["findings"]] == ["error", "info"]
    assert rules_of("a.ndjson", "--severity=OOTB2=off") == []


@pytest.mark.parametrize(
    ("payload", "options", "code"),
    [
        (WARNED, [], 0),
        (WARNED, ["--fail-on=warning"], 1),
        (WARNED, ["--fail-on=warning", "--exit-zero"], 0),
        (INVALID, [], 1),
        (INVALID, ["--exit-zero"], 0),
    ],
)
def test_the_exit_code_is_what_was_asked_for(payload, options, code):
    assert run("lint", write("a.json", payload), *options).exit_code == code


def test_what_cannot_be_read_is_never_exit_code_0():
    assert run("lint", "missing.json", "--exit-zero").exit_code == 2


def test_events_may_be_wrapped_and_older():
    write("a.json", {"data": {"event": INVALID}})
    (finding,) = lint_json("a.json", "--at=/data/event")["findings"]
    assert finding["pointer"] == "/data/event/context/ootb_balance"
    write("b.json", {"ootb_balance": "1"})
    assert rules_of("b.json", "--event=ootb_login") == ["OOTB201"]
    versions = lint_json(write("c.json", EVENT), "--target=ootb_login@1.0.0")["versions"]
    assert [each["version"] for each in versions] == ["1.0.0"]


def test_no_more_are_printed_than_asked_for_and_all_are_counted():
    write("a.ndjson", "\n".join(map(json.dumps, [WARNED, INVALID, {}])))
    everything = run("lint", "a.ndjson").stdout
    for form in FORMATS:
        result = run("lint", "a.ndjson", "--max-findings=1", "--format", form, "--output=json=all")
        assert result.exit_code == 1
        assert re.fullmatch(r"\d more findings? not shown \(--max-findings 1\)\n", result.stderr)
    assert len(json.loads(Path("all").read_text())["findings"]) > 2
    limited = run("lint", "a.ndjson", "--max-findings=1").stdout
    assert limited.splitlines()[-2:] == everything.splitlines()[-2:]
    assert run("lint", "a.ndjson", "--max-findings=99").stdout == everything


@pytest.mark.parametrize("jobs", ["2", "auto"])
def test_several_processes_find_the_same(jobs):
    for number in range(5):
        write(f"events/{number}.ndjson", "\n".join(map(json.dumps, [WARNED, INVALID, EVENT])))
    assert run("lint", "events", "--jobs", jobs).stdout == run("lint", "events").stdout


def test_reports_are_written_into_files_besides():
    write("a.json", INVALID)
    printed = {form: run("lint", "a.json", "--format", form).stdout for form in FORMATS}
    result = run("lint", "a.json", *(f"--output={form}=out.{form}" for form in FORMATS))
    assert result.exit_code == 1
    for form in FORMATS:
        assert Path(f"out.{form}").read_text(encoding="utf-8") == printed[form]
    assert {path.name for path in Path().iterdir()} == {"a.json", *(f"out.{f}" for f in FORMATS)}


@POSIX
def test_a_report_has_the_permissions_of_any_file():
    write("a.json", EVENT)
    Path("plain").touch()
    assert run("lint", "a.json", "--output=json=out").exit_code == 0
    assert stat.S_IMODE(Path("out").stat().st_mode) == stat.S_IMODE(Path("plain").stat().st_mode)


@pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/stdout")
def test_a_report_may_go_to_what_is_no_file():
    assert run("lint", write("a.json", EVENT), "--output=json=/dev/null").exit_code == 0
    assert not Path("/dev/null").is_file()


def test_what_can_be_mended_is_shown_or_mended():
    short = {**INVALID, "timestamp": "2026-06-09 12:00:00.25 UTC"}
    before = json.dumps(short, indent=1)
    write("a.json", before)
    result = run("lint", "--diff", "a.json")
    assert result.exit_code == 1
    assert '-"timestamp": "2026-06-09 12:00:00.25 UTC",' in result.stdout.replace("- ", "-")
    assert result.stderr == "1 event in 1 file: 1 to be fixed; then 1 error\n"
    assert Path("a.json").read_text(encoding="utf-8") == before
    assert run("lint", "--diff", "--unsafe", "a.json").stderr.endswith(
        "2 to be fixed; then nothing found\n"
    )
    found = lint_json("--fix", "a.json")
    assert (found["fixed"], [each["rule"] for each in found["findings"]]) == (1, ["OOTB201"])
    assert lint_json("--fix", "--unsafe", "a.json")["counts"]["error"] == 0
    assert run("lint", "--diff", "a.json").exit_code == 0
    assert json.loads(Path("a.json").read_text(encoding="utf-8"))["context"] == EVENT["context"]


# While it runs


def program(*args: object, **keywords: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "ootb_events", *map(str, args)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        **keywords,
    )


@POSIX
def test_interrupted_it_says_what_was_found_so_far():
    os.mkfifo("pipe")
    write("a.json", INVALID)
    with (
        program("lint", "--format=json", "a.json", "pipe", "--output=json=out") as running,
        Path("pipe").open("w", encoding="utf-8") as pipe,
    ):
        pipe.write(json.dumps(EVENT) + "\n")
        pipe.flush()
        time.sleep(0.5)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
    assert (err, running.returncode) == ("interrupted\n", 130)
    assert [finding["rule"] for finding in json.loads(out)["findings"]] == ["OOTB201"]
    assert Path("out").read_text(encoding="utf-8") == out


@POSIX
def test_watch_lints_what_changes_until_it_is_interrupted():
    write("events/a.json", EVENT)
    write("events/b.json", WARNED)
    with program("lint", "--watch", "--format=concise", "events") as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline().startswith("events/b.json:1:")
        assert running.stdout.readline().startswith("2 events in 2 files")
        assert running.stderr.readline() == "watching 2 files; Ctrl-C ends\n"
        write("events/c.json", INVALID)
        assert running.stdout.readline().startswith("events/c.json:1:")
        assert running.stdout.readline().startswith("1 event in 1 file")
        running.send_signal(signal.SIGINT)
        assert running.wait(30) == 0
        assert "Traceback" not in running.stderr.read()


# Completion


def completed(*args: str) -> list[str]:
    *before, incomplete = args
    shell = ShellComplete(main, {}, "ootb-events", "_OOTB_EVENTS_COMPLETE")
    return [item.value for item in shell.get_completions(before, incomplete)]


@pytest.mark.parametrize(
    ("args", "some"),
    [
        (["show", "ootb_log"], ["ootb_login"]),
        (["example", "ootb_log"], ["ootb_login"]),
        (["lint", "--event", "ootb_log"], ["ootb_login"]),
        (["lint", "--target", "ootb_log"], ["ootb_login@"]),
        (["lint", "--target", "ootb_login@"], ["ootb_login@1.0.0", "ootb_login@1.1.0"]),
        (["lint", "--select", "OOTB20"], [f"OOTB20{n}" for n in range(1, 10)]),
        (["lint", "--ignore", "OOTB201,wrong-t"], ["OOTB201,wrong-type"]),
        (["lint", "--severity", "wrong-t"], ["wrong-type="]),
        (
            ["lint", "--severity", "OOTB201="],
            [f"OOTB201={w}" for w in ("error", "warning", "info", "off")],
        ),
        (["lint", "--format", "j"], ["json", "junit"]),
        (["lint", "--output", "j"], ["json=", "junit="]),
        (["rule", "OOTB21"], ["OOTB210", "OOTB211", "OOTB212", "OOTB213"]),
        (["ru"], ["rule"]),
    ],
)
def test_shells_complete(args, some):
    assert completed(*args) == some


# Rules


def test_rules_are_listed():
    lines = run("rule").stdout.splitlines()[1:]
    assert [line.split()[0] for line in lines] == list(RULES)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_each_rule_has_a_page(rule):
    text = run("rule", rule.id).stdout
    assert text == run("rule", rule.name).stdout
    head, _, severity, _, meaning, *_ = text.splitlines()
    assert head == f"# {rule.id} {rule.name}"
    assert severity == f"Default severity: {rule.severity.value}."
    assert meaning
    for heading in ("Why it matters", "What to do", "Mending"):
        assert f"**{heading}.** " in text
    assert max(map(len, text.splitlines())) <= 200


def test_no_page_is_left_over():
    names = {each.name for each in (files("ootb_events.lint") / "rules").iterdir()}
    assert names == {f"{rule}.md" for rule in RULES}


def texts_of(page: str, heading: str) -> list[str]:
    return re.findall(rf"^{heading}:\n\n```json\n(.+?)\n```", page, re.DOTALL | re.MULTILINE)


def rules_found(fragment: str) -> set[str]:
    try:
        value = json.loads(fragment)
    except ValueError:
        return {finding.rule for finding in validate(fragment).findings}
    is_plain = json.dumps(value) == fragment and isinstance(value, dict)
    whole = json.dumps({**EVENT, "context": {}, **value}) if is_plain else fragment
    return {finding.rule for finding in validate(whole).findings}


@pytest.mark.parametrize("rule", RULES)
def test_the_examples_of_a_page_are_what_they_say(rule):
    page = run("rule", rule).stdout
    for text in texts_of(page, "Found in"):
        assert rule in rules_found(text)
    for text in texts_of(page, "Not found in"):
        assert rule not in rules_found(text)


def test_the_document_holds_the_pages():
    """To mend it: ``ootb-events rule --all > docs/rules.md``."""
    path = Path(__file__).parents[1] / "docs" / "rules.md"
    assert path.read_text(encoding="utf-8") == document() == run("rule", "--all").stdout


def test_an_unknown_rule_is_exit_code_2():
    result = run("rule", "OOTB999")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no rule is called 'OOTB999'" in result.stderr
    assert run("rule", "OOTB201", "--all").exit_code == 2


def test_the_help_has_its_options_below_headings():
    text = run("lint", "--help").stdout
    heads = re.findall(r"^(\w.+):$", text, re.MULTILINE)
    assert heads[:2] == ["What holds", "What is read"]
    assert heads[-1] == "Options"
    command = main.get_command(click.Context(main), "lint")
    assert command is not None
    rest = text.partition("\nOptions:\n")[2]
    assert rest.split()[:2] == ["-h,", "--help"]
