"""What the classes of a module refer to, and under which names it is imported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ootb_events.codegen._text import line, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ootb_events.catalog import EventSchema, Parameter

__all__ = ["Scope"]

_BUILTINS: Final = ("bool", "float", "int", "str", "tuple", "type")
_TYPES: Final[Mapping[str, tuple[str, ...]]] = {
    "text": ("str",),
    "identifier": ("str",),
    "number": ("int", "float", "Decimal"),
    "flag": ("bool",),
    "date-time": ("datetime",),
    "date": ("date",),
}
_MODULES: Final[Mapping[str, str]] = {
    **dict.fromkeys(_BUILTINS, "builtins"),
    "date": "datetime",
    "datetime": "datetime",
    "Decimal": "decimal",
    "ClassVar": "typing",
    "Literal": "typing",
}
_OURS: Final = ("Event", "masked", "masked_id")


class Scope:
    """Give the names by which classes refer to what they are made of.

    A class or an attribute may have the name of a type; the type then is imported under another,
    since annotations are looked up among the attributes first.

    :param events: the events of the module.
    :param classes: the names of its classes.
    :param base: the module that the base class is imported from.
    """

    def __init__(self, events: Sequence[EventSchema], classes: Iterable[str], base: str) -> None:
        self._base = base
        self._used: dict[str, None] = {}
        self._literals: dict[str, tuple[str, ...]] = {}
        self._classes = set(classes)
        self._taken = self._classes | {
            parameter.name for event in events for parameter in every_parameter(event)
        }

    def name(self, wanted: str) -> str:
        """Take the name of what a module imports, or of a builtin."""
        self._used[wanted] = None
        return f"_{wanted}" if wanted in self._taken else wanted

    @property
    def attrs(self) -> str:
        """The name of the library that makes the classes."""
        return "_attrs" if "attrs" in self._taken else "attrs"

    def type_of(self, parameter: Parameter) -> str:
        """Write the type of a parameter that is there."""
        values = closed_values(parameter)
        if values is not None:
            return f"{self.name('Literal')}[{', '.join(map(quoted, values))}]"
        return " | ".join(map(self.name, _TYPES[parameter.kind]))

    def alias_of(self, owner: str, parameter: Parameter) -> str:
        """Name the values of a parameter that are too many for its line."""
        values = tuple(map(quoted, closed_values(parameter) or ()))
        camel = "".join(word.capitalize() for word in parameter.name.split("_"))
        name, number = f"_{owner}{camel}", 1
        while self._literals.get(name, values) != values or name[1:] in self._taken:
            number += 1
            name = f"_{owner}{camel}{number}"
        self._literals[name] = values
        return name

    def aliases(self) -> Iterable[str]:
        """Write the named values, for the top of the module."""
        for name, values in self._literals.items():
            comma = "," if len(values) > 1 else ""
            listed = "".join(line(f"    {value}{comma}") for value in values)
            yield f"{name} = {self.name('Literal')}[\n{listed}]\n"

    def imports(self) -> str:
        """Write the imports of what was named, in the order that tools sort them."""
        standard = [
            name
            for name in self._used
            if name in _MODULES and (name not in _BUILTINS or name in self._taken)
        ]
        lines: list[str] = []
        for module in sorted({_MODULES[name] for name in standard}):
            names = [name for name in standard if _MODULES[name] == module]
            lines += _from(module, names, self._taken)
        ours = [name for name in _OURS if name in self._used]
        return "\n".join(
            [
                *lines,
                "",
                "import attrs" if self.attrs == "attrs" else f"import attrs as {self.attrs}",
                "",
                *_from(self._base, ours, self._taken),
                "",
            ]
        )


def _from(module: str, names: Sequence[str], taken: set[str]) -> list[str]:
    """Import names of a module, those under another name in lines of their own."""
    plain = sorted((name for name in names if name not in taken), key=_as_tools_sort)
    lines = {plain[0]: f"from {module} import {', '.join(plain)}"} if plain else {}
    for name in names:
        if name in taken:
            lines[name] = f"from {module} import {name} as _{name}"
    return [lines[name] for name in sorted(lines, key=_as_tools_sort)]


def _as_tools_sort(name: str) -> tuple[bool, str]:
    return not name[0].isupper(), name


def every_parameter(event: EventSchema) -> tuple[Parameter, ...]:
    """List the parameters of an event, those of its items last."""
    items = event.item.parameters.values() if event.item else ()
    return (*event.parameters.values(), *items)


def closed_values(parameter: Parameter) -> tuple[object, ...] | None:
    """List the values of a closed set that a type can hold; none are fractions."""
    values = parameter.closed_values
    if values is None or any(isinstance(value, float) for value in values):
        return None
    return values
