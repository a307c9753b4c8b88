"""How changes speak of types, values and requirements."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ootb_events.catalog import Kind, Parameter, Wire

__all__ = ["asked_words", "flag_words", "listed_words", "type_words", "written"]

_KINDS: Final[Mapping[Kind, str]] = {
    "text": "text",
    "identifier": "an identifier (text or a number)",
    "number": "a number",
    "flag": "yes or no",
    "date-time": "a date and time",
    "date": "a date",
}
_WIRES: Final[Mapping[Wire, str]] = {
    "true-false": "true or false",
    "yes-no": "Yes or No",
    "one-zero": "1 or 0",
}


def type_words(parameter: Parameter) -> str:
    """Name the type of a parameter, with its article."""
    if parameter.closed_values is not None:
        return f"one of {listed_words(parameter.closed_values)}"
    if parameter.kind == "flag":
        return f"yes or no (sent as {flag_words(parameter)})"
    return _KINDS[parameter.kind]


def flag_words(parameter: Parameter) -> str:
    """Say how a yes/no value is sent."""
    return _WIRES[parameter.wire]


def asked_words(asked: Mapping[str, str]) -> str:
    """Say what each profile asks of a parameter."""
    return ", ".join(f"{word} for {profile}" for profile, word in asked.items()) or "not stated"


def listed_words(values: Iterable[Any]) -> str:
    """List values as they are written, texts without quotes."""
    return ", ".join(value if isinstance(value, str) else json.dumps(value) for value in values)


def written(value: Any) -> str:
    """Write JSON so that equal texts mean equal values, 1 and true apart."""
    return json.dumps(value, sort_keys=True)
