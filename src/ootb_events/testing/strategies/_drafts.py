"""What one event says, drawn before it has a form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, TypeAlias

import attrs
from hypothesis import strategies as st

from ootb_events.errors import ConfigurationError
from ootb_events.testing.strategies._relations import keys_of
from ootb_events.testing.strategies._values import (
    LONGEST,
    ZONES,
    Strategy,
    moments_in_utc,
    texts,
    values_of,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime, timezone

    from ootb_events.catalog import EventSchema, ItemSchema, Parameter

__all__ = ["MOST_PARAMETERS", "Draft", "asked_for", "drafts", "related_keys"]

MOST_PARAMETERS: Final = 50
"""More are a warning."""

_GROUP: Final = 8
_ODD: Final = '"\\/é€ß\u0130\u2028\u2029\x00\x1f\x7f\x85\ufeff\ufffd\U0001f600\U0010ffff'
"""What writers of JSON and of logs get wrong."""

_Items: TypeAlias = "Sequence[dict[str, Any]]"


class Values(Protocol):
    """Draws the values of a parameter."""

    def __call__(self, parameter: Parameter, *, min_size: int = 0) -> Strategy:
        """Take the strategy; ``min_size`` is the least length of a text."""
        ...


@attrs.define
class Draft:
    """Hold what one event says.

    :param identity: ``customer`` or ``visitor``.
    :param values: values by the key of their parameter.
    :param items: the same for each numbered item; an empty one is a number left out.
    """

    identity: str
    who: str
    moment: datetime
    values: dict[str, Any]
    items: _Items


def asked_for(parameter: Parameter, profile: str) -> bool:
    """Say whether something is said when a parameter is missing."""
    return (
        parameter.requirement(profile) in {"mandatory", "conditional"}
        or parameter.requirement("platform") == "mandatory"
    )


def related_keys(schema: EventSchema) -> frozenset[str]:
    """List the parameters that a relation speaks of."""
    return frozenset(key for rule in schema.rules for key in keys_of(rule))


def drafts(
    schema: EventSchema,
    profile: str,
    values: Values = values_of,
    *,
    wanted: Collection[str] = (),
    envelope: st.SearchStrategy[tuple[str, datetime]] | None = None,
) -> st.SearchStrategy[Draft]:
    """Draw what an event says: shrinks to what is asked for, then to small values.

    Parameters that relations speak of always have Python values, to be made to agree.
    What no value fits is left out.

    :param values: draws the values of all others.
    :param wanted: the keys of parameters that are there in any case, as those asked for are.
    :param envelope: draws whose event it is, and when it happened.
    :raises ConfigurationError: when no value fits what is asked for.
    """
    related = related_keys(schema)
    always: list[_Pair] = []
    sometimes: list[_Pair] = []
    for key, parameter in schema.parameters.items():
        asked = key in wanted or asked_for(parameter, profile)
        draw = values_of if key in related else values
        drawn = draw(parameter, min_size=1 if asked or schema.overwrites_profile else 0)
        if not drawn.is_empty:
            (always if asked else sometimes).append(_Pair(key, drawn))
        elif asked_for(parameter, profile):
            raise ConfigurationError(
                f"no value fits what the schema of {schema.key} {schema.version} says of {key}, "
                f"which {profile} asks for; mend the schema"
            )
    stretchable = [
        (key, parameter.schema.get("maxLength", 4 * LONGEST))
        for key, parameter in schema.parameters.items()
        if _takes_any_text(parameter) and key not in wanted
    ]
    return st.tuples(
        st.sampled_from(_SHAPES),
        st.tuples(texts(1), moments_in_utc()) if envelope is None else envelope,
        _all_of(always),
        _some_of(sometimes),
        _NO_ITEMS if schema.item is None else _items(schema.item, values),
    ).map(_Drafting(schema, tuple(stretchable)))


class _Shape(NamedTuple):
    """What one choice decides for the whole event.

    :param extreme: ``long`` makes a text as long as it may be, ``odd`` adds what is often
        mishandled, ``crowded`` makes as many items as an event has room for.
    """

    identity: str
    zone: timezone
    extreme: str

    @property
    def oddity(self) -> int:
        return sum((self.identity != "customer", self.zone != ZONES[0], bool(self.extreme)))


_SHAPES: Final = sorted(
    (
        _Shape(identity, zone, extreme)
        for identity in ("customer", "visitor")
        for zone in ZONES
        for extreme in (*[""] * 12, "long", "odd", "crowded")
    ),
    key=lambda shape: shape.oddity,
)


@attrs.frozen
class _Pair:
    """A key, and what draws its value."""

    key: str
    value: Strategy


@attrs.frozen
class _Drafting:
    """Put the drawn parts together."""

    schema: EventSchema
    stretchable: tuple[tuple[str, int], ...]

    def __call__(
        self,
        parts: tuple[_Shape, tuple[str, datetime], dict[str, Any], dict[str, Any], _Items],
    ) -> Draft:
        shape, (who, moment), always, sometimes, items = parts
        drawn = {**always, **sometimes}
        values = {key: drawn[key] for key in self.schema.parameters if key in drawn}
        if shape.extreme in {"long", "odd"}:
            self._exaggerate(values, shape.extreme)
        if items:
            items = _fitting(items, len(values), crowded=shape.extreme == "crowded")
        return Draft(shape.identity, who, moment.astimezone(shape.zone), values, items)

    def _exaggerate(self, values: dict[str, Any], extreme: str) -> None:
        """Change the first text that may be any text."""
        for key, limit in self.stretchable:
            text = values.get(key)
            if isinstance(text, str) and len(text) <= limit:
                longer = f"{text}{_ODD}" if extreme == "odd" else (text or "0") * limit
                values[key] = longer[:limit]
                return


def _takes_any_text(parameter: Parameter) -> bool:
    closed = parameter.closed_values is not None or parameter.listed_values
    return (
        parameter.kind in {"text", "identifier"}
        and not closed
        and "pattern" not in parameter.schema
    )


def _fitting(items: _Items, others: int, *, crowded: bool) -> _Items:
    """Leave out what an event has no room for, or fill it up."""
    if crowded and items[0]:
        items = [dict(items[0]) for _ in range((MOST_PARAMETERS - others) // len(items[0]))]
    while items and (not items[-1] or others + sum(map(len, items)) > MOST_PARAMETERS):
        items = items[:-1]
    return items


def _items(schema: ItemSchema, values: Values) -> st.SearchStrategy[_Items]:
    drawn = [_Pair(key, values(parameter)) for key, parameter in schema.parameters.items()]
    return st.lists(_some_of([pair for pair in drawn if not pair.value.is_empty]), max_size=4)


def _all_of(pairs: Iterable[_Pair]) -> st.SearchStrategy[dict[str, Any]]:
    pairs = tuple(pairs)
    if not pairs:
        return _NOTHING
    keys = [pair.key for pair in pairs]
    drawn = st.tuples(*[pair.value for pair in pairs])
    return drawn.map(lambda values: dict(zip(keys, values, strict=True)))


def _some_of(pairs: Iterable[_Pair]) -> st.SearchStrategy[dict[str, Any]]:
    """Draw some of the values, in groups that can be left out as a whole.

    Each value is either drawn or not, in its own place, so that shrinking takes them out one
    by one; and most of a long list is left out at the cost of one choice for each group.
    """
    pairs = tuple(pairs)
    if not pairs:
        return _NOTHING
    keys = [pair.key for pair in pairs]
    values = [_ABSENT | pair.value for pair in pairs]
    if len(pairs) <= _GROUP:
        drawn = st.tuples(*values)
    else:
        groups = [values[at : at + _GROUP] for at in range(0, len(values), _GROUP)]
        drawn = st.tuples(*[_absent(len(group)) | st.tuples(*group) for group in groups]).map(
            lambda parts: tuple(value for part in parts for value in part)
        )
    return drawn.map(
        lambda found: {
            key: value for key, value in zip(keys, found, strict=True) if value is not None
        }
    )


_ABSENT: Final = st.none()
_NOTHING: Final[Strategy] = st.just({})
_NO_ITEMS: Final = st.just(())


def _absent(number: int) -> Strategy:
    return st.just((None,) * number)
