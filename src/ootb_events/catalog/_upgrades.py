"""What a schema says of payloads that were written before it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import attrs

from ootb_events._json import pointer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["FORMS", "Upgrade", "upgrade_faults"]

FORMS: Final = ("true-false", "yes-no", "one-zero", "text", "number", "date-time")
"""What values can be converted to."""

_KEY: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*(\{n\}[A-Za-z0-9_]*)?")
_VERSION: Final = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+", re.ASCII)


@attrs.frozen(kw_only=True)
class Upgrade:
    """Say how payloads of one version become payloads of the next.

    :param event: the key of the event that they are of.
    :param version: the version that they follow.
    :param steps: what to do with them, in this order.
    """

    event: str
    version: str
    steps: tuple[Mapping[str, Any], ...] = attrs.field(repr=False)

    @classmethod
    def read(cls, keyword: Mapping[str, Any], event: str) -> Upgrade:
        """Read one member of ``x-upgrades``.

        :param event: the event whose schema has it.
        """
        steps = tuple(keyword["steps"])
        return cls(event=keyword.get("event", event), version=keyword["version"], steps=steps)

    @property
    def renamed(self) -> Mapping[str, str]:
        """The keys that change, as old to new."""
        return {
            old: new
            for step in self.steps
            if step["step"] == "rename"
            for old, new in step["keys"].items()
        }


def upgrade_faults(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Say what is wrong with the form of ``x-upgrades``: what was expected, and the pointer."""
    upgrades = document.get("x-upgrades", [])
    if not isinstance(upgrades, list):
        yield "expected a list of upgrades", "/x-upgrades"
        return
    met = set()
    for number, one in enumerate(upgrades):
        place = pointer("x-upgrades", str(number))
        if not isinstance(one, dict) or not _has_source(one) or not _is_list(one.get("steps")):
            yield 'expected {"version": "1.0.0", "steps": […]}, or with an "event" besides', place
            continue
        source = one.get("event", document.get("x-event")), one["version"]
        if source in met:
            yield f"{source[0]} {source[1]} has steps already", place
        met.add(source)
        for index, step in enumerate(one["steps"]):
            problem = _fault_of(step)
            if problem:
                yield problem, f"{place}/steps/{index}"


def _fault_of(step: Any) -> str:
    name = step.get("step") if isinstance(step, dict) else None
    if not isinstance(name, str) or name not in _STEPS:
        return f'expected {{"step": …}}, which is one of {", ".join(_STEPS)}'
    expected, fits = _STEPS[name]
    return "" if fits(step) else f"expected {expected}"


def _has_source(one: Mapping[str, Any]) -> bool:
    version = one.get("version")
    return (
        isinstance(version, str)
        and _VERSION.fullmatch(version) is not None
        and isinstance(one.get("event", ""), str)
    )


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _is_key(value: Any) -> bool:
    return isinstance(value, str) and _KEY.fullmatch(value) is not None


def _are_keys(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_key, value))


def _is_scalar(value: Any) -> bool:
    return isinstance(value, (str, int, float))


def _is_rename(step: Mapping[str, Any]) -> bool:
    keys = step.get("keys")
    if step.keys() != {"step", "keys"} or not isinstance(keys, dict) or not keys:
        return False
    return all(
        _is_key(old) and _is_key(new) and ("{n}" in old) is ("{n}" in new)
        for old, new in keys.items()
    )


def _is_drop(step: Mapping[str, Any]) -> bool:
    return (
        {"step", "keys"} <= step.keys() <= {"step", "keys", "if"}
        and _are_keys(step["keys"])
        and step.get("if", "refused") == "refused"
    )


def _is_convert(step: Mapping[str, Any]) -> bool:
    return step.keys() == {"step", "keys", "to"} and _are_keys(step["keys"]) and step["to"] in FORMS


def _is_map(step: Mapping[str, Any]) -> bool:
    values = step.get("values")
    return (
        step.keys() == {"step", "keys", "values"}
        and _are_keys(step["keys"])
        and isinstance(values, dict)
        and bool(values)
        and all(map(_is_scalar, values.values()))
    )


def _is_default(step: Mapping[str, Any]) -> bool:
    return (
        step.keys() == {"step", "key", "value"}
        and _is_key(step["key"])
        and "{n}" not in step["key"]
        and _is_scalar(step["value"])
    )


_STEPS: Final[Mapping[str, tuple[str, Callable[[Mapping[str, Any]], bool]]]] = {
    "rename": ('{"step": "rename", "keys": {old key: new key}}', _is_rename),
    "drop": ('{"step": "drop", "keys": [keys]}, or with "if": "refused" besides', _is_drop),
    "convert": (
        f'{{"step": "convert", "keys": [keys], "to": one of {", ".join(FORMS)}}}',
        _is_convert,
    ),
    "map": ('{"step": "map", "keys": [keys], "values": {old text: new value}}', _is_map),
    "default": ('{"step": "default", "key": a key, "value": its value}', _is_default),
}
