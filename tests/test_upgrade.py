"""Old payloads made current ones: what is done, what is lost, and what is refused."""

from __future__ import annotations

import json
import pickle

import pytest

from ootb_events import parse
from ootb_events.catalog import Catalog, check
from ootb_events.errors import (
    CatalogError,
    DecodeError,
    InvalidEventError,
    UnknownEventError,
    UnknownVersionError,
    UpgradeError,
)
from ootb_events.events.account import RegistrationFailed
from ootb_events.evolution import upgrade, upgrade_problems
from schema_files import parameter, payload_of, write_event, write_foundation

CATALOG = Catalog.default()
ADDRESS = "somebody@example.com"
FAILED = payload_of(
    "ootb_registration_failed",
    {"ootb_email": ADDRESS, "ootb_failure_reason": "invalid_email", "ootb_country": "MT"},
)
DEPOSIT = payload_of("ootb_deposit", {"deposit_amount": 20.5, "brand": "north", "other": True})
TEXT, NUMBER, FLAG = parameter("text"), parameter("number"), parameter("flag")


def test_the_change_of_june_is_made_and_told():
    result = upgrade(FAILED)
    assert (result.event, result.version) == ("ootb_registration_failed", "2.0.0")
    assert result.source.version == "1.0.0"
    assert result.payload == {**FAILED, "context": {"ootb_failure_reason": "invalid_email"}}
    assert [(step.kind, step.parameter) for step in result.steps] == [
        ("dropped", "ootb_email"),
        ("dropped", "ootb_country"),
    ]
    assert {loss.parameter: loss.value for loss in result.losses} == {
        "ootb_email": ADDRESS,
        "ootb_country": "MT",
    }
    assert result.unknown == ("ootb_failure_code",)
    assert str(result) == (
        "ootb_registration_failed 1.0.0 → ootb_registration_failed 2.0.0\n"
        "  ootb_email is gone\n"
        "  ootb_country is gone\n"
        "  new, and not to be derived: ootb_failure_code"
    )


def test_no_value_is_in_what_is_said():
    result = upgrade(FAILED)
    for text in (str(result), repr(result), *map(str, result.losses), repr(result.losses)):
        assert ADDRESS not in text
    assert str(result.losses[0]) == (
        "ootb_email is dropped, for ootb_registration_failed 2.0.0 has no place for it"
    )


def test_keys_change_where_they_stand_and_strangers_stay():
    result = upgrade(DEPOSIT)
    assert list(result.payload["context"].items()) == [
        ("ootb_deposit_amount", 20.5),
        ("ootb_brand", "north"),
        ("other", True),
    ]
    assert [str(step) for step in result.steps] == [
        "deposit_amount is ootb_deposit_amount",
        "brand is ootb_brand",
    ]
    assert {str(step.release) for step in result.steps} == {"ootb_deposit 2.0.0"}


def test_the_payload_that_was_given_stays_what_it_is():
    before = json.dumps(DEPOSIT)
    result = upgrade(DEPOSIT)
    result.payload["context"]["more"] = 1
    assert json.dumps(DEPOSIT) == before
    current = payload_of("ootb_login")
    upgrade(current).payload["context"]["more"] = 1
    assert current == payload_of("ootb_login")


def test_text_is_read():
    assert upgrade(json.dumps(DEPOSIT)).payload == upgrade(DEPOSIT).payload
    assert upgrade(json.dumps(DEPOSIT).encode()).payload == upgrade(DEPOSIT).payload


def test_yes_and_no_get_the_encoding_of_the_newer_version():
    context = {
        "ootb_is_email_verified": "Yes",
        "ootb_is_blocked": "No",
        "ootb_is_test": True,
        "ootb_status": "Started",
    }
    result = upgrade(payload_of("ootb_user_details_update", context))
    assert list(result.payload["context"].values()) == [True, False, True, "Started"]
    assert [(step.kind, step.parameter) for step in result.steps] == [
        ("changed", "ootb_is_email_verified"),
        ("changed", "ootb_is_blocked"),
    ]


def test_a_date_time_without_a_zone_is_in_utc():
    context = {"eventdatetime": "2026-06-09T12:00:00", "session_id": "s"}
    result = upgrade(payload_of("ootb_online_order", context))
    assert result.payload["context"] == {
        "ootb_eventdatetime": "2026-06-09T12:00:00Z",
        "ootb_session_id": "s",
    }


def test_a_superseded_event_becomes_its_successor():
    result = upgrade(payload_of("online_order", {"session_id": "s", "tax_amount": 1}))
    assert (result.event, result.version) == ("ootb_online_order", "2.0.0")
    assert result.payload["event"] == "ootb_online_order"
    assert result.payload["context"] == {"ootb_session_id": "s", "ootb_tax_amount": 1}
    assert result.steps[0].kind == "event-renamed"


@pytest.mark.parametrize(
    ("payload", "to", "expected"),
    [
        (DEPOSIT, "2.0.0", "ootb_deposit 2.0.0"),
        (DEPOSIT, "1.0.0", "ootb_deposit 1.0.0"),
        (DEPOSIT, "ootb_deposit", "ootb_deposit 2.1.0"),
        (DEPOSIT, "ootb_deposit@2.0.0", "ootb_deposit 2.0.0"),
        (payload_of("online_order"), "1.1.0", "online_order 1.1.0"),
        (payload_of("online_order"), "1.0.0", "online_order 1.0.0"),
        (payload_of("online_order"), "online_order", "online_order 1.1.0"),
        (payload_of("online_order"), "ootb_online_order", "ootb_online_order 2.0.0"),
    ],
)
def test_it_stops_where_it_is_told_to(payload, to, expected):
    result = upgrade(payload, to=to)
    assert str(result.release) == expected
    assert str(upgrade(result.payload, to=to).release) == expected


@pytest.mark.parametrize(
    ("to", "version", "error", "message"),
    [
        ("1.0.0", "2.0.0", UpgradeError, "no steps lead from ootb_deposit 2.0.0 to ootb_deposit 1"),
        ("ootb_login", None, UpgradeError, "no steps lead from ootb_deposit 1.0.0 to ootb_login"),
        ("9.0.0", None, UnknownVersionError, "ootb_deposit has no version '9.0.0'"),
        ("ootb_depot", None, UnknownEventError, "did you mean ootb_deposit"),
        ("ootb_deposit@7", None, UnknownVersionError, "no version '7'"),
        ("", None, UnknownEventError, "no event ''"),
    ],
)
def test_where_no_steps_lead_is_said(to, version, error, message):
    payload = DEPOSIT if version is None else payload_of("ootb_deposit", {"ootb_brand": "b"})
    with pytest.raises(error, match=message):
        upgrade(payload, to=to, version=version)


def test_a_payload_that_is_newer_is_not_led_back():
    with pytest.raises(UpgradeError, match="lead to newer versions"):
        upgrade(payload_of("ootb_deposit", {"ootb_brand": "b"}), to="1.0.0")


@pytest.mark.parametrize(
    ("payload", "error"),
    [
        ({**DEPOSIT, "tenant": "1042"}, InvalidEventError),
        ({**DEPOSIT, "context": {**DEPOSIT["context"], "deposit_amount": "20"}}, InvalidEventError),
        ({**DEPOSIT, "event": "ootb_depot"}, InvalidEventError),
        ({**DEPOSIT, "event": ["ootb_deposit"]}, InvalidEventError),
        ({**DEPOSIT, "context": None}, InvalidEventError),
        ({}, InvalidEventError),
        ("[]", InvalidEventError),
        ('"x"', InvalidEventError),
        ("{", DecodeError),
        ('{"event": 1, "event": 2}', DecodeError),
    ],
)
def test_what_is_not_valid_under_its_own_version_stays_so(payload, error):
    with pytest.raises(error):
        upgrade(payload)
    with pytest.raises(error):
        parse(payload, upgrade=True)


def test_a_version_that_does_not_fit_is_not_believed():
    with pytest.raises(InvalidEventError):
        upgrade(payload_of("ootb_user_details_update", {"ootb_is_test": "Yes"}), version="2.0.0")


def test_what_only_the_newer_version_refuses_is_not_upgraded():
    payload = payload_of(
        "ootb_registration_failed", {"ootb_email": ADDRESS, "ootb_failure_code": 5}
    )
    with pytest.raises(UpgradeError) as caught:
        upgrade(payload, version="1.0.0")
    assert str(caught.value).startswith("what it has is refused by ootb_registration_failed 2.0.0")
    (found,) = caught.value.report.errors
    assert (found.rule, found.pointer) == ("OOTB201", "/context/ootb_failure_code")
    assert ADDRESS not in str(caught.value)


def test_of_two_keys_with_one_meaning_the_newer_is_kept():
    context = {"deposit_amount": 1, "brand": "b", "ootb_brand": "b", "ootb_deposit_amount": 2}
    result = upgrade(payload_of("ootb_deposit", context), version="1.0.0")
    assert result.payload["context"] == {"ootb_brand": "b", "ootb_deposit_amount": 2}
    (loss,) = result.losses
    assert (loss.parameter, loss.value, loss.kept) == ("deposit_amount", 1, "ootb_deposit_amount")
    assert str(loss) == (
        "deposit_amount is dropped, for ootb_deposit_amount is there with another value"
    )
    told = [str(step) for step in result.steps]
    assert "brand is gone, for ootb_brand was there" in told


def test_an_alias_goes_where_its_parameter_goes():
    result = upgrade(payload_of("ootb_game_close", {"ggr": 5, "game_code": "g"}))
    assert result.payload["context"] == {"ootb_gross_gaming_revenue": 5, "ootb_game_code": "g"}
    both = payload_of("ootb_game_close", {"ggr": 5, "gross_gaming_revenue": 6})
    result = upgrade(both)
    assert result.payload["context"] == {"ootb_gross_gaming_revenue": 6}
    assert [loss.value for loss in result.losses] == [5]


def test_a_payload_that_mixes_versions_comes_to_rest():
    payload = payload_of("ootb_deposit_cancellation", {"ootb_ccy_code": "EUR", "deposit_amount": 1})
    result = upgrade(payload)
    assert result.payload["context"] == {"ootb_deposit_amount": 1}
    assert [loss.parameter for loss in result.losses] == ["ootb_ccy_code"]
    assert upgrade(result.payload).steps == ()


def test_parse_gives_the_current_class():
    event = parse(FAILED, upgrade=True)
    assert type(event) is RegistrationFailed
    assert event.failure_reason == "invalid_email"
    assert type(parse(FAILED)).__name__ == "RegistrationFailedV1"
    order = parse(payload_of("online_order", {"session_id": "s"}), upgrade=True)
    assert order.session_id == "s"
    assert parse(payload_of("ootb_login"), upgrade=True) == parse(payload_of("ootb_login"))


def test_what_was_done_can_be_handed_on():
    result = upgrade(FAILED)
    assert pickle.loads(pickle.dumps(result)) == result  # noqa: S301 - our own


# Catalogues of one's own


@pytest.fixture
def folder(tmp_path):
    return write_foundation(tmp_path)


def two_versions(folder, old, new, steps, **keywords):
    write_event(folder, "x_bonus", old)
    upgrades = [{"version": "1.0.0", "steps": steps}]
    write_event(folder, "x_bonus", new, "2.0.0", x_upgrades=upgrades, **keywords)
    assert check.check_folder(folder) == ()
    return Catalog.load(folder)


@pytest.mark.parametrize(
    ("old", "new", "step", "before", "after"),
    [
        (NUMBER, TEXT, {"step": "convert", "to": "text"}, 7, "7"),
        (NUMBER, TEXT, {"step": "convert", "to": "text"}, 7.0, "7"),
        (NUMBER, TEXT, {"step": "convert", "to": "text"}, 0.25, "0.25"),
        (TEXT, NUMBER, {"step": "convert", "to": "number"}, "7", 7),
        (TEXT, NUMBER, {"step": "convert", "to": "number"}, "-0.25", -0.25),
        (FLAG, parameter("flag-yes-no"), {"step": "convert", "to": "yes-no"}, True, "Yes"),
        (FLAG, parameter("flag-one-zero"), {"step": "convert", "to": "one-zero"}, False, 0),
        (TEXT, TEXT, {"step": "map", "values": {"Old": "new"}}, "OLD", "new"),
        (TEXT, NUMBER, {"step": "map", "values": {"one": 1}}, "one", 1),
    ],
)
def test_values_get_their_form(folder, old, new, step, before, after):  # noqa: PLR0917 - a table
    catalog = two_versions(folder, {"x_a": old}, {"x_a": new}, [{**step, "keys": ["x_a"]}])
    payload = payload_of("x_bonus", {"x_a": before})
    result = upgrade(payload, version="1.0.0", catalog=catalog)
    assert repr(result.payload["context"]) == repr({"x_a": after})
    assert [step.kind for step in result.steps] == ["changed"]
    assert result.losses == ()


@pytest.mark.parametrize("text", ["007", "7.0", "1e3", "", " 7", "\u0667", "9" * 40, "-0", "0x1"])
def test_text_that_is_not_how_its_number_is_written_is_no_number(folder, text):
    steps = [{"step": "convert", "keys": ["x_a"], "to": "number"}]
    catalog = two_versions(folder, {"x_a": TEXT}, {"x_a": NUMBER}, steps)
    with pytest.raises(UpgradeError):
        upgrade(payload_of("x_bonus", {"x_a": text}), version="1.0.0", catalog=catalog)


def test_what_cannot_be_converted_can_be_dropped(folder):
    steps = [
        {"step": "convert", "keys": ["x_a"], "to": "number"},
        {"step": "drop", "keys": ["x_a"], "if": "refused"},
    ]
    catalog = two_versions(folder, {"x_a": TEXT}, {"x_a": NUMBER}, steps)
    assert upgrade_problems(catalog) == ()
    good = upgrade(payload_of("x_bonus", {"x_a": "7"}), version="1.0.0", catalog=catalog)
    assert (good.payload["context"], good.losses) == ({"x_a": 7}, ())
    bad = upgrade(payload_of("x_bonus", {"x_a": "seven"}), version="1.0.0", catalog=catalog)
    assert bad.payload["context"] == {}
    assert [loss.value for loss in bad.losses] == ["seven"]


def test_a_default_is_there_where_the_reference_states_it(folder):
    steps = [{"step": "default", "key": "x_b", "value": "EUR"}]
    catalog = two_versions(folder, {"x_a": TEXT}, {"x_a": TEXT, "x_b": TEXT, "x_c": TEXT}, steps)
    payload = payload_of("x_bonus", {"x_a": "a"})
    result = upgrade(payload, version="1.0.0", catalog=catalog)
    assert list(result.payload["context"].items()) == [("x_a", "a"), ("x_b", "EUR")]
    assert [(step.kind, step.parameter) for step in result.steps] == [("added", "x_b")]
    assert result.unknown == ("x_c",)


def test_keys_are_renamed_at_once_and_may_be_exchanged(folder):
    steps = [{"step": "rename", "keys": {"x_a": "x_b", "x_b": "x_a"}}]
    catalog = two_versions(folder, {"x_a": TEXT, "x_b": TEXT}, {"x_a": TEXT, "x_b": TEXT}, steps)
    payload = payload_of("x_bonus", {"x_a": "a", "x_b": "b"})
    result = upgrade(payload, version="1.0.0", catalog=catalog)
    assert list(result.payload["context"].items()) == [("x_b", "a"), ("x_a", "b")]


def test_items_keep_their_number(folder):
    document = {"x_bonus_([1-9][0-9]*)_a": "x_gift_([1-9][0-9]*)_a"}
    ((old, new),) = document.items()
    for version, pattern in (("1.0.0", old), ("2.0.0", new)):
        path = write_event(folder, "x_bonus", {}, version)
        content = json.loads(path.read_text(encoding="utf-8"))
        content["properties"]["context"] |= {
            "patternProperties": {f"^{pattern}$": TEXT},
            "x-items": {"class": "Gift"},
        }
        if version == "2.0.0":
            steps = [{"step": "rename", "keys": {"x_bonus_{n}_a": "x_gift_{n}_a"}}]
            content["x-upgrades"] = [{"version": "1.0.0", "steps": steps}]
        path.write_text(json.dumps(content), encoding="utf-8")
    assert check.check_folder(folder) == ()
    catalog = Catalog.load(folder)
    assert upgrade_problems(catalog) == ()
    payload = payload_of("x_bonus", {"x_bonus_1_a": "a", "x_bonus_12_a": "b", "x_bonus_0_a": "c"})
    result = upgrade(payload, version="1.0.0", catalog=catalog)
    assert list(result.payload["context"]) == ["x_gift_1_a", "x_gift_12_a", "x_gift_0_a"]


# What is wrong with steps


@pytest.mark.parametrize(
    ("steps", "problem"),
    [
        ([], "x_a is no parameter; rename or drop x_a"),
        ([{"step": "rename", "keys": {"x_a": "x_z"}}], "x_z, of a rename, is no parameter of it"),
        ([{"step": "drop", "keys": ["x_z"]}], "x_z, of a drop, is no parameter before it"),
        ([{"step": "convert", "keys": ["x_z"], "to": "text"}], "x_z, of a convert, is no param"),
        ([{"step": "rename", "keys": {"x_a": "x_b"}}], "x_b refuses values that x_a took"),
        ([{"step": "default", "key": "x_b", "value": "two"}], "x_b refuses its default"),
    ],
)
def test_steps_that_forget_something_are_told(folder, steps, problem):
    catalog = two_versions(folder, {"x_a": TEXT}, {"x_b": NUMBER}, steps)
    found = upgrade_problems(catalog)
    assert any(problem in error.problem for error in found), found
    assert {error.source for error in found} == {"events/x_bonus/2.0.0.json"}
    assert all("(from x_bonus 1.0.0)" in error.problem for error in found)


def test_a_version_without_steps_says_so(folder):
    write_event(folder, "x_bonus", {"x_a": TEXT})
    write_event(folder, "x_bonus", {"x_a": TEXT}, "1.0.1")
    catalog = Catalog.load(folder)
    (found,) = upgrade_problems(catalog)
    assert str(found).startswith("events/x_bonus/1.0.1.json: it does not say how payloads of")
    with pytest.raises(CatalogError, match="add them to x-upgrades"):
        upgrade(payload_of("x_bonus", {"x_a": "a"}), version="1.0.0", catalog=catalog)


def superseded(folder, key, by, **keywords):
    write_event(folder, key, {"x_a": TEXT}, x_superseded_by={"event": by}, **keywords)


def test_a_cycle_is_refused(folder):
    def from_(key):
        return [{"event": key, "version": "1.0.0", "steps": []}]

    superseded(folder, "x_one", "x_two", x_upgrades=from_("x_two"))
    superseded(folder, "x_two", "x_one", x_upgrades=from_("x_one"))
    catalog = Catalog.load(folder)
    with pytest.raises(CatalogError, match="a cycle") as caught:
        upgrade(payload_of("x_one", {"x_a": "a"}), catalog=catalog)
    assert caught.value.pointer == "/x-superseded-by/event"
    assert any("a cycle" in str(error) for error in upgrade_problems(catalog))


def test_a_successor_that_says_nothing_ends_the_way(folder):
    superseded(folder, "x_one", "x_two")
    write_event(folder, "x_two", {"x_a": TEXT})
    superseded(folder, "x_three", "x_four")
    catalog = Catalog.load(folder)
    result = upgrade(payload_of("x_one", {"x_a": "a"}), catalog=catalog)
    assert str(result.release) == "x_one 1.0.0"
    with pytest.raises(UpgradeError, match="no steps lead from x_one"):
        upgrade(payload_of("x_one", {"x_a": "a"}), to="x_two", catalog=catalog)
    told = {(error.source, error.pointer) for error in upgrade_problems(catalog)}
    assert told == {
        ("events/x_two/1.0.0.json", ""),
        ("events/x_three/1.0.0.json", "/x-superseded-by/event"),
    }


@pytest.mark.parametrize(
    "source", [{"version": "1.0.0"}, {"event": "x_other", "version": "1.0.0"}, {"version": "7.0.0"}]
)
def test_steps_from_what_does_not_lead_here_are_told(folder, source):
    write_event(folder, "x_other", {"x_a": TEXT})
    write_event(folder, "x_bonus", {"x_a": TEXT})
    write_event(
        folder, "x_bonus", {"x_a": TEXT}, "1.0.1", x_upgrades=[{"version": "1.0.0", "steps": []}]
    )
    upgrades = [{"version": "1.0.1", "steps": []}, {**source, "steps": []}]
    write_event(folder, "x_bonus", {"x_a": TEXT}, "1.0.2", x_upgrades=upgrades)
    (found,) = upgrade_problems(Catalog.load(folder))
    assert (found.source, found.pointer) == ("events/x_bonus/1.0.2.json", "/x-upgrades/1")
    with pytest.raises(UnknownEventError):
        upgrade_problems(Catalog.load(folder), "x_bonnus")


@pytest.mark.parametrize(
    ("upgrades", "pointer"),
    [
        ({}, "/x-upgrades"),
        ([5], "/x-upgrades/0"),
        ([{"steps": []}], "/x-upgrades/0"),
        ([{"version": 1, "steps": []}], "/x-upgrades/0"),
        ([{"version": "1.0.0", "steps": {}}], "/x-upgrades/0"),
        ([{"version": "1.0.0", "steps": []}] * 2, "/x-upgrades/1"),
        *(
            ([{"version": "1.0.0", "steps": [step]}], "/x-upgrades/0/steps/0")
            for step in (
                5,
                {},
                {"step": []},
                {"step": "invent"},
                {"step": "rename", "keys": {}},
                {"step": "rename", "keys": {"a": "b c"}},
                {"step": "rename", "keys": {"a": "b_{n}"}},
                {"step": "drop", "keys": ["a"], "if": "odd"},
                {"step": "drop", "keys": "a"},
                {"step": "convert", "keys": ["a"], "to": "date"},
                {"step": "map", "keys": ["a"], "values": {"a": []}},
                {"step": "default", "key": "a", "value": None},
                {"step": "default", "key": "a_{n}", "value": 1},
            )
        ),
    ],
    ids=str,
)
def test_steps_of_another_form_are_refused(folder, upgrades, pointer):
    write_event(folder, "x_bonus", {"x_a": TEXT}, x_upgrades=upgrades)
    with pytest.raises(CatalogError) as caught:
        Catalog.load(folder).get("x_bonus")
    assert (caught.value.source, caught.value.pointer) == ("events/x_bonus/1.0.0.json", pointer)
