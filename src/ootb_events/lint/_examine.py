"""From the text of one event to what is to be said about it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import attrs

from ootb_events import _json
from ootb_events.errors import ConfigurationError, DecodeError
from ootb_events.validation import Finding, Report, Severity, finding_for_text

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from ootb_events.validation import Validator

__all__ = ["NOTHING", "Examiner", "Said", "Wrapping"]

_CONTEXT: Final = "/context"
_STANDS_IN: Final = {
    "tenant": 1,
    "timestamp": "2026-01-01 00:00:00.000000 UTC",
    "customer": "somebody",
}
"""The envelope of an event of which only the parameters are there."""


class Fault(NamedTuple):
    """What is wrong with a text, and where in it: 1-based, 0 where that is not known."""

    finding: Finding
    line: int
    column: int


@attrs.frozen
class Said:
    """Hold what is to be said about one text.

    :param event: whether there is an event in it at all.
    :param report: about the event; its pointers begin at the top of the text.
    :param faults: about the text itself.
    """

    event: bool
    report: Report
    faults: Sequence[Fault] = ()


NOTHING: Final = Said(False, Report(event=None, version=None))  # noqa: FBT003 - positional, once


@attrs.frozen(kw_only=True)
class Wrapping:
    """Say where in a text the event is.

    :param at: JSON Pointer of the event, or of its parameters; empty for the whole text.
    :param event: the event key, where only the parameters are there.
    """

    at: str = ""
    event: str | None = None

    def __attrs_post_init__(self) -> None:
        if self.at and not self.at.startswith("/"):
            raise ConfigurationError(
                f"{self.at!r} is no JSON Pointer; one begins with a slash, as /data/event does"
            )

    @property
    def is_plain(self) -> bool:
        """Whether each text is an event."""
        return not self.at and self.event is None


class Examiner:
    """Examine texts, quickly those of which nothing is to be said.

    :param validator: which rules hold.
    :param wrapping: where in a text the event is.
    :param targets: versions other than the current ones, by event key.
    :raises ConfigurationError: when there is no such event or version.
    """

    def __init__(
        self, validator: Validator, wrapping: Wrapping, targets: Mapping[str, str]
    ) -> None:
        self._validator = validator
        self._wrapping = wrapping
        self._targets = targets
        for key, version in targets.items():
            validator.catalog.get(key, version)
        if wrapping.event is not None:
            validator.catalog.get(wrapping.event)
        self.catalog = validator.catalog
        self.at = wrapping.at
        self.quick: dict[str, Callable[[Any], bool]] = {}
        if wrapping.is_plain:
            self._prepare()

    def _prepare(self) -> None:
        """Take the checks of those events of which nothing may be to be said."""
        for key in self.catalog:
            self.quick[key] = _Lazily(self, key, self.version_of(key))

    def version_of(self, key: str) -> str:
        """Tell which version of an event counts: the one asked for, else the current one."""
        return self._targets.get(key) or self.catalog.versions(key)[-1]

    def check(self, key: str, version: str) -> Callable[[Any], bool]:
        """Compile the check of one version; it passes only what nothing is to be said of."""
        is_valid, clean = self._validator.quick(key, version)
        return is_valid if not clean.findings else _refuse

    def fingerprint(self, value: Any) -> Hashable | None:
        """Tell apart events of which different things are to be said; ``None``: examine it."""
        if not self._wrapping.is_plain or not isinstance(value, dict):
            return None
        key = value.get("event")
        version = self._targets.get(key) if isinstance(key, str) else None
        return self._validator.fingerprint(value, version=version)

    def examine(self, text: bytes) -> Said:
        """Say everything that is to be said about a text."""
        try:
            document = _json.read(text)
        except DecodeError as error:
            finding = finding_for_text(error, located=True)
            return attrs.evolve(NOTHING, faults=[Fault(finding, error.line, error.column)])
        faults = [
            Fault(finding_for_text(fault, located=True), fault.line, fault.column)
            for fault in document.faults
        ]
        found, value = _at(document.value, self._wrapping.at)
        if not found:
            return attrs.evolve(NOTHING, faults=self._weighed(faults))
        return Said(event=True, report=self._report(value), faults=self._weighed(faults))

    def weighed(self, finding: Finding) -> Finding:
        """Give a finding the severity that strictness asks for."""
        (weighed,) = self._validator.weighed((finding,))
        return weighed

    def _weighed(self, faults: Sequence[Fault]) -> Sequence[Fault]:
        findings = self._validator.weighed(tuple(fault.finding for fault in faults))
        return [
            fault._replace(finding=finding) for fault, finding in zip(faults, findings, strict=True)
        ]

    def _report(self, value: Any) -> Report:
        if self._wrapping.event is not None:
            return _moved(self._report_on_parameters(value), self._wrapping.at, _CONTEXT)
        key = value.get("event") if isinstance(value, dict) else None
        target = self._targets.get(key) if isinstance(key, str) else None
        # What was read from a file is a value; a string is no text to be read once more.
        shown = json.dumps(value) if isinstance(value, str) else value
        return _moved(self._validator.validate(shown, version=target), self._wrapping.at, "")

    def _report_on_parameters(self, parameters: Any) -> Report:
        event = self._wrapping.event
        payload = {**_STANDS_IN, "event": event, "context": parameters}
        target = self._targets.get(event or "")
        return self._validator.validate(payload, version=target)


class _Lazily:
    """Compile a check when it is first needed, and put it in its own place."""

    def __init__(self, examiner: Examiner, key: str, version: str) -> None:
        self._examiner, self._key, self._version = examiner, key, version

    def __call__(self, payload: Any) -> bool:
        check = self._examiner.check(self._key, self._version)
        self._examiner.quick[self._key] = check
        return check(payload)


def _refuse(_payload: Any) -> bool:
    return False


def _at(value: Any, pointer: str) -> tuple[bool, Any]:
    for token in pointer.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return False, None
    return True, value


def _moved(report: Report, at: str, below: str) -> Report:
    """Have pointers begin at the top of the text rather than of the event."""
    if not (at or below):
        return report
    findings = [
        attrs.evolve(
            finding,
            pointer=at + finding.pointer.removeprefix(below),
            fix=finding.fix and _moved_fix(finding.fix, at, below),
        )
        for finding in report.findings
        if not below or finding.severity is not Severity.ERROR or finding.pointer.startswith(below)
    ]
    return attrs.evolve(report, findings=tuple(findings))


def _moved_fix(fix: Any, at: str, below: str) -> Any:
    source = None if fix.source is None else at + fix.source.removeprefix(below)
    return attrs.evolve(fix, path=at + fix.path.removeprefix(below), source=source)
