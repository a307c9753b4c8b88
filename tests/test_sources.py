"""Which files are read: folders, ignore rules, links, compression; and what is told of the rest."""

from __future__ import annotations

import gzip
import importlib
import io
import os
import sys
from typing import TYPE_CHECKING, Any

import pytest

from ootb_events.errors import ConfigurationError
from ootb_events.lint import _decoders
from ootb_events.lint._block import Block
from ootb_events.lint._pieces import Pieces
from ootb_events.lint._sources import STDIN, Problem, Source, Unreadable, sources

if TYPE_CHECKING:
    from pathlib import Path

EVENT = b'{"event": "ootb_x"}\n'


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(root: Path, *names: str, text: str = "{}") -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def found(*paths: str, **options: Any) -> list[str]:
    return [
        one.file.replace("\\", "/") if isinstance(one, Source) else f"! {one.problem}"
        for one in sources(paths, **options)
    ]


def test_folders_give_their_event_files_in_order(tree: Path) -> None:
    put(tree, "a/z.json", "a/b.jsonl", "a/b/c.NDJSON", "a/.x.json", "a/.y/x.json", "a/c.txt")
    put(tree, "a/d.json.gz", "a/d.jsonl.zst", "a/d.gz")
    expected = ["a/b/c.NDJSON", "a/b.jsonl", "a/d.json.gz", "a/d.jsonl.zst", "a/z.json"]
    assert found("a") == expected
    assert found("a/c.txt", "-", "none", "") == ["a/c.txt", "-", "none", ""]


def test_virtual_environments_are_left_out(tree: Path) -> None:
    put(tree, "a/env/pyvenv.cfg", "a/env/lib/x.json", "a/y.json")
    assert found("a") == ["a/y.json"]


def test_git_ignore_files_count(tree: Path) -> None:
    (tree / ".git").mkdir()
    put(tree, ".gitignore", text="*.tmp.json\n/a/out/\n!kept.tmp.json\n!\n\\\n")
    put(tree, "a/.gitignore", text="old*\n/one.json\n")
    put(tree, "a/b/.gitignore", text="!old.json\n")
    put(tree, "a/x.tmp.json", "a/kept.tmp.json", "a/out/x.json", "a/old.json", "a/b/old.json")
    put(tree, "a/one.json", "a/b/one.json")
    kept = ["a/b/old.json", "a/b/one.json", "a/kept.tmp.json"]
    assert found("a") == kept
    assert found("a/out") == ["a/out/x.json"]
    assert found("a/x.tmp.json") == ["a/x.tmp.json"]
    assert len(found("a", gitignore=False)) == 7


def test_patterns_exclude(tree: Path) -> None:
    put(tree, "a/b/x.json", "a/c/x.json", "a/y.json")
    assert found("a", exclude=["a/b/"]) == ["a/c/x.json", "a/y.json"]
    assert found("a", exclude=["x.json", "!c/x.json"]) == ["a/y.json"]
    assert found("a", exclude=["*.json"]) == [
        "! no event files (.json, .jsonl, .ndjson) in this folder; 3 ignored or excluded"
    ]
    with pytest.raises(ConfigurationError, match="pattern"):
        found("a", exclude=["!"])


def test_a_folder_without_events_is_a_problem(tree: Path) -> None:
    put(tree, "a/x.txt")
    assert found("a") == ["! no event files (.json, .jsonl, .ndjson) in this folder"]


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes as Unix has them")
def test_links_and_pipes(tree: Path) -> None:
    put(tree, "a/x.json", "b/y.json")
    (tree / "a/loop").symlink_to(tree / "a")
    (tree / "a/other").symlink_to(tree / "b")
    (tree / "a/none.json").symlink_to(tree / "none")
    (tree / "a/self.json").symlink_to(tree / "a/self.json")
    os.mkfifo(tree / "a/pipe.json")
    said = found("a")
    assert said[0] == "! a link that leads nowhere"
    assert said[1] == "a/other/y.json"
    assert said[2] == "! neither a file nor a folder; name it to read it all the same"
    assert said[3].startswith("! ")
    assert said[4:] == ["a/x.json"]


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="RUNS AS ROOT: nothing is closed to it"
)
def test_a_closed_folder_is_a_problem(tree: Path) -> None:
    put(tree, "a/b/x.json")
    (tree / "a/b").chmod(0)
    try:
        assert found("a") == ["! Permission denied"]
    finally:
        (tree / "a/b").chmod(0o700)


def test_what_cannot_be_opened_says_why(tree: Path) -> None:
    for name in ("none.json", "", "nul\0.json"):
        with pytest.raises(Unreadable):
            Source(name).open()
    assert Problem("a", "b").problem == "b"
    assert tree.exists()


def test_standard_input_is_read_and_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.BytesIO(gzip.compress(EVENT))
    monkeypatch.setattr(sys, "stdin", type("In", (), {"buffer": stream}))
    with Source(STDIN).open() as opened:
        assert opened.read(100) == EVENT
    assert not stream.closed


# Compression


def _zstd(data: bytes) -> bytes:
    zstd = pytest.importorskip(_decoders._ZSTD_MODULE, reason="NO zstd HERE: it is not tested")
    compressed: bytes = zstd.compress(data)
    return compressed


COMPRESSIONS = pytest.mark.parametrize("compress", [gzip.compress, _zstd])
EVENTS = b"".join(b'{"n": %d, "x": "%x"}\n' % (n, n**9) for n in range(20_000))


def texts_and_problem(path: Path) -> tuple[list[bytes], str]:
    texts: list[bytes] = []
    with Source(str(path)).open() as stream:
        try:
            for item in Pieces(stream, path.name):
                assert isinstance(item, Block)
                texts += item.texts
        except Unreadable as error:
            return texts, str(error)
    return texts, ""


@COMPRESSIONS
def test_compressed_files_are_read_whatever_their_name(compress: Any, tmp_path: Path) -> None:
    for data in (compress(EVENTS), compress(EVENTS[:99]) + compress(EVENTS[99:])):
        path = tmp_path / "a.jsonl"
        path.write_bytes(data)
        assert texts_and_problem(path) == (EVENTS.splitlines(), "")


@COMPRESSIONS
def test_a_compressed_file_that_breaks_off_is_read_to_there(compress: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(compress(EVENTS)[:-20_000])
    texts, problem = texts_and_problem(path)
    assert "breaks off" in problem
    assert len(texts) > 1000
    assert texts[:-1] == EVENTS.splitlines()[: len(texts) - 1]


def test_a_damaged_file_is_read_to_there(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    data = bytearray(gzip.compress(EVENTS))
    data[-6] ^= 1  # the checksum
    path.write_bytes(data)
    texts, problem = texts_and_problem(path)
    assert "damaged" in problem
    assert texts == EVENTS.splitlines()
    data[len(data) // 2 : len(data) // 2 + 100] = b"\xff" * 100
    path.write_bytes(data)
    texts, problem = texts_and_problem(path)
    assert "damaged" in problem
    assert len(texts) > 1000


def test_zeros_after_gzip_data_are_padding(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(gzip.compress(EVENT) + bytes(512))
    assert texts_and_problem(path) == ([EVENT.rstrip()], "")


def test_without_zstd_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    path = tmp_path / "a.zst"
    path.write_bytes(b"\x28\xb5\x2f\xfd")
    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(Unreadable, match=r"ootb-events\[zst\]"):
        Source(str(path)).open()
