"""Whether what a call gave an attribute of the old class, the new class takes as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ootb_events.catalog import Kind, Parameter

__all__ = ["still_fits"]

_CLASSES: Final[Mapping[Kind, frozenset[str]]] = {
    "text": frozenset({"str"}),
    "identifier": frozenset({"str"}),
    "number": frozenset({"int", "float", "Decimal"}),
    "flag": frozenset({"bool"}),
    "date-time": frozenset({"datetime"}),
    "date": frozenset({"date"}),
}
_ALSO: Final[Mapping[str, frozenset[str]]] = {
    "bool": frozenset({"int", "float"}),
    "int": frozenset({"float"}),
    "datetime": frozenset({"date"}),
}


def still_fits(old: Parameter, new: Parameter) -> bool:
    """Say whether every value of the one attribute's type is one of the other's, to a checker."""
    if old.closed_values is None:
        return new.closed_values is None and all(
            _is_one_of(name, _CLASSES[new.kind]) for name in _CLASSES[old.kind]
        )
    if new.closed_values is None:
        classes = _CLASSES[new.kind]
        return all(_is_one_of(type(value).__name__, classes) for value in old.closed_values)
    return _literals(old.closed_values) <= _literals(new.closed_values)


def _is_one_of(name: str, classes: frozenset[str]) -> bool:
    return bool({name, *_ALSO.get(name, ())} & classes)


def _literals(values: tuple[Any, ...]) -> set[tuple[type, Any]]:
    return {(type(value), value) for value in values}
