"""Workflow commands, which GitHub Actions shows as annotations.

GitHub keeps ten annotations of each level from a step. What goes beyond is written as plain lines
into a group of the log.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, TextIO

from ootb_events.lint.reports._paths import relative
from ootb_events.lint.reports._terminal import encodable, printable
from ootb_events.lint.reports._words import (
    advice,
    counted,
    looked_at,
    one_line,
    outcome,
    subject,
)
from ootb_events.validation import Severity

if TYPE_CHECKING:
    from ootb_events.lint._model import FileResult, Issue, Place, Summary

__all__ = ["Report"]

_LEVELS: Final = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "notice",
}
_AT_MOST: Final = 10
_PLAIN: Final = "- "
"""Begins each line that is none of ours to obey: a file may be named like a command."""


class Report:
    """Write an annotation for each finding, as long as GitHub shows them."""

    def __init__(self, stream: TextIO, *, color: bool = False, width: int | None = None) -> None:
        del color, width
        self._stream = stream
        self._levels: Counter[str] = Counter()

    def result(self, result: FileResult) -> None:
        """Write the findings of one file."""
        if result.problem:
            words = f"{printable(result.file)}: unreadable: {printable(result.problem)}"
            where = {"file": relative(result.file), "title": "unreadable"}
            self._annotate("error", where, printable(result.problem), words)
        for issue in result.issues:
            level = _LEVELS[issue.finding.severity]
            self._annotate(level, _properties(issue), _message(issue), one_line(issue))
        for drift in result.drifts:
            words = printable(str(drift))
            where = {"file": relative(drift.file), "title": "older version"}
            self._annotate("notice", where, words, f"{printable(drift.file)}: {words}")

    def end(self, summary: Summary) -> None:
        """Write how much was looked at, and how much GitHub does not show."""
        more = {level: number - _AT_MOST for level, number in self._levels.items()}
        unshown = [counted(number, level) for level, number in more.items() if number > 0]
        if unshown:
            self._line("::endgroup::")
            self._line(f"{_PLAIN}{', '.join(unshown)} more than GitHub annotates: see the group")
        self._line(f"{_PLAIN}{looked_at(summary)}: {outcome(summary)}")

    def _annotate(self, level: str, where: dict[str, str], message: str, plain: str) -> None:
        self._levels[level] += 1
        if self._levels[level] <= _AT_MOST:
            properties = ",".join(f"{name}={_property(value)}" for name, value in where.items())
            self._line(f"::{level} {properties}::{_data(message)}")
            return
        if sum(number > _AT_MOST for number in self._levels.values()) == 1 and (
            self._levels[level] == _AT_MOST + 1
        ):
            self._line("::group::Findings beyond what GitHub annotates")
        self._line(_PLAIN + plain)

    def _line(self, text: str) -> None:
        # "##[" begins a command of the older kind wherever it stands in a line.
        self._stream.write(encodable(text.replace("##[", "## ["), self._stream) + "\n")


def _properties(issue: Issue) -> dict[str, str]:
    title = f"{issue.finding.rule} {issue.finding.name}"
    return {"file": relative(issue.file), **_region(issue.place), "title": title}


def _region(place: Place) -> dict[str, str]:
    """Leave columns out where GitHub refuses them: when begin and end differ in line."""
    if place.line is None:
        return {}
    region = {"line": place.line, "endLine": place.end_line or place.line}
    if place.column is not None and region["line"] == region["endLine"]:
        region["col"] = place.column
        region["endColumn"] = place.end_column or place.column
    return {name: str(number) for name, number in region.items()}


def _message(issue: Issue) -> str:
    return "\n".join(filter(None, (advice(issue), subject(issue))))


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(printable(text)).replace(":", "%3A").replace(",", "%2C")
