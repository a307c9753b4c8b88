"""Files on a real disk, for what is measured with an outbox."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from ootb_events import emit

HAS_OUTBOX: Final = hasattr(getattr(emit, "SqliteOutbox", None), "open")
"""Whether this package can keep events on disk."""

_LASTING: Final = Path("/var/tmp")  # noqa: S108 - a directory of its own is made in it


def no_outbox() -> bool:
    """Say loudly that there is no outbox."""
    if not HAS_OUTBOX:
        print("SKIPPED, this version has no outbox: what needs it is not measured\n")
    return not HAS_OUTBOX


def scratch() -> TemporaryDirectory[str]:
    """Make a directory that is removed in the end.

    ``/tmp`` is often in memory, where nothing is durable; ``/var/tmp`` survives a restart. Who
    sets ``TMPDIR`` decides.
    """
    return TemporaryDirectory(
        prefix="ootb-events-",
        dir=_LASTING if _LASTING.is_dir() and "TMPDIR" not in os.environ else None,
        ignore_cleanup_errors=True,
    )
