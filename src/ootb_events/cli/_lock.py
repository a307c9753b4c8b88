"""``ootb-events lock``."""

from __future__ import annotations

import sys

import click

from ootb_events.catalog import schema_folder
from ootb_events.catalog.lock import lock_state, write_lock

__all__ = ["command"]


@click.command("lock")
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 when the lock is off.")
@click.option(
    "--accept-changes",
    is_flag=True,
    help="Lock changed files too; only for versions that nobody has received yet.",
)
def command(check: bool, accept_changes: bool) -> None:  # noqa: FBT001 - as click passes them
    """Record the hashes of released schema files, which never change afterwards."""
    folder = schema_folder()
    state = lock_state(folder) if check else write_lock(folder, accept_changes=accept_changes)
    for word, files in (("new", state.new), ("changed", state.changed), ("missing", state.missing)):
        for file in files:
            click.echo(f"{word:8} {file}")
    off = bool(state.new or state.changed or state.missing)
    if check and off:
        click.echo("run `ootb-events lock` for new files; restore the others", err=True)
        sys.exit(1)
    if not off:
        click.echo("the lock holds")
