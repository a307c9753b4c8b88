"""Numbers as JavaScript prints them."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from ootb_events.errors import EncodeError

__all__ = ["MAX_SAFE_INTEGER", "canonical_number"]

MAX_SAFE_INTEGER: Final = 2**53 - 1
"""The largest integer that every JSON reader keeps exactly, as does its negative."""


def canonical_number(value: int | float | Decimal) -> int | float:  # noqa: PYI041
    """Give a number the one form in which JavaScript prints it.

    Integral floats and Decimals become ``int``, negative zero becomes ``0``, subclasses become
    plain numbers; what comes out as ``float`` has a fraction.

    :param value: an int, float or Decimal within ±(2^53-1).
    :raises EncodeError: for a boolean, NaN, an infinity, a number beyond ±(2^53-1), or a Decimal
        with more digits than a JSON number keeps.
    """
    if type(value) is int:
        if -MAX_SAFE_INTEGER <= value <= MAX_SAFE_INTEGER:
            return value
    elif type(value) is float and -MAX_SAFE_INTEGER <= value <= MAX_SAFE_INTEGER:
        whole = int(value)
        return whole if whole == value else value
    return _unusual_number(value)


def _unusual_number(value: object) -> int | float:
    if isinstance(value, bool):
        raise EncodeError("a boolean stands where a number is expected; pass 0 or 1 if meant")
    if isinstance(value, Decimal):
        return _decimal_number(value)
    if not isinstance(value, (int, float)):
        raise EncodeError(
            f"{type(value).__name__} is not a number; pass an int, a float or a Decimal"
        )
    if type(value) is int or type(value) is float:
        raise EncodeError(_number_problem(value))
    # Their own class's conversion, for a subclass may override it and return anything.
    plain = int.__int__(value) if isinstance(value, int) else float.__float__(value)
    return canonical_number(plain)


def _decimal_number(value: Decimal) -> int | float:
    # Comparisons of Decimals are exact whatever the context; arithmetic is not.
    if not value.is_finite() or not -MAX_SAFE_INTEGER <= value <= MAX_SAFE_INTEGER:
        raise EncodeError(_number_problem(value))
    number = float(value)
    if Decimal(repr(number)) != value:
        raise EncodeError(
            "this Decimal has more digits than a JSON number keeps (about 16); "
            "round it first, for example with quantize()"
        )
    return canonical_number(number)


def _number_problem(value: float | Decimal) -> str:
    # Not math.isnan, which large integers and signalling NaNs are too much for.
    if value.is_nan() if isinstance(value, Decimal) else value != value:  # noqa: PLR0124
        return "NaN has no form in JSON; leave the value out"
    if value in (float("inf"), float("-inf")):
        return "an infinity has no form in JSON; leave the value out"
    return (
        "this number lies beyond ±(2^53-1), where JSON readers lose digits; "
        "pass a smaller number, or its digits as a string"
    )
