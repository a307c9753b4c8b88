"""Whether a flat schema has what this library relies on, so that nothing fails later.

The metaschema says more, and takes an engine to ask; this is asked whenever a file is read.
"""

from __future__ import annotations

import re
from datetime import date
from keyword import iskeyword
from typing import TYPE_CHECKING, Any, Final, NoReturn

from ootb_events._json import pointer
from ootb_events.catalog._model import WIRE_FORMS
from ootb_events.catalog._names import class_name
from ootb_events.catalog._patterns import objection
from ootb_events.catalog._sequence import Follows, Stages
from ootb_events.catalog._upgrades import upgrade_faults
from ootb_events.errors import CatalogError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["MOST_PARAMETERS", "refuse_unsound"]

MOST_PARAMETERS: Final = 50
"""An event takes no more parameters than that, says the platform."""

KEY: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,99}", re.ASCII)
_ITEM_KEY: Final = re.compile(r"\^[a-z][a-z0-9_]*\((0\|)?\[1-9\]\[0-9\]\*\)[a-z0-9_]*\$", re.ASCII)
_ITEM_CLASS: Final = re.compile(r"[A-Z][A-Za-z0-9]{0,57}", re.ASCII)
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,99}", re.ASCII)

_LISTS: Final = frozenset({"plus", "minus"})
_RELATIONS: Final[Mapping[str, set[str]]] = {
    "order": {"earlier", "later"},
    "sum": {"total", "plus"},
    "rate": {"rate", "unit"},
    "odds": {"numerator", "denominator", "decimal", "american"},
    "past": {"date"},
}
_ENVELOPE: Final = ("tenant", "timestamp", "event", "customer", "visitor", "context")
_DIRECTIONS: Final = ("to-optimove", "from-optimove")
_TYPES_OF_KIND: Final[Mapping[str, tuple[frozenset[str], ...]]] = {
    "text": (frozenset({"string"}),),
    "identifier": (frozenset({"string", "number"}), frozenset({"string"})),
    "number": (frozenset({"number"}), frozenset({"integer"})),
    "date-time": (frozenset({"string"}),),
    "date": (frozenset({"string"}),),
}


def refuse_unsound(document: Mapping[str, Any], source: str) -> None:
    """Refuse a flat schema that lacks what this library relies on.

    :param source: the file, for people.
    :raises CatalogError: naming the place of the first fault.
    """
    try:
        _Soundness(source).check(document)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        # What none of the checks foresaw is a schema of another make all the same.
        raise CatalogError(
            "it is not laid out as a schema of this library; compare it with a published one",
            source=source,
        ) from error


class _Soundness:
    def __init__(self, source: str) -> None:
        self._source = source

    def check(self, document: Mapping[str, Any]) -> None:
        for word in ("title", "description"):
            self._words(document, word, ())
        self._expect(document, "x-domain", _fits(_NAME), "a name such as payments", ())
        self._expect(
            document, "x-direction", _DIRECTIONS.__contains__, f"one of {', '.join(_DIRECTIONS)}"
        )
        self._source_of(document)
        examples = document.get("examples")
        if not isinstance(examples, list) or not all(isinstance(one, dict) for one in examples):
            self._refuse("expected a list of payloads", "examples")
        if not examples:
            self._refuse("expected at least one payload", "examples")
        self._relations(document)
        Follows.read(document.get("x-follows"))
        Stages.read(document.get("x-stages"))
        properties = self._table(document, "properties")
        missing = [name for name in _ENVELOPE if not isinstance(properties.get(name), dict)]
        if missing:
            self._refuse(
                f"there is no {' and no '.join(missing)}; refer to the envelope in allOf, as "
                '[{"$ref": "../../envelope/1.0.0.json"}]',
                "allOf",
            )
        self._const(properties["event"], document["x-event"])
        self._context(self._table(properties, "context", "properties"), str(document["x-event"]))

    def _context(self, context: Mapping[str, Any], key: str) -> None:
        at = ("properties", "context")
        parameters = self._table(context, "properties", *at)
        items = self._table(context, "patternProperties", *at) if "x-items" in context else {}
        if "patternProperties" in context and "x-items" not in context:
            self._refuse("numbered parameters need x-items, which names the class", *at)
        count = len(parameters) + len(items)
        if count > MOST_PARAMETERS:
            self._refuse(
                f"{count} parameters are more than the {MOST_PARAMETERS} that an event takes",
                *at,
                "properties",
            )
        for name, schema in parameters.items():
            place = (*at, "properties", name)
            if not KEY.fullmatch(name):
                self._refuse(
                    "a key begins with a letter and goes on with letters, digits and _, in all at "
                    "most 100 characters",
                    *place,
                )
            self._parameter(schema, place)
        for pattern, schema in items.items():
            place = (*at, "patternProperties", pattern)
            if not _ITEM_KEY.fullmatch(pattern):
                self._refuse("expected a pattern such as ^shop_item_([1-9][0-9]*)_name$", *place)
            self._parameter(schema, place)
        self._spellings(parameters, at)
        if items:
            named = self._table(context, "x-items", *at)
            expected = "a class name such as CartItem, of at most 58 characters"
            self._expect(named, "class", _fits(_ITEM_CLASS), expected, (*at, "x-items"))
        name = class_name(key)
        if not name.isidentifier() or iskeyword(name):
            self._refuse(
                f"no class can be named {name!r}, as {key} would have it; rename the event",
                "x-event",
            )

    def _spellings(self, parameters: Mapping[str, Any], at: tuple[str, ...]) -> None:
        taken = dict.fromkeys(parameters, "a parameter")
        for key, schema in parameters.items():
            for number, alias in enumerate(schema.get("x-aliases", [])):
                if alias in taken:
                    place = (*at, "properties", key, "x-aliases", str(number))
                    self._refuse(f"{alias} is {taken[alias]} already", *place)
                taken[alias] = f"an alias of {key}"

    def _parameter(self, schema: Any, at: tuple[str, ...]) -> None:
        if not isinstance(schema, dict):
            self._refuse("expected a schema", *at)
        self._words(schema, "description", at)
        kind = str(schema.get("x-kind"))
        if kind != "flag" and kind not in _TYPES_OF_KIND:
            kinds = ", ".join(sorted([*_TYPES_OF_KIND, "flag"]))
            self._refuse(
                f"it has no kind of its own; refer to a type, such as "
                f"../../types/1.0.0.json#/$defs/text, whose x-kind is one of {kinds}",
                *at,
            )
        self._annotations(schema, at)
        if kind == "flag":
            self._flag(schema, at)
        else:
            self._value(schema, kind, at)

    def _annotations(self, schema: Mapping[str, Any], at: tuple[str, ...]) -> None:
        self._expect(schema, "title", _is_text, "text", at, optional=True)
        self._expect(schema, "x-name", _fits(_NAME), "a snake_case name", at, optional=True)
        aliases = schema.get("x-aliases", [])
        if not isinstance(aliases, list) or not all(map(_fits(KEY), aliases)):
            self._refuse("expected a list of other keys", *at, "x-aliases")
        self._expect(schema, "x-pii", _PII.__contains__, "true or customer-id", at, optional=True)
        for word in ("x-value-names", "x-requirement"):
            table = schema.get(word, {})
            if not isinstance(table, dict) or not all(map(_is_text, table.values())):
                self._refuse("expected a table of texts", *at, word)
        if "x-values" in schema and not _is_known_values(schema["x-values"]):
            self._refuse(
                'expected {"are": "listed" or "examples", "values": [texts]}', *at, "x-values"
            )

    def _flag(self, schema: Mapping[str, Any], at: tuple[str, ...]) -> None:
        wire: Any = schema.get("x-wire")
        if wire not in WIRE_FORMS:
            self._refuse(f"expected one of {', '.join(WIRE_FORMS)}", *at, "x-wire")
        values = schema.get("enum")
        known = [True, False, *WIRE_FORMS[wire].values()]
        if not isinstance(values, list) or not values or not all(one in known for one in values):
            self._refuse(f"expected the values of a flag that is sent as {wire}", *at, "enum")

    def _value(self, schema: Mapping[str, Any], kind: str, at: tuple[str, ...]) -> None:
        types = schema.get("type")
        named = frozenset(types if isinstance(types, list) else [types])
        if named not in _TYPES_OF_KIND[kind]:
            expected = " or ".join(map(_either, _TYPES_OF_KIND[kind]))
            self._refuse(f"of the kind {kind} is what has the type {expected}", *at, "type")
        if kind in {"date", "date-time"} and not {"format", "pattern"} & schema.keys():
            self._refuse(f'a {kind} needs "format": "{kind}"', *at)
        if kind in {"date", "date-time"} and schema.get("format", kind) != kind:
            self._refuse(f"expected {kind}, as its kind says", *at, "format")
        if kind not in {"date", "date-time"} and "format" in schema:
            self._refuse(f"the kind {kind} has no format", *at, "format")
        self._bounds(schema, at)
        self._pattern(schema, at)
        if "enum" in schema:
            self._enum(schema["enum"], named, at)

    def _bounds(self, schema: Mapping[str, Any], at: tuple[str, ...]) -> None:
        for word in ("minLength", "maxLength"):
            self._expect(schema, word, _is_count, "a whole number", at, optional=True)
        for word in ("minimum", "maximum"):
            self._expect(schema, word, _is_number, "a number", at, optional=True)

    def _pattern(self, schema: Mapping[str, Any], at: tuple[str, ...]) -> None:
        preferred = schema.get("x-preferred", {})
        if not isinstance(preferred, dict):
            self._refuse("expected a table of constraints", *at, "x-preferred")
        for holder, place in ((schema, at), (preferred, (*at, "x-preferred"))):
            if "pattern" not in holder:
                continue
            problem = objection(holder["pattern"])
            if problem:
                self._refuse(problem, *place, "pattern")

    def _enum(self, values: Any, types: frozenset[str], at: tuple[str, ...]) -> None:
        fits: Callable[[Any], bool] = _is_number if "string" not in types else _is_text
        if "number" in types and "string" in types:
            fits = _is_text_or_number
        if not isinstance(values, list) or not values or not all(map(fits, values)):
            self._refuse("expected the values that there are, of the parameter's type", *at, "enum")

    def _source_of(self, document: Mapping[str, Any]) -> None:
        source = self._table(document, "x-source")
        self._expect(source, "page", _is_text, "the page or document it comes from", ("x-source",))
        self._expect(source, "revision", _is_count, "a whole number", ("x-source",))
        self._expect(
            source, "since", _is_day, "a day, such as 2026-06-09", ("x-source",), optional=True
        )

    def _relations(self, document: Mapping[str, Any]) -> None:
        successor = document.get("x-superseded-by", {"event": "none"})
        if not (
            isinstance(successor, dict)
            and successor.keys() == {"event"}
            and _is_text(successor["event"])
        ):
            self._refuse('expected {"event": …}', "x-superseded-by")
        if successor["event"] == document["x-event"]:
            self._refuse("no event takes its own place", "x-superseded-by", "event")
        for problem, place in upgrade_faults(document):
            raise CatalogError(problem, source=self._source, pointer=place)
        rules = document.get("x-rules", [])
        if not isinstance(rules, list) or not all(map(_is_relation, rules)):
            self._refuse(f"expected a list of relations: {', '.join(_RELATIONS)}", "x-rules")

    def _const(self, event: Mapping[str, Any], key: str) -> None:
        if event.get("const", key) != key:
            self._refuse(f"expected {key!r}, as x-event says", "properties", "event", "const")

    def _words(self, schema: Mapping[str, Any], word: str, at: tuple[str, ...]) -> None:
        self._expect(schema, word, _is_text, "text", at)

    def _table(self, holder: Mapping[str, Any], word: str, *at: str) -> Mapping[str, Any]:
        found = holder.get(word)
        if not isinstance(found, dict):
            self._refuse("expected an object", *at, word)
        return found

    def _expect(  # noqa: PLR0913 - what, where and how
        self,
        holder: Mapping[str, Any],
        word: str,
        fits: Callable[[Any], bool],
        expected: str,
        at: tuple[str, ...] = (),
        *,
        optional: bool = False,
    ) -> None:
        if word not in holder and optional:
            return
        if not fits(holder.get(word)):
            self._refuse(f"expected {expected}", *at, word)

    def _refuse(self, problem: str, *at: str) -> NoReturn:
        raise CatalogError(problem, source=self._source, pointer=pointer(*at))


_PII: Final = (True, "customer-id")


def _fits(form: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and form.fullmatch(value) is not None


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_number(value: Any) -> bool:
    return type(value) in {int, float}


def _is_relation(rule: Any) -> bool:
    if not isinstance(rule, dict) or _RELATIONS.get(str(rule.get("check")), {""}) - rule.keys():
        return False
    return all(
        _is_text(value)
        or (word in _LISTS and isinstance(value, list) and all(map(_is_text, value)))
        for word, value in rule.items()
    )


def _is_text_or_number(value: Any) -> bool:
    return _is_number(value) or _is_text(value)


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_known_values(known: Any) -> bool:
    return (
        isinstance(known, dict)
        and known.get("are") in {"listed", "examples"}
        and isinstance(known.get("values"), list)
        and all(map(_is_text, known["values"]))
    )


def _either(types: frozenset[str]) -> str:
    return " and ".join(sorted(types))
