"""How a file holds its events, told from its first bytes."""

from __future__ import annotations

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import PurePath
from typing import Final, Literal

import orjson

from ootb_events.lint._block import Block
from ootb_events.lint._lines import is_whole_object
from ootb_events.lint._values import Values

__all__ = ["HEAD", "Layout", "has_lines_by_name", "layout_of", "other_encoding"]

Layout = Literal["lines", "values"]
"""One text a line; or values one after another, those of an array being its items."""

HEAD: Final = 1 << 16
"""How many of its first bytes tell how a file is laid out."""

_WHITE: Final = b" \t\r\n"
_MOST_LINES: Final = 200
_COMPRESSIONS: Final = frozenset({".gz", ".zst"})


def layout_of(head: bytes, *, is_all: bool, name: str = "") -> Layout:
    """Tell the layout of a file.

    A file that begins with ``[`` has values. So has one with a single line, unless the name says
    lines and the line goes on beyond the head. In any other, whole lines count: lines that are
    one object from begin to end, by its brackets.

    - All are: lines.
    - More than half are, or half of them and the name says lines: lines, of which some are
      broken; but values, where that leaves nothing broken.
    - Fewer are: values, such as one over several lines.

    :param head: the first :data:`HEAD` bytes or more, without a byte order mark.
    :param is_all: whether these are all.
    :param name: the name of the file.
    """
    text = head.lstrip(_WHITE)
    lines = text.split(b"\n")
    if text.startswith(b"["):
        return "values"
    if len(lines) == 1:
        return "lines" if has_lines_by_name(name) and not is_all else "values"
    complete = lines if is_all else lines[:-1]
    return _by_vote(complete[:_MOST_LINES], text, name)


def _by_vote(lines: list[bytes], text: bytes, name: str) -> Layout:
    filled = [line for line in (line.strip(_WHITE) for line in lines) if line]
    whole = sum(map(is_whole_object, filled))
    if whole == len(filled):
        return "lines"
    least = len(filled) / 2
    is_split = whole > least or (whole == least and has_lines_by_name(name))
    return "lines" if is_split and not _has_only_good_values(text) else "values"


def _has_only_good_values(text: bytes) -> bool:
    for found in Values(max_text=len(text)).feed(text.rstrip(b"\\")):
        if not isinstance(found, Block):
            return False
        try:
            for value in found.texts:
                orjson.loads(value)
        except orjson.JSONDecodeError:
            return False
    return True


def has_lines_by_name(name: str) -> bool:
    """Tell whether a file is named like one with a text a line."""
    path = PurePath(name.lower())
    if path.suffix in _COMPRESSIONS:
        path = path.with_suffix("")
    return path.suffix in {".jsonl", ".ndjson"}


def other_encoding(head: bytes) -> str:
    """Return the encoding that a file has instead of UTF-8, as far as that shows."""
    if head.startswith((BOM_UTF16_LE + b"\0\0", b"\0\0" + BOM_UTF16_BE)):
        return "UTF-32"
    if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "UTF-16"
    zeros = tuple(not byte for byte in head.removeprefix(BOM_UTF8)[:4])
    if zeros in {(False, True, True, True), (True, True, True, False)}:
        return "UTF-32"
    if zeros in {(False, True, False, True), (True, False, True, False)}:
        return "UTF-16"
    return ""
