"""The next version of an event, begun from the current one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

import attrs

from ootb_events.catalog import Catalog
from ootb_events.catalog._resolve import read_schema
from ootb_events.errors import CatalogError, UnknownEventError
from ootb_events.evolution.drafting._drafts import is_draft, is_reference

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["Begun", "begin", "written_as_file"]


@attrs.frozen
class Begun:
    """Say which version was begun, and where.

    :param path: the new file.
    :param event: the event key.
    :param before: the version that it was copied from.
    :param version: its number, to be held against what it changes by then.
    """

    path: Path
    event: str
    before: str
    version: str


def begin(
    folder: Path,
    event: str,
    *,
    bump: Literal["major", "minor", "patch"] = "minor",
    since: str | None = None,
) -> Begun:
    """Copy the current version of an event to the next one, which is then a draft to be changed.

    The new file says that payloads of the version before stay as they are, until its
    ``x-upgrades`` say more.

    :param folder: the folder that holds ``events``.
    :param event: the event key.
    :param bump: which part of the number to raise; ``check_drafts`` says which it should be.
    :param since: the day on which it is published, as ``YYYY-MM-DD``.
    :raises UnknownEventError: when the folder has no such event.
    :raises CatalogError: when its current version is a draft still, or not usable.
    """
    catalog = Catalog.load(folder)
    if event in Catalog.default() and not is_reference(folder):
        raise CatalogError(
            f"{event} is an event of the reference; add parameters to it with an overlay"
        )
    if event not in catalog or not (folder / "events" / event).is_dir():
        raise UnknownEventError(event, [key for key in catalog.resembling(event) if key != event])
    current = catalog.get(event)
    if is_draft(folder, current):
        raise CatalogError(
            f"{event} {current.version} is a draft still: go on with it, or release it first",
            source=f"events/{event}/{current.version}.json",
        )
    version = _raised(current.version, bump)
    source = folder / "events" / event / f"{current.version}.json"
    path = source.with_name(f"{version}.json")
    document = _next(read_schema(source), current.version, version, since)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(written_as_file(document))
    return Begun(path, event, current.version, version)


def written_as_file(document: Mapping[str, Any]) -> str:
    """Write a schema as the files have it."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _next(
    document: Mapping[str, Any], before: str, version: str, since: str | None
) -> dict[str, Any]:
    source = dict(document["x-source"])
    source["revision"] += 1
    source.pop("table-cut", None)
    source.pop("since", None)
    if since is not None:
        source["since"] = since
    upgrades = [{"version": before, "steps": []}]
    changed = {"x-version": version, "x-source": source, "x-upgrades": upgrades}
    found: dict[str, Any] = {}
    for key, value in document.items():
        if key == "x-upgrades":
            continue
        found[key] = changed.get(key, value)
        if key == "x-source":
            found["x-upgrades"] = upgrades
    return found


def _raised(version: str, bump: str) -> str:
    major, minor, patch = map(int, version.split("."))
    numbers = {
        "major": (major + 1, 0, 0),
        "minor": (major, minor + 1, 0),
        "patch": (major, minor, patch + 1),
    }
    return ".".join(map(str, numbers[bump]))
