"""The outbox between processes: forks, signals, ends, and a disk that is really full."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from emitting import PATIENCE, TENANT, failed
from ootb_events import Emitter
from ootb_events.emit import SqliteOutbox
from ootb_events.transports import MemoryTransport
from test_emit_processes import NEEDS_FORK, POSIX, PREPARED, lines, run_python

PREPARED += """
path = sys.argv[1]
def producer(**settings):
    return Emitter(None, tenant=1, outbox=SqliteOutbox(path, **settings))
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "outbox.db"


def waiting(path):
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = connection.execute("SELECT identity FROM ootb_event ORDER BY seq")
        return [identity for (identity,) in rows]


def take_over(path, **settings):
    """Deliver what waits, as a process that comes later."""
    memory = MemoryTransport()
    with Emitter(memory, tenant=TENANT, outbox=SqliteOutbox(path, **settings)) as emitter:
        assert emitter.flush(PATIENCE) == 0
    return [message.identity for message in memory.messages]


@POSIX
def test_what_was_emitted_survives_a_kill(path):
    script = """
emitter = Emitter(MemoryTransport(answer=lambda _: threading.Event().wait()), tenant=1,
                  outbox=SqliteOutbox(path, lease=0.05))
for number in range(20):
    emitter.emit(failed(number))
os.kill(os.getpid(), signal.SIGKILL)
"""
    with pytest.raises(AssertionError, match="-9"):
        run_python(PREPARED + script, path)
    while not (delivered := take_over(path)):  # until the lease is over
        pass
    assert delivered == [str(number) for number in range(20)]


def test_what_is_left_at_exit_waits_for_the_next(path):
    script = """
from ootb_events.emit import _lifetime
_lifetime.close_all.__defaults__ = (0.2,)
_lifetime._AT_EXIT_SECONDS = 0.2
emitter = Emitter(MemoryTransport(answer=lambda _: Outcome.MISCONFIGURED), tenant=1, outbox=path)
for number in range(3):
    emitter.emit(failed(number))
"""
    with pytest.raises(AssertionError, match="misconfigured"):
        run_python(PREPARED + script, path)  # which it says on stderr
    assert take_over(path) == ["0", "1", "2"], "at once, for the lease was given back"


@NEEDS_FORK
def test_what_a_child_emits_survives_the_end_of_its_parent(path):
    """A child that trusted its parent's locks would write to a log that is gone."""
    script = """
emitter = producer()
emitter.emit(failed("parent"))
ended, told = os.pipe()
child = os.fork()
if child:
    emitter.close()
    os._exit(0)
os.close(told)
emitter.emit(failed("child"))
os.read(ended, 1)  # until the parent has ended
other = SqliteOutbox(path)
Emitter(None, tenant=1, outbox=other).close()  # comes last and goes, as far as it can see
emitter.emit(failed("orphan"))
os.kill(os.getpid(), signal.SIGKILL)
"""
    run_python(PREPARED + script, path)
    assert sorted(waiting(path)) == ["child", "orphan", "parent"]


@NEEDS_FORK
def test_parent_and_child_deliver_each_their_own(path, tmp_path):
    script = """
emitter = Emitter(StreamTransport(sys.argv[2]), tenant=1, outbox=path)
emitter.emit(failed("before"))
child = os.fork()
for number in range(20):
    emitter.emit(failed("parent" if child else "child"))
assert emitter.close(30) == 0
if not child:
    os._exit(0)
assert os.waitpid(child, 0) == (child, 0)
"""
    arrived = tmp_path / "events.ndjson"
    run_python(PREPARED + script, path, arrived)
    who = sorted(event["visitor"] for event in lines(arrived))
    assert who == ["before", *["child"] * 20, *["parent"] * 20]
    assert waiting(path) == []


@NEEDS_FORK
def test_a_child_can_emit_although_threads_were_emitting_when_it_was_forked(path):
    script = """
emitter = Emitter(MemoryTransport(), tenant=1, outbox=path)
emitter.emit(failed("first"))
enough = threading.Event()
def emit_on():
    while not enough.wait(0.0005):
        emitter.emit(failed("parent"))
threads = [threading.Thread(target=emit_on) for _ in range(3)]
for thread in threads:
    thread.start()
children = []
for _ in range(20):
    child = os.fork()
    if not child:
        signal.alarm(30)
        emitter.emit(failed("child"))
        os._exit(emitter.close(20))
    children.append(child)
endings = [os.waitpid(child, 0)[1] for child in children]
enough.set()
for thread in threads:
    thread.join()
assert endings == [0] * 20, endings
assert emitter.close(30) == 0
"""
    run_python(PREPARED + script, path)
    assert waiting(path) == []


@POSIX
@pytest.mark.parametrize("transport", ["None", "MemoryTransport()"])
def test_a_signal_handler_may_flush_and_close_wherever_it_comes(path, transport):
    script = f"""
import faulthandler
faulthandler.dump_traceback_later(40, exit=True)
emitter = Emitter({transport}, tenant=1, outbox=path)
calls = 0
def handle(*_):
    global calls
    calls += 1
    emitter.flush(0)
    emitter.stats()
    if calls >= 100:
        signal.setitimer(signal.ITIMER_REAL, 0)
        emitter.close()
signal.signal(signal.SIGALRM, handle)
signal.setitimer(signal.ITIMER_REAL, 0.0007, 0.0007)
accepted = 0
while True:
    try:
        emitter.emit(failed(accepted))
        accepted += 1
    except Exception as error:
        assert type(error).__name__ in ("EmitterClosedError", "OutboxError"), error
        if emitter._store.closed:
            break
emitter.close()
print(accepted, emitter.stats().delivered)
"""
    accepted, delivered = map(int, run_python(PREPARED + script, path).split())
    left = len(waiting(path))
    assert accepted <= left + delivered <= accepted + 33, "nothing is lost; the last may repeat"


@POSIX
def test_a_full_disk_takes_nothing_until_there_is_room(path):
    script = """
import resource
emitter = producer()
emitter.emit(failed("first"))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
accepted, refused = ["first"], 0
while refused < 5:
    try:
        emitter.emit(failed(len(accepted)))
        accepted.append(str(len(accepted)))
    except Exception as error:
        assert type(error).__name__ == "OutboxError", error
        refused += 1
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
emitter.emit(failed("last"))
assert emitter.close() == 0
print(*accepted, "last")
"""
    accepted = run_python(PREPARED + script, path).split()
    assert len(accepted) > 10
    assert waiting(path) == accepted


@NEEDS_FORK
def test_many_processes_may_create_it_at_once(path):
    script = """
children = []
for number in range(12):
    child = os.fork()
    if not child:
        emitter = producer()
        emitter.emit(failed(number))
        os._exit(emitter.close())
    children.append(child)
assert [os.waitpid(child, 0)[1] for child in children] == [0] * 12
"""
    run_python(PREPARED + script, path)
    assert sorted(map(int, waiting(path))) == [*range(12)]


def test_it_is_left_sound_by_a_process_that_only_looks(path):
    with Emitter(None, tenant=TENANT, outbox=path) as emitter:
        emitter.emit(failed(1))
    run_python(PREPARED + "producer().dead_letters", path)
    assert waiting(path) == ["v-1"]
