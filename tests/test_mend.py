"""Fixes as edits of a text, files replaced, and what changed in them."""

from __future__ import annotations

import difflib
import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from event_strategies import runs
from json_texts import Style, styles, write
from ootb_events import validate
from ootb_events._json import loads, pointer, scalars, tokens_of
from ootb_events.errors import DecodeError
from ootb_events.lint._diff import Change, unified_diff
from ootb_events.lint._edit import edited, edits_for
from ootb_events.lint._mend import mend
from ootb_events.lint._rewrite import Unwritable, rewrite
from ootb_events.validation import Finding, Fix, Report, Severity

FOLDER = Path(__file__).parent / "examples"


def is_event(path: Path) -> bool:
    try:
        return isinstance(loads(path.read_bytes()), dict)
    except DecodeError:
        return False


EXAMPLES = [path for path in sorted(FOLDER.rglob("*.json")) if is_event(path)]

values = st.recursive(
    st.integers(-9, 9) | st.booleans() | st.none() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "c", "a/b", "é", ""]), inner, max_size=4)
    ),
    max_leaves=10,
)
objects = st.dictionaries(st.sampled_from(["a", "b", "c", "x", "é"]), values, max_size=4)


def fixed(text: str, **fix: object) -> str:
    return edited(text, edits_for(text, Fix(**fix)))


# Edits: the text around them


@pytest.mark.parametrize(
    ("text", "fix", "expected"),
    [
        # A renamed key stays where it is, as does everything else.
        ('{"a" :1.50 , "b":1E5}', ("move", "/c", "/a"), '{"c" :1.50 , "b":1E5}'),
        ('{"o": {"\\u0061": -0}}', ("move", "/o/b", "/o/a"), '{"o": {"b": -0}}'),
        ('{"a": 1, "b": 2}', ("move", "/b", "/a"), None),
        ('{"a": 1}', ("move", "/a", "/a"), None),
        ('{"a": {}}', ("move", "/a/b", "/a"), None),
        # Moved elsewhere, a member comes last.
        ('{"a": 1, "o": {"b": 2}}', ("move", "/o/a", "/a"), '{"o": {"b": 2, "a": 1}}'),
        ('{"o": {"b": 2}, "a": 1}', ("move", "/o/a", "/a"), '{"o": {"b": 2, "a": 1}}'),
        ('{"o":{},"a":1E5}', ("move", "/o/a", "/a"), '{"o":{"a":1E5}}'),
        ('{"o": {"a": 1}}', ("move", "/a", "/o/a"), '{"o": {}, "a": 1}'),
        ('{"o": {"a": 1}, "p": 2}', ("move", "/a", "/o/a"), '{"o": {}, "p": 2, "a": 1}'),
        ('{"o": [1, 2]}', ("move", "/a", "/o/0"), '{"o": [2], "a": 1}'),
        ('{"a": 1, "o": []}', ("move", "/o/0", "/a"), None),
        ('{"a": 1}', ("move", "/o/a", "/a"), None),
        (
            '{\r\n  "a": 1,\r\n  "o": {\r\n    "b": 2\r\n  }\r\n}\r\n',
            ("move", "/o/a", "/a"),
            '{\r\n  "o": {\r\n    "b": 2,\r\n    "a": 1\r\n  }\r\n}\r\n',
        ),
        # What is removed takes one comma along.
        ('{"a": 1, "b": 2}', ("remove", "/a"), '{"b": 2}'),
        ('{ "a": 1, "b": 2 }', ("remove", "/b"), '{ "a": 1 }'),
        ('{ "a": 1 }', ("remove", "/a"), "{}"),
        ('{\n  "a": 1,\n  "b": 2\n}', ("remove", "/a"), '{\n  "b": 2\n}'),
        ('{\n  "a": 1,\n  "b": 2\n}', ("remove", "/b"), '{\n  "a": 1\n}'),
        ('{ "a": 1\n, "b": 2\n, "c": 3\n}', ("remove", "/b"), '{ "a": 1\n, "c": 3\n}'),
        ('{ "a": 1\n, "b": 2\n}', ("remove", "/b"), '{ "a": 1\n}'),
        ("[1, [2], 3]", ("remove", "/1"), "[1, 3]"),
        ("1", ("remove", ""), None),
        # What is added comes last, written as the members before it.
        ('{"a":1}', ("add", "/b", 2), '{"a":1,"b":2}'),
        ('{"a": 1}', ("add", "/b", 2), '{"a": 1, "b": 2}'),
        ('{ "a" : 1 }', ("add", "/b", 2), '{ "a" : 1, "b" : 2 }'),
        ('{"a":1 , "b":2}', ("add", "/c", 3), '{"a":1 , "b":2 , "c":3}'),
        ('{\n\t"a": 1\n}', ("add", "/b", {}), '{\n\t"a": 1,\n\t"b": {}\n}'),
        ('{ "a": 1\n, "b": 2\n}', ("add", "/c", 3), '{ "a": 1\n, "b": 2\n, "c": 3\n}'),
        ("{}", ("add", "/a", 1), '{"a": 1}'),
        ('{"o":{ }}', ("add", "/o/a", 1), '{"o":{"a":1}}'),
        ('{\n  "o": {}\n}', ("add", "/o/a", 1), '{\n  "o": {\n    "a": 1\n  }\n}'),
        ('{\r\n\t"o": {}\r\n}', ("add", "/o/a", 1), '{\r\n\t"o": {\r\n\t\t"a": 1\r\n\t}\r\n}'),
        ("[{}]", ("add", "/0/a", 1), '[{"a": 1}]'),
        ('{"a": 1}', ("add", "/a", 2), None),
        ('{"a": 1}', ("add", "/b/c", 2), None),
        ("[]", ("add", "/0", 1), None),
        ("1", ("add", "", 2), None),
        # Only the text of a replaced value changes.
        ('{"a" :\t"1.0",\n"b":1.0}', ("replace", "/a", 1.5), '{"a" :\t1.5,\n"b":1.0}'),
        ('{"a": [1, {"b": 2}]}', ("replace", "/a", None), '{"a": null}'),
        ("[1]", ("replace", "/1", 2), None),
        # Letters are written as the text writes its own.
        ('{"a": "é"}', ("replace", "/a", "ü😀"), '{"a": "ü😀"}'),
        ('{"a": "x\\\\u00e9"}', ("replace", "/a", "ü"), '{"a": "ü"}'),
        ('{"a": "\\u001f"}', ("replace", "/a", "ü"), '{"a": "ü"}'),
        ('{"a": "\\u00e9"}', ("replace", "/a", "ü"), '{"a": "\\u00fc"}'),
        ('{"a": "\\u00e9"}', ("move", "/ü", "/a"), '{"\\u00fc": "\\u00e9"}'),
        ('{"a~b/c": 1}', ("move", "/x~0~1y", "/a~0b~1c"), '{"x~/y": 1}'),
    ],
)
def test_an_edit_keeps_the_style_of_its_text(text, fix, expected):
    op, path, *rest = fix
    named = {"source" if op == "move" else "value": rest[0]} if rest else {}
    if expected is None:
        assert edits_for(text, Fix(op=op, path=path, **named)) == ()
    else:
        assert fixed(text, op=op, path=path, **named) == expected


# Edits: what the text says afterwards


def patched(value, fix):
    """Apply a JSON Patch operation; a key that is renamed stays where it is."""
    value = json.loads(json.dumps(value))
    if fix.op == "move":
        *outer, name = tokens_of(fix.source)
        if pointer(*outer) == fix.path.rpartition("/")[0] and isinstance(at(value, outer), dict):
            there = at(value, outer)
            renamed = {(tokens_of(fix.path)[-1] if k == name else k): v for k, v in there.items()}
            there.clear()
            there.update(renamed)
            return value
        moved = taken(at(value, outer), name)
        put(value, fix.path, moved)
    elif fix.op == "remove":
        *outer, name = tokens_of(fix.path)
        taken(at(value, outer), name)
    elif not fix.path:
        return fix.value
    else:
        put(value, fix.path, fix.value)
    return value


def at(value, tokens):
    for token in tokens:
        value = value[int(token) if isinstance(value, list) else token]
    return value


def taken(container, name):
    return container.pop(int(name) if isinstance(container, list) else name)


def put(value, path, new):
    *outer, name = tokens_of(path)
    container = at(value, outer)
    container[int(name) if isinstance(container, list) else name] = new


def ordered(value):
    return json.dumps(value)


@given(objects, styles(), st.data())
def test_an_edited_text_says_what_the_patch_makes_of_its_value(value, style, data):
    written = write(value, style)
    text = written.text
    places = sorted(written.places)
    name = data.draw(st.sampled_from(["a", "new", "é/~"]))
    fix = Fix(
        op=data.draw(st.sampled_from(["add", "remove", "replace", "move"])),
        path=data.draw(st.sampled_from(places)),
        source=data.draw(st.sampled_from(places)),
        value=data.draw(values),
    )
    if fix.op in ("add", "move"):
        fix = Fix(op=fix.op, path=fix.path + pointer(name), source=fix.source, value=fix.value)
    edits = edits_for(text, fix)
    assume(edits)
    after = edited(text, edits)
    assert ordered(json.loads(after)) == ordered(patched(value, fix))
    assert_only_these_changed(text, after, edits)


def assert_only_these_changed(text, after, edits):
    start = shift = 0
    for edit in sorted(edits):
        assert after[start + shift : edit.start + shift] == text[start : edit.start]
        shift += len(edit.new) - (edit.end - edit.start)
        start = edit.end
    assert after[start + shift :] == text[start:]


@given(objects, styles())
def test_what_was_added_is_removed_without_a_trace(value, style):
    text = write(value, style).text
    assume("new" not in value)
    longer = fixed(text, op="add", path="/new", value=1)
    if value:
        assert fixed(longer, op="remove", path="/new") == text


# Mending


def held_to(path: Path):
    version = path.parent.parent.name
    return lambda text: validate(text, version=version)


def noisy(path: Path, seed: int) -> bytes:
    return write(json.loads(path.read_bytes()), Style(seed)).text.encode()


@pytest.mark.parametrize("unsafe", [False, True])
@pytest.mark.parametrize("held", [True, False])
def test_every_example_is_mended_once_and_no_more(unsafe, held):
    mended_rules = set()
    for seed, path in enumerate(EXAMPLES):
        judge = held_to(path) if held else validate
        text = noisy(path, seed)
        before = judge(text)
        mended = mend(text, judge, unsafe=unsafe)
        after = judge(mended.text)
        gone = {(finding.rule, finding.pointer) for finding in mended.applied}
        assert not gone & {(finding.rule, finding.pointer) for finding in after.findings}
        assert len(after.errors) <= len(before.errors)
        assert unsafe or all(finding.fix.safe for finding in mended.applied)
        assert mend(mended.text, judge, unsafe=unsafe).applied == ()
        assert values_in(mended.text) == values_in(text)
        mended_rules |= {finding.rule for finding in mended.applied}
    assert mended_rules >= {"OOTB209", "OOTB206"}, mended_rules


def values_in(text):
    return sum(1 for _ in scalars(text.decode()))


@given(st.sampled_from(EXAMPLES), styles(), st.sets(st.integers(0, 9), max_size=3), st.booleans())
@runs(60)
def test_mending_leaves_the_rest_as_it_was_written(path, style, bare, has_few_digits):
    payload = json.loads(path.read_bytes())
    context = payload.get("context")
    if isinstance(context, dict):
        payload["context"] = {
            (key.removeprefix("ootb_") if number in bare else key): value
            for number, (key, value) in enumerate(context.items())
        }
    if has_few_digits:
        payload["timestamp"] = "2026-01-02 03:04:05.1 UTC"
    text = write(payload, style).text
    mended = mend(text.encode(), validate, unsafe=True)
    for finding in mended.applied:
        edits = edits_for(text, finding.fix)
        after = edited(text, edits)
        assert_only_these_changed(text, after, edits)
        assert ordered(json.loads(after)) == ordered(patched(json.loads(text), finding.fix))
        text = after
    assert text == mended.text.decode()
    assert not has_few_digits or json.loads(text)["timestamp"].endswith(".100000 UTC")
    assert mend(mended.text, validate, unsafe=True).text is mended.text


def event(context: str, timestamp: str = "2026-01-02 03:04:05.000000 UTC") -> bytes:
    head = f'"tenant": 1, "timestamp": "{timestamp}", "event": "ootb_login", "customer": "é"'
    return f'{{{head}, "context": {context}}}'.encode()


def test_several_fixes_of_one_event_are_all_applied():
    text = event('{"balance": 1E2}', timestamp="2026-01-02 03:04:05.12 UTC")
    mended = mend(text, validate)
    assert mended.text == event('{"ootb_balance": 1E2}', "2026-01-02 03:04:05.120000 UTC")
    assert [finding.rule for finding in mended.applied] == ["OOTB105", "OOTB206"]
    assert "é" not in repr(mended)


def test_what_guesses_is_applied_only_when_asked_for():
    text = event('{"ootb_balance": "1.50"}')
    assert mend(text, validate).text is text
    assert mend(text, validate, unsafe=True).text == event('{"ootb_balance": 1.5}')


def test_a_byte_order_mark_stays():
    text = b"\xef\xbb\xbf" + event('{"balance": 1}')
    assert mend(text, validate).text == b"\xef\xbb\xbf" + event('{"ootb_balance": 1}')


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"\xff",
        b"[]",
        event('{"balance": 1, "balance": 2}'),
        event('{"balance": 1, "ootb_balance": 2}'),
        b'{"a": 1, ' + event('{"balance": 1}')[1:-1] + b', "a": 2}',
    ],
)
def test_what_cannot_be_mended_without_loss_is_left_alone(text):
    assert mend(text, validate, unsafe=False).text is text


def finding(rule: str, place: str, fix: Fix, severity: Severity = Severity.WARNING) -> Finding:
    return Finding(rule=rule, severity=severity, pointer=place, message="", fix=fix)


def judge(findings_of):
    def validate(text: bytes) -> Report:
        return Report(event=None, version=None, findings=tuple(findings_of(json.loads(text))))

    return validate


def test_two_fixes_that_aim_at_the_same_key_lose_nothing():
    def findings(value):
        for key in value.keys() & {"b", "c"}:
            yield finding("OOTB209", f"/{key}", Fix(op="move", path="/a", source=f"/{key}"))

    mended = mend(b'{"b": 1, "c": 2}', judge(findings))
    assert len(mended.applied) == 1
    assert sorted(json.loads(mended.text).values()) == [1, 2]


def test_a_fix_that_makes_an_error_is_not_applied():
    def findings(value):
        if value["a"] == 1:
            yield finding("OOTB210", "/a", Fix(op="replace", path="/a", value=2))
        else:
            fix = Fix(op="replace", path="/a", value=3)
            yield finding("OOTB201", "/a", fix, Severity.ERROR)

    assert mend(b'{"a": 1}', judge(findings)).text == b'{"a": 1}'


def test_a_fix_that_helps_nothing_is_not_applied():
    def findings(value):
        yield finding("OOTB210", "/a", Fix(op="replace", path="/a", value=value["a"] + 1))

    assert mend(b'{"a": 1}', judge(findings)).text == b'{"a": 1}'


def test_fixes_that_go_round_in_circles_come_to_an_end():
    def findings(value):
        old, new = ("a", "b") if "a" in value else ("b", "a")
        yield finding("OOTB209", f"/{old}", Fix(op="move", path=f"/{new}", source=f"/{old}"))

    assert len(mend(b'{"a": 1}', judge(findings)).applied) == 1000


# Files


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "events.json"
    path.write_bytes(b"old")
    return path


def test_a_file_is_replaced(file):
    file.chmod(0o640)
    rewrite(str(file), iter([b"n", b"ew"]))
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == (0o640 if os.name == "posix" else 0o666)
    assert list(file.parent.iterdir()) == [file]


def test_the_old_file_may_be_read_while_the_new_one_is_made(file):
    def chunks():
        with file.open("rb") as old:
            yield b"new, not " + old.read()

    rewrite(str(file), chunks())
    assert file.read_bytes() == b"new, not old"


@pytest.mark.skipif(os.name != "posix", reason="links need a privilege on Windows")
def test_a_link_stays_a_link(file, tmp_path):
    link = tmp_path / "link.json"
    link.symlink_to(file.name)
    rewrite(str(link), [b"new"])
    assert link.is_symlink()
    assert file.read_bytes() == b"new"


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt, GeneratorExit])
def test_when_making_it_fails_the_file_is_what_it_was(file, failure):
    def chunks():
        yield b"new"
        raise failure

    with pytest.raises(failure):
        rewrite(str(file), chunks())
    assert file.read_bytes() == b"old"
    assert list(file.parent.iterdir()) == [file]


def test_when_it_cannot_be_moved_into_place_the_file_is_what_it_was(file, monkeypatch):
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(Unwritable, match="Permission denied"):
        rewrite(str(file), [b"new"])
    assert file.read_bytes() == b"old"
    assert list(file.parent.iterdir()) == [file]


def test_what_is_no_file_cannot_be_replaced(file, tmp_path):
    for path in (tmp_path, tmp_path / "none.json", "a\x00b"):
        with pytest.raises(Unwritable):
            rewrite(str(path), [b"new"])
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may do all")
def test_a_write_protected_file_is_left_alone(file):
    file.chmod(0o440)
    with pytest.raises(Unwritable, match="write-protected"):
        rewrite(str(file), [b"new"])


def test_whoever_reads_sees_all_of_the_old_or_all_of_the_new(file):
    program = (
        "import sys; from ootb_events.lint._rewrite import rewrite\n"
        "for n in range(60): rewrite(sys.argv[1], [b'%d' % (n % 10)] * 50_000)"
    )
    file.write_bytes(b"0" * 50_000)
    with subprocess.Popen([sys.executable, "-c", program, str(file)]) as writer:  # noqa: S603
        while writer.poll() is None:
            seen = file.read_bytes()
            assert len(seen) == 50_000
            assert len(set(seen)) == 1
    assert writer.returncode == 0


# Diffs

lines = st.lists(st.sampled_from([b"a\n", b"b\n", b"\n", b"c\r\n", "é\u2028\n".encode(), b"\r\n"]))
contents = st.builds(lambda most, last: b"".join(most) + last, lines, st.sampled_from([b"", b"z"]))


@st.composite
def changed(draw):
    old = draw(contents)
    cuts = sorted(draw(st.lists(st.integers(0, len(old)), max_size=8)))
    changes = [
        Change(start, end, draw(st.sampled_from([b"", b"x", b"y\n", b"a\nb\n", old[start:end]])))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    return old, changes, draw(st.integers(1, 20))


def shown(text: bytes) -> str:
    return text.decode(errors="replace")


def after_changes(old, changes):
    for start, end, new in reversed(changes):
        old = old[:start] + new + old[end:]
    return old


def applied(old: list[str], diff: list[str]) -> list[str]:
    """Apply a unified diff as its definition says, and check every line of it."""
    new: list[str] = []
    at = 0
    for row in diff:
        if row.startswith("@@"):
            _, before, after, _ = row.split(" ", 3)
            start, _, count = before[1:].partition(",")
            start = int(start) - (count != "0")
            new += old[at:start]
            at = start
            new_start, _, new_count = after[1:].partition(",")
            assert len(new) == int(new_start) - (new_count != "0")
        elif row[0] in " -":
            assert old[at] == row[1:]
            new += [row[1:]] * (row[0] == " ")
            at += 1
        else:
            new.append(row[1:])
    return new + old[at:]


@given(changed())
def test_a_diff_is_one_of_the_file_before_and_after(case):
    old, changes, repeat = case
    size, old = len(old), old * repeat
    changes = (
        changes
        if repeat % 2
        else [
            Change(start + size * n, end + size * n, new)
            for n in range(0, repeat, 7)
            for start, end, new in changes
        ]
    )
    new = after_changes(old, changes)
    rows = [
        row.removesuffix("\n\\ No newline at end of file\n")
        for row in unified_diff("f", old, changes)
    ]
    if new == old:
        assert rows == []
        return
    assert rows[:2] == ["--- f\n", "+++ f\n"]
    before, after = ([f"{line}\n" for line in shown(text).split("\n")] for text in (old, new))
    before, after = ([*text[:-1], *filter(None, [text[-1][:-1]])] for text in (before, after))
    assert applied(before, rows[2:]) == after
    assert sum(row[0] in "+-" for row in rows[2:]) <= 2 * (len(before) + len(after))


def test_a_diff_looks_as_usual():
    old = b"".join(b"%d\n" % n for n in range(60))
    new = old.replace(b"3\n4\n5\n", b"3\n5\n", 1).replace(b"\n40\n", b"\nx\ny\n").rstrip(b"\n")
    change = Change(0, len(old), new)
    expected = difflib.unified_diff(
        old.decode().splitlines(keepends=True), new.decode().splitlines(keepends=True), "f", "f"
    )
    shown = "".join(unified_diff("f", old, [change]))
    assert shown == "".join(expected) + "\n\\ No newline at end of file\n"


@pytest.mark.skipif(shutil.which("git") is None, reason="NO git ON PATH")
def test_git_applies_a_diff(tmp_path):
    old = b'{"a": 1}\r\n{"b": 2}\n' * 50 + b'{"c": 3}'
    at = [old.index(b"1"), old.rindex(b"2"), len(old) - 1]
    changes = [Change(place, place + 1, b"9") for place in at[:2]] + [Change(at[2], at[2], b",")]
    (tmp_path / "f").write_bytes(old)
    diff = "".join(unified_diff("f", old, changes)).encode()
    git = ["git", "apply", "-p0", "--whitespace=nowarn", "-"]
    subprocess.run(git, input=diff, cwd=tmp_path, check=True)  # noqa: S603
    assert (tmp_path / "f").read_bytes() == after_changes(old, changes)


def test_a_diff_of_many_changes_takes_time_in_proportion():
    line = b'{"event": "ootb_login", "n": 1}\n'
    old = line * 50_000
    changes = [Change(n * len(line) + 3, n * len(line) + 4, b"E") for n in range(0, 50_000, 2)]
    assert sum(row[0] == "+" for row in unified_diff("f", old, changes)) == 25_001  # with +++
    flat = old.replace(b"\n", b" ")
    assert sum(row[0] == "+" for row in unified_diff("f", flat, changes)) == 2


def test_bytes_that_are_no_text_do_not_keep_a_diff_from_being_shown():
    assert "-a\ufffd\n" in unified_diff("f", b"a\xff\nb\n", [Change(0, 1, b"c")])
