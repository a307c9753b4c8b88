"""What a test asks for: a class or key, fields, predicates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import attrs

from ootb_events.events import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ootb_events.testing._records import Captured

    What = type[Event] | str | None

__all__ = ["ABSENT", "Asked", "value_of"]

__tracebackhide__ = __unittest = True

ABSENT: Final = object()
"""Stands for the value of a field that an event does not have."""

_ENVELOPE: Final = ("customer", "visitor", "timestamp", "tenant")


@attrs.frozen
class Asked:
    """Describe the events that a test asks for.

    :param what: a class, an event key, or ``None`` for any event.
    :param predicates: functions of an event that hold.
    :param fields: values of attributes, or functions of them that hold.
    """

    what: What
    predicates: tuple[Callable[[Any], object], ...] = ()
    fields: Mapping[str, Any] = attrs.field(factory=dict)

    @classmethod
    def of(
        cls,
        what: object,
        predicates: Sequence[Any] = (),
        fields: Mapping[str, Any] | None = None,
    ) -> Asked:
        """Read what a test passed.

        :raises TypeError: when it is not something that events can be asked for by.
        """
        subject: Any = what
        if callable(what) and not isinstance(what, type):
            subject, predicates = None, (what, *predicates)
        elif what is not None and not isinstance(what, str) and not _is_event_class(what):
            raise TypeError(f"expected an event class, an event key or a function, got {what!r}")
        for predicate in predicates:
            if not callable(predicate) or isinstance(predicate, type):
                raise TypeError(
                    f"a predicate is a function of an event, not {_named(predicate)}; "
                    "values of fields "
                    'are keywords, as in customer="c-1"'
                )
        wanted = dict(fields or {})
        for name, value in wanted.items():
            if isinstance(value, datetime) and value.utcoffset() is None:
                raise TypeError(
                    f"{name} is a moment without a zone, which no event has; "
                    "pass one with tzinfo=timezone.utc, or another zone"
                )
        return cls(subject, tuple(predicates), wanted)

    @classmethod
    def step(cls, step: object) -> Asked:
        """Read one step of a sequence: as above, or a pair of it and a mapping of fields.

        :raises TypeError: when it is neither.
        """
        if not isinstance(step, tuple):
            return cls.of(step)
        if len(step) != 2 or not isinstance(step[1], Mapping):
            raise TypeError("a step is a class, a key or a function, or (that, {field: value})")
        return cls.of(step[0], (), step[1])

    def reading(self, record: Captured) -> Any:
        """Read a record as what is asked for: an event, or a payload where there is no class.

        :returns: ``None`` when it is another event.
        """
        if isinstance(self.what, str):
            return (record.event or record.payload) if record.key == self.what else None
        if self.what is None or self.what is Event:
            return record.event or record.payload
        return record.read_as(self.what)

    def is_about(self, record: Captured) -> bool:
        """Say whether a record is of the event that is asked for, in whatever version."""
        key = getattr(self.what, "event_key", self.what) if self.what else None
        return key in {None, record.key}

    def match(self, record: Captured) -> Any:
        """Read a record as what is asked for; ``None`` when it is not that."""
        found = self.reading(record)
        if found is None or next(self.amiss(record, found), None) is not None:
            return None
        return found if all(predicate(found) for predicate in self.predicates) else None

    def amiss(self, record: Captured, found: Any) -> Iterator[str]:
        """Name the fields that have another value."""
        return (name for name in self.fields if not self.agrees(record, found, name))

    def agrees(self, record: Captured, found: Any, name: str) -> bool:
        """Say whether a field has the value that is asked for."""
        return _agrees(value_of(record, found, name), self.fields[name])

    def failing(self, found: Any) -> Iterator[Callable[[Any], object]]:
        """Find the predicates that do not hold."""
        return (predicate for predicate in self.predicates if not predicate(found))


def value_of(record: Captured, found: Any, name: str) -> Any:
    """Take a field by the name of its attribute, or by its key where there is no class."""
    if isinstance(found, Event):
        return getattr(found, name, ABSENT)
    if name in _ENVELOPE:
        return found.get(name)
    schema = record.schema
    names = {each.name: key for key, each in schema.parameters.items()} if schema else {}
    context = found["context"]
    if names.get(name) in context:
        return context[names[name]]
    return context.get(name, None if name in names else ABSENT)


def _named(value: object) -> str:
    """Name what is no function, without its value: it may be personal data."""
    return repr(value) if isinstance(value, type) else f"a {type(value).__name__}"


def _is_event_class(what: object) -> bool:
    return isinstance(what, type) and issubclass(what, Event)


def _agrees(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, type):
        return isinstance(value, wanted)
    if value is ABSENT or (value is None and wanted is not None):
        return False
    if callable(wanted):
        return bool(wanted(value))
    return bool(value == wanted) or _is_same_number(value, wanted) or _are_same(value, wanted)


def _is_same_number(one: Any, other: Any) -> bool:
    """Compare as the wire does, where 10.1 is Decimal("10.1")."""
    if isinstance(one, Decimal) and isinstance(other, float):
        one, other = other, one
    if isinstance(one, float) and isinstance(other, Decimal):
        return Decimal(repr(one)) == other
    return False


def _are_same(one: Any, other: Any) -> bool:
    return isinstance(one, tuple) and isinstance(other, list) and one == tuple(other)
