from __future__ import annotations

import enum
import json
import math
import traceback
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timezone
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, get_args

import orjson
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from event_strategies import runs
from ootb_events._json import (
    MAX_DEPTH,
    MAX_SAFE_INTEGER,
    Document,
    FaultKind,
    TextFault,
    _reading,
    _scanner,
    canonical,
    canonical_number,
    dumps,
    loads,
    read,
)
from ootb_events.errors import DecodeError, EncodeError

PRIVATE = "Zebra7741"
BOM = "\ufeff"

Echo = Callable[[bytes], bytes]

# Values, as users pass them

safe_integers = st.integers(-MAX_SAFE_INTEGER, MAX_SAFE_INTEGER)
safe_floats = st.floats(-MAX_SAFE_INTEGER, MAX_SAFE_INTEGER)
small_floats = st.floats(1e-8, 1e-4) | st.floats(-1e-4, -1e-8)
tiny_floats = st.floats(-1e-300, 1e-300)
floats = safe_floats | small_floats | tiny_floats
numbers = safe_integers | floats | floats.map(repr).map(Decimal) | safe_integers.map(Decimal)

awkward_text = st.text(
    st.sampled_from(
        '\x00\x08\t\n\x0b\f\r\x1b\x1f "\\/:,{}[]ue-6.\x7f\x80\x85é\u2028\u2029\ufeff😀\U0010ffff'
    )
)
texts = st.text() | awkward_text
array_indices = st.integers(0, 2**32).map(str)
keys = (
    texts
    | array_indices
    | st.sampled_from(["__proto__", "constructor", "01", "-1", "1.5", "\u0661"])
)
scalars = st.none() | st.booleans() | numbers | texts
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(keys, inner, max_size=6)
    ),
    max_leaves=12,
)
payloads = st.dictionaries(keys, values, max_size=8)


def payload_with(value: Any) -> dict[str, Any]:
    return {"event": "deposit", "context": {"first": 1, "second": [True, value]}}


POINTER = "/context/second/1"


# Numbers


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, 0),
        (-7, -7),
        (MAX_SAFE_INTEGER, 2**53 - 1),
        (-MAX_SAFE_INTEGER, 1 - 2**53),
        (50.0, 50),
        (-50.0, -50),
        (0.0, 0),
        (-0.0, 0),
        (float(MAX_SAFE_INTEGER), MAX_SAFE_INTEGER),
        (0.5, 0.5),
        (-2.75, -2.75),
        (4503599627370495.5, 4503599627370495.5),
        (5e-324, 5e-324),
        (Decimal("12.50"), 12.5),
        (Decimal("0.1"), 0.1),
        (Decimal("-0.00"), 0),
        (Decimal("5.000"), 5),
        (Decimal("5E+3"), 5000),
        (Decimal("1E-6"), 1e-6),
        (Decimal("9007199254740991.000"), MAX_SAFE_INTEGER),
    ],
)
def test_a_number_takes_its_canonical_form(value, expected):
    number = canonical_number(value)
    assert repr(number) == repr(expected)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (True, "boolean"),
        (False, "boolean"),
        (float("nan"), "NaN"),
        (float("inf"), "infinity"),
        (float("-inf"), "infinity"),
        (Decimal("NaN"), "NaN"),
        (Decimal("sNaN"), "NaN"),
        (Decimal("Infinity"), "infinity"),
        (Decimal("-Infinity"), "infinity"),
        (2**53, "beyond"),
        (-(2**53), "beyond"),
        pytest.param(10**5000, "beyond", id="more-digits-than-str-takes"),
        (float(2**53), "beyond"),
        (-1e300, "beyond"),
        (Decimal(2**53), "beyond"),
        (Decimal("-9007199254740991.5"), "beyond"),
        (Decimal("1E+999999"), "beyond"),
        (Decimal("0.1000000000000000055511151231257827"), "digits"),
        (Decimal("1234567890123456.78"), "digits"),
        (Decimal("1E-400"), "digits"),
        (Decimal("9007199254740990.9999"), "digits"),
        (1 + 2j, "complex is not a number"),
        (Fraction(1, 2), "Fraction is not a number"),
        ("12", "str is not a number"),
        (None, "NoneType is not a number"),
    ],
)
def test_a_number_that_json_cannot_carry_exactly_is_refused(value, problem):
    with pytest.raises(EncodeError, match=problem) as caught:
        canonical_number(value)
    assert caught.value.pointer == ""


class Level(enum.IntEnum):
    HIGH = 3


class OddFloat(float):
    def __float__(self) -> float:
        return math.nan

    def __int__(self) -> int:
        return 9


class OddInt(int):
    def __int__(self) -> int:
        return 9


@pytest.mark.parametrize(
    ("value", "expected"),
    [(Level.HIGH, 3), (OddInt(4), 4), (OddFloat(2.5), 2.5), (OddFloat(2.0), 2)],
)
def test_a_subclass_of_a_number_becomes_a_plain_number(value, expected):
    number = canonical_number(value)
    assert type(number) is type(expected)
    assert number == expected


@given(numbers)
def test_a_canonical_number_is_equal_safe_and_stable(value):
    number = canonical_number(value)
    assert Decimal(repr(number)) == (Decimal(repr(value)) if type(value) is float else value)
    assert abs(number) <= MAX_SAFE_INTEGER
    assert type(number) is int or not number.is_integer()
    assert canonical_number(number) is number


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_a_decimal_is_carried_exactly_or_refused(value):
    try:
        number = canonical_number(value)
    except EncodeError:
        assert abs(value) > MAX_SAFE_INTEGER or Decimal(repr(float(value))) != value
    else:
        assert Decimal(repr(number)) == value


# Payloads


class Colour(str, enum.Enum):
    RED = "red"


class Pairs(Mapping[str, Any]):
    """A mapping that yields the same key twice, as multi-dictionaries do."""

    def __getitem__(self, key: str) -> Any:
        return 1

    def __iter__(self) -> Iterator[str]:
        return iter(["a", "a"])

    def __len__(self) -> int:
        return 2


def test_canonical_is_a_deep_copy_of_plain_types():
    inner = {"list": [1.0, {"x": Decimal("2.50")}], "tuple": (1, (2.0,))}
    payload = MappingProxyType({"context": MappingProxyType(inner), Colour.RED: Colour.RED})
    result = canonical(payload)
    assert repr(result) == (
        "{'context': {'list': [1, {'x': 2.5}], 'tuple': [1, [2]]}, 'red': 'red'}"
    )
    assert type(result["red"]) is str
    result["context"]["list"][1]["x"] = 9
    assert inner == {"list": [1.0, {"x": Decimal("2.50")}], "tuple": (1, (2.0,))}


@given(payloads)
def test_canonical_is_idempotent(payload):
    once = canonical(payload)
    assert repr(canonical(once)) == repr(once)


def test_array_indices_come_first_as_in_javascript_objects(javascript):
    names = [
        *("b", "10", "9", "4294967294", "4294967295", "4294967296", "9007199254740991"),
        *("01", "-1", "1.0", "1e1", "", " 1", "\u0661", "1\n", "0", "a", "__proto__"),
    ]
    ordered = list(canonical(dict.fromkeys(names, 1)))
    assert ordered[:5] == ["0", "9", "10", "4294967294", "b"]
    assert ordered == list(json.loads(javascript(json.dumps(dict.fromkeys(names, 1)).encode())))


@pytest.mark.parametrize(
    ("value", "problem", "pointer"),
    [
        (float("nan"), "NaN", POINTER),
        (2**53, "beyond", POINTER),
        (Decimal("0.12345678901234567890"), "digits", POINTER),
        (f"{PRIVATE}\ud800", "surrogate", POINTER),
        (f"{PRIVATE}\ud83d\ude00", "surrogate", POINTER),
        ({PRIVATE: 1, f"{PRIVATE}\udfff": 1}, "a key .* surrogate", POINTER),
        ({7: PRIVATE}, "a key .* type int", POINTER),
        ({None: PRIVATE}, "a key .* type NoneType", POINTER),
        (Pairs(), "same text", POINTER),
        (datetime(2024, 1, 1, tzinfo=timezone.utc), "datetime has no form", POINTER),
        (b"bytes", "bytes has no form", POINTER),
        (bytearray(b"bytes"), "bytearray has no form", POINTER),
        ({1, 2}, "set has no form", POINTER),
        (range(3), "range has no form", POINTER),
        (object(), "object has no form", POINTER),
        (1j, "complex has no form", POINTER),
        ({"a/b": {"~c": [0, object()]}}, "object has no form", f"{POINTER}/a~1b/~0c/1"),
        ({"": object()}, "object has no form", f"{POINTER}/"),
    ],
)
def test_what_json_cannot_carry_is_refused_with_its_place(value, problem, pointer):
    with pytest.raises(EncodeError, match=problem) as caught:
        canonical(payload_with(value))
    assert caught.value.pointer == pointer
    assert PRIVATE not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("payload", [None, [], "text", 1, [("a", 1)]])
def test_a_payload_is_a_mapping(payload):
    with pytest.raises(EncodeError, match="pass a mapping"):
        canonical(payload)


def nested_value(depth: int) -> dict[str, Any]:
    value: Any = 1
    for level in range(depth - 1):
        value = {"a": value} if level % 2 else [value]
    return {"a": value}


def test_a_payload_has_at_most_so_many_levels_in_and_out():
    deepest = nested_value(MAX_DEPTH)
    assert loads(dumps(canonical(deepest))) == deepest
    too_deep = nested_value(MAX_DEPTH + 1)
    with pytest.raises(EncodeError, match="deeper than 100 levels"):
        canonical(too_deep)
    with pytest.raises(DecodeError, match="deeper than 100 levels") as caught:
        loads(json.dumps(too_deep))
    assert caught.value.kind == "too-deep"


def test_a_payload_that_contains_itself_is_refused():
    payload: dict[str, Any] = {}
    payload["a"] = [payload]
    with pytest.raises(EncodeError, match="contains itself") as caught:
        canonical(payload)
    assert caught.value.pointer == "/a/0" * (MAX_DEPTH // 2)


# Writing


@runs(200)
@given(payloads)
def test_javascript_prints_the_same_bytes(javascript, payload):
    data = dumps(canonical(payload))
    assert javascript(data) == data


@given(st.lists(numbers, min_size=20, max_size=50))
def test_javascript_prints_the_same_numbers(javascript, values):
    data = dumps(canonical({"context": {"numbers": values}}))
    assert javascript(data) == data


def test_javascript_prints_the_same_numbers_around_every_power_of_ten(javascript):
    values = []
    for exponent in range(-323, 16):
        power = float(f"1e{exponent}")
        for near in (math.nextafter(power, 0), power, math.nextafter(power, math.inf)):
            values += [near, -near, near * 1.5, near * 7.0625]
    data = dumps(canonical({"context": {"numbers": values}}))
    assert javascript(data) == data
    assert [float(value) for value in loads(data)["context"]["numbers"]] == values


def test_javascript_prints_every_character_the_same(javascript):
    for start in range(0, 0x110000, 0x4000):
        codes = (code for code in range(start, start + 0x4000) if not 0xD800 <= code < 0xE000)
        data = dumps(canonical({"text": "".join(map(chr, codes))}))
        assert javascript(data) == data


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        (b'{"a":50.0}', b'{"a":50}'),
        (b'{"a":1e-6}', b'{"a":0.000001}'),
        (b'{"b":1,"7":1}', b'{"7":1,"b":1}'),
        (b'{"a":NaN}', b"!"),
    ],
)
def test_the_javascript_of_these_tests_would_show_a_difference(javascript, line, answer):
    assert javascript(line).startswith(answer)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1e-5, "0.00001"),
        (math.nextafter(1e-5, 0), "0.000009999999999999999"),
        (1.5e-6, "0.0000015"),
        (-1.2345678901234567e-6, "-0.0000012345678901234567"),
        (1e-6, "0.000001"),
        (math.nextafter(1e-6, 0), "9.999999999999997e-7"),
        (-6, "-6"),
        ("e-6", '"e-6"'),
        ("1e-6,", '"1e-6,"'),
        ("1e-6}", '"1e-6}"'),
        ("1e-6]", '"1e-6]"'),
    ],
)
def test_small_numbers_are_written_without_exponent_where_javascript_does(value, expected):
    payload = {"top": value, "context": {"flat": value, "deep": [{"list": [value, "x"]}]}}
    before = repr(payload)
    text = (
        f'{{"top":{expected},"context":{{"flat":{expected},"deep":[{{"list":[{expected},"x"]}}]}}}}'
    )
    assert dumps(payload) == text.encode()
    assert repr(payload) == before


@given(payloads)
def test_what_was_written_is_read_back(payload):
    value = canonical(payload)
    data = dumps(value)
    text = data.decode()
    for form in (data, bytearray(data), memoryview(data), text):
        assert repr(loads(form)) == repr(value)
    assert read(data) == Document(value)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (f"{PRIVATE}\ud800", "surrogate"),
        ({f"{PRIVATE}\ud800": 1}, "a key .* surrogate"),
        (2**53, "beyond"),
        (2**70, "beyond"),
        ({1: PRIVATE}, "a key .* type int"),
        (datetime(2024, 1, 1, tzinfo=timezone.utc), "datetime has no form"),
        (object(), "object has no form"),
    ],
)
def test_what_cannot_be_written_is_refused_with_its_place(value, problem):
    with pytest.raises(EncodeError, match=problem) as caught:
        dumps(payload_with(value))
    assert caught.value.pointer == POINTER
    assert PRIVATE not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("value", [Decimal("1.5"), OddInt(3), MappingProxyType({})])
def test_a_payload_that_is_not_canonical_is_not_written(value):
    with pytest.raises(EncodeError, match=r"canonical\(\) first"):
        dumps(payload_with(value))


# Reading: texts with known duplicates, from a tree whose objects are lists of pairs


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> Any:
    kind = draw(st.integers(0, 3 if depth else 1))
    if kind == 2:
        return draw(st.lists(trees(depth - 1), max_size=3))
    if kind == 3:
        pairs = st.tuples(few_keys | colon_text, trees(depth - 1))
        return tuple(draw(st.lists(pairs, max_size=5)))
    return draw(st.none() | st.booleans() | st.integers(-9, 9) | colon_text)


few_keys = st.sampled_from(["a", "b", ":", "/~"])
colon_text = st.text(st.sampled_from(':::au03A\\"/~\n\x7fé😀'), max_size=6)
spaces = st.text(st.sampled_from(" \t\n\r"), max_size=2)


class Rendering:
    """A JSON text in a random spelling, and the duplicate keys that it has."""

    def __init__(self, tree: Any, draw: st.DrawFn) -> None:
        self.text = ""
        self.duplicates: list[tuple[str, int, int]] = []
        self._draw = draw
        self._write(tree, "")

    def _write(self, tree: Any, pointer: str) -> None:
        self._space()
        if isinstance(tree, tuple):
            self._object(tree, pointer)
        elif isinstance(tree, list):
            self.text += "["
            for index, item in enumerate(tree):
                self.text += "," if index else ""
                self._write(item, f"{pointer}/{index}")
            self.text += "]"
        elif isinstance(tree, str):
            self._string(tree)
        else:
            self.text += json.dumps(tree)
        self._space()

    def _object(self, pairs: tuple[tuple[str, Any], ...], pointer: str) -> None:
        seen = set()
        self.text += "{"
        for index, (key, value) in enumerate(pairs):
            self.text += "," if index else ""
            self._space()
            inner = f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
            if key in seen:
                lines = self.text.split("\n")
                self.duplicates.append((inner, len(lines), len(lines[-1]) + 1))
            seen.add(key)
            self._string(key)
            self._space()
            self.text += ":"
            self._write(value, inner)
        self._space()
        self.text += "}"

    def _string(self, text: str) -> None:
        styles = self._draw(st.lists(st.integers(0, 2), min_size=len(text), max_size=len(text)))
        self.text += '"' + "".join(map(self._character, text, styles)) + '"'

    @staticmethod
    def _character(character: str, style: int) -> str:
        units = character.encode("utf-16-be").hex()
        if style == 0:
            return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
        if style == 1:
            return "".join(f"\\u{units[at : at + 4].upper()}" for at in range(0, len(units), 4))
        return json.dumps(character, ensure_ascii=False)[1:-1]

    def _space(self) -> None:
        self.text += self._draw(spaces)


@st.composite
def renderings(draw: st.DrawFn) -> Rendering:
    return Rendering(draw(trees()), draw)


@runs(200)
@given(renderings())
def test_every_duplicate_key_is_found_and_nothing_else(rendering):
    expected = json.loads(rendering.text)
    for text in (rendering.text, rendering.text.encode()):
        document = read(text)
        assert repr(document.value) == repr(expected)
        assert [
            (fault.pointer, fault.line, fault.column) for fault in document.faults
        ] == rendering.duplicates
        assert {fault.kind for fault in document.faults} <= {"duplicate-key"}


@runs(200)
@given(renderings())
def test_counting_colons_tells_whether_a_key_was_dropped(rendering):
    data = rendering.text.encode()
    is_complete = _reading._has_every_key(orjson.loads(data), data)
    if rendering.duplicates:
        assert not is_complete
    elif b"\\u003" not in data:
        assert is_complete


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ('{"a":1,"a":2}', [("/a", 1, 8)]),
        ('{"a":1,\r\n  "é😀": {"b": [0, {"x": 1, "x": 2}]}}', [("/é😀/b/1/x", 2, 28)]),
        ('{"a":":","a":1}', [("/a", 1, 10)]),
        (r'{"\u0061":1,"a":2}', [("/a", 1, 13)]),
        (r'{"a":"\u003a","a":":"}', [("/a", 1, 15)]),
        (r'{"a":1,"a":"\u003a","b":"\u003A"}', [("/a", 1, 8)]),
        (r'{"a:":1,"a\u003a":2}', [("/a:", 1, 9)]),
        (r'{"a":"\\u003a"}', []),
        (r'{"a":"\u003a","b":"\u003A"}', []),
        ('{"a":1,"b":{"a":1},"c":[{"a":1},{"a":1}]}', []),
        ('{"":1,"":2,"":3}', [("/", 1, 7), ("/", 1, 12)]),
        ('{"a":{"b":1,"b":2},"a":3}', [("/a/b", 1, 13), ("/a", 1, 20)]),
    ],
)
def test_duplicate_keys_have_places(text, places):
    faults = read(text).faults
    assert [(fault.pointer, fault.line, fault.column) for fault in faults] == places


def test_of_many_duplicate_keys_the_first_hundred_are_listed():
    faults = read('{"a":0' + ',"a":1' * 150 + "}").faults
    assert [fault.column for fault in faults] == [8 + 6 * index for index in range(100)]


# Reading: what is wrong with a text


def test_a_byte_order_mark_is_a_fault_and_takes_up_no_column():
    text = f'{BOM}{{"a":1,"a":2}}'
    for form in (text, text.encode()):
        document = read(form)
        assert document.value == {"a": 2}
        assert [
            (fault.kind, fault.pointer, fault.line, fault.column) for fault in document.faults
        ] == [("byte-order-mark", "", 1, 1), ("duplicate-key", "/a", 1, 8)]
        with pytest.raises(DecodeError, match="byte order mark") as caught:
            loads(form)
        assert caught.value.kind == "byte-order-mark"
    with pytest.raises(DecodeError) as caught:
        read(f"{BOM}[1,")
    assert (caught.value.line, caught.value.column) == (1, 4)


def test_loads_raises_the_first_fault():
    text = '{"a":1,\n "a":2,"b":1,"b":2}'
    fault = read(text).faults[0]
    assert fault == TextFault("duplicate-key", fault.problem, "/a", 2, 2)
    with pytest.raises(DecodeError) as caught:
        loads(text)
    error = caught.value
    assert (error.kind, error.problem, error.pointer, error.line, error.column) == (
        *("duplicate-key", fault.problem, "/a", 2, 2),
    )
    assert str(error) == f"/a: {fault.problem} (line 2, column 2)"


# (text, kind, words of the problem, line, column)
REFUSED: list[tuple[str | bytes, FaultKind, str, int, int]] = [
    ("", "empty", "is empty", 1, 1),
    (" \r\n\t ", "empty", "is empty", 1, 1),
    (BOM, "empty", "is empty", 1, 1),
    # Commas, brackets, colons
    (f'["{PRIVATE}",]', "not-json", "trailing comma", 1, 13),
    (f'{{"{PRIVATE}":1\n,\n}}', "not-json", "trailing comma", 2, 1),
    ("[1,,2]", "not-json", "a value should come", 1, 4),
    ("[,1]", "not-json", "a value should come", 1, 2),
    ('{,"a":1}', "not-json", "a key in double quotes", 1, 2),
    ('{"a":}', "not-json", "a value should come", 1, 6),
    ('["é😀" 2]', "not-json", "a comma or the end of the array", 1, 7),
    ('{"a":1 "b":2}', "not-json", "a comma or the end of the object", 1, 8),
    ('{"a" 1}', "not-json", "a colon after the key", 1, 6),
    ('{"a",1}', "not-json", "a colon after the key", 1, 5),
    ('{"a":[1}', "not-json", "end of the array", 1, 8),
    ('{"a":1]', "not-json", "end of the object", 1, 7),
    ("]", "not-json", "a value should come", 1, 1),
    # Cut off
    ("[", "not-json", "the text ends where a value", 1, 2),
    ("[1", "not-json", "the text ends where a comma", 1, 3),
    ("[1,\n", "not-json", "the text ends where a value", 2, 1),
    ("{", "not-json", "the text ends where a key", 1, 2),
    ('{"a"', "not-json", "the text ends where a colon", 1, 5),
    ('{"a":', "not-json", "the text ends where a value", 1, 6),
    (f'["{PRIVATE}', "not-json", "string has no end", 1, 2),
    (f'["{PRIVATE}\\', "not-json", "string has no end", 1, 2),
    (f'["{PRIVATE}\\u12', "not-json", "string has no end", 1, 2),
    (f'["{PRIVATE}\\"', "not-json", "string has no end", 1, 2),
    ("[tru", "not-json", "the text ends within true, false or null", 1, 2),
    # More than one value
    ("{} {}", "not-json", "more text follows", 1, 4),
    (f'{{}}\n{{"{PRIVATE}":1}}', "not-json", "more text follows", 2, 1),
    ("1 2", "not-json", "more text follows", 1, 3),
    # Not the literals of JSON
    ("[NaN]", "not-json", "NaN is not allowed", 1, 2),
    ("[-nan]", "not-json", "NaN is not allowed", 1, 2),
    ("[Infinity]", "not-json", "Infinity is not allowed", 1, 2),
    ("[-Infinity]", "not-json", "Infinity is not allowed", 1, 2),
    ("[undefined]", "not-json", "undefined is not allowed", 1, 2),
    ("[None]", "not-json", "null is what JSON has for None", 1, 2),
    ("[True]", "not-json", "true is written in lower case", 1, 2),
    ("[False]", "not-json", "false is written in lower case", 1, 2),
    ("[NULL]", "not-json", "null is written in lower case", 1, 2),
    ("[nullx]", "not-json", "text takes double quotes", 1, 2),
    (f"[{PRIVATE}]", "not-json", "text takes double quotes", 1, 2),
    (f"{{{PRIVATE}:1}}", "not-json", "a key in double quotes", 1, 2),
    (f"['{PRIVATE}']", "not-json", "take double quotes", 1, 2),
    (f"[\u201c{PRIVATE}\u201d]", "not-json", "typographic quotes", 1, 2),
    (f"[1, // {PRIVATE}\n2]", "not-json", "comments are not allowed", 1, 5),
    (f"# {PRIVATE}\n2", "not-json", "comments are not allowed", 1, 1),
    ("[\u00a01]", "not-json", "this kind of space", 1, 2),
    ("[\x0c1]", "not-json", "this kind of space", 1, 2),
    (f"[{BOM}1]", "not-json", "byte order mark", 1, 2),
    ("[1,2,\x001]", "not-json", "NUL character", 1, 6),
    # Numbers
    ("[01]", "not-json", "must not start with zeros", 1, 2),
    ("[-01]", "not-json", "must not start with zeros", 1, 2),
    ("[+1]", "not-json", "plus sign", 1, 2),
    ("[.5]", "not-json", "a zero before it", 1, 2),
    ("[-]", "not-json", "digits must follow the minus sign", 1, 2),
    ("[--1]", "not-json", "digits must follow the minus sign", 1, 2),
    ("[5.]", "not-json", "follow the decimal point", 1, 2),
    ("[5.e1]", "not-json", "follow the decimal point", 1, 2),
    ("[5e]", "not-json", "follow the exponent sign", 1, 2),
    ("[5E+]", "not-json", "follow the exponent sign", 1, 2),
    ("[0x1f]", "not-json", "number is malformed", 1, 2),
    ("[1.2.3]", "not-json", "number is malformed", 1, 2),
    ("[1e5e5]", "not-json", "number is malformed", 1, 2),
    ("[1_000]", "not-json", "number is malformed", 1, 2),
    ("[2024-05-01]", "not-json", "number is malformed", 1, 2),
    ("[1e400]", "number-too-large", "larger than any JSON reader can hold", 1, 2),
    ("[0,\n-1e400]", "number-too-large", "larger than any JSON reader can hold", 2, 1),
    ("1" * 400, "number-too-large", "larger than any JSON reader can hold", 1, 1),
    ("9" * 5000, "number-too-large", "larger than any JSON reader can hold", 1, 1),
    # Strings
    (f'["{PRIVATE}\n"]', "not-json", "a line break inside a string", 1, 12),
    ('["a\tb"]', "not-json", "a control character inside a string", 1, 4),
    ('["a\x00b"]', "not-json", "a control character inside a string", 1, 4),
    (r'["\x41"]', "not-json", "a backslash must start", 1, 3),
    (r'["\u12"]', "not-json", "a backslash must start", 1, 3),
    (r'["\U0041"]', "not-json", "a backslash must start", 1, 3),
    (r'["é\ud800"]', "lone-surrogate", "half a surrogate pair", 1, 4),
    (r'["\uDFFF"]', "lone-surrogate", "half a surrogate pair", 1, 3),
    (r'["\ud83d\u0041"]', "lone-surrogate", "half a surrogate pair", 1, 3),
    (r'["\udc00\ud800"]', "lone-surrogate", "half a surrogate pair", 1, 3),
    (r'{"\ud800":1}', "lone-surrogate", "half a surrogate pair", 1, 3),
    (f'[\n"{PRIVATE}\ud800"]', "lone-surrogate", "half a surrogate pair", 2, 11),
    (f'{BOM}["\udc00"]', "lone-surrogate", "half a surrogate pair", 1, 3),
    # Depth
    ("[" * (MAX_DEPTH + 1), "too-deep", "deeper than 100 levels", 1, 101),
    ('\n{"a":' * (MAX_DEPTH + 1), "too-deep", "deeper than 100 levels", 102, 1),
    (b"[" * 10_000_000, "too-deep", "deeper than 100 levels", 1, 101),
    ('{"a":' * 2_000_000, "too-deep", "deeper than 100 levels", 1, 501),
    # Deep only within a value that a duplicate key drops
    (f'{{"a":{"[" * 100}{"]" * 100},"a":1}}', "too-deep", "deeper than 100 levels", 1, 105),
    # Encodings
    (b'{"a":"\xe9"}', "not-utf-8", "offset 6 ", 1, 7),
    ('{"é":\n"é😀'.encode() + b'\xff"}', "not-utf-8", "offset 14 ", 2, 4),
    (BOM.encode() + b'["\xc3"]', "not-utf-8", "offset 5 ", 1, 3),
    (b'["\xed\xa0\x80"]', "not-utf-8", "offset 2 ", 1, 3),
    (f'["{PRIVATE}"]'.encode("utf-16"), "not-utf-8", "looks like UTF-16", 1, 1),
    ("[]".encode("utf-16-le"), "not-utf-8", "looks like UTF-16", 1, 1),
    ("[]".encode("utf-16-be"), "not-utf-8", "looks like UTF-16", 1, 1),
    (b"\xfe\xff" + "[]".encode("utf-16-be"), "not-utf-8", "looks like UTF-16", 1, 1),
    ("[]".encode("utf-32"), "not-utf-8", "looks like UTF-32", 1, 1),
    ("[]".encode("utf-32-le"), "not-utf-8", "looks like UTF-32", 1, 1),
    ("[]".encode("utf-32-be"), "not-utf-8", "looks like UTF-32", 1, 1),
    ("[\x00]\x00", "not-utf-8", "looks like UTF-16", 1, 1),
]


@pytest.mark.parametrize(
    ("text", "kind", "problem", "line", "column"),
    REFUSED,
    ids=[f"{text[:16]!a}-{index}" for index, (text, *_) in enumerate(REFUSED)],
)
def test_a_text_that_is_not_json_is_refused_with_its_place(text, kind, problem, line, column):
    with pytest.raises(DecodeError, match=problem) as caught:
        loads(text)
    error = caught.value
    assert (error.kind, error.line, error.column) == (kind, line, column)
    with pytest.raises(DecodeError) as caught_by_read:
        read(text)
    assert str(caught_by_read.value) == str(error)


@pytest.mark.parametrize("text", [text for text, *_ in REFUSED if PRIVATE in str(text)], ids=ascii)
def test_a_refusal_never_quotes_the_text(text):
    with pytest.raises(DecodeError) as caught:
        loads(text)
    assert PRIVATE not in "".join(traceback.format_exception(caught.value))
    assert PRIVATE not in repr(vars(caught.value))
    # The parser's own exceptions hold the whole text.
    assert caught.value.__context__ is None


def test_every_kind_of_fault_has_an_example():
    kinds = {kind for _, kind, *_ in REFUSED} | {"byte-order-mark", "duplicate-key"}
    assert kinds == set(get_args(FaultKind))


@pytest.mark.parametrize(
    "text",
    [
        "[" * MAX_DEPTH + "]" * MAX_DEPTH,
        "[" + ",".join(["[{}]"] * 200) + "]",
        "1e-400",
        "1.7976931348623157e308",
        "18446744073709551616",
        "-0",
        r'"\ud83d\ude00 \u0000 \/"',
        '"\x7f\u2028"',
        "\n\t {\r\n} ",
    ],
)
def test_unusual_json_is_json(text):
    assert loads(text) == json.loads(text)


@pytest.mark.parametrize("view", [memoryview(b"x[1]x")[1:4], memoryview(b"[x1x]")[::2]])
def test_a_memoryview_may_be_a_part_of_its_buffer(view):
    assert loads(view) == [1]


@pytest.mark.parametrize("value", [None, 5, ["[]"], {}])
def test_only_text_is_read(value):
    with pytest.raises(TypeError, match=f"not from {type(value).__name__}"):
        loads(value)


def test_what_only_the_parser_refuses_is_refused_without_quoting_it(monkeypatch):
    def refuse(data: bytes) -> None:
        raise orjson.JSONDecodeError(PRIVATE, data.decode(), 4)

    monkeypatch.setattr(orjson, "loads", refuse)
    with pytest.raises(DecodeError) as caught:
        loads(b"[1,\n2]")
    assert str(caught.value) == "this is not JSON (line 2, column 1)"
    assert caught.value.__context__ is None


# Reading: the scanner and the parser agree on what JSON is

json_pieces = st.text(
    st.sampled_from('[]{},:"\\/ \n\t\x00\x0b\xa001.eE+-untrulfasdDcC8😀')
) | st.sampled_from(
    ["true", "false", "null", "NaN", "1e400", '"a"', r"\u", r"\ud83d", r"\ude00", r"\"", "1.5e-3"]
)


def is_json(text: str) -> bool:
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        return False
    return True


def agrees_with_parser(text: str) -> bool:
    try:
        _scanner.Scanner(text).run()
    except DecodeError as error:
        line = text.split("\n")[error.line - 1]
        return not is_json(text) and 1 <= error.column <= len(line) + 1
    return is_json(text)


@runs(1000)
@given(st.lists(json_pieces, max_size=12).map("".join))
@example('{"a":1e400}')
@example("[1e309,-1.7976931348623159e308,1.7976931348623158e308]")
def test_scanner_and_parser_agree_on_random_text(text):
    assert agrees_with_parser(text)


@runs(300)
@given(renderings(), st.data())
def test_scanner_and_parser_agree_on_damaged_json(rendering, data):
    text = rendering.text
    assert agrees_with_parser(text)
    start = data.draw(st.integers(0, len(text)))
    end = start + data.draw(st.integers(0, 2))
    damaged = text[:start] + data.draw(json_pieces) + text[end:]
    assume(damaged != text)
    assert agrees_with_parser(damaged)
