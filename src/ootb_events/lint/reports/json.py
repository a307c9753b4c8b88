"""One JSON document, for programs.

::

    {
      "files": 2,                        files that were opened or could not be
      "events": 3,                       events that were looked at
      "counts": {"error": 1, "warning": 0, "info": 0},
      "unreadable": [{"file": "missing.json", "problem": "No such file or directory"}],
      "findings": [
        {
          "file": "login.json",          as it was named
          "line": null,                  1-based, where each line is an event or where the fault is
          "index": null,                 0-based, where the file is an array of events
          "event": "ootb_login",         null when the payload names none that is known
          "version": "1.1.0",            the version that it was found to follow, or null
          "rule": "OOTB201",
          "name": "wrong-type",
          "severity": "error",           error, warning or info
          "pointer": "/context/ootb_balance",    JSON Pointer within the event
          "message": "expected a number, got a string",
          "hint": "send it without quotes"       may be empty
        }
      ]
    }

The text is ASCII, so it survives every encoding. Fields may be added, none is ever removed.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TextIO

import click

from ootb_events.validation import Severity

if TYPE_CHECKING:
    from ootb_events.lint import FileResult, Located, Summary

__all__ = ["Report"]


class Report:
    """Write one document with every finding, when all files have been looked at."""

    def __init__(self, stream: TextIO, *, color: bool = False) -> None:
        del color
        self._stream = stream
        self._findings: list[dict[str, Any]] = []
        self._unreadable: list[dict[str, str]] = []

    def result(self, result: FileResult) -> None:
        """Take the result of one file."""
        self._findings += map(_as_object, result.findings)
        if result.problem:
            self._unreadable.append({"file": _name(result.file), "problem": result.problem})

    def end(self, summary: Summary) -> None:
        """Write the document."""
        document = {
            "files": summary.files,
            "events": summary.events,
            "counts": {severity.value: summary.by_severity[severity] for severity in Severity},
            "unreadable": self._unreadable,
            "findings": self._findings,
        }
        click.echo(json.dumps(document, indent=2), file=self._stream)


def _as_object(located: Located) -> dict[str, Any]:
    finding = located.finding
    return {
        "file": _name(located.file),
        "line": located.line,
        "index": located.index,
        "event": located.event,
        "version": located.version,
        "rule": finding.rule,
        "name": finding.name,
        "severity": finding.severity.value,
        "pointer": finding.pointer,
        "message": finding.message,
        "hint": finding.hint,
    }


def _name(file: str) -> str:
    """Escape the bytes of a file name that are not text, which JSON could not carry."""
    return file.encode(errors="backslashreplace").decode()
