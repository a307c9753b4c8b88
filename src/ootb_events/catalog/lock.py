"""Released schema files never change: a lock file holds their hashes."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Final

import attrs

from ootb_events.catalog._resolve import read_schema
from ootb_events.catalog.check import schema_files
from ootb_events.errors import CatalogError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["LOCK_FILE", "LockState", "lock_state", "write_lock"]

LOCK_FILE: Final = "schemas.lock"


@attrs.frozen
class LockState:
    """Compare a folder with its lock; each field lists files relative to the folder.

    :param new: present, not locked yet.
    :param changed: locked with another content.
    :param missing: locked, not present.
    """

    new: tuple[str, ...]
    changed: tuple[str, ...]
    missing: tuple[str, ...]


def lock_state(folder: Path) -> LockState:
    """Compare the schema files of a folder with its lock.

    :raises CatalogError: when the lock file cannot be read.
    """
    present, locked = _hashes(folder), _locked(folder)
    return LockState(
        new=tuple(sorted(present.keys() - locked.keys())),
        changed=tuple(sorted(f for f in present.keys() & locked if present[f] != locked[f])),
        missing=tuple(sorted(locked.keys() - present.keys())),
    )


def write_lock(folder: Path, *, accept_changes: bool = False) -> LockState:
    """Lock the schema files of a folder, and say what changed against the lock before.

    :param accept_changes: lock even what differs from a locked version; for versions that
        nobody has received yet.
    :raises CatalogError: when a locked file changed or is missing and that is not accepted.
    """
    state = lock_state(folder)
    if not accept_changes and (state.changed or state.missing):
        raise CatalogError(
            "a locked version never changes; restore it and add the change as a new version: "
            + ", ".join((*state.changed, *state.missing)),
            source=LOCK_FILE,
        )
    text = json.dumps(_hashes(folder), indent=2, sort_keys=True) + "\n"
    (folder / LOCK_FILE).write_text(text, encoding="utf-8", newline="\n")
    return state


def _locked(folder: Path) -> dict[str, str]:
    path = folder / LOCK_FILE
    if not path.exists():
        return {}
    return {file: str(digest) for file, digest in read_schema(path).items()}


def _hashes(folder: Path) -> dict[str, str]:
    """Hash the content rather than the bytes, so that line ends do not matter."""
    found = {}
    for path in schema_files(folder):
        content = json.dumps(read_schema(path), sort_keys=True, separators=(",", ":"))
        digest = hashlib.sha256(content.encode()).hexdigest()
        found[path.relative_to(folder).as_posix()] = f"sha256:{digest}"
    return found
