"""An outbox under torture, for a while; ``python tests/torture.py`` goes on for longer."""

from __future__ import annotations

import sys

import pytest

from torture import Name, disordered, torture

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="NO SIGKILL AND NO FORK HERE: outboxes are not tortured"
)


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_acknowledged_is_lost_or_out_of_order_when_processes_are_killed(tmp_path, seed):
    outcome = torture(tmp_path, kills=25, stops=2, seed=seed)
    assert not outcome.missing
    assert not outcome.disorder
    assert not outcome.faults
    assert outcome.acknowledged > 100
    assert outcome.repeated <= outcome.most_repeated


def test_disorder_would_be_noticed():
    a1, a2, b1 = Name(1, 0, 1), Name(1, 0, 2), Name(2, 0, 1)
    times = {a1: (0, 1), a2: (2, 3), b1: (4, 5)}
    assert not list(disordered({"v": [a1, a2, b1]}, times))
    assert len(list(disordered({"v": [a2, a1, b1]}, times))) == 1
    assert len(list(disordered({"v": [b1, a1]}, times))) == 1
    assert not list(disordered({"v": [b1, a1]}, {b1: (4, 5), a1: (0, 4)})), "at the same time"
