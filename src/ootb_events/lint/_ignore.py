"""Which files of a folder are set aside, by ``.gitignore`` files and globs."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from ootb_events.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pathspec import GitIgnoreSpec

__all__ = ["IgnoreRules"]

_FILE_NAME = ".gitignore"


class _Level(NamedTuple):
    """The rules of one folder, for all that is in it."""

    folder: Path
    spec: GitIgnoreSpec


class IgnoreRules:
    """Tell whether a path is ignored, as git does: the innermost rule on a path decides.

    Paths are absolute. What is in an ignored folder is ignored, so do not enter it.
    """

    __slots__ = ("_levels",)

    def __init__(self, levels: tuple[_Level, ...] = ()) -> None:
        self._levels = levels

    @classmethod
    def of_globs(cls, folder: Path, globs: Iterable[str]) -> IgnoreRules:
        """Make rules of patterns in the syntax of ``.gitignore``, relative to a folder.

        :raises ConfigurationError: when one is no pattern.
        """
        try:
            spec = _spec(globs)
        except ValueError as error:
            raise ConfigurationError(f"a pattern to exclude is malformed: {error}") from None
        return cls((_Level(folder, spec),))

    @classmethod
    def above(cls, folder: Path) -> IgnoreRules:
        """Read the rules that a repository has above a folder in it.

        A folder that they ignore was asked for all the same: then they do not count.

        :raises OSError: when one cannot be read.
        """
        rules = cls()
        above = list(folder.parents)
        root = next((n for n, one in enumerate(above) if (one / ".git").exists()), None)
        if root is None or (folder / ".git").exists():
            return rules
        inner = [*reversed(above[: root + 1]), folder]
        for outer, one in pairwise(inner):
            rules = rules.within(outer)
            if rules.ignores(one, is_folder=True):
                return cls()
        return rules

    def within(self, folder: Path) -> IgnoreRules:
        """Add the rules of a folder, if it has any.

        :raises OSError: when they cannot be read.
        """
        file = folder / _FILE_NAME
        if not file.is_file():
            return self
        lines = file.read_text("utf-8-sig", "surrogateescape").split("\n")
        spec = _spec(filter(_is_pattern, lines))
        return IgnoreRules((*self._levels, _Level(folder, spec)))

    def ignores(self, path: Path, *, is_folder: bool) -> bool:
        """Tell whether a path is ignored."""
        for folder, spec in reversed(self._levels):
            try:
                relative = path.relative_to(folder).as_posix()
            except ValueError:
                continue
            answer = spec.check_file(relative + "/" * is_folder).include
            if answer is not None:
                return answer
        return False


def _spec(lines: Iterable[str]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # takes as long as all of lint; most runs need none

    return GitIgnoreSpec.from_lines(lines)


def _is_pattern(line: str) -> bool:
    """Tell whether git makes anything of a line; the others it passes over."""
    try:
        _spec([line])
    except ValueError:
        return False
    return True
