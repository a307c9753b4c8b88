"""Five libraries that emit events, each with a sink in memory.

Each class says what its library does on the calling thread and what it leaves out.
"""

from __future__ import annotations

import json
import logging
from datetime import datetime, timezone
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final
from unittest import mock

import attrs
from jsonschema import ValidationError
from jupyter_events import EventLogger
from openlineage.client import OpenLineageClient
from openlineage.client.event_v2 import Job, Run, RunEvent, RunState
from openlineage.client.generated.base import RunFacet
from openlineage.client.serde import Serde
from openlineage.client.transport import Transport
from posthog import Posthog
from snowplow_tracker import AsyncEmitter, SelfDescribing, SelfDescribingJson, Tracker

from benchmarks._samples import EXPIRY, START, TENANT, UNRELATED
from ootb_events import Emitter, InvalidEventError
from ootb_events.events import Login, SelfExclusionInitiated
from ootb_events.transports import MemoryTransport

if TYPE_CHECKING:
    from openlineage.client.client import Event

_CUSTOMER: Final = "c-20871"
_SESSION: Final = "s-7f3a91"
_START: Final = START.isoformat()
_SINK: Final = "https://sink.invalid"


class Sender:
    """Emit the same event through one library, and count what arrives at its sink."""

    name: str
    refusal: type[Exception] | tuple[()] = ()
    """What is raised for an invalid event; nothing, unless the library validates."""

    def send(self, session: str = _SESSION) -> None:
        """Construct an event and hand it over, as an application would.

        :param session: a free text; one of 256 characters makes the event invalid.
        """
        raise NotImplementedError

    def flush(self) -> None:
        """Wait until everything handed over has arrived."""

    def take_arrived(self) -> int:
        """Count the events that arrived since the last time, and forget them."""
        raise NotImplementedError

    def close(self) -> None:
        """Release threads, where they can be ended."""


class Ours(Sender):
    """Hand over a typed, frozen event.

    On the calling thread: payload with exact wire forms, validation against the contract,
    canonical bytes, a UUIDv7 and a receipt. A bounded queue; a thread that hands the bytes to
    the transport.
    """

    name = "ootb_events"
    refusal = InvalidEventError

    def __init__(self) -> None:
        self._transport = MemoryTransport()
        self._emitter = Emitter(self._transport, tenant=TENANT)

    def send(self, session: str = _SESSION) -> None:
        self._emitter.emit(
            Login(
                customer=_CUSTOMER,
                login_timestamp=START,
                balance=125.5,
                is_first_login=False,
                session_ref=session,
                ccy_code="EUR",
                country="MT",
                platform="iOS",
                channel="mobile",
                license="MGA-1042",
            )
        )

    def flush(self) -> None:
        self._emitter.flush()

    def take_arrived(self) -> int:
        count = len(self._transport.messages)
        self._transport.clear()
        return count

    def close(self) -> None:
        self._emitter.close()


class OursRelated(Ours):
    """Hand over an event whose expiry must not come before its start; the rest as above."""

    name = "ootb_events, two parameters related"

    def send(self, session: str = "user_requested") -> None:
        self._emitter.emit(
            SelfExclusionInitiated(
                customer=_CUSTOMER,
                self_exclusion_start_date=START,
                self_exclusion_duration="7_days",
                self_exclusion_expiry_date=EXPIRY,
                exclusion_type=0,
                reason=session,
                platform="iOS",
                channel="mobile",
                brand="northstar",
                license="MGA-1042",
            )
        )


class Snowplow(Sender):
    """Hand over a dict as a self-describing event to the asynchronous emitter.

    On the calling thread: JSON text of the event and a UUIDv4; each batch of ten goes to a
    thread, which writes JSON once more. Does not validate; loses events when its buffer is full.
    Its log lines for each request and the base64 of the JSON are off.
    """

    name = "snowplow-tracker"
    _SCHEMA: Final = "iglu:com.example/login/jsonschema/1-0-0"

    def __init__(self) -> None:
        self._session = _Session()
        logging.getLogger("snowplow_tracker.emitters").setLevel(logging.WARNING)
        self._emitter = AsyncEmitter(_SINK, session=self._session)
        self._tracker = Tracker("benchmark", self._emitter, encode_base64=False)

    def send(self, session: str = _SESSION) -> None:
        data = {**_parameters(session), "customer": _CUSTOMER}
        self._tracker.track(SelfDescribing(SelfDescribingJson(self._SCHEMA, data)))

    def flush(self) -> None:
        self._emitter.sync_flush()

    def take_arrived(self) -> int:
        return sum(len(json.loads(body)["data"]) for body in self._session.take_bodies())


class PostHog(Sender):
    """Hand over a dict to ``capture``.

    On the calling thread: a copy with facts about the system and the library, cleaned of
    unknown types, and a UUIDv4. A bounded queue, which drops events when full; a thread that
    writes the JSON. Does not validate.
    """

    name = "posthog"

    def __init__(self) -> None:
        self._session = _Session()
        self._patch = mock.patch("posthog.request._get_session", return_value=self._session)
        self._patch.start()
        self._client = Posthog("benchmark", host=_SINK)

    def send(self, session: str = _SESSION) -> None:
        self._client.capture(UNRELATED.key, distinct_id=_CUSTOMER, properties=_parameters(session))

    def flush(self) -> None:
        self._client.flush()

    def take_arrived(self) -> int:
        return sum(len(json.loads(body)["batch"]) for body in self._session.take_bodies())

    def close(self) -> None:
        self._client.shutdown()
        self._patch.stop()


class OpenLineage(Sender):
    """Hand over a run event with the parameters as a facet.

    On the calling thread: attrs classes that check some URLs and times, a facet with the
    client's version, and the JSON, which all its transports but the silent ones write there. No
    queue: the sink keeps the text. Does not validate against its schemas. The run id is made
    beforehand.
    """

    name = "openlineage-python"

    def __init__(self) -> None:
        self._sink = _TextTransport()
        self._client = OpenLineageClient(transport=self._sink)

    def send(self, session: str = _SESSION) -> None:
        self._client.emit(run_event(_CUSTOMER, session))

    def take_arrived(self) -> int:
        count = len(self._sink.texts)
        self._sink.texts.clear()
        return count

    def close(self) -> None:
        self._client.close()


class JupyterEvents(Sender):
    """Hand over a dict to an ``EventLogger`` that knows the same contract.

    On the calling thread: a deep copy, validation with ``jsonschema``, and ``logging``, whose
    handler writes the JSON and keeps it. No id, no queue, no thread. The only peer that
    validates. The envelope's timestamp is made beforehand.
    """

    name = "jupyter_events"
    refusal = ValidationError
    _ID: Final = "https://schemas.invalid/login"

    def __init__(self) -> None:
        document = UNRELATED.schema()
        document |= {"$id": self._ID, "version": document.pop("x-version")}
        del document["$schema"]
        self._handler = _TextHandler()
        self._logger = EventLogger(handlers=[self._handler])
        self._logger.register_event_schema(document)
        self._timestamp = UNRELATED.payload()["timestamp"]

    def send(self, session: str = _SESSION) -> None:
        data = {
            "tenant": TENANT,
            "timestamp": self._timestamp,
            "event": UNRELATED.key,
            "customer": _CUSTOMER,
            "context": _parameters(session),
        }
        self._logger.emit(schema_id=self._ID, data=data)

    def take_arrived(self) -> int:
        count = len(self._handler.texts)
        self._handler.texts.clear()
        return count

    def close(self) -> None:
        self._logger.remove_handler(self._handler)


def run_event(customer: str, session: str = _SESSION) -> RunEvent:
    """Construct the event of OpenLineage that carries the parameters of ours."""
    return RunEvent(
        eventTime=datetime.now(timezone.utc).isoformat(),
        eventType=RunState.START,
        run=Run(
            runId="0197530b-8d2a-7c4e-9f10-3c5b8a6e2d41",
            facets={"login": _Facet(**_parameters(session))},
        ),
        job=Job(namespace=customer, name=UNRELATED.key),
    )


def _parameters(session: str) -> dict[str, Any]:
    return {
        "ootb_login_timestamp": _START,
        "ootb_balance": 125.5,
        "ootb_is_first_login": False,
        "ootb_session_ref": session,
        "ootb_ccy_code": "EUR",
        "ootb_country": "MT",
        "ootb_platform": "iOS",
        "ootb_channel": "mobile",
        "ootb_license": "MGA-1042",
    }


class _Session:
    """Stand in for a ``requests.Session`` whose every POST succeeds at once."""

    def __init__(self) -> None:
        self._bodies: list[str | bytes] = []

    def post(self, _url: str, *, data: str | bytes, **_: Any) -> SimpleNamespace:
        self._bodies.append(data)
        return SimpleNamespace(status_code=200)

    get = None

    def take_bodies(self) -> list[str | bytes]:
        bodies, self._bodies = self._bodies, []
        return bodies


class _TextTransport(Transport):
    kind = "memory"

    def __init__(self) -> None:
        self.texts: list[str] = []

    def emit(self, event: Event) -> None:
        self.texts.append(Serde.to_json(event))


class _TextHandler(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(self.format(record))


@attrs.define
class _Facet(RunFacet):
    ootb_login_timestamp: str
    ootb_balance: float
    ootb_is_first_login: bool
    ootb_session_ref: str
    ootb_ccy_code: str
    ootb_country: str
    ootb_platform: str
    ootb_channel: str
    ootb_license: str
