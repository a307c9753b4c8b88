"""How fast delivery may go: slower for all after 429, a probe at a time under misconfiguration."""

from __future__ import annotations

import queue
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emitting import (
    DELIVERED,
    MISCONFIGURED,
    PATIENCE,
    REJECTED,
    RETRY,
    Juggler,
    failed,
    in_turn,
)
from event_strategies import runs
from ootb_events.emit import RetryPolicy
from ootb_events.emit._pace import Pace
from ootb_events.transports import Answer

pytest_plugins = ("emitter_fixtures",)

PROMPT = RetryPolicy(first=0, longest=0, probe=30)
GOOD = Answer(outcome=DELIVERED)
BUSY = Answer(outcome=RETRY, status=429, retry_after=10)
BROKEN = Answer(outcome=RETRY, status=503, retry_after=99)
REFUSED = Answer(outcome=MISCONFIGURED)


def noted(pace, *answers, now=0.0):
    for answer in answers:
        pace.note(answer, now)
    return pace


# Too many requests


def test_too_many_requests_stop_everything_for_as_long_as_asked():
    pace = noted(Pace(8, PROMPT), BUSY, now=100)
    assert [pace.limit(now) for now in (100, 109.9)] == [0, 0]
    assert [pace.opens(now) for now in (100, 109.9)] == [110, 110]
    assert pace.limit(110) == 4
    assert pace.opens(110) is None


def test_one_burst_is_one_strike_and_the_longest_wait_counts():
    longer = Answer(outcome=RETRY, status=429, retry_after=25)
    pace = noted(Pace(8, PROMPT), BUSY, longer, BUSY, BUSY)
    assert pace.opens(0) == 25
    assert pace.limit(25) == 4


def test_another_burst_halves_again_but_never_below_one():
    pace = Pace(8, PROMPT)
    limits = []
    for burst in range(5):
        noted(pace, BUSY, now=burst * 10)
        limits.append(pace.limit((burst + 1) * 10))
    assert limits == [4, 2, 1, 1, 1]


def test_each_full_round_of_successes_allows_one_more():
    pace = noted(Pace(6, PROMPT), BUSY)
    successes = []
    for limit in (3, 4, 5):
        count = 0
        while pace.limit(10) == limit:
            noted(pace, Answer(outcome=REJECTED) if count % 2 else GOOD, now=10)
            count += 1
        successes.append(count)
    assert successes == [3, 4, 5]
    assert noted(pace, *[GOOD] * 100, now=10).limit(10) == 6


@pytest.mark.parametrize("most", [1, 2, 8])
def test_after_recovery_the_next_burst_waits_no_longer_than_the_first(most, monkeypatch):
    monkeypatch.setattr("random.uniform", lambda _, longest: longest)
    busy = Answer(outcome=RETRY, status=429)
    pace = Pace(most, RetryPolicy(first=1, longest=60))
    waits = []
    now = 0.0
    for _ in range(3):
        noted(pace, busy, now=now)
        waits.append(pace.opens(now) - now)
        now = pace.opens(now)
        noted(pace, *[GOOD] * 50, now=now)
    assert waits == [1, 1, 1]


def test_bursts_without_recovery_wait_longer_and_longer(monkeypatch):
    monkeypatch.setattr("random.uniform", lambda _, longest: longest)
    pace = Pace(8, RetryPolicy(first=1, longest=5))
    waits = []
    now = 0.0
    for _ in range(4):
        noted(pace, Answer(outcome=RETRY, status=429), now=now)
        waits.append(pace.opens(now) - now)
        now = pace.opens(now)
    assert waits == [1, 2, 4, 5]


def test_any_other_retry_slows_nothing_down():
    pace = noted(Pace(8, PROMPT), *[BROKEN] * 20)
    assert pace.limit(0) == 8
    assert pace.opens(0) is None


# Misconfiguration


def test_under_misconfiguration_one_probe_goes_now_and_then():
    pace = noted(Pace(8, PROMPT), REFUSED, REFUSED)
    assert pace.misconfigured
    assert [pace.limit(now) for now in (0, 29.9, 30)] == [0, 0, 1]
    noted(pace, REFUSED, now=31)
    assert [pace.limit(now) for now in (31, 60.9, 61)] == [0, 0, 1]


@pytest.mark.parametrize("answer", [GOOD, Answer(outcome=REJECTED)])
def test_a_probe_that_gets_through_opens_everything(answer):
    pace = noted(Pace(8, PROMPT), REFUSED)
    noted(pace, answer, now=30)
    assert not pace.misconfigured
    assert pace.limit(30) == 8


def test_a_probe_that_fails_says_nothing_about_settings():
    pace = noted(Pace(8, PROMPT), REFUSED)
    noted(pace, BROKEN, now=30)
    assert pace.misconfigured
    assert pace.opens(30) == 30 + 99
    assert pace.limit(200) == 1


# Laws


ANSWERS = st.builds(
    Answer,
    outcome=st.sampled_from([DELIVERED, RETRY, REJECTED, MISCONFIGURED]),
    status=st.sampled_from([None, 200, 429, 503]),
    retry_after=st.sampled_from([None, 0, 0.5, 7]),
)


@runs(300)
@given(
    most=st.integers(1, 9),
    answers=st.lists(st.tuples(ANSWERS, st.integers(0, 5)), max_size=60),
    policy=st.sampled_from([PROMPT, RetryPolicy(), RetryPolicy(first=0, longest=0, probe=0)]),
)
def test_the_limit_is_always_within_bounds_and_opens_when_it_says(most, answers, policy):
    pace = Pace(most, policy)
    now = 1.0
    for answer, passing in answers:
        pace.note(answer, now)
        now += passing
        limit, opens = pace.limit(now), pace.opens(now)
        assert 0 <= limit <= most
        assert (limit == 0) is (opens is not None)
        if opens is not None:
            assert opens > now
            assert 1 <= pace.limit(opens) <= (1 if pace.misconfigured else most)
    for _ in range(most * (most + 1)):
        pace.note(GOOD, now)
    assert pace.limit(pace.opens(now) or now) == most, "it recovers from anything"


# As delivery goes


def test_after_too_many_requests_all_wait_and_then_fewer_go_at_once(emitter_to):
    busy = Answer(outcome=RETRY, status=429, retry_after=0.05)
    sizes = queue.SimpleQueue()
    full, told = threading.Event(), []

    def refuse_the_first_four(under_way):
        if told:
            sizes.put(len(under_way))
            return in_turn(under_way)
        if len(under_way) < 4:
            return []
        told.append(full.set())
        return [(message, busy) for message in under_way]

    juggler = Juggler(refuse_the_first_four)
    emitter = emitter_to(juggler, concurrency=4)
    for number in range(12):
        emitter.emit(failed(number))
    assert full.wait(PATIENCE)
    assert emitter.close(PATIENCE) == 0
    assert juggler.faults == []
    sizes = [sizes.get() for _ in range(sizes.qsize())]
    assert sizes[0] == 2, "half as many"
    assert max(sizes) <= 4
    assert max(sizes[:2]) == 2
