"""Events, payloads and bytes: round trips are exact, and nothing is converted in silence."""

from __future__ import annotations

import enum
import importlib.util
import json
import math
import sys
import traceback
from collections import OrderedDict
from datetime import date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from types import MappingProxyType

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from event_strategies import (
    AT_ODDS,
    SCHEMAS,
    accepted,
    events,
    moments,
    name_of,
    payloads,
    runs,
    texts,
)
from ootb_events.catalog import WIRE_FORMS, Catalog, schema_folder
from ootb_events.codec import Codec, codec_for, parse, to_bytes, to_payload
from ootb_events.codegen import render
from ootb_events.errors import (
    CodecError,
    DecodeError,
    EncodeError,
    InvalidEventError,
    UnknownEventError,
)
from ootb_events.events import (
    DepositLimitUpdated,
    Event,
    Login,
    LoginV1,
    Registration,
    RegistrationFailed,
    RegistrationFailedV1,
    SelfExclusionActivated,
    UserDetailsUpdate,
    UserDetailsUpdateV1,
    event_class,
)
from ootb_events.validation import validate
from schema_files import parameter, payload_of, write_event, write_foundation

UTC = timezone.utc
NOON = datetime(2026, 6, 9, 12, tzinfo=UTC)
MARK = "Zebra7741"
LOGIN = payload_of("ootb_login", {"ootb_balance": 1.5, "ootb_language": "en"})


def some(schemas, strategy):
    """Draw a version, and something of it."""
    return st.sampled_from(schemas).flatmap(
        lambda schema: strategy(schema).map(lambda drawn: (schema, drawn))
    )


def comparable(event):
    """Take an event's values, numbers as what they are in JSON: 0.1 equals Decimal("0.1")."""
    return {name: _exact(value) for name, value in attrs.asdict(event).items()}


def _exact(value):
    if isinstance(value, tuple):
        return [{name: _exact(part) for name, part in item.items()} for item in value]
    return Decimal(repr(value)) if isinstance(value, float) else value


def with_parameter(schema, key, value):
    return payload_of(schema.key, {key: value})


# Round trips


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_an_event_comes_back_as_it_was(schema):
    @runs(15)
    @given(events(schema), st.integers(0, 2**53 - 1))
    def law(event, tenant):
        payload = to_payload(event, tenant=tenant)
        back = parse(payload, version=schema.version)
        assert type(back) is type(event)
        assert comparable(back) == comparable(event)
        assert parse(to_bytes(event, tenant=tenant), version=schema.version) == back
        assert to_payload(back, tenant=tenant) == payload

    law()


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_a_payload_comes_back_as_it_was(schema):
    @runs(15)
    @given(payloads(schema, canonical=True))
    def law(payload):
        event = parse(payload, version=schema.version)
        back = to_payload(event, tenant=payload["tenant"])
        assert json.dumps(back) == json.dumps(payload)
        assert to_bytes(event, tenant=payload["tenant"]) == to_bytes(payload)

    law()


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_an_example_comes_back_as_it_was(schema):
    for payload in schema.examples:
        event = parse(payload, version=schema.version)
        assert to_payload(event, tenant=payload["tenant"]) == payload
        others = [key for key in payload["context"] if key in schema.parameters]
        numbered = [key for key in payload["context"] if key not in schema.parameters]
        assert list(to_payload(event, tenant=1)["context"]) == others + numbered


@given(some(SCHEMAS, accepted))
@runs(150)
def test_whatever_is_accepted_is_parsed_and_comes_out_clean(drawn):
    schema, payload = drawn
    event = parse(payload, version=schema.version)
    out = to_payload(event, tenant=payload["tenant"])
    rules = {finding.rule for finding in validate(out, version=schema.version).findings}
    assert rules <= {"OOTB207", "OOTB211", "OOTB302", *AT_ODDS}
    assert parse(out, version=schema.version) == event
    spelled = {alias: p.key for p in schema.parameters.values() for alias in p.aliases}
    assert set(out["context"]) == {spelled.get(key, key) for key in payload["context"]}


@given(some(SCHEMAS, events))
@runs(150)
def test_what_a_typed_event_becomes_is_clean(drawn):
    schema, event = drawn
    report = validate(to_payload(event, tenant=1042), version=schema.version)
    assert {finding.rule for finding in report.findings} <= {"OOTB302", *AT_ODDS}


@given(some(SCHEMAS, events))
@runs(150)
def test_bytes_are_what_javascript_prints(javascript, drawn):
    written = to_bytes(drawn[1], tenant=1042)
    assert javascript(written) == written


@given(some(SCHEMAS, payloads))
@runs(150)
def test_bytes_of_a_payload_are_what_javascript_prints(javascript, drawn):
    payload = drawn[1]
    written = to_bytes(payload)
    assert javascript(written) == written
    assert json.loads(written) == payload


def test_payloads_are_built_anew_and_left_alone():
    event = Login(customer="c-1", language="en")
    first, second = to_payload(event, tenant=1), to_payload(event, tenant=1)
    assert first == second
    assert first is not second
    assert first["context"] is not second["context"]
    before = json.dumps(LOGIN)
    parse(LOGIN)
    to_bytes(LOGIN)
    assert json.dumps(LOGIN) == before


# What is written


def test_the_envelope_is_written_in_its_order():
    event = Login(visitor="v-1", timestamp=NOON, balance=50.0)
    assert to_bytes(event, tenant=1042) == (
        b'{"tenant":1042,"timestamp":"2026-06-09 12:00:00.000000 UTC","event":"ootb_login",'
        b'"visitor":"v-1","context":{"ootb_balance":50}}'
    )


def test_none_means_absent_and_nothing_else_does():
    event = Login(customer="", is_first_login=False, balance=0, language="", country=None)
    payload = to_payload(event, tenant=0)
    assert payload["customer"] == ""
    assert payload["context"] == {
        "ootb_balance": 0,
        "ootb_is_first_login": False,
        "ootb_language": "",
    }
    assert "visitor" not in payload


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_flags_are_written_as_the_page_does(schema):
    flags = [p for p in schema.parameters.values() if p.kind == "flag"]
    cls = event_class(schema.key, schema.version)
    for flag in flags:
        for value in (True, False):
            event = cls(customer="c", timestamp=NOON, **{flag.name: value})
            written = to_payload(event, tenant=1)["context"][flag.key]
            assert written is WIRE_FORMS[flag.wire][value]
            for form in flag.schema["enum"]:
                if form in (value, WIRE_FORMS[flag.wire][value]):
                    read = parse(with_parameter(schema, flag.key, form), version=schema.version)
                    assert getattr(read, flag.name) is value


def test_there_are_flags_in_more_than_one_encoding():
    wires = {p.wire for s in SCHEMAS for p in s.parameters.values() if p.kind == "flag"}
    assert wires == set(WIRE_FORMS)


class _Id(str, enum.Enum):
    MINE = "c-20871"


class _Plain(enum.Enum):
    MINE = "c-20871"


class _Text(str):
    __slots__ = ()

    def __str__(self):
        return "something else"


class _Number(enum.IntEnum):
    FIVE = 5


class _Float(float):
    pass


class _Moment(datetime):
    pass


class _Zone(tzinfo):
    def utcoffset(self, _moment):
        return timedelta(hours=5, minutes=45)

    def dst(self, _moment):
        return None

    def tzname(self, _moment):
        return "somewhere"


@pytest.mark.parametrize("text", [_Id.MINE, _Text("c-20871")], ids=["enum", "subclass"])
def test_subclasses_of_text_are_written_and_read_as_their_text(text):
    event = Login(customer=text, language=text)
    payload = to_payload(event, tenant=1)
    assert [type(payload["customer"]), type(payload["context"]["ootb_language"])] == [str, str]
    assert (payload["customer"], payload["context"]["ootb_language"]) == ("c-20871", "c-20871")
    read = parse({**LOGIN, "customer": text, "context": {"ootb_language": text}})
    assert (read.customer, read.language) == ("c-20871", "c-20871")
    assert [type(read.customer), type(read.language)] == [str, str]
    assert b'"customer":"c-20871"' in to_bytes({**LOGIN, "customer": text})


def test_members_of_an_enumeration_are_read_as_their_values():
    read = parse({**LOGIN, "customer": _Plain.MINE, "context": {"ootb_language": _Plain.MINE}})
    assert (read.customer, read.language) == ("c-20871", "c-20871")


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (_Number.FIVE, 5),
        (_Float(0.5), 0.5),
        (_Float(2.0), 2),
        (Decimal("1.50"), 1.5),
        (Decimal("1E+3"), 1000),
        (Decimal("-0"), 0),
        (-0.0, 0),
        (2**53 - 1, 2**53 - 1),
        (-(2.0**53) + 1, -(2**53) + 1),
        (5e-324, 5e-324),
    ],
)
def test_numbers_are_written_as_javascript_has_them(number, written):
    payload = to_payload(Login(customer="c", balance=number), tenant=1)
    found = payload["context"]["ootb_balance"]
    assert (found, type(found)) == (written, type(written))
    found = parse(payload).balance
    assert (found, type(found)) == (written, type(written))


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 6, 9, 17, 45, tzinfo=timezone(timedelta(hours=5, minutes=45))),
        datetime(2026, 6, 9, 17, 45, tzinfo=_Zone()),
        _Moment(2026, 6, 9, 12, tzinfo=UTC),
        _Moment(2026, 6, 9, 17, 45, tzinfo=_Zone()),
        datetime(2026, 6, 9, 12, tzinfo=timezone(timedelta(0), "Greenwich")),
    ],
)
def test_instants_are_written_in_utc_whatever_their_zone_and_class(moment):
    event = SelfExclusionActivated(customer="c", timestamp=moment, self_exclusion_start_date=moment)
    payload = to_payload(event, tenant=1)
    assert payload["timestamp"] == "2026-06-09 12:00:00.000000 UTC"
    assert payload["context"]["ootb_self_exclusion_start_date"] == "2026-06-09T12:00:00Z"
    assert type(parse(payload).timestamp) is datetime
    assert parse(payload) == event


@given(moments(), texts(1))
@runs(50)
def test_bytes_hold_text_as_it_is(moment, text):
    written = to_bytes(Registration(customer=text, timestamp=moment, city=text), tenant=1)
    assert json.loads(written)["context"]["ootb_city"] == text


# What is refused


class _Talkative:
    def __repr__(self):
        return MARK

    __str__ = __repr__


_WRONG = {
    "text": [5, 1.5, True, MARK.encode(), [MARK], {MARK: 1}, NOON, _Talkative(), _Plain.MINE],
    "number": [
        MARK,
        "5",
        "",
        True,
        False,
        math.nan,
        math.inf,
        -math.inf,
        2**53,
        -(2**53),
        2.0**53,
        10**400,
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("Infinity"),
        Decimal("0.77417741774177417741"),
        Decimal(2**53),
        1j,
        [7741],
        _Talkative(),
    ],
    "flag": [1, 0, 1.0, "true", "Yes", MARK, _Talkative(), _Number.FIVE, Decimal(1)],
    "date-time": [NOON.replace(tzinfo=None), NOON.date(), NOON.isoformat(), 1780000000, MARK],
    "date": [NOON, NOON.replace(tzinfo=None), "1990-04-17", 19900417, MARK, _Talkative()],
}
_WRONG["identifier"] = _WRONG["text"]
_REFUSED = [
    pytest.param(schema, kept, wrong, id=f"{name_of(schema)}-{kind}-{wrong!r}")
    for kind, values in _WRONG.items()
    for schema, kept in [
        next((s, p) for s in SCHEMAS for p in s.parameters.values() if p.kind == kind)
    ]
    for wrong in values
]


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_no_parameter_takes_a_value_of_another_type(schema):
    cls = event_class(schema.key, schema.version)
    for kept in schema.parameters.values():
        for wrong in _WRONG[kept.kind]:
            event = cls(customer="c", **{kept.name: wrong})
            with pytest.raises(EncodeError) as refused:
                to_payload(event, tenant=1)
            assert refused.value.pointer == f"/context/{kept.key}", wrong


@pytest.mark.parametrize(("schema", "kept", "wrong"), _REFUSED)
def test_a_value_of_another_type_is_refused_at_its_attribute(schema, kept, wrong):
    cls = event_class(schema.key, schema.version)
    event = cls(customer="c", **{kept.name: wrong})
    for carry in (to_payload, to_bytes):
        with pytest.raises(EncodeError) as refused:
            carry(event, tenant=1)
        assert refused.value.subject == f"{cls.__name__}.{kept.name}"
        assert refused.value.pointer == f"/context/{kept.key}"
        assert str(refused.value).startswith(f"{cls.__name__}.{kept.name} /context/{kept.key}: ")
        shown = "".join(traceback.format_exception(refused.value))
        assert MARK not in shown
        assert "774177417741" not in shown


def test_every_kind_of_parameter_is_among_those_refused():
    kinds = {p.kind for schema in SCHEMAS for p in schema.parameters.values()}
    assert kinds == set(_WRONG)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"customer": 5}, "expected str, got int"),
        ({"visitor": b"v"}, "expected str, got bytes"),
        ({"visitor": _Plain.MINE}, "expected str, got _Plain"),
        ({"timestamp": None}, "expected an aware datetime, got NoneType"),
        ({"timestamp": NOON.isoformat()}, "expected an aware datetime, got str"),
        ({"timestamp": NOON.replace(tzinfo=None)}, "naive"),
        ({"timestamp": date(2026, 6, 9)}, "expected an aware datetime, got date"),
    ],
)
def test_the_envelope_is_as_strict(change, problem):
    with pytest.raises(EncodeError, match=problem) as refused:
        to_payload(Login(**change), tenant=1)
    (name,) = change
    assert (refused.value.subject, refused.value.pointer) == (f"Login.{name}", f"/{name}")


@pytest.mark.parametrize("tenant", ["1042", True, 1042.0, None, Decimal(1042), 2**53, -(2**53)])
def test_a_tenant_is_an_integer(tenant):
    for carry in (to_payload, to_bytes):
        with pytest.raises(EncodeError) as refused:
            carry(Login(customer="c"), tenant=tenant)
        assert refused.value.pointer == "/tenant"


def test_a_typed_event_has_no_tenant_of_its_own():
    with pytest.raises(EncodeError, match="needs tenant="):
        to_bytes(Login(customer="c"))


@pytest.mark.parametrize("attribute", ["customer", "language"])
def test_half_a_character_is_refused_when_bytes_are_written(attribute):
    event = Login(**{"customer": "c", attribute: "\ud83d"})
    with pytest.raises(EncodeError, match="half a surrogate pair") as refused:
        to_bytes(event, tenant=1)
    assert refused.value.pointer.endswith(attribute)


@pytest.mark.parametrize("other", [None, "event", {"event": "ootb_login"}, Login, object()])
def test_what_is_no_event_is_refused_by_its_type(other):
    with pytest.raises(EncodeError, match=f"got {type(other).__name__}"):
        to_payload(other, tenant=1)


def test_the_base_class_is_no_event():
    with pytest.raises(EncodeError, match="got Event"):
        to_payload(Event(customer="c"), tenant=1)


def test_a_class_that_the_catalogue_does_not_have_is_refused(tmp_path):
    @attrs.frozen(kw_only=True)
    class Mine(Login):
        pass

    with pytest.raises(UnknownEventError, match="Mine"):
        to_payload(Mine(customer="c"), tenant=1)
    write_foundation(tmp_path)
    write_event(tmp_path, "ootb_x", {"ootb_a": parameter("text")})
    with pytest.raises(UnknownEventError, match="ootb_login"):
        to_payload(Login(customer="c"), tenant=1, catalog=Catalog.load(tmp_path))


# Payloads as bytes


@pytest.mark.parametrize(
    "payload", [LOGIN, OrderedDict(LOGIN), MappingProxyType(LOGIN)], ids=lambda p: type(p).__name__
)
def test_every_mapping_is_written_alike(payload):
    assert to_bytes(payload) == to_bytes(LOGIN) == json.dumps(LOGIN, separators=(",", ":")).encode()
    assert parse(payload) == parse(LOGIN)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (math.nan, "NaN"),
        (math.inf, "infinity"),
        (2**53, "beyond"),
        (NOON, "datetime has no form in JSON"),
        (b"bytes", "bytes has no form in JSON"),
        ("\ud800", "surrogate"),
        ({5: 1}, "type int"),
        ([1, {"a": math.nan}], "NaN"),
    ],
)
def test_a_payload_that_is_no_json_is_refused_at_its_place(value, problem):
    with pytest.raises(EncodeError, match=problem) as refused:
        to_bytes(payload_of("ootb_login", {"ootb_balance": value}))
    assert refused.value.pointer.startswith("/context/ootb_balance")


# Parsing


@pytest.mark.parametrize(
    ("key", "version", "cls"),
    [
        ("ootb_registration_failed", "1.0.0", RegistrationFailedV1),
        ("ootb_registration_failed", "2.0.0", RegistrationFailed),
        ("ootb_login", "1.0.0", Login),
        ("ootb_login", "1.1.0", Login),
        ("ootb_user_details_update", "1.0.0", UserDetailsUpdateV1),
        ("ootb_user_details_update", "2.0.0", UserDetailsUpdate),
    ],
)
def test_the_version_that_fits_is_picked(key, version, cls):
    for payload in Catalog.default().get(key, version).examples:
        for form in (payload, to_bytes(payload), to_bytes(payload).decode()):
            assert type(parse(form)) is cls


def test_the_newest_is_picked_of_those_that_fit():
    assert type(parse(payload_of("ootb_registration_failed"))) is RegistrationFailed
    assert type(parse(payload_of("ootb_registration_failed"), version="1.0.0")) is (
        RegistrationFailedV1
    )


@given(some(SCHEMAS, events))
@runs(100)
def test_what_is_picked_loses_nothing(drawn):
    """Whatever version is picked, the event holds every value that the payload has."""
    schema, event = drawn
    payload = to_payload(event, tenant=7)
    picked = parse(payload)
    assert picked.event_key == schema.key
    again = to_payload(picked, tenant=7)
    aliases = Catalog.default().get(schema.key, picked.schema_version).parameters.values()
    spelled = {alias: p.key for p in aliases for alias in p.aliases}
    assert {spelled.get(key, key) for key in payload["context"]} == set(again["context"])


def aliased():
    return [
        pytest.param(schema, p, alias, id=f"{name_of(schema)}-{alias}")
        for schema in SCHEMAS
        for p in schema.parameters.values()
        for alias in p.aliases
    ]


@pytest.mark.parametrize(("schema", "known", "alias"), aliased())
def test_another_spelling_is_understood(schema, known, alias):
    value = schema.examples[0]["context"][known.key]
    right = parse(with_parameter(schema, known.key, value), version=schema.version)
    assert parse(with_parameter(schema, alias, value), version=schema.version) == right
    assert getattr(right, known.name) is not None


def test_two_spellings_of_one_parameter_are_refused():
    payload = payload_of("ootb_login", {"ootb_skin_id": "a", "ootb_skinId": "b"})
    with pytest.raises(DecodeError, match="no attribute for ootb_skinId") as refused:
        parse(payload)
    assert refused.value.pointer == "/context"


def test_an_older_class_has_the_older_spelling():
    payload = payload_of("ootb_login", {"ootb_skinId": "north"})
    assert type(parse(payload)) is Login
    assert parse(payload).skin_id == "north"
    assert type(parse(payload, version="1.0.0")) is LoginV1
    assert parse(payload, version="1.0.0").skin_id == "north"


@pytest.mark.parametrize("key", ["ootb_langauge", "customer", "/customer", "/timestamp", ""])
def test_a_parameter_without_an_attribute_is_refused(key):
    payload = payload_of("ootb_login", {"ootb_language": "en", key: "injected"})
    with pytest.raises(DecodeError, match="Login has no attribute for") as refused:
        parse(payload, version="1.1.0")
    assert refused.value.pointer == "/context"
    assert "injected" not in str(refused.value)


def test_a_property_without_an_attribute_is_refused():
    with pytest.raises(DecodeError, match="no attribute for extra, more;") as refused:
        parse({**LOGIN, "more": 1, "extra": 2})
    assert refused.value.pointer == ""


@pytest.mark.parametrize(
    ("payload", "rule"),
    [
        ({**LOGIN, "tenant": "1042"}, "OOTB201"),
        ({**LOGIN, "event": "ootb_logn"}, "OOTB107"),
        ({**LOGIN, "event": 5}, "OOTB201"),
        ({**LOGIN, "customer": ""}, "OOTB102"),
        ({**LOGIN, "context": {"ootb_balance": "1.5"}}, "OOTB201"),
        ({**LOGIN, "context": {"ootb_balance": True}}, "OOTB201"),
        ({**LOGIN, "context": {"ootb_is_first_login": 1}}, "OOTB201"),
        ({**LOGIN, "context": {"ootb_login_timestamp": "2026-06-09T12:00:00"}}, "OOTB204"),
        ({**LOGIN, 5: 5}, "OOTB006"),
        ({}, "OOTB101"),
        ("[]", "OOTB005"),
        ("null", "OOTB005"),
        ("5", "OOTB005"),
        (b'"text"', "OOTB005"),
        (json.dumps(json.dumps(LOGIN)), "OOTB005"),
    ],
)
@pytest.mark.parametrize("version", [None, "1.1.0"])
def test_an_invalid_payload_is_refused_with_its_report(payload, rule, version):
    with pytest.raises(InvalidEventError) as refused:
        parse(payload, version=version)
    assert rule in {finding.rule for finding in refused.value.report.errors}


def test_a_version_that_is_not_there_is_refused():
    with pytest.raises(InvalidEventError, match=r"no version 9\.0\.0; there are 1\.0\.0, 1\.1\.0"):
        parse(LOGIN, version="9.0.0")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "empty"),
        ("{", "not-json"),
        (b"\xef\xbb\xbf{}", "byte-order-mark"),
        ('{"tenant": 1, "tenant": 2}', "duplicate-key"),
        (b'{"a": "\xff"}', "not-utf-8"),
        ("[" * 100_000, "too-deep"),
        (f'{{"{MARK}": {MARK}}}', "not-json"),
    ],
    ids=lambda value: str(value[:12]),
)
def test_text_that_is_no_json_is_refused_at_its_place(text, kind):
    with pytest.raises(DecodeError) as refused:
        parse(text)
    assert refused.value.kind == kind
    assert refused.value.line == 1
    assert MARK not in "".join(traceback.format_exception(refused.value))


def test_a_number_with_more_digits_than_json_keeps_is_refused():
    payload = payload_of("ootb_login", {"ootb_balance": Decimal("0.12345678901234567890")})
    with pytest.raises(DecodeError, match="more digits"):
        parse(payload)


def test_every_refusal_is_of_one_family():
    assert issubclass(DecodeError, CodecError)
    assert issubclass(EncodeError, CodecError)


# Other catalogues


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    """Build a catalogue with kinds of parameters that the published one does not have yet."""
    folder = write_foundation(tmp_path_factory.mktemp("other") / "schemas")
    write_event(
        folder,
        "ootb_order",
        {
            "ootb_id": parameter("identifier"),
            "ootb_paid": parameter("flag-one-zero"),
            "ootb_gift": parameter("flag-yes-no", x_aliases=["ootb_isGift"]),
            "ootb_state": parameter("text", enum=["open", "done"]),
            "ootb_day": parameter("date", x_name="on"),
            "ootb_rate": parameter("number", enum=[0, 0.5, 1]),
        },
    )
    catalog = Catalog.load(folder)
    source = folder / "classes.py"
    source.write_text(render(catalog)["tests.py"], encoding="utf-8")
    spec = importlib.util.spec_from_file_location("other_classes", source)
    module = sys.modules["other_classes"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield Codec(catalog, lambda _key, _version: module.Order)
    del sys.modules["other_classes"]


@given(st.data())
@runs(80)
@example(data=None)
def test_a_codec_carries_the_events_of_another_catalogue(other, data):
    schema = other.catalog.get("ootb_order")
    cls = other._classes("ootb_order", "1.0.0")
    if data is None:
        event = cls(customer="c", paid=True, gift=False, on=date(2026, 6, 9), state="open", rate=1)
    else:
        event = data.draw(events(schema, cls))
    payload = other.to_payload(event, tenant=1)
    assert validate(payload, catalog=other.catalog).findings == ()
    assert comparable(other.from_payload(payload, version="1.0.0")) == comparable(event)
    if data is None:
        assert payload["context"] == {
            "ootb_paid": 1,
            "ootb_gift": "No",
            "ootb_state": "open",
            "ootb_day": "2026-06-09",
            "ootb_rate": 1,
        }


@pytest.mark.parametrize(
    ("context", "attribute", "value"),
    [
        ({"ootb_id": 5}, "id", "5"),
        ({"ootb_id": 5.0}, "id", "5"),
        ({"ootb_id": 0.5}, "id", "0.5"),
        ({"ootb_id": "007"}, "id", "007"),
        ({"ootb_paid": 1.0}, "paid", True),
        ({"ootb_paid": True}, "paid", True),
        ({"ootb_paid": 0}, "paid", False),
        ({"ootb_gift": True}, "gift", True),
        ({"ootb_isGift": "Yes"}, "gift", True),
        ({"ootb_rate": 1.0}, "rate", 1),
    ],
)
def test_what_is_accepted_has_one_form_in_python(other, context, attribute, value):
    payload = payload_of("ootb_order", context)
    assert validate(payload, catalog=other.catalog).ok
    found = getattr(other.from_payload(payload, version="1.0.0"), attribute)
    assert (found, type(found)) == (value, type(value))


def test_an_event_has_the_class_that_was_imported_for_it(other):
    event = parse(payload_of("ootb_order"), catalog=other.catalog)
    assert type(event) is other._classes("ootb_order", "1.0.0")


def test_a_codec_reads_before_it_ever_wrote():
    read = Codec(Catalog.default()).from_payload(LOGIN, version="1.1.0")
    assert read == parse(LOGIN)


def test_a_codec_is_shared_among_those_who_ask_for_the_same():
    assert codec_for() is codec_for(None) is codec_for(Catalog.default())
    assert codec_for(Catalog.load(schema_folder())) is not codec_for()
    limits = DepositLimitUpdated(customer="c", deposit_limit_daily=Decimal("20.50"))
    assert codec_for().to_payload(limits, tenant=1) == to_payload(limits, tenant=1)
