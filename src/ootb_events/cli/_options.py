"""Options that several commands share."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from ootb_events.cli._complete import events

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Duration", "Seconds", "event_argument", "folders", "output", "rules"]

F = TypeVar("F", bound="Callable[..., Any]")

_UNITS: Final = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


class Seconds(click.FloatRange):
    """Take a number of seconds within bounds."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Read the number, which must be one."""
        seconds: float = super().convert(value, param, ctx)
        if math.isnan(seconds):
            self.fail(f"{value!r} is no number of seconds.", param, ctx)
        return seconds


class Duration(click.ParamType):  # type: ignore[type-arg] # generic for the checker only
    """Take a time such as ``90s``, ``15m``, ``12h`` or ``30d``; a bare number is seconds."""

    name = "duration"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Read the time, in seconds."""
        if isinstance(value, float):
            return value
        text = str(value).strip()
        unit = _UNITS.get(text[-1:].lower())
        try:
            seconds = float(text if unit is None else text[:-1]) * (unit or 1)
        except ValueError:
            seconds = math.nan
        if not 0 <= seconds < math.inf:
            self.fail(f"{value!r} is no time such as 90s, 15m, 12h or 30d.", param, ctx)
        return seconds


def rules(command: F) -> F:
    """Add the options that say which rules hold."""
    profile = click.option(
        "--profile",
        type=click.Choice(["platform", "opti-x", "ebi"]),
        default="platform",
        show_default=True,
        help="Which documented requirements are errors.",
    )
    strict = click.option("--strict", is_flag=True, help="Make every warning an error.")
    return profile(strict(command))


def folders(command: F) -> F:
    """Add the options that say which files of folders count."""
    exclude = click.option(
        "--exclude",
        multiple=True,
        metavar="GLOB",
        help="Leave out what matches, as in a .gitignore, of folders.",
    )
    gitignore = click.option(
        "--gitignore/--no-gitignore",
        default=True,
        help="Whether .gitignore counts in folders; by default it does.",
    )
    return exclude(gitignore(command))


def output(readers: str, *formats: str) -> Callable[[F], F]:
    """Make the option that says how to print, of which ``text`` is the default.

    :param readers: whom the formats are for, in their order, as the help says it.
    """
    return click.option(
        "--format",
        "format_",
        type=click.Choice(formats),
        default="text",
        show_default=True,
        help=readers,
    )


def event_argument(command: F) -> F:
    """Add the argument that names an event, and the option that chooses its version."""
    event = click.argument("event", shell_complete=events)
    version = click.option("--version", metavar="X.Y.Z", help="Not the current version but this.")
    return event(version(command))
