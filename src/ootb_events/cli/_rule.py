"""``ootb-events rule``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ootb_events.cli._complete import rule_names
from ootb_events.lint import rules_named
from ootb_events.lint._pages import document, page
from ootb_events.validation import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ootb_events.validation import Rule

__all__ = ["command"]


@click.command("rule")
@click.argument("rule", required=False, shell_complete=rule_names)
@click.option("--all", "all_", is_flag=True, help="Print the pages of all rules.")
def command(rule: str | None, all_: bool) -> None:  # noqa: FBT001 - click passes options by name
    """Say what a rule of lint means, and what to do.

    RULE is an id (OOTB204), a name (wrong-format) or the beginning of ids (OOTB2). Without it,
    all rules are listed. Pages are Markdown.
    """
    if all_:
        if rule is not None:
            raise click.UsageError("--all prints every page; leave RULE out")
        click.echo(document(), nl=False)
    elif rule is not None:
        click.echo("\n".join(page(RULES[each]) for each in sorted(rules_named([rule]))), nl=False)
    else:
        _list(RULES.values())


def _list(rules: Iterable[Rule]) -> None:
    from rich.table import Table

    from ootb_events.cli._console import show

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("rule", "name", "severity", "what it means"):
        table.add_column(column, overflow="fold")
    for rule in rules:
        table.add_row(rule.id, rule.name, rule.severity.value, rule.summary)
    show(table)
