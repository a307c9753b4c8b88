"""Where commands send events to: the options, and the transport that follows from them."""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING, Any, TypeVar

import click

from ootb_events.transports import HttpTransport

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["endpoint_options", "http_transport"]

F = TypeVar("F", bound="Callable[..., Any]")


def endpoint_options(meaning: str) -> Callable[[F], F]:
    """Add the options that say where to send to, and who signs.

    :param meaning: the help text of ``--endpoint``.
    """
    endpoint = click.option(
        "--endpoint",
        required=True,
        envvar="OOTB_EVENTS_ENDPOINT",
        show_envvar=True,
        metavar="URL",
        help=meaning,
    )
    token_file = click.option(
        "--token-file",
        type=click.File("rb"),
        help="File with the token that signs; otherwise OOTB_EVENTS_TOKEN, otherwise unsigned.",
    )
    return lambda command: endpoint(token_file(command))


def http_transport(endpoint: str, token_file: IO[bytes] | None) -> HttpTransport:
    """Make the transport that the options ask for.

    :raises ConfigurationError: when the endpoint is no URL, or the token not usable.
    """
    return HttpTransport(endpoint, token=_token(token_file))


def _token(file: IO[bytes] | None) -> str | None:
    if file is None:
        return os.environ.get("OOTB_EVENTS_TOKEN") or None
    try:
        return file.read().decode().strip()
    except UnicodeDecodeError:
        raise click.BadParameter("it is not UTF-8 text", param_hint="--token-file") from None
