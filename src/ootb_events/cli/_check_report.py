"""How check writes down what it found."""

from __future__ import annotations

import json
import os
from collections import Counter
from typing import TYPE_CHECKING, Any, Final, TextIO

import attrs
import click

from ootb_events.lint.reports import reporter
from ootb_events.lint.reports._objects import text as escaped
from ootb_events.lint.reports._tables import table
from ootb_events.lint.reports._terminal import encodable, printable, width_of, wrapped
from ootb_events.lint.reports._words import counted, grouped
from ootb_events.validation import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ootb_events.lint import FileResult, Summary
    from ootb_events.usage import CodeFile, CodeFinding, Use

__all__ = ["JsonReport", "TextReport"]

_COLORS: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}
_INDENT: Final = "    "


@attrs.define
class _Code:
    """Count what the files of code had."""

    files: int = 0
    unreadable: int = 0
    by_severity: Counter[Severity] = attrs.field(factory=Counter)
    uses: Counter[Use] = attrs.field(factory=Counter)

    def add(self, result: CodeFile) -> None:
        self.files += 1
        self.unreadable += bool(result.problem)
        self.uses.update(result.uses)
        for finding in result.findings:
            self.by_severity[finding.severity] += finding.count


class TextReport:
    """Write lines for people: payloads as lint does, code in the same form."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._width = width_of(stream)
        self._color = not os.environ.get("NO_COLOR") and (
            stream.isatty() or bool(os.environ.get("FORCE_COLOR"))
        )
        self._lint = reporter("text", stream, color=self._color, width=self._width)
        self._code = _Code()

    def payloads(self, result: FileResult) -> None:
        """Write what was found in a file of payloads."""
        self._lint.result(result)

    def payloads_end(self, summary: Summary) -> None:
        """Write what all files of payloads had."""
        if summary.files:
            self._lint.end(summary)
            self._write("")

    def code(self, result: CodeFile) -> None:
        """Write what was found in a file of code."""
        self._code.add(result)
        if not (result.findings or result.problem):
            return
        self._write(click.style(printable(result.file), bold=True, underline=True), "")
        if result.problem:
            head = click.style("unreadable", fg="red", bold=True)
            self._write(f"  {head}: {printable(result.problem)}", "")
        for finding in result.findings:
            self._write(*self._finding(result.file, finding), "")

    def end(self) -> None:
        """Write what all files of code had."""
        code = self._code
        if not code.files:
            return
        if code.uses:
            rows = [("class", "event", "version", "current", "uses"), *_rows(code.uses)]
            head, *lines = table(rows)
            self._write(click.style(head, dim=True), *lines, "")
        outcome = ", ".join(_outcome(code)) or "nothing found"
        color = "red" if code.by_severity[Severity.ERROR] or code.unreadable else "green"
        color = "yellow" if color == "green" and code.by_severity[Severity.WARNING] else color
        self._write(f"{counted(code.files, 'file')} of code: {click.style(outcome, fg=color)}")

    def _finding(self, file: str, finding: CodeFinding) -> Iterator[str]:
        severity = finding.severity.value
        plain = f"  {severity} {finding.rule}: "
        styled = (
            f"  {click.style(severity, fg=_COLORS[finding.severity], bold=True)} "
            f"{click.style(finding.rule, bold=True)}: "
        )
        lines = wrapped(printable(finding.message), _INDENT, self._width, first=plain)
        yield styled + next(lines, plain)[len(plain) :]
        yield from lines
        where = f"{printable(file)}:{finding.places[0]}"
        yield f"{_INDENT}{click.style(where, fg='cyan')}"
        for note in _notes(finding):
            yield from wrapped(printable(note), f"{_INDENT}  ", self._width, first=f"{_INDENT}= ")

    def _write(self, *lines: str) -> None:
        for line in lines:
            click.echo(encodable(line, self._stream), self._stream, color=self._color)


def _notes(finding: CodeFinding) -> Iterator[str]:
    if finding.advice:
        yield finding.advice
    if finding.count > 1:
        others = ", ".join(map(str, finding.places[1:]))
        more = finding.count - len(finding.places)
        rest = f" and {grouped(more)} more" if more > 0 else ""
        yield f"{grouped(finding.count)} times in this file; also at {others}{rest}"


def _rows(uses: Counter[Use]) -> Iterator[tuple[str, ...]]:
    modules = Counter(name for name, _ in {(use.name, use.module) for use in uses})
    for use, count in sorted(uses.items()):
        current = "" if use.current == use.version else use.current
        name = use.name if modules[use.name] == 1 else f"{use.module}.{use.name}"
        yield name, use.event, use.version, current, grouped(count)


def _outcome(code: _Code) -> Iterator[str]:
    for severity in Severity:
        if code.by_severity[severity]:
            yield counted(code.by_severity[severity], severity.value)
    if code.unreadable:
        yield f"{grouped(code.unreadable)} unreadable"


class JsonReport:
    """Write one document: ``payloads`` as lint's has it, and ``code``; ``docs/evolution.md``."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._code = _Code()
        self._unreadable: list[dict[str, str]] = []
        self._between = "\n"
        stream.write('{"payloads": ')
        self._lint = reporter("json", stream)

    def payloads(self, result: FileResult) -> None:
        """Write what was found in a file of payloads."""
        self._lint.result(result)

    def payloads_end(self, summary: Summary) -> None:
        """Write what all files of payloads had."""
        self._lint.end(summary)
        self._stream.write(',\n"code": {"findings": [')

    def code(self, result: CodeFile) -> None:
        """Write what was found in a file of code."""
        self._code.add(result)
        if result.problem:
            self._unreadable.append({"file": escaped(result.file), "problem": result.problem})
        for finding in result.findings:
            self._stream.write(f"{self._between}{json.dumps(_object(result.file, finding))}")
            self._between = ",\n"

    def end(self) -> None:
        """Write what all files of code had."""
        code = self._code
        rest = {
            "unreadable": self._unreadable,
            "files": code.files,
            "counts": {severity.value: code.by_severity[severity] for severity in Severity},
            "uses": [{**attrs.asdict(use), "count": n} for use, n in sorted(code.uses.items())],
        }
        members = json.dumps(rest)[1:-1]
        self._stream.write(f"\n],\n{members}}}}}\n")


def _object(file: str, finding: CodeFinding) -> dict[str, Any]:
    return {
        "file": escaped(file),
        **attrs.asdict(finding.places[0]),
        "rule": finding.rule,
        "severity": finding.severity.value,
        "subject": escaped(finding.subject),
        "message": escaped(finding.message),
        "advice": escaped(finding.advice),
        "count": finding.count,
        "places": [attrs.asdict(place) for place in finding.places],
    }
