"""Values that are not JSON, found before an engine sees them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

__all__ = ["Fault", "json_only", "type_name"]

_PLAIN = frozenset({str, bool, int, type(None)})


class Fault(NamedTuple):
    """Name a value that JSON cannot express: where it is, and why it cannot."""

    at: tuple[str, ...]
    problem: str


def json_only(payload: Mapping[Any, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """Copy an event with everything that is not JSON replaced by null, and say what it was.

    Two levels are looked into, the envelope and the parameters: whatever is nested deeper
    has no place in an event, so only its type matters.
    """
    faults: list[Fault] = []
    copy = _level(payload, (), faults)
    context = payload.get("context")
    if isinstance(context, Mapping):
        copy["context"] = _level(context, ("context",), faults)
    return copy, faults


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
        problem = _problem(value)
        if problem:
            faults.append(Fault((*at, key), problem))
        copy[key] = None if problem else _emptied(value)
    return copy


def _not_a_key(key: Any) -> str:
    return "text with a lone surrogate" if isinstance(key, str) else type_name(key)


def _emptied(value: Any) -> Any:
    if type(value) in _PLAIN:
        return value
    if isinstance(value, Mapping):
        return {}
    return [] if isinstance(value, (list, tuple)) else value


def _problem(value: Any) -> str:
    if isinstance(value, str):
        return "a lone surrogate is not a character" if _has_lone_surrogate(value) else ""
    if isinstance(value, (float, Decimal)):
        return "" if math.isfinite(value) else "NaN and infinities have no form in JSON"
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
