"""Capturing events, without pytest's help: what is captured, and that nothing is left behind."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import sqlite3
import sys
import threading
import unittest
from collections import defaultdict
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emitting import PATIENCE, TENANT, Hand, Listener, ended, failed, payload, started
from event_strategies import SCHEMAS, events, runs
from ootb_events import Emitter
from ootb_events.catalog import Catalog
from ootb_events.emit import Health, Reason, SqliteOutbox
from ootb_events.errors import (
    ConfigurationError,
    EmitterClosedError,
    EncodeError,
    InvalidEventError,
    NotEmittableError,
    UnknownEventError,
)
from ootb_events.events import (
    CartItem,
    Deposit,
    Event,
    ItemsInCart,
    Login,
    LoginV1,
    Registration,
    RegistrationFailed,
)
from ootb_events.testing import capture_events
from ootb_events.transports import MemoryTransport

HERE = Path(__file__).name
POSIX = pytest.mark.skipif(not hasattr(os, "fork"), reason="NO fork HERE: not tested")


@pytest.fixture
def transport():
    return MemoryTransport()


@pytest.fixture
def emitter(transport):
    with Emitter(transport, tenant=TENANT) as made:
        yield made


def delivered(transport):
    return [message.identity for message in transport.messages]


def invalid(number=1):
    return payload(number, timestamp="yesterday")


def swallow(emitter, event):
    try:
        emitter.emit(event)
    except InvalidEventError:
        return


# What is captured


def test_events_are_captured_and_not_delivered(emitter, transport):
    with capture_events() as captured:
        receipt = emitter.emit(failed(1))
        assert emitter.flush(0) == 0
    (record,) = captured.events
    assert record.receipt is receipt
    assert record.event == record.read_as(RegistrationFailed)
    assert record.event.failure_reason == "declined"
    assert record.payload["visitor"] == "v-1"
    assert (record.key, record.version) == ("ootb_registration_failed", "2.0.0")
    assert (record.customer, record.visitor, record.identity) == (None, "v-1", "v-1")
    assert emitter.flush() == 0
    assert delivered(transport) == []


def test_the_line_that_emitted_is_known(emitter):
    with capture_events() as captured:
        emitter.emit(failed())
        line = sys._getframe().f_lineno - 1
        asyncio.run(emitter.aemit(failed()))
    direct, from_loop = captured.events
    assert Path(direct.site.file).name == HERE
    assert direct.site.line == line
    assert from_loop.site.line == line + 2


def test_a_payload_is_found_by_class(emitter):
    with capture_events() as captured:
        emitter.emit(payload(7))
    event = captured.one(RegistrationFailed, visitor="v-7", failure_reason="declined")
    assert type(event) is RegistrationFailed


def test_an_event_is_of_every_version_that_it_can_be_read_as(emitter):
    with capture_events() as captured:
        emitter.emit(LoginV1(customer="c-1", channel="web"))
    assert type(captured.events[0].event) is LoginV1
    assert type(captured.one(Login)) is Login
    assert type(captured.one(LoginV1)) is LoginV1
    assert captured.one("ootb_login").channel == "web"
    assert captured.one(Event) == captured.one()


@given(st.data())
@runs(60)
def test_every_event_comes_back_as_it_was_emitted(data):
    schema = data.draw(st.sampled_from([each for each in SCHEMAS if each.emittable]))
    event = data.draw(events(schema))
    with Emitter(MemoryTransport(), tenant=TENANT) as emitter, capture_events() as captured:
        swallow(emitter, event)
        refused, records = captured.refused, captured.events
        captured.verify()
    assert len(refused) + len(records) == 1
    if records:
        assert type(records[0].event) is type(event)
        assert captured.one(type(event)) == records[0].event


def test_events_of_all_threads_and_coroutines_are_captured(transport):
    emitter = Emitter(transport, tenant=TENANT)

    async def emit_some():
        await asyncio.gather(*(emitter.aemit(failed(number)) for number in range(20)))

    with capture_events() as captured:
        threads = started(*[lambda: [emitter.emit(failed(n)) for n in range(20)]] * 3)
        asyncio.run(emit_some())
        assert ended(threads)
        assert len(captured) == 80
        assert emitter.stats().delivered == 80
    assert emitter.close() == 0
    assert delivered(transport) == []


@given(st.lists(st.integers(0, 2), max_size=30), st.integers(1, 4))
@runs(30)
def test_each_identity_keeps_its_order_under_threads(identities, many):
    with Emitter(MemoryTransport(), tenant=TENANT) as emitter, capture_events() as captured:

        def emit_all(name):
            for position, identity in enumerate(identities):
                emitter.emit(Login(customer=f"{name}-{identity}", session_ref=str(position)))

        names = [f"t{number}" for number in range(many)]
        assert ended(started(*[lambda name=name: emit_all(name) for name in names]))
        found = defaultdict(list)
        for event in captured.all(Login):
            found[event.customer].append(int(event.session_ref))
    for name in names:
        for identity in set(identities):
            wanted = [at for at, each in enumerate(identities) if each == identity]
            assert found[f"{name}-{identity}"] == wanted


def test_what_happened_before_the_capture_is_none_of_it(emitter, transport):
    emitter.emit(failed(1))
    with capture_events() as captured:
        emitter.emit(failed(2))
    emitter.emit(failed(3))
    assert emitter.flush() == 0
    assert delivered(transport) == ["v-1", "v-3"]
    assert [record.identity for record in captured.events] == ["v-2"]


def test_clear_forgets_what_was_captured(emitter):
    with capture_events() as captured:
        emitter.emit(failed(1))
        captured.clear()
        captured.none()
        emitter.emit(failed(2))
        assert captured.one().visitor == "v-2"
        assert repr(captured) == "<1 events captured>"


# Emitters


def test_an_emitter_made_meanwhile_opens_nothing(tmp_path):
    path = tmp_path / "events.db"
    with capture_events() as captured:
        emitter = Emitter(MemoryTransport(), tenant=TENANT, outbox=path)
        emitter.emit(failed(1))
        assert emitter.durable
        assert (emitter.flush(), emitter.trouble, emitter.dead_letters) == (0, None, ())
        assert not any(each.name == "ootb-events" for each in threading.enumerate())
    assert len(captured) == 1
    assert not path.exists()
    emitter.emit(failed(2))
    assert path.exists()
    assert emitter.close() == 0


def test_an_emitter_made_meanwhile_is_captured_by_the_next_capture_too(transport):
    with capture_events():
        emitter = Emitter(transport, tenant=TENANT)
        emitter.emit(failed(1))
    with capture_events() as captured:
        emitter.emit(failed(2))
    assert [record.identity for record in captured.events] == ["v-2"]
    assert emitter.stats().accepted == 0
    emitter.emit(failed(3))
    assert emitter.close() == 0
    assert delivered(transport) == ["v-3"]


def test_closing_meanwhile_closes_the_diversion_only(emitter, transport):
    closed = []
    transport.close = lambda: closed.append(True)
    with capture_events() as captured:
        emitter.emit(failed(1))
        assert emitter.close() == 0
        with pytest.raises(EmitterClosedError):
            emitter.emit(failed(2))
        assert emitter.close() == 0
    assert len(captured) == 1
    assert not closed
    emitter.emit(failed(3))
    assert emitter.flush() == 0
    assert delivered(transport) == ["v-3"]


def test_an_emitter_that_was_made_and_closed_meanwhile_stays_closed(transport, tmp_path):
    path = tmp_path / "events.db"
    with capture_events(), Emitter(transport, tenant=TENANT, outbox=path) as emitter:
        receipt = emitter.emit(failed(1))
    assert receipt.event == "ootb_registration_failed"
    with pytest.raises(EmitterClosedError):
        emitter.emit(failed(2))
    with capture_events() as captured:
        with pytest.raises(EmitterClosedError):
            emitter.emit(failed(3))
        captured.none()
    assert emitter.close() == 0
    assert not path.exists()


def test_an_emitter_that_was_closed_before_is_closed(emitter):
    emitter.close()
    with capture_events(), pytest.raises(EmitterClosedError):
        emitter.emit(failed())


def test_what_was_under_way_is_delivered_meanwhile():
    hand = Hand()
    transport = MemoryTransport(answer=hand)
    with Emitter(transport, tenant=TENANT) as emitter:
        emitter.emit(failed(1))
        hand.hold()
        with capture_events() as captured:
            emitter.emit(failed(2))
            hand.let_go()
        assert emitter.flush(PATIENCE) == 0
        assert emitter.stats().delivered == 1
    assert len(captured) == 1
    assert delivered(transport) == ["v-1"]


def test_figures_dead_letters_and_hooks_are_those_of_a_delivery(transport):
    told = []
    listener = Listener(
        accepted=lambda notice: told.append(("accepted", notice.event)),
        delivered=lambda notice: told.append(("delivered", notice.attempts)),
        rejected=lambda letter: told.append(("rejected", letter.reason)),
        health=lambda health, answer: told.append((health, answer)),
    )
    options = {"hooks": [listener], "on_invalid": "dead_letter"}
    with Emitter(transport, tenant=TENANT, **options) as emitter:
        with capture_events() as captured, captured.expects_invalid("timestamp-form"):
            emitter.emit(failed())
            receipt = emitter.emit(invalid())
            assert not receipt.report.ok
            (letter,) = emitter.dead_letters
            assert letter.reason is Reason.INVALID
            stats = emitter.stats()
            assert (stats.accepted, stats.delivered, stats.pending) == (1, 1, 0)
            assert stats.undelivered == {Reason.INVALID: 1}
        assert emitter.dead_letters == ()
        assert emitter.stats().accepted == 0
    assert told == [
        ("accepted", "ootb_registration_failed"),
        ("delivered", 1),
        ("rejected", Reason.INVALID),
    ]
    assert Health.WELL not in told


def test_events_within_a_transaction_are_captured_at_once(tmp_path):
    path = tmp_path / "shop.db"
    outbox = SqliteOutbox(path, embedded=True)
    with capture_events() as captured:
        emitter = Emitter(MemoryTransport(), tenant=TENANT, outbox=outbox)
        connection = sqlite3.connect(path)
        outbox.enqueue(failed(), connection=connection)
        connection.rollback()
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        connection.close()
    assert captured.one(RegistrationFailed)
    assert tables == (0,)
    assert emitter.close() == 0


def test_captures_nest_and_the_inner_one_gets_the_events(emitter, transport):
    with capture_events() as outer:
        emitter.emit(failed(1))
        with capture_events() as inner:
            emitter.emit(failed(2))
            made = Emitter(transport, tenant=TENANT)
            made.emit(failed(3))
            emitter.close()
        emitter.emit(failed(4))
        made.emit(failed(5))
    assert [record.identity for record in outer.events] == ["v-1", "v-4", "v-5"]
    assert [record.identity for record in inner.events] == ["v-2", "v-3"]
    assert (emitter.close(), made.close()) == (0, 0)
    assert delivered(transport) == []


def test_an_event_is_captured_or_delivered_while_captures_come_and_go(transport):
    count, captures = 3_000, []
    with Emitter(transport, tenant=TENANT) as emitter:

        def emit_all(name):
            for number in range(count):
                emitter.emit(Login(customer=f"{name}-{number}"))

        threads = started(*[lambda name=name: emit_all(name) for name in "ab"])
        while any(thread.is_alive() for thread in threads):
            with capture_events() as events:
                Emitter(transport, tenant=TENANT)
            captures.append(events)
        assert emitter.flush(PATIENCE) == 0
        assert emitter.stats().delivered == len(delivered(transport))
    # Read last: what was under way when a capture ended, that capture has a moment later.
    captured = [record.identity for events in captures for record in events.events]
    found = captured + delivered(transport)
    assert len(found) == 2 * count
    assert set(found) == {f"{name}-{number}" for name in "ab" for number in range(count)}


class Model:
    """Each event goes to the capture that began last and has not ended, else it is delivered."""

    def __init__(self):
        self.transport = MemoryTransport()
        self.delivered = []
        self.emitters = []
        self.closed = set()
        self.active = []

    def begin(self, _):
        capturing = capture_events()
        self.active.append((capturing, capturing.__enter__(), [], set(), set()))

    def end(self, number):
        if not self.active:
            return
        capturing, captured, expected, made, closed = self.active.pop(-(number % 2))
        capturing.__exit__(None, None, None)
        assert [record.identity for record in captured.events] == expected
        self.closed |= made & closed

    def make(self, _):
        if len(self.emitters) < 4:
            self.emitters.append(Emitter(self.transport, tenant=TENANT))
            if self.active:
                self.active[-1][3].add(self.emitters[-1])

    def emit(self, number):
        for position, emitter in enumerate(self.emitters):
            identity = f"v-{number}-{position}"
            if emitter in self.closed.union(*(each[4] for each in self.active)):
                with pytest.raises(EmitterClosedError):
                    emitter.emit({**payload(), "visitor": identity})
                continue
            emitter.emit({**payload(), "visitor": identity})
            (self.active[-1][2] if self.active else self.delivered).append(identity)

    def close(self, number):
        if self.active and self.emitters:
            emitter = self.emitters[number % len(self.emitters)]
            if emitter not in self.closed.union(*(each[4] for each in self.active)):
                self.active[-1][4].add(emitter)
            assert emitter.close() == 0

    def finish(self):
        while self.active:
            self.end(1)
        self.emit(1_000)
        assert all(emitter.close() == 0 for emitter in self.emitters)
        assert sorted(delivered(self.transport)) == sorted(self.delivered)


@given(st.lists(st.sampled_from(["begin", "end", "make", "emit", "close"]), max_size=25))
@runs(200)
def test_captures_in_any_order_restore_exactly(steps):
    model = Model()
    for number, step in enumerate(steps):
        getattr(model, step)(number)
    model.finish()


@POSIX
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_what_a_forked_child_emits_is_captured(tmp_path):
    arrived = tmp_path / "arrived"

    class File(MemoryTransport):
        def send(self, message):
            arrived.write_bytes(message.body)
            return super().send(message)

    def emit_in_child(emitter):
        emitter.emit(failed(2))
        Emitter(File(), tenant=TENANT).emit(failed(3))
        os._exit(0 if emitter.close() == 0 else 1)

    with Emitter(File(), tenant=TENANT) as emitter:
        with capture_events() as captured:
            emitter.emit(failed(1))
            child = multiprocessing.get_context("fork").Process(
                target=emit_in_child, args=(emitter,)
            )
            child.start()
            child.join(PATIENCE)
            assert child.exitcode == 0
            emitter.emit(failed(4))
        assert not arrived.exists()
        identities = [record.identity for record in captured.events]
        assert identities == ["v-1", "v-2", "v-3", "v-4"]
        assert captured.one(RegistrationFailed, visitor="v-3")
        assert {Path(record.site.file).name for record in captured.events} == {HERE}
        emitter.emit(failed(5))
    assert b"v-5" in arrived.read_bytes()


@POSIX
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_what_a_forked_child_emits_wrongly_is_told(emitter):
    def emit_in_child():
        swallow(emitter, invalid())

    def fork():
        child = multiprocessing.get_context("fork").Process(target=emit_in_child)
        child.start()
        child.join(PATIENCE)
        assert child.exitcode == 0

    with capture_events() as captured, captured.expects_invalid("timestamp-form") as refused:
        fork()
    assert len(refused.refusals) == 1
    with pytest.raises(AssertionError, match=r"(?s)test_capture\.py:\d+.*OOTB104"):  # noqa: SIM117
        with capture_events():
            fork()


# What is asked for


@pytest.fixture
def captured(emitter):
    with capture_events() as captured:
        emitter.emit(Login(customer="c-1", channel="web"))
        emitter.emit(
            Deposit(customer="c-1", deposit_amount=Decimal("10.10"), deposit_status="Approved")
        )
        emitter.emit(Login(customer="c-2"))
        emitter.emit(Deposit(customer="c-2", deposit_amount=25, deposit_status="Approved"))
        emitter.emit(Registration(visitor="v-1", email="jane@example.com"))
        yield captured


def test_events_are_asked_for_by_fields_and_predicates(captured):
    assert captured.one(Login, channel="web").customer == "c-1"
    assert captured.one(Login, channel=None).customer == "c-2"
    assert captured.one(Deposit, deposit_amount=Decimal("10.10")).customer == "c-1"
    assert captured.one(Deposit, deposit_amount=lambda amount: amount > 20).customer == "c-2"
    assert captured.one(Deposit, lambda event: event.deposit_amount < 20).customer == "c-1"
    assert captured.one(Login, channel=str).customer == "c-1"
    assert captured.one(lambda event: event.visitor).email == "jane@example.com"
    assert captured.one("ootb_registration", email="jane@example.com").visitor == "v-1"
    assert captured.one(visitor="v-1").email == "jane@example.com"
    assert [event.customer for event in captured.all(Login)] == ["c-1", "c-2"]
    assert len(captured.all()) == len(captured) == 5
    captured.none(Login, channel="app")
    captured.none(RegistrationFailed)


def test_a_function_is_not_asked_about_what_is_absent(captured):
    assert captured.one(Login, channel=lambda channel: channel.startswith("w")).customer == "c-1"


def test_times_and_items_are_compared_as_values(emitter):
    now = datetime(2026, 6, 9, 14, 0, tzinfo=timezone(timedelta(hours=2)))
    items = [CartItem(name="a"), CartItem(name="b")]
    with capture_events() as captured:
        emitter.emit(Login(customer="c-1", timestamp=now))
        emitter.emit(ItemsInCart(customer="c-1", items=tuple(items)))
    assert captured.one(Login, timestamp=now).timestamp == now.astimezone(timezone.utc)
    assert captured.one(ItemsInCart, items=items).items == tuple(items)


@pytest.mark.parametrize("ask", ["one", "all", "none"])
def test_a_misspelled_name_is_an_error_of_the_test(captured, ask):
    for what in (Login, "ootb_login"):
        with pytest.raises(TypeError, match="'chanel'; did you mean channel"):
            getattr(captured, ask)(what, chanel="web")
    with pytest.raises(TypeError, match="no event has attribute 'custommer'; did you mean cust"):
        getattr(captured, ask)(custommer="c-1")
    with pytest.raises(UnknownEventError, match="did you mean ootb_login"):
        getattr(captured, ask)("ootb_logni")
    with pytest.raises(TypeError, match="expected an event class, an event key or a function"):
        getattr(captured, ask)(dict)
    with pytest.raises(TypeError, match="a predicate is a function of an event"):
        getattr(captured, ask)(Login, "web")
    with pytest.raises(TypeError, match="timestamp is a moment without a zone"):
        getattr(captured, ask)(Login, timestamp=datetime(2026, 6, 9))  # noqa: DTZ001 - without


def test_a_sequence_is_that_of_one_customer(captured):
    found = captured.sequence([Login, (Deposit, {"deposit_amount": 25})])
    assert [event.customer for event in found] == ["c-2", "c-2"]
    assert [event.customer for event in captured.sequence([Login, Deposit])] == ["c-1", "c-1"]
    captured.sequence(
        ["ootb_login", lambda event: event.deposit_amount == 25], customer="c-2", exact=True
    )
    captured.sequence([Deposit], customer="c-1")
    for steps, options in [
        ([Deposit, Login], {}),
        ([Login, Login], {}),
        ([Login, (Deposit, {"deposit_amount": 25})], {"customer": "c-1"}),
        ([Deposit], {"customer": "c-1", "exact": True}),
        ([Login], {"customer": "c-3"}),
        ([Login], {"visitor": "v-1"}),
    ]:
        with pytest.raises(AssertionError, match="expected"):
            captured.sequence(steps, **options)
    with pytest.raises(TypeError, match="a step is"):
        captured.sequence([(Login, 1)])
    with pytest.raises(TypeError, match="no attribute 'chanel'"):
        captured.sequence([(Login, {"chanel": 1})])


@given(st.lists(st.tuples(st.integers(0, 2), st.booleans()), max_size=12), st.lists(st.booleans()))
@runs(60)
def test_a_sequence_is_found_if_and_only_if_it_is_there(emitted, wanted):
    classes = {True: Login, False: Deposit}
    with Emitter(MemoryTransport(), tenant=TENANT) as emitter, capture_events() as captured:
        for customer, kind in emitted:
            more = {} if kind else {"deposit_amount": 1, "deposit_status": "Approved"}
            emitter.emit(classes[kind](customer=f"c-{customer}", **more))

    def contains(kinds):
        rest = iter(kinds)
        return all(each in rest for each in wanted)

    by_customer = [[kind for who, kind in emitted if who == each] for each in range(3)]
    there = any(map(contains, by_customer)) if emitted else not wanted
    try:
        found = captured.sequence([classes[each] for each in wanted])
    except AssertionError:
        assert not there
    else:
        assert there
        assert [type(event) for event in found] == [classes[each] for each in wanted]


# Invalid events


@pytest.mark.parametrize("on_invalid", ["raise", "dead_letter"])
def test_an_invalid_event_raises_whatever_its_emitter_would_do(transport, on_invalid):
    with (
        Emitter(transport, tenant=TENANT, on_invalid=on_invalid) as emitter,
        pytest.raises(InvalidEventError, match="OOTB104"),
        capture_events(),
    ):
        emitter.emit(invalid())


def test_a_hidden_error_is_told_at_the_end(emitter):
    with pytest.raises(AssertionError, match=r"(?s)went unseen.*test_capture.*OOTB104"):  # noqa: SIM117
        with capture_events():
            swallow(emitter, invalid())


def test_an_error_in_a_thread_is_told_at_the_end(emitter):
    with pytest.raises(AssertionError, match="OOTB104"):  # noqa: SIM117
        with capture_events():
            assert ended(started(lambda: swallow(emitter, invalid())))


def swallow_and_fail(emitter):
    swallow(emitter, invalid())
    raise ZeroDivisionError


def test_another_error_is_not_replaced(emitter):
    with pytest.raises(ZeroDivisionError) as failure, capture_events():
        swallow_and_fail(emitter)
    if sys.version_info >= (3, 11):
        assert "OOTB104" in failure.value.__notes__[0]


@pytest.mark.parametrize(
    ("event", "error"),
    [
        (RegistrationFailed(visitor="v-1", failure_reason=3), EncodeError),
        (["no", "event"], EncodeError),
        (payload(event="ootb_nothing"), InvalidEventError),
        (payload(tenant=TENANT + 1), EncodeError),
    ],
)
def test_whatever_cannot_be_sent_is_invalid(emitter, event, error):
    with capture_events() as captured, captured.expects_invalid() as refused:
        with pytest.raises(error):
            emitter.emit(event)
        assert len(refused.refusals) == 1
        assert refused.report.errors
    captured.none()


def test_what_only_optimove_sends_is_refused(emitter):
    schema = next(schema for schema in SCHEMAS if not schema.emittable)
    with capture_events() as captured, captured.expects_invalid() as refused:
        with pytest.raises(NotEmittableError):
            emitter.emit({**schema.examples[0], "tenant": TENANT})
        with pytest.raises(LookupError, match="no invalid event"):
            assert refused.report
    assert refused.refusals[0].event == schema.key
    assert "is sent by Optimove" in str(refused.refusals[0])


def test_an_expected_error_ends_the_block_or_may_be_hidden(emitter):
    with capture_events() as captured:
        with captured.expects_invalid("OOTB104", "/timestamp") as refused:
            emitter.emit(invalid())
            raise ZeroDivisionError
        assert refused.report.errors[0].rule == "OOTB104"
        with captured.expects_invalid():
            swallow(emitter, invalid())
        with captured.expects_invalid("OOTB1"):
            assert ended(started(lambda: swallow(emitter, invalid())))
        with pytest.raises(ConfigurationError, match="no rule is called"):
            captured.expects_invalid("OOTB999")


def test_another_error_than_the_expected_one_is_raised(emitter):
    with capture_events() as captured:
        with pytest.raises(InvalidEventError), captured.expects_invalid("OOTB203"):
            emitter.emit(invalid())
        with pytest.raises(ZeroDivisionError), captured.expects_invalid():
            raise ZeroDivisionError
        with pytest.raises(AssertionError, match="an invalid event at /tenant: none"):  # noqa: SIM117
            with captured.expects_invalid(pointer="/tenant"):
                emitter.emit(failed())
        assert "OOTB104" in captured.verify()


def test_an_error_that_a_test_fails_with_is_not_told_twice(emitter):
    with capture_events() as captured:
        with pytest.raises(InvalidEventError) as caught:
            emitter.emit(invalid())
        later = ZeroDivisionError()
        later.__cause__ = caught.value
        assert captured.verify(later) is None


# Options


def test_profile_and_strictness_may_be_other_than_the_emitters(emitter):
    odd = Login(customer="c-1", balance=None)
    event = payload(context={"ootb_failure_reason": "declined", "nonsense": 1})
    with capture_events() as captured:
        emitter.emit(odd)
        emitter.emit(event)
        assert captured.events[1].receipt.report.warnings
    with capture_events(strict=True) as captured, captured.expects_invalid("unknown-parameter"):
        emitter.emit(event)
    with Emitter(MemoryTransport(), tenant=TENANT, strict=True) as strict:
        with capture_events() as captured, captured.expects_invalid("unknown-parameter"):
            strict.emit(event)
        with capture_events(strict=False) as captured:
            strict.emit(event)
    for options in ({"profile": "everything"}, {"unknown_events": "drop"}):
        with pytest.raises(ConfigurationError, match=r"there are|is one of"):
            capture_events(**options)


def test_unknown_events_may_be_captured_as_payloads(emitter):
    event = {**payload(1), "event": "shop_opened", "context": {"door": "front", "key": "s3cret"}}
    with capture_events(unknown_events="capture") as captured:
        emitter.emit(event)
        found = captured.one("shop_opened", door="front", visitor="v-1")
        assert found["tenant"] == TENANT
        assert captured.events[0].event is None
        with pytest.raises(AssertionError) as failure:
            captured.one("shop_opened", door="back")
        assert "s3cret" not in str(failure.value)
        with pytest.raises(InvalidEventError):
            emitter.emit({**event, "timestamp": "yesterday"})
        assert captured.verify() is not None


def test_a_catalogue_of_ones_own_is_known(tmp_path, transport):
    folder = tmp_path / "events" / "ootb_login"
    folder.mkdir(parents=True)
    source = dict(Catalog.default().get("ootb_login").document)
    text = json.dumps(source).replace("ootb_login", "shop_login")
    folder.rename(folder.with_name("shop_login"))
    (folder.with_name("shop_login") / "1.1.0.json").write_text(text, encoding="utf-8")
    catalog = Catalog.load(tmp_path)
    with Emitter(transport, tenant=TENANT, catalog=catalog) as emitter, capture_events() as found:
        emitter.emit({**payload(), "event": "shop_login", "context": {"ootb_channel": "web"}})
        found.one("shop_login", channel="web", visitor="v-1")


# No personal data


@given(st.data())
@runs(60)
def test_no_message_holds_personal_data(data):
    mark = "Zebra7741"
    with Emitter(MemoryTransport(), tenant=TENANT) as emitter, capture_events() as captured:
        emitter.emit(Registration(customer=f"c-{mark}", email=f"{mark}@example.com"))
        emitter.emit(
            {**payload(), "event": "ootb_registration", "context": {"ootb_email": f"{mark}@b"}}
        )
    asked = data.draw(
        st.sampled_from([Registration, "ootb_registration", None, Login, "ootb_login"])
    )
    fields = data.draw(
        st.dictionaries(st.sampled_from(["customer", "visitor"]), st.just(f"x-{mark}"), min_size=1)
    )
    if asked not in {Login, "ootb_login"}:
        fields["email"] = f"{mark}@other"
    for fail in (
        lambda: captured.one(asked, **fields),
        lambda: captured.none(Registration),
        lambda: captured.one(Registration),
        lambda: captured.sequence([(asked, fields)]),
        lambda: captured.sequence([Registration, (Registration, {"email": mark})], customer=mark),
    ):
        with pytest.raises(AssertionError) as failure:
            fail()
        assert mark not in str(failure.value)
    assert mark not in repr(captured.events)


# unittest


class InUnittest(unittest.TestCase):
    def setUp(self):
        self.events = self.enterContext(capture_events()) if hasattr(self, "enterContext") else None

    def test_capture(self):
        if self.events is None:
            self.skipTest("enterContext came with Python 3.11")
        with Emitter(MemoryTransport(), tenant=TENANT) as emitter:
            emitter.emit(failed())
        self.events.one(RegistrationFailed)


def test_what_captures_may_be_used_again():
    again = capture_events()
    with again as outer:
        emit_login("c-1")
        with again as inner:
            emit_login("c-2")
        emit_login("c-3")
    with again as later:
        emit_login("c-4")
    customers = [[each.customer for each in found.events] for found in (outer, inner, later)]
    assert customers == [["c-1", "c-3"], ["c-2"], ["c-4"]]


def emit_login(customer):
    with Emitter(MemoryTransport(), tenant=TENANT) as emitter:
        emitter.emit(Login(customer=customer))


def test_an_invalid_event_is_what_every_block_expects_that_it_fits(emitter, captured):
    event = {**invalid(), "event": "ootb_login", "context": {"ootb_channel": 7}}
    with (
        captured.expects_invalid("wrong-type") as outer,
        captured.expects_invalid("OOTB104") as inner,
    ):
        emitter.emit(event)
    assert len(outer.refusals) == len(inner.refusals) == 1


@pytest.fixture
def own(monkeypatch):
    """Work in a project with a catalogue, of which no emitter knows yet."""
    project = Path(__file__).parents[1] / "examples" / "shop"
    monkeypatch.chdir(project)
    return Catalog.default() | Catalog.load(project / "schemas")


@pytest.mark.usefixtures("own")
def test_events_of_the_project_are_known_before_any_emitter_is_made(captured):
    captured.none("x_bonus_claimed", bonus_code="WELCOME")
    captured.none(bonus_code="WELCOME")
    assert captured.all("x_wheel_spun") == []
    with pytest.raises(UnknownEventError, match=r"did you mean x_bonus_claimed\?"):
        captured.none("x_bonus_claimd")
    with pytest.raises(TypeError, match="did you mean bonus_code"):
        captured.none("x_bonus_claimed", bonus_cod="WELCOME")
    with pytest.raises(AssertionError) as caught:
        captured.one("x_bonus_claimed", friend_email="friend@example.com")
    assert "friend@example.com" not in str(caught.value)


def test_classes_of_one_name_are_told_apart(own, transport):
    cls = own.event("ootb_deposit")
    assert cls is not Deposit
    with Emitter(transport, tenant=TENANT, catalog=own) as emitter, capture_events() as found:
        emitter.emit(cls(customer="c-1", shop_till="north-2"))
    with pytest.raises(AssertionError) as caught:
        found.one(Deposit)
    expected = f"{cls.__module__}.Deposit cannot be read as {Deposit.__module__}.Deposit"
    assert expected in str(caught.value)


@pytest.mark.parametrize("steps", ["ootb_login", Login])
def test_a_sequence_is_a_list(captured, steps):
    with pytest.raises(TypeError, match="a list of steps"):
        captured.sequence(steps)


@pytest.mark.parametrize(
    "change", [lambda text: b"\xef\xbb\xbf" + text, bytes.strip, lambda text: text + b"\r\n"]
)
def test_a_snapshot_may_have_been_through_an_editor(emitter, tmp_path, change):
    file = tmp_path / "snapshot.json"
    with capture_events(folder=tmp_path, update_snapshots=True) as found:
        emitter.emit(Login(customer="c-1"))
        found.assert_matches_snapshot(file.name)
    file.write_bytes(change(file.read_bytes()))
    with capture_events(folder=tmp_path) as found:
        emitter.emit(Login(customer="c-1"))
        found.assert_matches_snapshot(file.name)


def test_a_snapshot_that_cannot_be_read_is_told_of(captured, tmp_path):
    (tmp_path / "other.json").write_bytes(b"\xff\xfe[")
    with pytest.raises(AssertionError, match=r"the snapshot .*other\.json is not UTF-8 text"):
        captured.assert_matches_snapshot(tmp_path / "other.json")
    with pytest.raises(AssertionError, match="cannot read the snapshot"):
        captured.assert_matches_snapshot(tmp_path)


def test_a_snapshot_that_cannot_be_written_is_told_of_and_leaves_nothing(tmp_path):
    (tmp_path / "snapshots").mkdir()
    (tmp_path / "file").touch()
    before = sorted(tmp_path.iterdir())
    with capture_events(folder=tmp_path, update_snapshots=True) as captured:
        for path in ("snapshots", "file/one.json"):
            with pytest.raises(AssertionError, match=f"cannot write the snapshot {path}: "):
                captured.assert_matches_snapshot(path)
    assert sorted(tmp_path.iterdir()) == before
