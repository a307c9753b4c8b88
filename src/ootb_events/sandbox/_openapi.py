"""The OpenAPI document of a sandbox."""

from __future__ import annotations

from typing import Any, Final

from ootb_events.sandbox._schemas import SCHEMAS, array, ref
from ootb_events.sandbox._store import VERDICTS

__all__ = ["document"]

Part = dict[str, Any]

_WHOLE: Final[Part] = {"type": "integer", "minimum": 0}
_TEXT: Final[Part] = {"type": "string"}
_SERVER_SENT: Final = (
    "On connection an event `summary` (data as GET /api/summary). Then at most ten times a second "
    "an event `events` with data {events: [Event, oldest first], skipped: number, summary}; it has "
    "no events when only the faults were changed. After a reset an event `reset` with data "
    "{summary}. Each carries the number of the latest event as its id; Last-Event-ID is honoured "
    "as far as events are kept."
)


def document(path: str, version: str) -> Part:
    """Describe the API of a sandbox.

    :param path: the endpoint's path.
    :param version: the version of this package.
    """
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "ootb-events sandbox",
            "version": version,
            "description": "A local endpoint that validates and shows what it receives. "
            "Beyond loopback everything but the endpoint needs the access token.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": {path: {"post": _endpoint()}, **_PATHS},
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"access": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{}, {"access": []}],
    }


def _json(schema: str, description: str) -> Part:
    return {
        "description": description,
        "content": {"application/json": {"schema": ref(schema)}},
    }


def _answers(schema: str, description: str) -> Part:
    return {"200": _json(schema, description), "default": _json("Error", "What is wrong")}


_EMPTY: Final[Part] = {
    "204": {"description": "Done"},
    "default": _json("Error", "What is wrong"),
}


def _body(schema: str) -> Part:
    return {"required": True, "content": {"application/json": {"schema": ref(schema)}}}


def _query(name: str, schema: Part, description: str) -> Part:
    return {"name": name, "in": "query", "schema": schema, "description": description}


def _in_path(name: str, schema: Part) -> Part:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _endpoint() -> Part:
    answer = "Taken, or refused in the way of the real endpoint"
    return {
        "operationId": "report",
        "summary": "Report one event, as to the real endpoint.",
        "security": [{}],
        "parameters": [
            {
                "name": f"X-Optimove-Signature-{name}",
                "in": "header",
                "schema": _TEXT,
                "description": description,
            }
            for name, description in (
                ("Version", "1"),
                ("Content", "HMAC-SHA256 of the body with the token, in lower-case hex"),
            )
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"type": "object"}}},
        },
        "responses": {
            "200": _json("Answer", answer),
            "default": _json("Answer", "Refused, or a fault"),
        },
    }


_FOUND: Final = [
    _query("verdict", array({"enum": list(VERDICTS)}), "Any of these verdicts."),
    _query("event", array(_TEXT), "Any of these event keys; an empty one: no known event."),
    _query("customer", _TEXT, "This customer's or visitor's events."),
    _query("visitor", _TEXT, "This visitor's events."),
    _query("rule", array(_TEXT), "Events that broke any of these rules."),
    _query("after", _WHOLE, "Events with a greater number."),
    _query("before", _WHOLE, "Events with a smaller number."),
    _query("limit", {**_WHOLE, "maximum": 1000, "default": 100}, "How many, at most."),
]

_FORGETS: Final = _query("faults", {"enum": ["0", "1"]}, "Whether to forget faults too.")
_KEY: Final = _in_path("key", _TEXT)
_PLAIN: Final[Part] = {"text/plain": {"schema": _TEXT}}


def _outcome(description: str) -> Part:
    part = _json("Outcome", description)
    part["content"].update(_PLAIN)
    return part


def _does(name: str, summary: str, responses: Part, *parameters: Part, takes: str = "") -> Part:
    """Describe an operation."""
    operation: Part = {"operationId": name, "summary": summary, "responses": responses}
    if parameters:
        operation["parameters"] = list(parameters)
    if takes:
        operation["requestBody"] = _body(takes)
    return operation


_PATHS: Final[dict[str, Part]] = {
    "/api/events": {
        "get": _does(
            "events", "List the latest events.", _answers("Events", "Newest first"), *_FOUND
        )
    },
    "/api/events/{number}": {
        "get": _does(
            "event",
            "Show one event with its text and findings.",
            _answers("EventDetail", "The event"),
            _in_path("number", {"type": "integer", "minimum": 1}),
        )
    },
    "/api/summary": {
        "get": _does("summary", "Count everything.", _answers("Summary", "The counts"))
    },
    "/api/reset": {"post": _does("reset", "Forget events and counts.", _EMPTY, _FORGETS)},
    "/api/expect": {
        "post": _does(
            "expect",
            "Wait until given events arrived.",
            {
                "200": _outcome("They did"),
                "422": _outcome("They did not"),
                "default": _json("Error", "What is wrong"),
            },
            takes="Expectation",
        )
    },
    "/api/stream": {
        "get": _does(
            "stream",
            "Follow what arrives.",
            {
                "200": {
                    "description": _SERVER_SENT,
                    "content": {"text/event-stream": {"schema": _TEXT}},
                },
                "default": _json("Error", "What is wrong"),
            },
        )
    },
    "/api/faults": {
        "get": _does("faults", "List the faults.", _answers("Faults", "The faults")),
        "post": _does(
            "addFault",
            "Add a fault.",
            {"201": _json("Faults", "All faults"), "default": _json("Error", "What is wrong")},
            takes="Fault",
        ),
        "put": _does(
            "replaceFaults",
            "Begin anew with other faults.",
            _answers("Faults", "The faults"),
            takes="Faults",
        ),
        "delete": _does("clearFaults", "Remove all faults.", _EMPTY),
    },
    "/api/validate": {
        "post": _does(
            "validate",
            "Say everything that is to be said about a text.",
            _answers("Validated", "What is to be said"),
            takes="ToValidate",
        )
    },
    "/api/catalog": {
        "get": _does("catalogue", "List the events there are.", _answers("Catalogue", "Events"))
    },
    "/api/catalog/{key}": {
        "get": _does(
            "eventPage",
            "Describe one event in all of its versions.",
            _answers("EventPage", "The event, versions newest first"),
            _KEY,
        )
    },
    "/api/catalog/{key}/example": {
        "get": _does(
            "example",
            "Build an example of an event, as of now.",
            _answers("Example", "The example"),
            _KEY,
            _query("version", _TEXT, "Not the current version but this."),
            _query("size", {"enum": ["small", "full"], "default": "small"}, "How much of it."),
        )
    },
    "/api/rules": {"get": _does("rules", "List the rules.", _answers("Rules", "The rules"))},
    "/api/openapi.json": {
        "get": _does(
            "openapi",
            "Describe this API.",
            {
                "200": {
                    "description": "An OpenAPI document",
                    "content": {"application/json": {"schema": {"type": "object"}}},
                },
                "default": _json("Error", "What is wrong"),
            },
        )
    },
}
