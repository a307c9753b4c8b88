"""Which files are to be read."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs

from ootb_events.lint._ignore import IgnoreRules
from ootb_events.lint._streams import Stream
from ootb_events.lint._unreadable import Unreadable, reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["EVENT_SUFFIXES", "STDIN", "Problem", "Source", "Unreadable", "sources"]

STDIN: Final = "-"
"""The path that means standard input."""

_SUFFIXES: Final = (".json", ".jsonl", ".ndjson")
EVENT_SUFFIXES: Final = tuple(
    f"{suffix}{compression}" for suffix in _SUFFIXES for compression in ("", ".gz", ".zst")
)
"""How the names of event files end."""

_OF_ENVIRONMENTS: Final = "pyvenv.cfg"


@attrs.frozen
class Source:
    """Name a file to be read.

    :param file: its path, as far as it was named; ``-`` for standard input.
    """

    file: str

    def open(self) -> Stream:
        """Open it for reading bytes, uncompressed; close it after use.

        :raises Unreadable: when it cannot be opened, or what its compression needs is missing.
        """
        if self.file == STDIN:
            return Stream(sys.stdin.buffer, keep_open=True)
        try:
            file = Path(self.file).open("rb")  # noqa: SIM115 - the stream closes it
        except (OSError, ValueError) as error:
            raise Unreadable(reason(error)) from error
        try:
            return Stream(file)
        except BaseException as error:
            file.close()
            if isinstance(error, (OSError, ValueError)):
                raise Unreadable(reason(error)) from error
            raise


@attrs.frozen
class Problem:
    """Say why a path gives no file to be read.

    :param file: the path.
    :param problem: why, in a few words.
    :param empty: whether it is a folder that has none.
    """

    file: str
    problem: str
    empty: bool = False


def sources(
    paths: Iterable[str],
    *,
    exclude: Iterable[str] = (),
    gitignore: bool = True,
    root: str | None = None,
    suffixes: tuple[str, ...] = EVENT_SUFFIXES,
) -> Iterator[Source | Problem]:
    """Walk the files that paths mean.

    A file is read whatever its name. A folder gives its event files in the order of their names,
    those of folders in it included; a linked folder is entered once. Aside are hidden names,
    those that match a pattern, and those that ``.gitignore`` files name, up to the root of the
    repository. What should be read and cannot be is a problem, and so is a folder without any
    event file.

    :param paths: files, folders, or ``-`` for standard input.
    :param exclude: patterns in the syntax of ``.gitignore``.
    :param gitignore: whether ``.gitignore`` files count.
    :param root: the folder that patterns are relative to; by default, the working directory. In
        folders outside of it they are relative to these.
    :param suffixes: how the names of the files that a folder gives end, in lower case.
    :raises ConfigurationError: when an exclude is no pattern.
    """
    globs = tuple(exclude)
    IgnoreRules.of_globs(Path(), globs)
    return _sources(paths, globs, suffixes, gitignore=gitignore, root=root)


def _sources(
    paths: Iterable[str],
    globs: tuple[str, ...],
    suffixes: tuple[str, ...],
    *,
    gitignore: bool,
    root: str | None,
) -> Iterator[Source | Problem]:
    for path in paths:
        if path != STDIN and path and _is_folder(Path(path)):
            yield from _Walk(Path(path), globs, suffixes, gitignore=gitignore, root=root)
        else:
            yield Source(path)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # opening it will say why
        return False


class _Walk:
    """Go through one folder."""

    def __init__(
        self,
        folder: Path,
        globs: tuple[str, ...],
        suffixes: tuple[str, ...],
        *,
        gitignore: bool,
        root: str | None,
    ) -> None:
        self._folder = folder
        self._suffixes = suffixes
        self._absolute = Path(os.path.abspath(folder))  # noqa: PTH100 - resolve() follows links
        here = Path(root) if root else Path.cwd()
        base = here if self._absolute.is_relative_to(here) else self._absolute
        self._excluded = IgnoreRules.of_globs(base, globs)
        self._gitignore = gitignore
        self._entered: set[tuple[int, int]] = set()
        self._set_aside = 0

    def __iter__(self) -> Iterator[Source | Problem]:
        has_any = False
        for found in self._start():
            has_any = True
            yield found
        if not has_any:
            aside = f"; {self._set_aside} ignored or excluded" if self._set_aside else ""
            names = ", ".join(_SUFFIXES)
            problem = f"no event files ({names}) in this folder{aside}"
            yield Problem(str(self._folder), problem, empty=True)

    def _start(self) -> Iterator[Source | Problem]:
        rules = IgnoreRules()
        try:
            if self._gitignore:
                rules = IgnoreRules.above(self._absolute)
        except OSError as error:
            yield Problem(error.filename or str(self._folder), reason(error))
        yield from self._in_folder(self._folder, self._absolute, rules)

    def _in_folder(
        self, folder: Path, absolute: Path, rules: IgnoreRules
    ) -> Iterator[Source | Problem]:
        try:
            if not self._enters(folder):
                return
            with os.scandir(folder) as found:
                names = sorted(entry.name for entry in found)
        except OSError as error:
            yield Problem(str(folder), reason(error))
            return
        try:
            if self._gitignore:
                rules = rules.within(absolute)
        except OSError as error:
            yield Problem(str(folder / ".gitignore"), reason(error))
        for name in names if _OF_ENVIRONMENTS not in names else ():
            if not name.startswith("."):
                yield from self._entry(folder / name, absolute / name, rules)

    def _enters(self, folder: Path) -> bool:
        status = folder.stat()
        key = (status.st_dev, status.st_ino)
        is_new = key not in self._entered
        self._entered.add(key)
        return is_new

    def _entry(self, path: Path, absolute: Path, rules: IgnoreRules) -> Iterator[Source | Problem]:
        is_folder = _is_folder(path)
        if not is_folder and not path.name.lower().endswith(self._suffixes):
            return
        if any(one.ignores(absolute, is_folder=is_folder) for one in (self._excluded, rules)):
            self._set_aside += not is_folder
        elif is_folder:
            yield from self._in_folder(path, absolute, rules)
        else:
            yield self._file(path)

    def _file(self, path: Path) -> Source | Problem:
        try:
            if path.is_file():
                return Source(str(path))
            path.stat()
        except FileNotFoundError:
            return Problem(str(path), "a link that leads nowhere")
        except OSError as error:
            return Problem(str(path), reason(error))
        return Problem(str(path), "neither a file nor a folder; name it to read it all the same")
