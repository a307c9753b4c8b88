"""One run of lint: what is found goes to the terminal and into files."""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import ExitStack, contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

import attrs
import click

from ootb_events.cli._progress import progress_for
from ootb_events.cli._say import say
from ootb_events.lint import FileResult, LintSettings, Summary, lint
from ootb_events.lint.reports import reporter
from ootb_events.lint.reports._terminal import printable, width_of
from ootb_events.lint.reports._words import counted, grouped, looked_at, outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from typing_extensions import Self

    from ootb_events.cli._progress import Progress
    from ootb_events.lint import FailOn
    from ootb_events.lint.reports import Reporter

__all__ = ["INTERRUPTED", "Fixing", "Plan", "run", "show_difference"]

INTERRUPTED: Final = 130

_COLORS: Final = {"+": "green", "-": "red", "@": "cyan"}


@attrs.frozen(kw_only=True)
class Fixing:
    """Say how to mend.

    :param unsafe: whether guesses are taken.
    :param write: whether files are changed; otherwise the difference is shown.
    """

    unsafe: bool
    write: bool


@attrs.frozen(kw_only=True)
class Plan:
    """Say what one run is to do.

    :param groups: paths, and the settings that hold for them.
    :param form: the format to print.
    :param outputs: formats and files to write besides.
    :param limit: how many findings to print at most.
    :param fixing: how to mend, if at all.
    """

    groups: Sequence[tuple[LintSettings, Sequence[str]]]
    form: str
    outputs: Sequence[tuple[str, str]] = ()
    limit: int | None = None
    fixing: Fixing | None = None

    @property
    def shows_difference(self) -> bool:
        """Whether a difference is printed in the place of findings."""
        return self.fixing is not None and not self.fixing.write


def run(plan: Plan, *, fail_on: FailOn = "error") -> int:
    """Lint, print and write; return the exit code."""
    summary = Summary()
    with progress_for(plan.groups) as progress, ExitStack() as files:
        # What is wrong with the settings is said before anything is written.
        results = [_start(paths, settings, plan, progress) for settings, paths in plan.groups]
        written = [_into_file(files, *output) for output in plan.outputs]
        printed = _printed(plan)
        interruption = files.enter_context(_Interruption())
        _report(chain.from_iterable(results), summary, [printed, *written], interruption, progress)
    if printed.left:
        say(f"{counted(printed.left, 'more finding')} not shown (--max-findings {plan.limit})")
    if plan.shows_difference:
        left = outcome(attrs.evolve(summary, fixed=0))
        say(f"{looked_at(summary)}: {grouped(summary.fixed)} to be fixed; then {left}")
    if interruption.asked:
        say("interrupted")
        return INTERRUPTED
    code = summary.exit_code(fail_on)
    return max(code, bool(summary.fixed)) if plan.shows_difference else code


def _start(
    paths: Iterable[str], settings: LintSettings, plan: Plan, progress: Progress
) -> Iterator[FileResult]:
    if plan.fixing is None:
        return lint(paths, settings, progress=progress.advance)
    from ootb_events.lint._fixing import fix

    settings.examiner()  # which says what is wrong with the settings
    return fix(
        paths,
        settings,
        unsafe=plan.fixing.unsafe,
        write=plan.fixing.write,
        show=show_difference if plan.shows_difference else None,
        progress=progress.advance,
    )


def show_difference(line: str) -> None:
    """Print one line of a difference; to a pipe or a file as it is, so that it can be applied."""
    color = _shows_color(sys.stdout)
    if not (color or sys.stdout.isatty()):
        click.echo(line.encode(), nl=False)
        return
    for each in line.removesuffix("\n").split("\n"):
        text = "\t".join(map(printable, each.removesuffix("\r").split("\t")))
        click.echo(click.style(text, fg=_COLORS.get(each[:1])), color=color)


def _report(
    results: Iterable[FileResult],
    summary: Summary,
    reports: Sequence[Reporter],
    interruption: _Interruption,
    progress: Progress,
) -> None:
    try:
        for result in results:
            with interruption.held():
                progress.pass_by(result)
                summary.add(result)
                for report in reports:
                    report.result(result)
    except KeyboardInterrupt:
        interruption.asked = True
    progress.hide()
    for report in reports:
        report.end(summary)


class _Interruption:
    """Let Ctrl-C end the reading of files, never the writing of a finding; twice ends anything."""

    def __init__(self) -> None:
        self.asked = False
        self._held = True
        self._before: Any = None

    def __enter__(self) -> Self:
        self._held = False
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._ask)
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _ask(self, *_: object) -> None:
        again, self.asked = self.asked, True
        if again or not self._held:
            raise KeyboardInterrupt

    @contextmanager
    def held(self) -> Iterator[None]:
        """Put Ctrl-C off."""
        self._held = True
        yield
        self._held = False
        if self.asked:
            raise KeyboardInterrupt


class _Printed:
    """Print no more than so many findings, and count the others."""

    def __init__(self, report: Reporter | None, limit: int | None) -> None:
        self._report = report
        self._limit = limit
        self.left = 0

    def result(self, result: FileResult) -> None:
        if self._limit is not None:
            shown = result.issues[: self._limit]
            self.left += len(result.issues) - len(shown)
            self._limit -= len(shown)
            result = attrs.evolve(result, issues=shown)
        if self._report is not None:
            self._report.result(result)

    def end(self, summary: Summary) -> None:
        if self._report is not None:
            self._report.end(summary)


def _printed(plan: Plan) -> _Printed:
    if plan.shows_difference:
        return _Printed(None, None)
    out = sys.stdout
    color, width = _shows_color(out), width_of(out)
    return _Printed(reporter(plan.form, out, color=color, width=width), plan.limit)


def _shows_color(stream: TextIO) -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    return stream.isatty() or bool(os.environ.get("FORCE_COLOR"))


def _into_file(files: ExitStack, form: str, name: str) -> Reporter:
    stream = files.enter_context(_replacing(Path(name)))
    return reporter(form, stream)


@contextmanager
def _replacing(path: Path) -> Iterator[TextIO]:
    """Write a file beside another, and put it in its place when all went well."""
    if path.exists() and not path.is_file():  # a pipe, or a device
        with path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            yield stream
        return
    target = path.resolve()
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with beside.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            yield stream
        beside.replace(target)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        beside.unlink(missing_ok=True)
