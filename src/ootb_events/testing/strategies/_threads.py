"""What belongs together in a journey: a bet, a deposit, an exclusion, from first to last event."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import attrs

from ootb_events.testing.strategies._wire import takes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ootb_events.catalog import Catalog, EventSchema
    from ootb_events.catalog._sequence import Stages

__all__ = ["Course", "Step", "Thread", "kept_values", "usable_stages", "with_predecessors"]


@attrs.define
class Thread:
    """Hold what has happened of one thing.

    :param happened: the keys of its events so far.
    :param values: what parameters that keep their value have been, by key.
    :param stage: the number of the stage that was reached last, by event key.
    """

    happened: list[str] = attrs.field(factory=list)
    values: dict[str, Any] = attrs.field(factory=dict)
    stage: dict[str, int] = attrs.field(factory=dict)


class Step(NamedTuple):
    """Say what may happen next: an event of a thread, old or new.

    :param fixed: values that the event must have, for the thread has them.
    """

    schema: EventSchema
    thread: Thread
    fixed: Mapping[str, Any]


class Course:
    """Follow what has happened to one customer, and say what may happen next.

    :param schemas: the events that there are.
    """

    def __init__(self, schemas: Sequence[EventSchema]) -> None:
        self._schemas = {schema.key: schema for schema in schemas}
        self._stages = {schema.key: usable_stages(schema) for schema in schemas}
        self._first = _beginners(schemas)
        self._open: list[Thread] = []

    def beginnings(self) -> list[Step]:
        """List the events that may begin something new."""
        suspended = self._suspended()
        return [
            Step(schema, Thread(), dict(self._stage_value(schema, 0, 0)))
            for key, schema in self._schemas.items()
            if key not in suspended and key in self._first
        ]

    def continuations(self) -> list[Step]:
        """List the events that may go on with something, of the newest first."""
        suspended = self._suspended()
        return [
            step
            for thread in reversed(self._open)
            for schema in self._schemas.values()
            if schema.key not in suspended
            for step in self._next(schema, thread)
        ]

    def take(self, step: Step, values: Mapping[str, Any]) -> None:
        """Record that an event happened.

        :param values: the values of its parameters, by key.
        """
        schema, thread, _ = step
        if not thread.happened:
            self._open.append(thread)
        thread.happened.append(schema.key)
        for key in kept_values(tuple(self._schemas.values()))[schema.key]:
            if key in values:
                thread.values.setdefault(key, values[key])
        stages = self._stages[schema.key]
        if stages is not None:
            reached = values[stages.parameter]
            thread.stage[schema.key] = next(
                number for number, stage in enumerate(stages.order) if reached in stage
            )
        if self._is_over(schema, thread):
            self._open.remove(thread)

    def _next(self, schema: EventSchema, thread: Thread) -> Iterator[Step]:
        stages = self._stages[schema.key]
        if schema.key in thread.happened:
            if stages is None:
                return
            first = thread.stage[schema.key] + 1
            same: Iterable[str] = stages.same
        elif schema.follows is not None and not set(thread.happened).isdisjoint(
            schema.follows.events
        ):
            first, same = 0, schema.follows.same
        else:
            return
        kept = {
            key: thread.values[key]
            for key in same
            if key in thread.values and _takes(schema, key, thread.values[key])
        }
        if stages is None:
            yield Step(schema, thread, kept)
            return
        for number in range(first, len(stages.order)):
            for which in range(len(stages.order[number])):
                fixed = {**kept, **dict(self._stage_value(schema, number, which))}
                yield Step(schema, thread, fixed)

    def _suspended(self) -> set[str]:
        return {
            suspended
            for thread in self._open
            for key in thread.happened
            for suspended in self._schemas[key].suspends
        }

    def _is_over(self, schema: EventSchema, thread: Thread) -> bool:
        stages = self._stages[schema.key]
        if stages is not None:
            return thread.stage[schema.key] == len(stages.order) - 1
        return schema.follows is not None and schema.follows.ends

    def _stage_value(
        self, schema: EventSchema, number: int, which: int
    ) -> Iterator[tuple[str, str]]:
        stages = self._stages[schema.key]
        if stages is not None:
            yield stages.parameter, stages.order[number][which]


def _beginners(schemas: Sequence[EventSchema]) -> frozenset[str]:
    """List the events that may come first: what waits for no other, or only in a circle."""
    before = {
        schema.key: set(schema.follows.events if schema.follows else ()) for schema in schemas
    }
    waiting = {key for key in before if before[key] & before.keys()}
    while reached := {key for key in waiting if before[key] & (before.keys() - waiting)}:
        waiting -= reached
    first = {key for key in before if not before[key] & before.keys()}
    return frozenset(first | waiting)


@lru_cache(maxsize=512)
def usable_stages(schema: EventSchema) -> Stages | None:
    """Take the stages of an event that its parameter has values for; ``None`` without any."""
    stages = schema.stages
    if stages is None:
        return None
    fitting = (
        tuple(value for value in stage if _takes(schema, stages.parameter, value))
        for stage in stages.order
    )
    order = tuple(stage for stage in fitting if stage)
    return attrs.evolve(stages, order=order) if order else None


def _takes(schema: EventSchema, key: str, value: Any) -> bool:
    parameter = schema.parameters.get(key)
    return parameter is not None and takes(parameter, value, overwrites=schema.overwrites_profile)


@lru_cache(maxsize=64)
def kept_values(schemas: tuple[EventSchema, ...]) -> Mapping[str, frozenset[str]]:
    """List the parameters of each event whose values others of these events keep."""
    found: dict[str, set[str]] = {schema.key: set() for schema in schemas}
    by_key = {schema.key: schema for schema in schemas}
    for schema in schemas:
        shared = [] if schema.follows is None else [(schema.follows.same, schema.follows.events)]
        if schema.stages is not None:
            shared.append((schema.stages.same, (schema.key,)))
        for same, others in shared:
            for key in same:
                for each in (schema.key, *others):
                    if each in by_key and key in by_key[each].parameters:
                        found[each].add(key)
    return {key: frozenset(keys) for key, keys in found.items()}


def with_predecessors(schemas: Iterable[EventSchema], catalog: Catalog) -> tuple[EventSchema, ...]:
    """Add the events that come before these, and before those."""
    found: dict[str, EventSchema] = {}
    waiting = list(schemas)
    while waiting:
        schema = waiting.pop(0)
        if schema.key not in found and schema.emittable:
            found[schema.key] = schema
            before = () if schema.follows is None else schema.follows.events
            waiting += [catalog.get(key) for key in before if key in catalog]
    return tuple(found.values())
