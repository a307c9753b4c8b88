"""What happens to one customer, in the order in which it happens."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from ootb_events.catalog import Catalog
from ootb_events.errors import ConfigurationError, NotEmittableError
from ootb_events.testing.strategies._drafts import Draft, drafts
from ootb_events.testing.strategies._events import agreement_of, event_of
from ootb_events.testing.strategies._subjects import Subject, class_of, subjects_of
from ootb_events.testing.strategies._threads import (
    Course,
    Step,
    kept_values,
    usable_stages,
    with_predecessors,
)
from ootb_events.testing.strategies._values import moments_in_utc, texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ootb_events.catalog import EventSchema
    from ootb_events.events import Event

__all__ = ["journeys"]

_LATEST_START: Final = datetime(9000, 1, 1, tzinfo=timezone.utc)
_LONGEST_PAUSE: Final = 30 * 24 * 60 * 60


def journeys(  # noqa: PLR0913 - each keyword is a choice of the caller's
    customer: str | None = None,
    *,
    events: Sequence[type[Event] | str] | None = None,
    min_size: int = 1,
    max_size: int = 10,
    profile: str = "platform",
    catalog: Catalog | None = None,
) -> st.SearchStrategy[list[Event]]:
    """Draw what one customer might do: events that belong together, one after the other.

    Each event is valid as those of :func:`events` are, and later than the one before. What has
    to be begun is begun first, goes on with the same ids, and is not gone on with once it has
    ended; several things may be under way at the same time.

    :param customer: the id of the customer; by default drawn.
    :param events: the event classes or keys that may happen, with what comes before them; by
        default every event of the catalogue that can be emitted.
    :param min_size: the least number of events.
    :param max_size: the greatest number of events.
    :param profile: ``platform``, ``opti-x`` or ``ebi``.
    :param catalog: which events exist, in their current versions; by default those of this
        package.
    :raises UnknownEventError: when there is no such event.
    :raises NotEmittableError: when one of the events is only received.
    :raises ConfigurationError: when there is no such profile, when the sizes leave no room, when
        no value fits what the schema says of a parameter that the profile asks for, or when a
        journey ends before its least size, since ``x-suspends`` leaves nothing to happen.
    """
    catalog = Catalog.default() if catalog is None else catalog
    if not 0 <= min_size <= max_size:
        raise ConfigurationError(
            f"a journey of {min_size} to {max_size} events; expected 0 <= min_size <= max_size"
        )
    subjects = _subjects(events, profile, catalog)
    named = {subject.schema.key: subject for subject in subjects}
    cast = {
        schema: class_of(named.get(schema.key, Subject(schema)), catalog)
        for schema in with_predecessors([subject.schema for subject in subjects], catalog)
    }
    customers = texts(1) if customer is None else st.just(customer)
    return _journeys(customers, cast, (min_size, max_size), profile)


def _subjects(
    events: Sequence[type[Event] | str] | None, profile: str, catalog: Catalog
) -> list[Subject]:
    if events is None:
        return list(subjects_of(None, None, profile, catalog))
    if isinstance(events, (str, type)) or not events:
        raise ConfigurationError("events= takes a list of event classes or keys, with one at least")
    subjects = [subject for each in events for subject in subjects_of(each, None, profile, catalog)]
    for subject in subjects:
        if not subject.schema.emittable:
            raise NotEmittableError(subject.schema.key)
    return subjects


def _journeys(
    customers: st.SearchStrategy[str],
    cast: Mapping[EventSchema, type[Event]],
    sizes: tuple[int, int],
    profile: str,
) -> st.SearchStrategy[list[Event]]:
    schemas, lengths = tuple(cast), st.integers(*sizes)
    moves = st.tuples(st.booleans(), st.integers(0, len(schemas) - 1), _VARIANTS)

    @st.composite
    def happening(draw: st.DrawFn, course: Course, customer: str, after: datetime) -> Event | None:
        step = _chosen(course, schemas, draw(moves))
        if step is None:
            return None
        draft = draw(_drafts(step.schema, schemas, profile))
        moment = after + timedelta(seconds=draw(_PAUSES))
        draft.identity, draft.who = "customer", customer
        draft.moment = moment.astimezone(draft.moment.tzinfo)
        draft.values |= step.fixed
        agreement = agreement_of(step.schema, profile)
        event = event_of(agreement, cast[step.schema], draft, step.fixed)
        course.take(step, draft.values)
        return event

    @st.composite
    def journey(draw: st.DrawFn) -> list[Event]:
        course, events = Course(schemas), list[Any]()
        customer, moment = draw(customers), min(draw(moments_in_utc()), _LATEST_START)
        # A number first, then each event in one piece: so Hypothesis can leave out any of them.
        for _ in range(draw(lengths)):
            event = draw(happening(course, customer, moment))
            if event is None:
                break
            events.append(event)
            moment = event.timestamp
        if len(events) < sizes[0]:
            raise ConfigurationError(
                f"a journey of {sizes[0]} events or more came to an end after {len(events)}: what "
                "happened suspends, by x-suspends, every event that might follow; lower min_size"
            )
        return events

    return journey()


_NO_ENVELOPE: Final = st.just(("", datetime(2000, 1, 1, tzinfo=timezone.utc)))
"""The journey says whose the event is, and when it happened."""

_VARIANTS: Final = st.integers(0, 5)
_PAUSES: Final = st.integers(1, _LONGEST_PAUSE)


def _chosen(
    course: Course, schemas: Sequence[EventSchema], move: tuple[bool, int, int]
) -> Step | None:
    """Choose what happens next: something new, or more of what has begun.

    A move means the same whatever has happened before, as far as it can: so what happened
    before can be left out when a failing journey shrinks.
    """
    more, which, variant = move
    steps = (course.continuations() if more else []) or course.beginnings()
    steps = steps or course.continuations()
    if not steps:
        return None
    possible = {step.schema for step in steps}
    count = len(schemas)
    schema = next(
        found for at in range(count) if (found := schemas[(which + at) % count]) in possible
    )
    variants = [step for step in steps if step.schema is schema]
    return variants[variant % len(variants)]


@lru_cache(maxsize=512)
def _drafts(
    schema: EventSchema, schemas: tuple[EventSchema, ...], profile: str
) -> st.SearchStrategy[Draft]:
    wanted = kept_values(schemas)[schema.key]
    stages = usable_stages(schema)
    if stages is not None:
        wanted |= {stages.parameter}
    return drafts(schema, profile, wanted=wanted, envelope=_NO_ENVELOPE)
