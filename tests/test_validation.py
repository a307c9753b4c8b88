"""What is said about a payload: each fault, at its place, by both engines, and nothing private."""

from __future__ import annotations

import copy
import json
import math
import threading
import traceback
from collections import Counter, OrderedDict
from datetime import datetime, timezone
from decimal import Decimal
from types import MappingProxyType

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from event_strategies import (
    AT_ODDS,
    MAX_SAFE,
    ODD_JSON,
    ODD_KEYS,
    ODD_PYTHON,
    SCHEMAS,
    accepted,
    json_objects,
    json_values,
    mutated,
    name_of,
    near_misses,
    payloads,
    runs,
)
from ootb_events.catalog import Catalog, schema_folder
from ootb_events.errors import ConfigurationError, InvalidEventError
from ootb_events.validation import (
    PROFILES,
    RULES,
    Finding,
    Fix,
    Report,
    Severity,
    Validator,
    available_engines,
    validate,
    validator_for,
)
from ootb_events.validation import _engines as engines
from ootb_events.validation._discern import among
from schema_files import parameter, payload_of, write_event, write_foundation

ENGINES = available_engines()
CURRENT = [schema for schema in SCHEMAS if Catalog.default().is_current(schema)]
LOGIN = payload_of(
    "ootb_login",
    {
        "ootb_login_timestamp": "2026-06-09T12:00:00Z",
        "ootb_balance": 1.5,
        "ootb_is_first_login": True,
        "ootb_language": "en",
    },
)
E, W = Severity.ERROR, Severity.WARNING

pytestmark = pytest.mark.skipif(len(ENGINES) < 2, reason="one engine has nothing to differ from")


def triples(report):
    return [(found.rule, found.severity, found.pointer) for found in report.findings]


def with_context(**changes):
    return {**LOGIN, "context": {**LOGIN["context"], **changes}}


def without(payload, *names):
    return {name: value for name, value in payload.items() if name not in names}


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Build a catalogue that has what the published one does not have yet."""
    folder = write_foundation(tmp_path_factory.mktemp("shop") / "schemas")
    asked = {"platform": "mandatory", "opti-x": "mandatory", "ebi": "mandatory"}
    write_event(
        folder,
        "shop_order",
        {
            "shop_id": parameter("identifier", x_requirement=asked),
            "shop_amount": parameter(
                "number", x_requirement={"opti-x": "mandatory", "ebi": "optional"}
            ),
            "shop_kind": parameter("text", x_requirement={"ebi": "conditional"}),
            "shop_note": parameter("text", x_requirement={"ebi": "enrichment"}),
            "shop_brand": parameter(
                "text", x_requirement={"opti-x": "mandatory"}, x_aliases=["shopBrand"]
            ),
        },
    )
    write_event(
        folder,
        "shop_values",
        {
            "shop_state": parameter(
                "text",
                enum=["Open", "On hold!", "(a|b)", "^]\\-[", "\U0001f600", "Été"],
                x_value_names={"Open": "not paid"},
            ),
            "shop_rate": parameter("number", enum=[0, 0.5, 1], x_value_names={"0": "none"}),
            "shop_colour": parameter(
                "text", x_values={"are": "listed", "values": ["Red", "Dark-Blue"]}
            ),
            "shop_size": parameter("text", x_values={"are": "examples", "values": ["S", "M"]}),
            "shop_paid": parameter("flag-one-zero"),
            "shop_gift": parameter("flag-yes-no"),
            "shop_code": parameter("text", pattern="^[A-Z]{3}$"),
            "shop_secret": parameter("text", enum=["A1", "B2"], x_pii=True),
            "shop_secret_colour": parameter(
                "text", x_values={"are": "listed", "values": ["C3"]}, x_pii=True
            ),
            "shop_share": parameter("number-of-shares"),
        },
    )
    types = folder / "types" / "1.0.0.json"
    known = json.loads(types.read_text(encoding="utf-8"))
    bounded = {"description": "Bounded.", "x-kind": "number", "type": "number"}
    known["$defs"]["number-of-shares"] = {**bounded, "minimum": 0, "maximum": 100}
    types.write_text(json.dumps(known), encoding="utf-8")
    write_event(
        folder,
        "shop_profile",
        {
            "shop_name": parameter("text", x_pii=True),
            "shop_day": parameter("date"),
            "shop_brand": parameter("text", x_aliases=["shopBrand"]),
        },
        x_overwrites_profile=True,
    )
    successor = {"event": "shop_order"}
    write_event(folder, "shop_old", {"shop_a": parameter("text")}, x_superseded_by=successor)
    text = parameter("text")
    write_event(folder, "shop_drift", {"shop_a": text, "shop_b": text, "shop_c": text})
    write_event(folder, "shop_drift", {"shop_a": text, "shop_d": text}, "2.0.0")
    write_event(folder, "shop_drift", {"shop_a": parameter("number"), "shop_e": text}, "3.0.0")
    return Catalog.load(folder)


@pytest.fixture(scope="module")
def shop_schemas(shop):
    return tuple(shop.schemas())


# Bad input, and what it gets

ROWS = {
    "clean": (LOGIN, []),
    "empty context": ({**LOGIN, "context": {}}, []),
    "no JSON": ("{'a': 1}", [("OOTB001", E, "")]),
    "two documents": ("{}{}", [("OOTB001", E, "")]),
    "cut off": ('{"tenant": 1', [("OOTB001", E, "")]),
    "NaN": ('{"tenant": NaN}', [("OOTB001", E, "")]),
    "empty": ("", [("OOTB007", E, "")]),
    "blank": (b" \n ", [("OOTB007", E, "")]),
    "no UTF-8": (b'{"tenant": "\xff"}', [("OOTB002", E, "")]),
    "UTF-16": ("{}".encode("utf-16"), [("OOTB002", E, "")]),
    "byte order mark": ("\ufeff" + json.dumps(LOGIN), [("OOTB003", W, "")]),
    "byte order mark only": ("\ufeff", [("OOTB007", E, "")]),
    "duplicate key": (
        json.dumps(LOGIN).replace('"ootb_balance"', '"ootb_language": "de", "ootb_balance"'),
        [("OOTB004", E, "/context/ootb_language")],
    ),
    "duplicate keys": (
        json.dumps(LOGIN)[:-1] + ', "tenant": 1042, "customer": "c"}',
        [("OOTB004", E, "/tenant"), ("OOTB004", E, "/customer")],
    ),
    "byte order mark and duplicate key": (
        b"\xef\xbb\xbf" + json.dumps(LOGIN).encode()[:-1] + b', "tenant": 1042}',
        [("OOTB003", W, ""), ("OOTB004", E, "/tenant")],
    ),
    "deep": ("[" * 1_000_000, [("OOTB001", E, "")]),
    "deep within": (
        json.dumps(LOGIN).replace("1.5", "[" * 200 + "]" * 200),
        [("OOTB001", E, "")],
    ),
    "huge number": (json.dumps(LOGIN).replace("1.5", "1" * 400), [("OOTB001", E, "")]),
    "lone surrogate in text": (
        json.dumps(LOGIN).replace('"en"', '"\\ud800"'),
        [("OOTB001", E, "")],
    ),
    "array": ("[]", [("OOTB005", E, "")]),
    "array of an event": ([LOGIN], [("OOTB005", E, "")]),
    "text in text": (json.dumps(json.dumps(LOGIN)), [("OOTB005", E, "")]),
    "null": ("null", [("OOTB005", E, "")]),
    "number": (b"5", [("OOTB005", E, "")]),
    "None": (None, [("OOTB005", E, "")]),
    "no mapping": (object(), [("OOTB005", E, "")]),
    "byte array": (bytearray(b"5"), [("OOTB005", E, "")]),
    "nothing": (
        {},
        [("OOTB101", E, "")] * 4 + [("OOTB102", E, "")],
    ),
    "unknown event": ({**LOGIN, "event": "ootb_logn"}, [("OOTB107", E, "/event")]),
    "event in another case": ({**LOGIN, "event": "OOTB_Login"}, [("OOTB107", E, "/event")]),
    "event number": ({**LOGIN, "event": 5}, [("OOTB201", E, "/event")]),
    "event null": ({**LOGIN, "event": None}, [("OOTB201", E, "/event")]),
    "event empty": ({**LOGIN, "event": ""}, [("OOTB101", E, "/event")]),
    "event too long": (
        {**LOGIN, "event": "e" * 256},
        [("OOTB107", E, "/event"), ("OOTB202", E, "/event")],
    ),
    "no event": (without(LOGIN, "event"), [("OOTB101", E, "")]),
    "no tenant": (without(LOGIN, "tenant"), [("OOTB101", E, "")]),
    "no timestamp": (without(LOGIN, "timestamp"), [("OOTB101", E, "")]),
    "no context": (without(LOGIN, "context"), [("OOTB101", E, "")]),
    "no identity": (without(LOGIN, "customer"), [("OOTB102", E, "")]),
    "empty identity": ({**LOGIN, "customer": ""}, [("OOTB102", E, "")]),
    "two empty identities": ({**LOGIN, "customer": "", "visitor": ""}, [("OOTB102", E, "")]),
    "two identities": ({**LOGIN, "visitor": "v"}, [("OOTB103", W, "")]),
    "identity number": ({**LOGIN, "customer": 5}, [("OOTB201", E, "/customer")]),
    "identity null": ({**LOGIN, "customer": None}, [("OOTB201", E, "/customer")]),
    "identity too long": ({**LOGIN, "customer": "c" * 256}, [("OOTB202", E, "/customer")]),
    "visitor only": ({**without(LOGIN, "customer"), "visitor": "v"}, []),
    "tenant string": ({**LOGIN, "tenant": "1042"}, [("OOTB201", E, "/tenant")]),
    "tenant boolean": ({**LOGIN, "tenant": True}, [("OOTB201", E, "/tenant")]),
    "tenant fraction": ({**LOGIN, "tenant": 1.5}, [("OOTB201", E, "/tenant")]),
    "tenant integral": ({**LOGIN, "tenant": 1042.0}, []),
    "tenant beyond": ({**LOGIN, "tenant": MAX_SAFE + 1}, [("OOTB205", E, "/tenant")]),
    "tenant far below": ({**LOGIN, "tenant": -(10**5000)}, [("OOTB205", E, "/tenant")]),
    "timestamp empty": ({**LOGIN, "timestamp": ""}, [("OOTB101", E, "/timestamp")]),
    "timestamp number": ({**LOGIN, "timestamp": 1780000000}, [("OOTB201", E, "/timestamp")]),
    "timestamp ISO": (
        {**LOGIN, "timestamp": "2026-06-09T12:00:00.250000Z"},
        [("OOTB104", E, "/timestamp")],
    ),
    "timestamp without zone": (
        {**LOGIN, "timestamp": "2026-06-09 12:00:00.250000"},
        [("OOTB104", E, "/timestamp")],
    ),
    "timestamp of no day": (
        {**LOGIN, "timestamp": "2026-02-29 12:00:00.250000 UTC"},
        [("OOTB104", E, "/timestamp")],
    ),
    "timestamp seven digits": (
        {**LOGIN, "timestamp": "2026-06-09 12:00:00.2500000 UTC"},
        [("OOTB104", E, "/timestamp")],
    ),
    "timestamp three digits": (
        {**LOGIN, "timestamp": "2026-06-09 12:00:00.250 UTC"},
        [("OOTB105", W, "/timestamp")],
    ),
    "timestamp no digits": (
        {**LOGIN, "timestamp": "2026-06-09 12:00:00 UTC"},
        [("OOTB105", W, "/timestamp")],
    ),
    "unknown property": ({**LOGIN, "user": "c"}, [("OOTB106", W, "/user")]),
    "context null": ({**LOGIN, "context": None}, [("OOTB201", E, "/context")]),
    "context array": ({**LOGIN, "context": []}, [("OOTB201", E, "/context")]),
    "context text": ({**LOGIN, "context": "{}"}, [("OOTB201", E, "/context")]),
    "parameter null": (
        with_context(ootb_language=None),
        [("OOTB201", E, "/context/ootb_language")],
    ),
    "parameter object": (
        with_context(ootb_language={}),
        [("OOTB201", E, "/context/ootb_language")],
    ),
    "parameter array": (with_context(ootb_balance=[1]), [("OOTB201", E, "/context/ootb_balance")]),
    "parameter too long": (
        with_context(ootb_language="e" * 256),
        [("OOTB202", E, "/context/ootb_language")],
    ),
    "parameter just so long": (with_context(ootb_language="\U0001f600" * 255), []),
    "boolean as number": (
        with_context(ootb_balance=True),
        [("OOTB201", E, "/context/ootb_balance")],
    ),
    "number as boolean": (
        with_context(ootb_is_first_login=1),
        [("OOTB201", E, "/context/ootb_is_first_login")],
    ),
    "text as boolean": (
        with_context(ootb_is_first_login="true"),
        [("OOTB201", E, "/context/ootb_is_first_login")],
    ),
    "text as number": (with_context(ootb_balance="1.5"), [("OOTB201", E, "/context/ootb_balance")]),
    "number as text": (with_context(ootb_language=5), [("OOTB201", E, "/context/ootb_language")]),
    "number beyond": (
        with_context(ootb_balance=MAX_SAFE + 1),
        [("OOTB205", E, "/context/ootb_balance")],
    ),
    "number at the bound": (with_context(ootb_balance=-MAX_SAFE), []),
    "date-time without offset": (
        with_context(ootb_login_timestamp="2026-06-09T12:00:00"),
        [("OOTB204", E, "/context/ootb_login_timestamp")],
    ),
    "date-time with offset": (with_context(ootb_login_timestamp="2026-06-09T12:00:00+05:45"), []),
    "closed value": (
        payload_of("ootb_self_exclusion_initiated", {"ootb_exclusion_type": 2}),
        [("OOTB203", E, "/context/ootb_exclusion_type")],
    ),
    "closed value as boolean": (
        payload_of("ootb_self_exclusion_initiated", {"ootb_exclusion_type": True}),
        [("OOTB201", E, "/context/ootb_exclusion_type")],
    ),
    "closed value with a point": (
        payload_of("ootb_self_exclusion_initiated", {"ootb_exclusion_type": 1.0}),
        [],
    ),
    "listed value": (
        payload_of("ootb_registration", {"ootb_status": "Pending"}),
        [("OOTB211", W, "/context/ootb_status")],
    ),
    "listed value in another case": (
        payload_of("ootb_registration", {"ootb_status": "cOMPLETED"}),
        [],
    ),
    "other encoding": (
        payload_of("ootb_registration", {"ootb_is_test": False}),
        [("OOTB210", W, "/context/ootb_is_test")],
    ),
    "yes-no in another case": (
        payload_of("ootb_registration", {"ootb_is_test": "no"}),
        [("OOTB201", E, "/context/ootb_is_test")],
    ),
    "blank in the profile": (
        payload_of("ootb_user_details_update", {"ootb_city": ""}),
        [("OOTB212", W, "/context/ootb_city")],
    ),
    "blank elsewhere": (payload_of("ootb_registration", {"ootb_city": ""}), []),
    "unknown parameter": (with_context(colour="red"), [("OOTB206", W, "/context/colour")]),
    "unknown parameter of any type": (
        with_context(colour={"deep": [None]}),
        [("OOTB201", E, "/context/colour"), ("OOTB206", W, "/context/colour")],
    ),
    "key to be escaped": (with_context(**{"a/b~c": 1}), [("OOTB206", W, "/context/a~1b~0c")]),
    "aliased parameter": (
        payload_of("ootb_login", {"ootb_skinId": "north"}),
        [("OOTB209", W, "/context/ootb_skinId")],
    ),
    "51 parameters": (
        with_context(**{f"n{number}": number for number in range(47)}),
        [("OOTB208", W, "/context")]
        + [("OOTB206", W, f"/context/n{number}") for number in range(47)],
    ),
    "superseded event": (
        payload_of("ootb_registration_started"),
        [("OOTB302", W, "/event")],
    ),
    "date-time without zone": (
        payload_of(
            "online_order",
            {
                **Catalog.default().get("online_order").examples[0]["context"],
                "eventdatetime": "2026-06-09T12:00:00",
            },
        ),
        [("OOTB302", W, "/event"), ("OOTB213", W, "/context/eventdatetime")],
    ),
    "end before start": (
        payload_of(
            "ootb_self_exclusion_activated",
            {
                "ootb_self_exclusion_start_date": "2026-06-09T12:00:00Z",
                "ootb_self_exclusion_expiry_date": "2026-06-09T11:59:59Z",
            },
        ),
        [("OOTB401", W, "/context/ootb_self_exclusion_expiry_date")],
    ),
    "older version": (
        payload_of("ootb_registration_failed", {"ootb_email": "a@example.com"}),
        [("OOTB301", W, "/event")],
    ),
    "Python NaN": (with_context(ootb_balance=math.nan), [("OOTB006", E, "/context/ootb_balance")]),
    "Python datetime": (
        with_context(ootb_login_timestamp=datetime(2026, 6, 9, tzinfo=timezone.utc)),
        [("OOTB006", E, "/context/ootb_login_timestamp")],
    ),
    "Python bytes": (with_context(ootb_language=b"en"), [("OOTB006", E, "/context/ootb_language")]),
    "Python surrogate": (
        with_context(ootb_language="\ud83d"),
        [("OOTB006", E, "/context/ootb_language")],
    ),
    "Python key": ({**LOGIN, 5: 5}, [("OOTB006", E, "")]),
    "Python key within": (with_context() | {"context": {None: 5}}, [("OOTB006", E, "/context")]),
    "Python Decimal": (with_context(ootb_balance=Decimal("1.5")), []),
    "Python tuple": (with_context(ootb_balance=(1,)), [("OOTB201", E, "/context/ootb_balance")]),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("payload", "expected"), ROWS.values(), ids=ROWS)
def test_bad_input_gets_its_findings(payload, expected, engine):
    report = validate(payload, engine=engine)
    assert Counter(triples(report)) == Counter(expected)
    assert report.ok == (E not in {severity for _, severity, _ in expected})
    assert all(found.message for found in report.findings)


@pytest.mark.parametrize(("payload", "expected"), ROWS.values(), ids=ROWS)
def test_strict_makes_every_warning_an_error(payload, expected):
    for _ in ("close look", "quick look"):
        strict = validate(payload, strict=True)
        assert Counter(triples(strict)) == Counter((rule, E, at) for rule, _, at in expected)
        assert strict.ok == (not expected)
        assert not strict.warnings


def test_a_hundred_megabytes_of_brackets_are_refused():
    (found,) = validate(b"[" * 100_000_000).findings
    assert (found.rule, found.pointer) == ("OOTB001", "")
    assert "nested deeper" in found.message


def test_an_unknown_version_is_a_finding():
    for engine in ENGINES:
        report = validate(LOGIN, version="9.0.0", engine=engine)
        assert triples(report) == [("OOTB108", E, "/event")]
        assert "1.0.0, 1.1.0" in report.findings[0].message


def test_every_rule_is_shown_by_a_row():
    shown = {rule for _, expected in ROWS.values() for rule, _, _ in expected}
    elsewhere = {"OOTB108", "OOTB109", "OOTB207", "OOTB303"}
    assert set(RULES) - shown == {*elsewhere, *AT_ODDS} - {"OOTB401"}


def test_rules_have_names_of_their_own():
    assert len({rule.name for rule in RULES.values()}) == len(RULES)
    assert all(rule_id == rule.id for rule_id, rule in RULES.items())
    assert all(rule.summary.endswith(".") for rule in RULES.values())
    with pytest.raises(TypeError):
        RULES["OOTB999"] = None


# Every one-step mutation


def wrong_values(kept):
    """List values that a parameter must not have, each with the rules that say so."""
    schema = kept.schema
    wrong_type = {"OOTB201"}
    yield from (("null", None, wrong_type), ("object", {}, wrong_type), ("array", [], wrong_type))
    if kept.kind == "flag":
        wrongs = ("true", "yes", 2, -1, "", "1", *((0, 1) if kept.wire != "one-zero" else ()))
        yield from ((f"flag {wrong!r}", wrong, wrong_type) for wrong in wrongs)
        return
    yield "boolean", True, wrong_type
    if kept.kind == "number":
        yield "string", "5", wrong_type
        outside = {"OOTB203"} if kept.closed_values else set()
        yield "too large", schema["maximum"] + 1, {"OOTB205"} | outside
        yield "too small", schema["minimum"] - 1, {"OOTB205"} | outside
        if kept.closed_values:
            yield "not closed", 0.25, outside
        return
    if kept.kind != "identifier":
        yield "number", 5, wrong_type
    else:
        yield "too large", MAX_SAFE + 1, {"OOTB205"}
    formats = {"OOTB204"} if kept.kind in ("date", "date-time") or "pattern" in schema else set()
    closed = {"OOTB203"} if kept.closed_values else set()
    if "maxLength" in schema:
        yield "too long", "x" * (schema["maxLength"] + 1), {"OOTB202"} | formats | closed
    if formats or closed:
        yield "other form", "2026-02-30", formats | closed
        yield "line feed", "\n", formats | closed


ENVELOPE_STEPS = {
    **{f"no {name}": (name, None, ("OOTB101", "")) for name in ("tenant", "timestamp", "context")},
    "tenant string": ("tenant", "1042", ("OOTB201", "/tenant")),
    "tenant boolean": ("tenant", False, ("OOTB201", "/tenant")),
    "tenant beyond": ("tenant", -MAX_SAFE - 1, ("OOTB205", "/tenant")),
    "timestamp form": ("timestamp", "2026-06-09", ("OOTB104", "/timestamp")),
    "timestamp empty": ("timestamp", "", ("OOTB101", "/timestamp")),
    "event": ("event", "ootb_no_such_event_at_all", ("OOTB107", "/event")),
    "event null": ("event", {}, ("OOTB201", "/event")),
    "context array": ("context", [], ("OOTB201", "/context")),
}


def one_step(schema, payload):
    """Walk a payload's mutations of one step: a name, the payload, and its errors."""
    for name, (key, value, found) in ENVELOPE_STEPS.items():
        mutant = without(payload, key) if value is None else {**payload, key: value}
        yield name, mutant, {found}
    (identity,) = {"customer", "visitor"} & payload.keys()
    yield "nobody", without(payload, identity), {("OOTB102", "")}
    yield "empty identity", {**payload, identity: ""}, {("OOTB102", "")}
    yield "identity type", {**payload, identity: 5}, {("OOTB201", f"/{identity}")}
    yield "identity length", {**payload, identity: "x" * 256}, {("OOTB202", f"/{identity}")}
    for key in payload["context"]:
        kept = schema.parameters.get(key) or schema.item.number_in(key)[1]
        for name, value, rules in wrong_values(kept):
            mutant = {**payload, "context": {**payload["context"], key: value}}
            yield f"{key} {name}", mutant, {(rule, f"/context/{key}") for rule in rules}


def assert_each_step_is_found(schema, catalog=None):
    (full,) = [e for e in schema.examples if set(e["context"]) >= set(schema.parameters)]
    steps = list(one_step(schema, full))
    assert len(steps) > 4 * len(schema.parameters)
    for name, mutant, expected in steps:
        for engine in ENGINES:
            held = validate(mutant, version=schema.version, engine=engine, catalog=catalog)
            found = {(error.rule, error.pointer) for error in held.errors}
            assert found == expected, (name, engine)
            free = validate(mutant, engine=engine, catalog=catalog)
            # What the current version does not have, it cannot hold against the payload.
            assert not free.ok or free.version != schema.version, (name, engine)


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_every_step_away_from_an_example_is_an_error_at_its_place(schema):
    assert_each_step_is_found(schema)


def test_every_step_is_found_for_kinds_that_the_published_events_do_not_have(tmp_path):
    write_foundation(tmp_path)
    parameters = {
        "shop_id": parameter("identifier"),
        "shop_paid": parameter("flag-one-zero"),
        "shop_state": parameter("text", enum=["Open", "Done"]),
        "shop_code": parameter("text", pattern="^[A-Z]{3}$"),
        "shop_day": parameter("date"),
    }
    context = dict(zip(parameters, ("7", 1, "Open", "ABC", "2026-06-09"), strict=True))
    examples = [payload_of("shop_order", context)]
    write_event(tmp_path, "shop_order", parameters, examples=examples)
    catalog = Catalog.load(tmp_path)
    assert_each_step_is_found(catalog.get("shop_order"), catalog)


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_all_faults_are_found_and_not_the_first_one_only(schema):
    wrong = {
        key: [(value, rules) for _, value, rules in wrong_values(kept)]
        for key, kept in schema.parameters.items()
    }
    choices = st.fixed_dictionaries({}, optional={k: st.sampled_from(v) for k, v in wrong.items()})

    @runs(12)
    @given(choices, st.booleans())
    def law(chosen, nobody):
        payload = payload_of(schema.key, {key: value for key, (value, _) in chosen.items()})
        payload["tenant"] = "1042"
        expected = {
            (rule, f"/context/{key}") for key, (_, rules) in chosen.items() for rule in rules
        }
        expected.add(("OOTB201", "/tenant"))
        if nobody:
            del payload["customer"]
            expected.add(("OOTB102", ""))
        for engine in ENGINES:
            report = validate(payload, version=schema.version, engine=engine)
            assert {(found.rule, found.pointer) for found in report.errors} == expected

    law()


def test_findings_come_as_the_payload_reads():
    payload = {
        "context": {"ootb_balance": "1", "zebra": 1, "ootb_language": 5},
        "event": "ootb_login",
        "aardvark": 1,
        "tenant": "1042",
        "timestamp": "",
        "visitor": 5,
    }
    for engine in ENGINES:
        assert [found.pointer for found in validate(payload, engine=engine).findings] == [
            "/tenant",
            "/timestamp",
            "/visitor",
            "/aardvark",
            "/context/ootb_balance",
            "/context/zebra",
            "/context/ootb_language",
        ]


# Profiles


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ("platform", {"shop_id": W}),
        ("opti-x", {"shop_id": E, "shop_amount": E, "shop_brand": E}),
        ("ebi", {"shop_id": E, "shop_kind": W}),
    ],
)
def test_a_profile_says_what_must_be_there(shop, profile, expected, engine):
    payload = payload_of("shop_order")
    report = validate(payload, profile=profile, catalog=shop, engine=engine)
    found = {f.message.split(" ")[0]: f.severity for f in report.findings}
    assert found == expected
    assert {(f.rule, f.pointer) for f in report.findings} == {("OOTB207", "/context")}
    assert report.ok == (E not in expected.values())
    strict = validate(payload, profile=profile, catalog=shop, engine=engine, strict=True)
    assert [f.severity for f in strict.findings] == [E] * len(expected)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_parameter_under_another_spelling_is_not_missing(shop, engine):
    payload = payload_of("shop_order", {"shop_id": "1", "shop_amount": 1, "shopBrand": "north"})
    report = validate(payload, profile="opti-x", catalog=shop, engine=engine)
    assert triples(report) == [("OOTB209", W, "/context/shopBrand")]


def test_a_null_is_not_missing_but_wrong(shop):
    payload = payload_of("shop_order", {"shop_id": None})
    assert triples(validate(payload, catalog=shop)) == [("OOTB201", E, "/context/shop_id")]


def test_what_nobody_documented_as_mandatory_may_be_missing():
    for profile in PROFILES:
        for schema in SCHEMAS:
            if not schema.superseded_by:
                report = validate(payload_of(schema.key), version=schema.version, profile=profile)
                assert {found.rule for found in report.findings} <= {"OOTB207", "OOTB303"}


@pytest.mark.parametrize("profile", ["", "strict", "EBI", "optix"])
def test_a_profile_that_does_not_exist_is_refused(profile):
    with pytest.raises(ConfigurationError, match="platform, opti-x, ebi"):
        validate(LOGIN, profile=profile)


# Values


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("context", "expected"),
    [
        ({"shop_state": "Open"}, []),
        ({"shop_state": "oPEN"}, []),
        ({"shop_state": "on hold!"}, []),
        ({"shop_state": "(A|b)"}, []),
        ({"shop_state": "a"}, [("OOTB203", E)]),
        ({"shop_state": "^]\\-["}, []),
        ({"shop_state": "^]\\"}, [("OOTB203", E)]),
        ({"shop_state": "\U0001f600"}, []),
        ({"shop_state": "\U0001f601"}, [("OOTB203", E)]),
        ({"shop_state": "Été"}, []),
        ({"shop_state": "Opened"}, [("OOTB203", E)]),
        ({"shop_state": "Open\n"}, [("OOTB203", E)]),
        ({"shop_state": " Open"}, [("OOTB203", E)]),
        ({"shop_state": ""}, [("OOTB203", E)]),
        ({"shop_state": "On\u00a0hold!"}, [("OOTB203", E)]),
        ({"shop_rate": 0.5}, []),
        ({"shop_rate": 1.0}, []),
        ({"shop_rate": -0.0}, []),
        ({"shop_rate": Decimal("0.5")}, []),
        ({"shop_rate": 0.25}, [("OOTB203", E)]),
        ({"shop_rate": False}, [("OOTB201", E)]),
        ({"shop_colour": "dark-blue"}, []),
        ({"shop_colour": "DarkxBlue"}, [("OOTB211", W)]),
        ({"shop_colour": ""}, [("OOTB211", W)]),
        ({"shop_size": "XXL"}, []),
        ({"shop_paid": 1}, []),
        ({"shop_paid": 0.0}, []),
        ({"shop_paid": True}, [("OOTB210", W)]),
        ({"shop_paid": 2}, [("OOTB201", E)]),
        ({"shop_paid": "1"}, [("OOTB201", E)]),
        ({"shop_paid": "Yes"}, [("OOTB201", E)]),
        ({"shop_gift": "No"}, []),
        ({"shop_gift": False}, [("OOTB210", W)]),
        ({"shop_gift": 0}, [("OOTB201", E)]),
        ({"shop_code": "ABC"}, []),
        ({"shop_code": "ABC\n"}, [("OOTB204", E)]),
        ({"shop_code": "xABC"}, [("OOTB204", E)]),
        ({"shop_secret": "a1"}, []),
        ({"shop_secret": "zzz"}, [("OOTB203", E)]),
        ({"shop_secret_colour": "zzz"}, [("OOTB211", W)]),
        ({"shop_share": 100}, []),
        ({"shop_share": 100.5}, [("OOTB205", E)]),
        ({"shop_share": -1}, [("OOTB205", E)]),
    ],
)
def test_values_are_held_to_what_is_known_of_them(shop, context, expected, engine):
    report = validate(payload_of("shop_values", context), catalog=shop, engine=engine)
    (key,) = context
    assert triples(report) == [(rule, severity, f"/context/{key}") for rule, severity in expected]
    if "zzz" in context.values():
        assert "zzz" not in str(report)
        assert "a string of 3 characters" in report.findings[0].message


def message_of(catalog, context, key="shop_values"):
    (found,) = validate(payload_of(key, context), catalog=catalog).findings
    return found.message, found.hint


def test_messages_say_what_was_expected(shop):
    message, hint = message_of(shop, {"shop_state": "Opeen"})
    assert message.startswith("'Opeen' is not one of 'Open' (not paid), 'On hold!', ")
    assert hint == "did you mean 'Open'?"
    message, _ = message_of(shop, {"shop_rate": 7})
    assert message == "7 is not one of 0 (none), 0.5, 1"
    message, hint = message_of(shop, {"shop_colour": "Reed"})
    assert (message, hint) == (
        "'Reed' is not among the values named: Red, Dark-Blue",
        "did you mean 'Red'?",
    )
    assert message_of(shop, {"shop_colour": "zebra"})[1] == ""
    message, hint = message_of(shop, {"shop_paid": True})
    assert (message, hint) == ("the reference's example sends 1 and 0 here", "send 1")
    assert message_of(shop, {"shop_share": 101})[0] == "a number above 100"
    assert message_of(shop, {"shop_share": -0.5})[0] == "a number below 0"
    message, hint = message_of(shop, {"shop_share": "5"})
    assert (message, hint) == ("expected a number, got a string", "send it without quotes")
    message, hint = message_of(shop, {"shop_size": None})
    assert message == "expected a string, got null"
    assert hint == "leave the parameter out when there is no value"
    message, hint = message_of(shop, {"shop_id": MAX_SAFE + 1}, "shop_order")
    assert message == "a number beyond (2^53 - 1) is not carried exactly"
    assert hint == "send a long identifier as a string"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("context", "expected"),
    [
        ({"shop_name": ""}, [("OOTB212", W, "/context/shop_name")]),
        ({"shop_name": " "}, []),
        ({"shop_day": ""}, [("OOTB204", E, "/context/shop_day")]),
        ({"shop_brand": ""}, [("OOTB212", W, "/context/shop_brand")]),
    ],
)
def test_an_empty_text_would_blank_the_profile(shop, context, expected, engine):
    report = validate(payload_of("shop_profile", context), catalog=shop, engine=engine)
    assert triples(report) == expected


@pytest.mark.parametrize("engine", ENGINES)
def test_a_superseded_event_names_its_successor(shop, engine):
    payload = payload_of("shop_old", {"shop_a": 5})
    report = validate(payload, catalog=shop, engine=engine)
    assert triples(report) == [("OOTB302", W, "/event"), ("OOTB201", E, "/context/shop_a")]
    assert report.findings[0].hint == "send shop_order instead"


# Did you mean


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_a_misspelled_parameter_gets_the_right_spelling(schema):
    spellings = {s for p in schema.parameters.values() for s in (p.key, *p.aliases)}
    for key in schema.parameters:
        bare = key.removeprefix("ootb_")
        for written in {bare, key.upper(), bare.title()} - spellings:
            payload = payload_of(schema.key, {written: "x"})
            (found,) = [
                found
                for found in validate(payload, version=schema.version).findings
                if found.rule == "OOTB206"
            ]
            assert found.hint == f"did you mean {key}?"
            assert found.fix.op == "move"
            assert (found.fix.source, found.fix.path) == (found.pointer, f"/context/{key}")
            assert found.fix.safe == (f"ootb_{written}" == key)


def test_one_wrong_letter_gets_the_right_spelling():
    (found,) = validate(with_context(ootb_langauge="en")).findings
    assert found.hint == "did you mean ootb_language?"
    assert found.fix is None, "for the parameter is there as well"


def test_a_long_key_is_shown_in_short():
    (found,) = validate(with_context(**{"\x00" + "x" * 10_000: 1})).findings
    assert found.message == f"'\\x00{'x' * 34}… is no documented parameter of ootb_login"
    assert len(found.pointer) > 10_000


def test_a_stranger_gets_no_spelling():
    (found,) = validate(with_context(zebra=1)).findings
    assert (found.hint, found.fix) == ("", None)


@pytest.mark.parametrize("schema", [s for s in CURRENT if not s.superseded_by], ids=name_of)
def test_a_misspelled_event_gets_the_right_spelling(schema):
    bare = schema.key.removeprefix("ootb_")
    for written in {bare, schema.key.upper(), f"{schema.key}s"} - set(Catalog.default()):
        (found,) = validate(payload_of(written)).findings
        assert found.hint == f"did you mean {schema.key}?"
        assert found.pointer == "/event"


def test_an_event_of_another_world_gets_a_way_to_find_out():
    (found,) = validate(payload_of("page_view")).findings
    assert found.hint == "ootb-events list shows those that are"


@pytest.mark.parametrize("engine", ENGINES)
def test_an_unknown_event_is_held_to_what_every_event_is(engine):
    payload = payload_of("page_view", {"a": "x" * 256, "b": None, "c": 5, "d": {}}, tenant="1")
    assert Counter(triples(validate(payload, engine=engine))) == Counter(
        [
            ("OOTB107", E, "/event"),
            ("OOTB201", E, "/tenant"),
            ("OOTB202", E, "/context/a"),
            ("OOTB201", E, "/context/b"),
            ("OOTB201", E, "/context/d"),
        ]
    )


def test_a_property_of_the_envelope_is_recognised():
    payload = {**without(LOGIN, "tenant"), "Tenant": 1042}
    missing, stranger = validate(payload).findings
    assert (missing.rule, stranger.rule) == ("OOTB101", "OOTB106")
    assert stranger.hint == "did you mean tenant?"


# Older versions


@pytest.mark.parametrize("engine", ENGINES)
def test_a_payload_of_an_older_version_is_one_finding(engine):
    (payload,) = Catalog.default().get("ootb_registration_failed", "1.0.0").examples
    report = validate(payload, engine=engine)
    assert triples(report) == [("OOTB301", W, "/event")]
    assert (report.version, report.ok) == ("1.0.0", True)
    (found,) = report.findings
    assert found.message == (
        "follows version 1.0.0; the current version 2.0.0 no longer has "
        "ootb_eventdatetime, ootb_email, ootb_country"
    )
    assert found.hint == ("new in 2.0.0: ootb_failure_code; move files with `ootb-events upgrade`")
    assert not validate(payload, strict=True, engine=engine).ok
    held = validate(payload, version="2.0.0", engine=engine)
    assert [found.rule for found in held.findings] == ["OOTB206"] * 3
    assert validate(payload, version="1.0.0", engine=engine).findings == ()


@pytest.mark.parametrize("engine", ENGINES)
def test_an_older_payload_that_the_current_version_refuses_is_an_error(engine):
    (payload,) = Catalog.default().get("ootb_user_details_update", "1.0.0").examples
    report = validate(payload, engine=engine)
    assert triples(report) == [("OOTB301", E, "/event")]
    assert (report.version, report.ok) == ("1.0.0", False)
    assert report.findings[0].message == (
        "follows version 1.0.0; the current version 2.0.0 reads ootb_is_email_verified, "
        "ootb_is_mobile_verified, ootb_is_blocked, ootb_is_test differently"
    )
    assert report.findings[0].hint == "move files with `ootb-events upgrade`"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("context", "version", "expected"),
    [
        ({}, "3.0.0", []),
        ({"shop_a": 1, "shop_e": "e"}, "3.0.0", []),
        ({"shop_a": "a"}, "2.0.0", [("OOTB301", E, "/event")]),
        ({"shop_a": "a", "shop_d": "d"}, "2.0.0", [("OOTB301", E, "/event")]),
        ({"shop_d": "d"}, "2.0.0", [("OOTB301", W, "/event")]),
        ({"shop_b": "b"}, "1.0.0", [("OOTB301", W, "/event")]),
        ({"shop_a": "a", "shop_b": "b"}, "1.0.0", [("OOTB301", E, "/event")]),
        (
            {"shop_a": "a", "shop_b": "b", "zebra": 1},
            "1.0.0",
            [("OOTB301", E, "/event"), ("OOTB206", W, "/context/zebra")],
        ),
        (
            {"shop_b": 5, "shop_c": "c"},
            "1.0.0",
            [("OOTB301", W, "/event"), ("OOTB201", E, "/context/shop_b")],
        ),
        ({"zebra": 1}, "3.0.0", [("OOTB206", W, "/context/zebra")]),
    ],
)
def test_the_version_that_fits_best_is_reported(shop, context, version, expected, engine):
    report = validate(payload_of("shop_drift", context), catalog=shop, engine=engine)
    assert report.version == version
    assert Counter(triples(report)) == Counter(expected)


def test_a_fault_of_the_envelope_is_no_reason_to_look_at_older_versions(shop):
    report = validate(payload_of("shop_drift", tenant="1042"), catalog=shop)
    assert (report.version, triples(report)) == ("3.0.0", [("OOTB201", E, "/tenant")])


def test_fit_names_the_version_without_holding_it_against_the_payload():
    (payload,) = Catalog.default().get("ootb_registration_failed", "1.0.0").examples
    report = validator_for().fit(payload)
    assert (report.version, report.findings) == ("1.0.0", ())
    assert validator_for().fit(payload, version="2.0.0").version == "2.0.0"
    assert validator_for().fit(json.dumps(payload)) == validate(payload)
    assert validator_for().fit(5) == validate(5)
    assert validator_for().fit({"event": "ootb_x"}) == validate({"event": "ootb_x"})


# Engines


def test_an_engine_that_does_not_exist_is_refused():
    with pytest.raises(ConfigurationError, match=r"there are jsonschema-rs, jsonschema$"):
        validate(LOGIN, engine="fastjsonschema")


def test_an_engine_that_is_not_installed_is_refused_by_name(monkeypatch):
    monkeypatch.setattr(engines, "find_spec", lambda module: module == "jsonschema" or None)
    assert available_engines() == ("jsonschema",)
    with pytest.raises(ConfigurationError, match="not installed: pip install jsonschema-rs"):
        Validator(Catalog.default(), engine="jsonschema-rs")
    alone = Validator(Catalog.default())
    assert alone.validate(LOGIN).findings == ()
    assert not alone.validate({**LOGIN, "tenant": "1042"}).ok


def same_reports(payload, *, catalog=None, versions=(None,), profile="platform"):
    for version in versions:
        first, second = (
            validate(payload, version=version, engine=engine, catalog=catalog, profile=profile)
            for engine in ENGINES
        )
        assert first == second
        assert str(first) == str(second)
        again = validate(payload, version=version, catalog=catalog, profile=profile)
        assert again == first


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_both_engines_find_the_same_in_payloads_and_their_mutations(schema):
    @runs(12)
    @given(st.data())
    def law(data):
        payload = data.draw(payloads(schema) | accepted(schema))
        same_reports(payload, versions=(schema.version,))
        same_reports(data.draw(mutated(payload)), versions=(None, schema.version))

    law()


@given(st.sampled_from(SCHEMAS).flatmap(payloads).flatmap(lambda p: mutated(p, python=True)))
@runs(250)
def test_both_engines_find_the_same_in_what_python_can_hold(payload):
    same_reports(payload)


@given(json_objects() | json_values())
@runs(300)
@example(payload={})
@example(payload={"event": "ootb_login"})
@example(payload={"event": "ootb_login", "context": {"": {}}})
@example(payload={"event": "zebra", "context": {"": None, "7": 0, "07": None, "+7": None}})
@example(payload={"": 1, "7": None, "07": {}})
def test_both_engines_find_the_same_in_any_json(payload):
    if isinstance(payload, (str, bytes)):
        payload = [payload]
    same_reports(payload)


@given(st.data())
@runs(150)
def test_both_engines_find_the_same_in_another_catalogue(shop, shop_schemas, data):
    schema = data.draw(st.sampled_from(shop_schemas))
    payload = data.draw(accepted(schema))
    same_reports(payload, catalog=shop, versions=(schema.version,))
    profile = data.draw(st.sampled_from(PROFILES))
    changed = data.draw(mutated(payload, python=True))
    same_reports(changed, catalog=shop, versions=(None, schema.version), profile=profile)


@pytest.mark.parametrize("place", ["tenant", "event", "customer", "context", "zebra"])
@pytest.mark.parametrize("odd", [*ODD_JSON, *ODD_PYTHON], ids=lambda odd: type(odd).__name__)
def test_both_engines_find_the_same_in_an_odd_envelope(place, odd):
    validate(LOGIN)
    same_reports({**LOGIN, place: odd})


@pytest.mark.parametrize(
    "place", ["ootb_balance", "ootb_language", "ootb_is_first_login", "ootb_login_timestamp"]
)
@pytest.mark.parametrize("odd", [*ODD_JSON, *ODD_PYTHON], ids=lambda odd: type(odd).__name__)
def test_both_engines_find_the_same_in_an_odd_parameter(place, odd):
    validate(LOGIN)
    same_reports(with_context(**{place: odd}))


@pytest.mark.parametrize("odd", ODD_KEYS, ids=lambda odd: type(odd).__name__)
def test_both_engines_find_the_same_with_an_odd_key(odd):
    same_reports({**LOGIN, odd: 5})
    same_reports({**LOGIN, "context": {odd: 5}})


@pytest.mark.parametrize(
    "payload",
    [
        OrderedDict(LOGIN),
        MappingProxyType(LOGIN),
        MappingProxyType({**LOGIN, "context": MappingProxyType(LOGIN["context"])}),
    ],
    ids=["OrderedDict", "mappingproxy", "nested mappingproxy"],
)
def test_every_mapping_is_an_event(payload):
    for engine in ENGINES:
        assert validate(payload, engine=engine) == validate(LOGIN)


@given(st.sampled_from(SCHEMAS).flatmap(payloads).flatmap(mutated))
@runs(150)
def test_text_is_found_to_be_what_the_mapping_is(payload):
    text = json.dumps(payload)
    assert validate(text) == validate(payload)
    assert validate(text.encode()) == validate(json.loads(text))


@given(st.sampled_from(SCHEMAS).flatmap(payloads).flatmap(lambda p: mutated(p, python=True)))
@runs(100)
def test_validating_changes_nothing(payload):
    before = copy.deepcopy(payload)
    first = validate(payload)
    assert repr(payload) == repr(before)
    assert validate(payload) == first


@given(st.binary(max_size=60) | st.text(max_size=60) | json_values().map(json.dumps))
@runs(200)
def test_no_text_is_too_odd_for_a_report(text):
    report = validate(text)
    assert isinstance(report, Report)
    assert report.findings


# Fixes


def tokens(pointer):
    return [t.replace("~1", "/").replace("~0", "~") for t in pointer.split("/")[1:]]


def applied(fix: Fix, payload):
    """Apply one operation of JSON Patch (RFC 6902) to a copy."""
    document = copy.deepcopy(payload)

    def parent(pointer):
        *way, last = tokens(pointer)
        node = document
        for token in way:
            node = node[token]
        return node, last

    value = fix.value
    if fix.op in ("move", "remove"):
        node, last = parent(fix.source or fix.path)
        value = node.pop(last)
    if fix.op != "remove":
        node, last = parent(fix.path)
        assert fix.op != "replace" or last in node
        assert fix.op == "replace" or last not in node, "nothing is overwritten"
        node[last] = value
    return document


def fixable(finding):
    return finding.fix is not None and finding.fix.safe


@given(st.sampled_from(SCHEMAS).flatmap(accepted).flatmap(mutated))
@runs(300)
@example(payload=payload_of("ootb_login", {"skin_id": "a"}))
@example(payload=payload_of("ootb_login", {"ootb_skinId": "a"}))
@example(payload=payload_of("ootb_login", {"ootb_skinId": "a", "ootb_skin_id": "b"}))
@example(payload=without(LOGIN, "context"))
def test_a_safe_fix_mends_its_finding(payload):
    report = validate(payload)
    version = report.version
    for found in filter(fixable, report.findings):
        mended = applied(found.fix, payload)
        after = validate(mended, version=version)
        assert found not in after.findings


@given(st.sampled_from(SCHEMAS).flatmap(accepted))
@runs(150)
def test_safe_fixes_leave_nothing_to_warn_of_but_values(payload):
    schema_version = validator_for().fit(payload).version
    for _ in range(200):
        report = validate(payload, version=schema_version)
        some = next(filter(fixable, report.findings), None)
        if some is None:
            break
        payload = applied(some.fix, payload)
    tolerated = {"OOTB207", "OOTB211", "OOTB212", "OOTB213", "OOTB302", *AT_ODDS}
    assert {found.rule for found in report.findings} <= tolerated


@pytest.mark.parametrize(
    ("payload", "path", "value"),
    [
        ({**LOGIN, "timestamp": "2026-06-09 12:00:00 UTC"}, "/timestamp", ".000000"),
        ({**LOGIN, "timestamp": "2026-06-09 12:00:00.12 UTC"}, "/timestamp", ".120000"),
    ],
)
def test_digits_are_filled_up(payload, path, value):
    (found,) = validate(payload).findings
    assert found.fix == Fix(
        op="replace", path=path, value=f"2026-06-09 12:00:00{value} UTC", safe=True
    )


def test_what_would_be_a_guess_is_not_safe():
    (found,) = validate(with_context(ootb_balance="-12.50")).findings
    assert found.fix == Fix(op="replace", path="/context/ootb_balance", value=-12.5, safe=False)
    for text in ("1e5", "0x10", " 5", "5.", "007", "1_000", "9" * 17, "\u0665"):
        (found,) = validate(with_context(ootb_balance=text)).findings
        assert found.fix is None, text


# Personal data

PII = [(schema, kept) for schema in SCHEMAS for kept in schema.parameters.values() if kept.pii]


def everything_said(report):
    yield str(report)
    yield repr(report)
    yield str(InvalidEventError(report))
    yield repr(InvalidEventError(report))
    for found in report.findings:
        yield from (str(found), repr(found), found.message, found.hint, found.name)


def dressed(mark):
    """Draw values of many types that hold a mark."""
    return st.sampled_from(
        [
            mark,
            f"{mark}@example.com",
            mark * 40,
            f"2026-06-09T{mark}",
            f"{mark}\n\u2028",
            {mark: mark},
            [mark],
            (mark,),
            mark.encode(),
            int(mark, 16),
            float(int(mark, 16)) + 0.5,
            Decimal(int(mark, 16)),
            10**40 + int(mark, 16),
            f"\ud800{mark}",
        ]
    )


@given(data=st.data(), mark=st.integers(16**9, 16**10 - 1).map("{:x}".format))
@runs(300)
def test_nothing_said_holds_personal_data(data, mark):
    schema, kept = data.draw(st.sampled_from(PII))
    value = data.draw(dressed(mark))
    key = data.draw(st.just(kept.key) | near_misses(kept.key))
    payload = payload_of(schema.key, {key: value, "ootb_zebra": 1})
    identity = data.draw(st.sampled_from(["customer", "visitor", "user"]))
    payload[identity] = data.draw(dressed(mark))
    if data.draw(st.booleans()):
        payload["event"] += "s"
    hidden = {mark, mark.upper(), str(int(mark, 16))}
    for version in (None, schema.version):
        for engine in ENGINES:
            report = validate(payload, version=version, engine=engine)
            assert report.findings
            for said in everything_said(report):
                assert not any(secret in said for secret in hidden)


@given(data=st.data(), mark=st.integers(16**9, 16**10 - 1).map("{:x}".format))
@runs(150)
def test_nothing_said_of_broken_text_holds_personal_data(data, mark):
    """Cut a text anywhere, or put a character where none belongs."""
    text = json.dumps(payload_of("ootb_registration", {"ootb_email": f"{mark}@example.com"}))
    at = data.draw(st.integers(0, len(text)))
    wrong = data.draw(st.sampled_from(["", "'", "\x00", ",", "}", '"', "\ud800", "NaN", "\\"]))
    rest = text[at:] if data.draw(st.booleans()) else ""
    report = validate(text[:at] + wrong + rest)
    for said in everything_said(report):
        assert mark[:6] not in said


def test_an_exception_of_a_report_holds_no_personal_data():
    payload = payload_of("ootb_registration", {"ootb_email": ["Zebra7741"]}, customer="Zebra" * 60)
    with pytest.raises(InvalidEventError) as refused:
        validate(payload).raise_for_errors()
    assert "Zebra" not in "".join(traceback.format_exception(refused.value))


def test_there_is_personal_data_to_keep():
    assert len({schema.key for schema, _ in PII}) >= 3


# Reports


def test_a_report_reads_well():
    report = validate(with_context(ootb_balance="1.5", zebra=1))
    first, second, third = str(report).split("\n")
    assert first == "ootb_login 1.1.0: 1 error, 1 warning"
    assert second.startswith("  error OOTB201 wrong-type at /context/ootb_balance: expected ")
    assert second.endswith(" a number, got a string (send it without quotes)")
    assert third.startswith("  warning OOTB206 unknown-parameter at /context/zebra: 'zebra' is ")
    assert str(validate(LOGIN)) == "ootb_login 1.1.0: nothing found"
    assert str(validate("[]")).startswith(
        "payload: 1 error\n  error OOTB005 not-an-event at the top"
    )
    info = Finding(rule="OOTB302", severity=Severity.INFO, pointer="", message="m")
    assert str(Report(event="e", version=None, findings=(info, info))).startswith("e: 2 info\n")


def test_a_report_sorts_by_severity_when_asked():
    report = validate(with_context(ootb_balance="1.5", zebra=1))
    assert [found.name for found in report.errors] == ["wrong-type"]
    assert [found.name for found in report.warnings] == ["unknown-parameter"]
    assert report.errors + report.warnings == report.findings
    assert report.strictly().errors == report.strictly().findings
    assert report.warnings, "and the report itself stays as it is"


def test_only_errors_are_raised():
    warned = validate(with_context(zebra=1))
    assert warned.raise_for_errors() is warned
    refused = validate(with_context(ootb_balance="1.5"))
    with pytest.raises(InvalidEventError) as error:
        refused.raise_for_errors()
    assert error.value.report is refused
    assert str(error.value) == str(refused)
    with pytest.raises(InvalidEventError):
        warned.strictly().raise_for_errors()


@pytest.mark.parametrize("engine", ENGINES)
def test_clean_payloads_share_a_report(engine):
    first, second = (validate(dict(LOGIN), engine=engine) for _ in range(2))
    assert first is second
    assert first.findings == ()
    assert validate(with_context(ootb_balance=7), engine=engine) is first


# Validators


def test_a_validator_is_shared_among_those_who_ask_for_the_same():
    assert validator_for() is validator_for(None) is validator_for(Catalog.default())
    others = [
        validator_for(Catalog.load(schema_folder())),
        validator_for(profile="ebi"),
        validator_for(strict=True),
        validator_for(engine="jsonschema"),
    ]
    assert len({id(validator) for validator in (validator_for(), *others)}) == 5


@pytest.mark.parametrize("engine", ENGINES)
def test_a_schema_is_compiled_once(engine):
    validator = Validator(Catalog.default(), engine=engine)
    compiled = []
    compile_it = validator._compile

    def counted(schema):
        compiled.append(schema)
        return compile_it(schema)

    validator._compile = counted
    assert compiled == []
    for _ in range(3):
        validator.validate(LOGIN)
        validator.validate({**LOGIN, "event": 5})
        validator.validate({**LOGIN, "event": "unknown"})
        validator.validate(json.dumps(LOGIN))
        validator.validate(LOGIN, version="1.1.0")
    assert len(compiled) == 2
    for _ in range(3):
        for schema in SCHEMAS:
            for payload in schema.examples:
                validator.validate(payload)
                validator.validate(payload, version=schema.version)
                validator.validate(mutant_of(payload))
    assert len(compiled) == 1 + len(SCHEMAS)


def mutant_of(payload):
    return {**payload, "tenant": "1042", "context": {"ootb_zebra": 1}}


def test_a_validator_is_safe_to_share_between_threads():
    validator = Validator(Catalog.default())
    work = [payload for schema in SCHEMAS for payload in schema.examples]
    work += list(map(mutant_of, work))
    expected = [validate(payload) for payload in work]
    found, start = {}, threading.Barrier(8)

    def run(number):
        start.wait()
        found[number] = [validator.validate(payload) for payload in work]

    threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == dict.fromkeys(range(8), expected)


def test_a_number_is_understood_however_it_is_spelled_and_is_no_truth():
    understands = among([True, False, 1, 0])
    assert all(map(understands, (True, False, 1, 0, 1.0, 0.0)))
    assert not any(map(understands, (2, "1", "true", None, [], {})))
    assert not any(map(among([1, 0]), (True, False)))
    assert not any(map(among([True]), (1, 1.0)))
