"""Lint again whenever something changes."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Final

import attrs
import click

from ootb_events.cli._linting import INTERRUPTED, run
from ootb_events.cli._say import say
from ootb_events.lint._sources import Source, sources
from ootb_events.lint.reports._words import counted

if TYPE_CHECKING:
    from ootb_events.cli._linting import Plan

__all__ = ["watch"]

_PAUSE: Final = 0.5
_Stamps = dict[tuple[int, str], tuple[int, int]]


def watch(plan: Plan) -> None:
    """Lint everything, then what changes, until Ctrl-C."""
    try:
        seen = _stamps(plan)
        _pass(plan, len(seen))
        while True:
            time.sleep(_PAUSE)
            now = _stamps(plan)
            changed = {key for key, stamp in now.items() if seen.get(key) != stamp}
            seen = now
            if changed:
                _pass(_only(plan, changed), len(seen))
    except KeyboardInterrupt:
        return


def _pass(plan: Plan, files: int) -> None:
    if sys.stdout.isatty():
        click.clear()
    if run(plan) == INTERRUPTED:
        sys.exit(INTERRUPTED)
    sys.stdout.flush()
    say(f"watching {counted(files, 'file')}; Ctrl-C ends")


def _only(plan: Plan, changed: set[tuple[int, str]]) -> Plan:
    groups = [
        (settings, sorted(file for group, file in changed if group == number))
        for number, (settings, _) in enumerate(plan.groups)
    ]
    return attrs.evolve(plan, groups=[(settings, paths) for settings, paths in groups if paths])


def _stamps(plan: Plan) -> _Stamps:
    stamps: _Stamps = {}
    for number, (settings, paths) in enumerate(plan.groups):
        found = sources(
            paths, exclude=settings.exclude, gitignore=settings.gitignore, root=settings.root
        )
        for source in found:
            if isinstance(source, Source):
                try:
                    status = os.stat(source.file)  # noqa: PTH116 - a Path takes no NUL
                except (OSError, ValueError):
                    continue
                stamps[number, source.file] = status.st_mtime_ns, status.st_size
    return stamps
