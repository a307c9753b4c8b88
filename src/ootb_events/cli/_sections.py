"""Help with its options below headings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["SectionedCommand"]

_REST: Final = "Options"


class SectionedCommand(click.Command):
    """Show options below headings.

    :param sections: the names of parameters by heading; the others are shown last.
    """

    def __init__(self, *args: Any, sections: Mapping[str, Sequence[str]], **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self._sections = {name: head for head, names in sections.items() for name in names}
        self._heads = [*sections, _REST]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, in the order in which they were added to the command."""
        rows: dict[str, list[tuple[str, str]]] = {head: [] for head in self._heads}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx) if isinstance(param, click.Option) else None
            if record is not None:
                rows[self._sections.get(param.name or "", _REST)].append(record)
        for head, records in rows.items():
            if records:
                with formatter.section(head):
                    formatter.write_dl(records)
