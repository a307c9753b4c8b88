"""Events as objects, as payloads, and as bytes.

Nothing is converted on the way but what the schema says: a string where a number belongs is
an error, never a number. Round trips are exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from ootb_events import _json
from ootb_events.catalog import Catalog
from ootb_events.codec._classes import class_of
from ootb_events.codec._codec import Codec
from ootb_events.errors import EncodeError
from ootb_events.events import Event
from ootb_events.validation import validator_for

__all__ = ["Codec", "class_of", "codec_for", "parse", "to_bytes", "to_payload"]


def codec_for(catalog: Catalog | None = None) -> Codec:
    """Share one codec among all who ask for the same catalogue."""
    return _ours() if catalog is None or catalog is Catalog.default() else _theirs(catalog)


@cache
def _ours() -> Codec:
    return Codec(Catalog.default())


@lru_cache(maxsize=16)
def _theirs(catalog: Catalog) -> Codec:
    return Codec(catalog)


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
    upgrade: bool = False,
    catalog: Catalog | None = None,
) -> Event:
    """Build the event that a payload describes.

    :param payload: a complete event, as a mapping or as JSON text.
    :param version: the version to read it as; by default the newest that fits it best. A
        payload does not say which version it was written for, so an older event whose
        parameters the current version has as well comes back as the current one.
    :param upgrade: whether an old payload is made one of the current version first, and one of
        an event whose place another took one of that event, so that every event comes back as
        its current class; :func:`ootb_events.evolution.upgrade` says what is lost.
    :param catalog: which events exist; by default those of this package.
    :raises DecodeError: when the text is not JSON, or has something no attribute can hold.
    :raises InvalidEventError: when the payload is not valid under that version.
    :raises UpgradeError: when it cannot be upgraded.
    """
    content = payload if isinstance(payload, Mapping) else _json.loads(payload)
    # A string that the text holds is no text to be read in its turn.
    subject = content if isinstance(content, Mapping) else payload
    if upgrade:
        from ootb_events.evolution._upgrade import upgrader_for

        upgraded = upgrader_for(catalog).upgrade(subject, version=version)
        return codec_for(catalog).from_payload(upgraded.payload, version=upgraded.version)
    report = validator_for(catalog).fit(subject, version=version).raise_for_errors()
    assert report.version is not None  # noqa: S101 - a report without errors names its version
    return codec_for(catalog).from_payload(content, version=report.version)
