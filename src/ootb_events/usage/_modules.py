"""Generated modules of other projects, found from the files that import them."""

from __future__ import annotations

import ast
import sys
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from ootb_events.codegen import NOTICE
from ootb_events.usage._classes import GeneratedClass, GeneratedModule, installed_modules

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

__all__ = ["Library", "is_generated"]

_PACKAGE: Final = "ootb_events"
_NOTICE: Final = NOTICE.encode()
_MOST_BYTES: Final = 8 << 20
_OF_EVERY_EVENT: Final = ("customer", "visitor", "timestamp")


class Library:
    """Find the generated modules that a file can import.

    :param file: the file; other projects' modules are looked for in its folder and those above,
        as ``PYTHONPATH=.`` and ``src`` have it.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._found: dict[str, GeneratedModule | None] = {}

    def module(self, name: str) -> GeneratedModule | None:
        """Find a module by its dotted name; ``None`` when it is no generated one."""
        if name.partition(".")[0] == _PACKAGE:
            return installed_modules().get(name)
        if name not in self._found:
            self._found[name] = self._elsewhere(name)
        return self._found[name]

    def absolute(self, module: str, level: int) -> str:
        """Make the name of a relative import one that :meth:`module` takes."""
        return f"{'.' * level}{module}"

    def below(self, name: str, attribute: str) -> str:
        """Name what a package has below it."""
        return f"{name}{attribute}" if name.endswith(".") else f"{name}.{attribute}"

    def _elsewhere(self, name: str) -> GeneratedModule | None:
        relative = name.lstrip(".")
        level = len(name) - len(relative)
        top, _, _ = relative.partition(".")
        if not relative or (not level and top in sys.stdlib_module_names):
            return None
        place = "/".join(relative.split("."))
        for folder in self._folders(level):
            if _has(folder, top):
                for path in (folder / f"{place}.py", folder / place / "__init__.py"):
                    found = _read_module(path, relative)
                    if found is not None:
                        return found
        return None

    def _folders(self, level: int) -> Iterator[Path]:
        above = self._file.parents
        if level:
            yield from above[level - 1 : level]
            return
        for folder in above:
            yield from (folder, folder / "src")


def is_generated(text: bytes) -> bool:
    """Say whether the text of a file was generated from schemas."""
    return _NOTICE in text[:4096]


@lru_cache(maxsize=4096)
def _has(folder: Path, name: str) -> bool:
    """Say whether a folder has a module or package of that name; most have not."""
    return any((folder / each).exists() for each in (name, f"{name}.py"))


@lru_cache(maxsize=4096)
def _read_module(path: Path, name: str) -> GeneratedModule | None:
    try:
        if not path.is_file() or path.stat().st_size > _MOST_BYTES:
            return None
        text = path.read_bytes()
        tree = ast.parse(text) if is_generated(text) else None
    except (OSError, ValueError, SyntaxError, RecursionError, MemoryError):
        return None
    return None if tree is None else _described(tree, name)


def _described(tree: ast.Module, name: str) -> GeneratedModule:
    nodes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    bodies = {each: dict(_assigned(node)) for each, node in nodes.items()}
    items: dict[str, Mapping[str, Any]] = {}
    for body in bodies.values():
        if body.get("item_class"):
            items.setdefault(body["item_class"], body)
    classes = {each: _class(each, name, body, items.get(each)) for each, body in bodies.items()}
    return GeneratedModule(name, classes, frozenset(_bound(tree)))


def _assigned(node: ast.ClassDef) -> Iterator[tuple[str, Any]]:
    """Walk what a class body assigns: texts and names of constants, ``None`` for attributes."""
    for each in node.body:
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
            is_constant = "ClassVar" in ast.dump(each.annotation)
            yield each.target.id, _constant(each.value) if is_constant else None


def _constant(node: ast.expr | None) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return str(node.value) if isinstance(node, ast.Constant) else ""


def _class(
    name: str, module: str, body: Mapping[str, Any], holder: Mapping[str, Any] | None
) -> GeneratedClass:
    says = holder or body
    common = () if holder else _OF_EVERY_EVENT
    return GeneratedClass(
        name=name,
        module=module,
        attributes=(*common, *(each for each, value in body.items() if value is None)),
        others=frozenset(each for each, value in body.items() if value is not None),
        event=says.get("event_key"),
        version=says.get("schema_version"),
        is_item=holder is not None,
    )


def _bound(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.alias):
            yield node.asname or node.name.partition(".")[0]
