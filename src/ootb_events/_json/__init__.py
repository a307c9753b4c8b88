r"""JSON text, in and out.

What :func:`dumps` writes is a fixed point of JavaScript's ``JSON.stringify(JSON.parse(text))``:
a receiver that checks a signature by parsing and printing again sees the bytes that were signed.
:func:`canonical` brings a payload into the one form that makes this hold.

What :func:`loads` reads is strict: nothing is repaired, guessed or dropped in silence. Every
refusal has a stable kind, a line and a column, and never quotes the text.
"""

from ootb_events._json._faults import FaultKind, TextFault
from ootb_events._json._numbers import MAX_SAFE_INTEGER, canonical_number
from ootb_events._json._places import MAX_DEPTH, pointer
from ootb_events._json._reading import Document, loads, read
from ootb_events._json._writing import canonical, dumps, dumps_without_fractions

__all__ = [
    "MAX_DEPTH",
    "MAX_SAFE_INTEGER",
    "Document",
    "FaultKind",
    "TextFault",
    "canonical",
    "canonical_number",
    "dumps",
    "dumps_without_fractions",
    "loads",
    "pointer",
    "read",
]
