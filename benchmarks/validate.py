"""Validate valid payloads of nine parameters, with and without a relation between parameters.

All contenders hold a payload to the same contract, formats included: jsonschema-rs,
jsonschema and fastjsonschema get the same schema document, pydantic a strict model with the
same constraints. Before anything is measured, all must reach the same verdict on the same
invalid payloads, so that nobody is quick by looking away. fastjsonschema knows neither
2020-12 nor the calendar: it reads the document as draft 7 and gets our pattern for date-times;
pydantic gets that pattern too.

What only ours does: it finds the event's schema by itself, checks in the same pass what is
accepted but odd (unknown parameters, both identities, fewer digits than six), and returns a
report. The peers are handed one compiled schema, and answer yes or no.

Of the second payload only ours also checks that the expiry does not come before the start,
which JSON Schema cannot say. The target counts for both payloads all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import fastjsonschema
import jsonschema
import jsonschema_rs
from pydantic import ValidationError

import ootb_events
from benchmarks._measure import Comparison, Contender, Target, statement, take_turns
from benchmarks._models import adapter_for
from benchmarks._samples import RELATED, UNRELATED
from ootb_events._formats import PATTERNS
from ootb_events.validation import validator_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks._samples import Sample

_OURS: Final = "ootb_events"
_BARE: Final = "jsonschema-rs, bare"
_TITLES: Final = {
    "Validate a valid payload of 9 parameters": UNRELATED,
    "Validate a valid payload of 9 parameters, two of them related": RELATED,
}


class _Entrant(NamedTuple):
    contender: Contender
    accepts: Callable[[Any], bool]


def run(rounds: int) -> list[Comparison]:
    """Measure all contenders, having made sure that they agree."""
    return [_compared(title, sample, rounds) for title, sample in _TITLES.items()]


def _compared(title: str, sample: Sample, rounds: int) -> Comparison:
    entrants = [*_ours(sample), *_engines(sample), _fastjsonschema(sample), _pydantic(sample)]
    for entrant in entrants:
        _assert_verdicts(entrant, sample)
    contenders = [entrant.contender for entrant in entrants]
    return Comparison(
        title=title,
        samples=take_turns(contenders, rounds),
        notes={each.name: each.note for each in contenders},
        note_title="statement",
        targets=[Target(_OURS, _BARE, at_most=2, of=sample.key)],
    )


def _assert_verdicts(entrant: _Entrant, sample: Sample) -> None:
    name = entrant.contender.name
    assert entrant.accepts(sample.payload()), f"{name} refuses a valid payload"
    for fault, broken in sample.invalid_payloads().items():
        assert not entrant.accepts(broken), f"{name} accepts a payload with {fault}"


def _ours(sample: Sample) -> Iterator[_Entrant]:
    valid = sample.payload()
    assert not ootb_events.validate(valid).findings
    yield _Entrant(
        statement(_OURS, "ootb_events.validate(payload)", ootb_events=ootb_events, payload=valid),
        lambda payload: ootb_events.validate(payload).ok,
    )
    held = validator_for()
    yield _Entrant(
        statement("ootb_events, held", "validate(payload)", validate=held.validate, payload=valid),
        lambda payload: held.validate(payload).ok,
    )


def _engines(sample: Sample) -> Iterator[_Entrant]:
    rust = jsonschema_rs.Draft202012Validator(sample.schema(), validate_formats=True)
    python = jsonschema.Draft202012Validator(
        sample.schema(), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    for name, is_valid in ((_BARE, rust.is_valid), ("jsonschema", python.is_valid)):
        code = "is_valid(payload)"
        contender = statement(name, code, is_valid=is_valid, payload=sample.payload())
        yield _Entrant(contender, is_valid)


def _fastjsonschema(sample: Sample) -> _Entrant:
    document = sample.schema()
    del document["$schema"]
    check: Callable[[Any], Any] = fastjsonschema.compile(
        document, formats={"date-time": PATTERNS["date-time"]}
    )
    contender = statement("fastjsonschema", "check(payload)", check=check, payload=sample.payload())
    return _Entrant(contender, _unless(fastjsonschema.JsonSchemaValueException, check))


def _pydantic(sample: Sample) -> _Entrant:
    check = adapter_for(sample.key).validate_python
    contender = statement(
        "pydantic, strict",
        "validate_python(payload)",
        validate_python=check,
        payload=sample.payload(),
    )
    return _Entrant(contender, _unless(ValidationError, check))


def _unless(error: type[Exception], check: Callable[[Any], Any]) -> Callable[[Any], bool]:
    def accepts(payload: Any) -> bool:
        try:
            check(payload)
        except error:
            return False
        return True

    return accepts
