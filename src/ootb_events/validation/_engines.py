"""The two JSON Schema engines, behind one protocol.

An engine says which keyword of a schema a payload violates, and where; what that means is
for :mod:`ootb_events.validation._plan` to say. So both engines yield the same findings.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, Protocol

from ootb_events.errors import ConfigurationError
from ootb_events.validation._values import is_plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

__all__ = [
    "Compiled",
    "Engine",
    "EngineName",
    "Violation",
    "available_engines",
    "ecma_regex",
    "engine_named",
]

EngineName = Literal["jsonschema-rs", "jsonschema"]


class Violation(NamedTuple):
    """Name a keyword that an instance violates.

    :param at: where in the instance, as unescaped JSON Pointer tokens.
    :param keyword: where in the schema, likewise.
    """

    at: tuple[str | int, ...]
    keyword: tuple[str | int, ...]


class Compiled(NamedTuple):
    """Hold one schema, compiled.

    :param is_valid: say whether a payload violates nothing, as quickly as the engine can;
        what orjson cannot write either counts as it likes, or raises ``ValueError``.
    :param violations: walk what a JSON payload violates, in any order.
    """

    is_valid: Callable[[Any], bool]
    violations: Callable[[Any], Iterator[Violation]]


class Engine(Protocol):
    """Compile flat JSON Schemas of draft 2020-12 that use ``pattern`` rather than ``format``."""

    def __call__(self, schema: dict[str, Any]) -> Compiled:
        """Compile a schema."""
        ...


def available_engines() -> tuple[EngineName, ...]:
    """List the engines installed here, the fastest first."""
    return tuple(name for name, (module, _) in _ENGINES.items() if find_spec(module))


def engine_named(name: EngineName | None = None) -> Engine:
    """Take an engine by name, or the fastest one installed.

    :raises ConfigurationError: when there is no such engine, or it is not installed.
    """
    available = available_engines()
    chosen = available[0] if name is None else name
    if chosen not in _ENGINES:
        raise ConfigurationError(f"no engine {chosen!r}; there are {', '.join(_ENGINES)}")
    if chosen not in available:
        raise ConfigurationError(f"the engine {chosen!r} is not installed: pip install {chosen}")
    return _ENGINES[chosen][1]


def _compile_with_rust(schema: dict[str, Any]) -> Compiled:
    import jsonschema_rs

    compiled = jsonschema_rs.Draft202012Validator(
        schema, offline=True, pattern_options=jsonschema_rs.RegexOptions()
    )

    def violations(payload: Any) -> Iterator[Violation]:
        if _has_key_like_an_index(payload):
            yield from _compile_with_python(schema).violations(payload)
            return
        for error in compiled.iter_errors(payload):
            yield Violation(tuple(error.instance_path), tuple(error.schema_path))

    return Compiled(compiled.is_valid, violations)


def _has_key_like_an_index(payload: Mapping[str, Any]) -> bool:
    """Look for what the engine in Rust misreports: "7" as the index 7, and "" as nothing."""
    context = payload.get("context")
    keys = (*payload, *context) if isinstance(context, dict) else payload
    # Digits, the plus sign and the empty key sort before the colon; most keys start after it.
    return min(keys, default=":") < ":" and any(map(_INDEX.fullmatch, keys))


def _compile_with_python(schema: dict[str, Any]) -> Compiled:
    compiled = _ecma_validator()(schema)

    def violations(payload: Any) -> Iterator[Violation]:
        for error in compiled.iter_errors(payload):
            yield Violation(tuple(error.absolute_path), tuple(error.absolute_schema_path))

    # To Python's numbers and strings, NaN is within bounds and half a character a string.
    return Compiled(lambda payload: is_plain(payload) and compiled.is_valid(payload), violations)


_ENGINES: Final[Mapping[EngineName, tuple[str, Engine]]] = {
    "jsonschema-rs": ("jsonschema_rs", _compile_with_rust),
    "jsonschema": ("jsonschema", _compile_with_python),
}


@lru_cache(maxsize=1)
def _ecma_validator() -> Any:
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend

    keywords = {
        "pattern": _pattern,
        "patternProperties": _pattern_properties,
        "additionalProperties": _additional_properties,
    }
    return extend(Draft202012Validator, keywords)  # type: ignore[no-untyped-call]


def _pattern(validator: Any, expression: str, instance: Any, _schema: Any) -> Iterator[Any]:
    if isinstance(instance, str) and not ecma_regex(expression).search(instance):
        yield from validator.descend(instance, False)  # noqa: FBT003 - the schema that refuses all


def _pattern_properties(
    validator: Any, patterns: Mapping[str, Any], instance: Any, _schema: Any
) -> Iterator[Any]:
    for expression, schema in patterns.items():
        for key in filter(ecma_regex(expression).search, _keys(instance)):
            yield from validator.descend(instance[key], schema, path=key, schema_path=expression)


def _additional_properties(
    validator: Any, schema: Any, instance: Any, siblings: Mapping[str, Any]
) -> Iterator[Any]:
    patterns = [ecma_regex(pattern) for pattern in siblings.get("patternProperties", ())]
    known = siblings.get("properties", {})
    others = [
        key
        for key in _keys(instance)
        if key not in known and not any(pattern.search(key) for pattern in patterns)
    ]
    if schema is False:
        yield from validator.descend(instance, not others)
        return
    for key in others:
        yield from validator.descend(instance[key], schema, path=key)


def _keys(instance: Any) -> Iterable[str]:
    return instance if isinstance(instance, dict) else ()


_INDEX = re.compile(r"\+?[0-9]*")
_TOKEN = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\$", re.DOTALL)


@lru_cache(maxsize=1024)
def ecma_regex(expression: str) -> re.Pattern[str]:
    """Read ``$`` as JavaScript and Rust do: the very end, not before a last newline."""
    ended = _TOKEN.sub(lambda match: r"\Z" if match[0] == "$" else match[0], expression)
    return re.compile(ended, re.ASCII)
