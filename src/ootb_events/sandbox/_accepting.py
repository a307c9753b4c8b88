"""Accepting connections, so that none is left over at the end."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import socket
    import ssl
    from collections.abc import Callable

__all__ = ["Accepting", "settle"]

_AT_ONCE: Final = 100
_TURNS: Final = 3
"""How often the event loop turns until a connection is made, or lost."""


class Accepting:
    """Accept connections until told to stop; in the thread of an event loop that selects.

    A server of asyncio forgets to close those that come while it is being closed, and those in
    the middle of their TLS handshake.

    :param make: makes the protocol of a connection.
    :ivar accepted: how many connections were accepted so far.
    """

    def __init__(
        self,
        listening: socket.socket,
        tls: ssl.SSLContext | None,
        make: Callable[[], asyncio.BaseProtocol],
    ) -> None:
        self._listening = listening
        self._tls = tls
        self._make = make
        self._loop = asyncio.get_running_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._numbers: dict[int, int] = {}
        self.accepted = 0
        listening.settimeout(0)
        self._loop.add_reader(listening, self._accept)

    async def stop(self) -> None:
        """Accept no more connections, and give up on handshakes."""
        self._loop.remove_reader(self._listening)
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await settle()

    def number_of(self, transport: asyncio.BaseTransport | None) -> int:
        """Say which connection this is, counted from 1; 0 for one that is closed."""
        connection = None if transport is None else transport.get_extra_info("socket")
        return 0 if connection is None else self._numbers.get(connection.fileno(), 0)

    def _accept(self) -> None:
        for _ in range(_AT_ONCE):
            try:
                connection, _ = self._listening.accept()
            except OSError:  # there is none, or no room for more
                return
            connection.settimeout(0)
            self.accepted += 1
            self._numbers[connection.fileno()] = self.accepted
            task = self._loop.create_task(self._connect(connection))
            self._tasks.add(task)
            task.add_done_callback(partial(self._end, connection))

    async def _connect(self, connection: socket.socket) -> None:
        await self._loop.connect_accepted_socket(self._make, connection, ssl=self._tls)

    def _end(self, connection: socket.socket, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if task.cancelled() or task.exception():  # such as a handshake that failed
            connection.close()


async def settle() -> None:
    """Let connections be made, or lost, that are about to."""
    for _ in range(_TURNS):
        await asyncio.sleep(0)
