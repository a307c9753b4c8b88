"""What a draft lacks before it can be released, in the order in which to do it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ootb_events.catalog import Catalog
from ootb_events.catalog._entries import shown
from ootb_events.catalog.check import check_catalog, check_folder
from ootb_events.catalog.lock import lock_state
from ootb_events.codegen import render_module
from ootb_events.errors import CatalogError
from ootb_events.evolution._upgrade_check import upgrade_cycles, upgrade_problems
from ootb_events.evolution.drafting._documented import event_lacks, overlay_lacks
from ootb_events.evolution.drafting._drafts import drafts_of, is_reference
from ootb_events.evolution.drafting._lack import Lack
from ootb_events.evolution.drafting._upgrades import upgrade_lacks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ootb_events.evolution.drafting._drafts import Draft

__all__ = ["check_drafts"]


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
        drafts = drafts_of(folder, catalog)
        for draft in drafts:
            found += _of_draft(draft, catalog)
        found += overlay_lacks(folder, catalog)
        if not found:
            found += _ways(folder, drafts)
    except CatalogError as error:
        found.append(_of_error(error, folder))
    return tuple(found)


def _forms(folder: Path) -> Iterator[Lack]:
    check = check_folder if is_reference(folder) else check_catalog
    problems = check(folder)
    if not problems and not is_reference(folder):
        problems = upgrade_cycles(Catalog.load(folder)) or _names(folder)
    for problem in problems:
        yield _of_error(problem, folder)


def _names(folder: Path) -> tuple[CatalogError, ...]:
    try:
        render_module(Catalog.load(folder))
    except CatalogError as error:
        return (error,)
    return ()


def _of_error(error: CatalogError, folder: Path) -> Lack:
    return Lack(
        stage="form",
        source="" if error.source == shown(folder) else error.source,
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
    yield from event_lacks(draft.schema, catalog)
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


def _ways(folder: Path, drafts: tuple[Draft, ...]) -> Iterator[Lack]:
    """Find what the steps to drafts forget, or name in vain."""
    catalog = Catalog.load(folder)
    if not is_reference(folder):
        catalog = Catalog.default() | catalog
    files = {draft.schema.source for draft in drafts}
    keys = {schema.key for draft in drafts for schema in (draft.schema, draft.before) if schema}
    for key in sorted(keys):
        for problem in upgrade_problems(catalog, key):
            if problem.source in files:
                yield Lack(
                    stage="upgrade",
                    source=problem.source,
                    pointer=problem.pointer,
                    problem=problem.problem,
                    advice="mend x-upgrades; schemas/README.md says what they may say",
                )


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
