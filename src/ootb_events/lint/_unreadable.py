"""Why a file cannot be read."""

from __future__ import annotations

__all__ = ["Unreadable", "reason"]


class Unreadable(Exception):  # noqa: N818 - an answer rather than a failure of this program
    """Say that a file could not be read, or not to its end, and why."""


def reason(error: Exception) -> str:
    """Say why a file could not be read, in few words and without its name."""
    return getattr(error, "strerror", None) or str(error)
