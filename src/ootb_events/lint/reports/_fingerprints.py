"""What makes a finding the same in the next run, though lines were added above it."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

from ootb_events.lint.reports._objects import text
from ootb_events.lint.reports._paths import relative

if TYPE_CHECKING:
    from ootb_events.lint._model import Issue

__all__ = ["Fingerprints", "digest"]


class Fingerprints:
    """Number findings that look alike within a file, so that each has a digest of its own."""

    def __init__(self) -> None:
        self._file: str | None = None
        self._seen: Counter[str] = Counter()

    def of(self, issue: Issue) -> str:
        """Return the digest of a finding; of no line, so that it may move."""
        if issue.file != self._file:
            self._file = issue.file
            self._seen.clear()
        finding = issue.finding
        alike = digest(
            relative(issue.file), finding.rule, issue.event or "", finding.pointer, finding.message
        )
        self._seen[alike] += 1
        again = self._seen[alike]
        return alike if again == 1 else digest(alike, str(again))


def digest(*parts: str) -> str:
    """Return 64 hexadecimal digits for a sequence of texts."""
    return sha256("\0".join(map(text, parts)).encode()).hexdigest()
