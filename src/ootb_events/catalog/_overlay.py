"""Parameters that a folder adds to an event of another, without copying it."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final

import attrs

from ootb_events._json import pointer
from ootb_events.catalog._resolve import flatten, is_within, read_schema
from ootb_events.errors import CatalogError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

__all__ = ["Overlay", "extended", "overlays_in"]

_FOLDER: Final = "overlays"
_CONTEXT: Final = ("properties", "context", "properties")


@attrs.frozen
class Overlay:
    """Add parameters to one version of an event, which then is the current one.

    :param path: the file.
    :param root: the folder of its catalogue.
    :param event: the key of the event that it extends.
    :param version: the version of it.
    """

    path: Path
    root: Path
    event: str
    version: str

    @property
    def source(self) -> str:
        """The file, relative to its catalogue."""
        return self.path.relative_to(self.root).as_posix()


def overlays_in(root: Path) -> tuple[Overlay, ...]:
    """Find the overlays of a folder, in the order of their names.

    :raises CatalogError: when one does not say what it extends.
    """
    return tuple(_overlay(path, root) for path in sorted((root / _FOLDER).glob("*.json")))


def _overlay(path: Path, root: Path) -> Overlay:
    source = path.relative_to(root).as_posix()
    if not is_within(path, root):
        raise CatalogError("it is a link that leaves the catalogue's folder", source=source)
    try:
        extends: Any = read_schema(path).get("x-extends")
    except CatalogError as error:
        raise CatalogError(error.problem, source=source) from error
    said = extends if isinstance(extends, dict) else {}
    event, version = said.get("event"), said.get("version")
    if not isinstance(event, str) or not isinstance(version, str):
        raise CatalogError(
            'an overlay says what it extends, as {"event": "ootb_deposit", "version": "2.1.0"}',
            source=source,
            pointer="/x-extends",
        )
    return Overlay(path, root, event, version)


def extended(document: Mapping[str, Any], overlays: tuple[Overlay, ...]) -> dict[str, Any]:
    """Add the parameters of overlays to a flat schema.

    :raises CatalogError: when one of them is there already, or collides with another.
    """
    whole = deepcopy(dict(document))
    context = whole["properties"]["context"]["properties"]
    holders = dict.fromkeys(context, f"{whole['x-event']} {whole['x-version']}")
    for overlay in overlays:
        flat = flatten(overlay.path, overlay.root)
        for key, schema in _parameters(flat, overlay):
            if key in holders:
                raise CatalogError(
                    f"{holders[key]} has the parameter {key!r} already; an overlay only adds",
                    source=overlay.source,
                    pointer=pointer(*_CONTEXT, key),
                )
            context[key] = schema
            holders[key] = overlay.source
        examples = flat.get("examples", [])
        if isinstance(examples, list):
            whole["examples"] = [*examples, *whole["examples"]]
    return whole


def _parameters(flat: Mapping[str, Any], overlay: Overlay) -> Iterator[tuple[str, Any]]:
    node: Any = flat
    for word in _CONTEXT:
        node = node.get(word) if isinstance(node, dict) else None
    if not isinstance(node, dict) or not node:
        raise CatalogError(
            "an overlay adds at least one parameter",
            source=overlay.source,
            pointer=pointer(*_CONTEXT),
        )
    yield from node.items()
