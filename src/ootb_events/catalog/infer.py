"""A schema proposed from recorded events: a starting point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ootb_events.catalog._catalog import Catalog
from ootb_events.catalog._model import TAKEN
from ootb_events.catalog._names import attribute_name, is_attribute_name, key_problem
from ootb_events.catalog._personal import names_personal
from ootb_events.catalog._seen import Seen
from ootb_events.catalog._soundness import KEY, MOST_PARAMETERS
from ootb_events.errors import CatalogError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["TO_BE_SAID", "Inference"]

TO_BE_SAID: Final = "say here what"
"""What descriptions ask for, until somebody writes them."""

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_MOST_KEYS: Final = 500
_LONGEST: Final = 100
_MANY: Final = 10
"""A parameter that each of so many events has counts as mandatory."""

_EXAMPLES: Final[Mapping[str, Any]] = {
    "date": "2026-06-09",
    "date-time": "2026-06-09T12:00:00Z",
    "local-date-time": "2026-06-09T12:00:00",
    "flag": True,
    "flag-yes-no": "Yes",
    "flag-one-zero": 1,
    "number": 1,
    "identifier": "id-1",
    "text": "text",
    "long-text": "text",
}


class Inference:
    """Propose the schema of one event from payloads of it, in bounded memory.

    Nothing that may be personal data gets into the proposal: of what was recorded, it has keys,
    counts, and values that look like codes and that at least five customers share.

    :param event: the event key.
    :raises CatalogError: when no event of one's own can have that key.
    """

    def __init__(self, event: str) -> None:
        if event in Catalog.default():
            raise CatalogError(
                f"{event} is an event of the reference; add parameters to it with an overlay"
            )
        problem = key_problem(event, "an event key")
        if problem:
            raise CatalogError(f"no schema can be proposed for {event[:_LONGEST]!r}: {problem}")
        self.event = event
        self.events = 0
        self._seen: dict[str, Seen] = {}
        self._strange = 0

    def add(self, payload: Mapping[str, Any]) -> bool:
        """Take a payload; say whether it is one of the event, with a context."""
        context = payload.get("context")
        if payload.get("event") != self.event or not isinstance(context, dict):
            return False
        self.events += 1
        identity = str(payload.get("customer") or payload.get("visitor"))
        for key, value in context.items():
            if not KEY.fullmatch(key):
                self._strange += 1
                continue
            if key not in self._seen and len(self._seen) == _MOST_KEYS:
                raise CatalogError(
                    f"more than {_MOST_KEYS} different keys were recorded; an event has at most "
                    f"{MOST_PARAMETERS}"
                )
            self._seen.setdefault(key, Seen()).add(value, identity)
        return True

    def document(self, domain: str = "own") -> dict[str, Any]:
        """Write the schema.

        :param domain: the part of the business that the event belongs to.
        :raises CatalogError: when nothing was recorded, or too many parameters.
        """
        if not self.events:
            raise CatalogError(f"no payload of {self.event} with a context was recorded")
        parameters = dict(self._parameters())
        if len(parameters) > MOST_PARAMETERS:
            raise CatalogError(
                f"{len(parameters)} parameters were recorded; an event takes {MOST_PARAMETERS}"
            )
        title = self.event.removeprefix("x_").replace("_", " ")[:80].strip().capitalize()
        return {
            "$schema": _DIALECT,
            "title": title or self.event[:80],
            "description": f"Report what {self.event} stands for. A starting point, inferred from "
            f"{self.events} recorded events: check every line, and {TO_BE_SAID} the event means.",
            "x-event": self.event,
            "x-version": "1.0.0",
            "x-domain": domain,
            "x-direction": "to-optimove",
            "x-source": {"page": "recorded-events", "revision": 1},
            "allOf": [{"$ref": "../../envelope/1.0.0.json"}],
            "properties": {
                "event": {"const": self.event},
                "context": {"properties": parameters},
            },
            "examples": [self._example(parameters)],
        }

    def notes(self) -> Iterator[str]:
        """Say what was left out, and what was guessed."""
        for key, seen in self._seen.items():
            if seen.type_for(key) is None:
                yield (
                    f"{key} is left out: its values are of several types, or none that can be sent"
                )
            elif seen.type_for(key) == "long-text":
                yield f"{key} has texts of more than 255 characters, which the platform refuses"
            elif self._is_personal(key, seen):
                yield f"{key} is taken for personal data"
            problem = key_problem(key, "a parameter of yours")
            if problem and seen.type_for(key) is not None:
                yield f"{key} is to be sent under another key: {problem}"
        if self._strange:
            noun = "value" if self._strange == 1 else "values"
            yield f"left out, for no parameter can have such a key: {self._strange} {noun}"

    def _parameters(self) -> Iterator[tuple[str, dict[str, Any]]]:
        taken = set(TAKEN)
        for key, seen in self._seen.items():
            kind = seen.type_for(key)
            if kind is None:
                continue
            always = seen.count == self.events
            requirement = "mandatory" if always and self.events >= _MANY else "optional"
            described: dict[str, Any] = {
                "$ref": f"../../types/1.0.0.json#/$defs/{kind}",
                "description": f"Seen in {seen.count} of {self.events} recorded events; "
                f"{TO_BE_SAID} it means.",
                "x-requirement": {"platform": requirement},
            }
            name = _name(key, taken)
            if name != attribute_name(key):
                described["x-name"] = name
            taken.add(name)
            if self._is_personal(key, seen):
                described["x-pii"] = True
            elif kind == "text" and seen.shared_values():
                described["x-values"] = {"are": "listed", "values": list(seen.shared_values())}
            yield key, described

    def _is_personal(self, key: str, seen: Seen) -> bool:
        textual = seen.type_for(key) not in {"flag", "flag-yes-no", "flag-one-zero"}
        return textual and (seen.personal or names_personal(key))

    def _example(self, parameters: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        context = {}
        for key, described in parameters.items():
            known = described.get("x-values", {}).get("values")
            context[key] = known[0] if known else _EXAMPLES[described["$ref"].rpartition("/")[2]]
        return {
            "tenant": 1042,
            "timestamp": "2026-06-09 12:00:00.250000 UTC",
            "event": self.event,
            "customer": "c-20871",
            "context": context,
        }


def _name(key: str, taken: set[str]) -> str:
    """Find an attribute for a key that no other has."""
    bare = attribute_name(key)
    if not is_attribute_name(bare):
        bare = f"p_{bare.strip('_')}"
    name, number = bare, 1
    while name in taken:
        number += 1
        name = f"{bare}_{number}"
    return name
