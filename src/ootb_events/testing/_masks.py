"""Values as messages show them: personal data by type and length."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from ootb_events.events import Event
from ootb_events.events._base import masked, masked_id
from ootb_events.testing._asked import ABSENT
from ootb_events.testing._names import personal_names

if TYPE_CHECKING:
    from collections.abc import Collection

    from ootb_events.catalog import Catalog
    from ootb_events.testing._asked import Asked
    from ootb_events.testing._records import Captured

__all__ = ["Masks", "name_of"]

_LONGEST: Final = 100
_IDS: Final = ("customer", "visitor")


class Masks:
    """Write values down.

    :param show_pii: whether personal data is shown.
    """

    def __init__(self, *, show_pii: bool) -> None:
        self.show_pii = show_pii

    def of(self, record: Captured, found: Any, name: str, value: Any) -> str:
        """Write the value of a field of an event that was captured."""
        if value is ABSENT:
            return "(it has no such field)"
        if self.show_pii or value is None or name in {"timestamp", "tenant"}:
            return _cut(repr(value))
        if isinstance(found, Event):
            return _as_class(type(found), name, value)
        if name in _IDS:
            return _cut(masked_id(value))
        return _cut(repr(value)) if _is_public(record, name) else masked(value)

    def wanted(self, asked: Asked, name: str, value: Any, catalogs: Collection[Catalog]) -> str:
        """Write the value that a test asks for."""
        if callable(value):
            return name_of(value) if isinstance(value, type) else f"what {name_of(value)} holds for"
        if self.show_pii or value is None:
            return _cut(repr(value))
        if isinstance(asked.what, type) and asked.what is not Event:
            return _as_class(asked.what, name, value)
        if name in _IDS:
            return _cut(masked_id(value))
        if any(name in personal_names(catalog) for catalog in catalogs):
            return masked(value)
        return _cut(repr(value))


def name_of(function: Any) -> str:
    """Name a function of a test's, with its line where it has no name."""
    code = getattr(function, "__code__", None)
    name = getattr(function, "__qualname__", type(function).__qualname__).rpartition(".")[2]
    return f"{name} in line {code.co_firstlineno}" if code and name == "<lambda>" else name


def _is_public(record: Captured, name: str) -> bool:
    """Say whether the catalogue knows a parameter, and not as personal data."""
    parameters = record.schema.parameters.values() if record.schema else ()
    return any(name in {each.key, each.name} and not each.pii for each in parameters)


def _as_class(cls: type[Event], name: str, value: Any) -> str:
    show = attrs.fields_dict(cls)[name].repr
    return _cut(show(value) if callable(show) else repr(value))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
