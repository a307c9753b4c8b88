"""Text that a terminal can be trusted with, as wide as the terminal is."""

from __future__ import annotations

import re
import shutil
import textwrap
import unicodedata
from typing import TYPE_CHECKING, Final, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["cells", "encodable", "printable", "width_of", "wrapped"]

_THOUSANDS: Final = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_GLUE: Final = "\0"


def printable(text: str) -> str:
    """Escape what could move the cursor, change colours or reverse the reading direction."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )


def encodable(text: str, stream: TextIO) -> str:
    """Escape what the encoding of a stream has no bytes for."""
    if text.isascii():
        return text
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return text.encode(encoding, errors="backslashreplace").decode(encoding)


def cells(text: str) -> int:
    """Count the columns that a printable text takes in a terminal."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF")
        for char in text
    )


def width_of(stream: TextIO) -> int | None:
    """Say how many columns a stream shows; ``None`` when it is no terminal."""
    return shutil.get_terminal_size().columns if stream.isatty() else None


def wrapped(
    text: str, indent: str, width: int | None, *, first: str | None = None
) -> Iterator[str]:
    """Break a text into indented lines, between words only; one line without a width.

    :param text: what to break.
    :param indent: what each line begins with.
    :param width: how many columns there are.
    :param first: what the first line begins with instead.
    """
    first = indent if first is None else first
    if width is None or not text:
        yield first + text
        return
    lines = textwrap.wrap(
        _THOUSANDS.sub(_GLUE, text),
        max(width, len(indent) + 20),
        initial_indent=first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    for line in lines:
        yield line.replace(_GLUE, " ")
