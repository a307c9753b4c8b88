"""Event objects to payloads, and back."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

import attrs
import cattrs

from ootb_events import _formats, _json
from ootb_events.codec._classes import Classes, carries
from ootb_events.codec._context import compile_context
from ootb_events.codec._items import Items
from ootb_events.codec._structure import structure_for
from ootb_events.codec._wires import ENVELOPE, Wire, encode_text, wire_of
from ootb_events.errors import DecodeError, EncodeError, UnknownEventError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ootb_events.catalog import Catalog, EventSchema
    from ootb_events.events import Event

__all__ = ["Codec"]


class _Form(NamedTuple):
    """How one event class looks on the wire."""

    key: str
    schema: EventSchema
    attributes: Mapping[str, tuple[str, Wire]]
    write: Callable[[dict[str, Any]], bytes]
    context: Callable[[Any], dict[str, Any]]
    items: Items | None
    build: Callable[[Mapping[str, Any], Any], Event]


class Codec:
    """Convert events of one catalogue to payloads and back.

    :param catalog: which events exist.
    :param classes: finds the class of an event key and version; by default see
        :func:`class_of`.
    """

    def __init__(
        self, catalog: Catalog, classes: Callable[[str, str], type[Event]] | None = None
    ) -> None:
        self.catalog = catalog
        self._classes = classes or Classes(catalog)
        self._converter = cattrs.Converter(detailed_validation=False)
        self._forms: dict[type[Event], _Form] = {}
        self._tenant: Any = object()  # nobody's, until one was checked

    def to_payload(self, event: Event, *, tenant: int) -> dict[str, Any]:
        """Convert an event to the payload that goes on the wire.

        :param tenant: the numeric tenant id.
        :raises EncodeError: when a value has no exact form on the wire, naming its attribute.
        :raises UnknownEventError: when the catalogue does not have the event's class.
        """
        form = self._forms.get(event.__class__) or self._form(event.__class__)
        try:
            payload = {
                "tenant": tenant if tenant is self._tenant else self._checked(tenant),
                "timestamp": _formats.format_timestamp(event.timestamp),
                "event": form.key,
            }
            if event.customer is not None:
                payload["customer"] = encode_text(event.customer)
            if event.visitor is not None:
                payload["visitor"] = encode_text(event.visitor)
            payload["context"] = form.context(event)
        except EncodeError as error:
            raise _located(error, event, form) from None
        return payload

    def _checked(self, tenant: Any) -> int:
        """Check a tenant id once, for the next event most often has the same."""
        checked = self._tenant = _tenant(tenant)
        return checked

    def from_payload(self, payload: Mapping[str, Any], *, version: str) -> Event:
        """Build the event that a payload describes under one version.

        :param payload: a payload that is valid under that version.
        :raises DecodeError: when a value or parameter has no place in the event's class.
        """
        schema = self.catalog.get(_bare(payload["event"]), version)
        cls = self._classes(schema.key, schema.version)
        form = self._forms.get(cls) or self._form(cls)
        context = _with_aliases_resolved(payload["context"], schema)
        _refuse_strangers(cls, payload.keys() - schema.document["properties"].keys(), "")
        items: tuple[Any, ...] = ()
        if form.items is not None:
            context, items = form.items.gather(context)
        _refuse_strangers(cls, context.keys() - schema.parameters.keys(), "/context")
        values = {f"/{name}": _bare(payload[name]) for name in ENVELOPE if name in payload}
        values |= {key: _bare(value) for key, value in context.items()}
        try:
            event: Any = form.build(values, cls)
        except EncodeError as error:
            raise DecodeError(error.problem, pointer="/context", subject=cls.__name__) from None
        built: Event = attrs.evolve(event, items=items) if items else event
        return built

    def writer(self, cls: type[Event]) -> Callable[[dict[str, Any]], bytes]:
        """Take what writes the payloads of a class as bytes; see :func:`to_bytes`.

        :raises UnknownEventError: when the catalogue does not have the class.
        """
        return (self._forms.get(cls) or self._form(cls)).write

    def _form(self, cls: type[Event]) -> _Form:
        if not hasattr(cls, "event_key"):
            raise EncodeError(f"expected an event of ootb_events.events, got {cls.__name__}")
        schema = self.catalog.get(cls.event_key, cls.schema_version)
        if not carries(cls, schema):
            raise _stranger(cls, schema)
        names = attrs.fields_dict(cls)
        wires = {p.name: (p.key, wire_of(p)) for p in schema.parameters.values() if p.name in names}
        incoming = {name: (f"/{name}", decode) for name, decode in ENVELOPE.items()}
        incoming |= {name: (key, wire.decode) for name, (key, wire) in wires.items()}
        items = Items(schema.item, cls.item_class) if schema.item else None  # type: ignore[attr-defined]
        context = compile_context(wires)
        build = structure_for(cls, self._converter, incoming)
        form = self._forms[cls] = _Form(
            schema.key, schema, wires, _writer_for(schema), _numbering(context, items), items, build
        )
        return form


def _stranger(cls: type[Event], schema: EventSchema) -> UnknownEventError:
    name = f"{cls.__module__}.{cls.__qualname__}"
    error = UnknownEventError(name)
    error.problem = (
        f"the class {name} does not have the parameters of {schema.key} {schema.version} in this "
        "catalogue; generate it anew, or take the catalogue that it was made for"
    )
    return error


def _writer_for(schema: EventSchema) -> Callable[[dict[str, Any]], bytes]:
    items = schema.item.parameters if schema.item else {}
    fractions = any(
        parameter.kind == "number" and parameter.closed_values is None
        for parameter in (*schema.parameters.values(), *items.values())
    )
    return _json.dumps if fractions else _json.dumps_without_fractions


def _numbering(
    context: Callable[[Any], dict[str, Any]], items: Items | None
) -> Callable[[Any], dict[str, Any]]:
    """Make the parameters of items follow the others, for events that have items."""
    if items is None:
        return context

    def numbered(event: Any) -> dict[str, Any]:
        found = context(event)
        items.number_into(found, event.items)
        return found

    return numbered


def _located(error: EncodeError, event: Event, form: _Form) -> EncodeError:
    """Find out which attribute could not be encoded; done only after one could not."""
    if error.pointer:
        return error
    envelope: dict[str, tuple[str, Callable[[Any], Any]]] = {
        "timestamp": ("/timestamp", _formats.format_timestamp),
        "customer": ("/customer", encode_text),
        "visitor": ("/visitor", encode_text),
    }
    context = {
        name: (f"/context/{key}", wire.encode) for name, (key, wire) in form.attributes.items()
    }
    for name, (place, encode) in {**envelope, **context}.items():
        value = getattr(event, name)
        if value is None and name != "timestamp":
            continue
        try:
            encode(value)
        except EncodeError as found:
            subject = f"{type(event).__name__}.{name}"
            return EncodeError(found.problem, pointer=place, subject=subject)
    return EncodeError(error.problem, pointer="/tenant", subject=type(event).__name__)


def _with_aliases_resolved(context: Mapping[str, Any], schema: EventSchema) -> Mapping[str, Any]:
    resolved = dict(context)
    for parameter in schema.parameters.values():
        for alias in parameter.aliases:
            if alias in resolved and parameter.key not in resolved:
                resolved[parameter.key] = resolved.pop(alias)
    return resolved


def _refuse_strangers(cls: type[Event], keys: set[str], place: str) -> None:
    if keys:
        raise DecodeError(
            f"{cls.__name__} has no attribute for {', '.join(sorted(keys))}; "
            "remove it, or correct its name",
            pointer=place,
            subject=cls.event_key,
        )


def _tenant(value: Any) -> int:
    if type(value) is int:
        _json.canonical_number(value)
        return value
    raise EncodeError(f"expected the numeric tenant id as int, got {type(value).__name__}")


def _bare(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value
