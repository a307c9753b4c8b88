"""Where an object or array ends, in bytes of which only structure is left."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["Nesting"]

_WHITE: Final = b" \t\r\n"
_BRACE, _BRACKET, _BRACE_END, _BRACKET_END = b"{[}]"
_COLON, _COMMA = b":,"
_CLOSERS: Final = {_BRACE: _BRACE_END, _BRACKET: _BRACKET_END}

_find_brackets = re.compile(rb"[{}\[\]]").finditer


class Nesting:
    """Follow one object or array to its end, chunk by chunk.

    What is missing inside is made up for as a reader would: an end closes everything that was
    opened since its beginning, an end without a beginning is passed over, and an object at the
    start of a line, where none can come, is the next value.

    :ivar next_began: whether it ended because the next value began.
    """

    __slots__ = ("_before", "_open", "_stack", "next_began")

    def __init__(self) -> None:
        self.next_began = False
        self._stack = bytearray()  # the ends that are to come
        self._open = {_BRACE_END: 0, _BRACKET_END: 0}
        self._before = b""  # what decides whether a value may come: last byte, line break

    def end(self, mask: bytes, start: int) -> int | None:
        """Return the offset after the value, or ``None`` when it goes on in the next chunk."""
        after = start
        for found in _find_brackets(mask, start):
            at = found.start()
            bracket = mask[at]
            if bracket in _CLOSERS:
                if bracket == _BRACE and self._is_next_value(mask, start, after, at):
                    self.next_began = True
                    return at
                self._push(_CLOSERS[bracket])
            elif self._pop(bracket):
                return at + 1
            after = at + 1
        self._before = _shortened(self._gap(mask, start, after, len(mask)))
        return None

    def _push(self, closer: int) -> None:
        self._stack.append(closer)
        self._open[closer] += 1

    def _pop(self, closer: int) -> bool:
        """Close what ends here; tell whether that was all."""
        if not self._open[closer]:
            return False
        while (ended := self._stack.pop()) != closer:
            self._open[ended] -= 1
        self._open[closer] -= 1
        return not self._stack

    def _is_next_value(self, mask: bytes, start: int, after: int, at: int) -> bool:
        if not self._stack or (at > start and mask[at - 1] == _COLON):
            return False
        gap = self._gap(mask, start, after, at)
        solid = gap.rstrip(_WHITE)
        if b"\n" not in gap[len(solid) :] or not solid:
            return False
        if self._stack[-1] == _BRACE_END:
            return solid[-1] != _COLON
        return solid[-1] not in (_COMMA, _BRACKET)

    def _gap(self, mask: bytes, start: int, after: int, at: int) -> bytes:
        """Return what lies before an offset, from the last bracket on."""
        return mask[after - 1 : at] if after > start else self._before + mask[start:at]


def _shortened(gap: bytes) -> bytes:
    solid = gap.rstrip(_WHITE)
    return solid[-1:] + (b"\n" if b"\n" in gap[len(solid) :] else b"")
