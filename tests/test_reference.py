"""The catalogue is complete: what the published reference says is in a schema, and nothing else.

``reference.json`` holds the facts of the reference in this project's own form: per event its
revisions, oldest first, and per parameter the type, where the type is known from, the values
named, how a yes/no value is sent, and what each profile asks. The constants below name the few
places where a schema says something else on purpose.
"""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from event_strategies import MOST_PARAMETERS, SCHEMAS, name_of
from ootb_events import _json
from ootb_events.catalog import Catalog, schema_folder
from ootb_events.validation import validate
from schema_files import payload_of

REFERENCE = json.loads(Path(__file__).with_name("reference.json").read_text(encoding="utf-8"))
CATALOG = Catalog.default()
KINDS = {"string": "text", "number": "number", "string|number": "identifier", "boolean": "flag"}

# What a schema says on purpose though the revision does not, and why.
CARRIED_OVER = {
    # The newest page shows the value of a finished deposit only; the two pages that share the
    # key name all four, and one of them is still current.
    ("ootb_deposit", "2.1.0", "ootb_deposit_status"): (
        "listed",
        ["initiated", "pending", "completed", "failed"],
    ),
}
KINDS_CARRIED_OVER = {
    # The older revision's table gives the form; the newer one's could not be read.
    ("ootb_user_details_update", "2.0.0", "ootb_date_of_birth"): "date",
}
ALIASES_OF_OLDER_REVISIONS = {
    # The key that the older page has; so its payloads are understood by the newer version.
    ("ootb_login", "1.1.0", "ootb_skin_id"): ["ootb_skinId"],
}
WITHOUT_ZONE = {
    # The examples of this page leave the zone out.
    ("online_order", "1.0.0", "eventdatetime"),
    ("online_order", "1.1.0", "eventdatetime"),
    ("ootb_online_order", "1.0.0", "eventdatetime"),
}
WITHOUT_LIMIT = {
    # JSON as text, in an event that is received: nobody here decides on its length.
    ("ls_mission_completed", "1.0.0", "ls_rewardsjson"),
}
SPELLINGS_OF_EXAMPLES = {
    # Which parameter of the table a key of the example stands for.
    "Country": "country",
    "game_session_ref": "game_session_reference",
    "ootb_game_session_ref": "ootb_game_session_reference",
    "ggr": "gross_gaming_revenue",
    "no_of_bets": "number_of_bets",
}


def revision_of(schema):
    return REFERENCE[schema.key]["revisions"][CATALOG.versions(schema.key).index(schema.version)]


def described_by(schema):
    """Take every parameter of a version, those of its items with ``{n}`` for the number."""
    return {**schema.parameters, **(schema.item.parameters if schema.item else {})}


def facts():
    """Walk every parameter of every revision, with what the reference says of it."""
    for schema in SCHEMAS:
        for key, fact in revision_of(schema)["parameters"].items():
            yield schema, key, fact


def each(condition=lambda _fact: True):
    return [
        pytest.param(schema, [(key, fact) for _, key, fact in group], id=name_of(schema))
        for schema, group in (
            (schema, [found for found in facts() if found[0] is schema and condition(found[2])])
            for schema in SCHEMAS
        )
        if group
    ]


# Events and revisions


def test_the_reference_is_all_there():
    revisions = [revision for event in REFERENCE.values() for revision in event["revisions"]]
    assert (len(REFERENCE), len(revisions)) == (49, 73)
    assert sum(len(revision["parameters"]) for revision in revisions) == 1128


def test_each_event_is_there_and_no_other():
    assert set(CATALOG) == set(REFERENCE)


@pytest.mark.parametrize("key", REFERENCE)
def test_each_revision_is_a_version_and_nothing_else_is(key):
    revisions = REFERENCE[key]["revisions"]
    schemas = [CATALOG.get(key, version) for version in CATALOG.versions(key)]
    assert [schema.page for schema in schemas] == [revision["page"] for revision in revisions]
    assert [schema.revision for schema in schemas] == list(range(1, len(revisions) + 1))
    assert [schema.table_cut for schema in schemas] == [r["table_cut"] for r in revisions]


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_an_event_is_what_the_reference_says(schema):
    event = REFERENCE[schema.key]
    assert (schema.title, schema.domain) == (event["name"], event["domain"])
    assert schema.superseded_by == event.get("superseded_by")
    assert schema.emittable == (event["direction"] == "to-optimove")


def test_the_profile_is_overwritten_by_the_event_of_which_a_page_says_so():
    assert {schema.key for schema in SCHEMAS if schema.overwrites_profile} == {
        "ootb_user_details_update"
    }


# Parameters


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_each_parameter_is_there_and_no_other(schema):
    known = revision_of(schema)["parameters"]
    assert set(described_by(schema)) == set(known)
    assert list(schema.parameters) == [key for key in known if "{n}" not in key]


@pytest.mark.parametrize(("schema", "known"), each())
def test_a_parameter_has_its_type(schema, known):
    for key, fact in known:
        kind = "flag" if "flag" in fact else fact.get("format") or KINDS[fact["type"]]
        place = (schema.key, schema.version, key)
        assert described_by(schema)[key].kind == KINDS_CARRIED_OVER.get(place, kind), key


@pytest.mark.parametrize(("schema", "known"), each())
def test_a_type_that_no_table_shows_is_marked(schema, known):
    for key, fact in known:
        assert described_by(schema)[key].inferred == ("from" in fact), key


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_a_parameter_has_a_meaning_of_its_own(schema):
    types = _json.loads((schema_folder() / "types" / "1.0.0.json").read_bytes())["$defs"]
    general = {kind["description"] for kind in types.values()}
    for key, parameter in described_by(schema).items():
        assert parameter.description not in general, key
        assert len(parameter.description.split()) >= 3, key
        assert parameter.description.lower().strip(".") != parameter.title.lower(), key


@pytest.mark.parametrize(("schema", "known"), each())
def test_a_parameter_names_the_values_that_its_page_names(schema, known):
    for key, fact in known:
        parameter = described_by(schema)[key]
        wanted = CARRIED_OVER.get(
            (schema.key, schema.version, key), (fact.get("are"), fact.get("values"))
        )
        if wanted[0] == "closed":
            assert [str(value) for value in parameter.closed_values] == list(wanted[1])
            assert dict(parameter.value_names) == wanted[1]
        else:
            assert parameter.closed_values is None, key
        assert list(parameter.listed_values) == (wanted[1] if wanted[0] == "listed" else []), key
        assert list(parameter.example_values) == (wanted[1] if wanted[0] == "examples" else []), key


@pytest.mark.parametrize(("schema", "known"), each())
def test_a_parameter_is_asked_for_as_its_page_says(schema, known):
    for key, fact in known:
        found = described_by(schema)[key].schema.get("x-requirement", {})
        assert found == fact.get("requirement", {}), key


@pytest.mark.parametrize(
    ("schema", "known"), each(lambda fact: "flag" in fact or fact["type"] == "boolean")
)
def test_a_flag_is_sent_as_the_example_sends_it(schema, known):
    for key, fact in known:
        assert described_by(schema)[key].wire == fact.get("flag", "true-false"), key


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_other_spellings_are_those_of_the_example_or_of_an_older_revision(schema):
    expected = {}
    for alias in revision_of(schema).get("example_only", []):
        meant = SPELLINGS_OF_EXAMPLES[alias]
        expected.setdefault(meant, []).append(alias)
    for (key, version, parameter), aliases in ALIASES_OF_OLDER_REVISIONS.items():
        if (key, version) == (schema.key, schema.version):
            expected.setdefault(parameter, []).extend(aliases)
    found = {key: sorted(p.aliases) for key, p in described_by(schema).items() if p.aliases}
    assert found == {key: sorted(aliases) for key, aliases in expected.items()}


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_a_zone_is_optional_where_the_example_has_none_and_nowhere_else(schema):
    for key, parameter in schema.parameters.items():
        listed = (schema.key, schema.version, key) in WITHOUT_ZONE
        assert parameter.zone_optional == listed, key
        if parameter.kind == "date-time":
            payload = payload_of(schema.key, {key: "2026-06-09T12:00:00"})
            rules = {f.rule for f in validate(payload, version=schema.version).findings}
            assert ("OOTB213" in rules, "OOTB204" in rules) == (listed, not listed), key


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_a_text_has_the_limit_of_the_platform(schema):
    for key, parameter in described_by(schema).items():
        if parameter.kind in {"text", "identifier", "date-time", "date"}:
            free = (schema.key, schema.version, key) in WITHOUT_LIMIT
            assert parameter.schema.get("maxLength") == (None if free else 255), key


def test_what_is_different_on_purpose_is_still_different():
    """Keep the lists above honest: an entry that is no longer needed goes."""
    places = {(schema.key, schema.version, key): fact for schema, key, fact in facts()}
    for place in itertools.chain(CARRIED_OVER, KINDS_CARRIED_OVER, WITHOUT_ZONE, WITHOUT_LIMIT):
        assert place in places
    for place, (are, values) in CARRIED_OVER.items():
        assert (places[place].get("are"), places[place].get("values")) != (are, values)
    for place, kind in KINDS_CARRIED_OVER.items():
        assert places[place].get("format") != kind
    revisions = [revision for event in REFERENCE.values() for revision in event["revisions"]]
    used = {alias for revision in revisions for alias in revision.get("example_only", [])}
    assert used == set(SPELLINGS_OF_EXAMPLES)


def test_no_event_documents_more_parameters_than_it_may_have():
    assert max(len(schema.parameters) for schema in SCHEMAS) <= MOST_PARAMETERS
