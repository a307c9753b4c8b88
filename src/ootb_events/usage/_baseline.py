"""What was known to be wrong already, so that only new trouble counts."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import attrs

from ootb_events.errors import ConfigurationError
from ootb_events.validation import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ootb_events.lint import FileResult, Issue
    from ootb_events.usage._model import CodeFile, CodeFinding

__all__ = ["Baseline"]

_FORMAT: Final = 1
_COUNTS: Final = frozenset({Severity.ERROR, Severity.WARNING})


class _Trouble(NamedTuple):
    """What makes a finding the same one tomorrow: no line, no column, no value."""

    file: str
    rule: str
    subject: str


class Baseline:
    """Hold how often each finding was there when the baseline was written.

    Where a file has more of one kind than that, all of the kind are new: nobody can tell which.

    :param path: the file; the files that it names are relative to its folder.
    :raises ConfigurationError: when it is there and is no baseline.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._folder = Path(os.path.abspath(path)).parent  # noqa: PTH100 - links stay links
        self._known = _read(path) if path.exists() else Counter()
        self._met: Counter[_Trouble] = Counter()
        self._files: set[str] = set()

    @property
    def gone(self) -> int:
        """How many of what it knows the files that were looked at no longer have."""
        looked_at = {key: count for key, count in self._known.items() if key.file in self._files}
        return sum(max(count - self._met[key], 0) for key, count in looked_at.items())

    def new_code(self, result: CodeFile) -> CodeFile:
        """Leave out of what was found in a file of code what is known."""
        name = self._named(result.file)

        def is_new(finding: CodeFinding) -> bool:
            key = _Trouble(name, finding.rule, finding.subject)
            return self._is_new(key, finding.count, finding.severity)

        return attrs.evolve(result, findings=tuple(filter(is_new, result.findings)))

    def new_payloads(self, result: FileResult) -> FileResult:
        """Leave out of what was found in a file of payloads what is known."""
        name = self._named(result.file)

        def is_new(issue: Issue) -> bool:
            finding = issue.finding
            subject = " ".join(filter(None, (issue.event, issue.version, finding.pointer)))
            key = _Trouble(name, finding.rule, subject)
            return self._is_new(key, issue.count, finding.severity)

        return attrs.evolve(result, issues=tuple(filter(is_new, result.issues)))

    def write(self) -> int:
        """Write what was found; what is known of files not looked at stays, if they are there.

        :returns: how many findings the file holds.
        :raises OSError: when it cannot be written.
        """
        kept = {
            key: count
            for key, count in self._known.items()
            if key.file not in self._files and (self._folder / key.file).exists()
        }
        every = Counter(kept) + self._met
        trouble = [{**key._asdict(), "count": every[key]} for key in sorted(every)]
        text = json.dumps({"format": _FORMAT, "trouble": trouble}, indent=2) + "\n"
        self._path.write_text(text, encoding="utf-8", newline="\n")
        return sum(every.values())

    def _named(self, file: str) -> str:
        try:
            relative = os.path.relpath(file, self._folder)
        except ValueError:  # on another drive
            relative = file
        name = Path(relative).as_posix().encode(errors="backslashreplace").decode()
        self._files.add(name)
        return name

    def _is_new(self, key: _Trouble, count: int, severity: Severity) -> bool:
        if severity not in _COUNTS:
            return True
        self._met[key] += count
        return self._met[key] > self._known[key]


def _read(path: Path) -> Counter[_Trouble]:
    try:
        document = json.loads(path.read_bytes())
        return Counter(dict(_entries(document)))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ConfigurationError(
            f"{path} is no baseline; write one with --update-baseline to a file that is not there"
        ) from error


def _entries(document: Any) -> Iterable[tuple[_Trouble, int]]:
    if document["format"] != _FORMAT:
        raise ValueError(document["format"])
    for each in document["trouble"]:
        names = (each["file"], each["rule"], each["subject"])
        if not all(isinstance(name, str) for name in names) or type(each["count"]) is not int:
            raise TypeError
        yield _Trouble(*names), each["count"]
