"""From two versions to what is different."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ootb_events.errors import ConfigurationError
from ootb_events.evolution._changes import Changes, Release
from ootb_events.evolution._envelope import envelope_changes
from ootb_events.evolution._event import event_changes, item_changes
from ootb_events.evolution._pairs import Side, refuse_ambiguity
from ootb_events.evolution._parameters import parameter_changes
from ootb_events.evolution._relations import relation_changes
from ootb_events.evolution._steps import upgrade_between
from ootb_events.validation import PROFILES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ootb_events.catalog import EventSchema
    from ootb_events.evolution._changes import Change

__all__ = ["diff"]


def diff(old: EventSchema, new: EventSchema, *, profile: str = "platform") -> Changes:
    """Say what is different between two versions, and what follows for payloads and code.

    Of an event that took the place of another, ``old`` may be the other: its payloads are
    then compared as if they had the new key, and the new key is a change of its own.

    :param old: the older version.
    :param new: the newer version.
    :param profile: ``platform`` (what the platform refuses), ``opti-x`` or ``ebi``.
    :raises CatalogError: when one key could mean two parameters of a version.
    :raises ConfigurationError: when there is no such profile.
    """
    if profile not in PROFILES:
        raise ConfigurationError(f"no profile {profile!r}; there are {', '.join(PROFILES)}")
    for schema in (old, new):
        refuse_ambiguity(schema)
    changes = tuple(_changes(old, new, profile))
    return Changes(old=Release.of(old), new=Release.of(new), profile=profile, changes=changes)


def _changes(old: EventSchema, new: EventSchema, profile: str) -> Iterator[Change]:
    upgrade = upgrade_between(old, new)
    renamed = upgrade.renamed if upgrade else {}
    yield from event_changes(old, new)
    yield from envelope_changes(old, new)
    yield from parameter_changes(Side.of_event(old), Side.of_event(new), renamed, profile)
    yield from item_changes(old.item, new.item)
    yield from parameter_changes(Side.of_items(old), Side.of_items(new), renamed, profile)
    yield from relation_changes(old, new)


def _renamed(old: EventSchema, new: EventSchema) -> dict[str, str]:
    """Collect the keys that the newer version says to have changed, as old to new."""
    found: dict[str, str] = {}
    for upgrade in new.upgrades:
        if upgrade.event == old.key:
            found |= upgrade.renamed
    return found
