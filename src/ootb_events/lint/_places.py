"""Where in a file a text starts, counted while the file goes by."""

from __future__ import annotations

from typing import Final

__all__ = ["Cursor"]

_CONTINUATION_BYTES: Final = bytes(range(0x80, 0xC0))


class Cursor:
    """Count lines and columns, in characters, along chunks of a file."""

    __slots__ = ("_at", "_chunk", "_is_ascii", "column", "line")

    def __init__(self, line: int = 1, column: int = 1) -> None:
        self.line = line
        self.column = column
        self._at = 0
        self._chunk = b""
        self._is_ascii = True

    def enter(self, chunk: bytes) -> None:
        """Go on with the next chunk, past all of the last one."""
        self.to(len(self._chunk))
        self._chunk, self._at, self._is_ascii = chunk, 0, chunk.isascii()

    def to(self, at: int) -> tuple[int, int]:
        """Move to an offset in the chunk, not before the last one; return line and column."""
        breaks = self._chunk.count(b"\n", self._at, at)
        if breaks:
            self.line += breaks
            self.column = 1
            self._at = self._chunk.rfind(b"\n", self._at, at) + 1
        self.column += at - self._at if self._is_ascii else self._characters(at)
        self._at = at
        return self.line, self.column

    def _characters(self, at: int) -> int:
        return len(self._chunk[self._at : at].translate(None, _CONTINUATION_BYTES))
