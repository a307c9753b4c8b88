"""Files whose events are upgraded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from ootb_events.lint._rewrite import Unwritable
from ootb_events.lint._rewriting import Rewriting, is_plain, never_replaced, replace_file
from ootb_events.lint._sources import STDIN, Problem, sources
from ootb_events.lint._unreadable import Unreadable
from ootb_events.lint._upgrade_aim import Aim, UpgradeSettings
from ootb_events.lint._upgrade_file import UpgradedFile
from ootb_events.lint._upgrading_model import UpgradeResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import BinaryIO

    from ootb_events.lint._sources import Source

__all__ = ["UpgradeSettings", "upgrade_files"]


def upgrade_files(  # noqa: PLR0913 - a run has that many sides
    paths: Iterable[str],
    settings: UpgradeSettings,
    *,
    write: bool = False,
    show: Callable[[str], None] | None = None,
    out: BinaryIO | None = None,
    progress: Callable[[int], None] | None = None,
) -> Iterator[UpgradeResult]:
    """Upgrade the events of files, and say what came of it; what cannot be stays as it is.

    Everything that no step names stays as it was, byte by byte. A file is replaced as a whole, or
    not at all. Compressed files cannot be replaced. Places are those of the files as they were.

    :param paths: files, folders, or ``-`` for standard input.
    :param settings: what to do.
    :param write: whether files are replaced.
    :param show: given the lines of a unified diff, each with its end. This needs the whole of a
        file in memory; everything else needs a small part of it.
    :param out: where to write all that standard input is to hold.
    :param progress: told now and then how many bytes more have been read.
    """
    run = _Run(Aim(settings), write=write, show=show, out=out, progress=progress)
    for source in sources(paths, exclude=settings.exclude, gitignore=settings.gitignore):
        if isinstance(source, Problem):
            yield UpgradeResult(file=source.file, problem=source.problem)
        else:
            yield run.result(source)


@attrs.frozen(kw_only=True)
class _Run:
    """Upgrade one file after the other."""

    aim: Aim = attrs.field(kw_only=False)
    write: bool
    show: Callable[[str], None] | None
    out: BinaryIO | None
    progress: Callable[[int], None] | None

    def result(self, source: Source) -> UpgradeResult:
        name = source.file
        if self.write and name != STDIN and (problem := never_replaced(name)):
            return UpgradeResult(file=name, problem=problem)
        file = UpgradedFile(name, self.aim, self.progress)
        rewriting = Rewriting(name, file, remember=self.show is not None)
        try:
            self._rewrite(source, file, rewriting)
        except Unreadable as error:
            return _undone(file.result(str(error))) if self.write else file.result(str(error))
        except Unwritable as error:
            return _undone(file.result(f"{error}; nothing in it was upgraded"))
        if self.show is not None:
            for line in rewriting.difference():
                self.show(line)
        return file.result()

    def _rewrite(self, source: Source, file: UpgradedFile, rewriting: Rewriting) -> None:
        if source.file == STDIN and self.out is not None:
            for chunk in rewriting.chunks(source.open(), whole=True):
                self.out.write(chunk)
        elif self.write and is_plain(source.file):
            replace_file(rewriting, source.file)
        else:
            rewriting.run(source.open())
            if self.write and file.result().upgraded:
                raise Unwritable("this file is compressed; uncompress it")


def _undone(result: UpgradeResult) -> UpgradeResult:
    """Take back what would have been done to a file that could not be replaced."""
    return attrs.evolve(
        result,
        moves=type(result.moves)({move: n for move, n in result.moves.items() if move.stays}),
        lost=(),
        unsettled=result.unsettled + result.upgraded,
    )
