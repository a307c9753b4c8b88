"""From an event to the bytes that are accepted, or to the reason why not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import uuid_utils

from ootb_events import _json
from ootb_events.codec import codec_for
from ootb_events.emit._records import Receipt
from ootb_events.emit._refusals import OtherTenantError, report_of
from ootb_events.emit._store import Offer
from ootb_events.errors import (
    EncodeError,
    InvalidEventError,
    NotEmittableError,
    UnknownEventError,
    UnknownVersionError,
)
from ootb_events.events import Event
from ootb_events.validation import Report, validator_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from ootb_events.catalog import Catalog

__all__ = ["Intake", "Refused"]

_new_uuid = uuid_utils.uuid7
_UNKNOWN_EVENT = "OOTB107"


class Refused(NamedTuple):
    """An event that is to become a dead letter at once."""

    receipt: Receipt
    payload: Mapping[str, Any] | None


class _Ready(NamedTuple):
    """What every event of one class needs on its way out."""

    version: str
    is_valid: Callable[[Any], bool]
    clean: Report
    write: Callable[[dict[str, Any]], bytes]


class Intake:
    """Validate events and write their bytes, for one tenant and one catalogue.

    :param raises: whether an invalid event is an exception, or else a :class:`Refused`.
    """

    def __init__(
        self, tenant: int, catalog: Catalog | None, profile: str, *, strict: bool, raises: bool
    ) -> None:
        self._tenant = tenant
        self._codec = codec_for(catalog)
        self._validator = validator_for(catalog, profile=profile, strict=strict)
        self._validator.validate({})  # imports the engine: a child forked meanwhile would hang
        self._ready: dict[type[Event], _Ready] = {}
        self._raises = raises

    def take(self, event: Event | Mapping[str, Any]) -> tuple[Receipt, Offer] | Refused:
        """Validate an event and write its bytes.

        :raises InvalidEventError: when it has errors, and errors are to be raised.
        :raises EncodeError: when a value has no form on the wire, likewise.
        :raises UnknownEventError: when the catalogue lacks the class of an event, likewise.
        :raises NotEmittableError: when the event is one that only Optimove sends.
        """
        try:
            if isinstance(event, Event):
                ready = self._ready.get(event.__class__) or self._prepare(event.__class__)
                payload = self._codec.to_payload(event, tenant=self._tenant)
                report = self._report_on(payload, ready)
                write = ready.write
            else:
                payload = self._with_tenant(event)
                report = self._validator.validate(payload)
                if report.ok:
                    self._refuse_received(payload["event"])
                    payload = self._canonical(payload)
                write = _json.dumps
            if report.findings and not report.ok:
                return self._refuse(payload, report)
            body = b"".join((write(payload), b""))  # a copy sheds the writer's 4 KiB buffer
        except (EncodeError, UnknownEventError, UnknownVersionError) as error:
            if self._raises:
                raise
            return self._refuse(None, report_of(error, event))
        key = payload["event"]
        identity = payload.get("customer") or payload["visitor"]
        identifier = _new_uuid()
        return Receipt(identifier, key, report), Offer(identifier, key, identity, body, event)

    @property
    def raises(self) -> bool:
        """Whether an invalid event is an exception."""
        return self._raises

    @property
    def catalog(self) -> Catalog:
        """Which events exist."""
        return self._codec.catalog

    def under(self, profile: str | None, *, strict: bool | None, raises: bool) -> Intake:
        """Make another for the same tenant and catalogue.

        :param profile: the profile, if another.
        :param strict: whether every warning counts as an error, if otherwise than here.
        :raises ConfigurationError: when there is no such profile.
        """
        ours = self._validator
        return Intake(
            self._tenant,
            self.catalog,
            profile or ours.profile,
            strict=ours.strict if strict is None else strict,
            raises=raises,
        )

    def take_unknown(
        self, payload: Mapping[str, Any], report: Report
    ) -> tuple[Receipt, Offer] | None:
        """Take a payload of an event that the catalogue lacks, if nothing else is wrong.

        :raises EncodeError: when a value has no form on the wire.
        """
        if any(finding.rule != _UNKNOWN_EVENT for finding in report.errors):
            return None
        canonical = self._canonical(self._with_tenant(payload))
        identity = canonical.get("customer") or canonical["visitor"]
        identifier, key = _new_uuid(), canonical["event"]
        offer = Offer(identifier, key, identity, _json.dumps(canonical), payload)
        return Receipt(identifier, key, report), offer

    def _prepare(self, cls: type[Event]) -> _Ready:
        """Look up once what every event of a class needs."""
        self._refuse_received(cls.event_key)
        write = self._codec.writer(cls)
        is_valid, clean = self._validator.quick(cls.event_key, cls.schema_version)
        ready = self._ready[cls] = _Ready(cls.schema_version, is_valid, clean, write)
        return ready

    def _refuse_received(self, key: str) -> None:
        if not self._codec.catalog.get(key).emittable:
            raise NotEmittableError(key)

    def _report_on(self, payload: dict[str, Any], ready: _Ready) -> Report:
        try:
            if ready.is_valid(payload):
                return ready.clean
        except ValueError:  # half a character, say; what it is will be explained
            pass
        return self._validator.validate(payload, version=ready.version)

    def _with_tenant(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        if not isinstance(payload, Mapping):
            raise EncodeError(
                f"expected an event or a payload as a mapping, got {type(payload).__name__}"
            )
        return {"tenant": self._tenant, **payload}

    def _canonical(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        canonical = _json.canonical(payload)
        if canonical["tenant"] != self._tenant:
            raise OtherTenantError(
                f"the payload is for another tenant than this emitter's {self._tenant}",
                pointer="/tenant",
            )
        return canonical

    def _refuse(self, payload: Mapping[str, Any] | None, report: Report) -> Refused:
        if self._raises:
            raise InvalidEventError(report)
        return Refused(Receipt(_new_uuid(), report.event or "", report), payload)
