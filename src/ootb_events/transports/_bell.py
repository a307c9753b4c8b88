"""Wake the thread that waits for sockets."""

from __future__ import annotations

import socket
from contextlib import suppress

__all__ = ["Bell"]


class Bell:
    """Be heard by a selector; rung by any thread, or by a signal handler in the same one.

    Nothing is written but while somebody sleeps, and then once.
    """

    def __init__(self) -> None:
        self._ear, self._mouth = socket.socketpair()  # a pipe is no socket, so not for Windows
        for end in (self._ear, self._mouth):
            end.settimeout(0)
        self.rung = False
        self._asleep = False

    def __del__(self) -> None:
        self.close()

    def fileno(self) -> int:
        """Say what to watch for reading."""
        return self._ear.fileno()

    def ring(self) -> None:
        """End the sleep under way, or else the next one."""
        if self.rung:
            return
        self.rung = True
        if self._asleep:
            with suppress(OSError):  # closed meanwhile
                self._mouth.send(b"!")

    def falls_asleep(self) -> bool:
        """Say that the watching thread is about to sleep; ``False`` if it must not."""
        self._asleep = True  # first: who rings after the next line writes
        return not self.rung

    def wakes_up(self) -> None:
        """Say that the watching thread is awake."""
        self._asleep = False

    def heed(self) -> None:
        """Say that what the bell was rung for is being done."""
        self.rung = False

    def silence(self) -> None:
        """Take what was written."""
        with suppress(OSError):
            while self._ear.recv(64):
                pass

    def close(self) -> None:
        """Release the sockets; ringing is harmless afterwards."""
        self._ear.close()
        self._mouth.close()
