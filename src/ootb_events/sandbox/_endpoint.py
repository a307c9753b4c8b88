"""The endpoint: what is posted to it is judged, kept and answered."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Final

import attrs
from aiohttp import web

from ootb_events.sandbox._arrival import Arrival
from ootb_events.sandbox._batches import events_in
from ootb_events.sandbox._replies import Reply
from ootb_events.sandbox._sending import send

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ootb_events.sandbox._closing import Closing
    from ootb_events.sandbox._faults import Hit
    from ootb_events.sandbox._inbox import Inbox
    from ootb_events.sandbox._judgement import Judgement

__all__ = ["Endpoint"]

_LARGE: Final = 1 << 16
"""From this size on a body may take long enough to judge that others would have to wait."""

_JSON: Final = "application/json"
_REFUSED: Final = "Failed to validate the event with the following error - "
_NO_OBJECT: Final = "the body is not a JSON object; post one event"
_NOT_POSTED: Final = "the Content-Type is not application/json; post JSON, and say so"
_UNSIGNED: Final = {
    "missing": "the request is not signed; sign it with the token of this endpoint",
    "invalid": "the signature does not match; sign the exact body with the token of this endpoint",
}


class Endpoint:
    """Take events as the real endpoint does."""

    def __init__(self, inbox: Inbox, closing: Closing) -> None:
        self._inbox = inbox
        self._closing = closing

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Judge, keep and answer one request."""
        try:
            body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            most = self._inbox.settings.max_body
            return await send(request, _error(413, f"the body has more than {most} bytes"))
        except web.RequestPayloadError:
            return await send(request, _error(400, "the body ended too soon"))
        if len(body) < _LARGE:
            parts, judged = self._judged(request, body)
        else:
            parts, judged = await asyncio.to_thread(self._judged, request, body)
        hit = self._inbox.faults.befall(judged[0].event)
        numbers = [self._inbox.store.next_number() for _ in parts]
        reply = _spoilt(self._reply(request, judged, numbers[0]), hit)
        for number, part, one in zip(numbers, parts, judged, strict=True):
            arrival = _arrival(request, reply, hit, number=number, body=part, judgement=one)
            self._inbox.keep(arrival)
        if hit.delay:
            await self._closing.pause(hit.delay)
        return await send(request, reply)

    def _judged(
        self, request: web.Request, body: bytes
    ) -> tuple[Sequence[bytes], Sequence[Judgement]]:
        parts = events_in(body) if self._inbox.settings.batches else (body,)
        judge, headers = self._inbox.judge.judge, request.headers
        judged = [judge(part, headers, body) for part in parts]
        if request.content_type != _JSON:
            judged = [attrs.evolve(one, verdict="bad") for one in judged]
        return parts, judged

    def _reply(self, request: web.Request, judged: Sequence[Judgement], number: int) -> Reply:
        first = judged[0]
        if request.content_type != _JSON:
            return _error(415, _NOT_POSTED)
        if first.signature in _UNSIGNED:
            return _error(401, _UNSIGNED[first.signature])
        if not all(one.is_object for one in judged):
            return _error(400, _NO_OBJECT)
        refusal = next((one.refusal for one in judged if one.refusal), "")
        if refusal and not self._inbox.settings.lenient:
            return _error(200, f"{_REFUSED}{refusal}")
        return Reply(body={"status": "success", "message": str(number)})


def _spoilt(reply: Reply, hit: Hit) -> Reply:
    """Replace a reply by what a fault makes of it."""
    if hit.fault is None:
        return reply
    match hit.fault.kind:
        case "status":
            reply = _error(hit.status, f"the sandbox plays a fault: HTTP {hit.status}")
            seconds = hit.fault.retry_after
            headers = {} if seconds is None else {"Retry-After": f"{seconds:g}"}
            return attrs.evolve(reply, headers=headers)
        case "error":
            return _error(200, "the sandbox plays a fault: an error")
        case "garbage":
            return Reply(fault="garbage")
        case "reset" | "silence" | "half" as kind:
            return attrs.evolve(reply, fault=kind)
    return reply


def _arrival(  # noqa: PLR0913 - what an arrival is made of
    request: web.Request, reply: Reply, hit: Hit, *, number: int, body: bytes, judgement: Judgement
) -> Arrival:
    is_answered = reply.fault is None
    return Arrival(
        number=number,
        received=time.time(),
        body=body,
        headers=request.raw_headers,
        judgement=judgement,
        status=reply.status if is_answered or reply.fault == "half" else None,
        fault=hit.kind,
        answer=reply.content if is_answered else None,
    )


def _error(status: int, message: str) -> Reply:
    return Reply(status=status, body={"status": "error", "message": message})
