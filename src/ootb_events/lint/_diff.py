"""What changes in a file, as a unified diff."""

from __future__ import annotations

import difflib
import re
from itertools import accumulate, takewhile
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Change", "unified_diff"]

_CONTEXT: Final = 3
_MOST_COMPARED: Final = 500
_NO_END: Final = "\n\\ No newline at end of file\n"

_find_lines = re.compile(rb"[^\n]*\n|[^\n]+").findall


class Change(NamedTuple):
    """Put something in the place of a part of a file.

    :ivar start: where the part begins, an offset in bytes.
    :ivar end: where it ends.
    :ivar new: what comes in its place.
    """

    start: int
    end: int
    new: bytes


def unified_diff(name: str, old: bytes, changes: Iterable[Change]) -> Iterator[str]:
    """Write a unified diff from what is known to change, line by line.

    It takes time in proportion to the file, whatever its size: only the lines of a change are
    compared with each other. Bytes that are not UTF-8 are shown as replacement characters.

    :param name: the file, as both headers are to name it.
    :param old: what the file holds.
    :param changes: in the order of the file, none overlapping another.
    """
    header = [f"--- {name}\n", f"+++ {name}\n"]
    line, at, shift = 1, 0, 0
    for group in _grouped(old, _of_lines(old, changes)):
        start = _lines_back(old, group[0].start)
        line += old.count(b"\n", at, start)
        at = start
        rows = list(_rows(old, group))
        before = sum(sign != "+" for sign, _ in rows)
        after = sum(sign != "-" for sign, _ in rows)
        yield from header
        header = []
        yield f"@@ -{_range(line, before)} +{_range(line + shift, after)} @@\n"
        yield from (_shown(sign, row) for sign, row in rows)
        shift += after - before


def _of_lines(old: bytes, changes: Iterable[Change]) -> Iterator[Change]:
    """Turn changes into such that begin and end with a line and leave no line what it was."""
    block: list[Change] = []
    start = end = 0
    for change in changes:
        if not block or (end <= change.start and end < len(old)):
            yield from _compared(old, start, end, block)
            start = old.rfind(b"\n", end, change.start) + 1 or end
            block = []
        block.append(change)
        if change.end >= end:
            end = _line_end(old, change.end)
    yield from _compared(old, start, end, block)


def _compared(old: bytes, start: int, end: int, block: list[Change]) -> Iterator[Change]:
    before = _find_lines(old[start:end])
    after = _find_lines(_changed(old, start, end, block))
    places = [start, *(start + length for length in accumulate(map(len, before)))]
    for first, last, new_first, new_last in _differences(before, after):
        yield Change(places[first], places[last], b"".join(after[new_first:new_last]))


def _changed(old: bytes, start: int, end: int, block: list[Change]) -> bytes:
    parts = []
    for change in block:
        parts += [old[start : change.start], change.new]
        start = change.end
    return b"".join([*parts, old[start:end]])


def _differences(before: list[bytes], after: list[bytes]) -> Iterator[tuple[int, int, int, int]]:
    same = _number_alike(before, after)
    most = min(len(before), len(after)) - same
    same_at_end = min(_number_alike(before[::-1], after[::-1]), most)
    end, new_end = len(before) - same_at_end, len(after) - same_at_end
    if max(end, new_end) - same > _MOST_COMPARED:
        yield same, end, same, new_end
        return
    matcher = difflib.SequenceMatcher(None, before[same:end], after[same:new_end], autojunk=False)
    for kind, first, last, new_first, new_last in matcher.get_opcodes():
        if kind != "equal":
            yield first + same, last + same, new_first + same, new_last + same


def _number_alike(these: list[bytes], those: list[bytes]) -> int:
    pairs = zip(these, those, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _grouped(old: bytes, changes: Iterable[Change]) -> Iterator[list[Change]]:
    """Put together what is so close that its context would meet."""
    group: list[Change] = []
    for change in changes:
        if group and _lines_on(old, group[-1].end, 2 * _CONTEXT) < change.start:
            yield group
            group = []
        group.append(change)
    if group:
        yield group


def _rows(old: bytes, group: list[Change]) -> Iterator[tuple[str, bytes]]:
    at = _lines_back(old, group[0].start)
    for start, end, new in group:
        yield from ((" ", line) for line in _find_lines(old[at:start]))
        yield from (("-", line) for line in _find_lines(old[start:end]))
        yield from (("+", line) for line in _find_lines(new))
        at = end
    yield from ((" ", line) for line in _find_lines(old[at : _lines_on(old, at, _CONTEXT)]))


def _lines_back(old: bytes, at: int) -> int:
    for _ in range(_CONTEXT):
        at = old.rfind(b"\n", 0, max(at - 1, 0)) + 1
    return at


def _lines_on(old: bytes, at: int, number: int) -> int:
    for _ in range(number):
        at = _line_end(old, at)
    return at


def _line_end(old: bytes, at: int) -> int:
    return old.find(b"\n", at) + 1 or len(old)


def _range(line: int, number: int) -> str:
    if number == 1:
        return str(line)
    return f"{line if number else line - 1},{number}"


def _shown(sign: str, line: bytes) -> str:
    return sign + line.decode(errors="replace") + ("" if line.endswith(b"\n") else _NO_END)
