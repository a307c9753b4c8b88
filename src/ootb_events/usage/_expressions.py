"""What expressions say about generated classes."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final, Protocol

from ootb_events.usage._bindings import OTHER, Binding, Instance, Namespace, Scope, Type
from ootb_events.usage._trees import (
    arguments_of,
    checked_by,
    is_none,
    last_name,
    parsed,
    stored_in,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ootb_events.usage._classes import GeneratedClass, GeneratedModule
    from ootb_events.usage._modules import Library

__all__ = ["Expressions", "Listener"]

_EVOLVES: Final = frozenset({"attrs.evolve", "attr.evolve", "copy.replace"})


class Listener(Protocol):
    """Take what is found in the code of a file; places are those of nodes."""

    def uses(self, cls: GeneratedClass, node: ast.AST) -> None:
        """Take the use of a class."""

    def touches(
        self,
        classes: tuple[GeneratedClass, ...],
        name: str,
        node: ast.AST,
        *,
        may_lack: bool = False,
    ) -> None:
        """Take the use of an attribute of an object of one of several classes."""

    def misses(self, module: GeneratedModule, name: str, node: ast.AST) -> None:
        """Take the use of what a module does not have."""

    def cannot_tell(self, what: str, node: ast.AST) -> None:
        """Take the use of what reading does not tell."""

    def sends(self, payload: ast.Dict) -> None:
        """Take a mapping that may be a payload."""


class Expressions:
    """Walk expressions, and say what each stands for.

    :param library: finds generated modules.
    :param listener: is told what is found.
    """

    def __init__(self, library: Library, listener: Listener) -> None:
        self._library = library
        self._listener = listener
        self.scope = Scope()

    def value(self, node: ast.AST | None) -> Binding:
        """Read an expression, and everything in it."""
        if node is None:
            return OTHER
        reader = _READERS.get(type(node))
        if reader is not None:
            found: Binding = getattr(self, reader)(node)
            return found
        for child in ast.iter_child_nodes(node):
            self.value(child)
        return OTHER

    def member(self, whole: Binding, name: str, node: ast.AST) -> Binding:
        """Take an attribute of what an expression stands for."""
        if isinstance(whole, Namespace):
            return self._of_namespace(whole, name, node)
        if isinstance(whole, (Type, Instance)):
            self._listener.touches(whole.classes, name, node)
        return OTHER

    def _of_namespace(self, whole: Namespace, name: str, node: ast.AST) -> Binding:
        library, module = self._library, self._library.module(whole.name)
        if module is not None and name in module.classes:
            return self.used(module.classes[name], node)
        below = library.below(whole.name, name)
        if module is not None and library.module(below) is None and name not in module.others:
            if not name.startswith("__"):
                self._listener.misses(module, name, node)
            return OTHER
        return OTHER if module is not None and library.module(below) is None else Namespace(below)

    def used(self, cls: GeneratedClass, node: ast.AST) -> Binding:
        """Tell of the use of a class."""
        self._listener.uses(cls, node)
        return Type((cls,))

    # Expressions, by kind

    def _name(self, node: ast.Name) -> Binding:
        if not isinstance(node.ctx, ast.Load):
            self.scope[node.id] = OTHER
            return OTHER
        found = self.scope[node.id]
        if isinstance(found, Type):
            for cls in found.classes:
                self._listener.uses(cls, node)
        return found

    def _attribute(self, node: ast.Attribute) -> Binding:
        return self.member(self.value(node.value), node.attr, node)

    def _call(self, node: ast.Call) -> Binding:
        function = self.value(node.func)
        arguments = [self.value(each) for each in node.args]
        for keyword in node.keywords:
            self.value(keyword.value)
        if isinstance(function, Type):
            self._keywords(function.classes, node)
            return Instance(function.classes)
        name = self._called(node.func)
        first = arguments[0] if arguments else OTHER
        if name in _EVOLVES and isinstance(first, Instance):
            self._keywords(first.classes, node)
            return first
        if name == "getattr" and len(node.args) > 1:
            return self._getattr(first, node.args[1], has_default=len(node.args) > 2)
        if name in {"typing.cast", "cast"} and isinstance(first, Type):
            return Instance(first.classes)
        return OTHER

    def _keywords(self, classes: tuple[GeneratedClass, ...], node: ast.Call) -> None:
        for keyword in node.keywords:
            if keyword.arg is not None:
                self._listener.touches(classes, keyword.arg, keyword)

    def _called(self, node: ast.expr) -> str:
        """Name a function that is not one of ours, as it was imported."""
        if isinstance(node, ast.Attribute):
            return f"{self._called(node.value)}.{node.attr}"
        if not isinstance(node, ast.Name):
            return ""
        found = self.scope[node.id]
        return found.name if isinstance(found, Namespace) else node.id

    def _getattr(self, whole: Binding, name: ast.expr, *, has_default: bool) -> Binding:
        if whole is OTHER:
            return OTHER
        if isinstance(name, ast.Constant) and isinstance(name.value, str):
            if has_default and isinstance(whole, (Type, Instance)):
                self._listener.touches(whole.classes, name.value, name, may_lack=True)
                return OTHER
            return self.member(whole, name.value, name)
        if not isinstance(whole, Namespace) or self._library.module(whole.name) is not None:
            self._listener.cannot_tell("which attribute getattr takes", name)
        return OTHER

    def _both(self, node: ast.BinOp) -> Binding:
        """Read ``A | B``, which is a type where both are; ``None`` adds nothing."""
        sides = [(each, self.value(each)) for each in (node.left, node.right)]
        types = [found for _, found in sides if isinstance(found, Type)]
        others = [each for each, found in sides if not isinstance(found, Type)]
        if isinstance(node.op, ast.BitOr) and types and all(map(is_none, others)):
            return _either(types)
        return OTHER

    def _boolean(self, node: ast.BoolOp) -> Binding:
        before = self.scope
        for operand in node.values:
            self.value(operand)
            if isinstance(node.op, ast.And):
                self.scope = self.scope.branch()
                self.narrow(operand)
        self.scope = before
        return OTHER

    def _conditional(self, node: ast.IfExp) -> Binding:
        self.value(node.test)
        before = self.scope
        self.scope = before.branch()
        self.narrow(node.test)
        body = self.value(node.body)
        self.scope = before
        other = self.value(node.orelse)
        return body if body == other else OTHER

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
    ) -> Binding:
        before = self.scope
        self.scope = Scope(before, stored_in(each.target for each in node.generators))
        for each in node.generators:
            self.value(each.iter)
            for condition in each.ifs:
                self.value(condition)
                self.narrow(condition)
        for part in (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,):
            self.value(part)
        self.scope = before
        return OTHER

    def _lambda(self, node: ast.Lambda) -> Binding:
        for default in (*node.args.defaults, *node.args.kw_defaults):
            self.value(default)
        before = self.scope
        self.scope = Scope(before, (each.arg for each in arguments_of(node.args)))
        self.value(node.body)
        self.scope = before
        return OTHER

    def _walrus(self, node: ast.NamedExpr) -> Binding:
        found = self.value(node.value)
        self.scope[node.target.id] = found
        return found

    def _dict(self, node: ast.Dict) -> Binding:
        for child in (*node.keys, *node.values):
            self.value(child)
        self._listener.sends(node)
        return OTHER

    # Types

    def annotated(self, node: ast.expr | None) -> Binding:
        """Read an annotation: what has it is an object of these classes."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node = parsed(node)
        if isinstance(node, ast.Subscript) and last_name(node.value) in {
            "Optional",
            "Annotated",
            "Final",
        }:
            self.value(node.value)
            inner = (
                node.slice.elts[0]
                if isinstance(node.slice, ast.Tuple) and node.slice.elts
                else node.slice
            )
            return self.annotated(inner)
        found = self.value(node)
        return Instance(found.classes) if isinstance(found, Type) else OTHER

    def narrow(self, test: ast.expr) -> None:
        """Take note of what a condition says about a name when it holds."""
        if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
            for operand in test.values:
                self.narrow(operand)
        checked = checked_by(test)
        if checked is None:
            return
        name, types = checked
        listening, self._listener = self._listener, _DEAF
        found = [self.value(each) for each in types]
        self._listener = listening
        known = [each for each in found if isinstance(each, Type)]
        self.scope[name] = Instance(_either(known).classes) if len(known) == len(found) else OTHER


class _Deaf:
    """Hear nothing: what is read once more was told before."""

    def _pass(self, *_: object, **__: object) -> None:
        pass

    uses = touches = misses = cannot_tell = sends = _pass


_DEAF: Final[Listener] = _Deaf()


def _either(types: Iterable[Type]) -> Type:
    return Type(tuple(dict.fromkeys(cls for each in types for cls in each.classes)))


_READERS: Final[Mapping[type[ast.AST], str]] = {
    ast.Name: "_name",
    ast.Attribute: "_attribute",
    ast.Call: "_call",
    ast.BinOp: "_both",
    ast.BoolOp: "_boolean",
    ast.IfExp: "_conditional",
    ast.ListComp: "_comprehension",
    ast.SetComp: "_comprehension",
    ast.GeneratorExp: "_comprehension",
    ast.DictComp: "_comprehension",
    ast.Lambda: "_lambda",
    ast.NamedExpr: "_walrus",
    ast.Dict: "_dict",
}
