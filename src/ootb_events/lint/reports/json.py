"""One JSON document, for programs.

::

    {
      "findings": [                      one a line, written as they are found
        {
          "file": "login.json",          as it was named
          "line": 4,                     1-based; null when it is about the whole file
          "column": 21,                  1-based, in characters; null when only the line is known
          "end_line": 4,                 of the end of the value or key, or null
          "end_column": 27,              the column after its end, or null
          "index": 0,                    0-based number of the event in its file, or null
          "event": "ootb_login",         null when the payload names none that is known
          "version": "1.1.0",            the version that it was found to follow, or null
          "rule": "OOTB201",
          "name": "wrong-type",
          "severity": "error",           error, warning or info
          "pointer": "/context/ootb_balance",    JSON Pointer within the event
          "message": "expected a number, got a string",
          "hint": "send it without quotes",      may be empty
          "fix": {                       or null when there is none
            "op": "replace",             as in a JSON Patch, but without the new value
            "path": "/context/ootb_balance",
            "from": null,
            "safe": true                 false when it loses or guesses something
          },
          "count": 1,                    how many identical ones the file has
          "places": [                    the first of them; the first place is the one above
            {"line": 4, "column": 21, "end_line": 4, "end_column": 27, "index": 0}
          ]
        }
      ],
      "drifts": [                        events that follow a version that is not current
        {
          "file": "login.json",
          "event": "ootb_login",
          "version": "1.0.0",
          "current": "1.1.0",
          "count": 2,                    so many of them follow it
          "of": 3,                       of so many
          "message": "2 of 3 ootb_login events follow 1.0.0; current is 1.1.0: ..."
        }
      ],
      "unreadable": [{"file": "missing.json", "problem": "No such file or directory"}],
      "files": 2,                        files that were opened or could not be
      "events": 3,                       events that were looked at
      "counts": {"error": 1, "warning": 0, "info": 0},
      "fixed": 0,                        fixes that were applied, or would be
      "rules": [{"rule": "OOTB201", "count": 1, "files": 1}],
      "versions": [{"event": "ootb_login", "version": "1.1.0", "events": 3}]
    }

The text is ASCII, so it survives every encoding. Fields may be added, none is ever removed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

from ootb_events.lint.reports import _objects

if TYPE_CHECKING:
    from ootb_events.lint._model import FileResult, Summary

__all__ = ["Report"]


class Report:
    """Write one document: every finding as it comes, then what is to be said of all."""

    def __init__(self, stream: TextIO, *, color: bool = False, width: int | None = None) -> None:
        del color, width
        self._stream = stream
        self._findings = _objects.Items(stream)
        self._unreadable: list[dict[str, Any]] = []
        stream.write('{\n"findings": [')

    def result(self, result: FileResult) -> None:
        """Write the findings of one file."""
        for issue in result.issues:
            self._findings.add(_objects.issue(issue))
        if result.problem:
            self._unreadable.append(_objects.problem(result))

    def end(self, summary: Summary) -> None:
        """Write the rest of the document."""
        self._stream.write("\n]")
        self._array("drifts", [_objects.drift(drift) for drift in summary.drifts])
        self._array("unreadable", self._unreadable)
        for name, value in _objects.summary(summary).items():
            self._stream.write(f',\n"{name}": {_objects.dumped(value)}')
        self._stream.write("\n}\n")

    def _array(self, name: str, objects: list[dict[str, Any]]) -> None:
        self._stream.write(f',\n"{name}": [')
        items = _objects.Items(self._stream)
        for item in objects:
            items.add(item)
        self._stream.write("\n]")
