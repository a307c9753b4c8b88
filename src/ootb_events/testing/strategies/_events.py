"""Typed events."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, cast, overload

from hypothesis import strategies as st

from ootb_events.catalog import Catalog
from ootb_events.events import Event
from ootb_events.testing.strategies._agreement import Agreement
from ootb_events.testing.strategies._drafts import Draft, asked_for, drafts
from ootb_events.testing.strategies._subjects import class_of, subjects_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from ootb_events.catalog import EventSchema

__all__ = ["agreement_of", "event_of", "events", "events_of"]

E = TypeVar("E", bound=Event)


@overload
def events(
    what: type[E],
    *,
    version: str | None = None,
    profile: str = "platform",
    catalog: Catalog | None = None,
) -> st.SearchStrategy[E]: ...


@overload
def events(
    what: str | None = None,
    *,
    version: str | None = None,
    profile: str = "platform",
    catalog: Catalog | None = None,
) -> st.SearchStrategy[Event]: ...


def events(
    what: type[Event] | str | None = None,
    *,
    version: str | None = None,
    profile: str = "platform",
    catalog: Catalog | None = None,
) -> st.SearchStrategy[Any]:
    """Draw typed events that validate without a finding.

    What the profile asks for is there, and values that belong together agree. Shrinks to an
    event with nothing but what is asked for, at noon on 1 January 2000.

    :param what: an event class, an event key, or ``None`` for any event of the catalogue that
        can be emitted and that nothing is to be said about. An event that is named is drawn
        though it has been superseded, or is only received.
    :param version: the version to draw; by default the current one, or that of the class.
    :param profile: ``platform``, ``opti-x`` or ``ebi``.
    :param catalog: which events exist; by default those of this package.
    :raises UnknownEventError: when there is no such event.
    :raises UnknownVersionError: when the event has no such version.
    :raises ConfigurationError: when there is no such profile, when ``what`` is something else,
        or when no value fits what the schema says of a parameter that the profile asks for.
    """
    catalog = Catalog.default() if catalog is None else catalog
    subjects = subjects_of(what, version, profile, catalog)
    return st.one_of(
        [events_of(each.schema, cast("Any", class_of(each, catalog)), profile) for each in subjects]
    )


@lru_cache(maxsize=512)
def events_of(schema: EventSchema, cls: Any, profile: str = "platform") -> st.SearchStrategy[Event]:
    """Draw events of one version; the same strategy each time.

    :param cls: the class of the events.
    """
    drawn, agreement = drafts(schema, profile), agreement_of(schema, profile)

    @st.composite  # so that a failing example shows the event, not how it was made
    def event(draw: st.DrawFn) -> Event:
        return event_of(agreement, cls, draw(drawn))

    return event()


def event_of(
    agreement: Agreement, cls: type[Event], draft: Draft, kept: Collection[str] = ()
) -> Event:
    """Make an event of a draft.

    :param kept: the keys of values that stay as they are.
    """
    schema, build = agreement.schema, cast("Any", cls)
    agreement.reach(draft.values, draft.moment, kept)
    values = {schema.parameters[key].name: value for key, value in draft.values.items()}
    if schema.item is not None:
        names = {key: parameter.name for key, parameter in schema.item.parameters.items()}
        values["items"] = tuple(
            build.item_class(**{names[key]: value for key, value in item.items()})
            for item in draft.items
        )
    event: Event = build(**{draft.identity: draft.who}, timestamp=draft.moment, **values)
    return event


@lru_cache(maxsize=512)
def agreement_of(schema: EventSchema, profile: str) -> Agreement:
    """Prepare the relations of an event under a profile."""
    needed = [key for key, each in schema.parameters.items() if asked_for(each, profile)]
    return Agreement(schema, frozenset(needed))
