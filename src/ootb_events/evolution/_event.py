"""What is different between two versions besides their parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ootb_events.evolution._changes import Change
from ootb_events.evolution._words import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ootb_events.catalog import EventSchema, ItemSchema

__all__ = ["event_changes", "item_changes"]

_TOLD: Final = frozenset(
    {
        *("x-event", "x-version", "x-domain", "x-direction", "x-overwrites-profile", "x-rules"),
        *("x-superseded-by", "x-upgrades", "x-preferred"),
        *("properties", "required", "type", "anyOf"),
    }
)
"""What is compared elsewhere, or leads from one version to the other; the rest is words."""

_COURSE: Final = {
    "x-follows": "What comes before the event in the ordinary course is told otherwise.",
    "x-stages": "How the event is sent again as it moves on is told otherwise.",
    "x-suspends": "What does not happen after the event is told otherwise.",
}
_WORDS: Final = {
    "x-source": "The reference was revised.",
    "examples": "The example is another one.",
    "title": "The event has another title.",
    "description": "The event is described in other words.",
    **_COURSE,
}


def event_changes(old: EventSchema, new: EventSchema) -> Iterator[Change]:
    """Walk what is different about the event as a whole."""
    if old.key != new.key:
        yield _renamed(old, new)
    yield from _successor(old, new)
    if old.emittable != new.emittable:
        yield _direction(new)
    if old.overwrites_profile != new.overwrites_profile:
        yield _overwriting(new)
    if old.domain != new.domain:
        yield Change(
            kind="domain-changed",
            pointer="/x-domain",
            message=f"The event is part of {_plain(new.domain)}, and was of {_plain(old.domain)}.",
            before=old.domain,
            after=new.domain,
        )
    yield from _words(old, new)


def item_changes(old: ItemSchema | None, new: ItemSchema | None) -> Iterator[Change]:
    """Walk what is different about numbered items as such; their parameters aside."""
    place = "/properties/context/x-items"
    if old is None and new is not None:
        yield Change(
            kind="items-added",
            pointer=place,
            message=f"The event has items, numbered from {new.first}.",
            widens=True,
            after={"class": new.class_name, "first": new.first},
        )
    elif old is not None and new is None:
        yield Change(
            kind="items-removed",
            pointer=place,
            message="The event has no items any more.",
            payloads="warned",
            code="breaks",
            narrows=True,
            before={"class": old.class_name, "first": old.first},
        )
    elif old is not None and new is not None:
        yield from _items(old, new, place)


def _items(old: ItemSchema, new: ItemSchema, place: str) -> Iterator[Change]:
    if old.first != new.first:
        yield Change(
            kind="items-changed",
            pointer="/properties/context/patternProperties",
            message=f"Items are numbered from {new.first}, and were from {old.first}.",
            payloads="warned",
            narrows=True,
            widens=True,
            before=old.first,
            after=new.first,
        )
    if old.class_name != new.class_name:
        yield Change(
            kind="items-changed",
            pointer=f"{place}/class",
            message=f"The class of an item is {new.class_name}, and was {old.class_name}.",
            code="breaks",
            before=old.class_name,
            after=new.class_name,
        )


def _renamed(old: EventSchema, new: EventSchema) -> Change:
    superseded = old.superseded_by == new.key
    message = f"{new.key} is another event than {old.key}"
    if superseded:
        message = f"{new.key} took the place of {old.key}, which is understood, with a warning"
    return Change(
        kind="event-renamed",
        pointer="/x-event",
        message=f"{message}.",
        payloads="warned" if superseded else "refused",
        code="breaks",
        narrows=True,
        widens=True,
        before=old.key,
        after=new.key,
    )


def _successor(old: EventSchema, new: EventSchema) -> Iterator[Change]:
    before, after = (each.document.get("x-superseded-by") for each in (old, new))
    if before == after or (old.key != new.key and after is None):
        return
    if new.superseded_by is None:
        message = f"{old.superseded_by} does not take the place of the event any more"
    else:
        message = f"{new.superseded_by} takes the place of the event"
    moved = (before is None) is not (after is None)
    yield Change(
        kind="successor-changed",
        pointer="/x-superseded-by" if after else "",
        message=f"{message}.",
        payloads="warned" if after and not before else "as-before",
        code="breaks" if moved else "as-before",
        before=before,
        after=after,
    )


def _direction(new: EventSchema) -> Change:
    sent = (
        "sent to Optimove" if new.emittable else "received from Optimove, and sent by nobody else"
    )
    return Change(
        kind="direction-changed",
        pointer="/x-direction",
        message=f"The event is now {sent}.",
        before="from-optimove" if new.emittable else "to-optimove",
        after="to-optimove" if new.emittable else "from-optimove",
    )


def _overwriting(new: EventSchema) -> Change:
    now = "now replace" if new.overwrites_profile else "no longer replace"
    return Change(
        kind="overwriting-changed",
        pointer="/x-overwrites-profile" if new.overwrites_profile else "",
        message=f"The values {now} what the customer's profile holds.",
        payloads="warned" if new.overwrites_profile else "as-before",
        before=not new.overwrites_profile,
        after=new.overwrites_profile,
    )


def _words(old: EventSchema, new: EventSchema) -> Iterator[Change]:
    for keyword in dict.fromkeys((*new.document, *old.document)):
        before, after = (each.document.get(keyword) for each in (old, new))
        if keyword in _TOLD or written(before) == written(after):
            continue
        yield Change(
            kind="course-changed" if keyword in _COURSE else "words-changed",
            pointer=f"/{keyword}" if keyword in new.document else "",
            message=_WORDS.get(keyword, f"The event says something else as its {keyword}."),
            before=None if keyword == "examples" else before,
            after=None if keyword == "examples" else after,
        )


def _plain(domain: str) -> str:
    return domain.replace("_", " ")
