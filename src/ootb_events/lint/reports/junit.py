"""JUnit XML: a suite for each file, a case in it for each event key and version.

Errors make a case fail, with all of them in one failure, as most readers show the first only.
Warnings and the rest stand in ``system-out``. A file that cannot be read is a case with an error.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Final, TextIO
from xml.sax.saxutils import escape, quoteattr

import attrs

from ootb_events.lint.reports._paths import relative
from ootb_events.lint.reports._terminal import printable
from ootb_events.lint.reports._words import counted, one_line, subject
from ootb_events.validation import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ootb_events.lint._model import FileResult, Issue, Summary

__all__ = ["Report"]

_AT_MOST: Final = 100
"""So many findings of each kind are written out in a case."""


@attrs.define
class _Lines:
    count: int = 0
    lines: list[str] = attrs.field(factory=list)

    def add(self, line: str, count: int) -> None:
        self.count += count
        if len(self.lines) < _AT_MOST:
            self.lines.append(line)
        elif len(self.lines) == _AT_MOST:
            self.lines.append("and more")

    def text(self) -> str:
        return escape("\n".join(self.lines))


@attrs.define
class _Case:
    problem: str = ""
    rule: str = ""
    message: str = ""
    errors: _Lines = attrs.field(factory=_Lines)
    others: _Lines = attrs.field(factory=_Lines)

    def add(self, issue: Issue) -> None:
        finding = issue.finding
        about = subject(issue)
        line = f"{one_line(issue)} [{about}]" if about else one_line(issue)
        if finding.severity is not Severity.ERROR:
            self.others.add(line, issue.count)
            return
        self.errors.add(line, issue.count)
        if not self.rule:
            self.rule = f"{finding.rule} {finding.name}"
            self.message = printable(finding.message)


class Report:
    """Write a suite whenever a file is done."""

    def __init__(self, stream: TextIO, *, color: bool = False, width: int | None = None) -> None:
        del color, width
        self._stream = stream
        self._cases: dict[str, _Case] = {}
        self._write("<?xml version='1.0' encoding='utf-8'?>")
        self._write('<testsuites name="ootb-events lint">')

    def result(self, result: FileResult) -> None:
        """Take the findings of one file, or of a part of one."""
        for key in sorted(result.by_version, key=_name):
            self._case(_name(key))
        for issue in result.issues:
            self._case(_name((issue.event, issue.version))).add(issue)
        for drift in result.drifts:
            case = self._case(_name((drift.event, drift.version)))
            case.others.add(printable(str(drift)), 1)
        if result.problem:
            self._case("the file").problem = printable(result.problem)
        if result.last:
            self._suite(result.file)

    def end(self, summary: Summary) -> None:
        """Close the document."""
        del summary
        self._write("</testsuites>")

    def _case(self, name: str) -> _Case:
        return self._cases.setdefault(name, _Case())

    def _suite(self, file: str) -> None:
        cases = self._cases or {"the file": _Case()}
        self._cases = {}
        path = printable(relative(file))
        counts = {
            "tests": len(cases),
            "failures": sum(case.errors.count > 0 for case in cases.values()),
            "errors": sum(bool(case.problem) for case in cases.values()),
        }
        numbers = " ".join(f'{name}="{number}"' for name, number in counts.items())
        self._write(f"<testsuite name={quoteattr(path)} {numbers} file={quoteattr(path)}>")
        # Readers take what follows a dot for the name of a class.
        stem = quoteattr(PurePath(path).with_suffix("").as_posix() if PurePath(path).name else path)
        for name, case in cases.items():
            self._write(f"<testcase name={quoteattr(name)} classname={stem}>")
            for line in _content(case):
                self._write(line)
            self._write("</testcase>")
        self._write("</testsuite>")

    def _write(self, line: str) -> None:
        self._stream.write(line.encode("ascii", errors="xmlcharrefreplace").decode() + "\n")


def _content(case: _Case) -> Iterator[str]:
    if case.problem:
        yield f'<error type="unreadable" message={quoteattr(case.problem)}/>'
    if case.errors.count:
        message = f"{counted(case.errors.count, 'error')}: {case.message}"
        opening = f"<failure type={quoteattr(case.rule)} message={quoteattr(message)}>"
        yield f"{opening}{case.errors.text()}</failure>"
    if case.others.count:
        yield f"<system-out>{case.others.text()}</system-out>"


def _name(key: tuple[str | None, str | None]) -> str:
    event, version = key
    if event is None:
        return "no known event"
    return printable(f"{event} {version}" if version else event)
