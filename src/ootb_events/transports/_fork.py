"""Tell objects that own locks and connections that they woke up in a forked child."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING
from weakref import WeakMethod

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["call_in_children"]

_methods: set[WeakMethod[Callable[[], None]]] = set()


def call_in_children(method: Callable[[], None]) -> None:
    """Call a bound method first thing in every forked child while its object lives.

    At that moment the child has a single thread, so the method needs no lock.
    """
    _methods.add(WeakMethod(method, _methods.discard))


def _call_all() -> None:
    methods = [reference() for reference in _methods.copy()]  # what one drops, all still find
    for method in methods:
        if method is not None:
            method()


if sys.platform != "win32":
    os.register_at_fork(after_in_child=_call_all)
