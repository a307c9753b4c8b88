"""The event that everything is measured with, and a few that must be refused."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any, Final

from ootb_events import Catalog

KEY: Final = "ootb_self_exclusion_initiated"
VERSION: Final = "1.0.0"
TENANT: Final = 1042

START: Final = datetime(2026, 6, 9, 12, 0, tzinfo=timezone.utc)
EXPIRY: Final = datetime(2026, 6, 16, 12, 0, tzinfo=timezone.utc)

_SCHEMA: Final = Catalog.default().get(KEY, VERSION)


def schema() -> dict[str, Any]:
    """Copy the flat contract schema, ``x-`` keywords included."""
    document: dict[str, Any] = json.loads(json.dumps(_SCHEMA.document, default=dict))
    return document


def payload() -> dict[str, Any]:
    """Copy the schema's own example, in which every parameter has a value."""
    example: dict[str, Any] = schema()["examples"][0]
    assert example["context"].keys() == _SCHEMA.parameters.keys()
    return example


def invalid_payloads() -> dict[str, dict[str, Any]]:
    """Break the valid payload in one place each, by what was done to it."""
    return {
        "no tenant": _without("tenant"),
        "no customer": _without("customer"),
        "tenant as text": _with(tenant=str(TENANT)),
        "timestamp of another form": _with(timestamp="2026-06-09T12:00:00Z"),
        "no such event": _with(event="ootb_self_exclusion_begun"),
        "256 characters": _with_parameter("ootb_brand", to="x" * 256),
        "no such calendar day": _with_parameter(
            "ootb_self_exclusion_start_date", to="2026-02-30T12:00:00Z"
        ),
        "not among the closed values": _with_parameter("ootb_exclusion_type", to=7),
        "boolean as number": _with_parameter("ootb_exclusion_type", to=True),
        "number as text": _with_parameter("ootb_exclusion_type", to="0"),
        "nested object": _with_parameter("ootb_reason", to={"code": "user_requested"}),
        "null": _with_parameter("ootb_reason", to=None),
    }


def _without(name: str) -> dict[str, Any]:
    broken = payload()
    del broken[name]
    return broken


def _with(**properties: Any) -> dict[str, Any]:
    return payload() | properties


def _with_parameter(key: str, *, to: Any) -> dict[str, Any]:
    broken = payload()
    broken["context"][key] = to
    return broken
