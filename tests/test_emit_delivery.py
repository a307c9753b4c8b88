"""How the emitter delivers: order, a full queue, retries, dead letters, flush and close."""

from __future__ import annotations

import contextlib
import gc
import logging
import math
import queue
import threading
import time
import weakref
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emitting import (
    AT_ONCE,
    DELIVERED,
    LATER,
    MISCONFIGURED,
    PATIENCE,
    REJECTED,
    RETRY,
    TENANT,
    TOKEN,
    Juggler,
    Listener,
    Told,
    Watched,
    add_up,
    all_ended,
    ended,
    failed,
    identities,
    in_turn,
    keeping,
    lost,
    numbered,
    payload,
    started,
)
from endpoint import Reply
from event_strategies import runs
from ootb_events import Emitter
from ootb_events.emit import DeadLetter, Health, Reason, RetryPolicy
from ootb_events.errors import EmitError, EmitterClosedError, QueueFullError
from ootb_events.events import Registration, SelfExclusionActivated
from ootb_events.transports import Answer, MemoryTransport

pytest_plugins = ("emitter_fixtures",)

# Order


ANSWERS = st.sampled_from([DELIVERED, RETRY, REJECTED, MISCONFIGURED, OSError, SystemExit, "?"])


@runs(60)
@given(script=st.lists(ANSWERS, max_size=30), visitors=st.lists(st.integers(0, 3), min_size=1))
def test_each_event_is_settled_in_its_turn_whatever_the_answers(script, visitors):
    answers = iter(script)
    told = Told()

    def answer(_):
        given_ = next(answers, DELIVERED)
        if isinstance(given_, type):
            raise given_
        return Answer(outcome=given_)

    transport = MemoryTransport(answer=answer)
    emitter = Emitter(transport, tenant=TENANT, retry=AT_ONCE, hooks=[Listener(rejected=told)])
    sent = [emitter.emit(failed(number)).id for number in visitors]
    assert emitter.close(PATIENCE) == 0

    rejected = [letter.id for letter in told]
    delivered = [message.id for message in transport.messages]
    assert sorted(delivered + rejected) == sent
    for visitor in numbered(4):
        tried = [each.id for each, _ in transport.attempts if each.identity == visitor]
        assert tried == sorted(tried), "in the order of emission"
    assert [letter.reason for letter in told] == [Reason.REJECTED] * len(rejected)
    stats = emitter.stats()
    count = len(visitors)
    assert (stats.delivered, stats.accepted) == (len(delivered), count)
    assert stats.undelivered.get(Reason.REJECTED, 0) == len(rejected)
    assert add_up(stats)
    settled = sum(outcome in {DELIVERED, REJECTED} for outcome in script)
    assert stats.retries == len(script) - settled or settled >= count


def test_a_retried_event_is_not_overtaken_by_its_own(emitter_to):
    transport = MemoryTransport(answers=[DELIVERED, RETRY, RETRY, MISCONFIGURED, DELIVERED, RETRY])
    emitter = emitter_to(transport)
    sent = [emitter.emit(failed()).id for _ in range(4)]
    assert emitter.flush(PATIENCE) == 0
    assert [message.id for message in transport.messages] == sent
    tried = [sent.index(message.id) for message, _ in transport.attempts]
    assert tried == [0, 1, 1, 1, 1, 2, 2, 3]
    assert emitter.stats().retries == 4


def test_a_retried_event_holds_back_only_its_own(emitter_to):
    transport = MemoryTransport(answer=lambda each: LATER if each.identity == "v-0" else DELIVERED)
    arrived = threading.Semaphore(0)
    emitter = emitter_to(transport, hooks=[Listener(delivered=lambda _: arrived.release())])
    for number in (0, 1, 0, 2):
        emitter.emit(failed(number))
    for _ in range(2):
        assert arrived.acquire(timeout=PATIENCE)
    assert identities(transport.messages) == ["v-1", "v-2"]
    assert emitter.flush(0) == 2
    assert emitter.close(0) == 2
    assert lost(emitter) == [Reason.CLOSED] * 2
    assert [letter.attempts for letter in emitter.dead_letters] == [1, 0]


def test_many_threads_deliver_everything_exactly_once(emitter_to, memory):
    emitter = emitter_to(memory, queue_size=50)
    done = threading.Event()
    unequal = []
    receipts = [[] for _ in range(8)]

    def emit_some(mine):
        for number in range(200):
            event = SelfExclusionActivated(customer=f"c-{mine}", brand=str(number))
            receipts[mine].append(emitter.emit(event).id)

    def watch():
        while not done.is_set():
            stats = emitter.stats()
            if not add_up(stats):
                unequal.append(stats)

    watching = started(watch)
    assert ended(started(*(lambda mine=mine: emit_some(mine) for mine in range(8))))
    assert emitter.flush(PATIENCE) == 0
    done.set()
    assert ended(watching)
    assert unequal == [], "at any moment the figures add up"
    for mine in range(8):
        arrived = [each for each in memory.messages if each.identity == f"c-{mine}"]
        assert [each.id for each in arrived] == receipts[mine]
    assert len(memory.messages) == 1_600
    stats = emitter.stats()
    assert (stats.accepted, stats.delivered, stats.pending) == (1_600, 1_600, 0)


# Many under way


class Script:
    """Answer what is under way in the order and with the answers that were drawn, then in turn."""

    def __init__(self, choices):
        self.choices = iter(choices)

    def __call__(self, under_way):
        answered = []
        for which, answer in next(self.choices, [(0, Answer(outcome=DELIVERED))]):
            if under_way:
                answered.append((under_way.pop(which % len(under_way)), answer))
        return answered


OUTCOMES = st.sampled_from(
    [
        *(Answer(outcome=outcome) for outcome in (DELIVERED, RETRY, REJECTED, MISCONFIGURED)),
        Answer(outcome=RETRY, status=429),
        Answer(outcome=RETRY, status=429, retry_after=0.001),
        Answer(outcome=RETRY, status=503, retry_after=0.001),
    ]
)
ROUNDS = st.lists(st.lists(st.tuples(st.integers(0, 9), OUTCOMES), min_size=1, max_size=4))


@runs(150)
@given(
    rounds=ROUNDS,
    visitors=st.lists(st.integers(0, 4), min_size=1, max_size=25),
    concurrency=st.integers(1, 5),
)
def test_each_event_ends_once_and_in_its_turn_with_many_under_way(rounds, visitors, concurrency):
    ends = []
    listener = Listener(
        delivered=lambda notice: ends.append(notice.id),
        rejected=lambda letter: ends.append(letter.id),
    )
    juggler = Juggler(Script(rounds))
    emitter = Emitter(
        juggler, tenant=TENANT, retry=AT_ONCE, concurrency=concurrency, hooks=[listener]
    )
    sent = [emitter.emit(failed(number)).id for number in visitors]
    assert emitter.close(PATIENCE) == 0

    assert juggler.faults == []
    assert juggler.limit == concurrency >= juggler.most
    assert juggler.closed == [0, 0], "channel and transport"
    assert sorted(ends) == sent
    for visitor in numbered(5):
        tried = [message.id for message in juggler.started if message.identity == visitor]
        assert tried == sorted(tried), "in the order of emission"
    stats = emitter.stats()
    assert (stats.accepted, stats.pending) == (len(sent), 0)
    assert stats.delivered + stats.undelivered.get(Reason.REJECTED, 0) == len(sent)
    assert stats.retries == len(juggler.started) - len(sent)
    assert add_up(stats)


@runs(60)
@given(
    rounds=ROUNDS,
    visitors=st.lists(st.integers(0, 4), min_size=1, max_size=40),
    when_full=st.sampled_from(["raise", "drop_oldest"]),
    queue_size=st.integers(1, 6),
)
def test_each_event_ends_once_although_the_queue_is_full(rounds, visitors, when_full, queue_size):
    ends = []
    listener = Listener(
        delivered=lambda notice: ends.append(notice.id),
        rejected=lambda letter: ends.append(letter.id),
        dropped=lambda letter: ends.append(letter.id),
    )
    juggler = Juggler(Script(rounds))
    emitter = Emitter(
        juggler,
        tenant=TENANT,
        retry=AT_ONCE,
        queue_size=queue_size,
        when_full=when_full,
        hooks=[listener],
    )
    sent = []
    for number in visitors:
        with contextlib.suppress(QueueFullError):
            sent.append(emitter.emit(failed(number)).id)
    assert emitter.close(PATIENCE) == 0
    assert juggler.faults == []
    assert sorted(ends) == sent
    assert emitter.stats().pending == 0
    assert add_up(emitter.stats())


def released(emitter, juggler, decide):
    """Let a juggler that held everything back go on."""
    juggler.decide = decide
    juggler.wake()
    assert emitter.close(PATIENCE) == 0
    assert juggler.faults == []


def test_as_many_as_may_be_are_under_way_and_each_of_another_identity(emitter_to):
    seen = queue.SimpleQueue()

    def hold(under_way):
        seen.put(identities(under_way))
        return []

    juggler = Juggler(hold)
    emitter = emitter_to(juggler, concurrency=3)
    for number in (0, 0, 1, 0, 2, 3):
        emitter.emit(failed(number))
    while len(under_way := seen.get(timeout=PATIENCE)) < 3:
        pass
    assert under_way == numbered(3)
    released(emitter, juggler, in_turn)
    assert identities(juggler.started)[:3] == numbered(3)
    assert juggler.most == 3


def test_what_was_under_way_at_the_end_is_a_dead_letter(emitter_to, monkeypatch):
    monkeypatch.setattr("ootb_events.emit._emitter._GRACE_SECONDS", 0.05)
    holding = threading.Event()

    def hold(under_way):
        if len(under_way) == 2:
            holding.set()
        return []

    juggler = Juggler(hold)
    emitter = emitter_to(juggler, concurrency=2)
    receipts = [emitter.emit(failed(number)).id for number in range(4)]
    assert holding.wait(PATIENCE)
    assert emitter.close(0) == 4
    assert all_ended()
    assert juggler.closed == [2, 2], "given up by channel and transport"
    assert sorted(letter.id for letter in emitter.dead_letters) == receipts
    assert lost(emitter) == [Reason.CLOSED] * 4
    assert emitter.stats().pending == 0


@pytest.mark.parametrize("method", ["start", "wait"])
def test_a_channel_that_raises_now_and_then_delivers_all_the_same(
    emitter_to, monkeypatch, caplog, method
):
    monkeypatch.setattr("ootb_events.emit._delivery._BREATH", 0.01)
    juggler = Juggler(in_turn)
    right = getattr(juggler, method)
    errors = iter([OSError("s3cr3t"), SystemExit(), KeyError("s3cr3t")])

    def wrong(argument):
        for error in errors:
            raise error
        return right(argument)

    setattr(juggler, method, wrong)
    emitter = emitter_to(juggler)
    sent = [emitter.emit(failed()).id for _ in range(3)]
    assert emitter.close(PATIENCE) == 0
    assert [message.id for message in juggler.started] == sent
    assert "delivery goes on in a second: OSError" in caplog.messages
    assert "s3cr3t" not in caplog.text


def test_misconfiguration_leaves_what_waits_to_drop_oldest(emitter_to):
    refused = threading.Event()

    def refuse(under_way):
        refused.set()
        return [(message, Answer(outcome=MISCONFIGURED)) for message in under_way]

    juggler = Juggler(refuse)
    policy = RetryPolicy(probe=3_600)
    emitter = emitter_to(juggler, queue_size=2, when_full="drop_oldest", retry=policy)
    emitter.emit(failed(0))
    assert refused.wait(PATIENCE)
    for number in range(1, 10):
        emitter.emit(failed(number))
    assert emitter.stats().undelivered == {Reason.QUEUE_FULL: 8}
    assert emitter.close(0) == 2
    assert [letter.payload["visitor"] for letter in emitter.dead_letters] == ["v-8", "v-9"]


def test_all_is_well_again_although_what_was_to_be_repeated_was_dropped(emitter_to):
    told = []

    def health(state, _answer):
        told.append(state)
        if state is Health.RETRYING:
            emitter.emit(failed(2))

    emitter = emitter_to(
        MemoryTransport(answers=[RETRY]),
        queue_size=1,
        when_full="drop_oldest",
        hooks=[Listener(health=health)],
    )
    emitter.emit(failed(1))
    assert emitter.flush(PATIENCE) == 0
    assert emitter.close(PATIENCE) == 0
    assert emitter.stats().undelivered == {Reason.QUEUE_FULL: 1}
    assert told == [Health.RETRYING, Health.WELL]


# A full queue


def filled(emitter, hand, size):
    """Fill the queue: one on its way, the others waiting."""
    emitter.emit(failed(0))
    hand.hold()
    for number in range(1, size):
        emitter.emit(failed(number))


def test_block_waits_until_there_is_room(emitter_to, hand):
    transport = MemoryTransport(answer=hand)
    emitter = emitter_to(transport, queue_size=3, block_timeout=PATIENCE)
    filled(emitter, hand, 3)
    emitting = started(lambda: emitter.emit(failed(3)))
    assert emitting[0].is_alive()
    assert emitter.stats().accepted == 3
    hand.let_go()
    assert ended(emitting)
    assert emitter.flush(PATIENCE) == 0
    assert identities(transport.messages) == numbered(4)


def test_block_ends_in_an_error_and_loses_nothing_that_was_accepted(emitter_to, hand):
    transport = MemoryTransport(answer=hand)
    emitter = emitter_to(transport, queue_size=2, block_timeout=0.01)
    filled(emitter, hand, 2)
    with pytest.raises(QueueFullError, match="queue of 2 events stayed full") as caught:
        emitter.emit(failed(2))
    assert isinstance(caught.value, EmitError)
    assert caught.value.waited >= 0.009
    hand.let_go()
    emitter.flush(PATIENCE)
    assert identities(transport.messages) == numbered(2)
    assert emitter.stats().accepted == 2


def test_raise_does_not_wait(emitter_to, hand):
    emitter = emitter_to(MemoryTransport(answer=hand), queue_size=2, when_full="raise")
    filled(emitter, hand, 2)
    with pytest.raises(QueueFullError) as caught:
        emitter.emit(failed(2))
    assert caught.value.waited == 0
    assert lost(emitter) == []


def test_drop_oldest_tells_and_counts_each_drop(emitter_to, hand):
    dropped = Told()
    transport = MemoryTransport(answer=hand)
    emitter = emitter_to(
        transport, queue_size=3, when_full="drop_oldest", hooks=[Listener(dropped=dropped)]
    )
    events = [failed(number) for number in range(6)]
    receipts = [emitter.emit(events[0])]
    hand.hold()
    receipts += [emitter.emit(event) for event in events[1:]]
    assert [letter.id for letter in dropped] == [receipt.id for receipt in receipts[1:4]]
    for letter, event in zip(dropped, events[1:4], strict=True):
        assert letter.reason is Reason.QUEUE_FULL
        assert letter.subject is event
        assert letter.payload["visitor"] == event.visitor
        assert letter.detail
    assert add_up(emitter.stats())
    hand.let_go()
    assert emitter.flush(PATIENCE) == 0
    assert identities(transport.messages) == ["v-0", "v-4", "v-5"]
    stats = emitter.stats()
    assert stats.undelivered == {Reason.QUEUE_FULL: 3}
    assert (stats.accepted, stats.delivered) == (6, 3)
    assert emitter.dead_letters == (), "what is dropped is told, not kept"


# Retries


def test_an_exception_of_a_transport_is_a_retry(emitter_to):
    raised = iter([OSError("secret"), ValueError(), SystemExit(), KeyboardInterrupt()])
    seen = []

    def answer(_):
        seen.append(emitter.trouble)
        for error in raised:
            raise error
        return DELIVERED

    transport = MemoryTransport(answer=answer)
    emitter = emitter_to(transport)
    emitter.emit(failed())
    assert emitter.flush(PATIENCE) == 0
    assert len(transport.messages) == 1
    assert seen[0] is None
    assert [trouble.outcome for trouble in seen[1:]] == [RETRY] * 4
    assert seen[1].detail == "the transport raised OSError"
    assert emitter.trouble is None


def test_an_answer_that_is_none_is_a_retry(emitter_to):
    class Forgetful(MemoryTransport):
        def send(self, message):
            super().send(message)
            return None if len(self.attempts) == 1 else Answer(outcome=REJECTED)

    transport = Forgetful()
    emitter = emitter_to(transport)
    emitter.emit(failed())
    assert emitter.flush(PATIENCE) == 0
    assert len(transport.attempts) == 2
    assert lost(emitter) == [Reason.REJECTED]


def test_an_event_that_becomes_too_old_is_a_dead_letter(emitter_to):
    told = Told()
    policy = RetryPolicy(first=0, longest=0, give_up_after=60)
    transport = MemoryTransport(answers=[RETRY, RETRY, LATER])
    emitter = emitter_to(transport, retry=policy, hooks=[Listener(rejected=told)])
    event = failed(0)
    receipt = emitter.emit(event)
    emitter.emit(failed(1))
    assert emitter.flush(PATIENCE) == 0
    assert emitter.dead_letters == tuple(told)
    (letter,) = told
    assert isinstance(letter, DeadLetter)
    assert letter.reason is Reason.EXPIRED
    assert letter.id == receipt.id
    assert letter.subject is event
    assert letter.attempts == 3
    assert letter.answer is LATER
    assert letter.detail == LATER.detail
    assert identities(transport.messages) == ["v-1"]
    assert add_up(emitter.stats())


def test_a_rejected_event_is_a_dead_letter_with_the_answer(emitter_to):
    answer = Answer(outcome=REJECTED, detail="HTTP 400: no", status=400)
    emitter = emitter_to(MemoryTransport(answers=[RETRY, answer]))
    emitter.emit(payload(tenant=float(TENANT)))
    emitter.flush(PATIENCE)
    (letter,) = emitter.dead_letters
    assert letter.reason is Reason.REJECTED
    assert letter.answer is answer
    assert letter.attempts == 2
    assert letter.payload == payload(tenant=TENANT)
    assert emitter.trouble is answer
    assert abs(datetime.now(timezone.utc) - letter.accepted_at) < timedelta(seconds=PATIENCE)


def test_figures_are_right_as_soon_as_a_flush_can_return(emitter_to):
    emitter = emitter_to(MemoryTransport(answers=[REJECTED]))
    assert emitter.stats().accepted == 0
    keep = emitter._store.keep
    seen = []

    def watched(letter, entry):
        gone = keep(letter, entry)
        seen.append((emitter.flush(0), emitter.stats()))
        return gone

    emitter._store.keep = watched
    emitter.emit(failed())
    assert emitter.close(PATIENCE) == 0
    ((left, stats),) = seen
    assert (left, stats.pending, stats.undelivered) == (0, 0, {Reason.REJECTED: 1})


def test_misconfiguration_holds_everything_and_is_logged_once(emitter_to, hand, caplog):
    caplog.set_level(logging.DEBUG, "ootb_events")
    transport = MemoryTransport(answer=hand)
    emitter = emitter_to(transport, retry=RetryPolicy(first=0, longest=0, probe=0, give_up_after=0))
    refused = Answer(outcome=MISCONFIGURED, detail="HTTP 401: the token was refused", status=401)
    for number in range(2):
        emitter.emit(failed(number))
    for _ in range(5):
        assert hand.hold().identity == "v-0", "the others wait"
        hand.answer(refused)
    hand.hold()
    assert emitter.trouble is refused
    assert emitter.dead_letters == ()
    assert emitter.stats().retries == 5
    hand.answer(DELIVERED)
    hand.hold()
    hand.answer(refused, DELIVERED)
    assert emitter.flush(PATIENCE) == 0
    assert identities(transport.messages) == numbered(2)
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("ERROR", "delivery waits, the endpoint is misconfigured: HTTP 401: the token was refused"),
        ("INFO", "delivery goes on"),
    ] * 2


def test_a_broken_connection_neither_begins_nor_ends_misconfiguration(emitter_to, caplog):
    caplog.set_level(logging.DEBUG, "ootb_events")
    script = [RETRY, MISCONFIGURED, RETRY, MISCONFIGURED, RETRY, REJECTED, RETRY, DELIVERED]
    told = []
    listener = Listener(health=lambda health, _: told.append(health))
    emitter = emitter_to(MemoryTransport(answers=script), hooks=[listener])
    emitter.emit(failed())
    emitter.emit(failed())
    assert emitter.close(PATIENCE) == 0
    assert [record.levelname for record in caplog.records] == [
        "WARNING",  # the first has to wait
        "ERROR",  # a setting is wrong
        "WARNING",  # the first is rejected
        "INFO",  # so the settings are right
        "WARNING",  # the second has to wait
        "INFO",
    ]
    assert told == [
        Health.RETRYING,
        Health.MISCONFIGURED,
        Health.WELL,
        Health.RETRYING,
        Health.WELL,
    ]


@pytest.mark.parametrize("error", [ValueError("a bug"), SystemExit(1)], ids=["bug", "exit"])
def test_a_listener_that_raises_does_not_end_delivery(emitter_to, caplog, error):
    def fail(_):
        raise error

    caplog.set_level(logging.DEBUG, "ootb_events")
    transport = MemoryTransport(answers=[REJECTED, REJECTED])
    emitter = emitter_to(
        transport, dead_letter_policy=keeping(1), hooks=[Listener(rejected=fail, dropped=fail)]
    )
    for number in range(3):
        emitter.emit(failed(number))
    assert emitter.close(PATIENCE) == 0
    assert identities(transport.messages) == ["v-2"]
    assert emitter.stats().undelivered[Reason.REJECTED] == 2
    shown = [each.getMessage() for each in caplog.records if each.levelname == "DEBUG"]
    assert len(shown) == 3
    assert all(f'{__file__}", line' in each for each in shown), "where the application's bug is"


def test_a_listener_may_close_flush_and_emit(emitter_to, hand):
    def react(letter):
        flushed.append(emitter.flush(None))
        if letter.event != "ootb_registration":
            emitter.emit(Registration(customer="c-1", alias="v-2"))
            emitter.close(None)

    flushed = []
    transport = MemoryTransport(answer=hand)
    emitter = emitter_to(transport, hooks=[Listener(rejected=react)])
    emitter.emit(failed(0))
    emitter.emit(failed(1))
    hand.hold()
    hand.answer(REJECTED)
    worker = next(each for each in threading.enumerate() if each.name == "ootb-events")
    assert ended([worker])
    assert lost(emitter) == [Reason.REJECTED, Reason.CLOSED, Reason.CLOSED]
    assert flushed[0] == 1, "the other; with the one that it is told of all is done"
    assert add_up(emitter.stats())
    with pytest.raises(EmitterClosedError):
        emitter.emit(failed(2))


# Dead letters


def test_the_oldest_dead_letter_makes_room_and_is_told(emitter_to):
    told, dropped = Told(), Told()
    emitter = emitter_to(
        MemoryTransport(answer=lambda _: Answer(outcome=REJECTED, detail="HTTP 400: no")),
        dead_letter_policy=keeping(3),
        hooks=[Listener(rejected=told, dropped=dropped)],
    )
    for number in range(5):
        emitter.emit(failed(number))
    emitter.close(PATIENCE)
    assert [letter.subject.visitor for letter in emitter.dead_letters] == ["v-2", "v-3", "v-4"]
    assert [letter.id for letter in dropped] == [letter.id for letter in told[:2]]
    assert {letter.reason for letter in dropped} == {Reason.DEAD_LETTERS_FULL}
    assert {letter.detail for letter in dropped} == {"HTTP 400: no"}
    assert dict(emitter.stats().undelivered) == {Reason.REJECTED: 5}
    assert emitter.stats().forgotten == 2
    assert add_up(emitter.stats())


# Flush and close


def test_flush_waits_for_what_was_accepted_and_not_for_what_comes_after(emitter_to):
    enough = threading.Event()

    def answer(_):
        if not enough.is_set():
            emitter.emit(failed())
        return DELIVERED

    emitter = emitter_to(MemoryTransport(answer=answer))
    emitter.emit(failed())
    assert emitter.flush(PATIENCE) == 0
    enough.set()
    assert emitter.close(PATIENCE) == 0


@pytest.mark.parametrize("timeout", [0, -1, 0.05])
def test_flush_returns_what_is_left(emitter_to, hand, timeout):
    emitter = emitter_to(MemoryTransport(answer=hand))
    assert emitter.flush(timeout) == 0
    filled(emitter, hand, 3)
    started_at = time.monotonic()
    assert emitter.flush(timeout) == 3
    assert time.monotonic() - started_at < PATIENCE / 2
    hand.let_go()
    assert emitter.flush(math.inf) == 0


def test_close_delivers_the_rest_and_then_releases_the_transport(emitter_to):
    transport = Watched()
    with emitter_to(transport) as emitter:
        assert isinstance(emitter, Emitter)
        for number in range(100):
            emitter.emit(failed(number))
    assert identities(transport.messages) == numbered(100)
    assert transport.closes == [0]
    with pytest.raises(EmitterClosedError, match="closed"):
        emitter.emit(failed())
    assert emitter.close() == 0
    assert emitter.flush() == 0
    assert transport.closes == [0], "once"
    assert emitter.stats().accepted == 100


def test_close_without_any_event_needs_no_thread(monkeypatch):
    def start(_):
        pytest.fail("there is nothing to deliver")

    transport = Watched()
    emitter = Emitter(transport, tenant=TENANT)
    monkeypatch.setattr(threading.Thread, "start", start)
    assert (emitter.close(), emitter.close()) == (0, 0)
    assert transport.closes == [0]
    with pytest.raises(EmitterClosedError):
        emitter.emit(failed())


def test_close_gives_back_what_could_not_be_delivered_in_time(emitter_to):
    told = Told()
    sending = threading.Event()

    def answer(_):
        sending.set()
        return LATER

    transport = Watched(answer=answer)
    emitter = emitter_to(transport, hooks=[Listener(rejected=told)])
    receipts = [emitter.emit(failed()).id for _ in range(5)]
    assert sending.wait(PATIENCE)
    started_at = time.monotonic()
    assert emitter.close(0.05) == 5
    assert time.monotonic() - started_at < PATIENCE / 2, "an hour's wait is not sat out"
    assert [letter.id for letter in told] == receipts, "in the order of emission"
    assert set(lost(emitter)) == {Reason.CLOSED}
    assert [letter.attempts for letter in told] == [1, 0, 0, 0, 0]
    assert [letter.answer for letter in told] == [LATER, None, None, None, None]
    assert transport.closes == [0]
    stats = emitter.stats()
    assert (stats.accepted, stats.pending, stats.undelivered) == (5, 0, {Reason.CLOSED: 5})


def test_close_does_not_wait_for_a_transport_that_hangs(emitter_to, hand):
    transport = Watched(answer=hand)
    emitter = emitter_to(transport)
    receipts = [emitter.emit(failed(number)).id for number in range(3)]
    hand.hold()
    started_at = time.monotonic()
    assert emitter.close(0.05) == 3
    assert time.monotonic() - started_at < PATIENCE / 2, "its deadline, and a second of grace"
    assert [letter.id for letter in emitter.dead_letters] == receipts[1:]
    assert emitter.stats().pending == 1, "the one that hangs may yet be delivered"
    assert add_up(emitter.stats())
    assert emitter.close(0) == 1
    assert transport.closes == [], "not under the feet of a send"
    hand.let_go()
    assert emitter.close(PATIENCE) == 0
    assert [message.id for message in transport.messages] == receipts[:1]
    assert transport.closes == [0]
    assert (emitter.stats().delivered, emitter.stats().pending) == (1, 0)


def test_what_is_being_sent_at_the_end_is_not_sent_again(emitter_to, hand):
    transport = Watched(answer=hand)
    emitter = emitter_to(transport)
    emitter.emit(failed())
    hand.hold()
    assert emitter.close(0) == 1
    hand.answer(RETRY)
    assert emitter.close(PATIENCE) == 0
    assert len(transport.attempts) == 1
    assert lost(emitter) == [Reason.CLOSED]
    assert add_up(emitter.stats())


def test_several_threads_may_close_and_the_shortest_deadline_decides(emitter_to, hand):
    transport = Watched(answer=hand)
    emitter = emitter_to(transport)
    filled(emitter, hand, 3)
    left = []
    closing = started(*(lambda: left.append(emitter.close(None)) for _ in range(3)))
    assert emitter.close(0) == 3, "not held up by those who wait for ever"
    assert lost(emitter) == [Reason.CLOSED] * 2
    hand.let_go()
    assert ended(closing)
    assert left == [0, 0, 0]
    assert transport.closes == [0]
    assert add_up(emitter.stats())


def test_a_blocked_emit_ends_when_another_thread_closes(emitter_to, hand):
    emitter = emitter_to(MemoryTransport(answer=hand), queue_size=1, block_timeout=PATIENCE * 10)
    filled(emitter, hand, 1)
    outcomes = queue.SimpleQueue()

    def emit_one():
        try:
            outcomes.put(emitter.emit(failed()))
        except EmitterClosedError as error:
            outcomes.put(error)

    emitting = started(emit_one, emit_one)
    assert emitter.close(0) == 1
    assert ended(emitting)
    assert [type(outcomes.get(timeout=PATIENCE)) for _ in emitting] == [EmitterClosedError] * 2


@pytest.mark.parametrize("when_full", ["block", "raise", "drop_oldest"])
@pytest.mark.parametrize("timeout", [0, PATIENCE])
def test_everything_accepted_while_another_thread_closes_is_accounted_for(
    emitter_to, when_full, timeout
):
    transport = Watched()
    ended_badly = Told()
    emitter = emitter_to(
        transport,
        queue_size=5,
        when_full=when_full,
        dead_letter_policy=keeping(100),
        hooks=[Listener(rejected=ended_badly, dropped=ended_badly)],
    )
    enough = threading.Semaphore(0)
    accepted = []

    def emit_until_closed():
        while True:
            try:
                accepted.append(emitter.emit(failed()).id)
            except QueueFullError:
                continue
            except EmitterClosedError:
                return
            enough.release()

    emitting = started(*[emit_until_closed] * 4)
    for _ in range(50):
        assert enough.acquire(timeout=PATIENCE)
    emitter.close(timeout)
    assert ended(emitting)
    emitter.close(PATIENCE)
    settled = [message.id for message in transport.messages] + [letter.id for letter in ended_badly]
    assert sorted(settled) == sorted(accepted)
    assert transport.closes == [0]
    stats = emitter.stats()
    assert (stats.accepted, stats.pending) == (len(accepted), 0)
    assert add_up(stats)


def test_the_end_of_a_with_block_says_what_was_not_delivered(hand, monkeypatch, caplog):
    monkeypatch.setattr(Emitter.close, "__defaults__", (0.01,))
    with Emitter(MemoryTransport(answer=hand), tenant=TENANT) as emitter:
        filled(emitter, hand, 3)
    assert caplog.messages == ["3 events were not delivered before their emitter was closed"]
    hand.let_go()
    assert emitter.close(PATIENCE) == 0


def test_a_transport_that_cannot_be_closed_is_logged(caplog):
    class Stuck(MemoryTransport):
        def close(self):
            raise OSError("the secret is 1234")

    with Emitter(Stuck(), tenant=TENANT) as emitter:
        emitter.emit(failed())
    Emitter(Stuck(), tenant=TENANT).close()
    assert caplog.messages == ["closing the transport raised OSError"] * 2


def test_a_thread_that_cannot_be_started_leaves_nothing_behind(emitter_to, memory, monkeypatch):
    def fail(_):
        raise RuntimeError("can't start new thread")

    emitter = emitter_to(memory)
    with monkeypatch.context() as context:
        context.setattr(threading.Thread, "start", fail)
        with pytest.raises(RuntimeError, match="can't start"):
            emitter.emit(failed(0))
    assert emitter.stats().accepted == 0, "who saw an error may emit again"
    emitter.emit(failed(1))
    assert emitter.close(PATIENCE) == 0
    assert identities(memory.messages) == ["v-1"]


def test_a_closed_emitter_is_collected(memory):
    emitter = Emitter(memory, tenant=TENANT)
    emitter.emit(failed())
    emitter.close(PATIENCE)
    remembered = weakref.ref(emitter)
    del emitter
    gc.collect()
    assert remembered() is None


# Over the wire


def test_events_arrive_signed_and_in_order_through_an_outage(emitter_to, endpoint, http):
    endpoint.script(
        Reply(status=503),
        Reply(fault="reset"),
        Reply(status=429, headers={"Retry-After": "0"}),
        Reply(fault="silence"),
    )
    emitter = emitter_to(http)
    for number in range(40):
        emitter.emit(failed(number % 4, failure_code=str(number)))
    assert emitter.close(PATIENCE) == 0
    for visitor in numbered(4):
        sent = [each for each in endpoint.payloads if each["visitor"] == visitor]
        arrived = [int(each["context"]["ootb_failure_code"]) for each in sent]
        assert arrived == sorted(arrived)
        assert len(set(arrived)) == 10
    assert emitter.stats().delivered == 40
    assert emitter.dead_letters == ()


def test_a_wrong_token_holds_events_until_it_is_mended(emitter_to, endpoint, http, caplog):
    caplog.set_level(logging.INFO, "ootb_events")
    refused = threading.Semaphore(0)

    class Counted(logging.Handler):
        def emit(self, record):  # noqa: ARG002 - its coming is what counts
            refused.release()

    handler = Counted()
    logging.getLogger("ootb_events").addHandler(handler)
    try:
        endpoint.token = "another"  # noqa: S105 - as above
        emitter = emitter_to(http)
        for number in range(3):
            emitter.emit(failed(number))
        assert refused.acquire(timeout=PATIENCE)
        assert emitter.trouble.outcome is MISCONFIGURED
        assert emitter.stats().pending == 3
        endpoint.token = TOKEN
        assert emitter.flush(PATIENCE) == 0
    finally:
        logging.getLogger("ootb_events").removeHandler(handler)
    assert emitter.stats().delivered == 3
    assert [record.levelname for record in caplog.records] == ["ERROR", "INFO"]


def test_an_endpoint_that_hangs_does_not_hold_up_close(emitter_to, endpoint, http):
    endpoint.always = Reply(delay=PATIENCE)
    emitter = emitter_to(http)
    emitter.emit(failed())
    started_at = time.monotonic()
    assert emitter.close(0.05) == 1
    assert time.monotonic() - started_at < PATIENCE / 2
