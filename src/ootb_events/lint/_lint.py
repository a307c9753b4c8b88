"""From files to what is found in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ootb_events.lint._block import Block
from ootb_events.lint._file import FileLint
from ootb_events.lint._model import FileResult
from ootb_events.lint._pieces import Pieces
from ootb_events.lint._settings import LintSettings
from ootb_events.lint._sources import Problem, sources
from ootb_events.lint._unreadable import Unreadable
from ootb_events.validation import finding_for_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ootb_events.lint._block import Fault
    from ootb_events.lint._examine import Examiner
    from ootb_events.lint._sources import Source

__all__ = ["lint", "lint_pieces"]


def lint(
    paths: Iterable[str],
    settings: LintSettings | None = None,
    *,
    progress: Callable[[int], None] | None = None,
) -> Iterator[FileResult]:
    """Say what is to be said about the events of files and folders; one never hides another.

    Results come in the order of the files. What is not folded comes in parts.

    :param paths: files, folders, or ``-`` for standard input.
    :param settings: what to do; by default, hold every event to its current version.
    :param progress: told now and then how many bytes more have been read.
    :raises CatalogError: when a target names no event or version; at once.
    :raises ConfigurationError: when a pattern to exclude is malformed; at once.
    """
    chosen = settings or LintSettings()
    examiner = chosen.examiner()
    found = sources(paths, exclude=chosen.exclude, gitignore=chosen.gitignore, root=chosen.root)
    if chosen.jobs > 1:
        from ootb_events.lint._parallel import lint_in_parallel

        return lint_in_parallel(found, chosen, progress)
    return _lint(found, chosen, examiner, progress)


def _lint(
    found: Iterable[Source | Problem],
    settings: LintSettings,
    examiner: Examiner,
    progress: Callable[[int], None] | None,
) -> Iterator[FileResult]:
    for source in found:
        if isinstance(source, Problem):
            yield FileResult(file=source.file, problem=source.problem)
        else:
            yield from _lint_source(source, settings, examiner, progress)


def _lint_source(
    source: Source,
    settings: LintSettings,
    examiner: Examiner,
    progress: Callable[[int], None] | None,
) -> Iterator[FileResult]:
    choice = settings.choice.for_file(source.file)
    file = FileLint(source.file, examiner, choice, fold=settings.fold)
    try:
        with source.open() as stream:
            yield from lint_pieces(file, Pieces(stream, source.file), progress)
    except Unreadable as error:
        yield file.result(problem=str(error))
    except KeyboardInterrupt:
        yield file.result()
        raise
    else:
        yield file.result()


def lint_pieces(
    file: FileLint, pieces: Iterable[Block | Fault], progress: Callable[[int], None] | None = None
) -> Iterator[FileResult]:
    """Lint what a reader hands out; yield what is not to be folded as it comes.

    :raises Unreadable: when the file breaks off.
    """
    for piece in pieces:
        if isinstance(piece, Block):
            file.take(piece)
            if progress is not None:
                progress(sum(map(len, piece.texts)))
        else:
            file.find(finding_for_text(piece, located=True), piece.line, piece.column)
        part = file.part()
        if part is not None:
            yield part
