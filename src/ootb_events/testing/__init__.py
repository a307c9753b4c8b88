"""Tools for tests of code that emits events.

The public names below are imported when they are first used, so that importing the package
costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

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
    "Capture": "testing._capture",
    "Captured": "testing._records",
    "Expectation": "testing._expecting",
    "Refused": "testing._records",
    "assert_valid": "testing._valid",
    "capture_events": "testing._capture",
    "sandbox": "sandbox",
}


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        value = getattr(import_module(f"ootb_events.{_MODULES[name]}"), name)
        globals()[name] = value  # so that the next look-up is an ordinary one
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
