"""Relations between parameters that JSON Schema cannot say.

A schema lists them under ``x-rules``; each kind of ``check`` is understood here, once. None
of them is ever an error: what they doubt, the platform takes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from ootb_events._formats import parse_date_time
from ootb_events._json import MAX_SAFE_INTEGER
from ootb_events.errors import DecodeError
from ootb_events.validation import _explain as explain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from typing import TypeAlias

    from ootb_events.validation._findings import Finding

    Payload: TypeAlias = Mapping[str, Any]
    Relation: TypeAlias = Callable[[Payload], "Finding | None"]

__all__ = ["findings", "relations_of"]

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")
_CENT: Final = 0.005
_ROUNDED_ODDS: Final = 0.011
_ROUNDED_AMERICAN: Final = 1.01
_EVENS: Final = 100


def relations_of(rules: tuple[Mapping[str, Any], ...]) -> tuple[Relation, ...]:
    """Prepare the relations of one event version.

    Each takes a payload, whatever state it is in, and finds something or nothing.
    """
    return tuple(_CHECKS[rule["check"]](rule) for rule in rules)


def _order(rule: Mapping[str, Any]) -> Relation:
    earlier, later = rule["earlier"], rule["later"]

    def check(payload: Payload) -> Finding | None:
        context = payload["context"]
        first, second = context.get(earlier), context.get(later)
        if first is None or second is None:
            return None
        if (
            first.__class__ is second.__class__ is str
            and first <= second
            and len(first) == len(second)
            and first[-1:] == second[-1:] == "Z"
        ):
            return None  # written alike, so that their texts compare as the instants do
        start, end = _instant(first), _instant(second)
        if start is None or end is None or start <= end:
            return None
        return explain.finding(
            "OOTB401",
            ("context", later),
            f"lies before {earlier}, which it should follow",
            hint="are the two swapped?",
        )

    return check


def _sum(rule: Mapping[str, Any]) -> Relation:
    total, plus, minus = rule["total"], rule["plus"], rule.get("minus", [])
    formula = " - ".join([" + ".join(plus), *minus])

    def check(payload: Payload) -> Finding | None:
        values = _numbers(payload["context"], (total, *plus, *minus))
        if values is None:
            return None
        stated, *terms = values
        due = math.fsum((*terms[: len(plus)], *(-term for term in terms[len(plus) :])))
        if math.isclose(stated, due, rel_tol=1e-9, abs_tol=_CENT):
            return None
        message = f"the reference states that {total} = {formula}, which is not so here"
        return explain.finding("OOTB402", ("context", total), message)

    return check


def _odds(rule: Mapping[str, Any]) -> Relation:
    keys = (rule["numerator"], rule["denominator"], rule["decimal"], rule["american"])

    def check(payload: Payload) -> Finding | None:
        context = payload["context"]
        fraction = _numbers(context, keys[:2])
        decimal = _numbers(context, keys[2:3])
        american = _numbers(context, keys[3:])
        from_fraction = fraction[0] / fraction[1] + 1 if fraction and fraction[1] else None
        price = decimal[0] if decimal else from_fraction
        if price is None or price <= 1:
            return None
        if from_fraction is not None and abs(from_fraction - price) > _ROUNDED_ODDS:
            message = (
                f"{keys[0]} over {keys[1]} is {from_fraction:g} as decimal odds, not {price:g}"
            )
            return explain.finding("OOTB403", ("context", keys[2]), message)
        exact = price if from_fraction is None else from_fraction
        if american and not _matches(american[0], exact):
            message = f"decimal odds of {exact:g} are {_american(exact):+.0f} as American odds"
            return explain.finding(
                "OOTB403", ("context", keys[3]), f"{message}, not {american[0]:+g}"
            )
        return None

    return check


def _american(price: float) -> float:
    if price >= 2:
        return (price - 1) * 100
    return -100 / (price - 1) if price > 1 else -math.inf


def _matches(american: float, price: float) -> bool:
    """Say whether American odds are those of decimal odds that may have been rounded."""
    if abs(american) < _EVENS:  # there are no American odds between -100 and +100
        return False
    due = _american(price)
    rounded = max(_ROUNDED_AMERICAN, abs(due) * 0.01)
    low, high = _american(price - _ROUNDED_ODDS / 2), _american(price + _ROUNDED_ODDS / 2)
    return low - rounded <= american <= high + rounded


def _rate(rule: Mapping[str, Any]) -> Relation:
    rate, unit = rule["rate"], rule["unit"]
    ends = (rule["before"], rule["after"]) if "before" in rule else ()

    def check(payload: Payload) -> Finding | None:
        values = _numbers(payload["context"], (rate, *ends))
        if values is None or not _in_the_other_unit(unit, *values):
            return None
        other = "a percentage" if unit == "fraction" else "a fraction"
        example = "0.25" if unit == "fraction" else "25"
        return explain.finding(
            "OOTB404",
            ("context", rate),
            f"looks like {other}, the reference sends a {unit} here",
            hint=f"a quarter more is {example}",
        )

    return check


def _in_the_other_unit(
    unit: str, rate: float, before: float | None = None, after: float | None = None
) -> bool:
    if unit == "percent":
        return 0 < abs(rate) < 1
    if not before or after is None:
        return False
    due = (after - before) / before
    return due != 0 and math.isclose(rate, due * 100, rel_tol=0.01)


def _past(rule: Mapping[str, Any]) -> Relation:
    key = rule["date"]

    def check(payload: Payload) -> Finding | None:
        day, now = payload["context"].get(key), payload.get("timestamp")
        if not (isinstance(day, str) and isinstance(now, str)) or day[:10] <= now[:10]:
            return None
        if not (_DATE.match(day) and _DATE.match(now)):
            return None
        return explain.finding("OOTB405", ("context", key), "lies after the event itself")

    return check


_CHECKS: Final[Mapping[str, Callable[[Mapping[str, Any]], Relation]]] = {
    "order": _order,
    "sum": _sum,
    "odds": _odds,
    "rate": _rate,
    "past": _past,
}


def _instant(value: Any) -> datetime | None:
    try:
        return parse_date_time(value)
    except (DecodeError, TypeError):
        return None


def _numbers(context: Mapping[str, Any], keys: tuple[str, ...]) -> list[float] | None:
    """Take numbers that are all there; ``None`` when one is missing or no number."""
    numbers = [number for key in keys if (number := _number(context.get(key))) is not None]
    return numbers if len(numbers) == len(keys) else None


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return None
    if isinstance(value, Decimal) and not value.is_finite():
        return None
    return float(value) if -MAX_SAFE_INTEGER <= value <= MAX_SAFE_INTEGER else None


def findings(relations: tuple[Relation, ...], payload: Payload) -> Iterator[Finding]:
    """Walk what the relations find in a payload."""
    if not isinstance(payload.get("context"), Mapping):
        return
    for relation in relations:
        found = relation(payload)
        if found is not None:
            yield found
