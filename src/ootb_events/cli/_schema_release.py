"""``ootb-events schema release``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ootb_events.catalog._entries import shown
from ootb_events.cli._say import say
from ootb_events.cli._schema_check import show_lacks
from ootb_events.cli._schema_folders import (
    catalog_option,
    changelog_of,
    classes_of,
    folders,
    whole,
)
from ootb_events.evolution.drafting import is_reference, release

if TYPE_CHECKING:
    from ootb_events.evolution.drafting import Released

__all__ = ["command"]


@click.command("release")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The module of classes to write, for a catalogue of your own: src/shop/events.py, say.",
)
@click.option(
    "--changelog",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="The changelog; by default the project's CHANGELOG.md.",
)
@catalog_option
def command(out: Path | None, changelog: Path | None, catalogs: tuple[str, ...]) -> None:
    """Release new versions: changelog, classes, lock.

    Refuses, with exit code 1, while `ootb-events schema check` has something to say. Doing it
    twice is doing it once.
    """
    found = folders(catalogs)
    if out is not None and out.suffix != ".py" and not all(map(is_reference, found)):
        raise click.UsageError("--out is one module, such as src/shop/events.py")
    for folder in found:
        log = changelog or changelog_of(folder)
        classes = out or classes_of(folder)
        done = release(folder, classes=classes, changelog=log, catalog=whole(found))
        if done.lacks:
            show_lacks(folder, done.lacks)
            sys.exit(1)
        _tell(folder, done, log, classes)


def _tell(folder: Path, done: Released, log: Path | None, classes: Path | None) -> None:
    overlays = [file for file in done.locked if file.startswith("overlays/")]
    written = [log] if done.changelog and log is not None else []
    if classes is not None:
        inside = classes if is_reference(folder) else classes.parent
        written += [inside / name for name in done.classes]
    if done.locked:
        written.append(folder / "schemas.lock")
    lines = [f"released {each}" for each in (*done.versions, *overlays)]
    lines += [f"wrote {shown(path)}" for path in written]
    click.echo("\n".join(lines) or "there is nothing to release")
    if log is None and done.versions:
        say("no CHANGELOG.md was found for this; name one with --changelog FILE the next time:")
        click.echo("\n".join(done.entries))
    if classes is None and done.locked:
        say("the classes were not written; name their module with --out, or use generate")
