"""From a payload to a report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeGuard

from ootb_events import _json
from ootb_events._json import pointer
from ootb_events.errors import ConfigurationError, DecodeError
from ootb_events.validation import _explain as explain
from ootb_events.validation._engines import Compiled, EngineName, engine_named
from ootb_events.validation._findings import Finding, Report
from ootb_events.validation._plan import Check, Plan, plan_for, plan_for_unknown
from ootb_events.validation._relations import findings as findings_of
from ootb_events.validation._relations import relations_of
from ootb_events.validation._rules import RULES, Severity
from ootb_events.validation._values import bare, json_only, type_name

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable
    from typing import TypeGuard

    from ootb_events.catalog import Catalog, EventSchema
    from ootb_events.validation._explain import Tokens
    from ootb_events.validation._relations import Relation

__all__ = ["PROFILES", "Validator", "finding_for_text"]

PROFILES: Final = ("platform", "opti-x", "ebi")
"""The profiles that exist: what the platform refuses, and two that ask for more."""

_MISFITS: Final = frozenset({"OOTB201", "OOTB202", "OOTB203", "OOTB204", "OOTB206"})
_ENVELOPE: Final = ("tenant", "timestamp", "event", "customer", "visitor", "context")
_TEXT_RULES: Final[Mapping[str, str]] = {
    "byte-order-mark": "OOTB003",
    "duplicate-key": "OOTB004",
    "not-utf-8": "OOTB002",
    "empty": "OOTB007",
}
_MOST_NAMES: Final = 5


class _Version(NamedTuple):
    """One event version, ready to validate."""

    schema: EventSchema
    plan: Plan
    compiled: Compiled
    relations: tuple[Relation, ...]
    clean: Report

    def findings(self, payload: Mapping[str, Any]) -> tuple[Finding, ...]:
        """Say everything that is to be said about a payload."""
        found = _found(self.plan, self.compiled, payload)
        related = tuple(findings_of(self.relations, payload))
        return (*self.plan.standing, *_ordered((*found, *related), payload))

    def fingerprint(self, payload: Mapping[str, Any]) -> tuple[Hashable, ...]:
        """Tell apart payloads that get different findings; empty when only what stands is said."""
        parts: list[Hashable] = []
        valid = self.compiled.is_valid(payload)
        for at, keyword in () if valid else self.compiled.violations(payload):
            discern = self.plan.checks[keyword].discern
            kind = None if discern is None else discern(_value_at(payload, at))
            parts.append((at, keyword, kind))
        if self.relations:
            parts += [(found.rule, found.pointer) for found in findings_of(self.relations, payload)]
        return tuple(parts)


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
        self._versions: dict[tuple[str, str], _Version] = {}
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
        return _report_of(best, found)

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
            return _report_of(held, held.findings(payload))
        best, found, drift = self._best(key, payload)
        return _report_of(best, (*drift, *found))

    def _knows(self, key: Any) -> TypeGuard[str]:
        return isinstance(key, str) and key in self.catalog

    def _best(
        self, key: Any, payload: Mapping[str, Any]
    ) -> tuple[_Version, tuple[Finding, ...], tuple[Finding, ...]]:
        """Find the version that fits best, its findings, and what the current one says."""
        versions = self.catalog.versions(key)
        current = self._version(key, versions[-1])
        found = current.findings(payload)
        best, best_found = current, found
        for version in reversed(versions[:-1]):
            if not _misfits(best_found):
                break
            older = self._version(key, version)
            older_found = older.findings(payload)
            if len(_misfits(older_found)) < len(_misfits(best_found)):
                best, best_found = older, older_found
        if best is current:
            return best, best_found, ()
        return best, best_found, (_drift(best.schema, current.schema, found, best_found),)

    def _version(self, key: str, version: str) -> _Version:
        made = self._versions.get((key, version))
        if made is None:
            schema = self.catalog.get(key, version)
            plan = plan_for(schema, self.profile)
            clean = Report(event=key, version=version, findings=plan.standing)
            relations = relations_of(schema.rules)
            made = _Version(schema, plan, self._compile(plan.schema), relations, clean)
            self._versions[key, version] = made
            is_clean = _with_relations(made.compiled.is_valid, relations)
            quick = (is_clean, clean.strictly() if self.strict else clean)
            self._quick[key, version] = quick
            if self.catalog.is_current(schema):
                self._quick[key] = quick
        return made

    def _unknown(self, payload: Mapping[str, Any], key: Any) -> tuple[Finding, ...]:
        if self._envelope is None:
            some_event = self.catalog.get(next(iter(self.catalog)))
            plan = plan_for_unknown(some_event)
            self._envelope = plan, self._compile(plan.schema)
        found = _found(*self._envelope, payload)
        if not isinstance(key, str) or not key:
            return found
        close = self.catalog.resembling(key)
        message = f"{explain.quoted(key)} is not an event of the catalogue"
        hint = f"did you mean {close[0]}?" if close else "ootb-events list shows those that are"
        return _ordered(
            (*found, explain.finding("OOTB107", ("event",), message, hint=hint)), payload
        )


def _with_relations(
    is_valid: Callable[[Any], bool], relations: tuple[Relation, ...]
) -> Callable[[Any], bool]:
    """Say whether nothing is to be said about a payload, beyond what always is."""
    if not relations:
        return is_valid

    def is_clean(payload: Any) -> bool:
        if not is_valid(payload):
            return False
        for relation in relations:  # noqa: SIM110 - any() over a generator costs twice as much
            if relation(payload) is not None:
                return False
        return True

    return is_clean


def _report_of(version: _Version, findings: tuple[Finding, ...]) -> Report:
    return Report(event=version.schema.key, version=version.schema.version, findings=findings)


def _with(faults: tuple[Finding, ...], report: Report) -> Report:
    return Report(event=report.event, version=report.version, findings=(*faults, *report.findings))


def _found(plan: Plan, compiled: Compiled, payload: Mapping[str, Any]) -> tuple[Finding, ...]:
    instance, faults = json_only(payload)
    findings = [explain.finding("OOTB006", fault.at, fault.problem) for fault in faults]
    spoilt = {fault.at for fault in faults}
    violated: dict[Tokens, dict[Tokens, None]] = {}
    for at, keyword in compiled.violations(instance):
        violated.setdefault(at, {})[keyword] = None
    for at, keywords in violated.items():
        value = _value_at(instance, at)
        if value is None and at in spoilt:
            continue
        for check in _telling({plan.checks[keyword]: None for keyword in keywords}):
            findings += check.explain(value, at, instance)
    return _ordered(findings, payload)


def _telling(checks: Iterable[Check]) -> Iterable[Check]:
    """Leave out what another violation of the same value makes meaningless."""
    gates = [check for check in checks if check.gate]
    return gates or [check for check in checks if not check.yields] or checks


def _value_at(instance: Any, at: Tokens) -> Any:
    for token in at:
        instance = instance[token]
    return instance


def _ordered(findings: Iterable[Finding], payload: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Sort findings as the payload reads: envelope first, then the parameters in their order."""
    findings = list(findings)
    if len(findings) < 2:
        return tuple(findings)
    context = payload.get("context")
    keys = context if isinstance(context, Mapping) else ()
    places = [
        *(pointer(key) for key in (*_ENVELOPE, *payload)),
        *(pointer("context", key) for key in keys),
    ]
    rank = {place: number for number, place in reversed(list(enumerate(places)))}
    return tuple(sorted(findings, key=lambda found: (rank.get(found.pointer, -1), found.rule)))


def _misfits(findings: Iterable[Finding]) -> list[Finding]:
    """Pick what suggests that a payload was written for another version."""
    return [
        found
        for found in findings
        if found.rule in _MISFITS and found.pointer.startswith("/context/")
    ]


def _drift(
    older: EventSchema, current: EventSchema, now: Iterable[Finding], then: Iterable[Finding]
) -> Finding:
    """Say in one finding that a payload follows an older version, and what that changes."""
    known_then = {(found.rule, found.pointer) for found in then}
    changed = [found for found in now if (found.rule, found.pointer) not in known_then]
    gone = [_last_token(found) for found in changed if found.rule == "OOTB206"]
    other = [_last_token(found) for found in changed if found.rule in _MISFITS - {"OOTB206"}]
    what = " and ".join(
        part
        for part in (
            f"no longer has {_listed(gone)}" if gone else "",
            f"reads {_listed(other)} differently" if other else "",
        )
        if part
    )
    added = [key for key in current.parameters if key not in older.parameters]
    refused = any(found.severity is Severity.ERROR for found in changed)
    return explain.finding(
        "OOTB301",
        ("event",),
        f"follows version {older.version}; the current version {current.version} {what}",
        hint=f"new in {current.version}: {_listed(added)}" if added else "",
        severity=Severity.ERROR if refused else Severity.WARNING,
    )


def _last_token(found: Finding) -> str:
    return found.pointer.rpartition("/")[2]


def _listed(names: list[str]) -> str:
    shown = names[:_MOST_NAMES]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


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
