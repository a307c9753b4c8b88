"""Tables of plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ootb_events.lint.reports._terminal import cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["table"]


def table(rows: Sequence[Sequence[str]], *, numbers: int = 1) -> Iterator[str]:
    """Write rows as lines.

    :param rows: printable texts; the first row is the heading.
    :param numbers: how many columns hold numbers; they are the last ones.
    """
    widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    words = len(widths) - numbers
    for row in rows:
        padded = [
            _padded(text, width, right=column >= words)
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(padded).rstrip()


def _padded(text: str, width: int, *, right: bool) -> str:
    padding = " " * (width - cells(text))
    return padding + text if right else text + padding
