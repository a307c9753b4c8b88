"""Values that belong together, made to agree, one relation after the other.

Where drawn values contradict a relation, the value that follows from the others is put right.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, MutableMapping
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from ootb_events.catalog._named_keys import COMPARED

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from ootb_events.catalog import EventSchema

__all__ = ["MENDERS", "Mending", "compared_keys", "is_plain", "keys_of", "price_as_american"]

_Rule: TypeAlias = Mapping[str, Any]
_Values: TypeAlias = MutableMapping[str, Any]

_EVENS: Final = {"numerator": 1, "denominator": 1, "decimal": 2, "american": 100}


class Mending(NamedTuple):
    """The values of one event, while they are made to agree."""

    values: _Values
    moment: datetime
    fits: Callable[[str, Any], bool]
    compared: Collection[str]

    def change(self, changes: Mapping[str, Any]) -> bool:
        """Change values that are there; all of them, or none where one may not change so."""
        wanted = {
            key: value
            for key, value in changes.items()
            if self.has(key) and self.values[key] != value
        }
        if not all(self.fits(key, value) for key, value in wanted.items()):
            return False
        self.values.update(wanted)
        return True

    def has(self, *keys: str) -> bool:
        return all(key in self.values and key in self.compared for key in keys)


def compared_keys(schema: EventSchema, rule: _Rule) -> tuple[str, ...]:
    """List the parameters of a relation that are of a kind that it compares."""
    kinds = COMPARED[rule["check"]]
    parameters = schema.parameters
    return tuple(
        key for key in keys_of(rule) if key in parameters and parameters[key].kind in kinds
    )


def is_plain(schema: EventSchema, rule: _Rule) -> bool:
    """Say whether a relation compares each of its parameters, and each with others."""
    return len(compared_keys(schema, rule)) == len(list(_keys(rule)))


def keys_of(rule: _Rule) -> dict[str, None]:
    """List the parameters of a relation, the one that follows from the others first."""
    return dict.fromkeys(_keys(rule))


def _keys(rule: _Rule) -> Iterator[str]:
    first = ("later", "total", "rate", "american", "decimal", "date")
    for word in (*first, *(rule.keys() - {"check", "unit", *first})):
        named = rule.get(word, ())
        yield from (named,) if isinstance(named, str) else named


def _order(rule: _Rule, mending: Mending) -> bool:
    earlier, later = rule["earlier"], rule["later"]
    if not mending.has(earlier, later):
        return True
    start, end = mending.values[earlier], mending.values[later]
    return (
        start <= end
        or mending.change({earlier: end, later: start})
        or mending.change({later: start})
        or mending.change({earlier: end})
    )


def _sum(rule: _Rule, mending: Mending) -> bool:
    total, plus, minus = rule["total"], rule["plus"], rule.get("minus", [])
    if not mending.has(total, *plus, *minus):
        return True
    terms = [float(mending.values[key]) for key in plus]
    terms += [-float(mending.values[key]) for key in minus]
    return mending.change({total: math.fsum(terms)}) or mending.change(
        dict.fromkeys((total, *plus, *minus), 0)
    )


def _rate(rule: _Rule, mending: Mending) -> bool:
    rate = rule["rate"]
    if not mending.has(rate):
        return True
    value = float(mending.values[rate])
    if rule["unit"] == "percent":
        return not 0 < abs(value) < 1 or mending.change({rate: 0})
    if "before" not in rule or not mending.has(rule["before"], rule["after"]):
        return True
    before, after = (float(mending.values[rule[end]]) for end in ("before", "after"))
    due = (after - before) / before if before else 0.0
    return mending.change({rate: due}) or mending.change({rate: 0})


def _odds(rule: _Rule, mending: Mending) -> bool:
    numerator, denominator = rule["numerator"], rule["denominator"]
    price = None
    if mending.has(numerator, denominator) and mending.values[denominator]:
        price = float(mending.values[numerator]) / float(mending.values[denominator]) + 1
    elif mending.has(rule["decimal"]):
        price = float(mending.values[rule["decimal"]])
    if price is None:
        return True
    due = {rule["decimal"]: price}
    if price > 1:
        due[rule["american"]] = price_as_american(price)
    return mending.change(due) or mending.change(
        {rule[form]: value for form, value in _EVENS.items()}
    )


def price_as_american(price: float) -> float:
    """Write decimal odds of more than 1 as American odds."""
    return (price - 1) * 100 if price >= 2 else -100 / (price - 1)


def _past(rule: _Rule, mending: Mending) -> bool:
    key = rule["date"]
    if not mending.has(key):
        return True
    value = mending.values[key]
    now = mending.moment.astimezone(timezone.utc)
    limit = now if isinstance(value, datetime) else now.date()
    return value <= limit or mending.change({key: limit})


MENDERS: Final[Mapping[str, Callable[[_Rule, Mending], bool]]] = {
    "order": _order,
    "sum": _sum,
    "odds": _odds,
    "rate": _rate,
    "past": _past,
}
