"""Where in a JSON text things are, and the lines that show them."""

from __future__ import annotations

import json

import orjson
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from json_texts import Written, styles, trees, write
from ootb_events._json import line_and_column, pointer, scalars, spans, tokens_of
from ootb_events.lint._excerpt import Excerpts, excerpt

PRIVATE = "Zebra7741"

texts = st.builds(write, trees, styles())


def found(text: str, pointers: object, **how: bool) -> dict[str, object]:
    return {
        place: (None if span.key_start is None else (span.key_start, span.key_end), span[2:])
        for place, span in spans(text, pointers, **how).items()
    }


def has_duplicates(text: str) -> bool:
    seen = []

    def hook(pairs):
        seen.append(len({key for key, _ in pairs}) < len(pairs))
        return dict(pairs)

    json.loads(text, object_pairs_hook=hook)
    return any(seen)


def value_at(value, place):
    for token in tokens_of(place):
        value = value[int(token) if isinstance(value, list) else token]
    return value


# Spans


@given(texts)
def test_everything_is_found_where_it_was_written(written: Written):
    assert found(written.text, list(written.places)) == written.places


@given(texts, st.data())
def test_what_is_asked_for_does_not_depend_on_what_else_is(written, data):
    some = data.draw(st.sets(st.sampled_from(sorted(written.places))))
    expected = {place: written.places[place] for place in some}
    assert found(written.text, some | {"/nowhere", "/0/nowhere"}) == expected


@given(texts, st.data())
def test_a_text_without_duplicates_needs_no_walk_to_its_end(written, data):
    some = data.draw(st.sets(st.sampled_from(sorted(written.places))))
    if not has_duplicates(written.text):
        assert found(written.text, some, unique=True) == {
            place: written.places[place] for place in some
        }
        assert found(written.text, [*some, "/nowhere"], unique=True).keys() == some


@given(texts)
def test_a_value_and_its_key_read_as_what_the_pointer_leads_to(written):
    text = written.text
    value = json.loads(text)
    for place, span in spans(text, list(written.places)).items():
        assert json.loads(text[span.start : span.end]) == value_at(value, place)
        if span.key_start is not None:
            assert json.loads(text[span.key_start : span.key_end]) == tokens_of(place)[-1]


def test_below_an_earlier_duplicate_there_is_nothing():
    text = '{"context": {"a": 1, "b": 2}, "context": {"b": 3}, "context": {"b": 4}}'
    assert found(text, ["/context/a", "/context/b"]) == {"/context/b": ((63, 66), (68, 69))}
    assert found('{"a": {"b": 1}, "a": 2}', ["/a/b"]) == {}


@pytest.mark.parametrize("place", ["a", "/~", "/~2", "x/a", "/a~"])
def test_what_is_no_pointer_leads_nowhere(place):
    assert tokens_of(place) is None
    assert spans('{"a": 1, "~": 2, "~2": 3, "a~": 4}', [place]) == {}


@given(st.lists(st.text(max_size=5)))
def test_a_pointer_is_taken_apart_into_what_it_was_made_of(tokens):
    assert tokens_of(pointer(*tokens)) == tuple(tokens)


def test_depth_and_size_cost_neither_recursion_nor_memory():
    deep = "[" * 50_000 + "1" + "]" * 50_000
    assert spans(deep, ["", "/0" * 50_000])["/0" * 50_000].start == 50_000
    escapes = '{"a": "' + '\\n\\"\\\\' * 300_000 + '", "b": 1}'
    assert escapes[slice(*spans(escapes, ["/b"])["/b"][2:])] == "1"


@given(texts)
def test_scalars_are_all_walked(written):
    walked = list(scalars(written.text))
    assert [start for _, start, _ in walked] == sorted(start for _, start, _ in walked)
    for place, start, end in walked:
        value = orjson.loads(written.text[start:end])
        assert not isinstance(value, (dict, list))
        assert tokens_of(place) is not None
    last = {place: (start, end) for place, start, end in walked}
    for place, (_, span) in written.places.items():
        if written.text[span[0]] not in "{[":
            assert last[place] == span


def test_scalars_of_all_duplicates_are_walked():
    places = [place for place, _, _ in scalars('{"a": 1, "a": {"b": [2]}, "a": []}')]
    assert places == ["/a", "/a/b/0"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_end_at_line_feeds(end):
    text = end.join(["{", '  "é😀": 1,', '\t"b":\r 2', "}"])
    (span,) = spans(text, ["/b"]).values()
    assert line_and_column(text, span.key_start) == (3, 2)
    assert line_and_column(text, span.end) == (3, 9)
    assert line_and_column(text, 0) == (1, 1)


# Excerpts


def shown(text: str, place: str, *personal: str, key: bool = False) -> tuple[str, str]:
    span = spans(text, [place])[place]
    start, end = (span.key_start, span.key_end) if key else (span.start, span.end)
    quote = excerpt(text, (start, end), masks=lambda pointer: pointer in personal)
    return quote.text, quote.text[quote.start : quote.start + quote.length]


def test_an_excerpt_is_the_line_with_a_caret():
    text = '{\r\n  "a": [1,\r\n    2],\r\n\t"b": "x" }'
    assert shown(text, "/a/0") == ('  "a": [1,', "1")
    assert shown(text, "/a") == ('  "a": [1,', "[1,")
    assert shown(text, "/b") == (' "b": "x" }', '"x"')
    assert shown(text, "/b", key=True) == (' "b": "x" }', '"b"')
    assert shown(text, "") == ("{", "{")


def test_personal_strings_and_numbers_become_dots():
    text = '{"email": "a@b.example", "n": -12.5, "e": "", "ok": true, "a": ["xyz"], "email": "q"}'
    line, caret = shown(text, "/n", "/email", "/n", "/e", "/ok", "/a/0")
    assert line == (
        '{"email": "•••••••••••", "n": •••••, "e": "", "ok": true, "a": ["•••"], "email": "•"}'
    )
    assert caret == "•••••"
    assert shown('"' + "x" * 50 + '"', "", "")[0] == '"••••••••••••"'


def test_what_could_move_the_cursor_is_escaped():
    line, caret = shown('{"a\u202e": "\u2028\x7f",\t"b": "é"}', "/b")
    assert line == '{"a\\u202e": "\\u2028\\x7f", "b": "é"}'
    assert caret == '"é"'


@pytest.mark.parametrize("before", [0, 1, 5, 200])
@pytest.mark.parametrize("after", [0, 1, 5, 200])
@pytest.mark.parametrize("length", [1, 30, 159, 160, 161, 5000])
def test_a_long_line_is_cut_around_the_caret(before, after, length):
    members = [f'"k{number}": "{PRIVATE}"' for number in range(before)]
    members += [f'"it": "{"x" * length}"', *(f'"z{n}": "{PRIVATE}"' for n in range(after))]
    text = "{" + ", ".join(members) + "}"
    span = spans(text, ["/it"])["/it"]
    quote = excerpt(text, span[2:], masks=lambda pointer: pointer != "/it")
    assert len(quote.text) <= 160
    assert quote.text[quote.start :].startswith('"x')
    assert set(quote.text[quote.start : quote.start + quote.length]) <= {'"', "x", "…"}
    assert PRIVATE[:3] not in quote.text
    if before + after > 100:
        assert len(quote.text) == 160


@given(texts, st.data())
def test_an_excerpt_says_nothing_of_what_is_personal_but_its_length(written, data):
    text, walked = written.text, list(scalars(written.text))
    assume(walked)
    personal = data.draw(st.sets(st.sampled_from([place for place, _, _ in walked])))
    place = data.draw(st.sampled_from(sorted(written.places)))
    quotes = Excerpts(text, masks=personal.__contains__)
    others = Excerpts(with_others(text, walked, personal), masks=personal.__contains__)
    for span in filter(None, written.places[place]):
        quote = quotes.quote(*span)
        assert quote == others.quote(*span)
        assert 0 <= quote.start < quote.start + quote.length <= len(quote.text) <= 160
        assert quote.text.isprintable()


def with_others(text, walked, personal):
    """Put other values of the same length in the place of personal ones."""
    for place, start, end in walked:
        length = end - start
        if place in personal and text[start] not in "tfn":
            other = f'"{"x" * (length - 2)}"' if text[start] == '"' else "1" * length
            text = text[:start] + other + text[end:]
    return text
