"""Commands below a command, each imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Subcommands"]


class Subcommands(click.Group):
    """Take each command from the module ``_<group>_<command>`` beside this one.

    :param name: the name of the group.
    :param known: what each command does, by its name.
    """

    def __init__(self, name: str, known: Mapping[str, str], **keywords: Any) -> None:
        super().__init__(name, **keywords)
        self._known = known

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return sorted(self._known)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in self._known:
            return None
        module = import_module(f"ootb_events.cli._{self.name}_{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(sorted(self._known.items()))
