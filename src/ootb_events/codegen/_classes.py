"""From one event version to the source of its class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ootb_events.codegen._scope import Scope, closed_values
from ootb_events.codegen._text import INDENT, WIDTH, assignment, escaped, line, quoted, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ootb_events.catalog import EventSchema, ItemSchema, Parameter

__all__ = ["event_class", "item_class"]

_QUOTES: Final = '"""'


def item_class(event: EventSchema, item: ItemSchema, name: str, scope: Scope) -> str:
    """Write the class of the items of an event version."""
    documented = [_documented(parameter) for parameter in item.parameters.values()]
    docstring = [f'    """Describe one item of ``{event.key}``.', "", *documented, '    """', ""]
    fields = "".join(_field(name, one, scope) for one in item.parameters.values())
    return f"{_decorator(scope)}class {name}:\n" + "\n".join(docstring) + f"\n{fields}"


def event_class(event: EventSchema, name: str, item: str, scope: Scope) -> str:
    """Write the class of an event version.

    :param item: the name of the class of its items, if it has any.
    """
    fields = "".join(_field(name, parameter, scope) for parameter in event.parameters.values())
    text = f"{scope.name('ClassVar')}[{scope.name('str')}]"
    constants = assignment(f"event_key: {text}", quoted(event.key))
    constants += assignment(f"schema_version: {text}", quoted(event.version))
    if item:
        constants += _item_constant(item, scope)
        fields += assignment(f"items: {scope.name('tuple')}[{item}, ...]", "()")
    return (
        f"{_decorator(scope)}"
        f"{_head(name, scope.name('Event'))}"
        f"{_docstring(event, item)}\n"
        f"{constants}"
        f"\n{fields}"
    )


def _item_constant(item: str, scope: Scope) -> str:
    constant, kind = scope.name("ClassVar"), f"{scope.name('type')}[{item}]"
    left = f"item_class: {constant}[{kind}]"
    if len(f"{INDENT}{left} = (") <= WIDTH:
        return assignment(left, item)
    return f"{INDENT}item_class: {constant}[\n{INDENT * 2}{kind}\n{INDENT}] = {item}\n"


def _decorator(scope: Scope) -> str:
    return f"@{scope.attrs}.frozen(kw_only=True)\n"


def _head(name: str, base: str) -> str:
    head = f"class {name}({base}):"
    return f"{head}\n" if len(head) <= WIDTH else f"class {name}(\n{INDENT}{base}\n):\n"


def _field(owner: str, parameter: Parameter, scope: Scope) -> str:
    default = "None"
    if parameter.pii:
        mask = scope.name("masked_id" if parameter.customer_id else "masked")
        default = f"{scope.attrs}.field(default=None, repr={mask})"
    found = ""
    for kind in _kinds(owner, parameter, scope):
        found = _laid_out(parameter.name, f"{kind} | None", default)
        if max(map(len, found.splitlines())) <= WIDTH:
            break
    return found


def _laid_out(name: str, kind: str, default: str) -> str:
    """Write a field as the formatter would: in one line, if it can be."""
    left = f"{INDENT}{name}: {kind} = "
    call, bracket, arguments = default.partition("(")
    if len(left + default) <= WIDTH:
        return f"{left}{default}\n"
    if bracket and len(left + call) < WIDTH:
        return f"{left}{call}(\n{INDENT * 2}{arguments[:-1]}\n{INDENT})\n"
    if len(left) < WIDTH:
        return f"{left}(\n{INDENT * 2}{default}\n{INDENT})\n"
    opened = line(f"{INDENT}{name}: (")
    return f"{opened}{line(INDENT * 2 + kind)}{INDENT}) = {default}\n"


def _kinds(owner: str, parameter: Parameter, scope: Scope) -> Iterator[str]:
    """Write the type in the line; values too many for it get a name."""
    yield scope.type_of(parameter)
    if closed_values(parameter) is not None:
        yield scope.alias_of(owner, parameter)


def _docstring(event: EventSchema, item: str) -> str:
    origin = f"``{event.key}`` {event.version}, from ``{event.page}``"
    since = f", published on {event.since}" if event.since else ""
    notes = [f"{origin}{since}."]
    if event.overlays:
        notes.append(f"With the parameters of {' and '.join(event.overlays)}.")
    if event.superseded_by:
        notes.append(f"Superseded by ``{event.superseded_by}``.")
    if not event.emittable:
        notes.append("Received from Optimove, never sent to it.")
    lines = [*_summary(event), wrapped(" ".join(notes)), ""]
    lines += [_documented(parameter) for parameter in event.parameters.values()]
    if event.item:
        text = f"``{item}`` objects; numbered on the wire from {event.item.first}."
        lines.append(wrapped(f":param items: {text}", hanging=True))
    return "\n".join([*lines, f"{INDENT}{_QUOTES}", ""])


def _summary(event: EventSchema) -> Iterator[str]:
    """Begin with the first sentence; where it takes more than a line, with the title."""
    description = " ".join(event.description.split())
    first, _, more = description.partition(". ")
    opening = f"{INDENT}{_QUOTES}{escaped(first.removesuffix('.'))}."
    if len(opening) > WIDTH:
        title = " ".join(event.title.split())
        opening = f"{INDENT}{_QUOTES}{escaped(title.removesuffix('.'))}."
        more = description
    yield from (opening, "")
    if more:
        yield from (wrapped(more), "")


def _documented(parameter: Parameter) -> str:
    said = [parameter.description]
    if parameter.value_names:
        said.append(f"{', '.join(f'{v}: {n}' for v, n in parameter.value_names.items())}.")
    if parameter.listed_values:
        said.append(f"Named values: {', '.join(parameter.listed_values)}.")
    if parameter.example_values:
        said.append(f"For example {', '.join(parameter.example_values)}.")
    if parameter.pii:
        said.append("Personal data.")
    if parameter.inferred:
        said.append("Type inferred from the page's example.")
    return wrapped(f":param {parameter.name}: {' '.join(said)}", hanging=True)
