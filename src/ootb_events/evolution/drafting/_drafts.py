"""Versions that are not released yet: files that the lock does not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from ootb_events.catalog.lock import lock_state
from ootb_events.evolution._diff import diff
from ootb_events.evolution._since import predecessor

if TYPE_CHECKING:
    from pathlib import Path

    from ootb_events.catalog import Catalog, EventSchema
    from ootb_events.evolution._changes import Changes

__all__ = ["Draft", "drafts_of", "is_draft", "is_reference"]

_METASCHEMA: Final = "metaschema.json"


@attrs.frozen(eq=False)
class Draft:
    """Hold a version that is not released, and what it changes.

    :param schema: the version.
    :param before: the version before it, or of the event whose place it takes; ``None`` for an
        event that is new altogether.
    """

    schema: EventSchema
    before: EventSchema | None

    @property
    def changes(self) -> Changes | None:
        """What is different from the version before."""
        return None if self.before is None else diff(self.before, self.schema)


def is_reference(folder: Path) -> bool:
    """Say whether a folder holds the published reference rather than a catalogue of one's own."""
    return (folder / _METASCHEMA).is_file()


def is_draft(folder: Path, schema: EventSchema) -> bool:
    """Say whether a version of a folder is not released."""
    return f"events/{schema.key}/{schema.version}.json" in lock_state(folder).new


def drafts_of(folder: Path, catalog: Catalog) -> tuple[Draft, ...]:
    """List the drafts of a folder, by event and version.

    :param folder: the folder that holds ``events``.
    :param catalog: what was loaded from it.
    :raises CatalogError: when the lock or a schema file is not usable.
    """
    new = set(lock_state(folder).new)
    return tuple(
        Draft(schema, predecessor(catalog, schema))
        for key in catalog
        for version in catalog.versions(key)
        if f"events/{key}/{version}.json" in new
        for schema in [catalog.get(key, version)]
    )
