"""Schema files with references in, one flat schema out.

References are relative paths within the catalogue's folder, so that editors and other
validators follow them as well; nothing is ever fetched.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from ootb_events import _json
from ootb_events.errors import CatalogError, DecodeError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["flatten", "read_schema"]

_ANNOTATIONS = frozenset({"title", "description", "examples", "$schema"})


@lru_cache(maxsize=256)
def _read(path: Path, _modified: int, _size: int) -> dict[str, Any]:
    try:
        document = _json.loads(path.read_bytes())
    except DecodeError as error:
        raise CatalogError(str(error), source=path.name) from error
    if not isinstance(document, dict):
        raise CatalogError("a schema file holds one JSON object", source=path.name)
    return document


def read_schema(path: Path) -> dict[str, Any]:
    """Read one schema file as it stands.

    :raises CatalogError: when it is missing, is not JSON, or is not an object.
    """
    try:
        found = path.stat()
        return _read(path, found.st_mtime_ns, found.st_size)
    except OSError as error:
        raise CatalogError(f"cannot be read: {error.strerror}", source=path.name) from error


def flatten(path: Path, root: Path) -> dict[str, Any]:
    """Resolve every reference of a schema file into one schema without any.

    :param path: the schema file.
    :param root: the catalogue's folder, which no reference may leave.
    :raises CatalogError: when a reference leaves ``root``, leads nowhere or to itself, or
        when a keyword beside a reference contradicts what it refers to.
    """
    root = root.resolve()
    path = path.resolve()
    return _Resolver(root).flat(path)


class _Place(NamedTuple):
    """A place in a schema file."""

    path: Path
    pointer: str

    def below(self, token: str | int) -> _Place:
        escaped = str(token).replace("~", "~0").replace("/", "~1")
        return _Place(self.path, f"{self.pointer}/{escaped}")


class _Resolver:
    def __init__(self, root: Path) -> None:
        self._root = root

    def flat(self, path: Path) -> dict[str, Any]:
        document = self._document(path)
        flat: dict[str, Any] = self._resolve(document, _Place(path, ""), ())
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
        bases += self._resolve(node.get("allOf", []), place.below("allOf"), trail)
        for base in reversed(bases):
            own = _merge(base, own, self._name(place.path), place.pointer)
        return own

    def _follow(self, reference: str, place: _Place, trail: tuple[_Place, ...]) -> Any:
        file, _, pointer = reference.partition("#")
        path = (place.path.parent / file).resolve() if file else place.path
        if ":" in file or not path.is_relative_to(self._root):
            raise self._error(
                place, reference, "leaves the catalogue's folder; only files within it are read"
            )
        target = _Place(path, pointer)
        if target in trail:
            raise self._error(place, reference, "leads back to itself")
        if not path.is_file():
            raise self._error(place, reference, "leads nowhere")
        node: Any = self._document(path)
        for token in filter(None, pointer.split("/")):
            key = token.replace("~1", "/").replace("~0", "~")
            if not isinstance(node, dict) or key not in node:
                raise self._error(place, reference, "leads nowhere")
            node = node[key]
        return self._resolve(node, target, (*trail, target))

    def _document(self, path: Path) -> dict[str, Any]:
        try:
            return read_schema(path)
        except CatalogError as error:
            raise CatalogError(error.problem, source=self._name(path)) from error

    def _error(self, place: _Place, reference: str, problem: str) -> CatalogError:
        return CatalogError(
            f"the reference {reference!r} {problem}",
            source=self._name(place.path),
            pointer=f"{place.pointer}/$ref",
        )

    def _name(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix()


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
