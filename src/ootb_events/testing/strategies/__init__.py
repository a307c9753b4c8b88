"""Strategies for Hypothesis, derived from the schemas: nothing here names an event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ootb_events._lazy import lazily
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
    "InvalidPayload": "._invalid",
    "events": "._events",
    "invalid_payloads": "._invalid",
    "journeys": "._journeys",
    "payloads": "._payloads",
}

__getattr__, __dir__ = lazily(__name__, _MODULES)
