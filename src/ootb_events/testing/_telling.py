"""What a failing expectation says: what was asked for, and what was emitted instead."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import attrs

from ootb_events.events import Event
from ootb_events.events._base import masked_id
from ootb_events.testing._asked import ABSENT, value_of
from ootb_events.testing._masks import Masks, name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ootb_events.catalog import Catalog
    from ootb_events.testing._asked import Asked
    from ootb_events.testing._records import Captured, Refused

__all__ = ["Teller", "label", "noun"]

_NEAREST: Final = 5
_MOST_LISTED: Final = 20
_MOST_FIELDS: Final = 15
_MOST_KINDS: Final = 10
_MOST_REFUSED: Final = 5
_MOST_FINDINGS: Final = 8
_AWRY: Final = "  ! "
_EVEN: Final = "    "

Numbered = tuple[int, "Captured"]


@attrs.frozen
class Teller:
    """Put failed expectations into words.

    :param records: what was captured, in order.
    :param refused: what was not accepted.
    :param masks: how values are shown.
    :param catalogs: those of the emitters.
    """

    records: Sequence[Captured]
    refused: Sequence[Refused]
    masks: Masks
    catalogs: Sequence[Catalog]

    def none_matches(self, asked: Asked) -> str:
        """Say that nothing is what was asked for, and what is nearest to it."""
        lines = [f"expected one {self.title(asked)}: {_of(len(self.records), 'none is one')}"]
        lines += self._asked_for(asked)
        near = self._nearest(asked)
        if near:
            lines.append("emitted instead, the nearest first:")
        for numbered in near[:_NEAREST]:
            lines += self._candidate(asked, numbered)
        lines += _rest([record for _, record in near[_NEAREST:]])
        return "\n".join([*lines, *self.refusals()])

    def too_many(self, asked: Asked, matches: Sequence[Numbered], expected: str) -> str:
        """Say that more events are what was asked for than should be."""
        were = "was" if len(matches) == 1 else "were"
        lines = [f"expected {expected} {self.title(asked)}: {len(matches)} {were} emitted"]
        lines += self._asked_for(asked)
        lines.append("emitted in this order:")
        for numbered in matches[:_NEAREST]:
            lines += self._candidate(asked, numbered)
        lines += _rest([record for _, record in matches[_NEAREST:]])
        return "\n".join(lines)

    def title(self, asked: Asked) -> str:
        """Name what is asked for, without its fields."""
        what = asked.what
        if what is None or what is Event:
            return "event"
        return what if isinstance(what, str) else what.__name__

    def listed(
        self, numbered: Sequence[Numbered], asked: Asked | None = None, after: int = 0
    ) -> Iterator[str]:
        """List events, a line for each; with their fields where they might have been meant.

        :param asked: what none of them is.
        :param after: the number of the last event before those that might have been meant.
        """
        passed = sum(number < after for number, _ in numbered)
        first = min(passed, max(0, len(numbered) - _MOST_LISTED))
        shown, left = numbered[first : first + _MOST_LISTED], _NEAREST
        for each in shown:
            if asked is not None and left and each[0] > after and asked.is_about(each[1]):
                yield from self._candidate(asked, each)
                left -= 1
            else:
                yield _headline(each)
        others = [*numbered[:first], *numbered[first + _MOST_LISTED :]]
        yield from _rest([record for _, record in others])

    def refusals(self, title: str = "refused as invalid:") -> Iterator[str]:
        """List what was refused."""
        if self.refused:
            yield title
        for each in self.refused[:_MOST_REFUSED]:
            first, *findings = str(each).split("\n")
            yield f"  {first}"
            yield from (f"  {line}" for line in findings[:_MOST_FINDINGS])
            if len(findings) > _MOST_FINDINGS:
                yield f"    and {len(findings) - _MOST_FINDINGS} more findings"
        if len(self.refused) > _MOST_REFUSED:
            yield f"  and {len(self.refused) - _MOST_REFUSED} more"

    def conditions(self, asked: Asked) -> Iterator[tuple[str, str]]:
        """Name what is asked of an event, with the values that are wanted."""
        for name, value in asked.fields.items():
            yield name, self.masks.wanted(asked, name, value, self.catalogs)
        for predicate in asked.predicates:
            yield "predicate", f"{name_of(predicate)} holds"

    def whose(self, customer: str | None, visitor: str | None) -> str:
        """Name those whose events are asked for."""
        shown = str if self.masks.show_pii else masked_id
        named = [("customer", customer), ("visitor", visitor)]
        words = [f"{role} {shown(value)}" for role, value in named if value is not None]
        return " and ".join(words) or "one customer or visitor"

    def _asked_for(self, asked: Asked) -> Iterator[str]:
        conditions = list(self.conditions(asked))
        if conditions:
            yield "asked for:"
            yield from _table([(_EVEN, *each) for each in conditions], _width(asked))

    def _nearest(self, asked: Asked) -> list[Numbered]:
        return sorted(enumerate(self.records, 1), key=lambda each: self._distance(asked, each[1]))

    def _distance(self, asked: Asked, record: Captured) -> tuple[bool, bool, int]:
        about, found = asked.is_about(record), asked.reading(record)
        shown = found or record.event or record.payload
        values = [value_of(record, shown, name) for name in _amiss(asked, record, shown)]
        return not about, found is None, len(values) + sum(each is ABSENT for each in values)

    def _candidate(self, asked: Asked, numbered: Numbered) -> Iterator[str]:
        record = numbered[1]
        yield _headline(numbered)
        if not asked.is_about(record):
            return
        found = asked.reading(record)
        rows = []
        if found is None:
            yield f"   {_AWRY}{_unread(record, asked, self.title(asked))}"
            found = record.event or record.payload
        elif not asked.fields or not _amiss(asked, record, found):
            names = map(name_of, asked.failing(found))
            rows = [(_AWRY, "predicate", f"{name} does not hold") for name in names]
        yield from _table([*self._rows(asked, record, found), *rows], _width(asked))

    def _rows(self, asked: Asked, record: Captured, found: Any) -> Iterator[tuple[str, str, str]]:
        amiss, wanted = _amiss(asked, record, found), dict(self.conditions(asked))
        for name in asked.fields:
            shown = self.masks.of(record, found, name, value_of(record, found, name))
            if name in amiss and shown == wanted[name]:
                shown = f"another {shown}"
            yield _AWRY if name in amiss else _EVEN, name, shown
        others = [name for name in _fields_of(found) if name not in asked.fields]
        for name in others[:_MOST_FIELDS]:
            value = value_of(record, found, name)
            yield _EVEN, name, self.masks.of(record, found, name, value)
        if len(others) > _MOST_FIELDS:
            yield _EVEN, f"and {len(others) - _MOST_FIELDS} more fields", ""


def label(record: Captured) -> str:
    """Name the class of an event, or its key where there is no class."""
    return type(record.event).__name__ if record.event is not None else record.key


def _unread(record: Captured, asked: Asked, title: str) -> str:
    """Say that an event is not of the class that is asked for, telling namesakes apart."""
    if label(record) != title:
        return f"{label(record)} cannot be read as {title}"
    classes = (type(record.event), asked.what)
    return " cannot be read as ".join(f"{each.__module__}.{title}" for each in classes)


def noun(number: int) -> str:
    """Count events."""
    return f"{number} event{'' if number == 1 else 's'}"


def _amiss(asked: Asked, record: Captured, found: Any) -> list[str]:
    """Name the fields that have another value, or one that a function cannot take."""
    amiss = []
    for name in asked.fields:
        try:
            agrees = asked.agrees(record, found, name)
        except Exception:  # noqa: BLE001 - what is told must not hide what failed
            agrees = False
        if not agrees:
            amiss.append(name)
    return amiss


def _headline(numbered: Numbered) -> str:
    number, record = numbered
    return f"  #{number} {label(record)} at {record.site}"


def _of(count: int, what: str) -> str:
    return f"of {noun(count)} captured, {what}" if count else "nothing was emitted"


def _fields_of(found: Any) -> list[str]:
    """Name the fields that an event has a value for, but for when it happened."""
    if isinstance(found, Event):
        names = [field.name for field in attrs.fields(type(found)) if field.name != "timestamp"]
        return [name for name in names if getattr(found, name) not in {None, ()}]
    identity = [name for name in ("customer", "visitor") if found.get(name)]
    return [*identity, *found["context"]]


def _width(asked: Asked) -> int:
    """Choose the width of the column of names: that of what is asked for, to line up with it."""
    return max([*map(len, asked.fields), 9 if asked.predicates else 0, 16])


def _table(rows: Iterable[tuple[str, str, str]], width: int) -> Iterator[str]:
    for mark, name, value in rows:
        yield f"   {mark}{name:{width}}  {value}".rstrip()


def _rest(records: Sequence[Captured]) -> Iterator[str]:
    """Count, by class, the events that are not listed."""
    if not records:
        return
    kinds = Counter(label(record) for record in records).most_common()
    shown = ", ".join(f"{count} {name}" for name, count in kinds[:_MOST_KINDS])
    others = f" and {len(kinds) - _MOST_KINDS} other kinds" if len(kinds) > _MOST_KINDS else ""
    yield f"  and {len(records)} more: {shown}{others}"
