"""A transport that posts events to the endpoint."""

from __future__ import annotations

import os
import re
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from ootb_events.errors import ConfigurationError
from ootb_events.transports._answers import classify, printable, seconds_to_wait
from ootb_events.transports._exchange import Failure, Reply, Settings
from ootb_events.transports._protocol import Answer, Outcome
from ootb_events.transports._redaction import redact
from ootb_events.transports._serial import SerialTransport
from ootb_events.transports._signature import sign

if TYPE_CHECKING:
    from ootb_events.transports._curl import CurlHandle
    from ootb_events.transports._protocol import Message

__all__ = ["HttpTransport"]

_LONGEST_TIMEOUT = 86_400


class HttpTransport(SerialTransport):
    """Post each message to the endpoint over one connection that is kept alive.

    TLS is always verified, redirects are never followed, cookies never kept. The answer is
    judged as the table in ``ootb_events.transports._answers`` says. A message may arrive twice
    if its connection breaks before the answer came, so delivery is at least once.

    Source: the vendor's current reference (URL and token are handed out by its integration
    team), its older public README (POST, JSON).

    :param endpoint: the URL, ``https://`` or ``http://``; used as it is.
    :param token: the real-time token; with one, requests are signed. It is never sent.
    :param timeout: seconds for one request from start to end.
    :param connect_timeout: seconds of these for name lookup, connection and TLS.
    :param ca_file: PEM file of the authorities to trust instead of certifi's.
    :param proxy: URL of a proxy; ``None`` takes the environment's (``https_proxy``, ``no_proxy``,
        …) as curl does, an empty string uses none.
    :param user_agent: instead of ``ootb-events/<version>``.
    :raises ConfigurationError: if a setting is malformed or the extra ``http`` is not installed.
    """

    def __init__(  # noqa: PLR0913  settings, all but one by keyword
        self,
        endpoint: str,
        *,
        token: str | None = None,
        timeout: float = 30.0,
        connect_timeout: float = 10.0,
        ca_file: str | os.PathLike[str] | None = None,
        proxy: str | None = None,
        user_agent: str | None = None,
    ) -> None:
        self._new_handle = _load_curl()
        self._settings = Settings(
            endpoint=_checked_endpoint(endpoint),
            timeout=_checked_seconds("timeout", timeout),
            connect_timeout=_checked_seconds("connect_timeout", connect_timeout),
            ca_file=_checked_file(ca_file),
            proxy=proxy,
        )
        self._token = _checked_token(token)
        self._headers = _fixed_headers(_checked_user_agent(user_agent))
        self._handle: CurlHandle | None = None
        super().__init__()

    def __repr__(self) -> str:
        shown = self._settings.endpoint.partition("?")[0]
        token = "unset" if self._token is None else "set"
        return f"{type(self).__name__}({shown!r}, token={token})"

    def _send(self, message: Message) -> Answer:
        if self._handle is None:
            self._handle = self._new_handle(self._settings)
        result = self._handle.post(self._headers_for(message.body), message.body)
        return _answer(result, message.body, self._token)

    def _headers_for(self, body: bytes) -> list[str]:
        if self._token is None:
            return self._headers
        return [
            *self._headers,
            "X-Optimove-Signature-Version: 1",
            f"X-Optimove-Signature-Content: {sign(self._token, body)}",
        ]

    def _release(self) -> None:
        handle, self._handle = self._handle, None
        if handle is not None:
            handle.close()

    def _start_anew(self) -> None:
        super()._start_anew()
        handle, self._handle = self._handle, None
        if handle is not None:
            handle.abandon()


def _load_curl() -> type[CurlHandle]:
    try:
        from ootb_events.transports._curl import CurlHandle
    except ImportError as error:
        raise ConfigurationError(
            'HttpTransport needs pycurl and certifi: pip install "ootb-events[http]"'
        ) from error
    return CurlHandle


def _fixed_headers(user_agent: str) -> list[str]:
    return [
        "Content-Type: application/json",
        "Accept: application/json",
        f"User-Agent: {user_agent}",
        "Expect:",  # keeps curl from asking for permission before a large body
    ]


def _answer(result: Reply | Failure, sent: bytes, token: str | None) -> Answer:
    if isinstance(result, Failure):
        outcome = Outcome.MISCONFIGURED if result.misconfigured else Outcome.RETRY
        return Answer(outcome=outcome, detail=printable(result.reason))
    return classify(
        result.status,
        result.body,
        conceal=partial(redact, sent=sent, secret=token),
        retry_after=seconds_to_wait(result.retry_after),
    )


def _checked_endpoint(endpoint: str) -> str:
    scheme, _, rest = endpoint.partition("://")
    host = re.split("[/?#]", rest, maxsplit=1)[0]
    if scheme.lower() not in {"http", "https"}:
        raise ConfigurationError("the endpoint must start with https:// or http://")
    if "@" in host:
        raise ConfigurationError("the endpoint must not contain user:password@; give a token")
    if not host:
        raise ConfigurationError("the endpoint names no host")
    if " " in endpoint or not endpoint.isprintable():
        raise ConfigurationError("the endpoint contains white space or control characters")
    return endpoint


def _checked_token(token: str | None) -> str | None:
    if token is not None and (not token or token != token.strip()):
        raise ConfigurationError("the token is empty or has white space around it")
    return token


def _checked_seconds(name: str, seconds: float) -> float:
    if not 0 < seconds <= _LONGEST_TIMEOUT:
        raise ConfigurationError(f"{name} must be more than 0 and at most {_LONGEST_TIMEOUT} s")
    return seconds


def _checked_file(path: str | os.PathLike[str] | None) -> str | os.PathLike[str] | None:
    if path is not None and not Path(path).is_file():
        raise ConfigurationError(f"there is no ca_file {os.fspath(path)!r}")
    return path


def _checked_user_agent(user_agent: str | None) -> str:
    name = f"ootb-events/{_version()}" if user_agent is None else user_agent
    if not name or not name.isascii() or not name.isprintable():
        raise ConfigurationError("user_agent must be printable ASCII")
    return name


def _version() -> str:
    try:
        return version("ootb-events")
    except PackageNotFoundError:
        return "unknown"
