"""The two events that most is measured with, and payloads of theirs that must be refused."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Final

from ootb_events import Catalog, to_payload
from ootb_events.events import Login, SelfExclusionInitiated

if TYPE_CHECKING:
    from ootb_events.catalog import EventSchema
    from ootb_events.events import Event

TENANT: Final = 1042
START: Final = datetime(2026, 6, 9, 12, 0, tzinfo=timezone.utc)
EXPIRY: Final = datetime(2026, 6, 16, 12, 0, tzinfo=timezone.utc)


@dataclass(frozen=True)
class Sample:
    """Hold an event with values for nine parameters.

    :param moment: the key of one of its date-times.
    :param number: the key of one of its numbers.
    :param text: the key of one of its free texts.
    :param outside: a parameter's key and a value that is outside its closed set.
    """

    event: Event
    moment: str
    number: str
    text: str
    outside: tuple[str, Any]

    @property
    def key(self) -> str:
        return self.event.event_key

    def schema(self) -> dict[str, Any]:
        """Copy the flat contract schema, ``x-`` keywords included."""
        return plain(Catalog.default().get(self.key, self.event.schema_version))

    def payload(self) -> dict[str, Any]:
        """Write the event as a payload, anew each time."""
        payload = to_payload(self.event, tenant=TENANT)
        assert len(payload["context"]) == 9
        return payload

    def invalid_payloads(self) -> dict[str, dict[str, Any]]:
        """Break the valid payload in one place each, by what was done to it."""
        key, value = self.outside
        return {
            "no tenant": self._without("tenant"),
            "no customer": self._without("customer"),
            "tenant as text": self._with(tenant=str(TENANT)),
            "timestamp of another form": self._with(timestamp="2026-06-09T12:00:00Z"),
            "no such event": self._with(event=f"{self.key}_begun"),
            "256 characters": self._with_parameter(self.text, "x" * 256),
            "no such calendar day": self._with_parameter(self.moment, "2026-02-30T12:00:00Z"),
            "not among the closed values": self._with_parameter(key, value),
            "boolean as number": self._with_parameter(self.number, to=True),
            "number as text": self._with_parameter(self.number, "0"),
            "nested object": self._with_parameter(self.text, {"code": "user_requested"}),
            "null": self._with_parameter(self.text, None),
        }

    def _without(self, name: str) -> dict[str, Any]:
        broken = self.payload()
        del broken[name]
        return broken

    def _with(self, **properties: Any) -> dict[str, Any]:
        return self.payload() | properties

    def _with_parameter(self, key: str, to: Any) -> dict[str, Any]:
        broken = self.payload()
        assert key in broken["context"]
        broken["context"][key] = to
        return broken


def plain(schema: EventSchema) -> dict[str, Any]:
    """Copy the flat schema of an event version as one would read it from a file."""
    document: dict[str, Any] = json.loads(json.dumps(schema.document, default=dict))
    return document


UNRELATED: Final = Sample(
    Login(
        customer="c-20871",
        timestamp=START,
        login_timestamp=START,
        balance=125.5,
        is_first_login=False,
        session_ref="s-7f3a91",
        ccy_code="EUR",
        country="MT",
        platform="iOS",
        channel="mobile",
        license="MGA-1042",
    ),
    moment="ootb_login_timestamp",
    number="ootb_balance",
    text="ootb_session_ref",
    outside=("ootb_is_first_login", "no"),
)
"""Nine of eleven parameters, one of them a date-time, and no relations between them."""

RELATED: Final = Sample(
    SelfExclusionInitiated(
        customer="c-20871",
        timestamp=START,
        self_exclusion_start_date=START,
        self_exclusion_duration="7_days",
        self_exclusion_expiry_date=EXPIRY,
        exclusion_type=0,
        reason="user_requested",
        platform="iOS",
        channel="mobile",
        brand="northstar",
        license="MGA-1042",
    ),
    moment="ootb_self_exclusion_start_date",
    number="ootb_exclusion_type",
    text="ootb_reason",
    outside=("ootb_exclusion_type", 7),
)
"""All nine parameters, two of them date-times that must not be in the wrong order."""
