"""``ootb-events show``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ootb_events.catalog import Catalog
from ootb_events.cli._options import event_argument

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ootb_events.catalog import EventSchema, Parameter

__all__ = ["command"]

_INFERRED = "*"


@click.command("show")
@event_argument
def command(event: str, version: str | None) -> None:
    """Show what an event says, parameter by parameter."""
    catalog = Catalog.default()
    schema = catalog.get(event, version)
    _print(schema, catalog)


def _print(event: EventSchema, catalog: Catalog) -> None:
    from rich.markup import escape
    from rich.table import Table

    from ootb_events.cli._console import show

    facts = Table.grid(padding=(0, 2))
    for name, text in _facts(event, catalog):
        facts.add_row(f"  [dim]{name}[/]", escape(text))
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("parameter", overflow="fold")
    table.add_column("type", overflow="fold", max_width=12)
    table.add_column("meaning", overflow="fold")
    for parameter in event.parameters.values():
        table.add_row(parameter.key, _type(parameter), escape(" ".join(_meaning(parameter))))
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
    older = [version for version in catalog.versions(event.key) if version != event.version]
    is_current = "current" if event.version == current else f"older; the current is {current}"
    yield "version", f"{event.version} ({is_current})"
    if older:
        yield "others", ", ".join(older)
    yield "domain", event.domain.replace("_", " ")
    name = event.class_name if event.version == current else event.versioned_class_name
    module = "ootb_events.events" + (".superseded" if event.superseded_by else "")
    yield "class", f"from {module} import {name}"
    since = f", published {event.since}" if event.since else ""
    cut = "; part of its table could not be read" if event.table_cut else ""
    yield "source", f"{event.page}, revision {event.revision}{since}{cut}"
    if event.superseded_by:
        yield "superseded", f"by {event.superseded_by}"


def _legend(event: EventSchema) -> Iterator[str]:
    if any(parameter.inferred for parameter in event.parameters.values()):
        yield ""
        yield f"[dim]{_INFERRED} The page's table does not say; its example shows this type.[/]"


def _type(parameter: Parameter) -> str:
    mark = _INFERRED if parameter.inferred else ""
    if parameter.closed_values is not None:
        return "one of " + ", ".join(map(str, parameter.closed_values)) + mark
    if parameter.kind == "flag":
        words = {"true-false": "true/false", "yes-no": "Yes/No", "one-zero": "1/0"}
        return words[parameter.wire] + mark
    return parameter.kind + mark


def _meaning(parameter: Parameter) -> Iterator[str]:
    yield parameter.description
    if parameter.value_names:
        yield "; ".join(f"{value} is {name}" for value, name in parameter.value_names.items()) + "."
    if parameter.listed_values:
        yield f"Named values: {', '.join(parameter.listed_values)}."
    if parameter.example_values:
        yield f"For example {', '.join(parameter.example_values)}."
    if parameter.aliases:
        yield f"Also understood as {', '.join(parameter.aliases)}."
    if parameter.pii:
        yield "Personal data."
