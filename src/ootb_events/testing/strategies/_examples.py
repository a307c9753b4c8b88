"""Values that fit a pattern, found without a search."""

from __future__ import annotations

from datetime import date, datetime, timezone
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from ootb_events.catalog._pattern_syntax import Alternatives, Character, Sequence, read

if TYPE_CHECKING:
    from ootb_events.catalog._pattern_syntax import Node

__all__ = ["SOME_DAYS", "SOME_MOMENTS", "shortest_text"]

_PLAIN: Final = (*map(ord, "0aA"), *range(128))
_OTHER: Final = "\u00e9"

SOME_DAYS: Final = tuple(
    date(year, month, day)
    for year in (2000, 2026, 1999, 1900, 1, 9999)
    for month in range(1, 13)
    for day in (1, 15, 28)
)
"""For patterns that allow some dates only."""

SOME_MOMENTS: Final = tuple(
    datetime(day.year, day.month, day.day, hour, tzinfo=timezone.utc)
    for day in SOME_DAYS[1:-1]
    for hour in (12, 0)
)


@lru_cache(maxsize=256)
def shortest_text(pattern: str, *, empty: bool) -> str | None:
    """Take a text that matches a pattern, as short as there is; ``None`` when there is none.

    :param empty: whether it may be empty.
    """
    tree = read(pattern)
    return _shortest(tree) if empty else _not_empty(tree)


def _shortest(node: Node) -> str:
    if isinstance(node, Character):
        return next((chr(code) for code in _PLAIN if node.mask >> code & 1), _OTHER)
    if isinstance(node, Sequence):
        return "".join(map(_shortest, node.parts))
    if isinstance(node, Alternatives):
        return min(map(_shortest, node.branches), key=len)
    return _shortest(node.body) * node.least


def _not_empty(node: Node) -> str | None:
    found = _shortest(node)
    if found:
        return found
    if isinstance(node, (Sequence, Alternatives)):  # of a sequence, the other parts are empty
        parts = node.parts if isinstance(node, Sequence) else node.branches
        texts = [text for text in map(_not_empty, parts) if text]
        return min(texts, key=len, default=None)
    if isinstance(node, Character) or node.most == 0:
        return None
    once = _not_empty(node.body)
    return once and once * max(node.least, 1)
