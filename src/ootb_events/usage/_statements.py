"""What statements say about generated classes, branch by branch."""

from __future__ import annotations

import ast
import sys
from collections import deque
from typing import TYPE_CHECKING, Final

from ootb_events.usage._bindings import (
    NOTHING,
    OTHER,
    Binding,
    Instance,
    Namespace,
    Scope,
    Type,
)
from ootb_events.usage._expressions import Expressions
from ootb_events.usage._trees import (
    arguments_of,
    declared_in,
    is_not,
    leaves,
    stored_in,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Function = ast.FunctionDef | ast.AsyncFunctionDef
    Loop = ast.For | ast.AsyncFor | ast.While
    Try = ast.Try

__all__ = ["Statements"]


class Statements(Expressions):
    """Walk the code of a file; functions are read once all that they see is known."""

    def read(self, tree: ast.Module) -> None:
        """Read a whole file."""
        later: deque[tuple[Function, Scope]] = deque()
        self._later = later
        self._module = self.scope = Scope(local=stored_in(tree.body))
        self._block(tree.body)
        while later:
            self._body_of(*later.popleft())

    def _block(self, body: Iterable[ast.stmt]) -> None:
        for statement in body:
            reader = _READERS.get(type(statement))
            if reader is not None:
                getattr(self, reader)(statement)
            else:
                self.value(statement)

    def _branches(self, *bodies: Callable[[], None]) -> None:
        """Read what happens alternatively, and go on after it."""
        before, ends = self.scope, []
        for body in bodies:
            self.scope = before.branch()
            body()
            ends.append(self.scope)
        before.join(ends)
        self.scope = before

    # Binding

    def _import(self, node: ast.Import) -> None:
        for alias in node.names:
            whole = alias.name if alias.asname else alias.name.partition(".")[0]
            self.scope[alias.asname or whole] = Namespace(whole)

    def _import_from(self, node: ast.ImportFrom) -> None:
        name = self._library.absolute(node.module or "", node.level)
        for alias in node.names:
            if alias.name == "*":
                self._star(name, node)
            else:
                self.scope[alias.asname or alias.name] = self.member(
                    Namespace(name), alias.name, alias
                )

    def _star(self, name: str, node: ast.ImportFrom) -> None:
        module = self._library.module(name)
        if module is not None:
            self._listener.cannot_tell(f"which names of {module.name} the * takes", node)
            for cls in module.classes.values():
                self.scope[cls.name] = Type((cls,))

    def _assign(self, node: ast.Assign) -> None:
        found = self.value(node.value)
        for target in node.targets:
            self._bind(target, found, node.value)

    def _annotated_assign(self, node: ast.AnnAssign) -> None:
        stated = self.annotated(node.annotation)
        found = self.value(node.value)
        self._bind(node.target, stated if stated is not OTHER else found, None)

    def _augmented_assign(self, node: ast.AugAssign) -> None:
        self.value(node.value)
        self._bind(node.target, OTHER, None)

    def _bind(self, target: ast.expr, binding: Binding, value: ast.expr | None) -> None:
        if isinstance(target, ast.Name):
            is_none = isinstance(value, ast.Constant) and value.value is None
            self.scope[target.id] = NOTHING if is_none else binding
            return
        for name in stored_in([target]):
            self.scope[name] = OTHER
        self.value(target)

    # Scopes

    def _function(self, node: Function) -> None:
        for each in (*node.decorator_list, *node.args.defaults, *node.args.kw_defaults):
            self.value(each)
        self.scope[node.name] = OTHER
        self._later.append((node, self._seen_by_functions()))

    def _seen_by_functions(self) -> Scope:
        return self.scope if self._enclosing is None else self._enclosing

    _enclosing: Scope | None = None

    def _body_of(self, node: Function, outer: Scope) -> None:
        arguments = list(arguments_of(node.args))
        local = dict.fromkeys([*stored_in(node.body), *(each.arg for each in arguments)])
        for name in declared_in(node.body):
            local.pop(name, None)
        self.scope = Scope(outer, local)
        for each in arguments:
            several = each in (node.args.vararg, node.args.kwarg)
            stated = self.annotated(each.annotation)
            self.scope[each.arg] = OTHER if several else stated
        self.annotated(node.returns)
        self._block(node.body)

    def _class(self, node: ast.ClassDef) -> None:
        for each in (*node.decorator_list, *node.bases, *(word.value for word in node.keywords)):
            self.value(each)
        outer, enclosing = self.scope, self._enclosing
        self._enclosing = self._seen_by_functions()
        self.scope = Scope(outer, stored_in(node.body))
        self._block(node.body)
        self.scope, self._enclosing = outer, enclosing
        self.scope[node.name] = OTHER

    # Branching

    def _if(self, node: ast.If) -> None:
        self.value(node.test)

        def holds() -> None:
            self.narrow(node.test)
            self._block(node.body)

        self._branches(holds, lambda: self._block(node.orelse))
        if isinstance(node.test, ast.UnaryOp) and is_not(node.test) and leaves(node.body):
            self.narrow(node.test.operand)

    def _assert(self, node: ast.Assert) -> None:
        self.value(node.test)
        self.value(node.msg)
        self.narrow(node.test)

    def _loop(self, node: Loop) -> None:
        self.value(node.test if isinstance(node, ast.While) else node.iter)
        # What the end of the loop's body binds is there at its beginning, the second time.
        for name in stored_in([node]):
            if self.scope[name] is not OTHER:
                self.scope[name] = OTHER

        def again() -> None:
            if isinstance(node, ast.While):
                self.narrow(node.test)
            else:
                self._bind(node.target, OTHER, None)
            self._block(node.body)

        self._branches(again, lambda: None)
        self._block(node.orelse)

    def _try(self, node: Try) -> None:
        def all_well() -> None:
            self._block(node.body)
            self._block(node.orelse)

        def failing(handler: ast.ExceptHandler) -> Callable[[], None]:
            def fails() -> None:
                self.value(handler.type)
                if handler.name:
                    self.scope[handler.name] = OTHER
                self._block(handler.body)

            return fails

        self._branches(all_well, *map(failing, node.handlers))
        self._block(node.finalbody)

    def _with(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            self.value(item.context_expr)
            if item.optional_vars is not None:
                self._bind(item.optional_vars, OTHER, None)
        self._block(node.body)

    def _match(self, node: ast.Match) -> None:
        self.value(node.subject)
        subject = node.subject.id if isinstance(node.subject, ast.Name) else None

        def case(each: ast.match_case) -> Callable[[], None]:
            def matches() -> None:
                found = self._pattern(each.pattern)
                if subject is not None and isinstance(found, Instance):
                    self.scope[subject] = found
                self.value(each.guard)
                self._block(each.body)

            return matches

        self._branches(*map(case, node.cases), lambda: None)

    def _pattern(self, pattern: ast.pattern) -> Binding:
        """Read a pattern: what it says of what it matches."""
        for name in stored_in([pattern]):
            self.scope[name] = OTHER
        if isinstance(pattern, ast.MatchClass):
            return self._class_pattern(pattern)
        if isinstance(pattern, ast.MatchAs) and pattern.pattern is not None:
            found = self._pattern(pattern.pattern)
            if pattern.name:
                self.scope[pattern.name] = found
            return found
        if isinstance(pattern, ast.MatchOr):
            every = [self._pattern(each) for each in pattern.patterns]
            instances = [each for each in every if isinstance(each, Instance)]
            if len(instances) == len(every):
                return Instance(tuple(cls for each in instances for cls in each.classes))
            return OTHER
        for child in ast.iter_child_nodes(pattern):
            if isinstance(child, ast.pattern):
                self._pattern(child)
            else:
                self.value(child)
        return OTHER

    def _class_pattern(self, pattern: ast.MatchClass) -> Binding:
        found = self.value(pattern.cls)
        for each in pattern.patterns:
            self._pattern(each)
        for name, each in zip(pattern.kwd_attrs, pattern.kwd_patterns, strict=True):
            if isinstance(found, Type):
                self._listener.touches(found.classes, name, each)
            self._pattern(each)
        return Instance(found.classes) if isinstance(found, Type) else OTHER


if sys.version_info >= (3, 11):
    _TRYING: Final[tuple[type[ast.AST], ...]] = (ast.Try, ast.TryStar)
else:
    _TRYING: Final[tuple[type[ast.AST], ...]] = (ast.Try,)

_READERS: Final[Mapping[type[ast.AST], str]] = {
    ast.Import: "_import",
    ast.ImportFrom: "_import_from",
    ast.Assign: "_assign",
    ast.AnnAssign: "_annotated_assign",
    ast.AugAssign: "_augmented_assign",
    ast.FunctionDef: "_function",
    ast.AsyncFunctionDef: "_function",
    ast.ClassDef: "_class",
    ast.If: "_if",
    ast.Assert: "_assert",
    ast.For: "_loop",
    ast.AsyncFor: "_loop",
    ast.While: "_loop",
    ast.With: "_with",
    ast.AsyncWith: "_with",
    ast.Match: "_match",
    **dict.fromkeys(_TRYING, "_try"),
}
