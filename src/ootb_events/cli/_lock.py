"""``ootb-events lock``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from ootb_events.catalog import schema_folder
from ootb_events.catalog._entries import shown
from ootb_events.catalog.lock import lock_state, write_lock
from ootb_events.cli._catalogs import catalogs, folders_for, refuse_unusable

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["command"]


@click.command("lock")
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 when the lock is off.")
@click.option(
    "--accept-changes",
    is_flag=True,
    help="Lock changed files too; only for versions that nobody has received yet.",
)
@catalogs
def command(check: bool, accept_changes: bool, catalogs: tuple[str, ...]) -> None:  # noqa: FBT001 - as click passes them
    """Record the hashes of released schema files, which never change afterwards.

    Each catalogue of your own has its schemas.lock beside its folder events.
    """
    folders = folders_for(catalogs)
    refuse_unusable(folders)
    holds = [
        _lock(folder, check=check, accept_changes=accept_changes, named=len(folders) > 1)
        for folder in folders or (schema_folder(),)
    ]
    if check and not all(holds):
        click.echo("run `ootb-events lock` for new files; restore the others", err=True)
        sys.exit(1)


def _lock(folder: Path, *, check: bool, accept_changes: bool, named: bool) -> bool:
    if named:
        click.echo(f"{shown(folder)}:")
    state = lock_state(folder) if check else write_lock(folder, accept_changes=accept_changes)
    for word, files in (("new", state.new), ("changed", state.changed), ("missing", state.missing)):
        for file in files:
            click.echo(f"{word:8} {file}")
    holds = not (state.new or state.changed or state.missing)
    if holds:
        click.echo("the lock holds")
    return holds
