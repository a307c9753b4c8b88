"""The store in memory: against a model, and between threads."""

from __future__ import annotations

import math
import threading
import time
from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from emitting import PATIENCE, ended, offered, started
from event_strategies import runs
from ootb_events.emit import DeadLetter, DeadLetterPolicy, Reason
from ootb_events.emit._queue import MemoryStore
from ootb_events.errors import EmitterClosedError, QueueFullError

POLICIES = st.sampled_from(["block", "raise", "drop_oldest"])
KEEP = DeadLetterPolicy()


def store_of(capacity=2, when_full="block", patience=PATIENCE):
    return MemoryStore(capacity, when_full, patience, KEEP)


def full_store(when_full="block", patience=PATIENCE, capacity=2):
    store = store_of(capacity, when_full, patience)
    for number in range(1, capacity + 1):
        assert store.put(offered(number)) is None
    return store


def ids(entries):
    return [entry.id for entry in entries]


def letter_of(entry):
    now = datetime.now(timezone.utc)
    return DeadLetter(
        id=str(entry.id),
        event=entry.event,
        reason=Reason.REJECTED,
        detail="",
        accepted_at=now,
        died_at=now,
    )


# Against a model


class Model(RuleBasedStateMachine):
    """One thread does everything, so that each outcome is known.

    What was accepted is queued, held (claimed, neither parked nor under way), parked or under way.
    """

    @initialize(capacity=st.integers(1, 5), when_full=POLICIES)
    def begin(self, capacity, when_full):
        self.capacity, self.when_full = capacity, when_full
        self.store = store_of(capacity, when_full, patience=0.0)
        self.queued, self.parked, self.under_way, self.dropped = [], {}, {}, {}
        self.accepted = self.letters = 0
        self.closed = False

    @property
    def unsettled(self):
        return len(self.queued) + len(self.parked) + len(self.under_way)

    def oldest_to_drop(self):
        """Take what must make room, if there is any."""
        if self.when_full != "drop_oldest":
            return None
        if not self.parked:
            return self.queued.pop(0) if self.queued else None
        number = min(self.parked)
        self.dropped[number] = self.parked.pop(number)
        return number

    @rule()
    def put(self):
        number = self.accepted + 1
        if self.closed:
            with pytest.raises(EmitterClosedError):
                self.store.put(offered(number))
            return
        victim = None
        if self.unsettled == self.capacity:
            victim = self.oldest_to_drop()
            if victim is None:
                with pytest.raises(QueueFullError) as caught:
                    self.store.put(offered(number))
                assert caught.value.capacity == self.capacity
                return
        made_room = self.store.put(offered(number))
        assert (made_room and made_room.number) == victim
        self.queued.append(number)
        self.accepted = number

    @rule(limit=st.integers(1, 3))
    def claim(self, limit):
        entries = self.store.claim(limit)
        assert ids(entries) == self.queued[:limit]
        assert [entry.number for entry in entries] == ids(entries)
        del self.queued[:limit]
        self.under_way.update((entry.number, entry) for entry in entries)

    @precondition(lambda self: self.under_way)
    @rule(data=st.data())
    def park(self, data):
        number = data.draw(st.sampled_from(sorted(self.under_way)))
        self.parked[number] = self.under_way.pop(number)
        self.store.park(self.parked[number])

    @precondition(lambda self: self.parked or self.dropped)
    @rule(data=st.data())
    def unpark(self, data):
        number = data.draw(st.sampled_from(sorted([*self.parked, *self.dropped])))
        if number in self.dropped:
            assert not self.store.unpark(self.dropped.pop(number))
            return
        self.under_way[number] = self.parked.pop(number)
        assert self.store.unpark(self.under_way[number])

    @precondition(lambda self: self.under_way)
    @rule(data=st.data())
    def settle(self, data):
        self.store.settle(self.under_way.pop(data.draw(st.sampled_from(sorted(self.under_way)))))

    @precondition(lambda self: self.under_way)
    @rule(data=st.data())
    def keep(self, data):
        entry = self.under_way.pop(data.draw(st.sampled_from(sorted(self.under_way))))
        assert not self.store.keep(letter_of(entry), entry)
        self.letters += 1

    @rule()
    def close(self):
        self.store.close()
        self.closed = True

    @rule()
    def abandon(self):
        assert ids(self.store.abandon()) == sorted([*self.parked, *self.queued])
        self.dropped.update(self.parked)
        self.queued, self.parked = [], {}
        self.closed = True

    @rule()
    def rest(self):
        rang = []
        rests = self.store.rest(lambda: rang.append(1))
        assert rests is not bool(self.queued)
        before = self.accepted
        if rests and not self.closed and self.unsettled < self.capacity:
            self.put()
            assert rang == [1] * (self.accepted - before)

    @invariant()
    def adds_up(self):
        assert self.store.closed is self.closed
        assert self.store.accepted == self.accepted
        assert self.store.pending() == self.unsettled <= self.capacity
        assert self.store.join(0) == self.unsettled
        assert len(self.store.dead_letters()) == self.letters
        at_once = self.closed or self.when_full == "raise" or self.unsettled < self.capacity
        assert self.store.has_room() is at_once


TestModel = Model.TestCase


# Between threads


class Crowd:
    """Several threads put, one delivers; what became of each entry is noted by who saw it.

    Delivery claims as many as it can, parks all but the first, and settles it; so parked ones may
    be dropped before they go under way.
    """

    def __init__(self, store, producers, each):
        self.store = store
        self.producers, self.each = producers, each
        self.accepted, self.refused, self.dropped, self.taken = [], [], [], []
        self.shut_out = threading.Semaphore(0)
        self.most = 0
        self._bell = threading.Semaphore(0)
        self._ends = False

    def put_all(self, producer):
        for number in range(self.each):
            item = producer, number
            try:
                victim = self.store.put(offered(item))
            except QueueFullError:
                self.refused.append(item)
            except EmitterClosedError:
                self.shut_out.release()
                return
            else:
                self.accepted.append(item)
                if victim is not None:
                    self.dropped.append(victim.id)
            self.most = max(self.most, self.store.pending())

    def start_putting(self):
        return started(*(lambda mine=mine: self.put_all(mine) for mine in range(self.producers)))

    def deliver_all(self, *, then=lambda _: None):
        held = []
        while not self._ends or held or self.store.pending():
            held += self.claimed(3)
            if held:
                self.deliver(held.pop(0), then)
            elif self.store.rest(self._bell.release) and not self._ends:
                assert self._bell.acquire(timeout=PATIENCE)

    def claimed(self, limit):
        entries = self.store.claim(limit)
        for entry in entries:
            self.store.park(entry)
        return entries

    def deliver(self, entry, then):
        if self.store.unpark(entry):
            self.taken.append(entry.id)
            then(len(self.taken))
            self.store.settle(entry)

    def end(self):
        self._ends = True
        self._bell.release()

    def in_order(self, items):
        return all(
            [item for item in items if item[0] == producer]
            == sorted(item for item in items if item[0] == producer)
            for producer in range(self.producers)
        )


@runs(60)
@given(
    when_full=POLICIES,
    capacity=st.integers(1, 5),
    producers=st.integers(1, 4),
    each=st.integers(0, 40),
)
def test_nothing_is_lost_or_doubled_or_overtaken(when_full, capacity, producers, each):
    store = store_of(capacity, when_full)
    crowd = Crowd(store, producers, each)
    delivering = started(crowd.deliver_all)
    assert ended(crowd.start_putting())
    assert store.join(PATIENCE) == 0
    crowd.end()
    assert ended(delivering)

    assert crowd.most <= capacity
    assert len(crowd.accepted) + len(crowd.refused) == producers * each
    assert sorted(crowd.taken + crowd.dropped) == sorted(crowd.accepted)
    assert crowd.in_order(crowd.taken)
    assert store.accepted == len(crowd.accepted)
    assert store.pending() == 0
    assert not crowd.refused or when_full == "raise"
    assert not crowd.dropped or when_full == "drop_oldest"


@runs(40)
@given(
    when_full=POLICIES,
    capacity=st.integers(1, 3),
    producers=st.integers(1, 4),
    last=st.integers(1, 10),
    ending=st.sampled_from(["close", "abandon"]),
)
def test_an_end_in_full_flow_leaves_everything_accounted_for(
    when_full, capacity, producers, last, ending
):
    store = store_of(capacity, when_full)
    crowd = Crowd(store, producers, each=10**9)
    enough = threading.Event()
    delivering = started(lambda: crowd.deliver_all(then=lambda n: n == last and enough.set()))
    putting = crowd.start_putting()
    assert enough.wait(PATIENCE)
    rest = ids(store.abandon()) if ending == "abandon" else store.close() or []
    assert ended(putting)
    crowd.end()
    assert ended(delivering)

    for _ in range(producers):
        assert crowd.shut_out.acquire(blocking=False), "every producer is told"
    assert sorted(crowd.taken + crowd.dropped + rest) == sorted(crowd.accepted)
    assert crowd.in_order(crowd.taken)
    assert store.pending() == 0
    assert store.claim(1) == []


# Full


def test_block_waits_for_room():
    store = full_store()
    putting = started(lambda: store.put(offered(3)))
    (entry,) = store.claim(1)
    assert putting[0].is_alive()
    store.settle(entry)
    assert ended(putting)
    assert ids(store.claim(3)) == [2, 3]


def test_room_is_what_is_settled_and_neither_claimed_nor_parked():
    store = full_store(patience=0.01)
    claimed, parked = store.claim(2)
    store.park(parked)
    with pytest.raises(QueueFullError):
        store.put(offered(3))
    assert not store.has_room()
    store.settle(claimed)
    assert store.has_room()


def test_block_ends_with_an_error_that_says_what_to_do():
    store = full_store(patience=0.05)
    with pytest.raises(QueueFullError) as caught:
        store.put(offered(3))
    assert caught.value.capacity == 2
    assert 0.049 < caught.value.waited < PATIENCE
    for words in ("queue of 2 events", "not accepted", "queue_size", "when_full='drop_oldest'"):
        assert words in str(caught.value)
    assert store.accepted == 2


def test_raise_does_not_wait():
    store = full_store("raise")
    with pytest.raises(QueueFullError, match="stayed full for 0 s") as caught:
        store.put(offered(3))
    assert caught.value.waited == 0
    assert ids(store.claim(3)) == [1, 2]


def test_drop_oldest_hands_out_what_it_dropped():
    store = full_store("drop_oldest")
    assert ids([store.put(offered(3)), store.put(offered(4))]) == [1, 2]
    assert ids(store.claim(3)) == [3, 4]
    assert store.accepted == 4


def test_drop_oldest_takes_the_oldest_from_delivery_unless_it_is_under_way():
    store = full_store("drop_oldest", capacity=4)
    _, second, third = store.claim(3)
    store.park(third)
    store.park(second)
    assert ids(store.put(offered(number)) for number in (5, 6, 7)) == [2, 3, 4]
    assert not store.unpark(second)
    assert ids(store.claim(9)) == [5, 6, 7]


def test_drop_oldest_forgets_which_is_oldest_no_sooner_than_it_may():
    store = full_store("drop_oldest", capacity=2)
    first, second = store.claim(2)
    store.park(second)
    for _ in range(500):
        store.park(first)
        assert store.unpark(first)
    assert store.put(offered(3)).id == 2
    assert len(store._oldest_parked) < 100, "what was parked before takes no room for ever"


def test_drop_oldest_waits_while_there_is_none_to_drop():
    store = full_store("drop_oldest", patience=0.01, capacity=1)
    (entry,) = store.claim(1)
    with pytest.raises(QueueFullError):
        store.put(offered(2))
    store.settle(entry)
    assert store.put(offered(2)) is None


@pytest.mark.parametrize("when_full", ["block", "raise", "drop_oldest"])
def test_a_closed_store_says_so_even_if_it_is_full(when_full):
    store = full_store(when_full)
    store.close()
    with pytest.raises(EmitterClosedError, match="closed"):
        store.put(offered(3))
    assert store.pending() == 2, "nothing had to make room for what was refused"


class Telling(MemoryStore):
    """Tell when a thread is about to wait; it holds the lock until it does."""

    def __init__(self, *settings):
        super().__init__(*settings, KEEP)
        self.waits = threading.Semaphore(0)

    def _await(self, condition, timeout):
        def tell_unless_met():
            met = condition()
            if not met:
                self.waits.release()
            return met

        return super()._await(tell_unless_met, timeout)


def test_who_waits_for_room_may_drop_what_comes_back_from_delivery():
    store = Telling(1, "drop_oldest", PATIENCE * 10)
    store.put(offered(1))
    (entry,) = store.claim(1)
    victims = []
    putting = started(lambda: victims.append(store.put(offered(2))))
    assert store.waits.acquire(timeout=PATIENCE)
    store.park(entry)
    assert ended(putting)
    assert ids(victims) == [1]


def test_close_wakes_up_who_waits_for_room_that_never_comes():
    store = Telling(1, "block", PATIENCE * 10)
    store.put(offered("on its way"))
    store.claim(1)
    refused = threading.Semaphore(0)

    def put_in_vain():
        with pytest.raises(EmitterClosedError):
            store.put(offered("late"))
        refused.release()

    putting = started(*[put_in_vain] * 3)
    for _ in putting:
        assert store.waits.acquire(timeout=PATIENCE)
    store.close()
    assert ended(putting)
    for _ in putting:
        assert refused.acquire(blocking=False)
    assert store.pending() == 1


def test_those_who_put_together_wait_no_longer_than_one():
    store = full_store(patience=0.05)
    started_at = time.monotonic()
    errors = list(store.put_all([offered(number) for number in range(1_000)]))
    assert time.monotonic() - started_at < PATIENCE
    assert {type(error) for error in errors} == {QueueFullError}
    assert len(errors) == 1_000


def test_each_who_puts_together_is_told_when_it_is_accepted():
    store = store_of(1, patience=PATIENCE * 10)
    outcomes = iter(store.put_all([offered(1), offered(2)]))
    assert next(outcomes) is None
    store.settle(*store.claim(1))
    assert next(outcomes) is None
    assert list(outcomes) == []


# Waiting


def test_join_waits_for_what_was_there_and_no_longer():
    store = store_of(10)
    store.put(offered("before"))
    enough = threading.Event()

    def deliver_and_put_another():
        while not enough.is_set():
            (entry,) = store.claim(1)
            store.put(offered("after"))
            store.settle(entry)

    delivering = started(deliver_and_put_another)
    assert store.join(PATIENCE) == 0
    enough.set()
    assert ended(delivering)
    assert store.pending() == 1


@runs(50)
@given(before=st.integers(0, 5), order=st.permutations(range(8)))
def test_join_counts_what_was_there_in_whatever_order_it_is_settled(before, order):
    store = Telling(10, "block", PATIENCE)
    for number in range(5):
        store.put(offered(number))
    entries = [*store.claim(5)]
    for entry in entries[:before]:
        store.settle(entry)
    left = []
    joining = started(lambda: left.append(store.join(PATIENCE)))
    assert before == 5 or store.waits.acquire(timeout=PATIENCE)
    for number in range(5, 8):
        store.put(offered(number))
    entries += store.claim(3)
    for index in order:
        if index >= before:
            store.settle(entries[index])
    assert ended(joining)
    assert left == [0]


@pytest.mark.parametrize("timeout", [0, -1, 0.01])
def test_join_says_how_much_is_left(timeout):
    store = full_store()
    store.claim(1)
    assert store.join(timeout) == 2


def test_join_does_not_wait_for_what_was_dropped():
    store = Telling(1, "drop_oldest", PATIENCE)
    store.put(offered(1))
    joining = started(lambda: store.join(None))
    assert store.waits.acquire(timeout=PATIENCE)
    assert store.put(offered(2)).id == 1
    assert ended(joining)


@pytest.mark.parametrize("endless", [math.inf, 1e300, None])
def test_join_takes_endless_for_a_time(endless):
    store = full_store()
    delivering = started(lambda: [store.settle(entry) for entry in store.claim(2)])
    assert store.join(endless) == 0
    assert ended(delivering)


def test_put_takes_endless_for_a_time():
    store = full_store(patience=math.inf)
    putting = started(lambda: store.put(offered(3)))
    store.settle(*store.claim(1))
    assert ended(putting)


# Rest


def test_rest_is_refused_while_there_is_something_to_claim():
    rang = []
    store = full_store()
    assert not store.rest(lambda: rang.append(1))
    store.claim(2)
    assert store.rest(lambda: rang.append(2))
    assert rang == []


def test_the_first_put_rings_and_the_next_do_not():
    rang = []
    store = store_of(3)
    assert store.rest(lambda: rang.append(1))
    for number in range(3):
        store.put(offered(number))
    assert rang == [1]


def test_a_wake_that_is_interrupted_is_rung_again():
    calls = []

    def wake():
        calls.append(1)
        if len(calls) == 1:
            raise KeyboardInterrupt

    store = store_of(2)
    assert store.rest(wake)
    with pytest.raises(KeyboardInterrupt):
        store.put(offered(1))
    assert len(calls) == 2
    assert store.pending() == 1, "it was accepted all the same"


def test_a_put_within_a_put_as_by_a_signal_handler_doubles_no_number(monkeypatch):
    from ootb_events.emit import _queue

    store = store_of(9)
    make = _queue.Entry
    nested = iter([1])

    def interrupted(*parts):
        entry = make(*parts)
        for _ in nested:
            store.put(offered("inner"))
        return entry

    monkeypatch.setattr(_queue, "Entry", interrupted)
    store.put(offered("outer"))
    assert [(entry.number, entry.id) for entry in store.claim(9)] == [(1, "inner"), (2, "outer")]


def test_a_put_that_is_interrupted_accepts_nothing(monkeypatch):
    from ootb_events.emit import _queue

    def interrupted(*_):
        raise KeyboardInterrupt

    store = store_of(2)
    with monkeypatch.context() as context:
        context.setattr(_queue, "Entry", interrupted)
        with pytest.raises(KeyboardInterrupt):
            store.put(offered(1))
    assert (store.accepted, store.pending(), store.claim(1)) == (0, 0, [])
