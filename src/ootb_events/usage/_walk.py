"""Which files are code, and which are payloads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs

from ootb_events.lint import STDIN, Problem
from ootb_events.lint._sources import EVENT_SUFFIXES, sources

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["CODE", "Files", "is_code"]

CODE: Final = (".py", ".pyi", ".pyw", ".ipynb")


def is_code(path: str) -> bool:
    """Say whether a file is one of code, by its name."""
    return path.lower().endswith(CODE)


@attrs.frozen
class Files:
    """Walk the files of paths, those of code or the others, in bounded memory.

    A file that is named is walked whatever its name. Of folders, hidden names, virtual
    environments, and what is excluded or ignored are left out.

    :param paths: files, folders, or ``-`` for standard input.
    :param exclude: patterns in the syntax of ``.gitignore``.
    :param gitignore: whether ``.gitignore`` files count.
    :param root: the folder that patterns are relative to; by default, the working directory.
    """

    paths: tuple[str, ...]
    exclude: tuple[str, ...] = ()
    gitignore: bool = True
    root: str | None = None

    def code(self) -> Iterator[str]:
        """Walk the files of code, and what cannot be opened."""
        return self._walk(CODE)

    def payloads(self) -> Iterator[str]:
        """Walk the files of payloads, and what cannot be opened."""
        return self._walk(EVENT_SUFFIXES)

    def _walk(self, suffixes: tuple[str, ...]) -> Iterator[str]:
        wanted = (
            path for path in self.paths if _is_folder(path) or is_code(path) is (suffixes is CODE)
        )
        found = sources(
            wanted,
            exclude=self.exclude,
            gitignore=self.gitignore,
            root=self.root,
            suffixes=suffixes,
        )
        for each in found:
            if not (isinstance(each, Problem) and each.empty):
                yield each.file


def _is_folder(path: str) -> bool:
    try:
        return path not in {"", STDIN} and Path(path).is_dir()
    except (OSError, ValueError):  # opening it will say why
        return False
