"""Words that several formats share: where, how many, what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ootb_events.lint.reports._terminal import printable
from ootb_events.validation import Severity

if TYPE_CHECKING:
    from ootb_events.lint._model import Issue, Place, Summary

__all__ = [
    "advice",
    "counted",
    "grouped",
    "looked_at",
    "one_line",
    "outcome",
    "position",
    "spot",
    "subject",
]


def grouped(number: int) -> str:
    """Write a number with a space between its thousands."""
    return f"{number:,}".replace(",", " ")


def counted(number: int, noun: str) -> str:
    """Write a number of things."""
    plural = noun if number == 1 or noun == Severity.INFO.value else f"{noun}s"
    return f"{grouped(number)} {plural}"


def position(place: Place) -> str:
    """Write line and column, as far as they are known, or else the number of the event."""
    if place.line is not None:
        return f"{place.line}" if place.column is None else f"{place.line}:{place.column}"
    return f"[{place.index}]" if place.index is not None else ""


def spot(file: str, place: Place) -> str:
    """Write ``file:line:column``, which editors and terminals open."""
    if place.line is None and place.index is not None:
        return printable(file) + position(place)
    return ":".join(filter(None, (printable(file), position(place))))


def subject(issue: Issue) -> str:
    """Write the event, its version and the JSON Pointer, as far as there are any."""
    parts = (issue.event, issue.version, issue.finding.pointer)
    return " ".join(printable(part) for part in parts if part)


def advice(issue: Issue) -> str:
    """Write message and hint as one text of printable characters, with the count when folded."""
    finding = issue.finding
    times = f" ({grouped(issue.count)} times)" if issue.count > 1 else ""
    hint = f"; {printable(finding.hint)}" if finding.hint else ""
    return f"{printable(finding.message)}{hint}{times}"


def one_line(issue: Issue) -> str:
    """Write one finding on one line."""
    finding = issue.finding
    what = f"{finding.severity.value} {finding.rule} {finding.name}"
    return f"{spot(issue.file, issue.place)}: {what}: {advice(issue)}"


def looked_at(summary: Summary) -> str:
    """Write how much was looked at."""
    return f"{counted(summary.events, 'event')} in {counted(summary.files, 'file')}"


def outcome(summary: Summary) -> str:
    """Write how many findings there are of each severity, and what else is to be known."""
    counts = [
        counted(summary.by_severity[severity], severity.value)
        for severity in Severity
        if summary.by_severity[severity]
    ]
    if summary.unreadable:
        counts.append(f"{grouped(summary.unreadable)} unreadable")
    if summary.fixed:
        counts.append(f"{grouped(summary.fixed)} fixed")
    return ", ".join(counts) or "nothing found"
