"""Take events over HTTP: a sandbox beside a bare handler of the same server library.

Each server is a process of its own, with one thread that serves. The client is another: it writes
prepared requests to eight connections, each as far ahead as the server reads (HTTP pipelining),
and counts the answers, so that it costs a fraction of what either server does.

*CPU* is what the server's process spent for one event, *wall* the time on the clock: a million
divided by its microseconds is events per second. The bare handler reads the body and answers with
a constant; the sandbox also checks the signature, validates, keeps the event and counts it.

Weighed is what the process of a sandbox occupies more than before the first event, with a browser
that never reads its stream.
"""

from __future__ import annotations

import json
import selectors
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks._measure import CPU, WALL, Comparison, Contender, take_turns
from ootb_events import Catalog
from ootb_events.transports._signature import sign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typing_extensions import Self

_TOKEN: Final = "benchmark"  # noqa: S105 - of a loopback endpoint
_CONNECTIONS: Final = 8
_EVENTS: Final = 20_000
_STORM: Final = 100_000
_PATIENCE: Final = 120

_BARE: Final = """
import asyncio, sys
from aiohttp import web

async def take(request):
    await request.read()
    return web.Response(body=b'{"status":"success","message":"1"}', content_type="application/json")

async def start():
    app = web.Application()
    app.router.add_post("/reportServer", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    return runner.addresses[0][1]

loop = asyncio.new_event_loop()
port = loop.run_until_complete(start())
import threading
threading.Thread(target=loop.run_forever, daemon=True).start()
"""
_SANDBOX: Final = """
from ootb_events.sandbox import Sandbox, Settings
port = Sandbox(Settings(token={token!r})).start().port
"""
_COMMANDS: Final = """
import json, os, sys, time

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

print(port, flush=True)
for line in sys.stdin:
    print({"cpu": time.process_time, "resident": resident}[line.strip()](), flush=True)
"""


def run(rounds: int) -> list[Comparison]:
    """Measure throughput, and what a storm leaves in memory."""
    with _Server(_SANDBOX.format(token=_TOKEN)) as sandbox, _Server(_BARE) as bare:
        contenders = [
            Contender("ootb_events sandbox", lambda: _taken(sandbox)),
            Contender("aiohttp, bare handler", lambda: _taken(bare)),
        ]
        compared = [
            Comparison(
                title=f"Take and validate an event over HTTP, {_CONNECTIONS} connections",
                samples=take_turns(contenders, rounds),
            )
        ]
    if Path("/proc/self/statm").exists():
        compared.append(_weighed(max(rounds // 2, 2)))
    return compared


def _taken(server: _Server) -> dict[str, float]:
    cpu, start = server.ask("cpu"), time.monotonic()
    _post(server.port, _EVENTS)
    wall = time.monotonic() - start
    return {CPU: (server.ask("cpu") - cpu) / _EVENTS, WALL: wall / _EVENTS}


def _weighed(rounds: int) -> Comparison:
    contenders = [
        Contender(f"{count} events", lambda count=count: {"resident": _left_by(count)})
        for count in (_STORM, _STORM // 5)
    ]
    return Comparison(
        title="Hold what a storm leaves in memory; 10 000 events are kept",
        samples=take_turns(contenders, rounds),
        unit=("MiB", 1 / 2**20),
    )


def _left_by(count: int) -> float:
    with _Server(_SANDBOX.format(token=_TOKEN)) as server, _deaf_browser(server.port):
        _post(server.port, _CONNECTIONS)
        before = server.ask("resident")
        _post(server.port, count)
        return server.ask("resident") - before


class _Server:
    """Run a server in a process of its own, and ask it about itself."""

    def __init__(self, code: str) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own code
            [sys.executable, "-c", code + _COMMANDS],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.port = int(self._read())

    def ask(self, question: str) -> float:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{question}\n")
        self._process.stdin.flush()
        return float(self._read())

    def _read(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()


@contextmanager
def _deaf_browser(port: int) -> Iterator[None]:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"GET /api/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
        yield


def _request() -> bytes:
    body = json.dumps(Catalog.default().get("ootb_deposit").examples[0]).encode()
    lines = [
        "POST /reportServer HTTP/1.1",
        "Host: localhost",
        "Content-Type: application/json",
        "X-Optimove-Signature-Version: 1",
        f"X-Optimove-Signature-Content: {sign(_TOKEN, body)}",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _post(port: int, count: int) -> None:
    """Post an event many times, and wait for every answer, which must be good."""
    share = count // _CONNECTIONS
    exchanges = [_Exchange(port, share) for _ in range(_CONNECTIONS)]
    deadline = time.monotonic() + _PATIENCE
    with selectors.DefaultSelector() as selector:
        for exchange in exchanges:
            both = selectors.EVENT_READ | selectors.EVENT_WRITE
            selector.register(exchange.socket, both, exchange)
        while selector.get_map():
            assert time.monotonic() < deadline, "the server answers too slowly"
            for key, ready in selector.select(1):
                if ready & selectors.EVENT_WRITE and not key.data.write():
                    selector.modify(key.data.socket, selectors.EVENT_READ, key.data)
                if ready & selectors.EVENT_READ and not key.data.read():
                    selector.unregister(key.data.socket)
    for exchange in exchanges:
        exchange.socket.close()


class _Exchange:
    """Post over one connection, without waiting for an answer before the next request."""

    def __init__(self, port: int, count: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setblocking(False)  # noqa: FBT003 - as the module has it
        request = _request()
        self._left = memoryview(request * count)
        self._missing = count
        self._tail = b""

    def write(self) -> bool:
        """Write as much as there is room for; say whether anything is left."""
        self._left = self._left[self.socket.send(self._left[: 1 << 18]) :]
        return len(self._left) > 0

    def read(self) -> bool:
        """Count the answers; say whether any is missing."""
        data = self._tail + self.socket.recv(1 << 18)
        assert len(data) > len(self._tail), "the server closed the connection"
        self._missing -= data.count(b'"status":"success"')
        self._tail = data[data.rfind(b"\n") + 1 :][-17:] if not data.endswith(b"}") else b""
        return self._missing > 0
