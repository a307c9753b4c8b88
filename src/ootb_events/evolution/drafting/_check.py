"""What a draft lacks before it can be released, in the order in which to do it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ootb_events._json import pointer
from ootb_events.catalog import Catalog
from ootb_events.catalog._resolve import read_schema, schema_folder
from ootb_events.catalog.check import check_catalog, check_folder
from ootb_events.catalog.lock import lock_state
from ootb_events.errors import CatalogError
from ootb_events.evolution._pairs import Side
from ootb_events.evolution.drafting._drafts import drafts_of, is_reference
from ootb_events.evolution.drafting._lack import Lack
from ootb_events.evolution.drafting._upgrades import upgrade_lacks
from ootb_events.validation import validator_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from ootb_events.catalog import EventSchema
    from ootb_events.evolution.drafting._drafts import Draft

__all__ = ["check_drafts"]

_LONGEST_SENTENCE: Final = 90
_STANDING: Final = frozenset({"OOTB302", "OOTB303"})


def check_drafts(folder: Path) -> tuple[Lack, ...]:
    """Say what is missing before the drafts of a catalogue can be released.

    Nothing is said of what a schema that is not usable would lead to.

    :param folder: the folder that holds ``events``.
    """
    found = [*_forms(folder)]
    if found:
        return tuple(found)
    try:
        found += _locked(folder)
        catalog = Catalog.load(folder)
        for draft in drafts_of(folder, catalog):
            found += _of_draft(draft, catalog)
    except CatalogError as error:
        found.append(_of_error(error))
    return tuple(found)


def _forms(folder: Path) -> Iterator[Lack]:
    check = check_folder if is_reference(folder) else check_catalog
    yield from map(_of_error, check(folder))


def _of_error(error: CatalogError) -> Lack:
    return Lack(
        stage="form",
        source=error.source,
        pointer=error.pointer,
        problem=error.problem,
        advice="mend the file; schemas/README.md says what it may say",
    )


def _locked(folder: Path) -> Iterator[Lack]:
    state = lock_state(folder)
    for word, files in (
        ("differs from what was released", state.changed),
        ("is gone", state.missing),
    ):
        for file in files:
            yield Lack(
                stage="lock",
                source=file,
                problem=f"it was released, and {word}",
                advice="restore it; what is to change is the next version: schema new",
            )


def _of_draft(draft: Draft, catalog: Catalog) -> Iterator[Lack]:
    yield from _descriptions(draft.schema)
    yield from _examples(draft.schema, catalog)
    changes = draft.changes
    if draft.before is None or changes is None:
        return
    if changes.bump is None or _is_as_begun(draft):
        yield Lack(
            stage="changes",
            source=draft.schema.source,
            problem=f"it says what {draft.before.version} says",
            advice="change what has changed: parameters, words, examples",
        )
        return
    expected = changes.next_version(draft.before.version)
    if draft.before.key == draft.schema.key and expected != draft.schema.version:
        yield Lack(
            stage="version",
            source=draft.schema.source,
            pointer="/x-version",
            problem=(
                f"what it changes is {changes.bump}, so its number is {expected}, "
                f"not {draft.schema.version}"
            ),
            advice=f"rename the file to {expected}.json, and set x-version",
        )
    yield from upgrade_lacks(draft, draft.before, catalog)


def _is_as_begun(draft: Draft) -> bool:
    """Say whether nothing was changed but what ``schema new`` changes by itself."""
    before = draft.before
    if before is None or before.key != draft.schema.key:
        return False
    aside = {"x-version", "x-source", "x-upgrades"}
    return all(
        before.document.get(key) == draft.schema.document.get(key)
        for key in {*before.document, *draft.schema.document} - aside
    )


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
    general = _general_descriptions()
    for side in (Side.of_event(schema), Side.of_items(schema)):
        for key, parameter in side.parameters.items():
            if parameter.description in general:
                yield Lack(
                    stage="descriptions",
                    source=schema.source,
                    pointer=side.pointer(key),
                    problem=f"{key} is described as its type is",
                    advice="add a description that says what it means in this event",
                )


def _general_descriptions() -> frozenset[str]:
    types: Mapping[str, Mapping[str, str]] = read_schema(schema_folder() / "types" / "1.0.0.json")[
        "$defs"
    ]
    return frozenset(each["description"] for each in types.values())


def _examples(schema: EventSchema, catalog: Catalog) -> Iterator[Lack]:
    validator = validator_for(catalog)
    shown: set[str] = set()
    for number, example in enumerate(schema.examples):
        report = validator.validate(example, version=schema.version)
        for finding in report.findings:
            if finding.rule not in _STANDING:
                yield Lack(
                    stage="examples",
                    source=schema.source,
                    pointer=f"{pointer('examples', str(number))}{finding.pointer}",
                    problem=f"{finding.rule} {finding.name}: {finding.message}",
                    advice=finding.hint or "mend the example, or the schema",
                )
        context = example.get("context", {})
        shown |= {key for key in schema.parameters if key in context}
    lacking = [key for key in schema.parameters if key not in shown]
    if lacking:
        yield Lack(
            stage="examples",
            source=schema.source,
            pointer="/examples",
            problem=f"no example has {', '.join(lacking)}",
            advice="show every parameter in an example",
        )
