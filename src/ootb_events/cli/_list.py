"""``ootb-events list``."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from ootb_events.cli import _describe as describe
from ootb_events.cli._catalogs import catalog_for, catalogs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ootb_events.catalog import Catalog, EventSchema

__all__ = ["command"]


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array, for programs.")
@click.option("--domain", help="Only the events of one domain, such as account.")
@click.option(
    "--search",
    metavar="WORD",
    help="Only the events that have a word in their name, meaning or parameters.",
)
@catalogs
def command(
    as_json: bool,  # noqa: FBT001 - as click passes it
    domain: str | None,
    search: str | None,
    catalogs: tuple[str, ...],
) -> None:
    """List the events there are."""
    catalog = catalog_for(catalogs)
    events = [catalog.get(key) for key in catalog]
    domains = sorted({event.domain for event in events})
    if domain is not None and domain not in domains:
        raise click.BadParameter(f"no domain {domain!r}; there are {', '.join(domains)}")
    chosen = [
        event
        for event in events
        if domain in {None, event.domain} and (search is None or _mentions(event, search))
    ]
    if as_json:
        click.echo(json.dumps([_as_object(event, catalog) for event in chosen], indent=2))
    elif chosen:
        _print(chosen, catalog)
    else:
        click.echo("no event mentions that", err=True)


def _mentions(event: EventSchema, word: str) -> bool:
    texts = [event.key, event.title, event.description]
    for parameter in describe.parameters(event):
        texts += (parameter.key, parameter.title, parameter.description)
    return any(word.lower() in text.lower() for text in texts)


def _as_object(event: EventSchema, catalog: Catalog) -> dict[str, Any]:
    return {
        "event": event.key,
        "domain": event.domain,
        "versions": list(catalog.versions(event.key)),
        "current": event.version,
        "superseded_by": event.superseded_by,
    }


def _print(events: Iterable[EventSchema], catalog: Catalog) -> None:
    from rich.table import Table

    from ootb_events.cli._console import show

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("event", "version", "class"):
        table.add_column(column, overflow="fold")
    by_domain = sorted(events, key=lambda event: (event.domain, event.key))
    for domain, members in groupby(by_domain, key=lambda event: event.domain):
        table.add_row()
        table.add_row(f"[bold cyan]{domain.replace('_', ' ')}[/]")
        for row in (row for event in members for row in _rows(event, catalog)):
            table.add_row(*row)
    show(table)


def _rows(event: EventSchema, catalog: Catalog) -> Iterator[tuple[str, str, str]]:
    """Give one row a version, the current one first."""
    note = f"[dim]superseded by\n{event.superseded_by}[/]"
    yield f"  {event.key}", event.version, note if event.superseded_by else event.class_name
    for version in reversed(catalog.versions(event.key)[:-1]):
        older = catalog.get(event.key, version)
        yield "", f"[dim]{version}[/]", f"[dim]{older.versioned_class_name}[/]"
