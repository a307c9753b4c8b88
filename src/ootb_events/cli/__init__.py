"""The command line: parse, call one function, print."""

from __future__ import annotations

import errno
import io
import sys
from importlib import import_module
from typing import Final

import click

from ootb_events.errors import OotbEventsError

__all__ = ["main"]

_COMMANDS: Final = {
    "check": "Say what a change of the reference breaks: payloads, and code.",
    "diff": "Say what changed between versions, and what follows.",
    "emit": "Validate event files and send what they hold.",
    "example": "Print an example payload of an event.",
    "generate": "Write the event classes from the schemas.",
    "lint": "Validate event files.",
    "list": "List the events there are.",
    "lock": "Record the hashes of released schema files.",
    "outbox": "Look into an outbox file, and put it in order.",
    "relay": "Deliver what waits in an outbox file.",
    "rule": "Say what a rule of lint means, and what to do.",
    "sandbox": "Play the endpoint on this machine, and show what arrives.",
    "schema": "Write and check schemas of events.",
    "show": "Show what an event says, parameter by parameter.",
    "upgrade": "Bring event files to the current versions.",
}


class _Commands(click.Group):
    """Import a command when it is asked for, so that each starts quickly."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"{__name__}._{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(sorted(_COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; what goes wrong on purpose ends in one line and exit code 2."""
        try:
            return super().invoke(ctx)
        except OotbEventsError as error:
            click.echo(f"Error: {error}", err=True)
        except OSError as error:
            if error.errno == errno.EPIPE:  # nobody reads any more: click ends quietly
                raise
            where = "" if error.filename is None else f"{error.filename}: "
            click.echo(f"Error: {where}{error.strerror or error}", err=True)
        sys.exit(2)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="ootb-events", message="%(prog)s %(version)s")
def main() -> None:
    """Validate, send and follow Optimove OOTB events.

    Shells complete commands, options, events and rules: in bash, put
    eval "$(_OOTB_EVENTS_COMPLETE=bash_source ootb-events)" into ~/.bashrc; zsh and fish have
    zsh_source and fish_source.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # text must not fail for its encoding
