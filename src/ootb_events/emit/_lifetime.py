"""Emitters and the life of their process: its exit, and its forked children."""

from __future__ import annotations

import atexit
import logging
import os
import signal
import sys
import time
import weakref
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType

    from ootb_events.emit._emitter import Emitter

__all__ = ["close_on_sigterm", "close_with_process", "complain", "forget", "known", "remember"]

_log = logging.getLogger("ootb_events")
_AT_EXIT_SECONDS = 5.0

_open: weakref.WeakSet[Emitter] = weakref.WeakSet()
_closed_with: dict[str, int] = {}


def remember(emitter: Emitter) -> None:
    """Close an emitter at exit, and begin it anew in a forked child."""
    _open.add(emitter)


def forget(emitter: Emitter) -> None:
    """Leave an emitter that is closed alone."""
    _open.discard(emitter)


def known() -> list[Emitter]:
    """List the emitters that were not closed."""
    while True:
        try:
            return list(_open)
        except RuntimeError:  # another thread has just made one
            continue


def complain(emitter: Emitter, left: int) -> None:
    """Log that events were left undelivered, if any were."""
    if not left:
        return
    if emitter.durable:
        _log.info("%d events wait in the outbox for the next who opens it", left)
    else:
        _log.error("%d events were not delivered before their emitter was closed", left)


def close_all(timeout: float = _AT_EXIT_SECONDS) -> None:
    """Close every emitter that is open, all of them together within some seconds."""
    deadline = time.monotonic() + timeout
    for emitter in known():
        if emitter.opened:
            complain(emitter, emitter.close(max(0.0, deadline - time.monotonic())))


def close_with_process() -> None:
    """See to it that emitters are closed when a child of multiprocessing ends.

    Such a child leaves by ``os._exit``, which skips what atexit was told. When it begins, it
    forgets what was to be done at its end, but not what is to be done when a child begins.
    """
    util = sys.modules.get("multiprocessing.util")
    if util is not None and _closed_with.get("process") != os.getpid():
        _closed_with["process"] = os.getpid()
        _close_at_end_of_child()
        util.register_after_fork(_open, _close_at_end_of_child)


def close_on_sigterm(timeout: float = _AT_EXIT_SECONDS) -> None:
    """Close every emitter when the process is asked to end, then do what was done before.

    For programs that would otherwise end at once, with what waits in memory: servers and
    workers such as gunicorn, uvicorn and Celery have a handler of their own and exit by way
    of ``atexit``. A handler that is there is called afterwards; one that is installed later
    replaces this one. Call it in the main thread.

    :param timeout: seconds for all of them together.
    :raises ValueError: outside the main thread.
    """
    before = signal.getsignal(signal.SIGTERM)

    def handle(number: int, frame: FrameType | None) -> None:
        close_all(timeout)
        if callable(before):
            before(number, frame)
        elif before is not signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)

    signal.signal(signal.SIGTERM, handle)


def _close_at_exit() -> None:
    close_all(_AT_EXIT_SECONDS)


def _close_at_end_of_child(*_: object) -> None:
    import multiprocessing
    from multiprocessing import util

    if multiprocessing.parent_process() is not None:
        util.Finalize(None, _close_at_exit, exitpriority=0)


def _begin_again_in_child() -> None:
    for emitter in known():
        emitter._begin_in_child()  # noqa: SLF001 - its own package, in another process


atexit.register(_close_at_exit)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_again_in_child)
