"""A bar on the terminal, when reading takes long."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from ootb_events.lint._sources import Source, sources

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ootb_events.lint import FileResult, LintSettings

__all__ = ["Progress", "progress_for"]

_LONG: Final = 1.0
"""Seconds after which it is worth while to show a bar."""

_PAUSE: Final = 0.1


class Progress:
    """Show nothing."""

    def advance(self, count: int) -> None:
        """Tell that so many bytes more were read."""

    def pass_by(self, result: FileResult) -> None:
        """Tell that something is going to be written, and which files are done."""

    def hide(self) -> None:
        """Take the bar away for a while."""


@contextmanager
def progress_for(groups: Sequence[tuple[LintSettings, Sequence[str]]]) -> Iterator[Progress]:
    """Make a bar if there is a terminal that people look at; nothing is left of it at the end."""
    progress = _Bar(groups) if sys.stderr.isatty() else Progress()
    try:
        yield progress
    finally:
        progress.hide()


class _Bar(Progress):
    def __init__(self, groups: Sequence[tuple[LintSettings, Sequence[str]]]) -> None:
        self._groups = groups
        self._done = 0
        self._of_file = 0
        self._next = time.monotonic() + _LONG
        self._bar: Any = None
        self._task: Any = None
        self._is_shown = False

    def advance(self, count: int) -> None:
        self._of_file += count
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _PAUSE
            self._show()

    def pass_by(self, result: FileResult) -> None:
        if result.last:
            self._done += _size(result.file)
            self._of_file = 0
        if result.issues or result.drifts or result.problem:
            self.hide()

    def hide(self) -> None:
        if self._is_shown:
            self._bar.stop()
            self._is_shown = False

    def _show(self) -> None:
        if self._bar is None:
            self._begin()
        self._bar.update(self._task, completed=self._done + self._of_file)
        if self._is_shown:
            self._bar.refresh()
        else:
            self._bar.start()
            self._is_shown = True

    def _begin(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            DownloadColumn,
            Progress,
            TimeRemainingColumn,
            TransferSpeedColumn,
        )

        self._bar = Progress(
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        # Compressed files hold more than their sizes say, so the bar may run ahead within one.
        self._task = self._bar.add_task("", total=self._total())

    def _total(self) -> int | None:
        total = sum(
            _size(source.file)
            for settings, paths in self._groups
            for source in sources(
                paths,
                exclude=settings.exclude,
                gitignore=settings.gitignore,
                root=settings.root,
            )
            if isinstance(source, Source)
        )
        return total or None


def _size(file: str) -> int:
    try:
        return os.path.getsize(file)  # noqa: PTH202 - a Path takes no NUL
    except (OSError, ValueError):
        return 0
