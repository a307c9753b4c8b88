"""JSON texts out of streams: their boundaries, places and faults; flat memory, linear time."""

from __future__ import annotations

import io
import json
import time
import tracemalloc
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from event_strategies import runs
from fuzz_reader import read_anything
from ootb_events.lint._block import Block, Fault
from ootb_events.lint._pieces import CHUNK, Pieces, open_range, ranges
from ootb_events.lint._unreadable import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Read(NamedTuple):
    """Everything that a reader said."""

    texts: list[tuple[bytes, int, int]]
    faults: list[Fault]
    cut: bool
    layout: str | None


def read(data: bytes, name: str = "", *, chunk: int = CHUNK, **options: Any) -> Read:
    pieces = Pieces(io.BytesIO(data), name, chunk=chunk, **options)
    texts: list[tuple[bytes, int, int]] = []
    faults: list[Fault] = []
    cut = False
    for item in pieces:
        if isinstance(item, Fault):
            faults.append(item)
            continue
        assert item.first == len(texts)
        assert not cut
        columns = item.columns or [1] * len(item.texts)
        texts += zip(item.texts, item.lines, columns, strict=True)
        cut = item.cut
    return Read(texts, faults, cut, pieces.layout)


def texts_of(data: bytes, name: str = "", **options: Any) -> list[bytes]:
    return [text for text, _, _ in read(data, name, **options).texts]


def places_of(data: bytes) -> list[tuple[int, int]]:
    return [(fault.line, fault.column) for fault in read(data).faults]


# Values, written in all ways

KEYS = st.text(st.sampled_from('ab{}[]",:\\é😀/ '), max_size=4)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-99, 99), st.floats(-9, 9), KEYS, st.text(max_size=5)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=8,
)
OBJECTS = st.dictionaries(KEYS, VALUES, max_size=4)
CHUNKS = st.one_of(st.integers(1, 9), st.integers(10, 200), st.just(CHUNK))
SPACES = st.text(" \t\n", max_size=3)


@st.composite
def written(draw: st.DrawFn, value: Any, *, end: str = "\n") -> str:
    indent = draw(st.sampled_from([None, None, 0, 1, 4]))
    separators = draw(st.sampled_from([(",", ":"), (", ", ": "), (" ,", " : ")]))
    ascii_only = draw(st.booleans())
    text = json.dumps(value, indent=indent, separators=separators, ensure_ascii=ascii_only)
    return text.replace("\n", end)


@st.composite
def in_lines(draw: st.DrawFn, end: str) -> tuple[str, list[tuple[str, int, int]]]:
    texts = []
    whole = ""
    for value in draw(st.lists(OBJECTS, min_size=1, max_size=6)):
        whole += draw(st.sampled_from(["", "", end, " " + end]))
        text = json.dumps(value, ensure_ascii=draw(st.booleans()))
        texts.append((text, whole.count("\n") + 1, 1))
        whole += text + end
    return (whole if draw(st.booleans()) else whole.removesuffix(end)), texts


@st.composite
def in_array(draw: st.DrawFn, end: str) -> tuple[str, list[tuple[str, int, int]]]:
    spaces = SPACES.map(lambda space: space.replace("\n", end))
    texts = []
    whole = draw(spaces) + "["
    for number, value in enumerate(draw(st.lists(VALUES, max_size=6))):
        whole += "," * (number > 0) + draw(spaces)
        text = draw(written(value, end=end))
        texts.append((text, *_place(whole)))
        whole += text + draw(spaces)
    return whole + "]" + draw(spaces), texts


@st.composite
def one_after_another(draw: st.DrawFn, end: str) -> tuple[str, list[tuple[str, int, int]]]:
    spaces = SPACES.map(lambda space: space.replace("\n", end))
    texts = []
    whole = draw(spaces)
    for value in draw(st.lists(OBJECTS, min_size=1, max_size=6)):
        text = draw(written(value, end=end))
        texts.append((text, *_place(whole)))
        whole += text + draw(spaces)
    return whole, texts


def _place(before: str) -> tuple[int, int]:
    return before.count("\n") + 1, len(before) - before.rfind("\n")


LAYOUTS = st.sampled_from(["\n", "\r\n"]).flatmap(
    lambda end: st.one_of(in_lines(end), in_array(end), one_after_another(end))
)


@given(LAYOUTS, CHUNKS, st.sampled_from(["", "a.json", "a.jsonl"]))
@runs(400)
def test_texts_are_found_as_they_were_written(
    made: tuple[str, list[tuple[str, int, int]]], chunk: int, name: str
) -> None:
    whole, texts = made
    found = read(whole.encode(), name, chunk=chunk)
    assert not found.faults
    assert not found.cut
    assert [_stripped(*text) for text in found.texts] == texts


def _stripped(text: bytes, line: int, column: int) -> tuple[str, int, int]:
    """Take away the white space that a line may have around its text."""
    value = text.decode().lstrip(" \t")
    return value.rstrip(" \t"), line, column + len(text.decode()) - len(value)


@given(LAYOUTS, CHUNKS)
@runs(100)
def test_a_file_that_was_cut_is_read_up_to_there(
    made: tuple[str, list[tuple[str, int, int]]], chunk: int
) -> None:
    data = made[0].rstrip().encode()
    texts = [text.encode() for text, _, _ in made[1]]
    for at in range(1, len(data), max(1, len(data) // 7)):
        found = read(data[:at], chunk=chunk)
        whole = [text for text, _, _ in found.texts[:-1]]
        if found.layout == read(data).layout:
            assert whole == texts[: len(whole)]


# Faults between values

GOOD = '{"a": "é😀", "b": {"c": 1}}'
FAULTS = ["garbage", "// {comment", "\x00\x00", "NaN", "}", "]", ",", "é = 1;", "'a'", "<xml/>"]


@given(
    st.lists(st.sampled_from(["", *FAULTS]), min_size=3, max_size=6),
    st.sampled_from(["\n", "\r\n"]),
    CHUNKS,
)
@runs(200)
def test_a_fault_between_values_hides_no_value(faults: list[str], end: str, chunk: int) -> None:
    good = GOOD.replace(" ", end)
    whole = good
    places = []
    for fault in faults:
        if fault and "{" not in fault:
            places.append(_place(whole))
            whole += fault + end
        whole += good
    found = read(whole.encode(), chunk=chunk)
    assert [text for text, _, _ in found.texts] == [good.encode()] * (len(faults) + 1)
    assert [(fault.line, fault.column) for fault in found.faults] == places


ITEM = b'{"a": 1, "b": {"c": 2}}'


@pytest.mark.parametrize(
    ("data", "count", "places"),
    [
        (b"[%s,\n%s,\n]", 2, [(2, 24)]),
        (b"[%s\n%s]", 2, [(2, 1)]),
        (b"[%s %s]", 2, [(1, 26)]),
        (b"[%s,,%s]", 2, [(1, 26)]),
        (b"[,%s,%s]", 2, [(1, 2)]),
        (b"[%s oops\n, %s]", 2, [(1, 26)]),
        (b"[%s,%s", 2, [(1, 49)]),
        (b"[%s,%s]]", 2, [(1, 50)]),
        (b"[%s},%s]", 2, [(1, 25)]),
        (b"[%s]\n[%s]", 2, []),
        (b"%s,\n%s\n", 2, [(1, 24)]),
        (b"\xef\xbb\xbf[%s,%s]", 2, [(1, 1)]),
        (b"[%s,%s] end", 2, [(1, 51)]),
    ],
)
def test_faults_of_arrays(data: bytes, count: int, places: list[tuple[int, int]]) -> None:
    data %= (ITEM, ITEM)
    for chunk in (1, 2, 3, 7, CHUNK):
        found = read(data, chunk=chunk)
        assert [text for text, _, _ in found.texts] == [ITEM] * count
        assert [(fault.line, fault.column) for fault in found.faults] == places


BROKEN = [
    b'{"a": 1, "b": {"c": 2}',
    b'{"a": 1, "b": [2, 3}}',
    b'{"a": 1, "b": "x}',
    b'{"a": 1, b": {"c": 2}}',
    b'{"a": tru, "b": \'}\'}',
    b'{"a": 1, "b": {"c": 2]}',
    b'{"a": 1,, "b": }',
    b'{"a": 1, "b": "\\"}',
]


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize(
    ("start", "between", "end"),
    [("", "\n", "\n"), ("[\n", ",\n", "\n]"), ("[", ",", "]"), ("[\n  ", ",\n  ", "\n]")],
)
def test_what_is_broken_is_handed_on_and_what_follows_is_read(
    broken: bytes, start: str, between: str, end: str
) -> None:
    whole = start.encode() + between.encode().join([ITEM, broken, ITEM, ITEM, ITEM]) + end.encode()
    for chunk in (1, 2, 5, 64, CHUNK):
        texts = texts_of(whole, chunk=chunk)
        assert texts.count(ITEM) == 4
        assert len(texts) == 5
        assert broken.startswith(texts[1].rstrip(b"\n]"))


def test_lines_are_read_when_the_first_is_broken() -> None:
    for first in (b"# a comment", b'{"a": 1', b"{'a': 1}", b'{"a": "', b"[INFO] up", b"\x00" * 9):
        found = read(first + b"\n" + (ITEM + b"\n") * 3)
        assert [text for text, _, _ in found.texts[-3:]] == [ITEM] * 3
        assert [line for _, line, _ in found.texts[-3:]] == [2, 3, 4]


def test_a_last_line_without_its_end_is_read_and_a_cut_one_is_told() -> None:
    assert not read(ITEM + b"\n" + ITEM).cut
    assert read(ITEM + b"\n" + ITEM[:-1]).cut
    assert read(ITEM + b"\n" + ITEM + b'\n{"a": "x').cut
    assert read(b"[" + ITEM + b"," + ITEM[:-1]).cut
    assert not read(b"[" + ITEM + b"," + ITEM[:-1]).faults


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_another_encoding_is_one_fault(encoding: str) -> None:
    found = read(GOOD.encode(encoding))
    assert not found.texts
    assert [fault.kind for fault in found.faults] == ["not-utf-8"]
    assert encoding[:6].upper() in found.faults[0].problem


@pytest.mark.parametrize("data", [b"", b" \r\n\n", b"\xef\xbb\xbf"])
def test_nothing_is_a_fault(data: bytes) -> None:
    assert read(data).faults[-1].kind == "empty"
    assert not read(b"[]").faults


def test_a_byte_order_mark_takes_up_no_column() -> None:
    for data in (b"\xef\xbb\xbf" + ITEM, b"\xef\xbb\xbf" + ITEM + b"\n" + ITEM):
        found = read(data)
        assert [fault.kind for fault in found.faults] == ["byte-order-mark"]
        assert found.texts[0] == (ITEM, 1, 1)


def test_a_text_that_is_too_long_is_passed_over() -> None:
    long = b'{"a": "' + b"x" * 300 + b'"}'
    for whole in (b"%s\n%s\n%s\n", b"[%s,%s,%s]", b"[%s,\n%s,\n%s\n]", b"\n%s%s%s"):
        for chunk in (3, 50, 100):
            found = read(whole % (ITEM, long, ITEM), chunk=chunk, max_text=100)
            assert [text for text, _, _ in found.texts] == [ITEM, ITEM]
            assert ["longer than" in fault.problem for fault in found.faults] == [True]


def test_a_stream_that_breaks_off_is_read_to_there() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            data = super().read(size)
            if not data:
                raise OSError(5, "Input/output error")
            return data

    pieces = iter(Pieces(Broken(ITEM + b"\n" + ITEM[:9])))
    block = next(pieces)
    assert isinstance(block, Block)
    assert block.texts[0] == ITEM
    with pytest.raises(Unreadable, match="Input/output error"):
        list(pieces)


# Ranges


def test_ranges_are_the_file_in_parts(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [b'{"n": %d, "x": "%s"}' % (n, b"y" * (n * 37 % 200)) for n in range(2000)]
    path.write_bytes(b"\xef\xbb\xbf" + b"\n".join(lines))
    for parts in (1, 2, 3, 7, 50):
        found = ranges(str(path), parts)
        assert found is not None
        assert found[0][0] == 0
        assert found[-1][1] == path.stat().st_size
        texts: list[bytes] = []
        for start, end in found:
            with open_range(str(path), start, end) as part:
                pieces = Pieces(part, layout="lines", chunk=1000)
                texts += (t for item in pieces if isinstance(item, Block) for t in item.texts)
        assert texts == lines


def test_only_lines_have_ranges(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    for data in (b"[1]", b"", b'{\n"a": 1\n}', b"\x1f\x8b", GOOD.encode("utf-16")):
        path.write_bytes(data)
        assert ranges(str(path), 2) is None
    with pytest.raises(Unreadable):
        ranges(str(tmp_path / "none"), 2)


# Memory and time


class Generated(io.RawIOBase):
    """A stream of a begin, the same part many times, and an end."""

    def __init__(self, part: bytes, size: int, begin: bytes = b"", end: bytes = b"") -> None:
        super().__init__()
        self._parts = iter(self._all(part * (1 + 50_000 // len(part)), size, begin, end))
        self._rest = b""

    @staticmethod
    def _all(part: bytes, size: int, begin: bytes, end: bytes) -> Iterator[bytes]:
        yield begin
        for _ in range(size // len(part)):
            yield part
        yield end

    def read(self, size: int = -1) -> bytes:
        while len(self._rest) < size and (part := next(self._parts, None)) is not None:
            self._rest += part
        data, self._rest = self._rest[:size], self._rest[size:]
        return data


EVENT = b'{"tenant": 1, "event": "ootb_x", "context": {"a": "b{", "c": [1, "\\""]}}'
PRETTY = json.dumps(json.loads(EVENT), indent=2).encode()


@pytest.mark.parametrize(
    ("begin", "part", "end"),
    [
        (b"", EVENT + b"\n", b""),
        (b"", b"{}\n", b""),
        (b"", b"\n", b"{}"),
        (b"[", EVENT + b",", EVENT + b"]"),
        (b"[\n", PRETTY + b",\n", PRETTY + b"]"),
        (b"", PRETTY, b""),
        (b"", b"{},", b""),
        (b"[", b"{}x,", b"{}]"),
        (b"[", b"1,", b"1]"),
    ],
)
def test_memory_is_flat(begin: bytes, part: bytes, end: bytes) -> None:
    size = 20_000_000 if part == EVENT + b"\n" else 1_000_000 if len(part) > 50 else 40_000
    stream: Any = Generated(part, size, begin, end)
    tracemalloc.start()
    try:
        for _ in Pieces(stream, chunk=1 << 14):
            pass
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


HOSTILE = {
    "brackets": b"[",
    "braces": b"{",
    "quotes": b'"',
    "objects without end": b'{"a":',
    "lines without end": b'{"a":[\n',
    "brackets without beginning": b"]}",
    "commas": b",",
    "backslashes": b"\\",
    "broken strings": b'{"a": "\n',
    "mismatches": b'{"a":[{]}',
    "items without end": b'{"a":1},{"a":[',
    "white space": b" ",
    "nuls": b"\x00",
    "words": b"a ",
    "scalars": b"[1,",
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("begin", [b"", b"[", b'{"a":', b'[{"a":"'])
def test_time_is_linear(name: str, begin: bytes) -> None:
    def duration(size: int) -> float:
        data = begin + HOSTILE[name] * (size // len(HOSTILE[name]))
        times = []
        for _ in range(2):
            start = time.process_time()
            for _ in Pieces(io.BytesIO(data), chunk=4096):
                pass
            times.append(time.process_time() - start)
        return min(times)

    # Quadratic time would make this 16.
    assert duration(80_000) < 10 * duration(20_000) + 0.05


def test_a_single_long_line_is_read() -> None:
    text = b'{"a": "' + b"x" * 40_000_000 + b'"}'
    assert texts_of(text + b"\n" + text, "a.jsonl") == [text, text]


ANYTHING = st.lists(
    st.sampled_from(
        [
            b"{",
            b"}",
            b"[",
            b"]",
            b'"',
            b",",
            b":",
            b"\\",
            b"\n",
            b"\r",
            b" ",
            b"1",
            b"null",
            b"\xef\xbb\xbf",
            b"\xff",
            b"\x00",
            "é".encode(),
            ITEM,
            b'{"a":',
            b"x",
        ]
    ),
    max_size=40,
).map(b"".join)


@given(ANYTHING)
@example("[é,}".encode())
@runs(300)
def test_nothing_breaks_the_reader(data: bytes) -> None:
    read_anything(data)
