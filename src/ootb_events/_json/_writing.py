"""Payloads to JSON text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import orjson

from ootb_events._json._numbers import canonical_number
from ootb_events._json._places import MAX_DEPTH, pointer
from ootb_events.errors import EncodeError

__all__ = ["canonical", "dumps", "dumps_without_fractions"]

_ARRAY_INDEX: Final = re.compile(r"0|[1-9][0-9]{0,9}")
_MAX_ARRAY_INDEX: Final = 2**32 - 2

# Passed through means refused: what is not canonical should not pass as if it were.
_OPTIONS: Final = (
    orjson.OPT_STRICT_INTEGER
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_DATETIME
    | orjson.OPT_PASSTHROUGH_SUBCLASS
)

# `e-6` at the end of a value. The leading `e` is tested last: searching for `-` is much quicker.
_find_millionths = re.compile(rb"-6[,}\]](?<=e-6.)").search


def canonical(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Copy a payload into the one form whose JSON JavaScript prints unchanged.

    Numbers are those of :func:`canonical_number`, tuples become lists, and keys that JavaScript
    takes for array indices come first, in ascending order, as they do in its objects.

    :param payload: a mapping of strings to None, booleans, numbers, strings, lists, tuples and
        further mappings, at most :data:`MAX_DEPTH` deep.
    :raises EncodeError: with the JSON Pointer of the first value that JSON cannot carry exactly.
    """
    if not isinstance(payload, Mapping):
        raise EncodeError(f"{type(payload).__name__} is not a payload; pass a mapping")
    return _canonical_object(payload, MAX_DEPTH - 1)


def _canonical_value(value: Any, levels_left: int) -> Any:
    kind = type(value)
    if kind is str and value.isascii():
        return value
    if kind is int or kind is float:
        return canonical_number(value)
    return _unusual_value(value, levels_left)


def _unusual_value(value: object, levels_left: int) -> Any:
    match value:
        case None | bool():
            return value
        case str():
            return _canonical_string(value)
        case int() | float() | Decimal():
            return canonical_number(value)
        case Mapping() | list() | tuple() if not levels_left:
            raise EncodeError(
                f"this is nested deeper than {MAX_DEPTH} levels, or contains itself; flatten it"
            )
        case Mapping():
            return _canonical_object(value, levels_left - 1)
        case list() | tuple():
            return _canonical_array(value, levels_left - 1)
    raise EncodeError(
        f"{type(value).__name__} has no form in JSON; convert it to a string or a number first"
    )


def _canonical_string(value: str) -> str:
    if not _is_unicode(value):
        raise EncodeError("this string holds half a surrogate pair, which UTF-8 cannot carry")
    return str.__str__(value)


def _is_unicode(text: str) -> bool:
    try:
        str.encode(text)
    except UnicodeEncodeError:
        return False
    return True


def _canonical_array(array: list[Any] | tuple[Any, ...], levels_left: int) -> list[Any]:
    items: list[Any] = []
    try:
        for item in array:
            items.append(_canonical_value(item, levels_left))  # noqa: PERF401  # len() is the index
    except EncodeError as error:
        error.pointer = f"/{len(items)}{error.pointer}"
        raise
    return items


def _canonical_object(mapping: Mapping[Any, Any], levels_left: int) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for key, value in mapping.items():
        name = key if type(key) is str and key.isascii() else _canonical_key(key)
        if name in members:
            raise EncodeError("two keys of this mapping have the same text; keep one")
        try:
            members[name] = _canonical_value(value, levels_left)
        except EncodeError as error:
            error.pointer = f"{pointer(name)}{error.pointer}"
            raise
    return _in_javascript_order(members) if any(map(str.isdecimal, members)) else members


def _canonical_key(key: object) -> str:
    if not isinstance(key, str):
        raise EncodeError(f"a key of this mapping is of type {type(key).__name__}; keys are str")
    if not _is_unicode(key):
        raise EncodeError("a key of this mapping holds half a surrogate pair; correct it")
    return str.__str__(key)


def _in_javascript_order(members: dict[str, Any]) -> dict[str, Any]:
    indices = sorted(filter(_is_array_index, members), key=int)
    return {key: members[key] for key in indices} | members


def _is_array_index(key: str) -> bool:
    return _ARRAY_INDEX.fullmatch(key) is not None and int(key) <= _MAX_ARRAY_INDEX


def dumps(payload: dict[str, Any]) -> bytes:
    """Write a canonical payload as minified UTF-8 JSON.

    :param payload: what :func:`canonical` returned, or was built to its rules: they are not
        checked again here, beyond what costs nothing.
    :raises EncodeError: with the JSON Pointer of the first value that cannot be written.
    """
    data = dumps_without_fractions(payload)
    return data if _find_millionths(data) is None else _dumps_as_javascript(payload)


def dumps_without_fractions(payload: dict[str, Any]) -> bytes:
    """Write a canonical payload that holds no ``float``, a little quicker than :func:`dumps`.

    :raises EncodeError: with the JSON Pointer of the first value that cannot be written.
    """
    try:
        return orjson.dumps(payload, None, _OPTIONS)
    except TypeError as error:
        raise _why_not_written(payload) from error


def _why_not_written(payload: dict[str, Any]) -> EncodeError:
    try:
        canonical(payload)
    except EncodeError as error:
        return error
    return EncodeError("this payload is not in canonical form; pass it through canonical() first")


def _dumps_as_javascript(payload: dict[str, Any]) -> bytes:
    return orjson.dumps(_with_millionths_spelled_out(payload), None, _OPTIONS)


def _with_millionths_spelled_out(value: Any) -> Any:
    """Copy a value with floats in [1e-6, 1e-5) as JavaScript prints them: without exponent."""
    if type(value) is dict:
        return {key: _with_millionths_spelled_out(item) for key, item in value.items()}
    if type(value) is list:
        return [_with_millionths_spelled_out(item) for item in value]
    if type(value) is float and 1e-6 <= abs(value) < 1e-5:
        sign = "-" if value < 0 else ""
        digits = repr(abs(value)).partition("e")[0].replace(".", "")
        return orjson.Fragment(f"{sign}0.00000{digits}")
    return value
