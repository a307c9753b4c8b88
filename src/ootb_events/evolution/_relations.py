"""What is different between the relations that two versions state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ootb_events.evolution._changes import Change
from ootb_events.evolution._words import written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ootb_events.catalog import EventSchema

__all__ = ["relation_changes"]

_WARN: Final = frozenset({"order", "past"})
"""The checks that warn; what the others find is for information."""

_WORDS: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "order": lambda rule: f"{rule['later']} does not lie before {rule['earlier']}",
    "past": lambda rule: f"{rule['date']} does not lie after the event",
    "sum": lambda rule: (
        f"{rule['total']} = " + " - ".join([" + ".join(rule["plus"]), *rule.get("minus", ())])
    ),
    "rate": lambda rule: f"{rule['rate']} is a {rule['unit']}",
    "odds": lambda rule: (
        f"{rule['numerator']}/{rule['denominator']}, {rule['decimal']} and {rule['american']} "
        "are the same odds"
    ),
}


def relation_changes(old: EventSchema, new: EventSchema) -> Iterator[Change]:
    """Walk the relations that came, and those that went."""
    before = {written(rule): rule for rule in old.rules}
    after = {written(rule): rule for rule in new.rules}
    for number, rule in enumerate(new.rules):
        if written(rule) not in before:
            warns = rule["check"] in _WARN and _may_speak(rule, old)
            yield Change(
                kind="relation-added",
                pointer=f"/x-rules/{number}",
                message=f"The reference now states that {_words(rule)}.",
                payloads="warned" if warns else "as-before",
                after=dict(rule),
            )
    for number, rule in enumerate(old.rules):
        if written(rule) not in after:
            yield Change(
                kind="relation-removed",
                pointer=f"/x-rules/{number}",
                message=f"The reference no longer states that {_words(rule)}.",
                before=dict(rule),
            )


def _words(rule: Mapping[str, Any]) -> str:
    return _WORDS[rule["check"]](rule)


def _may_speak(rule: Mapping[str, Any], old: EventSchema) -> bool:
    """Say whether a payload of the old version can have what a relation is about."""
    keys = [value for name, value in rule.items() if name != "check"]
    return all(_is_known(key, old) for key in keys)


def _is_known(key: str, schema: EventSchema) -> bool:
    return any(
        key == parameter.key or key in parameter.aliases for parameter in schema.parameters.values()
    ) or (schema.item is not None and schema.item.number_in(key) is not None)
