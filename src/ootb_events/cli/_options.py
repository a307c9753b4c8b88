"""Options that several commands share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["event_argument", "rules"]

F = TypeVar("F", bound="Callable[..., Any]")


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


def event_argument(command: F) -> F:
    """Add the argument that names an event, and the option that chooses its version."""
    event = click.argument("event")
    version = click.option("--version", metavar="X.Y.Z", help="Not the current version but this.")
    return event(version(command))
