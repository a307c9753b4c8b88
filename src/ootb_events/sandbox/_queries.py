"""What the query of a request asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ootb_events.errors import ConfigurationError
from ootb_events.sandbox._store import VERDICTS, Filter

if TYPE_CHECKING:
    from multidict import MultiMapping

__all__ = ["filter_in", "is_yes", "number_in"]

_MOST_DIGITS: Final = 15


def filter_in(query: MultiMapping[str]) -> Filter:
    """Read which arrivals are wanted.

    :raises ConfigurationError: when there is no such verdict.
    """
    verdicts = query.getall("verdict", [])
    if not all(verdict in VERDICTS for verdict in verdicts):
        raise ConfigurationError(f"verdict is one of {', '.join(VERDICTS)}")
    return Filter(
        verdicts=verdicts,
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
