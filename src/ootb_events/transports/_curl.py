"""The only module that knows curl: one handle, one request at a time."""

from __future__ import annotations

import ctypes
import os
import re
from typing import TYPE_CHECKING, Any, Final

import certifi
import pycurl

from ootb_events.transports._exchange import Failure, Reply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ootb_events.transports._exchange import Settings

__all__ = ["CurlHandle"]

_LONGEST_BODY: Final = 64 * 1024
_RETRY_AFTER = re.compile(rb"(?im)^retry-after:[ \t]*([^\r\n]*)")
_PASSING = {408, 425, 429}

_HINTS = {
    pycurl.E_URL_MALFORMAT: "check the endpoint URL",
    pycurl.E_UNSUPPORTED_PROTOCOL: "what answers at the endpoint does not speak HTTP",
    pycurl.E_COULDNT_RESOLVE_HOST: "check the host name in the endpoint URL",
    pycurl.E_COULDNT_RESOLVE_PROXY: "check the proxy",
    pycurl.E_PEER_FAILED_VERIFICATION: "check the endpoint URL, or give its authority as ca_file",
    pycurl.E_SSL_CACERT_BADFILE: "check ca_file",
}


class CurlHandle:
    """Keep one connection to the endpoint alive and send requests over it."""

    def __init__(self, settings: Settings) -> None:
        self._response = _Response()
        self._handle = _configured(settings, self._response)

    def post(self, headers: Sequence[str], body: bytes) -> Reply | Failure:
        """Send one request, at most ``timeout`` seconds.

        A kept-alive connection that turns out dead is replaced by curl, silently and once.
        """
        self._response.clear()
        self._handle.setopt(pycurl.HTTPHEADER, headers)
        self._handle.setopt(pycurl.POSTFIELDS, body)
        try:
            self._handle.perform()
        except pycurl.error as error:
            if not self._response.overflowed:
                return _failure(self._handle, *error.args)
        return self._response.reply(self._handle.getinfo(pycurl.RESPONSE_CODE))

    def close(self) -> None:
        """Close the connection."""
        self._handle.close()

    def abandon(self) -> None:
        """Forget the handle without closing it, in a forked child.

        Closing it, or letting it be collected, would say goodbye on the parent's TLS
        connection, and wait forever for curl's resolver threads, which a fork does not copy.
        """
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(self._handle))


class _Response:
    """Collect one answer; apart from the handle, which would keep itself alive otherwise."""

    def __init__(self) -> None:
        self.head: list[bytes] = []
        self.body = bytearray()

    @property
    def overflowed(self) -> bool:
        return len(self.body) > _LONGEST_BODY

    def clear(self) -> None:
        self.head.clear()
        self.body.clear()

    def take(self, chunk: bytes) -> int | None:
        self.body += chunk
        return 0 if self.overflowed else None  # curl ends a transfer of which 0 bytes are taken

    def reply(self, status: int) -> Reply:
        return Reply(status, bytes(self.body[:_LONGEST_BODY]), self._retry_after(status))

    def _retry_after(self, status: int) -> str:
        found = None if status < 300 else _RETRY_AFTER.search(b"".join(self.head))
        return found[1].decode("latin-1") if found else ""


def _configured(settings: Settings, response: _Response) -> Any:
    handle = pycurl.Curl()
    options = {
        pycurl.URL: settings.endpoint.encode(),
        pycurl.POST: 1,
        pycurl.PROTOCOLS: pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS,
        pycurl.FOLLOWLOCATION: 0,
        pycurl.NOSIGNAL: 1,
        pycurl.TIMEOUT_MS: _milliseconds(settings.timeout),
        pycurl.CONNECTTIMEOUT_MS: _milliseconds(settings.connect_timeout),
        pycurl.HEADERFUNCTION: response.head.append,
        pycurl.WRITEFUNCTION: response.take,
        **_trust(settings.ca_file),
    }
    if settings.proxy is not None:
        options[pycurl.PROXY] = settings.proxy.encode()
    for option, value in options.items():
        handle.setopt(option, value)
    return handle


def _trust(ca_file: str | os.PathLike[str] | None) -> dict[int, int | bytes]:
    authorities = os.fsencode(ca_file or certifi.where())
    return {
        pycurl.SSL_VERIFYPEER: 1,
        pycurl.SSL_VERIFYHOST: 2,
        pycurl.CAINFO: authorities,
        pycurl.PROXY_CAINFO: authorities,
    }


def _milliseconds(seconds: float) -> int:
    return max(1, round(seconds * 1000))


def _failure(handle: Any, code: int, text: str) -> Failure:
    tunnel = handle.getinfo(pycurl.HTTP_CONNECTCODE)
    if tunnel >= 300:
        passing = tunnel >= 500 or tunnel in _PASSING
        return Failure(f"the proxy answered HTTP {tunnel} to CONNECT", misconfigured=not passing)
    hint = _HINTS.get(code)
    return Failure(f"{text}; {hint}" if hint else text, misconfigured=hint is not None)
