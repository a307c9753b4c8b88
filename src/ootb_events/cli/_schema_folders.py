"""Which catalogues the commands below ``schema`` work on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from ootb_events.catalog import catalog_of
from ootb_events.cli._catalogs import folders_for
from ootb_events.evolution.drafting import is_reference

if TYPE_CHECKING:
    from collections.abc import Callable

    from ootb_events.catalog import Catalog

__all__ = ["catalog_option", "changelog_of", "classes_of", "folders", "whole"]

F = TypeVar("F", bound="Callable[..., Any]")

_CHECKOUT: Final = "schemas"
_CLASSES: Final = Path("src", "ootb_events", "events")
_CHANGELOG: Final = "CHANGELOG.md"
_ROOTS: Final = (".git", "pyproject.toml")


def catalog_option(command: F) -> F:
    """Add the option ``--catalog``, which a command takes as ``catalogs``."""
    option = click.option(
        "--catalog",
        "catalogs",
        multiple=True,
        metavar="FOLDER",
        type=click.Path(),
        help="The folder of schemas; may be given several times. By default, those that catalogs "
        "names in the settings file; in a checkout of this library, its schemas.",
    )
    return option(command)


def folders(catalogs: tuple[str, ...]) -> tuple[Path, ...]:
    """Find the folders to work on.

    :param catalogs: what the option said.
    :raises UsageError: when there is none.
    """
    found = folders_for(catalogs)
    if found:
        return found
    here = Path.cwd()
    for folder in (here, *here.parents):
        if is_reference(folder / _CHECKOUT):
            return (folder / _CHECKOUT,)
    raise click.UsageError(
        "name the folder of schemas with --catalog FOLDER, or write it into catalogs below "
        "[tool.ootb-events] in pyproject.toml"
    )


def whole(found: tuple[Path, ...]) -> Catalog | None:
    """Compose what one module of classes is written from; ``None`` for the reference alone."""
    own = [folder for folder in found if not is_reference(folder)]
    return catalog_of(own) if own else None


def classes_of(folder: Path) -> Path | None:
    """Find where the classes of the reference are, beside a folder of its schemas."""
    path = folder.parent / _CLASSES
    return path if is_reference(folder) and path.is_dir() else None


def changelog_of(folder: Path) -> Path | None:
    """Find the changelog of the project that a folder is part of."""
    absolute = Path(os.path.abspath(folder))  # noqa: PTH100 - links stay links
    for each in (absolute, *absolute.parents):
        if (each / _CHANGELOG).is_file():
            return each / _CHANGELOG
        if any((each / root).exists() for root in _ROOTS):
            break
    return None
