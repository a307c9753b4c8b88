"""How the value of one parameter goes to the wire and comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ootb_events import _formats, _json
from ootb_events.catalog import WIRE_FORMS
from ootb_events.errors import EncodeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ootb_events.catalog import Parameter

__all__ = ["ENVELOPE", "Wire", "encode_text", "wire_of"]


class Wire(NamedTuple):
    """How one value goes to the wire and comes back.

    :param encode: converts a value, or raises :class:`EncodeError`.
    :param decode: converts it back; takes the type as well, as cattrs gives it.
    """

    encode: Callable[[Any], Any]
    decode: Callable[[Any, Any], Any]


def encode_text(value: Any) -> str:
    if value.__class__ is str:
        return value
    if isinstance(value, str):
        return str.__str__(value)
    raise EncodeError(f"expected str, got {type(value).__name__}")


def decode_text(value: Any, _type: Any) -> str:
    return str.__str__(value)


def decode_number(value: Any, _type: Any) -> int | float:
    return _json.canonical_number(value)


def decode_timestamp(value: Any, _type: Any) -> Any:
    return _formats.parse_timestamp(value)


def decode_identifier(value: Any, _type: Any) -> str:
    return str.__str__(value) if isinstance(value, str) else str(_json.canonical_number(value))


ENVELOPE: Mapping[str, Callable[[Any, Any], Any]] = {
    "customer": decode_text,
    "visitor": decode_text,
    "timestamp": decode_timestamp,
}
_WIRES: Mapping[str, Wire] = {
    "text": Wire(encode_text, decode_text),
    "identifier": Wire(encode_text, decode_identifier),
    "number": Wire(_json.canonical_number, decode_number),
    "date-time": Wire(
        _formats.format_date_time, lambda value, _type: _formats.parse_date_time(value)
    ),
    "date": Wire(_formats.format_date, lambda value, _type: _formats.parse_date(value)),
}

_LOCAL_DATE_TIME = Wire(
    _formats.format_date_time, lambda value, _type: _formats.parse_local_date_time(value)
)


def wire_of(parameter: Parameter) -> Wire:
    """Take how the values of a parameter go to the wire and come back."""
    if parameter.kind == "flag":
        return _flag(parameter)
    return _LOCAL_DATE_TIME if parameter.zone_optional else _WIRES[parameter.kind]


def _flag(parameter: Parameter) -> Wire:
    forms = WIRE_FORMS[parameter.wire]

    def encode(value: Any) -> Any:
        if value is True or value is False:
            return forms[value]
        raise EncodeError(f"expected bool, got {type(value).__name__}")

    def decode(value: Any, _type: Any) -> bool:
        return value is True or (value is not False and value == forms[True])

    return Wire(encode, decode)
