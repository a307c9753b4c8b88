"""Settings in ``pyproject.toml`` and ``ootb-events.toml``.

The same keys stand below ``[tool.ootb-events.lint]`` in the one and below ``[lint]`` in the other.
Of a folder that has both, ``ootb-events.toml`` counts. Catalogues are the whole project's: their
key stands one level above, and is taken from the nearest file that has it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from ootb_events._toml import is_file, read, resembling, table_of
from ootb_events.catalog._configured import CATALOGS, Folders, folders_above, folders_in
from ootb_events.errors import ConfigurationError
from ootb_events.lint._choice import Choice
from ootb_events.lint._examine import Wrapping
from ootb_events.lint._keys import AUTO, KEYS
from ootb_events.lint._settings import LintSettings
from ootb_events.lint._sources import STDIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["Config", "Effective", "Given", "config_above", "effective", "grouped", "read_config"]

_OWN: Final = "ootb-events.toml"
_SHARED: Final = "pyproject.toml"
_WAY_IN_OWN: Final = ("lint",)
_WAY_IN_SHARED: Final = ("tool", "ootb-events", "lint")
_DEFAULT: Final = "default"


@attrs.frozen
class Given:
    """Hold a value and who gave it.

    :param value: the value.
    :param place: where it comes from, for people.
    :param root: the folder that paths in it are relative to, if not the working directory.
    """

    value: Any
    place: str
    root: str | None = None


@attrs.frozen
class Config:
    """Hold what a file says.

    :param path: the file.
    :param given: the values, by key.
    """

    path: Path
    given: Mapping[str, Given]


def read_config(path: Path) -> Config:
    """Read a file, whatever its name.

    :raises ConfigurationError: with everything that is wrong, a line for each problem.
    """
    way = _way_in(path)
    document = read(path)
    problems = [] if way is _WAY_IN_SHARED else list(_strangers(document, path))
    given = {}
    place = f"[{'.'.join(way)}] in {path}"
    for name, value in table_of(document, way, path).items():
        if name == CATALOGS:
            above = f"[{'.'.join(way[:-1])}]" if way[:-1] else "no heading"
            problems.append(f"{name} under {place}: write it below {above}, for it is not lint's")
            continue
        if name not in KEYS:
            problems.append(f"{name} under {place} is not a setting; {_meant(name)}")
            continue
        try:
            given[name] = Given(
                KEYS[name].read(value), f"{name} under {place}", str(path.parent.absolute())
            )
        except ConfigurationError as error:
            problems.append(f"{name} under {place}: {error}")
    if problems:
        raise ConfigurationError("\n".join(problems))
    return Config(path, {**given, **_catalogs(folders_in(path))})


def _catalogs(found: Folders | None) -> dict[str, Given]:
    return {} if found is None else {CATALOGS: Given(found.folders, found.place)}


def _way_in(path: Path) -> tuple[str, ...]:
    return _WAY_IN_SHARED if path.name == _SHARED else _WAY_IN_OWN


def _strangers(document: Mapping[str, Any], path: Path) -> Iterator[str]:
    for name in document:
        if name == CATALOGS:
            continue
        if name in KEYS:
            yield f"{name} in {path}: write it below [lint]"
        elif name not in _WAY_IN_OWN:
            yield f"{name} in {path} is not a table of settings; there is [lint]"


def _meant(name: str) -> str:
    meant = resembling(name, tuple(KEYS))
    return f"did you mean {meant}?" if meant else f"there are {', '.join(KEYS)}"


def config_above(folder: Path) -> Config | None:
    """Read the nearest file that says something about lint, from a folder upward.

    :raises ConfigurationError: when it is not what it should be.
    """
    config = _lint_above(folder)
    found = folders_above(folder)
    if found is None:
        return config
    path = config.path if config else found.path
    return Config(path, {**(config.given if config else {}), **_catalogs(found)})


def _lint_above(folder: Path) -> Config | None:
    for each in (folder, *folder.parents):
        own, shared = each / _OWN, each / _SHARED
        if is_file(own):
            return read_config(own)
        if is_file(shared) and _has_table(shared):
            return read_config(shared)
    return None


def _has_table(path: Path) -> bool:
    table: Any = read(path)
    for key in _WAY_IN_SHARED:
        if not isinstance(table, dict) or key not in table:
            return False
        table = table[key]
    return True


def grouped(paths: Iterable[str]) -> list[tuple[Config | None, list[str]]]:
    """Put paths that follow one another and have the same configuration together.

    A file has the one nearest to it, a folder the one nearest to itself, standard input that of
    the working directory.

    :raises ConfigurationError: when a file is not what it should be.
    """
    known: dict[Path, Config | None] = {}
    groups: list[tuple[Config | None, list[str]]] = []
    for path in paths:
        folder = _folder_of(path)
        if folder not in known:
            known[folder] = config_above(folder)
        config = known[folder]
        if groups and _is_same(groups[-1][0], config):
            groups[-1][1].append(path)
        else:
            groups.append((config, [path]))
    return groups


def _folder_of(path: str) -> Path:
    if path in {STDIN, ""}:
        return Path.cwd()
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() follows links
    try:
        return absolute if absolute.is_dir() else absolute.parent
    except (OSError, ValueError):  # reading it will say why
        return Path.cwd()


def _is_same(one: Config | None, other: Config | None) -> bool:
    return _identity(one) == _identity(other)


def _identity(config: Config | None) -> tuple[Path, Given | None] | None:
    return None if config is None else (config.path, config.given.get(CATALOGS))


@attrs.frozen
class Effective:
    """Hold what applies to some files, and who said so.

    :param given: a value for each key.
    """

    given: Mapping[str, Given]

    def __getitem__(self, key: str) -> Any:
        return self.given[key].value

    def settings(self, jobs: int = 1) -> LintSettings:
        """Make the settings of a run.

        :param jobs: how many processes share the work, where that is to be found out.
        """
        severity = self["severity"]
        choice = Choice(
            select=self["select"],
            ignore=self["ignore"] | severity.off,
            severities=severity.changed,
            per_file=self["per-file-ignores"],
            root=self.given["per-file-ignores"].root,
        )
        return LintSettings(
            profile=self["profile"],
            strict=self["strict"],
            choice=choice,
            wrapping=Wrapping(at=self["at"], event=self["event"]),
            targets=dict(self["targets"]),
            fold=self["fold"],
            exclude=self["exclude"],
            gitignore=self["gitignore"],
            root=self.given["exclude"].root,
            catalogs=tuple(map(os.path.abspath, self["catalogs"])),
            jobs=jobs if self["jobs"] == AUTO else self["jobs"],
        )


def effective(config: Config | None, options: Mapping[str, Given]) -> Effective:
    """Say what applies: an option before what a file says, and that before the default.

    :param config: the file.
    :param options: what the command line says, already read.
    """
    defaults = {name: Given(key.default, _DEFAULT) for name, key in KEYS.items()}
    return Effective({**defaults, **(config.given if config else {}), **options})
