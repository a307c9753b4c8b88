"""A line of a file with a caret under what is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ootb_events.lint.reports._terminal import cells, printable

if TYPE_CHECKING:
    from ootb_events.lint._model import Excerpt

__all__ = ["quoted"]

_CUT: Final = "..."


def quoted(excerpt: Excerpt, room: int | None) -> tuple[str, str]:
    """Return the line, or the part of it that has room, and the carets to print below it."""
    cut = excerpt.start, excerpt.start + max(excerpt.length, 1)
    before = printable(excerpt.text[: cut[0]])
    marked = printable(excerpt.text[cut[0] : cut[1]])
    after = printable(excerpt.text[cut[1] :])
    if room is not None:
        before, marked, after = _fitted(before, marked, after, room)
    return before + marked + after, " " * cells(before) + "^" * max(cells(marked), 1)


def _fitted(before: str, marked: str, after: str, room: int) -> tuple[str, str, str]:
    if cells(before + marked + after) <= room:
        return before, marked, after
    marked = _start(marked, room - min(cells(before), room // 4))
    if cells(before) + cells(marked) > room * 3 // 4:
        before = _end(before, max(room * 3 // 4 - cells(marked), room // 4))
    return before, marked, _start(after, room - cells(before) - cells(marked))


def _start(text: str, room: int) -> str:
    if cells(text) <= room:
        return text
    while text and cells(text) > room - len(_CUT):
        text = text[:-1]
    return text + _CUT[: max(room, 0)]


def _end(text: str, room: int) -> str:
    return _start(text[::-1], room)[::-1]
