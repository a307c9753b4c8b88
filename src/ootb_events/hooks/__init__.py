"""Hooks that pass on what happens to events: to logging, structlog, OpenTelemetry."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ootb_events.hooks._logging import LoggingHooks
    from ootb_events.hooks._opentelemetry import OpenTelemetryHooks
    from ootb_events.hooks._structlog import StructlogHooks

__all__ = ["LoggingHooks", "OpenTelemetryHooks", "StructlogHooks"]

_MODULES = {
    "LoggingHooks": "_logging",
    "OpenTelemetryHooks": "_opentelemetry",
    "StructlogHooks": "_structlog",
}


def __getattr__(name: str) -> object:
    if name in _MODULES:
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
