"""Event files upgraded: what changes, to the character, and what is told of it."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from event_strategies import SCHEMAS, mutated, payloads, runs
from ootb_events.catalog import Catalog
from ootb_events.cli import main
from ootb_events.errors import InvalidEventError, UpgradeError
from ootb_events.evolution import upgrade
from ootb_events.lint import lint
from ootb_events.lint._upgrading import UpgradeSettings, upgrade_files
from schema_files import parameter, write_event, write_foundation
from upgrading import ends

GOLDEN = Path(__file__).parent / "golden"
OLD = '{"deposit_amount": 20.50,\t"brand" : "n\\u00f6rd", "x": 1E2}'
NEW = '{"ootb_deposit_amount": 20.50,\t"ootb_brand" : "n\\u00f6rd", "x": 1E2}'
ENVELOPE = (
    '{"tenant":1042, "timestamp": "2026-06-09 12:00:00.250000 UTC",'
    '"event":"%s", "customer":"c", "context" : %s}'
)
DEPOSIT = ENVELOPE % ("ootb_deposit", OLD)
UPGRADED = ENVELOPE % ("ootb_deposit", NEW)
FAILED = ENVELOPE % (
    "ootb_registration_failed",
    '{\n  "ootb_email": "a@b.example",\n  "ootb_language": "en",\n  "ootb_country": "MT"\n}',
)
FAILED_NOW = ENVELOPE % ("ootb_registration_failed", '{\n  "ootb_language": "en"\n}')


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.json"


def run(*arguments, **options):
    return CliRunner().invoke(main, ["upgrade", *map(str, arguments)], **options)


def written(path, content, *, settings=None):
    """Upgrade a file; return what it has then, and the result."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (result,) = upgrade_files([str(path)], settings or UpgradeSettings(), write=True)
    return path.read_bytes(), result


@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "{}\n",
        "{}\r\n",
        "\ufeff{}\n",
        "\n\n \t{}\n\n",
        "[{}]",
        "[\r\n  {},\r\n  {}\r\n]\r\n",
        "{}\n{}\n{}",
        "{}{}\n\n{} {}",
        "{}\nthis is no JSON\n{}\n",
        "[{}, oops, {}, ]",
        '{}\n{"unfinished": 1,\n{}\n',
    ],
)
@pytest.mark.parametrize(("old", "new"), [(DEPOSIT, UPGRADED), (FAILED, FAILED_NOW)])
def test_everything_around_what_a_step_names_stays(path, around, old, new):
    if "\n{}" in around and "\n" in old:
        around = f"[{around}]" if "oops" not in around else around

    def filled(text):
        return around.replace('{"', "\0").replace("{}", text).replace("\0", '{"').encode()

    now, result = written(path, filled(old))
    assert now == filled(new)
    assert result.upgraded == around.count("{}")
    again, result = written(path, now)
    assert (again, result.upgraded) == (now, 0)


@pytest.mark.parametrize("schema", ends(), ids=lambda schema: f"{schema.key}-{schema.version}")
def test_files_and_payloads_are_upgraded_alike(schema, tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    styles = st.sampled_from(
        (
            {"separators": (",", ":")},
            {},
            {"ensure_ascii": False},
            {"indent": 2},
            {"indent": "\t", "separators": (" ,", " : ")},
        )
    )

    @runs(15)
    @given(payloads(schema), styles, st.booleans())
    def law(payload, style, extra):
        if extra:
            payload["context"]["x"] = 5
        text = json.dumps(payload, **style)
        now, result = written(folder / "a.json", text)
        expected = upgrade(payload)
        assert now.decode() == json.dumps(expected.payload, **style)
        (move,) = result.moves
        assert (move.source, move.target) == (expected.source, expected.release)
        assert {lost.parameter for lost in result.lost} == {
            loss.parameter for loss in expected.losses
        }

    law()


@runs(150)
@given(st.data())
def test_odd_events_go_the_way_that_a_payload_goes(tmp_path_factory, data):
    schema = data.draw(st.sampled_from(SCHEMAS))
    payload = data.draw(mutated(data.draw(payloads(schema))))
    try:
        text = json.dumps(payload, allow_nan=False)
    except (TypeError, ValueError):
        return
    path = tmp_path_factory.mktemp("files") / "a.json"
    now, result = written(path, text)
    try:
        expected = upgrade(json.loads(text))
    except (InvalidEventError, UpgradeError):
        assert now.decode() == text
        assert result.upgraded == 0
        assert result.left
    else:
        assert now.decode() == json.dumps(expected.payload)


def test_what_is_not_upgraded_is_told_and_stays(path):
    bad = DEPOSIT.replace("1042", '"1042"')
    twice = DEPOSIT.replace('"x"', '"brand"')
    unknown = DEPOSIT.replace("ootb_deposit", "ootb_depot")
    lines = [bad, DEPOSIT, twice, unknown, "[1]", "oops", ""]
    now, result = written(path, "\n".join(lines))
    assert now.decode() == "\n".join(lines).replace(DEPOSIT, UPGRADED)
    told = {(issue.finding.rule, issue.place.line) for issue in result.left}
    assert told == {("OOTB201", 1), ("OOTB004", 3), ("OOTB107", 4), ("OOTB005", 5), ("OOTB001", 6)}
    assert (result.upgraded, result.unsettled) == (1, 4)


def test_what_is_wrong_is_told_at_the_place_where_lint_tells_it(path):
    path.write_text(
        ENVELOPE % ("ootb_nobody", "{}") + "\n" + DEPOSIT.replace("20.50", "[]"), "utf-8"
    )
    told = re.findall(r"a\.json:(\d+:\d+): error (OOTB\d+)", run(path).stdout)
    (linted,) = lint([str(path)])
    places = [
        (f"{place.line}:{place.column}", issue.finding.rule)
        for issue in linted.issues
        for place in issue.places
        if issue.finding.severity.value == "error"
    ]
    assert sorted(told) == sorted(places)
    assert len(told) == 2


@pytest.mark.parametrize("depth", [101, 300, 2000])
def test_what_is_nested_too_deeply_is_told_and_stays(path, depth):
    text = ENVELOPE % ("ootb_login", '{"a": ' + "[" * depth + "]" * depth + "}")
    path.write_text(text, "utf-8")
    result = run(str(path), "--write")
    assert result.exit_code == 1
    assert "left as it is" in result.stderr + result.stdout
    assert path.read_text("utf-8") == text


def test_an_event_that_mixes_versions_comes_to_rest(path):
    context = '{"ootb_ccy_code": "EUR", "deposit_amount": 20.50}'
    now, result = written(path, ENVELOPE % ("ootb_deposit_cancellation", context))
    expected = ENVELOPE % ("ootb_deposit_cancellation", '{"ootb_deposit_amount": 20.50}')
    assert now.decode() == expected
    assert [lost.parameter for lost in result.lost] == ["ootb_ccy_code"]


def test_what_only_the_newer_version_refuses_is_told_and_stays(path):
    context = '{"ootb_email": "a@b.example", "ootb_failure_code": true}'
    text = ENVELOPE % ("ootb_registration_failed", context)
    now, result = written(path, text)
    assert now.decode() == text
    (issue,) = result.left
    assert (issue.finding.rule, issue.finding.pointer) == (
        "OOTB201",
        "/context/ootb_failure_code",
    )
    assert (result.upgraded, result.unsettled, result.lost) == (0, 1, ())


def test_what_is_dropped_is_told_with_its_place_and_without_its_value(path):
    path.write_text(f"{UPGRADED}\n{FAILED}\n", encoding="utf-8")
    result = run(path)
    assert result.exit_code == 1
    assert result.output == (
        "ootb_deposit 2.1.0: 1 event, current\n"
        "ootb_registration_failed 1.0.0 → 2.0.0: 1 event\n"
        f"  dropped in 1 event: ootb_email ({path}:3:3)\n"
        f"  dropped in 1 event: ootb_country ({path}:5:3)\n"
        "  new, and not to be derived: ootb_failure_code\n"
        "2 events in 1 file: 1 to be upgraded, 1 current, 0 left as they are\n"
    )
    assert path.read_text(encoding="utf-8") == f"{UPGRADED}\n{FAILED}\n"


def test_many_losses_are_one_line(path):
    line = json.dumps(json.loads(FAILED))
    path.write_text(f"{line}\n" * 1000, encoding="utf-8")
    output = run(path).output
    assert f"dropped in 1 000 events: ootb_email ({path}:1:" in output
    assert f"{path}:3:" in output
    assert f"{path}:4:" not in output
    assert "a@b" not in output


def test_write_replaces_and_then_all_is_well(path):
    path.write_text(DEPOSIT, encoding="utf-8")
    result = run("--write", path)
    assert result.exit_code == 0
    assert result.output.endswith("1 event in 1 file: 1 upgraded, 0 current, 0 left as they are\n")
    assert path.read_text(encoding="utf-8") == UPGRADED
    assert run(path).exit_code == 0
    assert not any(
        issue.finding.rule == "OOTB301" for one in lint([str(path)]) for issue in one.issues
    )


def test_the_difference_is_shown_and_nothing_written(path):
    path.write_text(f"{DEPOSIT}\n", encoding="utf-8")
    result = run("--diff", path)
    assert result.exit_code == 1
    rows = [f"--- {path}", f"+++ {path}", "@@ -1 +1 @@", f"-{DEPOSIT}", f"+{UPGRADED}", ""]
    assert result.stdout == "\n".join(rows)
    assert "1 to be upgraded" in result.stderr
    assert path.read_text(encoding="utf-8") == f"{DEPOSIT}\n"


def test_the_difference_can_be_applied_where_lines_end_as_on_windows(path):
    path.write_bytes(FAILED.replace("\n", "\r\n").encode() + b"\r\n")
    rows = run("--diff", path).stdout_bytes.splitlines(keepends=True)
    assert rows[2:] == [
        b"@@ -1,5 +1,3 @@\n",
        *(b" " + line for line in path.read_bytes().splitlines(keepends=True)[:1]),
        b'-  "ootb_email": "a@b.example",\r\n',
        b'-  "ootb_language": "en",\r\n',
        b'-  "ootb_country": "MT"\r\n',
        b'+  "ootb_language": "en"\r\n',
        b" }}\r\n",
    ]


def test_a_terminal_is_shown_no_line_ends_and_nothing_hostile(path, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    old = FAILED.replace("\n", "\r\n").replace('"en"', '"en\u202e"').replace('"c"', '\t"c"')
    path.write_bytes(old.encode())
    shown = run("--diff", path).stdout
    assert "\r" not in shown
    assert "\\r" not in shown
    assert '\t"c"' in shown
    assert r"en\u202e" in shown


def test_standard_input_is_written_to_standard_output():
    text = f"oops\n{DEPOSIT}\n\n{UPGRADED}\n".encode()
    done = subprocess.run(
        [sys.executable, "-m", "ootb_events", "upgrade", "-"],
        input=text,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.stdout == f"oops\n{UPGRADED}\n\n{UPGRADED}\n".encode()
    assert done.returncode == 1
    assert b"1 upgraded, 1 current" in done.stderr
    assert run("-", input=f"{UPGRADED}\n").stdout == f"{UPGRADED}\n"
    assert run("-", input=f"{UPGRADED}\n").exit_code == 0
    assert run("-", "--diff", input=f"{DEPOSIT}\n").stdout.startswith("--- -\n+++ -\n@@ -1 +1 @@\n")


def test_compressed_files_are_read_and_not_replaced(tmp_path):
    path = tmp_path / "a.ndjson.gz"
    content = gzip.compress(f"{DEPOSIT}\n".encode())
    path.write_bytes(content)
    assert "1 to be upgraded" in run(path).output
    result = run("--write", path)
    assert result.exit_code == 2
    assert "compressed; uncompress it; nothing in it was upgraded" in " ".join(
        result.output.split()
    )
    assert "0 upgraded, 0 current, 1 left as they are" in result.output
    assert path.read_bytes() == content
    unread = run(tmp_path / "nothing.json")
    assert unread.exit_code == 2
    assert "No such file" in unread.output


def test_only_what_was_asked_for_is_upgraded(path):
    order = ENVELOPE % ("online_order", '{"session_id": "s"}')
    text = f"{DEPOSIT}\n{order}\n"
    now, result = written(path, text, settings=UpgradeSettings(event="online_order"))
    assert now.decode().startswith(DEPOSIT)
    assert '"ootb_session_id"' in now.decode()
    assert (result.upgraded, result.others) == (1, 1)
    now, result = written(path, text, settings=UpgradeSettings(to="1.1.0"))
    assert now.decode() == text
    assert result.others == 1
    now, result = written(path, text, settings=UpgradeSettings(to="ootb_deposit@2.0.0"))
    assert now.decode() == f"{UPGRADED}\n{order}\n"
    assert [str(move) for move in result.moves] == ["ootb_deposit 1.0.0 → 2.0.0"]


def test_an_event_beyond_the_version_asked_for_is_passed_over(path):
    newer = ENVELOPE % ("ootb_deposit", '{"ootb_brand": "b"}')
    now, result = written(path, newer, settings=UpgradeSettings(to="1.0.0"))
    assert now.decode() == newer
    assert (result.others, result.unsettled) == (1, 0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--write", "--diff"], "which of the two?"),
        (["-"], "another run"),
        (["--event", "ootb_depot"], "did you mean ootb_deposit?"),
        (["--to", "77.0.0"], "no event has a version '77.0.0'"),
        (["--to", "2.0"], "a version has three numbers, as 2.0.0; got '2.0'"),
        (["--to", "ootb_depot"], "did you mean ootb_deposit?"),
        (["--to", "ootb_deposit@7.0.0"], "no version '7.0.0'"),
        (["--event", "ootb_deposit", "--to", "7.0.0"], "no version '7.0.0'"),
    ],
)
def test_what_makes_no_sense_is_refused(path, arguments, message):
    path.write_text(DEPOSIT, encoding="utf-8")
    result = run(path, *arguments)
    assert result.exit_code == 2
    assert message in result.output


def test_programs_are_told_as_json(path):
    path.write_text(FAILED, encoding="utf-8")
    result = run("--format", "json", path)
    told = json.loads(result.stdout)
    assert told["versions"] == [
        {
            "from": {"event": "ootb_registration_failed", "version": "1.0.0"},
            "to": {"event": "ootb_registration_failed", "version": "2.0.0"},
            "events": 1,
            "dropped": [
                {"parameter": "ootb_email", "kept": None, "events": 1, "places": [f"{path}:2:3"]},
                {"parameter": "ootb_country", "kept": None, "events": 1, "places": [f"{path}:4:3"]},
            ],
            "unknown": ["ootb_failure_code"],
        }
    ]
    assert (told["upgraded"], told["current"], told["left"], told["problems"]) == (1, 0, 0, [])


def test_events_of_ones_own_are_upgraded_as_ours_are(tmp_path, path):
    folder = write_foundation(tmp_path / "events_of_ours")
    text = parameter("text")
    write_event(folder, "x_bonus", {"x_a": text})
    steps = [
        {"step": "rename", "keys": {"x_a": "x_b"}},
        {"step": "default", "key": "x_c", "value": "EUR"},
    ]
    upgrades = [{"version": "1.0.0", "steps": steps}]
    write_event(folder, "x_bonus", {"x_b": text, "x_c": text}, "2.0.0", x_upgrades=upgrades)
    path.write_text(ENVELOPE % ("x_bonus", '{\n "x_a": "a"\n}'), encoding="utf-8")
    assert run("--write", "--catalog", folder, path).exit_code == 0
    assert path.read_text(encoding="utf-8") == ENVELOPE % (
        "x_bonus",
        '{\n "x_b": "a",\n "x_c": "EUR"\n}',
    )


def test_memory_does_not_grow_with_the_file(path):
    line = json.dumps(json.loads(DEPOSIT)).encode() + b"\n"

    def peak_of(events):
        path.write_bytes(line * events)
        tracemalloc.start()
        (result,) = upgrade_files([str(path)], UpgradeSettings(), write=True)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert result.upgraded == events
        return peak

    peak_of(1)
    few = peak_of(2_000)
    assert peak_of(8_000) - few < 1_000 * len(line)


GOLDENS = (
    "ootb_registration_failed",
    "ootb_registration_started",
    "ootb_deposit",
    "ootb_game_launch",
)


@pytest.mark.parametrize("key", GOLDENS)
def test_the_difference_of_an_example_is_as_before(key, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (example,) = Catalog.default().get(key, "1.0.0").examples
    Path(f"{key}.json").write_text(json.dumps(example, indent=2) + "\n", encoding="utf-8")
    shown = run("--diff", f"{key}.json").stdout
    assert shown == (GOLDEN / f"upgrade.{key}.diff").read_text(encoding="utf-8")


def test_the_page_shows_what_happens(tmp_path, monkeypatch):
    page = (Path(__file__).parents[1] / "docs" / "evolution.md").read_text(encoding="utf-8")
    section = page.partition("\n## How do I move\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"```(\w+)\n(.*?)```", section, re.DOTALL)
    (event,) = (text for kind, text in blocks if kind == "json")
    (console,) = (text for kind, text in blocks if kind == "console")
    (code,) = (text for kind, text in blocks if kind == "python")
    monkeypatch.chdir(tmp_path)
    Path("failed.json").write_text(event, encoding="utf-8")
    for part in console.split("$ ootb-events ")[1:]:
        command, _, output = part.partition("\n")
        assert run(*command.split()[1:]).output == output
    names = {}
    statements, _, shown = code.partition("\n\nupgraded.payload")
    exec(statements, names)  # noqa: S102 - our own page
    for line in f"upgraded.payload{shown}".splitlines():
        expression, _, expected = line.partition("  # ")
        if expected:
            assert repr(eval(expression, names)) == expected  # noqa: S307 - our own page
