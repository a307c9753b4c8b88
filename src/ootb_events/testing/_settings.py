"""How events are captured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import attrs

from ootb_events.errors import ConfigurationError
from ootb_events.validation import PROFILES

if TYPE_CHECKING:
    import os

__all__ = ["Settings", "UnknownEvents"]

UnknownEvents = Literal["refuse", "capture"]


@attrs.frozen(kw_only=True)
class Settings:
    """Say how events are captured; see ``capture_events``."""

    profile: str | None = None
    strict: bool | None = None
    unknown_events: UnknownEvents = "refuse"
    show_pii: bool = False
    update_snapshots: bool = False
    folder: str | os.PathLike[str] | None = None

    def __attrs_post_init__(self) -> None:
        if self.profile is not None and self.profile not in PROFILES:
            raise ConfigurationError(
                f"no profile {self.profile!r}; there are {', '.join(PROFILES)}"
            )
        if self.unknown_events not in get_args(UnknownEvents):
            choices = ", ".join(get_args(UnknownEvents))
            raise ConfigurationError(
                f"unknown_events is one of {choices}, not {self.unknown_events!r}"
            )
