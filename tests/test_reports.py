"""The formats in which findings are written down."""

from __future__ import annotations

import io
import json
import os
import re
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from lxml import etree
from markdown_it import MarkdownIt

import ootb_events
from ootb_events.lint import reports
from ootb_events.lint._model import Drift, Excerpt, FileResult, Issue, Place, Summary
from ootb_events.lint.reports import FORMATS, reporter
from ootb_events.lint.reports._fingerprints import Fingerprints
from ootb_events.lint.reports._paths import relative, uri
from ootb_events.lint.reports._quotes import quoted
from ootb_events.lint.reports._terminal import cells, printable, wrapped
from ootb_events.validation import RULES, Fix, Severity
from report_samples import EVIL, RESULTS, finding, issue, place

TESTS = Path(__file__).parent
OTHERS = TESTS / "schemas_of_others"
SARIF = Draft7Validator(
    json.loads((OTHERS / "sarif-schema-2.1.0.json").read_text(encoding="utf-8")),
    format_checker=Draft7Validator.FORMAT_CHECKER,
)
JUNIT = etree.XMLSchema(etree.parse(OTHERS / "junit-10.xsd"))
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def written(form, results=RESULTS, **options) -> str:
    stream = io.StringIO(newline="")
    summary, writer = Summary(), reporter(form, stream, **options)
    for result in results:
        summary.add(result)
        writer.result(result)
    writer.end(summary)
    return stream.getvalue()


# All formats


def test_a_format_is_a_module_with_a_report():
    folder = Path(str(reports.__file__)).parent
    assert {path.stem for path in folder.glob("[!_]*.py")} == set(FORMATS)
    assert set(FORMATS) == {
        *("text", "concise", "json", "ndjson", "github", "gitlab", "sarif", "junit", "markdown")
    }


@pytest.mark.parametrize(
    ("name", "form", "options"),
    [
        *((form, form, {}) for form in FORMATS),
        ("text-80", "text", {"width": 80}),
        ("text-120", "text", {"width": 120}),
        ("text-colors", "text", {"width": 80, "color": True}),
    ],
)
def test_the_output_is_the_golden_one(name, form, options):
    """Set UPDATE_GOLDEN=1 to accept what is written now; then look at the difference."""
    path = TESTS / "golden" / f"{name}.txt"
    text = written(form, **options).replace(f'"{ootb_events.__version__}"', '"VERSION"')
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_ends_in_one_newline(form):
    for results in ([], [FileResult(file="a.json", events=1)], RESULTS):
        text = written(form, results)
        assert text.endswith("\n")
        assert not text.endswith("\n\n")


@pytest.mark.parametrize("form", FORMATS)
def test_the_values_of_fixes_are_in_no_format(form):
    found = issue(finding(fix=Fix(op="replace", path="/context/x", value="jane.doe@example.org")))
    assert "jane.doe" not in written(form, [FileResult(file="a.json", issues=(found,))])


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
@pytest.mark.parametrize("form", FORMATS)
def test_each_format_is_written_in_any_encoding(form, encoding):
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, newline="")
    summary, writer = Summary(), reporter(form, stream)
    for result in (*RESULTS, FileResult(file="日本/é\udc80.json", problem="あ")):
        summary.add(result)
        writer.result(result)
    writer.end(summary)
    stream.flush()
    assert raw.getvalue().decode(encoding).endswith("\n")


# Text


@pytest.mark.parametrize("width", [80, 120])
def test_text_fits_the_width(width):
    results = [result for result in RESULTS if result.file != EVIL]
    assert max(map(cells, written("text", results, width=width).splitlines())) <= width


def test_text_is_coloured_only_where_that_is_asked_for():
    plain, colored = written("text"), written("text", color=True)
    assert "\x1b" not in plain
    assert ESCAPE.sub("", colored) == plain
    assert "\x1b[31m" in colored


def test_text_names_a_file_once_though_its_parts_come_one_by_one():
    lines = written("text").splitlines()
    assert lines.count("events/login.ndjson") == 1


def test_thousands_stay_together():
    lines = list(wrapped("about 1 204 of 1 300 000 or 12 34", "", 20))
    assert lines == ["about 1 204 of", "1 300 000 or 12 34"]


@given(
    st.text(alphabet=st.characters(codec="utf-8") | st.sampled_from("a登e\u0301"), max_size=160),
    st.integers(0, 170),
    st.integers(1, 170),
    st.none() | st.integers(20, 200),
)
def test_a_quoted_line_has_its_carets_below_what_is_meant(text, start, length, room):
    line, carets = quoted(Excerpt(text=text, start=start, length=length), room)
    assert line.isprintable()
    assert re.fullmatch(r" *\^+", carets)
    if room is None:
        assert line == printable(text)
        assert carets.index("^") == cells(printable(text[:start]))
    else:
        assert cells(line) <= room
        assert cells(carets) <= room + 1


# Formats for machines


def test_json_holds_what_was_found():
    document = json.loads(written("json"))
    found = [one for result in RESULTS for one in result.issues]
    assert len(document["findings"]) == len(found)
    first = document["findings"][2]
    assert (first["line"], first["column"], first["end_column"]) == (17, 148, 155)
    assert (first["count"], len(first["places"])) == (1204, 5)
    assert first["fix"] == {
        "op": "replace",
        "path": "/context/ootb_balance",
        "from": None,
        "safe": True,
    }
    assert document["counts"] == {"error": 1210, "warning": 1, "info": 1}
    assert [one["count"] for one in document["drifts"]] == [1204]
    assert document["findings"][-1]["message"] == EVIL.replace("\ud800", r"\ud800")


def test_json_documents_every_field():
    document = json.loads(written("json"))
    words = import_module("ootb_events.lint.reports.json").__doc__
    objects = (document, document["findings"][0], document["findings"][0]["fix"])
    more = (*document["drifts"], *document["unreadable"], *document["rules"])
    for each in (*objects, *more, *document["versions"], *document["findings"][0]["places"]):
        for field in each:
            assert f'"{field}": ' in words


def test_json_always_has_the_same_fields():
    empty, full = json.loads(written("json", [])), json.loads(written("json"))
    assert list(empty) == list(full)
    assert {tuple(found) for found in full["findings"]} == {tuple(full["findings"][0])}


def test_ndjson_holds_the_same_as_json():
    document = json.loads(written("json"))
    lines = [json.loads(line) for line in written("ndjson").splitlines()]
    assert [line for line in lines if line.pop("type") == "issue"] == document["findings"]
    *_, summary = lines
    unreadable = summary.pop("unreadable")
    assert unreadable == len(document["unreadable"])
    assert summary == {name: document[name] for name in summary}


def test_json_is_written_as_findings_come():
    for form in ("json", "ndjson", "gitlab", "sarif", "concise", "text", "github"):
        stream = io.StringIO()
        reporter(form, stream).result(RESULTS[0])
        assert "expected an integer" in stream.getvalue()


# GitHub

PROPERTY = r"[a-zA-Z]+=(?:[^%\r\n:,]|%25|%0D|%0A|%3A|%2C)*"
COMMAND = re.compile(
    rf"::(?P<level>error|warning|notice) (?P<properties>{PROPERTY}(?:,{PROPERTY})*)"
    r"::(?P<message>(?:[^%\r\n]|%25|%0D|%0A)*)"
)


def annotations(text: str) -> list[dict[str, str]]:
    """Read the lines as strictly as the runner's own grammar allows; no other command may occur."""
    found = []
    depth = 0
    for line in text.removesuffix("\n").split("\n"):
        assert line.isprintable()
        assert "##[" not in line
        if match := COMMAND.fullmatch(line):
            parts = dict(part.split("=", 1) for part in match["properties"].split(","))
            found.append({"level": match["level"], "message": match["message"], **parts})
        elif line.startswith("::"):
            depth += {"::group::Findings beyond what GitHub annotates": 1, "::endgroup::": -1}[line]
        else:
            assert line.startswith("- ")
        assert depth in {0, 1}
    assert depth == 0
    return found


def test_github_annotates_lines_and_columns():
    first, _, folded, *_ = annotations(written("github"))
    assert first | {"message": ""} == {
        "level": "error",
        "message": "",
        "file": "fixtures/limit.json",
        "line": "2",
        "endLine": "2",
        "col": "13",
        "endColumn": "19",
        "title": "OOTB201 wrong-type",
    }
    assert "(1 204 times)" in folded["message"]


def test_github_escapes_properties():
    files = {one["file"] for one in annotations(written("github"))}
    assert "fixtures/a file%2C with%3A signs%25.json" in files


def test_github_gets_no_more_annotations_of_a_level_than_it_shows():
    issues = [
        issue(finding(severity=severity, message=f"{severity.value} {number}"), place(number))
        for number in range(1, 31)
        for severity in Severity
    ]
    text = written("github", [FileResult(file="a.json", issues=tuple(issues))])
    levels = Counter(one["level"] for one in annotations(text))
    assert levels == {"error": 10, "warning": 10, "notice": 10}
    assert text.count("::group::") == 1
    assert "- 20 errors, 20 warnings, 20 notices more than GitHub annotates" in text
    assert all(f"{severity.value} {n}" in text for severity in Severity for n in range(1, 31))


# GitLab


def test_gitlab_has_the_fields_that_it_asks_for():
    entries = json.loads(written("gitlab"))
    for entry in entries:
        assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert entry["location"]["lines"]["begin"] >= 1
        assert not entry["location"]["path"].startswith("./")
    prints = [entry["fingerprint"] for entry in entries]
    assert len(set(prints)) == len(prints)


def test_fingerprints_stay_when_lines_move_and_differ_between_alike_findings():
    one, again = issue(finding(), place(3, 1)), issue(finding(), place(9, 4))
    here, there = Fingerprints(), Fingerprints()
    assert here.of(one) == there.of(again)
    assert here.of(again) == there.of(one)
    assert len({here.of(one), here.of(one), there.of(one)}) == 2


# SARIF


def test_sarif_is_valid():
    document = json.loads(written("sarif"))
    SARIF.validate(document)
    (run,) = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert [rule["id"] for rule in rules] == list(RULES)
    assert run["columnKind"] == "unicodeCodePoints"
    (invocation,) = run["invocations"]
    assert not invocation["executionSuccessful"]
    assert len(invocation["toolExecutionNotifications"]) == 3
    folded = run["results"][2]
    assert folded["occurrenceCount"] == 1204
    assert len(folded["relatedLocations"]) == 4


def test_sarif_names_each_other_place_once():
    found = issue(finding(), *(Place(index=index) for index in range(3)), count=3)
    SARIF.validate(json.loads(written("sarif", [FileResult(file="a", issues=(found,))])))


def test_sarif_of_nothing_is_valid():
    document = json.loads(written("sarif", []))
    SARIF.validate(document)
    assert document["runs"][0]["invocations"][0]["executionSuccessful"]


def test_sarif_messages_hold_no_links():
    found = issue(finding(message="[x](http://example.org)"))
    document = json.loads(written("sarif", [FileResult(file="a", issues=(found,))]))
    text = document["runs"][0]["results"][0]["message"]["text"]
    assert text == r"\[x\](http://example.org)"


# JUnit


def parsed_junit(text: str):
    root = etree.fromstring(text.encode())
    JUNIT.assertValid(root)
    return root


def test_junit_is_valid_and_counts():
    root = parsed_junit(written("junit"))
    for suite in root.iter("testsuite"):
        assert int(suite.get("tests")) == len(suite.findall("testcase"))
        assert int(suite.get("failures")) == len(suite.findall("testcase/failure"))
        assert int(suite.get("errors")) == len(suite.findall("testcase/error"))
    assert [suite.get("name") for suite in root][:3] == [
        "fixtures/limit.json",
        "fixtures/fine.json",
        "events/login.ndjson",
    ]


def test_junit_fails_the_events_that_have_errors_only():
    root = parsed_junit(written("junit"))
    failed = {
        (case.getparent().get("name"), case.get("name"))
        for case in root.iter("testcase")
        if case.find("failure") is not None
    }
    assert ("events/login.ndjson", "ootb_login 1.1.0") in failed
    assert ("events/login.ndjson", "ootb_login 1.0.0") not in failed


def test_junit_keeps_no_more_of_a_file_than_it_writes():
    found = tuple(issue(finding(message=f"number {n}")) for n in range(1000))
    root = parsed_junit(written("junit", [FileResult(file="a", issues=found)]))
    failure = root.find(".//failure")
    assert failure.get("message").startswith("1 000 errors")
    assert len(failure.text.splitlines()) == 101


# Markdown

OURS = re.compile(
    r"<details><summary><code>[^<>\n]*</code>(: [\d ]+ findings?)?</summary>|</details>"
)
PLAIN = {
    *("heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline"),
    *("bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"),
    *("table_open", "table_close", "thead_open", "thead_close", "tbody_open", "tbody_close"),
    *("tr_open", "tr_close", "th_open", "th_close", "td_open", "td_close", "html_block"),
}
INLINE = {"text", "code_inline", "strong_open", "strong_close", "em_open", "em_close"}


def quoted_texts(text: str) -> list[str]:
    """Parse Markdown as a forge does, hold it to what is ours, and return its code spans."""
    spans = []
    for token in MarkdownIt("commonmark", {"html": True}).enable("table").parse(text):
        assert token.type in PLAIN
        if token.type == "html_block":
            assert OURS.fullmatch(token.content.strip())
        for child in token.children or ():
            assert child.type in INLINE
            if child.type == "code_inline":
                spans.append(child.content)
            else:
                assert not re.search(r"[@<>`]|://|www\.", child.content)
    return spans


def test_markdown_quotes_what_is_not_its_own():
    assert printable(EVIL) in quoted_texts(written("markdown"))


def test_markdown_fits_into_a_comment():
    found = tuple(issue(finding(message="word | " * 500)) for _ in range(100))
    many = [FileResult(file=f"{n}.json", issues=found) for n in range(100)]
    text = written("markdown", many)
    assert len(text) < 65_536
    assert "- and 80 more" in text
    assert "more files had findings that did not fit here" in text
    assert quoted_texts(text)


# Paths


@pytest.mark.parametrize(
    ("file", "path", "address"),
    [
        ("a/b.json", "a/b.json", "a/b.json"),
        ("./a.json", "a.json", "a.json"),
        ("../a.json", "../a.json", "../a.json"),
        ("a b%#?:.json", "a b%#?:.json", "a%20b%25%23%3F%3A.json"),
        ("é.json", "é.json", "%C3%A9.json"),
        ("-", "-", "-"),
    ],
)
def test_paths_are_relative_with_forward_slashes(file, path, address):
    assert relative(file) == path
    assert uri(file) == address


def test_absolute_paths_are_relative_to_the_current_folder(tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    inside, outside = Path.cwd() / "x" / "a.json", tmp_path / "b.json"
    assert (relative(str(inside)), uri(str(inside))) == ("x/a.json", "x/a.json")
    assert relative(str(outside)) == outside.as_posix()
    assert uri(str(outside)).startswith("file:///")
    assert uri(str(outside)).endswith("/b.json")


# Whatever files hold

SIGNS = (
    "\x00\x07\x08\t\n\r\x1b\x7f\x85\u2028\u202e\u2066\ufeff\ufffe\ud800\udc80"
    "%:,;|`<>&\"'[]()@#*_~$\\-= "
)
TEXTS = st.text(alphabet=st.sampled_from(SIGNS + "a1登") | st.characters(), max_size=30)
TEXTS = TEXTS | st.sampled_from(
    ["::error::x", "##[error]x", "]]>", "</code>", "```", "@org/team", "www.x.org", "a@b.cd", EVIL]
)
NUMBERS = st.none() | st.integers(1, 10**6)


@st.composite
def places(draw) -> Place:
    line = draw(NUMBERS)
    column = draw(NUMBERS) if line else None
    excerpts = st.builds(Excerpt, text=TEXTS, start=st.integers(0, 40), length=st.integers(1, 40))
    return Place(
        line=line,
        column=column,
        end_line=line,
        end_column=column and column + draw(st.integers(0, 5)),
        index=draw(st.none() | st.integers(0, 99)),
        excerpt=draw(st.none() | excerpts),
    )


@st.composite
def issues(draw, file: str) -> Issue:
    rule = draw(st.sampled_from(sorted(RULES)))
    severity = draw(st.sampled_from(Severity))
    texts = {name: draw(TEXTS) for name in ("pointer", "message", "hint")}
    found = finding(rule, severity, **texts)
    some = tuple(draw(st.lists(places(), min_size=1, max_size=3)))
    about = {name: draw(st.none() | TEXTS) for name in ("event", "version")}
    return issue(found, *some, file=file, count=draw(st.integers(len(some), 9999)), **about)


@st.composite
def file_results(draw) -> FileResult:
    file = draw(TEXTS.filter(bool))
    events = draw(st.lists(TEXTS, max_size=2))
    return FileResult(
        file=file,
        issues=tuple(draw(st.lists(issues(file), max_size=3))),
        drifts=tuple(
            Drift(file=file, event=event, version="1", current=event, count=2, of=3, words=event)
            for event in events
        ),
        by_version=Counter({(event, event): 2 for event in events}),
        problem=draw(st.just("") | TEXTS),
        last=draw(st.booleans()),
    )


SOME = st.lists(file_results(), max_size=3)


@given(SOME, st.sampled_from([None, 40, 80]), st.booleans())
def test_no_text_of_a_file_reaches_the_terminal_raw(results, width, color):
    for form in FORMATS:
        text = ESCAPE.sub("", written(form, results, width=width, color=color and form == "text"))
        assert text.replace("\n", "").isprintable()


@given(SOME)
def test_no_text_of_a_file_breaks_json(results):
    document = json.loads(written("json", results))
    found = [one for result in results for one in result.issues]
    assert [one["message"] for one in document["findings"]] == [
        one.finding.message.encode(errors="backslashreplace").decode() for one in found
    ]
    json.dumps(document, ensure_ascii=False).encode()
    lines = written("ndjson", results).removesuffix("\n").split("\n")
    assert json.loads(lines[-1])["type"] == "summary"
    assert [json.loads(line)["type"] for line in lines].count("issue") == len(found)
    assert len(json.loads(written("gitlab", results))) >= len(found)


@given(SOME)
def test_no_text_of_a_file_breaks_concise(results):
    lines = written("concise", results).removesuffix("\n").split("\n")
    said = sum(len(one.issues) + len(one.drifts) + bool(one.problem) for one in results)
    assert len(lines) == said + 1


@given(SOME)
def test_no_text_of_a_file_breaks_github(results):
    annotations(written("github", results))


@given(SOME)
def test_no_text_of_a_file_breaks_sarif(results):
    document = json.loads(written("sarif", results))
    SARIF.validate(document)


@given(SOME)
def test_no_text_of_a_file_breaks_junit(results):
    parsed_junit(written("junit", results))


@given(SOME)
def test_no_text_of_a_file_breaks_markdown(results):
    quoted_texts(written("markdown", results))
