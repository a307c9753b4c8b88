"""Events whose place another has taken: validated as what they are, with the way to the new one."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given

from event_strategies import AT_ODDS, SCHEMAS, accepted, name_of, payloads, runs
from ootb_events import events as published
from ootb_events.catalog import Catalog, check
from ootb_events.codec import parse, to_payload
from ootb_events.events import event_class, superseded
from ootb_events.evolution._steps import upgrade_between
from ootb_events.evolution._way import neighbour
from ootb_events.validation import Severity, available_engines, validate
from schema_files import parameter, payload_of, write_event, write_foundation

CATALOG = Catalog.default()
ENGINES = available_engines()
E, W = Severity.ERROR, Severity.WARNING
SUPERSEDED = [schema for schema in SCHEMAS if schema.superseded_by]
# What the current version of the successor has no place for, per superseded event.
DROPPED = {
    "ootb_registration_started": {"ootb_eventdatetime", "ootb_email", "ootb_country"},
}


def successor_of(schema):
    return CATALOG.get(schema.superseded_by)


def names_in_successor(schema):
    """Take the parameters that have another key in the event that took the place."""
    following = [schema]
    while following[-1].key == schema.key:
        following.append(neighbour(CATALOG, following[-1]))
    return {
        key: new
        for old, one in pairwise(following)
        for key, new in upgrade_between(old, one).renamed.items()
    }


def renamed(schema, payload):
    """Rewrite a payload for the event that took the place of its own."""
    successor = successor_of(schema)
    names = names_in_successor(schema)
    context = {names.get(k, k): v for k, v in payload["context"].items()}
    known = {key: value for key, value in context.items() if key in successor.parameters}
    return {**payload, "event": successor.key, "context": known}


def test_they_are_those_of_the_reference():
    assert {schema.key: schema.superseded_by for schema in SUPERSEDED} == {
        "online_order": "ootb_online_order",
        "ootb_add_to_bet_slip": "ootb_added_to_bet_slip",
        "ootb_registration_started": "ootb_registration_initiated",
        "ootb_sports_bet_settle": "ootb_sports_bet_settled",
    }


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("schema", SUPERSEDED, ids=name_of)
def test_a_warning_names_the_successor(schema, engine):
    for payload in schema.examples:
        report = validate(payload, version=schema.version, engine=engine)
        (found,) = report.findings
        assert (found.rule, found.severity, found.pointer) == ("OOTB302", W, "/event")
        assert found.message == f"{schema.key} has been superseded by {schema.superseded_by}"
        assert found.hint == f"send {schema.superseded_by} instead"
        assert report.ok
        strict = validate(payload, version=schema.version, engine=engine, strict=True)
        assert [f.severity for f in strict.findings] == [E]


@pytest.mark.parametrize("schema", SUPERSEDED, ids=name_of)
def test_the_warning_comes_first_whatever_else_is_found(schema):
    report = validate(payload_of(schema.key, {"zebra": 1}, tenant="1042"), version=schema.version)
    assert [found.rule for found in report.findings][:2] == ["OOTB302", "OOTB201"]
    assert not report.ok


@pytest.mark.parametrize("schema", SUPERSEDED, ids=name_of)
def test_the_successor_has_none_itself(schema):
    assert successor_of(schema).superseded_by is None
    assert successor_of(schema).domain == schema.domain


@pytest.mark.parametrize("schema", SUPERSEDED, ids=name_of)
def test_what_is_renamed_exists_before_and_after(schema):
    names = {k: v for k, v in names_in_successor(schema).items() if k in schema.parameters}
    assert set(names.values()) <= set(successor_of(schema).parameters)
    assert len(set(names.values())) == len(names)
    assert all(old != new for old, new in names.items())
    untouched = set(schema.parameters) - set(names)
    assert not untouched & set(names.values())
    lost = untouched - set(successor_of(schema).parameters)
    assert lost == DROPPED.get(schema.key, set())


@pytest.mark.parametrize("schema", SUPERSEDED, ids=name_of)
def test_a_renamed_parameter_keeps_its_meaning(schema):
    successor = successor_of(schema)
    for key, parameter_ in schema.parameters.items():
        new = successor.parameters.get(names_in_successor(schema).get(key, key))
        if new is not None:
            assert (new.kind, new.wire, new.pii) == (
                parameter_.kind,
                parameter_.wire,
                parameter_.pii,
            ), key


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("schema", SUPERSEDED, ids=name_of)
def test_an_example_under_its_new_names_is_clean(schema, engine):
    for payload in schema.examples:
        report = validate(renamed(schema, payload), engine=engine)
        assert report.findings == ()
        assert report.version == successor_of(schema).version


@pytest.mark.parametrize("schema", SUPERSEDED, ids=name_of)
def test_every_payload_under_its_new_names_is_understood(schema):
    @runs(20)
    @given(payloads(schema))
    def law(payload):
        new = renamed(schema, payload)
        report = validate(new, version=successor_of(schema).version)
        assert {found.rule for found in report.findings} <= {"OOTB207", "OOTB211", *AT_ODDS}
        assert parse(new, version=successor_of(schema).version).event_key == schema.superseded_by

    law()


@pytest.mark.parametrize("schema", SUPERSEDED, ids=name_of)
def test_their_classes_stand_apart_and_work_like_any_other(schema):
    cls = event_class(schema.key, schema.version)
    assert cls.__module__ == superseded.__name__
    assert getattr(superseded, cls.__name__) is cls
    assert getattr(published, cls.__name__, None) is not cls
    assert f"Superseded by ``{schema.superseded_by}``." in " ".join(cls.__doc__.split())

    @runs(10)
    @given(accepted(schema))
    def law(payload):
        event = parse(payload, version=schema.version)
        assert type(event) is cls
        out = to_payload(event, tenant=1)
        assert out["event"] == schema.key
        assert parse(out, version=schema.version) == event

    law()


@pytest.mark.parametrize(
    "successor",
    ["ootb_y", {"event": 5}, {"renamed": {}}, {"event": "ootb_y", "renamed": {}}, {}],
    ids=str,
)
def test_a_successor_is_named_and_no_more(tmp_path, successor):
    write_foundation(tmp_path)
    text = parameter("text")
    right = {"event": "ootb_y"}
    write_event(tmp_path, "ootb_x", {"ootb_a": text}, x_superseded_by=right)
    assert check.check_folder(tmp_path) == ()
    write_event(tmp_path, "ootb_x", {"ootb_a": text}, x_superseded_by=successor)
    assert check.check_folder(tmp_path)
