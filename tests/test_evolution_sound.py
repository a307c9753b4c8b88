"""What is said about payloads holds for every one that can be found, and is said for a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from event_strategies import accepted, mutated, name_of, payloads, runs
from evolving import (
    KEY,
    NEIGHBOURS,
    SUCCESSIONS,
    VERSIONS,
    Claim,
    likely_payloads,
    pairs,
    parameter_schemas,
    schema_of,
)
from ootb_events import validate
from ootb_events.evolution import diff
from ootb_events.evolution._accepts import accepts_all
from ootb_events.evolution._python import still_fits
from ootb_events.validation import PROFILES
from schema_algebra import canonical, closed, opened, value_schema

if TYPE_CHECKING:
    from ootb_events.catalog import EventSchema

PUBLISHED = [
    pytest.param(old, new, id=f"{name_of(old)}-to-{name_of(new)}")
    for old, new in (*VERSIONS, *SUCCESSIONS)
]


CLAIMS = [
    *(pytest.param(*each.values, "platform", id=each.id) for each in PUBLISHED),
    *(
        pytest.param(old, new, profile, id=f"{name_of(old)}-to-{name_of(new)}-{profile}")
        for old, new in (*NEIGHBOURS, *SUCCESSIONS)
        for profile in ("opti-x", "ebi")
    ),
]


def claim_of(old: EventSchema, new: EventSchema, profile: str = "platform") -> Claim:
    return Claim(old, new, diff(old, new, profile=profile))


# It holds for payloads


@pytest.mark.parametrize(("old", "new", "profile"), CLAIMS)
def test_payloads_show_all_that_is_said_of_published_versions_and_nothing_else(old, new, profile):
    claim = claim_of(old, new, profile)
    assert set().union(*map(claim.shown_by, likely_payloads(old, new))) == claim.effects


@pytest.mark.parametrize(("old", "new"), PUBLISHED)
def test_hypothesis_finds_no_payload_that_contradicts_it_either(old, new):
    claim = claim_of(old, new)

    @runs(25)
    @given(st.data())
    def law(data: Any) -> None:
        source = data.draw(st.sampled_from((old, new)))
        payload = data.draw(accepted(source) | payloads(source))
        if data.draw(st.booleans()):
            payload = data.draw(mutated(payload, most=2))
        assert claim.contradicted_by(payload) == set()

    law()


@runs(80)
@given(pairs(), st.sampled_from(PROFILES))
def test_no_payload_contradicts_what_is_said_of_versions_that_were_drawn(pair, profile):
    claim = claim_of(*pair, profile)
    for payload in likely_payloads(*pair):
        assert claim.contradicted_by(payload) == set(), payload


@pytest.mark.parametrize(("old", "new"), SUCCESSIONS)
def test_an_event_is_understood_under_its_old_key_after_another_took_its_place(old, new):
    (renamed,) = (change for change in diff(old, new) if change.kind == "event-renamed")
    assert renamed.payloads == "warned"
    for example in old.examples:
        report = validate(example, version=old.version)
        assert report.ok
        assert "OOTB302" in {finding.rule for finding in report.warnings}


def test_each_effect_is_said_of_some_published_versions_and_not_of_others():
    said = [frozenset(claim_of(old, new).effects) for old, new in VERSIONS]
    for effect in ("narrows", "widens", "warns", "refuses"):
        assert 0 < sum(effect in effects for effects in said) < len(said)


# What the algebra of schemas proves


def yes(new: Any, old: Any) -> bool:
    return str(canonical(new).covers(canonical(old))) == "yes"


def no(new: Any, old: Any) -> bool:
    return str(canonical(new).covers(canonical(old))) == "no"


@pytest.mark.parametrize(("old", "new"), PUBLISHED)
def test_jsonschema_rs_proves_exactly_what_is_said_of_published_versions(old, new):
    """The number of every version follows from it: see test_schemas.py."""
    pytest.importorskip("jsonschema_rs", reason="NO jsonschema-rs: nothing is proven here")
    effects = claim_of(old, new).effects
    assert ("narrows" not in effects) is yes(closed(new), closed(old))
    assert ("widens" not in effects) is yes(closed(old), closed(new))
    assert ("refuses" not in effects) is yes(opened(new), closed(old))


@runs(120)
@given(pairs())
def test_jsonschema_rs_disproves_nothing_that_is_said_of_drawn_versions(pair):
    pytest.importorskip("jsonschema_rs", reason="NO jsonschema-rs: nothing is proven here")
    old, new = pair
    effects = claim_of(old, new).effects
    assert "narrows" in effects or not no(closed(new), closed(old))
    assert "widens" in effects or not no(closed(old), closed(new))
    assert "refuses" in effects or not no(opened(new), closed(old))


@runs(300)
@given(parameter_schemas(), parameter_schemas())
def test_what_one_parameter_accepts_of_another_is_what_the_algebra_says(old, new):
    pytest.importorskip("jsonschema_rs", reason="NO jsonschema-rs: nothing is proven here")
    if accepts_all(new, old):
        assert not no(value_schema(new), value_schema(old))
    elif old.get("pattern") == new.get("pattern") and new["x-kind"] != "flag":
        assert not yes(value_schema(new), value_schema(old))


# The laws of differences


@runs(100)
@given(pairs())
def test_nothing_is_different_from_itself(pair):
    for schema in pair:
        changes = diff(schema, schema)
        assert (len(changes), changes.bump) == (0, None)
        assert (changes.payloads, changes.code) == ("as-before", "as-before")
        assert changes.next_version("1.2.3") == "1.2.3"
        assert accepts_all({}, schema.document["properties"]["tenant"])


@runs(150)
@given(pairs())
def test_no_difference_between_two_documents_goes_unsaid(pair):
    old, new = pair
    renamed = schema_of(new.document, key=KEY, version=old.version)
    documents = [dict(each.document) for each in (old, renamed)]
    for document in documents:
        document.pop("x-upgrades", None)  # which leads from one to the other
    assert bool(diff(old, renamed).changes) is (documents[0] != documents[1])


@runs(150)
@given(pairs())
def test_what_one_direction_narrows_the_other_widens(pair):
    old, new = pair
    if old.key == new.key:
        forth, back = diff(old, new), diff(new, old)
        narrows = any(change.narrows for change in forth)
        assert narrows is any(change.widens for change in back)


@runs(100)
@given(pairs())
def test_a_pointer_leads_to_a_place_in_the_schema(pair):
    old, new = pair
    for change in diff(old, new):
        gone = change.kind.endswith("-removed") and change.kind != "alias-removed"
        gone |= change.message.startswith("The envelope no longer")
        document: Any = (old if gone else new).document
        for token in change.pointer.split("/")[1:]:
            name = token.replace("~1", "/").replace("~0", "~")
            document = document[int(name) if isinstance(document, list) else name]


# It holds for code; test_evolution_code.py asks a type checker


@runs(150)
@given(pairs())
def test_where_calls_are_said_to_type_check_every_keyword_is_there_and_takes_as_much(pair):
    old, new = pair
    if any(c.code == "breaks" for c in diff(old, new) if c.kind != "event-renamed"):
        return
    sides = [(old.parameters, new.parameters)]
    if old.item:
        assert new.item is not None
        assert new.item.class_name == old.item.class_name
        sides.append((old.item.parameters, new.item.parameters))
    for before, after in sides:
        named = {parameter.name: parameter for parameter in after.values()}
        assert all(still_fits(each, named[each.name]) for each in before.values())
