"""The text of an upgraded event, written as the text before it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import orjson

from ootb_events import _json
from ootb_events._json import pointer
from ootb_events.lint._edit import Edit, edited, edits_for, written
from ootb_events.validation import Fix

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ootb_events.evolution._trail import Cells

__all__ = ["Rewriter"]


def _dumps(*, ensure_ascii: bool) -> Callable[[Any], bytes]:
    encoder = json.JSONEncoder(ensure_ascii=ensure_ascii)
    return lambda value: encoder.encode(value).encode()


class Rewriter:
    """Write events anew, so that everything which did not change keeps every character.

    Most files are written by one program. Where writing the old event once more gives the very
    old text, writing the new one in that way leaves everything else alone; any other text is
    edited in its places.
    """

    def __init__(self) -> None:
        self._ways = [orjson.dumps, _dumps(ensure_ascii=True), _dumps(ensure_ascii=False)]

    def rewritten(
        self, text: bytes, old: Mapping[str, Any], new: Mapping[str, Any], cells: Cells
    ) -> bytes:
        """Write an event in its new form.

        :param text: the text before, valid JSON without duplicate keys.
        :param old: what it says.
        :param new: what it is to say.
        :param cells: its new parameters by key, with what their keys were.
        """
        for number, dumps in enumerate(self._ways):
            try:
                if dumps(old) != text:
                    continue
                result = dumps(new)
            except (TypeError, ValueError, RecursionError):
                continue
            if number:  # the next is likely to be written like this
                self._ways.insert(0, self._ways.pop(number))
            return result
        return _edited(text.decode(), old, new, cells).encode()


def _edited(text: str, old: Mapping[str, Any], new: Mapping[str, Any], cells: Cells) -> str:
    before = old["context"]
    origins = {cell.origin for cell in cells.values()}
    for key in before:
        if key not in origins:
            fix = Fix(op="remove", path=pointer("context", key))
            text = edited(text, edits_for(text, fix))
    text = edited(text, _replacements(text, old, new, cells))
    for key, cell in cells.items():
        if cell.origin is None:
            fix = Fix(op="add", path=pointer("context", key), value=cell.value)
            text = edited(text, edits_for(text, fix))
    return text


def _replacements(
    text: str, old: Mapping[str, Any], new: Mapping[str, Any], cells: Cells
) -> Iterator[Edit]:
    """Walk the edits of keys and values that change where they stand."""
    kept = {cell.origin: (key, cell.value) for key, cell in cells.items() if cell.origin}
    places = {pointer("context", origin): origin for origin in kept}
    found = _json.spans(text, {_EVENT, *places}, unique=True)
    if old["event"] != new["event"]:
        yield Edit(found[_EVENT].start, found[_EVENT].end, written(text, new["event"]))
    for place, origin in places.items():
        key, value = kept[origin]
        span = found[place]
        if key != origin and span.key_start is not None and span.key_end is not None:
            yield Edit(span.key_start, span.key_end, written(text, key))
        if value is not old["context"][origin]:
            yield Edit(span.start, span.end, written(text, value))


_EVENT: Final = "/event"
