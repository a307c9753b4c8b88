"""Small catalogues on disk, for tests that need what the published one does not have."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

from ootb_events.catalog import Catalog, schema_folder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TIMESTAMP = "2026-06-09 12:00:00.250000 UTC"


def parameter(kind: str, **keywords: Any) -> dict[str, Any]:
    """Describe a parameter of a kind of types/1.0.0.json; ``_`` in a keyword stands for ``-``."""
    named = {name.replace("_", "-"): value for name, value in keywords.items()}
    reference = f"../../types/1.0.0.json#/$defs/{kind}"
    return {"$ref": reference, "description": f"A parameter of kind {kind}.", **named}


def payload_of(key: str, context: Mapping[str, Any] | None = None, **envelope: Any) -> Any:
    """Write a payload with a plain envelope."""
    return {
        "tenant": 1042,
        "timestamp": TIMESTAMP,
        "event": key,
        "customer": "c-20871",
        "context": dict(context or {}),
        **envelope,
    }


def event_document(
    key: str, version: str, parameters: Mapping[str, Any], **keywords: Any
) -> dict[str, Any]:
    """Write an event's schema file; ``_`` in a keyword stands for ``-``."""
    return {
        "$schema": DIALECT,
        "title": key,
        "description": f"Report {key}.",
        "x-event": key,
        "x-version": version,
        "x-domain": "tests",
        "x-direction": "to-optimove",
        "x-source": {"page": "/docs/tests", "revision": 1},
        "allOf": [{"$ref": "../../envelope/1.0.0.json"}],
        "properties": {"event": {"const": key}, "context": {"properties": dict(parameters)}},
        "examples": [payload_of(key)],
        **{name.replace("_", "-"): value for name, value in keywords.items()},
    }


def write_json(path: Path, document: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def event_path(folder: Path, key: str, version: str = "1.0.0") -> Path:
    return folder / "events" / key / f"{version}.json"


def write_event(
    folder: Path,
    key: str,
    parameters: Mapping[str, Any],
    version: str = "1.0.0",
    **keywords: Any,
) -> Path:
    document = event_document(key, version, parameters, **keywords)
    return write_json(event_path(folder, key, version), document)


def write_overlay(
    folder: Path,
    parameters: Mapping[str, Any],
    event: str = "ootb_deposit",
    version: str = "2.1.0",
    name: str = "ours",
    **more: Any,
) -> Path:
    """Write an overlay; references are one level less deep than those of events."""
    nearer = json.loads(json.dumps(parameters).replace("../../", "../"))
    document = {
        "$schema": DIALECT,
        "title": "Ours",
        "description": "What our tenant adds.",
        "x-extends": {"event": event, "version": version},
        "properties": {"context": {"properties": nearer}},
        **more,
    }
    return write_json(folder / "overlays" / f"{name}.json", document)


def write_foundation(folder: Path) -> Path:
    """Put the published envelope and types into a folder, as a user's own catalogue has them."""
    for name in ("envelope", "types", "parameters"):
        shutil.copytree(schema_folder() / name, folder / name)
    (folder / "events").mkdir()
    return folder


def write_catalog(folder: Path, events: Mapping[str, Mapping[str, Any]]) -> Catalog:
    """Write events of one version each, and load them."""
    write_foundation(folder)
    for key, parameters in events.items():
        write_event(folder, key, parameters)
    return Catalog.load(folder)
