"""Emitters and the life of their process: its exit, and its forked children."""

from __future__ import annotations

import atexit
import logging
import os
import time
import weakref
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ootb_events.emit._emitter import Emitter

__all__ = ["complain", "forget", "remember"]

_log = logging.getLogger("ootb_events")
_AT_EXIT_SECONDS = 5.0

_open: weakref.WeakSet[Emitter] = weakref.WeakSet()


def remember(emitter: Emitter) -> None:
    """Close an emitter at exit, and begin it anew in a forked child."""
    _open.add(emitter)


def forget(emitter: Emitter) -> None:
    """Leave an emitter that is closed alone."""
    _open.discard(emitter)


def complain(left: int) -> None:
    """Log that events were left undelivered, if any were."""
    if left:
        _log.error("%d events were not delivered before their emitter was closed", left)


def _close_at_exit() -> None:
    deadline = time.monotonic() + _AT_EXIT_SECONDS
    for emitter in list(_open):
        complain(emitter.close(max(0.0, deadline - time.monotonic())))


def _begin_again_in_child() -> None:
    for emitter in list(_open):
        emitter._begin()  # noqa: SLF001 - its own package, in another process


atexit.register(_close_at_exit)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_again_in_child)
