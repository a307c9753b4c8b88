"""The files of a catalogue: found, composed, and read when they are asked for."""

from __future__ import annotations

import difflib
import os
import re
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NoReturn

import attrs

from ootb_events.catalog._model import EventSchema
from ootb_events.catalog._overlay import Overlay, extended, overlays_in
from ootb_events.catalog._resolve import flatten, is_within
from ootb_events.catalog._soundness import refuse_unsound
from ootb_events.errors import CatalogError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Entry", "composed", "entries_of", "root_of", "shown"]

_EVENTS: Final = "events"
_OVERLAYS: Final = "overlays"
_VERSION: Final = re.compile(r"(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})", re.ASCII)


@attrs.frozen
class Entry:
    """Hold where the versions of one event are, and what extends them.

    :param key: the event key.
    :param root: the catalogue's folder.
    :param files: the file of each version, oldest first.
    :param overlays: what adds parameters; the newest version that one of them names is the
        current one, whatever has been published since.
    """

    key: str
    root: Path
    files: Mapping[str, Path]
    overlays: tuple[Overlay, ...] = ()

    @property
    def versions(self) -> tuple[str, ...]:
        """The versions up to the one that is pinned, oldest first."""
        every = tuple(self.files)
        pinned = [every.index(overlay.version) for overlay in self.overlays]
        return every[: max(pinned) + 1] if pinned else every

    def read(self, version: str) -> EventSchema:
        """Read one version, with what extends it.

        :raises CatalogError: when a file is not usable.
        """
        path = self.files[version]
        source = path.relative_to(self.root).as_posix()
        if not is_within(path, self.root):
            raise CatalogError("it is a link that leaves the catalogue's folder", source=source)
        document = flatten(path, self.root)
        for keyword, expected in (("x-event", self.key), ("x-version", version)):
            if document.get(keyword) != expected:
                raise CatalogError(
                    f"{keyword} is {document.get(keyword)!r}, the file's place says {expected!r}",
                    source=source,
                    pointer=f"/{keyword}",
                )
        refuse_unsound(document, source)
        extending = tuple(one for one in self.overlays if one.version == version)
        if extending:
            document = extended(document, extending)
            source = ", ".join(overlay.source for overlay in extending)
            refuse_unsound(document, source)
        names = tuple(overlay.source for overlay in extending)
        return EventSchema(document=MappingProxyType(document), source=source, overlays=names)


def root_of(folder: Path) -> Path:
    """Find the folder that holds ``events``, of which only that may have been named.

    :raises CatalogError: when there is none, or it cannot be read.
    """
    root = Path(os.path.abspath(folder))  # noqa: PTH100 - resolve() follows links
    try:
        if (root / _EVENTS).is_dir() or (root / _OVERLAYS).is_dir():
            return root
        if root.name == _EVENTS and root.is_dir():
            return root.parent
    except (OSError, ValueError) as error:
        _cannot_be_read(error, str(folder))
    problem = "no folder 'events' in it" if root.is_dir() else "there is no such folder"
    raise CatalogError(problem, source=str(folder))


def entries_of(root: Path, theirs: Mapping[str, Entry]) -> dict[str, Entry]:
    """Find the events of a folder, and those that it extends.

    :param theirs: the events of this package.
    :raises CatalogError: when a file name is not a version, or an overlay extends nothing.
    """
    try:
        events = root / _EVENTS
        keys = sorted(path for path in events.iterdir() if path.is_dir()) if events.is_dir() else []
        found = {key.name: Entry(key.name, root, _versions(key, root)) for key in keys}
        overlays = overlays_in(root)
    except OSError as error:
        _cannot_be_read(error, shown(root))
    for overlay in overlays:
        base = found.get(overlay.event) or theirs.get(overlay.event)
        entry = _extendable(overlay, base, {**theirs, **found})
        found[overlay.event] = attrs.evolve(entry, overlays=(*entry.overlays, overlay))
    if not found:
        raise CatalogError("no event in its folder 'events'", source=shown(root))
    return found


def _cannot_be_read(error: OSError | ValueError, source: str) -> NoReturn:
    why = getattr(error, "strerror", None) or str(error)
    raise CatalogError(f"cannot be read: {why}", source=source) from error


def _versions(folder: Path, root: Path) -> Mapping[str, Path]:
    found = {}
    for path in folder.glob("*.json"):
        match = _VERSION.fullmatch(path.stem)
        if match is None:
            raise CatalogError(
                "a schema file is named after its version, such as 1.0.0.json",
                source=path.relative_to(root).as_posix(),
            )
        found[tuple(map(int, match.groups()))] = path
    if not found:
        raise CatalogError("no version in it", source=folder.relative_to(root).as_posix())
    return MappingProxyType({found[number].stem: found[number] for number in sorted(found)})


def _extendable(overlay: Overlay, entry: Entry | None, known: Mapping[str, Entry]) -> Entry:
    if entry is None:
        close = difflib.get_close_matches(overlay.event, known, 1)
        hint = f"; did you mean {close[0]}?" if close else ""
        raise CatalogError(
            f"there is no event {overlay.event!r} to extend{hint}",
            source=overlay.source,
            pointer="/x-extends/event",
        )
    if overlay.version not in entry.files:
        raise CatalogError(
            f"{overlay.event} has no version {overlay.version!r}; there are "
            f"{', '.join(entry.files)}",
            source=overlay.source,
            pointer="/x-extends/version",
        )
    return entry


def composed(ours: Mapping[str, Entry], theirs: Mapping[str, Entry]) -> dict[str, Entry]:
    """Put the events of two catalogues together.

    :raises CatalogError: when both define the same event, naming the files.
    """
    common = sorted(ours.keys() & theirs.keys())
    collisions = [key for key in common if ours[key].files != theirs[key].files]
    if collisions:
        raise CatalogError(
            f"both catalogues define {', '.join(collisions)}",
            source=" and ".join(_newest(each[collisions[0]]) for each in (ours, theirs)),
        )
    return {**ours, **theirs, **{key: _both(ours[key], theirs[key]) for key in common}}


def _both(one: Entry, other: Entry) -> Entry:
    overlays = tuple(dict.fromkeys((*one.overlays, *other.overlays)))
    return attrs.evolve(one, overlays=overlays)


def _newest(entry: Entry) -> str:
    return shown(list(entry.files.values())[-1])


def shown(path: Path) -> str:
    """Write a path for people: relative to the working directory, where it is below that."""
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except (OSError, ValueError):
        return str(path)
