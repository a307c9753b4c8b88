"""What a difference comes to, in words that text and Markdown share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ootb_events.evolution._changes import (
        Bump,
        Change,
        Changes,
        CodeImpact,
        PayloadImpact,
    )

__all__ = ["Line", "effects", "keys_in", "lines", "verdict"]

_PAYLOADS: Final[Mapping[PayloadImpact, str]] = {
    "as-before": "valid as before",
    "warned": "valid, with a warning more",
    "refused": "refused",
}
_CODE: Final[Mapping[CodeImpact, str]] = {
    "as-before": "type-checks as before",
    "breaks": "no longer type-checks",
}
_BUMPS: Final[Mapping[Bump | None, str]] = {
    "major": "major: something that was accepted no longer is",
    "minor": "minor: something new is accepted",
    "patch": "patch: the same is accepted",
    None: "none: nothing is different",
}
_SHORT: Final[Mapping[str, str]] = {
    "warned": "a warning more",
    "refused": "refused",
    "breaks": "breaks",
}
_NAME: Final = r"[A-Za-z]\w*(?:_|\{n\})[\w{}]*"
_SIGNS: Final[Mapping[str, str]] = {"added": "+", "removed": "-"}


class Line(NamedTuple):
    """Hold what is told of one difference, or of all that are in words only.

    :ivar sign: ``+``, ``-`` or ``~``.
    :ivar message: a sentence.
    :ivar names: the keys and other names in it.
    :ivar change: the difference; ``None`` for the line that stands for many.
    """

    sign: str
    message: str
    names: tuple[str, ...]
    change: Change | None = None


def verdict(changes: Changes) -> Iterator[tuple[str, str, str]]:
    """Say what follows on the whole: for what, the impact, and the impact in words."""
    yield "payloads you have", changes.payloads, _PAYLOADS[changes.payloads]
    yield "code you have", changes.code, _CODE[changes.code]
    if changes.old.event == changes.new.event:
        yield "version", changes.bump or "", _BUMPS[changes.bump]


def effects(change: Change) -> tuple[tuple[str, str], ...]:
    """Say what follows from one difference, where something does: the impact, and words."""
    found = (change.payloads, change.code)
    return tuple((impact, _SHORT[impact]) for impact in found if impact in _SHORT)


def lines(changes: Changes) -> Iterator[Line]:
    """Walk what is told of each difference; those in words only come as one, at the end."""
    facets, parameters = [], []
    for change in changes:
        if change.kind != "words-changed":
            said = (change.parameter, change.before, change.after)
            names = tuple(name for name in said if isinstance(name, str))
            sign = _SIGNS.get(change.kind.rpartition("-")[2], "~")
            yield Line(sign, change.message, names, change)
        elif change.parameter is None:
            facets.append(change.pointer.removeprefix("/").removeprefix("x-") or "more")
        else:
            parameters.append(change.parameter)
    if facets or parameters:
        event = [f"the event ({', '.join(facets)})"] if facets else []
        names = tuple(dict.fromkeys(parameters))
        yield Line("~", f"Described in other words: {', '.join([*event, *names])}.", names)


def keys_in(line: Line) -> Iterator[tuple[str, bool]]:
    """Split a sentence into pieces, and say of each whether it is a key or another name."""
    message = line.message
    names = {re.escape(name) for name in line.names}
    pattern = "|".join([*sorted(names, key=len, reverse=True), _NAME])
    end = 0
    for match in re.finditer(rf"(?<![\w{{}}])(?:{pattern})(?![\w{{}}])", message):
        yield message[end : match.start()], False
        yield match[0], True
        end = match.end()
    yield message[end:], False
