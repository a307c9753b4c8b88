"""What happens to events, told to structlog."""

from __future__ import annotations

import logging
from typing import Any

from ootb_events.errors import ConfigurationError
from ootb_events.hooks._telling import TellingHooks

__all__ = ["StructlogHooks"]


class StructlogHooks(TellingHooks):
    """Log what happens to events: ids and fixed words, never a payload or an identity.

    The events of the log are ``ootb_events.accepted``, ``.delivered``, ``.retried``,
    ``.rejected``, ``.dropped`` and ``.health``, with ``key``, ``id``, ``attempts``, ``seconds``,
    ``reason``, ``status`` and ``health`` as far as they apply.

    :param logger: where to, bound as you like; by default what ``structlog.get_logger`` gives.
    :raises ConfigurationError: when the extra ``structlog`` is not installed.
    """

    def __init__(self, logger: Any = None) -> None:
        super().__init__(logging.INFO)
        self._logger = _default() if logger is None else logger

    def _tell(self, level: int, what: str, about: dict[str, Any]) -> None:
        log = {logging.WARNING: self._logger.warning, logging.ERROR: self._logger.error}
        log.get(level, self._logger.info)(f"ootb_events.{what}", **about)


def _default() -> Any:
    try:
        import structlog
    except ImportError as error:
        raise ConfigurationError(
            'StructlogHooks needs structlog: pip install "ootb-events[structlog]"'
        ) from error
    return structlog.get_logger("ootb_events")
