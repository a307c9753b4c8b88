"""What was emitted while events were captured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

from ootb_events import _json
from ootb_events.codec import codec_for
from ootb_events.errors import CatalogError, DecodeError, InvalidEventError
from ootb_events.events import Event
from ootb_events.validation import validator_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ootb_events.catalog import Catalog, EventSchema
    from ootb_events.emit import Offer, Receipt
    from ootb_events.testing._places import Site
    from ootb_events.validation import Report

__all__ = ["Captured", "Refused"]

_STRANGE: Final = frozenset({"OOTB106", "OOTB206"})

E = TypeVar("E", bound=Event)


class Captured:
    """Hold one event that was accepted, as it would have been sent.

    :ivar receipt: what ``emit`` returned.
    :ivar body: the bytes.
    :ivar site: the line that emitted it.
    :ivar at: when it was accepted, as :func:`time.monotonic` tells.
    """

    def __init__(
        self, receipt: Receipt, offer: Offer, site: Site, catalog: Catalog, at: float
    ) -> None:
        self.receipt = receipt
        self.body = offer.body
        self.site = site
        self.at = at
        self._key = offer.event
        self._identity = offer.identity
        self._catalog = catalog
        self._read: dict[str | None, Event | None] = {}

    @property
    def key(self) -> str:
        """The event key, such as ``ootb_login``."""
        return self._key

    @property
    def version(self) -> str | None:
        """The version that it follows; ``None`` for an event that the catalogue lacks."""
        return self.receipt.report.version

    @property
    def customer(self) -> str | None:
        """The id of the customer."""
        found: str | None = self.payload.get("customer")
        return found

    @property
    def visitor(self) -> str | None:
        """The id of the visitor."""
        found: str | None = self.payload.get("visitor")
        return found

    @property
    def identity(self) -> str:
        """The customer, else the visitor: events of one are delivered in order."""
        return self._identity

    @property
    def payload(self) -> dict[str, Any]:
        """What the bytes say; the caller's to change."""
        payload: dict[str, Any] = _json.loads(self.body)
        return payload

    @property
    def event(self) -> Event | None:
        """The event, read from the bytes; ``None`` where there is no class for it."""
        return self._as_version(self.version)

    @property
    def schema(self) -> EventSchema | None:
        """What the catalogue says of the event; ``None`` where it lacks it."""
        try:
            return self._catalog.get(self._key, self.version)
        except CatalogError:
            return None

    def read_as(self, cls: type[E]) -> E | None:
        """Read the event as a class; ``None`` when it is not one.

        The bytes do not say which version they were written for: an event is of every version
        of its class that it is valid under.
        """
        event = self.event
        if isinstance(event, cls):
            return event
        if getattr(cls, "event_key", None) != self._key:
            return None
        other = self._as_version(cls.schema_version)
        return other if isinstance(other, cls) else None

    def _as_version(self, version: str | None) -> Event | None:
        if version not in self._read:
            self._read[version] = self._parsed(version)
        return self._read[version]

    def _parsed(self, version: str | None) -> Event | None:
        if version is None:
            return None
        payload = self.payload
        if version == self.version:
            payload = self._without_strangers(payload)
        try:
            report = validator_for(self._catalog).validate(payload, version=version)
            report.raise_for_errors()
            return codec_for(self._catalog).from_payload(payload, version=version)
        except (InvalidEventError, DecodeError, CatalogError):
            return None

    def _without_strangers(self, payload: dict[str, Any]) -> dict[str, Any]:
        """Leave out what the class has no attribute for, of which validation has warned."""
        strange = [
            finding.pointer.rpartition("/")
            for finding in self.receipt.report.findings
            if finding.rule in _STRANGE
        ]
        for place, _, key in strange:
            level = payload["context"] if place == "/context" else payload
            level.pop(key.replace("~1", "/").replace("~0", "~"), None)
        return payload

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._key!r}, at {self.site})"


class Refused:
    """Hold one event that was not accepted, and why.

    :ivar error: what ``emit`` raised, or would have.
    :ivar report: what validation had to say; ``None`` where the event was not even looked at.
    :ivar event: the event key, as far as it is known.
    :ivar site: the line that emitted it.
    :ivar subject: the event as it was emitted; ``None`` for one of a forked child.
    """

    def __init__(
        self,
        error: Exception,
        report: Report | None,
        subject: Event | Mapping[str, Any] | None,
        site: Site,
    ) -> None:
        self.error = error
        self.report = report
        self.subject = subject
        self.site = site
        self.told = False
        self.event = report.event if report is not None else getattr(error, "key", None)

    def __str__(self) -> str:
        """Say where it was emitted, and what is wrong with it; no value of personal data."""
        return f"{self.site}: {self.report if self.report is not None else self.error}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.event!r}, at {self.site})"
