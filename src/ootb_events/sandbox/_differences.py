"""What one version of an event changed, for the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ootb_events.evolution import diff

if TYPE_CHECKING:
    from ootb_events.catalog import EventSchema
    from ootb_events.evolution import Change

__all__ = ["differences"]


def differences(older: EventSchema, newer: EventSchema) -> list[dict[str, Any]]:
    """List the changes but those of words, and what follows from each for payloads and code."""
    return [
        {
            "change": _sort(change),
            "parameter": change.parameter,
            "detail": change.message,
            "payloads": change.payloads,
            "code": change.code,
        }
        for change in diff(older, newer)
        if change.kind != "words-changed"
    ]


def _sort(change: Change) -> str:
    _, _, last = change.kind.rpartition("-")
    return last if last in {"added", "removed"} else "changed"
