"""Files whose events are mended."""

from __future__ import annotations

import os
import stat
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import attrs

from ootb_events.lint._block import Block
from ootb_events.lint._decoders import is_compressed
from ootb_events.lint._diff import Change, unified_diff
from ootb_events.lint._file import FileLint, Start
from ootb_events.lint._lint import lint, lint_pieces
from ootb_events.lint._mend import mend
from ootb_events.lint._model import FileResult
from ootb_events.lint._passing import Passing, end_of
from ootb_events.lint._pieces import CHUNK, Pieces
from ootb_events.lint._rewrite import Unwritable, rewrite
from ootb_events.lint._sources import STDIN, Problem, sources
from ootb_events.lint._unreadable import Unreadable, reason

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Hashable, Iterable, Iterator
    from typing import BinaryIO

    from ootb_events.lint._examine import Examiner, Said
    from ootb_events.lint._settings import LintSettings
    from ootb_events.lint._sources import Source
    from ootb_events.lint._streams import Stream
    from ootb_events.validation import Finding, Report

__all__ = ["fix"]

_FIXABLE: Final = frozenset(
    {"OOTB101", "OOTB105", "OOTB106", "OOTB201", "OOTB206", "OOTB209", "OOTB210", "OOTB213"}
)
"""The rules whose findings may have a fix, depending on the values at hand."""


def fix(  # noqa: PLR0913 - a run has that many sides
    paths: Iterable[str],
    settings: LintSettings,
    *,
    unsafe: bool = False,
    write: bool = True,
    show: Callable[[str], None] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Iterator[FileResult]:
    """Apply fixes to the events of files; say what was fixed, and what is left as it is then.

    Only those findings are mended that count in their file. Everything around what is mended stays
    as it was, byte by byte. A file is replaced as a whole, or not at all; one that cannot be
    replaced is a problem, and the result says what is found in it as it is. Compressed files and
    standard input cannot be replaced.

    :param paths: files, folders, or ``-`` for standard input.
    :param settings: what to do; one process does it.
    :param unsafe: whether fixes are applied that guess.
    :param write: whether files are replaced.
    :param show: given the lines of a unified diff, each with its end. This needs the whole of a
        file in memory; everything else needs a small part of it.
    :param progress: told now and then how many bytes more have been read.
    :raises CatalogError: when a target names no event or version.
    """
    alone = attrs.evolve(settings, jobs=1)
    run = _Run(alone, alone.examiner(), unsafe=unsafe, write=write, show=show, progress=progress)
    for source in sources(paths, exclude=alone.exclude, gitignore=alone.gitignore, root=alone.root):
        if isinstance(source, Problem):
            yield FileResult(file=source.file, problem=source.problem)
        else:
            yield from run.results(source)


@attrs.frozen(kw_only=True)
class _Run:
    """Fix one file after the other."""

    settings: LintSettings = attrs.field(kw_only=False)
    examiner: Examiner = attrs.field(kw_only=False)
    unsafe: bool
    write: bool
    show: Callable[[str], None] | None
    progress: Callable[[int], None] | None

    def results(self, source: Source) -> Iterator[FileResult]:
        """Fix a file; yield what is left, or what there is when it cannot be replaced."""
        name = source.file
        if self.write and (problem := _never_replaced(name)):
            yield FileResult(file=name, problem=problem)
            return
        work = _Work(self, name)
        try:
            can_write = self.write and _is_plain(name)
            if can_write:
                self._replace(work)
            else:
                for _ in work.chunks(source.open()):
                    pass
                if self.write and work.fixed:
                    raise Unwritable("this file is compressed; uncompress it")  # noqa: TRY301
        except Unreadable as error:
            told = str(error)
            yield from self._as_it_is(name, told) if self.write else work.left(problem=told)
        except Unwritable as error:
            yield from self._as_it_is(name, f"{error}; nothing in it was fixed")
        else:
            if self.show is not None:
                for line in work.difference():
                    self.show(line)
            yield from work.left()

    def _replace(self, work: _Work) -> None:
        try:
            file = Path(work.name).open("rb")  # noqa: SIM115 - chunks() closes it
        except (OSError, ValueError) as error:
            raise Unreadable(reason(error)) from error
        seen = os.fstat(file.fileno())
        chunks = work.chunks(file, prefix=_prefix)
        with closing(chunks):
            first = next(chunks, None)
            if first is not None:
                rewrite(work.name, chain((first,), chunks), seen=seen)

    def _as_it_is(self, name: str, problem: str) -> Iterator[FileResult]:
        for result in lint([name], self.settings):
            told = problem if result.last and not result.problem else result.problem
            yield attrs.evolve(result, problem=told)


class _Work:
    """Fix one file.

    :ivar fixed: how many fixes were applied so far.
    """

    def __init__(self, run: _Run, name: str) -> None:
        self.name = name
        self._run = run
        choice = run.settings.choice.for_file(name.replace("\\", "/"))
        self._file = _MendedFile(
            name, run.examiner, choice, fold=run.settings.fold, unsafe=run.unsafe
        )
        self._results: list[FileResult] = []
        self._old: list[bytes] = []
        self._changes: list[Change] = []

    @property
    def fixed(self) -> int:
        return self._file.fixed

    def chunks(
        self,
        stream: BinaryIO | Stream,
        *,
        prefix: Callable[[Any, int], Iterator[bytes]] | None = None,
    ) -> Generator[bytes, None, None]:
        """Yield what the file is to hold; nothing at all when nothing changes.

        :param stream: what the file holds, which this closes.
        :param prefix: reads so many bytes from the beginning of the stream once more; ``None``
            when what the file is to hold is not needed.
        """
        watch = None if self._run.show is None else self._old.append
        passing = Passing(stream, watch)
        has_changed = False
        with stream:
            for piece in Pieces(passing, self.name):  # type: ignore[arg-type]
                self._results += lint_pieces(self._file, (piece,), self._run.progress)
                if not isinstance(piece, Block):
                    continue
                for line, column, old, new in self._file.taken():
                    passing.go_to(line, column)
                    start = passing.offset
                    if watch is not None:
                        self._changes.append(Change(start, start + len(old), new))
                    before = passing.take()
                    passing.drop(old)
                    if prefix is None:
                        continue
                    if has_changed:
                        yield before
                    else:
                        yield from prefix(stream, start)
                    has_changed = True
                    yield new
                passing.go_to(*_start_of_last(piece))
                before = passing.take()
                if has_changed:
                    yield before
            if has_changed:
                yield passing.take_rest()

    def left(self, problem: str = "") -> Iterator[FileResult]:
        """Yield what is left to be said."""
        yield from self._results
        yield attrs.evolve(self._file.result(problem=problem), fixed=0 if problem else self.fixed)

    def difference(self) -> Iterator[str]:
        """Write what changes as a unified diff."""
        return unified_diff(self.name, b"".join(self._old), self._changes)


class _Mending(NamedTuple):
    """A text that was mended, and where it was."""

    line: int
    column: int
    old: bytes
    new: bytes


class _MendedFile(FileLint):
    """Lint one file as it is after its events were mended."""

    def __init__(self, *args: Any, unsafe: bool, **named: Any) -> None:
        super().__init__(*args, **named)
        self._unsafe = unsafe
        self._mendings: list[_Mending] = []
        self._last: tuple[bytes, Said] | None = None
        self._lines = 0  # that were added so far
        self._columns = 0  # that were added so far on one line
        self._line_of_columns = 0
        self.fixed = 0

    def taken(self) -> list[_Mending]:
        """Return what was mended since the last time."""
        mendings, self._mendings = self._mendings, []
        return mendings

    def find(self, finding: Finding, line: int | None, column: int | None) -> None:
        """Take a finding about what stands between the texts."""
        if line is not None:
            line, column = self._moved(line, column or 1)
        super().find(finding, line, column)

    def _take_other(self, block: Block, number: int, text: bytes, value: Any) -> None:
        fingerprint = self._fingerprint(value, text)
        if fingerprint is not None and self._counts_unmended(fingerprint):
            return
        mended = mend(text, self._report, unsafe=self._unsafe)
        start = self._start(block, number)
        if mended.applied and mended.text != text:
            fingerprint = None
            self.fixed += len(mended.applied)
            self._note(super()._start(block, number), start, text, mended.text)
        self._look_closely(mended.text, start, fingerprint)

    def _counts_unmended(self, fingerprint: Hashable) -> bool:
        known = self._known.get(fingerprint)
        if known is None or any(group.finding.rule in _FIXABLE for group in known.groups):
            return False
        return self._count_again(fingerprint)

    def _report(self, text: bytes) -> Report:
        report = self._examined(text).report
        if all(finding.fix is None or self._choice.weigh(finding) for finding in report.findings):
            return report
        findings = tuple(
            finding if self._choice.weigh(finding) else attrs.evolve(finding, fix=None)
            for finding in report.findings
        )
        return attrs.evolve(report, findings=findings)

    def _examined(self, text: bytes) -> Said:
        if self._last is None or self._last[0] is not text:
            self._last = text, super()._examined(text)
        return self._last[1]

    def _start(self, block: Block, number: int) -> Start:
        start = super()._start(block, number)
        return Start(*self._moved(start.line, start.column), start.index)

    def _moved(self, line: int, column: int) -> tuple[int, int]:
        return line + self._lines, column + self._columns * (line == self._line_of_columns)

    def _note(self, before: Start, after: Start, old: bytes, new: bytes) -> None:
        """Note what was mended, and how far that moves what follows."""
        self._mendings.append(_Mending(before.line, before.column, old, new))
        line, column = end_of(old, before.line, before.column)
        new_line, new_column = end_of(new, after.line, after.column)
        self._lines = new_line - line
        self._columns, self._line_of_columns = new_column - column, line


def _start_of_last(block: Block) -> tuple[int, int]:
    return block.lines[-1], 1 if block.columns is None else block.columns[-1]


def _prefix(file: BinaryIO, size: int) -> Iterator[bytes]:
    """Read the beginning of a file once more, and go back to where it stands."""
    at = file.tell()
    file.seek(0)
    while size and (chunk := file.read(min(CHUNK, size))):
        size -= len(chunk)
        yield chunk
    file.seek(at)


def _never_replaced(name: str) -> str:
    """Say why something cannot be replaced that can be read but once; empty when it is a file."""
    if name == STDIN:
        return "standard input cannot be replaced; name a file, or ask for the difference"
    try:
        is_file = stat.S_ISREG(os.stat(name).st_mode)  # noqa: PTH116 - a Path takes no NUL
    except (OSError, ValueError) as error:
        return reason(error)
    return "" if is_file else "this is no regular file, so it cannot be replaced"


def _is_plain(name: str) -> bool:
    """Tell whether a file is not compressed.

    :raises Unreadable: when it cannot be read.
    """
    try:
        with Path(name).open("rb") as file:
            return not is_compressed(file.read(4))
    except (OSError, ValueError) as error:
        raise Unreadable(reason(error)) from error
