"""What is done to the parameters of a payload on the way to the next version."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import attrs

from ootb_events.evolution._accepts import _accepts as accepts
from ootb_events.evolution._accepts import folded
from ootb_events.evolution._forms import CONVERSIONS, alike
from ootb_events.evolution._trail import ANY_VALUE, Cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ootb_events.catalog import EventSchema, Parameter
    from ootb_events.catalog._upgrades import Upgrade
    from ootb_events.evolution._trail import Cells, Trail

__all__ = ["Action", "action_for", "upgrade_between"]

_NUMBER: Final = "{n}"


def upgrade_between(old: EventSchema, new: EventSchema) -> Upgrade | None:
    """Find what the newer version says of payloads of the older; ``None``: nothing."""
    source = old.key, old.version
    return next((one for one in new.upgrades if (one.event, one.version) == source), None)


def action_for(step: Mapping[str, Any], old: EventSchema, new: EventSchema) -> Action:
    """Make a step of ``x-upgrades`` something that can be done.

    :param old: the version of the payloads.
    :param new: the version that has the step.
    """
    return _ACTIONS[step["step"]](step, _Spelled(old, new))


@attrs.frozen
class _Spelled:
    """Find a parameter in a payload, under whatever key it stands there."""

    old: EventSchema
    new: EventSchema

    def present(self, key: str, cells: Cells) -> Iterator[tuple[str, str]]:
        """Walk the keys that mean a parameter, best first, each with the number in it."""
        if _NUMBER in key:
            for actual in cells:
                found = _numbered(key).fullmatch(actual)
                if found is not None:
                    yield actual, found[1]
            return
        for spelling in self._spellings(key):
            if spelling in cells:
                yield spelling, ""

    def _spellings(self, key: str) -> Sequence[str]:
        parameter = self.old.parameters.get(key) or self.new.parameters.get(key)
        return (key, *parameter.aliases) if parameter else (key,)

    def accepted(self, key: str) -> Parameter | None:
        """Find what the newer version says of a parameter."""
        items = self.new.item.parameters if self.new.item else {}
        return self.new.parameters.get(key) or items.get(key)


@lru_cache(maxsize=1024)
def _numbered(key: str) -> re.Pattern[str]:
    head, _, tail = key.partition(_NUMBER)
    return re.compile(f"{re.escape(head)}(0|[1-9][0-9]*){re.escape(tail)}")


class Action:
    """Do one thing to the parameters of a payload.

    :param step: what ``x-upgrades`` says.
    :param spelled: finds parameters.
    """

    def __init__(self, step: Mapping[str, Any], spelled: _Spelled) -> None:
        self._step = step
        self._spelled = spelled

    def __call__(self, cells: Cells, trail: Trail) -> Cells:
        """Return the parameters as they are then, and tell what was done."""
        raise NotImplementedError

    def _each(self, cells: Cells) -> Iterator[tuple[str, str]]:
        """Walk the parameters that the step names: what it calls them, and their keys."""
        for key in self._step["keys"]:
            for actual, _ in self._spelled.present(key, cells):
                yield key, actual


class _Rename(Action):
    def __call__(self, cells: Cells, trail: Trail) -> Cells:
        moves = self._moves(cells)
        holders = {key: key for key in cells if key not in moves}
        for actual, target in moves.items():
            holders.setdefault(target, actual)
        result = {}
        for key, cell in cells.items():
            target = moves.get(key, key)
            holder = holders[target]
            if holder != key:
                trail.minds_values = True
                trail.drop(key, cell, target, told=not alike(cell.value, cells[holder].value))
                continue
            result[target] = cell
            if target != key:
                trail.tell("renamed", key, target)
        return result

    def _moves(self, cells: Cells) -> dict[str, str]:
        moves: dict[str, str] = {}
        for old, new in self._step["keys"].items():
            for actual, number in self._spelled.present(old, cells):
                moves.setdefault(actual, new.replace(_NUMBER, number))
        return moves


class _Drop(Action):
    def __call__(self, cells: Cells, trail: Trail) -> Cells:
        only_refused = "if" in self._step
        gone = set()
        for key, actual in self._each(cells):
            trail.minds_values |= only_refused
            parameter = self._spelled.accepted(key) if only_refused else None
            if parameter is None or _refuses(parameter, cells[actual].value):
                gone.add(actual)
                trail.drop(actual, cells[actual])
        return {key: cell for key, cell in cells.items() if key not in gone} if gone else cells


class _Change(Action):
    """Put other values in the place of some."""

    def _changed(self, value: Any) -> Any:
        raise NotImplementedError

    def __call__(self, cells: Cells, trail: Trail) -> Cells:
        changed = {}
        for _, actual in self._each(cells):
            trail.minds_values = True
            cell = cells[actual]
            value = self._changed(cell.value)
            if not alike(value, cell.value):
                changed[actual] = Cell(cell.origin, value)
                trail.tell("changed", actual, actual)
        return {**cells, **changed} if changed else cells


class _Convert(_Change):
    def __init__(self, step: Mapping[str, Any], spelled: _Spelled) -> None:
        super().__init__(step, spelled)
        self._conversion = CONVERSIONS[step["to"]]

    def _changed(self, value: Any) -> Any:
        return self._conversion(value)


class _Map(_Change):
    def __init__(self, step: Mapping[str, Any], spelled: _Spelled) -> None:
        super().__init__(step, spelled)
        self._values = {_fold(old): new for old, new in step["values"].items()}

    def _changed(self, value: Any) -> Any:
        return self._values.get(_fold(value), value) if isinstance(value, str) else value


class _Default(Action):
    def __call__(self, cells: Cells, trail: Trail) -> Cells:
        key = self._step["key"]
        if next(self._spelled.present(key, cells), None) is not None:
            return cells
        trail.tell("added", key, key)
        return {**cells, key: Cell(None, self._step["value"])}


def _refuses(parameter: Parameter, value: Any) -> bool:
    if value is ANY_VALUE:
        return False
    return not isinstance(value, (str, int, float)) or not accepts(parameter.schema, value)


def _fold(text: str) -> str:
    (only,) = folded([text])
    return only


_ACTIONS: Final[Mapping[str, Callable[[Mapping[str, Any], _Spelled], Action]]] = {
    "rename": _Rename,
    "drop": _Drop,
    "convert": _Convert,
    "map": _Map,
    "default": _Default,
}
