"""Waiting that ends when the server does."""

from __future__ import annotations

import asyncio
import contextlib

__all__ = ["Closing"]


class Closing:
    """Cut every wait short once the server closes; in the thread of the event loop."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    @property
    def is_set(self) -> bool:
        """Whether the server is closing."""
        return self._event.is_set()

    def set(self) -> None:
        """Begin to close."""
        self._event.set()

    async def pause(self, seconds: float) -> None:
        """Wait for some seconds, or until the server closes."""
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._event.wait(), seconds)

    async def wait(self) -> None:
        """Wait until the server closes."""
        await self._event.wait()
