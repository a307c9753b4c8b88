"""Which files are code, and which are payloads."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs

from ootb_events.lint import STDIN
from ootb_events.lint._ignore import IgnoreRules

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["CODE", "Files", "is_code"]

CODE: Final = (".py", ".pyi", ".pyw", ".ipynb")
_PAYLOADS: Final = tuple(
    f"{suffix}{compression}"
    for suffix in (".json", ".jsonl", ".ndjson")
    for compression in ("", ".gz", ".zst")
)
_OF_ENVIRONMENTS: Final = "pyvenv.cfg"


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
        """Walk the files of code."""
        return self._walk(CODE)

    def payloads(self) -> Iterator[str]:
        """Walk the files of payloads, and what cannot be opened."""
        return self._walk(_PAYLOADS)

    def _walk(self, suffixes: tuple[str, ...]) -> Iterator[str]:
        for path in self.paths:
            if path != STDIN and path and _is_folder(path):
                yield from _Walk(self, suffixes).walk(Path(path))
            elif is_code(path) is (suffixes is CODE):
                yield path


class _Walk:
    def __init__(self, files: Files, suffixes: tuple[str, ...]) -> None:
        self._files = files
        self._suffixes = suffixes
        self._entered: set[tuple[int, int]] = set()

    def walk(self, folder: Path) -> Iterator[str]:
        absolute = Path(os.path.abspath(folder))  # noqa: PTH100 - resolve() follows links
        here = Path(self._files.root) if self._files.root else Path.cwd()
        base = here if absolute.is_relative_to(here) else absolute
        excluded = IgnoreRules.of_globs(base, self._files.exclude)
        try:
            ignored = IgnoreRules.above(absolute) if self._files.gitignore else IgnoreRules()
        except OSError:  # lint tells of it
            ignored = IgnoreRules()
        yield from self._folder(folder, absolute, excluded, ignored)

    def _folder(
        self, folder: Path, absolute: Path, excluded: IgnoreRules, ignored: IgnoreRules
    ) -> Iterator[str]:
        try:
            status = folder.stat()
            place = status.st_dev, status.st_ino
            if place in self._entered:
                return
            self._entered.add(place)
            names = sorted(os.listdir(folder))  # noqa: PTH208 - names alone
            ignored = ignored.within(absolute) if self._files.gitignore else ignored
        except OSError:
            yield str(folder)  # reading it says why it cannot be read
            return
        if _OF_ENVIRONMENTS in names:
            return
        for name in names:
            path, full = folder / name, absolute / name
            is_folder = _is_folder(str(path))
            if name.startswith(".") or not (is_folder or name.lower().endswith(self._suffixes)):
                continue
            if any(rules.ignores(full, is_folder=is_folder) for rules in (excluded, ignored)):
                continue
            if is_folder:
                yield from self._folder(path, full, excluded, ignored)
            else:
                yield str(path)


def _is_folder(path: str) -> bool:
    try:
        return Path(path).is_dir()
    except (OSError, ValueError):
        return False
