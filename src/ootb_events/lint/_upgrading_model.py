"""What upgrading files says: how many events of which version, what is lost, what is left."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from ootb_events.evolution import Release
    from ootb_events.lint._model import Issue, Place

__all__ = ["Lost", "Move", "UpgradeResult", "UpgradeSummary"]


@attrs.frozen(kw_only=True)
class Move:
    """Say from which version to which events go; the same for those that stay.

    :param source: the version that they follow.
    :param target: the version that they follow then.
    """

    source: Release
    target: Release

    @property
    def stays(self) -> bool:
        """Whether they follow the version already that they are to follow."""
        return self.source == self.target

    def __str__(self) -> str:
        if self.stays:
            return str(self.source)
        same = self.source.event == self.target.event
        return f"{self.source} → {self.target.version if same else self.target}"


@attrs.frozen(kw_only=True)
class Lost:
    """Say that a parameter of some events is dropped; never which value.

    :param file: the file, as it was named.
    :param move: the versions that its events go between.
    :param parameter: its key, as the events have it.
    :param kept: the key whose value is kept instead, where two had the same meaning.
    :param places: where it is in the file as it was read; of many, the first few.
    :param count: how many events lose it.
    """

    file: str
    move: Move
    parameter: str
    kept: str | None
    places: tuple[Place, ...]
    count: int


@attrs.frozen(kw_only=True)
class UpgradeResult:
    """Hold what came of one file.

    :param file: the file, as it was named.
    :param moves: how many events go from which version to which.
    :param lost: what they lose.
    :param left: what keeps an event, or what stands between events, from being upgraded.
    :param others: how many events were passed over, since others were asked for.
    :param unsettled: how many events are left as they are, though they were asked for.
    :param problem: why the file could not be read or replaced, or empty.
    """

    file: str
    moves: Counter[Move] = attrs.field(factory=Counter)
    lost: tuple[Lost, ...] = ()
    left: tuple[Issue, ...] = ()
    others: int = 0
    unsettled: int = 0
    problem: str = ""

    @property
    def upgraded(self) -> int:
        """How many events get another form."""
        return sum(count for move, count in self.moves.items() if not move.stays)


@attrs.define
class UpgradeSummary:
    """Count what came of all files."""

    files: int = 0
    unreadable: int = 0
    others: int = 0
    unsettled: int = 0
    faults: int = 0
    moves: Counter[Move] = attrs.field(factory=Counter)

    def add(self, result: UpgradeResult) -> None:
        """Count one more file."""
        self.files += 1
        self.unreadable += bool(result.problem)
        self.others += result.others
        self.unsettled += result.unsettled
        self.faults += sum(issue.count for issue in result.left)
        self.moves.update(result.moves)

    @property
    def upgraded(self) -> int:
        """How many events get another form."""
        return sum(count for move, count in self.moves.items() if not move.stays)

    @property
    def current(self) -> int:
        """How many events follow the version already that they are to follow."""
        return sum(count for move, count in self.moves.items() if move.stays)

    @property
    def events(self) -> int:
        """How many events there are."""
        return self.upgraded + self.current + self.others + self.unsettled

    def exit_code(self, *, written: bool) -> int:
        """Return 0 when every event is as it should be, 1 when not, 2 for what cannot be read.

        :param written: whether what was to be upgraded is upgraded now.
        """
        if self.unreadable:
            return 2
        return int(bool(self.faults or self.unsettled) or (bool(self.upgraded) and not written))
