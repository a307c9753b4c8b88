"""What validation says: findings, and a report of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import attrs

from ootb_events.errors import InvalidEventError
from ootb_events.validation._rules import RULES, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Finding", "Fix", "Report"]

_SIGN = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "info"}


@attrs.frozen(kw_only=True)
class Fix:
    """Say how a finding can be mended, as one JSON Patch operation (RFC 6902).

    :param op: ``add``, ``remove``, ``replace`` or ``move``.
    :param path: JSON Pointer of the place that changes.
    :param source: for ``move``, JSON Pointer of where the value is now.
    :param value: for ``add`` and ``replace``, the new value; kept out of the repr.
    :param safe: whether it neither loses nor guesses anything.
    """

    op: Literal["add", "remove", "replace", "move"]
    path: str
    source: str | None = None
    value: Any = attrs.field(default=None, repr=False)
    safe: bool = True


@attrs.frozen(kw_only=True)
class Finding:
    """Say one thing about one place of a payload.

    :param rule: id of the rule, such as ``OOTB201``.
    :param severity: how bad it is under the profile that was asked for.
    :param pointer: JSON Pointer of the place; of the container when something is missing.
    :param message: what is wrong and what was expected; never a value of personal data.
    :param hint: what to do about it, or empty.
    :param fix: how a tool can mend it, or ``None``.
    """

    rule: str
    severity: Severity
    pointer: str
    message: str
    hint: str = ""
    fix: Fix | None = None

    @property
    def name(self) -> str:
        """The readable name of the rule."""
        return RULES[self.rule].name

    def __str__(self) -> str:
        line = f"{_SIGN[self.severity]} {self.rule} {self.name} at {self.pointer or 'the top'}: "
        return f"{line}{self.message}" + (f" ({self.hint})" if self.hint else "")


@attrs.frozen(kw_only=True)
class Report:
    """Hold everything that was found in one payload.

    :param event: the event key, or ``None`` when the payload names none that is known.
    :param version: the version that the payload was found to follow.
    :param findings: in the order of the payload's envelope, then its parameters.
    """

    event: str | None
    version: str | None
    findings: tuple[Finding, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing of severity error was found."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings of severity error."""
        return self._of(Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings of severity warning."""
        return self._of(Severity.WARNING)

    def raise_for_errors(self) -> Report:
        """Return this report when it is ok.

        :raises InvalidEventError: when it is not.
        """
        if self.ok:
            return self
        raise InvalidEventError(self)

    def strictly(self) -> Report:
        """Copy the report with every warning made an error."""
        return attrs.evolve(self, findings=tuple(map(_promoted, self.findings)))

    def _of(self, severity: Severity) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity is severity)

    def __str__(self) -> str:
        subject = " ".join(part for part in (self.event, self.version) if part) or "payload"
        if not self.findings:
            return f"{subject}: nothing found"
        return "\n  ".join([f"{subject}: {_count(self.findings)}", *map(str, self.findings)])


def _promoted(finding: Finding) -> Finding:
    if finding.severity is Severity.WARNING:
        return attrs.evolve(finding, severity=Severity.ERROR)
    return finding


def _count(findings: Iterable[Finding]) -> str:
    severities = [finding.severity for finding in findings]
    counted = ((severities.count(severity), severity.value) for severity in Severity)
    return ", ".join(
        f"{number} {word}{'s' if number > 1 and word != 'info' else ''}"
        for number, word in counted
        if number
    )
