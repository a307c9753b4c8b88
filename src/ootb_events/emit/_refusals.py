"""Events of which no payload can be made, in the words of validation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ootb_events.errors import EncodeError, UnknownEventError, UnknownVersionError
from ootb_events.validation import Finding, Report, Severity

if TYPE_CHECKING:
    from ootb_events.events import Event

__all__ = ["OtherTenantError", "report_of"]


class OtherTenantError(EncodeError):
    """Report a payload that belongs to another tenant."""


_RULES: Mapping[type[Exception], str] = {
    OtherTenantError: "OOTB109",
    EncodeError: "OOTB006",
    UnknownEventError: "OOTB107",
    UnknownVersionError: "OOTB108",
}


def report_of(
    error: EncodeError | UnknownEventError | UnknownVersionError, event: Event | Mapping[str, Any]
) -> Report:
    """Report why no payload could be made of an event, as validation would."""
    key = getattr(event, "event_key", None)
    if isinstance(event, Mapping):
        key = event.get("event")
    finding = Finding(
        rule=_RULES[type(error)],
        severity=Severity.ERROR,
        pointer=error.pointer,
        message=error.problem,
    )
    return Report(event=key if isinstance(key, str) else None, version=None, findings=(finding,))
