"""JSON text to values, strictly."""

from __future__ import annotations

import json
import re
from typing import Any, Final

import attrs
import orjson

from ootb_events._json._faults import TextFault
from ootb_events._json._places import MAX_DEPTH, line_and_column
from ootb_events._json._scanner import Scanner
from ootb_events.errors import DecodeError

__all__ = ["Document", "keeps_every_key", "loads", "read"]

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"

_find_escaped_colon = re.compile(rb"\\u003[aA]").search


@attrs.frozen
class Document:
    """Hold what a text says, and what is wrong with how it says it.

    :param value: the JSON value; of a duplicate key, the last value.
    :param faults: in the order of the text; of duplicate keys, the first hundred.
    """

    value: Any
    faults: tuple[TextFault, ...] = ()


def loads(text: str | bytes | bytearray | memoryview) -> Any:
    """Read JSON strictly.

    :param text: JSON, as UTF-8 if it is bytes.
    :raises DecodeError: with kind (one of :data:`FaultKind`), line and column of the first fault.
    """
    value, faults = _read(text)
    if faults:
        first = faults[0]
        raise DecodeError(
            first.problem,
            pointer=first.pointer,
            line=first.line,
            column=first.column,
            kind=first.kind,
        )
    return value


def read(text: str | bytes | bytearray | memoryview) -> Document:
    """Read JSON, and return as faults what does not prevent reading: a BOM, duplicate keys.

    Lines and columns are those that an editor shows: a byte order mark takes up no column.

    :param text: JSON, as UTF-8 if it is bytes.
    :raises DecodeError: with kind (one of :data:`FaultKind`), line and column, if the text has
        any other fault.
    """
    return Document(*_read(text))


def _read(text: str | bytes | bytearray | memoryview) -> tuple[Any, tuple[TextFault, ...]]:
    data = text if type(text) is bytes else _as_bytes(text)
    body = data.removeprefix(_BYTE_ORDER_MARK)
    value = _parsed(body, len(data) - len(body))
    faults: tuple[TextFault, ...] = ()
    if not _has_every_key(value, body):
        faults = tuple(Scanner(body.decode()).run())
    if body is not data:
        faults = (_byte_order_mark(), *faults)
    return value, faults


def _byte_order_mark() -> TextFault:
    problem = "the text starts with a byte order mark, which JSON forbids; save it without"
    return TextFault("byte-order-mark", problem)


def _as_bytes(text: str | bytes | bytearray | memoryview) -> bytes:
    if isinstance(text, (bytes, bytearray, memoryview)):
        return bytes(text)
    if not isinstance(text, str):
        raise TypeError(f"JSON is read from str or bytes, not from {type(text).__name__}")
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        at = error.start
    # Outside of the handler: UnicodeEncodeError holds the whole text and must not be chained.
    shown = text.removeprefix("\ufeff")
    line, column = line_and_column(shown, at - (len(text) - len(shown)))
    raise DecodeError(
        "half a surrogate pair stands alone in this text; it is no character",
        line=line,
        column=column,
        kind="lone-surrogate",
    )


def _parsed(data: bytes, offset: int) -> Any:
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        line, column = error.lineno, error.colno
    else:
        if _is_too_deep(value, data):
            Scanner(data.decode()).run()
        return value
    # Outside of the handler: JSONDecodeError holds the whole text and must not be chained.
    _refuse_other_encodings(data)
    if not data.strip():
        raise DecodeError("the text is empty; JSON is expected", line=1, column=1, kind="empty")
    Scanner(_decoded(data, offset)).run()
    raise DecodeError("this is not JSON", line=line, column=column)


def _has_every_key(value: Any, data: bytes) -> bool:
    # Safe from a deep recursion, for which older versions of orjson crash: depth was limited.
    return keeps_every_key(orjson.dumps(value), data)


def keeps_every_key(written: bytes, data: bytes) -> bool:
    r"""Tell whether a value has all keys of its text: of duplicates orjson keeps the last.

    A text has one colon per key, and those within its strings. The value written again has one
    colon per key that was kept, and those within the strings that were kept. As a dropped member
    had at least its one colon, the numbers are equal exactly when nothing was dropped; unless the
    text wrote a colon as \u003a, in which case the answer is no, and only means: look closely.

    :param written: what orjson writes for the value that it reads from the text.
    :param data: the text.
    """
    if written == data:
        return True
    return written.count(b":") == data.count(b":") and _find_escaped_colon(data) is None


def _is_too_deep(value: Any, data: bytes) -> bool:
    # Few events have an array: `in` finds that out ten times as fast as count() does.
    arrays = data.count(b"[") if ord("[") in data else 0
    if data.count(b"{") + arrays <= MAX_DEPTH:
        return False
    level = _containers([value])
    for _ in range(MAX_DEPTH):
        level = [inner for outer in level for inner in _containers(outer)]
    return bool(level)


def _containers(outer: dict[str, Any] | list[Any]) -> list[dict[str, Any] | list[Any]]:
    items = outer.values() if type(outer) is dict else outer
    return [item for item in items if type(item) is dict or type(item) is list]


def _refuse_other_encodings(data: bytes) -> None:
    encoding = json.detect_encoding(data)
    if encoding.startswith(("utf-16", "utf-32")):
        raise DecodeError(
            f"the text looks like {encoding[:6].upper()}; save it as UTF-8",
            line=1,
            column=1,
            kind="not-utf-8",
        )


def _decoded(data: bytes, offset: int) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        at = error.start
    # Outside of the handler: UnicodeDecodeError holds the whole text and must not be chained.
    before = data[:at].decode()
    line, column = line_and_column(before, len(before))
    raise DecodeError(
        f"the byte at offset {offset + at} (counted from 0) is not UTF-8; save the text as UTF-8",
        line=line,
        column=column,
        kind="not-utf-8",
    )
