"""Report Optimove OOTB events: schemas, classes, validation and delivery.

The public names below are imported when they are first used, so that importing the package
costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ootb_events._lazy import lazily

if TYPE_CHECKING:
    from ootb_events.catalog import Catalog
    from ootb_events.codec import parse, to_bytes, to_payload
    from ootb_events.emit import Emitter
    from ootb_events.errors import InvalidEventError, OotbEventsError
    from ootb_events.events import Event
    from ootb_events.validation import Finding, Report, Severity, validate

__all__ = [
    "Catalog",
    "Emitter",
    "Event",
    "Finding",
    "InvalidEventError",
    "OotbEventsError",
    "Report",
    "Severity",
    "__version__",
    "parse",
    "to_bytes",
    "to_payload",
    "validate",
]

__version__ = "0.1.0"

_MODULES = {
    "Catalog": ".catalog",
    "Emitter": ".emit",
    "Event": ".events",
    "Finding": ".validation",
    "InvalidEventError": ".errors",
    "OotbEventsError": ".errors",
    "Report": ".validation",
    "Severity": ".validation",
    "parse": ".codec",
    "to_bytes": ".codec",
    "to_payload": ".codec",
    "validate": ".validation",
}

__getattr__, __dir__ = lazily(__name__, _MODULES)
