"""Where in the code under test something happened."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

import attrs

if TYPE_CHECKING:
    from types import FrameType

__all__ = ["Site", "caller"]

_PACKAGE: Final = __name__.partition(".")[0]
_MACHINERY: Final = frozenset({_PACKAGE, "asyncio", "concurrent", "threading"})


@attrs.frozen
class Site:
    """Name a line of code.

    :param file: the path of its file, absolute.
    :param line: its number, from 1.
    """

    file: str
    line: int

    def __str__(self) -> str:
        """Write it as ``file:line``, relative to the working directory where that is shorter."""
        try:
            relative = os.path.relpath(self.file)
        except ValueError:  # on another drive
            relative = self.file
        shown = self.file if relative.startswith(os.pardir) else relative
        return f"{shown.replace(os.sep, '/')}:{self.line}"


def caller() -> Site:
    """Find the line that called into this package from outside.

    Where nobody did but a thread or an event loop, it is the line nearest to that.
    """
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 - as inspect and logging do
    outside = None
    while frame is not None:
        package = str(frame.f_globals.get("__name__", "")).partition(".")[0]
        if package not in _MACHINERY:
            return Site(frame.f_code.co_filename, frame.f_lineno)
        if package != _PACKAGE:
            outside = outside or frame
        frame = frame.f_back
    assert outside is not None  # noqa: S101 - a thread begins in threading, a program in itself
    return Site(outside.f_code.co_filename, outside.f_lineno)
