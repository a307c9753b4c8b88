"""What the query of a request asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ootb_events.errors import ConfigurationError
from ootb_events.sandbox._store import Filter

if TYPE_CHECKING:
    from multidict import MultiMapping

__all__ = ["filter_in", "is_yes", "number_in"]

_MOST_DIGITS: Final = 15
_NAMES: Final = ("verdict", "event", "customer", "visitor", "rule", "after", "before", "limit")


def filter_in(query: MultiMapping[str]) -> Filter:
    """Read which arrivals are wanted.

    :raises ConfigurationError: when something else is asked for, or there is no such verdict or
        rule.
    """
    if not set(query) <= set(_NAMES):
        raise ConfigurationError(f"the query has no more than {', '.join(_NAMES)}")
    return Filter(
        verdicts=query.getall("verdict", []),
        events=query.getall("event", []),
        customer=query.get("customer") or None,
        visitor=query.get("visitor") or None,
        rules=query.getall("rule", []),
    )


def number_in(query: MultiMapping[str], name: str, *, most: int | None = None) -> int | None:
    """Read a whole number, if there is one.

    :raises ConfigurationError: when it is none, or more than ``most``.
    """
    text = query.get(name)
    if text is None or not text:
        return None
    number = int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else -1
    if number < 0 or (most is not None and number > most):
        upto = "" if most is None else f" up to {most}"
        raise ConfigurationError(f"{name} is a whole number{upto}")
    return number


def is_yes(query: MultiMapping[str], name: str) -> bool:
    """Tell whether something is asked for, as in ``?faults=1``."""
    return query.get(name, "") not in {"", "0", "false", "no"}
