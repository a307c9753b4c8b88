"""How findings in files are written down, one module for each format."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final, Protocol, TextIO, cast

if TYPE_CHECKING:
    from ootb_events.lint import FileResult, Summary

__all__ = ["FORMATS", "Reporter", "reporter"]

FORMATS: Final = ("text", "json")
"""The formats there are; each is a module of this package with a class ``Report``."""


class Reporter(Protocol):
    """Write results as they come, and a summary at the end."""

    def result(self, result: FileResult) -> None:
        """Take the result of one file."""
        ...

    def end(self, summary: Summary) -> None:
        """Finish."""
        ...


def reporter(name: str, stream: TextIO, *, color: bool = False) -> Reporter:
    """Make the reporter of a format.

    :param name: one of :data:`FORMATS`.
    :param stream: where to write.
    :param color: whether the stream shows colours.
    """
    module = import_module(f"{__name__}.{name}")
    return cast("Reporter", module.Report(stream, color=color))
