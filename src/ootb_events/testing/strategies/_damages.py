"""How a payload is damaged, and which finding that makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import attrs
from hypothesis import strategies as st

from ootb_events._json import pointer
from ootb_events.validation import RULES, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Place: TypeAlias = tuple[str, ...]
    Changes: TypeAlias = Mapping[Place, Any]

__all__ = ["GONE", "Breakage", "Damage", "always", "at", "damaged", "drawn", "in_context"]

GONE: Final = object()
"""Stands for no value at all."""


class Breakage(NamedTuple):
    """Say what to change in a payload.

    :param pointer: where the finding will be.
    :param changes: by their places in the payload the values to put there, or functions that
        make them of those that are there.
    """

    pointer: str
    changes: Changes


def _severity_of_the_rule(damage: Damage) -> Severity:
    return RULES[damage.rule].severity


@attrs.frozen
class Damage:
    """Hold one way to break a rule.

    :param breakages: draws what to change.
    """

    rule: str
    breakages: st.SearchStrategy[Breakage]
    severity: Severity = attrs.field(
        default=attrs.Factory(_severity_of_the_rule, takes_self=True), kw_only=True
    )


def at(place: Place, rule: str, values: st.SearchStrategy[Any]) -> Damage:
    """Put another value in a place, where the finding will be."""
    return drawn(rule, values, lambda value: Breakage(pointer(*place), {place: value}))


def always(rule: str, where: str, changes: Changes) -> Damage:
    """Change a payload in the same way each time."""
    return Damage(rule, st.just(Breakage(where, changes)))


def drawn(rule: str, values: st.SearchStrategy[Any], breakage: Callable[[Any], Breakage]) -> Damage:
    """Change a payload as drawn values say."""
    return Damage(rule, values.map(breakage))


def in_context(key: str) -> Place:
    """Name the place of a parameter."""
    return ("context", key)


def damaged(payload: Mapping[str, Any], changes: Changes) -> dict[str, Any]:
    """Copy a payload with some of its values changed."""
    copy = {**payload, "context": dict(payload["context"])}
    for place, value in changes.items():
        holder = copy["context"] if len(place) > 1 else copy
        if value is GONE:
            holder.pop(place[-1], None)
        elif callable(value):
            holder[place[-1]] = value(holder[place[-1]])
        else:
            holder[place[-1]] = value
    return copy
