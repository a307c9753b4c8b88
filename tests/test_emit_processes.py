"""The emitter at exits, in forked children, under signals, and at rest: in real processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from emitting import TOKEN

pytest_plugins = ("emitter_fixtures",)

NEEDS_FORK = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="THIS SYSTEM HAS NO os.fork: children are not tested here"
)
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")


def run_python(script, *arguments):
    """Run a script with every warning an error; it must leave nothing on stderr."""
    command = [sys.executable, "-W", "error", "-W", "ignore:This process:DeprecationWarning"]
    done = subprocess.run(  # noqa: S603 - our own scripts
        [*command, "-c", script, *map(str, arguments)],
        check=False,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


PREPARED = """
import os, signal, sys, threading
from ootb_events import Emitter
from ootb_events.emit import RetryPolicy
from ootb_events.events import RegistrationFailed
from ootb_events.transports import *

def failed(who):
    return RegistrationFailed(visitor=str(who))
"""


def test_events_leave_when_the_interpreter_exits(tmp_path):
    script = """
first, second = (Emitter(StreamTransport(path), tenant=1) for path in sys.argv[1:])
for number in range(200):
    first.emit(failed(number))
second.emit(failed("second"))
"""
    paths = tmp_path / "first.ndjson", tmp_path / "second.ndjson"
    run_python(PREPARED + script, *paths)
    assert [event["visitor"] for event in lines(paths[0])] == [str(each) for each in range(200)]
    assert [event["visitor"] for event in lines(paths[1])] == ["second"]


@pytest.mark.skipif(
    (3, 12) <= sys.version_info < (3, 12, 2),
    reason="CPython 3.12.0 and 3.12.1 start no thread at exit (python/cpython#113964)",
)
def test_events_of_an_exit_handler_leave(tmp_path):
    script = """
import atexit
emitter = Emitter(StreamTransport(sys.argv[1]), tenant=1)
atexit.register(lambda: emitter.emit(failed("last")))
"""
    path = tmp_path / "events.ndjson"
    run_python(PREPARED + script, path)
    assert [event["visitor"] for event in lines(path)] == ["last"]


def test_the_interpreter_exits_in_time_and_says_what_was_not_delivered():
    script = """
import atexit, logging, time
atexit.register(lambda: print(time.monotonic() - ended_at))  # before, so that it runs after
"""
    script += PREPARED
    script += """
from ootb_events.emit import _emitter
_emitter._AT_EXIT_SECONDS = 0.5
logging.basicConfig(stream=sys.stdout, format="%(levelname)s %(message)s")
hang = [MemoryTransport(answer=lambda _: threading.Event().wait())]
wait = [MemoryTransport(answer=lambda _: Outcome.MISCONFIGURED) for _ in range(20)]
emitters = [Emitter(transport, tenant=1) for transport in hang + wait]
for number in range(3):
    for emitter in emitters:
        emitter.emit(failed(number))
ended_at = time.monotonic()
"""
    *said, seconds = run_python(script).splitlines()
    complaint = "ERROR 3 events were not delivered before their emitter was closed"
    assert said.count(complaint) == 21
    assert float(seconds) < 8, "all of them together have half a second"


@NEEDS_FORK
def test_a_forked_child_delivers_its_own_and_nothing_twice(tmp_path):
    script = """
parent = os.getpid()
gate = threading.Event()

class Held(StreamTransport):
    def send(self, message):
        if os.getpid() == parent:
            gate.wait()
        return super().send(message)

emitter = Emitter(Held(sys.argv[1]), tenant=1, on_invalid="dead_letter")
ids = [emitter.emit(failed(f"parent-{number}")).id for number in range(3)]
emitter.emit({})
child = os.fork()
if not child:
    assert emitter.stats().accepted == 0
    assert emitter.dead_letters == ()
ids += [emitter.emit(failed(f"{'parent' if child else 'child'}-late")).id for _ in range(20)]
if child:
    assert os.waitpid(child, 0) == (child, 0)
print(*ids, flush=True)
if not child:
    sys.exit()  # without close
gate.set()
assert emitter.close() == 0
assert emitter.stats().accepted == 23
"""
    path = tmp_path / "events.ndjson"
    ids = run_python(PREPARED + script, path).split()
    assert [event["visitor"] for event in lines(path)] == [
        *["child-late"] * 20,
        *[f"parent-{number}" for number in range(3)],
        *["parent-late"] * 20,
    ]
    assert len(ids) == 3 + 3 + 40
    assert len(set(ids)) == 3 + 40, "no id twice, but for those from before the fork"


@NEEDS_FORK
def test_parent_and_children_share_an_emitter_over_http(endpoint):
    script = """
emitter = Emitter(HttpTransport(sys.argv[1], token=sys.argv[2], proxy=""), tenant=1)
emitter.emit(failed("before"))
assert emitter.flush() == 0
children = []
for number in range(3):
    child = os.fork()
    if not child:
        emitter.emit(failed(f"child-{number}"))
        os._exit(emitter.close())
    children.append(child)
    emitter.emit(failed(f"parent-{number}"))
for child in children:
    assert os.waitpid(child, 0) == (child, 0)
assert emitter.close() == 0
"""
    run_python(PREPARED + script, endpoint.url, TOKEN)
    arrived = [event["visitor"] for event in endpoint.payloads]
    assert arrived[0] == "before"
    assert sorted(arrived[1:]) == [f"{who}-{n}" for who in ("child", "parent") for n in range(3)]


@NEEDS_FORK
def test_a_child_can_emit_although_threads_were_emitting_when_it_was_forked():
    script = """
emitter = Emitter(MemoryTransport(), tenant=1, queue_size=5, when_full="drop_oldest")
emitter.emit(failed("first"))  # so that no schema is being loaded when a child is forked
enough = threading.Event()
def emit_on():
    while not enough.is_set():
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
        os._exit(emitter.close())
    children.append(child)
endings = [os.waitpid(child, 0)[1] for child in children]
enough.set()
for thread in threads:
    thread.join()
assert emitter.close() == 0
assert endings == [0] * 20, endings
"""
    run_python(PREPARED + script)


@NEEDS_FORK
def test_a_closed_emitter_is_closed_in_a_child_too():
    script = """
emitter = Emitter(MemoryTransport(), tenant=1)
emitter.emit(failed("parent"))
assert emitter.close() == 0
child = os.fork()
if child:
    assert os.waitpid(child, 0) == (child, 0)
else:
    try:
        emitter.emit(failed("child"))
    except Exception as error:
        os._exit(type(error).__name__ != "EmitterClosedError")
    os._exit(2)
"""
    run_python(PREPARED + script)


@POSIX
def test_a_signal_handler_may_flush_and_close_wherever_it_comes():
    script = """
import faulthandler
faulthandler.dump_traceback_later(30, exit=True)
transport = MemoryTransport()
emitter = Emitter(transport, tenant=1, on_invalid="dead_letter", max_dead_letters=1)
calls = 0
def handle(*_):
    global calls
    calls += 1
    emitter.flush(0)
    emitter.stats()
    if calls >= 500:  # more, if another signal came meanwhile
        signal.setitimer(signal.ITIMER_REAL, 0)
        emitter.close()
signal.signal(signal.SIGALRM, handle)
signal.setitimer(signal.ITIMER_REAL, 0.0003, 0.0003)
accepted = []
event = failed("somebody")
while True:
    try:
        accepted.append(emitter.emit(event).id)
        emitter.emit({})
    except Exception as error:
        assert type(error).__name__ == "EmitterClosedError", error
        break
assert emitter.close() == 0
assert [message.id for message in transport.messages] == accepted
assert emitter.stats().pending == 0
"""
    run_python(PREPARED + script)


def test_waiting_costs_nothing():
    script = """
import resource, time
def switches():
    return resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw
"""
    script = f"""
{script if sys.platform == "linux" else "import time; switches = lambda: 0"}
reached = threading.Semaphore(0)
def later(_):
    reached.release()
    return Answer(outcome=Outcome.RETRY, retry_after=3600)
def refused(_):
    reached.release()
    return Outcome.MISCONFIGURED
import logging
logging.disable()
idle = Emitter(MemoryTransport(), tenant=1)
retrying = Emitter(MemoryTransport(answer=later), tenant=1)
misconfigured = Emitter(MemoryTransport(answer=refused), tenant=1)
full = Emitter(MemoryTransport(answer=later), tenant=1, queue_size=1, block_timeout=3600)
emitters = idle, retrying, misconfigured, full
for emitter in emitters:
    emitter.emit(failed("somebody"))
assert idle.flush() == 0
for _ in range(3):
    assert reached.acquire(timeout=30)
def blocked():
    try:
        full.emit(failed("blocked"))
    except Exception as error:
        assert type(error).__name__ == "EmitterClosedError", error
threads = [threading.Thread(target=blocked), threading.Thread(target=retrying.flush, args=(None,))]
for thread in threads:
    thread.start()
settled = threading.Event()
settled.wait(0.2)  # until the threads above wait, which nothing tells
before = time.process_time(), switches()
settled.wait(1)
print(time.process_time() - before[0], switches() - before[1])
for emitter in emitters:
    emitter.close(0)
for thread in threads:
    thread.join()
"""
    seconds, switches = run_python(PREPARED + script).split()
    assert float(seconds) < 0.02
    assert int(switches) < 10, "nothing wakes up to look around"
