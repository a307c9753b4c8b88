"""Event files to lint, as large as wanted, of lines that all differ in their values."""

from __future__ import annotations

import hashlib
import json
from itertools import cycle, islice
from typing import TYPE_CHECKING, Any, Final

import orjson

from benchmarks._samples import UNRELATED
from ootb_events import Catalog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_DISTINCT: Final = 9_973
_AT_ONCE: Final = 10_000
_OLD: Final = ("ootb_registration_failed", "1.0.0")
_OLD_KEYS: Final = ("ootb_deposit", "1.0.0")


def valid(number: int) -> bytes:
    """Write the event that stands for all, with values for nine parameters, in 480 bytes."""
    event = UNRELATED.payload()
    event["customer"] = f"c-{_reference(number)[:32]}"
    event["context"] |= {
        "ootb_balance": 125.5 + number % 100,
        "ootb_session_ref": f"s-{_reference(number)}",
        "ootb_license": f"MGA-{_reference(number)[:40]}",
    }
    return orjson.dumps(event)


def mixed(number: int) -> bytes:
    """Write the current version of one of all events, one after the other."""
    catalog = Catalog.default()
    keys = list(catalog)
    return orjson.dumps(_example(catalog, keys[number % len(keys)], None, number))


def of_old_version(number: int) -> bytes:
    """Write an event as it was before its current version, which refuses it."""
    key, version = _OLD
    event = _example(Catalog.default(), key, version, number)
    event["context"]["ootb_session_id"] = f"s-{_reference(number)}"
    return orjson.dumps(event)


def of_old_keys(number: int) -> bytes:
    """Write an event as it was before all of its keys changed."""
    event = _example(Catalog.default(), *_OLD_KEYS, number)
    event["context"]["deposit_amount"] = 20.25 + number % 1000
    return orjson.dumps(event)


def write(path: Path, line: Callable[[int], bytes], events: int) -> Path:
    """Write a file with one event a line."""
    lines = [line(number) + b"\n" for number in range(min(events, _DISTINCT))]
    source = cycle(lines)
    with path.open("wb") as file:
        for start in range(0, events, _AT_ONCE):
            file.writelines(islice(source, min(_AT_ONCE, events - start)))
    return path


def _reference(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def _example(catalog: Catalog, key: str, version: str | None, number: int) -> dict[str, Any]:
    example = catalog.get(key, version).examples[0]
    event: dict[str, Any] = json.loads(json.dumps(example, default=dict))
    who = "customer" if "customer" in event else "visitor"
    return event | {who: f"{who[0]}-{_reference(number)[:32]}"}
