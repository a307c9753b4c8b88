"""What may be passed to ``Emitter.from_env``, for type checkers and editors."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from ootb_events.catalog import Catalog
    from ootb_events.emit._emitter import OnInvalid
    from ootb_events.emit._hooks import Hooks
    from ootb_events.emit._queue import WhenFull
    from ootb_events.emit._records import DeadLetterPolicy
    from ootb_events.emit._retry import RetryPolicy
    from ootb_events.emit._sqlite._file import Sync
    from ootb_events.emit._store import Outbox
    from ootb_events.transports import Transport

__all__ = ["Keywords"]


class Keywords(TypedDict, total=False):
    """Name each keyword of ``Emitter`` and ``HttpTransport``."""

    transport: Transport | None
    catalog: Catalog | None
    retry: RetryPolicy | None
    dead_letter_policy: DeadLetterPolicy | None
    hooks: Sequence[Hooks]

    tenant: int
    outbox: str | os.PathLike[str] | Outbox | None
    outbox_sync: Sync
    profile: str
    strict: bool
    on_invalid: OnInvalid
    queue_size: int
    when_full: WhenFull
    block_timeout: float
    concurrency: int

    endpoint: str
    token: str | None
    timeout: float
    connect_timeout: float
    ca_file: str | os.PathLike[str] | None
    proxy: str | None
    user_agent: str | None
    batch: int
