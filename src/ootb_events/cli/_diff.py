"""``ootb-events diff``."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from ootb_events.cli._catalogs import catalog_for, catalogs
from ootb_events.cli._complete import events
from ootb_events.cli._options import output, rules
from ootb_events.errors import OotbEventsError
from ootb_events.evolution import (
    as_markdown,
    diff,
    predecessor,
    publications_as_markdown,
    since,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from click.shell_completion import CompletionItem

    from ootb_events.catalog import Catalog, EventSchema
    from ootb_events.evolution import Changes, Publication

__all__ = ["command"]


def _versions(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete a version of the event that was named before."""
    from click.shell_completion import CompletionItem

    del param
    try:
        catalog = catalog_for(tuple(ctx.params.get("catalogs") or ()))
        known = catalog.versions(str(ctx.params.get("event")))
    except OotbEventsError:
        return []
    return [CompletionItem(version) for version in known if version.startswith(incomplete)]


@click.command("diff")
@click.argument("event", required=False, shell_complete=events)
@click.argument("old", required=False, shell_complete=_versions)
@click.argument("new", required=False, shell_complete=_versions)
@click.option(
    "--since",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Everything that was published on that day or after it.",
)
@output("For people, for programs, or for a document.", "text", "json", "markdown")
@click.option(
    "--exit-code",
    is_flag=True,
    help="Exit with 1 when payloads are refused or code breaks; --strict: or payloads are warned.",
)
@rules
@catalogs
def command(  # noqa: PLR0913, PLR0917 - click passes each option by name
    event: str | None,
    old: str | None,
    new: str | None,
    day: datetime | None,
    format_: str,
    exit_code: bool,  # noqa: FBT001 - as click passes it
    profile: str,
    strict: bool,  # noqa: FBT001 - as click passes it
    catalogs: tuple[str, ...],
) -> None:
    """Say what changed between versions, and what follows for payloads and code.

    Without versions, the two newest of EVENT are compared; with OLD alone, that and the current
    one. An event with one version is compared with the one whose place it took, or that took
    its place.
    """
    catalog = catalog_for(catalogs)
    if (event is None) is (day is None):
        both = ", not both" if event else ""
        raise click.UsageError(f"name an EVENT, or a day with --since{both}")
    if day is not None:
        published = since(catalog, day.date(), profile=profile)
        _print_publications(published, day.date().isoformat(), format_)
        found = [each.changes for each in published if each.changes is not None]
    else:
        pair = _pair(catalog, str(event), old, new)
        found = [diff(*pair, profile=profile)] if pair else []
        _print(found[0] if found else None, catalog.get(str(event)), format_)
    if exit_code and any(_breaks(changes, strict=strict) for changes in found):
        sys.exit(1)


def _pair(
    catalog: Catalog, key: str, old: str | None, new: str | None
) -> tuple[EventSchema, EventSchema] | None:
    """Choose what to compare; ``None`` when there is only one version, and no other event."""
    if old is not None and new is not None:
        return catalog.get(key, old), catalog.get(key, new)
    current = catalog.get(key)
    if old not in {None, current.version}:
        return catalog.get(key, old), current
    if current.superseded_by is not None and (old or len(catalog.versions(key)) == 1):
        return current, catalog.get(current.superseded_by)
    if old is not None:
        return current, current
    before = predecessor(catalog, current)
    return None if before is None else (before, current)


def _breaks(changes: Changes, *, strict: bool) -> bool:
    bad = {"refused", "warned"} if strict else {"refused"}
    return changes.payloads in bad or changes.code == "breaks"


def _print(changes: Changes | None, current: EventSchema, format_: str) -> None:
    if format_ == "json":
        click.echo(_json(None if changes is None else changes.as_object()))
    elif changes is None:
        versions = f"{current.key} has one version, {current.version}"
        click.echo(f"{versions}: there is nothing older", err=True)
    elif format_ == "markdown":
        click.echo(as_markdown(changes), nl=False)
    else:
        from ootb_events.cli._diff_text import show_changes

        show_changes(changes)


def _print_publications(published: Sequence[Publication], day: str, format_: str) -> None:
    if format_ == "json":
        click.echo(_json([each.as_object() for each in published]))
    elif format_ == "markdown":
        click.echo(publications_as_markdown(published, day), nl=False)
    elif not published:
        click.echo(f"nothing is known to have been published since {day}", err=True)
    else:
        from ootb_events.cli._diff_text import show_publications

        show_publications(published)


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
