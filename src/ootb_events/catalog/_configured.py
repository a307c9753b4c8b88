"""The catalogue of a project: ours, and the folders that its settings name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from ootb_events._toml import is_file, read, resembling, table_of, type_name
from ootb_events.catalog._catalog import Catalog
from ootb_events.errors import ConfigurationError

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping

__all__ = [
    "CATALOGS",
    "Folders",
    "catalog_of",
    "configured_catalog",
    "folders_above",
    "folders_in",
    "read_folders",
]

CATALOGS: Final = "catalogs"
"""The key, below ``[tool.ootb-events]`` or at the top of ``ootb-events.toml``."""

_OWN: Final = "ootb-events.toml"
_SHARED: Final = "pyproject.toml"
_WAY_IN_SHARED: Final = ("tool", "ootb-events")


@attrs.frozen
class Folders:
    """Hold the folders of catalogues that a settings file names.

    :param folders: absolute paths.
    :param path: the file.
    :param place: the key and the file, for people.
    """

    folders: tuple[str, ...]
    path: Path
    place: str


def configured_catalog(
    given: Iterable[str | os.PathLike[str]] = (), *, start: Path | None = None
) -> Catalog:
    """Compose this package's catalogue with those of a project.

    :param given: folders that come before what a settings file names.
    :param start: where to look for the settings file, upward; by default, the working directory.
    :raises ConfigurationError: when the settings file is not usable.
    :raises CatalogError: when a folder is not usable, or two define the same event.
    """
    folders = tuple(given)
    if not folders:
        found = folders_above(start or _here())
        folders = found.folders if found else ()
    return catalog_of(folders)


def catalog_of(folders: Iterable[str | os.PathLike[str]]) -> Catalog:
    """Compose this package's catalogue with those of folders.

    :raises CatalogError: when a folder is not usable, or two define the same event.
    """
    catalog = Catalog.default()
    for folder in folders:
        catalog |= Catalog.load(Path(folder))
    return catalog


def folders_above(folder: Path) -> Folders | None:
    """Read which catalogues the nearest settings file names, from a folder upward.

    :raises ConfigurationError: when it is not what it should be.
    """
    for each in (folder, *folder.parents):
        for path in (each / _OWN, each / _SHARED):
            found = folders_in(path) if is_file(path) else None
            if found is not None:
                return found
    return None


def folders_in(path: Path) -> Folders | None:
    """Read which catalogues a settings file names; ``None`` when it says nothing of any.

    :raises ConfigurationError: when it is not what it should be.
    """
    way = _WAY_IN_SHARED if path.name == _SHARED else ()
    table = table_of(read(path), way, path)
    if CATALOGS not in table:
        _refuse_misspelling(table, path)
        return None
    place = f"{CATALOGS} under [{'.'.join(way)}] in {path}" if way else f"{CATALOGS} in {path}"
    try:
        named = read_folders(table[CATALOGS])
    except ConfigurationError as error:
        raise ConfigurationError(f"{place}: {error}") from None
    return Folders(tuple(str(path.parent.absolute() / each) for each in named), path, place)


def _refuse_misspelling(table: Mapping[str, Any], path: Path) -> None:
    """Refuse a key that was meant to name catalogues, which would silently count for nothing."""
    for key in table:
        if resembling(key, (CATALOGS,)):
            raise ConfigurationError(f"{key} in {path}: no such setting; did you mean {CATALOGS}?")


def read_folders(value: Any) -> tuple[str, ...]:
    """Read a list of folders.

    :raises ConfigurationError: when it is something else.
    """
    expected = 'expected a list of folders, such as ["events/"]'
    if not isinstance(value, list):
        raise ConfigurationError(f"{expected}, got {type_name(value)}")
    for each in value:
        if not isinstance(each, str) or not each:
            raise ConfigurationError(f"{expected}, got {type_name(each)} in it")
    return tuple(value)


def _here() -> Path:
    try:
        return Path.cwd()
    except OSError:  # it was removed
        return Path("/")
