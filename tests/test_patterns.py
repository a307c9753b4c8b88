"""Patterns of schemas: the same to every engine, and none that explodes."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from event_strategies import runs
from ootb_events.catalog import Catalog
from ootb_events.catalog._patterns import objection
from ootb_events.errors import CatalogError
from ootb_events.validation._engines import ecma_regex
from schema_files import write_event

DOUBLING = "never end"


@pytest.mark.parametrize(
    "pattern",
    [
        r"^[A-Z]{2}[0-9]{2}$",
        r"^[a-z]+(-[a-z]+)*$",
        r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$",
        r"^([0-9]{2}:){2,4}$",
        r"^(\d+,)*\d+$",
        r"^#?([a-f0-9]{6}|[a-f0-9]{3})$",
        r"^\u00e9\x41[^\n]?$",
        r"^(?:EUR|USD|GBP)$",
        r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
        r"^.{1,255}$",
        r"",
        r"^a*?b+?$",
    ],
)
def test_what_people_write_is_taken_and_read_alike(pattern):
    assert objection(pattern) == ""
    for text in ("", "a", "AB12", "abc-def", "a@b.cc", "01:23:", "1,23", "#a1b2c3", "éA!", "EUR"):
        assert in_rust(pattern).is_valid(text) == bool(ecma_regex(pattern).search(text))


def in_rust(pattern):
    jsonschema_rs = pytest.importorskip("jsonschema_rs")
    schema = {"type": "string", "pattern": pattern}
    return jsonschema_rs.Draft202012Validator(schema, pattern_options=jsonschema_rs.RegexOptions())


ESCAPES = [f"\\{char}" for char in "dDwWtnrfv-./@#%&!~:;,=`'\"^$|?*+()[]{}\\"]


@pytest.mark.parametrize("escape", [*ESCAPES, r"\x41", r"\u00e9", r"\u0041"])
def test_escapes_mean_the_same_everywhere(escape):
    """Within a class and outside, for each ASCII character and a few others."""
    for pattern in (escape, f"[{escape}]", f"[^{escape}]"):
        assert objection(pattern) == ""
        rust, python = in_rust(pattern), ecma_regex(pattern)
        for char in [*map(chr, range(128)), *"é\u0661\u2028\u00a0\U0001f600"]:
            assert rust.is_valid(char) == bool(python.search(char)), (pattern, char)


@pytest.mark.parametrize(
    "pattern",
    [
        r"^(a+)+$",
        r"(a|a)*b",
        r"(a|b|ab)*c",
        r"(.*)*",
        r"([a-z]*)*",
        r"(a*b?)*",
        r"(a?){50}",
        r"((a{1,9}){1,9}){1,9}",
        "a?" * 30 + "a" * 30,
        "(a|aa)" * 20 + "b",
        r"^(\w+\d*)+$",
        r"^([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}$",
    ],
)
def test_what_explodes_is_refused(pattern):
    assert DOUBLING in objection(pattern)


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        (r"(?=a)b", "looks around"),
        (r"(?P<n>a)", "names a group"),
        (r"(?i)a", "sets a flag"),
        (r"(a)\1", "escape \\1"),
        (r"\bword", "escape \\b"),
        (r"\s", "escape \\s"),
        (r"\p{L}", "escape \\p"),
        (r"[[a]]", "class with another"),
        (r"[a&&b]", "class with another"),
        (r"[]", "empty class"),
        (r"[a", "without its ]"),
        (r"(a", "without its )"),
        (r"a)", "without its ("),
        (r"a++", "without parentheses"),
        (r"*a", "neither escaped"),
        (r"a{", "neither escaped"),
        (r"a{3,1}", "counts backwards"),
        (r"[z-a]", "does not go upward"),
        (r"[\d-z]", "does not go upward"),
        (r"a^", "does not begin"),
        (r"$a", "does not end"),
        ("a*" * 4, "long repetitions"),
        ("x" * 1000, "too large"),
        ("(" * 5000 + ")" * 5000, "too large"),
        (r"(a{1,300}b{1,300}){200}", "too large"),
        ("\\", "escape"),
        (5, "is text"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_engines_do_not_share_is_refused(pattern, problem):
    assert problem in objection(pattern)


LETTERS = st.sampled_from(["a", "b", "[ab]", "[^a]", ".", r"\d", "(?:a|b)", r"\.", "-"])


def grown(parts):
    quantified = st.builds(
        lambda part, sign: f"(?:{part}){sign}",
        parts,
        st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "{0,30}", "{2,}", "*?"]),
    )
    sequences = st.lists(parts, min_size=1, max_size=3).map("".join)
    branches = st.lists(parts, min_size=2, max_size=3).map(lambda each: f"(?:{'|'.join(each)})")
    return quantified | sequences | branches


PATTERNS = st.recursive(LETTERS, grown, max_leaves=8)


@given(PATTERNS, st.text("ab.-1\u00e9\n", max_size=12))
@runs(300)
@example(r"(?:.)*?", "\n")
def test_both_engines_read_a_pattern_alike(pattern, text):
    assume(objection(pattern) == "")
    whole = f"^(?:{pattern})$"
    assert objection(whole) == ""
    assert in_rust(whole).is_valid(text) == bool(ecma_regex(whole).search(text))


@given(PATTERNS, st.sampled_from("ab1-."), st.sampled_from("ab1-."))
@runs(300)
def test_python_is_done_with_a_pattern_that_is_taken(pattern, one, other):
    """Take what would keep it busy for ages: many rounds, and then no match."""
    assume(objection(pattern) == "")
    for text in (one * 60, (one + other) * 30):
        ecma_regex(f"^(?:{pattern})$").search(f"{text}\n")


def test_a_pattern_of_a_type_of_ones_own_is_refused_at_its_place(tmp_path):
    reference = {"$ref": "../../types/own.json#/$defs/code", "description": "A code."}
    write_event(tmp_path, "x_claimed", {"code": reference})
    (tmp_path / "types").mkdir()
    own = '{"$defs": {"code": {"x-kind": "text", "type": "string", "pattern": "^(a+)+$"}}}'
    (tmp_path / "types" / "own.json").write_text(own, encoding="utf-8")
    with pytest.raises(CatalogError, match=DOUBLING) as error:
        Catalog.load(tmp_path).get("x_claimed")
    assert error.value.source == "events/x_claimed/1.0.0.json"
    assert error.value.pointer == "/properties/context/properties/code/pattern"
