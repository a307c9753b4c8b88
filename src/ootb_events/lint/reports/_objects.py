"""JSON values for what was found, and JSON arrays that are written item by item."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TextIO

from ootb_events.validation import Severity

if TYPE_CHECKING:
    from ootb_events.lint._model import Drift, FileResult, Issue, Place, Summary
    from ootb_events.validation import Fix

__all__ = ["Items", "drift", "dumped", "issue", "problem", "summary", "text"]


class Items:
    """Write the items of a JSON array one a line, as they come."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._between = "\n"

    def add(self, item: dict[str, Any]) -> None:
        """Write one more."""
        self._stream.write(self._between + dumped(item))
        self._between = ",\n"


def dumped(value: Any) -> str:
    """Write JSON in ASCII, so that it survives every encoding."""
    return json.dumps(value, ensure_ascii=True, allow_nan=False)


def text(value: str) -> str:
    """Escape half surrogate pairs, such as bytes of a file name that are no text."""
    return value.encode(errors="backslashreplace").decode()


def issue(found: Issue) -> dict[str, Any]:
    """Make the object of a finding."""
    finding = found.finding
    return {
        "file": text(found.file),
        **_place(found.place),
        "event": found.event and text(found.event),
        "version": found.version and text(found.version),
        "rule": finding.rule,
        "name": finding.name,
        "severity": finding.severity.value,
        "pointer": text(finding.pointer),
        "message": text(finding.message),
        "hint": text(finding.hint),
        "fix": finding.fix and _fix(finding.fix),
        "count": found.count,
        "places": [_place(place) for place in found.places],
    }


def drift(found: Drift) -> dict[str, Any]:
    """Make the object of a drift."""
    return {
        "file": text(found.file),
        "event": text(found.event),
        "version": text(found.version),
        "current": text(found.current),
        "count": found.count,
        "of": found.of,
        "message": text(str(found)),
    }


def problem(result: FileResult) -> dict[str, Any]:
    """Make the object of a file that could not be read."""
    return {"file": text(result.file), "problem": text(result.problem)}


def summary(total: Summary) -> dict[str, Any]:
    """Make the members that count what all files had."""
    return {
        "files": total.files,
        "events": total.events,
        "counts": {severity.value: total.by_severity[severity] for severity in Severity},
        "fixed": total.fixed,
        "rules": [
            {"rule": rule, "count": count, "files": total.files_by_rule[rule]}
            for rule, count in sorted(total.by_rule.items())
        ],
        "versions": [
            {"event": event and text(event), "version": version and text(version), "events": count}
            for (event, version), count in sorted(
                total.by_version.items(), key=lambda item: (item[0][0] or "", item[0][1] or "")
            )
        ],
    }


def _place(place: Place) -> dict[str, int | None]:
    return {
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "index": place.index,
    }


def _fix(fix: Fix) -> dict[str, Any]:
    """Leave the new value out: it may be personal data."""
    return {
        "op": fix.op,
        "path": text(fix.path),
        "from": fix.source and text(fix.source),
        "safe": fix.safe,
    }
