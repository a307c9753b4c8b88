"""Which event of an outbox may be delivered next, by which process: against a model.

Each process is a store of its own on the same file, with the real lanes, driven as delivery
drives them; the clock is the test's. A process dies when it is not asked any more, and is
suspended while the clock goes on without it.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import datetime, timezone
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from emitting import keeping, offered
from event_strategies import runs
from ootb_events.emit import DeadLetter, Reason
from ootb_events.emit._lanes import Lanes
from ootb_events.emit._sqlite import _reader, _removals, _shards, _store, _tenure
from ootb_events.emit._sqlite._file import Location
from ootb_events.emit._sqlite._store import SqliteStore

LEASE = 30.0
MOMENT = datetime(2026, 6, 9, tzinfo=timezone.utc)
IDENTITIES = st.sampled_from(["v-1", "v-2", "v-3"])
ROUNDS = 2_000
"""After so many without an end something is stuck."""


class Clock:
    """Stand in for the module ``time``."""

    def __init__(self):
        self.now = 1_000.0

    def monotonic(self):
        return self.now

    def time(self):
        return self.now + 1.7e9


class Process:
    """Do what delivery does, one step at a time."""

    def __init__(self, machine, *, watch=None, concurrency=2):
        self.machine = machine
        self.store = SqliteStore(
            machine.location, keeping(1_000), lease=LEASE, delivers=True, watch=watch
        )
        self.store.lane_capacity = 2
        self.concurrency = concurrency
        self.lanes = Lanes(self.store, lambda flight: flight.nothing_is_dropped_here)
        self.under_way = []
        self.woken = 0

    def wake(self):
        self.woken += 1

    def round(self):
        """Maintain and start what may be; say whether there is nothing to do at this moment."""
        now = self.machine.clock.now
        due = self.store.due()
        if due is not None and due <= now and not self.store.maintain(now):
            self.lanes.forget(self.under_way)
        while len(self.under_way) < self.concurrency:
            flight = self.lanes.next(now) or self.claim(now)
            if flight is None:
                return self.store.rest(self.wake)
            self.machine.started(self, flight.entry)
            self.under_way.append(flight)
        return True

    def claim(self, now):
        while entries := self.store.claim(self.concurrency - len(self.under_way)):
            for entry in entries:
                self.lanes.admit(entry)
            flight = self.lanes.next(now)
            if flight is not None:
                return flight
        return None

    def answer(self, flight, how):
        self.under_way.remove(flight)
        if how == "retry":
            self.lanes.delay(flight, self.machine.clock.now + 0.3)
            self.store.attempted(flight.entry, flight.attempts + 1)
            return
        self.lanes.leave(flight)
        self.machine.done.add(flight.entry.number)
        if how == "delivered":
            self.machine.delivered[flight.entry.number] += 1
            self.store.settle(flight.entry)
        else:
            self.store.keep(letter_of(flight.entry), flight.entry)

    def die(self):
        """Leave everything as it is; to close connections writes nothing."""
        self.store._reading.close()
        self.store._writing.close()
        self.store._released = True


def letter_of(entry):
    return DeadLetter(
        id=str(entry.id),
        event=entry.event,
        reason=Reason.REJECTED,
        detail="no",
        accepted_at=MOMENT,
        died_at=MOMENT,
    )


class Model(RuleBasedStateMachine):
    """Let processes put, deliver, be suspended, die, end and begin in any order.

    ``places`` has the identity of each event by its place; ``done`` those delivered or rejected.
    """

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = Clock()
        self.patches = [
            mock.patch.object(module, "time", self.clock)
            for module in (_reader, _removals, _shards, _store, _tenure)
        ]
        self.patches += [mock.patch.object(_reader, "_BATCH", 3)]
        self.patches += [mock.patch.object(_reader, "_FEW", 2)]
        self.patches += [mock.patch.object(_removals, "_AT_MOST", 3)]
        for patch in self.patches:
            patch.start()
        self.location = Location(Path(self.folder.name) / "outbox.db", "normal", embedded=False)
        self.location.prepare()
        self.application = self.location.connect()
        self.look = self.location.connect(reads_only=True)
        self.application.execute("PRAGMA synchronous=off")
        self.processes = []
        self.places, self.done, self.delivered = {}, set(), Counter()
        self.ids = 0
        self.calm = self.sound = True

    @initialize(watched=st.booleans(), concurrency=st.integers(1, 3))
    def begin(self, watched, concurrency):
        self.watch = 0.5 if watched else None
        self.concurrency = concurrency
        self.producer = SqliteStore(
            self.location, keeping(1_000), lease=LEASE, delivers=False, watch=None
        )
        self.join_in()

    def drawn(self, data):
        return data.draw(st.sampled_from(self.processes))

    def note(self):
        for number, identity in self.look.execute("SELECT seq, identity FROM ootb_event"):
            self.places.setdefault(number, identity)
        assert len(self.places) == self.ids, "a place was given twice"

    def offer(self, identity):
        self.ids += 1
        return offered(self.ids, identity)

    def started(self, process, entry):
        sound, self.sound = self.sound, False
        holder, expires = self.look.execute(
            "SELECT holder, expires FROM ootb_shard WHERE id = ?", (entry.shard,)
        ).fetchone() or ("nobody", 0)
        assert holder == process.store._leases.holder, "it delivers what another holds"
        assert expires >= self.clock.now, "it delivers without a live lease"
        earlier = {
            number
            for number, identity in self.places.items()
            if identity == entry.identity and number < entry.number
        }
        assert earlier <= self.done, "it delivers before something earlier of the same identity"
        if self.calm:
            assert entry.number not in self.done, "it delivers twice without need"
        self.sound = sound

    @precondition(lambda self: len(self.processes) < 3)
    @rule()
    def join_in(self):
        self.processes.append(Process(self, watch=self.watch, concurrency=self.concurrency))

    @precondition(lambda self: self.processes)
    @rule(data=st.data(), identity=IDENTITIES)
    def put(self, data, identity):
        self.drawn(data).store.put(self.offer(identity))
        self.note()

    @precondition(lambda self: self.processes)
    @rule(data=st.data(), several=st.lists(IDENTITIES, min_size=2, max_size=8))
    def put_all(self, data, several):
        assert not any(
            self.drawn(data).store.put_all([self.offer(identity) for identity in several])
        )
        self.note()

    @rule(identity=IDENTITIES)
    def put_by_producer(self, identity):
        self.producer.put(self.offer(identity))
        self.note()

    @precondition(lambda self: self.processes)
    @rule(data=st.data(), identity=IDENTITIES, commits=st.booleans())
    def enqueue(self, data, identity, commits):
        self.application.execute("BEGIN")
        self.drawn(data).store.enqueue(self.offer(identity), self.application)
        self.application.execute("COMMIT" if commits else "ROLLBACK")
        self.ids -= not commits
        self.note()

    @precondition(lambda self: self.processes)
    @rule(data=st.data())
    def go_round(self, data):
        self.drawn(data).round()

    @precondition(lambda self: any(process.under_way for process in self.processes))
    @rule(data=st.data(), how=st.sampled_from(["delivered", "delivered", "rejected", "retry"]))
    def answer(self, data, how):
        process = data.draw(st.sampled_from([each for each in self.processes if each.under_way]))
        process.answer(data.draw(st.sampled_from(process.under_way)), how)

    @precondition(lambda self: self.processes)
    @rule(data=st.data(), count=st.integers(1, 10))
    def deliver_some(self, data, count):
        process = self.drawn(data)
        for _ in range(count):
            process.round()
            if process.under_way:
                process.answer(process.under_way[0], "delivered")

    @rule(seconds=st.sampled_from([0.01, 0.03, 0.6, 5.0]))
    def wait(self, seconds):
        """All of them are awake meanwhile."""
        until = self.clock.now + seconds
        while self.clock.now < until:
            self.clock.now = min(until, self.clock.now + 1.0)
            for process in self.processes:
                process.round()

    @rule(seconds=st.sampled_from([0.01, LEASE / 3, LEASE * 0.9, LEASE * 1.1]))
    def suspend(self, seconds):
        """None of them knows."""
        self.clock.now += seconds
        self.calm &= seconds < LEASE / 3

    @precondition(lambda self: self.processes)
    @rule(data=st.data())
    def die(self, data):
        process = self.drawn(data)
        self.processes.remove(process)
        process.die()
        self.calm = False

    @precondition(lambda self: self.processes)
    @rule(data=st.data())
    def end(self, data):
        process = self.drawn(data)
        self.processes.remove(process)
        self.calm &= not process.under_way
        process.store.close()
        process.store.abandon()
        process.store.release()

    @invariant()
    def nothing_is_lost(self):
        left = {number for (number,) in self.look.execute("SELECT seq FROM ootb_event")}
        assert {*self.places} <= left | self.done

    def left(self):
        return self.look.execute("SELECT count(*) FROM ootb_event").fetchone()[0]

    def all_go_on(self, enough):
        for _ in range(ROUNDS):
            self.clock.now += 0.05 if self.clock.now % 1 < 0.5 else 0.5
            for process in self.processes:
                process.round()
                for flight in tuple(process.under_way):
                    process.answer(flight, "delivered")
            if enough():
                return
        raise AssertionError("something is stuck")

    def teardown(self):
        try:
            if hasattr(self, "producer") and self.sound:
                self.finish()
        finally:
            for process in self.processes:
                process.die()
            if hasattr(self, "producer"):
                self.producer.release()
            self.look.close()
            self.application.close()
            for patch in self.patches:
                patch.stop()
            self.folder.cleanup()

    def finish(self):
        own = [process.store._leases for process in self.processes]
        of_the_living = {
            number
            for leases in own
            for (number,) in self.look.execute(
                "SELECT seq FROM ootb_event WHERE shard = ?", (leases.own,)
            )
        }
        self.all_go_on(lambda: of_the_living <= self.done)
        if len(self.processes) < 3 or self.left():
            self.join_in()
        self.all_go_on(lambda: not self.left())
        assert {*self.places} <= self.done
        for process in self.processes:
            self.clock.now += 0.1
            quiet = [process.round() for _ in range(3)]
            assert quiet[-1], "it looks again and again although there is nothing"
            due = process.store.due()
            assert due is None or due > self.clock.now, "it is busy although there is nothing"


TestModel = pytest.mark.filterwarnings("default::ResourceWarning")(Model.TestCase)
TestModel.settings = settings(runs(150), stateful_step_count=25)


def test_what_was_not_reached_yet_still_waits_for_others_when_something_earlier_goes():
    machine = Model()
    machine.patches.pop(-3).stop()  # batches as they are
    machine.patches.pop(-2).stop()
    try:
        machine.begin(watched=False, concurrency=1)
        machine.join_in()
        first, second = machine.processes
        for process, identity in ((first, 1), (second, 1), (first, 2), (first, 1)):
            process.store.put(machine.offer(f"v-{identity}"))
            machine.note()
        for _ in range(20):
            machine.clock.now += 0.05
            first.round()
            for flight in tuple(first.under_way):
                first.answer(flight, "delivered")
        assert machine.done == {1, 3}, "the second has what is before the last"
    finally:
        machine.teardown()


def test_what_others_write_meanwhile_is_read_although_nobody_tells():
    machine = Model()
    machine.begin(watched=False, concurrency=2)
    machine.put_by_producer("v-1")
    machine.join_in()
    machine.join_in()
    for _ in range(4):
        machine.put_by_producer("v-1")
    machine.wait(0.01)
    machine.put_by_producer("v-1")
    machine.put_by_producer("v-1")
    machine.teardown()
