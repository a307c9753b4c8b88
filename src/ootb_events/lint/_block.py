"""What the reader hands on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ootb_events._json import TextFault

if TYPE_CHECKING:
    from ootb_events._json import FaultKind

__all__ = ["Block", "Fault", "byte_order_mark", "fault", "too_long"]

Fault = TextFault
"""What is wrong between the texts of a file, or with all of it, and where."""


class Block(NamedTuple):
    """Hold some JSON texts of a file, one after the other.

    :param texts: one JSON text each, without its line end, never blank; not all need be valid.
    :param lines: the 1-based line that each starts on.
    :param columns: the 1-based column, in characters, that each starts at; ``None``: all at 1.
    :param first: the 0-based number of the first text within the file.
    :param cut: whether the last text is where the file ends within a value.
    """

    texts: list[bytes]
    lines: list[int] | range
    columns: list[int] | None
    first: int
    cut: bool = False


def fault(problem: str, place: tuple[int, int], kind: FaultKind = "not-json") -> Fault:
    """Make a fault of a problem and its line and column."""
    return TextFault(kind, problem, "", *place)


def byte_order_mark(place: tuple[int, int] = (1, 1)) -> Fault:
    """Make the fault of a byte order mark."""
    problem = "a byte order mark stands here, which JSON forbids; save the file without"
    return fault(problem, place, "byte-order-mark")


def too_long(most: int, place: tuple[int, int]) -> Fault:
    """Make the fault of a text that is longer than is looked at."""
    problem = f"this text is longer than {most} bytes and was passed over; no event is"
    return fault(problem, place)
