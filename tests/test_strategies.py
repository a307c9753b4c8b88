"""The strategies of the test kit: what they draw is what they say, and shrinks to little."""

from __future__ import annotations

import datetime as dt
import itertools
import subprocess
import sys
import types
from datetime import datetime, timedelta, timezone
from pathlib import Path

import attrs
import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.vendor.pretty import pretty

from event_strategies import SCHEMAS, name_of, runs
from ootb_events import events as published
from ootb_events.catalog import Catalog, check
from ootb_events.codec import codec_for, parse, to_payload
from ootb_events.errors import (
    ConfigurationError,
    NotEmittableError,
    UnknownEventError,
    UnknownVersionError,
)
from ootb_events.events import Event, event_class, superseded
from ootb_events.testing.strategies import (
    InvalidPayload,
    events,
    invalid_payloads,
    journeys,
    payloads,
)
from ootb_events.testing.strategies._registration import register
from ootb_events.validation import PROFILES, RULES, Severity, available_engines, validate
from schema_files import parameter, write_event, write_foundation

ENGINES = available_engines()
STANDING = {"OOTB302", "OOTB303"}
NOON = datetime(2000, 1, 1, 12, tzinfo=timezone.utc)
ANY = settings(
    database=None, deadline=None, max_examples=2000, phases=[Phase.generate, Phase.shrink]
)
FIRST = settings(ANY, phases=[Phase.generate])
CURRENT = tuple(schema for schema in SCHEMAS if Catalog.default().is_current(schema))
ASKING = [
    pytest.param(schema, profile, id=f"{name_of(schema)}-{profile}")
    for schema in CURRENT
    for profile in PROFILES
    if any(each.requirement(profile) for each in schema.parameters.values())
]
FOLLOWING = tuple(schema for schema in SCHEMAS if schema.follows)


def rules_found(payload, version, profile="platform", catalog=None):
    """Name the rules that validation finds broken, the same in both engines."""
    first, *others = (
        validate(payload, version=version, profile=profile, catalog=catalog, engine=engine)
        for engine in ENGINES
    )
    assert all(other == first for other in others)
    return {finding.rule for finding in first.findings}


def simplest(strategy, condition=lambda _: True):
    return find(strategy, condition, settings=ANY)


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Build a catalogue with kinds of parameters and relations that ours does not have."""
    folder = write_foundation(tmp_path_factory.mktemp("shop") / "schemas")
    everything = {
        "shop_id": parameter("identifier", x_requirement={"platform": "mandatory"}),
        "shop_code": parameter("text", pattern="^[A-Z]{3}$"),
        "shop_hint": parameter("text", pattern="^[a-z]{0,5}$"),
        "shop_word": parameter("text", minLength=1),
        "shop_state": parameter("text", enum=["open", "done"]),
        "shop_level": parameter("number", enum=[0, 0.5, 1]),
        "shop_share": parameter("flag-one-zero"),
        "shop_gift": parameter("flag-yes-no", x_aliases=["shop_isGift"]),
        "shop_local": parameter("local-date-time"),
        "shop_born": parameter("date"),
        "shop_colour": parameter("text", x_values={"are": "listed", "values": ["red", "blue"]}),
        "shop_from": parameter("date-time"),
        "shop_to": parameter("date-time"),
        "shop_total": parameter("number"),
        "shop_part": parameter("number"),
        "shop_rest": parameter("number"),
    }
    write_event(
        folder,
        "shop_everything",
        everything,
        x_overwrites_profile=True,
        x_rules=[
            {"check": "past", "date": "shop_born"},
            {"check": "order", "earlier": "shop_from", "later": "shop_to"},
            {
                "check": "sum",
                "total": "shop_total",
                "plus": ["shop_part"],
                "minus": ["shop_rest"],
            },
        ],
    )
    write_event(folder, "shop_begun", {"shop_id": parameter("identifier")})
    follows = {"events": ["shop_begun"], "same": ["shop_id"], "ends": True}
    write_event(folder, "shop_ended", {"shop_id": parameter("identifier")}, x_follows=follows)
    assert check.check_folder(folder) == ()
    return Catalog.load(folder)


# Events and payloads


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_nothing_is_to_be_said_about_what_is_drawn(schema):
    @runs(3)
    @given(st.data())
    def law(data):
        says_nothing(schema, "platform", data)

    law()


@given(st.data(), st.sampled_from(SCHEMAS), st.sampled_from(PROFILES))
@runs(50)
def test_nothing_is_to_be_said_under_any_profile(data, schema, profile):
    says_nothing(schema, profile, data)


def says_nothing(schema, profile, data):
    cls, version = event_class(schema.key, schema.version), schema.version
    event = data.draw(events(cls, profile=profile))
    payload = data.draw(payloads(schema.key, version=version, profile=profile))
    assert type(event) is cls
    sent = to_payload(event, tenant=1042)
    assert rules_found(sent, version, profile) <= STANDING
    assert rules_found(payload, version, profile) <= STANDING
    assert to_payload(parse(sent, version=version), tenant=1042) == sent


@pytest.mark.parametrize("profile", PROFILES)
def test_any_event_can_be_emitted_without_a_word(profile):
    @runs(15)
    @given(events(profile=profile), payloads(profile=profile))
    def law(event, payload):
        sent = to_payload(event, tenant=1042)
        for each in (sent, payload):
            assert rules_found(each, None, profile) == set()
            assert Catalog.default().get(each["event"]).emittable

    law()


@given(st.data())
@runs(60)
def test_events_of_another_catalogue_are_clean_as_well(shop, data):
    key = data.draw(st.sampled_from(sorted(shop)))
    event = data.draw(events(key, catalog=shop))
    payload = data.draw(payloads(key, catalog=shop))
    for each in (codec_for(shop).to_payload(event, tenant=1), payload):
        assert rules_found(each, None, catalog=shop) == set()


def test_the_same_strategy_is_drawn_from_each_time():
    assert events(published.Login) is events("ootb_login") is events("ootb_login", version="1.1.0")
    assert payloads("ootb_login") is payloads(published.Login)


@pytest.mark.parametrize(
    ("strategy", "condition"),
    [
        (events(published.Registration), lambda event: event.is_blocked is not None),
        (events(published.Registration), lambda event: event.visitor is not None),
        (events(published.Registration), lambda event: event.timestamp.utcoffset() != timedelta(0)),
        (events(published.Registration), lambda event: event.timestamp.year < 1000),
        (events(published.Registration), lambda event: len(event.email or "") == 255),
        (events(published.Registration), lambda event: "\x00" in (event.email or "")),
        (events(published.Registration), lambda event: event.email == ""),
        (events(published.ItemsInCart), lambda event: len(event.items) > 10),
        (payloads("ootb_deposit"), lambda each: isinstance(each["context"].get(ID), float)),
    ],
    ids=["flag", "visitor", "zone", "year", "long", "odd", "empty", "items", "number"],
)
def test_what_is_rare_is_drawn_as_well(strategy, condition):
    find(strategy, condition, settings=FIRST)


ID = "ootb_transaction_id"


# What they shrink to


@pytest.mark.parametrize(
    ("key", "profile", "expected"),
    [
        ("ootb_registration_failed", "platform", {}),
        ("ootb_items_in_cart", "platform", {}),
        ("ootb_self_exclusion_activated", "platform", {}),
        ("set_page_visit", "platform", {"customURL": "0", "pageTitle": "0"}),
        (
            "ootb_online_order",
            "opti-x",
            {
                "ootb_userid": "0",
                "ootb_eventdatetime": "2000-01-01T12:00:00Z",
                "ootb_product_id": "0",
                "ootb_brand": "0",
            },
        ),
    ],
)
def test_the_simplest_payload_is_small(key, profile, expected):
    assert simplest(payloads(key, profile=profile)) == {
        "tenant": 0,
        "timestamp": "2000-01-01 12:00:00.000000 UTC",
        "event": key,
        "customer": "0",
        "context": expected,
    }


def test_the_simplest_event_is_small():
    assert simplest(events(published.RegistrationFailed)) == published.RegistrationFailed(
        customer="0", timestamp=NOON
    )


@pytest.mark.parametrize(("schema", "profile"), ASKING)
def test_the_simplest_event_of_each_kind_has_what_is_asked_for_and_no_more(schema, profile):
    event = simplest(events(event_class(schema.key, schema.version), profile=profile))
    asked = {
        each.name
        for each in schema.parameters.values()
        if each.requirement(profile) in {"mandatory", "conditional"}
        or each.requirement("platform") == "mandatory"
    }
    given_values = {name for name in attrs.asdict(event) if getattr(event, name) not in {None, ()}}
    assert given_values == {"customer", "timestamp", *asked}
    assert event.timestamp == NOON


def test_a_failure_about_one_parameter_shows_that_one():
    found = simplest(events(published.SportsBetPlaced), lambda event: event.leg_type is not None)
    assert found == published.SportsBetPlaced(customer="0", timestamp=NOON, leg_type="")
    cart = simplest(events(published.ItemsInCart), lambda event: event.items)
    assert cart.items == (published.CartItem(link=""),)


# Payloads with a fault


@pytest.mark.parametrize("schema", CURRENT, ids=name_of)
def test_a_fault_makes_the_finding_that_is_promised(schema):
    @runs(3)
    @given(
        invalid_payloads(schema.key, version=schema.version),
        invalid_payloads(schema.key, version=schema.version, severity="warning"),
    )
    def law(error, warning):
        keeps_its_promise(error)
        keeps_its_promise(warning)

    law()


def keeps_its_promise(fault, profile="platform", catalog=None):
    for engine in ENGINES:
        report = validate(
            fault.payload, version=fault.version, profile=profile, catalog=catalog, engine=engine
        )
        found = [(each.rule, each.severity, each.pointer) for each in report.findings]
        assert (fault.rule, fault.severity, fault.pointer) in found
        besides = {rule for rule, _, _ in found} - STANDING - {fault.rule}
        assert besides <= ({"OOTB206"} if fault.rule == "OOTB208" else set())


@pytest.mark.parametrize("severity", ["error", "warning"])
@pytest.mark.parametrize("profile", PROFILES)
def test_a_fault_of_any_event_makes_it_under_each_profile(profile, severity):
    @runs(20)
    @given(invalid_payloads(severity=severity, profile=profile))
    def law(fault):
        assert fault.severity.value == severity
        keeps_its_promise(fault, profile)

    law()


@given(st.data())
@runs(80)
def test_a_fault_in_another_catalogue_makes_it_as_well(shop, data):
    severity = data.draw(st.sampled_from(("error", "warning", "info")))
    strategy = invalid_payloads("shop_everything", severity=severity, catalog=shop)
    keeps_its_promise(data.draw(strategy), catalog=shop)


OF_TEXT = {"OOTB001", "OOTB002", "OOTB003", "OOTB004", "OOTB005", "OOTB006", "OOTB007"}
OF_THE_CALL = {"OOTB108", "OOTB109", "OOTB301"}
OF_OLD_VERSIONS = {"OOTB213", "OOTB302"}
OF_A_PROFILE = {"OOTB303"}


@pytest.mark.parametrize(
    "rule", sorted(RULES.keys() - OF_TEXT - OF_THE_CALL - OF_A_PROFILE - OF_OLD_VERSIONS)
)
def test_every_rule_about_payloads_can_be_broken(rule):
    @runs(4)
    @given(invalid_payloads(rule=rule), invalid_payloads(rule=RULES[rule].name))
    def law(by_id, by_name):
        assert by_id.rule == by_name.rule == rule
        keeps_its_promise(by_id)
        keeps_its_promise(by_name)

    law()


@pytest.mark.parametrize(
    ("key", "rule", "profile"),
    [
        ("online_order", "superseded-event", "platform"),
        ("online_order", "no-zone", "platform"),
        ("ootb_login", "profile-not-stated", "opti-x"),
    ],
)
def test_what_no_current_event_can_break_is_promised_as_well(key, rule, profile):
    fault = find(invalid_payloads(key, rule=rule, profile=profile), bool, settings=FIRST)
    assert RULES[fault.rule].name == rule
    keeps_its_promise(fault, profile)


def test_a_profile_makes_a_missing_parameter_an_error():
    fault = simplest(invalid_payloads("ootb_online_order", rule="OOTB207", profile="opti-x"))
    assert fault.severity is Severity.ERROR
    assert fault.pointer == "/context"


def test_the_simplest_fault_is_small():
    fault = simplest(invalid_payloads(published.RegistrationFailed, rule="no-identity"))
    assert fault == InvalidPayload(
        payload={
            "tenant": 0,
            "timestamp": "2000-01-01 12:00:00.000000 UTC",
            "event": "ootb_registration_failed",
            "context": {},
        },
        version="2.0.0",
        rule="OOTB102",
        severity=Severity.ERROR,
        pointer="",
    )


# Journeys


@given(journeys())
@runs(25)
def test_a_journey_is_of_one_customer_and_goes_forward(journey):
    assert len(journey) in range(1, 11)
    assert len({event.customer for event in journey}) == 1
    assert all(event.visitor is None for event in journey)
    for before, after in itertools.pairwise(journey):
        assert before.timestamp < after.timestamp
    for event in journey:
        assert rules_found(to_payload(event, tenant=1), event.schema_version) == set()


@given(journeys("c-1", min_size=3, max_size=8))
@runs(25)
def test_what_follows_comes_after_what_it_follows(journey):
    assert 3 <= len(journey) <= 8
    happened = []
    for event in journey:
        assert event.customer == "c-1"
        schema = Catalog.default().get(event.event_key)
        if schema.follows is not None:
            before = [each for each in happened if each.event_key in schema.follows.events]
            assert any(agrees(event, each, schema) for each in before)
        happened.append(event)


def agrees(event, before, schema):
    older = Catalog.default().get(before.event_key)
    return all(
        getattr(event, schema.parameters[key].name) == getattr(before, older.parameters[key].name)
        for key in schema.follows.same
        if key in older.parameters
    )


EXCLUSION = [published.SelfExclusionLifted, published.SelfExclusionViolationAttempt]


@given(journeys(events=[*EXCLUSION, published.SportsBetPlaced], min_size=4, max_size=12))
@runs(25)
def test_nothing_is_bet_while_an_exclusion_is_active(journey):
    active = False
    for event in journey:
        if isinstance(event, published.SelfExclusionActivated):
            assert not active
            active = True
        elif isinstance(event, published.SelfExclusionLifted):
            assert active
            active = False
        elif isinstance(event, published.SelfExclusionViolationAttempt):
            assert active
        elif isinstance(event, published.SportsBetPlaced):
            assert not active


@given(journeys(events=["ootb_deposit_cancellation"], min_size=3, max_size=9))
@runs(25)
def test_a_deposit_moves_on_and_ends_once(journey):
    assert {event.event_key for event in journey} <= {"ootb_deposit", "ootb_deposit_cancellation"}
    begun = sum(getattr(event, "deposit_status", "") == "initiated" for event in journey)
    ended = sum(
        event.deposit_status in {"completed", "failed", "cancelled", None} for event in journey
    )
    assert journey[0].deposit_status == "initiated"
    assert ended <= begun


def test_a_journey_shrinks_to_what_matters():
    lifted = simplest(
        journeys("c", events=EXCLUSION),
        lambda journey: any(type(event) is published.SelfExclusionLifted for event in journey),
    )
    assert [type(event).__name__ for event in lifted] == [
        "SelfExclusionInitiated",
        "SelfExclusionActivated",
        "SelfExclusionLifted",
    ]
    assert [event.timestamp - NOON for event in lifted] == [timedelta(seconds=n) for n in (1, 2, 3)]


def test_a_journey_through_another_catalogue(shop):
    journey = simplest(
        journeys("c", events=["shop_ended"], catalog=shop),
        lambda journey: journey[-1].event_key == "shop_ended",
    )
    assert [event.event_key for event in journey] == ["shop_begun", "shop_ended"]
    assert [event.shop_id for event in journey] == ["0", "0"]


# The keywords behind them


@pytest.mark.parametrize("schema", FOLLOWING, ids=name_of)
def test_what_an_event_follows_exists(schema):
    ours = Catalog.default()
    for key in schema.follows.events:
        assert key in ours
    for parameter_key in schema.follows.same:
        assert parameter_key in schema.parameters
        assert any(
            parameter_key in ours.get(key, version).parameters
            for key in schema.follows.events
            for version in ours.versions(key)
        )


def test_no_event_comes_before_itself():
    before = {schema.key: set() for schema in SCHEMAS}
    for schema in FOLLOWING:
        before[schema.key] |= set(schema.follows.events)
    for _ in before:
        for keys in before.values():
            keys |= {further for key in keys for further in before[key]}
    assert not [key for key, keys in before.items() if key in keys]


@pytest.mark.parametrize("schema", [each for each in SCHEMAS if each.stages], ids=name_of)
def test_stages_are_values_that_the_parameter_takes(schema):
    stages = schema.stages
    listed = schema.parameters[stages.parameter].listed_values
    assert sorted(value for stage in stages.order for value in stage) == sorted(listed)
    assert set(stages.same) <= schema.parameters.keys()


@pytest.mark.parametrize("schema", [each for each in SCHEMAS if each.suspends], ids=name_of)
def test_what_is_suspended_exists(schema):
    assert set(schema.suspends) <= set(Catalog.default())


# Types


@pytest.fixture
def _registered():
    register()


@pytest.mark.usefixtures("_registered")
def test_hypothesis_knows_every_class():
    for schema in SCHEMAS:
        cls = event_class(schema.key, schema.version)
        assert type(find(st.from_type(cls), lambda _: True, settings=FIRST)) is cls


@pytest.mark.usefixtures("_registered")
def test_hypothesis_knows_events_in_general_and_classes_made_later():
    @settings(max_examples=20, phases=[Phase.generate])
    @given(st.from_type(Event))
    def law(event):
        assert isinstance(event, Event)
        assert type(event) is not Event

    law()

    @attrs.frozen(kw_only=True)
    class Own(Event):
        size: int

    assert isinstance(simplest(st.from_type(Own)).size, int)


@pytest.mark.usefixtures("_registered")
def test_hypothesis_knows_the_classes_of_a_project(monkeypatch):
    project = Path(__file__).parents[1] / "examples" / "shop"
    catalog = Catalog.default() | Catalog.load(project / "schemas")
    bonus, deposit = catalog.event("x_bonus_claimed"), catalog.event("ootb_deposit")

    with pytest.raises(ConfigurationError, match="is of a catalogue that is not configured"):
        simplest(st.from_type(bonus))

    monkeypatch.chdir(project)
    event = simplest(st.from_type(bonus))
    assert type(event) is bonus
    assert validate(to_payload(event, tenant=1, catalog=catalog), catalog=catalog).findings == ()
    assert simplest(st.from_type(deposit), lambda event: event.shop_till).shop_till == "0"


def test_a_class_without_what_an_overlay_adds_is_refused():
    schemas = Path(__file__).parents[1] / "examples" / "shop" / "schemas"
    catalog = Catalog.default() | Catalog.load(schemas)
    for draw in (events, lambda what, catalog: journeys(events=[what], catalog=catalog)):
        with pytest.raises(ConfigurationError, match=r"payments\.Deposit has no \w+, as the event"):
            draw(published.Deposit, catalog=catalog)
    assert simplest(payloads(published.Deposit, catalog=catalog))["event"] == "ootb_deposit"


@pytest.mark.usefixtures("_registered")
def test_a_failing_example_shows_what_the_event_has():
    event = simplest(events(published.Registration), lambda event: event.email)
    assert pretty(event) == (
        "Registration(customer='0',\n"
        "    timestamp=datetime.datetime(2000, 1, 1, 12, 0, tzinfo=datetime.timezone.utc),\n"
        "    email='0')"
    )
    cart = simplest(events(published.ItemsInCart), lambda event: event.items)
    assert "items=(CartItem(" in pretty(cart)
    assert "None" not in pretty(cart)
    written = eval(pretty(cart), {**vars(published), "datetime": dt})  # noqa: S307 - ours
    assert written == cart


@pytest.mark.usefixtures("_registered")
def test_other_printers_are_shown_no_personal_data():
    event = published.Registration(customer="c-20871", email="jane@example.com")
    texts = []
    event._repr_pretty_(types.SimpleNamespace(text=texts.append), cycle=False)
    assert texts == [repr(event)]


def test_hypothesis_needs_no_class_to_be_imported():
    program = """
import sys
import hypothesis
from ootb_events.testing.strategies._registration import register
register()
assert not [name for name in sys.modules if name.startswith("ootb_events.events.a")]
assert "ootb_events.testing.strategies._events" not in sys.modules
from ootb_events.events.account import Login
from hypothesis import find, strategies as st
assert type(find(st.from_type(Login), lambda event: event.customer)) is Login
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)  # noqa: S603 - constant


def test_without_hypothesis_it_says_what_to_install():
    program = """
import sys
sys.modules["hypothesis"] = None
try:
    import ootb_events.testing.strategies
except Exception as error:
    print(type(error).__name__, error)
"""
    done = subprocess.run(  # noqa: S603 - constant
        [sys.executable, "-c", program], check=True, timeout=60, capture_output=True, text=True
    )
    assert done.stdout == (
        "ConfigurationError ootb_events.testing.strategies needs hypothesis: "
        'pip install "ootb-events[testing]"\n'
    )


# What is refused


@pytest.mark.parametrize("draw", [events, payloads, invalid_payloads])
@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"what": "ootb_log_in"}, UnknownEventError, "did you mean ootb_login?"),
        ({"what": "ootb_login", "version": "7.0.0"}, UnknownVersionError, "there are 1.0.0, 1.1.0"),
        ({"what": published.Login, "version": "7.0.0"}, UnknownVersionError, "no version '7.0.0'"),
        ({"version": "1.0.0"}, ConfigurationError, "version '1.0.0' of which event?"),
        ({"profile": "opti"}, ConfigurationError, "no profile 'opti'; there are platform"),
        ({"what": 5}, ConfigurationError, "an event key or None, got int"),
        ({"what": published.CartItem}, ConfigurationError, "got the class CartItem"),
    ],
)
def test_what_cannot_be_drawn_is_refused(draw, arguments, error, message):
    with pytest.raises(error) as caught:
        draw(**arguments)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"rule": "OOTB999"}, "no rule 'OOTB999'"),
        ({"severity": "fatal"}, "there are error, warning, info"),
        ({"what": "ootb_login", "rule": "out-of-order"}, "no payload of ootb_login gets"),
        ({"rule": "OOTB201", "severity": "warning"}, "(OOTB201 warning) under platform"),
        ({"rule": "not-json"}, "no payload of any event gets"),
    ],
)
def test_a_fault_that_cannot_be_is_refused(arguments, message):
    with pytest.raises(ConfigurationError) as caught:
        invalid_payloads(**arguments)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"events": ["ootb_log_in"]}, UnknownEventError, "did you mean ootb_login?"),
        ({"events": [published.LsMissionProgress]}, NotEmittableError, "is sent by Optimove"),
        ({"events": []}, ConfigurationError, "with one at least"),
        ({"events": "ootb_login"}, ConfigurationError, "takes a list"),
        ({"min_size": 5, "max_size": 2}, ConfigurationError, "a journey of 5 to 2 events"),
        ({"profile": "opti"}, ConfigurationError, "no profile 'opti'"),
    ],
)
def test_a_journey_that_cannot_be_is_refused(arguments, error, message):
    with pytest.raises(error) as caught:
        journeys(**arguments)
    assert message in str(caught.value)


def test_what_is_named_is_drawn_though_it_is_old_or_only_received():
    assert type(simplest(events("online_order"))) is superseded.OnlineOrder
    assert type(simplest(events("ls_mission_progress"))) is published.LsMissionProgress
    assert type(simplest(events("ootb_deposit", version="1.0.0"))) is published.DepositV1
