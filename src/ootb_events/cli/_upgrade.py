"""``ootb-events upgrade``."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from ootb_events.cli import _complete as complete
from ootb_events.cli._catalogs import catalog_for, catalogs
from ootb_events.cli._linting import INTERRUPTED, show_difference
from ootb_events.cli._options import folders, output
from ootb_events.cli._say import say
from ootb_events.cli._upgrade_words import UpgradeReport
from ootb_events.lint import STDIN
from ootb_events.lint._upgrading import UpgradeSettings, upgrade_files
from ootb_events.lint._upgrading_model import UpgradeSummary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ootb_events.lint._upgrading_model import UpgradeResult

__all__ = ["command"]


@click.command("upgrade")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path())
@click.option(
    "--to",
    metavar="VERSION",
    help="Where to end instead of at the current version: a version, for the events that have "
    "it; an event key, or EVENT@VERSION, for those on the way to it.",
)
@click.option(
    "--event",
    metavar="KEY",
    shell_complete=complete.events,
    help="Upgrade events of this key only; others stay as they are.",
)
@click.option("--write", is_flag=True, help="Replace the files.")
@click.option("--diff", is_flag=True, help="Show what --write would change, and change nothing.")
@folders
@output("For people, or for programs.", "text", "json")
@catalogs
def command(paths: tuple[str, ...], **options: Any) -> None:
    """Bring event files to the current versions, by the steps that the schemas state.

    Without --write and --diff, say what would be done. What no step names stays as it is, to the
    character. What is dropped is told, with its place, and so is what is new and cannot be
    derived. An event that is not valid under its own version stays as it is.

    PATH is a file with one event, an array of events or one event a line; a folder of such files;
    or - for standard input, which is written to standard output with its events upgraded, the
    report going to standard error.

    Exits with 0 when every event is as it is to be, 1 when some are to be upgraded or cannot be,
    2 when a path cannot be read or replaced, 130 when interrupted.
    """
    _refuse_nonsense(paths, options)
    settings = UpgradeSettings(
        catalog=catalog_for(options["catalogs"]),
        to=options["to"],
        event=options["event"],
        exclude=options["exclude"],
        gitignore=options["gitignore"],
    )
    filters = STDIN in paths and not options["diff"]
    results = upgrade_files(
        paths,
        settings,
        write=options["write"],
        show=show_difference if options["diff"] else None,
        out=sys.stdout.buffer if filters else None,
    )
    written = options["write"] or filters
    code = _report(results, options, settings, written=written, aside=filters)
    sys.exit(code)


def _refuse_nonsense(paths: Sequence[str], options: dict[str, Any]) -> None:
    if options["write"] and options["diff"]:
        raise click.UsageError("--write changes files and --diff does not; which of the two?")
    if STDIN in paths and len(paths) > 1:
        raise click.UsageError("- is written to standard output; upgrade files in another run")


def _report(
    results: Iterable[UpgradeResult],
    options: dict[str, Any],
    settings: UpgradeSettings,
    *,
    written: bool,
    aside: bool,
) -> int:
    """Say what came of it; return the exit code."""
    summary = UpgradeSummary()
    report = UpgradeReport(settings.catalog, written=written)
    try:
        for result in results:
            summary.add(result)
            report.add(result)
    except KeyboardInterrupt:
        say("interrupted")
        return INTERRUPTED
    if options["format_"] == "json":
        text = json.dumps(report.as_object(summary), indent=2, ensure_ascii=False)
        click.echo(text, err=aside or options["diff"])
    else:
        for line in report.lines(summary):
            click.echo(line, err=aside or options["diff"])
    return summary.exit_code(written=written)
