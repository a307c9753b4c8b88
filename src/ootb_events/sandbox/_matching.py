"""Which arrivals fill which of the places that they could."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["filled"]


def filled(places: Sequence[int], arrivals: Mapping[frozenset[int], int]) -> list[int]:
    """Give arrivals to places so that as many places as possible are filled.

    An arrival fills one place only, though it may suit several; who came first does not matter.

    :param places: of each kind of place, how many there are.
    :param arrivals: how many arrivals suit the same kinds of places, by the set of these kinds.
    :returns: of each kind of place, how many are filled.
    """
    return _Allotment(places, arrivals).run()


class _Allotment:
    """A maximum flow from arrivals to places, found by augmenting paths."""

    def __init__(self, places: Sequence[int], arrivals: Mapping[frozenset[int], int]) -> None:
        self._places = places
        self._left = dict(arrivals)
        self._given: dict[tuple[frozenset[int], int], int] = {}
        self._filled = [0] * len(places)

    def run(self) -> list[int]:
        for kind, wanted in enumerate(self._places):
            while self._filled[kind] < wanted:
                gained = self._fill(kind, wanted - self._filled[kind], {kind})
                if not gained:
                    break
                self._filled[kind] += gained
        return self._filled

    def _fill(self, kind: int, wanted: int, tried: set[int]) -> int:
        """Find arrivals for a kind of place: spare ones, or those that another can do without."""
        suitable = [group for group in self._left if kind in group]
        for group in suitable:
            if self._left[group]:
                gained = min(wanted, self._left[group])
                self._left[group] -= gained
                self._give(group, kind, gained)
                return gained
        for group in suitable:
            for other in group - tried:
                held = self._given.get((group, other), 0)
                gained = self._fill(other, min(wanted, held), tried | {other}) if held else 0
                if gained:
                    self._give(group, other, -gained)
                    self._give(group, kind, gained)
                    return gained
        return 0

    def _give(self, group: frozenset[int], kind: int, count: int) -> None:
        self._given[group, kind] = self._given.get((group, kind), 0) + count
