"""Fixes applied, one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from ootb_events import _json
from ootb_events.errors import DecodeError
from ootb_events.lint._edit import edited, edits_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from ootb_events.validation import Finding, Fix, Report

__all__ = ["Mended", "mend"]

_MOST_FIXES: Final = 1000
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


@attrs.frozen(kw_only=True)
class Mended:
    """Hold a text after fixes were applied to it.

    :param text: the text, the same as before when there was nothing to fix.
    :param applied: the findings whose fixes were applied, in that order.
    """

    text: bytes = attrs.field(repr=False)
    applied: tuple[Finding, ...] = ()


def mend(text: bytes, validate: Callable[[bytes], Report], *, unsafe: bool = False) -> Mended:
    """Apply the fixes of what is found in an event, and again until there are none left.

    A fix is applied when its finding is gone after it, there are no more errors than before, and
    no value is lost. What a fix does not change keeps every character. A text with duplicate keys
    is left alone: which value is meant is for a person to say.

    :param text: one event, as JSON.
    :param validate: says what is to be said about a text.
    :param unsafe: whether fixes are applied that guess.
    """
    report = validate(text)
    applied: list[Finding] = []
    while len(applied) < _MOST_FIXES:
        step = _next_step(text, report, validate, unsafe=unsafe)
        if step is None:
            break
        text, report, finding = step
        applied.append(finding)
    return Mended(text=text, applied=tuple(applied))


def _next_step(
    text: bytes, report: Report, validate: Callable[[bytes], Report], *, unsafe: bool
) -> tuple[bytes, Report, Finding] | None:
    """Apply the first fix that makes the text better."""
    mark, body = _split(text)
    for finding in report.findings:
        fix = finding.fix
        if fix is None or not (fix.safe or unsafe) or not _is_editable(body):
            continue
        changed = mark + _fixed(body, fix)
        if changed != text and _is_better(after := validate(changed), report, finding):
            return changed, after, finding
    return None


def _split(text: bytes) -> tuple[bytes, bytes]:
    body = text.removeprefix(_BYTE_ORDER_MARK)
    return text[: len(text) - len(body)], body


def _is_editable(body: bytes) -> bool:
    try:
        return not _json.read(body).faults
    except DecodeError:
        return False


def _fixed(body: bytes, fix: Fix) -> bytes:
    text = body.decode()
    return edited(text, edits_for(text, fix)).encode()


def _is_better(after: Report, before: Report, finding: Finding) -> bool:
    if len(after.errors) > len(before.errors):
        return False
    return all(
        (left.rule, left.pointer) != (finding.rule, finding.pointer) for left in after.findings
    )
