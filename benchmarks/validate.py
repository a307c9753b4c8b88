"""Validate a valid payload of nine parameters.

All contenders hold the payload to the same contract, formats included: jsonschema-rs,
jsonschema and fastjsonschema get the same schema document, pydantic a strict model with the
same constraints. Before anything is measured, all must reach the same verdict on the same
invalid payloads, so that nobody is quick by looking away. fastjsonschema knows neither
2020-12 nor the calendar: it reads the document as draft 7 and gets our pattern for date-times;
pydantic gets that pattern too.

What only ours does: it finds the event's schema by itself, checks in the same pass what is
accepted but odd (unknown parameters, both identities, fewer digits than six), and returns a
report. The peers are handed one compiled schema, and answer yes or no.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, NamedTuple

import fastjsonschema
import jsonschema
import jsonschema_rs
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

import ootb_events
from benchmarks._measure import Comparison, Contender, Target, statement, take_turns
from benchmarks._samples import invalid_payloads, payload, schema
from ootb_events._formats import PATTERNS
from ootb_events.validation import validator_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_OURS: Final = "ootb_events"
_BARE: Final = "jsonschema-rs, bare"


class _Entrant(NamedTuple):
    contender: Contender
    accepts: Callable[[Any], bool]


def run(rounds: int) -> Comparison:
    """Measure all contenders, having made sure that they agree."""
    valid = payload()
    entrants = [*_ours(valid), *_engines(valid), _fastjsonschema(valid), _pydantic(valid)]
    for entrant in entrants:
        _assert_verdicts(entrant)
    contenders = [entrant.contender for entrant in entrants]
    return Comparison(
        title="Validate a valid payload of 9 parameters",
        samples=take_turns(contenders, rounds),
        notes={each.name: each.note for each in contenders},
        note_title="statement",
        targets=[Target(_OURS, _BARE, at_most=2)],
    )


def _assert_verdicts(entrant: _Entrant) -> None:
    name = entrant.contender.name
    assert entrant.accepts(payload()), f"{name} refuses a valid payload"
    for fault, broken in invalid_payloads().items():
        assert not entrant.accepts(broken), f"{name} accepts a payload with {fault}"


def _ours(valid: dict[str, Any]) -> Iterator[_Entrant]:
    yield _Entrant(
        statement(_OURS, "ootb_events.validate(payload)", ootb_events=ootb_events, payload=valid),
        lambda payload: ootb_events.validate(payload).ok,
    )
    held = validator_for()
    yield _Entrant(
        statement("ootb_events, held", "validate(payload)", validate=held.validate, payload=valid),
        lambda payload: held.validate(payload).ok,
    )


def _engines(valid: dict[str, Any]) -> Iterator[_Entrant]:
    rust = jsonschema_rs.Draft202012Validator(schema(), validate_formats=True)
    python = jsonschema.Draft202012Validator(
        schema(), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    for name, is_valid in ((_BARE, rust.is_valid), ("jsonschema", python.is_valid)):
        contender = statement(name, "is_valid(payload)", is_valid=is_valid, payload=valid)
        yield _Entrant(contender, is_valid)


def _fastjsonschema(valid: dict[str, Any]) -> _Entrant:
    document = schema()
    del document["$schema"]
    check: Callable[[Any], Any] = fastjsonschema.compile(
        document, formats={"date-time": PATTERNS["date-time"]}
    )
    contender = statement("fastjsonschema", "check(payload)", check=check, payload=valid)
    return _Entrant(contender, _unless(fastjsonschema.JsonSchemaValueException, check))


def _pydantic(valid: dict[str, Any]) -> _Entrant:
    check = TypeAdapter(_Event).validate_python
    contender = statement(
        "pydantic, strict", "validate_python(payload)", validate_python=check, payload=valid
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


_SafeInteger = Annotated[int, Field(ge=-(2**53 - 1), le=2**53 - 1)]
_ZeroOrOne = Annotated[int, Field(ge=0, le=1)]  # a Literal takes True for 1
_Text = Annotated[str, Field(max_length=255)]
_Filled = Annotated[str, Field(min_length=1, max_length=255)]
_DateTime = Annotated[str, Field(max_length=255, pattern=PATTERNS["date-time"])]
_Timestamp = Annotated[
    str, Field(min_length=1, pattern=schema()["properties"]["timestamp"]["pattern"])
]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True)


class _Context(_Strict):
    """Hold the parameters: each may be absent, none may be null."""

    ootb_self_exclusion_start_date: _DateTime = ""
    ootb_self_exclusion_duration: _Text = ""
    ootb_self_exclusion_expiry_date: _DateTime = ""
    ootb_exclusion_type: _ZeroOrOne = 0
    ootb_reason: _Text = ""
    ootb_platform: _Text = ""
    ootb_channel: _Text = ""
    ootb_brand: _Text = ""
    ootb_license: _Text = ""


class _OfCustomer(_Strict):
    tenant: _SafeInteger
    timestamp: _Timestamp
    event: Literal["ootb_self_exclusion_initiated"]
    customer: _Filled
    visitor: _Text = ""
    context: _Context


class _OfVisitor(_OfCustomer):
    customer: _Text = ""
    visitor: _Filled


_Event = Annotated[_OfCustomer | _OfVisitor, Field(union_mode="left_to_right")]
