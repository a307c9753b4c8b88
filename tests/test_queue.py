"""The bounded queue: against a model, and between threads."""

from __future__ import annotations

import math
import threading
import time
from collections import deque

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ootb_events.emit._queue import BoundedQueue
from ootb_events.errors import EmitterClosedError, QueueFullError

PATIENCE = 30.0
POLICIES = st.sampled_from(["block", "raise", "drop_oldest"])


def full_queue(when_full="block", patience=PATIENCE, capacity=2):
    queue = BoundedQueue(capacity, when_full, patience)
    for number in range(capacity):
        assert queue.put(number) is None
    return queue


def started(*targets):
    threads = [threading.Thread(target=target, daemon=True) for target in targets]
    for thread in threads:
        thread.start()
    return threads


def ended(threads):
    for thread in threads:
        thread.join(PATIENCE)
    return not any(thread.is_alive() for thread in threads)


# Against a model


class Model(RuleBasedStateMachine):
    """One thread does everything, so that each outcome is known."""

    @initialize(capacity=st.integers(1, 4), when_full=POLICIES)
    def begin(self, capacity, when_full):
        self.capacity, self.when_full = capacity, when_full
        self.queue = BoundedQueue(capacity, when_full, patience=0.0)
        self.waiting = deque()
        self.on_its_way = 0
        self.accepted = 0
        self.closed = self.abandoned = False

    @rule()
    def put(self):
        number = self.accepted
        if self.closed:
            with pytest.raises(EmitterClosedError):
                self.queue.put(number)
            return
        full = len(self.waiting) + self.on_its_way == self.capacity
        if full and not (self.when_full == "drop_oldest" and self.waiting):
            with pytest.raises(QueueFullError) as caught:
                self.queue.put(number)
            assert caught.value.capacity == self.capacity
            return
        assert self.queue.put(number) == (self.waiting.popleft() if full else None)
        self.waiting.append(number)
        self.accepted += 1

    @precondition(lambda self: not self.on_its_way and (self.waiting or self.closed))
    @rule()
    def take(self):
        assert self.queue.take() == (self.waiting.popleft() if self.waiting else None)
        self.on_its_way = self.queue.unsettled - len(self.waiting)

    @precondition(lambda self: self.on_its_way)
    @rule()
    def settle(self):
        self.queue.settle()
        self.on_its_way = 0

    @rule()
    def close(self):
        self.queue.close()
        self.closed = True

    @rule()
    def abandon(self):
        assert self.queue.abandon() == list(self.waiting)
        self.waiting.clear()
        self.closed = self.abandoned = True

    @rule()
    def pause(self):
        assert self.queue.pause(0) is not self.abandoned

    @invariant()
    def adds_up(self):
        assert self.queue.closed is self.closed
        assert self.queue.accepted == self.accepted
        assert self.queue.unsettled == len(self.waiting) + self.on_its_way <= self.capacity
        assert self.queue.join(0) == self.queue.unsettled


TestModel = Model.TestCase


# Between threads


class Crowd:
    """Several threads put, one takes; what became of each item is noted by who saw it."""

    def __init__(self, queue, producers, each):
        self.queue = queue
        self.producers, self.each = producers, each
        self.accepted, self.refused, self.dropped, self.taken = [], [], [], []
        self.shut_out = threading.Semaphore(0)
        self.most = 0

    def put_all(self, producer):
        for number in range(self.each):
            item = producer, number
            try:
                victim = self.queue.put(item)
            except QueueFullError:
                self.refused.append(item)
            except EmitterClosedError:
                self.shut_out.release()
                return
            else:
                self.accepted.append(item)
                if victim is not None:
                    self.dropped.append(victim)
            self.most = max(self.most, self.queue.unsettled)

    def start_putting(self):
        return started(*(lambda mine=mine: self.put_all(mine) for mine in range(self.producers)))

    def take_all(self, *, then=lambda _: None):
        while (item := self.queue.take()) is not None:
            self.taken.append(item)
            then(len(self.taken))
            self.queue.settle()

    def in_order(self, items):
        return all(
            [item for item in items if item[0] == producer]
            == sorted(item for item in items if item[0] == producer)
            for producer in range(self.producers)
        )


@settings(max_examples=60)
@given(
    when_full=POLICIES,
    capacity=st.integers(1, 5),
    producers=st.integers(1, 4),
    each=st.integers(0, 40),
)
def test_nothing_is_lost_or_doubled_or_overtaken(when_full, capacity, producers, each):
    queue = BoundedQueue(capacity, when_full, PATIENCE)
    crowd = Crowd(queue, producers, each)
    taker = started(crowd.take_all)
    assert ended(crowd.start_putting())
    assert queue.join(PATIENCE) == 0
    queue.close()
    assert ended(taker)

    assert crowd.most <= capacity
    assert len(crowd.accepted) + len(crowd.refused) == producers * each
    assert sorted(crowd.taken + crowd.dropped) == sorted(crowd.accepted)
    assert crowd.in_order(crowd.taken)
    assert queue.accepted == len(crowd.accepted)
    assert queue.unsettled == 0
    if when_full == "block":
        assert not crowd.refused
    if when_full != "drop_oldest":
        assert not crowd.dropped
    if when_full == "drop_oldest" and capacity > 1:
        assert not crowd.refused


@settings(max_examples=40)
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
    queue = BoundedQueue(capacity, when_full, PATIENCE)
    crowd = Crowd(queue, producers, each=10**9)
    enough = threading.Event()
    taker = started(lambda: crowd.take_all(then=lambda taken: taken == last and enough.set()))
    putting = crowd.start_putting()
    assert enough.wait(PATIENCE)
    rest = queue.abandon() if ending == "abandon" else queue.close() or []
    assert ended(putting)
    assert ended(taker)

    for _ in range(producers):
        assert crowd.shut_out.acquire(blocking=False), "every producer is told"
    assert sorted(crowd.taken + crowd.dropped + rest) == sorted(crowd.accepted)
    assert crowd.in_order(crowd.taken)
    assert queue.unsettled == 0
    assert queue.take() is None


# Full


def test_block_waits_for_room():
    queue = full_queue()
    putting = started(lambda: queue.put(2))
    assert queue.take() == 0
    assert putting[0].is_alive()
    queue.settle()
    assert ended(putting)
    assert [queue.take(), queue.take()] == [1, 2]


def test_room_is_what_is_settled_and_not_what_is_taken():
    queue = full_queue(patience=0.01)
    queue.take()
    with pytest.raises(QueueFullError):
        queue.put(2)


def test_block_ends_with_an_error_that_says_what_to_do():
    queue = full_queue(patience=0.05)
    with pytest.raises(QueueFullError) as caught:
        queue.put(2)
    assert caught.value.capacity == 2
    assert 0.049 < caught.value.waited < PATIENCE
    for words in ("queue of 2 events", "not accepted", "queue_size", "when_full='drop_oldest'"):
        assert words in str(caught.value)
    assert queue.accepted == 2


def test_raise_does_not_wait():
    queue = full_queue("raise")
    with pytest.raises(QueueFullError, match="stayed full for 0 s") as caught:
        queue.put(2)
    assert caught.value.waited == 0
    assert [queue.take(), queue.take()] == [0, 1]


def test_drop_oldest_hands_out_what_it_dropped():
    queue = full_queue("drop_oldest")
    assert queue.put(2) == 0
    assert queue.put(3) == 1
    assert [queue.take(), queue.take()] == [2, 3]
    assert queue.accepted == 4


def test_drop_oldest_waits_while_there_is_none_to_drop():
    queue = full_queue("drop_oldest", patience=0.01, capacity=1)
    queue.take()
    with pytest.raises(QueueFullError):
        queue.put(1)
    queue.settle()
    assert queue.put(1) is None


@pytest.mark.parametrize("when_full", ["block", "raise", "drop_oldest"])
def test_a_closed_queue_says_so_even_if_it_is_full(when_full):
    queue = full_queue(when_full)
    queue.close()
    with pytest.raises(EmitterClosedError, match="closed"):
        queue.put(2)
    assert queue.unsettled == 2, "nothing had to make room for what was refused"


class Telling(BoundedQueue):
    """Tell when a thread is about to wait for room; it holds the lock until it does."""

    def __init__(self, *settings):
        super().__init__(*settings)
        self.waits = threading.Semaphore(0)

    def _await(self, condition, timeout):
        self.waits.release()
        return super()._await(condition, timeout)


def test_close_wakes_up_who_waits_for_room_that_never_comes():
    queue = Telling(1, "block", PATIENCE * 10)
    queue.put("on its way")
    queue.take()
    refused = threading.Semaphore(0)

    def put_in_vain():
        with pytest.raises(EmitterClosedError):
            queue.put("late")
        refused.release()

    putting = started(*[put_in_vain] * 3)
    for _ in putting:
        assert queue.waits.acquire(timeout=PATIENCE)
    queue.close()
    assert ended(putting)
    for _ in putting:
        assert refused.acquire(blocking=False)
    assert queue.unsettled == 1


# Waiting


def test_join_waits_for_what_was_there_and_no_longer():
    queue = BoundedQueue(10, "block", PATIENCE)
    queue.put("before")
    enough = threading.Event()

    def take_and_put_another():
        while not enough.is_set():
            queue.take()
            queue.put("after")
            queue.settle()

    taker = started(take_and_put_another)
    assert queue.join(PATIENCE) == 0
    enough.set()
    assert ended(taker)
    assert queue.unsettled == 1


@pytest.mark.parametrize("timeout", [0, -1, 0.01])
def test_join_says_how_much_is_left(timeout):
    queue = full_queue()
    queue.take()
    assert queue.join(timeout) == 2


@pytest.mark.parametrize("endless", [math.inf, 1e300, None])
def test_join_takes_endless_for_a_time(endless):
    queue = full_queue()
    taker = started(lambda: [(queue.take(), queue.settle()) for _ in range(2)])
    assert queue.join(endless) == 0
    assert ended(taker)


def test_put_takes_endless_for_a_time():
    queue = full_queue(patience=math.inf)
    putting = started(lambda: queue.put(2))
    queue.take()
    queue.settle()
    assert ended(putting)


@pytest.mark.parametrize("seconds", [3_600, math.inf])
def test_a_pause_ends_when_nobody_wants_another_attempt(seconds):
    queue = full_queue()
    answers = []
    pausing = started(lambda: answers.append(queue.pause(seconds)))
    assert queue.abandon() == [0, 1]
    assert ended(pausing)
    assert answers == [False]


def test_a_pause_goes_on_after_close():
    queue = full_queue()
    queue.close()
    started_at = time.monotonic()
    assert queue.pause(0.05)
    assert time.monotonic() - started_at > 0.049


def test_take_wakes_up_when_the_queue_is_closed():
    queue = BoundedQueue(1, "block", PATIENCE)
    taken = []
    taker = started(lambda: taken.append(queue.take()))
    queue.close()
    assert ended(taker)
    assert taken == [None]
