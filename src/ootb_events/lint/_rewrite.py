"""Files replaced as a whole, or not at all."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Unwritable", "rewrite"]


class Unwritable(Exception):  # noqa: N818 - an answer rather than a failure of this program
    """Say that a file could not be replaced, and why."""


def rewrite(path: str, chunks: Iterable[bytes], *, seen: os.stat_result | None = None) -> None:
    """Replace what is in a file; whoever reads it sees all of the old or all of the new.

    Permissions stay, and so does the owner where that is allowed. Of a symbolic link the file that
    it leads to is replaced. Another hard link to the file keeps the old content.

    :param path: a file that exists.
    :param chunks: the new content; the old may still be read while they are made. When making
        them fails, the file stays as it is.
    :param seen: what the file was when it was read; one that is not this any more stays.
    :raises Unwritable: when the file cannot be replaced; it is what it was.
    """
    try:
        target = Path(path).resolve(strict=True)
        status = target.stat()
    except (OSError, ValueError, RuntimeError) as error:
        raise Unwritable(_reason(error)) from error
    if not stat.S_ISREG(status.st_mode):
        raise Unwritable("this is no regular file")
    if not os.access(target, os.W_OK):
        raise Unwritable("this file is write-protected")
    try:
        _replace(target, status, chunks, seen)
    except OSError as error:
        raise Unwritable(_reason(error)) from error


def _replace(
    target: Path, status: os.stat_result, chunks: Iterable[bytes], seen: os.stat_result | None
) -> None:
    # Beside it, for only within a file system can one file take the place of another at once.
    with NamedTemporaryFile(
        dir=target.parent, prefix=".ootb-", suffix=".tmp", delete=False
    ) as file:
        temporary = Path(file.name)
        try:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
            file.close()  # an open file cannot be moved on Windows
            _make_alike(temporary, status)
            _refuse_changed(target, seen)
            temporary.replace(target)
        except BaseException:
            file.close()
            with suppress(OSError):
                temporary.unlink()
            raise
    _make_lasting(target.parent)


def _refuse_changed(target: Path, seen: os.stat_result | None) -> None:
    if seen is not None and _traits(target.stat()) != _traits(seen):
        raise Unwritable("this file was changed meanwhile")


def _traits(status: os.stat_result) -> tuple[int, ...]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _make_alike(temporary: Path, status: os.stat_result) -> None:
    if sys.platform != "win32":
        for owner in (status.st_uid, -1):  # a file may be given to a group, if to nobody else
            with suppress(OSError):
                os.chown(temporary, owner, status.st_gid)
                break
    temporary.chmod(stat.S_IMODE(status.st_mode))


def _make_lasting(folder: Path) -> None:
    """Have the folder know the new file even after a power cut, where that can be asked for."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
