"""The rules, by id: what can be found, and how bad it is."""

from __future__ import annotations

from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["RULES", "Rule", "Severity"]


class Severity(Enum):
    """How bad a finding is, in the words of the vendor's event monitor.

    ``ERROR``: the platform refuses the event. ``WARNING``: a small mismatch, still usable.
    ``INFO``: the event is fine, something about it is worth knowing.
    """

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@attrs.frozen
class Rule:
    """Name one thing that can be found.

    :param id: stable id, such as ``OOTB201``; never reused.
    :param name: readable name, such as ``wrong-type``.
    :param severity: how bad it is under the ``platform`` profile.
    :param summary: what it means, in one sentence.
    """

    id: str
    name: str
    severity: Severity
    summary: str


_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        rule.id: rule
        for rule in (
            Rule("OOTB001", "not-json", _E, "The text is not one JSON document."),
            Rule("OOTB002", "not-utf-8", _E, "The text is not encoded in UTF-8."),
            Rule("OOTB003", "byte-order-mark", _W, "The text starts with a byte order mark."),
            Rule("OOTB004", "duplicate-key", _E, "An object has the same key twice."),
            Rule("OOTB005", "not-an-event", _E, "An event is a JSON object."),
            Rule("OOTB006", "not-a-json-value", _E, "A Python value has no form in JSON."),
            Rule("OOTB007", "empty", _E, "There is nothing to read."),
            Rule("OOTB101", "missing-property", _E, "A property that every event has is missing."),
            Rule("OOTB102", "no-identity", _E, "Neither customer nor visitor says whose it is."),
            Rule("OOTB103", "two-identities", _W, "Both customer and visitor are there."),
            Rule("OOTB104", "timestamp-form", _E, "The timestamp has another form."),
            Rule("OOTB105", "timestamp-digits", _W, "The timestamp has fewer than six digits."),
            Rule("OOTB106", "unknown-property", _W, "The envelope has no such property."),
            Rule("OOTB107", "unknown-event", _E, "The catalogue has no such event key."),
            Rule("OOTB108", "unknown-version", _E, "The event has no such version."),
            Rule("OOTB109", "other-tenant", _E, "The payload is for another tenant."),
            Rule("OOTB201", "wrong-type", _E, "A value has another type than documented."),
            Rule("OOTB202", "too-long", _E, "A text is longer than the platform takes."),
            Rule("OOTB203", "value-not-allowed", _E, "A value lies outside a closed set."),
            Rule("OOTB204", "wrong-format", _E, "A date or date-time has another form."),
            Rule("OOTB205", "number-out-of-range", _E, "A number lies beyond its bounds."),
            Rule("OOTB206", "unknown-parameter", _W, "The event has no such parameter."),
            Rule(
                "OOTB207", "missing-parameter", _W, "A documented mandatory parameter is missing."
            ),
            Rule("OOTB208", "too-many-parameters", _W, "More parameters than an event may have."),
            Rule("OOTB209", "aliased-parameter", _W, "A parameter under another spelling."),
            Rule("OOTB210", "other-encoding", _W, "A yes/no value in the less usual encoding."),
            Rule("OOTB211", "unlisted-value", _W, "A value that the page does not name."),
            Rule("OOTB212", "blank-overwrites", _W, "An empty text would blank the profile."),
            Rule("OOTB213", "no-zone", _W, "A date-time without a zone is read as UTC."),
            Rule("OOTB301", "older-version", _W, "The payload follows an older version."),
            Rule("OOTB302", "superseded-event", _W, "Another event took this one's place."),
            Rule("OOTB303", "profile-not-stated", _I, "No page says what the profile asks here."),
            Rule("OOTB401", "out-of-order", _W, "An end lies before its start."),
            Rule("OOTB402", "sum-differs", _I, "Amounts do not add up as the reference states."),
            Rule("OOTB403", "odds-differ", _I, "Odds in several forms contradict each other."),
            Rule("OOTB404", "other-unit", _I, "A rate looks like a percentage, or a fraction."),
            Rule("OOTB405", "not-past", _W, "A date that must be past lies after the event."),
        )
    }
)
"""Every rule by its id."""
