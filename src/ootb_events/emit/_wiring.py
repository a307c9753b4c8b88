"""What an emitter is put together from, checked."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ootb_events.emit._sqlite import SqliteOutbox
from ootb_events.errors import ConfigurationError
from ootb_events.transports import Transport
from ootb_events.transports._protocol import ClosingContext

if TYPE_CHECKING:
    from ootb_events.emit._store import Outbox
    from ootb_events.transports import Answer, Message

__all__ = ["NoTransport", "check_choice", "check_transport", "outbox_of"]


class NoTransport(ClosingContext):
    """Stand in where another process delivers."""

    def send(self, message: Message) -> Answer:
        raise NotImplementedError

    def close(self) -> None:
        """Have nothing to release."""


def outbox_of(outbox: str | os.PathLike[str] | Outbox | None) -> Outbox | None:
    """Make an outbox of a path."""
    if isinstance(outbox, (str, os.PathLike)):
        return SqliteOutbox(outbox)
    return outbox


def check_choice(name: str, value: object, choices: tuple[str, ...]) -> None:
    """Refuse what is none of the choices.

    :raises ConfigurationError: when it is not.
    """
    if value not in choices:
        raise ConfigurationError(f"{name} is one of {', '.join(choices)}, not {value!r}")


def check_transport(transport: object, outbox: object) -> None:
    """Refuse what is no transport, and the want of one without an outbox.

    :raises ConfigurationError: when there is none.
    """
    if transport is None:
        if outbox is None:
            raise ConfigurationError("without a transport, an outbox is needed")
    elif isinstance(transport, type) or not isinstance(transport, Transport):
        raise ConfigurationError(
            f"a transport is an object with send() and close(), not {type(transport).__name__}"
        )
