"""JSON texts as people and programs write them, with where everything in them is."""

from __future__ import annotations

import json
import random
from typing import Any, NamedTuple

from hypothesis import strategies as st

from ootb_events._json import MAX_SAFE_INTEGER, pointer

SPELLINGS = ["-0", "1E5", "1e-7", "1.50", "0.0", "-12.340E+2", "10000000000000000", "true", "null"]
AWKWARD = '\t\n\x00\x1f "\\/:,{}[]u\x7fé\u2028\u202e\ufeff😀•~'


class Spelt(NamedTuple):
    """A scalar with its own spelling."""

    text: str


class Members(NamedTuple):
    """An object, whose keys may repeat."""

    pairs: list[tuple[str, Any]]


class Written(NamedTuple):
    """A text, and the key and value of each pointer in it: start and end."""

    text: str
    places: dict[str, tuple[tuple[int, int] | None, tuple[int, int]]]


strings = st.text(max_size=8) | st.text(st.sampled_from(AWKWARD), max_size=8)
keys = st.sampled_from(["a", "b", "", "0", "1", "a/b", "~", "~1", 'q"', "\\", "é", "😀"]) | strings
scalars = (
    st.sampled_from(SPELLINGS).map(Spelt)
    | st.integers(-MAX_SAFE_INTEGER, MAX_SAFE_INTEGER)
    | strings
)


def _containers(inner: Any) -> Any:
    pairs = st.lists(st.tuples(keys, inner), max_size=4)
    return st.lists(inner, max_size=4) | pairs.map(Members)


trees = st.recursive(scalars, _containers, max_leaves=12)
"""Values to be written; objects are Members, with duplicate keys."""


class Style:
    """How a text is written, chosen at random."""

    def __init__(self, seed: int, *, wild: bool | None = None) -> None:
        self.random = random.Random(seed)  # noqa: S311 - no secret
        pick = self.random.choice
        self.wild = pick([True, False]) if wild is None else wild
        self.end = pick(["\n", "\r\n"])
        self.indent = pick([None, None, "  ", "    ", "\t"])
        self.comma = pick([",", ", "])
        self.colon = pick([":", ": ", " : "])
        self.escapes = pick(["none", "letters", "wild"])

    def gap(self) -> str:
        if not self.wild:
            return ""
        return "".join(self.random.choices(" \t\n\r", k=self.random.choice([0, 0, 1, 3])))

    def margin(self, depth: int) -> str:
        return self.gap() if self.indent is None else self.end + self.indent * depth + self.gap()

    def string(self, text: str) -> str:
        if self.escapes == "wild":
            return '"' + "".join(map(self._character, text)) + '"'
        return json.dumps(text, ensure_ascii=self.escapes == "letters")

    def _character(self, char: str) -> str:
        if self.random.random() < 0.5:
            return json.dumps(char, ensure_ascii=False)[1:-1]
        units = char.encode("utf-16-be")
        return "".join(f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2))


def styles(*, wild: bool | None = None) -> Any:
    return st.integers(0, 2**32).map(lambda seed: Style(seed, wild=wild))


def write(tree: Any, style: Style) -> Written:
    """Write a tree; of duplicate keys the last one is in the places, with what is below it."""
    writer = _Writer(style)
    writer.put(style.gap())
    writer.value(tree, (), None)
    writer.put(style.gap())
    return Written("".join(writer.parts), writer.places)


class _Writer:
    def __init__(self, style: Style) -> None:
        self.style = style
        self.parts: list[str] = []
        self.at = 0
        self.places: dict[str, tuple[tuple[int, int] | None, tuple[int, int]]] = {}

    def put(self, text: str) -> tuple[int, int]:
        self.parts.append(text)
        start, self.at = self.at, self.at + len(text)
        return start, self.at

    def value(self, tree: Any, at: tuple[str | int, ...], key: tuple[int, int] | None) -> None:
        for place in [place for place in self.places if f"{place}/".startswith(f"{pointer(*at)}/")]:
            del self.places[place]
        start = self.at
        if isinstance(tree, Members):
            self._inside("{}", [*tree.pairs], at)
        elif isinstance(tree, dict):
            self._inside("{}", [*tree.items()], at)
        elif isinstance(tree, list):
            self._inside("[]", [*enumerate(tree)], at)
        else:
            self.put(self._scalar(tree))
        self.places[pointer(*at)] = key, (start, self.at)

    def _scalar(self, tree: Any) -> str:
        if isinstance(tree, Spelt):
            return tree.text
        return self.style.string(tree) if isinstance(tree, str) else json.dumps(tree)

    def _inside(self, brackets: str, pairs: list[Any], at: tuple[str | int, ...]) -> None:
        style, depth = self.style, len(at) + 1
        self.put(brackets[0])
        for number, (token, tree) in enumerate(pairs):
            self.put("" if number == 0 else style.gap() + style.comma.strip())
            if number and style.indent is None:
                self.put(style.comma[1:])
            self.put(style.margin(depth))
            key = None
            if brackets == "{}":
                key = self.put(style.string(token))
                self.put(style.gap() + style.colon + style.gap())
            self.value(tree, (*at, token), key)
        self.put(style.margin(depth - 1) if pairs else style.gap())
        self.put(brackets[1])
