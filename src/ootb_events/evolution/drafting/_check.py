"""What a draft lacks before it can be released, in the order in which to do it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, Literal

import attrs

from ootb_events._json import pointer
from ootb_events.catalog import Catalog
from ootb_events.catalog._resolve import read_schema, schema_folder
from ootb_events.catalog.check import check_catalog, check_folder
from ootb_events.catalog.lock import lock_state
from ootb_events.errors import CatalogError, InvalidEventError, OotbEventsError, UpgradeError
from ootb_events.evolution._pairs import Side, pairs_of
from ootb_events.evolution._steps import upgrade_between
from ootb_events.evolution._upgrade import upgrader_for
from ootb_events.evolution.drafting._drafts import drafts_of, is_reference
from ootb_events.validation import validator_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from ootb_events.catalog import EventSchema
    from ootb_events.evolution.drafting._drafts import Draft

__all__ = ["Lack", "Stage", "check_drafts"]

Stage = Literal["form", "lock", "descriptions", "examples", "changes", "version", "upgrade"]

_LONGEST_SENTENCE: Final = 90
_STANDING: Final = frozenset({"OOTB302", "OOTB303"})


@attrs.frozen(kw_only=True)
class Lack:
    """Say what is missing, and what to do about it.

    :param stage: the step of the check that says so.
    :param source: the file, relative to the catalogue.
    :param pointer: the JSON Pointer of the place within it.
    :param problem: what is missing.
    :param advice: what to do next.
    """

    stage: Stage
    source: str
    pointer: str = ""
    problem: str
    advice: str = ""

    def __str__(self) -> str:
        where = f"{self.source}#{self.pointer}" if self.pointer else self.source
        return f"{where}: {self.problem}"


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
    yield from _upgrade(draft, draft.before, catalog)


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


def _upgrade(draft: Draft, before: EventSchema, catalog: Catalog) -> Iterator[Lack]:
    schema = draft.schema
    upgrade = upgrade_between(before, schema)
    if upgrade is None:
        event = {} if before.key == schema.key else {"event": before.key}
        member = json.dumps({**event, "version": before.version, "steps": []})
        yield Lack(
            stage="upgrade",
            source=schema.source,
            pointer="/x-upgrades" if schema.upgrades else "",
            problem=f"it does not say how payloads of {before.key} {before.version} become its own",
            advice=f"add {member} to x-upgrades, with what is to be done to them",
        )
        return
    yield from _untold(upgrade.steps, upgrade.renamed, before, schema)
    yield from _tried(before, schema, catalog)


def _untold(
    steps: tuple[Mapping[str, Any], ...],
    renamed: Mapping[str, str],
    before: EventSchema,
    schema: EventSchema,
) -> Iterator[Lack]:
    """Find parameters that are gone or have another key, of which no step says so."""
    told = {key for step in steps for key in step.get("keys", ())}
    moved: dict[str, str] = {}
    gone: list[str] = []
    for side in (Side.of_event, Side.of_items):
        for pair in pairs_of(side(before), side(schema), renamed):
            if pair.old is None or pair.old.key in told:
                continue
            if pair.new is None:
                gone.append(pair.old.key)
            elif pair.new.key != pair.old.key:
                moved[pair.old.key] = pair.new.key
    for keys, became, step in ((moved, "have another key", "rename"), (gone, "are gone", "drop")):
        if keys:
            yield Lack(
                stage="upgrade",
                source=schema.source,
                pointer="/x-upgrades",
                problem=f"{', '.join(keys)} {became}, and no step says so",
                advice=f"add the step {json.dumps({'step': step, 'keys': keys})}",
            )


def _tried(before: EventSchema, schema: EventSchema, catalog: Catalog) -> Iterator[Lack]:
    """Upgrade the examples of the version before."""
    upgrader = upgrader_for(catalog)
    for example in before.examples:
        try:
            upgrader.upgrade(example, version=before.version, to=f"{schema.key}@{schema.version}")
        except InvalidEventError:  # the example itself, which was released as it is
            continue
        except UpgradeError as error:
            findings = error.report.errors if error.report else ()
            why = "; ".join(f"{each.pointer}: {each.message}" for each in findings)
            yield Lack(
                stage="upgrade",
                source=schema.source,
                pointer="/x-upgrades",
                problem=f"an example of {before.version} is refused once upgraded: {why or error}",
                advice="add the step that is missing: rename, drop, convert, map or default",
            )
        except OotbEventsError as error:
            yield Lack(
                stage="upgrade",
                source=schema.source,
                pointer="/x-upgrades",
                problem=str(error),
                advice="mend x-upgrades; schemas/README.md says what they may say",
            )
