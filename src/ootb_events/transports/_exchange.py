"""What goes into an HTTP exchange and what comes out of it, whatever does the exchange."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

__all__ = ["Failure", "Reply", "Settings"]


@attrs.frozen(kw_only=True)
class Settings:
    """Say where requests go and how.

    :param endpoint: the URL.
    :param timeout: seconds for the whole request.
    :param connect_timeout: seconds for name lookup, connection and TLS.
    :param ca_file: the authorities to trust, or ``None`` for those of certifi.
    :param proxy: as curl takes it; ``None`` for the environment's, empty for none.
    :param headers: what each request says, as lines.
    """

    endpoint: str = attrs.field(repr=False)
    timeout: float
    connect_timeout: float
    ca_file: str | os.PathLike[str] | None
    proxy: str | None = attrs.field(repr=False)
    headers: Sequence[str]


@attrs.frozen
class Reply:
    """Carry an HTTP answer.

    :param status: the HTTP status.
    :param body: the body, which may have been cut short.
    :param retry_after: seconds the receiver asked to wait, or ``None``.
    """

    status: int
    body: bytes = attrs.field(repr=False)
    retry_after: float | None = None


@attrs.frozen
class Failure:
    """Tell why there is no HTTP answer, and whether a setting is to blame."""

    reason: str
    misconfigured: bool
