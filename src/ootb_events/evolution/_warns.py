"""Whether a version has a warning for a value that the other took without it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ootb_events._formats import PATTERNS
from ootb_events.catalog import WIRE_FORMS
from ootb_events.evolution._accepts import folded, json_types, patterns_of, understood_flags

if TYPE_CHECKING:
    from collections.abc import Mapping

    Schema = Mapping[str, Any]

__all__ = ["has_more_warnings", "listed"]


def has_more_warnings(new: Schema, old: Schema) -> bool:
    """Say whether a value that both accept may have a warning that it did not have.

    On the safe side, as :func:`~ootb_events.evolution._accepts.accepts_all` is.
    """
    if new.get("x-kind") == "flag":
        return _other_encoding(new, old)
    return "string" in json_types(old) and (_lacks_zone(new, old) or _unlisted(new, old))


def listed(schema: Schema) -> tuple[str, ...]:
    """List the values outside of which a value is odd."""
    known = schema.get("x-values", {})
    return tuple(known["values"]) if known.get("are") == "listed" else ()


def _other_encoding(new: Schema, old: Schema) -> bool:
    now, before = _odd_flags(new), _odd_flags(old) if old.get("x-kind") == "flag" else set()
    taken = understood_flags(old) if old.get("x-kind") == "flag" else understood_flags(new)
    return any(key in now - before for key in ((type(value), value) for value in taken))


def _odd_flags(schema: Schema) -> set[tuple[type, Any]]:
    """List what is understood of a yes/no value, though the page's example sends another."""
    sent = WIRE_FORMS[schema["x-wire"]].values()
    return {
        (type(value), value)
        for value in understood_flags(schema)
        if not any(
            isinstance(value, bool) is isinstance(form, bool) and value == form for form in sent
        )
    }


def _lacks_zone(new: Schema, old: Schema) -> bool:
    if not _zone_optional(new) or _zone_optional(old):
        return False
    return PATTERNS["date-time"] not in patterns_of(old)


def _zone_optional(schema: Schema) -> bool:
    return "format" in schema.get("x-preferred", {})


def _unlisted(new: Schema, old: Schema) -> bool:
    if not listed(new):
        return False
    closed = old.get("enum")
    if closed is not None:
        texts = [value for value in closed if isinstance(value, str)]
        return not folded(texts) <= folded(listed(new))
    same_zone = _zone_optional(new) is _zone_optional(old)
    return not (same_zone and listed(old) and folded(listed(old)) <= folded(listed(new)))
