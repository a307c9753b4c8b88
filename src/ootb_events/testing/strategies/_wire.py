"""What the parameters of a payload may hold, with nothing to be said about it."""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from ootb_events import _formats
from ootb_events._json import MAX_SAFE_INTEGER, canonical_number
from ootb_events.catalog import WIRE_FORMS
from ootb_events.testing.strategies._fitting import breaks, is_of_kind
from ootb_events.testing.strategies._values import Strategy, moments, numbers_of, values_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ootb_events.catalog import Parameter

__all__ = ["on_the_wire", "takes", "wire_values_of"]

_OFFSETS: Final = ("Z", "+00:00", "-00:00", "+05:45", "-23:59", "+14:00")


def on_the_wire(parameter: Parameter, value: Any) -> Any:
    """Write the value of an attribute as the codec does."""
    if parameter.kind == "flag":
        return WIRE_FORMS[parameter.wire][value]
    encode = _ENCODERS.get(parameter.kind)
    return value if encode is None else encode(value)


def takes(parameter: Parameter, value: Any, *, overwrites: bool = False) -> bool:
    """Say whether the attribute of a parameter may hold a value.

    :param overwrites: whether an empty text would blank the customer's profile.
    """
    if not is_of_kind(parameter, value):
        return False
    if parameter.kind == "number" and abs(value) > MAX_SAFE_INTEGER:
        return False
    return not breaks(parameter, on_the_wire(parameter, value), overwrites=overwrites)


def wire_values_of(parameter: Parameter, *, min_size: int = 0) -> Strategy:
    """Draw what is sent for a parameter, in every form that is as good as the codec's own."""
    values = values_of(parameter, min_size=min_size)
    if parameter.kind in {*_ENCODERS, "flag"}:
        values = values.map(lambda value: on_the_wire(parameter, value))
    if parameter.closed_values is not None:
        return values
    if parameter.kind == "number":
        return values | values.map(float)
    if parameter.kind == "identifier":
        if "number" not in parameter.schema["type"] or parameter.listed_values:
            return values
        return values | numbers_of({**parameter.schema, "type": "number"}).map(canonical_number)
    if parameter.kind == "date-time" and (
        parameter.zone_optional or "pattern" not in parameter.schema
    ):
        return values if values.is_empty else values | _date_times()
    return values


_ENCODERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "number": canonical_number,
    "date-time": _formats.format_date_time,
    "date": date.isoformat,
}


def _date_times() -> st.SearchStrategy[str]:
    """Draw ISO 8601 with any offset and any number of digits."""
    fractions = st.text("0123456789", max_size=12)
    return st.builds(_date_time, moments(), fractions, st.sampled_from(_OFFSETS))


def _date_time(moment: datetime, fraction: str, offset: str) -> str:
    second = moment.astimezone(timezone.utc).isoformat()[:19]
    return f"{second}{'.' if fraction else ''}{fraction}{offset}"
