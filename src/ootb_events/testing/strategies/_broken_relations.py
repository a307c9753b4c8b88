"""Values that belong together and do not agree."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from itertools import islice, product
from typing import TYPE_CHECKING, Any, Final

import attrs
from hypothesis import strategies as st

from ootb_events._json import pointer
from ootb_events.testing.strategies._damages import GONE, Breakage, drawn, in_context
from ootb_events.testing.strategies._fitting import breaks
from ootb_events.testing.strategies._relations import is_plain, keys_of
from ootb_events.testing.strategies._values import moments_in_utc
from ootb_events.testing.strategies._wire import on_the_wire, takes
from ootb_events.validation._relations import relations_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from ootb_events.catalog import EventSchema, Parameter
    from ootb_events.testing.strategies._damages import Damage, Place

    Rule = Mapping[str, Any]
    Broken = tuple[str, str, st.SearchStrategy[dict[str, Any]]]

__all__ = ["relation_damages"]

_AMOUNTS: Final = st.integers(0, 10**6)
_LATEST: Final = datetime(9999, 12, 1, tzinfo=timezone.utc)
_MONTH: Final = 30
_MOST_EXAMPLES: Final = 3000
_FIRST_NOON: Final = datetime(1, 1, 1, 12, tzinfo=timezone.utc)
_EARLIEST: Final = "0001-01-01 12:00:00.000000 UTC"


def relation_damages(schema: EventSchema, needed: Collection[str]) -> Iterator[Damage]:
    """Walk the relations of an event, each broken by values that contradict each other.

    :param needed: the keys of parameters that cannot be left out.
    """
    for rule in schema.rules:
        if not is_plain(schema, rule):
            continue
        others = {
            other
            for each in schema.rules
            if keys_of(each).keys() & keys_of(rule).keys()
            for other in keys_of(each).keys() - keys_of(rule).keys()
        }
        for broken, key, values in _BREAKERS[rule["check"]](rule):
            breaking = _Breaking(schema, broken, pointer("context", key), others, needed)
            example = next(filter(breaking.alone, _examples(schema, rule)), None)
            if example is not None:
                yield drawn(broken, values, breaking.sending(example))


@attrs.frozen
class _Breaking:
    """Break one relation of an event, and nothing else.

    :param others: the keys of parameters that other relations compare with those of this one,
        to be left out.
    """

    schema: EventSchema
    rule: str
    where: str
    others: Collection[str]
    needed: Collection[str]

    def sending(self, example: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], Breakage]:
        """Write drawn values as changes of a payload, or the example, where they break more."""

        def send(values: Mapping[str, Any]) -> Breakage:
            chosen = values if self.alone(values) else example
            changes: dict[Place, Any] = {in_context(key): GONE for key in self.others}
            for key, value in chosen.items():
                if key == "timestamp":
                    changes[("timestamp",)] = value
                else:
                    changes[in_context(key)] = value if value is GONE else self._sent(key, value)
            return Breakage(self.where, changes)

        return send

    def alone(self, values: Mapping[str, Any]) -> bool:
        """Say whether values fit their parameters, and break this relation alone."""
        gone = {*self.others, *(key for key, value in values.items() if value is GONE)}
        if gone & set(self.needed):
            return False
        timestamp = values.get("timestamp", _EARLIEST)
        present = {
            key: value for key, value in values.items() if key != "timestamp" and value is not GONE
        }
        if not all(takes(self.schema.parameters[key], value) for key, value in present.items()):
            return False
        context = {key: self._sent(key, value) for key, value in present.items()}
        payload = {"timestamp": timestamp, "context": context}
        found = [doubts(payload) for doubts in relations_of(self.schema.rules)]
        return {(each.rule, each.pointer) for each in found if each} == {(self.rule, self.where)}

    def _sent(self, key: str, value: Any) -> Any:
        return on_the_wire(self.schema.parameters[key], value)


def _examples(schema: EventSchema, rule: Rule) -> Iterator[dict[str, Any]]:
    """Walk values of the parameters of a relation, the simplest first."""
    keys = tuple(keys_of(rule))
    for values in islice(product(*_choices(schema, rule, keys)), _MOST_EXAMPLES):
        found = dict(zip(keys, values, strict=True))
        yield {"timestamp": _EARLIEST, **found} if rule["check"] == "past" else found


def _choices(schema: EventSchema, rule: Rule, keys: Sequence[str]) -> list[list[Any]]:
    if rule["check"] == "order":
        return [[_FIRST_NOON - timedelta(hours=12)], [_FIRST_NOON]]
    if rule["check"] == "past":
        later = _FIRST_NOON + timedelta(days=2)
        return [[later, later.date()]]
    return [[*_some_numbers(schema.parameters[key]), GONE] for key in keys]


def _some_numbers(parameter: Parameter) -> list[Any]:
    bounds = [parameter.schema[word] for word in ("minimum", "maximum") if word in parameter.schema]
    numbers = dict.fromkeys((0, 1, 2, 0.5, 100, *(parameter.closed_values or ()), *bounds))
    return [number for number in numbers if not breaks(parameter, number)]


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
