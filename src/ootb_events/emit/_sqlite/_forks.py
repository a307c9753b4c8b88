"""Forks: a child must neither use nor keep what its parent has open.

SQLite notes in each process which locks it holds on a file, for all connections together. A
child inherits the notes but not the locks: a connection that it opened would trust the notes,
and whoever comes last would remove the log that it writes to. Only after closing what it
inherited does it start with clean notes; that leaves the parent alone, as long as no transaction
was under way when it was forked.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from weakref import WeakSet

if TYPE_CHECKING:
    from ootb_events.emit._sqlite._store import SqliteStore

__all__ = ["rest_in_forks"]

_stores: WeakSet[SqliteStore] = WeakSet()
_resting: list[SqliteStore] = []


def rest_in_forks(store: SqliteStore) -> None:
    """Have a store pause while its process is forked, and close in the child."""
    _stores.add(store)


def _pause() -> None:
    _resting.extend(store for store in list(_stores) if store.pause())


def _go_on() -> None:
    while _resting:
        _resting.pop().go_on()


def _close_in_child() -> None:
    for store in list(_stores):
        store.forsake()
    _stores.clear()
    _go_on()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_pause, after_in_parent=_go_on, after_in_child=_close_in_child)
