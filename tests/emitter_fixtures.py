"""Fixtures for tests of the emitter: ``pytest_plugins = ("emitter_fixtures",)``."""

from __future__ import annotations

import pytest

from emitting import AT_ONCE, TENANT, TOKEN, Hand, all_ended
from endpoint import Endpoint
from ootb_events import Emitter
from ootb_events.emit import _emitter
from ootb_events.transports import HttpTransport, MemoryTransport


@pytest.fixture
def emitter_to():
    """Build emitters; each is closed in the end, whatever the test found out."""
    made = []

    def build(transport, **settings):
        emitter = Emitter(transport, **{"tenant": TENANT, "retry": AT_ONCE, **settings})
        made.append(emitter)
        return emitter

    yield build
    for emitter in made:
        emitter.close(0)
    assert all_ended()


@pytest.fixture
def hand(emitter_to, monkeypatch):  # noqa: ARG001 - lets go before emitters are closed
    """Hold messages back; a close that gives up on one gives it less grace than usual."""
    monkeypatch.setattr(_emitter, "_GRACE_SECONDS", 0.05)
    held = Hand()
    yield held
    held.let_go()


@pytest.fixture
def memory():
    return MemoryTransport()


@pytest.fixture
def endpoint():
    with Endpoint(token=TOKEN) as served:
        yield served


@pytest.fixture
def http(endpoint):
    return HttpTransport(endpoint.url, token=TOKEN, proxy="")
