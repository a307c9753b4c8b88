"""Sending what goes back, properly or not."""

from __future__ import annotations

import socket
import struct
import sys
from typing import TYPE_CHECKING, Final

from aiohttp import web

from ootb_events.sandbox._guard import SERVER

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Mapping

    from ootb_events.sandbox._replies import Reply

__all__ = ["send"]

_HEADERS: Final = {"Content-Type": "application/json", "Server": SERVER}
_GARBAGE: Final = b"\x00\x01 this is no HTTP \xff\xfe\r\n\r\n"


async def send(request: web.BaseRequest, reply: Reply) -> web.StreamResponse:
    """Answer a request, or break its connection as the reply says."""
    content = reply.content
    headers = {**_HEADERS, **reply.headers}
    if reply.fault is None:
        return web.Response(status=reply.status, body=content, headers=headers)
    transport = request.transport
    if transport is not None:  # else the client has gone
        if reply.fault == "half":
            await _say_half(request, reply.status, headers, content)
        elif reply.fault == "garbage":
            transport.write(content or _GARBAGE)
        if reply.fault == "reset":
            _reset(transport)
        else:
            transport.close()
    return web.Response()  # goes nowhere


async def _say_half(
    request: web.BaseRequest, status: int, headers: Mapping[str, str], content: bytes
) -> None:
    response = web.StreamResponse(status=status, headers=headers)
    response.content_length = len(content)
    await response.prepare(request)
    await response.write(content[: len(content) // 2])


def _reset(transport: asyncio.Transport) -> None:
    connection = transport.get_extra_info("socket")
    if connection is not None:
        linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    transport.abort()
