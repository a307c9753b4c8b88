"""The strategies of the test kit over catalogues that nobody wrote: all that a schema may say."""

from __future__ import annotations

import functools
import itertools
import tempfile
from pathlib import Path

from hypothesis import assume, given
from hypothesis import strategies as st

from event_strategies import runs
from ootb_events.catalog import Catalog, check
from ootb_events.codec import codec_for
from ootb_events.errors import ConfigurationError
from ootb_events.testing.strategies import events, invalid_payloads, journeys, payloads
from ootb_events.validation import PROFILES, RULES, available_engines, validate
from schema_files import DIALECT, parameter, write_event, write_json, write_overlay

ENGINES = available_engines()
STANDING = {"OOTB302", "OOTB303"}

# What a catalogue may say

TYPES = {
    "text": {"x-kind": "text", "type": "string"},
    "name": {"x-kind": "identifier", "type": "string"},
    "identifier": {"x-kind": "identifier", "type": ["string", "number"]},
    "number": {"x-kind": "number", "type": "number"},
    "count": {"x-kind": "number", "type": "integer"},
    "date": {"x-kind": "date", "type": "string", "format": "date"},
    "date-time": {"x-kind": "date-time", "type": "string", "format": "date-time"},
    "only-yes": {"x-kind": "flag", "x-wire": "yes-no", "enum": ["Yes"]},
}
PUBLISHED = (
    *("text", "identifier", "number", "flag", "flag-yes-no", "flag-one-zero"),
    *("date-time", "date", "local-date-time", "long-text"),
)
PATTERNS = ("^[A-Z]{3}$", "^[a-z]{0,5}$", "[0-9]", "^x", "^[a-z]+@[a-z]+$", "^(red|0|)$")
TEXTS = ("red", "0", "ABC", "Blue sky", "x@y", "2026-06-09", "a", "\u00e9t\u00e9")
NUMBERS = (0, 1, 0.5, -3, 250, 1000, 2**53 - 1)

some_texts = st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3, unique_by=str.lower)
some_numbers = st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=3, unique=True)
LIMITS = {
    "maxLength": st.sampled_from((1, 3, 20, 300)),
    "minLength": st.just(1),
    "pattern": st.sampled_from(PATTERNS),
    "enum": some_texts,
    "x-values": st.fixed_dictionaries(
        {"are": st.sampled_from(("listed", "examples")), "values": some_texts}
    ),
}
DAYS = {"pattern": st.sampled_from(("^20", "-01", "^[a-z]"))}
BOUNDS = {
    "minimum": st.sampled_from((-5, 0, 0.25, 150)),
    "maximum": st.sampled_from((0, 0.75, 200, 10**6)),
    "enum": some_numbers,
}
REQUIREMENTS = st.fixed_dictionaries(
    {},
    optional={
        "platform": st.sampled_from(("mandatory", "optional")),
        "opti-x": st.sampled_from(("mandatory", "optional")),
        "ebi": st.sampled_from(("mandatory", "conditional", "enrichment", "optional")),
    },
).filter(bool)


@st.composite
def parameters(draw, key, kinds=(*TYPES, *PUBLISHED)):
    """Draw a parameter, most often with few limits."""
    kind = draw(st.sampled_from(kinds))
    own = kind in TYPES and draw(st.sampled_from((True, False)[: 1 + (kind in PUBLISHED)]))
    document = parameter(kind)
    if own:
        document["$ref"] = f"../../types/own.json#/$defs/{kind}"
    limits = {}
    if kind in {"text", "name", "identifier", "long-text"}:
        limits = LIMITS
    elif kind in {"number", "count"}:
        limits = BOUNDS
    elif kind in {"date", "date-time"}:
        limits = DAYS
    if not own:
        limits = {word: limits[word] for word in limits if word[0] in "epx"}
    if kind == "long-text":
        limits = {**limits, "maxLength": LIMITS["maxLength"]}
    words = draw(st.lists(st.sampled_from(sorted(limits)), max_size=2)) if limits else ()
    document |= {word: draw(limits[word]) for word in words}
    if draw(st.booleans()):
        document["x-requirement"] = draw(REQUIREMENTS)
    if draw(st.integers(0, 3)) == 3:
        document["x-aliases"] = [f"{key}_old", f"{key.upper()}"]
    if draw(st.booleans()):
        document["x-pii"] = draw(st.sampled_from((True, "customer-id")))
    return document


@st.composite
def relations(draw, keys):
    """Draw a relation; where there are too few keys, it compares one with itself."""
    key = itertools.cycle(draw(st.permutations(keys)))
    kind = draw(st.sampled_from(("order", "past", "sum", "rate", "odds")))
    rule = {"check": kind, **{word: next(key) for word in WORDS.get(kind, ())}}
    if kind == "sum":
        rule["plus"] = [next(key) for _ in range(draw(st.integers(1, 2)))]
        if draw(st.booleans()):
            rule["minus"] = [next(key)]
    if kind == "rate":
        rule["unit"] = draw(st.sampled_from(("fraction", "percent")))
        if draw(st.booleans()):
            rule |= {"before": next(key), "after": next(key)}
    return rule


WORDS = {
    "order": ("earlier", "later"),
    "past": ("date",),
    "sum": ("total",),
    "rate": ("rate",),
    "odds": ("numerator", "denominator", "decimal", "american"),
}
KEYS = tuple(f"shop_{letter}" for letter in "abcdefgh")
NAMES = ("shop_one", "shop_two", "shop_three")
GROUPS = (
    (*TYPES, *PUBLISHED),
    ("text", "identifier", "name"),
    ("number", "count", "number", "flag-one-zero"),
    ("date-time", "local-date-time", "date", "date-time"),
)


@st.composite
def versions(draw, name):
    """Draw what one version of an event says, as arguments of ``write_event``."""
    keys = draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=6, unique=True))
    kinds = draw(st.sampled_from(GROUPS))
    described = {key: draw(parameters(key, kinds)) for key in keys}
    words = {}
    if kinds not in GROUPS[:2] or draw(st.integers(0, 7)) == 7:
        words["x-rules"] = draw(st.lists(relations(keys), min_size=1, max_size=3))
    if draw(st.booleans()):
        words["x-overwrites-profile"] = True
    if draw(st.integers(0, 3)) == 3:
        words["x-superseded-by"] = {"event": next(each for each in NAMES if each != name)}
    others = st.lists(st.sampled_from(NAMES), min_size=1, max_size=2, unique=True)
    same = st.lists(st.sampled_from(KEYS), min_size=1, max_size=2, unique=True)
    if draw(st.booleans()):
        words["x-follows"] = {"events": draw(others), "same": draw(same)}
        if draw(st.booleans()):
            words["x-follows"]["ends"] = True
    if keys and draw(st.integers(0, 3)) == 3:
        order = [[value] for value in draw(some_texts)]
        if len(order) > 1:
            words["x-stages"] = {
                "parameter": draw(st.sampled_from(keys)),
                "order": order,
                "same": draw(same),
            }
    if draw(st.integers(0, 3)) == 3:
        words["x-suspends"] = draw(others)
    return described, words


@st.composite
def items(draw):
    number = draw(st.sampled_from(("(0|[1-9][0-9]*)", "([1-9][0-9]*)")))
    named = draw(st.lists(st.sampled_from(("name", "price", "x")), min_size=1, unique=True))
    found = {}
    for name in named:
        document = draw(parameters(name))
        document = {k: v for k, v in document.items() if k not in {"x-aliases", "x-requirement"}}
        found[f"^shop_item_{number}_{name}$"] = document
    return {"patternProperties": found, "x-items": {"class": "Thing"}}


@st.composite
def catalogs(draw):
    """Draw a catalogue that passes every check of the library."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        types = {name: {**each, "description": "A type."} for name, each in TYPES.items()}
        head = {"$schema": DIALECT, "title": "Own", "description": "Types of our own."}
        write_json(folder / "types" / "own.json", {**head, "$defs": types})
        for name in draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True)):
            for version in draw(st.sampled_from((("1.0.0",), ("1.0.0", "1.1.0")))):
                described, words = draw(versions(name))
                document = {**words}
                if draw(st.integers(0, 3)) == 3:
                    document["properties"] = {
                        "event": {"const": name},
                        "context": {"properties": described, **draw(items())},
                    }
                write_event(folder, name, described, version, **document)
        if draw(st.booleans()):
            write_overlay(folder, {"shop_till": draw(parameters("shop_till"))}, name, version)
        assert check.check_folder(folder) == ()
        catalog = Catalog.load(folder)
        assert {schema.key for schema in catalog.schemas()} == set(catalog)  # all are read by now
        return catalog


# What holds for all of them


def found_in(payload, version, profile, catalog):
    first, *others = (
        validate(payload, version=version, profile=profile, catalog=catalog, engine=engine)
        for engine in ENGINES
    )
    assert all(other == first for other in others)
    return {(each.rule, each.severity, each.pointer) for each in first.findings}


def drawn(data, make):
    """Draw from a strategy, unless it says that there is nothing to draw."""
    try:
        strategy = make()
    except ConfigurationError:
        return None
    try:
        return data.draw(strategy)
    except ConfigurationError:
        return None


@given(st.data(), catalogs(), st.sampled_from(PROFILES))
@runs(25)
def test_nothing_is_to_be_said_about_what_is_drawn(data, catalog, profile):
    key = data.draw(st.sampled_from(sorted(catalog)))
    version = data.draw(st.sampled_from(catalog.versions(key)))
    chosen = {"version": version, "profile": profile, "catalog": catalog}
    event = drawn(data, lambda: events(key, **chosen))
    payload = drawn(data, lambda: payloads(key, **chosen))
    assert (event is None) == (payload is None)
    assume(event is not None)
    for each in (codec_for(catalog).to_payload(event, tenant=1), payload):
        assert {rule for rule, _, _ in found_in(each, **chosen)} <= STANDING


@given(st.data(), catalogs(), st.sampled_from(PROFILES))
@runs(50)
def test_a_fault_makes_the_finding_that_is_promised_and_no_other(data, catalog, profile):
    count = 0
    for schema, rule in itertools.product(catalog.schemas(), RULES):
        chosen = {"version": schema.version, "profile": profile, "catalog": catalog}
        make = functools.partial(invalid_payloads, schema.key, rule=rule, **chosen)
        fault = drawn(data, make)
        if fault is None:
            continue
        count += 1
        found = found_in(fault.payload, **chosen)
        promised = (fault.rule, fault.severity, fault.pointer)
        assert promised in found
        besides = {name for name, _, _ in found - {promised}} - STANDING
        assert besides <= ({"OOTB206"} if rule == "OOTB208" else set())
    assume(count)


@given(st.data(), catalogs(), st.sampled_from(PROFILES))
@runs(25)
def test_a_journey_goes_forward_as_the_schemas_say(data, catalog, profile):
    journey = drawn(data, lambda: journeys(profile=profile, catalog=catalog))
    assume(journey is not None)
    assert len(journey) in range(1, 11)
    for before, after in itertools.pairwise(journey):
        assert before.timestamp < after.timestamp
    first = beginners(catalog)
    for number, event in enumerate(journey):
        payload = codec_for(catalog).to_payload(event, tenant=1)
        found = found_in(payload, event.schema_version, profile, catalog)
        assert {rule for rule, _, _ in found} <= STANDING
        happened = {each.event_key for each in journey[:number]}
        schema = catalog.get(event.event_key)
        assert schema.key in first or happened & set(schema.follows.events)


def beginners(catalog):
    """List the events that wait for none of the others, but for those in a circle."""
    before = {
        key: set(follows.events if (follows := catalog.get(key).follows) else ()) & set(catalog)
        for key in catalog
    }
    reachable = {key for key in before if not before[key]}
    for _ in before:
        reachable |= {key for key in before if before[key] & reachable}
    return {key for key in before if not before[key] or key not in reachable}
