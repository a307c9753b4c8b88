"""Where in a JSON text its keys and values are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

import orjson

from ootb_events._json._places import pointer

if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import TypeAlias

    _Key: TypeAlias = tuple[int | None, int | None]

__all__ = [
    "Span",
    "delimiter_after",
    "end_of_container",
    "match_item",
    "match_member",
    "match_root",
    "shape_of",
    "spans",
    "tokens_of",
    "unquoted",
]

_NO_KEY: Final = (None, None)
_NO_SCALAR: Final = (-1, -1)

_SPACE: Final = r"[ \t\n\r]*"
_STRING: Final = r'"[^"]*"'
_SCALAR: Final = rf'{_STRING}|[^ \t\n\r"{{}}\[\],:]+'

# These read the shape of a text, see shape_of().
# The key, the value and what follows; the last two are missing when the value is a container.
match_member = re.compile(
    rf"{_SPACE}({_STRING}){_SPACE}:{_SPACE}(?:({_SCALAR}){_SPACE}([,}}]))?"
).match
match_item = re.compile(rf"{_SPACE}()(?=[^\] \t\n\r])(?:({_SCALAR}){_SPACE}([,\]]))?").match
match_root = re.compile(rf"{_SPACE}({_SCALAR})?").match
_match_delimiter = re.compile(rf"{_SPACE}([,}}\]])").match
# Limited: what a repeated group has matched is all kept in memory until the last.
_match_up_to_bracket = re.compile(rf'(?:[^"{{}}\[\]]+|{_STRING}){{0,1000}}([{{}}\[\]]?)').match


class Span(NamedTuple):
    """Say where in a text a value is, and its key: offsets in characters.

    :ivar key_start: of the key's opening quote; ``None`` in an array and at the top.
    :ivar key_end: behind the key's closing quote.
    :ivar start: of the value.
    :ivar end: behind the value.
    """

    key_start: int | None
    key_end: int | None
    start: int
    end: int


def spans(text: str, pointers: Collection[str], *, unique: bool = False) -> dict[str, Span]:
    """Find values in a JSON text by their JSON Pointers, in one pass.

    Of duplicate keys the last one counts, as it does for those who read the text, and what
    stands below an earlier one is not there. So the text is walked to its end, unless it is known
    to have no duplicates.

    :param text: valid JSON, without a byte order mark.
    :param pointers: where to look.
    :param unique: whether no object is known to have a key twice; then the walk stops as soon as
        everything is found.
    :returns: the span of each pointer that leads somewhere, in no particular order.
    """
    return _Walk(text, pointers, unique=unique).run()


def tokens_of(place: str) -> tuple[str, ...] | None:
    """Take a JSON Pointer apart; ``None`` when it is none."""
    first, *parts = place.split("/")
    if "~" not in place:
        return None if first else tuple(parts)
    tokens = tuple(part.replace("~1", "/").replace("~0", "~") for part in parts)
    return tokens if pointer(*tokens) == place else None


def unquoted(text: str) -> str:
    """Read a JSON string that is known to be one."""
    return str(orjson.loads(text)) if "\\" in text else text[1:-1]


def shape_of(text: str) -> str:
    """Blot out the escaped quotes of a JSON text; every other character stays where it is."""
    if "\\" not in text:
        return text
    return text.replace("\\\\", "__").replace('\\"', "__")


class _Place:
    """A token on the way to what is wanted, and what is wanted below it."""

    __slots__ = ("below", "met", "pointer")

    def __init__(self) -> None:
        self.pointer: str | None = None
        self.below: dict[str, _Place] = {}
        self.met = False


class _Container:
    """An object or array that is being walked through."""

    __slots__ = ("index", "is_object", "key", "left", "place", "start")

    def __init__(self, opener: str, place: _Place, key: _Key, start: int) -> None:
        self.is_object = opener == "{"
        self.place = place
        self.key = key
        self.start = start
        self.index = -1
        self.left = len(place.below)


class _Walk:
    """Walk through what leads somewhere, and jump over everything else."""

    def __init__(self, text: str, pointers: Collection[str], *, unique: bool) -> None:
        self._text = text
        self._shape = shape_of(text)
        self._is_plain = "\\" not in text
        self._at = 0
        self._unique = unique
        self._root = _Place()
        self._wanted = sum(_plant(self._root, place) for place in pointers)
        self._open: list[_Container] = []
        self._found: dict[str, Span] = {}

    def run(self) -> dict[str, Span]:
        root = match_root(self._shape)
        self._at = root.end() if root else 0
        if not self._enters(self._root, _NO_KEY, root.span(1) if root else _NO_SCALAR):
            return self._found
        while self._open and not (self._unique and len(self._found) == self._wanted):
            container = self._open[-1]
            if container.left or (container.is_object and not self._unique):
                self._next(container)
            else:
                self._at = end_of_container(self._shape, self._at, 1)
                self._close()
        return self._found

    def _next(self, container: _Container) -> None:
        """Walk on in a container to what is wanted next, or to its end."""
        text, at = self._shape, self._at
        is_plain = self._is_plain
        is_object, below = container.is_object, container.place.below
        match = match_member if is_object else match_item
        delimiter = ","
        while delimiter == ",":
            member = match(text, at)
            if member is None:  # nothing is in it
                at = text.index("}" if is_object else "]", at) + 1
                break
            at = member.end()
            key, _, delimiter = member.groups()
            if is_object:
                token = key[1:-1] if is_plain else unquoted(self._text[slice(*member.span(1))])
            else:
                container.index += 1
                token = str(container.index)
            if token in below:
                self._at = at
                self._arrive(container, below[token], member)
                return
            if delimiter is None:
                at, delimiter = delimiter_after(text, end_of_container(text, at))
        self._at = at
        self._close()

    def _arrive(self, container: _Container, place: _Place, member: re.Match[str]) -> None:
        if place.met:
            self._forget(place)
        place.met = True
        container.left -= 1
        key = member.span(1) if container.is_object else _NO_KEY
        if self._enters(place, key, member.span(2)):
            return
        delimiter = member[3]
        if delimiter is None:
            self._at, delimiter = delimiter_after(self._shape, self._at)
        if delimiter != ",":
            self._close()

    def _enters(self, place: _Place, key: _Key, scalar: tuple[int, int]) -> bool:
        """Note where a value is, unless it is a container in which more is to be looked for."""
        start, end = scalar
        if start < 0:
            start = self._at
            if place.below:
                self._open.append(_Container(self._shape[start], place, key, start))
                self._at = start + 1
                return True
            end = self._at = end_of_container(self._shape, start)
        self._note(place, key, start, end)
        return False

    def _close(self) -> None:
        """Leave a container that ends here, and those around it that end with it."""
        delimiter = ""
        while self._open and delimiter != ",":
            container = self._open.pop()
            self._note(container.place, container.key, container.start, self._at)
            if self._open:
                self._at, delimiter = delimiter_after(self._shape, self._at)

    def _note(self, place: _Place, key: _Key, start: int, end: int) -> None:
        if place.pointer is not None:
            self._found[place.pointer] = Span(key[0], key[1], start, end)

    def _forget(self, place: _Place) -> None:
        stale = [place]
        for outer in stale:
            if outer.pointer is not None:
                self._found.pop(outer.pointer, None)
            stale += outer.below.values()


def _plant(root: _Place, wanted: str) -> bool:
    """Add a pointer to what is wanted; tell whether it is one, and new."""
    tokens = tokens_of(wanted)
    if tokens is None:
        return False
    place = root
    for token in tokens:
        place = place.below.setdefault(token, _Place())
    is_new = place.pointer is None
    place.pointer = wanted
    return is_new


def end_of_container(text: str, at: int, depth: int = 0) -> int:
    """Find the end of an object or array, behind its bracket.

    :param at: where it begins, or with a depth of 1 a place between its members.
    """
    while True:
        found = _match_up_to_bracket(text, at)
        if found is None or found.end() == at:
            return len(text)  # not reached in JSON
        at = found.end()
        if found[1]:
            depth += 1 if found[1] in "{[" else -1
            if not depth:
                return at


def delimiter_after(text: str, at: int) -> tuple[int, str]:
    """Read the comma or bracket that follows a value, and say where it ends."""
    found = _match_delimiter(text, at)
    return (found.end(), found[1]) if found else (len(text), "")
