"""Settings in TOML files: reading them, and saying what is wrong with them."""

from __future__ import annotations

import difflib
import sys
from typing import TYPE_CHECKING, Any

from ootb_events.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["is_file", "read", "resembling", "table_of", "type_name"]


def is_file(path: Path) -> bool:
    """Tell whether there is a file, as far as we may know."""
    try:
        return path.is_file()
    except (OSError, ValueError):  # in a folder that is closed to us, or no path at all
        return False


def read(path: Path) -> dict[str, Any]:
    """Read a file.

    :raises ConfigurationError: when it cannot be read, or is not TOML.
    """
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    document: dict[str, Any]
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        problem = f"it cannot be read ({error.strerror})"
    except UnicodeDecodeError:
        problem = "it is not UTF-8 text"
    except tomllib.TOMLDecodeError as error:
        problem = f"it is not TOML ({error})"
    except RecursionError:
        problem = "it is nested too deeply"
    else:
        return document
    raise ConfigurationError(f"{path}: {problem}; mend it, or start in another folder")


def table_of(document: dict[str, Any], keys: Sequence[str], path: Path) -> dict[str, Any]:
    """Take a table out of another; an empty one when it is not there.

    :param keys: the way to it.
    :param path: the file, for people.
    :raises ConfigurationError: when there is something else in its place.
    """
    table: Any = document
    for key in keys:
        table = table.get(key, {})
        if not isinstance(table, dict):
            raise ConfigurationError(
                f"{key} in {path}: expected a table, got {type_name(table)}; "
                f"write settings below [{'.'.join(keys)}]"
            )
    found: dict[str, Any] = table
    return found


def type_name(value: object) -> str:
    """Name the type of a value for people."""
    names = {
        bool: "true or false",
        int: "a whole number",
        float: "a number",
        str: "text",
        list: "a list",
        dict: "a table",
    }
    return names.get(type(value), "something else")


def resembling(word: str, known: Sequence[str]) -> str | None:
    """Find the known word that a misspelled one resembles, or goes on from."""
    plain = {_plain(each): each for each in known}
    folded = _plain(word)
    if folded in plain:
        return plain[folded]
    begun = [each for each in plain if folded.startswith(f"{each}_")]
    close = difflib.get_close_matches(folded[:100], plain, 1, cutoff=0.75)
    return next((plain[each] for each in [*close, *begun]), None)


def _plain(word: str) -> str:
    return word.lower().replace("-", "_")
