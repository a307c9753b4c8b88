"""What the emitter accepts, what it refuses, and what it says about either."""

from __future__ import annotations

import json
import logging
import math
import threading
import uuid
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from types import MappingProxyType

import attrs
import pytest

from emitting import (
    PATIENCE,
    TENANT,
    TOKEN,
    Listener,
    Told,
    Watched,
    add_up,
    all_ended,
    failed,
    identities,
    lost,
    payload,
)
from endpoint import Reply
from ootb_events import Emitter, emit, parse, to_bytes, to_payload
from ootb_events.catalog import Catalog
from ootb_events.emit import Reason, RetryPolicy
from ootb_events.errors import (
    ConfigurationError,
    EncodeError,
    InvalidEventError,
    UnknownEventError,
)
from ootb_events.events import (
    DepositLimitUpdated,
    Event,
    Registration,
    RegistrationFailed,
    RegistrationFailedV1,
)
from ootb_events.events.superseded import RegistrationStarted
from ootb_events.transports import MemoryTransport
from schema_files import parameter, payload_of, write_catalog

pytest_plugins = ("emitter_fixtures",)

EXAMPLES = [
    pytest.param(schema, example, id=f"{schema.key}-{schema.version}")
    for schema in Catalog.default().schemas()
    if schema.document["x-direction"] == "to-optimove"
    for example in schema.document["examples"]
]


# The package


def test_public_names_are_sorted_and_complete():
    assert emit.__all__ == sorted(emit.__all__)
    for name in emit.__all__:
        assert getattr(emit, name).__doc__ or name.startswith(("On", "When")), name


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"tenant": "1042"}, "tenant is the numeric id as int, not str"),
        ({"tenant": True}, "not bool"),
        ({"tenant": 1042.0}, "not float"),
        ({"on_invalid": "ignore"}, "on_invalid is one of raise, dead_letter, not 'ignore'"),
        ({"when_full": "drop"}, "when_full is one of block, raise, drop_oldest, not 'drop'"),
        ({"queue_size": 0}, "at least 1"),
        ({"concurrency": 0}, "at least 1"),
        ({"profile": "strict"}, "no profile 'strict'"),
        ({"transport": object()}, "not object"),
        ({"transport": MemoryTransport}, "not type"),
        ({"transport": None}, "without a transport, an outbox is needed"),
    ],
)
def test_an_unusable_setting_is_refused(settings, words):
    with pytest.raises(ConfigurationError, match=words):
        Emitter(**{"transport": MemoryTransport(), "tenant": TENANT, **settings})


# What is emitted, and what arrives


@pytest.mark.parametrize(("schema", "example"), EXAMPLES)
def test_every_published_example_arrives_as_canonical_bytes(emitter_to, memory, schema, example):
    emitter = emitter_to(memory, tenant=example["tenant"])
    event = parse(example, version=schema.version)
    current = Catalog.default().is_current(schema)
    receipts = [emitter.emit(each) for each in ([event, example] if current else [event])]
    assert emitter.flush(PATIENCE) == 0
    assert memory.messages[0].body == to_bytes(to_payload(event, tenant=example["tenant"]))
    assert memory.messages[-1].body == (to_bytes(example) if current else memory.messages[0].body)
    for message, receipt in zip(memory.messages, receipts, strict=True):
        assert message.id == receipt.id
        assert message.event == receipt.event == schema.key
        assert message.identity == example.get("customer", example.get("visitor"))
        assert receipt.report.ok
        assert receipt.report.version == schema.version


def test_a_payload_is_brought_into_canonical_form(emitter_to, memory):
    context = {"ootb_deposit_limit_daily": 50.0, "ootb_deposit_limit_weekly": Decimal("12.50")}
    given_ = payload(event="ootb_deposit_limit_updated", context=MappingProxyType(context))
    emitter = emitter_to(memory)
    emitter.emit(MappingProxyType(given_))
    emitter.flush(PATIENCE)
    assert memory.messages[0].body == (
        b'{"tenant":1042,"timestamp":"2026-06-09 12:00:00.250000 UTC",'
        b'"event":"ootb_deposit_limit_updated","visitor":"v-1",'
        b'"context":{"ootb_deposit_limit_daily":50,"ootb_deposit_limit_weekly":12.5}}'
    )


@pytest.mark.parametrize("tenant", [TENANT, float(TENANT), Decimal(TENANT)])
def test_a_payload_may_name_the_tenant(emitter_to, memory, tenant):
    emitter = emitter_to(memory)
    given_ = payload(tenant=tenant)
    emitter.emit(given_)
    emitter.emit(payload())
    emitter.flush(PATIENCE)
    assert [sent["tenant"] for sent in memory.payloads] == [TENANT, TENANT]
    assert given_ == payload(tenant=tenant), "the caller's payload stays as it is"


class Number(int):
    """An integer of somebody's own making."""


@pytest.mark.parametrize("tenant", [7, 7.0, Decimal(7), Number(7), -TENANT, 0])
def test_a_payload_for_another_tenant_is_refused(emitter_to, memory, tenant):
    emitter = emitter_to(memory)
    with pytest.raises((EncodeError, InvalidEventError), match=r"/tenant.*(another tenant|0)"):
        emitter.emit(payload(tenant=tenant))
    assert emitter.close(PATIENCE) == 0
    assert memory.attempts == []


@pytest.mark.parametrize("tenant", [True, "1042", None, math.nan, [TENANT]])
def test_a_tenant_that_is_no_integer_is_an_error(emitter_to, memory, tenant):
    with pytest.raises(InvalidEventError, match="at /tenant"):
        emitter_to(memory).emit(payload(tenant=tenant))


def test_an_older_version_is_emitted_as_what_it_is(emitter_to, memory):
    emitter = emitter_to(memory)
    old = emitter.emit(RegistrationFailedV1(visitor="v-1", email="robin@example.com"))
    assert old.report.version == "1.0.0"
    assert not old.report.findings
    old = emitter.emit(payload(context={"ootb_email": "robin@example.com"}))
    assert old.report.version == "1.0.0"
    assert [finding.rule for finding in old.report.warnings] == ["OOTB301"]
    emitter.flush(PATIENCE)
    assert [sent["context"] for sent in memory.payloads] == [
        {"ootb_email": "robin@example.com"}
    ] * 2


def test_an_event_is_held_to_the_version_of_its_class(emitter_to, memory):
    receipt = emitter_to(memory).emit(RegistrationFailedV1(customer="c-1", visitor="v-1"))
    assert receipt.report.version == "1.0.0"
    assert [finding.rule for finding in receipt.report.warnings] == ["OOTB103"]


def test_a_customer_is_known_better_than_a_visitor(emitter_to, memory):
    emitter = emitter_to(memory)
    emitter.emit(payload(customer="c-1", visitor="v-1"))
    emitter.emit(Registration(customer="c-2", visitor="v-2"))
    emitter.flush(PATIENCE)
    assert identities(memory.messages) == ["c-1", "c-2"]


def test_a_superseded_event_is_emitted_with_a_warning(emitter_to, memory):
    receipt = emitter_to(memory).emit(RegistrationStarted(visitor="v-1"))
    assert receipt.report.ok
    (warning,) = receipt.report.warnings
    assert warning.rule == "OOTB302"
    assert "ootb_registration_initiated" in warning.message


def test_strict_makes_an_error_of_a_warning(emitter_to, memory):
    emitter = emitter_to(memory, strict=True)
    with pytest.raises(InvalidEventError, match="OOTB302"):
        emitter.emit(RegistrationStarted(visitor="v-1"))
    with pytest.raises(InvalidEventError, match="OOTB206"):
        emitter.emit(payload(context={"ootb_failure_reasn": "declined"}))
    emitter.emit(failed())
    assert emitter.flush(PATIENCE) == 0
    assert identities(memory.messages) == ["v-1"]


def test_catalogue_and_profile_are_the_callers(emitter_to, memory, tmp_path):
    asked = {"platform": "optional", "opti-x": "mandatory"}
    own = {"loyalty_reached": {"loyalty_tier": parameter("text", x_requirement=asked)}}
    catalog = write_catalog(tmp_path / "own", own)
    bare = payload_of("loyalty_reached")
    emitter_to(memory, catalog=catalog).emit(bare)
    with pytest.raises(InvalidEventError, match="loyalty_tier"):
        emitter_to(memory, catalog=catalog, profile="opti-x").emit(bare)
    with pytest.raises(UnknownEventError, match="ootb_registration_failed"):
        emitter_to(memory, catalog=catalog).emit(failed())


def test_receipts_have_increasing_ids(emitter_to, memory):
    emitter = emitter_to(memory)
    receipts = [emitter.emit(failed(number)) for number in range(1_000)]
    ids = [receipt.id for receipt in receipts]
    assert ids == sorted(set(ids))
    assert {uuid.UUID(id_).version for id_ in ids} == {7}
    assert all(str(uuid.UUID(id_)) == id_ for id_ in ids)
    emitter.flush(PATIENCE)
    assert [message.id for message in memory.messages] == ids
    assert ids[0] in repr(receipts[0])
    assert receipts[0] != receipts[1]


# Invalid events


class Unpublished(Event):
    """An event that no catalogue has."""

    event_key = "made_up"
    schema_version = "1.0.0"


INVALID = {
    "naive datetime": (failed(timestamp=datetime(2026, 6, 9)), "naive"),  # noqa: DTZ001
    "no identity": (RegistrationFailed(), "OOTB102"),
    "wrong type": (failed(failure_code=7), "expected str, got int"),
    "too long": (failed(failure_code="x" * 256), "OOTB202"),
    "beyond 2^53": (DepositLimitUpdated(customer="c", deposit_limit_daily=2**53), "2^53"),
    "class unknown": (Unpublished(customer="c"), "made_up"),
    "NaN": (payload(context={"ootb_failure_code": math.nan}), "OOTB006"),
    "key unknown": (payload(event="ootb_registration_fialed"), "did you mean"),
    "key unhashable": (payload(event=["ootb_login"]), "an array"),
    "key missing": ({"customer": "c", "context": {}}, "event is missing"),
    "nothing": ({}, "OOTB101"),
    "nested": (payload(context={"ootb_failure_code": {"a": [1]}}), "an object"),
    "null": (payload(context=None), "null"),
    "lone surrogate": (payload(visitor="\ud800"), "surrogate"),
    "keys are no text": (payload(context={1: 2}), "keys are text"),
    "bytes": (payload(context={"ootb_failure_code": b"x"}), "bytes"),
    "another tenant": (payload(tenant=7), "another tenant"),
    "not an event": ([payload()], "list"),
    "JSON text": (json.dumps(payload()), "str"),
    "a class": (RegistrationFailed, "type"),
    "None": (None, "NoneType"),
}
INVALID_EVENTS = pytest.mark.parametrize(
    ("event", "words"), [pytest.param(*case, id=name) for name, case in INVALID.items()]
)


@INVALID_EVENTS
def test_an_invalid_event_is_raised_before_anything_leaves(emitter_to, event, words):
    transport = Watched()
    emitter = emitter_to(transport)
    threads = threading.active_count()
    with pytest.raises((InvalidEventError, EncodeError, UnknownEventError)) as caught:
        emitter.emit(event)
    assert words in str(caught.value)
    assert threading.active_count() == threads, "no thread for what does not leave"
    assert emitter.dead_letters == ()
    assert emitter.stats().accepted == 0
    assert emitter.close(PATIENCE) == 0
    assert transport.attempts == []


@INVALID_EVENTS
def test_an_invalid_event_becomes_a_dead_letter(emitter_to, memory, event, words):
    told = Told()
    emitter = emitter_to(memory, on_invalid="dead_letter", hooks=[Listener(rejected=told)])
    receipt = emitter.emit(event)
    (letter,) = emitter.dead_letters
    assert told == [letter]
    assert letter.reason is Reason.INVALID
    assert letter.id == receipt.id
    assert letter.event == receipt.event
    assert letter.subject is event
    assert letter.report is receipt.report
    assert not letter.report.ok
    assert words in letter.detail
    assert (letter.answer, letter.attempts) == (None, 0)
    assert abs(datetime.now(timezone.utc) - letter.accepted_at) < timedelta(seconds=PATIENCE)
    stats = emitter.stats()
    assert (stats.accepted, dict(stats.undelivered)) == (0, {Reason.INVALID: 1})
    assert emitter.close(PATIENCE) == 0
    assert memory.attempts == []


def test_every_error_of_an_event_is_found(emitter_to, memory):
    both = payload(timestamp="today", context={"ootb_failure_code": 7, "ootb_language": True})
    with pytest.raises(InvalidEventError) as caught:
        emitter_to(memory).emit(both)
    assert [finding.pointer for finding in caught.value.report.errors] == [
        "/timestamp",
        "/context/ootb_failure_code",
        "/context/ootb_language",
    ]


def test_an_invalid_event_does_not_hold_back_the_next(emitter_to, memory):
    emitter = emitter_to(memory, on_invalid="dead_letter")
    for number in range(4):
        emitter.emit(payload(number, context={} if number % 2 else None))
    emitter.flush(PATIENCE)
    assert identities(memory.messages) == ["v-1", "v-3"]
    assert add_up(emitter.stats())


# Secrets


def marked(name):
    return f"Zz-{name}-471147114711"


PERSONAL = {
    "customer": marked("customer"),
    "email": f"{marked('robin')}@example.com",
    "first_name": marked("first name"),
    "date_of_birth": date(1987, 6, 5),
    "city": marked("Städtchen"),
}
SPOILT = {
    "not at all": {},
    "naive": {"timestamp": datetime(2026, 6, 9)},  # noqa: DTZ001 - that is the fault
    "too long": {"email": marked("long") * 20},
    "wrong type": {"first_name": marked("bytes").encode()},
    "surrogate": {"city": f"{PERSONAL['city']}\ud800"},
    "customer too long": {"customer": PERSONAL["customer"] * 20},
    "both identities": {"visitor": marked("visitor")},
    "number": {"email": 471147114711},
    "date with time": {"date_of_birth": datetime(1987, 6, 5, tzinfo=timezone.utc)},
}
ECHOES = {
    "delivered": lambda body: Reply(body={"status": "success", "message": body}),
    "rejected": lambda body: Reply(body={"status": "error", "message": f"{TOKEN} {body}"}),
    "misconfigured": lambda body: Reply(status=401, body={"status": "error", "message": body}),
    "retry": lambda body: Reply(status=503, body={"status": "error", "message": f"{body}{TOKEN}"}),
}


def personal_events():
    """Give events full of personal data, each spoilt in one way, typed and as a payload."""
    for changes in SPOILT.values():
        event = Registration(**{**PERSONAL, **changes})
        yield event
        values = attrs.asdict(event, filter=lambda _, value: value is not None)
        envelope = {
            name: str(values.pop(name)) for name in ("customer", "visitor") if name in values
        }
        envelope["timestamp"] = f"{values.pop('timestamp'):%Y-%m-%d %H:%M:%S.%f} UTC"
        context = {
            f"ootb_{name}": value.isoformat() if isinstance(value, date) else value
            for name, value in values.items()
        }
        yield {"event": "ootb_registration", **envelope, "context": context}


def emitted(emitter, event):
    """Emit an event, and give whatever comes back."""
    try:
        return emitter.emit(event)
    except (EncodeError, InvalidEventError) as error:
        return error


def everything_said(emitter, results):
    """Put together what the library says about an emitter and its events."""
    said = [repr(emitter), repr(emitter.trouble), repr(emitter.stats())]
    for result in results:
        said += [repr(result), repr(getattr(result, "report", "")), str(result)]
    for letter in emitter.dead_letters:
        said += [repr(letter), str(letter), letter.detail, repr(letter.answer), repr(letter.report)]
    return "\n".join(said)


def assert_nothing_personal(text):
    secrets = (TOKEN, "471147114711", "1987-06-05", "1987, 6, 5", *map(str, PERSONAL.values()))
    for secret in secrets:
        assert secret.casefold() not in text.casefold(), secret


@pytest.mark.parametrize("echo", ECHOES)
@pytest.mark.parametrize("on_invalid", ["raise", "dead_letter"])
def test_no_secret_is_told(endpoint, http, caplog, echo, on_invalid):
    caplog.set_level(logging.DEBUG)
    asked = threading.Event()

    def echoing(request):
        asked.set()
        return ECHOES[echo](request.body.decode())

    endpoint.choose = echoing
    policy = RetryPolicy(probe=3_600, give_up_after=0)
    emitter = Emitter(http, tenant=TENANT, on_invalid=on_invalid, retry=policy)
    results = [emitted(emitter, event) for event in personal_events()]
    assert asked.wait(PATIENCE)
    emitter.close(0.01 if echo == "misconfigured" else PATIENCE)
    assert all_ended()
    assert emitter.stats().accepted == 5
    assert bool(emitter.dead_letters) == (echo != "delivered" or on_invalid == "dead_letter")
    assert_nothing_personal(caplog.text + everything_said(emitter, results))


def test_no_secret_of_an_exception_is_told(emitter_to, caplog):
    caplog.set_level(logging.DEBUG)

    def answer(message):
        raise ValueError(message.body)

    emitter = emitter_to(MemoryTransport(answer=answer), retry=RetryPolicy(give_up_after=0))
    receipt = emitter.emit(Registration(**PERSONAL))
    emitter.flush(PATIENCE)
    assert lost(emitter) == [Reason.EXPIRED]
    assert_nothing_personal(caplog.text + everything_said(emitter, [receipt]))
