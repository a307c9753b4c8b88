"""Every scalar of a JSON text, with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ootb_events._json._places import pointer
from ootb_events._json._spans import (
    delimiter_after,
    match_item,
    match_member,
    match_root,
    shape_of,
    unquoted,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["scalars"]


class _Level:
    """An object or array that is being walked through, and where in it."""

    __slots__ = ("closer", "match", "token")

    def __init__(self, opener: str) -> None:
        is_object = opener == "{"
        self.closer = "}" if is_object else "]"
        self.match = match_member if is_object else match_item
        self.token: str | int = "" if is_object else -1


def scalars(text: str) -> Iterator[tuple[str, int, int]]:
    """Walk the scalars of a JSON text in order; each with its JSON Pointer, its start and end.

    Those of duplicate keys are all there.

    :param text: valid JSON, without a byte order mark.
    """
    shape = shape_of(text)
    root = match_root(shape)
    if root is None or root[1]:
        if root is not None:
            yield "", *root.span(1)
        return
    at = root.end()
    levels = [_Level(shape[at])]
    at += 1
    while levels:
        level = levels[-1]
        member = level.match(shape, at)
        if member is None:  # nothing is in it
            at, delimiter = shape.index(level.closer, at) + 1, level.closer
        else:
            at, delimiter = member.end(), member[3]
            quoted = text[slice(*member.span(1))]
            level.token = level.token + 1 if isinstance(level.token, int) else unquoted(quoted)
            if delimiter is None:
                levels.append(_Level(shape[at]))
                at += 1
                continue
            yield pointer(*(outer.token for outer in levels)), *member.span(2)
        while levels and delimiter != ",":
            levels.pop()
            if levels:
                at, delimiter = delimiter_after(shape, at)
