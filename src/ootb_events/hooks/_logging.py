"""What happens to events, told to the standard library's logging."""

from __future__ import annotations

import logging
from typing import Any

from ootb_events.hooks._telling import TellingHooks

__all__ = ["LoggingHooks"]


class LoggingHooks(TellingHooks):
    """Log what happens to events: ids and fixed words, never a payload or an identity.

    A record reads ``delivered key=ootb_login id=… attempts=1 seconds=0.02``; each of these is
    also an attribute of the record, as ``ootb_key``, ``ootb_id`` and so on. Trouble and losses
    are logged to ``ootb_events`` by the emitter itself, with these hooks or without.

    :param logger: where to; by default ``ootb_events.hooks``.
    :param level: of what goes well; repetitions are warnings, losses errors.
    """

    def __init__(self, logger: logging.Logger | None = None, level: int = logging.INFO) -> None:
        super().__init__(level)
        self._logger = logger or logging.getLogger("ootb_events.hooks")

    def _tell(self, level: int, what: str, about: dict[str, Any]) -> None:
        if self._logger.isEnabledFor(level):
            words = " ".join(f"{name}={value}" for name, value in about.items())
            extra = {f"ootb_{name}": value for name, value in about.items()}
            self._logger.log(level, "%s %s", what, words, extra=extra)
