"""Schema files with references in, one flat schema out.

References are relative paths within the catalogue's folder, so that editors and other
validators follow them as well. What a folder does not have of the envelope, the types and the
shared parameters is taken from this package. Nothing is ever fetched.
"""

from __future__ import annotations

import os
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from ootb_events import _json
from ootb_events.errors import CatalogError, DecodeError

__all__ = ["MOST_BYTES", "flatten", "is_within", "read_schema", "schema_folder"]

MOST_BYTES: Final = 1 << 20
"""The largest schema file that is read; the longest published one has a fiftieth of it."""

_ANNOTATIONS = frozenset({"title", "description", "examples", "$schema"})
_FOUNDATION: Final = frozenset({"envelope", "parameters", "types"})
_MOST_STEPS: Final = 50_000
"""How often one file may lead to another: references to references multiply."""


@cache
def schema_folder() -> Path:
    """Find the schemas of this package: the installed copy, else those of the checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_schemas"
    return installed if installed.is_dir() else package.parents[1] / "schemas"


@lru_cache(maxsize=256)
def _read(path: Path, _modified: int, size: int) -> dict[str, Any]:
    if size > MOST_BYTES:
        raise CatalogError(
            f"{size} bytes are more than the {MOST_BYTES} of the largest schema file that is "
            "read; an event has at most 50 parameters",
            source=path.name,
        )
    try:
        document = _json.loads(path.read_bytes())
    except DecodeError as error:
        raise CatalogError(str(error), source=path.name) from error
    if not isinstance(document, dict):
        raise CatalogError("a schema file holds one JSON object", source=path.name)
    return document


def read_schema(path: Path) -> dict[str, Any]:
    """Read one schema file as it stands.

    :raises CatalogError: when it is missing, is not JSON, is not an object, or is too large.
    """
    try:
        found = path.stat()
        return _read(path, found.st_mtime_ns, found.st_size)
    except OSError as error:
        raise CatalogError(f"cannot be read: {error.strerror}", source=path.name) from error


def is_within(path: Path, root: Path) -> bool:
    """Say whether a path is within a folder once every link is followed."""
    try:
        return path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):  # links in a circle
        return False


def flatten(path: Path, root: Path) -> dict[str, Any]:
    """Resolve every reference of a schema file into one schema without any.

    :param path: the schema file.
    :param root: the catalogue's folder, which no reference may leave but for this package's
        envelope, types and shared parameters.
    :raises CatalogError: when a reference leaves both, leads nowhere or to itself, or when a
        keyword beside a reference contradicts what it refers to.
    """
    return _Resolver().flat(_Place(_normal(root), path.relative_to(root).as_posix(), ""))


def _normal(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() follows links


class _Place(NamedTuple):
    """A place in a schema file.

    :param root: the catalogue's folder.
    :param file: the file, relative to it.
    :param pointer: the place within the file.
    """

    root: Path
    file: str
    pointer: str

    @property
    def path(self) -> Path:
        return self.root / self.file

    def below(self, token: str | int) -> _Place:
        escaped = str(token).replace("~", "~0").replace("/", "~1")
        return self._replace(pointer=f"{self.pointer}/{escaped}")


class _Resolver:
    def __init__(self) -> None:
        self._steps = 0
        self._read: dict[tuple[Path, str], dict[str, Any]] = {}

    def flat(self, start: _Place) -> dict[str, Any]:
        try:
            flat: dict[str, Any] = self._resolve(self._document(start), start, ())
        except RecursionError:
            raise CatalogError("it is nested too deeply", source=start.file) from None
        return flat

    def _resolve(self, node: Any, place: _Place, trail: tuple[_Place, ...]) -> Any:
        if isinstance(node, list):
            return [
                self._resolve(item, place.below(number), trail) for number, item in enumerate(node)
            ]
        if not isinstance(node, dict):
            return node
        own = {
            key: value if key == "examples" else self._resolve(value, place.below(key), trail)
            for key, value in node.items()
            if key not in {"$ref", "allOf"}
        }
        bases = [self._follow(node["$ref"], place, trail)] if "$ref" in node else []
        bases += self._members(node.get("allOf", []), place.below("allOf"), trail)
        for base in reversed(bases):
            own = _merge(base, own, place.file, place.pointer)
        return own

    def _members(self, members: Any, place: _Place, trail: tuple[_Place, ...]) -> list[Any]:
        if not isinstance(members, list) or not all(isinstance(each, dict) for each in members):
            raise CatalogError(
                "expected a list of references", source=place.file, pointer=place.pointer
            )
        resolved: list[Any] = self._resolve(members, place, trail)
        return resolved

    def _follow(self, reference: Any, place: _Place, trail: tuple[_Place, ...]) -> Any:
        if not isinstance(reference, str):
            raise self._error(place, reference, "is no text")
        self._count(place)
        target = self._target(reference, place)
        if target in trail:
            raise self._error(place, reference, "leads back to itself")
        node: Any = self._document(target)
        for token in filter(None, target.pointer.split("/")):
            key = token.replace("~1", "/").replace("~0", "~")
            if not isinstance(node, dict) or key not in node:
                raise self._error(place, reference, "leads nowhere")
            node = node[key]
        if not isinstance(node, dict):
            raise self._error(place, reference, "leads to what is no schema")
        return self._resolve(node, target, (*trail, target))

    def _count(self, place: _Place) -> None:
        self._steps += 1
        if self._steps > _MOST_STEPS:
            raise CatalogError(
                f"more than {_MOST_STEPS} references are to be followed; shorten the way",
                source=place.file,
                pointer=place.pointer,
            )

    def _target(self, reference: str, place: _Place) -> _Place:
        name, _, pointer = reference.partition("#")
        if not name:
            return place._replace(pointer=pointer)
        file = _join(place.file, name)
        if file is None:
            raise self._error(
                place,
                reference,
                "leaves the catalogue's folder; only files within it are read, and this "
                "package's envelope, types and parameters",
            )
        root = self._root_of(place.root, file)
        if root is None:
            raise self._error(place, reference, "leads nowhere")
        if (root, file) not in self._read and not is_within(root / file, root):
            raise self._error(place, reference, "leaves the catalogue's folder by a link")
        return _Place(root, file, pointer)

    def _root_of(self, root: Path, file: str) -> Path | None:
        """Say which folder has a file: the one that it is referred to from, else ours."""
        if (root, file) in self._read or _is_file(root / file):
            return root
        ours = schema_folder()
        known = file.partition("/")[0] in _FOUNDATION and _is_file(ours / file)
        return ours if known else None

    def _document(self, place: _Place) -> dict[str, Any]:
        document = self._read.get((place.root, place.file))
        if document is None:
            try:
                document = read_schema(place.path)
            except CatalogError as error:
                raise CatalogError(error.problem, source=place.file) from error
            self._read[place.root, place.file] = document
        return document

    def _error(self, place: _Place, reference: Any, problem: str) -> CatalogError:
        return CatalogError(
            f"the reference {reference!r} {problem}",
            source=place.file,
            pointer=f"{place.pointer}/$ref",
        )


def _join(file: str, name: str) -> str | None:
    """Follow a relative path from a file of a folder; ``None`` when it leaves the folder."""
    if ":" in name or "\\" in name or name.startswith("/"):
        return None
    steps = file.split("/")[:-1]
    for step in name.split("/"):
        if step == "..":
            if not steps:
                return None
            steps.pop()
        elif step not in {"", "."}:
            steps.append(step)
    return "/".join(steps)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError, RuntimeError):
        return False


def _merge(base: Any, own: Any, source: str, pointer: str) -> Any:
    merged = dict(base)
    for key, value in own.items():
        if key not in merged or merged[key] == value:
            merged[key] = value
        elif isinstance(value, dict) and isinstance(merged[key], dict):
            merged[key] = _merge(merged[key], value, source, f"{pointer}/{key}")
        elif key in _ANNOTATIONS or key.startswith("x-"):
            merged[key] = value
        else:
            raise CatalogError(
                f"{key!r} contradicts what the reference beside it already says",
                source=source,
                pointer=f"{pointer}/{key}",
            )
    return merged
