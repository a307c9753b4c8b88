"""Lint as a library: files to records, records to results, results to reports."""

from __future__ import annotations

import codecs
import gzip
import json
import re
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from event_strategies import SCHEMAS, json_values, name_of, payloads, runs
from ootb_events import validate
from ootb_events.errors import OotbEventsError
from ootb_events.lint import (
    Choice,
    FileResult,
    Issue,
    LintSettings,
    Place,
    Problem,
    Record,
    Summary,
    Wrapping,
    lint,
    records,
)
from ootb_events.lint.reports._terminal import printable, wrapped
from ootb_events.validation import Finding, Fix, Severity
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


def results(*paths: str, **settings: object) -> list[FileResult]:
    return list(lint(paths, LintSettings(**settings)))


def places(result: FileResult) -> list[tuple[int | None, int | None, str, str]]:
    return [
        (each.place.line, each.place.index, each.finding.rule, each.finding.pointer)
        for each in result.issues
    ]


# Reading


@given(json_values().filter(lambda value: not isinstance(value, list)))
def test_a_document_is_one_record(tmp_path_factory, value):
    path = tmp_path_factory.getbasetemp() / "document.json"
    path.write_text(json.dumps(value, indent=2), encoding="utf-8")
    assert list(records([str(path)])) == [Record(str(path), 1, value)]


@given(st.lists(json_values(4), max_size=5))
def test_an_array_is_one_record_per_item(tmp_path_factory, values):
    path = tmp_path_factory.getbasetemp() / "array.json"
    lines = ["[", ",\n".join(map(json.dumps, values)), "]"]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert list(records([str(path)])) == [
        Record(str(path), 2 + index, value) for index, value in enumerate(values)
    ]


@given(
    st.lists(st.fixed_dictionaries({"value": json_values(4)}), min_size=1, max_size=5),
    st.sampled_from(["\n", "\r\n", "\n\n", "\n \t\r\n"]),
    st.sampled_from(["", "\n", "\n\n"]),
)
def test_lines_are_one_record_each_at_its_line(tmp_path_factory, values, end, before):
    path = tmp_path_factory.getbasetemp() / "lines.ndjson"
    path.write_text(before + end.join(map(json.dumps, values)), encoding="utf-8", newline="")
    step, first = end.count("\n"), before.count("\n") + 1
    assert list(records([str(path)])) == [
        Record(str(path), first + step * number, value) for number, value in enumerate(values)
    ]


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c"])
def test_only_line_feeds_end_lines(separator, file):
    event = {**EVENT, "customer": f"one{separator}two"}
    text = json.dumps(event, ensure_ascii=False).encode() + b"\n" + json.dumps(EVENT).encode()
    if separator in {"\x0b", "\x0c"}:
        text = lines_of(event, EVENT)
    assert [each.value for each in records([file(text, "events.ndjson")])] == [event, EVENT]


def test_a_byte_order_mark_is_a_fault_of_the_file_not_of_an_event(file):
    first, *others = records([file(codecs.BOM_UTF8 + lines_of(EVENT, EVENT), "a.ndjson")])
    assert (first.readable, first.line, first.faults[0].rule) == (False, 1, "OOTB003")
    assert [(record.line, record.value, record.faults) for record in others] == [
        (1, EVENT, ()),
        (2, EVENT, ()),
    ]


def test_duplicate_keys_are_faults_of_their_items_with_pointers_that_start_there(file):
    text = b'[{"a": 1, "a": 2}, {}, {"b/c": {"d": 1, "d": 2}}, 5, [{"e": 1, "e": 2}]]'
    faults = [[fault.pointer for fault in record.faults] for record in records([file(text)])]
    assert faults == [["/a"], [], ["/b~1c/d"], [], ["/0/e"]]


def test_what_a_message_says_of_lines_is_meant_in_the_file(file):
    bad_lines = [b'{"a": 1, "a": 2}', b'{"a": }', b"\xff"]
    text = b"\n".join([json.dumps(EVENT).encode(), *bad_lines])
    _, *others = records([file(text, "events.ndjson")])
    said = [re.findall(r"\(line (\d+), column (\d+)\)", r.faults[0].message) for r in others]
    assert said == [[("2", "10")], [("3", "7")], [("4", "1")]]
    assert [record.line for record in others] == [2, 3, 4]
    assert [record.readable for record in others] == [True, False, False]


def test_a_fault_of_a_document_says_its_line(file):
    (record,) = records([file(b'{\n  "a": 1,\n}')])
    assert (record.line, record.readable) == (2, False)
    assert record.faults[0].message.endswith("(line 2, column 9)")


def test_a_path_that_cannot_be_read_is_a_problem_and_others_are_read(tmp_path, file):
    tmp_path.joinpath("empty").mkdir()
    missing, empty = str(tmp_path / "missing.json"), str(tmp_path / "empty")
    first, second, third = records([missing, empty, file(lines_of(EVENT))])
    assert first == Problem(missing, "No such file or directory")
    problem = "no event files (.json, .jsonl, .ndjson) in this folder"
    assert second == Problem(empty, problem, empty=True)
    assert third.value == EVENT


def test_a_file_that_breaks_off_gives_what_came_before(file):
    whole = gzip.compress(lines_of(*[EVENT] * 5_000))
    *before, last = records([file(whole[:-20], "events.ndjson.gz")])
    *whole_ones, _cut = before
    assert {record.readable for record in whole_ones} == {True}
    assert isinstance(last, Problem)


# Results


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_a_result_names_event_and_version(schema, file):
    bad = {**schema.examples[0], "tenant": "1042"}
    (result,) = results(file(lines_of(schema.examples[0], bad), "a.ndjson"))
    assert result.events == 2
    (found,) = [each for each in result.issues if each.finding.rule == "OOTB201"]
    assert (found.place.line, found.place.index, found.finding.pointer) == (2, 1, "/tenant")
    assert (found.event, found.version) == (schema.key, validate(bad).version)
    assert {each.file for each in result.issues} == {result.file}


def test_a_place_is_that_of_the_value_or_of_the_key(file):
    text = json.dumps(payload_of("ootb_login", {"ootb_balance": "1", "ootb_ballance": 2}), indent=1)
    (result,) = results(file(text.encode()))
    lines = text.split("\n")
    for issue, quoted in zip(result.issues, ['"1"', '"ootb_ballance"'], strict=True):
        place = issue.place
        assert place.line == place.end_line
        assert lines[place.line - 1][place.column - 1 : place.end_column - 1] == quoted
        assert place.excerpt is not None
        start, length = place.excerpt.start, place.excerpt.length
        assert place.excerpt.text[start : start + length] == quoted


def test_identical_findings_are_one_unless_asked_otherwise(file):
    path = file(lines_of(*[INVALID] * 9), "a.ndjson")
    (result,) = results(path)
    (issue,) = result.issues
    assert (issue.count, [place.line for place in issue.places]) == (9, [1, 2, 3, 4, 5])
    parts = results(path, fold=False)
    issues = [issue for part in parts for issue in part.issues]
    assert [(issue.count, issue.place.line) for issue in issues] == [(1, n) for n in range(1, 10)]
    assert [part.last for part in parts] == [False] * (len(parts) - 1) + [True]


def test_events_of_an_older_version_are_a_drift(file):
    older = next(s for s in SCHEMAS if s.key == "ootb_registration_failed" and s.version == "1.0.0")
    newer = next(s for s in SCHEMAS if s.key == "ootb_registration_failed" and s.version == "2.0.0")
    some = [older.examples[0], newer.examples[0], older.examples[0]]
    (result,) = results(file(lines_of(*some), "a.ndjson"))
    (drift,) = result.drifts
    assert (drift.event, drift.version, drift.current) == (older.key, "1.0.0", "2.0.0")
    assert (drift.count, drift.of) == (2, 3)
    assert result.by_version == {(older.key, "1.0.0"): 2, (older.key, "2.0.0"): 1}
    assert results(file(some[0], "b.json"), targets={older.key: "1.0.0"})[0].drifts == ()


def test_a_text_in_an_array_is_no_event_even_if_it_reads_like_one(file):
    (result,) = results(file([json.dumps(EVENT), EVENT]))
    assert places(result) == [(1, 0, "OOTB005", "")]
    assert result.issues[0].finding.message.endswith("this is a string")


def test_strictness_weighs_what_is_wrong_with_the_text_too(file):
    path = file(codecs.BOM_UTF8 + json.dumps(EVENT).encode())
    assert [each.finding.severity for each in results(path)[0].issues] == [WARNING]
    assert [each.finding.severity for each in results(path, strict=True)[0].issues] == [ERROR]


def test_another_catalogue_has_further_events(file, tmp_path):
    write_catalog(tmp_path / "schemas", {"shop_sale": {"shop_total": parameter("number")}})
    path = file(lines_of(EVENT, payload_of("shop_sale", {"shop_total": 5})), "a.ndjson")
    assert places(results(path)[0]) == [(2, 1, "OOTB107", "/event")]
    (result,) = results(path, catalogs=[str(tmp_path / "schemas")])
    assert places(result) == []


def test_a_file_is_read_when_its_turn_comes(file, tmp_path):
    walk = lint([file(EVENT), str(tmp_path / "later.json")])
    assert next(walk).events == 1
    file(INVALID, "later.json")
    assert len(next(walk).issues) == 1
    assert next(walk, None) is None


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"profile": "optix"}, "no profile"),
        ({"targets": {"ootb_login": "9.0.0"}}, "no version '9.0.0'"),
        ({"targets": {"ootb_logn": "1.0.0"}}, "no event 'ootb_logn'"),
        ({"wrapping": Wrapping(event="ootb_logn")}, "no event 'ootb_logn'"),
        ({"exclude": ["!"]}, "a pattern to exclude is malformed"),
    ],
)
def test_settings_that_are_none_are_refused_before_any_file_is_read(settings, words):
    with pytest.raises(OotbEventsError, match=words):
        lint(["missing.json"], LintSettings(**settings))


@pytest.mark.parametrize("jobs", [1, 2])
def test_rules_may_be_off_in_some_files(jobs, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("old/a.json", "new/old.json", "new/old/b.json"):
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(INVALID), encoding="utf-8")
    ignored = frozenset({"OOTB201"})

    def found(*paths: str, **parts: object) -> list[str]:
        settings = LintSettings(choice=Choice(**parts), jobs=jobs)
        return [Path(result.file).name for result in lint(paths, settings) if result.issues]

    assert found(".", per_file=[("/old", ignored)]) == ["b.json", "old.json"]
    assert found(".", per_file=[("old/", ignored)]) == ["old.json"]
    assert found(str(tmp_path), per_file=[("new/old/*", ignored)]) == ["old.json", "a.json"]
    elsewhere = str(tmp_path / "new")
    assert found(".", per_file=[("/old", ignored)], root=elsewhere) == ["old.json", "a.json"]


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
    assert found == [(at + 1, at, "OOTB104", "/timestamp")]
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
    assert [result.issues for result in found] == [(), (), ()]


# Summaries


def finding(rule: str = "OOTB201", severity: Severity = ERROR, **parts: Any) -> Finding:
    values = {"pointer": "/context/ootb_balance", "message": "expected a number"} | parts
    return Finding(rule=rule, severity=severity, **values)


def issue(found: Finding, count: int = 1) -> Issue:
    return Issue(file="a.json", finding=found, places=(Place(line=1),), count=count)


@pytest.mark.parametrize(
    ("given_results", "codes", "counted"),
    [
        ([], (0, 0), (0, 0, 0)),
        ([FileResult(file="a", events=2)], (0, 0), (1, 2, 0)),
        ([FileResult(file="a", events=1, issues=(issue(finding()),))], (1, 1), (1, 1, 0)),
        ([FileResult(file="a", problem="No")], (2, 2), (1, 0, 1)),
        (
            [
                FileResult(file="a", events=1, issues=(issue(finding()),), last=False),
                FileResult(file="a", events=1),
                FileResult(file="b", problem="No"),
            ],
            (2, 2),
            (2, 2, 1),
        ),
        (
            [
                FileResult(
                    file="a",
                    events=3,
                    issues=(issue(finding(severity=WARNING)), issue(finding(severity=INFO))),
                )
            ],
            (0, 1),
            (1, 3, 0),
        ),
    ],
)
def test_a_summary_counts_and_gives_the_exit_code(given_results, codes, counted):
    summary = Summary()
    for result in given_results:
        summary.add(result)
    assert (summary.exit_code(), summary.exit_code("warning")) == codes
    assert (summary.files, summary.events, summary.unreadable) == counted
    assert sum(summary.by_severity.values()) == sum(len(r.issues) for r in given_results)


def test_a_summary_knows_how_bad_each_rule_is_and_what_can_be_mended():
    fix = Fix(op="replace", path="/tenant", value=1)
    found = [
        issue(finding(severity=WARNING, fix=fix), 3),
        issue(finding(severity=ERROR, fix=attrs.evolve(fix, safe=False))),
        issue(finding("OOTB206", INFO), 5),
    ]
    summary = Summary()
    summary.add(FileResult(file="a.json", issues=tuple(found)))
    summary.add(FileResult(file="b.json", issues=(issue(finding()),)))
    assert summary.worst == {"OOTB201": ERROR, "OOTB206": INFO}
    assert summary.by_rule == {"OOTB201": 5, "OOTB206": 5}
    assert summary.files_by_rule == {"OOTB201": 2, "OOTB206": 1}
    assert (summary.safe, summary.unsafe) == (3, 1)


def test_results_are_values():
    assert issue(finding()) == issue(finding())
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        FileResult(file="a").events = 5


# Text for terminals


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
