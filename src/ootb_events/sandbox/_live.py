"""The stream of what arrives, as server-sent events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson
from aiohttp import web

from ootb_events.sandbox._guard import HEADERS

if TYPE_CHECKING:
    from ootb_events.sandbox._closing import Closing
    from ootb_events.sandbox._inbox import Inbox

__all__ = ["Live"]

_BATCH: Final = 100
_PAUSE: Final = 0.1
_KEEP_ALIVE: Final = 15.0
_MOST_CLIENTS: Final = 100


class Live:
    """Stream to any number of clients, none of which holds anything up.

    Each client asks the store for what it has not seen whenever it is ready for more, so nothing
    is queued for it: a slow one skips what came meanwhile.
    """

    def __init__(self, inbox: Inbox, closing: Closing) -> None:
        self._inbox = inbox
        self._closing = closing
        self._clients = 0

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Serve one client until it goes."""
        if self._clients >= _MOST_CLIENTS:
            raise web.HTTPServiceUnavailable(
                text=f"there are {_MOST_CLIENTS} streams already; close one"
            )
        response = web.StreamResponse(headers={**HEADERS, "Content-Type": "text/event-stream"})
        self._clients += 1
        try:
            await response.prepare(request)
            await self._serve(response, request.headers.get("Last-Event-ID", ""))
        except ConnectionError:
            pass
        finally:
            self._clients -= 1
        return response

    async def _serve(self, response: web.StreamResponse, last_seen: str) -> None:
        store = self._inbox.store
        faults, told = self._inbox.faults, self._inbox.faults.changes
        resets, seen = store.resets, self._start(last_seen)
        await response.write(_message("summary", self._inbox.summary(), seen))
        while not self._closing.is_set:
            if store.resets != resets:
                resets, seen = store.resets, store.since
                await response.write(_message("reset", {"summary": self._inbox.summary()}, seen))
            elif store.last > seen or faults.changes != told:
                told = faults.changes
                arrivals, skipped = store.after(seen, _BATCH)
                seen = store.last
                batch = {
                    "events": [arrival.as_object() for arrival in arrivals],
                    "skipped": skipped,
                    "summary": self._inbox.summary(),
                }
                await response.write(_message("events", batch, seen))
                await self._closing.pause(_PAUSE)
            elif not await self._inbox.changes.wait(_KEEP_ALIVE):
                await response.write(b": still here\n\n")

    def _start(self, last_seen: str) -> int:
        """Go on where a client left off, if it did and that is of this sandbox."""
        store = self._inbox.store
        number = int(last_seen) if last_seen.isdecimal() and len(last_seen) < 16 else store.last
        return max(number, store.since) if number <= store.last else store.last


def _message(name: str, data: Any, number: int) -> bytes:
    return b"event: %b\nid: %d\ndata: %b\n\n" % (name.encode(), number, orjson.dumps(data))
