"""The option that names catalogues, and the catalogue that follows from it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ootb_events.catalog import Catalog, catalog_of, configured_catalog
from ootb_events.catalog._configured import folders_above
from ootb_events.catalog._entries import root_of, shown
from ootb_events.catalog.check import check_catalog
from ootb_events.codegen import render_module
from ootb_events.evolution import upgrade_cycles

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["catalog_for", "catalogs", "folders_for", "refuse_unusable"]

F = TypeVar("F", bound="Callable[..., Any]")


def catalogs(command: F) -> F:
    """Add the option ``--catalog``, which a command takes as ``catalogs``."""
    option = click.option(
        "--catalog",
        "catalogs",
        multiple=True,
        metavar="FOLDER",
        type=click.Path(),
        help="A folder of schemas of your own, besides ours; may be given several times. By "
        "default, those that catalogs names in the settings file.",
    )
    return option(command)


def catalog_for(catalogs: tuple[str, ...]) -> Catalog:
    """Compose the catalogue that a command works on.

    :param catalogs: what the option said.
    :raises ConfigurationError: when the settings file is not usable.
    :raises CatalogError: when a folder is not usable, or two define the same event.
    """
    return configured_catalog(catalogs)


def folders_for(catalogs: tuple[str, ...]) -> tuple[Path, ...]:
    """Find the folders of a project's own catalogues; none, where it has none.

    :param catalogs: what the option said.
    :raises ConfigurationError: when the settings file is not usable.
    :raises CatalogError: when one is no catalogue.
    """
    found = None if catalogs else folders_above(Path.cwd())
    return tuple(root_of(Path(each)) for each in catalogs or (found.folders if found else ()))


def refuse_unusable(folders: tuple[Path, ...]) -> None:
    """Say everything that is wrong with catalogues of one's own, and exit with 2 if there is.

    :raises CatalogError: when two classes would have the same name.
    """
    problems = [(folder, problem) for folder in folders for problem in check_catalog(folder)]
    problems = problems or [
        (folder, problem) for folder in folders for problem in upgrade_cycles(Catalog.load(folder))
    ]
    for folder, problem in problems:
        within = "" if problem.source == shown(folder) else problem.source
        where = shown(folder / within) + (f"#{problem.pointer}" if problem.pointer else "")
        click.echo(f"Error: {where}: {problem.problem}", err=True)
    if problems:
        sys.exit(2)
    if folders:
        render_module(catalog_of(folders))
