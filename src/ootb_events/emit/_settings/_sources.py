"""Where settings are found: in keywords, in the environment, in pyproject.toml."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from ootb_events._toml import is_file, read, resembling, table_of, type_name
from ootb_events.catalog import catalog_of
from ootb_events.catalog._configured import CATALOGS, folders_above
from ootb_events.emit._settings._known import SETTINGS, Setting
from ootb_events.errors import CatalogError, ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = [
    "PREFIX",
    "TABLE",
    "Found",
    "from_catalogs",
    "from_environment",
    "from_keywords",
    "from_project",
]

PREFIX: Final = "OOTB_EVENTS_"
TABLE: Final = "[tool.ootb-events]"

_FILE: Final = "pyproject.toml"
_OWN_FILE: Final = "ootb-events.toml"
_OF_OTHERS: Final = frozenset({"lint", CATALOGS})
_MAY_BE_EMPTY: Final = frozenset({"proxy"})


@attrs.frozen
class Found:
    """Hold what was found for a setting, and where.

    :param value: as it was found; kept out of the repr, for it may be the token.
    :param place: where, for people.
    :param text: whether the value is still to be made of text.
    :param folder: what a path is relative to, if not to the working directory.
    """

    value: Any = attrs.field(repr=False)
    place: str
    text: bool = False
    folder: Path | None = None

    @property
    def passed(self) -> bool:
        """Whether it was passed to the call."""
        return not self.text and self.folder is None

    def read_as(self, setting: Setting) -> Any:
        """Make a value of what was found.

        :raises ConfigurationError: when it is not what the setting takes.
        """
        if self.passed:
            return self.value
        value: Any = setting.parse(self.value) if self.text else self.value
        if value is None or not setting.fits(value):
            raise ConfigurationError(self._complaint(setting))
        return self.folder / value if setting.path and self.folder else value

    def _complaint(self, setting: Setting) -> str:
        meant = resembling(str(self.value), setting.choices) if setting.choices else None
        got = "" if self.text else f", got {type_name(self.value)}"
        remedy = f"did you mean {meant}?" if meant else "correct or remove it there"
        return f"expected {setting.expected}{got}; {remedy}"


def from_keywords(keywords: Mapping[str, Any]) -> dict[str, Found]:
    """Take what was passed."""
    return {name: Found(value, f"the keyword {name}") for name, value in keywords.items()}


def from_environment(variables: Mapping[str, str], problems: list[str]) -> dict[str, Found]:
    """Take what the environment sets; an empty variable sets the proxy only.

    :param problems: what is wrong is added here.
    """
    found = {}
    for name, value in sorted(variables.items()):
        if not name.startswith(PREFIX):
            continue
        setting = name.removeprefix(PREFIX).lower()
        if name != f"{PREFIX}{setting.upper()}" or setting not in SETTINGS:
            problems.extend(_misspelled(name, setting))
        elif value or setting in _MAY_BE_EMPTY:
            found[setting] = Found(value, f"the environment variable {name}", text=True)
    return found


def _misspelled(name: str, setting: str) -> Iterator[str]:
    """Complain about a variable, unless it resembles none of ours and may be anything."""
    meant = resembling(setting, tuple(SETTINGS))
    if meant is not None:
        right = f"{PREFIX}{meant.upper()}"
        yield f"{name} in the environment is not a setting; did you mean {right}?"


def from_project(problems: list[str]) -> dict[str, Found]:
    """Take what the nearest pyproject.toml sets, from the working directory upward.

    :param problems: what is wrong is added here.
    """
    path = _nearest(_FILE)
    if path is None:
        return {}
    try:
        table = _table_of(path)
    except ConfigurationError as error:
        problems.append(str(error))
        return {}
    found = {}
    for name, value in table.items():
        problem = _objection(name, value)
        if problem is not None:
            problems.append(f"{name} under {TABLE} in {path} {problem}")
        elif name not in _OF_OTHERS:
            found[name] = Found(value, f"{name} under {TABLE} in {path}", folder=path.parent)
    return found


def from_catalogs(problems: list[str]) -> dict[str, Found]:
    """Take the catalogue that the nearest settings file names the folders of, if one does.

    :param problems: what is wrong is added here.
    """
    path = _nearest(_FILE, _OWN_FILE)
    named = None
    try:
        named = path and folders_above(path.parent)
        if not named or not named.folders:
            return {}
        return {"catalog": Found(catalog_of(named.folders), named.place)}
    except ConfigurationError as error:
        if str(error) not in problems:  # of a file that cannot be read, it was said before
            problems.append(str(error))
    except CatalogError as error:
        problems.append(f"{named.place if named else CATALOGS}: {error}")
    return {}


def _objection(name: str, value: object) -> str | None:
    """Say what speaks against a key, whatever its value is worth."""
    if name == "token":
        return (
            f"is refused: a file that is committed is no place for a token; set {PREFIX}TOKEN "
            "in the environment or pass token=, and have the token replaced if others saw it"
        )
    if name == "proxy" and "@" in str(value):
        return (
            "is refused: a file that is committed is no place for a password; set "
            f"{PREFIX}PROXY in the environment or pass proxy="
        )
    if name in SETTINGS or name in _OF_OTHERS:
        return None
    known = tuple(each for each in SETTINGS if each != "token")
    meant = resembling(name, known)
    hint = f"did you mean {meant}?" if meant else f"there are {', '.join(known)}"
    return f"is not a setting; {hint}"


def _nearest(*names: str) -> Path | None:
    try:
        here = Path.cwd()
    except OSError:  # it was removed
        return None
    return next(
        (
            path
            for each in (here, *here.parents)
            for path in (each / name for name in names)
            if is_file(path)
        ),
        None,
    )


def _table_of(path: Path) -> Mapping[str, Any]:
    """Read the table of this package.

    :raises ConfigurationError: when the file is not readable or the table no table.
    """
    return table_of(read(path), ("tool", "ootb-events"), path)
