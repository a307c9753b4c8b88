"""What lint says of files, for a test that fails."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import attrs

from ootb_events.lint.reports import reporter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ootb_events.lint import FileResult
    from ootb_events.validation import Finding

__all__ = ["findings_of", "told"]

_MOST: Final = 20


def findings_of(results: Sequence[FileResult]) -> Iterator[Finding]:
    """List what was found."""
    return (issue.finding for result in results for issue in result.issues)


def told(results: Sequence[FileResult]) -> str:
    """Write what was found as lint does, the first findings of many."""
    stream = io.StringIO()
    report = reporter("text", stream)
    left = _MOST
    for result in results:
        shown = result.issues[:left]
        left -= len(shown)
        if shown or result.problem:
            report.result(attrs.evolve(result, issues=shown, drifts=()))
    text = stream.getvalue().rstrip()
    more = sum(len(result.issues) for result in results) - _MOST
    return f"{text}\n\nand {more} more findings" if more > 0 else text
