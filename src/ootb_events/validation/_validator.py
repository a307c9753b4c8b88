"""From a payload to a report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from ootb_events import _json
from ootb_events.errors import ConfigurationError, DecodeError
from ootb_events.validation import _explain as explain
from ootb_events.validation._drift import drift, misfits
from ootb_events.validation._engines import Compiled, EngineName, engine_named
from ootb_events.validation._findings import Finding, Report
from ootb_events.validation._plan import Plan, plan_for_unknown
from ootb_events.validation._rules import RULES
from ootb_events.validation._values import bare, type_name
from ootb_events.validation._version import EventVersion, in_order, violations_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from typing import TypeGuard

    from ootb_events.catalog import Catalog

__all__ = ["PROFILES", "Validator", "finding_for_text"]

PROFILES: Final = ("platform", "opti-x", "ebi")
"""The profiles that exist: what the platform refuses, and two that ask for more."""

_TEXT_RULES: Final[Mapping[str, str]] = {
    "byte-order-mark": "OOTB003",
    "duplicate-key": "OOTB004",
    "not-utf-8": "OOTB002",
    "empty": "OOTB007",
}


class Validator:
    """Validate payloads against a catalogue, under one profile.

    Schemas are compiled when they are first needed, once. A validator is safe to share
    between threads.

    :param catalog: which events exist.
    :param profile: ``platform`` (what the platform refuses), ``opti-x`` or ``ebi``.
    :param strict: whether every warning counts as an error.
    :param engine: ``jsonschema-rs``, ``jsonschema``, or ``None`` for the fastest installed.
    :raises ConfigurationError: when there is no such profile or engine.
    """

    def __init__(
        self,
        catalog: Catalog,
        *,
        profile: str = "platform",
        strict: bool = False,
        engine: EngineName | None = None,
    ) -> None:
        if profile not in PROFILES:
            raise ConfigurationError(f"no profile {profile!r}; there are {', '.join(PROFILES)}")
        self.catalog = catalog
        self.profile = profile
        self.strict = strict
        self._compile = engine_named(engine)
        self._versions: dict[tuple[str, str], EventVersion] = {}
        self._quick: dict[Any, tuple[Callable[[Any], bool], Report]] = {}
        self._envelope: tuple[Plan, Compiled] | None = None

    def validate(
        self, payload: Mapping[str, Any] | str | bytes, *, version: str | None = None
    ) -> Report:
        """Say everything that is to be said about a payload.

        :param payload: an event as a mapping, or as JSON text.
        :param version: the version to hold it to; by default the current one, and an older
            one that the payload fits better is reported as that.
        """
        try:
            event: Any = payload
            key = event["event"]  # of a text, this is a TypeError
            is_valid, clean = self._quick[key if version is None else (key, version)]
            if is_valid(payload):
                return clean
        except (KeyError, TypeError, ValueError, RecursionError, OverflowError):
            pass
        report = self._look_closely(payload, version)
        return report.strictly() if self.strict else report

    def quick(self, key: str, version: str) -> tuple[Callable[[Any], bool], Report]:
        """Take the yes/no check of one version, and the report for what passes it.

        What does not pass, or raises ``ValueError``, is for :meth:`validate` to explain.

        :raises UnknownEventError: when there is no such event.
        :raises UnknownVersionError: when the event has no such version.
        """
        self._version(key, version)
        return self._quick[key, version]

    def fit(self, payload: Any, *, version: str | None = None) -> Report:
        """Report what a payload's best fitting version says, whether or not it is current.

        :param version: the version to hold it to instead.
        :returns: a report that names that version, the newest of those that fit equally well.
        """
        if version is not None or not isinstance(payload, Mapping):
            return self.validate(payload, version=version)
        key = bare(payload.get("event"))
        if not self._knows(key):
            return self._report(payload, None)
        best, found, _ = self._best(key, payload)
        return best.report(found)

    def fingerprint(self, payload: Any, *, version: str | None = None) -> Hashable | None:
        """Tell apart payloads that get different findings, faster than by explaining them.

        Payloads with equal fingerprints get findings of the same rules at the same places, of
        the same severities, and of what is missing the same messages.

        :param payload: an event as a mapping of what JSON has.
        :param version: the version to hold it to; by default as in :meth:`validate`.
        :returns: ``None`` for what is no event of the catalogue.
        """
        key = payload.get("event") if isinstance(payload, Mapping) else None
        if not self._knows(key):
            return None
        known = self.catalog.versions(key) if version is None else (version,)
        parts: list[Hashable] = [key]
        for number in reversed(known):
            part = self._version(key, number).fingerprint(payload)
            parts.append(part)
            if not part:
                break
        return tuple(parts)

    def weighed(self, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """Give findings from elsewhere the severity they have here: under ``strict``, errors."""
        report = Report(event=None, version=None, findings=findings)
        return report.strictly().findings if self.strict else findings

    def _look_closely(self, payload: Any, version: str | None) -> Report:
        faults: tuple[Finding, ...] = ()
        if isinstance(payload, (str, bytes, bytearray, memoryview)):
            try:
                document = _json.read(payload)
            except DecodeError as error:
                return Report(event=None, version=None, findings=(finding_for_text(error),))
            payload, faults = document.value, tuple(map(finding_for_text, document.faults))
        if not isinstance(payload, Mapping):
            message = f"an event is a JSON object, this is {type_name(payload)}"
            only = explain.finding("OOTB005", (), message)
            return Report(event=None, version=None, findings=(*faults, only))
        report = self._report(payload, version)
        return _with(faults, report) if faults else report

    def _report(self, payload: Mapping[str, Any], version: str | None) -> Report:
        key = bare(payload.get("event"))
        if not self._knows(key):
            return Report(event=None, version=None, findings=self._unknown(payload, key))
        known = self.catalog.versions(key)
        if version is not None and version not in known:
            message = f"{key} has no version {version}; there are {', '.join(known)}"
            only = explain.finding("OOTB108", ("event",), message)
            return Report(event=key, version=None, findings=(only,))
        if version is not None:
            held = self._version(key, version)
            return held.report(held.findings(payload))
        best, found, drift = self._best(key, payload)
        return best.report((*drift, *found))

    def _knows(self, key: Any) -> TypeGuard[str]:
        return isinstance(key, str) and key in self.catalog

    def _best(
        self, key: Any, payload: Mapping[str, Any]
    ) -> tuple[EventVersion, tuple[Finding, ...], tuple[Finding, ...]]:
        """Find the version that fits best, its findings, and what the current one says."""
        versions = self.catalog.versions(key)
        current = self._version(key, versions[-1])
        found = current.findings(payload)
        best, best_found = current, found
        for version in reversed(versions[:-1]):
            if not misfits(best_found):
                break
            older = self._version(key, version)
            older_found = older.findings(payload)
            if len(misfits(older_found)) < len(misfits(best_found)):
                best, best_found = older, older_found
        if best is current:
            return best, best_found, ()
        return best, best_found, (drift(best.schema, current.schema, found, best_found),)

    def _version(self, key: str, version: str) -> EventVersion:
        made = self._versions.get((key, version))
        if made is None:
            schema = self.catalog.get(key, version)
            made = EventVersion.prepare(schema, self.profile, self._compile)
            self._versions[key, version] = made
            quick = (made.is_clean(), made.clean.strictly() if self.strict else made.clean)
            self._quick[key, version] = quick
            if self.catalog.is_current(schema):
                self._quick[key] = quick
        return made

    def _unknown(self, payload: Mapping[str, Any], key: Any) -> tuple[Finding, ...]:
        if self._envelope is None:
            some_event = self.catalog.get(next(iter(self.catalog)))
            plan = plan_for_unknown(some_event)
            self._envelope = plan, self._compile(plan.schema)
        found = violations_of(*self._envelope, payload)
        if not isinstance(key, str) or not key:
            return found
        close = self.catalog.resembling(key)
        message = f"{explain.quoted(key)} is not an event of the catalogue"
        hint = f"did you mean {close[0]}?" if close else "ootb-events list shows those that are"
        return in_order(
            (*found, explain.finding("OOTB107", ("event",), message, hint=hint)), payload
        )


def _with(faults: tuple[Finding, ...], report: Report) -> Report:
    return Report(event=report.event, version=report.version, findings=(*faults, *report.findings))


def finding_for_text(fault: DecodeError | _json.TextFault, *, located: bool = False) -> Finding:
    """Make a finding of what is wrong with a text.

    :param located: whether its place is told otherwise than in the message.
    """
    where = f" (line {fault.line}, column {fault.column})" if fault.line and not located else ""
    rule = RULES[_TEXT_RULES.get(fault.kind, "OOTB001")]
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        pointer=fault.pointer,
        message=f"{fault.problem}{where}",
    )
