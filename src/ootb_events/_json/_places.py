"""Where something is: JSON Pointers, lines and columns, depth."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

__all__ = ["MAX_DEPTH", "line_and_column", "pointer"]

MAX_DEPTH: Final = 100
"""How many objects and arrays may be open at once; the document itself is the first."""


@lru_cache(maxsize=4096, typed=True)
def pointer(*tokens: str | int) -> str:
    """Write a JSON Pointer (RFC 6901) from its unescaped tokens."""
    return "".join(f"/{str(token).replace('~', '~0').replace('/', '~1')}" for token in tokens)


def line_and_column(text: str, at: int) -> tuple[int, int]:
    """Count the 1-based line and column, in characters, of a position in a text."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
