"""What can be wrong with a text."""

from __future__ import annotations

from typing import Literal

import attrs

__all__ = ["FaultKind", "TextFault"]

FaultKind = Literal[
    "byte-order-mark",
    "duplicate-key",
    "empty",
    "lone-surrogate",
    "not-json",
    "not-utf-8",
    "number-too-large",
    "too-deep",
]
"""The stable names of what can be wrong with a text."""


@attrs.frozen
class TextFault:
    """Describe one fault of a text that could be read all the same.

    :param kind: ``"byte-order-mark"`` or ``"duplicate-key"``.
    :param problem: what is wrong and what to do, in one sentence.
    :param pointer: the JSON Pointer of a duplicate key, ``""`` otherwise.
    :param line: 1-based.
    :param column: 1-based, in characters.
    """

    kind: FaultKind
    problem: str
    pointer: str = ""
    line: int = 1
    column: int = 1
