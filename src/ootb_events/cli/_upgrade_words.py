"""What upgrading files says to people and to programs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import attrs

from ootb_events.evolution._upgrade import upgrader_for
from ootb_events.lint.reports._terminal import printable
from ootb_events.lint.reports._words import counted, grouped, one_line, spot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ootb_events.catalog import Catalog
    from ootb_events.lint._upgrading_model import Lost, Move, UpgradeResult, UpgradeSummary

__all__ = ["UpgradeReport"]

_PLACES: Final = 3
_MOST: Final = 1000
"""How many problems of how many files are kept to be told."""


class UpgradeReport:
    """Collect what came of files, by event and version.

    :param catalog: which events exist.
    :param written: whether files were replaced.
    """

    def __init__(self, catalog: Catalog, *, written: bool) -> None:
        self._upgrader = upgrader_for(catalog)
        self._written = written
        self._moves: Counter[Move] = Counter()
        self._lost: dict[tuple[Move, str, str | None], list[Lost]] = {}
        self._lost_counts: Counter[tuple[Move, str, str | None]] = Counter()
        self._troubles: list[str] = []
        self._troubles_left = 0

    def add(self, result: UpgradeResult) -> None:
        """Take what came of one file."""
        self._moves.update(result.moves)
        for lost in result.lost:
            key = lost.move, lost.parameter, lost.kept
            self._lost_counts[key] += lost.count
            kept = self._lost.setdefault(key, [])
            if len(kept) < _PLACES:
                kept.append(lost)
        told = [one_line(issue) for issue in result.left]
        if result.problem:
            told.append(f"{printable(result.file)}: {printable(result.problem)}")
        room = max(_MOST - len(self._troubles), 0)
        self._troubles += told[:room]
        self._troubles_left += len(told[room:])

    def lines(self, summary: UpgradeSummary) -> Iterator[str]:
        """Write it for people."""
        for move in self._ordered():
            yield f"{move}: {counted(self._moves[move], 'event')}{', current' * move.stays}"
            yield from (f"  {line}" for line in self._losses(move))
            unknown = self._unknown(move)
            if unknown:
                yield f"  new, and not to be derived: {', '.join(unknown)}"
        for line in self._troubles:
            yield f"left as it is: {line}"
        if self._troubles_left:
            yield f"left as it is: {grouped(self._troubles_left)} more"
        yield self._summary(summary)

    def as_object(self, summary: UpgradeSummary) -> dict[str, Any]:
        """Write it as JSON has it; ``docs/evolution.md`` describes the form."""
        return {
            "written": self._written,
            "files": summary.files,
            "events": summary.events,
            "upgraded": summary.upgraded,
            "current": summary.current,
            "others": summary.others,
            "left": summary.unsettled,
            "versions": [self._as_object(move) for move in self._ordered()],
            "problems": self._troubles,
        }

    def _as_object(self, move: Move) -> dict[str, Any]:
        return {
            "from": {"event": move.source.event, "version": move.source.version},
            "to": {"event": move.target.event, "version": move.target.version},
            "events": self._moves[move],
            "dropped": [
                {
                    "parameter": parameter,
                    "kept": kept,
                    "events": self._lost_counts[of, parameter, kept],
                    "places": _places(losses),
                }
                for (of, parameter, kept), losses in self._lost.items()
                if of == move
            ],
            "unknown": list(self._unknown(move)),
        }

    def _ordered(self) -> list[Move]:
        return sorted(self._moves, key=lambda move: (attrs.astuple(move.source), str(move)))

    def _losses(self, move: Move) -> Iterator[str]:
        for (of, parameter, kept), losses in self._lost.items():
            if of == move:
                count = self._lost_counts[of, parameter, kept]
                beside = f", for {kept} is there as well" if kept else ""
                places = _places(losses)
                more = ", …" if count > len(places) else ""
                yield (
                    f"dropped in {counted(count, 'event')}: {printable(parameter)}{beside} "
                    f"({', '.join(places)}{more})"
                )

    def _unknown(self, move: Move) -> tuple[str, ...]:
        if move.stays:
            return ()
        target = f"{move.target.event}@{move.target.version}"
        return self._upgrader.way(move.source.event, move.source.version, target).unknown

    def _summary(self, summary: UpgradeSummary) -> str:
        verb = "upgraded" if self._written else "to be upgraded"
        parts = [f"{grouped(summary.upgraded)} {verb}", f"{grouped(summary.current)} current"]
        if summary.others:
            parts.append(f"{counted(summary.others, 'other')} passed over")
        parts.append(f"{grouped(summary.unsettled)} left as they are")
        if summary.unreadable:
            parts.append(f"{counted(summary.unreadable, 'file')} with a problem")
        where = counted(summary.files, "file")
        return f"{counted(summary.events, 'event')} in {where}: {', '.join(parts)}"


def _places(losses: list[Lost]) -> list[str]:
    return [spot(lost.file, place) for lost in losses for place in lost.places][:_PLACES]
