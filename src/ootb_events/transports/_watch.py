"""Which sockets have something to do: what curl asks for, without a limit on their numbers.

The numbers of curl's actions and of the module ``selectors`` are the same: 1 reads, 2 writes.
"""

from __future__ import annotations

import select
import selectors
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ootb_events.transports._bell import Bell

__all__ = ["Watch", "new_watch"]

_REMOVE: Final = 4
_LONGEST: Final = 1_000_000.0
"""Seconds that every system takes; who waits longer looks up once in between."""


class Watch(Protocol):
    """Wait for sockets."""

    def tell(self, action: int, fd: int, multi: object, data: object) -> None:
        """Take what curl is interested in: the callback ``M_SOCKETFUNCTION``."""
        ...

    def ready(self, seconds: float | None) -> Sequence[tuple[int, int]]:
        """Wait until a socket is ready, and return sockets with what they are ready for.

        :param seconds: ``None`` waits as long as it takes.
        """
        ...

    def close(self) -> None:
        """Release the selector, in a forked child without touching the parent's."""
        ...


def new_watch(bell: Bell) -> Watch:
    """Choose the best that the system has.

    :param bell: ends a wait when it is rung.
    """
    return EpollWatch(bell) if sys.platform == "linux" else SelectorWatch(bell)


class SelectorWatch:
    """Watch with what the system offers."""

    def __init__(self, bell: Bell) -> None:
        self._bell = bell
        self._selector = selectors.DefaultSelector()
        self._selector.register(bell, selectors.EVENT_READ, bell)

    def tell(self, action: int, fd: int, _multi: object, _data: object) -> None:
        with suppress(KeyError, ValueError):
            self._selector.unregister(fd)
        if action != _REMOVE:
            self._selector.register(fd, action)

    def ready(self, seconds: float | None) -> Sequence[tuple[int, int]]:
        timeout = None if seconds is None else min(seconds, _LONGEST)
        ready = []
        for key, events in self._selector.select(timeout):
            if key.data is self._bell:
                self._bell.silence()
            else:
                ready.append((key.fd, events))
        return ready

    def close(self) -> None:
        with suppress(OSError):  # a kqueue is no longer there in a forked child
            self._selector.close()


if sys.platform == "linux":
    _MASKS = {1: select.EPOLLIN, 2: select.EPOLLOUT, 3: select.EPOLLIN | select.EPOLLOUT}
    _ACTIONS = {select.EPOLLIN: 1, select.EPOLLOUT: 2}

    class EpollWatch:
        """Watch with epoll, and keep watching a connection between two of its requests.

        Taking it out and in again would cost each request several microseconds.
        """

        def __init__(self, bell: Bell) -> None:
            self._bell = bell
            self._busy: dict[int, int] = {}
            self._epoll: Any = None
            self._renew()

        def tell(self, action: int, fd: int, _multi: object, _data: object) -> None:
            if action == _REMOVE:
                self._busy.pop(fd, None)
                return
            mask = self._busy[fd] = _MASKS[action]
            try:
                self._epoll.modify(fd, mask)
            except OSError:  # a new one, maybe with the number of one that was closed
                self._epoll.register(fd, mask)

        def ready(self, seconds: float | None) -> Sequence[tuple[int, int]]:
            timeout = None if seconds is None else min(seconds, _LONGEST)
            busy, ready = self._busy, []
            for fd, mask in self._epoll.poll(timeout, len(busy) + 8):
                if fd in busy:
                    ready.append((fd, _ACTIONS.get(mask, 3)))
                elif fd == self._bell.fileno():
                    self._bell.silence()
                else:
                    self._forget(fd)
            return ready

        def close(self) -> None:
            self._epoll.close()

        def _forget(self, fd: int) -> None:
            """Stop watching an idle connection that the other side closed."""
            try:
                self._epoll.unregister(fd)
            except OSError:  # closed here, yet open in a forked child: it would report for ever
                self._renew()

        def _renew(self) -> None:
            if self._epoll is not None:
                self._epoll.close()
            self._epoll = select.epoll()
            for fd, mask in {**self._busy, self._bell.fileno(): select.EPOLLIN}.items():
                self._epoll.register(fd, mask)
