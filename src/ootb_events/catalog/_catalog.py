"""Which events and versions exist."""

from __future__ import annotations

import difflib
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import attrs

from ootb_events.catalog._entries import Entry, composed, entries_of, root_of
from ootb_events.catalog._resolve import schema_folder
from ootb_events.errors import UnknownEventError, UnknownVersionError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ootb_events.catalog._model import EventSchema
    from ootb_events.events import Event

__all__ = ["Catalog"]


@attrs.frozen(eq=False)
class Catalog:
    """Hold which events and versions exist, as a value.

    Read a folder with :meth:`load`, take this package's own with :meth:`default`, and
    compose two with ``|``. Schema files are read when they are first asked for.

    :ivar folders: where the schemas are, in the order of composition.
    """

    _files: Mapping[str, Entry] = attrs.field(repr=lambda files: f"<{len(files)} events>")
    folders: tuple[Path, ...] = attrs.field(repr=False)
    _read: dict[tuple[str, str], EventSchema] = attrs.field(factory=dict, init=False, repr=False)

    @classmethod
    def load(cls, folder: Path | str) -> Catalog:
        """Take the schemas of a folder laid out as ``events/<event_key>/<version>.json``.

        The folder ``events`` itself may be named as well. Files in ``overlays`` beside it add
        parameters to an event of the folder, or of this package, whose version they pin. What
        files refer to and the folder does not have is taken from this package: its envelope,
        types and shared parameters.

        :raises CatalogError: when there is no such folder, it cannot be read, a file name is not
            a version, or an overlay extends what does not exist.
        """
        root = root_of(Path(folder))
        # Ours extend nothing; while they are loaded there is no default to ask for.
        theirs = {} if root == schema_folder() else _default()._files  # noqa: SLF001 - of this class
        return cls(MappingProxyType(entries_of(root, theirs)), (root,))

    @classmethod
    def default(cls) -> Catalog:
        """Take the catalogue that ships with this package; always the same object."""
        return _default()

    def __or__(self, other: Catalog) -> Catalog:
        """Compose two catalogues; what both extend of one event adds up.

        :raises CatalogError: when both define the same event.
        """
        if not isinstance(other, Catalog):
            return NotImplemented
        files = MappingProxyType(composed(self._files, other._files))
        return Catalog(files, tuple(dict.fromkeys((*self.folders, *other.folders))))

    def __contains__(self, key: object) -> bool:
        return key in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return _again, (tuple(None if one == schema_folder() else one for one in self.folders),)

    def versions(self, key: str) -> tuple[str, ...]:
        """List the versions of an event, oldest first; the last is the current one.

        :raises UnknownEventError: when there is no such event.
        """
        if key not in self._files:
            raise UnknownEventError(key, self.resembling(key))
        return self._files[key].versions

    def get(self, key: str, version: str | None = None) -> EventSchema:
        """Take an event in one version, or in its current one.

        :raises UnknownEventError: when there is no such event.
        :raises UnknownVersionError: when the event has no such version.
        :raises CatalogError: when the schema file is not usable.
        """
        known = self.versions(key)
        chosen = known[-1] if version is None else version
        schema = self._read.get((key, chosen))
        if schema is None:
            if chosen not in known:
                raise UnknownVersionError(key, chosen, known)
            schema = self._read[key, chosen] = self._files[key].read(chosen)
        return schema

    def event(self, key: str, version: str | None = None) -> type[Event]:
        """Take the class of an event: an imported one that fits the schema, else one built now.

        What is built is what ``ootb-events generate`` would write, and always the same class.

        :raises UnknownEventError: when there is no such event.
        :raises UnknownVersionError: when the event has no such version.
        :raises CatalogError: when the schema file is not usable.
        """
        from ootb_events.codec import class_of

        return class_of(self, key, version)

    def is_current(self, schema: EventSchema) -> bool:
        """Say whether a schema is the newest version of its event."""
        return self.versions(schema.key)[-1] == schema.version

    def schemas(self) -> Iterator[EventSchema]:
        """Walk every version of every event, oldest first within each event."""
        for key in self:
            for version in self.versions(key):
                yield self.get(key, version)

    def resembling(self, key: str, limit: int = 3) -> tuple[str, ...]:
        """List known event keys that resemble a misspelled one, best first."""
        folded = {known.lower(): known for known in self._files}
        wanted = key.lower()
        spellings = [wanted] if wanted.startswith("ootb_") else [wanted, f"ootb_{wanted}"]
        close = dict.fromkeys(
            match
            for spelling in spellings
            for match in difflib.get_close_matches(spelling, folded, limit, cutoff=0.75)
        )
        return tuple(folded[match] for match in list(close)[:limit])


@cache
def _default() -> Catalog:
    return Catalog.load(schema_folder())


@lru_cache(maxsize=16)
def _again(folders: tuple[Path | None, ...]) -> Catalog:
    """Compose a catalogue that was pickled, once."""
    first, *others = (
        Catalog.default() if folder is None else Catalog.load(folder) for folder in folders
    )
    for other in others:
        first |= other
    return first
