"""``ootb-events schema new``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from ootb_events.catalog._entries import shown
from ootb_events.cli._complete import events
from ootb_events.cli._say import say
from ootb_events.cli._schema_folders import catalog_option, folders
from ootb_events.errors import UnknownEventError
from ootb_events.evolution.drafting import begin

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

__all__ = ["command"]


@click.command("new")
@click.argument("event", shell_complete=events)
@click.option(
    "--bump",
    type=click.Choice(["major", "minor", "patch"]),
    default="minor",
    show_default=True,
    help="Which part of the number to raise; schema check says when it is another.",
)
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="The day on which it is published.",
)
@catalog_option
def command(
    event: str,
    bump: Literal["major", "minor", "patch"],
    since: datetime | None,
    catalogs: tuple[str, ...],
) -> None:
    """Begin the next version of an event, as a copy of the current one.

    Change the file, ask `ootb-events schema check` what is missing, and release it with
    `ootb-events schema release`.
    """
    folder = _folder_of(event, folders(catalogs))
    day = None if since is None else since.date().isoformat()
    try:
        begun = begin(folder, event, bump=bump, since=day)
    except UnknownEventError as error:
        if not error.suggestions:
            say("the first version of an event is written by hand, or proposed by schema infer")
        raise
    click.echo(f"wrote {shown(begun.path)}")
    say(f"it says what {begun.before} says; change that, then ask `ootb-events schema check`")


def _folder_of(event: str, found: tuple[Path, ...]) -> Path:
    return next((one for one in found if (one / "events" / event).is_dir()), found[0])
