"""Who may talk to a sandbox, and what a browser is told about its answers."""

from __future__ import annotations

import hmac
import ipaddress
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

__all__ = ["HEADERS", "SERVER", "Guard", "is_loopback"]

SERVER: Final = "ootb-events sandbox"
"""What every answer says it comes from."""

_COOKIE: Final = "ootb-events-sandbox"

HEADERS: Final[Mapping[str, str]] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Server": SERVER,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""What every answer of the page and of the API says to browsers."""

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Guard:
    """Decide who is let in.

    On loopback everyone on this machine is, who asks for it by a name that means it: a page that
    a browser shows cannot reach a sandbox through a name of its own that resolves to loopback.
    Beyond, whoever has the access token.

    :param on_loopback: whether the server listens on loopback only.
    :param hosts: further names that are let through on loopback.
    :param access_token: what opens the page and the API, if anything has to.
    :param port: where it listens.
    :ivar cookie_name: the name of the cookie that opens the page; browsers give the cookies of a
        host to all of its ports.
    """

    def __init__(
        self, *, on_loopback: bool, hosts: Collection[str], access_token: str | None, port: int
    ) -> None:
        self.cookie_name = f"{_COOKIE}-{port}"
        self._on_loopback = on_loopback
        self._hosts = frozenset(host.lower() for host in hosts)
        self._token = access_token

    def wrong_host(self, host: str | None) -> str:
        """Say what is wrong with the header ``Host``, or nothing."""
        if not self._on_loopback or "*" in self._hosts:
            return ""
        name = _name(host or "")
        if name in self._hosts or is_loopback(name) or name.endswith(".localhost"):
            return ""
        return "the Host header names another host; this sandbox answers as localhost only"

    def wrong_access(self, headers: Mapping[str, str], cookie: str | None) -> str:
        """Say what is wrong with the access token of a request, or nothing."""
        if self._token is None or self.opens(_bearer(headers)) or _same(cookie, self.cookie()):
            return ""
        return (
            "an access token is needed: send it as Authorization: Bearer …, "
            "or open the address that the sandbox printed when it started"
        )

    def opens(self, token: str | None) -> bool:
        """Tell whether an access token is the right one."""
        return self._token is not None and _same(token, self._token)

    def cookie(self) -> str:
        """Make the value of the cookie, from which the token cannot be learnt."""
        return hmac.digest((self._token or "").encode(), _COOKIE.encode(), "sha256").hex()

    def wrong_change(self, method: str, headers: Mapping[str, str], *, has_body: bool) -> str:
        """Say what is wrong with a request that changes something, or nothing."""
        if method in _SAFE:
            return ""
        origin = headers.get("Origin")
        if origin is not None and not _is_own(origin, headers.get("Host", "")):
            return "the request comes from a page of another origin"
        if headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}:
            return "the request comes from a page of another site"
        kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if has_body and kind != "application/json":
            return "the Content-Type is not application/json; send JSON, and say so"
        return ""


def is_loopback(host: str) -> bool:
    """Tell whether a name or an address means this machine to itself."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _name(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _is_own(origin: str, host: str) -> bool:
    scheme, _, authority = origin.partition("://")
    return scheme in {"http", "https"} and authority.lower() == host.lower()


def _bearer(headers: Mapping[str, str]) -> str | None:
    scheme, _, token = headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _same(given: str | None, wanted: str) -> bool:
    return given is not None and hmac.compare_digest(
        given.encode(errors="replace"), wanted.encode()
    )
