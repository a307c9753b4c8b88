"""Something that another connection is about to commit, and when to look for it."""

from __future__ import annotations

from typing import Final

__all__ = ["Expectation"]

_FIRST: Final = 0.005
_LONGEST: Final = 1.0
_PATIENCE: Final = 60.0


class Expectation:
    """Look more and more seldom, for a minute: SQLite tells nobody of a commit.

    What is committed later than that is found with the next event.
    """

    def __init__(self) -> None:
        self._pause = _FIRST
        self._until = 0.0
        self.due: float | None = None

    def begin(self, now: float) -> None:
        """Expect something from now on."""
        self._pause = _FIRST
        self._until = now + _PATIENCE
        self.due = now + _FIRST

    def looks(self, now: float) -> bool:
        """Say whether it is time to look; the next time follows."""
        if self.due is None or now < self.due:
            return False
        self._pause = min(2 * self._pause, _LONGEST)
        self.due = now + self._pause if now < self._until else None
        return True
