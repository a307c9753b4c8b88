"""``ootb-events example``."""

from __future__ import annotations

import json

import click

from ootb_events.cli._catalogs import catalog_for, catalogs
from ootb_events.cli._options import event_argument

__all__ = ["command"]


@click.command("example")
@event_argument
@click.option("--compact", is_flag=True, help="Print it on one line.")
@catalogs
def command(
    event: str,
    version: str | None,
    compact: bool,  # noqa: FBT001 - as click passes it
    catalogs: tuple[str, ...],
) -> None:
    """Print an example payload of an event."""
    payload = catalog_for(catalogs).get(event, version).examples[0]
    indent, separators = (None, (",", ":")) if compact else (2, None)
    text = json.dumps(payload, ensure_ascii=False, indent=indent, separators=separators)
    click.echo(text.encode())  # JSON is UTF-8, whatever the terminal is
