"""What a run of lint can be told, whether in a file or on the command line."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, get_args

import attrs

from ootb_events._toml import resembling, type_name
from ootb_events.catalog._configured import read_folders
from ootb_events.errors import ConfigurationError
from ootb_events.lint._choice import rules_named
from ootb_events.lint._examine import Wrapping
from ootb_events.lint._model import FailOn
from ootb_events.lint.reports import FORMATS
from ootb_events.validation import PROFILES, RULES, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["AUTO", "KEYS", "OFF", "Key", "Severities", "severities"]

AUTO: Final = "auto"
OFF: Final = "off"
_WEIGHTS: Final = (*(severity.value for severity in Severity), OFF)
_A_LIST: Final = 'a list of rules, such as ["OOTB204", "unknown-parameter"]'


@attrs.frozen
class Key:
    """Describe one thing that can be told.

    :param default: what holds when it is not told.
    :param read: makes a value of what was written.
    """

    default: Any
    read: Callable[[Any], Any]


@attrs.frozen
class Severities:
    """Say how much rules count.

    :param changed: other severities than the rules' own.
    :param off: rules that do not count at all.
    """

    changed: Mapping[str, Severity] = attrs.field(factory=dict)
    off: frozenset[str] = frozenset()


def severities(written: Mapping[str, Any]) -> Severities:
    """Read which rule has which severity; what names fewer rules goes before what names more.

    :raises ConfigurationError: when a rule or a severity is unknown.
    """
    changed: dict[str, Severity] = {}
    off: set[str] = set()
    named = [(rules_named([word]), _weight(word, to)) for word, to in written.items()]
    for rules, weight in sorted(named, key=lambda item: -len(item[0])):
        for rule in rules:
            changed.pop(rule, None)
            off.discard(rule)
            if weight == OFF:
                off.add(rule)
            else:
                changed[rule] = Severity(weight)
    return Severities(changed, frozenset(off))


def _weight(rule: str, value: Any) -> str:
    try:
        return _one_of(*_WEIGHTS)(value)
    except ConfigurationError as error:
        raise ConfigurationError(f"{rule}: {error}") from None


def _wrong(expected: str, value: Any) -> ConfigurationError:
    kind = type_name(value)
    return ConfigurationError(f"expected {expected}, got {kind}")


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _wrong("true or false", value)
    return value


def _text(expected: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if not isinstance(value, str) or not value:
            raise _wrong(expected, value)
        return value

    return read


def _one_of(*choices: str) -> Callable[[Any], str]:
    expected = f"one of {', '.join(choices)}"

    def read(value: Any) -> str:
        if not isinstance(value, str):
            raise _wrong(expected, value)
        if value not in choices:
            meant = resembling(value, choices)
            hint = f"; did you mean {meant}?" if meant else ""
            raise ConfigurationError(f"expected {expected}{hint}")
        return value

    return read


def _number(least: int, *words: str) -> Callable[[Any], int | str]:
    expected = " or ".join([f"a whole number of at least {least}", *words])

    def read(value: Any) -> int | str:
        if isinstance(value, str) and value in words:
            return value
        if type(value) is not int:
            raise _wrong(expected, value)
        if value < least:
            raise ConfigurationError(f"expected {expected}")
        return value

    return read


def _texts(expected: str) -> Callable[[Any], tuple[str, ...]]:
    def read(value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise _wrong(expected, value)
        return tuple(value)

    return read


def _rules(value: Any) -> frozenset[str]:
    return rules_named(_texts(_A_LIST)(value))


def _table(expected: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(expected, value)
    return value


def _severity(value: Any) -> Severities:
    return severities(_table('a table, such as {OOTB402 = "off"}', value))


def _per_file(value: Any) -> Sequence[tuple[str, frozenset[str]]]:
    table = _table('a table, such as {"legacy/" = ["OOTB301"]}', value)
    found = []
    for pattern, words in table.items():
        try:
            found.append((pattern, _rules(words)))
        except ConfigurationError as error:
            raise ConfigurationError(f"{pattern}: {error}") from None
    return tuple(found)


def _targets(value: Any) -> Mapping[str, str]:
    expected = 'a table, such as {ootb_login = "1.0.0"}'
    table = _table(expected, value)
    for version in table.values():
        if not isinstance(version, str):
            raise _wrong(expected, version)
    return table


def _pointer(value: Any) -> str:
    return Wrapping(at=_text("a JSON Pointer, such as /data/event")(value)).at


KEYS: Final[Mapping[str, Key]] = MappingProxyType(
    {
        "profile": Key("platform", _one_of(*PROFILES)),
        "strict": Key(False, _truth),  # noqa: FBT003 - the default
        "select": Key(frozenset(RULES), _rules),
        "ignore": Key(frozenset(), _rules),
        "severity": Key(Severities(), _severity),
        "per-file-ignores": Key((), _per_file),
        "targets": Key(MappingProxyType({}), _targets),
        "at": Key("", _pointer),
        "event": Key(None, _text("an event key")),
        "exclude": Key((), _texts('a list of patterns, such as ["drafts/"]')),
        "gitignore": Key(True, _truth),  # noqa: FBT003 - the default
        "fold": Key(True, _truth),  # noqa: FBT003 - the default
        "catalogs": Key((), read_folders),
        "jobs": Key(1, _number(1, AUTO)),
        "format": Key("text", _one_of(*FORMATS)),
        "max-findings": Key(None, _number(0)),
        "fail-on": Key("error", _one_of(*get_args(FailOn))),
    }
)
"""Every key, with its default."""
