"""Tools for tests of code that emits events.

The public names below are imported when they are first used, so that importing the package
costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ootb_events._lazy import lazily

if TYPE_CHECKING:
    from ootb_events.sandbox import sandbox
    from ootb_events.testing._capture import Capture, capture_events
    from ootb_events.testing._expecting import Expectation
    from ootb_events.testing._records import Captured, Refused
    from ootb_events.testing._valid import assert_valid

__all__ = [
    "Capture",
    "Captured",
    "Expectation",
    "Refused",
    "assert_valid",
    "capture_events",
    "sandbox",
]

_MODULES = {
    "Capture": "._capture",
    "Captured": "._records",
    "Expectation": "._expecting",
    "Refused": "._records",
    "assert_valid": "._valid",
    "capture_events": "._capture",
    "sandbox": "..sandbox",
}

__getattr__, __dir__ = lazily(__name__, _MODULES)
