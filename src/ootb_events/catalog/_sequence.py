"""In which order events happen in the ordinary course."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Follows", "Stages"]


@attrs.frozen(kw_only=True)
class Follows:
    """Say what comes before an event.

    :param events: event keys, one of which comes before it.
    :param same: keys of parameters that keep their value between the two, where both have them.
    :param ends: whether it ends what they began.
    """

    events: tuple[str, ...]
    same: tuple[str, ...] = ()
    ends: bool = False

    @classmethod
    def read(cls, keyword: Mapping[str, Any] | None) -> Follows | None:
        """Read ``x-follows`` of a schema."""
        if keyword is None:
            return None
        return cls(
            events=tuple(keyword["events"]),
            same=tuple(keyword.get("same", ())),
            ends=keyword.get("ends", False),
        )


@attrs.frozen(kw_only=True)
class Stages:
    """Say how an event is sent again as something moves on.

    :param parameter: the key of the parameter that tells how far it has come.
    :param order: its values, stage by stage; those of the last stage are final.
    :param same: keys of parameters that keep their value.
    """

    parameter: str
    order: tuple[tuple[str, ...], ...]
    same: tuple[str, ...] = ()

    @classmethod
    def read(cls, keyword: Mapping[str, Any] | None) -> Stages | None:
        """Read ``x-stages`` of a schema."""
        if keyword is None:
            return None
        return cls(
            parameter=keyword["parameter"],
            order=tuple(map(tuple, keyword["order"])),
            same=tuple(keyword.get("same", ())),
        )
