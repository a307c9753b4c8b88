"""Values that are not JSON, found before an engine sees them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from typing import Any, NamedTuple

__all__ = ["Fault", "bare", "is_plain", "json_only", "type_name"]

_FAR = 10**300
"""Beyond every bound, within what both engines can compare."""


class Fault(NamedTuple):
    """Name a value that JSON cannot express: where it is, and why it cannot."""

    at: tuple[str, ...]
    problem: str


def json_only(payload: Mapping[Any, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """Copy an event with everything that is not JSON replaced by null, and say what it was.

    What is as good as JSON, such as a Decimal or a subclass of str, becomes JSON.

    Two levels are looked into, the envelope and the parameters: whatever is nested deeper
    has no place in an event, so only its type matters.
    """
    if is_plain(payload):
        return payload, []  # type: ignore[return-value]  # a dict, then
    faults: list[Fault] = []
    copy = _level(payload, (), faults)
    context = payload.get("context")
    if isinstance(context, Mapping):
        copy["context"] = _level(context, ("context",), faults)
    return copy, faults


def bare(value: Any) -> Any:
    """Take an enumeration's member for its value, as the engine in Rust does."""
    return value.value if isinstance(value, Enum) else value


def type_name(value: Any) -> str:
    """Name the JSON type of a value, with an article."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, (int, float, Decimal)):
        return "a number"
    if isinstance(value, str):
        return "a string"
    if isinstance(value, Mapping):
        return "an object"
    return "an array" if isinstance(value, (list, tuple)) else f"a Python {type(value).__name__}"


def _level(values: Mapping[Any, Any], at: tuple[str, ...], faults: list[Fault]) -> dict[str, Any]:
    copy: dict[str, Any] = {}
    for key, value in values.items():
        if not isinstance(key, str) or _has_lone_surrogate(key):
            faults.append(Fault(at, f"a key is {_not_a_key(key)}; keys are text"))
            continue
        name = str.__str__(key)
        content = bare(value)
        problem = _problem(content)
        if problem:
            faults.append(Fault((*at, name), problem))
        copy[name] = None if problem else _plain(content)
    return copy


def _not_a_key(key: Any) -> str:
    return "text with a lone surrogate" if isinstance(key, str) else type_name(key)


def is_plain(payload: Any) -> bool:
    """Say whether a payload is made of nothing but what JSON itself has.

    Two levels are looked into, as :func:`json_only` does.
    """
    return type(payload) is dict and _is_plain_level(payload, below=True)


def _is_plain_level(values: dict[Any, Any], *, below: bool) -> bool:
    for key, value in values.items():
        if type(key) is not str or not (key.isascii() or _is_plain_scalar(key)):
            return False
        if type(value) is str and value.isascii():
            continue
        if below and type(value) is dict:
            if not _is_plain_level(value, below=False):
                return False
        elif not _is_plain_scalar(value):
            return False
    return True


def _is_plain_scalar(value: Any) -> bool:
    if type(value) is str:
        return not _has_lone_surrogate(value)
    if type(value) is int or type(value) is float:
        return -_FAR < value < _FAR
    return value is None or type(value) is bool


def _plain(value: Any) -> Any:
    """Give a value the type that JSON has for it; containers are emptied."""
    if isinstance(value, str):
        return str.__str__(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Mapping):
        return {}
    if isinstance(value, (list, tuple)):
        return []
    near = min(max(value, -_FAR), _FAR)
    if isinstance(near, Decimal) and near == near.to_integral_value():
        return int(near)
    return int(near) if isinstance(near, int) else float(near)


def _problem(value: Any) -> str:
    if isinstance(value, str):
        return "a lone surrogate is not a character" if _has_lone_surrogate(value) else ""
    if isinstance(value, (float, Decimal)):
        finite = value.is_finite() if isinstance(value, Decimal) else math.isfinite(value)
        return "" if finite else "NaN and infinities have no form in JSON"
    if value is None or isinstance(value, (bool, int, Mapping, list, tuple)):
        return ""
    return f"{type_name(value)} has no form in JSON; a typed event converts it"


def _has_lone_surrogate(text: str) -> bool:
    if text.isascii():
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
