"""Why an event that is expected did not arrive, as far as can be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ootb_events.catalog import Catalog
    from ootb_events.sandbox._arrival import Arrival
    from ootb_events.sandbox._expectations import Expected

__all__ = ["hint_for"]


def hint_for(expected: Expected, met: int, arrived: Iterable[Arrival], catalog: Catalog) -> str:
    """Say what came nearest, or that there is no such event; without anybody's id or values.

    :param met: how often it arrived.
    :returns: nothing, when nothing is to be said.
    """
    held = [
        (list(expected.differences(arrival)), arrival)
        for arrival in arrived
        if expected.event in {None, arrival.event}
    ]
    if sum(not differences for differences, _ in held) > met:
        return "more arrived, but out of order or counted for another"
    others = [each for each in held if each[0]]
    if others:
        differences, nearest = min(reversed(others), key=lambda each: len(each[0]))
        return f"nearest: {nearest.number} {nearest.event or 'no event'}: {', '.join(differences)}"
    if expected.event is None or expected.event in catalog:
        return ""
    close = catalog.resembling(expected.event)
    return "the catalogue has no such event" + (f"; did you mean {close[0]}?" if close else "")
