"""From the contract to what an engine checks.

A schema file says in JSON Schema what the platform refuses, and in ``x-`` keywords what is
accepted but odd. A plan turns both into constraints of one flat schema, and remembers for
each constraint what its violation means. A payload without any violation is clean: nothing
at all is to be said about it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from ootb_events._formats import PATTERNS
from ootb_events._json import MAX_SAFE_INTEGER
from ootb_events.catalog import WIRE_FORMS
from ootb_events.validation import _discern
from ootb_events.validation import _explain as explain
from ootb_events.validation._rules import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ootb_events.catalog import EventSchema, Parameter
    from ootb_events.validation._discern import Discern
    from ootb_events.validation._explain import Explain, Tokens
    from ootb_events.validation._findings import Finding

__all__ = ["Check", "Plan", "asked", "plan_for", "plan_for_unknown"]

_ENVELOPE_WORDS: Final = {
    "tenant": "the numeric tenant id",
    "timestamp": "the time in UTC, as 2026-06-09 12:00:00.000000 UTC",
    "event": "the event key",
    "context": "an object with the parameters; it may be empty",
}
_TYPE_WORDS: Final = {
    "string": "a string",
    "number": "a number",
    "integer": "an integer",
    "boolean": "a boolean",
    "object": "an object",
}
_FORMAT_WORDS: Final = {
    "date": "a calendar date as YYYY-MM-DD",
    "date-time": "an ISO 8601 date and time such as 2026-06-09T12:00:00Z",
}
_FLAG_WORDS: Final = {
    "true-false": "true or false",
    "yes-no": "Yes or No (true and false are understood)",
    "one-zero": "1 or 0 (true and false are understood)",
}
_FLAG_TYPES: Final = {"true-false": "boolean", "yes-no": "string", "one-zero": "number"}
_NEVER_SENT: Final = "\0" * 300

_ANY_VALUE: Final = {
    "type": ["string", "number", "boolean"],
    "maxLength": 255,
    "minimum": -MAX_SAFE_INTEGER,
    "maximum": MAX_SAFE_INTEGER,
}


@attrs.frozen
class Check:
    """Say what the violation of one constraint means.

    :param explain: writes the findings.
    :param discern: tells apart values and payloads that give findings of different rules, at
        different places, or of different severities; ``None`` where all give the same.
    :param gate: whether it makes every other violation of the same value meaningless.
    :param yields: whether any other violation of the same value makes it meaningless.
    """

    explain: Explain
    discern: Discern | None = attrs.field(default=None, kw_only=True)
    gate: bool = False
    yields: bool = False


@attrs.frozen(kw_only=True, eq=False)
class Plan:
    """Hold what an engine checks for one event version under one profile.

    :param schema: the flat schema for the engine.
    :param checks: what each of its constraints means, by its place in the schema.
    :param standing: findings that hold for every payload of this version.
    """

    schema: dict[str, Any] = attrs.field(repr=False)
    checks: Mapping[Tokens, Check] = attrs.field(repr=False)
    standing: tuple[Finding, ...] = ()


@attrs.frozen
class _Place:
    """A place in the engine's schema, where constraints are put together with their meaning."""

    schema: dict[str, Any]
    path: Tokens
    checks: dict[Tokens, Check]

    def below(self, *tokens: str) -> _Place:
        schema = self.schema
        for token in tokens:
            schema = schema.setdefault(token, {})
        return _Place(schema, (*self.path, *tokens), self.checks)

    def constrain(
        self,
        keyword: str,
        argument: Any,
        means: Explain,
        *,
        gate: bool = False,
        discern: Discern | None = None,
    ) -> None:
        """Constrain the value; a violation is told whatever else is wrong with it."""
        check = Check(means, gate=gate, discern=discern)
        if keyword in self.schema:
            self._aside(keyword, argument, check)
            return
        self.schema[keyword] = argument
        at = (*self.path, keyword)
        self.checks[at] = check

    def prefer(self, keyword: str, argument: Any, means: Explain) -> None:
        """Constrain the value; a violation is told when nothing else is wrong with it."""
        self._aside(keyword, argument, Check(means, yields=True))

    def _aside(self, keyword: str, argument: Any, check: Check) -> None:
        members = self.schema.setdefault("allOf", [])
        at = (*self.path, "allOf", len(members), keyword)
        self.checks[at] = check
        members.append({keyword: argument})


def plan_for(event: EventSchema, profile: str) -> Plan:
    """Plan the validation of one event version under one profile."""
    root = _envelope(event)
    context = root.below("properties", "context")
    for parameter in event.parameters.values():
        for key in (parameter.key, *parameter.aliases):
            place = context.below("properties", key)
            _value(place, parameter.schema)
            if event.overwrites_profile:
                place.prefer("minLength", 1, explain.blank)
            if key != parameter.key:
                place.constrain("not", {}, explain.aliased(parameter.key))
    if event.item is not None:
        for key, parameter in event.item.parameters.items():
            numbered = context.below("patternProperties", event.item.reachable_pattern(key))
            _value(numbered, parameter.schema)
    context.schema.setdefault("properties", {})
    stranger = context.below("additionalProperties")
    _value(stranger, _ANY_VALUE)
    stranger.constrain("enum", [], explain.unknown_parameter(event), gate=True)
    _require_parameters(context, event.parameters.values(), profile)
    return Plan(schema=root.schema, checks=root.checks, standing=tuple(_standing(event, profile)))


def plan_for_unknown(event: EventSchema) -> Plan:
    """Plan the validation of an event key that the catalogue does not have.

    :param event: any event of the catalogue; its envelope is what counts.
    """
    root = _envelope(event)
    del root.schema["properties"]["event"]["const"]
    _value(root.below("properties", "context", "additionalProperties"), _ANY_VALUE)
    return Plan(schema=root.schema, checks=root.checks)


def _envelope(event: EventSchema) -> _Place:
    document = event.document
    root = _Place({"type": "object"}, (), {})
    words = {name: _ENVELOPE_WORDS.get(name, "it") for name in document["required"]}
    missing = _discern.absent((name,) for name in document["required"])
    means = explain.missing_properties(words)
    root.constrain("required", list(document["required"]), means, discern=missing)
    if "anyOf" in document:
        exactly_one = "x-preferred" in document
        root.constrain(
            "oneOf" if exactly_one else "anyOf",
            document["anyOf"],
            explain.identity,
            discern=_discern.identities,
        )
    for name, schema in document["properties"].items():
        _value(root.below("properties", name), schema)
    limit = document["properties"]["context"].get("x-preferred", {}).get("maxProperties")
    if limit is not None:
        means = explain.too_many_parameters(limit, event.item)
        root.below("properties", "context").constrain("maxProperties", limit, means)
    _timestamp(root.below("properties", "timestamp"), document["properties"]["timestamp"])
    root.schema["properties"]["event"]["const"] = event.key
    names = tuple(document["properties"])
    strangers = explain.unknown_property(names)
    root.constrain("additionalProperties", False, strangers, discern=_discern.others(names))  # noqa: FBT003 - JSON Schema's own word
    return root


def _timestamp(place: _Place, schema: Mapping[str, Any]) -> None:
    form = explain.timestamp_form(schema["pattern"], _ENVELOPE_WORDS["timestamp"])
    at = (*place.path, "pattern")
    place.checks[at] = Check(form, discern=_discern.matches(schema["pattern"]))
    place.schema["pattern"] = schema.get("x-preferred", schema)["pattern"]


def _value(place: _Place, schema: Mapping[str, Any]) -> None:
    if schema.get("x-kind") == "flag":
        _flag(place, schema)
        return
    _type(place, schema)
    _bounds(place, schema)
    _form(place, schema)
    _known_values(place, schema)


def _type(place: _Place, schema: Mapping[str, Any]) -> None:
    if "type" not in schema:
        return
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    words = " or ".join(_TYPE_WORDS[name] for name in types)
    numeric = bool({"number", "integer"} & set(types)) and "string" not in types
    means = explain.wrong_type(words, numeric=numeric)
    if types == ["integer"]:
        place.constrain("type", "number", means, gate=True)
        place.constrain("multipleOf", 1, means, gate=True)
    else:
        place.constrain("type", schema["type"], means, gate=True)
    _keep_the_engine_honest(place, types, schema)


def _keep_the_engine_honest(place: _Place, types: list[str], schema: Mapping[str, Any]) -> None:
    """Make the engine in Rust look at what it would wave through.

    It takes half a character for text unless it has to match or compare it, and an integer too
    long to convert for any number unless the type is ``number`` alone.
    """
    if "string" in types and not {"pattern", "format"} & schema.keys():
        place.constrain("not", {"const": _NEVER_SENT}, explain.nothing)
    if "number" in types and len(types) > 1:
        place.constrain("anyOf", [{"type": name} for name in types], explain.nothing)


def _bounds(place: _Place, schema: Mapping[str, Any]) -> None:
    if "minLength" in schema:
        place.constrain("minLength", schema["minLength"], explain.empty_means_missing, gate=True)
    if "maxLength" in schema:
        place.constrain("maxLength", schema["maxLength"], explain.too_long(schema["maxLength"]))
    for bound in ("minimum", "maximum"):
        if bound in schema:
            place.constrain(bound, schema[bound], explain.out_of_bounds(bound, schema[bound]))


def _form(place: _Place, schema: Mapping[str, Any]) -> None:
    if "format" in schema.get("x-preferred", {}):
        preferred = schema["x-preferred"]["format"]
        means = explain.date_time_form(schema["pattern"], _FORMAT_WORDS[preferred])
        understood = _discern.matches(schema["pattern"])
        place.constrain("pattern", PATTERNS[preferred], means, discern=understood)
    elif "pattern" in schema:
        form = explain.wrong_form("OOTB204", f"text that matches {schema['pattern']}")
        place.constrain("pattern", schema["pattern"], form)
    if "format" in schema:
        form = explain.wrong_form("OOTB204", _FORMAT_WORDS[schema["format"]])
        place.constrain("pattern", PATTERNS[schema["format"]], form)


def _known_values(place: _Place, schema: Mapping[str, Any]) -> None:
    pii = bool(schema.get("x-pii"))
    if "enum" in schema:
        _closed_set(place, schema, pii=pii)
    known = schema.get("x-values", {})
    if known.get("are") == "listed":
        unlisted = explain.unlisted(known["values"], pii=pii)
        place.prefer("pattern", _in_any_case(known["values"]), unlisted)


def _closed_set(place: _Place, schema: Mapping[str, Any], *, pii: bool) -> None:
    values = schema["enum"]
    means = explain.not_allowed(schema.get("x-value-names", {}), values, pii=pii)
    if all(isinstance(value, str) for value in values):
        place.constrain("pattern", _in_any_case(values), means)
    else:
        place.constrain("enum", list(values), means)


def _flag(place: _Place, schema: Mapping[str, Any]) -> None:
    wire = schema["x-wire"]
    forms = WIRE_FORMS[wire]
    means = explain.flag(forms, schema["enum"], _FLAG_WORDS[wire])
    understood = _discern.among(schema["enum"])
    place.constrain("type", _FLAG_TYPES[wire], means, gate=True, discern=understood)
    place.constrain("enum", list(forms.values()), means, gate=True, discern=understood)


def _require_parameters(place: _Place, parameters: Iterable[Parameter], profile: str) -> None:
    required = {
        (parameter.key, *parameter.aliases): reason
        for parameter in parameters
        if (reason := asked(parameter, profile))
    }
    if required:
        means = explain.missing_parameters(required)
        missing = _discern.absent(required)
        place.constrain("required", [key for key, *_ in required], means, discern=missing)


def asked(parameter: Parameter, profile: str) -> tuple[Severity, str] | None:
    """Say how bad it is when a parameter is missing, and who asks for it."""
    word = parameter.requirement(profile)
    if word == "mandatory" and profile != "platform":
        return Severity.ERROR, f"which is mandatory for {profile}"
    if word == "conditional":
        return Severity.WARNING, f"which {profile} asks for if the execution channel requires it"
    if parameter.requirement("platform") == "mandatory":
        return Severity.WARNING, "which its page documents as mandatory"
    return None


def _standing(event: EventSchema, profile: str) -> Iterable[Finding]:
    if event.superseded_by:
        yield explain.finding(
            "OOTB302",
            ("event",),
            f"{event.key} has been superseded by {event.superseded_by}",
            hint=f"send {event.superseded_by} instead",
        )
    stated = any(parameter.requirement(profile) for parameter in event.parameters.values())
    if profile != "platform" and not stated:
        message = f"no page states what {profile} asks of {event.key} {event.version}"
        yield explain.finding("OOTB303", ("event",), message)


def _in_any_case(values: Iterable[str]) -> str:
    return f"^({'|'.join(map(_letters_in_any_case, values))})$"


def _letters_in_any_case(text: str) -> str:
    return "".join(
        f"[{char.lower()}{char.upper()}]" if char.isascii() and char.isalpha() else _literal(char)
        for char in text
    )


def _literal(char: str) -> str:
    plain = not char.isascii() or char.isalnum() or char in " _"
    return char if plain else f"\\u{ord(char):04x}"
