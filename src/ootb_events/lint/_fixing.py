"""Files whose events are mended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from ootb_events.lint._file import FileLint, Start
from ootb_events.lint._lint import lint, lint_pieces
from ootb_events.lint._mend import mend
from ootb_events.lint._model import FileResult
from ootb_events.lint._passing import end_of
from ootb_events.lint._rewrite import Unwritable
from ootb_events.lint._rewriting import (
    Replaced,
    Rewriting,
    is_plain,
    never_replaced,
    replace_file,
)
from ootb_events.lint._sources import Problem, sources
from ootb_events.lint._unreadable import Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

    from ootb_events.lint._block import Block, Fault
    from ootb_events.lint._examine import Examiner, Said
    from ootb_events.lint._settings import LintSettings
    from ootb_events.lint._sources import Source
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
        if self.write and (problem := never_replaced(name)):
            yield FileResult(file=name, problem=problem)
            return
        work = _Work(self, name)
        rewriting = Rewriting(name, work, remember=self.show is not None)
        try:
            if self.write and is_plain(name):
                replace_file(rewriting, name)
            else:
                rewriting.run(source.open())
                if self.write and work.fixed:
                    raise Unwritable("this file is compressed; uncompress it")  # noqa: TRY301
        except Unreadable as error:
            told = str(error)
            yield from self._as_it_is(name, told) if self.write else work.left(problem=told)
        except Unwritable as error:
            yield from self._as_it_is(name, f"{error}; nothing in it was fixed")
        else:
            if self.show is not None:
                for line in rewriting.difference():
                    self.show(line)
            yield from work.left()

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

    @property
    def fixed(self) -> int:
        return self._file.fixed

    def look(self, piece: Block | Fault) -> None:
        """Mend some texts."""
        self._results += lint_pieces(self._file, (piece,), self._run.progress)

    def taken(self) -> list[Replaced]:
        """Return what was mended since the last time."""
        return self._file.taken()

    def left(self, problem: str = "") -> Iterator[FileResult]:
        """Yield what is left to be said."""
        yield from self._results
        yield attrs.evolve(self._file.result(problem=problem), fixed=0 if problem else self.fixed)


class _MendedFile(FileLint):
    """Lint one file as it is after its events were mended."""

    def __init__(self, *args: Any, unsafe: bool, **named: Any) -> None:
        super().__init__(*args, **named)
        self._unsafe = unsafe
        self._mendings: list[Replaced] = []
        self._last: tuple[bytes, Said] | None = None
        self._lines = 0  # that were added so far
        self._columns = 0  # that were added so far on one line
        self._line_of_columns = 0
        self.fixed = 0

    def taken(self) -> list[Replaced]:
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
        self._mendings.append(Replaced(before.line, before.column, old, new))
        line, column = end_of(old, before.line, before.column)
        new_line, new_column = end_of(new, after.line, after.column)
        self._lines = new_line - line
        self._columns, self._line_of_columns = new_column - column, line
