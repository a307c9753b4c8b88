"""How findings in files are written down, one module for each format."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Final, Protocol, TextIO, cast

if TYPE_CHECKING:
    from ootb_events.lint._model import FileResult, Summary

__all__ = ["FORMATS", "Reporter", "reporter"]

FORMATS: Final = tuple(
    sorted(module.name for module in iter_modules(__path__) if not module.name.startswith("_"))
)
"""The formats there are: each public module of this package, with a class ``Report``."""


class Reporter(Protocol):
    """Write results as they come, and a summary at the end."""

    def result(self, result: FileResult) -> None:
        """Take the result of one file, or of a part of one."""
        ...

    def end(self, summary: Summary) -> None:
        """Finish."""
        ...


def reporter(
    name: str, stream: TextIO, *, color: bool = False, width: int | None = None
) -> Reporter:
    """Make the reporter of a format.

    :param name: one of :data:`FORMATS`.
    :param stream: where to write.
    :param color: whether the stream shows colours.
    :param width: how many columns it shows; ``None`` when lines are not to be broken.
    """
    module = import_module(f"{__name__}.{name}")
    return cast("Reporter", module.Report(stream, color=color, width=width))
