"""Text that a terminal can be trusted with, as wide as the terminal is."""

from __future__ import annotations

import shutil
import textwrap
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["printable", "width_of", "wrapped"]


def printable(text: str) -> str:
    """Escape what could move the cursor, change colours or reverse the reading direction."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )


def width_of(stream: TextIO) -> int | None:
    """Say how many columns a stream shows; ``None`` when it is no terminal."""
    return shutil.get_terminal_size().columns if stream.isatty() else None


def wrapped(text: str, indent: str, width: int | None) -> Iterator[str]:
    """Break a text into indented lines, between words only; one line without a width."""
    if width is None:
        yield indent + text
        return
    yield from textwrap.wrap(
        text,
        max(width, len(indent) + 20),
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
