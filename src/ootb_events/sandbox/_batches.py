"""The events of a JSON array, each with the text that it had there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ootb_events import _json
from ootb_events.errors import DecodeError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["events_in"]


def events_in(body: bytes) -> Sequence[bytes]:
    """Take an array of events apart; anything else, an empty array too, stays whole."""
    if not body.lstrip(b" \t\r\n").startswith(b"["):
        return (body,)
    try:
        items = _json.read(body).value
    except DecodeError:
        return (body,)
    if not items:
        return (body,)
    text = body.decode()
    places = [f"/{number}" for number in range(len(items))]
    spans = _json.spans(text, places)
    return [text[spans[place].start : spans[place].end].encode() for place in places]
