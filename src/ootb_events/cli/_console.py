"""The terminal, for commands that print tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.console import Console

if TYPE_CHECKING:
    from rich.console import RenderableType

__all__ = ["show"]

_WIDTH_OF_A_PIPE = 120


def show(*parts: RenderableType) -> None:
    """Print tables and marked-up lines; wide and without padding when it is no terminal."""
    screen = Console(highlight=False)
    if screen.is_terminal:
        for part in parts:
            screen.print(part)
        return
    page = Console(highlight=False, width=_WIDTH_OF_A_PIPE)
    with page.capture() as captured:
        for part in parts:
            page.print(part)
    for line in captured.get().splitlines():
        click.echo(line.rstrip())
