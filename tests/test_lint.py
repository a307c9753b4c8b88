"""Lint as a library: files to records, records to results, results to reports."""

from __future__ import annotations

import codecs
import io
import json
import os
import re
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from event_strategies import SCHEMAS, json_values, name_of, payloads, runs
from ootb_events import validate
from ootb_events.errors import ConfigurationError
from ootb_events.lint import (
    FileResult,
    Located,
    Record,
    Summary,
    Unreadable,
    lint,
    read_records,
    reports,
)
from ootb_events.lint.reports import FORMATS, reporter
from ootb_events.lint.reports._terminal import printable, wrapped
from ootb_events.validation import Finding, Severity, available_engines, validator_for
from schema_files import parameter, payload_of, write_catalog

EVENT = payload_of("ootb_login", {"ootb_balance": 125.5})
INVALID = payload_of("ootb_login", {"ootb_balance": "125.5"})
EXAMPLES = [dict(schema.examples[0]) for schema in SCHEMAS]
ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


@pytest.fixture
def file(tmp_path):
    def write(content: object, name: str = "events.json") -> str:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return str(path)

    return write


def lines_of(*payloads: object, end: str = "\n") -> bytes:
    return "".join(json.dumps(payload) + end for payload in payloads).encode()


def results(*paths: str, **rules: object) -> list[FileResult]:
    return list(lint(paths, validator_for(**rules)))


def places(result: FileResult) -> list[tuple[int | None, int | None, str, str]]:
    return [
        (each.line, each.index, each.finding.rule, each.finding.pointer) for each in result.findings
    ]


# Reading


@given(json_values().filter(lambda value: not isinstance(value, list)))
def test_a_document_is_one_record(tmp_path_factory, value):
    path = tmp_path_factory.getbasetemp() / "document.json"
    path.write_text(json.dumps(value, indent=2), encoding="utf-8")
    assert list(read_records(str(path))) == [Record(value)]


@given(st.lists(json_values(4), max_size=5))
def test_an_array_is_one_record_per_item(tmp_path_factory, values):
    path = tmp_path_factory.getbasetemp() / "array.json"
    path.write_text(json.dumps(values, indent=2), encoding="utf-8")
    assert list(read_records(str(path))) == [
        Record(value, index=index) for index, value in enumerate(values)
    ]


@given(
    st.lists(json_values(4), min_size=1, max_size=5),
    st.sampled_from(["\n", "\r\n", "\n\n", "\n \t\r\n"]),
    st.sampled_from(["", "\n", "\n\n"]),
)
def test_lines_are_one_record_each_at_its_line(tmp_path_factory, values, end, before):
    path = tmp_path_factory.getbasetemp() / "lines.ndjson"
    path.write_text(before + end.join(map(json.dumps, values)), encoding="utf-8", newline="")
    step, first = end.count("\n"), before.count("\n") + 1
    assert list(read_records(str(path))) == [
        Record(value, line=first + step * number) for number, value in enumerate(values)
    ]


def test_a_line_may_be_longer_than_any_buffer(file):
    long = {**EVENT, "note": "x" * 300_000}
    records = list(read_records(file(lines_of(EVENT, long, EVENT), "events.jsonl")))
    assert [record.line for record in records] == [1, 2, 3]
    assert records[1].value == long


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c"])
def test_only_line_feeds_end_lines(separator, file):
    event = {**EVENT, "customer": f"one{separator}two"}
    text = json.dumps(event, ensure_ascii=False).encode() + b"\n" + json.dumps(EVENT).encode()
    if separator in {"\x0b", "\x0c"}:
        text = lines_of(event, EVENT)
    assert [each.value for each in read_records(file(text, "events.ndjson"))] == [event, EVENT]


def test_a_byte_order_mark_at_the_top_is_a_fault_of_the_first_line(file):
    records = list(read_records(file(codecs.BOM_UTF8 + lines_of(EVENT, EVENT), "a.ndjson")))
    assert [record.value for record in records] == [EVENT, EVENT]
    assert [[fault.rule for fault in record.faults] for record in records] == [["OOTB003"], []]


def test_a_byte_order_mark_before_an_array_is_a_fault_of_the_file_not_of_an_event(file):
    first, *others = read_records(file(codecs.BOM_UTF8 + json.dumps([EVENT, EVENT]).encode()))
    assert (first.readable, first.index, first.faults[0].rule) == (False, None, "OOTB003")
    assert others == [Record(EVENT, index=0), Record(EVENT, index=1)]


def test_duplicate_keys_are_faults_of_their_items_with_pointers_that_start_there(file):
    text = b'[{"a": 1, "a": 2}, {}, {"b/c": {"d": 1, "d": 2}}, 5, [{"e": 1, "e": 2}]]'
    faults = {
        record.index: [fault.pointer for fault in record.faults]
        for record in read_records(file(text))
    }
    assert faults == {0: ["/a"], 1: [], 2: ["/b~1c/d"], 3: [], 4: ["/0/e"]}


def test_what_a_message_says_of_lines_is_meant_in_the_file(file):
    bad_lines = [b'{"a": 1, "a": 2}', b'{"a": }', b"\xff"]
    text = b"\n".join([json.dumps(EVENT).encode(), *bad_lines])
    _, *records = read_records(file(text, "events.ndjson"))
    said = [re.findall(r"\(line (\d+), column (\d+)\)", r.faults[0].message) for r in records]
    assert said == [[("2", "10")], [("3", "7")], [("4", "1")]]
    assert [record.line for record in records] == [2, 3, 4]
    assert [record.readable for record in records] == [True, False, False]


def test_a_fault_of_a_document_says_its_line(file):
    (record,) = read_records(file(b'{\n  "a": 1,\n}'))
    assert (record.line, record.readable) == (2, False)
    assert record.faults[0].message.endswith("(line 2, column 9)")


def test_a_path_that_cannot_be_read_raises_at_once(tmp_path):
    with pytest.raises(Unreadable, match="No such file or directory"):
        read_records(str(tmp_path / "missing.json"))
    with pytest.raises(Unreadable, match=r"no event files \(.json, .jsonl, .ndjson\)"):
        read_records(str(tmp_path))


# Results


@pytest.mark.parametrize("engine", available_engines())
@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_a_result_names_event_and_version(schema, engine, file):
    bad = {**schema.examples[0], "tenant": "1042"}
    (result,) = results(file(lines_of(schema.examples[0], bad), "a.ndjson"), engine=engine)
    assert result.events == 2
    found = [each for each in result.findings if each.finding.rule == "OOTB201"]
    assert [(each.line, each.finding.pointer) for each in found] == [(2, "/tenant")]
    assert {each.event for each in found} == {schema.key}
    assert {each.version for each in found} == {validate(bad).version}
    assert {each.file for each in result.findings} == {result.file}


def test_a_text_in_an_array_is_no_event_even_if_it_reads_like_one(file):
    (result,) = results(file([json.dumps(EVENT), EVENT]))
    assert places(result) == [(None, 0, "OOTB005", "")]
    assert result.findings[0].finding.message.endswith("this is a string")


def test_strictness_weighs_what_is_wrong_with_the_text_too(file):
    path = file(codecs.BOM_UTF8 + json.dumps(EVENT).encode())
    assert [each.finding.severity for each in results(path)[0].findings] == [WARNING]
    assert [each.finding.severity for each in results(path, strict=True)[0].findings] == [ERROR]


def test_another_catalogue_has_other_events(file, tmp_path):
    catalog = write_catalog(
        tmp_path / "schemas", {"shop_sale": {"shop_total": parameter("number")}}
    )
    path = file(lines_of(payload_of("shop_sale", {"shop_total": 5}), EVENT), "a.ndjson")
    (result,) = lint([path], validator_for(catalog))
    assert places(result) == [(2, None, "OOTB107", "/event")]


def test_a_file_is_read_when_its_turn_comes(file, tmp_path):
    walk = lint([file(EVENT), str(tmp_path / "later.json")], validator_for())
    assert next(walk).events == 1
    file(INVALID, "later.json")
    assert len(next(walk).findings) == 1
    assert next(walk, None) is None


def test_settings_that_are_none_are_refused_before_any_file_is_read():
    with pytest.raises(ConfigurationError, match="no profile"):
        validator_for(profile="optix")


@runs(100)
@given(
    st.lists(st.sampled_from(EXAMPLES), min_size=1, max_size=6),
    st.data(),
    st.sampled_from(["\n", "\r\n"]),
)
def test_a_fault_in_one_line_is_found_in_that_line_only(tmp_path_factory, events, data, end):
    """Whatever the other lines are, and however the line is written."""
    at = data.draw(st.integers(0, len(events) - 1))
    damaged = {**events[at], "timestamp": "yesterday"}
    layout = data.draw(st.sampled_from([{}, {"separators": (",", ":")}, {"ensure_ascii": False}]))
    texts = [json.dumps(damaged if n == at else e, **layout) for n, e in enumerate(events)]
    path = tmp_path_factory.getbasetemp() / "fault.ndjson"
    path.write_bytes(end.join(texts).encode())
    (result,) = results(str(path))
    found = [place for place in places(result) if place[2] == "OOTB104"]
    assert found == [(at + 1, None, "OOTB104", "/timestamp")]
    assert result.events == len(events)


@runs(60)
@given(st.data())
def test_valid_events_have_no_findings_in_any_layout_of_the_file(tmp_path_factory, data):
    current = [schema for schema in SCHEMAS if not schema.superseded_by and not schema.rules]
    latest = {schema.key: schema for schema in current}
    some = data.draw(st.lists(st.sampled_from(list(latest.values())), min_size=1, max_size=3))
    events = [data.draw(payloads(schema)) for schema in some]
    folder = tmp_path_factory.getbasetemp() / "layouts"
    folder.mkdir(exist_ok=True)
    (folder / "a.json").write_text(json.dumps(events, indent=1), encoding="utf-8")
    (folder / "b.ndjson").write_bytes(lines_of(*events))
    (folder / "c.json").write_text(json.dumps(events[0], indent=4), encoding="utf-8")
    found = results(str(folder))
    assert [result.events for result in found] == [len(events), len(events), 1]
    assert [result.findings for result in found] == [(), (), ()]


# Summaries and reports


def finding(rule: str = "OOTB201", severity: Severity = ERROR, **parts: str) -> Finding:
    values = {"pointer": "/context/ootb_balance", "message": "expected a number"} | parts
    return Finding(rule=rule, severity=severity, **values)


def located(found: Finding, line: int | None = None, index: int | None = None) -> Located:
    return Located(
        file="a.json", line=line, index=index, event="ootb_login", version="1.1.0", finding=found
    )


@pytest.mark.parametrize(
    ("given_results", "code", "counted"),
    [
        ([], 0, (0, 0, 0)),
        ([FileResult(file="a", events=2)], 0, (1, 2, 0)),
        ([FileResult(file="a", events=1, findings=(located(finding()),))], 1, (1, 1, 0)),
        ([FileResult(file="a", problem="No")], 2, (1, 0, 1)),
        (
            [
                FileResult(file="a", events=1, findings=(located(finding()),)),
                FileResult(file="b", problem="No"),
            ],
            2,
            (2, 1, 1),
        ),
        (
            [
                FileResult(
                    file="a",
                    events=3,
                    findings=(
                        located(finding(severity=WARNING)),
                        located(finding(severity=INFO)),
                    ),
                )
            ],
            0,
            (1, 3, 0),
        ),
    ],
)
def test_a_summary_counts_and_gives_the_exit_code(given_results, code, counted):
    summary = Summary()
    for result in given_results:
        summary.add(result)
    assert summary.exit_code == code
    assert (summary.files, summary.events, summary.unreadable) == counted
    assert sum(summary.by_severity.values()) == sum(len(r.findings) for r in given_results)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def report(
    *given_results: FileResult, form: str = "text", color: bool = False, width: int | None = None
) -> str:
    stream = io.StringIO() if width is None else Terminal()
    summary, writer = Summary(), reporter(form, stream, color=color)
    for result in given_results:
        summary.add(result)
        writer.result(result)
    writer.end(summary)
    return stream.getvalue()


@pytest.fixture
def narrow(monkeypatch):
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((60, 24)))


FINDINGS = (
    located(finding(message="expected a number, got a string", hint="send it without quotes")),
    located(finding("OOTB206", WARNING, pointer="/context/x", message="no such", hint="")),
    located(finding("OOTB302", INFO, pointer="", message="for your information"), line=7),
    located(finding(message="eggs"), index=0),
)
RESULT = FileResult(file="a.json", events=4, findings=FINDINGS)


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_reports_nothing_something_and_trouble(form):
    unreadable = FileResult(file="b.json", problem="Permission denied")
    for given_results in ([], [FileResult(file="a.json", events=1)], [RESULT, unreadable]):
        text = report(*given_results, form=form)
        assert text.endswith("\n")
        assert not text.endswith("\n\n")
        assert ("Permission denied" in text) == (unreadable in given_results)
        assert ("expected a number" in text) == (RESULT in given_results)


def test_text_has_a_line_for_where_what_and_what_to_do():
    assert report(RESULT) == (
        "a.json\n"
        "  error    /context/ootb_balance  OOTB201 wrong-type\n"
        "           expected a number, got a string\n"
        "           send it without quotes\n"
        "  warning  /context/x  OOTB206 unknown-parameter\n"
        "           no such\n"
        "  info     line 7  OOTB302 superseded-event\n"
        "           for your information\n"
        "  error    [0]  /context/ootb_balance  OOTB201 wrong-type\n"
        "           eggs\n"
        "\n"
        "4 events in 1 file: 2 errors, 1 warning, 1 info\n"
    )


@pytest.mark.usefixtures("narrow")
def test_text_fits_the_terminal_and_breaks_between_words():
    long = finding(pointer="/context/ootb_a_rather_long_name_of_a_parameter", message="word " * 20)
    text = report(FileResult(file="a.json", findings=(located(long),)), width=60)
    assert text.splitlines()[:5] == [
        "a.json",
        "  error    /context/ootb_a_rather_long_name_of_a_parameter",
        "           OOTB201 wrong-type",
        "           word word word word word word word word word word",
        "           word word word word word word word word word word",
    ]
    assert max(map(len, text.splitlines())) <= 60


def test_text_is_coloured_only_where_that_is_asked_for():
    plain, coloured = report(RESULT), report(RESULT, color=True)
    assert "\x1b" not in plain
    assert "\x1b[31merror" in coloured
    assert "\x1b[33mwarning" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_text_escapes_what_a_terminal_would_act_upon():
    evil = "a\x1b[2J\u202e\nb"
    found = located(finding(pointer=f"/{evil}", message=evil, hint=evil))
    text = report(FileResult(file=evil, findings=(found,), problem=evil))
    assert text.replace("\n", "").isprintable()
    assert text.count(r"a\x1b[2J\u202e\nb") == 5


def test_json_always_has_the_same_fields():
    documents = [json.loads(report(*each, form="json")) for each in ([], [RESULT])]
    assert [list(document) for document in documents] == [
        ["files", "events", "counts", "unreadable", "findings"]
    ] * 2
    assert [document["counts"] for document in documents] == [
        {"error": 0, "warning": 0, "info": 0},
        {"error": 2, "warning": 1, "info": 1},
    ]
    assert {tuple(found) for found in documents[1]["findings"]} == {
        (
            *("file", "line", "index", "event", "version", "rule", "name", "severity"),
            *("pointer", "message", "hint"),
        )
    }


def test_a_format_is_a_module_with_a_report():
    folder = Path(str(reports.__file__)).parent
    assert {path.stem for path in folder.glob("[!_]*.py")} == set(FORMATS)


def test_results_are_values():
    assert located(finding()) == located(finding())
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        RESULT.events = 5


@given(st.text())
def test_printable_text_is_printable_and_keeps_what_was(text):
    shown = printable(text)
    assert shown.isprintable()
    assert printable(shown) == shown
    assert shown == text or not text.isprintable()


@given(st.text("ab -\u00e9", max_size=80), st.integers(25, 60), st.integers(0, 12))
def test_wrapped_text_keeps_its_words_and_its_width(text, width, depth):
    indent = " " * depth
    lines = list(wrapped(text, indent, width))
    assert " ".join(lines).split() == text.split()
    for line in lines:
        assert line.startswith(indent)
        assert len(line) <= max(width, depth + 20) or " " not in line.strip()
    assert list(wrapped(text, indent, None)) == [indent + text]
