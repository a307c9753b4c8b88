"""Values in another form, where that is exact; any other value stays what it is."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from ootb_events import _json
from ootb_events._formats import PATTERNS
from ootb_events.catalog import WIRE_FORMS
from ootb_events.errors import EncodeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ootb_events.catalog import Wire

__all__ = ["CONVERSIONS", "alike"]

_find_date_time: Final = re.compile(PATTERNS["date-time"]).search
_is_number: Final = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", re.ASCII).fullmatch
_LONGEST_NUMBER: Final = 30
_MEANINGS: Final = [
    (value, meant) for forms in WIRE_FORMS.values() for meant, value in forms.items()
]


def alike(one: Any, other: Any) -> bool:
    """Say whether two values are the same in JSON, 1 and true apart."""
    return isinstance(one, bool) is isinstance(other, bool) and bool(one == other)


def _to_flag(wire: Wire) -> Callable[[Any], Any]:
    """Make what writes yes and no, however they were sent, in one encoding."""
    forms = WIRE_FORMS[wire]

    def convert(value: Any) -> Any:
        for known, meant in _MEANINGS:
            if alike(value, known):
                return forms[meant]
        return value

    return convert


def _to_text(value: Any) -> Any:
    """Write a number as people and JavaScript do; one that takes an exponent stays a number."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return value
    try:
        text = repr(_json.canonical_number(value))
    except EncodeError:
        return value
    return value if "e" in text else text


def _to_number(value: Any) -> Any:
    """Read a number that is written as :func:`_to_text` writes it."""
    if not isinstance(value, str) or not _is_number(value) or len(value) > _LONGEST_NUMBER:
        return value
    number = float(value) if "." in value else int(value)
    return number if _to_text(number) == value else value


def _to_date_time(value: Any) -> Any:
    """Say of a date-time without a zone that it is in UTC."""
    if not isinstance(value, str) or _find_date_time(value) or not _find_date_time(f"{value}Z"):
        return value
    return f"{value}Z"


CONVERSIONS: Final[Mapping[str, Callable[[Any], Any]]] = {
    **{wire: _to_flag(wire) for wire in WIRE_FORMS},
    "text": _to_text,
    "number": _to_number,
    "date-time": _to_date_time,
}
"""How a value gets each form."""
