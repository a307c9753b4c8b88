"""Which events and versions exist."""

from __future__ import annotations

import difflib
import re
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import attrs

from ootb_events.catalog._model import EventSchema
from ootb_events.catalog._resolve import flatten
from ootb_events.errors import CatalogError, UnknownEventError, UnknownVersionError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Catalog", "schema_folder"]

_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)", re.ASCII)


def schema_folder() -> Path:
    """Find the schemas of this package: the installed copy, else those of the checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_schemas"
    return installed if installed.is_dir() else package.parents[1] / "schemas"


@attrs.frozen(eq=False)
class Catalog:
    """Hold which events and versions exist, as a value.

    Read a folder with :meth:`load`, take this package's own with :meth:`default`, and
    compose two with ``|``. Schema files are read when they are first asked for.
    """

    _files: Mapping[str, Mapping[str, tuple[Path, Path]]] = attrs.field(
        repr=lambda files: f"<{len(files)} events>"
    )
    _read: dict[tuple[str, str], EventSchema] = attrs.field(factory=dict, init=False, repr=False)

    @classmethod
    def load(cls, folder: Path | str) -> Catalog:
        """Take the schemas of a folder laid out as ``events/<event_key>/<version>.json``.

        :raises CatalogError: when there is no such folder, or a file name is not a version.
        """
        root = Path(folder)
        if not (root / "events").is_dir():
            raise CatalogError("no folder 'events' in it", source=str(folder))
        keys = sorted(path for path in (root / "events").iterdir() if path.is_dir())
        if not keys:
            raise CatalogError("no event in its folder 'events'", source=str(folder))
        return cls(MappingProxyType({key.name: _versions(key, root) for key in keys}))

    @classmethod
    def default(cls) -> Catalog:
        """Take the catalogue that ships with this package; always the same object."""
        return _default()

    def __or__(self, other: Catalog) -> Catalog:
        """Compose two catalogues.

        :raises CatalogError: when both define the same event.
        """
        common = self._files.keys() & other._files.keys()
        if common:
            raise CatalogError(f"both catalogues define {', '.join(sorted(common))}")
        return Catalog(MappingProxyType({**self._files, **other._files}))

    def __contains__(self, key: object) -> bool:
        return key in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def versions(self, key: str) -> tuple[str, ...]:
        """List the versions of an event, oldest first.

        :raises UnknownEventError: when there is no such event.
        """
        if key not in self._files:
            raise UnknownEventError(key, self.resembling(key))
        return tuple(self._files[key])

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
            schema = self._read[key, chosen] = _load(*self._files[key][chosen], key, chosen)
        return schema

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


def _versions(folder: Path, root: Path) -> Mapping[str, tuple[Path, Path]]:
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
    return MappingProxyType({found[number].stem: (found[number], root) for number in sorted(found)})


def _load(path: Path, root: Path, key: str, version: str) -> EventSchema:
    source = path.relative_to(root).as_posix()
    document = flatten(path, root)
    for keyword, expected in (("x-event", key), ("x-version", version)):
        if document.get(keyword) != expected:
            raise CatalogError(
                f"{keyword} is {document.get(keyword)!r}, the file's place says {expected!r}",
                source=source,
                pointer=f"/{keyword}",
            )
    return EventSchema(document=MappingProxyType(document), source=source)
