"""The brackets of a chunk, and the objects that they make up."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from itertools import accumulate
from typing import Final

__all__ = ["Brackets"]

_ALL_ALIKE: Final = bytes.maketrans(b"}[]", b"{{{")
_REST: Final = bytes(set(range(256)) - set(b"{}[]"))
_MOST_LEVELS: Final = 5
_MOST_INSIDE: Final = 64


def _balanced(levels: int) -> bytes:
    inside = rb"(?:%s){0,%d}" % (_balanced(levels - 1), _MOST_INSIDE) if levels else b""
    return rb"\{%s\}|\[%s\]" % (inside, inside)


_match_object = re.compile(rb"(?=\{)(?:%s)" % _balanced(_MOST_LEVELS)).match


class Brackets:
    """Find the objects in a masked chunk by its brackets alone, without looking at the rest.

    Finds those that are whole, and neither deep nor large; the others are for ``Nesting``, which
    takes the same ones as these, more slowly.
    """

    __slots__ = ("_before", "_kinds", "_next")

    def __init__(self, mask: bytes) -> None:
        self._kinds = mask.translate(None, _REST)
        gaps = mask.translate(_ALL_ALIKE).split(b"{")
        # How many other bytes come before each bracket: its offset is that and its number.
        self._before = array("L", accumulate(map(len, gaps)))
        self._next = 0

    def go_to(self, at: int) -> None:
        """Go on from an offset, not before the last one."""
        before = self._before
        number = self._next
        if number < len(self._kinds) and before[number] + number < at:
            rest = range(number, len(self._kinds))
            number += bisect_left(rest, at, key=lambda one: before[one] + one)
        self._next = number

    def next_object(self, mask: bytes) -> tuple[int, int] | None:
        """Return begin and end of an object that begins with the next bracket, if one does."""
        found = _match_object(self._kinds, self._next)
        if not found:
            return None
        first, end = found.span()
        begin = self._before[first] + first
        stop = self._before[end - 1] + end
        if mask.find(b"\n", begin, stop) >= 0 and not self._is_in_order(mask, first, end):
            return None
        self._next = end
        return begin, stop

    def _is_in_order(self, mask: bytes, first: int, end: int) -> bool:
        """Tell whether no object inside might be the next one after an unfinished one."""
        number = first
        while (number := self._kinds.find(b"{", number + 1, end)) >= 0:
            at = self._before[number] + number
            if mask[at - 1] not in b":" and mask[at - 2 : at] != b": ":
                return False
        return True
