"""What names stand for, scope by scope, as far as generated classes are concerned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from typing_extensions import Self

    from ootb_events.usage._classes import GeneratedClass

__all__ = ["NOTHING", "OTHER", "Binding", "Instance", "Namespace", "Scope", "Type"]


@attrs.frozen
class Binding:
    """Say what a name stands for; this class itself says that it is something else."""


@attrs.frozen
class Namespace(Binding):
    """A module or package, by the name that the library of the file knows."""

    name: str


@attrs.frozen
class Type(Binding):
    """One of several generated classes."""

    classes: tuple[GeneratedClass, ...]


@attrs.frozen
class Instance(Binding):
    """An object of one of several generated classes."""

    classes: tuple[GeneratedClass, ...]


OTHER: Final = Binding()
"""What is none of these."""


@attrs.frozen
class _Nothing(Binding):
    pass


NOTHING: Final = _Nothing()
"""What is bound elsewhere, if at all: no value yet, or ``None``."""


class Scope:
    """Hold the names of a module, a function or a class.

    :param outer: the scope that names are looked up in besides.
    :param local: the names that are this scope's own, whether or not they have a value yet.
    """

    def __init__(self, outer: Scope | None = None, local: Iterable[str] = ()) -> None:
        self._outer = outer
        self.names: dict[str, Binding] = dict.fromkeys(local, NOTHING)

    def __getitem__(self, name: str) -> Binding:
        found = self.names.get(name)
        if found is None:
            return OTHER if self._outer is None else self._outer[name]
        return OTHER if found is NOTHING else found

    def __setitem__(self, name: str, binding: Binding) -> None:
        self.names[name] = binding

    def branch(self) -> Self:
        """Copy the scope, for what may happen or not."""
        copy = type(self)(self._outer)
        copy.names = dict(self.names)
        return copy

    def join(self, branches: Iterable[Scope]) -> None:
        """Go on after one of several branches, whichever it was."""
        every = list(branches)
        names = dict.fromkeys(name for each in every for name in each.names)
        self.names = {
            name: _joined(each.names.get(name, NOTHING) for each in every) for name in names
        }


def _joined(bindings: Iterable[Binding]) -> Binding:
    known = dict.fromkeys(each for each in bindings if each is not NOTHING)
    if len(known) == 1:
        return next(iter(known))
    return OTHER if known else NOTHING
