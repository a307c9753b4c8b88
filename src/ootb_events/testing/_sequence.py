"""Events of one customer in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from ootb_events.testing._telling import noun

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ootb_events.testing._asked import Asked
    from ootb_events.testing._records import Captured
    from ootb_events.testing._telling import Numbered, Teller

__all__ = ["Search", "find_sequence", "tell_sequence"]

_Found = tuple[int, Any]
"""The number of an event, and the event."""


@attrs.frozen(kw_only=True)
class Search:
    """Hold what came of the search for a sequence.

    :param found: the events; ``None`` when there is no such sequence.
    :param events: those of the customer who came nearest.
    :param matched: how many steps were found there.
    :param last: the number of the event that was found last.
    :param identities: how many customers and visitors were looked at.
    :param exact: whether there were to be no other events.
    """

    found: list[Any] | None = None
    events: Sequence[Numbered] = ()
    matched: int = 0
    last: int = 0
    identities: int = 0
    exact: bool


def find_sequence(
    records: Sequence[Captured],
    steps: Sequence[Asked],
    *,
    customer: str | None,
    visitor: str | None,
    exact: bool,
) -> Search:
    """Look for a sequence among the events of each customer or visitor.

    Events of different ones have no order among them: they are delivered at the same time.
    """
    grouped: dict[str, list[Numbered]] = {}
    for number, record in enumerate(records, 1):
        if customer in {None, record.customer} and visitor in {None, record.visitor}:
            grouped.setdefault(record.identity, []).append((number, record))
    if not steps and not grouped:
        return Search(found=[], exact=exact)
    best = Search(exact=exact, identities=len(grouped))
    for events in grouped.values():
        found = _exactly(events, steps) if exact else _in_order(events, steps)
        is_whole = len(found) == len(steps) and not (exact and len(events) > len(steps))
        if is_whole:
            return Search(found=[match for _, match in found], exact=exact)
        if not best.events or len(found) > best.matched:
            last = found[-1][0] if found else 0
            best = attrs.evolve(best, events=events, matched=len(found), last=last)
    return best


def tell_sequence(teller: Teller, search: Search, steps: Sequence[Asked], whose: str) -> str:
    """Say which step of a sequence was not found, and what was emitted.

    :param whose: of whom the events were to be.
    """
    exactly = "exactly this sequence" if search.exact else "this sequence"
    lines = [f"expected {exactly} of {whose}:"]
    for index, step in enumerate(steps):
        mark = "  ! " if index == search.matched else "    "
        where = ", ".join(f"{name}: {value}" for name, value in teller.conditions(step))
        lines.append(f"{mark}{index + 1}. {teller.title(step)}" + (f" ({where})" if where else ""))
    if search.matched == len(steps):
        lines.append("  ! and nothing else")
    if not search.events:
        others = f"; of others, {noun(len(teller.records))}" if teller.records else ""
        lines.append(f"nothing was emitted of {whose}{others}")
    else:
        many = search.identities > 1
        nearest = f", the nearest of {search.identities} customers or visitors" if many else ""
        lines.append(f"emitted instead{nearest}:")
        missing = steps[search.matched] if search.matched < len(steps) else None
        lines += teller.listed(search.events, missing, search.last)
    return "\n".join([*lines, *teller.refusals()])


def _in_order(events: Sequence[Numbered], steps: Sequence[Asked]) -> list[_Found]:
    """Find as many steps as can be, others in between; the earliest event is never a loss."""
    found: list[_Found] = []
    for number, record in events:
        if len(found) == len(steps):
            break
        match = steps[len(found)].match(record)
        if match is not None:
            found.append((number, match))
    return found


def _exactly(events: Sequence[Numbered], steps: Sequence[Asked]) -> list[_Found]:
    found: list[_Found] = []
    for (number, record), step in zip(events, steps):  # noqa: B905 - the caller compares lengths
        match = step.match(record)
        if match is None:
            break
        found.append((number, match))
    return found
