"""What was published from a day on, and which event took whose place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from ootb_events.evolution._changes import Release
from ootb_events.evolution._diff import diff

if TYPE_CHECKING:
    from datetime import date

    from ootb_events.catalog import Catalog, EventSchema
    from ootb_events.evolution._changes import Changes

__all__ = ["Publication", "predecessor", "since"]


@attrs.frozen(kw_only=True)
class Publication:
    """Say that a version was published, and what it changed.

    :param release: the version, and the day.
    :param title: the event's name in the reference.
    :param changes: the differences from what was there before, the version before or the event
        whose place this one took; ``None`` for an event that is new altogether.
    """

    release: Release
    title: str
    changes: Changes | None = None

    def as_object(self) -> dict[str, Any]:
        """Write it as JSON has it; ``docs/evolution.md`` describes the form."""
        return {
            **attrs.asdict(self.release),
            "title": self.title,
            "changes": None if self.changes is None else self.changes.as_object(),
        }


def since(catalog: Catalog, day: date, *, profile: str = "platform") -> tuple[Publication, ...]:
    """List what was published on a day or after it, in the order of the days, then by event.

    A version whose day the catalogue does not know is not among them.

    :param catalog: which events exist.
    :param day: the first day that counts.
    :param profile: the profile for which the differences are classified.
    :raises CatalogError: when a schema file is not usable.
    :raises ConfigurationError: when there is no such profile.
    """
    published = [
        schema
        for schema in catalog.schemas()
        if schema.since is not None and schema.since >= day.isoformat()
    ]
    ordered = sorted(published, key=lambda schema: str(schema.since))
    return tuple(_publication(schema, catalog, profile) for schema in ordered)


def predecessor(catalog: Catalog, schema: EventSchema) -> EventSchema | None:
    """Find the version before one, or for a first one the event whose place it took.

    :param catalog: which events exist.
    :param schema: a version of one of them.
    """
    versions = catalog.versions(schema.key)
    number = versions.index(schema.version)
    if number:
        return catalog.get(schema.key, versions[number - 1])
    others = (catalog.get(key) for key in catalog)
    return next((other for other in others if other.superseded_by == schema.key), None)


def _publication(schema: EventSchema, catalog: Catalog, profile: str) -> Publication:
    before = predecessor(catalog, schema)
    changes = None if before is None else diff(before, schema, profile=profile)
    return Publication(release=Release.of(schema), title=schema.title, changes=changes)
