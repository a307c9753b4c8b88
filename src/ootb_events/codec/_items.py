"""Numbered parameters on the wire, a tuple of objects in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ootb_events.catalog import MOST_ITEMS
from ootb_events.codec._wires import Wire, wire_of
from ootb_events.errors import DecodeError, EncodeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ootb_events.catalog import ItemSchema

__all__ = ["Items"]


class _Attribute(NamedTuple):
    """One attribute of an item, and the key around its number."""

    name: str
    before: str
    after: str
    wire: Wire


class Items:
    """Number the items of one event class, and gather them again.

    :param schema: what one item says.
    :param cls: the class that holds one.
    """

    def __init__(self, schema: ItemSchema, cls: Callable[..., Any]) -> None:
        self._schema = schema
        self._cls = cls
        parted = ((key.partition("{n}"), p) for key, p in schema.parameters.items())
        self._attributes = tuple(
            _Attribute(p.name, before, after, wire_of(p)) for (before, _, after), p in parted
        )

    def number_into(self, context: dict[str, Any], items: Iterable[Any]) -> None:
        """Add the parameters of items, numbered as the event's page does.

        :raises EncodeError: when a value has no exact form on the wire, naming its place.
        """
        if not isinstance(items, (tuple, list)):
            raise EncodeError(
                f"expected a tuple of {self._schema.class_name}, got {type(items).__name__}",
                pointer="/context",
                subject="items",
            )
        if len(items) > MOST_ITEMS:
            raise EncodeError(
                f"{len(items)} items, an event has at most {MOST_ITEMS}",
                pointer="/context",
                subject="items",
            )
        for number, item in enumerate(items, self._schema.first):
            if item.__class__ is not self._cls:
                raise EncodeError(
                    f"expected {self._schema.class_name}, got {type(item).__name__}",
                    pointer="/context",
                    subject=f"items[{number - self._schema.first}]",
                )
            for name, before, after, wire in self._attributes:
                value = getattr(item, name)
                if value is not None:
                    key = f"{before}{number}{after}"
                    context[key] = self._encoded(wire, value, key, name)

    def gather(self, context: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[Any, ...]]:
        """Part the other parameters from the items; a number left out gives an empty item.

        :raises DecodeError: when a number is higher than an event can have items.
        """
        others: dict[str, Any] = {}
        by_number: dict[int, dict[str, Any]] = {}
        for key, value in context.items():
            numbered = self._schema.number_in(key)
            if numbered is None:
                others[key] = value
                continue
            number, parameter = numbered
            if number >= MOST_ITEMS + self._schema.first:
                raise DecodeError(
                    f"an event has at most {MOST_ITEMS} items", pointer=f"/context/{key}"
                )
            values = by_number.setdefault(number, {})
            values[parameter.name] = wire_of(parameter).decode(value, None)
        numbers = range(self._schema.first, max(by_number, default=-1) + 1)
        return others, tuple(self._cls(**by_number.get(number, {})) for number in numbers)

    def _encoded(self, wire: Wire, value: Any, key: str, name: str) -> Any:
        try:
            return wire.encode(value)
        except EncodeError as error:
            subject = f"{self._schema.class_name}.{name}"
            raise EncodeError(error.problem, pointer=f"/context/{key}", subject=subject) from None
