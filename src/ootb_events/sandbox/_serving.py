"""The server of one sandbox, within its event loop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aiohttp import web

from ootb_events.sandbox._accepting import Accepting, settle
from ootb_events.sandbox._app import application
from ootb_events.sandbox._closing import Closing
from ootb_events.sandbox._replies import Request
from ootb_events.sandbox._sending import send
from ootb_events.sandbox._watching import watch

if TYPE_CHECKING:
    import asyncio
    import socket
    import ssl
    from collections.abc import Awaitable, Callable

    from ootb_events.sandbox._expectations import Expectation
    from ootb_events.sandbox._guard import Guard
    from ootb_events.sandbox._inbox import Inbox
    from ootb_events.sandbox._replies import Reply
    from ootb_events.sandbox._watching import Outcome

__all__ = ["Serving"]

_PATIENCE: Final = 1.0
"""Seconds that requests under way have to end after they were cut short."""


class Serving:
    """Serve one sandbox."""

    def __init__(
        self,
        inbox: Inbox,
        guard: Guard,
        respond: Callable[[Request], Awaitable[Reply | None]] | None,
    ) -> None:
        self._inbox = inbox
        self._closing = Closing()
        self._respond = respond
        app = application(inbox, self._closing, guard, self._responded if respond else None)
        self._runner = web.AppRunner(
            app, access_log=None, auto_decompress=False, shutdown_timeout=_PATIENCE
        )

    async def start(self, listening: socket.socket, tls: ssl.SSLContext | None) -> None:
        """Accept connections."""
        await self._runner.setup()
        self._accepting = Accepting(listening, tls, self._protocol)

    @property
    def accepted(self) -> int:
        """How many connections were accepted so far."""
        return self._accepting.accepted

    def close(self) -> None:
        """Begin to close; in the thread of the event loop."""
        self._closing.set()
        self._inbox.changes.wake()

    async def until_closed(self) -> None:
        """Serve until closed, and let go of everything."""
        await self._closing.wait()
        await self._accepting.stop()
        connections = self._runner.server.connections if self._runner.server else ()
        transports = [each.transport for each in connections if each.transport]
        await self._runner.cleanup()
        for transport in transports:
            transport.abort()
        await settle()

    async def expect(self, expectation: Expectation) -> Outcome:
        """Wait until an expectation is decided."""
        return await watch(self._inbox, expectation, self._closing)

    def _protocol(self) -> asyncio.BaseProtocol:
        server = self._runner.server
        if server is None:
            raise OSError("the server is closed")
        return server()

    async def _responded(self, request: web.Request) -> web.StreamResponse | None:
        if self._respond is None:
            return None
        connection = self._accepting.number_of(request.transport)
        arrived = Request(
            method=request.method,
            path=request.raw_path,
            headers={name.lower(): value for name, value in request.headers.items()},
            body=await request.read(),
            connection=connection,
        )
        reply = await self._respond(arrived)
        return None if reply is None else await send(request, reply)
