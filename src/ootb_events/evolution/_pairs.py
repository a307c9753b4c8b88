"""Which parameter of one version is which of the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from ootb_events.errors import CatalogError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ootb_events.catalog import EventSchema, Parameter

__all__ = ["Pair", "Side", "pairs_of", "refuse_ambiguity", "spellings"]


@attrs.frozen(kw_only=True)
class Side:
    """Hold the parameters of one version, or those of its items.

    :param place: JSON Pointer of what holds them in the schema.
    :param parameters: by key, in the order of the reference.
    :param tokens: what each key is called in the schema, as a JSON Pointer token.
    """

    place: str
    parameters: Mapping[str, Parameter]
    tokens: Mapping[str, str]

    @classmethod
    def of_event(cls, schema: EventSchema) -> Side:
        """Take the parameters that have a key of their own."""
        tokens = {key: key for key in schema.parameters}
        return cls(
            place="/properties/context/properties", parameters=schema.parameters, tokens=tokens
        )

    @classmethod
    def of_items(cls, schema: EventSchema) -> Side:
        """Take the parameters of one item; none where the event has no items."""
        item = schema.item
        tokens = {key: item.pattern(key) for key in item.parameters} if item else {}
        return cls(
            place="/properties/context/patternProperties",
            parameters=item.parameters if item else {},
            tokens=tokens,
        )

    def pointer(self, key: str) -> str:
        """Write the JSON Pointer of a parameter."""
        return f"{self.place}/{self.tokens[key].replace('~', '~0').replace('/', '~1')}"

    def owners(self) -> dict[str, Parameter]:
        """Find the parameter that each known spelling means."""
        return {
            spelling: parameter
            for parameter in reversed(list(self.parameters.values()))
            for spelling in (*parameter.aliases, parameter.key)
        }


@attrs.frozen
class Pair:
    """Hold a parameter as it was and as it is; one of them is ``None`` when it is new or gone."""

    old: Parameter | None
    new: Parameter | None


def spellings(parameter: Parameter) -> frozenset[str]:
    """Collect the keys under which a parameter is understood."""
    return frozenset((parameter.key, *parameter.aliases))


def pairs_of(old: Side, new: Side, renamed: Mapping[str, str]) -> Iterator[Pair]:
    """Pair the parameters of two versions: in the order of the new one, then what is gone.

    A parameter that took in others comes in several pairs, the one with its own key first.

    :param renamed: keys that are known to have changed, as old to new.
    """
    became: dict[str, list[Parameter]] = {}
    gone = []
    for parameter in old.parameters.values():
        target = _successor(parameter, old, new, renamed)
        if target is None:
            gone.append(parameter)
        else:
            became.setdefault(target, []).append(parameter)
    for key, parameter in new.parameters.items():
        sources = sorted(became.get(key, ()), key=lambda source: source.key != key)
        for source in sources:
            yield Pair(source, parameter)
        if not sources:
            yield Pair(None, parameter)
    for parameter in gone:
        yield Pair(parameter, None)


def _successor(
    parameter: Parameter, old: Side, new: Side, renamed: Mapping[str, str]
) -> str | None:
    """Find the key under which the new version has a parameter."""
    if parameter.key in new.parameters:
        return parameter.key
    if renamed.get(parameter.key) in new.parameters:
        return renamed[parameter.key]
    others = [each for each in new.parameters.values() if each.key not in old.parameters]
    for known in (
        lambda each: parameter.key in each.aliases,
        lambda each: each.key in parameter.aliases,
        lambda each: each.name == parameter.name,
    ):
        for each in others:
            if known(each):
                return each.key
    merged = (each.key for each in new.parameters.values() if parameter.key in each.aliases)
    return next(merged, None)


def refuse_ambiguity(schema: EventSchema) -> None:
    """Refuse a schema in which one key could mean two parameters.

    :raises CatalogError: when there is such a key.
    """
    if schema.item is None:
        return
    side = Side.of_items(schema)
    for spelling in Side.of_event(schema).owners():
        numbered = schema.item.number_in(spelling)
        if numbered is not None:
            raise _ambiguous(schema, side, numbered[1].key, spelling)
    templates = list(schema.item.parameters)
    for number, one in enumerate(templates):
        for other in templates[number + 1 :]:
            if _overlap(one, other):
                raise _ambiguous(schema, side, one, other)


def _overlap(one: str, other: str) -> bool:
    """Say whether two keys with a number in them may be the same for some numbers."""
    (head, _, tail), (other_head, _, other_tail) = one.partition("{n}"), other.partition("{n}")
    return _differ_by_digits(head, other_head) and _differ_by_digits(tail[::-1], other_tail[::-1])


def _differ_by_digits(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    rest = long.removeprefix(short)
    return long.startswith(short) and (not rest or rest.isdigit())


def _ambiguous(schema: EventSchema, side: Side, key: str, other: str) -> CatalogError:
    return CatalogError(
        f"{key} and {other} can be the same key, so that nobody can tell what it means; "
        "rename one of them",
        source=schema.source,
        pointer=side.pointer(key),
    )
