"""One identity, one order: the lanes that delivery keeps."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from emitting import offered
from event_strategies import runs
from ootb_events.emit import DeadLetterPolicy, Entry
from ootb_events.emit._lanes import Lanes
from ootb_events.emit._queue import MemoryStore

IDENTITIES = st.sampled_from("abcd")
ENDLESS = 1 << 62


def entry_of(number, identity="a"):
    return Entry(number, number, "ootb_login", identity, b"{}", 0.0)


def numbers(flights):
    return [flight.entry.number for flight in flights]


class FakeStore:
    """Note what lanes tell their store."""

    def __init__(self, lane_capacity=ENDLESS):
        self.lane_capacity = lane_capacity
        self.parked = set()
        self.postponed = {}
        self.freed_ones = []

    def park(self, entry):
        assert entry.number not in self.parked
        self.parked.add(entry.number)

    def unpark(self, entry):
        self.parked.remove(entry.number)
        return True

    def postpone(self, entry):
        self.postponed.setdefault(entry.identity, []).append(entry)

    def freed(self, identity):
        self.freed_ones.append(identity)


def lanes_of(store):
    """Make lanes whose store drops nothing."""
    return Lanes(store, lambda flight: flight.nothing_is_dropped_here)


# Against a model


class Model(RuleBasedStateMachine):
    """Admit entries, have them handed out, and answer them, in any order.

    ``lanes`` has the numbers that each lane holds: its first is under way, delayed or ready.
    """

    @initialize(lane_capacity=st.sampled_from([0, 1, 2, ENDLESS]))
    def begin(self, lane_capacity):
        self.store = FakeStore(lane_capacity)
        self.real = lanes_of(self.store)
        self.now = 1.0
        self.admitted = 0
        self.lanes = {}
        self.under_way, self.delayed = {}, {}

    def ready(self):
        heads = {lane[0] for lane in self.lanes.values()}
        return heads - {*self.under_way} - {*self.delayed}

    def drawn(self, data):
        return self.under_way.pop(data.draw(st.sampled_from(sorted(self.under_way))))

    @rule(identity=IDENTITIES)
    def admit(self, identity):
        self.admitted += 1
        entry = entry_of(self.admitted, identity)
        if identity in self.store.postponed:
            self.store.postpone(entry)  # as stores do, for else it would overtake
        else:
            self.take_in(entry)

    def take_in(self, entry):
        lane = self.lanes.get(entry.identity)
        self.real.admit(entry)
        if lane is None:
            self.lanes[entry.identity] = [entry.number]
        elif len(lane) <= self.store.lane_capacity:
            lane.append(entry.number)
        else:
            assert self.store.postponed[entry.identity][-1] is entry

    @rule()
    def hand_out(self):
        due = [(until, number) for number, until in self.delayed.items() if until <= self.now]
        flight = self.real.next(self.now)
        if flight is None:
            assert not due
            assert not self.ready()
            return
        number = flight.entry.number
        assert number == min(due)[1] if due else number in self.ready()
        self.delayed.pop(number, None)
        self.under_way[number] = flight

    @precondition(lambda self: self.under_way)
    @rule(data=st.data())
    def leave(self, data):
        flight = self.drawn(data)
        identity = flight.entry.identity
        self.real.leave(flight)
        lane = self.lanes[identity]
        assert lane.pop(0) == flight.entry.number
        if lane:
            assert self.store.freed_ones == []
            return
        del self.lanes[identity]
        assert self.store.freed_ones == [identity]
        self.store.freed_ones.clear()
        for entry in self.store.postponed.pop(identity, ()):
            if identity in self.store.postponed:
                self.store.postpone(entry)
            else:
                self.take_in(entry)

    @precondition(lambda self: self.under_way)
    @rule(data=st.data(), seconds=st.integers(0, 3))
    def delay(self, data, seconds):
        flight = self.drawn(data)
        self.delayed[flight.entry.number] = self.now + seconds
        self.real.delay(flight, self.now + seconds)

    @precondition(lambda self: self.under_way)
    @rule(data=st.data())
    def put_back(self, data):
        flight = self.drawn(data)
        self.real.put_back(flight)
        self.delayed[flight.entry.number] = 0.0

    @rule()
    def pass_time(self):
        self.now += 1

    @rule()
    def forget(self):
        self.real.forget([*self.under_way.values()])
        self.lanes = {each.entry.identity: [each.entry.number] for each in self.under_way.values()}
        self.delayed.clear()
        self.store.parked.clear()
        self.store.postponed.clear()

    @invariant()
    def adds_up(self):
        assert self.real.held == sum(map(len, self.lanes.values()))
        assert self.real.due == min(self.delayed.values(), default=None)
        waiting = {number for lane in self.lanes.values() for number in lane[1:]}
        assert waiting | {*self.delayed} <= self.store.parked
        assert not self.store.parked & {*self.under_way}

    def teardown(self):
        if not hasattr(self, "real"):
            return
        held = {number for lane in self.lanes.values() for number in lane}
        assert numbers(self.real.drain()) == sorted(held - {*self.under_way})


TestModel = Model.TestCase


# With a store that drops


class Run:
    """Put, deliver and answer as a script says, with a small queue that drops the oldest."""

    def __init__(self, capacity):
        self.store = MemoryStore(capacity, "drop_oldest", 0.0, DeadLetterPolicy())
        self.told = []
        self.lanes = Lanes(self.store, lambda flight: self.told.append(flight.entry.number))
        self.room = capacity
        self.put_ones, self.dropped, self.settled, self.repeated = [], [], [], []
        self.first_sent = []
        self.under_way = []

    def put(self, identity):
        if len(self.under_way) == self.room:
            return
        victim = self.store.put(offered(len(self.put_ones) + 1, identity))
        self.put_ones.append(identity)
        if victim is not None:
            self.dropped.append(victim.number)

    def send(self, now):
        for entry in self.store.claim(2):
            self.lanes.admit(entry)
        flight = self.lanes.next(now)
        if flight is None:
            return
        assert flight.entry.identity not in {each.entry.identity for each in self.under_way}
        if flight.entry.number not in self.first_sent:
            self.first_sent.append(flight.entry.number)
        self.under_way.append(flight)

    def answer(self, now, which, wait):
        if not self.under_way:
            return
        flight = self.under_way.pop(which % len(self.under_way))
        if wait is None:
            self.lanes.leave(flight)
            self.store.settle(flight.entry)
            self.settled.append(flight.entry.number)
        else:
            self.repeated.append(flight.entry.number)
            self.lanes.delay(flight, now + wait)


STEPS = st.one_of(
    st.tuples(st.just("put"), IDENTITIES),
    st.tuples(st.just("send")),
    st.tuples(st.just("answer"), st.integers(0, 5), st.sampled_from([None, None, 0, 1, 1_000])),
)


@runs(200)
@given(capacity=st.integers(1, 6), steps=st.lists(STEPS, max_size=120))
def test_what_is_dropped_is_not_sent_and_all_else_in_order(capacity, steps):
    run = Run(capacity)
    for now, (step, *details) in enumerate(steps):
        if step == "put":
            run.put(*details)
        elif step == "send":
            run.send(now)
        else:
            run.answer(now, *details)
    drained = numbers(run.lanes.drain())
    rest = [entry.number for entry in run.store.abandon()]

    ends = [*run.settled, *run.dropped, *drained, *rest, *numbers(run.under_way)]
    assert sorted(ends) == [*range(1, len(run.put_ones) + 1)], "each has one end"
    assert {*run.told} <= {*run.dropped}
    for identity in "abcd":
        sent = [each for each in run.first_sent if run.put_ones[each - 1] == identity]
        assert sent == sorted(sent)


def test_the_lanes_do_not_keep_what_was_dropped_while_they_wait():
    run = Run(capacity=10)
    for number in range(10_000):
        run.put(f"v-{number % 50}")
        run.send(0)
        run.answer(0, 0, 3_600)
    assert run.lanes.held < 200
    assert len(run.dropped) == 10_000 - 10
    run.lanes.forget([])
    assert run.lanes.held == 0


# One by one


def test_a_delayed_entry_holds_back_only_its_own_identity():
    lanes = lanes_of(FakeStore())
    for number, identity in enumerate("aabb"):
        lanes.admit(entry_of(number, identity))
    first = lanes.next(0)
    lanes.delay(first, 10)
    second = lanes.next(0)
    lanes.leave(second)
    assert [first.entry.number, second.entry.number] == [0, 2]
    assert lanes.next(0).entry.number == 3
    assert lanes.next(9) is None
    assert lanes.due == 10
    assert lanes.next(10) is first
    lanes.leave(first)
    assert lanes.next(10).entry.number == 1


def test_what_is_put_back_goes_before_all_others_and_in_order():
    lanes = lanes_of(FakeStore())
    for number, identity in enumerate("abc"):
        lanes.admit(entry_of(number, identity))
    flights = [lanes.next(5), lanes.next(5)]
    for flight in flights:
        lanes.put_back(flight)
    assert numbers(lanes.next(5) for _ in range(3)) == [0, 1, 2]


def test_what_waits_for_a_turn_that_it_has_already_may_still_be_dropped():
    store = MemoryStore(2, "drop_oldest", 0.0, DeadLetterPolicy())
    lanes = Lanes(store, lambda _: None)
    for number in (1, 2):
        store.put(offered(number, "a"))
    for entry in store.claim(2):
        lanes.admit(entry)
    flight = lanes.next(0)
    store.settle(flight.entry)
    lanes.leave(flight)
    store.put(offered(3, "b"))
    assert store.put(offered(4, "b")).number == 2, "nothing was under way"
    assert lanes.next(0) is None
