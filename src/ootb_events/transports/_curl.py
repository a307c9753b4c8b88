"""Many requests under way, driven by one thread."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

import pycurl

from ootb_events.transports._handle import Handle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ootb_events.transports._exchange import Failure, Reply, Settings
    from ootb_events.transports._watch import Watch

__all__ = ["Exchanges"]

_ALL_DUE = pycurl.SOCKET_TIMEOUT


class Exchanges:
    """Carry out requests over connections that are kept alive.

    A kept-alive connection that turns out dead is replaced by curl, silently and once.

    :param limit: how many requests may be under way at once, and connections be open.
    :param watch: waits for the sockets; closed by whoever opened it, after this.
    """

    def __init__(self, settings: Settings, limit: int, watch: Watch) -> None:
        self._settings = settings
        self._watch = watch
        self._idle: list[Handle] = []
        self._busy: dict[Any, tuple[Handle, Any]] = {}
        self._fresh = False
        self._multi: Any = pycurl.CurlMulti()
        for option, value in {
            pycurl.M_SOCKETFUNCTION: watch.tell,
            pycurl.M_MAX_HOST_CONNECTIONS: limit,
            pycurl.M_MAXCONNECTS: limit,
            pycurl.M_MAX_CONCURRENT_STREAMS: limit,
        }.items():
            self._multi.setopt(option, value)

    def start(self, body: bytes, headers: Sequence[str], ticket: object) -> None:
        """Put a request under way.

        :param ticket: returned with what came of the request.
        """
        handle = self._idle.pop() if self._idle else Handle(self._settings)
        handle.prepare(body, headers)
        self._multi.add_handle(handle.curl)
        self._busy[handle.curl] = handle, ticket
        self._fresh = True

    def turn(self, seconds: float | None) -> list[tuple[Any, Reply | Failure]]:
        """Wait until something can be done, do it, and return what ended.

        :param seconds: the longest wait; ``None`` for as long as it takes.
        """
        if self._fresh:
            self._fresh = False
            _, running = self._multi.socket_action(_ALL_DUE, 0)
            if running < len(self._busy):
                return self._ended()
        due = self._multi.timeout()  # milliseconds, or -1
        if due >= 0 and (seconds is None or due < seconds * 1000):
            seconds = due / 1000
        return self._act(self._watch.ready(seconds), time_is_up=due >= 0)

    def close(self) -> None:
        """Give up what is under way and close the connections."""
        for curl in self._busy:
            self._multi.remove_handle(curl)
        self._multi.close()
        for curl in self._curls():
            curl.close()

    def abandon(self) -> None:
        """Forget everything without closing it, in a forked child.

        Closing handles, or letting them be collected, would say goodbye on the parent's TLS
        connections, and wait forever for curl's resolver threads, which a fork does not copy.
        """
        for kept in (self._multi, self._watch, *self._curls()):
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(kept))

    def _act(self, ready: Any, *, time_is_up: bool) -> list[tuple[Any, Reply | Failure]]:
        act, running = self._multi.socket_action, len(self._busy)
        for fd, action in ready:
            _, running = act(fd, action)
        if not ready and time_is_up:
            _, running = act(_ALL_DUE, 0)
        return self._ended() if running < len(self._busy) else []

    def _ended(self) -> list[tuple[Any, Reply | Failure]]:
        _, good, bad = self._multi.info_read()
        ended: list[tuple[Any, Reply | Failure]] = []
        for curl in good:
            handle, ticket = self._take(curl)
            ended.append((ticket, handle.reply()))
        for curl, code, text in bad:
            handle, ticket = self._take(curl)
            ended.append((ticket, handle.failure(code, text)))
        return ended

    def _take(self, curl: Any) -> tuple[Handle, Any]:
        self._multi.remove_handle(curl)
        handle, ticket = self._busy.pop(curl)
        self._idle.append(handle)
        return handle, ticket

    def _curls(self) -> list[Any]:
        return [*self._busy, *(handle.curl for handle in self._idle)]
