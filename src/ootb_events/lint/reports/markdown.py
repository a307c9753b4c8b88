"""Markdown for a comment on a pull request, short enough for GitHub to take it.

Whatever comes from a file stands in code spans, or escaped in HTML: nothing in it is a link, a
mention, markup or an image.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final, TextIO

from ootb_events.lint.reports._terminal import encodable, printable
from ootb_events.lint.reports._words import counted, grouped, looked_at, outcome, position
from ootb_events.validation import RULES

if TYPE_CHECKING:
    from ootb_events.lint._model import FileResult, Issue, Summary

__all__ = ["Report"]

_ROOM: Final = 56_000
"""So many characters of findings; GitHub takes 65 536 in all."""
_OF_A_FILE: Final = 20
_LONGEST: Final = 300


class Report:
    """Keep what fits of each file, and write it all below the counts at the end."""

    def __init__(self, stream: TextIO, *, color: bool = False, width: int | None = None) -> None:
        del color, width
        self._stream = stream
        self._sections: list[str] = []
        self._room = _ROOM
        self._left_out = 0
        self._lines: list[str] = []
        self._of_file = 0
        self._findings = 0

    def result(self, result: FileResult) -> None:
        """Take the findings of one file, or of a part of one."""
        if result.problem:
            self._lines.append(f"- **unreadable**: {_code(result.problem)}")
        for issue in result.issues:
            self._of_file += 1
            self._findings += issue.count
            if self._of_file <= _OF_A_FILE:
                self._lines.append(_item(issue))
        self._lines += [f"- {_code(str(drift))}" for drift in result.drifts]
        if result.last:
            self._section(result.file)

    def end(self, summary: Summary) -> None:
        """Write the comment."""
        parts = [f"### Event files: {outcome(summary)}", f"{looked_at(summary)}."]
        parts += [_table(summary)] if summary.by_rule else []
        parts += self._sections
        if self._left_out:
            files = counted(self._left_out, "more file")
            parts.append(f"_{files} had findings that did not fit here._")
        self._stream.write(encodable("\n\n".join(parts), self._stream) + "\n")

    def _section(self, file: str) -> None:
        lines, count, findings = self._lines, self._of_file, self._findings
        self._lines, self._of_file, self._findings = [], 0, 0
        if not lines:
            return
        if count > _OF_A_FILE:
            lines.append(f"- and {grouped(count - _OF_A_FILE)} more")
        name = f"<code>{escape(_clipped(file))}</code>"
        found = f": {counted(findings, 'finding')}" if findings else ""
        opening = f"<details><summary>{name}{found}</summary>"
        section = "\n\n".join((opening, "\n".join(lines), "</details>"))
        if len(section) > self._room:
            self._left_out += 1
            return
        self._room -= len(section) + 2
        self._sections.append(section)


def _table(summary: Summary) -> str:
    rows = [
        f"| {rule} {RULES[rule].name} | {summary.worst[rule].value} | {grouped(count)} "
        f"| {grouped(summary.files_by_rule[rule])} |"
        for rule, count in sorted(summary.by_rule.items())
    ]
    return "\n".join(("| rule | severity | findings | files |", "|---|---|--:|--:|", *rows))


def _item(issue: Issue) -> str:
    finding = issue.finding
    where = ", ".join(filter(None, map(position, issue.places)))
    parts = [f"- **{finding.severity.value}** {finding.rule} {finding.name}"]
    parts += [f"at {where}"] if where else []
    parts += [_code(finding.pointer)] if finding.pointer else []
    parts += [f"({grouped(issue.count)} times)"] if issue.count > 1 else []
    texts = (finding.message, finding.hint)
    return f"{' '.join(parts)}: {'; '.join(_code(text) for text in texts if text)}"


def _code(text: str) -> str:
    """Make a code span, in which nothing means anything, whatever the backticks in it."""
    text = _clipped(text)
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    edge = " " if text.startswith(("`", " ")) or text.endswith(("`", " ")) else ""
    return f"{fence}{edge}{text}{edge}{fence}"


def _clipped(text: str) -> str:
    text = printable(text[:_LONGEST]) + ("..." if len(text) > _LONGEST else "")
    return text if text.strip() else "(blank)"
