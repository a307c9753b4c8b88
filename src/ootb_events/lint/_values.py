"""JSON values one after the other, and the items of arrays, out of chunks of bytes."""

from __future__ import annotations

import re
from enum import Enum
from itertools import chain
from typing import TYPE_CHECKING, Final

from ootb_events.lint._block import Block, Fault, byte_order_mark, fault, too_long
from ootb_events.lint._brackets import Brackets
from ootb_events.lint._mask import Mask
from ootb_events.lint._nesting import Nesting
from ootb_events.lint._places import Cursor

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

__all__ = ["Values"]

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_WHITE: Final = b" \t\r\n"
_BRACE, _BRACKET, _BRACE_END, _BRACKET_END, _COMMA, _QUOTE = b'{[}],"'

_match_space = re.compile(rb"[ \t\r\n]*").match
_find_string_end = re.compile(rb'"|(?=\n)').search
_find_scalar_end = re.compile(rb'(?=[ \t\r\n,{}\[\]"])').search
_find_garbage_end = re.compile(rb"(?=[{\n])").search
_find_garbage_end_in_array = re.compile(rb"(?=[{\[\],\n])").search
_is_scalar = re.compile(
    rb"true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"
).fullmatch
_match_first_key = re.compile(rb'\{[ \t\r\n]*"[^"\\\n]{1,200}"[ \t\r\n]*:').match


class _Open(Enum):
    """What the bytes at hand are part of."""

    NOTHING = "what stands between values"
    CONTAINER = "an object or an array"
    STRING = "a string"
    SCALAR = "a number or a word"
    GARBAGE = "text that is no value"


class _After(Enum):
    """What came last in an array."""

    START = "its bracket"
    ITEM = "an item"
    COMMA = "a comma"


_UNFINISHED: Final = (_Open.CONTAINER, _Open.STRING)
_KINDS: Final = {
    _BRACE: _Open.CONTAINER,
    _BRACKET: _Open.CONTAINER,
    _QUOTE: _Open.STRING,
}


class Values:
    """Split chunks of bytes into JSON values; those of an array at the top are its items.

    Values are found by their brackets and quotes alone, and handed on whether valid or not. The
    time that this takes is linear in the bytes, whatever they are.

    :param max_text: how many bytes a value may have.
    """

    def __init__(self, *, max_text: int) -> None:
        self._max_text = max_text
        self._cursor = Cursor()
        self._mask = Mask()
        self._brackets = Brackets(b"")
        self._in_array = False
        self._after = _After.START
        self._comma: int | None = None  # its offset, as long as its place is not known
        self._comma_place = (1, 1)
        self._is_told = False  # that something stands before the next value
        self._open = _Open.NOTHING
        self._nesting = Nesting()
        self._place = (1, 1)
        self._held: list[bytes] = []  # of the value at hand, from chunks before
        self._held_size = 0
        self._is_skipped = False
        self._texts: list[bytes] = []
        self._lines: list[int] = []
        self._columns: list[int] = []
        self._first = 0

    def feed(self, chunk: bytes) -> Iterator[Block | Fault]:
        """Split one more chunk, which must not end in the middle of an escape."""
        self._cursor.enter(chunk)
        mask = self._mask.cover(chunk)
        self._brackets = Brackets(mask)
        at = 0
        while at < len(chunk):
            if self._open is _Open.NOTHING:
                at = self._plain_values(chunk, mask, at)
                at = yield from self._between(mask, at)
            else:
                at = yield from self._inside(chunk, mask, at)
        self._place_of_comma()
        if self._held_size > self._max_text and not self._is_skipped:
            yield from self._give_up()
        yield from self._flush()

    def finish(self) -> Iterator[Block | Fault]:
        """Hand on what is left at the end of the file."""
        if self._open in _UNFINISHED and not self._is_skipped:
            yield from self._recovered()
        if self._open is _Open.SCALAR:
            yield from self._end_scalar(b"")
        is_cut = self._open in _UNFINISHED and not self._is_skipped
        if is_cut:
            yield from self._add(b"".join(self._held))
        yield from self._flush(cut=is_cut)
        if self._in_array and not is_cut:
            self._cursor.enter(b"")
            problem = "the text ends within an array; it may have been cut off"
            yield fault(f"not JSON: {problem}", (self._cursor.line, self._cursor.column))

    # Between values

    def _plain_values(self, chunk: bytes, mask: bytes, at: int) -> int:
        """Take the objects that follow each other without a fault, fast."""
        comma = b"," if self._in_array and self._after is _After.ITEM else b""
        brackets = self._brackets
        brackets.go_to(at)
        while (found := brackets.next_object(mask)) is not None:
            start, end = found
            if (gap := mask[at:start]) != comma and gap.strip(_WHITE) != comma:
                break
            line, column = self._cursor.to(start)
            self._texts.append(chunk[start:end])
            self._lines.append(line)
            self._columns.append(column)
            self._after, self._comma, self._is_told = _After.ITEM, None, False
            comma = b"," if self._in_array else b""
            at = end
        return at

    def _between(self, mask: bytes, at: int) -> Generator[Block | Fault, None, int]:
        """Take white space and what follows it, up to a value."""
        found = _match_space(mask, at)
        at = found.end() if found else at
        if at == len(mask):
            return at
        if self._in_array and mask[at] == _BRACKET_END and self._after is _After.COMMA:
            problem = "a trailing comma is not allowed; remove it"
            yield from self._tell(problem, self._place_of_comma())
        step = self._in_an_array if self._in_array else self._at_the_top
        problem = step(mask[at], at)
        if problem:
            self._place_of_comma()  # before the cursor moves past it
            yield from self._tell(problem, self._cursor.to(at))
        return at if self._open is not _Open.NOTHING else at + 1

    def _at_the_top(self, byte: int, at: int) -> str:
        """Go past a byte, or begin a value; return what is wrong with it."""
        if byte == _BRACKET:
            self._in_array, self._after = True, _After.START
            return ""
        if byte == _COMMA:
            return "only the items of an array have a comma between them"
        if byte in (_BRACE_END, _BRACKET_END):
            return "this closing bracket closes nothing"
        self._begin(_KINDS.get(byte, _Open.SCALAR), at)
        return ""

    def _in_an_array(self, byte: int, at: int) -> str:
        """Go past a byte, or begin an item; return what is wrong with it."""
        if byte == _COMMA:
            return self._comma_in_array(at)
        if byte == _BRACKET_END:
            self._in_array, self._comma = False, None
            return ""
        if byte == _BRACE_END:
            return "this closing bracket closes nothing"
        kind = _KINDS.get(byte, _Open.SCALAR)
        if self._after is not _After.ITEM:
            self._begin(kind, at)
            return ""
        if kind is _Open.SCALAR:
            self._begin(_Open.GARBAGE, at)
            return "a comma or the end of the array should come here"
        self._begin(kind, at)
        return "a comma is missing between two items of the array"

    def _comma_in_array(self, at: int) -> str:
        is_expected = self._after is _After.ITEM
        self._after, self._comma = _After.COMMA, at
        return "" if is_expected else "an item should come before this comma"

    def _place_of_comma(self) -> tuple[int, int]:
        if self._comma is not None:
            self._comma_place, self._comma = self._cursor.to(self._comma), None
        return self._comma_place

    def _tell(self, problem: str, place: tuple[int, int]) -> Iterator[Block | Fault]:
        if not self._is_told:
            yield from self._flush()
            yield fault(f"not JSON: {problem}", place)
        self._is_told = True

    # Values

    def _begin(self, kind: _Open, at: int) -> None:
        self._open = kind
        self._place = self._cursor.to(at)
        self._after, self._comma = _After.ITEM, None
        if kind is _Open.CONTAINER:
            self._nesting = Nesting()

    def _inside(self, chunk: bytes, mask: bytes, at: int) -> Generator[Block | Fault, None, int]:
        """Go on with what was begun; return the offset after it."""
        end = self._end(mask, at)
        if end is None:
            self._hold(chunk[at:])
            return len(chunk)
        text = chunk[at:end]
        if self._open is _Open.SCALAR:
            yield from self._end_scalar(text)
        elif self._open is _Open.GARBAGE:
            self._open = _Open.NOTHING
        else:
            yield from self._end_value(text)
        return end

    def _end(self, mask: bytes, at: int) -> int | None:
        if self._open is _Open.CONTAINER:
            return self._nesting.end(mask, at)
        if self._open is _Open.STRING:
            found = _find_string_end(mask, at if self._held_size else at + 1)
        elif self._open is _Open.SCALAR:
            found = _find_scalar_end(mask, at)
        else:
            find = _find_garbage_end_in_array if self._in_array else _find_garbage_end
            found = find(mask, at)
        return found.end() if found else None

    def _hold(self, part: bytes) -> None:
        if self._open is not _Open.GARBAGE:
            self._held_size += len(part)
            if not self._is_skipped:
                self._held.append(part)

    def _end_scalar(self, part: bytes) -> Iterator[Block | Fault]:
        text = self._taken(part)
        self._open = _Open.NOTHING
        if self._in_array or _is_scalar(text):
            yield from self._add(text)
        elif text == _BYTE_ORDER_MARK:
            yield from self._flush()
            yield byte_order_mark(self._place)
        else:
            self._open = _Open.GARBAGE
            yield from self._tell("a value should come here; text takes double quotes", self._place)

    def _end_value(self, part: bytes) -> Iterator[Block | Fault]:
        is_skipped, self._is_skipped = self._is_skipped, False
        is_broken = self._open is _Open.CONTAINER and self._nesting.next_began
        self._open = _Open.NOTHING
        text = self._taken(part)
        if not is_skipped:
            yield from self._add(self._without_comma(text) if is_broken else text)
        elif is_broken:
            self._after = _After.COMMA

    def _taken(self, part: bytes) -> bytes:
        """Return the whole of a text of which the last part was found."""
        if not self._held_size:
            return part
        text = b"".join((*self._held, part))
        self._held, self._held_size = [], 0
        return text

    def _without_comma(self, text: bytes) -> bytes:
        """Cut off what belongs between a broken item and the next; missing, it is not told."""
        self._after = _After.COMMA
        text = text.rstrip(_WHITE)
        return text[:-1].rstrip(_WHITE) if self._in_array and text.endswith(b",") else text

    def _add(self, text: bytes) -> Iterator[Block | Fault]:
        self._is_told = False
        if len(text) > self._max_text:
            yield from self._flush()
            yield too_long(self._max_text, self._place)
            return
        line, column = self._place
        self._texts.append(text)
        self._lines.append(line)
        self._columns.append(column)

    def _flush(self, *, cut: bool = False) -> Iterator[Block]:
        if not self._texts:
            return
        texts, lines, columns = self._texts, self._lines, self._columns
        self._texts, self._lines, self._columns = [], [], []
        first, self._first = self._first, self._first + len(texts)
        all_at_one = columns.count(1) == len(columns)
        yield Block(texts, lines, None if all_at_one else columns, first, cut)

    # Values that do not end

    def _give_up(self) -> Iterator[Block | Fault]:
        """Go past a value that is longer than is allowed, or that only seems to be."""
        if (yield from self._recovered()):
            return
        yield from self._flush()
        yield too_long(self._max_text, self._place)
        self._held, self._is_skipped = [], True

    def _recovered(self) -> Generator[Block | Fault, None, bool]:
        """Split a value that does not end where the next values seem to begin, if any do.

        They do where its own first key comes again: events of one file are written alike.
        """
        text = b"".join(self._held)
        key = _match_first_key(text)
        if not key:
            return False
        begins = re.compile(rb"(?<!:)(?<!: )" + re.escape(key[0])).finditer(text, 1)
        first = next(begins, None)
        if not first:
            return False
        self._cursor = Cursor(*self._place)
        start = 0
        for begin in chain((first,), begins):
            yield from self._restarted(text[start : begin.start()])
            yield from self._broken_off()
            start = begin.start()
        yield from self._restarted(text[start:])
        return True

    def _restarted(self, text: bytes) -> Iterator[Block | Fault]:
        self._open, self._held, self._held_size = _Open.NOTHING, [], 0
        self._mask = Mask()
        self._after = _After.COMMA if self._in_array else self._after
        yield from self.feed(text)

    def _broken_off(self) -> Iterator[Block | Fault]:
        is_open = self._open in _UNFINISHED
        self._open = _Open.NOTHING
        if is_open:
            yield from self._add(self._without_comma(self._taken(b"")))
