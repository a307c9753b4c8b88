"""Exceptions that stop nothing: logged without what they say, which may be personal data.

What this package says about an outbox never is.
"""

from __future__ import annotations

import logging
import traceback

from ootb_events.errors import OutboxError

__all__ = ["log_fault"]

_log = logging.getLogger("ootb_events")


def log_fault(what: str, error: BaseException) -> None:
    """Log that something raised, and where when debugging, but not what the exception says.

    :param what: what follows, free of personal data.
    """
    said = f" ({error})" if isinstance(error, OutboxError) else ""
    _log.error("%s: %s%s", what, type(error).__name__, said)
    if _log.isEnabledFor(logging.DEBUG):
        frames = traceback.extract_tb(error.__traceback__)
        _log.debug("%s was raised at\n%s", type(error).__name__, "".join(frames.format()))
