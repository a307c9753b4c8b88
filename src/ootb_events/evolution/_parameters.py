"""What is different between the parameters of two versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ootb_events.evolution._accepts import SCALAR, accepts_all
from ootb_events.evolution._changes import Change, worse
from ootb_events.evolution._described import attribute_renamed, privacy_changes, word_changes
from ootb_events.evolution._pairs import Pair, Side, pairs_of, spellings
from ootb_events.evolution._python import still_fits
from ootb_events.evolution._values import value_changes, value_impact
from ootb_events.evolution._words import asked_words, type_words
from ootb_events.validation import Severity
from ootb_events.validation._plan import asked as asked_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ootb_events.catalog import Parameter
    from ootb_events.evolution._changes import PayloadImpact

__all__ = ["parameter_changes"]

_IMPACT: Final[Mapping[Severity, PayloadImpact]] = {
    Severity.WARNING: "warned",
    Severity.ERROR: "refused",
}


def parameter_changes(
    old: Side, new: Side, renamed: Mapping[str, str], profile: str
) -> Iterator[Change]:
    """Walk what is different between the parameters of two versions, or between those of items.

    :param renamed: keys that are known to have changed, as old to new.
    :param profile: the profile whose requirements count.
    """
    sides = _Sides(old, new, profile)
    for pair in pairs_of(old, new, renamed):
        if pair.old is None or pair.new is None:
            yield from sides.one_sided(pair)
        else:
            yield from sides.both(pair.old, pair.new)


class _Sides:
    """Hold both versions of the parameters, and what each spelling means in them."""

    def __init__(self, old: Side, new: Side, profile: str) -> None:
        self._old, self._new, self._profile = old, new, profile
        self._meant, self._means = old.owners(), new.owners()

    def one_sided(self, pair: Pair) -> Iterator[Change]:
        if pair.new is not None:
            yield self._added(pair.new)
        elif pair.old is not None:
            yield self._removed(pair.old)
            yield from self._aliases_moved(pair.old, None)

    def both(self, old: Parameter, new: Parameter) -> Iterator[Change]:
        pointer = self._new.pointer(new.key)
        if old.key != new.key:
            yield self._renamed(old, new)
        elif old.name != new.name:
            yield attribute_renamed(old, new, pointer)
        if old.key == new.key or new.key not in self._old.parameters:
            met = bool(spellings(old) & spellings(new))
            yield from value_changes(old, new, pointer, met=met)
            yield from self._requirement(old, new, pointer)
            yield from privacy_changes(old, new, pointer)
            yield from word_changes(old, new, pointer)
        yield from self._aliases_removed(old, new)
        yield from self._aliases_moved(old, new)
        yield from self._aliases_gained(new)

    def _added(self, new: Parameter) -> Change:
        asked = new.schema.get("x-requirement", {})
        requirement = f"; {asked_words(asked)}" if asked else ""
        return Change(
            kind="parameter-added",
            parameter=new.key,
            pointer=self._new.pointer(new.key),
            message=f"{new.key} is new: {type_words(new)}{requirement}.",
            payloads=self._missing(new),
            widens=not spellings(new) <= self._meant.keys(),
            after=new.key,
        )

    def _removed(self, old: Parameter) -> Change:
        return Change(
            kind="parameter-removed",
            parameter=old.key,
            pointer=self._old.pointer(old.key),
            message=f"{old.key} is no longer part of the event.",
            payloads=_unknown(old),
            code="breaks",
            narrows=True,
            before=old.key,
        )

    def _renamed(self, old: Parameter, new: Parameter) -> Change:
        kept = old.key in spellings(new)
        merged = new.key in self._old.parameters
        impact = worse("warned" if kept else _unknown(old), self._missing_under(old, new))
        same_call = old.name == new.name and (not merged or still_fits(old, new))
        narrows = old.key not in self._means
        widens = new.key not in self._meant
        if merged and kept:
            impact = worse(impact, value_impact(old, new))
            narrows = not accepts_all(new.schema, old.schema)
            widens = not accepts_all(old.schema, new.schema)
        return Change(
            kind="parameter-renamed",
            parameter=new.key,
            pointer=self._new.pointer(new.key),
            message=_renaming(old, new, kept=kept, merged=merged),
            payloads=impact,
            code="as-before" if same_call else "breaks",
            narrows=narrows,
            widens=widens,
            before=old.key,
            after=new.key,
        )

    def _requirement(self, old: Parameter, new: Parameter, pointer: str) -> Iterator[Change]:
        before, after = (each.schema.get("x-requirement", {}) for each in (old, new))
        if before == after:
            return
        then, now = self._missing(old), self._missing(new)
        yield Change(
            kind="requirement-changed",
            parameter=new.key,
            pointer=f"{pointer}/x-requirement" if after else pointer,
            message=f"{new.key} is now {asked_words(after)}, and was {asked_words(before)}.",
            payloads=now if worse(then, now) != then else "as-before",
            before=dict(before),
            after=dict(after),
        )

    def _aliases_removed(self, old: Parameter, new: Parameter) -> Iterator[Change]:
        for spelling in old.aliases:
            if spelling not in self._means:
                yield Change(
                    kind="alias-removed",
                    parameter=new.key,
                    pointer=self._new.pointer(new.key),
                    message=f"{spelling} is no longer understood as {new.key}.",
                    payloads=worse(_unknown(old), self._missing(new)),
                    narrows=True,
                    before=spelling,
                )

    def _aliases_moved(self, old: Parameter, new: Parameter | None) -> Iterator[Change]:
        for spelling in (*old.aliases, old.key):
            owner = self._means.get(spelling)
            if owner is None or (new is not None and owner.key == new.key):
                continue
            missing = "as-before" if new is None else self._missing(new)
            means = "is a key of its own" if spelling == owner.key else f"means {owner.key}"
            yield Change(
                kind="alias-moved",
                parameter=owner.key,
                pointer=self._new.pointer(owner.key),
                message=f"{spelling} now {means}, and meant {old.key}.",
                payloads=worse("warned", value_impact(old, owner), missing),
                narrows=not accepts_all(owner.schema, old.schema),
                widens=not accepts_all(old.schema, owner.schema),
                before=old.key,
                after=owner.key,
            )

    def _aliases_gained(self, new: Parameter) -> Iterator[Change]:
        for spelling in new.aliases:
            if spelling not in self._meant:
                yield Change(
                    kind="alias-added",
                    parameter=new.key,
                    pointer=f"{self._new.pointer(new.key)}/x-aliases",
                    message=f"{spelling} is understood as {new.key}.",
                    widens=True,
                    after=spelling,
                )

    def _missing(self, parameter: Parameter) -> PayloadImpact:
        """Say what a payload gets that lacks a parameter."""
        asked = asked_of(parameter, self._profile)
        return "as-before" if asked is None else _IMPACT[asked[0]]

    def _missing_under(self, old: Parameter, new: Parameter) -> PayloadImpact:
        """Say what a payload gets whose spelling of a parameter may not be known any more."""
        return "as-before" if spellings(old) <= spellings(new) else self._missing(new)


def _unknown(old: Parameter) -> PayloadImpact:
    """Say what a payload gets for a parameter that is not known any more."""
    return "warned" if accepts_all(SCALAR, old.schema) else "refused"


def _renaming(old: Parameter, new: Parameter, *, kept: bool, merged: bool) -> str:
    if merged:
        end = ", and its old key is understood" if kept else ""
        return f"{old.key} is part of {new.key} now{end}."
    end = "the old key is understood" if kept else "the old key is not understood"
    return f"{old.key} is now {new.key}; {end}."
