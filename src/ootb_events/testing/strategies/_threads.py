"""What belongs together in a journey: a bet, a deposit, an exclusion, from first to last event."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ootb_events.catalog import Catalog, EventSchema

__all__ = ["Course", "Step", "Thread", "kept_values", "with_predecessors"]


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
        self._open: list[Thread] = []

    def beginnings(self) -> list[Step]:
        """List the events that may begin something new."""
        suspended = self._suspended()
        return [
            Step(schema, Thread(), dict(_stage_value(schema, 0, 0)))
            for schema in self._schemas.values()
            if schema.key not in suspended and not self._waits(schema)
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
        if schema.stages is not None:
            reached = values[schema.stages.parameter]
            thread.stage[schema.key] = next(
                number for number, stage in enumerate(schema.stages.order) if reached in stage
            )
        if self._is_over(schema, thread):
            self._open.remove(thread)

    def _next(self, schema: EventSchema, thread: Thread) -> Iterator[Step]:
        if schema.key in thread.happened:
            if schema.stages is None:
                return
            first = thread.stage[schema.key] + 1
            same: Iterable[str] = schema.stages.same
        elif schema.follows is not None and not set(thread.happened).isdisjoint(
            schema.follows.events
        ):
            first, same = 0, schema.follows.same
        else:
            return
        kept = {key: thread.values[key] for key in same if key in thread.values}
        if schema.stages is None:
            yield Step(schema, thread, kept)
            return
        for number in range(first, len(schema.stages.order)):
            for which in range(len(schema.stages.order[number])):
                yield Step(schema, thread, {**kept, **dict(_stage_value(schema, number, which))})

    def _waits(self, schema: EventSchema) -> bool:
        return schema.follows is not None and any(
            key in self._schemas for key in schema.follows.events
        )

    def _suspended(self) -> set[str]:
        return {
            suspended
            for thread in self._open
            for key in thread.happened
            for suspended in self._schemas[key].suspends
        }

    def _is_over(self, schema: EventSchema, thread: Thread) -> bool:
        if schema.stages is not None:
            return thread.stage[schema.key] == len(schema.stages.order) - 1
        return schema.follows is not None and schema.follows.ends


def _stage_value(schema: EventSchema, number: int, which: int) -> Iterator[tuple[str, str]]:
    if schema.stages is not None:
        yield schema.stages.parameter, schema.stages.order[number][which]


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
