"""What is to be said about one request, before anything is done about it."""

from __future__ import annotations

import hmac
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, Literal

import attrs

from ootb_events import _json
from ootb_events.errors import CatalogError, DecodeError
from ootb_events.transports._signature import sign
from ootb_events.validation import Report, Severity, finding_for_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ootb_events.catalog import Catalog
    from ootb_events.validation import Finding, Validator

__all__ = ["Judge", "Judgement", "Signature", "Verdict", "bounded", "check_signature", "verdict_of"]

Verdict = Literal["good", "warning", "bad"]
Signature = Literal["valid", "missing", "invalid", "unchecked"]

_MOST_MEMBERS: Final = 1_000
_LONGEST_SHOWN: Final = 255
_LONGEST_WORDS: Final = 500
_NO_COUNTS: Final[Mapping[Severity, int]] = dict.fromkeys(Severity, 0)
_NO_RULES: Final[Mapping[str, Severity]] = {}
_ORDER: Final = list(Severity)


@attrs.frozen(kw_only=True)
class Judgement:
    """Say how a request was judged; small enough to keep thousands.

    :param verdict: bad with an error, else warning with a warning, else good.
    :param refusal: what the endpoint answers to an invalid event, or empty.
    :param is_object: whether the body was a JSON object.
    :param counts: how many findings there are of each severity.
    :param rules: the rules that were broken, each with the worst severity it was found with.
    """

    verdict: Verdict
    signature: Signature
    refusal: str = ""
    is_object: bool = True
    event: str | None = None
    title: str | None = None
    version: str | None = None
    customer: str | None = attrs.field(default=None, repr=False)
    visitor: str | None = attrs.field(default=None, repr=False)
    timestamp: str | None = None
    counts: Mapping[Severity, int] = _NO_COUNTS
    rules: Mapping[str, Severity] = _NO_RULES


class Judge:
    """Judge bodies by a validator and a token.

    :ivar token: the key of the signatures that are demanded, if any.
    """

    def __init__(self, validator: Validator, token: str | None) -> None:
        self._validator = validator
        self.token = token
        self._titles: dict[tuple[str | None, str | None], str | None] = {}

    def judge(self, body: bytes, headers: Mapping[str, str], signed: bytes = b"") -> Judgement:
        """Judge one event.

        :param body: what arrived, or one event of it.
        :param headers: those of the request, by names in any case.
        :param signed: all that arrived, where the body is but a part of it.
        """
        signature = check_signature(self.token, signed or body, headers)
        value, report = self._read(body)
        counts, rules = _digest(report)
        verdict = verdict_of(report)
        envelope: Mapping[str, Any] = value if isinstance(value, dict) else {}
        return Judgement(
            verdict="bad" if signature in {"missing", "invalid"} else verdict,
            signature=signature,
            refusal=_refusal(report) if verdict == "bad" else "",
            is_object=isinstance(value, dict),
            event=_shown(envelope.get("event")),
            title=self._title(report),
            version=report.version,
            customer=_shown(envelope.get("customer")),
            visitor=_shown(envelope.get("visitor")),
            timestamp=_shown(envelope.get("timestamp")),
            counts=counts,
            rules=rules,
        )

    def _title(self, report: Report) -> str | None:
        known = report.event, report.version
        if known not in self._titles:
            self._titles[known] = _known_title(self._validator.catalog, report)
        return self._titles[known]

    def _read(self, body: bytes) -> tuple[Any, Report]:
        try:
            document = _json.read(body)
        except DecodeError as error:
            finding = finding_for_text(error)
            return None, Report(event=None, version=None, findings=(finding,))
        value = document.value
        if not isinstance(value, dict):
            return value, self._validator.validate(body)
        report = self._validator.validate(bounded(value))
        if not document.faults:
            return value, report
        faults = self._validator.weighed(tuple(map(finding_for_text, document.faults)))
        return value, attrs.evolve(report, findings=(*faults, *report.findings))


def _known_title(catalog: Catalog, report: Report) -> str | None:
    if report.event is None:
        return None
    try:
        return catalog.get(report.event, report.version).title
    except CatalogError:
        return None


def bounded(value: Any) -> Any:
    """Cut down an event with more members than any has, which would take long to judge."""
    if not isinstance(value, dict):
        return value
    context = value.get("context")
    if len(value) > _MOST_MEMBERS:
        value = dict(islice(value.items(), _MOST_MEMBERS))
    if isinstance(context, dict) and len(context) > _MOST_MEMBERS:
        value = {**value, "context": dict(islice(context.items(), _MOST_MEMBERS))}
    return value


def check_signature(token: str | None, body: bytes, headers: Mapping[str, str]) -> Signature:
    """Hold a request to the token that its sender should have signed with."""
    if token is None:
        return "unchecked"
    version = headers.get("X-Optimove-Signature-Version")
    content = headers.get("X-Optimove-Signature-Content")
    if version is None and content is None:
        return "missing"
    right = hmac.compare_digest(
        (content or "").encode(errors="replace"), sign(token, body).encode()
    )
    return "valid" if right and version == "1" else "invalid"


def verdict_of(report: Report) -> Verdict:
    """Sum a report up in one word."""
    if not report.findings:
        return "good"
    if not report.ok:
        return "bad"
    return "warning" if report.warnings else "good"


def _digest(report: Report) -> tuple[Mapping[Severity, int], Mapping[str, Severity]]:
    if not report.findings:
        return _NO_COUNTS, _NO_RULES
    counts = dict(_NO_COUNTS)
    rules: dict[str, Severity] = {}
    for finding in report.findings:
        counts[finding.severity] += 1
        known = rules.get(finding.rule, finding.severity)
        rules[finding.rule] = min(known, finding.severity, key=_ORDER.index)
    return counts, rules


def _refusal(report: Report) -> str:
    """Say the first error; what findings say never holds personal data."""
    words = _words(report.errors[0])
    more = len(report.errors) - 1
    return f"{words} (and {more} more)" if more else words


def _words(finding: Finding) -> str:
    text = f"{finding.rule} at {finding.pointer or 'the top'}: {finding.message}"
    return text if len(text) <= _LONGEST_WORDS else f"{text[:_LONGEST_WORDS]}…"


def _shown(value: object) -> str | None:
    return value[:_LONGEST_SHOWN] if isinstance(value, str) else None
