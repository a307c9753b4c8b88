"""What lint says: where, what, how often; and what of it all files together had."""

from __future__ import annotations

from collections import Counter
from typing import Final, Literal

import attrs

from ootb_events.validation import Finding, Severity

__all__ = ["Drift", "Excerpt", "FailOn", "FileResult", "Issue", "Place", "Summary"]

FailOn = Literal["error", "warning"]

_ORDER: Final = list(Severity)


@attrs.frozen(kw_only=True)
class Excerpt:
    """Quote the line that a finding is in, safe to show.

    :param text: the line or a part of it: personal data masked, control characters escaped.
    :param start: the 0-based character in it at which the caret begins.
    :param length: how many characters the caret covers, at least 1.
    """

    text: str
    start: int
    length: int = 1


@attrs.frozen(kw_only=True)
class Place:
    """Say where a finding is, in characters, as an editor counts them.

    :param line: the 1-based line of the offending value or key; ``None`` for a whole file.
    :param column: its 1-based column.
    :param end_line: the line on which the value or key ends.
    :param end_column: the column after its end.
    :param index: the 0-based number of its event within the file.
    :param excerpt: the line that it is in, where one is to be shown.
    """

    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    index: int | None = None
    excerpt: Excerpt | None = None


@attrs.frozen(kw_only=True)
class Issue:
    """Hold one finding of a file, or several identical ones.

    :param file: the file, as it was named.
    :param finding: what was found; of several, the first.
    :param event: the event key, as far as it is known.
    :param version: the version that the payload was found to follow.
    :param places: where it is; of many, the first few. Never empty.
    :param count: how many of them there are.
    """

    file: str
    finding: Finding
    event: str | None = None
    version: str | None = None
    places: tuple[Place, ...]
    count: int = 1

    @property
    def place(self) -> Place:
        """The first place."""
        return self.places[0]


@attrs.frozen(kw_only=True)
class Drift:
    """Say how many events of a file follow a version that is not current.

    :param file: the file, as it was named.
    :param event: the event key.
    :param version: the version that they follow.
    :param current: the version that is current, or that was asked for.
    :param count: how many follow it.
    :param of: how many events of this key the file has.
    :param words: what the current version changed, for people.
    """

    file: str
    event: str
    version: str
    current: str
    count: int
    of: int
    words: str

    def __str__(self) -> str:
        verb = "follow" if self.count > 1 else "follows"
        return (
            f"{_grouped(self.count)} of {_grouped(self.of)} {self.event} events {verb} "
            f"{self.version}; current is {self.current}: {self.words}"
        )


@attrs.frozen(kw_only=True)
class FileResult:
    """Hold what was found in one file, or in a part of it.

    :param file: the file, as it was named.
    :param events: how many events were looked at.
    :param issues: what was found, in the order of the file.
    :param drifts: which older versions its events follow.
    :param by_version: how many events there are of each key and version, as far as known.
    :param problem: why the file could not be read, or empty.
    :param fixed: how many fixes were applied, or would be.
    :param last: whether no more parts of this file follow.
    """

    file: str
    events: int = 0
    issues: tuple[Issue, ...] = ()
    drifts: tuple[Drift, ...] = ()
    by_version: Counter[tuple[str | None, str | None]] = attrs.field(factory=Counter)
    problem: str = ""
    fixed: int = 0
    last: bool = True


@attrs.define
class Summary:
    """Count what was found in all files.

    :ivar by_rule: how many findings there are of each rule.
    :ivar files_by_rule: in how many files each rule has findings.
    :ivar worst: the worst severity that each rule was found with.
    :ivar safe: how many findings have a safe fix.
    :ivar unsafe: how many have one that loses or guesses something.
    """

    files: int = 0
    events: int = 0
    unreadable: int = 0
    fixed: int = 0
    by_severity: Counter[Severity] = attrs.field(factory=Counter)
    by_rule: Counter[str] = attrs.field(factory=Counter)
    files_by_rule: Counter[str] = attrs.field(factory=Counter)
    by_version: Counter[tuple[str | None, str | None]] = attrs.field(factory=Counter)
    drifts: list[Drift] = attrs.field(factory=list)
    worst: dict[str, Severity] = attrs.field(factory=dict)
    safe: int = 0
    unsafe: int = 0
    _rules_of_file: set[str] = attrs.field(factory=set, init=False)

    def add(self, result: FileResult) -> None:
        """Count one more file, or one more part of one."""
        self.files += result.last
        self.events += result.events
        self.fixed += result.fixed
        self.unreadable += bool(result.problem)
        self.by_version.update(result.by_version)
        self.drifts += result.drifts
        for issue in result.issues:
            self._add(issue.finding, issue.count)
        if result.last:
            self.files_by_rule.update(self._rules_of_file)
            self._rules_of_file.clear()

    def _add(self, finding: Finding, count: int) -> None:
        rule, severity = finding.rule, finding.severity
        self.by_severity[severity] += count
        self.by_rule[rule] += count
        self._rules_of_file.add(rule)
        self.worst[rule] = min(self.worst.get(rule, severity), severity, key=_ORDER.index)
        if finding.fix:
            self.safe += count * finding.fix.safe
            self.unsafe += count * (not finding.fix.safe)

    def exit_code(self, fail_on: FailOn = "error") -> int:
        """Return 0 when all is well, 1 when not, 2 when a file could not be read.

        :param fail_on: the least severity that counts.
        """
        if self.unreadable:
            return 2
        bad = self.by_severity[Severity.ERROR]
        if fail_on == "warning":
            bad += self.by_severity[Severity.WARNING]
        return int(bad > 0)


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", " ")
