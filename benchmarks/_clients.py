"""Ways to deliver events over HTTP, one per request, until each has been acknowledged.

Each class says what it does for one event. Those of others start from a dict at hand; none of
them constructs, validates, signs, queues, retries or reads what the answer says, and all that
they check is its status. Proxies, which cost some of them a look at the environment for each
request, are off everywhere.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import aiohttp
import httpx
import pycurl
import requests
from openlineage.client import OpenLineageClient
from openlineage.client.transport.http import HttpConfig
from openlineage.client.transport.http import HttpTransport as OpenLineageHttp

from benchmarks._disk import scratch
from benchmarks._samples import START, TENANT, UNRELATED
from benchmarks._senders import run_event
from ootb_events import Emitter, to_bytes
from ootb_events.events import Login
from ootb_events.transports import HttpTransport

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator

CONNECTIONS: Final = 32
"""How many requests are under way at once where there may be more than one."""

BODY: Final = to_bytes(UNRELATED.event, tenant=TENANT)

_PATIENCE: Final = 120.0
_TOKEN: Final = "benchmark"  # noqa: S105 - of nobody
_HEADERS: Final = {"Content-Type": "application/json"}


class Client:
    """Deliver events to one URL, each for another customer.

    :cvar per_round: how many events make a round of a fair fraction of a second.
    """

    name: str
    per_round: int

    def __init__(self, url: str) -> None:
        self._url = url

    def deliver(self, events: int) -> None:
        """Return when the last of so many events has been acknowledged."""
        raise NotImplementedError

    def close(self) -> None:
        """Close connections."""


class Ours(Client):
    """Emit typed events, then flush.

    Constructs the event, writes and validates the payload, makes canonical bytes, an id and a
    receipt, signs the bytes, keeps the order of each customer's events, is ready to retry, and
    reads what the answer says. Counted is the thread that emits and the one that delivers.
    """

    name = "ootb_events"
    per_round = 20_000

    def __init__(self, url: str, **settings: Any) -> None:
        super().__init__(url)
        self._emitter = Emitter(
            HttpTransport(url, token=_TOKEN, proxy=""),
            tenant=TENANT,
            block_timeout=_PATIENCE,
            **settings,
        )

    def deliver(self, events: int) -> None:
        emit, before = self._emitter.emit, self._emitter.stats().delivered
        for number in range(events):
            emit(
                Login(
                    customer=f"c-{number}",
                    login_timestamp=START,
                    balance=125.5,
                    is_first_login=False,
                    session_ref="s-7f3a91",
                    ccy_code="EUR",
                    country="MT",
                    platform="iOS",
                    channel="mobile",
                    license="MGA-1042",
                )
            )
        pending = self._emitter.flush(_PATIENCE)
        delivered = self._emitter.stats().delivered - before
        assert (delivered, pending) == (events, 0), f"{delivered} of {events} events delivered"

    def close(self) -> None:
        self._emitter.close()


class OursOnDisk(Ours):
    """Emit typed events into an outbox, from where they are delivered.

    As above, and every event is committed to a file on disk (SQLite, WAL, ``synchronous =
    NORMAL``) before ``emit`` returns, and taken out of it when it has been acknowledged.
    """

    name = "ootb_events, outbox"

    def __init__(self, url: str) -> None:
        self._home = scratch()
        super().__init__(url, outbox=Path(self._home.name, "outbox.db"))

    def close(self) -> None:
        super().close()
        self._home.cleanup()


class Requests(Client):
    """Post from one ``requests.Session``, one after the other, what ``json.dumps`` wrote."""

    name = "requests"
    per_round = 500

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._session = _session()

    def deliver(self, events: int) -> None:
        for body in _bodies(events):
            answer = self._session.post(self._url, data=body, headers=_HEADERS)
            assert answer.status_code == 200

    def close(self) -> None:
        self._session.close()


class Httpx(Client):
    """Post from one ``httpx.Client``, one after the other, what ``json.dumps`` wrote."""

    name = "httpx"
    per_round = 500

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._client = httpx.Client(trust_env=False)

    def deliver(self, events: int) -> None:
        for body in _bodies(events):
            answer = self._client.post(self._url, content=body, headers=_HEADERS)
            assert answer.status_code == 200

    def close(self) -> None:
        self._client.close()


class OpenLineage(Client):
    """Construct and emit a run event over HTTP, one after the other.

    Its facet carries the parameters. It checks some URLs and times, writes the JSON and would
    retry; it does not validate against its schemas.
    """

    name = "openlineage-python"
    per_round = 300

    def __init__(self, url: str) -> None:
        super().__init__(url)
        config = HttpConfig(url=url, endpoint="", session=_session())
        self._client = OpenLineageClient(transport=OpenLineageHttp(config))

    def deliver(self, events: int) -> None:
        for number in range(events):
            self._client.emit(run_event(f"c-{number}"))  # raises, unless acknowledged

    def close(self) -> None:
        self._client.close()


class Tasks(Client):
    """Post from tasks of one event loop what ``json.dumps`` wrote."""

    tasks: int = CONNECTIONS

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._loop = asyncio.new_event_loop()
        self._run(self._open())

    def deliver(self, events: int) -> None:
        self._run(self._deliver(events))

    def close(self) -> None:
        self._run(self._close())
        self._loop.close()

    async def _deliver(self, events: int) -> None:
        bodies = _bodies(events)
        await asyncio.gather(*(self._post_all(bodies) for _ in range(self.tasks)))

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        self._loop.run_until_complete(work)

    async def _open(self) -> None:
        raise NotImplementedError

    async def _post_all(self, bodies: Iterator[bytes]) -> None:
        raise NotImplementedError

    async def _close(self) -> None:
        raise NotImplementedError


class HttpxTasks(Tasks):
    """Use one ``httpx.AsyncClient``, which keeps all its connections.

    They are fewer than elsewhere: its pool looks at each of them for each request, so with 32
    it takes several times as long.
    """

    tasks = 8
    name = f"httpx, {tasks} tasks"
    per_round = 500

    async def _open(self) -> None:
        limits = httpx.Limits(max_connections=self.tasks, max_keepalive_connections=self.tasks)
        self._client = httpx.AsyncClient(limits=limits, trust_env=False)

    async def _post_all(self, bodies: Iterator[bytes]) -> None:
        for body in bodies:
            answer = await self._client.post(self._url, content=body, headers=_HEADERS)
            assert answer.status_code == 200

    async def _close(self) -> None:
        await self._client.aclose()


class Aiohttp(Tasks):
    """Use one ``aiohttp.ClientSession``, with its C parser, on the event loop of asyncio."""

    name = f"aiohttp, {CONNECTIONS} tasks"
    per_round = 3_000

    async def _open(self) -> None:
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())

    async def _post_all(self, bodies: Iterator[bytes]) -> None:
        for body in bodies:
            async with self._session.post(self._url, data=body, headers=_HEADERS) as answer:
                await answer.read()
                assert answer.status == 200

    async def _close(self) -> None:
        await self._session.close()


class BareCurl(Client):
    """Post the same bytes again and again with one curl multi handle: what ours could reach.

    Nothing is written and nothing is set for an event; the body of the answer is thrown away.
    """

    name = f"pycurl, bare, {CONNECTIONS} handles"
    per_round = 20_000

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._multi = pycurl.CurlMulti()
        self._idle = [_handle(url) for _ in range(CONNECTIONS)]

    def deliver(self, events: int) -> None:
        multi, idle, started, ended = self._multi, self._idle, 0, 0
        while ended < events:
            while idle and started < events:
                multi.add_handle(idle.pop())
                started += 1
            multi.perform()
            _, answered, failed = multi.info_read()
            assert not failed, failed
            for handle in answered:
                assert handle.getinfo(pycurl.RESPONSE_CODE) == 200
                multi.remove_handle(handle)
                idle.append(handle)
            ended += len(answered)
            if not answered:
                multi.select(1.0)

    def close(self) -> None:
        for handle in self._idle:
            handle.close()
        self._multi.close()


def _bodies(events: int) -> Iterator[bytes]:
    payload = UNRELATED.payload()
    for number in range(events):
        yield json.dumps({**payload, "customer": f"c-{number}"}).encode()


def _session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    return session


def _handle(url: str) -> Any:
    handle = pycurl.Curl()
    handle.setopt(pycurl.URL, url)
    handle.setopt(pycurl.PROXY, "")
    handle.setopt(pycurl.NOSIGNAL, 1)
    handle.setopt(pycurl.HTTPHEADER, ["Content-Type: application/json", "Expect:"])
    handle.setopt(pycurl.POSTFIELDS, BODY)
    handle.setopt(pycurl.WRITEFUNCTION, lambda _: None)
    return handle
