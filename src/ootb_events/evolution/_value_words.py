"""Which values came and which went, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ootb_events.evolution._words import listed_words, written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["value_words", "without"]

_NOW: Final[Mapping[str, str]] = {
    "closed": "now takes {} and nothing else",
    "listed": "now names {}, and any other value is a warning",
    "examples": "now has the examples {}",
}
_THEN: Final[Mapping[str, str]] = {
    "closed": "took {} and nothing else",
    "listed": "named {}",
    "examples": "had the examples {}",
}
_VERBS: Final[Mapping[str, str]] = {
    "closed": "takes",
    "listed": "names",
    "examples": "has the examples",
}


def value_words(before: Mapping[str, list[Any]], after: Mapping[str, list[Any]]) -> str:
    """Say which values came and went, or what they are now."""
    sets = dict.fromkeys((*before, *after))
    if len(sets) != 1 or (before.keys() != after.keys() and "examples" not in sets):
        now = [_NOW[are].format(listed_words(values)) for are, values in after.items()]
        then = [_THEN[are].format(listed_words(values)) for are, values in before.items()]
        return (
            f"{' and '.join(now) or 'now takes any value'}; it {' and '.join(then) or 'took any'}"
        )
    (are,) = sets
    came = without(after.get(are, ()), before.get(are, ()))
    went = without(before.get(are, ()), after.get(are, ()))
    parts = [f"now also {_VERBS[are]} {listed_words(came)}"] if came else []
    parts += [f"no longer {_VERBS[are]} {listed_words(went)}"] if went else []
    return " and ".join(parts) or f"{_VERBS[are]} the same values in another order"


def without(values: Sequence[Any], others: Sequence[Any]) -> list[Any]:
    """List the values that are not among others, 1 and true apart."""
    known = set(map(written, others))
    return [value for value in values if written(value) not in known]
