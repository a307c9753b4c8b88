"""Bytes of a file that go by, and where in them a line and column are."""

from __future__ import annotations

from codecs import BOM_UTF8
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Passing", "characters", "end_of"]

_CONTINUATION_BYTES: Final = bytes(range(0x80, 0xC0))
_LOST: Final = "a text is not where it was found"


class Readable(Protocol):
    """Read bytes."""

    def read(self, size: int, /) -> bytes:
        """Read about so many bytes; none at the end only."""
        ...


class Passing:
    """Hand on what is read, and keep it until it is taken.

    Of what is kept, only the part is searched that lies behind the place found last.

    :param stream: what to read.
    :param watch: told of everything that is read.
    """

    def __init__(self, stream: Readable, watch: Callable[[bytes], object] | None = None) -> None:
        self._stream = stream
        self._watch = watch
        self._kept = bytearray()
        self._taken = 0
        self._at = 0  # in what is kept
        self._line, self._column = 1, 1
        self._has_begun = False

    def read(self, size: int) -> bytes:
        """Read from the stream."""
        data = self._stream.read(size)
        self._kept += data
        if self._watch is not None:
            self._watch(data)
        return data

    @property
    def offset(self) -> int:
        """How many bytes of the file lie before the place found last."""
        return self._taken + self._at

    def go_to(self, line: int, column: int) -> None:
        """Find a place; do nothing when it lies before the last one.

        A byte order mark at the beginning takes up no column.

        :raises LookupError: when there is no such place.
        """
        kept = self._kept
        if not self._has_begun:
            self._has_begun = True
            self._at = len(BOM_UTF8) if kept.startswith(BOM_UTF8) else 0
        if (line, column) < (self._line, self._column):
            return
        if self._line < line:
            at = self._at
            for _ in range(line - self._line):
                at = _found(kept.find(b"\n", at)) + 1
            self._at, self._line, self._column = at, line, 1
        self._go_right(column - self._column)

    def take(self) -> bytes:
        """Take what lies before the place found last and was not taken yet."""
        data = bytes(self._kept[: self._at])
        self._drop()
        return data

    def take_rest(self) -> bytes:
        """Take all that was not taken yet."""
        self._at = len(self._kept)
        return self.take()

    def drop(self, text: bytes) -> None:
        """Drop a text that begins at the place found last, where all before it was taken.

        :raises LookupError: when another text begins there.
        """
        if not self._kept.startswith(text):
            raise LookupError(_LOST)
        self._at = len(text)
        self._line, self._column = end_of(text, self._line, self._column)
        self._drop()

    def _drop(self) -> None:
        del self._kept[: self._at]
        self._taken += self._at
        self._at = 0

    def _go_right(self, number: int) -> None:
        self._column += number
        kept, at = self._kept, self._at
        while number:
            part = kept[at : at + number]
            _found(len(part) - 1)
            at += len(part)
            number -= characters(part)
        while at < len(kept) and kept[at] in _CONTINUATION_BYTES:
            at += 1
        self._at = at


def _found(at: int) -> int:
    if at < 0:
        raise LookupError(_LOST)
    return at


def characters(part: bytes | bytearray) -> int:
    """Count the characters that begin in a part of a text in UTF-8."""
    return len(part) if part.isascii() else len(part.translate(None, _CONTINUATION_BYTES))


def end_of(text: bytes, line: int, column: int) -> tuple[int, int]:
    """Return the line and column after a text that begins at a line and column."""
    breaks = text.count(b"\n")
    if not breaks:
        return line, column + characters(text)
    return line + breaks, characters(text[text.rfind(b"\n") + 1 :]) + 1
