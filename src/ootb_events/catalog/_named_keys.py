"""Whether the parameters that keywords of a schema name are there, and fit what is said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ootb_events._json import pointer
from ootb_events.errors import CatalogError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from ootb_events.catalog._model import EventSchema
    from ootb_events.catalog._sequence import Stages

__all__ = ["COMPARED", "misnamed"]

COMPARED: Final[Mapping[str, Collection[str]]] = {
    "order": ("date-time",),
    "past": ("date", "date-time"),
    "sum": ("number",),
    "rate": ("number",),
    "odds": ("number",),
}
"""The kinds of parameters that each relation compares."""

_NO_KEYS: Final = frozenset({"check", "unit"})


def misnamed(schema: EventSchema) -> Iterator[CatalogError]:
    """Find what ``x-rules``, ``x-follows`` and ``x-stages`` name that the event does not have."""
    for number, rule in enumerate(schema.rules):
        for key, place in _keys_of(rule):
            yield from _compared(schema, key, rule["check"], ("x-rules", str(number), *place))
    if schema.follows is not None:
        yield from _present(schema, schema.follows.same, "x-follows", "same")
    if schema.stages is not None:
        yield from _present(schema, schema.stages.same, "x-stages", "same")
        yield from _of_stages(schema, schema.stages)


def _keys_of(rule: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for word, named in rule.items():
        if word in _NO_KEYS:
            continue
        if isinstance(named, str):
            yield named, (word,)
        else:
            yield from ((key, (word, str(number))) for number, key in enumerate(named))


def _compared(
    schema: EventSchema, key: str, check: str, at: tuple[str, ...]
) -> Iterator[CatalogError]:
    parameter = schema.parameters.get(key)
    if parameter is None:
        yield _absent(schema, key, at)
    elif parameter.kind not in COMPARED[check]:
        kinds = " and ".join(COMPARED[check])
        yield _wrong(schema, at, f"{key} is of kind {parameter.kind}; {check} compares {kinds}")


def _present(schema: EventSchema, keys: Collection[str], *at: str) -> Iterator[CatalogError]:
    for number, key in enumerate(keys):
        if key not in schema.parameters:
            yield _absent(schema, key, (*at, str(number)))


def _of_stages(schema: EventSchema, stages: Stages) -> Iterator[CatalogError]:
    parameter = schema.parameters.get(stages.parameter)
    if parameter is None:
        yield _absent(schema, stages.parameter, ("x-stages", "parameter"))
        return
    taken = parameter.closed_values
    for number, stage in enumerate(stages.order):
        for index, value in enumerate(stage):
            if taken is not None and value not in taken:
                at = ("x-stages", "order", str(number), str(index))
                yield _wrong(schema, at, f"{stages.parameter} does not take {value!r}")


def _absent(schema: EventSchema, key: str, at: tuple[str, ...]) -> CatalogError:
    return _wrong(schema, at, f"{schema.key} {schema.version} has no parameter {key}")


def _wrong(schema: EventSchema, at: tuple[str, ...], problem: str) -> CatalogError:
    return CatalogError(problem, source=schema.source, pointer=pointer(*at))
