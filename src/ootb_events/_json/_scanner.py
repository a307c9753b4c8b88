"""What exactly is wrong with a text, and where."""

from __future__ import annotations

import re
from typing import Final

import orjson

from ootb_events._json._faults import FaultKind, TextFault
from ootb_events._json._places import MAX_DEPTH, line_and_column, pointer
from ootb_events.errors import DecodeError

__all__ = ["Scanner"]

_find_token = re.compile(r"[^ \t\n\r]").search
_find_special_character = re.compile(r'["\\\x00-\x1f]').search
_match_escape = re.compile(
    r'\\(?:["\\/bfnrt]'
    r"|u(?![dD][89a-fA-F])[0-9a-fA-F]{4}"
    r"|u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"
).match
_match_surrogate = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}").match
_match_number = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?").match
_match_word = re.compile(r"-?[A-Za-z_$][A-Za-z0-9_$]*").match

_MOST_DUPLICATES: Final = 100
_LITERALS: Final = ("true", "false", "null")

_PROBLEM_OF_CHARACTER: Final = {
    "'": "strings and keys take double quotes",
    "`": "strings and keys take double quotes",
    "\u2018": "typographic quotes do not count; strings and keys take double quotes",
    "\u2019": "typographic quotes do not count; strings and keys take double quotes",
    "\u201c": "typographic quotes do not count; strings and keys take plain double quotes",
    "\u201d": "typographic quotes do not count; strings and keys take plain double quotes",
    "/": "comments are not allowed; remove it",
    "#": "comments are not allowed; remove it",
    "\ufeff": "a byte order mark stands inside the text; remove it",
    "\x00": "a NUL character stands here; remove it",
    "-": "digits must follow the minus sign",
    "+": "a number must not start with a plus sign",
    ".": "a number must not start with its decimal point; write a zero before it",
}

_PROBLEM_OF_WORD: Final = {
    "nan": "NaN is not allowed; leave the value out",
    "inf": "Infinity is not allowed; leave the value out",
    "infinity": "Infinity is not allowed; leave the value out",
    "-nan": "NaN is not allowed; leave the value out",
    "-inf": "Infinity is not allowed; leave the value out",
    "-infinity": "Infinity is not allowed; leave the value out",
    "undefined": "undefined is not allowed; leave the value out",
    "none": "this looks like Python; null is what JSON has for None",
    "true": "true is written in lower case",
    "false": "false is written in lower case",
    "null": "null is written in lower case",
}


class _Container:
    """An object or an array whose closing bracket has not come yet."""

    __slots__ = ("closer", "index", "key", "keys")

    def __init__(self, opener: str) -> None:
        self.closer = "}" if opener == "{" else "]"
        self.keys: set[str] = set()
        self.key = ""
        self.index = -1

    @property
    def is_object(self) -> bool:
        return self.closer == "}"

    @property
    def token(self) -> str | int:
        return self.key if self.is_object else self.index


class Scanner:
    """Walk a text token by token, without recursion.

    Slow, and called only when something is wrong: this, not the parser, knows what and where,
    and says the same with every version of orjson.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._open: list[_Container] = []
        self._duplicates: list[TextFault] = []

    def run(self) -> list[TextFault]:
        """Return the duplicate keys; raise DecodeError at the first place that is not JSON."""
        while self._enter_value() or self._leave_value():
            pass
        if self._next():
            raise self._error(
                "not JSON: more text follows after the end of the value; remove it, "
                "or read the values one by one"
            )
        return self._duplicates

    def _enter_value(self) -> bool:
        """Read a scalar or open a container; tell whether another value comes right after."""
        character = self._next()
        if character in ("{", "["):
            return self._enter_container(character)
        if character == '"':
            self._string()
        else:
            self._number_or_literal()
        return False

    def _enter_container(self, opener: str) -> bool:
        if len(self._open) == MAX_DEPTH:
            raise self._error(
                f"objects and arrays are nested deeper than {MAX_DEPTH} levels; flatten them",
                kind="too-deep",
            )
        container = _Container(opener)
        self._open.append(container)
        self._at += 1
        if self._next() == container.closer:
            return False
        self._member(container)
        return True

    def _leave_value(self) -> bool:
        """Close what ends here; tell whether another value follows."""
        while self._open:
            container = self._open[-1]
            character = self._next()
            if character == ",":
                self._comma(container)
                return True
            if character != container.closer:
                name = "object" if container.is_object else "array"
                raise self._unexpected(f"a comma or the end of the {name}")
            self._open.pop()
            self._at += 1
        return False

    def _comma(self, container: _Container) -> None:
        at = self._at
        self._at += 1
        if self._next() == container.closer:
            raise self._error("not JSON: a trailing comma is not allowed; remove it", at=at)
        self._member(container)

    def _member(self, container: _Container) -> None:
        """Move on to the next value of a container, past its key if it is an object."""
        if container.is_object:
            self._key(container)
        else:
            container.index += 1

    def _key(self, container: _Container) -> None:
        if self._next() != '"':
            raise self._unexpected("a key in double quotes")
        at = self._at
        container.key = self._string_value()
        if container.key in container.keys:
            self._duplicate(at)
        container.keys.add(container.key)
        if self._next() != ":":
            raise self._unexpected("a colon after the key")
        self._at += 1

    def _duplicate(self, at: int) -> None:
        if len(self._duplicates) == _MOST_DUPLICATES:
            return
        place = pointer(*(outer.token for outer in self._open))
        line, column = line_and_column(self._text, at)
        problem = (
            "this key occurs more than once in its object, and readers keep one value; remove one"
        )
        self._duplicates.append(TextFault("duplicate-key", problem, place, line, column))

    def _string_value(self) -> str:
        at = self._at
        self._string()
        token = self._text[at : self._at]
        return str(orjson.loads(token)) if "\\" in token else token[1:-1]

    def _string(self) -> None:
        start = self._at
        at = self._special_character(start + 1)
        while not self._text.startswith('"', at):
            escape = _match_escape(self._text, at)
            if escape is None:
                raise self._string_error(start, at)
            at = self._special_character(escape.end())
        self._at = at + 1

    def _special_character(self, at: int) -> int:
        found = _find_special_character(self._text, at)
        return found.start() if found else len(self._text)

    def _string_error(self, start: int, at: int) -> DecodeError:
        if at == len(self._text) or (self._text[at] == "\\" and '"' not in self._text[at:]):
            return self._error(
                "not JSON: this string has no end; its closing quote is missing", at=start
            )
        if _match_surrogate(self._text, at):
            return self._error(
                "an escape stands for half a surrogate pair; write the pair or the character",
                at=at,
                kind="lone-surrogate",
            )
        return self._error(f"not JSON: {_string_problem(self._text[at])}", at=at)

    def _number_or_literal(self) -> None:
        number = _match_number(self._text, self._at)
        if number:
            self._number(number)
            return
        word = _match_word(self._text, self._at)
        if not word:
            raise self._unexpected("a value")
        if word[0] not in _LITERALS:
            is_cut_off = word.end() == len(self._text)
            raise self._error(f"not JSON: {_word_problem(word[0], is_cut_off=is_cut_off)}")
        self._at = word.end()

    def _number(self, number: re.Match[str]) -> None:
        if abs(float(number[0])) == float("inf"):
            raise self._error(
                "this number is larger than any JSON reader can hold; correct it",
                kind="number-too-large",
            )
        after = self._text[number.end() : number.end() + 1]
        if after.isalnum() or (after and after in "._+-"):
            raise self._error(f"not JSON: {_malformed_number_problem(number[0], after)}")
        self._at = number.end()

    def _next(self) -> str:
        """Skip white space and return the character there, or nothing at the end of the text."""
        found = _find_token(self._text, self._at)
        self._at = found.start() if found else len(self._text)
        return found[0] if found else ""

    def _unexpected(self, expected: str) -> DecodeError:
        character = self._text[self._at : self._at + 1]
        if not character:
            problem = f"the text ends where {expected} should come; it may have been cut off"
        elif character.isspace():
            problem = "JSON does not take this kind of space; use the plain one"
        else:
            problem = _PROBLEM_OF_CHARACTER.get(character, f"{expected} should come here")
        return self._error(f"not JSON: {problem}")

    def _error(
        self, problem: str, *, at: int | None = None, kind: FaultKind = "not-json"
    ) -> DecodeError:
        line, column = line_and_column(self._text, self._at if at is None else at)
        return DecodeError(problem, line=line, column=column, kind=kind)


def _string_problem(character: str) -> str:
    if character == "\\":
        return "a backslash must start one of the escapes of JSON; for a backslash write two"
    if character in "\r\n":
        return "a line break inside a string; its closing quote is missing, or write \\n"
    return "a control character inside a string; write it as an escape"


def _word_problem(word: str, *, is_cut_off: bool) -> str:
    if is_cut_off and any(literal.startswith(word) for literal in _LITERALS):
        return "the text ends within true, false or null; it may have been cut off"
    return _PROBLEM_OF_WORD.get(word.lower(), "a value should come here; text takes double quotes")


def _malformed_number_problem(number: str, after: str) -> str:
    if after.isdigit() and number in {"0", "-0"}:
        return "a number must not start with zeros"
    if after == "." and number.lstrip("-").isdigit():
        return "a digit must follow the decimal point"
    if after in "eE" and "e" not in number.lower():
        return "a digit must follow the exponent sign"
    return "this number is malformed; if it is meant as text, put it in double quotes"
