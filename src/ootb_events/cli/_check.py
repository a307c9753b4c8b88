"""``ootb-events check``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs
import click
from click.core import ParameterSource

from ootb_events.catalog import catalog_of
from ootb_events.cli._catalogs import catalogs
from ootb_events.cli._check_report import JsonReport, TextReport
from ootb_events.cli._options import folders, output, rules
from ootb_events.cli._say import say
from ootb_events.lint import STDIN, LintSettings, Summary, lint
from ootb_events.lint._config import Given, effective, grouped
from ootb_events.lint._keys import KEYS
from ootb_events.lint.reports._words import counted
from ootb_events.usage import Baseline, Files, check_code
from ootb_events.validation import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ootb_events.lint import FileResult
    from ootb_events.usage import CodeFile

    Groups = list[tuple[LintSettings, Files]]

__all__ = ["command"]

_UNKNOWN_EVENT: Final = "OOTB107"
_OF_SETTINGS: Final = ("profile", "strict", "exclude", "gitignore", "catalogs")


@click.command("check")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path())
@rules
@catalogs
@folders
@output("For people, or for programs.", "text", "json")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    default="warning",
    show_default=True,
    help="The least severity that makes the exit code 1.",
)
@click.option(
    "--baseline",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="What is known already, so that only new trouble is told and fails.",
)
@click.option("--update-baseline", is_flag=True, help="Write what is found into that file.")
@click.pass_context
def command(ctx: click.Context, /, paths: tuple[str, ...], **options: Any) -> None:
    """Say what a change of the reference breaks: payloads, and code.

    PATH is a file of payloads, a file of Python code (.py, .pyi, .ipynb), or a folder of them.
    Of payloads it is told which versions they follow, and what of them the current reference
    refuses or warns of. Of code it is told which generated classes it uses, which of them are
    older, superseded, or use a parameter that is gone. The code is read, never run.

    Settings may stand in pyproject.toml or ootb-events.toml, as for lint. Errors are what does not
    work any more, or is refused; warnings are what works, and is behind the reference.

    Exits with 0 when nothing is found, 1 when something is, 2 when a path cannot be read.
    """
    baseline = _baseline(options)
    groups = _groups(ctx, paths, options)
    _refuse_nothing(paths, groups)
    report = (TextReport if options["format_"] == "text" else JsonReport)(sys.stdout)
    summary, worst, passed_over = Summary(), set(), 0
    for settings, files in groups:
        for found in lint(files.payloads(), attrs.evolve(settings, fold=True)):
            if found.file not in paths and _holds_no_event(found):
                passed_over += 1
                continue
            result = found if baseline is None else baseline.new_payloads(found)
            summary.add(result)
            report.payloads(result)
    report.payloads_end(summary)
    unreadable = bool(summary.unreadable)
    for settings, files in groups:
        for code in check_code(files.code(), catalog_of(settings.catalogs)):
            unreadable |= bool(code.problem)
            weighed = _strictly(code) if settings.strict else code
            new = weighed if baseline is None else baseline.new_code(weighed)
            worst |= {finding.severity for finding in new.findings}
            report.code(new)
    report.end()
    if passed_over:
        say(f"passed over in folders, for they hold no events: {counted(passed_over, 'file')}")
    _conclude(baseline, update=options["update_baseline"])
    if unreadable:
        sys.exit(2)
    bad = {Severity.ERROR, Severity(options["fail_on"])} & {*worst, *_found(summary)}
    sys.exit(int(bool(bad) and not options["update_baseline"]))


def _baseline(options: Mapping[str, Any]) -> Baseline | None:
    path = options["baseline"]
    if path is None:
        if options["update_baseline"]:
            raise click.UsageError("--update-baseline goes with --baseline FILE, which it writes")
        return None
    if not path.exists() and not options["update_baseline"]:
        raise click.UsageError(f"{path} does not exist; --update-baseline writes it")
    return Baseline(path)


def _groups(ctx: click.Context, paths: tuple[str, ...], options: Mapping[str, Any]) -> Groups:
    """Put paths with the settings that hold for them."""
    given = {
        name: Given(KEYS[name].read(_written(options[name])), f"--{name}")
        for name in _OF_SETTINGS
        if ctx.get_parameter_source(name) not in {ParameterSource.DEFAULT, None}
    }
    found: Groups = []
    for config, each in grouped(paths):
        settings = effective(config, given).settings()
        files = Files(tuple(each), tuple(settings.exclude), settings.gitignore, settings.root)
        found.append((settings, files))
    return found


def _written(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _refuse_nothing(paths: tuple[str, ...], groups: Groups) -> None:
    """Refuse folders without any file to be checked: a typing error, most likely."""
    if STDIN in paths:
        return
    if not any(
        next(each, None) for _, files in groups for each in (files.code(), files.payloads())
    ):
        raise click.UsageError(
            "there is nothing to check: no event files (.json, .jsonl, .ndjson) and no code "
            "(.py, .pyi, .ipynb)"
        )


def _holds_no_event(result: FileResult) -> bool:
    """Say whether a file is JSON of another kind, as many a folder of code has."""
    if result.problem or any(event for event, _ in result.by_version):
        return False
    misspelled = any(issue.finding.rule == _UNKNOWN_EVENT for issue in result.issues)
    return not misspelled and bool(result.events or not result.issues)


def _strictly(result: CodeFile) -> CodeFile:
    """Make every warning an error."""
    findings = tuple(
        attrs.evolve(each, severity=Severity.ERROR) if each.severity is Severity.WARNING else each
        for each in result.findings
    )
    return attrs.evolve(result, findings=findings)


def _found(summary: Summary) -> Iterator[Severity]:
    return (severity for severity in Severity if summary.by_severity[severity])


def _conclude(baseline: Baseline | None, *, update: bool) -> None:
    if baseline is None:
        return
    if update:
        say(f"wrote {counted(baseline.write(), 'finding')} to the baseline")
    elif baseline.gone:
        say(
            f"{counted(baseline.gone, 'finding')} of the baseline gone: --update-baseline, so that "
            "none comes back"
        )
