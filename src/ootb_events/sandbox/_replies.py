"""A request as it arrived, and what to do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import attrs
import orjson

from ootb_events import _json

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["BREAKS", "Break", "Reply", "Request"]

Break = Literal["reset", "silence", "half", "garbage"]
BREAKS: Final[tuple[Break, ...]] = get_args(Break)
"""The ways to break a connection off instead of answering."""


@attrs.frozen(kw_only=True)
class Request:
    """Hold a request as it arrived.

    :param path: the path with its query, as it was asked for.
    :param headers: by names in lower case.
    :param connection: the number of its connection, counted from 1.
    """

    method: str
    path: str
    headers: Mapping[str, str] = attrs.field(repr=False)
    body: bytes = attrs.field(repr=False)
    connection: int

    @property
    def payload(self) -> Any:
        """What the body says.

        :raises DecodeError: when it is no JSON.
        """
        return _json.read(self.body).value


@attrs.frozen(kw_only=True)
class Reply:
    """Say what to do with one request.

    :param status: the HTTP status.
    :param body: the exact body; an object or a list is written as JSON.
    :param headers: further headers; they replace those of the same name.
    :param fault: ``silence``: close the connection instead of answering; ``half``: within the
        body; ``reset``: with a TCP reset; ``garbage``: say the body alone, without HTTP.
    """

    status: int = 200
    body: Any = attrs.field(default=b"", repr=False)
    headers: Mapping[str, str] = attrs.field(factory=dict)
    fault: Break | None = None

    @property
    def content(self) -> bytes:
        """The bytes of the body."""
        return self.body if isinstance(self.body, bytes) else orjson.dumps(self.body)
