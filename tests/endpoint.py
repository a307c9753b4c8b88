"""The product's sandbox as the endpoint of the delivery tests: scripted, and counted."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from typing import TYPE_CHECKING, Any

import attrs

from ootb_events import sandbox
from ootb_events.sandbox import Request, Sandbox, Settings

if TYPE_CHECKING:
    import ssl
    import threading
    from collections.abc import Callable

    from typing_extensions import Self

__all__ = ["Endpoint", "Reply", "Request"]

_LOOK = 0.01


@attrs.frozen(kw_only=True)
class Reply(sandbox.Reply):
    """What the endpoint does with one request, where it is not to behave.

    :param delay: seconds to wait before the answer.
    :param gate: what to wait for before the answer.
    """

    delay: float = 0.0
    gate: threading.Event | None = None


class Endpoint:
    """Accept events over HTTP, check their signature, and misbehave as scripted.

    ::

        with Endpoint(token="secret") as endpoint:
            endpoint.script(Reply(status=503), Reply(fault="reset"))  # then all goes well
            ...
            assert endpoint.requests[0].payload["event"] == "deposit"

    ``always`` answers every request that the script does not; ``requests`` keeps them all.
    ``choose`` comes before both: it answers a request by what is in it, or leaves it to them.
    What none of them answers, the sandbox does; it takes any JSON object that is signed well.
    ``at_once`` is how many requests were being answered at once, at most.

    :param token: the key of the signatures that are demanded, if any.
    :param tls: serve HTTPS with this context.
    """

    def __init__(self, *, token: str | None = None, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[Request] = []
        self.always: Reply | None = None
        self.choose: Callable[[Request], Reply | None] = lambda _: None
        self.at_once = 0
        self._being_answered = 0
        self._script: deque[Reply] = deque()
        self._is_closing = False
        settings = Settings(
            token=token, lenient=True, batches=True, hosts=("*",), keep=100, max_body=4 << 20
        )
        self.sandbox = Sandbox(settings, tls=tls, respond=self._respond)

    @property
    def token(self) -> str | None:
        return self.sandbox.token

    @token.setter
    def token(self, token: str | None) -> None:
        self.sandbox.token = token

    @property
    def url(self) -> str:
        return self.sandbox.url

    @property
    def port(self) -> int:
        return self.sandbox.port

    @property
    def connections(self) -> int:
        """How many connections were accepted so far."""
        return self.sandbox.connections

    @property
    def payloads(self) -> list[Any]:
        return [request.payload for request in self.requests]

    def script(self, *replies: Reply) -> None:
        """Say what to do with the next requests; those after them are served well."""
        self._script.extend(replies)

    async def _respond(self, request: Request) -> Reply | None:
        self._being_answered += 1
        self.at_once = max(self.at_once, self._being_answered)
        try:
            self.requests.append(request)
            reply = self._reply_to(request)
            if reply is not None:
                await self._wait_for(reply)
            return reply
        finally:
            self._being_answered -= 1

    def _reply_to(self, request: Request) -> Reply | None:
        chosen = self.choose(request)
        if chosen is not None:
            return chosen
        return self._script.popleft() if self._script else self.always

    async def _wait_for(self, reply: Reply) -> None:
        until = time.monotonic() + reply.delay
        while not self._is_closing:
            left = until - time.monotonic()
            if left <= 0 and (reply.gate is None or reply.gate.is_set()):
                return
            await asyncio.sleep(min(max(left, 0), _LOOK) or _LOOK)

    def start(self) -> Self:
        self.sandbox.start()
        return self

    def close(self) -> None:
        self._is_closing = True
        self.sandbox.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()
