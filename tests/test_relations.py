"""Relations between parameters: each is found where it is broken, and nowhere else."""

from __future__ import annotations

import json
import math
import queue
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from event_strategies import (
    AT_ODDS,
    ODD_JSON,
    ODD_PYTHON,
    SCHEMAS,
    accepted,
    mutated,
    name_of,
    payloads,
    runs,
)
from ootb_events.catalog import Catalog, check
from ootb_events.validation import (
    RULES,
    Severity,
    Validator,
    available_engines,
    validate,
    validator_for,
)
from ootb_events.validation._relations import findings, relations_of
from schema_files import parameter, payload_of, write_event, write_foundation

ENGINES = available_engines()
E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
RULE_OF = {
    "order": "OOTB401",
    "sum": "OOTB402",
    "odds": "OOTB403",
    "rate": "OOTB404",
    "past": "OOTB405",
}
RELATED = [schema for schema in SCHEMAS if schema.rules]
RELATIONS = [
    pytest.param(schema, rule, id=f"{name_of(schema)}-{number}-{rule['check']}")
    for schema in RELATED
    for number, rule in enumerate(schema.rules)
]


def keys_of(rule):
    """List the parameters that a rule names."""
    named = [value for name, value in rule.items() if name not in {"check", "unit"}]
    return [key for value in named for key in (value if isinstance(value, list) else [value])]


def found_in(payload, version=None, **options):
    """Take what both engines find of relations in a payload, as rule, severity and pointer."""
    first, second = (
        validate(payload, version=version, engine=engine, **options) for engine in ENGINES
    )
    assert first == second
    assert first == validate(payload, version=version, **options)
    return [(f.rule, f.severity, f.pointer) for f in first.findings if f.rule in AT_ODDS]


# What is found, and what is not


def exclusion(start, end, key="ootb_self_exclusion_activated"):
    return payload_of(
        key,
        {"ootb_self_exclusion_start_date": start, "ootb_self_exclusion_expiry_date": end},
    )


def balance(before, update, bonus, after, rate=None):
    context = {
        "ootb_balance_before": before,
        "ootb_update_amount": update,
        "ootb_bonus_amount": bonus,
        "ootb_balance_after": after,
        "ootb_change_rate": rate,
    }
    return payload_of("ootb_balance_update", {k: v for k, v in context.items() if v is not None})


def odds(numerator, denominator, decimal, american):
    context = {
        "ootb_odds_num": numerator,
        "ootb_odds_den": denominator,
        "ootb_dec_price": decimal,
        "ootb_american_price": american,
    }
    known = {k: v for k, v in context.items() if v is not None}
    return payload_of("ootb_sports_bet_placed", known)


def session(start, stakes, real, bonus, end):
    context = {
        "ootb_start_balance": start,
        "ootb_stakes": stakes,
        "ootb_real_win_amount": real,
        "ootb_bonus_win_amount": bonus,
        "ootb_end_balance": end,
    }
    return payload_of("ootb_game_session", context)


def born(day, **envelope):
    return payload_of("ootb_registration", {"ootb_date_of_birth": day}, **envelope)


def limit(rate, of="daily"):
    return payload_of("ootb_deposit_limit_updated", {f"ootb_deposit_limit_change_rate_{of}": rate})


EXPIRY = ("OOTB401", W, "/context/ootb_self_exclusion_expiry_date")
AFTER = ("OOTB402", INFO, "/context/ootb_balance_after")
DECIMAL = ("OOTB403", INFO, "/context/ootb_dec_price")
AMERICAN = ("OOTB403", INFO, "/context/ootb_american_price")
CHANGE = ("OOTB404", INFO, "/context/ootb_change_rate")
BIRTH = ("OOTB405", W, "/context/ootb_date_of_birth")
NOON, ONE = "2026-06-09T12:00:00Z", "2026-06-09T13:00:00Z"

ROWS = {
    "in order": (exclusion(NOON, ONE), []),
    "at once": (exclusion(NOON, NOON), []),
    "swapped": (exclusion(ONE, NOON), [EXPIRY]),
    "initiated": (exclusion(ONE, NOON, "ootb_self_exclusion_initiated"), [EXPIRY]),
    "updated": (exclusion(ONE, NOON, "ootb_self_exclusion_updated"), [EXPIRY]),
    "one microsecond": (exclusion("2026-06-09T12:00:00.000001Z", NOON), [EXPIRY]),
    "digits": (exclusion(NOON, "2026-06-09T12:00:00.5Z"), []),
    "digits the other way": (exclusion("2026-06-09T12:00:00.5Z", NOON), [EXPIRY]),
    "offset earlier": (exclusion(ONE, "2026-06-09T12:30:00-01:00"), []),
    "offset later": (exclusion(NOON, "2026-06-09T12:30:00+01:00"), [EXPIRY]),
    "offsets of one instant": (
        exclusion("2026-06-09T17:45:00+05:45", "2026-06-09T11:00:00-01:00"),
        [],
    ),
    "an end alone": (
        payload_of(
            "ootb_self_exclusion_activated",
            {"ootb_self_exclusion_expiry_date": "2001-01-01T00:00:00Z"},
        ),
        [],
    ),
    "settled before placed": (
        payload_of(
            "ootb_sports_bet_settled",
            {"ootb_bet_date_time": ONE, "ootb_settled_date_time": NOON},
        ),
        [("OOTB401", W, "/context/ootb_settled_date_time")],
    ),
    "a session that ends before it starts": (
        payload_of(
            "ootb_game_session",
            {"ootb_session_start_timestamp": ONE, "ootb_session_end_timestamp": NOON},
        ),
        [("OOTB401", W, "/context/ootb_session_end_timestamp")],
    ),
    "a sum": (balance(62.5, 20.5, 4.5, 87.5), []),
    "a sum of cents": (balance(0.1, 0.2, 0, 0.3), []),
    "a sum rounded": (balance(0.1, 0.2, 0, 0.304), []),
    "a sum one cent off": (balance(0.1, 0.2, 0, 0.31), [AFTER]),
    "a sum of large amounts": (balance(9e15, -9e15, 5, 5), []),
    "a sum with a term missing": (balance(62.5, 20.5, None, 1), []),
    "a negative update": (balance(100, -30, 0, 70), []),
    "a bonus forgotten": (balance(100, 10, 5, 110), [AFTER]),
    "an end balance": (session(500, 200, 100, 100, 500), []),
    "stakes added": (
        session(500, 200, 100, 100, 900),
        [("OOTB402", INFO, "/context/ootb_end_balance")],
    ),
    "a fraction": (balance(100, 25, 0, 125, 0.25), []),
    "a percentage": (balance(100, 25, 0, 125, 25), [CHANGE]),
    "a loss in percent": (balance(100, -25, 0, 75, -25), [CHANGE]),
    "neither": (balance(100, 25, 0, 125, 7), []),
    "no change": (balance(100, 0, 0, 100, 0), []),
    "from nothing": (balance(0, 25, 0, 25, 1), []),
    "a limit in percent": (limit(25), []),
    "a limit as a fraction": (
        limit(0.25),
        [("OOTB404", INFO, "/context/ootb_deposit_limit_change_rate_daily")],
    ),
    "a limit lowered": (
        limit(-0.5, "lifetime"),
        [("OOTB404", INFO, "/context/ootb_deposit_limit_change_rate_lifetime")],
    ),
    "a limit unchanged": (limit(0), []),
    "a limit of one percent": (limit(1), []),
    "odds": (odds(5, 1, 6, 500), []),
    "odds of the page's example": (odds(5, 1, 6, -120), [AMERICAN]),
    "odds-on": (odds(4, 11, 1.36, -275), []),
    "odds rounded": (odds(100, 30, 4.33, 333), []),
    "long odds-on, rounded": (odds(1, 80, 1.01, -8000), []),
    "long odds-on in two forms, rounded": (odds(None, None, 1.01, -8000), []),
    "even money": (odds(1, 1, 2, 100), []),
    "even money the other way": (odds(1, 1, 2, -100), []),
    "fractional odds for decimal ones": (odds(5, 1, 5, None), [DECIMAL]),
    "fractional and American": (odds(5, 1, None, 400), [AMERICAN]),
    "decimal and American": (odds(None, None, 6, 400), [AMERICAN]),
    "the sign forgotten": (odds(4, 11, 1.36, 275), [AMERICAN]),
    "odds over nothing": (odds(5, 0, 6, 500), []),
    "no odds at all": (odds(0, 1, 1, -120), []),
    "American alone": (odds(None, None, None, -120), []),
    "half a fraction": (odds(5, None, 6, 500), []),
    "born": (born("1990-04-17"), []),
    "born today": (born("2026-06-09"), []),
    "born tomorrow": (born("2026-06-10"), [BIRTH]),
    "born in a text": (born("tomorrow"), []),
    "born in another form": (born("9.6.1990"), []),
    "born before a time in another form": (born("2026-06-10", timestamp="09.06.2026"), []),
    "born tomorrow, updated": (
        payload_of("ootb_user_details_update", {"ootb_date_of_birth": "2026-06-10"}),
        [BIRTH],
    ),
}


@pytest.mark.parametrize(("payload", "expected"), ROWS.values(), ids=ROWS)
def test_a_relation_is_found_where_it_is_broken(payload, expected):
    assert found_in(payload) == expected
    if expected:
        (found,) = [f for f in validate(payload).findings if f.rule in AT_ODDS]
        assert found.message
        assert found.fix is None


@pytest.mark.parametrize("row", [name for name, (_, expected) in ROWS.items() if expected])
def test_strict_makes_warnings_errors_and_leaves_what_is_only_worth_knowing(row):
    payload, expected = ROWS[row]
    raised = [(rule, E if severity is W else INFO, at) for rule, severity, at in expected]
    for _ in ("close look", "quick look"):
        assert found_in(payload, strict=True) == raised
    assert validate(payload).ok
    assert validate(payload, strict=True).ok == (expected[0][1] is INFO)


def test_a_relation_is_found_beside_what_else_is_wrong():
    payload = exclusion(ONE, NOON) | {"tenant": "1042"}
    payload["context"]["zebra"] = 1
    rules = [found.rule for found in validate(payload).findings]
    assert rules == ["OOTB201", "OOTB401", "OOTB206"]


def test_findings_come_as_the_payload_reads():
    payload = balance(100, 25, 0, 130, 25)
    assert [f[2] for f in found_in(payload)] == ["/context/ootb_balance_after"]
    payload = balance(100, 25, 1, 125, 25)
    assert found_in(payload) == [AFTER, CHANGE]
    payload["context"] = dict(reversed(payload["context"].items()))
    assert found_in(payload) == [CHANGE, AFTER]


# The rules in the schemas


def test_each_kind_of_relation_is_in_the_catalogue():
    assert {rule["check"] for schema in RELATED for rule in schema.rules} == set(RULE_OF)
    assert set(RULE_OF.values()) == AT_ODDS
    assert {RULES[rule].severity for rule in AT_ODDS} == {W, INFO}


@pytest.mark.parametrize(("schema", "rule"), RELATIONS)
def test_a_relation_names_parameters_of_its_event(schema, rule):
    kinds = {"order": {"date-time"}, "past": {"date"}}.get(rule["check"], {"number"})
    assert {schema.parameters[key].kind for key in keys_of(rule)} <= kinds
    assert len(set(keys_of(rule))) == len(keys_of(rule))


def broken(rule):
    """Give values under which a rule is broken, the others being absent."""
    by_check = {
        "order": lambda: {rule["earlier"]: ONE, rule["later"]: NOON},
        "sum": lambda: {**dict.fromkeys(keys_of(rule), 0), rule["total"]: 1},
        "odds": lambda: {rule["decimal"]: 6, rule["american"]: -120},
        "rate": lambda: {
            rule["rate"]: 0.25 if rule["unit"] == "percent" else 25,
            **({rule["before"]: 100, rule["after"]: 125} if "before" in rule else {}),
        },
        "past": lambda: {rule["date"]: "2999-01-01"},
    }
    return by_check[rule["check"]]()


def place_of(rule):
    names = {"order": "later", "sum": "total", "odds": "american", "rate": "rate", "past": "date"}
    return f"/context/{rule[names[rule['check']]]}"


@pytest.mark.parametrize(("schema", "rule"), RELATIONS)
def test_a_relation_of_a_schema_is_found_when_it_is_broken(schema, rule):
    payload = payload_of(schema.key, broken(rule))
    expected = RULE_OF[rule["check"]]
    assert (expected, RULES[expected].severity, place_of(rule)) in found_in(payload, schema.version)


@pytest.mark.parametrize(("schema", "rule"), RELATIONS)
def test_a_relation_needs_all_that_it_relates(schema, rule):
    """With any one of the values gone there is nothing to compare."""
    wrong = broken(rule)
    for key in wrong:
        rest = {other: value for other, value in wrong.items() if other != key}
        found = found_in(payload_of(schema.key, rest), schema.version)
        assert (RULE_OF[rule["check"]], place_of(rule)) not in [(f[0], f[2]) for f in found]


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_an_example_breaks_no_relation(schema):
    for example in schema.examples:
        assert found_in(example, schema.version) == []


@pytest.mark.parametrize("rule", [{"check": "order", "earlier": "a"}, {"check": "other"}, {}])
def test_a_relation_that_is_not_understood_is_refused_by_the_metaschema(tmp_path, rule):
    write_foundation(tmp_path)
    write_event(tmp_path, "shop_x", {"shop_a": parameter("text")}, x_rules=[rule])
    assert check.check_folder(tmp_path)


# No false alarm


def cents():
    return st.integers(-(10**9), 10**9).map(lambda number: number / 100)


def moments_in_order():
    starts = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001 - drawn beside
    zones = st.sampled_from([0, 345, -210, 840]).map(lambda m: timezone(timedelta(minutes=m)))
    lengths = st.timedeltas(timedelta(0), timedelta(days=4000))
    return st.tuples(starts, lengths, zones, zones).map(_written_in_order)


def _written_in_order(drawn):
    start, length, here, there = drawn
    first = start.replace(tzinfo=timezone.utc)
    return [
        moment.astimezone(zone).isoformat().replace("+00:00", "Z")
        for moment, zone in ((first, here), (first + length, there))
    ]


def prices():
    """Draw odds in three forms that mean the same, rounded as bookmakers do."""
    return st.tuples(st.integers(1, 1000), st.integers(1, 100)).map(_in_three_forms)


def _in_three_forms(fraction):
    numerator, denominator = fraction
    won = Fraction(numerator, denominator)
    american = won * 100 if won >= 1 else -100 / won
    return [numerator, denominator, round(float(won) + 1, 2), round(american)]


def kept(rule, timestamp):
    """Draw values that keep a rule, by construction."""
    check_name = rule["check"]
    if check_name == "order":
        return moments_in_order().map(
            lambda two: dict(zip((rule["earlier"], rule["later"]), two, strict=True))
        )
    if check_name == "odds":
        names = [rule[name] for name in ("numerator", "denominator", "decimal", "american")]
        return prices().map(lambda four: dict(zip(names, four, strict=True)))
    if check_name == "past":
        days = st.dates(max_value=datetime.fromisoformat(timestamp[:10]).date())
        return days.map(lambda day: {rule["date"]: day.isoformat()})
    if check_name == "rate":
        return _kept_rates(rule)
    return _kept_sums(rule)


@st.composite
def _kept_rates(draw, rule):
    if rule["unit"] == "percent":
        rate = draw(st.floats(1, 10**6) | st.floats(-100, -1) | st.just(0))
        return {rule["rate"]: rate}
    before = draw(cents().filter(bool))
    after = draw(cents())
    return {
        rule["before"]: before,
        rule["after"]: after,
        rule["rate"]: round((after - before) / before, 6),
    }


@st.composite
def _kept_sums(draw, rule):
    plus = {key: draw(cents()) for key in rule["plus"]}
    minus = {key: draw(cents()) for key in rule.get("minus", [])}
    exact = sum(Decimal(str(value)) for value in plus.values())
    exact -= sum(Decimal(str(value)) for value in minus.values())
    return {**plus, **minus, rule["total"]: float(exact)}


@pytest.mark.parametrize("schema", RELATED, ids=name_of)
def test_what_keeps_a_relation_is_left_alone(schema):
    @runs(25)
    @given(st.data())
    def law(data):
        payload = data.draw(payloads(schema))
        related = {key for rule in schema.rules for key in keys_of(rule)}
        others = {k: v for k, v in payload["context"].items() if k not in related}
        for rule in schema.rules:
            values = data.draw(kept(rule, payload["timestamp"]))
            held = {**payload, "context": {**others, **values}}
            relation = relations_of((rule,))
            assert list(findings(relation, held)) == []

    law()


@pytest.mark.parametrize("schema", RELATED, ids=name_of)
def test_a_payload_that_keeps_every_relation_is_clean(schema):
    """Draw values one relation after the other, where they share none."""
    claimed, chosen = set(), []
    for rule in schema.rules:
        if not claimed & set(keys_of(rule)):
            chosen.append(rule)
            claimed |= set(keys_of(rule))

    @runs(15)
    @given(st.data())
    def law(data):
        payload = data.draw(payloads(schema))
        related = {key for rule in schema.rules for key in keys_of(rule)}
        context = {k: v for k, v in payload["context"].items() if k not in related}
        for rule in chosen:
            context |= data.draw(kept(rule, payload["timestamp"]))
        held = {**payload, "context": context}
        rules = {found.rule for found in validate(held, version=schema.version).findings}
        assert rules <= {"OOTB302"}

    law()


@pytest.mark.parametrize("schema", [s for s in SCHEMAS if not s.rules], ids=name_of)
def test_an_event_without_relations_has_none_found(schema):
    @runs(5)
    @given(accepted(schema))
    def law(payload):
        report = validate(payload, version=schema.version)
        assert not AT_ODDS & {found.rule for found in report.findings}

    law()


# Whatever comes


@given(st.data())
@runs(250)
def test_no_payload_is_too_odd_for_a_relation(data):
    schema = data.draw(st.sampled_from(RELATED))
    rule = data.draw(st.sampled_from(schema.rules))
    payload = data.draw(accepted(schema).flatmap(lambda p: mutated(p, python=True)))
    values = st.sampled_from((*ODD_JSON, *ODD_PYTHON))
    if isinstance(payload.get("context"), dict):
        for key in keys_of(rule):
            if data.draw(st.booleans()):
                payload["context"][key] = data.draw(values)
    list(findings(relations_of(schema.rules), payload))
    for version in (None, schema.version):
        first, second = (validate(payload, version=version, engine=name) for name in ENGINES)
        assert first == second
        assert validate(payload, version=version) == first
        for found in first.findings:
            assert found.rule not in AT_ODDS or found.severity is RULES[found.rule].severity


@pytest.mark.parametrize(
    "context", [None, 5, "text", [], queue.Queue(), object], ids=lambda c: type(c).__name__
)
def test_a_context_that_is_none_has_no_relations(context):
    for schema in RELATED:
        relations = relations_of(schema.rules)
        assert list(findings(relations, {"context": context})) == []
    assert list(findings(relations, {})) == []


@given(accepted(RELATED[0]) | st.sampled_from(RELATED).flatmap(accepted))
@runs(150)
def test_a_quick_look_finds_what_a_close_look_finds(payload):
    for profile, strict in (("platform", False), ("platform", True), ("opti-x", True)):
        fresh = Validator(Catalog.default(), profile=profile, strict=strict)
        close = fresh.validate(json.dumps(payload))
        quick = validator_for(profile=profile, strict=strict).validate(payload)
        assert quick == close
        is_clean, clean = fresh.quick(payload["event"], close.version)
        held = fresh.validate(json.dumps(payload), version=close.version)
        assert not is_clean(payload) or clean == held


def test_what_keeps_its_relations_shares_the_clean_report():
    payload, doubted = balance(100, 25, 0, 125), balance(100, 25, 0, 126)
    assert validate(payload) is validate(dict(payload))
    assert validate(doubted) is not validate(payload)
    is_clean, clean = validator_for().quick("ootb_balance_update", "1.0.0")
    assert is_clean(payload)
    assert not is_clean(doubted)
    assert clean is validate(payload)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("value", [math.nan, math.inf, 10**400, Decimal("NaN"), "5", None, True])
def test_a_value_that_is_wrong_is_compared_with_nothing(value, engine):
    payload = balance(100, 25, 0, 125)
    payload["context"]["ootb_balance_after"] = value
    rules = {found.rule for found in validate(payload, engine=engine).findings}
    assert rules
    assert not rules & AT_ODDS


# The list of rules


def test_every_rule_has_a_line_of_documentation():
    path = Path(__file__).parents[1] / "docs" / "rules.md"
    lines = path.read_text(encoding="utf-8").splitlines()
    for rule in RULES.values():
        (line,) = [line for line in lines if line.startswith(f"| {rule.id} ")]
        assert line.startswith(f"| {rule.id} {rule.name} | {rule.severity.value} | ")
    documented = [line.split()[1] for line in lines if line.startswith("| OOTB")]
    assert documented == sorted(RULES)
