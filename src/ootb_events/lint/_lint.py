"""From files to what is found in them."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import attrs

from ootb_events.lint._read import Unreadable, event_files, read_records
from ootb_events.validation import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ootb_events.lint._read import Record
    from ootb_events.validation import Report, Validator

__all__ = ["FileResult", "Located", "Summary", "lint"]


@attrs.frozen(kw_only=True)
class Located:
    """Place a finding in a file.

    :param file: the file, as it was named.
    :param line: the 1-based line of the document that it is in, where that is known.
    :param index: the 0-based position of its event, where the file is an array.
    :param event: the event key, as far as it is known.
    :param version: the version that the payload was found to follow.
    :param finding: what was found.
    """

    file: str
    line: int | None
    index: int | None
    event: str | None
    version: str | None
    finding: Finding


@attrs.frozen(kw_only=True)
class FileResult:
    """Hold what was found in one file.

    :param file: the file, as it was named.
    :param events: how many events were looked at.
    :param findings: what was found, in the order of the file.
    :param problem: why the file could not be read, or empty.
    """

    file: str
    events: int = 0
    findings: tuple[Located, ...] = ()
    problem: str = ""


@attrs.define
class Summary:
    """Count what was found in all files."""

    files: int = 0
    events: int = 0
    unreadable: int = 0
    by_severity: Counter[Severity] = attrs.field(factory=Counter)

    def add(self, result: FileResult) -> None:
        """Count one more file."""
        self.files += 1
        self.events += result.events
        self.unreadable += bool(result.problem)
        self.by_severity.update(located.finding.severity for located in result.findings)

    @property
    def exit_code(self) -> int:
        """0 without errors, 1 with errors, 2 when a file could not be read."""
        if self.unreadable:
            return 2
        return 1 if self.by_severity[Severity.ERROR] else 0


def lint(paths: Iterable[str], validator: Validator) -> Iterator[FileResult]:
    """Validate every event of files and folders; one bad file never hides another.

    :param paths: files, folders, or ``-`` for standard input.
    :param validator: which rules hold; see :func:`ootb_events.validation.validator_for`.
    """
    for file in event_files(paths):
        try:
            records = read_records(file)
        except Unreadable as error:
            yield FileResult(file=file, problem=str(error))
        else:
            yield _result(file, records, validator)


def _result(file: str, records: Iterable[Record], validator: Validator) -> FileResult:
    events = 0
    found: list[Located] = []
    for record in records:
        events += record.readable
        found += _located(file, record, validator)
    return FileResult(file=file, events=events, findings=tuple(found))


def _report(value: Any, validator: Validator) -> Report:
    # What was read from a file is a value; a string among it is no text to be read once more.
    return validator.validate(json.dumps(value) if isinstance(value, str) else value)


def _located(file: str, record: Record, validator: Validator) -> Iterator[Located]:
    report = _report(record.value, validator) if record.readable else None
    faults = validator.weighed(record.faults)
    for finding in (*faults, *(report.findings if report else ())):
        yield Located(
            file=file,
            line=record.line,
            index=record.index,
            event=report.event if report else None,
            version=report.version if report else None,
            finding=finding,
        )
