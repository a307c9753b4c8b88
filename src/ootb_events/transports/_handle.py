"""One curl handle: how requests are made, and what came of one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

import certifi
import pycurl

from ootb_events.transports._answers import LONGEST_WAIT, seconds_to_wait
from ootb_events.transports._exchange import Failure, Reply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ootb_events.transports._exchange import Settings

__all__ = ["Handle"]

_LONGEST_BODY: Final = 64 * 1024
_PASSING = {408, 425, 429}

_HINTS = {
    pycurl.E_URL_MALFORMAT: "check the endpoint URL",
    pycurl.E_COULDNT_RESOLVE_HOST: "check the host name in the endpoint URL",
    pycurl.E_COULDNT_RESOLVE_PROXY: "check the proxy",
    pycurl.E_PEER_FAILED_VERIFICATION: "check the endpoint URL, or give its authority as ca_file",
    pycurl.E_SSL_CACERT_BADFILE: "check ca_file",
}

_NOT_HTTP: Final = "; what answers at the endpoint does not speak HTTP"


class Handle:
    """Make one request at a time; everything that all have in common is set once."""

    def __init__(self, settings: Settings) -> None:
        self._fixed_headers = settings.headers
        self._answered = _Answered()
        self.curl: Any = pycurl.Curl()
        options = _options(settings) | self._answered.options()
        for option, value in options.items():
            self.curl.setopt(option, value)

    def prepare(self, body: bytes, headers: Sequence[str]) -> None:
        """Set what the next request says.

        :param headers: further lines; either every request of a handle has some, or none.
        """
        self._answered.clear()
        if headers:
            self.curl.setopt(pycurl.HTTPHEADER, [*self._fixed_headers, *headers])
        self.curl.setopt(pycurl.POSTFIELDS, body)

    def reply(self) -> Reply:
        """Tell what was answered."""
        status = self.curl.getinfo(pycurl.RESPONSE_CODE)
        wait = None if status < 300 else self._answered.retry_after(self.curl)
        return Reply(status, self._answered.body, wait)

    def failure(self, code: int, text: str) -> Reply | Failure:
        """Tell why there was no answer, or what there was of an endless one."""
        if self._answered.overflowed:
            return self.reply()
        tunnel = self.curl.getinfo(pycurl.HTTP_CONNECTCODE)
        if tunnel >= 300:
            passing = tunnel >= 500 or tunnel in _PASSING
            return Failure(f"the proxy answered HTTP {tunnel} to CONNECT", not passing)
        if code == pycurl.E_UNSUPPORTED_PROTOCOL:  # an answer cut or garbled may look like that
            return Failure(text + _NOT_HTTP, misconfigured=False)
        hint = _HINTS.get(code)
        return Failure(f"{text}; {hint}" if hint else text, misconfigured=hint is not None)


class _Answered:
    """Collect one answer; apart from the handle, which would keep itself alive otherwise."""

    def __init__(self) -> None:
        self.body = b""
        self._wait: float | None = None

    @property
    def overflowed(self) -> bool:
        return len(self.body) >= _LONGEST_BODY

    def options(self) -> dict[int, Any]:
        taking = {pycurl.WRITEFUNCTION: self._take}
        return taking if _RETRY_AFTER else taking | {pycurl.HEADERFUNCTION: self._take_header}

    def clear(self) -> None:
        self.body = b""
        self._wait = None

    def retry_after(self, curl: Any) -> float | None:
        if not _RETRY_AFTER:
            return self._wait
        seconds = curl.getinfo(_RETRY_AFTER)  # 0 without the header
        return min(float(seconds), LONGEST_WAIT) if seconds > 0 else None

    def _take(self, chunk: bytes) -> int | None:
        if self.body:
            chunk = self.body + chunk
        self.body = chunk[:_LONGEST_BODY]
        return 0 if self.overflowed else None  # curl ends a transfer of which 0 bytes are taken

    def _take_header(self, line: bytes) -> None:
        name, _, value = line.partition(b":")
        if name.lower() == b"retry-after":
            self._wait = seconds_to_wait(value.decode("latin-1"))


# pycurl has it since 7.48. Before, each line of an answer's head costs a call.
_RETRY_AFTER: Final[int | None] = getattr(pycurl, "RETRY_AFTER", None)


def _options(settings: Settings) -> dict[int, Any]:
    options = {
        pycurl.URL: settings.endpoint.encode(),
        pycurl.POST: 1,
        pycurl.HTTPHEADER: settings.headers,
        pycurl.PROTOCOLS: pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS,
        pycurl.FOLLOWLOCATION: 0,
        pycurl.NOSIGNAL: 1,
        pycurl.TIMEOUT_MS: _milliseconds(settings.timeout),
        pycurl.CONNECTTIMEOUT_MS: _milliseconds(settings.connect_timeout),
        **_trust(settings.ca_file),
    }
    if settings.proxy is not None:
        options[pycurl.PROXY] = settings.proxy.encode()
    return options


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
