"""Strategies for Hypothesis, derived from the schemas: nothing here names an event."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from ootb_events.errors import ConfigurationError

try:
    import hypothesis as _hypothesis  # noqa: F401 - everything here needs it
except ImportError as error:
    raise ConfigurationError(
        'ootb_events.testing.strategies needs hypothesis: pip install "ootb-events[testing]"'
    ) from error

if TYPE_CHECKING:
    from ootb_events.testing.strategies._events import events
    from ootb_events.testing.strategies._invalid import InvalidPayload, invalid_payloads
    from ootb_events.testing.strategies._journeys import journeys
    from ootb_events.testing.strategies._payloads import payloads

__all__ = ["InvalidPayload", "events", "invalid_payloads", "journeys", "payloads"]

# Hypothesis imports this package whenever it is imported itself, so it costs next to nothing.
_MODULES = {
    "InvalidPayload": "_invalid",
    "events": "_events",
    "invalid_payloads": "_invalid",
    "journeys": "_journeys",
    "payloads": "_payloads",
}


def __getattr__(name: str) -> object:
    if name in _MODULES:
        value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
        globals()[name] = value  # so that the next look-up is an ordinary one
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
