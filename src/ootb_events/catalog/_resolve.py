"""Schema files with references in, one flat schema out.

References are relative paths within the catalogue's folder, so that editors and other
validators follow them as well; nothing is ever fetched.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ootb_events import _json
from ootb_events.errors import CatalogError, DecodeError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["flatten", "read_schema"]

_ANNOTATIONS = frozenset({"title", "description", "examples", "$schema"})


@lru_cache(maxsize=256)
def _read(path: Path, _modified: int) -> dict[str, Any]:
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
        return _read(path, path.stat().st_mtime_ns)
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
    flat: dict[str, Any] = _Resolver(root).resolve(read_schema(path), path, ())
    return flat


class _Resolver:
    def __init__(self, root: Path) -> None:
        self._root = root

    def resolve(self, node: Any, path: Path, trail: tuple[str, ...]) -> Any:
        if isinstance(node, list):
            return [self.resolve(item, path, trail) for item in node]
        if not isinstance(node, dict):
            return node
        own = {
            key: value if key == "examples" else self.resolve(value, path, trail)
            for key, value in node.items()
            if key not in {"$ref", "allOf"}
        }
        bases = [self._follow(node["$ref"], path, trail)] if "$ref" in node else []
        bases += [self.resolve(item, path, trail) for item in node.get("allOf", ())]
        for base in reversed(bases):
            own = _merge(base, own, self._name(path))
        return own

    def _follow(self, reference: str, path: Path, trail: tuple[str, ...]) -> Any:
        file, _, pointer = reference.partition("#")
        target = (path.parent / file).resolve() if file else path
        if ":" in file or not target.is_relative_to(self._root):
            raise CatalogError(
                f"the reference {reference!r} leaves the catalogue's folder; "
                "only files within it are read",
                source=self._name(path),
            )
        step = f"{target}#{pointer}"
        if step in trail:
            raise CatalogError(
                f"the reference {reference!r} leads back to itself", source=self._name(path)
            )
        node: Any = read_schema(target)
        for token in filter(None, pointer.split("/")):
            key = token.replace("~1", "/").replace("~0", "~")
            if not isinstance(node, dict) or key not in node:
                raise CatalogError(
                    f"the reference {reference!r} leads nowhere", source=self._name(path)
                )
            node = node[key]
        return self.resolve(node, target, (*trail, step))

    def _name(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix()


def _merge(base: Any, own: Any, source: str, pointer: str = "") -> Any:
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
