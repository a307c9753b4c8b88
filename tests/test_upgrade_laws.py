"""What holds of every upgrade: published versions at any distance, and versions that are drawn."""

from __future__ import annotations

import copy
import itertools
from types import MappingProxyType

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from event_strategies import accepted, name_of, payloads, runs
from evolving import likely_payloads, pairs
from ootb_events.catalog._upgrades import upgrade_faults
from ootb_events.codec import class_of, parse
from ootb_events.errors import InvalidEventError, UpgradeError
from ootb_events.evolution import diff, upgrade, upgrade_problems
from ootb_events.evolution._pairs import Side, spellings
from ootb_events.evolution._upgrader import Upgrader
from upgrading import (
    CATALOG,
    catalog_of_schemas,
    distant_pairs,
    ends,
    errors_of,
    hops,
    name_of_pair,
    steps_between,
    where,
)

PAIRS = distant_pairs()


def same(one, other):
    """Compare payloads with the order of their keys, 1, 1.0 and true apart."""
    return repr(one) == repr(other)


@pytest.mark.parametrize("pair", PAIRS, ids=name_of_pair)
def test_the_result_is_valid_and_stays_what_it_is(pair):
    old, new = pair

    @runs(15)
    @given(accepted(old))
    def law(payload):
        before = copy.deepcopy(payload)
        result = upgrade(payload, version=old.version, to=where(new))
        assert same(payload, before)
        assert (result.event, result.version) == (new.key, new.version)
        assert errors_of(result.payload, new) == []
        again = upgrade(result.payload, to=where(new))
        assert same(again.payload, result.payload)
        assert (again.steps, again.losses) == ((), ())
        once_more = upgrade(result.payload, version=new.version, to=where(new))
        assert same(once_more.payload, result.payload)

    law()


@pytest.mark.parametrize("pair", PAIRS, ids=name_of_pair)
def test_step_by_step_is_the_same_as_at_once(pair):
    old, new = pair
    way = Upgrader(CATALOG).way(old.key, old.version, where(new))

    @runs(15)
    @given(payloads(old))
    def law(payload):
        at_once = upgrade(payload, version=old.version, to=where(new))
        steps, losses = [], []
        for hop in way.hops:
            result = upgrade(payload, version=hop.old.version, to=where(hop.new))
            payload = result.payload
            steps += result.steps
            losses += [loss.value for loss in result.losses]
        assert same(payload, at_once.payload)
        assert tuple(steps) == at_once.steps
        assert repr(losses) == repr([loss.value for loss in at_once.losses])

    law()


@pytest.mark.parametrize("old", ends(), ids=name_of)
def test_nothing_changes_that_no_step_names(old):
    @runs(30)
    @given(payloads(old), st.dictionaries(st.sampled_from("abc"), st.integers(0, 9)))
    def law(payload, strangers):
        payload["context"] |= strangers
        result = upgrade(payload, version=old.version)
        named = {step.parameter for step in result.steps}
        before, after = payload["context"], result.payload["context"]
        for key, value in before.items():
            if key not in named:
                assert same(after[key], value)
        kept = [key for key in before if key not in named]
        assert [key for key in after if key in kept] == kept
        for step in result.steps:
            if step.kind == "renamed" and step.became in after:
                assert step.became not in before
        assert same(
            {**payload, "event": 0, "context": 0}, {**result.payload, "event": 0, "context": 0}
        )
        lost = {loss.parameter: loss.value for loss in result.losses}
        assert lost == {key: before[key] for key in lost}
        moved = len(before) - len(result.losses)
        assert len(after) == moved, "nothing is invented, and nothing goes in silence"

    law()


@pytest.mark.parametrize("old", ends(), ids=name_of)
def test_one_shape_is_parsed_from_every_version(old):
    @runs(10)
    @given(payloads(old))
    def law(payload):
        event = parse(payload, version=old.version, upgrade=True)
        result = upgrade(payload, version=old.version)
        assert type(event) is class_of(CATALOG, result.event)
        assert event == parse(result.payload)

    law()


@pytest.mark.parametrize("old", ends(), ids=name_of)
def test_the_version_is_found_where_it_is_not_given(old):
    @runs(20)
    @given(accepted(old))
    def law(payload):
        found = upgrade(payload)
        assert same(found.payload, upgrade(payload, version=found.source.version).payload)
        assert errors_of(found.payload, CATALOG.get(found.event)) == []
        assert same(upgrade(found.payload).payload, found.payload)

    law()


# What the data say, and what the difference says


def test_every_pair_of_the_catalogue_has_its_steps():
    assert upgrade_problems(CATALOG) == ()
    assert len(hops()) == 28
    for schema in CATALOG.schemas():
        assert list(upgrade_faults(schema.document)) == []


@pytest.mark.parametrize("hop", hops(), ids=name_of_pair)
def test_what_the_difference_calls_gone_is_dropped_and_renamed_is_renamed(hop):
    changes = diff(hop.old, hop.new)
    gone = {change.before for change in changes if change.kind == "parameter-removed"}
    renamed = {
        change.before: change.after for change in changes if change.kind == "parameter-renamed"
    }
    after = {key: hop.key_after(key) for key in hop.old.parameters}
    assert {key for key, now in after.items() if now is None} == gone
    assert {key: now for key, now in after.items() if now not in {None, key}} == renamed


@pytest.mark.parametrize("hop", hops(), ids=name_of_pair)
def test_a_value_keeps_its_meaning_under_its_new_key(hop):
    owners = Side.of_event(hop.new).owners()
    for key, before in hop.old.parameters.items():
        for spelling in spellings(before):
            now = hop.key_after(spelling)
            if now is not None:
                after = owners[now]
                assert (after.kind, after.pii) == (before.kind, before.pii), key


# Versions that are drawn


def alone(schema, **keywords):
    """Take a schema without what it says of other events and versions, and with something else."""
    others = {"x-superseded-by", "x-upgrades"}
    own = {key: value for key, value in schema.document.items() if key not in others}
    return attrs.evolve(schema, document=MappingProxyType({**own, **keywords}))


def with_steps(old, new):
    succeeds = old.key != new.key
    source = {"event": old.key} if succeeds else {}
    upgrades = [{**source, "version": old.version, "steps": steps_between(old, new)}]
    superseded = {"x-superseded-by": {"event": new.key}} if succeeds else {}
    return alone(old, **superseded), alone(new, **{"x-upgrades": upgrades})


@runs(100)
@given(pairs())
def test_steps_that_lose_as_little_as_they_can_are_complete_and_lead_there(pair):
    old, new = with_steps(*pair)
    catalog = catalog_of_schemas(old, new)
    if _has_moving_keys(old, new):
        return
    assert upgrade_problems(catalog) == ()
    known = {key for side in (Side.of_event(old), Side.of_items(old)) for key in side.owners()}
    walk = itertools.islice(likely_payloads(old, new), 0, None, 5)
    for payload in walk:
        try:
            result = upgrade(payload, version=old.version, to=where(new), catalog=catalog)
        except (InvalidEventError, UpgradeError):
            if errors_of(payload, old, catalog):
                continue
            strangers = payload["context"].keys() - known
            assert strangers or _envelope_differs(old, new)
            continue
        assert errors_of(result.payload, new, catalog) == []
        if payload["context"].keys() <= known:
            again = upgrade(result.payload, version=new.version, catalog=catalog)
            assert same(again.payload, result.payload)


def _has_moving_keys(old, new):
    """Tell of pairs in which the number in a key says what it means: no step can tell those."""
    return (old.item is None) is not (new.item is None) or (
        old.item is not None and old.item.first != new.item.first
    )


def _envelope_differs(old, new):
    outer = [
        {key: value for key, value in schema.document["properties"].items() if key != "event"}
        for schema in (old, new)
    ]
    for each in outer:
        each["context"] = {key: value for key, value in each["context"].items() if key[0] == "x"}
    required = [set(schema.document["required"]) for schema in (old, new)]
    return outer[0] != outer[1] or required[0] != required[1]
