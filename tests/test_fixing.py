"""Event files mended in place."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path
from typing import Any

import attrs
import pytest

from ootb_events.lint import Choice, LintSettings, Wrapping, lint, rules_named
from ootb_events.lint import _fixing as fixing
from ootb_events.lint._fixing import fix
from ootb_events.lint._passing import Passing
from ootb_events.validation import Severity

TESTS = Path(__file__).parent
PAYLOAD = {
    "tenant": 991002,
    "timestamp": "2026-06-09 12:00:00 UTC",
    "event": "ootb_login",
    "customer": "é😀",
    "context": {},
}
SHORT = json.dumps(PAYLOAD, ensure_ascii=False)
PADDED = SHORT.replace("12:00:00 UTC", "12:00:00.000000 UTC")
FIXED = {"OOTB105"}


def settings(**named: Any) -> LintSettings:
    return LintSettings(**named)


def fixed(path: Path, content: str | bytes, **options: Any):
    """Fix a file; return what it has then, and the results."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    chosen = settings(**options.pop("settings", {}))
    results = list(fix([str(path)], chosen, **options))
    return path.read_bytes(), results


def rules(results) -> set[str]:
    return {issue.finding.rule for result in results for issue in result.issues}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.json"


def test_the_sample_has_one_fault_and_is_clean_without(path):
    path.write_text(SHORT, encoding="utf-8")
    assert rules(lint([str(path)])) == FIXED
    path.write_text(PADDED, encoding="utf-8")
    assert rules(lint([str(path)])) == set()


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
        " [ {} ,{},\n{}]",
        "{}\n{}\n{}",
        "{}\r\n\r\n{}\r\n \r\n{}\r\n",
        "{}{}\n\n{} {}",
        "{}\nthis is no JSON\n{}\n",
        "[{}, oops, {}, ]",
        "[{},\n{}",
        '{}\n{{"unfinished": 1,\n{}\n',
        "{}\n[1, 2]\nnull\n{}\n",
    ],
)
def test_everything_around_a_mended_text_stays(path, around):
    def filled(text: str) -> bytes:
        return around.replace("{{", "\0").replace("{}", text).replace("\0", "{").encode()

    now, results = fixed(path, filled(SHORT))
    assert now == filled(PADDED)
    assert sum(result.fixed for result in results) == around.replace("{{", "").count("{}")
    assert not rules(results) & FIXED
    assert list(lint([str(path)])) == [*map(without_count, results)]
    again = list(fix([str(path)], settings()))
    assert not any(result.fixed for result in again)
    assert path.read_bytes() == now


def without_count(result):
    return attrs.evolve(result, fixed=0)


def test_nothing_is_written_where_nothing_changes(path):
    path.write_text(f"{PADDED}\nthis is no JSON\n", encoding="utf-8")
    path.chmod(0o444)
    before = path.stat()
    (result,) = fix([str(path)], settings())
    assert (result.fixed, result.problem, rules([result])) == (0, "", {"OOTB001"})
    after = path.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_what_does_not_count_is_not_mended(path):
    text = json.dumps({**PAYLOAD, "context": {"login_country": "MT", "login_date": "x"}})
    for choice in (
        Choice(ignore=rules_named(["OOTB105"])),
        Choice(select=rules_named(["OOTB2"])),
        Choice(per_file=[("*.json", rules_named(["OOTB105"]))]),
    ):
        now, _ = fixed(path, text, settings={"choice": choice})
        assert "12:00:00 UTC" in now.decode()
    now, _ = fixed(path, text, settings={"choice": Choice(per_file=[("b*", FIXED)])})
    assert "12:00:00.000000 UTC" in now.decode()


def test_a_guess_is_made_only_when_asked_for(path):
    text = SHORT.replace("991002", '"991002"')
    now, results = fixed(path, text)
    assert b'"991002"' in now
    assert rules(results) == {"OOTB201"}
    now, results = fixed(path, text, unsafe=True)
    assert now.decode() == PADDED
    assert results[0].fixed == 2
    assert rules(results) == set()


@pytest.mark.parametrize("strict", [True, False])
def test_severities_are_those_chosen(path, strict):
    choice = Choice(severities={"OOTB106": Severity.INFO})
    text = SHORT.replace("{", '{"extra": 1, ', 1)
    now, (result,) = fixed(path, text, settings={"strict": strict, "choice": choice})
    assert now.decode() == PADDED.replace("{", '{"extra": 1, ', 1)
    assert [issue.finding.severity for issue in result.issues] == [Severity.INFO]


def test_events_within_something_else_are_mended_there(path):
    inside = '{{"id": 1, "timestamp": "2026-06-09 12:00:00 UTC", "data": [{{}}, {}]}}\n'
    now, (result,) = fixed(
        path, inside.format(SHORT), settings={"wrapping": Wrapping(at="/data/1")}
    )
    assert now.decode() == inside.format(PADDED)
    assert (result.fixed, result.events, result.issues) == (1, 1, ())


def test_places_are_those_of_the_new_text(path):
    """An empty context is added on a line of its own, and moves what follows."""
    short = {key: value for key, value in PAYLOAD.items() if key != "context"}
    first = json.dumps(short, indent=2, ensure_ascii=False)
    second = '{"tenant": "x", "timestamp": "2026-06-09 12:00:00 UTC", "event": "ootb_login"}'
    content = f"[{first}, {second}, {second}, oops]"
    now, results = fixed(path, content, settings={"fold": False})
    assert now.count(b'"context": {}') == 3
    told = [issue for result in results for issue in result.issues]
    fresh = [issue for result in lint([str(path)], settings(fold=False)) for issue in result.issues]
    assert told == fresh
    assert len(told) == 5


def test_the_difference_is_shown_and_nothing_written(path, tmp_path):
    lines = "\n".join([PADDED] * 5 + [SHORT] + [PADDED] * 5 + [SHORT]) + "\n"
    shown: list[str] = []
    now, (result,) = fixed(path, lines, write=False, show=shown.append)
    assert now.decode() == lines
    assert (result.fixed, result.issues) == (2, ())
    patch = tmp_path / "a.diff"
    patch.write_text("".join(shown), encoding="utf-8", newline="")
    if shutil.which("patch"):
        subprocess.run(["patch", "-s", str(path), str(patch)], check=True)  # noqa: S603, S607
        assert path.read_text(encoding="utf-8") == lines.replace(SHORT, PADDED)
    assert sum(line.startswith("+{") for line in shown) == 2


def test_standard_input_is_not_replaced_but_compared(monkeypatch):
    class Input:
        buffer = io.BytesIO(SHORT.encode())

    monkeypatch.setattr(sys, "stdin", Input)
    (result,) = fix(["-"], settings())
    assert "standard input" in result.problem
    assert Input.buffer.tell() == 0
    shown: list[str] = []
    (result,) = fix(["-"], settings(), write=False, show=shown.append)
    assert (result.fixed, result.problem) == (1, "")
    assert shown[:2] == ["--- -\n", "+++ -\n"]


def test_a_compressed_file_is_not_replaced(tmp_path):
    path = tmp_path / "a.json.gz"
    now, (result,) = fixed(path, packed := gzip.compress(SHORT.encode(), mtime=0))
    assert now == packed
    assert "compressed" in result.problem
    assert (rules([result]), result.fixed) == (FIXED, 0)
    _, (result,) = fixed(path, gzip.compress(PADDED.encode()))
    assert result.problem == ""
    _, (result,) = fixed(path, packed, write=False)
    assert (result.problem, result.fixed) == ("", 1)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="NO NAMED PIPES HERE")
def test_what_is_no_regular_file_is_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (result,) = fix([str(tmp_path / "pipe")], settings())
    assert "no regular file" in result.problem


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="NOTHING IS WRITE-PROTECTED HERE"
)
def test_what_is_write_protected_is_told_as_it_is(path):
    path.write_text(SHORT, encoding="utf-8")
    path.chmod(0o444)
    (result,) = fix([str(path)], settings())
    assert "write-protected" in result.problem
    assert (rules([result]), result.fixed) == (FIXED, 0)


def test_a_file_that_changes_meanwhile_is_left_alone(path, monkeypatch):
    path.write_text(SHORT, encoding="utf-8")

    def mend(text, *args, **named):
        with path.open("a", encoding="utf-8") as file:
            file.write(f"\n{PADDED}")
        return original(text, *args, **named)

    original = fixing.mend
    monkeypatch.setattr(fixing, "mend", mend)
    (result,) = fix([str(path)], settings())
    assert "changed meanwhile" in result.problem
    assert path.read_text(encoding="utf-8").startswith(f"{SHORT}\n{PADDED}")
    assert (rules([result]), result.fixed) == (FIXED, 0)
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_an_interrupt_leaves_everything_as_it_was(path, monkeypatch):
    text = "\n".join([SHORT] * 2000)
    path.write_text(text, encoding="utf-8")
    calls = iter(range(1500))

    def mend(*args, **named):
        if next(calls, None) is None:
            raise KeyboardInterrupt
        return original(*args, **named)

    original = fixing.mend
    monkeypatch.setattr(fixing, "mend", mend)
    with pytest.raises(KeyboardInterrupt):
        list(fix([str(path)], settings()))
    assert path.read_text(encoding="utf-8") == text
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_files_that_are_not_there_are_told_and_others_fixed(tmp_path):
    (tmp_path / "folder").mkdir()
    good = tmp_path / "folder" / "a.json"
    good.write_text(SHORT, encoding="utf-8")
    paths = [tmp_path / "none.json", tmp_path / "folder", tmp_path / "bad\0name"]
    results = list(fix(map(str, paths), settings()))
    assert [bool(result.problem) for result in results] == [True, False, True]
    assert [result.fixed for result in results] == [0, 1, 0]
    assert good.read_text(encoding="utf-8") == PADDED


FIX = """
import sys
from ootb_events.lint import LintSettings
from ootb_events.lint._fixing import fix
print("now", flush=True)
list(fix(sys.argv[1:], LintSettings()))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="NO kill -9 HERE")
@pytest.mark.parametrize("wait", [0.0, 0.1, 0.4, None])
def test_a_process_killed_on_the_way_leaves_the_old_or_the_new_file(tmp_path, wait):
    path = tmp_path / "a.ndjson"
    old = "\n".join([PADDED] * 3000 + [SHORT] * 3000).encode()
    new = old.replace(SHORT.encode(), PADDED.encode())
    path.write_bytes(old)
    path.chmod(0o640)
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", FIX, str(path)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        if wait is None:  # as soon as there is something that is not the file itself
            while process.poll() is None and len(list(tmp_path.iterdir())) == 1:
                time.sleep(0.001)
        else:
            time.sleep(wait)
        process.kill()
    assert path.read_bytes() in (old, new)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert sum(result.fixed for result in fix([str(path)], settings())) in {0, 3000}
    assert path.read_bytes() == new


def test_memory_does_not_grow_with_the_file(tmp_path):
    def peak(times: int) -> int:
        with tempfile.TemporaryDirectory(dir=tmp_path) as folder:
            path = Path(folder) / "a.ndjson"
            with path.open("w", encoding="utf-8") as file:
                for _ in range(times):
                    file.write(f"{PADDED}\n" * 2000 + f"{SHORT}\n")
            tracemalloc.start()
            (result,) = fix([str(path)], settings())
            size = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            assert result.fixed == times
            assert path.read_bytes() == f"{PADDED}\n".encode() * 2001 * times
            return size

    peak(1)
    assert peak(40) < 2 * peak(4)


def test_places_are_found_again_in_bytes():
    text = '\ufeffa😀é\r\n\nx\u0301😀{"y"}'.encode()
    passing = Passing(io.BytesIO(text))
    passing.read(5)
    passing.read(100)
    passing.go_to(1, 2)
    assert passing.take() == "\ufeffa".encode()
    passing.go_to(3, 4)
    assert passing.offset == text.index(b"{")
    assert passing.take() == "😀é\r\n\nx\u0301😀".encode()
    with pytest.raises(LookupError):
        passing.drop(b'"')
    passing.drop(b"{")
    assert passing.take_rest() == b'"y"}'
    assert passing.take_rest() == b""
