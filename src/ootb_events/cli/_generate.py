"""``ootb-events generate``."""

from __future__ import annotations

import shlex
import sys
from keyword import iskeyword
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ootb_events.catalog import Catalog, catalog_of
from ootb_events.catalog._entries import shown
from ootb_events.cli._catalogs import catalogs, folders_for, refuse_unusable
from ootb_events.codegen import differences, refuse_strangers, render, render_module, write

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["command"]


@click.command("generate")
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 when something would.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The module to write, for catalogues of your own; without any, the folder for ours, by "
    "default that of ootb_events.events.",
)
@catalogs
def command(check: bool, out: Path | None, catalogs: tuple[str, ...]) -> None:  # noqa: FBT001 - as click passes it
    """Write the event classes from the schemas.

    With a catalogue of your own, one module with a class for each version of its events, and for
    each that an overlay extends.
    """
    folders = folders_for(catalogs)
    if folders:
        module = _module_of(out)
        refuse_unusable(folders)
        rendered = {module.name: render_module(catalog_of(folders))}
        refuse_strangers(module)
        folder, sweep = module.parent, False
    else:
        _refuse_module(out)
        folder, sweep = out or Path(__file__).parents[1] / "events", True
        rendered = render(Catalog.default())
    if check:
        _check(rendered, folder, _mend(catalogs, out), sweep=sweep)
        return
    folder.mkdir(parents=True, exist_ok=True)
    changed = write(rendered, folder, sweep=sweep)
    wrote = (f"wrote {shown(folder / name)}" for name in changed)
    click.echo("\n".join(wrote) or "nothing to change")


def _module_of(out: Path | None) -> Path:
    if out is None or out.suffix != ".py" or not _is_importable(out.stem) or out.is_dir():
        raise click.UsageError(
            "the classes of a catalogue of your own go into one module: "
            "--out src/shop/events.py, say"
        )
    return out


def _refuse_module(out: Path | None) -> None:
    if out is not None and out.suffix == ".py":
        raise click.UsageError(
            "no catalogue of your own is named, and the classes of the reference go into a folder; "
            "name it with --catalog FOLDER, or write it into catalogs below [tool.ootb-events] in "
            "pyproject.toml"
        )


def _is_importable(name: str) -> bool:
    return name.isidentifier() and not iskeyword(name)


def _mend(catalogs: tuple[str, ...], out: Path | None) -> str:
    options = [word for each in catalogs for word in ("--catalog", each)]
    options += ["--out", str(out)] if out else []
    return shlex.join(["ootb-events", "generate", *options])


def _check(rendered: Mapping[str, str], folder: Path, mend: str, *, sweep: bool) -> None:
    found = differences(rendered, folder, sweep=sweep)
    for difference in found:
        click.echo(difference.diff)
    if found:
        files = ", ".join(difference.file for difference in found)
        click.echo(f"{files}: not what the schemas say; run `{mend}` and commit it", err=True)
        sys.exit(1)
    click.echo("the classes are what the schemas say")
