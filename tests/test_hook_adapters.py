"""Hooks that log and count: with the real libraries, and free of personal data."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest

from emitting import (
    DELIVERED,
    LATER,
    MISCONFIGURED,
    REJECTED,
    RETRY,
    TENANT,
    failed,
    keeping,
    payload,
)
from ootb_events import hooks
from ootb_events.emit import Health, Hooks
from ootb_events.errors import ConfigurationError
from ootb_events.hooks import LoggingHooks, OpenTelemetryHooks, StructlogHooks
from ootb_events.transports import Answer, MemoryTransport

pytest_plugins = ("emitter_fixtures",)

KEY = "ootb_registration_failed"
MARK = "Zebra7741"
ADAPTERS = {
    "LoggingHooks": ("logging", LoggingHooks),
    "StructlogHooks": ("structlog", StructlogHooks),
    "OpenTelemetryHooks": ("opentelemetry", OpenTelemetryHooks),
}


def missing(library):
    return f"NO {library} HERE: hooks for it are not tested"


@pytest.fixture
def live(emitter_to):
    """Let one event of each fate happen, and tell the receipts."""

    def run(hook):
        answers = iter([Answer(outcome=RETRY, status=503, detail=MARK)])
        transport = MemoryTransport(
            answer=lambda sent: REJECTED if b"declined" in sent.body else next(answers, DELIVERED)
        )
        settings = {"hooks": [hook], "on_invalid": "dead_letter"}
        emitter = emitter_to(transport, **settings, dead_letter_policy=keeping(1))
        bad = payload(2)
        receipts = {"delivered": emitter.emit(payload(1, context={"ootb_failure_reason": MARK}))}
        assert emitter.flush() == 0
        receipts["rejected"] = emitter.emit(bad)
        assert emitter.flush() == 0
        receipts["invalid"] = emitter.emit({"event": f"{MARK}@example.com", "tenant": TENANT})
        assert emitter.flush() == 0
        return receipts

    return run


# What is logged


@pytest.fixture
def records(caplog):
    caplog.set_level(logging.DEBUG, logger="ootb_events.hooks")

    def told():
        return [each for each in caplog.records if each.name == "ootb_events.hooks"]

    return told


def story(receipts):
    """Tell what logs say of the events of ``live``: level, what, and the fields in order."""
    good, bad, invalid = (receipts[name].id for name in ("delivered", "rejected", "invalid"))
    return [
        ("info", "accepted", {"key": KEY, "id": good}),
        ("warning", "retried", {"key": KEY, "id": good, "attempts": 1, "status": 503}),
        ("warning", "health", {"health": "retrying", "status": 503}),
        ("info", "delivered", {"key": KEY, "id": good, "attempts": 2}),
        ("info", "health", {"health": "well"}),
        ("info", "accepted", {"key": KEY, "id": bad}),
        ("error", "rejected", {"key": KEY, "id": bad, "reason": "rejected", "attempts": 1}),
        (
            "error",
            "rejected",
            {"key": "unknown", "id": invalid, "reason": "invalid", "attempts": 0},
        ),
        ("error", "dropped", {"key": KEY, "id": bad, "reason": "dead_letters_full", "attempts": 1}),
    ]


def in_order(told):
    """Order what two threads tell: an acceptance may come after what follows from it."""
    return sorted(told, key=repr)


def test_logging_tells_each_fate_with_its_level_and_fields(live, records):
    receipts = live(LoggingHooks())
    told = []
    for record in records():
        fields = {
            name.removeprefix("ootb_"): value
            for name, value in vars(record).items()
            if name.startswith("ootb_") and name != "ootb_seconds"
        }
        told.append((record.levelname.lower(), record.args[0], fields))
    assert in_order(told) == in_order(story(receipts))


def test_logging_says_the_same_in_words(live, records):
    receipts = live(LoggingHooks())
    said = [record.getMessage() for record in records()]
    assert f"accepted key={KEY} id={receipts['delivered'].id}" in said
    assert f"rejected key=unknown id={receipts['invalid'].id} reason=invalid attempts=0" in said
    assert any(text.startswith("delivered ") and " seconds=0." in text for text in said)


def test_logging_uses_the_logger_and_level_it_is_given(live, caplog):
    logger = logging.getLogger("ours")
    caplog.set_level(logging.INFO, logger="ours")
    live(LoggingHooks(logger, logging.DEBUG))
    levels = {record.levelno for record in caplog.records if record.name == "ours"}
    assert levels == {logging.WARNING, logging.ERROR}, "what goes well is below its level"


def test_structlog_tells_each_fate_with_its_level_and_fields(live):
    structlog = pytest.importorskip("structlog", reason=missing("structlog"))
    with structlog.testing.capture_logs() as entries:
        receipts = live(StructlogHooks())
    told = [
        (entry.pop("log_level"), entry.pop("event").removeprefix("ootb_events."), entry)
        for entry in entries
    ]
    for *_, entry in told:
        entry.pop("seconds", None)
    assert in_order(told) == in_order(story(receipts))


def test_structlog_uses_the_logger_it_is_given(live):
    structlog = pytest.importorskip("structlog", reason=missing("structlog"))
    with structlog.testing.capture_logs() as entries:
        live(StructlogHooks(structlog.get_logger().bind(service="cashier")))
    assert entries
    assert all(entry["service"] == "cashier" for entry in entries)


# What is counted


@pytest.fixture
def meters():
    export = pytest.importorskip(
        "opentelemetry.sdk.metrics.export", reason=missing("opentelemetry-sdk")
    )
    from opentelemetry.sdk.metrics import MeterProvider

    reader = export.InMemoryMetricReader()
    provider = MeterProvider([reader], shutdown_on_exit=False)
    yield provider, reader
    provider.shutdown()


def metrics(reader):
    (resource,) = reader.get_metrics_data().resource_metrics
    (scope,) = resource.scope_metrics
    assert scope.scope.name == "ootb_events"
    return {metric.name: metric for metric in scope.metrics}


def counted(metric):
    return {
        tuple(sorted(point.attributes.items())): point.value for point in metric.data.data_points
    }


def test_opentelemetry_counts_each_fate(live, meters):
    provider, reader = meters
    live(OpenTelemetryHooks(provider))
    found = metrics(reader)
    of_key = ("event", KEY)
    assert {name: counted(metric) for name, metric in found.items() if "duration" not in name} == {
        "ootb_events.accepted": {(of_key,): 2},
        "ootb_events.delivered": {(of_key,): 1},
        "ootb_events.retried": {(of_key,): 1},
        "ootb_events.rejected": {
            (of_key, ("reason", "rejected")): 1,
            (("event", "unknown"), ("reason", "invalid")): 1,
        },
        "ootb_events.dropped": {(of_key, ("reason", "dead_letters_full")): 1},
        "ootb_events.health": {(("health", h.value),): int(h is Health.WELL) for h in Health},
    }


def test_opentelemetry_measures_from_acceptance_to_delivery(live, meters):
    provider, reader = meters
    live(OpenTelemetryHooks(provider))
    metric = metrics(reader)["ootb_events.delivery.duration"]
    (point,) = metric.data.data_points
    assert metric.unit == "s"
    assert point.attributes == {"event": KEY}
    assert point.count == 1
    assert 0 < point.sum < 60
    assert point.explicit_bounds[0] == 0.01


@pytest.mark.parametrize(
    ("answer", "health"), [(LATER, Health.RETRYING), (MISCONFIGURED, Health.MISCONFIGURED)]
)
def test_opentelemetry_shows_how_delivery_fares(answer, health, emitter_to, meters):
    provider, reader = meters
    sent = []
    hook = OpenTelemetryHooks(provider)
    told = Waiting()
    emitter = emitter_to(
        MemoryTransport(answer=lambda m: sent.append(m) or answer), hooks=[hook, told]
    )
    emitter.emit(failed())
    told.wait()
    gauge = counted(metrics(reader)["ootb_events.health"])
    assert gauge == {(("health", each.value),): int(each is health) for each in Health}


class Waiting(Hooks):
    """Wait until health was told, to the hooks before this one as well."""

    def __init__(self):
        import threading

        self._told = threading.Event()

    def health(self, *_):
        self._told.set()

    def wait(self):
        assert self._told.wait(30)


def test_opentelemetry_takes_the_provider_that_the_application_sets_later():
    pytest.importorskip("opentelemetry.sdk", reason=missing("opentelemetry-sdk"))
    script = """
from ootb_events import Emitter
from ootb_events.events import RegistrationFailed
from ootb_events.hooks import OpenTelemetryHooks
from ootb_events.transports import MemoryTransport
from opentelemetry import metrics
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader

hooks = OpenTelemetryHooks()
reader = InMemoryMetricReader()
metrics.set_meter_provider(MeterProvider([reader]))
with Emitter(MemoryTransport(), tenant=1, hooks=[hooks]) as emitter:
    emitter.emit(RegistrationFailed(visitor="v-1"))
print(*[m.name for m in reader.get_metrics_data().resource_metrics[0].scope_metrics[0].metrics])
"""
    said = subprocess.check_output([sys.executable, "-c", script], text=True)  # noqa: S603 - ours
    assert {"ootb_events.accepted", "ootb_events.delivered"} <= set(said.split())


# What is never told


def test_nothing_personal_is_logged_or_counted(live, records, meters):
    structlog = pytest.importorskip("structlog", reason=missing("structlog"))
    provider, reader = meters
    with structlog.testing.capture_logs() as entries:
        for hook in (LoggingHooks(), StructlogHooks(), OpenTelemetryHooks(provider)):
            live(hook)
    told = repr([vars(record) for record in records()]) + repr(entries) + repr(metrics(reader))
    assert entries
    assert records()
    for secret in (MARK, "example.com", "v-1", "v-2", "declined", str(TENANT)):
        assert secret not in told


def test_no_id_is_counted(live, meters):
    provider, reader = meters
    receipts = live(OpenTelemetryHooks(provider))
    told = repr(metrics(reader))
    assert not any(receipt.id in told for receipt in receipts.values())


# Optional dependencies


@pytest.mark.parametrize("adapter", ["StructlogHooks", "OpenTelemetryHooks"])
def test_the_absence_of_a_library_names_the_extra(adapter, monkeypatch):
    library, cls = ADAPTERS[adapter]
    for name in [name for name in sys.modules if name.partition(".")[0] == library]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ConfigurationError, match=rf'pip install "ootb-events\[{library}\]"'):
        cls()


def test_looking_at_the_hooks_imports_no_library():
    script = """
import sys
from ootb_events.hooks import LoggingHooks, OpenTelemetryHooks, StructlogHooks
print({"structlog", "opentelemetry"} & set(sys.modules))
"""
    assert subprocess.check_output([sys.executable, "-c", script], text=True) == "set()\n"  # noqa: S603


def test_the_package_lists_its_names():
    assert set(hooks.__all__) == set(ADAPTERS)
    assert set(hooks.__all__) <= set(dir(hooks))
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        hooks.nonsense  # noqa: B018 - that it raises is the point
