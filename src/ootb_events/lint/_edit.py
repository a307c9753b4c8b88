"""A fix as edits of a text, which leave everything else as it was written."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import orjson

from ootb_events import _json
from ootb_events._json import pointer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ootb_events._json import Span
    from ootb_events.validation import Fix

__all__ = ["Edit", "edited", "edits_for", "written"]

_SPACE: Final = " \t\n\r"
_find_escaped_letter = re.compile(r"(?<!\\)(?:\\\\)*\\u(?!00[0-7])").search


class Edit(NamedTuple):
    """Put something in the place of a part of a text.

    :ivar start: where the part begins, an offset in characters.
    :ivar end: where it ends.
    :ivar new: what comes in its place.
    """

    start: int
    end: int
    new: str


def edits_for(text: str, fix: Fix) -> tuple[Edit, ...]:
    """Say how to edit a text to have a fix applied; not at all when something would be lost.

    A key that is renamed stays where it is. What is added to an object comes last, written as
    the members before it are.

    :param text: valid JSON without duplicate keys and byte order mark.
    """
    match fix.op:
        case "replace":
            return _replacement(text, fix.path, fix.value)
        case "remove":
            return _removal(text, fix.path)
        case "add":
            return _addition(text, fix.path, written(text, fix.value))
    return _move(text, fix.source or "", fix.path)


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Apply edits, which must not overlap."""
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _replacement(text: str, path: str, value: Any) -> tuple[Edit, ...]:
    span = _span(text, path)
    return (Edit(span.start, span.end, written(text, value)),) if span else ()


def _move(text: str, source: str, path: str) -> tuple[Edit, ...]:
    span = _span(text, source)
    if span is None or path.startswith(f"{source}/"):
        return ()
    if _parent(source) != _parent(path) or span.key_start is None or span.key_end is None:
        addition = _addition(text, path, text[span.start : span.end])
        return addition and (*_removal(text, source), *addition)
    if _span(text, path):
        return ()
    return (Edit(span.key_start, span.key_end, written(text, _last_token(path))),)


def _removal(text: str, path: str) -> tuple[Edit, ...]:
    """Cut a member or item, with one comma and such white space as was there for its sake."""
    span = _span(text, path)
    if span is None or not path:
        return ()
    start = span.start if span.key_start is None else span.key_start
    following = _past_space(text, span.end)
    if text[following] == ",":
        return (Edit(start, _past_space(text, following + 1), ""),)
    preceding = _before_space(text, start)
    if text[preceding - 1] == ",":
        return (Edit(_before_space(text, preceding - 1), span.end, ""),)
    return (Edit(preceding, following, ""),)


def _addition(text: str, path: str, value: str) -> tuple[Edit, ...]:
    if not path:
        return ()
    outer = _parent(path)
    found = _json.spans(text, {outer, path}, unique=True)
    target = found.get(outer)
    if target is None or path in found or text[target.start] != "{":
        return ()
    key = written(text, _last_token(path))
    keys = list(orjson.loads(text[target.start : target.end]))
    if keys:
        return (_after_members(text, outer, keys, key, value),)
    return (_into_nothing(text, outer, target, key, value),)


def _after_members(text: str, outer: str, keys: list[str], key: str, value: str) -> Edit:
    """Put a member after the last one, with what stands between the last two."""
    places = [outer + pointer(name) for name in keys[-2:]]
    found = _json.spans(text, places, unique=True)
    *others, last = (found[place] for place in places)
    key_start, colon = _key_start(last), _colon(text, last)
    if others:
        comma = text[others[0].end : key_start]
    else:
        space = text[_before_space(text, key_start) : key_start]
        comma = f",{space}" if "\n" in space or not colon.endswith(" ") else ", "
    return Edit(last.end, last.end, comma + key + colon + value)


def _into_nothing(text: str, outer: str, target: Span, key: str, value: str) -> Edit:
    """Put the first member into an object, laid out as the object around it is."""
    colon = ": "
    before = after = ""
    if target.key_start is not None:
        colon = _colon(text, target)
        around = _span(text, _parent(outer))
        margin = text[_before_space(text, target.key_start) : target.key_start]
        if around is not None and "\n" in margin:
            end = around.end - 1
            outdented = text[_before_space(text, end) : end].rpartition("\n")[2]
            indent = margin.rpartition("\n")[2]
            step = indent.removeprefix(outdented)
            line_end = "\r\n" if "\r\n" in margin else "\n"
            before, after = line_end + indent + step, line_end + indent
    new = before + key + colon + value + after
    return Edit(target.start + 1, target.end - 1, new)


def _span(text: str, place: str) -> Span | None:
    return _json.spans(text, (place,), unique=True).get(place)


def _key_start(span: Span) -> int:
    return span.start if span.key_start is None else span.key_start


def _colon(text: str, member: Span) -> str:
    return text[member.key_end : member.start]


def _parent(place: str) -> str:
    return place.rpartition("/")[0]


def _last_token(place: str) -> str:
    return place.rpartition("/")[2].replace("~1", "/").replace("~0", "~")


def _past_space(text: str, at: int) -> int:
    while text[at] in _SPACE:
        at += 1
    return at


def _before_space(text: str, at: int) -> int:
    while text[at - 1] in _SPACE:
        at -= 1
    return at


def written(text: str, value: Any) -> str:
    """Write a value as the text writes its own: with escapes for letters, or without."""
    escapes = text.isascii() and _find_escaped_letter(text) is not None
    return json.dumps(value, ensure_ascii=escapes)
