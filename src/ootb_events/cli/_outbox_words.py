"""What an outbox file holds, in words: no payload and no identity unless asked for."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Final

from ootb_events.catalog import Catalog
from ootb_events.validation._explain import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ootb_events.catalog import EventSchema, Parameter
    from ootb_events.emit import DeadLetter, Holder, OutboxEvent, OutboxStatus

__all__ = [
    "age",
    "as_object",
    "concealed",
    "dead_words",
    "holder_words",
    "moment",
    "name",
    "size",
    "status_as_object",
    "summary",
]

_UNITS: Final = ((86_400, "d", 172_800), (3_600, "h", 7_200), (60, "m", 120), (1, "s", 0))
_OPEN: Final = {"tenant", "timestamp", "event"}
"""What of an envelope is nobody's personal data."""


def age(since: datetime) -> str:
    """Say how long ago something was, in one unit."""
    seconds = max(0, int((datetime.now(timezone.utc) - since).total_seconds()))
    amount, unit = next((seconds // one, unit) for one, unit, least in _UNITS if seconds >= least)
    return f"{amount} {unit}"


def moment(when: datetime) -> str:
    """Write a time as programs read it."""
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def size(count: int) -> str:
    """Say how many bytes something has."""
    if count < 1024:
        return f"{count} bytes"
    kibibytes = count / 1024
    return f"{kibibytes:.0f} KiB" if kibibytes < 1024 else f"{kibibytes / 1024:.1f} MiB"


def name(event: OutboxEvent) -> str:
    """Name the event key, as far as it is known."""
    return event.event or "(no event key)"


def summary(letter: DeadLetter) -> str:
    """Say in one line why an event is dead."""
    if letter.report is None or not letter.report.errors:
        return " ".join(letter.detail.split())
    first, *others = letter.report.errors
    more = f", and {len(others)} more" if others else ""
    return f"{first.rule} {first.name} at {first.pointer or 'the top'}{more}"


def dead_words(status: OutboxStatus) -> str:
    """Say how many dead letters there are, and of which reasons."""
    if not status.dead:
        return "none"
    reasons = ", ".join(f"{count} {reason.value}" for reason, count in status.dead.items())
    return f"{sum(status.dead.values())}: {reasons}"


def holder_words(status: OutboxStatus) -> Iterator[str]:
    """Say line by line who delivers what waits."""
    for holder in status.holders:
        yield f"process {holder.process}: {holder.waiting}, {_lease(holder)}"
    left = sum(each.waiting for each in status.holders if not each.lease)
    if status.unclaimed > left:
        yield f"nobody: {status.unclaimed - left}, a relay or the next process takes them"
    if not status.holders and not status.unclaimed:
        yield "nobody needs to"


def status_as_object(path: str, status: OutboxStatus) -> dict[str, Any]:
    """Describe a file as data."""
    return {
        "path": path,
        "format": status.format,
        "bytes": status.size,
        "waiting": {
            "count": status.waiting.count,
            "oldest": status.waiting.oldest and moment(status.waiting.oldest),
            "unclaimed": status.unclaimed,
            "events": {
                key: {"count": each.count, "oldest": each.oldest and moment(each.oldest)}
                for key, each in status.by_event.items()
            },
        },
        "processes": [
            {
                "process": each.process,
                "waiting": each.waiting,
                "live": bool(each.lease),
                "lease_seconds": round(each.lease, 1),
            }
            for each in status.holders
        ],
        "dead_letters": {
            "count": sum(status.dead.values()),
            "reasons": {reason.value: count for reason, count in status.dead.items()},
        },
    }


def as_object(event: OutboxEvent) -> dict[str, Any]:
    """Describe an event or a dead letter as data, without its payload."""
    described: dict[str, Any] = {
        "id": event.id,
        "event": event.event,
        "accepted_at": moment(event.accepted_at),
        "attempts": event.attempts,
    }
    letter = event.letter
    if letter is None:
        return described
    return described | {
        "died_at": moment(letter.died_at),
        "reason": letter.reason.value,
        "detail": letter.detail,
        "status": None if letter.answer is None else letter.answer.status,
        "findings": [
            {
                "rule": each.rule,
                "severity": each.severity.value,
                "pointer": each.pointer,
                "message": each.message,
                "hint": each.hint,
            }
            for each in (letter.report.findings if letter.report else ())
        ],
    }


def concealed(payload: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Show a payload member by member, personal data by type and length.

    What the catalogue does not know counts as personal data.
    """
    schemas = _versions(payload.get("event"))
    for key, value in payload.items():
        if key == "context" and isinstance(value, dict):
            for parameter, content in value.items():
                hidden = _is_personal(parameter, schemas)
                yield f"  {parameter}", shown(content, pii=hidden)
        else:
            yield key, shown(value, pii=key not in _OPEN or not _is_plain(value))


def _lease(holder: Holder) -> str:
    if not holder.lease:
        return "left behind, a relay or the next process takes them"
    return f"alive, its lease ends in {holder.lease:.0f} s unless prolonged"


def _versions(key: object) -> list[EventSchema]:
    catalog = Catalog.default()
    if not isinstance(key, str) or key not in catalog:
        return []
    return [catalog.get(key, version) for version in catalog.versions(key)]


def _is_personal(key: str, schemas: list[EventSchema]) -> bool:
    found = [parameter for schema in schemas for parameter in _parameters(schema, key)]
    return not found or any(parameter.pii for parameter in found)


def _parameters(schema: EventSchema, key: str) -> Iterator[Parameter]:
    for parameter in schema.parameters.values():
        if key in {parameter.key, *parameter.aliases}:
            yield parameter
    numbered = schema.item and schema.item.number_in(key)
    if numbered:
        yield numbered[1]


def _is_plain(value: object) -> bool:
    return isinstance(value, (str, int))
