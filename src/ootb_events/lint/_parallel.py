"""Several processes that share the work: whole files, and ranges of large ones."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import attrs

from ootb_events.lint._file import FileLint
from ootb_events.lint._folding import Groups
from ootb_events.lint._model import FileResult
from ootb_events.lint._pieces import Pieces, open_range, ranges
from ootb_events.lint._sources import STDIN, Problem, Source
from ootb_events.lint._unreadable import Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

    from ootb_events.lint._examine import Examiner
    from ootb_events.lint._model import Place
    from ootb_events.lint._settings import LintSettings

__all__ = ["lint_in_parallel"]

_RANGE: Final = 16 << 20
"""Bytes of a range: enough to be worth a process's while, few enough to share the end fairly."""

_AHEAD: Final = 4
"""Tasks for each process that may be under way or done before their turn has come."""


class _Task(NamedTuple):
    file: str
    start: int
    end: int
    last: bool

    @property
    def is_whole(self) -> bool:
        return self.end < 0


class _Done(NamedTuple):
    results: list[FileResult]
    lines: int
    texts: int
    problem: str


def lint_in_parallel(
    found: Iterable[Source | Problem],
    settings: LintSettings,
    progress: Callable[[int], None] | None,
) -> Iterator[FileResult]:
    """Lint files in several processes; results come in the order of the files."""
    with ProcessPoolExecutor(settings.jobs, initializer=_begin, initargs=(settings,)) as pool:
        tasks = _tasks(found)
        waiting: list[tuple[_Task | Problem, Future[_Done] | None]] = []
        joined: _Joined | None = None
        try:
            while True:
                for task in islice(tasks, settings.jobs * _AHEAD - len(waiting)):
                    future = pool.submit(_work, task) if isinstance(task, _Task) else None
                    waiting.append((task, future))
                if not waiting:
                    return
                task, future = waiting.pop(0)
                if future is None or isinstance(task, Problem):
                    yield FileResult(file=task.file, problem=getattr(task, "problem", ""))
                    continue
                done = future.result()
                if progress is not None and not task.is_whole:
                    progress(task.end - task.start)
                if task.is_whole:
                    yield from done.results
                    continue
                joined = joined or _Joined(task.file, fold=settings.fold)
                yield from joined.add(done, last=task.last)
                joined = None if task.last else joined
        except KeyboardInterrupt:
            if joined is not None:
                yield joined.result()
            raise
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _tasks(found: Iterable[Source | Problem]) -> Iterator[_Task | Problem]:
    for source in found:
        if isinstance(source, Problem):
            yield source
            continue
        try:
            cuts = _cuts(source.file)
        except Unreadable as error:
            yield Problem(source.file, str(error))
            continue
        for number, (start, end) in enumerate(cuts, 1):
            yield _Task(source.file, start, end, last=number == len(cuts))


def _cuts(file: str) -> list[tuple[int, int]]:
    whole = [(0, -1)]
    if file == STDIN or not os.path.isfile(file):  # noqa: PTH113 - a Path takes no NUL
        return whole
    parts = os.path.getsize(file) // _RANGE  # noqa: PTH202 - likewise
    return (ranges(file, parts) if parts > 1 else None) or whole


class _Joined:
    """Put the parts of one file together: their lines and numbers count from its beginning."""

    def __init__(self, file: str, *, fold: bool) -> None:
        self._file = file
        self._fold = fold
        self._groups = Groups(fold=True)
        self._lines = 0
        self._texts = 0
        self._total = FileResult(file=file)

    def add(self, done: _Done, *, last: bool) -> Iterator[FileResult]:
        moved = partial(_moved, lines=self._lines, texts=self._texts)
        for result in done.results:
            issues = [
                attrs.evolve(issue, places=tuple(map(moved, issue.places)))
                for issue in result.issues
            ]
            self._count(result, done.problem)
            if self._fold:
                self._groups.merge(issues, lambda place: place)
            elif issues:
                yield FileResult(file=self._file, issues=tuple(issues), last=False)
        self._lines += done.lines
        self._texts += done.texts
        if last:
            yield self.result()

    def _count(self, result: FileResult, problem: str) -> None:
        total = self._total
        self._total = attrs.evolve(
            total,
            events=total.events + result.events,
            by_version=total.by_version + result.by_version,
            drifts=(*total.drifts, *result.drifts),
            problem=total.problem or problem,
        )

    def result(self) -> FileResult:
        """Return what all parts so far had."""
        issues = self._groups.issues(self._file) if self._fold else ()
        return attrs.evolve(self._total, issues=issues, drifts=tuple(self._drifts()))

    def _drifts(self) -> Iterator[Any]:
        together: dict[tuple[str, str], Any] = {}
        for drift in self._total.drifts:
            key = drift.event, drift.version
            before = together.get(key)
            count = drift.count + (before.count if before else 0)
            together[key] = attrs.evolve(before or drift, count=count)
        totals = self._total.by_version
        for drift in together.values():
            of = sum(count for (event, _), count in totals.items() if event == drift.event)
            yield attrs.evolve(drift, of=of)


def _moved(place: Place, *, lines: int, texts: int) -> Place:
    def later(line: int | None) -> int | None:
        return None if line is None else line + lines

    index = None if place.index is None else place.index + texts
    return attrs.evolve(place, line=later(place.line), end_line=later(place.end_line), index=index)


_settings: LintSettings
_examiner: Examiner


def _begin(settings: LintSettings) -> None:
    global _settings, _examiner
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends this process without a traceback
    _settings, _examiner = settings, settings.examiner()


def _work(task: _Task) -> _Done:
    from ootb_events.lint._lint import lint_pieces

    choice = _settings.choice.for_file(task.file)
    file = FileLint(task.file, _examiner, choice, fold=_settings.fold)
    results: list[FileResult] = []
    problem = ""
    pieces: Pieces | None = None
    try:
        if task.is_whole:
            with Source(task.file).open() as stream:
                results += lint_pieces(file, Pieces(stream, task.file))
        else:
            with open_range(task.file, task.start, task.end) as part:
                pieces = Pieces(part, task.file, layout="lines", begins=not task.start)
                results += lint_pieces(file, pieces)
    except Unreadable as error:
        problem = str(error)
    results.append(file.result(problem=problem))
    lines = 0 if pieces is None else pieces.line_ends
    return _Done(results, lines, file.texts, problem)
