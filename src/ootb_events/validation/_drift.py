"""Whether a payload was written for an older version, and what has changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ootb_events.validation import _explain as explain
from ootb_events.validation._rules import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ootb_events.catalog import EventSchema
    from ootb_events.validation._findings import Finding

__all__ = ["drift", "misfits"]

_MISFITS: Final = frozenset({"OOTB201", "OOTB202", "OOTB203", "OOTB204", "OOTB206"})
_MOST_NAMES: Final = 5
_UPGRADE: Final = "move files with `ootb-events upgrade`"


def misfits(findings: Iterable[Finding]) -> list[Finding]:
    """Pick what suggests that a payload was written for another version."""
    return [
        found
        for found in findings
        if found.rule in _MISFITS and found.pointer.startswith("/context/")
    ]


def drift(
    older: EventSchema, current: EventSchema, now: Iterable[Finding], then: Iterable[Finding]
) -> Finding:
    """Say in one finding that a payload follows an older version, and what that changes."""
    known_then = {(found.rule, found.pointer) for found in then}
    changed = [found for found in now if (found.rule, found.pointer) not in known_then]
    gone = [_last_token(found) for found in changed if found.rule == "OOTB206"]
    other = [_last_token(found) for found in changed if found.rule in _MISFITS - {"OOTB206"}]
    what = " and ".join(
        part
        for part in (
            f"no longer has {_listed(gone)}" if gone else "",
            f"reads {_listed(other)} differently" if other else "",
        )
        if part
    )
    added = [key for key in current.parameters if key not in older.parameters]
    refused = any(found.severity is Severity.ERROR for found in changed)
    return explain.finding(
        "OOTB301",
        ("event",),
        f"follows version {older.version}; the current version {current.version} {what}",
        hint=(f"new in {current.version}: {_listed(added)}; " if added else "") + _UPGRADE,
        severity=Severity.ERROR if refused else Severity.WARNING,
    )


def _last_token(found: Finding) -> str:
    return found.pointer.rpartition("/")[2]


def _listed(names: list[str]) -> str:
    shown = names[:_MOST_NAMES]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
