"""The outbox in an SQLite file: what one process sees of it."""

from __future__ import annotations

import ctypes
import os
import random
import sqlite3
import stat
import sys
import threading
from contextlib import closing

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from emitting import (
    AT_ONCE,
    DELIVERED,
    LATER,
    PATIENCE,
    REJECTED,
    TENANT,
    Listener,
    add_up,
    all_ended,
    ended,
    failed,
    identities,
    keeping,
    numbered,
    offered,
    payload,
    started,
)
from event_strategies import runs
from ootb_events import Emitter
from ootb_events.emit import DeadLetterPolicy, Reason, RetryPolicy, SqliteOutbox
from ootb_events.emit._sqlite import _file, _removals, _store
from ootb_events.emit._sqlite._commit import GroupCommit
from ootb_events.emit._sqlite._file import Location
from ootb_events.errors import (
    ConfigurationError,
    DeadLettersFullError,
    EmitError,
    EmitterClosedError,
    InvalidEventError,
    OutboxError,
)
from ootb_events.transports import Answer, MemoryTransport

pytest_plugins = ("emitter_fixtures",)

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX permissions")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "outbox.db"


def producing(path, **settings):
    """Make an emitter that delivers nothing."""
    return Emitter(None, tenant=TENANT, outbox=path, **settings)


def look(path, question, *values):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(question, values).fetchall()


def waiting(path):
    return [identity for (identity,) in look(path, "SELECT identity FROM ootb_event ORDER BY seq")]


def fill(path, *numbers):
    with producing(path) as emitter:
        for number in numbers:
            emitter.emit(failed(number))


def take_all(emitter_to, path, **settings):
    """Have everything delivered that waits in a file."""
    transport = MemoryTransport()
    emitter = emitter_to(transport, outbox=path, **settings)
    assert emitter.close(PATIENCE) == 0
    return transport.messages


def delivered_by(emitter_to, path):
    return identities(take_all(emitter_to, path))


# The file


@POSIX
def test_only_its_owner_may_read_it(path, emitter_to, memory):
    before = os.umask(0)
    try:
        emitter = emitter_to(memory, outbox=path)
        emitter.emit(failed())
        modes = {
            stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir() if each.is_file()
        }
    finally:
        os.umask(before)
    assert modes == {0o600}, "nor the files that SQLite puts beside it"


def test_opening_it_again_changes_nothing(path):
    producing(path).close()
    before = path.read_bytes()
    producing(path).close()
    assert path.read_bytes() == before
    assert look(path, "PRAGMA journal_mode") == [("wal",)]
    assert look(path, "PRAGMA application_id") == [(0x4F4F5442,)]


def test_a_file_that_was_being_created_when_the_process_was_killed_is_finished(path):
    producing(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=delete")
    fill(path, 1)
    assert look(path, "PRAGMA journal_mode") == [("wal",)]
    empty = path.with_name("empty.db")
    empty.touch()
    fill(empty, 1)
    assert waiting(empty) == ["v-1"]


def refused(path, **settings):
    """Check that a file is refused and left as it is; return what is said."""
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(OutboxError) as caught:
        Emitter(None, tenant=TENANT, outbox=SqliteOutbox(path, **settings))
    assert (path.read_bytes() if path.is_file() else None) == before
    assert str(caught.value).startswith(f"{path}: ")
    return caught.value.problem


@pytest.mark.parametrize(
    "content", [b"visitor,event\nv-1,login\n", b"SQL", b"\x00", b"SQLite format 3\x01" + bytes(99)]
)
def test_a_file_of_another_kind_is_refused(path, content):
    path.write_bytes(content)
    assert "no outbox, nor any SQLite database" in refused(path)


def test_the_database_of_something_else_is_refused(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE customer (name TEXT)")
        connection.execute("INSERT INTO customer VALUES ('c-1')")
        connection.commit()
    assert "database of something else" in refused(path)
    assert look(path, "SELECT name FROM customer") == [("c-1",)]


def test_a_table_of_the_same_name_makes_no_outbox(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE ootb_outbox (remark TEXT)")
    assert "no such column" in refused(path)


@pytest.mark.parametrize(
    "content", ["DELETE FROM ootb_outbox", "UPDATE ootb_outbox SET format='x'"]
)
def test_an_outbox_without_a_format_is_refused(path, content):
    producing(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(content)
        connection.commit()
    assert "damaged" in refused(path)


def test_an_outbox_of_a_later_version_is_refused(path):
    producing(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE ootb_outbox SET format = 99")
        connection.commit()
    assert "has format 99" in refused(path)
    assert "update ootb-events" in refused(path)


def test_a_folder_is_refused(tmp_path):
    assert refused(tmp_path)
    assert refused(tmp_path, embedded=True)


def test_a_file_in_a_folder_that_is_missing_is_refused(tmp_path):
    missing = tmp_path / "missing" / "outbox.db"
    assert "No such file" in refused(missing) or sys.platform == "win32"
    assert not missing.parent.exists()


@POSIX
@pytest.mark.parametrize("of", ["folder", "file"])
def test_what_may_not_be_written_to_is_refused(tmp_path, of):
    path = tmp_path / "outbox.db"
    if of == "file":
        producing(path).close()
        path.chmod(0o400)
    else:
        tmp_path.chmod(0o500)
    try:
        if os.access(path if of == "file" else tmp_path, os.W_OK):
            pytest.skip("THIS IS ROOT, WHO MAY WRITE EVERYWHERE: this is not tested here")
        with pytest.raises(OutboxError, match=r"written|denied"), producing(path) as emitter:
            emitter.emit(failed())
    finally:
        tmp_path.chmod(0o700)


def test_a_file_that_became_read_only_takes_nothing_and_says_so(path):
    emitter = producing(path)
    emitter.emit(failed(1))
    emitter._store._writing.execute("PRAGMA query_only=1")
    with pytest.raises(OutboxError, match="cannot be written to"):
        emitter.emit(failed(2))
    emitter._store._writing.execute("PRAGMA query_only=0")
    emitter.emit(failed(3))
    emitter.close()
    assert waiting(path) == ["v-1", "v-3"]


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """Give the bytes of an outbox with events and dead letters."""
    path = tmp_path_factory.mktemp("sound") / "outbox.db"
    with producing(path, on_invalid="dead_letter") as emitter:
        for number in range(30):
            emitter.emit(failed(number))
            emitter.emit(payload(number, visitor=3))
    return path.read_bytes()


def survive(path):
    """Open, use and close a file that may be damaged; only an OutboxError may come of it."""
    emitter = None
    try:
        emitter = producing(path)
        emitter.emit(failed(99))
        emitter.dead_letters  # noqa: B018 - reads them
        emitter.stats()
    except OutboxError as error:
        assert error.problem  # noqa: PT017 - it may or may not be raised
    finally:
        if emitter is not None:
            emitter.close()


@runs(40)
@given(data=st.data())
def test_a_truncated_file_is_refused_or_read_but_not_overwritten(tmp_path_factory, sound, data):
    path = tmp_path_factory.mktemp("torn") / "outbox.db"
    size = data.draw(st.integers(17, len(sound) - 1))
    path.write_bytes(sound[:size])
    try:
        producing(path).close()
    except OutboxError:
        assert path.read_bytes() == sound[:size]


@runs(60)
@given(data=st.data())
def test_a_damaged_file_is_refused_or_used_as_far_as_it_goes(tmp_path_factory, sound, data):
    path = tmp_path_factory.mktemp("flipped") / "outbox.db"
    damaged = bytearray(sound)
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.one_of(st.integers(0, 99), st.integers(0, len(sound) - 1)))
        damaged[place] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(damaged)
    try:
        producing(path).close()
    except OutboxError:
        assert path.read_bytes() == damaged
    else:
        survive(path)


def test_a_file_of_an_earlier_format_is_brought_to_the_present_one(path, emitter_to, monkeypatch):
    fill(path, 1, 2)
    step = ["ALTER TABLE ootb_event ADD COLUMN priority INTEGER NOT NULL DEFAULT 0"]
    monkeypatch.setattr(_file, "FORMATS", [*_file.FORMATS, step])
    fill(path, 3)
    assert look(path, "SELECT format FROM ootb_outbox") == [(2,)]
    assert look(path, "SELECT priority, count(*) FROM ootb_event GROUP BY 1") == [(0, 3)]
    assert delivered_by(emitter_to, path) == ["v-1", "v-2", "v-3"]
    monkeypatch.undo()
    assert "has format 2" in refused(path)


def test_a_step_to_another_format_that_fails_changes_nothing(path, emitter_to, monkeypatch):
    fill(path, 1)
    step = ["ALTER TABLE ootb_event ADD COLUMN priority INTEGER", "NONSENSE"]
    monkeypatch.setattr(_file, "FORMATS", [*_file.FORMATS, step])
    refused(path)
    monkeypatch.undo()
    assert delivered_by(emitter_to, path) == ["v-1"]


def test_many_may_create_it_at_once(path):
    errors = []

    def create():
        try:
            fill(path, 1)
        except EmitError as error:
            errors.append(error)

    assert ended(started(*[create] * 8))
    assert not errors
    assert waiting(path) == ["v-1"] * 8


def test_it_waits_its_turn_to_log_ahead(path):
    fill(path, 1)
    look(path, "PRAGMA journal_mode=delete")
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        filling = started(lambda: fill(path, 2))
        filling[0].join(0.2)
        assert filling[0].is_alive()
        writer.rollback()
    assert ended(filling)
    assert waiting(path) == ["v-1", "v-2"]
    assert look(path, "PRAGMA journal_mode") == [("wal",)]


# What waits


def test_what_was_left_is_delivered_by_who_opens_it_next(path, emitter_to):
    fill(path, *range(5))
    messages = take_all(emitter_to, path)
    assert identities(messages) == numbered(5)
    assert waiting(path) == []
    assert b'"tenant":1042' in messages[0].body


def test_it_starts_to_deliver_without_another_event(path, emitter_to):
    fill(path, 1)
    memory = MemoryTransport()
    emitter = emitter_to(memory, outbox=path)
    assert emitter.flush(PATIENCE) == 0
    assert identities(memory.messages) == ["v-1"]


@runs(20)
@given(visitors=st.lists(st.integers(0, 3), max_size=60), split=st.integers(0, 60))
def test_order_holds_over_a_restart(tmp_path_factory, visitors, split):
    path = tmp_path_factory.mktemp("order") / "outbox.db"
    with producing(path) as emitter:
        for place, visitor in enumerate(visitors[:split]):
            emitter.emit(failed(visitor, failure_code=str(place)))
    memory = MemoryTransport()
    with Emitter(memory, tenant=TENANT, outbox=path, retry=AT_ONCE) as emitter:
        for place, visitor in enumerate(visitors[split:], split):
            emitter.emit(failed(visitor, failure_code=str(place)))
    arrived = [
        (each["visitor"], int(each["context"]["ootb_failure_code"])) for each in memory.payloads
    ]
    assert len(arrived) == len(visitors)
    for visitor in {*visitors}:
        places = [place for who, place in arrived if who == f"v-{visitor}"]
        assert places == sorted(places)


def test_attempts_and_ids_survive_a_restart(path, emitter_to):
    reached = threading.Event()

    def later(_):
        reached.set()
        return LATER

    emitter = emitter_to(MemoryTransport(answer=later), outbox=path)
    receipt = emitter.emit(failed())
    assert reached.wait(PATIENCE)
    assert emitter.close(0) == 1
    assert all_ended()
    assert look(path, "SELECT attempts FROM ootb_event") == [(1,)]
    again = emitter_to(MemoryTransport(answer=lambda _: REJECTED), outbox=path)
    assert again.flush(PATIENCE) == 0
    (letter,) = again.dead_letters
    assert (letter.id, letter.attempts) == (receipt.id, 2)


def test_a_place_is_never_given_twice(path, emitter_to):
    fill(path, 1)
    take_all(emitter_to, path)
    fill(path, 2)
    assert look(path, "SELECT seq FROM ootb_event") == [(2,)]


def test_what_is_more_than_delivery_holds_waits_in_the_file(path, emitter_to, monkeypatch):
    monkeypatch.setattr(_store.SqliteStore, "window", 20)
    with producing(path) as emitter:
        for number in range(600):
            emitter.emit(failed(number % 7, failure_code=str(number)))
    messages = take_all(emitter_to, path)
    assert len(messages) == 600
    assert waiting(path) == []


def test_stats_add_up(path, emitter_to, hand):
    fill(path, 1, 2)
    emitter = emitter_to(MemoryTransport(answer=hand), outbox=path)
    hand.hold()
    emitter.emit(failed(3))
    assert emitter.stats().pending == 3
    hand.answer(DELIVERED)
    hand.hold()
    hand.answer(REJECTED)
    hand.let_go()
    assert emitter.flush(PATIENCE) == 0
    stats = emitter.stats()
    assert add_up(stats)
    assert (stats.accepted, stats.delivered, stats.pending) == (3, 2, 0)


def test_flush_counts_what_did_not_leave_in_time(path, emitter_to, hand):
    emitter = emitter_to(MemoryTransport(answer=hand), outbox=path)
    for number in range(3):
        emitter.emit(failed(number))
    hand.hold()
    assert emitter.flush(0.01) == 3
    assert emitter.close(0.01) == 3
    hand.let_go()
    assert all_ended()
    assert waiting(path) in (["v-1", "v-2"], numbered(3)), "the first may have had its second"


def test_a_closed_emitter_takes_nothing_but_can_be_read(path, emitter_to, memory):
    emitter = emitter_to(memory, outbox=path, on_invalid="dead_letter")
    emitter.emit({})
    emitter.close()
    assert all_ended()
    with pytest.raises(EmitterClosedError):
        emitter.emit(failed())
    assert len(emitter.dead_letters) == 1
    assert emitter.stats().pending == 0
    assert emitter.close() == 0


def test_who_only_produces_flushes_and_closes_at_once(path):
    with producing(path) as emitter:
        emitter.emit(failed())
        assert emitter.flush(PATIENCE) == 0, "it is not its to deliver"
    assert waiting(path) == ["v-1"]


def test_who_only_delivers_finds_what_others_write(path, emitter_to):
    told = threading.Semaphore(0)
    listener = Listener(delivered=lambda _: told.release())
    emitter_to(MemoryTransport(), outbox=SqliteOutbox(path, watch=0.01), hooks=[listener])
    with producing(path) as emitter:
        for number in range(3):
            emitter.emit(failed(number))
            assert told.acquire(timeout=PATIENCE)


@pytest.mark.parametrize("settings", [{"sync": "off"}, {"lease": 0}, {"lease": 1e9}])
def test_settings_are_checked(path, settings):
    with pytest.raises(ConfigurationError):
        SqliteOutbox(path, **settings)


def test_an_outbox_belongs_to_one_emitter(path, emitter_to, memory):
    outbox = SqliteOutbox(path)
    emitter_to(memory, outbox=outbox)
    with pytest.raises(ConfigurationError, match="belongs to one emitter"):
        Emitter(None, tenant=TENANT, outbox=outbox)


def test_its_repr_says_what_it_is(path):
    outbox = SqliteOutbox(path, sync="full", embedded=True)
    assert repr(outbox) == f"SqliteOutbox({str(path)!r}, sync='full', embedded=True)"


# Dead letters


ANSWER = Answer(outcome=REJECTED, detail="unknown tenant", status=400)


def reread(path):
    with producing(path) as emitter:
        return emitter.dead_letters


def test_a_rejected_event_is_kept_with_its_answer(path, emitter_to):
    emitter = emitter_to(MemoryTransport(answer=lambda _: ANSWER), outbox=path)
    receipt = emitter.emit(failed())
    assert emitter.close() == 0
    (letter,) = reread(path)
    assert (letter.id, letter.event, letter.reason) == (receipt.id, receipt.event, Reason.REJECTED)
    assert (letter.detail, letter.answer, letter.attempts) == ("unknown tenant", ANSWER, 1)
    assert letter.payload["visitor"] == "v-1"
    assert letter.payload["context"] == {"ootb_failure_reason": "declined"}
    assert letter.accepted_at <= letter.died_at
    assert letter.accepted_at.utcoffset() is not None
    assert letter.subject is None, "nobody wrote that down"


def test_an_expired_event_is_kept_with_its_last_answer(path, emitter_to):
    retry = RetryPolicy(first=0, give_up_after=0)
    again = Answer(outcome=LATER.outcome, detail="busy", status=503, retry_after=0.5)
    emitter = emitter_to(MemoryTransport(answer=lambda _: again), outbox=path, retry=retry)
    emitter.emit(failed())
    assert emitter.close() == 0
    (letter,) = reread(path)
    assert (letter.reason, letter.answer, letter.attempts) == (Reason.EXPIRED, again, 1)


def test_an_invalid_event_is_kept_with_its_findings(path, memory, emitter_to):
    emitter = emitter_to(memory, outbox=path, on_invalid="dead_letter")
    receipt = emitter.emit(payload(tenant="none", context={"ootb_failure_kode": "1"}))
    (kept,) = emitter.dead_letters
    emitter.close()
    (letter,) = reread(path)
    findings = tuple(attrs.evolve(each, fix=None) for each in receipt.report.findings)
    assert letter.report == attrs.evolve(receipt.report, findings=findings), "fixes are not kept"
    assert attrs.evolve(letter, report=None) == attrs.evolve(kept, report=None)
    assert len(letter.report.findings) >= 2
    assert (letter.reason, letter.detail) == (Reason.INVALID, str(receipt.report))
    assert letter.payload["context"] == {"ootb_failure_kode": "1"}
    assert (letter.id, letter.attempts) == (receipt.id, 0)


ODD = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary(max_size=3),
        st.sampled_from(["\ud800", "\x00", 1 << 80, float("nan"), object(), {1}, {"\udfff": 1}]),
    ),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=4,
)  # fmt: skip


@runs(60)
@given(changes=st.dictionaries(
    st.one_of(st.sampled_from(["event", "visitor", "context", "tenant", "\ud800"]), st.text()), ODD
))  # fmt: skip
@example(changes={"event": "\ud800"})
@example(changes={"context": {"\ud800": "\ud800"}})
@example(changes={"event": ["a"], "\x00": 1})
def test_whatever_was_emitted_is_kept(tmp_path_factory, changes):
    path = tmp_path_factory.mktemp("odd") / "outbox.db"
    with producing(path, on_invalid="dead_letter") as emitter:
        emitter.emit({**payload(), **changes})
        emitter.emit(payload(visitor=1))
    assert len(reread(path)) + len(waiting(path)) == 2


def fail(path, count, policy):
    """Make dead letters one after the other; return the ids of all, and what hooks were told."""
    dropped = []
    with producing(
        path,
        on_invalid="dead_letter",
        dead_letter_policy=policy,
        hooks=[Listener(dropped=dropped.append)],
    ) as emitter:
        ids = [emitter.emit({}).id for _ in range(count)]
        assert emitter.stats().forgotten == len(dropped)
    return ids, dropped


def test_the_oldest_dead_letters_make_room(path):
    ids, dropped = fail(path, 5, keeping(2))
    assert [letter.id for letter in dropped] == ids[:3]
    assert {letter.reason for letter in dropped} == {Reason.DEAD_LETTERS_FULL}
    assert [letter.id for letter in reread(path)] == ids[3:]


def grow_old(path, which="1"):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"UPDATE ootb_dead_letter SET died = died - 3600 WHERE {which}")  # noqa: S608
        connection.commit()


def test_aged_dead_letters_are_dropped_when_it_is_opened_and_when_others_come(path):
    policy = DeadLetterPolicy(max_age=60.0)
    ids, dropped = fail(path, 2, policy)
    assert not dropped
    grow_old(path, "seq = 1")
    _, dropped = fail(path, 0, policy)
    assert [(letter.id, letter.reason) for letter in dropped] == [(ids[0], Reason.DEAD_LETTER_AGED)]
    grow_old(path)
    with producing(path, on_invalid="dead_letter", dead_letter_policy=policy) as emitter:
        assert not emitter.dead_letters
        kept = emitter.emit({}).id
        grow_old(path)
        last = emitter.emit({}).id
        assert [letter.id for letter in emitter.dead_letters] == [last] != [kept]


def test_dead_letters_without_room_halt_delivery_until_there_is_some(path, emitter_to):
    answers = iter([REJECTED, REJECTED])
    memory = MemoryTransport(answer=lambda _: next(answers, DELIVERED))
    held = threading.Event()
    emitter = emitter_to(
        memory,
        outbox=path,
        on_invalid="dead_letter",
        dead_letter_policy=keeping(1, when_full="halt"),
        hooks=[Listener(health=lambda health, _: health.value == "halted" and held.set())],
    )
    emitter.emit(failed(1))
    emitter.emit(failed(2))
    assert held.wait(PATIENCE)
    assert len(emitter.dead_letters) == 1
    with pytest.raises(DeadLettersFullError):
        emitter.emit({})
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM ootb_dead_letter")
        connection.commit()
    assert emitter.flush(PATIENCE) == 0


# A full disk


def fill_up(store):
    """Leave no page more than there are."""
    (pages,) = store._writing.execute("PRAGMA page_count").fetchone()
    store._writing.execute(f"PRAGMA max_page_count={pages}")


def make_room(store):
    store._writing.execute("PRAGMA max_page_count=1000000")


def emit_until_full(emitter):
    accepted = []
    with pytest.raises(OutboxError, match="the disk is full: make room"):  # noqa: PT012 - sooner or later
        for number in range(10_000):
            accepted.append(f"v-{number}")
            emitter.emit(failed(number, failure_code="x" * 50))
    return accepted[:-1]


def test_a_full_disk_takes_nothing_and_loses_nothing(path, emitter_to):
    emitter = producing(path)
    fill_up(emitter._store)
    accepted = emit_until_full(emitter)
    assert waiting(path) == accepted
    make_room(emitter._store)
    emitter.emit(failed(99_999))
    emitter.close()
    assert delivered_by(emitter_to, path) == [*accepted, "v-99999"]


def test_a_full_disk_neither_ends_delivery_nor_the_lease(path, emitter_to, hand):
    emitter = emitter_to(MemoryTransport(answer=hand), outbox=path)
    store = emitter._store
    fill_up(store)
    accepted = emit_until_full(emitter)
    hand.let_go()
    make_room(store)
    emitter.emit(failed(99_999))
    assert emitter.flush(PATIENCE) == 0
    assert identities(emitter._transport.messages)[-1] == "v-99999"
    assert len(emitter._transport.messages) == len(accepted) + 1


def test_the_first_event_on_a_full_disk_leaves_no_shard_without_a_lease(path):
    """Or nobody would find what is written to it afterwards."""
    emitter = Emitter(MemoryTransport(answer=lambda _: LATER), tenant=TENANT, outbox=path)
    store = emitter._store
    fill_up(store)
    with pytest.raises(OutboxError, match="disk is full"):
        emitter.emit(payload(1, context={"ootb_failure_reason": "no", "ootb_note": "x" * 6_000}))
    make_room(store)
    emitter.emit(failed(2))
    assert look(path, "SELECT shard FROM ootb_event EXCEPT SELECT id FROM ootb_shard") == []
    emitter.close(0)
    assert all_ended()


def test_what_cannot_be_removed_is_removed_when_there_is_room(path, emitter_to, hand, monkeypatch):
    monkeypatch.setattr(_removals, "_TROUBLE", 0.05)
    emitter = emitter_to(MemoryTransport(answer=hand), outbox=path)
    store = emitter._store
    emitter.emit(failed(1))
    hand.hold()
    store._writing.execute("PRAGMA query_only=1")
    hand.let_go()
    assert emitter.flush(0.2) == 1, "delivered, but not removed"
    store._writing.execute("PRAGMA query_only=0")
    assert emitter.flush(PATIENCE) == 0
    assert waiting(path) == []
    assert len(emitter._transport.messages) == 1


# Many threads


def transactions_of(store):
    noted = []
    store._writing.set_trace_callback(noted.append)
    return lambda: sum(
        each.startswith("BEGIN") or (each.startswith("INSERT INTO ootb_event") and "SELECT" in each)
        for each in noted
    )


def test_threads_share_transactions(path):
    emitter = producing(path)
    count = transactions_of(emitter._store)
    blocker = sqlite3.connect(path, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    threads = started(*[lambda: [emitter.emit(failed()) for _ in range(10)]] * 8)
    group = emitter._store._commits
    deadline = threading.Event()
    while len(group._group.rows) < 7:  # all but the one that waits for the file
        deadline.wait(0.001)
    blocker.execute("COMMIT")
    blocker.close()
    assert ended(threads)
    assert len(waiting(path)) == 80
    assert count() < 80
    emitter.close()


def test_each_thread_of_a_group_learns_that_it_failed(path):
    emitter = producing(path)
    store = emitter._store
    store._writing.execute("PRAGMA query_only=1")
    errors = []

    def emit():
        try:
            emitter.emit(failed())
        except OutboxError as error:
            errors.append(error)

    store._commits._turn.acquire()
    threads = started(*[emit] * 6)
    wait = threading.Event()
    while len(store._commits._group.rows) < 6:
        wait.wait(0.001)
    store._commits._turn.release()
    assert ended(threads)
    assert len(errors) == 6
    assert len({id(error) for error in errors}) == 6
    store._writing.execute("PRAGMA query_only=0")
    emitter.emit(failed(2))
    emitter.close()
    assert waiting(path) == ["v-2"]


class Stop(BaseException):
    """What a signal handler or a debugger raises in a thread."""


def stop(thread):
    number = ctypes.c_ulong(thread.ident)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(number, ctypes.py_object(Stop))


def test_a_thread_that_is_stopped_while_it_waits_for_the_file_leaves_others_alone(path):
    emitter = producing(path)
    blocker = sqlite3.connect(path, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    store = emitter._store
    ends = []

    def put(*offers):
        try:
            ends.append(store._put(offers))
        except BaseException as error:  # noqa: BLE001 - Stop as well
            ends.append(type(error))

    two = offered(1), offered(2)
    (leader,) = started(lambda: put(*two))
    wait = threading.Event()
    while not store._commits._turn.locked():
        wait.wait(0.001)
    stop(leader)
    blocker.execute("COMMIT")  # BEGIN returns, and Stop is raised right after it
    assert ended([leader])
    assert ends == [Stop]
    put(offered(3))
    assert ends == [Stop, None]
    assert not store._writing.in_transaction
    emitter.close()
    blocker.close()
    assert waiting(path) == ["v-1"], "of three, the last"


@runs(30)
@given(seed=st.integers())
def test_threads_stopped_anywhere_leave_others_working(tmp_path_factory, seed):
    path = tmp_path_factory.mktemp("stopped") / "outbox.db"
    location = Location(path, "normal", embedded=False)
    location.prepare()
    connection = location.connect()
    written = []

    def write(connection, rows):
        connection.executemany("INSERT INTO ootb_event (shard, id, event, identity, body, accepted)"
                               " VALUES (0, ?, ?, ?, ?, ?)", rows)  # fmt: skip
        return lambda: None

    commits = GroupCommit(connection, str(path), write, lambda *_: False)
    chance = random.Random(seed)  # noqa: S311 - repeatable
    enough = threading.Event()

    def append(name):
        try:
            number = 0
            while not enough.is_set():
                commits.append([(f"{name}-{number}", "e", "v", b"", 0.0)])
                written.append(f"{name}-{number}")
                number += 1
        except (Stop, OutboxError):
            pass

    threads = started(*[lambda name=name: append(name) for name in range(4)])
    pause = threading.Event()
    for victim in threads[:2]:
        pause.wait(chance.uniform(0, 0.003))
        stop(victim)
    assert ended(threads[:2])
    late = len(written)
    (last,) = started(lambda: commits.append([("last", "e", "v", b"", 0.0)]))
    assert ended([last]), "nobody waits for a thread that was stopped"
    enough.set()
    assert ended(threads)
    assert len(written) >= late
    found = {name for (name,) in connection.execute("SELECT id FROM ootb_event")}
    connection.close()
    assert {*written, "last"} <= found


# Within transactions of the application


@pytest.fixture
def application(path):
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("CREATE TABLE bet (id INTEGER PRIMARY KEY)")
    yield connection
    connection.close()


@pytest.fixture
def embedded(path, application):  # noqa: ARG001 - creates the database
    return SqliteOutbox(path, embedded=True)


def test_an_event_exists_if_its_transaction_is_committed(
    path, application, embedded, emitter_to, memory
):
    emitter = emitter_to(memory, outbox=embedded)
    for number, end in enumerate(["COMMIT", "ROLLBACK", "COMMIT"]):
        application.execute("BEGIN")
        application.execute("INSERT INTO bet VALUES (?)", (number,))
        receipt = embedded.enqueue(failed(number), connection=application)
        assert receipt.report.ok
        application.execute(end)
    assert emitter.flush(PATIENCE) == 0
    assert identities(memory.messages) == ["v-0", "v-2"]
    assert look(path, "SELECT id FROM bet") == [(0,), (2,)]
    assert look(path, "PRAGMA journal_mode") == [("delete",)], "an application's stays as it is"


def test_a_commit_is_noticed_without_a_flush(application, embedded, emitter_to):
    told = threading.Semaphore(0)
    listener = Listener(delivered=lambda _: told.release())
    emitter_to(MemoryTransport(), outbox=embedded, hooks=[listener])
    application.execute("BEGIN")
    embedded.enqueue(failed(), connection=application)
    assert not told.acquire(timeout=0.05)
    application.execute("COMMIT")
    assert told.acquire(timeout=PATIENCE)


def test_events_of_both_ways_arrive_in_the_order_of_commits(
    application, embedded, emitter_to, memory
):
    emitter = emitter_to(memory, outbox=embedded)
    for number in range(20):
        event = failed(1, failure_code=str(number))
        if number % 3:
            emitter.emit(event)
            continue
        application.execute("BEGIN IMMEDIATE")
        embedded.enqueue(event, connection=application)
        application.execute("COMMIT")
    assert emitter.flush(PATIENCE) == 0
    codes = [int(each["context"]["ootb_failure_code"]) for each in memory.payloads]
    assert codes == [*range(20)]


@pytest.mark.parametrize("isolation", [None, "DEFERRED", "IMMEDIATE"])
def test_a_connection_may_commit_by_itself(path, embedded, emitter_to, memory, isolation):
    emitter = emitter_to(memory, outbox=embedded)
    with closing(sqlite3.connect(path, isolation_level=isolation)) as connection:
        embedded.enqueue(failed(1), connection=connection)
        connection.commit()
    assert emitter.flush(PATIENCE) == 0
    assert identities(memory.messages) == ["v-1"]


@pytest.mark.parametrize("event", [{}, payload(visitor=3), {"event": object()}])
def test_what_is_invalid_is_not_enqueued_but_raised(path, application, embedded, emitter_to, event):
    emitter_to(MemoryTransport(), outbox=embedded, on_invalid="dead_letter")
    application.execute("BEGIN")
    with pytest.raises(InvalidEventError):
        embedded.enqueue(event, connection=application)
    application.execute("COMMIT")
    assert waiting(path) == []
    assert look(path, "SELECT * FROM ootb_dead_letter") == []


@pytest.mark.parametrize("other", ["nothing", "memory", "outbox"])
def test_a_connection_to_another_database_is_refused(path, embedded, emitter_to, memory, other):
    emitter_to(memory, outbox=embedded)
    elsewhere = path.with_name("other.db")
    if other == "outbox":
        producing(elsewhere).close()
    with (
        closing(sqlite3.connect(":memory:" if other == "memory" else elsewhere)) as connection,
        pytest.raises(OutboxError, match="another database"),
    ):
        embedded.enqueue(failed(), connection=connection)
    assert waiting(path) == []


def test_an_outbox_without_an_emitter_enqueues_nothing(application, embedded):
    with pytest.raises(ConfigurationError, match="give this outbox to an Emitter"):
        embedded.enqueue(failed(), connection=application)


def test_a_closed_emitter_enqueues_nothing(application, embedded, emitter_to, memory):
    emitter_to(memory, outbox=embedded).close()
    with pytest.raises(EmitterClosedError):
        embedded.enqueue(failed(), connection=application)


def test_what_a_producer_enqueues_is_delivered_by_others(path, application, embedded, emitter_to):
    with Emitter(None, tenant=TENANT, outbox=embedded):
        embedded.enqueue(failed(1), connection=application)
    again = SqliteOutbox(path, embedded=True)
    assert delivered_by(emitter_to, again) == ["v-1"]
