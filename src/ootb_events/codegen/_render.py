"""From schemas to the source of the classes."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING, Final

from ootb_events.codegen._files import NOTICE
from ootb_events.errors import CatalogError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ootb_events.catalog import Catalog, EventSchema, ItemSchema, Parameter

__all__ = ["class_name_of", "module_of", "render"]

_SUPERSEDED = "superseded"
_WIDTH = 100
_TYPES: Final[Mapping[str, str]] = {
    "text": "str",
    "identifier": "str",
    "number": "int | float | Decimal",
    "flag": "bool",
    "date-time": "datetime",
    "date": "date",
}


def module_of(event: EventSchema) -> str:
    """Name the module that holds the classes of an event."""
    return _SUPERSEDED if event.superseded_by else event.domain


def class_name_of(event: EventSchema, catalog: Catalog) -> str:
    """Name the class of one event version: plain when current, with the version when older."""
    return event.class_name if catalog.is_current(event) else event.versioned_class_name


def render(catalog: Catalog) -> dict[str, str]:
    """Write the classes of a catalogue as source text, by file name.

    A pure function: the same schemas give the same text.

    :raises CatalogError: when two events would have the same class name.
    """
    by_module: dict[str, list[EventSchema]] = {}
    for event in _newest_first(catalog):
        by_module.setdefault(module_of(event), []).append(event)
    files = {
        f"{module}.py": _module(module, events, catalog) for module, events in by_module.items()
    }
    return {**files, "__init__.py": _package(by_module, catalog)}


def _newest_first(catalog: Catalog) -> Iterable[EventSchema]:
    for key in catalog:
        for version in reversed(catalog.versions(key)):
            yield catalog.get(key, version)


def _module(module: str, events: Sequence[EventSchema], catalog: Catalog) -> str:
    items = [event.item.class_name for event in events if event.item]
    names = sorted([*(class_name_of(event, catalog) for event in events), *items])
    title = module.replace("_", " ")
    about = (
        "Events whose place another event has taken."
        if module == _SUPERSEDED
        else f"Events of the domain {title}."
    )
    parts = [
        f'"""{about}\n\n{NOTICE}\n"""\n\nfrom __future__ import annotations\n',
        _imports(events),
        f"__all__ = {_list(names)}\n",
        *(text for event in events for text in _classes(event, catalog)),
    ]
    return "\n".join(parts[:3]) + "\n\n" + "\n\n".join(parts[3:])


def _imports(events: Sequence[EventSchema]) -> str:
    parameters = [parameter for event in events for parameter in _all_parameters(event)]
    kinds = {parameter.kind for parameter in parameters if parameter.closed_values is None}
    closed = any(parameter.closed_values is not None for parameter in parameters)
    masks = [
        name
        for name, needed in (
            ("masked", any(p.pii and not p.customer_id for p in parameters)),
            ("masked_id", any(p.customer_id for p in parameters)),
        )
        if needed
    ]
    dates = [name for kind, name in (("date", "date"), ("date-time", "datetime")) if kind in kinds]
    lines = [
        f"from datetime import {', '.join(dates)}" if dates else "",
        "from decimal import Decimal" if "number" in kinds else "",
        f"from typing import ClassVar{', Literal' if closed else ''}",
        "",
        "import attrs",
        "",
        f"from ootb_events.events._base import {', '.join(['Event', *masks])}",
        "",
    ]
    kept = [line for number, line in enumerate(lines) if line or number > 2]
    return "\n".join(kept)


def _list(names: Iterable[str]) -> str:
    return "[\n" + "".join(f'    "{name}",\n' for name in names) + "]"


def _all_parameters(event: EventSchema) -> Iterable[Parameter]:
    return (*event.parameters.values(), *(event.item.parameters.values() if event.item else ()))


def _classes(event: EventSchema, catalog: Catalog) -> Iterable[str]:
    if event.item:
        yield _item_class(event, event.item)
    yield _class(event, class_name_of(event, catalog))


def _item_class(event: EventSchema, item: ItemSchema) -> str:
    documented = [_documented(parameter) for parameter in item.parameters.values()]
    docstring = [f'    """Describe one item of ``{event.key}``.', "", *documented, '    """', ""]
    fields = "".join(map(_field, item.parameters.values()))
    head = f"@attrs.frozen(kw_only=True)\nclass {item.class_name}:\n"
    return head + "\n".join(docstring) + f"\n{fields}"


def _class(event: EventSchema, name: str) -> str:
    fields = "".join(map(_field, event.parameters.values()))
    constants = f'    schema_version: ClassVar[str] = "{event.version}"\n'
    if event.item:
        item = event.item.class_name
        constants += f"    item_class: ClassVar[type[{item}]] = {item}\n"
        fields += f"    items: tuple[{item}, ...] = ()\n"
    return (
        "@attrs.frozen(kw_only=True)\n"
        f"class {name}(Event):\n"
        f"{_docstring(event)}\n"
        f'    event_key: ClassVar[str] = "{event.key}"\n'
        f"{constants}"
        f"\n{fields}"
    )


def _field(parameter: Parameter) -> str:
    annotation = f"{_type(parameter)} | None"
    if parameter.pii:
        mask = "masked_id" if parameter.customer_id else "masked"
        return f"    {parameter.name}: {annotation} = attrs.field(default=None, repr={mask})\n"
    return f"    {parameter.name}: {annotation} = None\n"


def _type(parameter: Parameter) -> str:
    values = parameter.closed_values
    if values is not None:
        return f"Literal[{', '.join(map(_literal, values))}]"
    return _TYPES[parameter.kind]


def _literal(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _docstring(event: EventSchema) -> str:
    origin = f"``{event.key}`` {event.version}, from ``{event.page}``"
    since = f", published on {event.since}" if event.since else ""
    notes = [f"{origin}{since}."]
    if event.superseded_by:
        notes.append(f"Superseded by ``{event.superseded_by}``.")
    if not event.emittable:
        notes.append("Received from Optimove, never sent to it.")
    summary, _, more = event.description.partition(". ")
    lines = [f'    """{_escaped(summary.removesuffix("."))}.', ""]
    lines += [_wrapped(more), ""] if more else []
    lines += [_wrapped(" ".join(notes)), ""]
    lines += [_documented(parameter) for parameter in event.parameters.values()]
    if event.item:
        text = f"``{event.item.class_name}`` objects; numbered on the wire from {event.item.first}."
        lines.append(_wrapped(f":param items: {text}", hanging=True))
    return "\n".join([*lines, '    """', ""])


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
    return _wrapped(f":param {parameter.name}: {' '.join(said)}", hanging=True)


def _wrapped(text: str, *, hanging: bool = False) -> str:
    indent = " " * 4
    return textwrap.fill(
        _escaped(text),
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=indent * (2 if hanging else 1),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')


def _package(by_module: Mapping[str, Sequence[EventSchema]], catalog: Catalog) -> str:
    names: dict[str, str] = {}
    superseded: dict[str, str] = {}
    classes: dict[str, dict[str, tuple[str, str]]] = {}
    for module, events in by_module.items():
        for event in events:
            name = class_name_of(event, catalog)
            classes.setdefault(event.key, {})[event.version] = (module, name)
            taken = superseded if module == _SUPERSEDED else names
            if name in taken or name == "Event":
                raise CatalogError(f"two classes would be named {name}", source=event.source)
            taken[name] = module
            if event.item:
                taken[event.item.class_name] = module
    imports = "".join(
        f"    from ootb_events.events.{module} import (\n"
        + "".join(f"        {name},\n" for name in sorted(names) if names[name] == module)
        + "    )\n"
        for module in sorted(set(names.values()))
    )
    index = "".join(
        f'    "{key}": {{\n'
        + "".join(
            f'        "{version}": ("{module}", "{name}"),\n'
            for version, (module, name) in versions.items()
        )
        + "    },\n"
        for key, versions in sorted(classes.items())
    )
    where = "".join(f'    "{name}": "{names[name]}",\n' for name in sorted(names))
    return _PACKAGE.format(
        notice=NOTICE,
        imports=imports,
        exported=_list(
            sorted([*names, "Event", "event_class", "show_customer_ids"], key=_as_ruff_sorts)
        ),
        index=index,
        where=where,
    )


def _as_ruff_sorts(name: str) -> tuple[bool, str]:
    return not name[0].isupper(), name


_PACKAGE = '''\
"""The event classes: the current version under the plain name, older ones with their version.

Superseded events are in :mod:`ootb_events.events.superseded`. A module is imported when one
of its classes is first asked for.

{notice}
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ootb_events.events._base import Event, show_customer_ids

if TYPE_CHECKING:
{imports}
__all__ = {exported}

_MODULES = {{
{where}}}

_CLASSES = {{
{index}}}


def event_class(key: str, version: str) -> type[Event]:
    """Take the class of an event version.

    :param key: the event key, such as ``ootb_login``.
    :param version: the version, such as ``1.0.0``.
    :raises KeyError: when there is no such class.
    """
    module, name = _CLASSES[key][version]
    found: type[Event] = getattr(import_module(f"{{__name__}}.{{module}}"), name)
    return found


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        value = getattr(import_module(f"{{__name__}}.{{_MODULES[name]}}"), name)
        globals()[name] = value  # so that the next look-up is an ordinary one
        return value
    raise AttributeError(f"module {{__name__!r}} has no attribute {{name!r}}")


def __dir__() -> list[str]:
    return sorted({{*globals(), *__all__}})
'''
