"""The emitter in coroutines: no event loop is ever blocked, and each task learns its own fate."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emitting import (
    DELIVERED,
    LATER,
    PATIENCE,
    TENANT,
    Hand,
    Listener,
    Told,
    add_up,
    all_ended,
    ended,
    failed,
    identities,
    keeping,
    lost,
    numbered,
    started,
)
from event_strategies import runs
from ootb_events import Emitter
from ootb_events.emit import Reason
from ootb_events.errors import (
    DeadLettersFullError,
    EmitterClosedError,
    InvalidEventError,
    QueueFullError,
)
from ootb_events.transports import MemoryTransport

pytest_plugins = ("emitter_fixtures",)

NEEDS_FORK = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="THIS SYSTEM HAS NO os.fork: children are not tested here"
)


async def beats(number):
    """Show that the event loop goes on."""
    for _ in range(number):
        await asyncio.sleep(0)


async def until(condition):
    """Wait, as coroutines do, for what another thread brings about."""
    ends = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < ends
        await asyncio.sleep(0.001)


def filled(emitter, hand, size):
    """Fill the queue: one on its way, the others waiting."""
    receipts = [emitter.emit(failed(0))]
    hand.hold()
    return receipts + [emitter.emit(failed(number)) for number in range(1, size)]


async def fates(tasks):
    """Give the type of what each task returned or raised."""
    done, pending = await asyncio.wait(tasks, timeout=PATIENCE)
    assert not pending
    assert len(done) == len(tasks)
    return [
        asyncio.CancelledError if each.cancelled() else type(each.exception() or each.result())
        for each in tasks
    ]


# What emit does, aemit does


def test_what_is_emitted_arrives(memory):
    async def main():
        async with Emitter(memory, tenant=TENANT) as emitter:
            receipts = [await emitter.aemit(failed(number)) for number in range(20)]
            assert await emitter.aflush(PATIENCE) == 0
            assert [message.id for message in memory.messages] == [each.id for each in receipts]
            await emitter.aemit(failed(20))
        return emitter

    emitter = asyncio.run(main())
    assert identities(memory.messages) == numbered(21)
    assert all_ended()
    assert emitter.stats().delivered == 21


def test_many_tasks_emit_at_once(emitter_to, memory):
    emitter = emitter_to(memory, queue_size=7, block_timeout=PATIENCE)

    async def emit_some(mine):
        return [(await emitter.aemit(failed(mine))).id for _ in range(20)]

    async def main():
        return await asyncio.gather(*(emit_some(mine) for mine in range(50)))

    receipts = asyncio.run(main())
    assert emitter.close(PATIENCE) == 0
    for mine in range(50):
        arrived = [each.id for each in memory.messages if each.identity == f"v-{mine}"]
        assert arrived == receipts[mine], "each task's in its order, and once"
    assert emitter.stats().delivered == 1_000


def test_an_invalid_event_is_the_error_of_its_own_task(emitter_to, memory):
    emitter = emitter_to(memory)

    async def main():
        events = [failed(1), {}, failed(2), {"event": "?"}]
        return await fates([asyncio.create_task(emitter.aemit(each)) for each in events])

    kinds = asyncio.run(main())
    assert [issubclass(kind, InvalidEventError) for kind in kinds] == [False, True, False, True]
    assert emitter.close(PATIENCE) == 0
    assert identities(memory.messages) == ["v-1", "v-2"]


def test_an_invalid_event_may_become_a_dead_letter(emitter_to, memory):
    told = Told()
    emitter = emitter_to(memory, on_invalid="dead_letter", hooks=[Listener(rejected=told)])
    receipt = asyncio.run(emitter.aemit({}))
    assert [letter.id for letter in told] == [receipt.id]
    assert lost(emitter) == [Reason.INVALID]


def test_a_closed_emitter_takes_nothing(emitter_to, memory):
    emitter = emitter_to(memory)

    async def main():
        await emitter.aemit(failed())
        assert await emitter.aclose(PATIENCE) == 0
        assert await emitter.aclose() == 0
        with pytest.raises(EmitterClosedError):
            await emitter.aemit(failed())
        assert await emitter.aflush() == 0

    asyncio.run(main())
    assert identities(memory.messages) == ["v-1"]


# A full queue


def test_a_full_queue_does_not_block_the_loop(emitter_to, hand):
    transport = MemoryTransport(answer=hand)
    emitter = emitter_to(transport, queue_size=2, block_timeout=PATIENCE)
    filled(emitter, hand, 2)

    async def main():
        tasks = [asyncio.create_task(emitter.aemit(failed(number))) for number in range(2, 10)]
        flushing = asyncio.create_task(emitter.aflush(PATIENCE))
        await beats(1_000)
        assert not any(task.done() for task in [*tasks, flushing]), "while the loop goes on"
        assert emitter.stats().accepted == 2
        hand.let_go()
        await fates(tasks)
        assert await flushing == 0

    asyncio.run(main())
    assert emitter.close(PATIENCE) == 0
    assert identities(transport.messages) == numbered(10)


def test_the_loop_is_not_blocked_if_another_thread_takes_the_room(emitter_to, hand):
    transport = MemoryTransport(answer=hand)
    emitter = emitter_to(transport, queue_size=2, block_timeout=PATIENCE)
    filled(emitter, hand, 1)
    store = emitter._store
    has_room = store.has_room

    def has_room_until_it_is_asked():
        room = has_room()
        if room:
            assert ended(started(lambda: emitter.emit(failed(1))))
        return room

    store.has_room = has_room_until_it_is_asked

    async def main():
        task = asyncio.create_task(emitter.aemit(failed(2)))
        await beats(100)
        assert not task.done()
        hand.let_go()
        await task

    asyncio.run(main())
    assert emitter.close(PATIENCE) == 0
    assert identities(transport.messages) == numbered(3)


def test_a_full_queue_is_the_error_of_each_task_that_waited_too_long(emitter_to, hand):
    emitter = emitter_to(MemoryTransport(answer=hand), queue_size=1, block_timeout=0.05)
    filled(emitter, hand, 1)
    started_at = time.monotonic()

    async def main():
        return await fates([asyncio.create_task(emitter.aemit(failed())) for _ in range(100)])

    assert asyncio.run(main()) == [QueueFullError] * 100
    assert time.monotonic() - started_at < PATIENCE / 10, "not one after the other"
    assert emitter.stats().accepted == 1


def test_raise_raises_at_once(emitter_to, hand):
    emitter = emitter_to(MemoryTransport(answer=hand), queue_size=1, when_full="raise")
    filled(emitter, hand, 1)
    with pytest.raises(QueueFullError) as caught:
        asyncio.run(emitter.aemit(failed()))
    assert caught.value.waited == 0
    assert emitter._door is None


def test_each_task_is_told_as_soon_as_its_event_is_accepted(emitter_to, hand):
    emitter = emitter_to(MemoryTransport(answer=hand), queue_size=1, block_timeout=PATIENCE)
    filled(emitter, hand, 1)

    async def main():
        tasks = [asyncio.create_task(emitter.aemit(failed())) for _ in range(3)]
        await beats(10)
        for count in (1, 2):
            hand.answer(DELIVERED)
            await until(lambda: sum(task.done() for task in tasks) == count)  # noqa: B023
        hand.let_go()
        await fates(tasks)

    asyncio.run(main())


def test_drop_oldest_tells_of_each_drop(emitter_to, hand):
    dropped = Told()
    emitter = emitter_to(
        MemoryTransport(answer=hand),
        queue_size=2,
        when_full="drop_oldest",
        hooks=[Listener(dropped=dropped)],
    )
    receipts = filled(emitter, hand, 2)

    async def main():
        return [await emitter.aemit(failed()) for _ in range(3)]

    receipts += asyncio.run(main())
    assert [letter.id for letter in dropped] == [each.id for each in receipts[1:4]]
    hand.let_go()
    assert emitter.close(PATIENCE) == 0
    assert add_up(emitter.stats())


def test_close_frees_the_tasks_that_wait_for_room(emitter_to, hand):
    emitter = emitter_to(MemoryTransport(answer=hand), queue_size=1, block_timeout=PATIENCE * 10)
    filled(emitter, hand, 1)

    async def main():
        tasks = [asyncio.create_task(emitter.aemit(failed())) for _ in range(5)]
        await beats(10)
        closing = asyncio.create_task(emitter.aclose(0))
        kinds = await fates(tasks)
        assert await closing == 1
        return kinds

    assert asyncio.run(main()) == [EmitterClosedError] * 5
    hand.let_go()
    assert emitter.close(PATIENCE) == 0
    assert emitter.stats().accepted == 1


def test_who_comes_through_the_door_after_it_was_closed_is_told(emitter_to, hand):
    emitter = emitter_to(MemoryTransport(answer=hand), queue_size=1)
    filled(emitter, hand, 1)
    door = emitter._open_door()
    emitter.close(0)
    door._thread.join(PATIENCE)
    store = emitter._store
    store.has_room = lambda: False  # as if it had been full a moment ago
    with pytest.raises(EmitterClosedError):
        asyncio.run(emitter.aemit(failed()))


def test_a_fault_of_the_store_is_told_to_all_that_wait(emitter_to, hand):
    emitter = emitter_to(MemoryTransport(answer=hand), queue_size=1, block_timeout=PATIENCE)
    filled(emitter, hand, 1)

    def broken(_offers):
        yield None
        raise OSError

    emitter._store.put_all = broken

    async def main():
        door = emitter._open_door()
        tasks = [asyncio.create_task(emitter.aemit(failed())) for _ in range(3)]
        await beats(1)
        kinds = await fates(tasks)
        assert door._thread.is_alive()
        return kinds

    kinds = asyncio.run(main())
    assert OSError in kinds
    assert {kind.__name__ for kind in kinds} <= {"OSError", "Receipt"}


# Cancellation


@runs(40)
@given(
    cancelled=st.lists(st.booleans(), min_size=1, max_size=12),
    beforehand=st.integers(0, 3),
    when_full=st.sampled_from(["block", "drop_oldest"]),
)
def test_a_cancelled_task_has_its_event_accepted_once_or_not_at_all(
    cancelled, beforehand, when_full
):
    hand = Hand()
    ends = Told()
    listener = Listener(
        accepted=lambda notice: accepted.append(notice.id), dropped=ends, rejected=ends
    )
    accepted = []
    transport = MemoryTransport(answer=hand)
    emitter = Emitter(
        transport,
        tenant=TENANT,
        queue_size=1,
        when_full=when_full,
        block_timeout=PATIENCE,
        hooks=[listener],
    )
    filled(emitter, hand, 1)

    async def main():
        tasks = [asyncio.create_task(emitter.aemit(failed())) for _ in cancelled]
        await beats(beforehand)
        for task, wanted in zip(tasks, cancelled, strict=True):
            if wanted:
                task.cancel()
        hand.let_go()
        return await fates(tasks)

    kinds = asyncio.run(main())
    assert emitter.close(PATIENCE) == 0
    assert all_ended()
    for kind, wanted in zip(kinds, cancelled, strict=True):
        assert wanted or kind.__name__ == "Receipt"
    stats = emitter.stats()
    assert add_up(stats)
    assert stats.pending == 0
    assert stats.accepted == len(accepted) == len({*accepted})
    assert stats.accepted >= 1 + cancelled.count(False)
    delivered = [message.id for message in transport.messages]
    assert sorted(delivered + [letter.id for letter in ends]) == sorted(accepted)


def test_what_is_cancelled_before_its_turn_is_not_accepted(emitter_to, hand):
    transport = MemoryTransport(answer=hand)
    emitter = emitter_to(transport, queue_size=1, block_timeout=PATIENCE)
    filled(emitter, hand, 1)

    async def main():
        first = asyncio.create_task(emitter.aemit(failed(1)))
        await beats(1)
        waiting = emitter._store._changed._waiters
        await until(lambda: waiting)
        second = asyncio.create_task(emitter.aemit(failed(2)))
        await beats(1)
        second.cancel()
        assert await fates([second]) == [asyncio.CancelledError]
        hand.let_go()
        await first

    asyncio.run(main())
    assert emitter.close(PATIENCE) == 0
    assert identities(transport.messages) == ["v-0", "v-1"]


def test_a_timeout_around_aemit_is_a_cancellation(emitter_to, hand):
    transport = MemoryTransport(answer=hand)
    emitter = emitter_to(transport, queue_size=1, block_timeout=PATIENCE)
    filled(emitter, hand, 1)

    async def main():
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(emitter.aemit(failed(1)), 0.01)

    asyncio.run(main())
    hand.let_go()
    assert emitter.close(PATIENCE) == 0
    assert emitter.stats().delivered in {1, 2}
    assert add_up(emitter.stats())


# Loops


def test_an_emitter_serves_one_loop_after_another(emitter_to, memory):
    emitter = emitter_to(memory)
    for number in range(3):
        asyncio.run(emitter.aemit(failed(number)))
    assert emitter.close(PATIENCE) == 0
    assert identities(memory.messages) == numbered(3)


def test_a_loop_that_ends_while_its_task_waits_harms_nobody(emitter_to, hand):
    transport = MemoryTransport(answer=hand)
    emitter = emitter_to(transport, queue_size=1, block_timeout=PATIENCE)
    filled(emitter, hand, 1)
    loop = asyncio.new_event_loop()
    task = loop.create_task(emitter.aemit(failed(1)))
    loop.run_until_complete(beats(5))
    waiting = emitter._store._changed._waiters
    loop.run_until_complete(until(lambda: waiting))
    task._log_destroy_pending = False
    loop.close()
    hand.let_go()
    assert emitter.flush(PATIENCE) == 0
    asyncio.run(emitter.aemit(failed(2)))
    assert emitter.close(PATIENCE) == 0
    assert identities(transport.messages) == numbered(3)
    with contextlib.suppress(RuntimeError):
        task.get_coro().close()


def test_loops_in_several_threads_share_an_emitter(emitter_to, memory):
    emitter = emitter_to(memory, queue_size=3, block_timeout=PATIENCE)
    receipts = {}

    async def emit_some(mine):
        return [(await emitter.aemit(failed(mine))).id for _ in range(100)]

    def run(mine):
        receipts[mine] = asyncio.run(emit_some(mine))

    assert ended(started(*(lambda mine=mine: run(mine) for mine in range(4))))
    assert emitter.close(PATIENCE) == 0
    for mine in range(4):
        arrived = [each.id for each in memory.messages if each.identity == f"v-{mine}"]
        assert arrived == receipts[mine]


def test_flush_and_close_do_not_block_the_loop(emitter_to, hand):
    emitter = emitter_to(MemoryTransport(answer=hand))
    filled(emitter, hand, 2)

    async def main():
        waiting = [
            asyncio.create_task(emitter.aflush(PATIENCE)),
            asyncio.create_task(emitter.aclose(PATIENCE)),
        ]
        await beats(1_000)
        assert not any(task.done() for task in waiting)
        hand.let_go()
        return [await task for task in waiting]

    assert asyncio.run(main()) == [0, 0]


@pytest.mark.parametrize("wait", ["aflush", "aclose"])
def test_a_loop_ends_although_a_wait_was_cancelled(emitter_to, hand, wait):
    emitter = emitter_to(MemoryTransport(answer=hand))
    filled(emitter, hand, 2)

    async def main():
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(getattr(emitter, wait)(None), 0.01)

    asyncio.run(main())
    assert emitter.stats().pending == 2
    hand.let_go()
    assert emitter.close(PATIENCE) == 0


def test_the_end_of_an_async_with_block_says_what_was_not_delivered(caplog, monkeypatch):
    monkeypatch.setattr(Emitter.aclose, "__defaults__", (0.01,))

    async def main():
        async with Emitter(MemoryTransport(answer=lambda _: LATER), tenant=TENANT) as emitter:
            await emitter.aemit(failed())
        return emitter

    emitter = asyncio.run(main())
    assert "1 events were not delivered before their emitter was closed" in caplog.messages
    assert lost(emitter) == [Reason.CLOSED]


def test_halted_dead_letters_are_an_error_of_the_task(emitter_to, memory):
    policy = keeping(1, when_full="halt")
    emitter = emitter_to(memory, on_invalid="dead_letter", dead_letter_policy=policy)

    async def main():
        await emitter.aemit({})
        with pytest.raises(DeadLettersFullError):
            await emitter.aemit({})

    asyncio.run(main())


# Processes


def run_python(script):
    done = subprocess.run(  # noqa: S603 - our own scripts
        [
            sys.executable,
            "-W",
            "error",
            "-W",
            "ignore:This process:DeprecationWarning",
            "-c",
            script,
        ],
        check=False,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")


PREPARED = """
import asyncio, os, signal, sys, threading
from ootb_events import Emitter
from ootb_events.events import RegistrationFailed
from ootb_events.transports import MemoryTransport, Outcome

event = RegistrationFailed(visitor="v-1")
"""


@NEEDS_FORK
def test_a_forked_child_has_a_door_of_its_own():
    script = """
gate = threading.Event()
parent = os.getpid()
def held(_):
    if os.getpid() == parent:
        gate.wait()
    return Outcome.DELIVERED
emitter = Emitter(MemoryTransport(answer=held), tenant=1, queue_size=1, block_timeout=30)

async def emit(count):
    await asyncio.gather(*(emitter.aemit(event) for _ in range(count)))

async def main():
    task = asyncio.create_task(emit(4))
    while emitter._door is None:
        await asyncio.sleep(0)
    child = os.fork()
    if not child:
        return task
    assert os.waitpid(child, 0) == (child, 0)
    gate.set()
    await task
    assert await emitter.aclose() == 0
    assert emitter.stats().delivered == 4

def in_child():
    asyncio.run(emit(4))
    left = emitter.close()
    os._exit(left or emitter.stats().delivered != 4)

loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
task = loop.run_until_complete(main())
if task is not None:
    signal.alarm(30)
    asyncio.events._set_running_loop(None)
    in_child()
loop.close()
"""
    run_python(PREPARED + script)


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
def test_a_signal_handler_may_close_while_coroutines_wait_for_room():
    script = """
import faulthandler
faulthandler.dump_traceback_later(30, exit=True)
transport = MemoryTransport()
emitter = Emitter(transport, tenant=1, queue_size=1, block_timeout=30)
calls = 0
def handle(*_):
    global calls
    calls += 1
    emitter.flush(0)
    if calls >= 300:
        signal.setitimer(signal.ITIMER_REAL, 0)
        emitter.close()

accepted = []
async def emit_on():
    while True:
        try:
            accepted.append((await emitter.aemit(event)).id)
        except Exception as error:
            assert type(error).__name__ == "EmitterClosedError", error
            return

async def main():
    await asyncio.gather(*(emit_on() for _ in range(5)))

signal.signal(signal.SIGALRM, handle)
signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
asyncio.run(main())
assert emitter.close() == 0
assert {message.id for message in transport.messages} == set(accepted)
assert len(transport.messages) == len(accepted) == emitter.stats().delivered
"""
    run_python(PREPARED + script)


def test_a_coroutine_that_is_never_awaited_accepts_nothing(emitter_to, memory):
    emitter = emitter_to(memory)
    emitter.aemit(failed()).close()
    assert emitter.stats().accepted == 0
    assert not [each for each in threading.enumerate() if each.name.startswith("ootb-events")]
