"""What Hypothesis calls when it is imported, so that ``st.from_type`` knows the event classes.

No class is imported for that: each is registered when it comes into being, and its strategy is
built when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ootb_events.errors import UnknownEventError, UnknownVersionError
from ootb_events.events import Event

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["register"]


def register() -> None:
    """Register a strategy for ``Event``, and for each class made of it, now or later."""
    _register(Event)
    for cls in _below(Event):
        _register(cls)
    # Hypothesis asks a base class for nothing, and attrs tells it of every class made of it.
    Event.__attrs_init_subclass__ = classmethod(_register)  # type: ignore[attr-defined]


def _register(cls: type[Event]) -> None:
    from hypothesis.strategies import register_type_strategy

    register_type_strategy(cls, _strategy_of)


def _below(cls: type[Event]) -> Iterator[type[Event]]:
    """Walk the finished classes; attrs makes each of a class that it then throws away."""
    for below in cls.__subclasses__():
        if "__attrs_attrs__" in vars(below):
            yield below
        yield from _below(below)


def _strategy_of(cls: type[Event]) -> Any:
    """Take the strategy of a class; Hypothesis finds one for those of other catalogues."""
    from ootb_events.testing.strategies._events import events

    if cls is not Event and not hasattr(cls, "event_key"):
        return NotImplemented
    try:
        return events(cls)
    except (UnknownEventError, UnknownVersionError):
        return NotImplemented
