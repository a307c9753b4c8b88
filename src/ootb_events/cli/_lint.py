"""``ootb-events lint``."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from ootb_events.cli._options import rules
from ootb_events.lint import Summary, lint
from ootb_events.lint.reports import FORMATS, reporter
from ootb_events.validation import validator_for

if TYPE_CHECKING:
    from typing import TextIO

__all__ = ["command"]


@click.command("lint")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="How to write the findings.",
)
@rules
def command(paths: tuple[str, ...], format_: str, profile: str, strict: bool) -> None:  # noqa: FBT001 - click passes options by name
    """Validate event files.

    PATH is a file with one event, an array of events or one event a line, a folder of such
    files (.json, .jsonl, .ndjson), or - for standard input.

    Exits with 0 when there are no errors, 1 when there are, 2 when a path cannot be read or a
    folder has no such files.
    """
    validator = validator_for(profile=profile, strict=strict)
    report = reporter(format_, sys.stdout, color=_shows_color(sys.stdout))
    summary = Summary()
    for result in lint(paths, validator):
        summary.add(result)
        report.result(result)
    report.end(summary)
    sys.exit(summary.exit_code)


def _shows_color(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR")
