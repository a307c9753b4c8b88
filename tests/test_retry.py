"""When to try again: bounds that hold for every policy, and what is refused as one."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ootb_events.emit import RetryPolicy
from ootb_events.errors import ConfigurationError
from ootb_events.transports import Answer, Outcome

SECONDS = st.floats(0, 1e9)
POLICIES = st.builds(
    RetryPolicy,
    first=SECONDS,
    factor=st.floats(1, 1e300) | st.integers(1, 10**6),
    longest=SECONDS,
    probe=SECONDS,
    give_up_after=SECONDS | st.just(math.inf),
)
ATTEMPTS = st.integers(1, 10**9)


def retry(after: float | None = None) -> Answer:
    return Answer(outcome=Outcome.RETRY, retry_after=after)


@given(POLICIES, ATTEMPTS)
def test_a_wait_is_never_negative_and_never_longer_than_the_longest(policy, attempts):
    assert 0 <= policy.wait(retry(), attempts) <= policy.longest


@given(POLICIES, st.integers(1, 20))
def test_a_wait_grows_by_the_factor_at_most(policy, attempts):
    try:
        ceiling = policy.first * float(policy.factor) ** (attempts - 1)
    except OverflowError:
        ceiling = math.inf
    assert policy.wait(retry(), attempts) <= ceiling


@given(POLICIES, ATTEMPTS, SECONDS)
def test_what_the_receiver_asked_for_is_a_minimum(policy, attempts, asked):
    assert asked <= policy.wait(retry(asked), attempts) <= max(asked, policy.longest)


@pytest.mark.parametrize("asked", [-1.0, 0.0, math.nan, None])
def test_what_cannot_be_waited_for_is_not_asked_for(asked):
    assert 0 <= RetryPolicy(longest=2).wait(retry(asked), 9) <= 2


@given(POLICIES, ATTEMPTS)
def test_misconfiguration_is_probed_at_an_even_pace(policy, attempts):
    answer = Answer(outcome=Outcome.MISCONFIGURED, retry_after=5)
    assert policy.wait(answer, attempts) == policy.probe


@pytest.mark.parametrize(("attempts", "ceiling"), [(1, 0.5), (2, 1), (3, 2), (4, 4), (9, 60)])
def test_jitter_is_full(attempts, ceiling):
    random.seed(20260609)
    waits = sorted(RetryPolicy().wait(retry(), attempts) for _ in range(2_000))
    assert waits[0] < ceiling / 100
    assert waits[-1] > ceiling * 99 / 100
    assert waits[1_000] == pytest.approx(ceiling / 2, rel=0.1)


@pytest.mark.parametrize("name", ["first", "factor", "longest", "probe", "give_up_after"])
@pytest.mark.parametrize("value", [-1, -0.5, math.nan, -math.inf])
def test_a_number_that_is_no_time_is_refused(name, value):
    with pytest.raises(ConfigurationError, match=f"{name} is a number of at least [01]"):
        RetryPolicy(**{name: value})


@pytest.mark.parametrize("setting", [{"factor": 0.9}, {"longest": math.inf}, {"probe": math.inf}])
def test_a_wait_that_shrinks_or_never_ends_is_refused(setting):
    with pytest.raises(ConfigurationError):
        RetryPolicy(**setting)
