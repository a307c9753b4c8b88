"""Events as objects, as payloads, and as bytes.

Nothing is converted on the way but what the schema says: a string where a number belongs is
an error, never a number. Round trips are exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import cattrs
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from ootb_events import _formats, _json
from ootb_events.catalog import WIRE_FORMS, Catalog
from ootb_events.errors import DecodeError, EncodeError, UnknownEventError
from ootb_events.events import Event, event_class
from ootb_events.validation import validator_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from ootb_events.catalog import EventSchema, Parameter

__all__ = ["Codec", "codec_for", "parse", "to_bytes", "to_payload"]

E = TypeVar("E", bound=Event)


class _Wire(NamedTuple):
    """How one value goes to the wire and comes back."""

    encode: Callable[[Any], Any]
    decode: Callable[[Any, Any], Any]


class _Form(NamedTuple):
    """How one event class looks on the wire."""

    key: str
    schema: EventSchema
    attributes: Mapping[str, tuple[str, _Wire]]
    write: Callable[[dict[str, Any]], bytes]
    context: Callable[[Any], dict[str, Any]]
    build: Callable[[Mapping[str, Any], Any], Event]


class Codec:
    """Convert events of one catalogue to payloads and back.

    :param catalog: which events exist.
    :param classes: finds the class of an event key and version.
    """

    def __init__(
        self, catalog: Catalog, classes: Callable[[str, str], type[Event]] = event_class
    ) -> None:
        self.catalog = catalog
        self._classes = classes
        self._converter = cattrs.Converter(detailed_validation=False)
        self._forms: dict[type[Event], _Form] = {}

    def to_payload(self, event: Event, *, tenant: int) -> dict[str, Any]:
        """Convert an event to the payload that goes on the wire.

        :param tenant: the numeric tenant id.
        :raises EncodeError: when a value has no exact form on the wire, naming its attribute.
        :raises UnknownEventError: when the catalogue does not have the event's class.
        """
        form = self._forms.get(event.__class__) or self._form(event.__class__)
        try:
            payload = {
                "tenant": _tenant(tenant),
                "timestamp": _formats.format_timestamp(event.timestamp),
                "event": form.key,
            }
            if event.customer is not None:
                payload["customer"] = _text(event.customer)
            if event.visitor is not None:
                payload["visitor"] = _text(event.visitor)
            payload["context"] = form.context(event)
        except EncodeError as error:
            raise _located(error, event, form) from None
        return payload

    def from_payload(self, payload: Mapping[str, Any], *, version: str) -> Event:
        """Build the event that a payload describes under one version.

        :param payload: a payload that is valid under that version.
        :raises DecodeError: when a value or parameter has no place in the event's class.
        """
        schema = self.catalog.get(_bare(payload["event"]), version)
        cls = self._class_of(schema)
        if cls is None:
            raise DecodeError("there is no class for this event", subject=f"{schema.key} {version}")
        form = self._forms.get(cls) or self._form(cls)
        context = _with_aliases_resolved(payload["context"], schema)
        _refuse_strangers(cls, payload.keys() - schema.document["properties"].keys(), "")
        _refuse_strangers(cls, context.keys() - schema.parameters.keys(), "/context")
        values = {f"/{name}": _bare(payload[name]) for name in _ENVELOPE if name in payload}
        values |= {key: _bare(value) for key, value in context.items()}
        try:
            return form.build(values, cls)
        except EncodeError as error:
            raise DecodeError(error.problem, pointer="/context", subject=cls.__name__) from None

    def _class_of(self, schema: EventSchema) -> type[Event] | None:
        try:
            return self._classes(schema.key, schema.version)
        except KeyError:
            return None

    def writer(self, cls: type[Event]) -> Callable[[dict[str, Any]], bytes]:
        """Take what writes the payloads of a class as bytes; see :func:`to_bytes`.

        :raises UnknownEventError: when the catalogue does not have the class.
        """
        return (self._forms.get(cls) or self._form(cls)).write

    def _form(self, cls: type[Event]) -> _Form:
        if not hasattr(cls, "event_key"):
            raise EncodeError(f"expected an event of ootb_events.events, got {cls.__name__}")
        schema = self.catalog.get(cls.event_key, cls.schema_version)
        if self._class_of(schema) is not cls:
            raise UnknownEventError(f"{cls.__module__}.{cls.__qualname__}")
        wires = {p.name: (p.key, _wire_of(p)) for p in schema.parameters.values()}
        outgoing: dict[str, Any] = dict.fromkeys(_ENVELOPE, override(omit=True))
        incoming: dict[str, Any] = {
            name: override(rename=f"/{name}", struct_hook=hook) for name, hook in _ENVELOPE.items()
        }
        for name, (key, wire) in wires.items():
            outgoing[name] = override(rename=key, omit_if_default=True, unstruct_hook=wire.encode)
            incoming[name] = override(rename=key, struct_hook=wire.decode)
        context = make_dict_unstructure_fn(cls, self._converter, **outgoing)
        build = make_dict_structure_fn(cls, self._converter, **incoming)
        form = self._forms[cls] = _Form(
            schema.key, schema, wires, _writer_for(schema), context, build
        )
        return form


@lru_cache(maxsize=16)
def codec_for(catalog: Catalog | None = None) -> Codec:
    """Share one codec among all who ask for the same catalogue."""
    return codec_for(Catalog.default()) if catalog is None else Codec(catalog)


def to_payload(event: Event, *, tenant: int, catalog: Catalog | None = None) -> dict[str, Any]:
    """Convert an event to the payload that goes on the wire.

    :param tenant: the numeric tenant id.
    :param catalog: which events exist; by default those of this package.
    :raises EncodeError: when a value has no exact form on the wire, naming its attribute.
    """
    return codec_for(catalog).to_payload(event, tenant=tenant)


def to_bytes(
    event: Event | Mapping[str, Any], *, tenant: int | None = None, catalog: Catalog | None = None
) -> bytes:
    """Write an event, or a payload, as the bytes that are signed and sent.

    They are minified UTF-8 and a fixed point of JavaScript's
    ``JSON.stringify(JSON.parse(bytes))``.

    :param tenant: the numeric tenant id; a payload carries its own.
    :raises EncodeError: when a value has no exact form on the wire, naming its place.
    """
    if not isinstance(event, Event):
        return _json.dumps(_json.canonical(event))
    if tenant is None:
        raise EncodeError("a typed event needs tenant=, the numeric tenant id", pointer="/tenant")
    codec = codec_for(catalog)
    return codec.writer(type(event))(codec.to_payload(event, tenant=tenant))


def parse(
    payload: Mapping[str, Any] | str | bytes,
    *,
    version: str | None = None,
    catalog: Catalog | None = None,
) -> Event:
    """Build the event that a payload describes.

    :param payload: a complete event, as a mapping or as JSON text.
    :param version: the version to read it as; by default the newest that fits it best. A
        payload does not say which version it was written for, so an older event whose
        parameters the current version has as well comes back as the current one.
    :param catalog: which events exist; by default those of this package.
    :raises DecodeError: when the text is not JSON, or has something no attribute can hold.
    :raises InvalidEventError: when the payload is not valid under that version.
    """
    content = payload if isinstance(payload, Mapping) else _json.loads(payload)
    # A string that the text holds is no text to be read in its turn.
    subject = content if isinstance(content, Mapping) else payload
    report = validator_for(catalog).fit(subject, version=version).raise_for_errors()
    assert report.version is not None  # noqa: S101 - a report without errors names its version
    return codec_for(catalog).from_payload(content, version=report.version)


def _writer_for(schema: EventSchema) -> Callable[[dict[str, Any]], bytes]:
    fractions = any(
        parameter.kind == "number" and parameter.closed_values is None
        for parameter in schema.parameters.values()
    )
    return _json.dumps if fractions else _json.dumps_without_fractions


def _located(error: EncodeError, event: Event, form: _Form) -> EncodeError:
    """Find out which attribute could not be encoded; done only after one could not."""
    envelope: dict[str, tuple[str, Callable[[Any], Any]]] = {
        "timestamp": ("/timestamp", _formats.format_timestamp),
        "customer": ("/customer", _text),
        "visitor": ("/visitor", _text),
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


def _bare(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _tenant(value: Any) -> int:
    if type(value) is int:
        _json.canonical_number(value)
        return value
    raise EncodeError(f"expected the numeric tenant id as int, got {type(value).__name__}")


def _text(value: Any) -> str:
    if value.__class__ is str:
        return value
    if isinstance(value, str):
        return str.__str__(value)
    raise EncodeError(f"expected str, got {type(value).__name__}")


def _decode_text(value: Any, _type: Any) -> str:
    return str.__str__(value)


def _decode_number(value: Any, _type: Any) -> int | float:
    return _json.canonical_number(value)


def _decode_timestamp(value: Any, _type: Any) -> Any:
    return _formats.parse_timestamp(value)


def _decode_identifier(value: Any, _type: Any) -> str:
    return str.__str__(value) if isinstance(value, str) else str(_json.canonical_number(value))


_ENVELOPE: Mapping[str, Callable[[Any, Any], Any]] = {
    "customer": _decode_text,
    "visitor": _decode_text,
    "timestamp": _decode_timestamp,
}
_WIRES: Mapping[str, _Wire] = {
    "text": _Wire(_text, _decode_text),
    "identifier": _Wire(_text, _decode_identifier),
    "number": _Wire(_json.canonical_number, _decode_number),
    "date-time": _Wire(
        _formats.format_date_time, lambda value, _type: _formats.parse_date_time(value)
    ),
    "date": _Wire(_formats.format_date, lambda value, _type: _formats.parse_date(value)),
}


def _wire_of(parameter: Parameter) -> _Wire:
    return _flag(parameter) if parameter.kind == "flag" else _WIRES[parameter.kind]


def _flag(parameter: Parameter) -> _Wire:
    forms = WIRE_FORMS[parameter.wire]

    def encode(value: Any) -> Any:
        if value is True or value is False:
            return forms[value]
        raise EncodeError(f"expected bool, got {type(value).__name__}")

    def decode(value: Any, _type: Any) -> bool:
        return value is True or (value is not False and value == forms[True])

    return _Wire(encode, decode)
