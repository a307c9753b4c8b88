r"""JSON text, in and out.

What :func:`dumps` writes is a fixed point of JavaScript's ``JSON.stringify(JSON.parse(text))``:
a receiver that checks a signature by parsing and printing again sees the bytes that were signed.
:func:`canonical` brings a payload into the one form that makes this hold.

What :func:`loads` reads is strict: nothing is repaired, guessed or dropped in silence. Every
refusal has a stable kind, a line and a column, and never quotes the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ootb_events._json._faults import FaultKind, TextFault
from ootb_events._json._numbers import MAX_SAFE_INTEGER, canonical_number
from ootb_events._json._places import MAX_DEPTH, line_and_column, pointer
from ootb_events._json._reading import Document, keeps_every_key, loads, read
from ootb_events._json._writing import canonical, dumps, dumps_without_fractions
from ootb_events._lazy import lazily

if TYPE_CHECKING:
    from ootb_events._json._scalars import scalars
    from ootb_events._json._spans import Span, spans, tokens_of

__all__ = [
    "MAX_DEPTH",
    "MAX_SAFE_INTEGER",
    "Document",
    "FaultKind",
    "Span",
    "TextFault",
    "canonical",
    "canonical_number",
    "dumps",
    "dumps_without_fractions",
    "keeps_every_key",
    "line_and_column",
    "loads",
    "pointer",
    "read",
    "scalars",
    "spans",
    "tokens_of",
]

# Those who only read and write need none of it, and the patterns take milliseconds to compile.
__getattr__, __dir__ = lazily(
    __name__,
    {"Span": "._spans", "scalars": "._scalars", "spans": "._spans", "tokens_of": "._spans"},
)
