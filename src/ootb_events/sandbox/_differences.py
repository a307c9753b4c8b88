"""What one version of an event changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ootb_events.sandbox._words import type_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ootb_events.catalog import EventSchema, Parameter

__all__ = ["differences"]


def differences(older: EventSchema, newer: EventSchema) -> list[dict[str, Any]]:
    """List what is added, removed and changed, parameter by parameter."""
    before, after = _by_key(older), _by_key(newer)
    found = [_entry("added", key, type_words(after[key])) for key in after if key not in before]
    found += [_entry("removed", key, _removal(key, after)) for key in before if key not in after]
    for key in after:
        if key in before:
            words = "; ".join(_changes(before[key], after[key]))
            found += [_entry("changed", key, words)] if words else []
    return found


def _by_key(schema: EventSchema) -> dict[str, Parameter]:
    items = schema.item.parameters if schema.item else {}
    return {**schema.parameters, **items}


def _entry(change: str, key: str, detail: str) -> dict[str, Any]:
    return {"change": change, "parameter": key, "detail": detail}


def _removal(key: str, after: dict[str, Parameter]) -> str:
    new_name = next((one.key for one in after.values() if key in one.aliases), None)
    if new_name is None and f"ootb_{key}" in after:
        new_name = f"ootb_{key}"
    return f"now {new_name}" if new_name else "no longer part of the event"


def _changes(before: Parameter, after: Parameter) -> Iterator[str]:
    old, new = type_words(before), type_words(after)
    if old != new:
        yield f"type {old} → {new}"
    old_values, new_values = _values(before), _values(after)
    if old_values != new_values and old == new:
        yield f"values {_listed(old_values)} → {_listed(new_values)}"
    old_asked, new_asked = _asked(before), _asked(after)
    if old_asked != new_asked:
        yield f"required {old_asked or 'nowhere'} → {new_asked or 'nowhere'}"
    if before.pii != after.pii:
        yield "counts as personal data" if after.pii else "no longer counts as personal data"
    if before.aliases != after.aliases:
        yield f"also understood as {_listed(after.aliases)}"
    if before.description != after.description:
        yield "other words"


def _values(parameter: Parameter) -> tuple[str, ...]:
    return parameter.listed_values or parameter.example_values


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(values) or "none"


def _asked(parameter: Parameter) -> str:
    asked = parameter.schema.get("x-requirement", {})
    return ", ".join(f"{profile}: {word}" for profile, word in asked.items())
