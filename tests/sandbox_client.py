"""Talking to a sandbox with nothing but the standard library."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import socket
from contextlib import contextmanager
from copy import deepcopy
from typing import TYPE_CHECKING, Any, NamedTuple

from ootb_events.catalog import Catalog

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ootb_events.sandbox import Sandbox

PATIENCE = 20
JSON = {"Content-Type": "application/json"}


class Got(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def call(
    box: Sandbox,
    method: str,
    path: str,
    body: Any = None,
    headers: Mapping[str, str] | None = None,
) -> Got:
    """Make one request over a connection of its own."""
    if headers is None:
        headers = {} if body is None else JSON
    if body is not None and not isinstance(body, bytes):
        body = json.dumps(body).encode()
    connection = http.client.HTTPConnection("127.0.0.1", box.port, timeout=PATIENCE)
    try:
        connection.request(method, path, body, dict(headers))
        response = connection.getresponse()
        return Got(response.status, response.headers, response.read())
    finally:
        connection.close()


def get(box: Sandbox, path: str) -> Any:
    """Get a JSON answer that must be good."""
    got = call(box, "GET", path)
    assert got.status == 200, got
    return got.json


def report(box: Sandbox, body: Any, headers: Mapping[str, str] = JSON) -> Got:
    """Post an event to the endpoint."""
    return call(box, "POST", "/reportServer", body, headers)


def deposit(customer: str = "c-1", **context: Any) -> dict[str, Any]:
    """Make a valid event."""
    payload = deepcopy(dict(Catalog.default().get("ootb_deposit").examples[0]))
    payload["customer"] = customer
    payload["context"].update(context)
    return payload


def signed(token: str, body: bytes) -> dict[str, str]:
    """Sign as the vendor says, by other means than the product's."""
    signature = hmac.new(token.encode(), body, hashlib.sha256).hexdigest()
    return {
        **JSON,
        "X-Optimove-Signature-Version": "1",
        "X-Optimove-Signature-Content": signature,
    }


class Stream:
    """Read server-sent events, message by message."""

    def __init__(
        self, box: Sandbox, headers: Mapping[str, str], receive_buffer: int | None
    ) -> None:
        self._socket = socket.socket()
        self._socket.settimeout(PATIENCE)
        if receive_buffer is not None:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self._socket.connect(("127.0.0.1", box.port))
        lines = [f"{name}: {value}" for name, value in {"Host": "localhost", **headers}.items()]
        head = "\r\n".join(["GET /api/stream HTTP/1.0", *lines, "", ""])
        self._socket.sendall(head.encode())
        self._file = self._socket.makefile("rb")
        self.status = int(self._file.readline().split()[1])
        while self._file.readline() != b"\r\n":
            pass

    def next(self) -> tuple[str, int, Any]:
        """Wait for the next message: its event, its id, its data."""
        fields: dict[str, str] = {}
        for line in self._file:
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name:
                fields[name] = value
            elif fields:
                return fields["event"], int(fields["id"]), json.loads(fields["data"])
        raise EOFError

    def at_end(self) -> bool:
        return not self._file.read(1)

    def close(self) -> None:
        self._file.close()
        self._socket.close()


@contextmanager
def stream(
    box: Sandbox, headers: Mapping[str, str] | None = None, receive_buffer: int | None = None
) -> Iterator[Stream]:
    """Open the stream."""
    opened = Stream(box, headers or {}, receive_buffer)
    try:
        yield opened
    finally:
        opened.close()
