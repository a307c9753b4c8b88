"""Which known name or value a misspelled one is likely to mean."""

from __future__ import annotations

import difflib
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["resembling", "resembling_value"]


@lru_cache(maxsize=4096)
def resembling(name: str, names: tuple[str, ...]) -> str | None:
    """Find the known name that a misspelled one resembles most, if any does."""
    folded = {known.lower(): known for known in names}
    wanted = name.lower()
    if f"ootb_{wanted}" in folded:
        return folded[f"ootb_{wanted}"]
    close = difflib.get_close_matches(wanted[:100], folded, 1, cutoff=0.8)
    return folded[close[0]] if close else None


def resembling_value(value: Any, values: Sequence[Any]) -> str:
    """Ask whether a known value was meant, if one resembles it."""
    texts = tuple(known for known in values if isinstance(known, str))
    meant = resembling(value, texts) if isinstance(value, str) else None
    return f"did you mean {meant!r}?" if meant else ""
