"""Which events are meant: by class, by key, or any."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import attrs

from ootb_events.errors import ConfigurationError
from ootb_events.events import Event
from ootb_events.validation import PROFILES

if TYPE_CHECKING:
    from ootb_events.catalog import Catalog, EventSchema

__all__ = ["Subject", "What", "class_of", "subjects_of"]

What = type[Event] | str | None


class Subject(NamedTuple):
    """An event in one version, and its class where one was named."""

    schema: EventSchema
    named: type[Event] | None = None


def subjects_of(
    what: What, version: str | None, profile: str, catalog: Catalog
) -> tuple[Subject, ...]:
    """Find the events that are meant: one, or every event that can be emitted without a word.

    :raises UnknownEventError: when there is no such event.
    :raises UnknownVersionError: when the event has no such version.
    :raises ConfigurationError: when there is no such profile, when ``what`` is neither a class
        nor a key, or when a version is given without an event.
    """
    if profile not in PROFILES:
        raise ConfigurationError(f"no profile {profile!r}; there are {', '.join(PROFILES)}")
    if what is None or what is Event:
        if version is not None:
            raise ConfigurationError(
                f"version {version!r} of which event? name one, or leave version= out"
            )
        return _any_event(catalog, profile)
    if isinstance(what, str):
        return (Subject(catalog.get(what, version)),)
    if not _is_event_class(what):
        raise ConfigurationError(
            f"expected an event class, an event key or None, got {_named(what)}"
        )
    if version is None or version == what.schema_version:
        return (Subject(catalog.get(what.event_key, what.schema_version), what),)
    return (Subject(catalog.get(what.event_key, version)),)


def _is_event_class(what: object) -> bool:
    return isinstance(what, type) and issubclass(what, Event) and hasattr(what, "event_key")


def _named(what: object) -> str:
    return f"the class {what.__name__}" if isinstance(what, type) else type(what).__name__


def class_of(subject: Subject, catalog: Catalog) -> type[Event]:
    """Take the class of an event: the one that was named, else the catalogue's.

    :raises ConfigurationError: when the one that was named lacks a parameter of an overlay.
    """
    schema, named = subject
    if named is None:
        return catalog.event(schema.key, schema.version)
    has = attrs.fields_dict(named)
    lacking = [each.name for each in schema.parameters.values() if each.name not in has]
    if lacking:
        raise ConfigurationError(
            f"{named.__module__}.{named.__name__} has no {lacking[0]}, as the event has in this "
            f"catalogue; draw {schema.key!r}, or the class that is generated from the catalogue"
        )
    return named


def _any_event(catalog: Catalog, profile: str) -> tuple[Subject, ...]:
    current = (catalog.get(key) for key in catalog)
    found = tuple(Subject(schema) for schema in current if _says_nothing(schema, profile))
    if not found:
        raise ConfigurationError(
            f"no event of this catalogue can be emitted under the profile {profile!r}; name one"
        )
    return found


def _says_nothing(schema: EventSchema, profile: str) -> bool:
    """Say whether an event can be sent without a finding that every payload of it gets."""
    stated = any(parameter.requirement(profile) for parameter in schema.parameters.values())
    return schema.emittable and not schema.superseded_by and (profile == "platform" or stated)
