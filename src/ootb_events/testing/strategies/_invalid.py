"""Payloads with a fault, and the finding that it must make."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import attrs
from hypothesis import strategies as st

from ootb_events.catalog import Catalog
from ootb_events.errors import ConfigurationError
from ootb_events.testing.strategies._damages import damaged, in_context
from ootb_events.testing.strategies._drafts import MOST_PARAMETERS, asked_for
from ootb_events.testing.strategies._event_damages import damages_of
from ootb_events.testing.strategies._payloads import payloads_of
from ootb_events.testing.strategies._subjects import What, subjects_of
from ootb_events.validation import RULES, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ootb_events.catalog import EventSchema
    from ootb_events.testing.strategies._damages import Changes, Damage

    _ByEvent: TypeAlias = Mapping[EventSchema, Sequence[Damage]]

__all__ = ["InvalidPayload", "damages_by_rule", "invalid_payloads"]


_TOO_MANY: Final = "OOTB208"


@attrs.frozen(kw_only=True)
class InvalidPayload:
    """Hold a payload with one fault, and the finding that validation must make of it.

    :param payload: an event as JSON has it, valid but for the fault.
    :param version: the version of the event that it was drawn for, to be held to.
    :param rule: id of the rule that it breaks, such as ``OOTB201``.
    :param severity: how bad that is under the profile that was asked for.
    :param pointer: JSON Pointer of the place of the finding.
    """

    payload: dict[str, Any]
    version: str
    rule: str
    severity: Severity
    pointer: str


def invalid_payloads(  # noqa: PLR0913 - each keyword is a choice of the caller's
    what: What = None,
    *,
    rule: str | None = None,
    severity: Severity | str | None = None,
    version: str | None = None,
    profile: str = "platform",
    catalog: Catalog | None = None,
) -> st.SearchStrategy[InvalidPayload]:
    """Draw payloads with one fault each, and the finding that validation must make of it.

    A valid payload is damaged in one place, as its schema shows how: so the finding is known
    before anything is validated. It is the only one, but for payloads with too many
    parameters, which may be unknown besides.

    :param what: an event class, an event key, or ``None``, as for :func:`events`.
    :param rule: the rule to break, by id (``OOTB201``) or name (``wrong-type``).
    :param severity: ``error``, ``warning`` or ``info``; errors, unless a rule is named.
    :param version: the version to draw; by default the current one, or that of the class.
    :param profile: ``platform``, ``opti-x`` or ``ebi``.
    :param catalog: which events exist; by default those of this package.
    :raises UnknownEventError: when there is no such event.
    :raises UnknownVersionError: when the event has no such version.
    :raises ConfigurationError: when there is no such rule, severity or profile, or when no
        payload of the event can break that rule.
    """
    catalog = Catalog.default() if catalog is None else catalog
    subjects = subjects_of(what, version, profile, catalog)
    schemas = tuple(subject.schema for subject in subjects)
    wanted_rule, wanted = _rule(rule), _severity(severity)
    if wanted_rule is None and wanted is None:
        wanted = Severity.ERROR
    table = _narrowed(damages_by_rule(schemas, profile, catalog), wanted_rule, wanted)
    if not table:
        asked = " ".join(word for word in (rule, wanted and wanted.value) if word)
        subject = schemas[0].key if len(schemas) == 1 else "any event"
        raise ConfigurationError(
            f"no payload of {subject} gets the finding asked for ({asked}) under {profile}"
        )
    return _invalid_payloads(table, profile)


@lru_cache(maxsize=64)
def damages_by_rule(
    schemas: tuple[EventSchema, ...], profile: str, catalog: Catalog
) -> Mapping[str, _ByEvent]:
    """Sort every damage that payloads of these events can take by rule, then by event."""
    table: dict[str, dict[EventSchema, list[Damage]]] = {}
    for schema in schemas:
        for damage in damages_of(schema, profile, catalog):
            table.setdefault(damage.rule, {}).setdefault(schema, []).append(damage)
    return dict(sorted(table.items()))


def _narrowed(
    table: Mapping[str, _ByEvent], rule: str | None, severity: Severity | None
) -> Mapping[str, _ByEvent]:
    found = {
        each: {
            schema: fitting
            for schema, damages in by_event.items()
            if (fitting := [d for d in damages if severity in {None, d.severity}])
        }
        for each, by_event in table.items()
        if rule in {None, each}
    }
    return {each: by_event for each, by_event in found.items() if by_event}


def _invalid_payloads(
    table: Mapping[str, _ByEvent], profile: str
) -> st.SearchStrategy[InvalidPayload]:
    @st.composite
    def invalid_payload(draw: st.DrawFn) -> InvalidPayload:
        # The rule comes first, so that one with few ways to be broken is broken as often.
        by_event = table[draw(rules)]
        schema = draw(_one(by_event))
        damage = draw(_one(by_event[schema]))
        pointer, changes = draw(damage.breakages)
        payload = damaged(draw(payloads_of(schema, profile)), changes)
        if damage.rule != _TOO_MANY:
            _make_room(schema, profile, payload.get("context"), changes)
        return InvalidPayload(
            payload=payload,
            version=schema.version,
            rule=damage.rule,
            severity=damage.severity,
            pointer=pointer,
        )

    rules = _one(table)
    return invalid_payload()


def _make_room(schema: EventSchema, profile: str, context: Any, changes: Changes) -> None:
    """Leave parameters out until there are no more than an event may have."""
    if not isinstance(context, dict) or len(context) <= MOST_PARAMETERS:
        return
    spare = [
        key
        for key in context
        if in_context(key) not in changes
        and not (key in schema.parameters and asked_for(schema.parameters[key], profile))
    ]
    for key in spare[: len(context) - MOST_PARAMETERS]:
        del context[key]


def _one(choices: Iterable[Any]) -> st.SearchStrategy[Any]:
    return st.sampled_from(tuple(choices))


def _rule(named: str | None) -> str | None:
    if named is None:
        return None
    for rule in RULES.values():
        if named in {rule.id, rule.name}:
            return rule.id
    raise ConfigurationError(f"no rule {named!r}; `ootb-events rule` lists those there are")


def _severity(named: Severity | str | None) -> Severity | None:
    if named is None or isinstance(named, Severity):
        return named
    try:
        return Severity(named)
    except ValueError:
        words = ", ".join(severity.value for severity in Severity)
        raise ConfigurationError(f"no severity {named!r}; there are {words}") from None
