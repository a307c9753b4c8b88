"""A transport that posts events to the endpoint."""

from __future__ import annotations

import os
import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from ootb_events.errors import ConfigurationError
from ootb_events.transports._exchange import Settings
from ootb_events.transports._serial import SerialTransport

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ootb_events.transports._http_channel import HttpChannel
    from ootb_events.transports._protocol import Answer, Channel, Message

__all__ = ["HttpTransport"]

_LONGEST_TIMEOUT = 86_400
_LARGEST_COUNT = 10_000


class HttpTransport(SerialTransport):
    """Post events to the endpoint over connections that are kept alive.

    ``send`` posts one message at a time over one connection; a channel has many under way, and
    shares connections between them where the endpoint speaks HTTP/2.

    TLS is always verified, redirects are never followed, cookies never kept, bodies never
    compressed. The answer is judged as the table in ``ootb_events.transports._answers`` says. A
    message may arrive twice if its connection breaks before the answer came, so delivery is at
    least once.

    With ``batch``, a channel sends what was started between two of its waits as JSON arrays, and
    the answer counts for each event in them. If one is rejected, its events are sent once more,
    one by one, each judged by its own answer.

    Source: the vendor's current reference (URL and token are handed out by its integration
    team), its older public README (POST, JSON). Arrays are documented for sibling endpoints only.

    :param endpoint: the URL, ``https://`` or ``http://``; used as it is.
    :param token: the real-time token; with one, requests are signed. It is never sent.
    :param timeout: seconds for one request from start to end.
    :param connect_timeout: seconds of these for name lookup, connection and TLS.
    :param ca_file: PEM file of the authorities to trust instead of certifi's.
    :param proxy: URL of a proxy; ``None`` takes the environment's (``https_proxy``, ``no_proxy``,
        …) as curl does, an empty string uses none.
    :param user_agent: instead of ``ootb-events/<version>``.
    :param batch: how many events a request may carry, for endpoints known to take arrays.
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
        batch: int = 1,
    ) -> None:
        self._new_channel = _load_curl()
        self._settings = Settings(
            endpoint=_checked_endpoint(endpoint),
            timeout=_checked_seconds("timeout", timeout),
            connect_timeout=_checked_seconds("connect_timeout", connect_timeout),
            ca_file=_checked_file(ca_file),
            proxy=proxy,
            headers=_headers(_checked_user_agent(user_agent)),
        )
        self._token = _checked_token(token)
        self._batch = _checked_count("batch", batch)
        self._own: HttpChannel | None = None
        super().__init__()

    def __repr__(self) -> str:
        shown = self._settings.endpoint.partition("?")[0]
        token = "unset" if self._token is None else "set"
        return f"{type(self).__name__}({shown!r}, token={token})"

    def channel(self, limit: int) -> Channel:
        """Open a channel for one thread, with connections of its own.

        :param limit: how many messages may be under way in it at once, at least 1.
        :raises ConfigurationError: if the limit is none.
        """
        return self._open(_checked_count("limit", limit))

    def _open(self, limit: int) -> HttpChannel:
        return self._new_channel(
            self._settings,
            limit,
            token=self._token,
            batch=self._batch,
            cancelled=self._is_closed,
        )

    def _is_closed(self) -> bool:
        return self._closed

    def _send(self, message: Message) -> Answer:
        if self._own is None:
            self._own = self._open(1)
        self._own.start(message)
        while True:
            for _, answer in self._own.wait(None):
                return answer

    def _release(self) -> None:
        own, self._own = self._own, None
        if own is not None:
            own.close()

    def _start_anew(self) -> None:
        super()._start_anew()
        self._own = None  # it abandons itself


def _load_curl() -> type[HttpChannel]:
    try:
        from ootb_events.transports._http_channel import HttpChannel
    except ImportError as error:
        raise ConfigurationError(
            'HttpTransport needs pycurl and certifi: pip install "ootb-events[http]"'
        ) from error
    return HttpChannel


def _headers(user_agent: str) -> Sequence[str]:
    return [
        "Content-Type: application/json",
        "Accept: application/json",
        f"User-Agent: {user_agent}",
        "Expect:",  # keeps curl from asking for permission before a large body
    ]


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


def _checked_count(name: str, count: int) -> int:
    if count not in range(1, _LARGEST_COUNT + 1):
        raise ConfigurationError(f"{name} must be a whole number from 1 to {_LARGEST_COUNT}")
    return count


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
