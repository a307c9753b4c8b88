"""What forked children tell the process whose test they belong to."""

from __future__ import annotations

import os
import pickle
import struct
import tempfile
import threading
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["FORKS", "Mailbox"]

FORKS: Final = hasattr(os, "fork") and hasattr(os, "pread")
"""Whether there can be such children here."""

_LENGTH: Final = struct.Struct("!I")


class Mailbox:
    """Carry objects from forked children to the process that made it.

    It is a file without a name, which they inherit with the place to write at: it needs nobody
    who reads it in time, and ends with its processes. Nobody else can write to it, so what is
    read is trusted.
    """

    def __init__(self) -> None:
        self._owner = os.getpid()
        self._file = tempfile.TemporaryFile(buffering=0) if FORKS else None  # noqa: SIM115 - see close
        self._at = 0
        self._reading = threading.Lock()

    @property
    def is_elsewhere(self) -> bool:
        """Whether this is a child."""
        return os.getpid() != self._owner

    def send(self, what: Any) -> None:
        """Send an object from a child; each is one write, so that none divides another."""
        if self._file is not None and not self._file.closed:
            body = pickle.dumps(what)
            self._file.write(_LENGTH.pack(len(body)) + body)

    def read(self) -> list[Any]:
        """Read what has come since the last time; nothing in a child."""
        if self._file is None or self._file.closed or self.is_elsewhere:
            return []
        with self._reading:
            return list(self._read(self._file.fileno()))

    def _read(self, file: int) -> Iterator[Any]:
        while True:
            head = os.pread(file, _LENGTH.size, self._at)
            if len(head) < _LENGTH.size:
                return
            (size,) = _LENGTH.unpack(head)
            body = os.pread(file, size, self._at + _LENGTH.size)
            if len(body) < size:
                return
            self._at += _LENGTH.size + size
            yield pickle.loads(body)  # noqa: S301 - our own children wrote it

    def close(self) -> None:
        """Read no more."""
        if self._file is not None:
            self._file.close()
