"""What upgrading a payload comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from ootb_events.evolution._changes import Release
    from ootb_events.evolution._trail import Loss, Step

__all__ = ["Upgraded"]


@attrs.frozen(kw_only=True)
class Upgraded:
    """Hold a payload as it is under a newer version, and what was done to it.

    :param payload: the payload, valid under that version.
    :param source: the version that it followed.
    :param release: the version that it follows now.
    :param steps: what was done, in this order; nothing when it followed that version already.
    :param losses: the values that have no place in it.
    :param unknown: the parameters that are new since, and that nobody can derive: left out.
    """

    payload: dict[str, Any] = attrs.field(repr=False)
    source: Release
    release: Release
    steps: tuple[Step, ...] = ()
    losses: tuple[Loss, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def event(self) -> str:
        """The event key."""
        return self.release.event

    @property
    def version(self) -> str:
        """The version that the payload follows now."""
        return self.release.version

    def __str__(self) -> str:
        lines = [f"{self.source} → {self.release}", *map(str, self.steps)]
        if self.unknown:
            lines.append(f"new, and not to be derived: {', '.join(self.unknown)}")
        return "\n  ".join(lines)
