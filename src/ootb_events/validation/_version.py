"""One event version, ready to validate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ootb_events._json import pointer
from ootb_events.validation import _explain as explain
from ootb_events.validation._findings import Report
from ootb_events.validation._plan import plan_for
from ootb_events.validation._relations import findings as findings_of
from ootb_events.validation._relations import relations_of
from ootb_events.validation._values import json_only

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from ootb_events.catalog import EventSchema
    from ootb_events.validation._engines import Compiled
    from ootb_events.validation._explain import Tokens
    from ootb_events.validation._findings import Finding
    from ootb_events.validation._plan import Check, Plan
    from ootb_events.validation._relations import Relation

__all__ = ["EventVersion", "in_order", "violations_of"]

_ENVELOPE: Final = ("tenant", "timestamp", "event", "customer", "visitor", "context")


class EventVersion(NamedTuple):
    """Hold what it takes to validate one event version under one profile."""

    schema: EventSchema
    plan: Plan
    compiled: Compiled
    relations: tuple[Relation, ...]
    clean: Report

    def findings(self, payload: Mapping[str, Any]) -> tuple[Finding, ...]:
        """Say everything that is to be said about a payload."""
        found = violations_of(self.plan, self.compiled, payload)
        related = tuple(findings_of(self.relations, payload))
        return (*self.plan.standing, *in_order((*found, *related), payload))

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

    @classmethod
    def prepare(
        cls, schema: EventSchema, profile: str, compile_: Callable[[Any], Compiled]
    ) -> EventVersion:
        """Plan and compile one version."""
        plan = plan_for(schema, profile)
        clean = Report(event=schema.key, version=schema.version, findings=plan.standing)
        return cls(schema, plan, compile_(plan.schema), relations_of(schema.rules), clean)

    def is_clean(self) -> Callable[[Any], bool]:
        """Make the check whether nothing is to be said about a payload, beyond what stands."""
        return _with_relations(self.compiled.is_valid, self.relations)

    def report(self, findings: tuple[Finding, ...]) -> Report:
        """Report findings as those of this version."""
        return Report(event=self.schema.key, version=self.schema.version, findings=findings)


def _with_relations(
    is_valid: Callable[[Any], bool], relations: tuple[Relation, ...]
) -> Callable[[Any], bool]:
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


def violations_of(
    plan: Plan, compiled: Compiled, payload: Mapping[str, Any]
) -> tuple[Finding, ...]:
    """Explain which constraints a payload violates."""
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
    return in_order(findings, payload)


def _telling(checks: Iterable[Check]) -> Iterable[Check]:
    """Leave out what another violation of the same value makes meaningless."""
    gates = [check for check in checks if check.gate]
    return gates or [check for check in checks if not check.yields] or checks


def _value_at(instance: Any, at: Tokens) -> Any:
    for token in at:
        instance = instance[token]
    return instance


def in_order(findings: Iterable[Finding], payload: Mapping[str, Any]) -> tuple[Finding, ...]:
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
