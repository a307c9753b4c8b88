"""A real HTTP endpoint on the loopback interface, as far as the vendor's is known."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import struct
import sys
import threading
from collections import deque
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Literal

import attrs

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator, Mapping

    from typing_extensions import Self

Fault = Literal["silence", "half", "reset", "garbage"]


@attrs.frozen(kw_only=True)
class Reply:
    """What the endpoint does with one request, where it is not to behave.

    :param status: the HTTP status.
    :param body: the exact body; an object or a list is dumped as JSON.
    :param headers: further headers; they replace those of the same name.
    :param delay: seconds to wait before the answer.
    :param fault: close the connection instead of answering (``silence``), within the body
        (``half``), or with a TCP reset (``reset``), or say the body alone (``garbage``).
    :param gate: what to wait for before the answer.
    """

    status: int = 200
    body: Any = b""
    headers: Mapping[str, str] = attrs.field(factory=dict)
    delay: float = 0.0
    fault: Fault | None = None
    gate: threading.Event | None = None

    @property
    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@attrs.frozen
class Request:
    """What arrived: header names in lower case, ``connection`` counted from 1."""

    path: str
    headers: Mapping[str, str]
    body: bytes
    connection: int

    @property
    def payload(self) -> Any:
        return json.loads(self.body)


class Endpoint:
    """Accept events over HTTP, check their signature, and misbehave as scripted.

    ::

        with Endpoint(token="secret") as endpoint:
            endpoint.script(Reply(status=503), Reply(fault="reset"))  # then all goes well
            ...
            assert endpoint.requests[0].payload["event"] == "deposit"

    ``always`` answers every request that the script does not; ``requests`` keeps them all.
    ``choose`` comes before both: it answers a request by what is in it, or leaves it to them.
    ``at_once`` is how many requests were being answered at once, at most.

    :param token: the key of the signatures that are demanded, if any.
    :param tls: serve HTTPS with this context.
    """

    def __init__(self, *, token: str | None = None, tls: ssl.SSLContext | None = None) -> None:
        self.token = token
        self.requests: list[Request] = []
        self.always: Reply | None = None
        self.choose: Callable[[Request], Reply | None] = lambda _: None
        self.at_once = 0
        self._being_answered = 0
        self._counting = threading.Lock()
        self._script: deque[Reply] = deque()
        self._server = _Server(self, tls)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._scheme = "https" if tls else "http"

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self.port}/reportServer"

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    @property
    def connections(self) -> int:
        """How many connections were accepted so far."""
        return self._server.accepted

    @property
    def payloads(self) -> list[Any]:
        return [request.payload for request in self.requests]

    def script(self, *replies: Reply) -> None:
        """Say what to do with the next requests; those after them are served well."""
        self._script.extend(replies)

    def reply_to(self, request: Request, method: str) -> Reply:
        self.requests.append(request)
        chosen = self.choose(request)
        if chosen is not None:
            return chosen
        if self._script:
            return self._script.popleft()
        return self.always or self._judge(request, method)

    @contextmanager
    def answering(self) -> Iterator[None]:
        with self._counting:
            self._being_answered += 1
            self.at_once = max(self.at_once, self._being_answered)
        try:
            yield
        finally:
            with self._counting:
                self._being_answered -= 1

    def _judge(self, request: Request, method: str) -> Reply:
        if method != "POST" or request.headers.get("content-type") != "application/json":
            return _error(400, "POST application/json")
        if self.token is not None and not _signed(request, self.token):
            return _error(401, "the signature does not match")
        try:
            well_formed = isinstance(request.payload, dict)
        except ValueError:
            well_formed = False
        if not well_formed:
            return _error(400, "the body is not a JSON object")
        return Reply(body={"status": "success", "message": str(len(self.requests))})

    def start(self) -> Self:
        self._thread.start()
        return self

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.close_connections()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()


def _error(status: int, message: str) -> Reply:
    return Reply(status=status, body={"status": "error", "message": message})


def _signed(request: Request, token: str) -> bool:
    expected = hmac.new(token.encode(), request.body, hashlib.sha256).hexdigest()
    return (
        request.headers.get("x-optimove-signature-version") == "1"
        and request.headers.get("x-optimove-signature-content") == expected
    )


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that server_close waits for them
    request_queue_size = 128

    def __init__(self, endpoint: Endpoint, tls: ssl.SSLContext | None) -> None:
        self.endpoint = endpoint
        self.accepted = 0
        self.closing = threading.Event()
        self._tls = tls
        self._open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", 0), _Handler)

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        if self._tls is not None:
            connection = self._tls.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            )
        self.accepted += 1
        self._open.add(connection)
        return connection, (*address, self.accepted)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        self.closing.set()
        for connection in tuple(self._open):
            _hang_up(connection)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent: clients that break off are part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        request = Request(
            path=self.path,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(length),
            connection=self.client_address[-1],
        )
        endpoint = self.server.endpoint
        with endpoint.answering():
            reply = endpoint.reply_to(request, self.command)
            self.server.closing.wait(reply.delay)
            while reply.gate and not (reply.gate.wait(0.05) or self.server.closing.is_set()):
                pass
        self._answer(reply)

    do_GET = do_PUT = do_CONNECT = do_POST  # noqa: N815  http.server looks for these names

    def _answer(self, reply: Reply) -> None:
        if reply.fault == "garbage":
            self.wfile.write(reply.content)
        if reply.fault and reply.fault != "half":
            self._break_off(reset=reply.fault == "reset")
            return
        content = reply.content
        headers = {"Content-Type": "application/json", "Content-Length": str(len(content))}
        self.send_response(reply.status)
        for name, value in (headers | dict(reply.headers)).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content[: len(content) // 2] if reply.fault else content)
        if reply.fault:
            self._break_off(reset=False)

    def _break_off(self, *, reset: bool) -> None:
        self.close_connection = True
        self.wfile.flush()
        if reset:
            linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            socket.close(self.connection.detach())

    def log_message(self, *_: object) -> None:
        """Stay silent."""


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        connection.close()
