"""A Code Quality report, which GitLab shows in merge requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TextIO

from ootb_events.lint.reports._fingerprints import Fingerprints, digest
from ootb_events.lint.reports._objects import Items
from ootb_events.lint.reports._paths import relative
from ootb_events.lint.reports._terminal import printable
from ootb_events.lint.reports._words import advice
from ootb_events.validation import Severity

if TYPE_CHECKING:
    from ootb_events.lint._model import FileResult, Summary

__all__ = ["Report"]

_SEVERITIES: Final = {
    Severity.ERROR: "major",
    Severity.WARNING: "minor",
    Severity.INFO: "info",
}


class Report:
    """Write an array with an object for each finding."""

    def __init__(self, stream: TextIO, *, color: bool = False, width: int | None = None) -> None:
        del color, width
        self._stream = stream
        self._items = Items(stream)
        self._fingerprints = Fingerprints()
        stream.write("[")

    def result(self, result: FileResult) -> None:
        """Write the findings of one file."""
        if result.problem:
            print_ = digest(relative(result.file), "unreadable")
            words = f"unreadable: {printable(result.problem)}"
            self._items.add(_entry(result.file, "unreadable", "critical", words, print_))
        for issue in result.issues:
            finding = issue.finding
            check = f"{finding.rule} {finding.name}"
            severity = _SEVERITIES[finding.severity]
            print_ = self._fingerprints.of(issue)
            words = f"{finding.rule} {advice(issue)}"
            self._items.add(
                _entry(issue.file, check, severity, words, print_, line=issue.place.line or 1)
            )
        for drift in result.drifts:
            print_ = digest(relative(drift.file), "drift", drift.event, drift.version)
            words = printable(str(drift))
            self._items.add(_entry(drift.file, "older version", "info", words, print_))

    def end(self, summary: Summary) -> None:
        """Close the array."""
        del summary
        self._stream.write("\n]\n")


def _entry(  # noqa: PLR0913 - the fields of the format
    file: str, check: str, severity: str, words: str, fingerprint: str, *, line: int = 1
) -> dict[str, Any]:
    return {
        "description": words,
        "check_name": check,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": relative(file), "lines": {"begin": line}},
    }
