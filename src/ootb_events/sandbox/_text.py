"""A text laid out for reading, and what was found in it, placed."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ootb_events import _json
from ootb_events.errors import DecodeError
from ootb_events.sandbox._judgement import bounded
from ootb_events.validation import Finding, Report, finding_for_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ootb_events._json import Span
    from ootb_events.validation import Fix, Validator

__all__ = ["Examined", "examine", "laid_out"]

_OF_KEYS: Final = frozenset({"OOTB004", "OOTB106", "OOTB206", "OOTB209"})
_MOST_FINDINGS: Final = 1_000
_LONGEST: Final = 1 << 20
_LONGEST_TO_LAY_OUT: Final = 256 << 10
_LONGEST_LAID_OUT: Final = 4 << 20
_PIECE: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


class Examined(NamedTuple):
    """Hold a text and what is to be said about it.

    :ivar text: what line and column of the findings count in.
    :ivar findings: the JSON objects of the findings; of very many, the first.
    """

    text: str
    report: Report
    findings: list[dict[str, Any]]


def examine(
    text: bytes | str, validator: Validator, *, version: str | None = None, lay_out: bool = False
) -> Examined:
    """Say everything that is to be said about a text, and where.

    :param version: the version to hold it to; by default as the validator chooses.
    :param lay_out: whether the text, where it is JSON, is laid out first.
    """
    try:
        document = _json.read(text)
    except DecodeError as error:
        only = finding_for_text(error, located=True)
        report = Report(event=None, version=None, findings=validator.weighed((only,)))
        placed = [_object(report.findings[0], error.line, error.column)]
        return Examined(_decoded(text)[:_LONGEST], report, placed)
    shown, faults = _decoded(text), document.faults
    if lay_out:
        shown = laid_out(shown)
        # Once more: duplicate keys have other places, and a byte order mark is gone.
        faults = (*_marks(faults), *_json.read(shown).faults)
    findings = validator.weighed(tuple(finding_for_text(fault, located=True) for fault in faults))
    placed = [
        _object(finding, fault.line, fault.column)
        for finding, fault in zip(findings, faults, strict=True)
    ]
    said = validator.validate(_asked(bounded(document.value)), version=version)
    report = Report(event=said.event, version=said.version, findings=(*findings, *said.findings))
    placed += _placed(shown, said.findings[:_MOST_FINDINGS])
    return Examined(shown, report, placed[:_MOST_FINDINGS])


def _decoded(text: bytes | str) -> str:
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    return text.decode("utf-8-sig", errors="replace")


def _marks(faults: Iterable[_json.TextFault]) -> Iterator[_json.TextFault]:
    return (fault for fault in faults if fault.kind == "byte-order-mark")


def _asked(value: Any) -> Any:
    """Have a string that was read be a value, rather than a text to be read once more."""
    return _json.dumps({"": value})[4:-1] if isinstance(value, str) else value


def laid_out(text: str) -> str:
    """Write JSON text over several lines, two spaces a level, each value as it was.

    A text that is long already, or would become far longer that way, is left as it is.

    :param text: valid JSON, without a byte order mark.
    """
    if len(text) > _LONGEST_TO_LAY_OUT:
        return text
    parts: list[str] = []
    length = 0
    for part in _parts(text):
        parts.append(part)
        length += len(part)
        if length > _LONGEST_LAID_OUT:
            return text
    return "".join(parts)


def _parts(text: str) -> Iterator[str]:
    depth = 0
    before = ""
    for piece in _PIECE.findall(text):
        if piece in "}]":
            depth -= 1
            if before not in {"{", "["}:
                yield _line(depth)
        elif before in {"{", "[", ","}:
            yield _line(depth)
        yield ": " if piece == ":" else piece
        if piece in "{[":
            depth += 1
        before = piece


def _line(depth: int) -> str:
    return "\n" + "  " * depth


def _placed(text: str, findings: Iterable[Finding]) -> list[dict[str, Any]]:
    findings = list(findings)
    spans = _json.spans(text, {finding.pointer for finding in findings}) if findings else {}
    lines = _Lines(text)
    return [
        _object(finding, *lines.at(_start(finding, spans.get(finding.pointer))))
        for finding in findings
    ]


def _start(finding: Finding, span: Span | None) -> int:
    if span is None:
        return 0
    if finding.rule in _OF_KEYS and span.key_start is not None:
        return span.key_start
    return span.start


class _Lines:
    """Count lines and columns of many places in one text."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def at(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def _object(finding: Finding, line: int, column: int) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "name": finding.name,
        "severity": finding.severity.value,
        "pointer": finding.pointer,
        "message": finding.message,
        "hint": finding.hint,
        "line": max(line, 1),
        "column": max(column, 1),
        "fix": finding.fix and _fix(finding.fix),
    }


def _fix(fix: Fix) -> dict[str, Any]:
    operation: dict[str, Any] = {"op": fix.op, "path": fix.path, "safe": fix.safe}
    if fix.op in {"move", "copy"}:
        operation["from"] = fix.source
    if fix.op in {"add", "replace"}:
        operation["value"] = fix.value
    return operation
