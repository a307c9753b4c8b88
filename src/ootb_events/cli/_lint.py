"""``ootb-events lint``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from click.core import ParameterSource

from ootb_events.cli import _complete as complete
from ootb_events.cli._catalogs import catalogs
from ootb_events.cli._linting import Fixing, Plan, run
from ootb_events.cli._options import folders, rules
from ootb_events.cli._sections import SectionedCommand
from ootb_events.errors import ConfigurationError
from ootb_events.lint import STDIN
from ootb_events.lint._config import Config, Effective, Given, effective, grouped, read_config
from ootb_events.lint._keys import KEYS
from ootb_events.lint.reports import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

__all__ = ["command"]

_SECTIONS: Final = {
    "What holds": ("profile", "strict", "select", "ignore", "severity", "targets"),
    "What is read": ("at", "event", "exclude", "gitignore", "jobs"),
    "What is written": ("format", "output", "fold", "max_findings", "watch"),
    "Mending": ("fix", "unsafe", "diff"),
    "Exit code": ("fail_on", "exit_zero"),
    "Configuration": ("catalogs", "config", "isolated", "show_settings"),
}


def _lists(texts: Iterable[str]) -> list[str]:
    return [each.strip() for text in texts for each in text.split(",")]


def _pairs(sign: str, example: str) -> Callable[[Iterable[str]], dict[str, str]]:
    def read(texts: Iterable[str]) -> dict[str, str]:
        pairs = {}
        for text in _lists(texts):
            left, found, right = text.partition(sign)
            if not (left and found and right):
                raise ConfigurationError(f"expected a pair such as {example}, got {text!r}")
            pairs[left] = right
        return pairs

    return read


def _number(text: str) -> int | str:
    try:
        return int(text)
    except ValueError:
        return text


_WRITTEN: Final[Mapping[str, Callable[[Any], Any]]] = {
    "select": _lists,
    "ignore": _lists,
    "severity": _pairs("=", "OOTB402=off"),
    "targets": _pairs("@", "ootb_login@1.0.0"),
    "exclude": list,
    "catalogs": list,
    "jobs": _number,
}
"""How what an option says is written in a file."""


@click.command("lint", cls=SectionedCommand, sections=_SECTIONS)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path())
@rules
@click.option(
    "--select",
    multiple=True,
    metavar="RULES",
    shell_complete=complete.rule_lists,
    help="Count these rules only: ids, beginnings of ids (OOTB2), names, ALL.",
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="RULES",
    shell_complete=complete.rule_lists,
    help="Do not count these rules, though selected.",
)
@click.option(
    "--severity",
    multiple=True,
    metavar="RULE=SEVERITY",
    shell_complete=complete.severities,
    help="Count a rule as error, warning or info, or not at all: off.",
)
@click.option(
    "--target",
    "targets",
    multiple=True,
    metavar="EVENT@VERSION",
    shell_complete=complete.targets,
    help="Hold an event to a version that is not current.",
)
@click.option(
    "--at", metavar="POINTER", help="Where in each text the event is, such as /data/event."
)
@click.option(
    "--event",
    metavar="KEY",
    shell_complete=complete.events,
    help="Take each text for the parameters of this event, without an envelope.",
)
@folders
@click.option(
    "--jobs",
    metavar="N|auto",
    help="How many processes share the work; auto: as many as there are processors.",
)
@click.option(
    "--format",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    metavar="FORMAT",
    help=f"How to print what is found: {', '.join(FORMATS)}.",
)
@click.option(
    "--output",
    multiple=True,
    metavar="FORMAT=FILE",
    shell_complete=complete.outputs,
    help="Write a report into a file as well. May be given several times.",
)
@click.option(
    "--fold/--no-fold",
    default=True,
    help="Whether identical findings of a file are one; by default they are.",
)
@click.option(
    "--max-findings",
    type=click.IntRange(0),
    metavar="N",
    help="Print no more than so many; all are counted.",
)
@click.option("--watch", is_flag=True, help="Go on, and lint what changes, until Ctrl-C.")
@click.option("--fix", is_flag=True, help="Mend in place what can be mended safely.")
@click.option("--unsafe", is_flag=True, help="Mend what takes a guess, too.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    default="error",
    show_default=True,
    help="The least severity that makes the exit code 1.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
@catalogs
@click.option(
    "--config",
    metavar="FILE",
    type=click.Path(),
    help="Read settings from this file, and from no other.",
)
@click.option("--isolated", is_flag=True, help="Read settings from no file.")
@click.option("--show-settings", is_flag=True, help="Say what applies and who says so, and exit.")
@click.pass_context
def command(ctx: click.Context, /, paths: tuple[str, ...], **options: Any) -> None:
    """Validate event files.

    PATH is a file with one event, an array of events or one event a line, compressed or not; a
    folder of such files (.json, .jsonl, .ndjson; .gz, .zst); or - for standard input.

    Settings may stand below [tool.ootb-events.lint] in pyproject.toml, or below [lint] in
    ootb-events.toml. The file nearest to PATH counts; options come before it. Of several files,
    the first one's format, max-findings and fail-on count.

    Exits with 0 when there are no errors, 1 when there are, 2 when a path cannot be read or a
    folder has no such files, 130 when interrupted.
    """
    _refuse_nonsense(paths, options)
    groups = _groups(ctx, paths, options)
    if options["show_settings"]:
        from ootb_events.cli._settings_shown import lines

        for line in lines(groups):
            click.echo(line)
        return
    first = groups[0][1]
    plan = Plan(
        groups=[(each.settings(_processors()), found) for _, each, found in groups],
        form=first["format"],
        outputs=[_output(text) for text in options["output"]],
        limit=first["max-findings"],
        fixing=_fixing(options),
    )
    if options["watch"]:
        from ootb_events.cli._watch import watch

        watch(plan)
        return
    code = run(plan, fail_on=first["fail-on"])
    sys.exit(0 if code == 1 and options["exit_zero"] else code)


def _refuse_nonsense(paths: Sequence[str], options: Mapping[str, Any]) -> None:
    if options["unsafe"] and not (options["fix"] or options["diff"]):
        raise click.UsageError("--unsafe goes with --fix or --diff")
    if options["fix"] and options["diff"]:
        raise click.UsageError("--fix changes files and --diff does not; which of the two?")
    if options["config"] is not None and options["isolated"]:
        raise click.UsageError("--config reads a file and --isolated none; which of the two?")
    if options["watch"] and (STDIN in paths or options["output"] or options["diff"]):
        raise click.UsageError("--watch goes with files and folders, not with -, --output, --diff")


def _fixing(options: Mapping[str, Any]) -> Fixing | None:
    if not (options["fix"] or options["diff"]):
        return None
    return Fixing(unsafe=options["unsafe"], write=options["fix"])


def _groups(
    ctx: click.Context, paths: Sequence[str], options: Mapping[str, Any]
) -> list[tuple[Config | None, Effective, Sequence[str]]]:
    given = dict(_given(ctx, options))
    found: list[tuple[Config | None, list[str]]]
    if options["config"] is not None:
        found = [(read_config(Path(options["config"])), list(paths))]
    elif options["isolated"]:
        found = [(None, list(paths))]
    else:
        found = grouped(paths)
    return [(config, effective(config, given), each) for config, each in found]


def _given(ctx: click.Context, options: Mapping[str, Any]) -> Iterator[tuple[str, Given]]:
    """Read the options that were given, as if they stood in a file."""
    flags = {param.name: param.opts[0] for param in ctx.command.params}
    for key, known in KEYS.items():
        name = key.replace("-", "_")
        if name not in flags or ctx.get_parameter_source(name) in {ParameterSource.DEFAULT, None}:
            continue
        written = _WRITTEN.get(key, lambda value: value)
        try:
            yield key, Given(known.read(written(options[name])), flags[name])
        except ConfigurationError as error:
            raise click.BadParameter(str(error), ctx, param_hint=flags[name]) from None


def _output(text: str) -> tuple[str, str]:
    form, sign, file = text.partition("=")
    if not sign or not file or file == STDIN or form not in FORMATS:
        raise click.BadParameter(
            f"{text!r} is no FORMAT=FILE; formats are {', '.join(FORMATS)}", param_hint="--output"
        )
    return form, file


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
