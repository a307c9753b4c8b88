"""Encode a typed event of nine parameters as bytes: for orientation, without a target.

The peer is what one would write in a line: a cattrs converter as it comes, then orjson. It
writes attribute names instead of keys, ``null`` for what is absent, and a flat object without
tenant or event key; it takes a naive datetime, a number that JavaScript cannot hold or a string
where a number belongs. Ours refuses these, and what it writes is a fixed point of
``JSON.stringify(JSON.parse(…))``, because that is what a signature is checked against.
"""

from __future__ import annotations

from typing import Any

import cattrs
import orjson

import ootb_events
from benchmarks._measure import Comparison, statement, take_turns
from benchmarks._samples import TENANT, UNRELATED


def run(rounds: int) -> list[Comparison]:
    """Measure both, and for the scale orjson with a payload that is already there."""
    names: dict[str, Any] = {
        "event": UNRELATED.event,
        "tenant": TENANT,
        "payload": UNRELATED.payload(),
        "to_bytes": ootb_events.to_bytes,
        "dumps": orjson.dumps,
        "unstructure": cattrs.Converter().unstructure,
    }
    contenders = [
        statement("ootb_events", "to_bytes(event, tenant=tenant)", **names),
        statement("cattrs + orjson", "dumps(unstructure(event))", **names),
        statement("orjson, payload at hand", "dumps(payload)", **names),
    ]
    return [
        Comparison(
            title="Encode a typed event of 9 parameters",
            samples=take_turns(contenders, rounds),
            notes={each.name: each.note for each in contenders},
            note_title="statement",
        )
    ]
