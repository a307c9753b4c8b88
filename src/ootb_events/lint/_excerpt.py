"""The line that a finding is in, safe to show."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Final

from ootb_events import _json
from ootb_events.lint._model import Excerpt
from ootb_events.lint.reports._terminal import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["Excerpts", "excerpt"]

_WIDTH: Final = 160
_BEFORE: Final = 40
_MOST_DOTS: Final = 12
_DOT: Final = "•"
_CUT: Final = "…"


def excerpt(text: str, span: tuple[int, int], *, masks: Callable[[str], bool]) -> Excerpt:
    """Quote the line in which a key or value begins; see :class:`Excerpts` for several of them.

    :param text: valid JSON, without a byte order mark.
    :param span: where the key or value begins and ends; the caret ends with its first line.
    :param masks: says of a JSON Pointer whether what stands there is personal data.
    """
    return Excerpts(text, masks=masks).quote(*span)


class Excerpts:
    """Quote lines of one text.

    Strings and numbers that are personal data become as many dots as they have characters, at
    most twelve. Keys stay as they are.

    :param text: valid JSON, without a byte order mark.
    :param masks: says of a JSON Pointer whether what stands there is personal data. Asked about
        strings and numbers, however deep, never about the objects and arrays around them.
    """

    def __init__(self, text: str, *, masks: Callable[[str], bool]) -> None:
        self._text = text
        self._masks = masks

    def quote(self, start: int, end: int) -> Excerpt:
        """Quote the line in which a key or value begins.

        :param start: where it begins, an offset in characters.
        :param end: where it ends; the caret ends with the line at the latest.
        """
        line_start, line_end = self._line_around(start)
        end = min(end, line_end)
        before = self._leftward(line_start, start)
        subject = self._rightward(start, end)
        after = subject + self._rightward(end, line_end)
        before = _last(before, max(_BEFORE, _WIDTH - len(after)))
        after = _first(after, _WIDTH - len(before))
        length = max(min(len(subject), len(after)), 1)
        return Excerpt(text=before + after, start=len(before), length=length)

    def _line_around(self, at: int) -> tuple[int, int]:
        start = self._text.rfind("\n", 0, at) + 1
        end = self._text.find("\n", at)
        if end < 0:
            return start, len(self._text)
        return start, end - (end > at and self._text[end - 1] == "\r")

    @cached_property
    def _hidden(self) -> tuple[list[int], list[int]]:
        """Where something personal begins, and where it ends."""
        hidden = list(self._personal())
        return [start for start, _ in hidden], [end for _, end in hidden]

    def _personal(self) -> Iterator[tuple[int, int]]:
        for pointer, start, end in _json.scalars(self._text):
            first = self._text[start]
            if first in "tfn" or not self._masks(pointer):
                continue
            if first != '"':
                yield start, end
            elif end - start > len('""'):
                yield start + 1, end - 1

    def _rightward(self, at: int, end: int) -> str:
        """Show what stands between two places, from the first on as far as there is room."""
        starts, ends = self._hidden
        number = bisect_right(ends, at)
        shown = ""
        while at < end and len(shown) <= _WIDTH:
            next_hidden = starts[number] if number < len(starts) else end
            if next_hidden <= at:
                shown += _dots(ends[number] - next_hidden)
                at = ends[number]
                number += 1
            else:
                stop = min(end, next_hidden, at + _WIDTH)
                shown += _plain(self._text[at:stop])
                at = stop
        return shown

    def _leftward(self, start: int, at: int) -> str:
        """Show what stands between two places, from the last back as far as there is room."""
        starts, ends = self._hidden
        number = bisect_left(starts, at) - 1
        shown = ""
        while at > start and len(shown) <= _WIDTH:
            last_hidden = ends[number] if number >= 0 else -1
            if last_hidden >= at:
                shown = _dots(last_hidden - starts[number]) + shown
                at = starts[number]
                number -= 1
            else:
                stop = max(start, last_hidden, at - _WIDTH)
                shown = _plain(self._text[stop:at]) + shown
                at = stop
        return shown


def _dots(length: int) -> str:
    return _DOT * min(length, _MOST_DOTS)


def _plain(text: str) -> str:
    return printable(text.replace("\t", " "))


def _first(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 1] + _CUT


def _last(text: str, room: int) -> str:
    return text if len(text) <= room else _CUT + text[len(text) - room + 1 :]
