"""What the API answers and takes, as JSON Schema for its OpenAPI document."""

from __future__ import annotations

from typing import Any, Final

from ootb_events.sandbox._fault import KINDS
from ootb_events.sandbox._store import VERDICTS
from ootb_events.validation import PROFILES, Severity

__all__ = ["SCHEMAS", "array", "nullable", "obj", "ref"]

Schema = dict[str, Any]

TEXT: Final[Schema] = {"type": "string"}
COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
YES: Final[Schema] = {"type": "boolean"}
TIME: Final[Schema] = {"type": "string", "format": "date-time"}
KEY: Final[Schema] = {"type": "string", "description": "An event key, such as ootb_deposit."}


def ref(name: str) -> Schema:
    """Refer to a schema by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def array(items: Schema, **more: Any) -> Schema:
    """Describe a list."""
    return {"type": "array", "items": items, **more}


def nullable(schema: Schema) -> Schema:
    """Let a value be null as well."""
    return {"anyOf": [schema, {"type": "null"}]}


def obj(optional: tuple[str, ...] = (), /, **members: Schema) -> Schema:
    """Describe an object that has these members and no others.

    :param optional: those that may be missing.
    """
    return {
        "type": "object",
        "properties": members,
        "required": [name for name in members if name not in optional],
        "additionalProperties": False,
    }


def _choice(*values: str) -> Schema:
    return {"type": "string", "enum": list(values)}


_SEVERITY: Final = _choice(*(severity.value for severity in Severity))
_VERDICT: Final = _choice(*VERDICTS)
_COUNTS: Final = obj(**{severity.value: COUNT for severity in Severity})
_VERDICTS: Final = dict.fromkeys(VERDICTS, COUNT)
_MAP: Final[Schema] = {"type": "object", "additionalProperties": TEXT}

_EVENT: Final[dict[str, Schema]] = {
    "number": {"type": "integer", "minimum": 1},
    "received": TIME,
    "verdict": _VERDICT,
    "event": nullable(KEY),
    "title": nullable(TEXT),
    "version": nullable(TEXT),
    "customer": nullable(TEXT),
    "visitor": nullable(TEXT),
    "timestamp": nullable(TEXT),
    "bytes": COUNT,
    "signature": _choice("valid", "missing", "invalid", "unchecked"),
    "status": nullable({"type": "integer", "description": "Null when nothing was answered."}),
    "fault": nullable(_choice(*KINDS)),
    "counts": _COUNTS,
    "rules": array(TEXT),
}

_FIX: Final = obj(
    ("from", "value"),
    **{
        "op": _choice("add", "remove", "replace", "move"),
        "path": TEXT,
        "from": TEXT,
        "value": {},
        "safe": YES,
    },
)

_PARAMETER: Final = obj(
    key=TEXT,
    name=TEXT,
    title=TEXT,
    description=TEXT,
    kind=_choice("text", "identifier", "number", "flag", "date-time", "date"),
    wire=_choice("true-false", "yes-no", "one-zero"),
    type=TEXT,
    pii=YES,
    aliases=array(TEXT),
    values=array({}),
    value_set=nullable(_choice("closed", "listed", "examples")),
    value_names=_MAP,
    requirement={"type": "object", "propertyNames": _choice(*PROFILES)},
    item=YES,
    max_length=nullable(COUNT),
    min_length=nullable(COUNT),
    pattern=nullable(TEXT),
    minimum=nullable({"type": "number"}),
    maximum=nullable({"type": "number"}),
)

_EXPECTED: Final[dict[str, Schema]] = {
    "event": KEY,
    "customer": TEXT,
    "visitor": TEXT,
    "verdict": _VERDICT,
    "context": {"type": "object", "description": "Parameters that it must have."},
    "count": {"type": "integer", "minimum": 1, "default": 1},
}

SCHEMAS: Final[dict[str, Schema]] = {
    "Answer": obj(status=_choice("success", "error"), message=TEXT),
    "Error": obj(error=TEXT),
    "Event": obj(**_EVENT),
    "EventDetail": obj(
        **_EVENT,
        text=TEXT,
        findings=array(ref("Finding")),
        answer=nullable(TEXT),
        headers=_MAP,
    ),
    "Events": obj(events=array(ref("Event")), total=COUNT, kept=COUNT, forgotten=COUNT),
    "Finding": obj(
        rule=TEXT,
        name=TEXT,
        severity=_SEVERITY,
        pointer=TEXT,
        message=TEXT,
        hint=TEXT,
        line={"type": "integer", "minimum": 1},
        column={"type": "integer", "minimum": 1},
        fix=nullable(_FIX),
    ),
    "Summary": obj(
        total=COUNT,
        verdicts=obj(**_VERDICTS),
        kept=COUNT,
        capacity=COUNT,
        events=array(obj(event=nullable(KEY), title=nullable(TEXT), **_VERDICTS)),
        rules=array(obj(rule=TEXT, name=TEXT, severity=_SEVERITY, count=COUNT)),
        customers=COUNT,
        faults={**COUNT, "description": "How many events were hit by a fault."},
        faults_set={
            **array(TEXT),
            "description": "The faults that are not over, as the command line writes them.",
        },
        endpoint=TEXT,
        signed=YES,
        started=TIME,
    ),
    "Expectation": obj(
        ("events", "within", "in_order", "none_bad"),
        events=array(ref("Expected"), maxItems=100),
        within={"type": "number", "minimum": 0, "maximum": 60, "default": 5},
        in_order={**YES, "default": False},
        none_bad={**YES, "default": True},
    ),
    "Expected": obj(tuple(_EXPECTED), **_EXPECTED),
    "Missing": obj((*_EXPECTED, "hint"), **_EXPECTED, arrived=COUNT, hint=TEXT),
    "Outcome": obj(
        met=YES,
        missing=array(ref("Missing")),
        bad=array(ref("Event")),
        arrived=array(ref("Event")),
    ),
    "Fault": obj(
        ("status", "retry_after", "seconds", "share", "count", "event"),
        kind=_choice(*KINDS),
        status={"type": "integer", "minimum": 200, "maximum": 599},
        retry_after={"type": "number", "minimum": 0, "maximum": 3600},
        seconds={"type": "number", "minimum": 0, "maximum": 3600},
        share={"type": "number", "minimum": 0, "maximum": 1, "default": 1},
        count={"type": "integer", "minimum": 1},
        event=KEY,
    ),
    "Faults": obj(("seed",), faults=array(ref("Fault"), maxItems=100), seed={"type": "integer"}),
    "ToValidate": obj(
        ("profile", "strict", "version"),
        text={**TEXT, "description": "Anything at all."},
        profile=nullable(_choice(*PROFILES)),
        strict=YES,
        version=nullable(TEXT),
    ),
    "Validated": obj(
        event=nullable(KEY),
        title=nullable(TEXT),
        version=nullable(TEXT),
        verdict=_VERDICT,
        findings=array(ref("Finding")),
    ),
    "Catalogue": obj(
        events=array(
            obj(
                event=KEY,
                title=TEXT,
                domain=TEXT,
                description=TEXT,
                current=TEXT,
                versions=array(TEXT),
                emittable=YES,
                superseded_by=nullable(KEY),
                since=nullable(TEXT),
            )
        ),
        profiles=array(TEXT),
    ),
    "EventPage": obj(
        event=KEY,
        title=TEXT,
        description=TEXT,
        domain=TEXT,
        page=TEXT,
        emittable=YES,
        superseded_by=nullable(KEY),
        follows=array(KEY),
        versions=array(ref("Version")),
    ),
    "Version": obj(
        version=TEXT,
        since=nullable(TEXT),
        revision=COUNT,
        rules=array(TEXT),
        parameters=array(_PARAMETER),
        differences=array(
            obj(
                change=_choice("added", "removed", "changed"),
                parameter=nullable(TEXT),
                detail=TEXT,
                payloads=_choice("as-before", "warned", "refused"),
                code=_choice("as-before", "breaks"),
            )
        ),
    ),
    "Example": obj(text=TEXT, version=TEXT),
    "Rules": obj(rules=array(obj(rule=TEXT, name=TEXT, severity=_SEVERITY, summary=TEXT))),
}
"""Every schema by its name."""
