"""Identical findings of one file, counted; the first few of them with their places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from ootb_events.lint._model import Issue

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from ootb_events.lint._model import Place
    from ootb_events.validation import Finding

__all__ = ["Group", "Groups"]

_PLACES: Final = 5
_MOST_GROUPS: Final = 10_000
_TOLD_BY_MESSAGE: Final = frozenset(
    {"OOTB001", "OOTB101", "OOTB107", "OOTB108", "OOTB207", "OOTB301"}
)


@attrs.define
class Group:
    """Findings of the same rule at the same pointer in events of the same version."""

    finding: Finding
    event: str | None
    version: str | None
    places: list[Place]
    count: int = 0

    @property
    def wants_place(self) -> bool:
        """Whether the place of the next one is to be kept."""
        return len(self.places) < _PLACES


class Groups:
    """Fold findings of one file.

    Two are identical when they have rule, severity, pointer, event key and version in common;
    where the pointer does not tell what is meant, the message as well. From the ten-thousandth
    group on, the pointer counts no more: memory stays bounded whatever a file holds.

    :param fold: whether to fold at all.
    """

    def __init__(self, *, fold: bool) -> None:
        self._fold = fold
        self._groups: dict[Hashable, Group] = {}

    def __len__(self) -> int:
        return len(self._groups)

    def group(self, finding: Finding, event: str | None, version: str | None) -> Group:
        """Find or make the group of a finding, and count it there."""
        key = self._key(finding, event, version)
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = Group(finding, event, version, [])
        group.count += 1
        return group

    def merge(self, issues: Iterable[Issue], moved: Callable[[Place], Place]) -> None:
        """Take over issues of another part of the same file.

        :param moved: gives a place the position that it has in the whole file.
        """
        for issue in issues:
            group = self.group(issue.finding, issue.event, issue.version)
            group.count += issue.count - 1
            for place in issue.places:
                if group.wants_place:
                    group.places.append(moved(place))

    def issues(self, file: str) -> tuple[Issue, ...]:
        """Return what was found, in the order of the file."""
        return tuple(
            Issue(
                file=file,
                finding=group.finding,
                event=group.event,
                version=group.version,
                places=tuple(group.places),
                count=group.count,
            )
            for group in self._groups.values()
            if group.places  # none yet where this was interrupted
        )

    def _key(self, finding: Finding, event: str | None, version: str | None) -> Hashable:
        if not self._fold:
            return len(self._groups)
        told = (finding.pointer, finding.message if finding.rule in _TOLD_BY_MESSAGE else "")
        if len(self._groups) >= _MOST_GROUPS:
            key = (finding.rule, finding.severity, event, version, told)
            return key if key in self._groups else (finding.rule, finding.severity)
        return (finding.rule, finding.severity, event, version, told)
