"""Releasing drafts: the changelog, the classes, and last the lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from ootb_events.catalog import Catalog
from ootb_events.catalog.lock import write_lock
from ootb_events.codegen import refuse_strangers, render, render_module, write
from ootb_events.evolution._changes import Release
from ootb_events.evolution.drafting._changelog import entry_of, with_entries
from ootb_events.evolution.drafting._check import check_drafts
from ootb_events.evolution.drafting._drafts import drafts_of, is_reference

if TYPE_CHECKING:
    from pathlib import Path

    from ootb_events.evolution.drafting._lack import Lack

__all__ = ["Released", "release"]


@attrs.frozen(kw_only=True)
class Released:
    """Say what was released and written, or what keeps it from being.

    :param lacks: what is missing; then nothing was written.
    :param versions: what was released now.
    :param entries: what a changelog says of each of them.
    :param classes: the modules that changed.
    :param changelog: whether the changelog has new entries.
    :param locked: the schema files that the lock holds from now on.
    """

    lacks: tuple[Lack, ...] = ()
    versions: tuple[Release, ...] = ()
    entries: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    changelog: bool = False
    locked: tuple[str, ...] = ()


def release(
    folder: Path,
    *,
    classes: Path | None = None,
    changelog: Path | None = None,
    catalog: Catalog | None = None,
) -> Released:
    """Release the drafts of a catalogue, if nothing is missing; doing it twice is doing it once.

    :param folder: the folder that holds ``events``.
    :param classes: the folder of the classes of the reference, or the module of one's own; the
        classes are not written without.
    :param changelog: the changelog; it is not written without.
    :param catalog: what the module of one's own holds classes of, if more than the folder.
    :raises CatalogError: when a module would take the place of one that was not generated.
    :raises OSError: when something cannot be written.
    """
    lacks = check_drafts(folder)
    if lacks:
        return Released(lacks=lacks)
    own = Catalog.load(folder)
    drafts = drafts_of(folder, own)
    # The lock comes last: until it is written, all of this can be done once more.
    written = () if classes is None else _write_classes(folder, own, catalog, classes)
    is_entered = False
    if changelog is not None:
        # Lines end as they did: newline="" neither reads nor writes them otherwise.
        with changelog.open(encoding="utf-8", newline="") as file:
            before = file.read()
        after = _like(before, with_entries(before.replace("\r\n", "\n"), drafts))
        is_entered = after != before
        if is_entered:
            changelog.write_text(after, encoding="utf-8", newline="")
    state = write_lock(folder)
    return Released(
        versions=tuple(Release.of(draft.schema) for draft in drafts),
        entries=tuple(entry_of(draft) for draft in drafts),
        classes=written,
        changelog=is_entered,
        locked=state.new,
    )


def _write_classes(
    folder: Path, own: Catalog, catalog: Catalog | None, classes: Path
) -> tuple[str, ...]:
    if is_reference(folder):
        classes.mkdir(parents=True, exist_ok=True)
        return write(render(own), classes)
    refuse_strangers(classes)
    classes.parent.mkdir(parents=True, exist_ok=True)
    text = render_module(own if catalog is None else catalog)
    return write({classes.name: text}, classes.parent, sweep=False)


def _like(before: str, text: str) -> str:
    return text.replace("\n", "\r\n") if "\r\n" in before else text
