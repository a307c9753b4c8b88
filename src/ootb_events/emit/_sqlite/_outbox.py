"""The outbox that applications configure."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any, cast

from ootb_events.emit._sqlite._file import Location, errors_named
from ootb_events.emit._sqlite._store import SqliteStore
from ootb_events.errors import ConfigurationError

if TYPE_CHECKING:
    import os
    import sqlite3
    from collections.abc import Callable, Mapping

    from ootb_events.emit._emitter import Emitter
    from ootb_events.emit._records import DeadLetter, DeadLetterPolicy, Receipt
    from ootb_events.emit._sqlite._file import Sync
    from ootb_events.events import Event

__all__ = ["SqliteOutbox"]


class SqliteOutbox:
    """Keep events in an SQLite file until they are delivered.

    When ``emit`` returns, its event survives the death of the process, by ``kill -9`` say, and
    with ``sync="full"`` that of the machine. Several processes may use the same file, on one
    machine: each delivers what it emitted, in the order of all for each identity; whoever opens
    the file, or ``ootb-events relay``, delivers what a process left that died.

    The file is readable by its owner only. It must not lie on a network file system.

    :param path: the file; created if there is none.
    :param sync: ``normal`` survives the death of the process, ``full`` that of the machine.
    :param embedded: keep the outbox in the application's own SQLite database, for
        :meth:`enqueue`; its journal mode and permissions stay as they are.
    :param lease: seconds after which another process may take over from one that is silent.
        A transport must not take longer over one message, unless it has channels.
    :param watch: look every so many seconds for what others have left; for a process that does
        nothing but deliver what others write.
    :raises ConfigurationError: when a setting is not usable.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        sync: Sync = "normal",
        embedded: bool = False,
        lease: float = 30.0,
        watch: float | None = None,
    ) -> None:
        if sync not in {"normal", "full"}:
            raise ConfigurationError(f"sync is one of normal, full, not {sync!r}")
        if not 0 < lease <= 86_400:
            raise ConfigurationError("lease is more than 0 and at most 86400 seconds")
        self._location = Location(path, sync, embedded=embedded)
        self._lease = lease
        self._watch = watch
        self._bound: Callable[[], Emitter | None] = lambda: None

    def open(
        self,
        policy: DeadLetterPolicy,
        *,
        delivers: bool,
        dropped: Callable[[DeadLetter], None],
    ) -> SqliteStore:
        """Open the store; the emitter does this."""
        self._location.prepare()
        with errors_named(self._location.path):
            store = SqliteStore(
                self._location,
                policy,
                lease=self._lease,
                delivers=delivers,
                watch=self._watch,
            )
        for letter in store.drop_aged():
            dropped(letter)
        return store

    def bind(self, emitter: Emitter) -> None:
        """Belong to an emitter; the emitter does this.

        :raises ConfigurationError: when it belongs to another that is still there.
        """
        if self._bound() not in {None, emitter}:
            raise ConfigurationError(
                "an outbox belongs to one emitter; make another one for the same path"
            )
        self._bound = weakref.ref(emitter)

    def enqueue(
        self, event: Event | Mapping[str, Any], *, connection: sqlite3.Connection
    ) -> Receipt:
        """Write an event within a transaction of the application's.

        The event exists if and only if that transaction is committed; it is delivered soon
        after. Hooks are not told that it was accepted.

        :param event: an event object, or a payload.
        :param connection: a connection to the database that this outbox is embedded in.
        :raises InvalidEventError: when the event has errors, whatever ``on_invalid`` is.
        :raises EncodeError: when a value has no form on the wire.
        :raises OutboxError: when the connection is to another database.
        :raises ConfigurationError: when no emitter was given this outbox.
        """
        emitter = self._bound()
        if emitter is None:
            raise ConfigurationError("give this outbox to an Emitter first, which validates")
        receipt, offer = emitter.prepare(event)
        cast("SqliteStore", emitter.start()).enqueue(offer, connection)
        return receipt

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._location!r})"
