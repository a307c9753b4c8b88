"""Events that only Optimove sends: read and validated, never emitted."""

from __future__ import annotations

import pytest

from ootb_events import Emitter, parse, to_payload, validate
from ootb_events.catalog import Catalog
from ootb_events.errors import EmitError, NotEmittableError
from ootb_events.events import LsMissionCompleted
from ootb_events.transports import MemoryTransport

RECEIVED = [schema for schema in Catalog.default().schemas() if not schema.emittable]


def test_they_are_those_of_the_loyalty_domain():
    assert {schema.domain for schema in RECEIVED} == {"loyalty"}
    assert {schema.key[:3] for schema in RECEIVED} == {"ls_"}


@pytest.mark.parametrize("schema", RECEIVED, ids=lambda schema: schema.key)
def test_they_are_validated_and_parsed(schema):
    payload = schema.examples[0]
    assert validate(payload).findings == ()
    assert to_payload(parse(payload), tenant=payload["tenant"]) == payload


@pytest.mark.parametrize("on_invalid", ["raise", "dead_letter"])
@pytest.mark.parametrize("form", [parse, dict], ids=["typed", "payload"])
@pytest.mark.parametrize("schema", RECEIVED, ids=lambda schema: schema.key)
def test_they_are_not_emitted(schema, form, on_invalid):
    transport = MemoryTransport()
    with Emitter(transport, tenant=1042, on_invalid=on_invalid) as emitter:
        for _ in range(2):
            with pytest.raises(NotEmittableError, match=f"^{schema.key} is sent by Optimove"):
                emitter.emit(form(schema.examples[0]))
    assert issubclass(NotEmittableError, EmitError)
    assert transport.attempts == []
    assert emitter.stats().accepted == 0


def test_a_text_without_a_limit_is_taken_whole():
    event = LsMissionCompleted(customer="c-1", rewards_json="[" + "1," * 999 + "1]")
    assert validate(to_payload(event, tenant=1)).ok
