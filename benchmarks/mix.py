"""Validate a stream in which every version of every event occurs, one example each, shuffled.

The peers have one compiled validator for each version, over the same flat schema document, and
are told the version; ours is measured told it as well, and finding it by itself, as it does for
payloads of unknown age. To find it takes long where a payload does not fit the current version:
ours then says in words which version it follows and what has changed since.

A second stream holds the current versions only, which is what an application sends: there the
event key is enough for the peers, and ours is told nothing.

Before anything is measured, all must accept every example, and refuse each of them when it has
no tenant and when one parameter is null.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, Final

import jsonschema
import jsonschema_rs

from benchmarks._measure import Comparison, Contender, statement, take_turns
from benchmarks._samples import plain
from ootb_events import Catalog, validate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ootb_events.catalog import EventSchema

    Payload = dict[str, Any]
    Stream = list[tuple[Payload, str]]

_SEED: Final = 20260609
_TOLD: Final = "validate(payload, version=version)"
_FINDING: Final = "validate(payload)"
_COMPILERS: Final[dict[str, Callable[[Any], Any]]] = {
    "jsonschema-rs, bare": lambda document: jsonschema_rs.Draft202012Validator(
        document, validate_formats=True
    ),
    "jsonschema": lambda document: jsonschema.Draft202012Validator(
        document, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    ),
}


def run(rounds: int) -> list[Comparison]:
    """Measure both streams."""
    catalog = Catalog.default()
    every = list(catalog.schemas())
    current = list(filter(catalog.is_current, every))
    of_every, of_current = _shuffled(every), _shuffled(current)
    return [
        _compared(
            f"Validate a mix of all {len(every)} versions, per event",
            [
                _ours("ootb_events, told the version", _TOLD, of_every),
                _ours("ootb_events, finding it", _FINDING, of_every),
                *_peers(every, of_every, by_version=True),
            ],
            rounds,
        ),
        _compared(
            f"Validate a mix of the current versions of all {len(current)} events, per event",
            [
                _ours("ootb_events", _FINDING, of_current),
                *_peers(current, of_current, by_version=False),
            ],
            rounds,
        ),
    ]


def _compared(title: str, contenders: list[Contender], rounds: int) -> Comparison:
    return Comparison(
        title=title,
        samples=take_turns(contenders, rounds),
        notes={each.name: each.note for each in contenders},
        note_title="for each payload, version",
    )


def _shuffled(schemas: Iterable[EventSchema]) -> Stream:
    stream = [(plain(schema)["examples"][0], schema.version) for schema in schemas]
    random.Random(_SEED).shuffle(stream)  # noqa: S311 - any order will do, always the same
    return stream


def _ours(name: str, code: str, stream: Stream) -> Contender:
    _assert_verdicts(name, stream, lambda payload, version: validate(payload, version=version).ok)
    return statement(name, code, over=("payload, version", stream), validate=validate)


def _peers(
    schemas: Iterable[EventSchema], stream: Stream, *, by_version: bool
) -> Iterable[Contender]:
    place = "payload['event'], version" if by_version else "payload['event']"
    for name, compile_ in _COMPILERS.items():
        compiled = {(each.key, each.version): compile_(plain(each)) for each in schemas}
        _assert_verdicts(name, stream, _verdicts_of(compiled))
        by_key = {key: validator for (key, _), validator in compiled.items()}
        yield statement(
            name,
            f"validators[{place}].is_valid(payload)",
            over=("payload, version", stream),
            validators=compiled if by_version else by_key,
        )


def _verdicts_of(compiled: dict[tuple[str, str], Any]) -> Callable[[Payload, str], bool]:
    return lambda payload, version: compiled[payload["event"], version].is_valid(payload)


def _assert_verdicts(name: str, stream: Stream, accepts: Callable[[Payload, str], bool]) -> None:
    for payload, version in stream:
        of = f"{payload['event']} {version}"
        tenantless = {key: value for key, value in payload.items() if key != "tenant"}
        first, *_ = payload["context"]
        voided = payload | {"context": payload["context"] | {first: None}}
        assert accepts(payload, version), f"{name} refuses the example of {of}"
        assert not accepts(tenantless, version), f"{name} accepts {of} without a tenant"
        assert not accepts(voided, version), f"{name} accepts null in {of}"
