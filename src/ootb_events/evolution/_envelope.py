"""What is different between the envelopes of two versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ootb_events._json import pointer
from ootb_events.evolution._accepts import accepts_all
from ootb_events.evolution._changes import Change, worse
from ootb_events.evolution._words import written

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ootb_events.catalog import EventSchema
    from ootb_events.evolution._changes import PayloadImpact

__all__ = ["envelope_changes"]

_SAID: Final = frozenset({"title", "description", "x-pii"})
_OF_EVENTS: Final = frozenset({"properties", "patternProperties", "x-items"})
_RULES: Final = ("type", "anyOf", "x-preferred")


def envelope_changes(old: EventSchema, new: EventSchema) -> Iterator[Change]:
    """Walk what is different between the envelopes: properties, then what holds for them all."""
    before, after = _properties(old), _properties(new)
    for name in dict.fromkeys((*after, *before)):
        was, now = before.get(name), after.get(name)
        if now is None:
            yield _removed(name)
        elif was is None:
            yield _added(name, now)
        elif written(was) != written(now):
            yield _changed(name, was, now)
    yield from _required(old, new)
    for keyword in _RULES:
        was, now = old.document.get(keyword), new.document.get(keyword)
        if written(was) != written(now):
            yield _rule(keyword, was, now)


def _properties(schema: EventSchema) -> dict[str, dict[str, Any]]:
    found = {name: dict(value) for name, value in schema.document["properties"].items()}
    found["event"].pop("const", None)  # the key, which is compared as such
    found["context"] = {k: v for k, v in found["context"].items() if k not in _OF_EVENTS}
    return found


def _added(name: str, now: Mapping[str, Any]) -> Change:
    return Change(
        kind="envelope-changed",
        parameter=name,
        pointer=pointer("properties", name),
        message=f"The envelope has a new property, {name}.",
        widens=True,
        after=dict(now),
    )


def _removed(name: str) -> Change:
    return Change(
        kind="envelope-changed",
        parameter=name,
        pointer=pointer("properties", name),
        message=f"The envelope no longer has the property {name}.",
        payloads="warned",
        narrows=True,
        before=name,
    )


def _changed(name: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> Change:
    changed = {key for key in (*was, *now) if written(was.get(key)) != written(now.get(key))}
    if changed <= _SAID:
        message, narrows, widens = f"{name} is described in other words.", False, False
    else:
        message = f"The envelope reads {name} differently."
        narrows, widens = not accepts_all(now, was), not accepts_all(was, now)
    return Change(
        kind="words-changed" if changed <= _SAID else "envelope-changed",
        parameter=name,
        pointer=pointer("properties", name),
        message=message,
        payloads=worse("refused" if narrows else "as-before", _preferred(was, now)),
        narrows=narrows,
        widens=widens,
        before={key: was[key] for key in sorted(changed) if key in was},
        after={key: now[key] for key in sorted(changed) if key in now},
    )


def _preferred(was: Mapping[str, Any], now: Mapping[str, Any]) -> PayloadImpact:
    """Say what follows from what is accepted but odd; another form of it may be a warning."""
    before, after = was.get("x-preferred", {}), now.get("x-preferred", {})
    if before == after:
        return "as-before"
    if before.keys() == after.keys() == {"maxProperties"}:
        return "warned" if after["maxProperties"] < before["maxProperties"] else "as-before"
    return "warned" if after else "as-before"


def _rule(keyword: str, was: Any, now: Any) -> Change:
    """Say what follows from another rule about all properties; of whose it is, the worst."""
    refuses = keyword != "x-preferred"
    return Change(
        kind="envelope-changed",
        pointer="" if now is None else pointer(keyword),
        message=f"What the envelope says as {keyword} is different.",
        payloads="refused" if refuses else "as-before" if now is None else "warned",
        narrows=refuses,
        widens=refuses,
        before=was,
        after=now,
    )


def _required(old: EventSchema, new: EventSchema) -> Iterator[Change]:
    before, after = (set(each.document.get("required", ())) for each in (old, new))
    for name in sorted(before ^ after):
        asked = name in after
        yield Change(
            kind="envelope-changed",
            parameter=name,
            pointer="/required",
            message=f"The envelope's {name} {'must now' if asked else 'need no longer'} be there.",
            payloads="refused" if asked else "as-before",
            narrows=asked,
            widens=not asked,
        )
