"""``ootb-events generate``."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from ootb_events.catalog import Catalog
from ootb_events.codegen import differences, render, write

__all__ = ["command"]


@click.command("generate")
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 when something would.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the modules; by default that of ootb_events.events.",
)
def command(check: bool, out: Path | None) -> None:  # noqa: FBT001 - as click passes it
    """Write the event classes from the schemas."""
    folder = out or Path(__file__).parents[1] / "events"
    rendered = render(Catalog.default())
    if not check:
        folder.mkdir(parents=True, exist_ok=True)
        changed = write(rendered, folder)
        click.echo("\n".join(f"wrote {name}" for name in changed) or "nothing to change")
        return
    found = differences(rendered, folder)
    for difference in found:
        click.echo(difference.diff)
    if found:
        files = ", ".join(difference.file for difference in found)
        mend = "ootb-events generate" + (f" --out {shlex.quote(str(out))}" if out else "")
        click.echo(f"{files}: not what the schemas say; run `{mend}` and commit it", err=True)
        sys.exit(1)
    click.echo("the classes are what the schemas say")
