"""What commands say to people while they work, on standard error."""

from __future__ import annotations

import sys

import click

from ootb_events.lint.reports._terminal import printable, width_of, wrapped

__all__ = ["say"]


def say(text: str, *, indent: str = "") -> None:
    """Write a line to standard error, broken between words where the terminal ends."""
    for line in wrapped(printable(text), indent, width_of(sys.stderr)):
        click.echo(line, err=True)
