"""Hooks that pass on what happens to events: to logging, structlog, OpenTelemetry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ootb_events._lazy import lazily

if TYPE_CHECKING:
    from ootb_events.hooks._logging import LoggingHooks
    from ootb_events.hooks._opentelemetry import OpenTelemetryHooks
    from ootb_events.hooks._structlog import StructlogHooks

__all__ = ["LoggingHooks", "OpenTelemetryHooks", "StructlogHooks"]

_MODULES = {
    "LoggingHooks": "._logging",
    "OpenTelemetryHooks": "._opentelemetry",
    "StructlogHooks": "._structlog",
}

__getattr__, __dir__ = lazily(__name__, _MODULES)
