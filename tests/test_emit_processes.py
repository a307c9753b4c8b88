"""The emitter at exits, in forked children, under signals, and at rest: in real processes."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from emitting import TOKEN

pytest_plugins = ("emitter_fixtures",)

NEEDS_FORK = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="THIS SYSTEM HAS NO os.fork: children are not tested here"
)
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")


def run_python(script, *arguments, ends_with=0):
    """Run a script, text or a file, with every warning an error; it must not use stderr."""
    command = [sys.executable, "-W", "error", "-W", "ignore:This process:DeprecationWarning"]
    program = [script] if isinstance(script, Path) else ["-c", script]
    done = subprocess.run(  # noqa: S603 - our own scripts
        [*command, *map(str, [*program, *arguments])],
        check=False,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (ends_with, "")
    return done.stdout


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


PREPARED = """
import os, signal, sys, threading
from ootb_events import Emitter
from ootb_events.emit import *
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


def test_what_is_emitted_too_late_is_refused_and_hangs_nothing(tmp_path):
    script = """
class Last:
    def __init__(self):
        self.emitter = Emitter(StreamTransport(sys.argv[1]), tenant=1)
        self.emitter.emit(failed("in time"))
        self.event = failed("late")
    def __del__(self, print=print):
        try:
            self.emitter.emit(self.event)
        except Exception as error:
            print(type(error).__name__, flush=True)
last = Last()
"""
    path = tmp_path / "events.ndjson"
    assert run_python(PREPARED + script, path).split() == ["EmitterClosedError"]
    assert [event["visitor"] for event in lines(path)] == ["in time"]


# Children of multiprocessing


CHILDREN = """
import multiprocessing, sys
from ootb_events import Emitter
from ootb_events.events import RegistrationFailed
from ootb_events.transports import StreamTransport

method, path = sys.argv[1:]
emitter = Emitter(StreamTransport(path), tenant=1)

def emit(who):
    emitter.emit(RegistrationFailed(visitor=who))

{first}
if __name__ == "__main__":
    context = multiprocessing.get_context(method)
    {second}
    children = [context.Process(target=emit, args=(f"child-{{n}}",)) for n in range(2)]
    for child in children:
        child.start()
    for child in children:
        child.join()
        assert child.exitcode == 0
"""


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
@pytest.mark.parametrize(
    "before",
    [
        {"first": "", "second": ""},
        {"first": "", "second": 'emit("before")'},
        {"first": 'emit("import")', "second": ""},
    ],
    ids=["in the child only", "before", "when imported"],
)
def test_a_child_that_returns_without_close_delivers_its_events(tmp_path, method, before):
    path, program = tmp_path / "events.ndjson", tmp_path / "program.py"
    program.write_text(CHILDREN.format(**before), encoding="utf-8")
    run_python(program, method, path)
    arrived = sorted(event["visitor"] for event in lines(path))
    imports = arrived.count("import")  # once, or as often as children import the program again
    assert arrived == [
        *["before"] * bool(before["second"]),
        *["child-0", "child-1"],
        *["import"] * imports,
    ]
    assert (imports > 0) is bool(before["first"])
    assert method != "spawn" or imports in {0, 3}


def test_a_program_that_uses_multiprocessing_may_emit_until_its_own_end(tmp_path):
    script = """
import atexit
atexit.register(lambda: emitter.emit(failed("last")))
import multiprocessing.util
emitter = Emitter(StreamTransport(sys.argv[1]), tenant=1)
emitter.emit(failed("first"))
"""
    path = tmp_path / "events.ndjson"
    run_python(PREPARED + script, path)
    assert [event["visitor"] for event in lines(path)] == ["first", "last"]


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
emitter = Emitter(
    transport,
    tenant=1,
    on_invalid="dead_letter",
    dead_letter_policy=DeadLetterPolicy(max_count=1),
)
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


# SIGTERM


TERMINATED = """
emitter = Emitter(StreamTransport(sys.argv[1]), tenant=1)

def own(number, frame):
    print("own", number, emitter.stats().delivered, flush=True)
    sys.exit(3)

{before}
close_on_sigterm()
{after}
for number in range(100):
    emitter.emit(failed(number))
os.kill(os.getpid(), signal.SIGTERM)
while True:
    {then}
"""
ALL = [str(number) for number in range(100)]


def terminated(path, ends_with, before="", after="", then="signal.pause()"):
    script = TERMINATED.format(before=before, after=after, then=then)
    said = run_python(PREPARED + script, path, ends_with=ends_with)
    return said.split(), [event["visitor"] for event in lines(path)]


@POSIX
def test_sigterm_ends_the_process_as_ever_but_with_everything_delivered(tmp_path):
    said, arrived = terminated(tmp_path / "events", -signal.SIGTERM)
    assert (said, arrived) == ([], ALL)


@POSIX
def test_a_handler_that_was_there_is_called_after_the_delivery(tmp_path):
    before = "signal.signal(signal.SIGTERM, own)"
    said, arrived = terminated(tmp_path / "events", 3, before=before)
    assert (said, arrived) == (["own", str(int(signal.SIGTERM)), "100"], ALL)


@POSIX
def test_a_handler_that_is_installed_later_replaces_ours(tmp_path):
    after = "signal.signal(signal.SIGTERM, own)"
    said, arrived = terminated(tmp_path / "events", 3, after=after)
    assert said[:2] == ["own", str(int(signal.SIGTERM))]
    assert arrived == ALL, "by the handler's own exit"


@POSIX
def test_a_process_that_ignores_sigterm_goes_on_without_emitters(tmp_path):
    before = "signal.signal(signal.SIGTERM, signal.SIG_IGN)"
    then = "print('on', flush=True); sys.exit(5)"
    said, arrived = terminated(tmp_path / "events", 5, before=before, then=then)
    assert (said, arrived) == (["on"], ALL)


@POSIX
def test_close_on_sigterm_is_for_the_main_thread():
    script = """
said = []
def install():
    try:
        close_on_sigterm()
    except ValueError as error:
        said.append(error)
thread = threading.Thread(target=install)
thread.start()
thread.join()
assert len(said) == 1
"""
    run_python(PREPARED + script)


# Threads that stop, and clocks that jump


def test_threads_that_are_stopped_while_they_emit_leave_a_usable_emitter():
    script = """
import ctypes, faulthandler
faulthandler.dump_traceback_later(50, exit=True)
sys.setswitchinterval(0.00005)
stop = ctypes.pythonapi.PyThreadState_SetAsyncExc
transport = MemoryTransport()
emitter = Emitter(transport, tenant=1, queue_size=1_000_000)
emitter.emit(failed("first"))

def emit_on(begun, event):
    while True:
        emitter.emit(event)
        begun.set()

for number in range(200):
    begun = threading.Event()
    thread = threading.Thread(target=emit_on, args=(begun, failed(number)))
    thread.start()
    assert begun.wait(30)
    assert stop(ctypes.c_ulong(thread.ident), ctypes.py_object(SystemExit)) == 1
    thread.join()
emitter.emit(failed("last"))
assert emitter.flush(30) == 0
stats = emitter.stats()
assert (stats.pending, stats.delivered) == (0, stats.accepted)
assert stats.accepted == len(transport.messages) >= 202
assert transport.messages[-1].identity == "last"
assert emitter.close() == 0
"""
    run_python(PREPARED + script)


@pytest.mark.parametrize("jump", [86_400 * 366, -86_400 * 366])
def test_a_wall_clock_that_jumps_disturbs_nothing(jump):
    script = """
import time
jump = int(sys.argv[1])
right = time.time
turns = iter(range(10**9))
time.time = lambda: right() + jump * next(turns) % (3 * abs(jump))
reached = threading.Event()

def answer(message):
    if message.identity == "retried" and not reached.is_set():
        reached.set()
        return Answer(outcome=Outcome.RETRY, retry_after=0.05)
    return Outcome.REJECTED if message.identity == "rejected" else Outcome.DELIVERED

transport = MemoryTransport(answer=answer)
policy = RetryPolicy(first=0, longest=0, give_up_after=3600)
emitter = Emitter(transport, tenant=1, retry=policy, queue_size=50, on_invalid="dead_letter")
import logging
logging.disable()
started_at = time.monotonic()
for who in ["retried", "rejected", "delivered"] * 30:
    emitter.emit(failed(who))
emitter.emit({})
assert emitter.flush() == 0
assert time.monotonic() - started_at < 8
assert emitter.stats().delivered == 60
assert emitter.stats().undelivered == {Reason.REJECTED: 30, Reason.INVALID: 1}
for letter in emitter.dead_letters:
    assert 0 <= (letter.died_at - letter.accepted_at).total_seconds() < 8
assert emitter.close() == 0
"""
    run_python(PREPARED + script, jump)


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
settled.wait(2)
print(time.process_time() - before[0], switches() - before[1])
for emitter in emitters:
    emitter.close(0)
for thread in threads:
    thread.join()
"""
    seconds, switches = run_python(PREPARED + script).split()
    assert float(seconds) < 2 * 0.001, "less than a thousandth"
    assert int(switches) < 10, "nothing wakes up to look around"
