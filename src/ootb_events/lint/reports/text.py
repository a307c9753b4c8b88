"""Lines for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TextIO

import click

from ootb_events.lint.reports._quotes import quoted
from ootb_events.lint.reports._tables import table
from ootb_events.lint.reports._terminal import encodable, printable, wrapped
from ootb_events.lint.reports._words import (
    grouped,
    looked_at,
    outcome,
    position,
    spot,
    subject,
)
from ootb_events.validation import RULES, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ootb_events.lint._model import FileResult, Issue, Summary

__all__ = ["Report"]

_COLORS: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}
_INDENT: Final = "    "
_SMALLEST_ROOM: Final = 20


class Report:
    """Write findings grouped by file, each with its line and what to do about it.

    Lines are broken at the width of the terminal; elsewhere each text is one line.
    """

    def __init__(self, stream: TextIO, *, color: bool = False, width: int | None = None) -> None:
        self._stream = stream
        self._color = color
        self._width = width
        self._file: str | None = None

    def result(self, result: FileResult) -> None:
        """Write what was found in one file, or in a part of one."""
        self._lines(self._of(result))
        if result.last:
            self._file = None

    def end(self, summary: Summary) -> None:
        """Write tables of what was looked at and found, and what came of it."""
        self._lines(self._totals(summary))

    def _of(self, result: FileResult) -> Iterator[str]:
        if not (result.issues or result.drifts or result.problem):
            return
        if result.file != self._file:
            self._file = result.file
            yield click.style(printable(result.file), bold=True, underline=True)
            yield ""
        if result.problem:
            yield from self._headed("unreadable", "red", printable(result.problem))
            yield ""
        for issue in result.issues:
            yield from self._issue(issue)
            yield ""
        for drift in result.drifts:
            yield from self._headed("note", "cyan", printable(str(drift)))
            yield ""

    def _issue(self, issue: Issue) -> Iterator[str]:
        finding = issue.finding
        color, rule = _COLORS[finding.severity], f"{finding.rule} {finding.name}"
        yield from self._headed(finding.severity.value, color, printable(finding.message), rule)
        yield from self._located(issue)
        yield from self._quoted(issue, color)
        for note in _notes(issue):
            yield from wrapped(note, f"{_INDENT}  ", self._width, first=f"{_INDENT}= ")

    def _headed(self, head: str, color: str, text: str, rule: str = "") -> Iterator[str]:
        plain = f"  {head} {rule}: " if rule else f"  {head}: "
        styled = f"  {click.style(head, fg=color, bold=True)}"
        styled += f" {click.style(rule, bold=True)}: " if rule else ": "
        lines = wrapped(text, _INDENT, self._width, first=plain)
        yield styled + next(lines, plain)[len(plain) :]
        yield from lines

    def _located(self, issue: Issue) -> Iterator[str]:
        where, what = spot(issue.file, issue.place), subject(issue)
        styled = f"{_INDENT}{click.style(where, fg='cyan')}"
        together = len(_INDENT) + len(where) + 2 + len(what)
        if self._width is None or together <= self._width:
            yield f"{styled}  {what}".rstrip()
            return
        yield styled
        yield from wrapped(what, _INDENT, self._width)

    def _quoted(self, issue: Issue, color: str) -> Iterator[str]:
        place = issue.place
        if place.excerpt is None:
            return
        number = "" if place.line is None else str(place.line)
        gutter = f"{_INDENT}{number} | "
        room = self._width and max(self._width - len(gutter), _SMALLEST_ROOM)
        line, carets = quoted(place.excerpt, room)
        yield click.style(gutter, dim=True) + line
        below = f"{_INDENT}{' ' * len(number)} | "
        yield click.style(below, dim=True) + click.style(carets, fg=color, bold=True)

    def _totals(self, summary: Summary) -> Iterator[str]:
        if summary.by_version:
            yield from _titled(table(list(_versions(summary))))
        if summary.by_rule:
            yield from _titled(table(list(_rules(summary)), numbers=2))
        yield f"{looked_at(summary)}: {click.style(outcome(summary), fg=_verdict(summary))}"
        if mendable := _mendable(summary):
            yield mendable

    def _lines(self, lines: Iterator[str]) -> None:
        text = "".join(f"{line}\n" for line in lines)
        if text:
            click.echo(encodable(text, self._stream), self._stream, nl=False, color=self._color)


def _notes(issue: Issue) -> Iterator[str]:
    finding = issue.finding
    if finding.hint:
        yield printable(finding.hint)
    if issue.count > 1:
        yield _folded(issue)
    if finding.fix:
        yield f"fixable with {'--fix' if finding.fix.safe else '--fix --unsafe'}"


def _folded(issue: Issue) -> str:
    others = [position(place) for place in issue.places[1:]]
    rest = issue.count - len(issue.places)
    more = f" and {grouped(rest)} more" if others and rest > 0 else ""
    also = f"; also at {', '.join(others)}{more}" if others else ""
    return f"{grouped(issue.count)} times in this file{also}"


def _versions(summary: Summary) -> Iterator[tuple[str, ...]]:
    current = {(drift.event, drift.version): drift.current for drift in summary.drifts}
    yield "event", "version", *(["current"] if current else []), "events"
    for (event, version), count in sorted(summary.by_version.items(), key=_sortable):
        newer = current.get((event or "", version or ""), "")
        key = printable(event or "(no known event)"), printable(version or "-")
        yield *key, *([printable(newer)] if current else []), grouped(count)


def _rules(summary: Summary) -> Iterator[tuple[str, ...]]:
    yield "rule", "severity", "findings", "files"
    for rule, count in sorted(summary.by_rule.items(), key=lambda item: (-item[1], item[0])):
        files = grouped(summary.files_by_rule[rule])
        name = f"{rule} {RULES[rule].name}"
        yield name, summary.worst[rule].value, grouped(count), files


def _sortable(item: tuple[tuple[str | None, str | None], int]) -> tuple[bool, str, str]:
    event, version = item[0]
    return event is None, event or "", version or ""


def _titled(lines: Iterator[str]) -> Iterator[str]:
    yield click.style(next(lines), dim=True)
    yield from lines
    yield ""


def _verdict(summary: Summary) -> str:
    if summary.unreadable or summary.by_severity[Severity.ERROR]:
        return "red"
    return "yellow" if summary.by_severity[Severity.WARNING] else "green"


def _mendable(summary: Summary) -> str:
    parts = []
    if summary.safe:
        parts.append(f"{grouped(summary.safe)} fixable with --fix")
    if summary.unsafe:
        more = "more " if summary.safe else ""
        parts.append(f"{grouped(summary.unsafe)} {more}with --fix --unsafe")
    return ", ".join(parts)
