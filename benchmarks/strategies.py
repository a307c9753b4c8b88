"""Draw 1 000 events with the test kit, beside `st.builds` over strategies written by hand.

The peer names the class and one plain strategy for each parameter: `st.text`, `st.integers`,
`st.booleans`, `st.datetimes` in UTC. It always fills every parameter, and draws events that do
not validate: an expiry before its start, an amount that does not add up. Ours leaves parameters
out, keeps what belongs together, and draws what is odd but valid. Before anything is measured,
every event that ours draws must validate without a finding.
"""

from __future__ import annotations

import time
from datetime import timezone
from typing import TYPE_CHECKING, Any, Final

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from benchmarks._measure import CPU, Comparison, Contender, Target, take_turns
from ootb_events import to_payload, validate
from ootb_events.catalog import Catalog
from ootb_events.events import RegistrationFailed, SelfExclusionInitiated, SportsBetPlaced
from ootb_events.testing.strategies import events

if TYPE_CHECKING:
    from collections.abc import Callable

    from ootb_events.catalog import Parameter
    from ootb_events.events import Event

_OURS: Final = "ootb_events"
_PEER: Final = "st.builds"
_NUMBER: Final = 1000
_CLASSES: Final = (RegistrationFailed, SelfExclusionInitiated, SportsBetPlaced)
_SETTINGS: Final = settings(
    max_examples=_NUMBER,
    database=None,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def run(rounds: int) -> list[Comparison]:
    """Measure an event of 6 parameters, one of 9 with relations, and one of 36."""
    return [_compared(cls, rounds) for cls in _CLASSES]


def _compared(cls: type[Event], rounds: int) -> Comparison:
    schema = Catalog.default().get(cls.event_key, cls.schema_version)
    count = len(schema.parameters)
    _assert_valid(events(cls))
    contenders = [
        Contender(_OURS, _drawing(events(cls)), f"`events({cls.__name__})`"),
        Contender(_PEER, _drawing(_by_hand(cls)), f"`st.builds({cls.__name__}, …)`"),
    ]
    return Comparison(
        title=f"Draw an event of {count} parameters, one of {_NUMBER}",
        samples=take_turns(contenders, rounds),
        notes={each.name: each.note for each in contenders},
        note_title="strategy",
        targets=[Target(_OURS, _PEER, at_most=2, of=schema.key)],
    )


def _assert_valid(strategy: st.SearchStrategy[Event]) -> None:
    @settings(_SETTINGS, max_examples=100)
    @given(strategy)
    def check(event: Event) -> None:
        assert not validate(to_payload(event, tenant=1)).findings

    check()


def _drawing(strategy: st.SearchStrategy[Event]) -> Callable[[], dict[str, float]]:
    drawn: list[Event] = []

    @_SETTINGS
    @given(strategy)
    def draw(event: Event) -> None:
        drawn.append(event)

    def run() -> dict[str, float]:
        drawn.clear()
        start = time.thread_time()
        draw()
        spent = time.thread_time() - start
        assert len(drawn) >= _NUMBER
        return {CPU: spent / len(drawn)}

    return run


def _by_hand(cls: type[Event]) -> st.SearchStrategy[Any]:
    schema = Catalog.default().get(cls.event_key, cls.schema_version)
    return st.builds(
        cls,
        customer=st.text(min_size=1, max_size=255),
        timestamp=st.datetimes(timezones=st.just(timezone.utc)),
        **{each.name: _plain(each) for each in schema.parameters.values()},
    )


def _plain(parameter: Parameter) -> st.SearchStrategy[Any]:
    if parameter.closed_values or parameter.listed_values:
        return st.sampled_from(parameter.closed_values or parameter.listed_values)
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "number": st.integers(-(2**53) + 1, 2**53 - 1),
        "flag": st.booleans(),
        "date": st.dates(),
        "date-time": st.datetimes(timezones=st.just(timezone.utc)),
    }
    return kinds.get(parameter.kind, st.text(max_size=255))
