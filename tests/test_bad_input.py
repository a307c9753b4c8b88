"""Bad input through every door: a finding or a clear error each time, never a traceback."""

from __future__ import annotations

import codecs
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner
from hypothesis import example, given
from hypothesis import strategies as st

from event_strategies import SCHEMAS, json_values, runs
from ootb_events import Emitter, parse, validate
from ootb_events.cli import main
from ootb_events.emit import Reason
from ootb_events.errors import DecodeError, EncodeError, InvalidEventError
from ootb_events.lint import Problem, lint, records
from ootb_events.transports import MemoryTransport
from ootb_events.validation import RULES, Severity, available_engines

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX")
LINKS = pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
SECRET = "robin.ashdown@example.com"  # noqa: S105 - personal data that no message may repeat


def login(**changes: Any) -> dict[str, Any]:
    """Write a valid payload with other envelope properties; ``...`` leaves one out."""
    payload = {
        "tenant": 1042,
        "timestamp": "2026-06-09 12:00:00.250000 UTC",
        "event": "ootb_login",
        "customer": "c-30412",
        "context": {"ootb_balance": 125.5},
    }
    merged = payload | changes
    return {name: value for name, value in merged.items() if value is not ...}


def with_context(**parameters: Any) -> dict[str, Any]:
    return login(context={f"ootb_{name}": value for name, value in parameters.items()})


def exclusion(**parameters: Any) -> dict[str, Any]:
    return with_context(**parameters) | {"event": "ootb_self_exclusion_initiated"}


GOOD = json.dumps(login()).encode()


class Bad(NamedTuple):
    """One row of the list in the issue: what is read, and the rule that says what is wrong."""

    text: bytes
    rule: str
    pointer: str = ""

    @property
    def is_error(self) -> bool:
        return RULES[self.rule].severity is Severity.ERROR

    @property
    def payload(self) -> Any:
        return json.loads(self.text)


def bad(payload: Any, rule: str, pointer: str = "") -> Bad:
    return Bad(json.dumps(payload).encode(), rule, pointer)


TEXTS = {
    "not JSON": Bad(b"tenant=1042", "OOTB001"),
    "JSON cut short": Bad(GOOD[:-1], "OOTB001"),
    "two documents": Bad(GOOD + b" " + GOOD, "OOTB001"),
    "Python": Bad(repr(login()).encode(), "OOTB001"),
    "NaN": Bad(GOOD.replace(b"125.5", b"NaN"), "OOTB001"),
    "number no reader can hold": Bad(GOOD.replace(b"125.5", b"1e999"), "OOTB001"),
    "nested too deeply": Bad(b"[" * 101 + b"]" * 101, "OOTB001"),
    "half a surrogate pair": Bad(GOOD.replace(b"c-30412", rb"c-\ud83e"), "OOTB001"),
    "control character": Bad(GOOD.replace(b"c-30412", b"c-\x1b[31m"), "OOTB001"),
    "byte order mark": Bad(codecs.BOM_UTF8 + GOOD, "OOTB003"),
    "invalid UTF-8": Bad(GOOD.replace(b"c-30412", b"c-\xff"), "OOTB002"),
    "Latin-1": Bad(GOOD.replace(b"c-30412", "größe".encode("latin-1")), "OOTB002"),
    "UTF-16": Bad(GOOD.decode().encode("utf-16"), "OOTB002"),
    "UTF-16 without mark": Bad(GOOD.decode().encode("utf-16-be"), "OOTB002"),
    "UTF-32": Bad(GOOD.decode().encode("utf-32"), "OOTB002"),
    "duplicate key": Bad(
        GOOD.replace(b"125.5", b'125.5, "ootb_balance": 120'), "OOTB004", "/context/ootb_balance"
    ),
    "duplicate envelope key": Bad(GOOD[:-1] + b', "tenant": 7}', "OOTB004", "/tenant"),
}
SCALARS = {
    "text": bad("ootb_login", "OOTB005"),
    "event as text": bad(GOOD.decode(), "OOTB005"),
    "number": bad(42, "OOTB005"),
    "boolean": bad(True, "OOTB005"),  # noqa: FBT003 - JSON's own
    "null": bad(None, "OOTB005"),
}
PAYLOADS = {
    "unknown event key": bad(login(event="ootb_logon"), "OOTB107", "/event"),
    "event key of another kind": bad(login(event=7), "OOTB201", "/event"),
    "no tenant": bad(login(tenant=...), "OOTB101"),
    "no timestamp": bad(login(timestamp=...), "OOTB101"),
    "no event": bad(login(event=...), "OOTB101"),
    "no context": bad(login(context=...), "OOTB101"),
    "empty timestamp": bad(login(timestamp=""), "OOTB101", "/timestamp"),
    "empty event": bad(login(event=""), "OOTB101", "/event"),
    "nothing at all": bad({}, "OOTB101"),
    "no identity": bad(login(customer=...), "OOTB102"),
    "empty customer": bad(login(customer=""), "OOTB102"),
    "empty visitor": bad(login(customer=..., visitor=""), "OOTB102"),
    "both identities": bad(login(visitor="v-91f2c0"), "OOTB103"),
    "string tenant": bad(login(tenant="1042"), "OOTB201", "/tenant"),
    "fractional tenant": bad(login(tenant=1042.5), "OOTB201", "/tenant"),
    "boolean tenant": bad(login(tenant=True), "OOTB201", "/tenant"),
    "tenant beyond 2^53-1": bad(login(tenant=2**53), "OOTB205", "/tenant"),
    "number beyond 2^53-1": bad(with_context(balance=2**53), "OOTB205", "/context/ootb_balance"),
    "number beyond 64 bits": bad(with_context(balance=10**30), "OOTB205", "/context/ootb_balance"),
    "number below -(2^53-1)": bad(with_context(balance=-(2**53)), "OOTB205"),
    "ISO 8601 timestamp": bad(login(timestamp="2026-06-09T12:00:00Z"), "OOTB104", "/timestamp"),
    "timestamp without UTC": bad(login(timestamp="2026-06-09 12:00:00.250000"), "OOTB104"),
    "timestamp that never was": bad(login(timestamp="2026-02-30 12:00:00.000000 UTC"), "OOTB104"),
    "timestamp with a newline": bad(login(timestamp="2026-06-09 12:00:00.25 UTC\n"), "OOTB104"),
    "fewer digits": bad(login(timestamp="2026-06-09 12:00:00 UTC"), "OOTB105", "/timestamp"),
    "256 characters": bad(with_context(session_ref="x" * 256), "OOTB202"),
    "256 characters of customer": bad(login(customer="c" * 256), "OOTB202", "/customer"),
    "256 characters of event": bad(login(event="e" * 256), "OOTB202", "/event"),
    "51 parameters": bad(login(context={f"p{n}": n for n in range(51)}), "OOTB208", "/context"),
    "nested object": bad(with_context(balance={"amount": 1}), "OOTB201"),
    "nested array": bad(with_context(balance=[1]), "OOTB201", "/context/ootb_balance"),
    "null": bad(with_context(balance=None), "OOTB201", "/context/ootb_balance"),
    "context as array": bad(login(context=[]), "OOTB201", "/context"),
    "boolean as number": bad(with_context(balance=True), "OOTB201", "/context/ootb_balance"),
    "number as text": bad(with_context(balance="125.5"), "OOTB201", "/context/ootb_balance"),
    '"true" as boolean': bad(with_context(is_first_login="true"), "OOTB201"),
    "one as boolean": bad(with_context(is_first_login=1), "OOTB201"),
    "local date-time": bad(with_context(login_timestamp="2026-06-09T12:00:00"), "OOTB204"),
    "closed value off": bad(exclusion(exclusion_type=2), "OOTB203"),
    "unknown parameter": bad(with_context(ballance=1), "OOTB206", "/context/ootb_ballance"),
    "unknown property": bad(login(source="app"), "OOTB106", "/source"),
    "older version": bad(
        with_context(email=SECRET) | {"event": "ootb_registration_failed"}, "OOTB301", "/event"
    ),
    "superseded event": bad(
        with_context() | {"event": "ootb_registration_started"}, "OOTB302", "/event"
    ),
    "blank": bad(with_context(city="") | {"event": "ootb_user_details_update"}, "OOTB212"),
}
DOCUMENTS = TEXTS | SCALARS | PAYLOADS
STREAMED = {"two documents", "nested too deeply"}
"""What is no single event, but several things to lint, which reads any JSON one after another."""
WARNINGS = {name: row for name, row in DOCUMENTS.items() if not row.is_error}


def rows(table: dict[str, Bad]) -> Any:
    params = [pytest.param(row, id=name) for name, row in table.items()]
    return pytest.mark.parametrize("row", params)


def found_in(report: Any, row: Bad) -> Any:
    """Take the finding that a row is about."""
    matching = [finding for finding in report.findings if finding.rule == row.rule]
    assert matching, f"{row.rule} is not in {report}"
    if row.pointer:
        matching = [finding for finding in matching if finding.pointer == row.pointer]
        assert matching, f"no {row.rule} at {row.pointer} in {report}"
    return matching[0]


def run(*args: object, stdin: bytes | None = None) -> Any:
    """Run a command; it ends as a program does, never with an exception."""
    result = CliRunner().invoke(main, [str(arg) for arg in args], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    assert "Traceback" not in result.output
    assert result.exit_code in {0, 1, 2}
    return result


def lint_json(*args: object, stdin: bytes | None = None) -> dict[str, Any]:
    result = run("lint", "--format", "json", *args, stdin=stdin)
    document: dict[str, Any] = json.loads(result.stdout)
    has_errors = any(finding["severity"] == "error" for finding in document["findings"])
    assert result.exit_code == (2 if document["unreadable"] else int(has_errors))
    return document


def emit(*args: object, stdin: bytes | None = None) -> Any:
    return run("emit", "--endpoint", "-", "--tenant", 1042, *args, stdin=stdin)


# Through validate, parse and Emitter.emit


@pytest.mark.parametrize("engine", available_engines())
@pytest.mark.parametrize("form", [bytes, bytearray, memoryview])
@rows(DOCUMENTS)
def test_validate_reports_a_text(row, form, engine):
    report = validate(form(row.text), engine=engine)
    finding = found_in(report, row)
    assert (finding.severity is Severity.ERROR) == row.is_error
    assert not (row.is_error and report.ok)
    assert finding.message
    assert finding.name == RULES[row.rule].name


@rows({name: row for name, row in DOCUMENTS.items() if row.rule != "OOTB002"})
def test_validate_says_the_same_of_str_as_of_bytes(row):
    assert validate(row.text.decode()) == validate(row.text)


@rows(PAYLOADS)
def test_validate_says_the_same_of_a_mapping_as_of_its_text(row):
    assert validate(row.payload) == validate(row.text)


@pytest.mark.parametrize("text", ["\ud83e", '"\udfff"', GOOD.decode() + "\ud800"])
def test_validate_reports_a_str_that_is_no_text(text):
    assert [finding.rule for finding in validate(text).findings] == ["OOTB001"]


@pytest.mark.parametrize("text", [b"", b" ", b"\n\t\r\n", codecs.BOM_UTF8, ""])
def test_validate_reports_that_there_is_nothing(text):
    assert [finding.rule for finding in validate(text).findings] == ["OOTB007"]


@rows({name: row for name, row in DOCUMENTS.items() if row.is_error})
def test_parse_refuses_it_and_says_why(row):
    with pytest.raises((DecodeError, InvalidEventError)) as caught:
        parse(row.text)
    if isinstance(caught.value, InvalidEventError):
        found_in(caught.value.report, row)
    else:
        assert caught.value.problem
    assert caught.value.__cause__ is None  # the text itself is not dragged along


@rows({name: row for name, row in PAYLOADS.items() if not row.is_error})
def test_parse_takes_what_is_merely_odd_unless_something_would_be_lost(row):
    if row.rule in {"OOTB106", "OOTB206", "OOTB208"}:
        with pytest.raises(DecodeError, match="has no attribute for"):
            parse(row.text)
    else:
        assert parse(row.text).event_key == row.payload["event"]


@rows({name: row for name, row in PAYLOADS.items() if row.is_error and "tenant" in row.payload})
def test_the_emitter_refuses_it_before_anything_leaves(row):
    transport = MemoryTransport()
    with Emitter(transport, tenant=1042) as emitter:
        with pytest.raises((InvalidEventError, EncodeError)) as caught:
            emitter.emit(row.payload)
        if isinstance(caught.value, InvalidEventError):
            found_in(caught.value.report, row)
    with Emitter(transport, tenant=1042, on_invalid="dead_letter") as emitter:
        assert not emitter.emit(row.payload).report.ok
    assert [letter.reason for letter in emitter.dead_letters] == [Reason.INVALID]
    assert transport.attempts == []


@rows({name: row for name, row in PAYLOADS.items() if not row.is_error})
def test_the_emitter_sends_what_is_merely_odd_and_says_so(row):
    transport = MemoryTransport()
    with Emitter(transport, tenant=1042) as emitter:
        found_in(emitter.emit(row.payload).report, row)
    assert transport.payloads == [row.payload]


def test_the_emitter_fills_in_its_tenant():
    transport = MemoryTransport()
    with Emitter(transport, tenant=1042) as emitter:
        assert emitter.emit(login(tenant=...)).report.findings == ()
    assert transport.payloads == [login()]


# Through the commands


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@rows({name: row for name, row in DOCUMENTS.items() if name not in STREAMED})
def test_lint_finds_it_in_a_file(row, folder):
    folder.joinpath("bad.json").write_bytes(row.text)
    document = lint_json("bad.json")
    found = [f for f in document["findings"] if f["rule"] == row.rule]
    assert found
    assert row.pointer in {"", *(finding["pointer"] for finding in found)}
    assert {f["file"] for f in document["findings"]} == {"bad.json"}
    assert document["unreadable"] == []
    text = run("lint", "bad.json").stdout
    assert row.rule in text
    assert RULES[row.rule].name in text


@rows(DOCUMENTS)
def test_lint_finds_the_same_on_standard_input(row, folder):
    folder.joinpath("bad.json").write_bytes(row.text)
    of_file, of_stdin = lint_json("bad.json"), lint_json("-", stdin=row.text)
    assert [{**f, "file": "-"} for f in of_file["findings"]] == of_stdin["findings"]


@pytest.mark.parametrize(
    ("name", "said"), [("two documents", []), ("nested too deeply", ["OOTB005"])]
)
def test_lint_reads_one_thing_after_another(name, said, folder):
    folder.joinpath("bad.json").write_bytes(DOCUMENTS[name].text)
    assert [finding["rule"] for finding in lint_json("bad.json")["findings"]] == said


@rows(
    {
        name: row
        for name, row in DOCUMENTS.items()
        if not name.startswith("UTF-") and name not in STREAMED
    }
)
def test_lint_finds_it_in_its_line_and_nothing_in_the_others(row, folder):
    folder.joinpath("events.ndjson").write_bytes(b"\n".join([GOOD, row.text, GOOD, b""]))
    document = lint_json("events.ndjson")
    assert row.rule in {finding["rule"] for finding in document["findings"]}
    assert {finding["line"] for finding in document["findings"]} == {2}
    assert not any("line 1," in finding["message"] for finding in document["findings"])
    assert document["events"] >= 2


@rows(SCALARS | PAYLOADS)
def test_lint_finds_it_in_its_item_and_nothing_in_the_others(row, folder):
    folder.joinpath("events.json").write_bytes(b"[%s,%s,%s]" % (GOOD, row.text, GOOD))
    document = lint_json("events.json")
    found = [finding for finding in document["findings"] if finding["rule"] == row.rule]
    assert found
    assert row.pointer in {"", *(finding["pointer"] for finding in found)}
    assert {finding["index"] for finding in document["findings"]} == {1}
    assert document["events"] == 3


@rows({name: row for name, row in TEXTS.items() if row.rule == "OOTB004"})
def test_lint_finds_a_duplicate_key_in_its_item(row, folder):
    folder.joinpath("events.json").write_bytes(b"[%s,%s,%s]" % (GOOD, row.text, GOOD))
    document = lint_json("events.json")
    assert [(f["index"], f["pointer"]) for f in document["findings"]] == [(1, row.pointer)]
    assert emit("events.json").stdout_bytes.count(b"\n") == 2


@rows(DOCUMENTS)
def test_emit_sends_it_only_without_errors(row, folder):
    folder.joinpath("bad.json").write_bytes(row.text)
    result = emit("bad.json")
    sent = not row.is_error or row is PAYLOADS["no tenant"]
    if row is DOCUMENTS["two documents"]:
        sent = 2  # one after the other, as lint reads them
    assert result.stdout.count("\n") == sent
    assert result.exit_code == (0 if sent else 1)
    assert sent or "bad.json" in result.stderr


@rows({name: row for name, row in DOCUMENTS.items() if name != "two documents"})
def test_strictly_emit_sends_nothing_odd_either(row, folder):
    folder.joinpath("bad.json").write_bytes(row.text)
    result = emit("--strict", "bad.json")
    passes = row is PAYLOADS["no tenant"]
    sent = passes or row is DOCUMENTS["byte order mark"]  # a fault of the file, not of the event
    assert (result.exit_code, result.stdout.count("\n")) == (0 if passes else 1, int(sent))


@rows(DOCUMENTS)
def test_a_bad_file_does_not_hide_a_good_one(row, folder):
    for name in ("a.json", "c.json"):
        folder.joinpath(name).write_bytes(GOOD)
    folder.joinpath("b.json").write_bytes(row.text)
    document = lint_json(".")
    assert document["files"] == 3
    assert document["events"] >= 2
    bad = set() if row is DOCUMENTS["two documents"] else {"b.json"}  # two events to lint
    assert {finding["file"] for finding in document["findings"]} == bad
    result = emit("a.json", "b.json", "c.json")
    assert result.stdout_bytes.count(b'"ootb_balance":125.5}') >= 2


@pytest.mark.parametrize("name", ["empty.json", "empty.ndjson", "empty.txt"])
@pytest.mark.parametrize("content", [b"", b" \n\n", codecs.BOM_UTF8], ids=["empty", "blank", "bom"])
def test_an_empty_file_is_found(name, content, folder):
    folder.joinpath(name).write_bytes(content)
    document = lint_json(name)
    assert document["findings"][-1]["rule"] == "OOTB007"
    result = emit(name)
    assert (result.exit_code, result.stdout) == (1, "")


def test_an_empty_array_has_no_events(folder):
    folder.joinpath("none.json").write_bytes(b"[]")
    assert lint_json("none.json")["events"] == 0
    assert run("lint", "none.json").stdout == "0 events in 1 file: nothing found\n"


def test_a_file_in_utf_16_is_found_once_not_line_by_line(folder):
    folder.joinpath("events.ndjson").write_bytes((GOOD + b"\n").decode().encode("utf-16") * 3)
    assert [finding["rule"] for finding in lint_json("events.ndjson")["findings"]] == ["OOTB002"]


# Paths


@pytest.mark.parametrize("path", ["missing.json", "no/such/folder/event.json", "missing folder"])
def test_a_missing_path_is_said_and_hides_nothing(path, folder):
    folder.joinpath("good.json").write_bytes(GOOD)
    result = run("lint", path, "good.json")
    assert result.exit_code == 2
    assert result.stdout.startswith(f"{path}\n\n  unreadable: ")
    assert "1 event in 2 files: 1 unreadable" in result.stdout
    result = emit(path, "good.json")
    assert result.exit_code == 2
    assert result.stdout.count("\n") == 1
    assert result.stderr.startswith(f"{path}: ")
    assert result.stderr.endswith("1 delivered\n")


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b.json", "", "good.json/below.json"])
def test_a_path_that_cannot_be_is_said(name, folder):
    folder.joinpath("good.json").write_bytes(GOOD)
    results = list(lint([name, "good.json"]))
    assert results[0].problem
    assert [result.events for result in results] == [0, 1]
    first, second = records([name, "good.json"])
    assert isinstance(first, Problem)
    assert second.readable


@pytest.mark.parametrize("make", [lambda _: None, lambda path: path.joinpath("notes.txt").touch()])
def test_a_folder_without_event_files_is_said(make, folder):
    folder.joinpath("events").mkdir()
    make(folder / "events")
    folder.joinpath("good.json").write_bytes(GOOD)
    problem = "no event files (.json, .jsonl, .ndjson) in this folder"
    document = lint_json("events", "good.json")
    assert document["unreadable"] == [{"file": "events", "problem": problem}]
    assert document["events"] == 1
    result = emit("events", "good.json")
    assert (result.exit_code, result.stderr) == (2, f"events: {problem}\n1 delivered\n")


def test_a_folder_gives_its_event_files_at_any_depth_sorted_and_no_hidden_ones(folder):
    wanted = ["a/a.JSON", "a/b/c.jsonl", "a/z.ndjson", "b.json"]
    others = ["notes.txt", "json", "x.json5", ".hidden.json", ".git/x.json"]
    for name in (*wanted, *others):
        path = folder / "events" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(GOOD)
    assert [record.file for record in records(["events"])] == [
        str(Path("events", name)) for name in wanted
    ]
    assert lint_json("events")["files"] == len(wanted)
    assert emit("events").stderr == "4 delivered\n"


def sealed_off(path: Path) -> None:
    """Make a file or folder unreadable, and give up on the test where that cannot be done."""
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("NOT SHOWN HERE: to root, and on Windows, nothing is unreadable")


@pytest.mark.parametrize("sealed", ["b.json", "c"])
def test_an_unreadable_file_or_folder_is_said_and_hides_nothing(sealed, folder):
    folder.joinpath("c").mkdir()
    for name in ("a.json", "b.json", "c/d.json"):
        folder.joinpath(name).write_bytes(GOOD)
    path = folder / sealed
    try:
        sealed_off(path)
        document = lint_json(".")
        result = emit(".")
    finally:
        path.chmod(0o700)
    assert document["unreadable"] == [{"file": sealed, "problem": "Permission denied"}]
    assert document["events"] == 2
    assert result.exit_code == 2
    assert result.stderr == f"{sealed}: Permission denied\n2 delivered\n"


@LINKS
def test_a_broken_link_is_said_and_hides_nothing(folder):
    folder.joinpath("a.json").symlink_to("nowhere.json")
    folder.joinpath("b.json").write_bytes(GOOD)
    for paths, problem in (
        (["."], "a link that leads nowhere"),
        (["a.json", "b.json"], "No such file or directory"),
    ):
        document = lint_json(*paths)
        assert document["unreadable"] == [{"file": "a.json", "problem": problem}]
        assert document["events"] == 1
        assert emit(*paths).stderr == f"a.json: {problem}\n1 delivered\n"


@LINKS
def test_links_are_read_but_loops_of_folders_are_not_followed(folder):
    folder.joinpath("events/below").mkdir(parents=True)
    folder.joinpath("good.json").write_bytes(GOOD)
    folder.joinpath("events/link.json").symlink_to(folder / "good.json")
    folder.joinpath("events/below/loop").symlink_to(folder / "events", target_is_directory=True)
    folder.joinpath("events/self.json").symlink_to("self.json")
    document = lint_json("events")
    assert document["events"] == 1
    assert [each["file"] for each in document["unreadable"]] == [str(Path("events/self.json"))]


@POSIX
def test_a_pipe_is_read_when_named_and_never_waited_for_in_a_folder(folder):
    folder.joinpath("events").mkdir()
    folder.joinpath("events/good.json").write_bytes(GOOD)
    pipe = folder / "events/pipe.json"
    os.mkfifo(pipe)
    (unreadable,) = lint_json("events")["unreadable"]
    assert unreadable["problem"].startswith("neither a file nor a folder")
    writer = threading.Thread(target=pipe.write_bytes, args=(GOOD,), daemon=True)
    writer.start()
    assert lint_json(pipe)["events"] == 1
    writer.join(10)


# What is printed


HOSTILE = {
    "colour": "\x1b[31mred",
    "title": "\x1b]0;pwned\x07",
    "cursor": "\x1b[2J\x1b[H",
    "c1": "\x9b31m",
    "direction": "ecalper\u202eevil",
    "isolate": "\u2066evil",
    "newline": "line\nerror    OOTB999 forged",
    "return": "good\rbad",
    "separator": "one\u2028two\u2029three\x85four",
    "invisible": "zero\u200bwidth\ufeff",
    "null": "a\x00b",
}


def is_harmless(text: str) -> bool:
    return all(char.isprintable() or char == "\n" for char in text)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_nothing_in_a_file_reaches_the_terminal_unescaped(text, folder):
    hostile = login(event=f"ootb_{text}", context={text: 1}) | {text: text}
    folder.joinpath("hostile.json").write_text(json.dumps(hostile), encoding="utf-8")
    folder.joinpath("raw.json").write_text(
        json.dumps(login(context={text: 1}), ensure_ascii=False), encoding="utf-8", newline=""
    )
    linted = run("lint", "hostile.json")
    assert linted.stdout.count(": ") >= 2
    assert {"OOTB106", "OOTB107"} <= set(linted.stdout.split())
    assert is_harmless(linted.output)
    assert "\nerror    OOTB999" not in linted.stdout
    assert is_harmless(run("lint", "raw.json").output)
    assert is_harmless(run("lint", "--format", "json", "hostile.json").output)
    emitted = emit("hostile.json")
    assert emitted.stdout == ""
    assert is_harmless(emitted.stderr)
    assert "\nerror    OOTB999" not in emitted.stderr


@POSIX
@pytest.mark.parametrize("text", [t for t in HOSTILE.values() if "\0" not in t and "/" not in t])
def test_nothing_in_a_file_name_reaches_the_terminal_unescaped(text, folder):
    folder.joinpath(f"{text}.json").write_bytes(b"{")
    for arguments in (["."], [f"{text}.json"], [f"missing {text}.json"]):
        assert is_harmless(run("lint", *arguments).output)
        assert is_harmless(emit(*arguments).output)
    for command in ("show", "example"):
        assert is_harmless(run(command, text).output)
        assert is_harmless(run(command, "ootb_login", "--version", text).output)
    assert is_harmless(run("list", "--domain", text).output)


@pytest.mark.skipif(sys.platform != "linux", reason="file names are text elsewhere")
def test_a_file_name_that_is_no_text_is_escaped(folder):
    os.close(os.open(os.fsencode(folder) + b"/\xff.json", os.O_CREAT))
    assert r"\udcff.json" in run("lint", ".").stdout
    assert lint_json(".")["findings"][0]["file"] == r"\udcff.json"
    assert r"\udcff.json" in emit(".").stderr


@pytest.mark.parametrize(
    ("command", "encoding", "shown"),
    [
        ("lint", "ascii", r"gr\xf6\xdfe \U0001f98a"),
        ("lint", "cp1252", r"größe \U0001f98a"),
        ("emit", "cp1252", r"größe \U0001f98a"),
        ("emit", "utf-8", "größe 🦊"),
    ],
)
def test_no_text_is_too_much_for_the_encoding_of_the_terminal(command, encoding, shown, folder):
    payload = login(tenant="1042", context={"größe 🦊": 1})
    options = ["--endpoint=-", "--tenant=1042"] if command == "emit" else []
    folder.joinpath("bad.json").write_text(json.dumps(payload), encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "ootb_events", command, "bad.json", *options],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        check=False,
    )
    assert (done.returncode, b"Traceback" in done.stderr) == (1, False)
    assert shown in (done.stdout + done.stderr).decode(encoding)


@rows(PAYLOADS)
def test_no_message_repeats_a_person(row):
    """A customer id is personal data as much as an e-mail address is."""
    for finding in validate(row.payload).findings:
        assert "c-30412" not in str(finding)
        assert SECRET not in str(finding)


# A hundred megabytes


MEASURE = """
import sys
from ootb_events.cli import main
try:
    sys.exit(main(standalone_mode=True, prog_name="ootb-events"))
finally:
    if sys.platform != "win32":
        import resource
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print("peak", peak // (2**20 if sys.platform == "darwin" else 2**10), file=sys.stderr)
"""
MEGABYTES = 100
HUGE = {"arrays": b"[", "objects": b'{"a":', "line ends": b"\n"}


def of_huge(piece: bytes) -> bytes:
    return piece * (MEGABYTES * 10**6 // len(piece))


@pytest.mark.parametrize("piece", [HUGE["arrays"], HUGE["line ends"]], ids=["arrays", "line ends"])
def test_megabytes_of_nonsense_in_a_file_are_one_finding(piece, tmp_path):
    path = tmp_path / "huge.json"
    path.write_bytes(piece * 10_000_000)
    for suffix in (".json", ".ndjson"):
        path = path.rename(path.with_suffix(suffix))
        for command in (["lint", path], ["emit", path, "--endpoint=-", "--tenant=1042"]):
            done = subprocess.run(  # noqa: S603 - our own program
                [sys.executable, "-c", MEASURE, *command],
                capture_output=True,
                check=False,
                text=True,
                timeout=60,
            )
            assert done.returncode == 1, done.stderr
            assert "Error" not in done.stderr
            assert "Traceback" not in done.stderr
            assert "1 error" in done.stdout or "1 unreadable" in done.stderr
            peak = int(done.stderr.rpartition("peak ")[2]) if "peak " in done.stderr else 0
            assert peak < 250
    path.unlink()


@pytest.mark.parametrize("piece", HUGE.values(), ids=list(HUGE))
def test_a_hundred_megabytes_of_nonsense_are_one_finding_of_validate(piece):
    text = of_huge(piece)
    assert len(validate(text).findings) == 1
    with pytest.raises(DecodeError):
        parse(text)


# Anything at all


PIECES = [b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\", b"\n", b" ", b"1", b"-", b"e9", b"null"]
WORDS = [b'"event"', b'"ootb_login"', b'"context"', b"\xff", codecs.BOM_UTF8, b"\\u00", b"\0"]
NEARLY_JSON = st.lists(st.sampled_from(PIECES + WORDS), max_size=30).map(b"".join)
DAMAGED = st.builds(
    lambda text, at, piece, length: (
        text[: at % len(text)] + piece + text[at % len(text) + length :]
    ),
    st.sampled_from([json.dumps(schema.examples[0]).encode() for schema in SCHEMAS]),
    st.integers(0, 5000),
    st.binary(max_size=3) | NEARLY_JSON,
    st.integers(0, 4),
)


@runs(300)
@given(st.binary(max_size=200) | NEARLY_JSON | DAMAGED)
@example(b"")
@example(codecs.BOM_UTF8)
@example(b"\xff\xfe{\x00}\x00\n\x00")
@example(b"[\n")
@example(b"{}\n[")
def test_no_bytes_give_a_traceback(text):
    document = lint_json("-", stdin=text)
    assert document["files"] == 1
    assert is_harmless(run("lint", "--strict", "-", stdin=text).output)
    emitted = emit("-", stdin=text)
    assert is_harmless(emitted.stderr)
    if emitted.exit_code == 0 and b'"tenant"' in text:
        assert document["counts"]["error"] == 0


@runs(150)
@given(
    st.lists(
        json_values(4).filter(lambda value: not isinstance(value, list))
        | st.sampled_from([row.payload for row in PAYLOADS.values()]),
        min_size=2,
        max_size=5,
    )
)
def test_any_json_is_judged_alike_in_an_array_and_in_lines(values):
    lines = b"".join(json.dumps(value).encode() + b"\n" for value in values)
    in_lines = lint_json("-", "--no-fold", stdin=lines)
    in_array = lint_json("-", "--no-fold", stdin=json.dumps(values).encode())
    assert in_lines["events"] == in_array["events"] == len(values)
    assert all(finding["line"] == finding["index"] + 1 for finding in in_lines["findings"])
    places = {"line", "column", "end_line", "end_column", "places"}
    of_lines, of_array = (
        [{name: value for name, value in each.items() if name not in places} for each in found]
        for found in (in_lines["findings"], in_array["findings"])
    )
    assert of_lines == of_array
