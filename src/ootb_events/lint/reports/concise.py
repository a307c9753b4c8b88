"""One line for each finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from ootb_events.lint.reports._terminal import encodable, printable
from ootb_events.lint.reports._words import looked_at, one_line, outcome

if TYPE_CHECKING:
    from ootb_events.lint._model import FileResult, Summary

__all__ = ["Report"]


class Report:
    """Write ``file:line:column: severity rule name: message``, and a last line that counts."""

    def __init__(self, stream: TextIO, *, color: bool = False, width: int | None = None) -> None:
        del color, width
        self._stream = stream

    def result(self, result: FileResult) -> None:
        """Write the findings of one file."""
        for issue in result.issues:
            self._line(one_line(issue))
        for drift in result.drifts:
            self._line(f"{printable(drift.file)}: note: {printable(str(drift))}")
        if result.problem:
            self._line(f"{printable(result.file)}: unreadable: {printable(result.problem)}")

    def end(self, summary: Summary) -> None:
        """Write how much was looked at and what came of it."""
        self._line(f"{looked_at(summary)}: {outcome(summary)}")

    def _line(self, text: str) -> None:
        self._stream.write(encodable(text, self._stream) + "\n")
