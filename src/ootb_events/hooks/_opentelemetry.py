"""What happens to events, counted with OpenTelemetry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ootb_events import __version__
from ootb_events.emit import Health, Hooks
from ootb_events.errors import ConfigurationError
from ootb_events.hooks._telling import UNKNOWN

if TYPE_CHECKING:
    from opentelemetry.metrics import Counter, Meter, MeterProvider

    from ootb_events.emit import DeadLetter, Notice
    from ootb_events.transports import Answer

__all__ = ["OpenTelemetryHooks"]

_BUCKETS: Final = (
    0.01,
    0.025,
    0.05,
    0.1,
    0.25,
    0.5,
    1,
    2.5,
    5,
    10,
    30,
    60,
    300,
    1800,
    7200,
    43_200,
)


class OpenTelemetryHooks(Hooks):
    """Count what happens to events: event keys and fixed words only, never an id or an identity.

    Counters ``ootb_events.accepted``, ``.delivered`` and ``.retried`` with the attribute
    ``event``, ``ootb_events.rejected`` and ``.dropped`` with ``event`` and ``reason``; the
    histogram ``ootb_events.delivery.duration`` of the seconds from acceptance to delivery, with
    ``event``; the gauge ``ootb_events.health``, which is 1 for the present ``health`` and 0 for
    the others. Give each emitter hooks of its own.

    :param meter_provider: by default the one that the application has set, or will set.
    :raises ConfigurationError: when the extra ``opentelemetry`` is not installed.
    """

    def __init__(self, meter_provider: MeterProvider | None = None) -> None:
        meter = _meter(meter_provider)
        self._accepted = _counter(meter, "accepted", "Events accepted for delivery")
        self._delivered = _counter(meter, "delivered", "Events delivered")
        self._retried = _counter(meter, "retried", "Sends that have to be repeated")
        self._rejected = _counter(meter, "rejected", "Events that became dead letters")
        self._dropped = _counter(meter, "dropped", "Events that are kept no more")
        self._duration = meter.create_histogram(
            "ootb_events.delivery.duration",
            unit="s",
            description="Time from acceptance to delivery",
            explicit_bucket_boundaries_advisory=_BUCKETS,
        )
        self._health = meter.create_gauge(
            "ootb_events.health", unit="1", description="1 for how delivery fares, 0 for the rest"
        )
        self.health(Health.WELL, None)

    def accepted(self, notice: Notice) -> None:
        self._accepted.add(1, {"event": notice.event})

    def delivered(self, notice: Notice) -> None:
        self._delivered.add(1, {"event": notice.event})
        self._duration.record(notice.seconds, {"event": notice.event})

    def retried(self, notice: Notice) -> None:
        self._retried.add(1, {"event": notice.event})

    def rejected(self, letter: DeadLetter) -> None:
        self._rejected.add(1, _attributes(letter))

    def dropped(self, letter: DeadLetter) -> None:
        self._dropped.add(1, _attributes(letter))

    def health(self, health: Health, answer: Answer | None) -> None:  # noqa: ARG002 - free text
        for each in Health:
            self._health.set(int(each is health), {"health": each.value})


def _meter(provider: MeterProvider | None) -> Meter:
    try:
        from opentelemetry.metrics import get_meter
    except ImportError as error:
        raise ConfigurationError(
            'OpenTelemetryHooks needs opentelemetry-api: pip install "ootb-events[opentelemetry]"'
        ) from error
    return get_meter("ootb_events", __version__, meter_provider=provider)


def _counter(meter: Meter, name: str, description: str) -> Counter:
    return meter.create_counter(f"ootb_events.{name}", unit="{event}", description=description)


def _attributes(letter: DeadLetter) -> dict[str, str]:
    return {"event": letter.event or UNKNOWN, "reason": letter.reason.value}
