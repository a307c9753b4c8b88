"""Whether what is new says what it means, and shows it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from ootb_events._json import pointer
from ootb_events.catalog._entries import root_of
from ootb_events.catalog._overlay import overlays_in
from ootb_events.catalog._resolve import read_schema, schema_folder
from ootb_events.catalog.infer import TO_BE_SAID
from ootb_events.catalog.lock import lock_state
from ootb_events.evolution._pairs import Side
from ootb_events.evolution.drafting._lack import Lack
from ootb_events.validation import validator_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from ootb_events.catalog import Catalog, EventSchema, Parameter

__all__ = ["event_lacks", "overlay_lacks"]

_LONGEST_SENTENCE: Final = 90
_STANDING: Final = frozenset({"OOTB302", "OOTB303"})


def event_lacks(schema: EventSchema, catalog: Catalog) -> Iterator[Lack]:
    """Find what a version does not describe, and what its examples do not show."""
    yield from _descriptions(schema)
    yield from _examples(schema.examples, schema, catalog, schema.source)
    shown = {key for example in schema.examples for key in example.get("context", {})}
    lacking = [key for key in schema.parameters if key not in shown]
    if lacking:
        yield Lack(
            stage="examples",
            source=schema.source,
            pointer="/examples",
            problem=f"no example has {', '.join(lacking)}",
            advice="show every parameter in an example",
        )


def overlay_lacks(folder: Path, catalog: Catalog) -> Iterator[Lack]:
    """Find what overlays that are not released do not describe, and examples that are none.

    :param folder: the folder that holds them.
    :param catalog: what was loaded from it.
    """
    new = lock_state(folder).new
    for overlay in overlays_in(root_of(folder)):
        if overlay.source not in new:
            continue
        schema = catalog.get(overlay.event, overlay.version)
        document = read_schema(overlay.path)
        for key in document["properties"]["context"]["properties"]:
            place = pointer("properties", "context", "properties", key)
            yield from _description(key, schema.parameters[key], overlay.source, place)
        yield from _examples(document.get("examples", ()), schema, catalog, overlay.source)


def _descriptions(schema: EventSchema) -> Iterator[Lack]:
    sentence = schema.description.partition(". ")[0].removesuffix(".")
    if len(sentence) > _LONGEST_SENTENCE:
        yield Lack(
            stage="descriptions",
            source=schema.source,
            pointer="/description",
            problem=f"its first sentence has {len(sentence)} characters, of {_LONGEST_SENTENCE}",
            advice="say it in fewer words, and the rest in a second sentence",
        )
    if TO_BE_SAID in schema.description:
        yield _undescribed(schema.key, schema.source, "/description")
    for side in (Side.of_event(schema), Side.of_items(schema)):
        for key, parameter in side.parameters.items():
            yield from _description(key, parameter, schema.source, side.pointer(key))


def _description(key: str, parameter: Parameter, source: str, place: str) -> Iterator[Lack]:
    if TO_BE_SAID in parameter.description:
        yield _undescribed(key, source, f"{place}/description")
    elif parameter.description in _general_descriptions():
        yield Lack(
            stage="descriptions",
            source=source,
            pointer=place,
            problem=f"{key} is described as its type is",
            advice="add a description that says what it means in this event",
        )


def _undescribed(key: str, source: str, place: str) -> Lack:
    return Lack(
        stage="descriptions",
        source=source,
        pointer=place,
        problem=f"{key} is described as `schema infer` left it",
        advice="check what was inferred, and say what it means",
    )


@lru_cache(maxsize=1)
def _general_descriptions() -> frozenset[str]:
    types: Mapping[str, Mapping[str, str]] = read_schema(schema_folder() / "types" / "1.0.0.json")[
        "$defs"
    ]
    return frozenset(each["description"] for each in types.values())


def _examples(
    examples: Sequence[Mapping[str, Any]], schema: EventSchema, catalog: Catalog, source: str
) -> Iterator[Lack]:
    validator = validator_for(catalog)
    for number, example in enumerate(examples):
        if example.get("event") != schema.key:
            yield Lack(
                stage="examples",
                source=source,
                pointer=pointer("examples", str(number)),
                problem=f"it is no payload of {schema.key}",
                advice=f"set event to {schema.key}, and the parameters to its own",
            )
            continue
        for finding in validator.validate(example, version=schema.version).findings:
            if finding.rule not in _STANDING:
                yield Lack(
                    stage="examples",
                    source=source,
                    pointer=f"{pointer('examples', str(number))}{finding.pointer}",
                    problem=f"{finding.rule} {finding.name}: {finding.message}",
                    advice=finding.hint or "mend the example, or the schema",
                )
