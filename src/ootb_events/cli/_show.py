"""``ootb-events show``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from ootb_events.catalog import type_words
from ootb_events.cli import _describe as describe
from ootb_events.cli._catalogs import catalog_for, catalogs
from ootb_events.cli._options import event_argument, output
from ootb_events.validation import PROFILES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ootb_events.catalog import Catalog, EventSchema, Parameter

__all__ = ["command"]

_INFERRED = "*"


@click.command("show")
@event_argument
@output("For people, for a document, or for programs.", "text", "markdown", "json")
@catalogs
def command(event: str, version: str | None, format_: str, catalogs: tuple[str, ...]) -> None:
    """Show what an event says, parameter by parameter."""
    catalog = catalog_for(catalogs)
    schema = catalog.get(event, version)
    if format_ == "json":
        click.echo(json.dumps(describe.as_object(schema, catalog), indent=2, ensure_ascii=False))
    elif format_ == "markdown":
        click.echo(describe.as_markdown(schema, catalog))
    else:
        _print(schema, catalog)


def _print(event: EventSchema, catalog: Catalog) -> None:
    from rich.markup import escape
    from rich.table import Table

    from ootb_events.cli._console import show

    facts = Table.grid(padding=(0, 2))
    for name, text in _facts(event, catalog):
        facts.add_row(f"  [dim]{name}[/]", escape(text))
    required = any(map(describe.requirement, event.parameters.values()))
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("parameter", overflow="fold")
    table.add_column("type", overflow="fold", max_width=12)
    if required:
        table.add_column("required", overflow="fold", max_width=19)
    table.add_column("meaning", overflow="fold")
    for parameter in describe.parameters(event):
        asked = [describe.requirement(parameter).replace(", ", "\n")] if required else []
        words = escape(" ".join(describe.meaning(parameter)))
        table.add_row(parameter.key, _type(parameter), *asked, words)
    show(
        f"[bold]{event.key}[/] {event.version}  [dim]{escape(event.title)}[/]",
        escape(event.description),
        "",
        facts,
        "",
        table,
        *_legend(event),
    )


def _facts(event: EventSchema, catalog: Catalog) -> Iterator[tuple[str, str]]:
    current = catalog.get(event.key).version
    others = [version for version in catalog.versions(event.key) if version != event.version]
    is_current = "current" if event.version == current else f"older; the current is {current}"
    yield "version", f"{event.version} ({is_current})"
    if others:
        yield "others", ", ".join(others)
    yield "domain", event.domain.replace("_", " ")
    yield "class", describe.import_line(event, catalog)
    since = f", published {event.since}" if event.since else ""
    cut = "; part of its table could not be read" if event.table_cut else ""
    yield "source", f"{event.page}, revision {event.revision}{since}{cut}"
    silent = [name for name in PROFILES if not _states(event, name)]
    if silent:
        yield "not stated", f"what {', '.join(silent)} ask for"
    if event.superseded_by:
        yield "superseded", f"by {event.superseded_by}"
    if not event.emittable:
        yield "direction", "received from Optimove, never sent to it"
    if event.item:
        number = f"numbered from {event.item.first}"
        yield "items", f"{event.item.class_name}, {number} in place of {{n}}"


def _states(event: EventSchema, profile: str) -> bool:
    return any(parameter.requirement(profile) for parameter in event.parameters.values())


def _legend(event: EventSchema) -> Iterator[str]:
    if any(parameter.inferred for parameter in describe.parameters(event)):
        yield ""
        yield f"[dim]{_INFERRED} The page's table does not say; its example shows this type.[/]"


def _type(parameter: Parameter) -> str:
    return type_words(parameter) + (_INFERRED if parameter.inferred else "")
