"""Pairs of versions, drawn; and the payloads that could contradict what is said about them."""

from __future__ import annotations

import copy
import itertools
from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from event_strategies import ODD_JSON, SCHEMAS
from ootb_events import _json
from ootb_events.catalog import Catalog, EventSchema, schema_folder
from ootb_events.catalog._names import attribute_name, item_attribute_name
from ootb_events.validation import Severity
from ootb_events.validation._engines import engine_named
from ootb_events.validation._version import EventVersion
from schema_files import payload_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ootb_events.evolution import Changes
    from ootb_events.validation import Finding

    Strategy = st.SearchStrategy[Any]

KEY = "ootb_drawn"
SUCCESSOR = "ootb_successor"

VERSIONS: tuple[tuple[EventSchema, EventSchema], ...] = tuple(
    (old, new) for old, new in itertools.permutations(SCHEMAS, 2) if old.key == new.key
)
"""Every two versions of a published event, in both directions."""

NEIGHBOURS: tuple[tuple[EventSchema, EventSchema], ...] = tuple(
    (old, new) for old, new in itertools.pairwise(SCHEMAS) if old.key == new.key
)
"""Every published version beside the next one of its event."""

SUCCESSIONS: tuple[tuple[EventSchema, EventSchema], ...] = tuple(
    (old, new) for old, new in itertools.product(SCHEMAS, repeat=2) if old.superseded_by == new.key
)
"""Every version of a published event beside every one of the event that took its place."""

# Schemas


_FRAME = Catalog.default().get("ootb_login")
_TYPES = _json.loads((schema_folder() / "types" / "1.0.0.json").read_bytes())["$defs"]
_KEYS = ("a", "ootb_a", "ootb_b", "b", "ootb_c", "ootb_d")
_SPELLINGS = ("alias_one", "alias_two", *_KEYS)
_TEMPLATES = ("ootb_x_{n}", "ootb_item{n}_x", "ootb_y_{n}")
_DIGITS = {0: "(0|[1-9][0-9]*)", 1: "([1-9][0-9]*)"}
_WORDS = ("yes", "No", "RED", "red", "green", "7", "7_days", "Straße")
_PATTERNS = ("^[a-z]+$", "^[a-z]+(-[0-9])$", "^[a-z]+(-[0-9])?$", "^.{2,}$")
_WORD_LISTS = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=3, unique=True)
_REQUIREMENTS = st.fixed_dictionaries(
    {},
    optional={
        "platform": st.sampled_from(("mandatory", "optional")),
        "opti-x": st.sampled_from(("mandatory", "optional")),
        "ebi": st.sampled_from(("mandatory", "conditional", "enrichment", "optional")),
    },
).filter(bool)
_TEXT_LIMITS: dict[str, Strategy] = {
    "minLength": st.just(1),
    "maxLength": st.sampled_from((1, 3, 255)),
    "pattern": st.sampled_from(_PATTERNS),
    "enum": _WORD_LISTS,
    "x-values": st.fixed_dictionaries(
        {"are": st.sampled_from(("listed", "examples")), "values": _WORD_LISTS}
    ),
}
_LIMITS: dict[str, dict[str, Strategy]] = {
    "text": _TEXT_LIMITS,
    "long-text": _TEXT_LIMITS,
    "identifier": {**_TEXT_LIMITS, "enum": _WORD_LISTS | st.just(["red", 7])},
    "number": {
        "type": st.just("integer"),
        "minimum": st.sampled_from((-1, 0, 0.5)),
        "maximum": st.sampled_from((1, 2, 1e6)),
        "enum": st.sampled_from(([1, 2], [2], [0.5, 1], [0])),
    },
    "flag": {"enum": st.sampled_from(([True, False, 1, 0], [True, False, "Yes", "No"]))},
}


def _now_and_then(draw: st.DrawFn, one_in: int) -> bool:
    return draw(st.integers(1, one_in)) == one_in


@st.composite
def parameter_schemas(draw: st.DrawFn, *, of_items: bool = False) -> dict[str, Any]:
    """Draw one parameter: a published type with other limits, values, requirements and words."""
    name = draw(st.sampled_from(sorted(_TYPES)))
    limits = _LIMITS.get(name, {})
    chosen = draw(st.lists(st.sampled_from(sorted(limits) or [""]), unique=True, max_size=2))
    moved = {key: draw(limits[key]) for key in chosen if key}
    schema = {**copy.deepcopy(_TYPES[name]), **moved}
    if draw(st.booleans()):
        schema["description"] = draw(st.sampled_from(("One thing.", "Another thing.")))
    if _now_and_then(draw, 6):
        schema["x-pii"] = True
    if not of_items and _now_and_then(draw, 3):
        schema["x-requirement"] = draw(_REQUIREMENTS)
    return schema


@st.composite
def _parameters(draw: st.DrawFn, pool: list[dict[str, Any]]) -> dict[str, Any]:
    """Draw the parameters of a version; each spelling means one of them."""
    keys = draw(st.lists(st.sampled_from(_KEYS), unique_by=attribute_name, max_size=4))
    taken, found = set(keys), {}
    for key in keys:
        schema = dict(draw(st.sampled_from(pool)))
        drawn = draw(st.lists(st.sampled_from(_SPELLINGS), unique=True, max_size=2))
        aliases = sorted(set(drawn) - taken)  # their order says nothing
        taken.update(aliases)
        if aliases:
            schema["x-aliases"] = aliases
        if _now_and_then(draw, 8):
            schema["x-name"] = f"named_{attribute_name(key)}"
        found[key] = schema
    return found


@st.composite
def _items(draw: st.DrawFn) -> dict[str, Any]:
    templates = draw(
        st.lists(st.sampled_from(_TEMPLATES), min_size=1, max_size=2, unique_by=item_attribute_name)
    )
    number = _DIGITS[draw(st.integers(0, 1))]
    return {
        "patternProperties": {
            f"^{key.replace('{n}', number)}$": draw(parameter_schemas(of_items=True))
            for key in templates
        },
        "x-items": {"class": draw(st.sampled_from(("Item", "Thing")))},
    }


@st.composite
def _documents(draw: st.DrawFn, pool: list[dict[str, Any]]) -> dict[str, Any]:
    document = copy.deepcopy(dict(_FRAME.document))
    document.pop("x-upgrades", None)
    context = document["properties"]["context"]
    context["properties"] = draw(_parameters(pool))
    if _now_and_then(draw, 4):
        context |= draw(_items())
    if _now_and_then(draw, 6):
        document["x-overwrites-profile"] = True
    if _now_and_then(draw, 6):
        document["x-superseded-by"] = {"event": SUCCESSOR}
    if _now_and_then(draw, 6):
        document["x-direction"] = "from-optimove"
    if _now_and_then(draw, 4):
        document["x-rules"] = [{"check": "order", "earlier": "ootb_b", "later": "ootb_c"}]
    _change_envelope(document, draw(st.integers(0, 12)))
    return document


def _change_envelope(document: dict[str, Any], which: int) -> None:
    """Change what every event carries, for a few numbers."""
    properties = document["properties"]
    if which == 1:
        properties["customer"]["maxLength"] = 10
    elif which in {2, 3}:
        properties["brand"] = {"description": "A brand.", "type": "string", "maxLength": 20}
        document["required"] = [*document["required"], *(["brand"] if which == 3 else [])]
    elif which == 4:
        properties["context"]["x-preferred"] = {"maxProperties": 3}
    elif which == 5:
        del document["x-preferred"]
    elif which == 6:
        document["required"] = [name for name in document["required"] if name != "tenant"]


@st.composite
def pairs(draw: st.DrawFn) -> tuple[EventSchema, EventSchema]:
    """Draw two versions of an event, or an event and its successor, with something in common."""
    pool = draw(st.lists(parameter_schemas(), min_size=1, max_size=4))
    old, new = draw(_documents(pool)), draw(_documents(pool))
    if draw(st.booleans()):
        keys = st.sampled_from(_KEYS)
        step = {"step": "rename", "keys": draw(st.dictionaries(keys, keys, max_size=2))}
        new["x-upgrades"] = [{"event": KEY, "version": "1.0.0", "steps": [step]}]
    if "x-superseded-by" in old and draw(st.booleans()):
        new["x-upgrades"] = [{"event": KEY, "version": "1.0.0", "steps": draw(_renames())}]
        return schema_of(old), schema_of(new, key=SUCCESSOR)
    return schema_of(old), schema_of(new, version="2.0.0")


def _renames() -> Strategy:
    keys = st.dictionaries(st.sampled_from(_KEYS), st.sampled_from(_KEYS), max_size=2)
    return keys.map(lambda renamed: [{"step": "rename", "keys": renamed}])


def schema_of(
    document: Mapping[str, Any], *, key: str = KEY, version: str = "1.0.0"
) -> EventSchema:
    """Make a flat document the schema of an event version."""
    named = copy.deepcopy(dict(document)) | {"x-event": key, "x-version": version}
    named["properties"]["event"]["const"] = key
    return EventSchema(document=MappingProxyType(named), source=f"events/{key}/{version}.json")


# Payloads


_MORE_VALUES: tuple[Any, ...] = (
    *("ab", "abc-1", "a", "x" * 1000, "2026-06-09T12:00:00+02:00"),
    *(0.0, 1e7, -0.5),
)


def _values(*schemas: EventSchema) -> list[Any]:
    """List odd values, and those that the schemas name, in several spellings."""
    named = [
        value
        for schema in schemas
        for parameter in schema.parameters.values()
        for value in (
            *parameter.schema.get("enum", ()),
            *parameter.schema.get("x-values", {}).get("values", ()),
        )
    ]
    spelled = [
        spelling
        for value in named
        for spelling in (
            (value, value.upper(), value.lower()) if isinstance(value, str) else [value]
        )
    ]
    values = (*ODD_JSON, *_MORE_VALUES, *spelled)
    return list({(str(type(value)), str(value)): value for value in values}.values())


def _spellings(schema: EventSchema) -> set[str]:
    """Collect the keys under which something is understood, some numbers of items among them."""
    plain = {key for p in schema.parameters.values() for key in (p.key, *p.aliases)}
    templates = schema.item.parameters if schema.item else {}
    return plain | {key.replace("{n}", n) for key in templates for n in ("0", "1", "7", "49", "50")}


def likely_payloads(old: EventSchema, new: EventSchema) -> Iterator[dict[str, Any]]:
    """Walk payloads that may tell two versions apart.

    There is nothing in them, one parameter with each of many values, or every parameter with
    one of the values that the old version takes, and then all of those but one.
    """
    for envelope in ({}, {"customer": "c" * 11}, {"visitor": "v"}, {"brand": "b"}, {"brand": 5}):
        yield payload_of(old.key, **envelope)
    yield payload_of(old.key, {f"ootb_unknown_{number}": 1 for number in range(4)})
    bare = payload_of(old.key)
    del bare["tenant"]
    yield bare
    held = _prepared(old, "platform")
    keys = sorted(_spellings(old) | _spellings(new))
    taken: dict[str, list[Any]] = {}
    values = _values(old, new)
    for key in keys:
        for value in values:
            payload = payload_of(old.key, {key: value})
            yield payload
            if _accepted(held.findings(payload)):
                taken.setdefault(key, []).append(value)
    for row in itertools.zip_longest(*taken.values()):
        full = {key: value for key, value in zip(taken, row, strict=True) if value is not None}
        yield payload_of(old.key, full)
        yield from (
            payload_of(old.key, {other: full[other] for other in full if other != key})
            for key in keys[:4]
        )


class Claim:
    """Hold two versions and what is said about them, and judge it by payloads.

    Payloads of an event that another one superseded are judged as if they had the new key.
    """

    def __init__(self, old: EventSchema, new: EventSchema, changes: Changes) -> None:
        self._keys = old.key, new.key
        self._was = _prepared(old, changes.profile)
        self._is = _prepared(new, changes.profile)
        others = [change for change in changes if change.kind != "event-renamed"]
        self.effects = {
            *("narrows" for change in others if change.narrows),
            *("widens" for change in others if change.widens),
            *("warns" for change in others if change.payloads != "as-before"),
            *("refuses" for change in others if change.payloads == "refused"),
        }

    def contradicted_by(self, payload: Mapping[str, Any]) -> set[str]:
        """Name the effects that a payload shows, though nothing was said of them."""
        return self.shown_by(payload) - self.effects

    def shown_by(self, payload: Mapping[str, Any]) -> set[str]:
        """Name the effects that a payload shows."""
        before = self._was.findings({**payload, "event": self._keys[0]})
        after = self._is.findings({**payload, "event": self._keys[1]})
        if not _accepted(before):
            return {"widens"} if _accepted(after) else set()
        shown = set() if _accepted(after) else {"narrows"}
        if not _has_errors(before):
            shown |= {"refuses", "warns"} if _has_errors(after) else set()
            shown |= {"warns"} if not _told(after) <= _told(before) else set()
        return shown


def _prepared(schema: EventSchema, profile: str) -> EventVersion:
    return EventVersion.prepare(schema, profile, engine_named())


def _accepted(findings: Iterable[Finding]) -> bool:
    """Say whether every value has its type, and nothing is unknown; nothing missing counts."""
    return not any(
        found.rule in {"OOTB106", "OOTB206"}
        or (found.severity is Severity.ERROR and found.rule != "OOTB207")
        for found in findings
    )


def _has_errors(findings: Iterable[Finding]) -> bool:
    return any(found.severity is Severity.ERROR for found in findings)


def _told(findings: Iterable[Finding]) -> Counter[tuple[str, str, str]]:
    return Counter(
        (found.rule, found.severity.value, found.pointer)
        for found in findings
        if found.severity is not Severity.INFO
    )
