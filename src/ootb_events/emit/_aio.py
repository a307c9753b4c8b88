"""Accepting events without blocking an event loop."""

from __future__ import annotations

import asyncio
import threading
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, NamedTuple

from ootb_events.errors import EmitterClosedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ootb_events.emit._store import Offer
    from ootb_events.errors import EmitError

__all__ = ["AsyncDoor", "apart"]


class _Waiting(NamedTuple):
    offer: Offer
    future: asyncio.Future[None]
    loop: asyncio.AbstractEventLoop


class AsyncDoor:
    """Put events into a store from coroutines: those that wait together go in together.

    One thread does the waiting, from the first event to ``close``. What is cancelled before
    its turn is not put. No lock: a signal handler may close while its thread is in here.

    :param put_all: puts several, and yields an error or ``None`` for each, in order.
    """

    def __init__(self, put_all: Callable[[Sequence[Offer]], Iterable[EmitError | None]]) -> None:
        self._put_all = put_all
        self._waiting: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="ootb-events-aemit", daemon=True)
        self._thread.start()

    async def put(self, offer: Offer) -> None:
        """Wait until an event is accepted.

        :raises EmitError: when it was not.
        """
        loop = asyncio.get_running_loop()
        waiting = _Waiting(offer, loop.create_future(), loop)
        self._waiting.put(waiting)
        if self._closed:
            self._turn_away()
        await waiting.future

    def close(self) -> None:
        """End the thread once it has nothing to do; the store is closed already."""
        self._waiting.put(None)

    def _work(self) -> None:
        while not self._closed:
            batch = self._next_batch()
            self._closed = None in batch
            self._put([each for each in batch if each and not each.future.cancelled()])
        self._turn_away()

    def _next_batch(self) -> list[_Waiting | None]:
        batch = [self._waiting.get()]
        try:
            while True:
                batch.append(self._waiting.get_nowait())
        except Empty:
            return batch

    def _put(self, batch: Sequence[_Waiting]) -> None:
        waiting = iter(batch)
        try:
            for outcome in self._put_all([each.offer for each in batch]):
                each = next(waiting)
                _resolve(each.loop, each.future, error=outcome)
        except BaseException as error:  # noqa: BLE001 - each that waits is to learn of it
            for each in waiting:
                _resolve(each.loop, each.future, error=error)

    def _turn_away(self) -> None:
        try:
            while True:
                waiting = self._waiting.get_nowait()
                if waiting is not None:
                    _resolve(waiting.loop, waiting.future, error=EmitterClosedError())
        except Empty:
            return


async def apart(function: Callable[[float | None], int], timeout: float | None) -> int:
    """Call what may wait for long in a thread of its own.

    The loop's own threads may be few, and a loop does not end before they do: a wait that was
    cancelled would hold it up.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[int] = loop.create_future()

    def call() -> None:
        try:
            _resolve(loop, future, function(timeout))
        except BaseException as error:  # noqa: BLE001 - who waits is to learn of it
            _resolve(loop, future, error=error)

    threading.Thread(target=call, name="ootb-events-wait", daemon=True).start()
    return await future


def _resolve(
    loop: asyncio.AbstractEventLoop,
    future: asyncio.Future[Any],
    result: object = None,
    *,
    error: BaseException | None = None,
) -> None:
    def resolve() -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)

    try:
        loop.call_soon_threadsafe(resolve)
    except RuntimeError:  # the loop is closed: nobody waits any more
        return
