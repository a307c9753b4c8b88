"""What a sandbox is told to be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import attrs

from ootb_events.catalog import Catalog
from ootb_events.errors import ConfigurationError
from ootb_events.validation import PROFILES

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["PATH", "Settings"]

PATH: Final = "/reportServer"
"""The path that has been seen in the wild; a real one is handed out by the vendor."""

_MEBIBYTE: Final = 1 << 20

_MOST_BODY: Final = 64 * _MEBIBYTE
_MOST_KEPT: Final = 1_000_000
_OURS: Final = ("/api", "/page")
_PLAIN_PATH: Final = re.compile(r"(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9._~:@!$&'()*+,;=-]+)+/?")
"""What browsers and servers leave as it is."""


def _check(ok: Callable[[Any], bool], problem: str) -> Callable[[Any, Any, Any], None]:
    def check(_settings: object, _attribute: object, value: Any) -> None:
        if not ok(value):
            raise ConfigurationError(problem)

    return check


def _is_usable_path(path: str) -> bool:
    if _PLAIN_PATH.fullmatch(path) is None:
        return False
    return not any(path == own or path.startswith(f"{own}/") for own in _OURS)


def _is_token(token: str | None) -> bool:
    return token is None or (bool(token) and token == token.strip())


@attrs.frozen(kw_only=True)
class Settings:
    """Say how a sandbox behaves, whatever arrives.

    :param path: the endpoint's path.
    :param token: the real-time token; with one, every event must be signed with it.
    :param profile: ``platform``, ``opti-x`` or ``ebi``.
    :param strict: whether every warning counts as an error.
    :param lenient: whether invalid events are answered with success, as the platform may.
    :param batches: whether a JSON array of events is taken.
    :param keep: how many events are kept, at most; older ones are forgotten.
    :param keep_bytes: how many bytes of events are kept, at most.
    :param max_body: the largest body that is taken, in bytes.
    :param catalog: which events exist; by default those of this package.
    :param access_token: what opens the page and the API; needed beyond loopback.
    :param hosts: further names under which a sandbox on loopback may be addressed.
    :raises ConfigurationError: when one of them is not usable.
    """

    path: str = attrs.field(
        default=PATH,
        validator=_check(
            _is_usable_path,
            "the path must start with /, hold plain segments, and be neither that of the page "
            "nor of the API; choose one such as /reportServer",
        ),
    )
    token: str | None = attrs.field(
        default=None,
        repr=lambda token: "unset" if token is None else "set",
        validator=_check(_is_token, "the token is empty or has white space around it"),
    )
    profile: str = attrs.field(
        default="platform",
        validator=_check(
            PROFILES.__contains__, f"no such profile; there are {', '.join(PROFILES)}"
        ),
    )
    strict: bool = False
    lenient: bool = False
    batches: bool = False
    keep: int = attrs.field(
        default=10_000,
        validator=_check(
            lambda count: count in range(1, _MOST_KEPT + 1),
            f"keep must be a whole number from 1 to {_MOST_KEPT}",
        ),
    )
    keep_bytes: int = attrs.field(
        default=64 << 20,
        validator=_check(lambda size: size >= _MEBIBYTE, f"keep_bytes is at least {_MEBIBYTE}"),
    )
    max_body: int = attrs.field(
        default=_MEBIBYTE,
        validator=_check(
            lambda size: 1 <= size <= _MOST_BODY,
            f"max_body is a number of bytes, at most {_MOST_BODY}",
        ),
    )
    catalog: Catalog = attrs.field(factory=Catalog.default)
    access_token: str | None = attrs.field(
        default=None,
        repr=lambda token: "unset" if token is None else "set",
        validator=_check(_is_token, "the access token is empty or has white space around it"),
    )
    hosts: tuple[str, ...] = ()
