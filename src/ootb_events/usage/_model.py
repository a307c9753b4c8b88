"""What is said about code: which class or parameter, what became of it, where."""

from __future__ import annotations

from typing import Final, Literal

import attrs

from ootb_events.validation import Severity  # noqa: TC001 - attrs reads the annotations

__all__ = ["MOST_PLACES", "CodeFile", "CodeFinding", "CodePlace", "CodeRule", "Use"]

CodeRule = Literal[
    "older-version",
    "superseded",
    "lost-parameter",
    "renamed-parameter",
    "unknown-class",
    "unknown-parameter",
    "unknown-event",
    "not-checkable",
]

MOST_PLACES: Final = 5
"""Of how many places of one finding it is said where they are; the others are counted."""


@attrs.frozen(order=True)
class CodePlace:
    """Say where in a file something stands, in characters, as an editor counts them.

    :param line: the 1-based line; within the cell, where there is one.
    :param column: the 1-based column.
    :param cell: the 1-based number of the code cell of a notebook; 0 elsewhere.
    """

    line: int
    column: int
    cell: int = 0

    def __str__(self) -> str:
        cell = f"cell {self.cell}:" if self.cell else ""
        return f"{cell}{self.line}:{self.column}"


@attrs.frozen(kw_only=True)
class CodeFinding:
    """Say one thing about the code of a file, however often it holds there.

    :param rule: what kind of thing it is.
    :param severity: ``error``: the code does not run, or what it sends is refused; ``warning``:
        it is no longer what the reference says; ``info``: it cannot be told.
    :param subject: what it is about: a class, ``Class.attribute``, or ``event key/parameter``.
    :param message: what is wrong, in one sentence.
    :param advice: what to do instead; may be empty.
    :param places: where it is; of many, the first few. Never empty.
    :param count: how many places there are.
    """

    rule: CodeRule
    severity: Severity
    subject: str
    message: str
    advice: str = ""
    places: tuple[CodePlace, ...]
    count: int = 1


@attrs.frozen(order=True)
class Use:
    """Name a class that code uses.

    :param module: the module that has it.
    :param name: the class.
    :param event: the key of its event.
    :param version: the version of it.
    :param current: where that leads by now: a version, with the event where it is another.
    """

    module: str
    name: str
    event: str
    version: str
    current: str


@attrs.frozen(kw_only=True)
class CodeFile:
    """Hold what is to be said about one file of code.

    :param file: the file, as it was named.
    :param findings: in the order of the file.
    :param uses: how often each class is used.
    :param problem: why the file could not be read, or empty.
    """

    file: str
    findings: tuple[CodeFinding, ...] = ()
    uses: dict[Use, int] = attrs.field(factory=dict)
    problem: str = ""
