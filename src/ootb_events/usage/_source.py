"""From a file to the tree of its code."""

from __future__ import annotations

import ast
import io
import tokenize
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ootb_events.lint._unreadable import Unreadable, reason
from ootb_events.usage import _notebook
from ootb_events.usage._model import CodePlace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Code", "read_code"]

_MOST_BYTES: Final = 16 << 20
"""The largest file that is read; its tree takes a hundred times as much memory."""


class Code:
    """Hold the tree of a file, and say where its nodes are.

    :param text: the bytes of the file.
    :param tree: all of its code.
    :param lines: the text by line; of a notebook, by line of each cell.
    """

    def __init__(self, text: bytes, tree: ast.Module, lines: Mapping[int, Sequence[str]]) -> None:
        self.text = text
        self.tree = tree
        self._lines = lines

    def place(self, node: ast.AST) -> CodePlace:
        """Say where a node begins."""
        cell = getattr(node, "cell", 0)
        line, offset = _start(node)
        lines = self._lines.get(cell, ())
        text = lines[line - 1] if line <= len(lines) else ""
        column = len(text.encode("utf-8", "surrogatepass")[:offset].decode("utf-8", "ignore"))
        return CodePlace(line, (column if text else offset) + 1, cell)


def _start(node: ast.AST) -> tuple[int, int]:
    """Tell line and bytes before it; of an attribute, those of its name."""
    if isinstance(node, ast.Attribute) and node.end_lineno and node.end_col_offset:
        return node.end_lineno, node.end_col_offset - len(node.attr.encode())
    return getattr(node, "lineno", 1), getattr(node, "col_offset", 0)


def read_code(file: str) -> Code:
    """Read a file of Python code, or a notebook.

    :raises Unreadable: when it cannot be read, or is no Python that this version knows.
    """
    try:
        path = Path(file)
        size = path.stat().st_size
        if size > _MOST_BYTES:
            raise Unreadable(
                f"{size} bytes are more than the {_MOST_BYTES} of the largest code that is read; "
                "leave it out with --exclude"
            )
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise Unreadable(reason(error)) from error
    if path.suffix.lower() == ".ipynb":
        return _of_notebook(data)
    text = _decoded(data)
    return Code(data, _parsed(text), {0: text.split("\n")})


def _of_notebook(data: bytes) -> Code:
    body: list[ast.stmt] = []
    lines = {}
    for number, text in _notebook.cells(data):
        try:
            tree = _parsed(text)
        except Unreadable:
            tree = _parsed(_notebook.plain(text), number)
        for node in ast.walk(tree):
            node.cell = number  # type: ignore[attr-defined]
        body += tree.body
        lines[number] = text.split("\n")
    return Code(data, ast.Module(body=body, type_ignores=[]), lines)


def _decoded(data: bytes) -> str:
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return io.TextIOWrapper(io.BytesIO(data), encoding).read()
    except SyntaxError as error:  # of the encoding that it names, or does not have
        raise Unreadable(f"not to be decoded: {error.msg}") from error
    except (UnicodeDecodeError, LookupError) as error:
        raise Unreadable(
            f"not to be decoded: {error}; say at its top which encoding it has"
        ) from error


def _parsed(text: str, cell: int = 0) -> ast.Module:
    where = f"cell {cell}, " if cell else ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd escapes, which are not what this is about
            return ast.parse(text)
    except SyntaxError as error:
        raise Unreadable(f"no Python: {error.msg} ({where}line {error.lineno or 1})") from error
    except ValueError as error:
        raise Unreadable(f"no Python: {error}") from error
    except (RecursionError, MemoryError) as error:
        raise Unreadable("nested too deeply to be read") from error
