"""What applies to a run of lint, and who says so."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from ootb_events.lint._keys import OFF, Severities
from ootb_events.lint.reports._terminal import printable
from ootb_events.validation import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ootb_events.lint._config import Config, Effective

__all__ = ["lines"]

_NOTHING: Final = "-"


def lines(groups: Iterable[tuple[Config | None, Effective, Sequence[str]]]) -> Iterator[str]:
    """Write a table for each group of paths."""
    for number, (config, effective, paths) in enumerate(groups):
        if number:
            yield ""
        yield printable(f"{', '.join(paths)}: {config.path if config else 'no settings file'}")
        rows = [(key, _shown(given.value), given.place) for key, given in effective.given.items()]
        widths = [max(len(row[column]) for row in rows) for column in range(2)]
        for key, value, place in rows:
            yield printable(f"  {key:{widths[0]}}  {value:{widths[1]}}  {place}")


def _shown(value: Any) -> str:
    if value is None:
        return _NOTHING
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(_items(value)) or _NOTHING


def _items(value: Any) -> Iterable[str]:
    if isinstance(value, frozenset):
        return _rules(value)
    if isinstance(value, Severities):
        changed = {rule: severity.value for rule, severity in value.changed.items()}
        weights = {**changed, **dict.fromkeys(value.off, OFF)}
        return (f"{rule}={weight}" for rule, weight in sorted(weights.items()))
    if isinstance(value, tuple):
        return map(_item, value)
    if hasattr(value, "items"):
        return (f"{key}@{version}" for key, version in value.items())
    return filter(None, [str(value)])


def _item(value: Any) -> str:
    if isinstance(value, str):
        return value
    pattern, rules = value
    return f"{pattern}: {' '.join(_rules(rules))}"


def _rules(rules: frozenset[str]) -> Iterator[str]:
    """Name rules; a whole family by its beginning."""
    if rules == frozenset(RULES):
        yield "ALL"
        return
    for family, members in groupby(RULES, key=lambda rule: rule[:5]):
        every = list(members)
        chosen = [rule for rule in every if rule in rules]
        yield from [family] if chosen == every else chosen
