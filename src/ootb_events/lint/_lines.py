"""One JSON text a line, out of chunks of bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ootb_events.lint._block import Block, Fault, too_long
from ootb_events.lint._mask import Mask
from ootb_events.lint._nesting import Nesting

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Lines", "is_whole_object"]

_WHITE: Final = b" \t\r"
_LEAST_BEGIN: Final = b"!"  # what is blank, or begins with white space, sorts before


class Lines:
    """Split chunks of bytes into lines, at the cost of splitting them.

    :param max_text: how many bytes a line may have.
    :ivar ends: how many line ends there were so far.
    """

    def __init__(self, *, max_text: int) -> None:
        self.ends = 0
        self._max_text = max_text
        self._held: list[bytes] = []  # of the line at hand, from chunks before
        self._held_size = 0
        self._first = 0

    def feed(self, chunk: bytes) -> Iterator[Block | Fault]:
        """Split one more chunk."""
        if b"\r" in chunk:
            chunk = chunk.replace(b"\r\n", b"\n")
        lines = chunk.split(b"\n")
        rest = lines.pop()
        if lines:
            if self._held_size:
                yield from self._long_line(lines, b"\n")
            yield from self._block(lines)
        self._hold(rest)

    def finish(self) -> Iterator[Block | Fault]:
        """Hand on the last line, where it has no end."""
        if self._held_size:
            lines = [b""]
            yield from self._long_line(lines, b"")
            is_cut = not _is_complete(lines[0])
            yield from self._block(lines, cut=is_cut)

    def _hold(self, part: bytes) -> None:
        self._held_size += len(part)
        if self._held_size > self._max_text:
            self._held = []
        elif part:
            self._held.append(part)

    def _long_line(self, lines: list[bytes], end: bytes) -> Iterator[Fault]:
        """Complete the first line with what was held; leave it blank when it is too long."""
        if self._held_size + len(lines[0]) > self._max_text:
            yield too_long(self._max_text, (self.ends + 1, 1))
            lines[0] = b""
        else:
            lines[0] = b"".join((*self._held, lines[0])).removesuffix(b"\r" if end else b"")
        self._held, self._held_size = [], 0

    def _block(self, lines: list[bytes], *, cut: bool = False) -> Iterator[Block]:
        start = self.ends + 1
        self.ends += len(lines)
        numbers: list[int] | range = range(start, start + len(lines))
        if min(lines) < _LEAST_BEGIN:
            kept = [(n, line) for n, line in zip(numbers, lines, strict=True) if line.strip(_WHITE)]
            numbers, lines = [number for number, _ in kept], [line for _, line in kept]
        if lines:
            yield Block(lines, numbers, None, self._first, cut)
            self._first += len(lines)


def is_whole_object(line: bytes) -> bool:
    """Tell whether a text is one object from begin to end, by its brackets."""
    if not line.startswith(b"{"):
        return False
    return Nesting().end(Mask().cover(line), 0) == len(line)


def _is_complete(line: bytes) -> bool:
    text = line.strip(_WHITE)
    if text.startswith((b"{", b"[")):
        return Nesting().end(Mask().cover(text), 0) is not None
    return not text.startswith(b'"') or Mask().cover(text).count(b'"') > 1
