"""One JSON object a line, as things are found.

The ``type`` of an object says what it is: ``issue``, ``drift`` or ``problem``, and on the last line
``summary``. Their other fields are those that :mod:`ootb_events.lint.reports.json` documents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

from ootb_events.lint.reports import _objects

if TYPE_CHECKING:
    from ootb_events.lint._model import FileResult, Summary

__all__ = ["Report"]


class Report:
    """Write a line for each finding, each drift and each file that could not be read."""

    def __init__(self, stream: TextIO, *, color: bool = False, width: int | None = None) -> None:
        del color, width
        self._stream = stream

    def result(self, result: FileResult) -> None:
        """Write what was found in one file."""
        for issue in result.issues:
            self._line("issue", _objects.issue(issue))
        for drift in result.drifts:
            self._line("drift", _objects.drift(drift))
        if result.problem:
            self._line("problem", _objects.problem(result))

    def end(self, summary: Summary) -> None:
        """Write the summary."""
        counts = {**_objects.summary(summary), "unreadable": summary.unreadable}
        self._line("summary", counts)

    def _line(self, kind: str, fields: dict[str, Any]) -> None:
        self._stream.write(_objects.dumped({"type": kind, **fields}) + "\n")
