"""Lines for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TextIO

import click

from ootb_events.lint.reports._terminal import printable, width_of, wrapped
from ootb_events.validation import Severity

if TYPE_CHECKING:
    from ootb_events.lint import FileResult, Located, Summary

__all__ = ["Report"]

_COLORS: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}
_INDENT: Final = " " * 11


class Report:
    """Write findings grouped by file, each with what to do about it.

    Lines are broken at the width of the terminal; elsewhere each text is one line.
    """

    def __init__(self, stream: TextIO, *, color: bool = False) -> None:
        self._stream = stream
        self._color = color
        self._width = width_of(stream)

    def result(self, result: FileResult) -> None:
        """Write the findings of one file, if there are any."""
        if not (result.findings or result.problem):
            return
        self._line(click.style(printable(result.file), bold=True))
        if result.problem:
            self._line(f"  {click.style('unreadable', fg='red')}  {printable(result.problem)}")
        for located in result.findings:
            self._finding(located)
        self._line("")

    def end(self, summary: Summary) -> None:
        """Write how much was looked at and what came of it."""
        looked = f"{_count(summary.events, 'event')} in {_count(summary.files, 'file')}"
        counts = [
            click.style(_count(summary.by_severity[severity], severity.value), fg=_COLORS[severity])
            for severity in Severity
            if summary.by_severity[severity]
        ]
        if summary.unreadable:
            counts.append(click.style(f"{summary.unreadable} unreadable", fg="red"))
        outcome = ", ".join(counts) or click.style("nothing found", fg="green")
        self._line(f"{looked}: {outcome}")

    def _finding(self, located: Located) -> None:
        finding = located.finding
        severity = click.style(f"{finding.severity.value:7}", fg=_COLORS[finding.severity])
        rule = f"{finding.rule} {finding.name}"
        where = printable(_where(located))
        if self._width and len(_INDENT) + len(where) + 2 + len(rule) > self._width:
            self._line(f"  {severity}  {where}")
            self._line(_INDENT + click.style(rule, dim=True))
        else:
            self._line(f"  {severity}  {where}  {click.style(rule, dim=True)}")
        for line in wrapped(printable(finding.message), _INDENT, self._width):
            self._line(line)
        if finding.hint:
            for line in wrapped(printable(finding.hint), _INDENT, self._width):
                self._line(click.style(line, dim=True))

    def _line(self, text: str) -> None:
        click.echo(text, file=self._stream, color=self._color)


def _where(located: Located) -> str:
    parts = [_place(located), located.finding.pointer]
    return "  ".join(filter(None, parts)) or "the whole document"


def _place(located: Located) -> str:
    if located.line is not None:
        return f"line {located.line}"
    return f"[{located.index}]" if located.index is not None else ""


def _count(number: int, noun: str) -> str:
    plural = noun if number == 1 or noun == Severity.INFO.value else f"{noun}s"
    return f"{number} {plural}"
