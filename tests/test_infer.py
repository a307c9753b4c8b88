"""Schemas proposed from recorded events."""

from __future__ import annotations

import json
import random
import re

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from event_strategies import runs
from ootb_events.catalog import Catalog, check
from ootb_events.catalog.infer import Inference
from ootb_events.cli import main
from ootb_events.codegen import render_module
from ootb_events.errors import CatalogError
from ootb_events.validation import validate
from schema_files import payload_of, write_json

KEY = "x_bonus_claimed"


def inferred(contexts, **envelope):
    inference = Inference(KEY)
    for number, context in enumerate(contexts):
        assert inference.add(payload_of(KEY, context, **{"customer": f"c-{number}"} | envelope))
    return inference


def parameters(contexts, **envelope):
    document = inferred(contexts, **envelope).document()
    return document["properties"]["context"]["properties"]


def kind(*values, key="thing"):
    found = parameters([{key: value} for value in values]).get(key)
    return found and found["$ref"].rpartition("/")[2]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((True, False), "flag"),
        (("Yes", "No"), "flag-yes-no"),
        ((True, "No"), "flag-yes-no"),
        ((True, 0), "flag-one-zero"),
        ((0, 1), "number"),
        ((1, 2.5), "number"),
        (("a", "b"), "text"),
        (("a", 1), "identifier"),
        (("x" * 256,), "long-text"),
        (("2026-06-09", "2024-02-29"), "date"),
        (("2026-06-09", "2026-02-29"), "text"),
        (("2026-06-09T12:00:00Z", "2026-06-09T12:00:00.5+02:00"), "date-time"),
        (("2026-06-09T12:00:00Z", "2026-06-09T12:00:00"), "local-date-time"),
        (("2026-06-09T12:00:00Z", "2026-06-09"), "text"),
        ((True, "maybe"), None),
        ((True, 2), None),
        ((None,), None),
        (("a", None), None),
        (([1],), None),
        ((1, 2**60), None),
    ],
    ids=str,
)
def test_a_type_takes_every_value_that_was_seen(values, expected):
    assert kind(*values) == expected


def test_names_of_keys_help():
    assert kind(0, 1, key="is_first") == "flag-one-zero"
    assert kind("17", key="order_id") == "identifier"


def test_what_is_always_there_is_mandatory_once_there_were_enough():
    contexts = [{"a": 1, **({"b": 1} if number % 2 else {})} for number in range(10)]
    asked = {key: each["x-requirement"] for key, each in parameters(contexts).items()}
    assert asked == {"a": {"platform": "mandatory"}, "b": {"platform": "optional"}}
    few = parameters(contexts[:9])
    assert few["a"]["x-requirement"] == {"platform": "optional"}


def test_values_are_proposed_that_several_customers_share():
    contexts = [{"state": state} for state in ["OPEN", "DONE"] * 5]
    assert parameters(contexts)["state"]["x-values"] == {
        "are": "listed",
        "values": ["DONE", "OPEN"],
    }
    assert "x-values" not in parameters(contexts[:9])["state"]
    assert "x-values" not in parameters(contexts, customer="one")["state"]
    many = [{"state": f"S{number % 9}"} for number in range(90)]
    assert "x-values" not in parameters(many)["state"]


@pytest.mark.parametrize(
    "value",
    [
        "maria@example.com",
        "+356 2122 3344",
        "4111 1111 1111 1111",
        "192.168.0.1",
        "2001:db8:0:0:0:0:0:1",
        "MT84MALT011000012345MTLCAST001S",
        "https://example.com/?customer=5",
    ],
)
def test_what_has_the_form_of_personal_data_is_taken_for_it(value):
    found = parameters([{"thing": "plain"}, {"thing": value}])["thing"]
    assert found["x-pii"] is True


@pytest.mark.parametrize(
    ("key", "personal"),
    [
        ("first_name", True),
        ("firstName", True),
        ("ootb_email", True),
        ("customer_ref", True),
        ("free_text", True),
        ("bonus_name", False),
        ("game_name", False),
        ("amount", False),
        ("renamed", False),
    ],
)
def test_what_is_called_like_personal_data_is_taken_for_it(key, personal):
    assert parameters([{key: "x"}])[key].get("x-pii", False) is personal


SECRETS = ["Zebra7741", "zebra@example.com", "Zebra Street 5", "+356 7741 7741", "MT84ZEBRA7741"]


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["note", "code", "state", "ref", "thing"]), st.sampled_from(SECRETS)
        ),
        min_size=1,
        max_size=40,
    ),
    st.integers(1, 4),
)
@runs(100)
def test_no_value_of_fewer_than_five_customers_gets_into_the_schema(contexts, customers):
    inference = Inference(KEY)
    for number, context in enumerate(contexts):
        inference.add(payload_of(KEY, context, customer=f"c-{number % customers}"))
    said = json.dumps(inference.document()) + " ".join(inference.notes())
    assert not any(secret in said for secret in SECRETS)
    assert "c-20871" in said  # which is nobody's


SENDABLE = (
    st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(-1e15, 1e15)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
    | st.sampled_from(["Yes", "No", "2026-06-09", "2026-06-09T12:00:00Z", "2026-06-09T12:00:00"])
    | st.just("x" * 300)
)
KEYS = st.sampled_from(
    ["a", "ootb_a", "class", "customer", "skinId", "skin_id", "ootb_2fa", "_", "x_", "items"]
) | st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,12}", fullmatch=True)
CONTEXTS = st.lists(
    st.dictionaries(KEYS, SENDABLE | st.none() | st.just([1]), max_size=6), min_size=1, max_size=8
)


@given(CONTEXTS)
@runs(150)
def test_a_proposal_is_a_schema_that_takes_what_it_came_from(tmp_path_factory, contexts):
    """Leave out what no type takes; for the rest the platform must have nothing to refuse."""
    folder = tmp_path_factory.mktemp("inferred")
    inference = inferred(contexts)
    document = inference.document()
    write_json(folder / "events" / KEY / "1.0.0.json", document)
    assert check.check_folder(folder) == ()
    catalog = Catalog.load(folder)
    known = catalog.get(KEY).parameters
    assert validate(document["examples"][0], catalog=catalog).ok
    for context in contexts:
        taken = {key: value for key, value in context.items() if key in known}
        assert validate(payload_of(KEY, taken), catalog=catalog).ok
    left_out = {key for context in contexts for key in context} - known.keys()
    notes = list(inference.notes())
    assert not left_out or len(notes) >= 1
    assert compile(render_module(catalog), "inferred", "exec")


def test_a_proposal_says_that_it_is_one():
    document = inferred([{"a": 1}]).document("bonuses")
    assert "A starting point, inferred from 1 recorded events" in document["description"]
    assert document["x-domain"] == "bonuses"
    assert document["title"] == "Bonus claimed"
    assert document["x-source"] == {"page": "recorded-events", "revision": 1}


def test_a_key_that_no_parameter_of_ones_own_can_have_is_told():
    found = list(inferred([{"skinId": 1, "ootb_mine": 1, "fine": 1}]).notes())
    assert len(found) == 2
    assert found[0].startswith("skinId is to be sent under another key: a parameter of yours is")
    assert found[1].startswith("ootb_mine is to be sent under another key: the prefix ootb_ is")


def test_payloads_of_other_events_are_not_taken():
    inference = Inference(KEY)
    assert not inference.add(payload_of("x_other", {"a": 1}))
    assert not inference.add({"event": KEY})
    assert not inference.add(payload_of(KEY) | {"context": [1]})
    with pytest.raises(CatalogError, match="no payload"):
        inference.document()


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        *((key, "an event key is snake_case") for key in ("", "X", "x y", "x-y", "1x", "x__y")),
        ("x" * 101, "an event key has at most 100 characters"),
        ("ootb_mine", "the prefix ootb_ is the platform's own"),
        ("ootb_deposit", "ootb_deposit is an event of the reference; add parameters to it"),
    ],
)
def test_a_key_that_no_event_of_ones_own_has_is_refused(key, problem):
    with pytest.raises(CatalogError, match=problem) as error:
        Inference(key)
    assert (key or "''")[:100] in str(error.value)
    assert not str(error.value).startswith("#")


def test_too_many_parameters_are_refused():
    inference = inferred([{f"k{number}": 1 for number in range(51)}])
    with pytest.raises(CatalogError, match="51 parameters were recorded"):
        inference.document()
    with pytest.raises(CatalogError, match="more than 500 different keys"):
        inferred([{f"k{number}": 1} for number in range(501)])


def test_memory_does_not_grow_with_what_was_recorded():
    """Keep few values of each parameter and few customers of each value, whatever comes."""
    inference = inferred({"a": f"v{number}", "b": "same"} for number in range(2_000))
    kept = inference._seen
    assert kept["a"]._values is None
    assert [len(shared) for shared in kept["b"]._values.values()] == [5]


# The command


@pytest.fixture
def recorded(tmp_path):
    chance = random.Random(7)  # noqa: S311 - which values they are does not matter
    lines = [
        json.dumps(
            payload_of(
                KEY,
                {
                    "bonus_code": chance.choice(["WELCOME", "SPRING"]),
                    "claimed_at": "2026-06-09T12:00:00Z",
                    "email": f"zebra{number}@example.com",
                },
                customer=f"zebra-{number}",
            )
        )
        for number in range(60)
    ]
    path = tmp_path / "recorded.ndjson"
    path.write_text("\n".join([*lines, json.dumps(payload_of("x_other")), "{"]), encoding="utf-8")
    return path


def test_the_command_prints_a_schema_and_says_what_it_is(recorded):
    ran = CliRunner().invoke(main, ["schema", "infer", str(recorded)])
    assert ran.exit_code == 0, ran.output
    document = json.loads(ran.stdout)
    assert document["x-event"] == KEY
    assert "zebra" not in ran.output
    assert "60 events of x_bonus_claimed: a starting point" in ran.stderr
    assert "email is taken for personal data" in ran.stderr
    assert "not JSON, and passed over: 1;" in ran.stderr
    assert "of other events, or of none, and passed over: 1 record\n" in ran.stderr


def test_the_command_puts_it_into_a_catalogue_that_lints_what_it_came_from(recorded, tmp_path):
    folder = str(tmp_path / "mine")
    ran = CliRunner().invoke(main, ["schema", "infer", str(recorded), "--out", folder])
    assert ran.exit_code == 0, ran.output
    assert check.check_catalog(tmp_path / "mine") == ()
    again = CliRunner().invoke(main, ["schema", "infer", str(recorded), "--out", folder])
    assert (again.exit_code, "exists already" in again.output) == (2, True)
    recorded.write_text(
        recorded.read_text(encoding="utf-8").rpartition("\n")[0].rpartition("\n")[0]
    )
    ran = CliRunner().invoke(main, ["lint", "--catalog", folder, "--strict", str(recorded)])
    assert ran.exit_code == 0, ran.output


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--event", "X Y"], "small letters"),
        (["--event", "x_nobody"], "no payload of x_nobody"),
        ([], "no payload of an event was found"),
    ],
)
def test_the_command_says_why_it_proposes_nothing(tmp_path, arguments, problem):
    path = tmp_path / "a.ndjson"
    path.write_text("[1]\n{}\n", encoding="utf-8")
    ran = CliRunner().invoke(main, ["schema", "infer", str(path), *arguments])
    assert ran.exit_code == 2
    assert problem in ran.output


def test_a_file_that_is_not_there_is_told(recorded):
    ran = CliRunner().invoke(main, ["schema", "infer", str(recorded), "gone.ndjson"])
    assert ran.exit_code == 2
    assert "gone.ndjson" in ran.stderr
    assert json.loads(ran.stdout)["x-event"] == KEY


def test_the_folder_of_events_may_be_named_itself(recorded, tmp_path):
    arguments = ["schema", "infer", str(recorded), "--out", str(tmp_path / "mine" / "events")]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    assert (tmp_path / "mine" / "events" / KEY / "1.0.0.json").is_file()


def test_a_file_where_a_folder_is_wanted_is_one_line(recorded, tmp_path):
    (tmp_path / "taken").write_text("")
    ran = CliRunner().invoke(
        main, ["schema", "infer", str(recorded), "--out", str(tmp_path / "taken")]
    )
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert re.search(r"^Error: \S+: .+\n\Z", ran.stderr, re.MULTILINE)
    assert "Errno" not in ran.stderr
