"""What an event says, as data and as Markdown; the words are shared with the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ootb_events.catalog import type_words
from ootb_events.codegen import class_name_of, is_standard, module_of
from ootb_events.validation import PROFILES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ootb_events.catalog import Catalog, EventSchema, Parameter

__all__ = [
    "as_markdown",
    "as_object",
    "import_line",
    "meaning",
    "parameters",
    "requirement",
]

_NOT_STATED: Final = "not stated"


def parameters(event: EventSchema) -> Iterable[Parameter]:
    """Walk every parameter of an event, those of its items last."""
    yield from event.parameters.values()
    if event.item:
        yield from event.item.parameters.values()


def import_line(event: EventSchema, catalog: Catalog) -> str:
    """Say how to come by an event's class."""
    if not is_standard(event):
        version = "" if catalog.is_current(event) else f', "{event.version}"'
        return f'catalog.event("{event.key}"{version})'
    place = ".superseded" if module_of(event) == "superseded" else ""
    return f"from ootb_events.events{place} import {class_name_of(event, catalog)}"


def requirement(parameter: Parameter) -> str:
    """Say which profiles ask for a parameter, as far as any page states it."""
    stated = {profile: parameter.requirement(profile) for profile in PROFILES}
    return ", ".join(f"{profile}: {word}" for profile, word in stated.items() if word)


def meaning(parameter: Parameter) -> Iterator[str]:
    """Say what a parameter means, sentence by sentence."""
    yield parameter.description
    if parameter.value_names:
        yield "; ".join(f"{value} is {name}" for value, name in parameter.value_names.items()) + "."
    if parameter.listed_values:
        yield f"Named values: {', '.join(parameter.listed_values)}."
    if parameter.example_values:
        yield f"For example {', '.join(parameter.example_values)}."
    if parameter.aliases:
        yield f"Also understood as {', '.join(parameter.aliases)}."
    if parameter.pii:
        yield "Personal data."


def as_object(event: EventSchema, catalog: Catalog) -> dict[str, Any]:
    """Describe an event as data."""
    return {
        "event": event.key,
        "version": event.version,
        "current": catalog.get(event.key).version,
        "versions": list(catalog.versions(event.key)),
        "title": event.title,
        "description": event.description,
        "domain": event.domain,
        "direction": "to-optimove" if event.emittable else "from-optimove",
        "class": class_name_of(event, catalog),
        "source": {"page": event.page, "revision": event.revision, "since": event.since},
        "superseded_by": event.superseded_by,
        "profiles": {profile: _profile_words(event, profile) for profile in PROFILES},
        "parameters": [_parameter_object(parameter) for parameter in parameters(event)],
        "relations": [dict(rule) for rule in event.rules],
    }


def as_markdown(event: EventSchema, catalog: Catalog) -> str:
    """Describe an event as a Markdown section with its parameter table."""
    current = catalog.get(event.key).version
    standing = "current" if event.version == current else f"older; the current version is {current}"
    since = f", published {event.since}" if event.since else ""
    facts = [
        f"Version {event.version} ({standing}); {event.page}, revision {event.revision}{since}."
    ]
    if event.superseded_by:
        facts.append(f"Superseded by `{event.superseded_by}`.")
    if not event.emittable:
        facts.append("Received from Optimove, never sent to it.")
    rows = [
        f"| `{p.key}` | {type_words(p)} | {requirement(p) or _NOT_STATED} | {_cell(meaning(p))} |"
        for p in parameters(event)
    ]
    return "\n".join(
        [
            f"## {event.title} (`{event.key}`)",
            "",
            event.description,
            "",
            " ".join(facts),
            "",
            f"`{import_line(event, catalog)}`",
            "",
            "| parameter | type | required | meaning |",
            "|---|---|---|---|",
            *rows,
        ]
    )


def _cell(sentences: Iterable[str]) -> str:
    return " ".join(sentences).replace("|", "\\|")


def _profile_words(event: EventSchema, profile: str) -> str:
    stated = any(parameter.requirement(profile) for parameter in event.parameters.values())
    return "stated" if stated or profile == "platform" else _NOT_STATED


def _parameter_object(parameter: Parameter) -> Mapping[str, Any]:
    return {
        "key": parameter.key,
        "attribute": parameter.name,
        "title": parameter.title,
        "type": type_words(parameter),
        "inferred": parameter.inferred,
        "meaning": parameter.description,
        "requirement": {
            profile: parameter.requirement(profile) or _NOT_STATED for profile in PROFILES
        },
        "closed_values": list(parameter.closed_values or ()),
        "value_names": dict(parameter.value_names),
        "listed_values": list(parameter.listed_values),
        "example_values": list(parameter.example_values),
        "aliases": list(parameter.aliases),
        "pii": parameter.pii,
    }
