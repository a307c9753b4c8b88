"""What holds of lint whatever the events, and however their file is written."""

from __future__ import annotations

import copy
import io
import json
import multiprocessing
import random
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import attrs
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from event_strategies import SCHEMAS, json_objects, mutated, payloads, runs
from json_texts import Style, styles, write
from ootb_events import _json
from ootb_events.errors import DecodeError
from ootb_events.lint import LintSettings, Summary, Wrapping, _fixing, _parallel, lint
from ootb_events.lint._fixing import fix
from ootb_events.lint._mend import mend
from ootb_events.lint.reports import FORMATS, reporter
from ootb_events.validation import PROFILES, validator_for

FOLDER = Path(__file__).parent / "examples"
EXAMPLES = sorted(FOLDER.rglob("*.json"))
TOLD_BY_MESSAGE = {"OOTB001", "OOTB101", "OOTB107", "OOTB108", "OOTB207", "OOTB301"}


def text_of(path: Path) -> bytes | None:
    """Write the event of an example on one line, as long as it is JSON at all."""
    try:
        value = _json.loads(path.read_bytes())
    except DecodeError:
        return None
    return orjson.dumps(value) if isinstance(value, dict) else None


LINES = [line for line in map(text_of, EXAMPLES) if line is not None]
VALID = [
    orjson.loads(line)
    for line, path in zip(map(text_of, EXAMPLES), EXAMPLES, strict=True)
    if line is not None and path.parent.name == "valid"
]


def results_of(path: Path, **settings: Any):
    return list(lint([str(path)], LintSettings(**settings)))


def counts(results) -> Counter[Any]:
    """Count findings, whether folded or not."""
    found: Counter[Any] = Counter()
    for result in results:
        for issue in result.issues:
            finding = issue.finding
            found[_told(finding), issue.event, issue.version] += issue.count
    return found


def _told(finding) -> tuple[Any, ...]:
    message = finding.message if finding.rule in TOLD_BY_MESSAGE else ""
    return finding.rule, finding.pointer, finding.severity, message


def said(report) -> list[Any]:
    return sorted(map(repr, map(_told, report.findings)))


# What is alike


@lru_cache
def validator(profile: str, *, strict: bool = False):
    return validator_for(profile=profile, strict=strict)


ENVELOPE = {"tenant", "timestamp", "customer", "visitor"}


@st.composite
def alike(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw payloads that are likely to have the same fingerprint: the same damage, other values."""
    schema = draw(st.sampled_from(SCHEMAS))
    one = draw(mutated(draw(payloads(schema)), most=4))
    others = [one]
    for _ in range(3):
        other = copy.deepcopy(one)
        for holder in (other, other.get("context")):
            if isinstance(holder, dict):
                for key in holder:
                    if key not in {"event", "context"} and draw(st.booleans()):
                        holder[key] = draw(_similar(holder[key]))
                for key in draw(
                    st.lists(st.sampled_from(sorted(ENVELOPE & holder.keys()) or [""]))
                ):
                    holder.pop(key, None)
                for key in draw(st.lists(st.sampled_from(["a", "b"]), max_size=1)):
                    holder[key] = 1
        if draw(st.booleans()):
            other = dict(draw(st.permutations(list(other.items()))))
        if draw(st.booleans()) and isinstance(other.get("context"), dict):
            other["context"] = dict(draw(st.permutations(list(other["context"].items()))))
        others.append(other)
    return others


ODD = [
    "",
    "Yes",
    "no",
    "x",
    "x" * 256,
    "1",
    0,
    1,
    1.5,
    -1,
    2**53,
    True,
    None,
    {},
    [1],
    "2026-06-09",
    "2026-06-09T12:00:00",
    "2026-06-09 12:00:00 UTC",
    "2026-06-09 12:00:00.1 UTC",
]


def _similar(value: Any) -> Any:
    if isinstance(value, str) and value[:4].isdigit():
        return st.sampled_from([value, value[:-1], value[:10], *ODD])
    return st.sampled_from([value, *ODD])


def holds_alike(checker, found: list[dict[str, Any]], version: str | None = None) -> None:
    by_fingerprint: dict[Any, Any] = {}
    for payload in found:
        fingerprint = checker.fingerprint(payload, version=version)
        if fingerprint is None:
            continue
        report = checker.validate(payload, version=version)
        told = (report.event, report.version, said(report))
        assert by_fingerprint.setdefault(fingerprint, told) == told


@pytest.mark.parametrize("profile", PROFILES)
@runs(60)
@given(found=st.lists(alike(), min_size=1, max_size=3), strict=st.booleans())
def test_the_same_fingerprint_means_the_same_findings(profile, found, strict):
    holds_alike(validator(profile, strict=strict), [one for some in found for one in some])


@runs(60)
@given(st.lists(json_objects(), max_size=20))
def test_the_same_fingerprint_means_the_same_findings_in_any_object(found):
    holds_alike(validator("platform"), found)


@pytest.mark.parametrize("profile", PROFILES)
def test_examples_of_the_same_fingerprint_have_the_same_findings(profile):
    damaged = []
    for line in LINES[:: 1 if profile == "platform" else 4]:
        payload = orjson.loads(line)
        damaged.append(payload)
        context = payload.get("context")
        if isinstance(context, dict):
            damaged.append({**payload, "context": dict(reversed(context.items()))})
            damaged += (
                {**payload, "context": {**context, key: odd}} for key in context for odd in ODD[:3]
            )
            damaged += (
                {**payload, "context": {k: v for k, v in context.items() if k != key}}
                for key in context
            )
    holds_alike(validator(profile), damaged)
    for key in {payload["event"] for payload in damaged if isinstance(payload.get("event"), str)}:
        if key in validator(profile).catalog:
            oldest = validator(profile).catalog.versions(key)[0]
            of_key = [payload for payload in damaged if payload.get("event") == key]
            holds_alike(validator(profile), of_key, oldest)


# Where things are


class Event(NamedTuple):
    """An event as it is written: what it says, its text, and the places in it."""

    payload: dict[str, Any]
    text: str
    places: dict[str, tuple[tuple[int, int] | None, tuple[int, int]]]


class File(NamedTuple):
    """A file: its text, and the events in it with the offset of each."""

    text: str
    events: list[tuple[int, Event]]

    def at(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset, as an editor shows them."""
        before = self.text[:offset]
        return before.count("\n") + 1, offset - before.rfind("\n")


ASTRAL = st.text(st.sampled_from('a€😀\u0301é\u2028"\\\t\n{}[],:'), min_size=1, max_size=6)
OF_KEYS = {"OOTB106", "OOTB206", "OOTB209"}


@st.composite
def somewhat_wrong(draw: st.DrawFn) -> dict[str, Any]:
    payload = copy.deepcopy(draw(st.sampled_from(VALID)))
    if draw(st.integers(0, 3)):
        payload = draw(mutated(payload))
    if draw(st.booleans()):
        payload = {draw(ASTRAL): draw(ASTRAL), **payload}
    if draw(st.booleans()):
        payload = {"customer": draw(ASTRAL), **payload}
    return payload


def on_one_line(style: Style) -> Style:
    style.indent, style.wild = None, False
    return style


@st.composite
def events(draw: st.DrawFn, *, one_line: bool = False) -> Event:
    payload = draw(somewhat_wrong())
    style = draw(styles().map(on_one_line) if one_line else styles())
    text, places = write(payload, style)
    bare = text.lstrip()
    cut = len(text) - len(bare)
    moved = {
        place: (key and (key[0] - cut, key[1] - cut), (value[0] - cut, value[1] - cut))
        for place, (key, value) in places.items()
    }
    return Event(payload, bare.rstrip(), moved)


SPACE = st.text(st.sampled_from(" \t\n"), max_size=3)
GAPS = {
    "array": st.tuples(SPACE, SPACE).map(lambda spaces: f"{spaces[0]},{spaces[1]}"),
    "lines": st.sampled_from(["\n", "\r\n", "\n\n", "\n \t\r\n"]),
    "values": SPACE | st.just("\r\n"),
}


@st.composite
def files(draw: st.DrawFn) -> File:
    form = draw(st.sampled_from(["one", *GAPS]))
    most = 1 if form == "one" else 4
    written = draw(st.lists(events(one_line=form == "lines"), min_size=1, max_size=most))
    text = draw(SPACE) + ("[" if form == "array" else "") + draw(SPACE)
    if form == "lines":
        text = text.replace(" ", "").replace("\t", "")
    placed = []
    for number, event in enumerate(written):
        text += draw(GAPS[form]) if number else ""
        placed.append((len(text), event))
        text += event.text
    text += draw(SPACE) + ("]" if form == "array" else "") + draw(SPACE)
    return File(text, placed)


def expected(file: File, profile: str) -> list[Any]:
    found = []
    for index, (offset, event) in enumerate(file.events):
        for finding in validator(profile).validate(event.payload).findings:
            key, (start, end) = event.places[finding.pointer]
            if finding.rule in OF_KEYS and key:
                start, end = key
            span = (file.at(offset + start), file.at(offset + end))
            found.append((index, finding.rule, finding.pointer, finding.severity, *span))
    return found


def placed(results) -> list[Any]:
    return [
        (
            place.index,
            issue.finding.rule,
            issue.finding.pointer,
            issue.finding.severity,
            (place.line, place.column),
            (place.end_line, place.end_column),
        )
        for result in results
        for issue in result.issues
        for place in issue.places
    ]


@runs(400)
@given(file=files(), profile=st.sampled_from(PROFILES), data=st.data())
def test_every_finding_is_told_where_it_is(tmp_path_factory, file, profile, data):
    name = data.draw(st.sampled_from(["a.json", "a.ndjson"]))
    path = tmp_path_factory.getbasetemp() / name
    path.write_bytes(file.text.encode())
    results = results_of(path, profile=profile, fold=False)
    assert placed(results) == expected(file, profile)
    assert sum(result.events for result in results) == len(file.events)
    assert not any(result.problem for result in results)


@runs(100)
@given(files())
def test_a_byte_order_mark_moves_nothing(tmp_path_factory, file):
    path = tmp_path_factory.getbasetemp() / "marked.json"
    path.write_bytes(b"\xef\xbb\xbf" + file.text.encode())
    mark, *others = placed(results_of(path, fold=False))
    assert mark[1] == "OOTB003"
    assert mark[4] == (1, 1)
    assert others == expected(file, "platform")


@runs(150)
@given(file=files(), times=st.integers(1, 9))
def test_folded_or_not_the_counts_are_the_same(tmp_path_factory, file, times):
    path = tmp_path_factory.getbasetemp() / "folded.json"
    path.write_bytes(b"\n".join([file.text.encode()] * times))
    folded, loose = results_of(path), results_of(path, fold=False)
    assert counts(folded) == counts(loose)
    assert sum(result.events for result in folded) == sum(result.events for result in loose)
    one, other = Counter(), Counter()
    for result in folded:
        one.update(result.by_version)
    for result in loose:
        other.update(result.by_version)
    assert one == other
    for issue in folded[-1].issues:
        alike = [
            each.place
            for result in loose
            for each in result.issues
            if (each.event, each.version) == (issue.event, issue.version)
            and _told(each.finding) == _told(issue.finding)
        ]
        assert list(issue.places) == alike[:5]


def spoilt(text: str, kind: str) -> tuple[str, int]:
    """Put a fault into a text on one line; return it, and the offset at which it is to be told."""
    if kind == "control character":
        inside = text.index('"tenant"') + 1
        return text[:inside] + "\x01" + text[inside:], inside
    if kind == "word":
        return text[:-1] + ',"more":nothing}', len(text) + len(',"more":') - 1
    if kind == "comma":
        return text[:-1] + ",}", len(text) - 1
    if kind == "cut":
        return text[:-1], len(text) - 1
    return text[:-1] + ',"tenant":1}', len(text)


@pytest.mark.parametrize("kind", ["control character", "word", "comma", "cut", "twice"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("number", [0, 1, 2])
def test_what_is_no_json_is_told_at_its_place_and_hides_nothing(tmp_path, kind, end, number):
    payload = {
        "customer": "😀é\u0301\u2028",
        **{k: v for k, v in VALID[0].items() if k != "customer"},
    }
    good = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    bad, offset = spoilt(good, kind)
    lines = [good, good, good]
    lines[number] = bad
    path = tmp_path / "a.ndjson"
    path.write_bytes(end.join(lines).encode())
    found = [
        (issue.finding.rule, issue.place.line, issue.place.column)
        for result in results_of(path, fold=False)
        for issue in result.issues
    ]
    rule = "OOTB004" if kind == "twice" else "OOTB001"
    assert found == [(rule, number + 1, offset + 1)]
    assert sum(r.events for r in results_of(path)) == (3 if kind == "twice" else 2)


# Several processes


@pytest.fixture
def small_ranges(monkeypatch):
    """Cut files that are small enough for a test; a process that is forked knows."""
    if sys.platform == "win32":
        pytest.skip("PROCESSES ARE NOT FORKED HERE: ranges as small as these cannot be tested")
    monkeypatch.setattr(_parallel, "_RANGE", 300_000)
    monkeypatch.setattr(
        _parallel,
        "ProcessPoolExecutor",
        partial(ProcessPoolExecutor, mp_context=multiprocessing.get_context("fork")),
    )


def shuffled_lines(seed: int, times: int = 1) -> list[bytes]:
    """Take all examples several times, in some order, with what is not JSON among them."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    lines = LINES * times + [b"{", b"", b" ", b"[1]", b"null", b'"x"', b'{"a":1,"a":2}'] * 9
    dice.shuffle(lines)
    return lines


@pytest.mark.usefixtures("small_ranges")
@pytest.mark.parametrize("fold", [True, False])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_two_processes_say_what_one_says(tmp_path, fold, end):
    path = tmp_path / "a.ndjson"
    # Nothing but blank lines for a while, so that some range has no text at all.
    blank = end * 700_000
    parts = [end.join(shuffled_lines(1)), blank, end.join(shuffled_lines(2))]
    path.write_bytes(b"\xef\xbb\xbf" + b"".join(parts))
    other = tmp_path / "b.json"
    other.write_bytes(LINES[0])
    settings = LintSettings(fold=fold)
    paths = [str(path), str(other), str(tmp_path / "none.json")]
    one = list(lint(paths, settings))
    two = list(lint(paths, attrs.evolve(settings, jobs=2)))
    assert _parallel._cuts(str(path)) != [(0, -1)]
    for file, said_by_one in joined(one).items():
        for one_part, other_part in zip(said_by_one, joined(two)[file], strict=True):
            assert one_part == other_part


def joined(results) -> dict[str, Any]:
    """Put the parts of each file together."""
    files: dict[str, Any] = {}
    for result in results:
        events, issues, drifts, versions, problem = files.setdefault(
            result.file, ([], [], [], Counter(), [])
        )
        events.append(result.events)
        issues += result.issues
        drifts += result.drifts
        versions.update(result.by_version)
        problem.append(result.problem)
    return {
        name: (sum(events), issues, drifts, versions, "".join(problem))
        for name, (events, issues, drifts, versions, problem) in files.items()
    }


# Many events


@pytest.mark.parametrize("profile", PROFILES)
def test_many_events_together_are_judged_as_each_alone(tmp_path, profile):
    lines = [line for line in shuffled_lines(3, times=6) if line.startswith(b"{") and line != b"{"]
    path = tmp_path / "a.ndjson"
    path.write_bytes(b"\n".join(lines))
    alone: Counter[Any] = Counter()
    for line in lines:
        report = validator(profile).validate(line)
        alone.update((_told(found), report.event, report.version) for found in report.findings)
    together = results_of(path, profile=profile)
    # Of a text with the same key twice, lint tells the place otherwise than in the message.
    assert counts(together) == alone
    assert together[0].events == len(lines)
    for issue in together[0].issues:
        assert len(issue.places) == min(issue.count, 5)
        for place in issue.places:
            report = validator(profile).validate(lines[place.index])
            assert (issue.finding.rule, issue.finding.pointer) in {
                (found.rule, found.pointer) for found in report.findings
            }


# What is personal


MARK = "Qx7Zk"


def marked(schema, dice: random.Random) -> dict[str, Any]:
    """Make an event whose personal values are marked, and wrong in some way or other."""
    wrong = [MARK, [MARK], {MARK[0]: MARK}, f"{MARK}@example.org", MARK * 60, f" {MARK}\t{MARK}"]
    context: dict[str, Any] = {}
    for parameter in schema.parameters.values():
        if parameter.pii:
            context[dice.choice([parameter.key, *parameter.aliases])] = dice.choice(wrong)
        elif dice.random() < 0.2:
            context[parameter.key] = dice.choice([[MARK], {"a": [MARK]}, 5, None, ""])
    context["ootb_unheard_of"] = dice.choice(wrong)
    return {
        "tenant": dice.choice([1, "1", [MARK]]),
        "timestamp": dice.choice(["2026-06-09 12:00:00 UTC", {"at": MARK}]),
        "event": schema.key,
        dice.choice(["customer", "visitor", "custommer"]): dice.choice(wrong),
        "extra": dice.choice(wrong),
        "context": context,
    }


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("form", FORMATS)
def test_nothing_personal_is_in_any_format(tmp_path, form, indent):
    dice = random.Random(7)  # noqa: S311 - no secret
    texts = [
        json.dumps(marked(schema, dice), ensure_ascii=False, indent=indent)
        for schema in SCHEMAS
        for _ in range(2)
    ]
    texts += [
        text[: dice.randrange(len(text) // 2, len(text))] + dice.choice(["", "!", "}}", ",}", "]"])
        for text in texts[:20]
    ]
    texts += [text[:-1] + f', "customer": "{MARK}", "customer": "{MARK}"}}' for text in texts[:9]]
    texts.append(json.dumps({"event": {"a": MARK}, "context": MARK}))
    texts.append(json.dumps(MARK))
    path = tmp_path / "a.json"
    path.write_text("\n".join(texts), encoding="utf-8")
    (tmp_path / "b.json").write_text(f"[{','.join(texts[:50])}]", encoding="utf-8")
    for settings in (
        LintSettings(profile="opti-x"),
        LintSettings(fold=False),
        LintSettings(wrapping=Wrapping(at="/context")),
        LintSettings(wrapping=Wrapping(at="/context", event=SCHEMAS[0].key)),
    ):
        stream, summary = io.StringIO(), Summary()
        report = reporter(form, stream)
        for result in lint([str(path), str(tmp_path / "b.json")], settings):
            summary.add(result)
            report.result(result)
        report.end(summary)
        assert sum(summary.by_rule.values()) > 0
        assert MARK[:3] not in stream.getvalue()


# What is fixed


def mended(file: File, *, unsafe: bool) -> tuple[str, int]:
    """Mend each event alone, and put them together again."""
    text, at, count = "", 0, 0
    for offset, event in file.events:
        one = mend(event.text.encode(), validator("platform").validate, unsafe=unsafe)
        text += file.text[at:offset] + one.text.decode()
        at = offset + len(event.text)
        count += len(one.applied)
    return text + file.text[at:], count


def issues_of(results) -> list[Any]:
    return [issue for result in results for issue in result.issues]


@runs(150)
@given(file=files(), unsafe=st.booleans(), fold=st.booleans(), marked=st.booleans())
def test_fixing_changes_what_it_mends_and_nothing_else(
    tmp_path_factory, file, unsafe, fold, marked
):
    path = tmp_path_factory.getbasetemp() / "fixed.json"
    mark = "\ufeff" if marked else ""
    path.write_bytes((mark + file.text).encode())
    settings = LintSettings(fold=fold)
    shown: list[str] = []
    seen = list(fix([str(path)], settings, unsafe=unsafe, write=False, show=shown.append))
    assert path.read_bytes() == (mark + file.text).encode()

    results = list(fix([str(path)], settings, unsafe=unsafe))
    expected_text, count = mended(file, unsafe=unsafe)
    assert path.read_bytes() == (mark + expected_text).encode()
    assert sum(result.fixed for result in results) == count
    assert results == seen
    assert bool(shown) == (count > 0)
    assert issues_of(results) == issues_of(lint([str(path)], settings))

    again = list(fix([str(path)], settings, unsafe=unsafe))
    assert issues_of(again) == issues_of(results)
    assert not any(result.fixed for result in again)
    assert path.read_bytes() == (mark + expected_text).encode()


@runs(150)
@given(payload=somewhat_wrong(), profile=st.sampled_from(PROFILES))
def test_the_rules_with_fixes_are_known(payload, profile):
    found = validator(profile).validate(payload).findings
    assert {finding.rule for finding in found if finding.fix} <= _fixing._FIXABLE


def test_examples_that_are_fixed_have_nothing_left_to_fix(tmp_path):
    path = tmp_path / "a.ndjson"
    path.write_bytes(b"\n".join(LINES * 2))
    results = list(fix([str(path)], LintSettings()))
    assert sum(result.fixed for result in results) > 50
    assert issues_of(results) == issues_of(lint([str(path)], LintSettings()))
    assert sum(result.fixed for result in fix([str(path)], LintSettings())) == 0
    for before, after in zip(LINES * 2, path.read_bytes().split(b"\n"), strict=True):
        assert after == mend(before, validator("platform").validate).text
