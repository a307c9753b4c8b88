"""Keep personal data out of what the endpoint says about an event."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["redact"]

_SHORTEST = 3
_PERSONAL = ("customer", "visitor", "context")


def redact(text: str, *, sent: bytes, secret: str | None = None) -> str:
    """Replace everything in a text that a payload says about a person.

    Strings and numbers of three characters or more are found in any case, as they are and as
    JSON writes them. An echo that was cut short or transformed otherwise is not recognised.

    :param text: what a receiver answered.
    :param sent: the payload it answered to; if that is no JSON object, nothing of the text stays.
    :param secret: the token, replaced as well.
    """
    try:
        payload = orjson.loads(sent)
    except orjson.JSONDecodeError:
        payload = None
    if not isinstance(payload, dict):
        return "<redacted>"
    personal = _scalars([payload.get(name) for name in _PERSONAL])
    values = [secret or "", *(value for value in personal if len(value) >= _SHORTEST)]
    return _replace(text, {form for value in values for form in _forms(value)})


def _scalars(value: Any) -> Iterator[str]:
    match value:
        case bool() | None:
            return
        case str():
            yield value
        case int() | float():
            yield orjson.dumps(value).decode()
        case list():
            for item in value:
                yield from _scalars(item)
        case dict():
            for item in value.values():
                yield from _scalars(item)


def _forms(value: str) -> tuple[str, str, str]:
    return value, json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]


def _replace(text: str, values: Iterable[str]) -> str:
    longest_first = sorted(filter(None, values), key=len, reverse=True)
    if not longest_first:
        return text
    return re.sub("|".join(map(re.escape, longest_first)), "<redacted>", text, flags=re.IGNORECASE)
