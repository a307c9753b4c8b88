"""What is different between the values of a parameter in two versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from ootb_events.evolution._accepts import accepts_all, json_types, understood_flags
from ootb_events.evolution._changes import Change, ChangeKind, worse
from ootb_events.evolution._python import still_fits
from ootb_events.evolution._value_words import value_words, without
from ootb_events.evolution._warns import has_more_warnings
from ootb_events.evolution._words import flag_words, listed_words, type_words, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ootb_events.catalog import Parameter
    from ootb_events.evolution._changes import PayloadImpact

__all__ = ["value_changes", "value_impact"]

_LIMITS: Final = (
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "pattern",
    "format",
    "x-preferred",
)
_VALUES: Final = ("enum", "x-values")
_LIMIT_WORDS: Final[Mapping[str, Callable[[Any], str]]] = {
    "minLength": lambda limit: f"at least {limit} character{'s' if limit > 1 else ''}",
    "maxLength": lambda limit: f"at most {limit} characters",
    "minimum": lambda limit: f"at least {limit}",
    "maximum": lambda limit: f"at most {limit}",
    "pattern": lambda pattern: f"text that matches {pattern}",
    "format": lambda name: f"a {name} in ISO 8601",
    "x-preferred": lambda preferred: f"preferably {next(iter(preferred.values()))}",
}


def value_impact(old: Parameter, new: Parameter) -> PayloadImpact:
    """Say what a value of the old version gets under the new one."""
    if not accepts_all(new.schema, old.schema):
        return "refused"
    return "warned" if has_more_warnings(new.schema, old.schema) else "as-before"


def value_changes(old: Parameter, new: Parameter, pointer: str, *, met: bool) -> Iterator[Change]:
    """Walk what is different between the values of a parameter.

    :param pointer: JSON Pointer of the parameter in the new schema.
    :param met: whether a payload for the old version meets the new rules: not when the key
        that it has is not known any more.
    """
    compared = _Compared(old, new, pointer, met)
    if old.kind != new.kind or _json_type(old) != _json_type(new):
        yield compared.types()
    elif old.kind == "flag":
        if _differ(old, new, ("x-wire", "enum")):
            yield compared.encodings()
    else:
        if _differ(old, new, _LIMITS):
            yield compared.limits()
        if _differ(old, new, _VALUES):
            yield compared.values()


@attrs.frozen
class _Compared:
    """Compare one parameter with what it was."""

    old: Parameter
    new: Parameter
    pointer: str
    met: bool

    def types(self) -> Change:
        less, more = self._narrows(), self._widens()
        kind: ChangeKind = "type-changed"
        if less is not more:
            kind = "type-narrowed" if less else "type-widened"
        before, after = type_words(self.old), type_words(self.new)
        if before == after:
            before, after = (_json_words(each) for each in (self.old, self.new))
        message = f"{self.new.key} is now {after}, and was {before}."
        return self._change(kind, message, _type(self.old), _type(self.new))

    def encodings(self) -> Change:
        before, after = _type(self.old), _type(self.new)
        parts = []
        if self.old.wire != self.new.wire:
            words = [flag_words(each) for each in (self.new, self.old)]
            parts.append(f"is now sent as {words[0]}, and was as {words[1]}")
        understood = [_flags(each) for each in (self.new, self.old)]
        lost, gained = without(*reversed(understood)), without(*understood)
        parts += [f"no longer understood: {listed_words(lost)}"] if lost else []
        parts += [f"also understood: {listed_words(gained)}"] if gained else []
        message = "; ".join(parts) or "lists its values in another order"
        sign = ":" if self.old.wire == self.new.wire and parts else ""
        return self._change("encoding-changed", f"{self.new.key}{sign} {message}.", before, after)

    def limits(self) -> Change:
        before, after = (_only(each, _LIMITS) for each in (self.old, self.new))
        changed = [key for key in _LIMITS if written(before.get(key)) != written(after.get(key))]
        now = [_LIMIT_WORDS[key](after[key]) for key in changed if key in after]
        then = [_LIMIT_WORDS[key](before[key]) for key in changed if key in before]
        message = (
            f"{self.new.key} now takes {', '.join(now) or 'any form'}, "
            f"and took {', '.join(then) or 'any form'}."
        )
        return self._change("limits-changed", message, before, after, _LIMITS)

    def values(self) -> Change:
        before, after = _named(self.old), _named(self.new)
        message = f"{self.new.key} {value_words(before, after)}."
        return self._change("values-changed", message, before, after, _VALUES)

    def _narrows(self, only: tuple[str, ...] | None = None) -> bool:
        return not accepts_all(self.new.schema, self.old.schema, only)

    def _widens(self, only: tuple[str, ...] | None = None) -> bool:
        return not accepts_all(self.old.schema, self.new.schema, only)

    def _change(
        self,
        kind: ChangeKind,
        message: str,
        before: Any,
        after: Any,
        only: tuple[str, ...] | None = None,
    ) -> Change:
        """Make a change, of what some keywords say or all of them."""
        narrows = self._narrows(only)
        warned = has_more_warnings(self.new.schema, self.old.schema)
        impact = worse("refused" if narrows else "as-before", "warned" if warned else "as-before")
        return Change(
            kind=kind,
            parameter=self.new.key,
            pointer=self.pointer,
            message=message,
            payloads=impact if self.met else "as-before",
            code="breaks"
            if only != _LIMITS and not still_fits(self.old, self.new)
            else "as-before",
            narrows=narrows and self.met,
            widens=self._widens(only) and self.met,
            before=before,
            after=after,
        )


def _differ(old: Parameter, new: Parameter, keywords: tuple[str, ...]) -> bool:
    return written(_only(old, keywords)) != written(_only(new, keywords))


def _only(parameter: Parameter, keywords: tuple[str, ...]) -> dict[str, Any]:
    return {key: parameter.schema[key] for key in keywords if key in parameter.schema}


def _json_type(parameter: Parameter) -> Any:
    found = parameter.schema.get("type")
    return sorted(found) if isinstance(found, list) else found


def _json_words(parameter: Parameter) -> str:
    whole = parameter.schema.get("type") == "integer"
    return "an integer" if whole else f"a {' or '.join(json_types(parameter.schema))}"


def _type(parameter: Parameter) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": parameter.kind}
    if parameter.kind == "flag":
        found["wire"] = parameter.wire
        found["values"] = list(parameter.schema.get("enum", ()))
    elif "type" in parameter.schema:
        found["type"] = parameter.schema["type"]
    return {**found, **_named(parameter)} if parameter.kind != "flag" else found


def _flags(parameter: Parameter) -> list[Any]:
    """List what a yes/no parameter understands, as people write it."""
    return [each for each in understood_flags(parameter.schema) if not isinstance(each, float)]


def _named(parameter: Parameter) -> dict[str, list[Any]]:
    named = {
        "closed": parameter.closed_values or (),
        "listed": parameter.listed_values,
        "examples": parameter.example_values,
    }
    return {are: list(values) for are, values in named.items() if values}
