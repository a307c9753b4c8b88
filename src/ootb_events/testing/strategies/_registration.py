"""What Hypothesis calls when it is imported, so that ``st.from_type`` knows the event classes.

No class is imported for that: each is registered when it comes into being, and its strategy is
built when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ootb_events.errors import ConfigurationError
from ootb_events.events import Event
from ootb_events.testing.strategies._printing import show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ootb_events.catalog import Catalog

__all__ = ["register"]


def register() -> None:
    """Register a strategy for ``Event``, and for each class made of it, now or later."""
    _register(Event)
    for cls in _below(Event):
        _register(cls)
    # Hypothesis asks a base class for nothing, and attrs tells it of every class made of it.
    Event.__attrs_init_subclass__ = classmethod(_register)  # type: ignore[attr-defined]
    Event._repr_pretty_ = show  # type: ignore[attr-defined]


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
    """Take the strategy of a class; Hypothesis finds one for what is no event of a catalogue."""
    from ootb_events.testing.strategies._events import events

    if cls is Event:
        return events()
    return events(cls, catalog=_home_of(cls)) if hasattr(cls, "event_key") else NotImplemented


def _home_of(cls: type[Event]) -> Catalog:
    """Find the catalogue of a class: this package's, or that of the project.

    :raises ConfigurationError: when neither has the event.
    """
    from ootb_events.catalog import Catalog, configured_catalog

    ours = Catalog.default()
    if _is_of(cls, ours):
        return ours
    configured = configured_catalog()
    if _is_of(cls, configured):
        return configured
    for catalog in (ours, configured):  # a class that was derived from one of theirs
        if cls.event_key in catalog and cls.schema_version in catalog.versions(cls.event_key):
            return catalog
    name = cls.__name__
    raise ConfigurationError(
        f"{name} is of a catalogue that is not configured: name its folder under catalogs in the "
        f"settings file, or draw it with strategies.events({name}, catalog=...)"
    )


def _is_of(cls: type[Event], catalog: Catalog) -> bool:
    key, version = cls.event_key, cls.schema_version
    if key not in catalog or version not in catalog.versions(key):
        return False
    return catalog.event(key, version) is cls
