"""What applications are told about their events, and what happens if they fail at it."""

from __future__ import annotations

import inspect
import logging
import queue
import threading

import pytest

from emitting import (
    DELIVERED,
    LATER,
    MISCONFIGURED,
    PATIENCE,
    REJECTED,
    RETRY,
    TOKEN,
    Listener,
    add_up,
    all_ended,
    ended,
    failed,
    identities,
    keeping,
    started,
)
from ootb_events.emit import DeadLetter, Health, Hooks, Notice, Reason, RetryPolicy
from ootb_events.errors import DeadLettersFullError, EmitterClosedError
from ootb_events.transports import Answer, MemoryTransport

pytest_plugins = ("emitter_fixtures",)

NAMES = [name for name, _ in inspect.getmembers(Hooks, inspect.isfunction)]
BUSY = Answer(outcome=RETRY, detail="HTTP 503: not now", status=503)
REFUSED = Answer(outcome=REJECTED, detail="HTTP 400: no", status=400)
WRONG = Answer(outcome=MISCONFIGURED, detail="HTTP 401: the token was refused", status=401)


class Diary(Hooks):
    """Note everything that is told, by hook, and by whom."""

    def __init__(self):
        self.told = []
        self.threads = {}

    def note(self, name, *told):
        self.told.append((name, *told))
        self.threads.setdefault(name, set()).add(threading.current_thread())

    def named(self, name):
        return [told for hook, *told in self.told if hook == name]


for _name in NAMES:
    setattr(Diary, _name, lambda self, *told, name=_name: self.note(name, *told))


def test_a_hook_does_nothing_unless_it_is_overridden():
    for name in NAMES:
        parameters = inspect.signature(getattr(Hooks, name)).parameters
        assert getattr(Hooks(), name)(*[None] * (len(parameters) - 1)) is None


# What is told


def test_a_delivery_is_told_from_its_acceptance_on(emitter_to):
    diary = Diary()
    emitter = emitter_to(MemoryTransport(answers=[BUSY, BUSY]), hooks=[diary])
    receipt = emitter.emit(failed())
    assert emitter.close(PATIENCE) == 0
    assert diary.named("accepted") == [[Notice(id=receipt.id, event=receipt.event)]]
    (first,), (second,) = diary.named("retried")
    assert [(each.attempts, each.answer) for each in (first, second)] == [(1, BUSY), (2, BUSY)]
    ((notice,),) = diary.named("delivered")
    assert (notice.attempts, notice.answer.outcome) == (3, DELIVERED)
    assert {each.id for each in (first, second, notice)} == {receipt.id}
    assert {each.event for each in (first, second, notice)} == {receipt.event}
    assert 0 <= first.seconds <= second.seconds <= notice.seconds < PATIENCE
    assert diary.named("rejected") == diary.named("dropped") == []


def test_a_rejection_is_told_with_the_dead_letter_that_is_kept(emitter_to):
    diary = Diary()
    emitter = emitter_to(MemoryTransport(answers=[REFUSED]), hooks=[diary])
    event = failed()
    receipt = emitter.emit(event)
    assert emitter.close(PATIENCE) == 0
    assert diary.named("rejected") == [[letter] for letter in emitter.dead_letters]
    ((letter,),) = diary.named("rejected")
    assert isinstance(letter, DeadLetter)
    assert (letter.id, letter.reason, letter.answer) == (receipt.id, Reason.REJECTED, REFUSED)
    assert letter.subject is event
    assert diary.named("delivered") == diary.named("retried") == []


def test_every_way_to_become_a_dead_letter_is_told(emitter_to, hand):
    diary = Diary()
    emitter = emitter_to(
        MemoryTransport(answer=hand),
        on_invalid="dead_letter",
        hooks=[diary],
        retry=RetryPolicy(give_up_after=0),
    )
    emitter.emit({})
    for _ in range(3):
        emitter.emit(failed())
    for answer in (REFUSED, LATER):
        hand.hold()
        hand.answer(answer)
    hand.hold()
    emitter.close(0)
    hand.answer(BUSY)
    assert all_ended()
    reasons = [letter.reason for (letter,) in diary.named("rejected")]
    assert reasons == [Reason.INVALID, Reason.REJECTED, Reason.EXPIRED, Reason.CLOSED]
    assert len(diary.named("accepted")) == 3, "an invalid event is not accepted"


def test_what_is_kept_no_more_is_told_with_the_reason(emitter_to, hand):
    diary = Diary()
    emitter = emitter_to(
        MemoryTransport(answer=hand),
        queue_size=2,
        when_full="drop_oldest",
        hooks=[diary],
        dead_letter_policy=keeping(1),
    )
    receipts = [emitter.emit(failed())]
    hand.hold()
    receipts += [emitter.emit(failed()) for _ in range(2)]
    hand.answer(REFUSED)
    hand.hold()
    hand.answer(REFUSED)
    assert emitter.close(PATIENCE) == 0
    told = [(letter.id, letter.reason) for (letter,) in diary.named("dropped")]
    assert told == [
        (receipts[1].id, Reason.QUEUE_FULL),
        (receipts[0].id, Reason.DEAD_LETTERS_FULL),
    ]


def test_health_is_told_when_it_changes_and_with_the_answer(emitter_to):
    diary = Diary()
    script = [BUSY, BUSY, WRONG, WRONG, BUSY, REFUSED, BUSY]
    emitter = emitter_to(MemoryTransport(answers=script), hooks=[diary])
    for _ in range(2):
        emitter.emit(failed())
    assert emitter.close(PATIENCE) == 0
    assert diary.named("health")[:-1] == [
        [Health.RETRYING, BUSY],
        [Health.MISCONFIGURED, WRONG],
        [Health.WELL, REFUSED],
        [Health.RETRYING, BUSY],
    ]
    state, answer = diary.named("health")[-1]
    assert (state, answer.outcome) == (Health.WELL, DELIVERED)


def test_a_full_house_of_dead_letters_halts_everything_if_so_chosen(emitter_to, hand, caplog):
    diary = Diary()
    emitter = emitter_to(
        MemoryTransport(answer=hand),
        hooks=[diary],
        on_invalid="dead_letter",
        dead_letter_policy=keeping(1, when_full="halt"),
    )
    for number in (0, 0, 1):
        emitter.emit(failed(number))
    hand.hold()
    hand.answer(REFUSED)
    for _ in range(3):
        assert hand.hold().identity == "v-0", "the others wait behind a probe"
        hand.answer(REFUSED)
    hand.hold()
    assert [len(emitter.dead_letters), emitter.stats().pending] == [1, 2]
    assert diary.named("health") == [[Health.HALTED, REFUSED]]
    assert [record.levelname for record in caplog.records].count("ERROR") == 1
    with pytest.raises(DeadLettersFullError):
        emitter.emit({})
    hand.answer(DELIVERED)
    hand.hold()
    assert diary.named("health")[1][0] is Health.WELL
    hand.answer(DELIVERED)
    assert emitter.close(PATIENCE) == 0
    assert diary.named("dropped") == []


def test_nothing_is_dropped_at_a_close_if_the_choice_was_to_halt(emitter_to, hand):
    diary = Diary()
    policy = keeping(1, when_full="halt")
    emitter = emitter_to(MemoryTransport(answer=hand), hooks=[diary], dead_letter_policy=policy)
    for _ in range(4):
        emitter.emit(failed())
    for _ in range(2):
        hand.hold()
        hand.answer(REFUSED)
    hand.hold()
    assert emitter.close(0) == 3
    hand.answer(REFUSED)
    assert all_ended()
    assert len(emitter.dead_letters) == 4
    assert diary.named("dropped") == []
    assert add_up(emitter.stats())


def test_dead_letters_that_are_old_enough_to_go_halt_nothing(emitter_to):
    policy = keeping(1, when_full="halt", max_age=1e-9)
    emitter = emitter_to(MemoryTransport(answers=[REFUSED] * 3), dead_letter_policy=policy)
    for _ in range(4):
        emitter.emit(failed())
    assert emitter.flush(PATIENCE) == 0
    assert emitter.stats().undelivered == {Reason.REJECTED: 3}
    assert emitter.stats().forgotten == 2
    assert len(emitter.dead_letters) == 1


# Who tells


def test_acceptance_is_told_by_who_emits_and_the_rest_by_who_delivers(emitter_to):
    diary = Diary()
    script = [BUSY, REFUSED]
    emitter = emitter_to(MemoryTransport(answers=script), hooks=[diary])

    def emit_two():
        for _ in range(2):
            emitter.emit(failed())

    emitting = started(emit_two)
    assert ended(emitting)
    assert emitter.close(PATIENCE) == 0
    assert diary.threads["accepted"] == {*emitting}
    (worker,) = diary.threads["delivered"]
    assert worker.name == "ootb-events"
    for name in ("retried", "rejected", "health"):
        assert diary.threads[name] == {worker}


def test_each_event_is_accepted_once_and_ends_once_whoever_emits(emitter_to):
    diary = Diary()
    transport = MemoryTransport(answer=lambda each: REJECTED if "9" in each.identity else DELIVERED)
    emitter = emitter_to(transport, hooks=[diary])
    emitting = started(
        *(lambda mine=mine: [emitter.emit(failed(mine)) for _ in range(50)] for mine in range(10))
    )
    assert ended(emitting)
    assert emitter.close(PATIENCE) == 0
    accepted = [notice.id for (notice,) in diary.named("accepted")]
    ends = [told.id for name in ("delivered", "rejected") for (told,) in diary.named(name)]
    assert len(accepted) == 500
    assert sorted(accepted) == sorted(ends)


def test_every_listener_is_told(emitter_to, memory):
    diaries = [Diary(), Diary()]
    emitter = emitter_to(memory, hooks=diaries)
    emitter.emit(failed())
    assert emitter.close(PATIENCE) == 0
    assert diaries[0].told == diaries[1].told
    assert len(diaries[0].told) == 2


# Hooks that fail


def failing(name, error):
    def fail(*_):
        raise error

    return Listener(**{name: fail})


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("error", [ValueError, SystemExit, KeyboardInterrupt, StopIteration])
def test_a_hook_that_raises_stops_nothing(emitter_to, name, error, caplog):
    caplog.set_level(logging.DEBUG, "ootb_events")
    diary = Diary()
    emitter = emitter_to(
        MemoryTransport(answers=[BUSY, REFUSED, WRONG, BUSY, REFUSED, BUSY]),
        hooks=[failing(name, error("s3cr3t")), diary],
        dead_letter_policy=keeping(1),
    )
    receipts = queue.SimpleQueue()
    emitting = started(lambda: [receipts.put(emitter.emit(failed())) for _ in range(5)])
    assert ended(emitting)
    ids = [receipts.get(timeout=PATIENCE).id for _ in range(5)]
    assert emitter.close(PATIENCE) == 0
    assert [notice.id for (notice,) in diary.named("accepted")] == ids
    ends = [told.id for name in ("delivered", "rejected") for (told,) in diary.named(name)]
    assert sorted(ends) == sorted(ids)
    assert len(diary.named("dropped")) == 1
    assert [state for state, _ in diary.named("health")] == [
        Health.RETRYING,
        Health.WELL,
        Health.MISCONFIGURED,
        Health.WELL,
        Health.RETRYING,
        Health.WELL,
    ]
    stats = emitter.stats()
    assert (stats.retries, stats.pending, stats.forgotten) == (4, 0, 1)
    assert add_up(stats)
    faults = [each for each in caplog.messages if each.startswith("the hook emitting.Listener")]
    assert len(faults) == len(diary.named(name))
    assert all(each.endswith(f": {error.__name__}") for each in faults)
    assert "s3cr3t" not in caplog.text


@pytest.mark.parametrize("error", [SystemExit, KeyboardInterrupt])
def test_what_a_signal_handler_raises_within_a_hook_goes_on_its_way(emitter_to, memory, error):
    errors = iter([error()])

    def interrupted(_):
        for each in errors:
            raise each

    emitter = emitter_to(memory, hooks=[Listener(accepted=interrupted)])
    with pytest.raises(error):
        emitter.emit(failed(0))
    emitter.emit(failed(1))
    assert emitter.close(PATIENCE) == 0
    assert identities(memory.messages) == ["v-0", "v-1"], "both were accepted"
    assert add_up(emitter.stats())


def test_a_hook_may_close_the_emitter_from_any_thread(emitter_to, memory):
    emitter = emitter_to(memory, hooks=[Listener(accepted=lambda _: emitter.close(PATIENCE))])
    assert ended(started(lambda: emitter.emit(failed())))
    assert identities(memory.messages) == ["v-1"]
    with pytest.raises(EmitterClosedError):
        emitter.emit(failed())


# Secrets


def test_nothing_that_is_told_shows_personal_data(emitter_to):
    diary = Diary()
    answers = [BUSY, REFUSED, WRONG]
    emitter = emitter_to(
        MemoryTransport(answers=answers), hooks=[diary], on_invalid="dead_letter", strict=True
    )
    for _ in range(2):
        emitter.emit(failed("s3cr3t", failure_code="s3cr3t"))
    emitter.emit(failed("s3cr3t", failure_code=7))
    assert emitter.close(PATIENCE) == 0
    assert {name for name, *_ in diary.told} >= {"accepted", "retried", "rejected", "health"}
    for told in diary.told:
        assert "s3cr3t" not in repr(told)
        assert TOKEN not in repr(told)
