"""Text of a schema as text of a program: quoted, escaped, and as wide as a line may be."""

from __future__ import annotations

import textwrap
from typing import Final

__all__ = ["INDENT", "WIDTH", "assignment", "escaped", "line", "quoted", "wrapped"]

WIDTH: Final = 100
INDENT: Final = " " * 4
_TOO_LONG: Final = "  # noqa: E501"
_ESCAPES: Final = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def quoted(value: object) -> str:
    """Write a value as a literal; text in the quotes that take fewer escapes."""
    if not isinstance(value, str):
        return repr(value)
    quote = "'" if value.count('"') > value.count("'") else '"'
    text = "".join(map(_escaped_character, value)).replace(quote, f"\\{quote}")
    return f"{quote}{text}{quote}"


def escaped(text: str) -> str:
    """Write text for a docstring, with nothing in it that could end or hide it."""
    return "".join(map(_escaped_character, text)).replace('"""', '\\"\\"\\"')


def _escaped_character(char: str) -> str:
    if char.isprintable() and char != "\\":
        return char
    if char in _ESCAPES:
        return _ESCAPES[char]
    code = ord(char)
    return f"\\U{code:08x}" if code > 0xFFFF else f"\\u{code:04x}"


def wrapped(text: str, *, hanging: bool = False) -> str:
    """Fill lines of a docstring; those after the first may hang."""
    return textwrap.fill(
        escaped(" ".join(text.split())),
        WIDTH,
        initial_indent=INDENT,
        subsequent_indent=INDENT * (2 if hanging else 1),
        break_long_words=False,
        break_on_hyphens=False,
    )


def line(text: str) -> str:
    """Write a line that cannot be split; if it is too long, say that this is known.

    Tools let a single long word pass.
    """
    known = len(text) > WIDTH and " " in text.strip()
    return f"{text}{_TOO_LONG if known else ''}\n"


def assignment(left: str, right: str) -> str:
    """Write an assignment in a class, as the formatter would."""
    plain = f"{INDENT}{left} = {right}\n"
    if len(plain) <= WIDTH + 1:
        return plain
    return f"{INDENT}{left} = (\n{line(INDENT * 2 + right)}{INDENT})\n"
