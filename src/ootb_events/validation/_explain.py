"""What each kind of violation says to a person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ootb_events._json import MAX_SAFE_INTEGER, pointer
from ootb_events.catalog import MOST_ITEMS
from ootb_events.validation._discern import among, identities, matches
from ootb_events.validation._findings import Finding, Fix
from ootb_events.validation._resemblance import resembling, resembling_value
from ootb_events.validation._rules import RULES, Severity
from ootb_events.validation._values import type_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    from ootb_events.catalog import EventSchema, ItemSchema

    Tokens: TypeAlias = tuple[str | int, ...]
    Payload: TypeAlias = Mapping[str, Any]
    Explain: TypeAlias = Callable[[Any, Tokens, Payload], Iterator[Finding]]

_LONGEST_QUOTE = 40
_MOST_COMPARED = 200
"""Of how many strange keys it is said what they may mean: that costs some time each."""

_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?")


def finding(  # noqa: PLR0913 - a finding has that many parts
    rule: str,
    at: Tokens,
    message: str,
    *,
    hint: str = "",
    fix: Fix | None = None,
    severity: Severity | None = None,
) -> Finding:
    """Make a finding of a rule, with the rule's own severity unless told otherwise."""
    return Finding(
        rule=rule,
        severity=severity or RULES[rule].severity,
        pointer=pointer(*at),
        message=message,
        hint=hint,
        fix=fix,
    )


def quoted(value: Any) -> str:
    """Show a value that is no personal data, shortened and with control characters escaped."""
    text = repr(value)
    return text if len(text) <= _LONGEST_QUOTE else f"{text[: _LONGEST_QUOTE - 1]}…"


def shown(value: Any, *, pii: bool) -> str:
    """Show a value, or only its type and length when it is personal data."""
    if not pii:
        return quoted(value)
    size = f" of {len(value)} characters" if isinstance(value, str) else ""
    return f"{type_name(value)}{size}"


def wrong_type(expected: str, *, numeric: bool = False) -> Explain:
    """Explain a value of another type; ``expected`` comes with its article."""

    def explain(value: Any, at: Tokens, _payload: Payload) -> Iterator[Finding]:
        hint, fix = "", None
        if value is None:
            hint = "leave the parameter out when there is no value"
        elif numeric and isinstance(value, str) and (number := _as_number(value)) is not None:
            hint = "send it without quotes"
            fix = Fix(op="replace", path=pointer(*at), value=number, safe=False)
        yield finding(
            "OOTB201", at, f"expected {expected}, got {type_name(value)}", hint=hint, fix=fix
        )

    return explain


def too_long(limit: int) -> Explain:
    """Explain a text over the limit."""

    def explain(value: Any, at: Tokens, _payload: Payload) -> Iterator[Finding]:
        yield finding("OOTB202", at, f"{len(value)} characters, at most {limit} are taken")

    return explain


def out_of_bounds(bound: str, limit: float) -> Explain:
    """Explain a number beyond a bound, most often what JavaScript can hold exactly."""
    if abs(limit) == MAX_SAFE_INTEGER:
        message = f"a number beyond {'-' if limit < 0 else ''}(2^53 - 1) is not carried exactly"
        hint = "send a long identifier as a string"
    else:
        message = f"a number {'below' if bound == 'minimum' else 'above'} {limit}"
        hint = ""

    def explain(_value: Any, at: Tokens, _payload: Payload) -> Iterator[Finding]:
        yield finding("OOTB205", at, message, hint=hint)

    return explain


def not_allowed(names: Mapping[str, str], values: Sequence[Any], *, pii: bool) -> Explain:
    """Explain a value outside a closed set."""

    def named(value: Any) -> str:
        name = names.get(str(value))
        return f"{value!r} ({name})" if name else repr(value)

    expected = ", ".join(map(named, values))

    def explain(value: Any, at: Tokens, _payload: Payload) -> Iterator[Finding]:
        message = f"{shown(value, pii=pii)} is not one of {expected}"
        yield finding("OOTB203", at, message, hint=resembling_value(value, values))

    return explain


def unlisted(values: Sequence[str], *, pii: bool) -> Explain:
    """Explain a value that the page does not name."""

    def explain(value: Any, at: Tokens, _payload: Payload) -> Iterator[Finding]:
        message = f"{shown(value, pii=pii)} is not among the values named: {', '.join(values)}"
        yield finding("OOTB211", at, message, hint=resembling_value(value, values))

    return explain


def wrong_form(rule: str, expected: str) -> Explain:
    """Explain a text of another form."""

    def explain(value: Any, at: Tokens, _payload: Payload) -> Iterator[Finding]:
        message = f"expected {expected}, got a string of {len(value)} characters in another form"
        yield finding(rule, at, message)

    return explain


def timestamp_form(understood: str, expected: str) -> Explain:
    """Explain a timestamp that has not six fractional digits, or another form altogether.

    :param understood: the pattern of every form that is understood.
    """
    otherwise = wrong_form("OOTB104", expected)
    understands = matches(understood)

    def explain(value: Any, at: Tokens, payload: Payload) -> Iterator[Finding]:
        if not understands(value):
            yield from otherwise(value, at, payload)
            return
        seconds, _, fraction = value.removesuffix(" UTC").partition(".")
        fix = Fix(op="replace", path=pointer(*at), value=f"{seconds}.{fraction:0<6} UTC")
        message = f"{len(fraction) or 'no'} fractional digits, the reference asks for six"
        yield finding("OOTB105", at, message, hint="pad with zeros", fix=fix)

    return explain


def date_time_form(understood: str, expected: str) -> Explain:
    """Explain a date-time that has no zone, or another form altogether.

    :param understood: the pattern of every form that is understood.
    """
    otherwise = wrong_form("OOTB204", expected)
    understands = matches(understood)

    def explain(value: Any, at: Tokens, payload: Payload) -> Iterator[Finding]:
        if not understands(value):
            yield from otherwise(value, at, payload)
            return
        fix = Fix(op="replace", path=pointer(*at), value=f"{value}Z", safe=False)
        message = "no zone says which instant this is; it is read as UTC"
        yield finding("OOTB213", at, message, hint="end it in Z, or in an offset", fix=fix)

    return explain


def flag(forms: Mapping[bool, Any], understood: Sequence[Any], expected: str) -> Explain:
    """Explain a yes/no value that is not in the page's own encoding, or is none at all.

    :param forms: how yes and no are sent.
    :param understood: every value that is understood.
    """
    otherwise = wrong_type(expected)
    understands = among(understood)

    def explain(value: Any, at: Tokens, payload: Payload) -> Iterator[Finding]:
        if not understands(value):
            yield from otherwise(value, at, payload)
            return
        form = forms[value in {True, "Yes"}]
        message = f"the reference's example sends {forms[True]!r} and {forms[False]!r} here"
        fix = Fix(op="replace", path=pointer(*at), value=form)
        yield finding("OOTB210", at, message, hint=f"send {form!r}", fix=fix)

    return explain


def nothing(_value: Any, _at: Tokens, _payload: Payload) -> Iterator[Finding]:
    """Explain a constraint that serves the engine and says nothing about the value."""
    return iter(())


def blank(_value: Any, at: Tokens, _payload: Payload) -> Iterator[Finding]:
    """Explain an empty text in an event whose values overwrite the profile."""
    yield finding(
        "OOTB212",
        at,
        "an empty text would blank this attribute of the customer's profile",
        hint="leave the parameter out to keep what is stored",
    )


def aliased(key: str) -> Explain:
    """Explain a parameter under another spelling."""

    def explain(_value: Any, at: Tokens, payload: Payload) -> Iterator[Finding]:
        target = (*at[:-1], key)
        taken = key in payload["context"]
        fix = None if taken else Fix(op="move", source=pointer(*at), path=pointer(*target))
        hint = f"{key} is there as well; keep that one" if taken else f"send it as {key}"
        yield finding("OOTB209", at, f"another spelling of {key}", hint=hint, fix=fix)

    return explain


def empty_means_missing(value: Any, at: Tokens, payload: Payload) -> Iterator[Finding]:
    """Explain an empty text where a value must be."""
    del value, payload
    yield finding("OOTB101", at, f"{at[-1]} is empty, which counts as missing")


def missing_properties(required: Mapping[str, str]) -> Explain:
    """Explain what the envelope lacks; the names come with what they expect."""

    def explain(value: Any, at: Tokens, _payload: Payload) -> Iterator[Finding]:
        for name, expected in required.items():
            if name not in value:
                fix = (
                    Fix(op="add", path=pointer(*at, name), value={}) if name == "context" else None
                )
                yield finding("OOTB101", at, f"{name} is missing", hint=f"add {expected}", fix=fix)

    return explain


def missing_parameters(
    required: Mapping[tuple[str, ...], tuple[Severity, str]],
) -> Explain:
    """Explain parameters, by their spellings, of which one is asked for; why comes with each."""

    def explain(value: Any, at: Tokens, _payload: Payload) -> Iterator[Finding]:
        for spellings, (severity, why) in required.items():
            if not any(spelling in value for spelling in spellings):
                message = f"{spellings[0]} is missing, {why}"
                yield finding("OOTB207", at, message, severity=severity)

    return explain


def identity(value: Any, at: Tokens, _payload: Payload) -> Iterator[Finding]:
    """Explain an event of nobody, or of a customer and a visitor."""
    if identities(value):
        yield finding(
            "OOTB103",
            at,
            "both customer and visitor are there, exactly one is documented",
            hint="keep customer when it is known",
        )
        return
    yield finding(
        "OOTB102",
        at,
        "neither customer nor visitor is there, so the event belongs to nobody",
        hint="add customer, or visitor for somebody who is not known yet",
    )


def too_many_parameters(limit: int, item: ItemSchema | None) -> Explain:
    """Explain a context over the limit, and how many items fit into it."""

    def explain(value: Any, at: Tokens, _payload: Payload) -> Iterator[Finding]:
        hint = ""
        if item is not None:
            others = sum(item.number_in(key) is None for key in value)
            fit = max(limit - others, 0) // len(item.parameters)
            hint = f"{fit} items of {len(item.parameters)} parameters fit beside {others} others"
        message = f"{len(value)} parameters, at most {limit} are taken"
        yield finding("OOTB208", at, message, hint=hint)

    return explain


def unknown_property(known: Iterable[str]) -> Explain:
    """Explain properties that the envelope does not have."""
    names = {name: name for name in known}

    def explain(value: Any, at: Tokens, _payload: Payload) -> Iterator[Finding]:
        for key in value:
            if key not in names:
                yield _unknown("OOTB106", (*at, key), "property of the envelope", names, value)

    return explain


def unknown_parameter(event: EventSchema) -> Explain:
    """Explain a parameter that the event does not have."""
    keys = {
        spelling: parameter.key
        for parameter in event.parameters.values()
        for spelling in (*parameter.aliases, parameter.key)
    }

    def explain(_value: Any, at: Tokens, payload: Payload) -> Iterator[Finding]:
        key = str(at[-1])
        if event.item is not None and event.item.number_in(key) is not None:
            message = f"{quoted(key)} is no documented parameter of {event.key}"
            yield finding("OOTB206", at, message, hint=f"an event has at most {MOST_ITEMS} items")
            return
        numbered = event.item.keys_like(key) if event.item else ()
        known = {**keys, **dict(zip(numbered, numbered, strict=True))}
        yield _unknown("OOTB206", at, f"parameter of {event.key}", known, payload["context"])

    return explain


def _unknown(
    rule: str, at: Tokens, what: str, names: Mapping[str, str], siblings: Mapping[str, Any]
) -> Finding:
    *container, key = at
    spelling = resembling(str(key), tuple(names)) if len(siblings) <= _MOST_COMPARED else None
    hint, fix = "", None
    if spelling:
        meant = names[spelling]
        hint = f"did you mean {meant}?"
        if meant not in siblings:
            target = pointer(*container, meant)
            fix = Fix(op="move", source=pointer(*at), path=target, safe=meant == f"ootb_{key}")
    return finding(rule, at, f"{quoted(key)} is no documented {what}", hint=hint, fix=fix)


def _as_number(text: str) -> int | float | None:
    if not _NUMBER.fullmatch(text):
        return None
    return int(text) if text.lstrip("-").isdigit() else float(text)
