"""Questions to the tree of a program."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = [
    "arguments_of",
    "checked_by",
    "declared_in",
    "is_none",
    "is_not",
    "last_name",
    "leaves",
    "parsed",
    "stored_in",
]

_LEAVING: Final = (ast.Return, ast.Raise, ast.Continue, ast.Break)


def stored_in(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Walk the names that some code binds, those of functions and classes within it aside."""
    for node in nodes:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.Lambda):
            continue
        else:
            yield from _bound_by(node)
            yield from stored_in(ast.iter_child_nodes(node))


def _bound_by(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)):
        yield node.id
    elif isinstance(node, ast.alias):
        yield node.asname or node.name.partition(".")[0]
    elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:
        yield node.name
    elif isinstance(node, ast.MatchMapping) and node.rest:
        yield node.rest


def checked_by(test: ast.expr) -> tuple[str, list[ast.expr]] | None:
    """Take ``isinstance(name, types)`` apart; ``None`` for any other condition."""
    if not (isinstance(test, ast.Call) and last_name(test.func) == "isinstance"):
        return None
    if len(test.args) != 2 or not isinstance(test.args[0], ast.Name):
        return None
    types = test.args[1]
    return test.args[0].id, list(types.elts) if isinstance(types, ast.Tuple) else [types]


def arguments_of(arguments: ast.arguments) -> Iterable[ast.arg]:
    """List the parameters of a function."""
    more = (each for each in (arguments.vararg, arguments.kwarg) if each is not None)
    return (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *more)


def is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def parsed(text: ast.Constant) -> ast.expr | None:
    try:
        found = ast.parse(str(text.value).strip(), mode="eval").body
    except (SyntaxError, ValueError):
        return None
    for node in ast.walk(found):
        if hasattr(node, "lineno"):
            ast.copy_location(node, text)
    return found


def declared_in(body: Iterable[ast.stmt]) -> Iterable[str]:
    """Walk the names that a function says are not its own."""
    for statement in body:
        for node in ast.walk(statement):
            if isinstance(node, (ast.Global, ast.Nonlocal)):
                yield from node.names


def is_not(test: ast.expr) -> bool:
    return isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)


def leaves(body: Sequence[ast.stmt]) -> bool:
    return bool(body) and isinstance(body[-1], _LEAVING)
