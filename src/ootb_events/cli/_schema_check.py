"""``ootb-events schema check``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from ootb_events.catalog._entries import shown
from ootb_events.cli._say import say
from ootb_events.cli._schema_folders import catalog_option, folders
from ootb_events.evolution.drafting import check_drafts

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ootb_events.evolution.drafting import Lack

__all__ = ["command", "show_lacks"]


@click.command("check")
@catalog_option
def command(catalogs: tuple[str, ...]) -> None:
    """Say what is missing before new versions can be released.

    What is to be done first comes first: that schemas are in order and released ones unchanged;
    then, of each version that is not released, that its parameters are described, its examples
    valid and complete, that it changes something, that its number is what the change deserves,
    and that it says how payloads of the version before follow it.

    Exits with 1 when something is missing.
    """
    found = [(folder, check_drafts(folder)) for folder in folders(catalogs)]
    for folder, lacks in found:
        show_lacks(folder, lacks)
    if any(lacks for _, lacks in found):
        sys.exit(1)
    click.echo("nothing is missing")


def show_lacks(folder: Path, lacks: Iterable[Lack]) -> None:
    """Print what is missing, numbered, and what to do about it."""
    for number, lack in enumerate(lacks, 1):
        where = shown(folder / lack.source) + (f"#{lack.pointer}" if lack.pointer else "")
        click.echo(f"{number}. {lack.stage}: {where}: {lack.problem}")
        if lack.advice:
            click.echo(f"   {lack.advice}")
    if lacks:
        say("mend the first, and ask again: what comes after it may follow from it")
