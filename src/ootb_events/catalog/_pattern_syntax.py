"""The small language of patterns that every engine reads alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeAlias

    Node: TypeAlias = "Character | Sequence | Alternatives | Repetition"

__all__ = ["Alternatives", "Character", "NotUnderstoodError", "Repetition", "Sequence", "read"]

_ALL: Final = (1 << 129) - 1
"""A bit for each ASCII character, and one for all others."""

_OTHERS: Final = 1 << 128
_SPECIAL: Final = frozenset(r"\^$.|?*+()[]{}")
_CONTROLS: Final[Mapping[str, str]] = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v"}
_DIGITS: Final = sum(1 << code for code in range(ord("0"), ord("9") + 1))
_WORD: Final = _DIGITS | sum(
    1 << ord(char) for char in "_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
)
_SETS: Final[Mapping[str, int]] = {
    "d": _DIGITS,
    "w": _WORD,
    "D": _ALL & ~_DIGITS,
    "W": _ALL & ~_WORD,
}
_COUNT: Final = re.compile(r"\{([0-9]{1,4})(,([0-9]{0,4}))?\}")
_HEX: Final = re.compile(r"u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})")


class NotUnderstoodError(Exception):
    """Say what in a pattern is not of the language that all engines share."""


class Character(NamedTuple):
    """One character out of a set.

    :param mask: the set.
    """

    mask: int


class Sequence(NamedTuple):
    """One part after the other."""

    parts: tuple[Node, ...]


class Alternatives(NamedTuple):
    """One of several parts."""

    branches: tuple[Node, ...]


class Repetition(NamedTuple):
    """A part so many times; without end, if there is no ``most``."""

    body: Node
    least: int
    most: int | None


def read(pattern: str) -> Node:
    """Read a pattern.

    :raises NotUnderstoodError: when it has what engines do not have in common.
    """
    return _Reader(pattern).whole()


class _Reader:
    def __init__(self, pattern: str) -> None:
        self._text = pattern
        self._at = 0

    def whole(self) -> Node:
        tree = self._alternatives()
        if self._at < len(self._text):
            self._refuse("has a ) without its (")
        return tree

    def _alternatives(self) -> Node:
        branches = [self._sequence()]
        while self._take("|"):
            branches.append(self._sequence())
        return branches[0] if len(branches) == 1 else Alternatives(tuple(branches))

    def _sequence(self) -> Node:
        parts: list[Node] = []
        while self._at < len(self._text) and self._text[self._at] not in "|)":
            if self._take("^"):
                if parts:
                    self._refuse("has a ^ that does not begin it")
            elif self._take("$"):
                if self._at < len(self._text) and self._text[self._at] not in "|)":
                    self._refuse("has a $ that does not end it")
            else:
                parts.append(self._repeated(self._atom()))
        return Sequence(tuple(parts))

    def _repeated(self, atom: Node) -> Node:
        least, most = self._quantifier()
        if (least, most) == (1, 1):
            return atom
        self._take("?")  # however long it prefers to be, the same texts match
        if self._text[self._at : self._at + 1] in {"*", "+", "?", "{"} and self._at < len(
            self._text
        ):
            self._refuse("repeats a repetition without parentheses")
        return Repetition(atom, least, most)

    def _quantifier(self) -> tuple[int, int | None]:
        for sign, least, most in (("*", 0, None), ("+", 1, None), ("?", 0, 1)):
            if self._take(sign):
                return least, most
        found = _COUNT.match(self._text, self._at)
        if found is None:
            return 1, 1
        self._at = found.end()
        fewest = int(found[1])
        if found[2] is None:
            highest: int | None = fewest
        else:
            highest = int(found[3]) if found[3] else None
        if highest is not None and highest < fewest:
            self._refuse("counts backwards")
        return fewest, highest

    def _atom(self) -> Node:
        char = self._text[self._at]
        if char == "(":
            return self._group()
        if char == "[":
            return Character(self._class())
        if char == ".":
            self._at += 1
            return Character(_ALL & ~(1 << ord("\n")))
        if char == "\\":
            return Character(self._escape())
        if char in _SPECIAL:
            self._refuse(f"has a {char} that is neither escaped nor in its place")
        self._at += 1
        return Character(_mask(char))

    def _group(self) -> Node:
        self._at += 1
        if self._take("?") and not self._take(":"):
            self._refuse("looks around, names a group or sets a flag, which not every engine can")
        body = self._alternatives()
        if not self._take(")"):
            self._refuse("has a ( without its )")
        return body

    def _escape(self) -> int:
        self._at += 1
        rest = self._text[self._at :]
        found = _HEX.match(rest)
        if found is not None:
            self._at += found.end()
            return _mask(chr(int(found[1] or found[2], 16)))
        char = rest[:1]
        self._at += 1
        if char in _SETS:
            return _SETS[char]
        if char in _CONTROLS:
            return _mask(_CONTROLS[char])
        if not char or not char.isascii() or char.isalnum() or char in "<>_ ":
            self._refuse(f"has the escape \\{char}, which engines read differently")
        return _mask(char)

    def _class(self) -> int:
        self._at += 1
        negated = self._take("^")
        mask = 0
        while not self._take("]"):
            if self._at >= len(self._text):
                self._refuse("has a [ without its ]")
            mask |= self._range()
        if not mask:
            self._refuse("has an empty class")
        return _ALL & ~mask if negated else mask

    def _range(self) -> int:
        first = self._member()
        if self._text.startswith("-", self._at) and not self._text.startswith("-]", self._at):
            self._at += 1
            last = self._member()
            low, high = _code(first), _code(last)
            if low is None or high is None or low > high:
                self._refuse("has a range that does not go upward")
            if high < 128:
                return sum(1 << code for code in range(low, high + 1))
            return _OTHERS | sum(1 << code for code in range(low, 128))
        return first if isinstance(first, int) else _mask(first)

    def _member(self) -> int | str:
        char = self._text[self._at : self._at + 1]
        if char == "\\":
            begun = self._at
            mask = self._escape()
            written = self._text[begun : self._at]
            if written[1:] in _SETS:
                return mask
            found = _HEX.match(written, 1)
            if found is not None:
                return chr(int(found[1] or found[2], 16))
            return _CONTROLS.get(written[1:], written[1:])
        if not char or char == "[" or self._text[self._at : self._at + 2] in {"&&", "--", "~~"}:
            self._refuse("has a class with another in it, which not every engine reads alike")
        self._at += 1
        return char

    def _take(self, sign: str) -> bool:
        if not self._text.startswith(sign, self._at):
            return False
        self._at += len(sign)
        return True

    def _refuse(self, problem: str) -> NoReturn:
        raise NotUnderstoodError(
            f"the pattern {problem}; use only what JavaScript, Python and Rust have in common"
        )


def _mask(char: str) -> int:
    return 1 << ord(char) if char.isascii() else _OTHERS


def _code(member: int | str) -> int | None:
    return ord(member) if isinstance(member, str) else None
