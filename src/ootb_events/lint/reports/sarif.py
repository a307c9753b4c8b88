"""SARIF 2.1.0, for code scanning."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, TextIO

import ootb_events
from ootb_events.lint.reports._fingerprints import Fingerprints
from ootb_events.lint.reports._objects import Items, dumped
from ootb_events.lint.reports._paths import uri
from ootb_events.lint.reports._terminal import printable
from ootb_events.lint.reports._words import advice
from ootb_events.validation import RULES, Rule, Severity

if TYPE_CHECKING:
    from ootb_events.lint._model import FileResult, Issue, Place, Summary

__all__ = ["Report"]

_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_INDEX: Final = {rule: index for index, rule in enumerate(RULES)}
_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


class Report:
    """Write one run: every finding as it comes, then what could not be read."""

    def __init__(self, stream: TextIO, *, color: bool = False, width: int | None = None) -> None:
        del color, width
        self._stream = stream
        self._results = Items(stream)
        self._fingerprints = Fingerprints()
        self._notifications: list[dict[str, Any]] = []
        stream.write(
            f'{{"$schema": {dumped(_SCHEMA)}, "version": "2.1.0", "runs": [{{\n'
            f'"tool": {{"driver": {dumped(_driver())}}},\n'
            '"columnKind": "unicodeCodePoints",\n'
            '"results": ['
        )

    def result(self, result: FileResult) -> None:
        """Write the findings of one file."""
        for issue in result.issues:
            self._results.add(_result(issue, self._fingerprints.of(issue)))
        if result.problem:
            words = f"unreadable: {printable(result.problem)}"
            self._notifications.append(_notification("error", result.file, words))
        for drift in result.drifts:
            self._notifications.append(_notification("note", drift.file, printable(str(drift))))

    def end(self, summary: Summary) -> None:
        """Write how the run went."""
        invocation = {
            "executionSuccessful": not summary.unreadable,
            "toolExecutionNotifications": self._notifications,
        }
        self._stream.write(f'\n],\n"invocations": [{dumped(invocation)}]\n}}]}}\n')


def _driver() -> dict[str, Any]:
    return {
        "name": "ootb-events",
        "semanticVersion": ootb_events.__version__,
        "rules": list(map(_rule, RULES.values())),
    }


def _rule(rule: Rule) -> dict[str, Any]:
    words = {"text": rule.summary}
    return {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": words,
        "fullDescription": words,
        "help": words,
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(issue: Issue, fingerprint: str) -> dict[str, Any]:
    finding = issue.finding
    known = {"event": issue.event, "version": issue.version}
    properties = {name: printable(value) for name, value in known.items() if value}
    if finding.fix:
        properties["fix"] = "safe" if finding.fix.safe else "unsafe"
    return {
        "ruleId": finding.rule,
        "ruleIndex": _INDEX[finding.rule],
        "level": _LEVELS[finding.severity],
        "message": _message(advice(issue)),
        "locations": [_location(issue, issue.place)],
        **_others(issue),
        "occurrenceCount": issue.count,
        "partialFingerprints": {"ootbFinding/v1": fingerprint},
        **({"properties": properties} if properties else {}),
    }


def _message(words: str) -> dict[str, str]:
    """Keep brackets from being read as links."""
    return {"text": re.sub(r"([\\\[\]])", r"\\\1", words)}


def _others(issue: Issue) -> dict[str, Any]:
    """Give the other places; each once, as the format asks for."""
    others = {dumped(each): each for each in (_location(issue, p) for p in issue.places[1:])}
    return {"relatedLocations": list(others.values())} if others else {}


def _location(issue: Issue, place: Place) -> dict[str, Any]:
    location: dict[str, Any] = {"physicalLocation": _physical(issue.file, place)}
    if issue.finding.pointer:
        pointer = printable(issue.finding.pointer)
        location["logicalLocations"] = [{"fullyQualifiedName": pointer, "kind": "property"}]
    return location


def _physical(file: str, place: Place) -> dict[str, Any]:
    region = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
    known = {name: number for name, number in region.items() if number is not None}
    artifact: dict[str, Any] = {"artifactLocation": {"uri": uri(file)}}
    return artifact if place.line is None else {**artifact, "region": known}


def _notification(level: str, file: str, words: str) -> dict[str, Any]:
    location = {"physicalLocation": {"artifactLocation": {"uri": uri(file)}}}
    return {"level": level, "message": _message(words), "locations": [location]}
