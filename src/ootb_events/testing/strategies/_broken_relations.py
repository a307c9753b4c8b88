"""Values that belong together and do not agree."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from ootb_events._json import pointer
from ootb_events.testing.strategies._damages import GONE, Breakage, drawn, in_context
from ootb_events.testing.strategies._relations import keys_of
from ootb_events.testing.strategies._values import moments_in_utc
from ootb_events.testing.strategies._wire import on_the_wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ootb_events.catalog import EventSchema
    from ootb_events.testing.strategies._damages import Changes, Damage, Place

    Rule = Mapping[str, Any]
    Broken = tuple[str, str, st.SearchStrategy[dict[str, Any]]]

__all__ = ["relation_damages"]

_AMOUNTS: Final = st.integers(0, 10**6)
_LATEST: Final = datetime(9999, 12, 1, tzinfo=timezone.utc)
_MONTH: Final = 30


def relation_damages(schema: EventSchema) -> Iterator[Damage]:
    """Walk the relations of an event, each broken by values that contradict each other."""
    for rule in schema.rules:
        for broken, key, values in _BREAKERS[rule["check"]](rule):
            others = {
                in_context(other): GONE
                for each in schema.rules
                if each is not rule and keys_of(each).keys() & keys_of(rule).keys()
                for other in keys_of(each).keys() - keys_of(rule).keys()
            }
            yield drawn(broken, values, _Sending(schema, pointer("context", key), others))


class _Sending:
    """Write drawn values as changes of a payload, and leave out what else they would break."""

    def __init__(self, schema: EventSchema, where: str, others: Changes) -> None:
        self._schema = schema
        self._where = where
        self._others = others

    def __call__(self, values: Mapping[str, Any]) -> Breakage:
        changes: dict[Place, Any] = dict(self._others)
        for key, value in values.items():
            if key == "timestamp":
                changes[("timestamp",)] = value
            elif value is GONE:
                changes[in_context(key)] = GONE
            else:
                changes[in_context(key)] = on_the_wire(self._schema.parameters[key], value)
        return Breakage(self._where, changes)


def _order(rule: Rule) -> Iterator[Broken]:
    earlier, later = rule["earlier"], rule["later"]
    pairs = st.tuples(_early(), st.integers(1, _MONTH))
    yield (
        "OOTB401",
        later,
        pairs.map(lambda pair: {later: pair[0], earlier: pair[0] + timedelta(days=pair[1])}),
    )


def _early() -> st.SearchStrategy[datetime]:
    return moments_in_utc().map(lambda moment: min(moment, _LATEST))


def _sum(rule: Rule) -> Iterator[Broken]:
    total, plus, minus = rule["total"], rule["plus"], rule.get("minus", [])
    terms = (*plus, *minus)
    drawn = st.tuples(st.integers(1, 1000), *[_AMOUNTS] * len(terms))

    def differing(amounts: tuple[int, ...]) -> dict[str, Any]:
        values = dict(zip(terms, amounts[1:], strict=True))
        due = sum(values[key] for key in plus) - sum(values[key] for key in minus)
        return {**values, total: due + amounts[0]}

    yield "OOTB402", total, drawn.map(differing)


def _odds(rule: Rule) -> Iterator[Broken]:
    numerator, denominator, decimal, american = (
        rule[form] for form in ("numerator", "denominator", "decimal", "american")
    )
    apart = st.tuples(st.integers(1, 1000), st.integers(1, 100))
    yield (
        "OOTB403",
        decimal,
        apart.map(
            lambda drawn: {
                numerator: drawn[0],
                denominator: 1,
                decimal: drawn[0] + 1 + drawn[1],
                american: GONE,
            }
        ),
    )
    yield (
        "OOTB403",
        american,
        st.integers(1, 99).map(
            lambda none: {numerator: GONE, denominator: GONE, decimal: 2, american: none}
        ),
    )


def _rate(rule: Rule) -> Iterator[Broken]:
    rate = rule["rate"]
    if rule["unit"] == "percent":
        yield "OOTB404", rate, st.integers(1, 99).map(lambda cents: {rate: cents / 100})
    elif "before" in rule:
        before, after = rule["before"], rule["after"]
        yield (
            "OOTB404",
            rate,
            st.integers(1, 1000).map(lambda more: {before: 100, after: 100 + more, rate: more}),
        )


def _past(rule: Rule) -> Iterator[Broken]:
    key = rule["date"]
    later = st.tuples(_early(), st.integers(1, _MONTH))

    def future(drawn: tuple[datetime, int]) -> dict[str, Any]:
        moment, number = drawn
        text = moment.strftime("%m-%d %H:%M:%S.%f UTC")
        day = moment + timedelta(days=number)
        return {"timestamp": f"{moment.year:04}-{text}", key: day}

    yield "OOTB405", key, later.map(future)


_BREAKERS: Final[Mapping[str, Callable[[Rule], Iterator[Broken]]]] = {
    "order": _order,
    "sum": _sum,
    "odds": _odds,
    "rate": _rate,
    "past": _past,
}
