"""Catalogues: values that are read lazily, compose, and say what is wrong with a file."""

from __future__ import annotations

import shutil

import attrs
import pytest

from event_strategies import SCHEMAS, name_of
from ootb_events.catalog import Catalog, lock, schema_folder
from ootb_events.catalog._names import attribute_name, class_name
from ootb_events.errors import CatalogError, UnknownEventError, UnknownVersionError
from ootb_events.validation import validate
from schema_files import (
    event_document,
    event_path,
    parameter,
    payload_of,
    write_catalog,
    write_event,
    write_foundation,
    write_json,
)

TEXT = parameter("text")


@pytest.fixture
def folder(tmp_path):
    return write_foundation(tmp_path / "schemas")


def refused(catalog, key="ootb_x"):
    with pytest.raises(CatalogError) as error:
        _ = catalog.get(key).parameters
    return error.value


# Ours


def test_the_default_catalogue_is_one_object():
    assert Catalog.default() is Catalog.default()
    assert len(Catalog.default()) == len(list(Catalog.default())) > 10


def test_a_catalogue_lists_its_events_and_versions():
    catalog = Catalog.default()
    assert "ootb_login" in catalog
    assert "ootb_logout" not in catalog
    assert 5 not in catalog
    assert catalog.versions("ootb_login") == ("1.0.0", "1.1.0")
    assert list(catalog) == sorted(catalog)


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_an_event_version_is_read_once_and_knows_its_place(schema):
    catalog = Catalog.default()
    assert catalog.get(schema.key, schema.version) is schema
    assert catalog.is_current(schema) == (catalog.get(schema.key) is schema)
    assert schema.source == f"events/{schema.key}/{schema.version}.json"


def test_every_current_version_is_the_newest():
    catalog = Catalog.default()
    current = [schema for schema in catalog.schemas() if catalog.is_current(schema)]
    assert [schema.key for schema in current] == list(catalog)


def test_no_published_file_was_edited_and_each_is_locked():
    assert lock.lock_state(schema_folder()) == lock.LockState((), (), ())


def test_the_lock_holds_the_published_files(tmp_path):
    copied = shutil.copytree(schema_folder(), tmp_path / "schemas")
    lock.write_lock(copied, accept_changes=True)
    assert lock.lock_state(copied) == lock.LockState((), (), ())
    path = copied / SCHEMAS[0].source
    text = path.read_text(encoding="utf-8")
    edited = text.replace('"title": "', '"title": "Another ')
    path.write_text(edited, encoding="utf-8", newline="\r\n")
    (copied / SCHEMAS[1].source).unlink()
    write_event(copied, "ootb_x", {"ootb_a": TEXT})
    state = lock.lock_state(copied)
    assert state.changed == (SCHEMAS[0].source,)
    assert state.missing == (SCHEMAS[1].source,)
    assert state.new == ("events/ootb_x/1.0.0.json",)
    with pytest.raises(CatalogError, match="never changes"):
        lock.write_lock(copied)


# Folders


def test_a_folder_is_a_catalogue(folder):
    write_event(folder, "ootb_x", {"ootb_a": TEXT, "ootb_b": parameter("number")})
    catalog = Catalog.load(str(folder))
    schema = catalog.get("ootb_x")
    assert (schema.key, schema.version, schema.domain) == ("ootb_x", "1.0.0", "tests")
    assert [(p.key, p.name, p.kind) for p in schema.parameters.values()] == [
        ("ootb_a", "a", "text"),
        ("ootb_b", "b", "number"),
    ]
    assert schema.document["required"] == ["tenant", "timestamp", "event", "context"]
    assert not schema.overwrites_profile
    assert schema.emittable
    assert schema.since is None


def test_versions_are_in_the_order_of_their_numbers(folder):
    for version in ("10.0.0", "2.0.0", "1.10.0", "1.2.0", "1.0.0"):
        write_event(folder, "ootb_x", {"ootb_a": TEXT}, version)
    catalog = Catalog.load(folder)
    assert catalog.versions("ootb_x") == ("1.0.0", "1.2.0", "1.10.0", "2.0.0", "10.0.0")
    assert catalog.get("ootb_x").version == "10.0.0"


def test_what_is_no_schema_file_is_not_looked_at(folder):
    write_event(folder, "ootb_x", {"ootb_a": TEXT})
    (folder / "events" / "README.md").write_text("hello", encoding="utf-8")
    (folder / "events" / "ootb_x" / "notes.txt").write_text("hello", encoding="utf-8")
    assert Catalog.load(folder).versions("ootb_x") == ("1.0.0",)


@pytest.mark.parametrize(
    ("place", "problem"),
    [
        ("", "no folder 'events'"),
        ("nowhere", "there is no such folder"),
        (__file__, "there is no such folder"),
    ],
)
def test_a_folder_without_events_is_refused(tmp_path, place, problem):
    with pytest.raises(CatalogError, match=problem):
        Catalog.load(tmp_path / place)


@pytest.mark.parametrize(
    "name", ["1.0", "v1.0.0", "01.0.0", "1.0.0-rc.1", "latest", "1.0.\u0663", " 1.0.0"]
)
def test_a_file_is_named_after_its_version(folder, name):
    write_event(folder, "ootb_x", {"ootb_a": TEXT}, name)
    with pytest.raises(CatalogError, match="named after its version") as error:
        Catalog.load(folder)
    assert error.value.source == f"events/ootb_x/{name}.json"


def test_an_event_without_a_version_is_refused(folder):
    (folder / "events" / "ootb_x").mkdir()
    with pytest.raises(CatalogError, match="no version") as error:
        Catalog.load(folder)
    assert error.value.source == "events/ootb_x"


# A value


def test_a_catalogue_is_frozen(folder):
    write_event(folder, "ootb_x", {"ootb_a": TEXT})
    catalog = Catalog.load(folder)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        catalog._files = {}
    with pytest.raises(TypeError):
        catalog._files["ootb_y"] = {}
    with pytest.raises(TypeError):
        catalog.get("ootb_x").parameters["ootb_b"] = None
    with pytest.raises(TypeError):
        catalog.get("ootb_x").document["title"] = "Other"
    with pytest.raises(TypeError):
        catalog.get("ootb_x").parameters["ootb_a"].schema["x-pii"] = True
    assert hash(catalog) == hash(catalog)
    assert "1" in repr(catalog)


def test_two_catalogues_compose_without_changing(tmp_path):
    ours = Catalog.default()
    mine = write_catalog(tmp_path, {"shop_visited": {"shop_name": TEXT}})
    both = ours | mine
    assert set(both) == {*ours, "shop_visited"}
    assert "shop_visited" not in ours
    assert len(mine) == 1
    assert both.get("ootb_login").document == ours.get("ootb_login").document
    assert both.get("shop_visited").key == "shop_visited"
    payload = payload_of("shop_visited", {"shop_name": "north"})
    assert validate(payload, catalog=both).findings == ()
    assert not validate(payload).ok
    assert validate(ours.get("ootb_login").examples[0], catalog=both).findings == ()
    assert not validate(ours.get("ootb_login").examples[0], catalog=mine).ok


def test_two_catalogues_with_a_common_event_do_not_compose(tmp_path):
    mine = write_catalog(tmp_path, {"ootb_login": {"ootb_a": TEXT}, "ootb_x": {"ootb_a": TEXT}})
    with pytest.raises(CatalogError, match=r"both catalogues define ootb_login$"):
        _ = Catalog.default() | mine


# What there is not


def test_an_unknown_event_comes_with_those_that_resemble_it():
    with pytest.raises(UnknownEventError, match="did you mean ootb_registration_failed") as error:
        Catalog.default().get("ootb_registration_fialed")
    assert error.value.key == "ootb_registration_fialed"
    assert error.value.suggestions[0] == "ootb_registration_failed"
    assert isinstance(error.value, CatalogError)


def test_an_unknown_event_that_resembles_none_comes_alone():
    with pytest.raises(UnknownEventError) as error:
        Catalog.default().versions("zebra")
    assert error.value.suggestions == ()
    assert "did you mean" not in str(error.value)


@pytest.mark.parametrize(
    "written", ["login", "OOTB_LOGIN", "ootb_logn", "Ootb_Login", "ootb_login_"]
)
def test_event_keys_resemble_what_people_write(written):
    assert Catalog.default().resembling(written)[0] == "ootb_login"


def test_an_unknown_version_comes_with_those_that_exist():
    with pytest.raises(UnknownVersionError, match=r"there are 1\.0\.0, 1\.1\.0") as error:
        Catalog.default().get("ootb_login", "1.2.0")
    assert (error.value.version, error.value.known) == ("1.2.0", ("1.0.0", "1.1.0"))


# Files that are wrong


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"),
        ("{", "not JSON"),
        ('{"a": 1, "a": 2}', "more than once"),
        ("[]", "one JSON object"),
        ("\ufeff{}", "byte order mark"),
        (b"\xff\xfe{\x00}\x00", "UTF-16"),
    ],
)
def test_a_file_that_is_no_json_object_is_refused_by_name(folder, text, problem):
    path = event_path(folder, "ootb_x")
    path.parent.mkdir()
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    error = refused(Catalog.load(folder))
    assert error.source == "events/ootb_x/1.0.0.json"
    assert problem in error.problem


def test_a_file_that_disappeared_is_refused_by_name(folder):
    path = write_event(folder, "ootb_x", {"ootb_a": TEXT})
    catalog = Catalog.load(folder)
    path.unlink()
    error = refused(catalog)
    assert (error.source, error.problem) == (
        "events/ootb_x/1.0.0.json",
        "cannot be read: No such file or directory",
    )


def test_a_broken_file_does_not_break_the_other_events(folder):
    write_event(folder, "ootb_good", {"ootb_a": TEXT})
    broken = write_event(folder, "ootb_x", {"ootb_a": TEXT})
    broken.write_text("{", encoding="utf-8")
    catalog = Catalog.load(folder)
    assert "ootb_x" in catalog
    assert catalog.versions("ootb_x") == ("1.0.0",)
    assert validate(payload_of("ootb_good", {"ootb_a": "a"}), catalog=catalog).ok
    assert refused(catalog).source == "events/ootb_x/1.0.0.json"
    with pytest.raises(CatalogError):
        list(catalog.schemas())


def test_files_are_read_when_they_are_asked_for(folder):
    path = write_event(folder, "ootb_x", {"ootb_a": TEXT})
    catalog = Catalog.load(folder)
    write_json(path, event_document("ootb_x", "1.0.0", {"ootb_b": TEXT}))
    assert list(catalog.get("ootb_x").parameters) == ["ootb_b"]
    write_json(path, event_document("ootb_x", "1.0.0", {"ootb_c": TEXT}))
    assert list(catalog.get("ootb_x").parameters) == ["ootb_b"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [({"x-event": "ootb_y"}, "/x-event"), ({"x-version": "1.0.1"}, "/x-version")],
)
def test_a_file_says_what_its_place_says(folder, change, pointer):
    write_json(
        event_path(folder, "ootb_x"), event_document("ootb_x", "1.0.0", {"ootb_a": TEXT}) | change
    )
    error = refused(Catalog.load(folder))
    assert (error.source, error.pointer) == ("events/ootb_x/1.0.0.json", pointer)
    assert str(error).startswith(f"events/ootb_x/1.0.0.json#{pointer}: ")


# References


@pytest.mark.parametrize(
    ("reference", "problem"),
    [
        ("../../../outside.json", "leaves the catalogue's folder"),
        ("../../../../../../../../etc/passwd", "leaves the catalogue's folder"),
        ("/etc/passwd", "leaves the catalogue's folder"),
        ("file:///etc/passwd", "leaves the catalogue's folder"),
        ("https://example.com/types.json#/$defs/text", "leaves the catalogue's folder"),
        ("//example.com/types.json", "leaves the catalogue's folder"),
        ("urn:uuid:0", "leaves the catalogue's folder"),
        ("../../types/2.0.0.json#/$defs/text", "leads nowhere"),
        ("../../types", "leads nowhere"),
        ("../../types/1.0.0.json#/$defs/words", "leads nowhere"),
        ("../../types/1.0.0.json#/title/0", "leads nowhere"),
        ("#/properties/context/properties/ootb_a", "leads back to itself"),
        ("1.0.0.json#/properties/context/properties/ootb_a", "leads back to itself"),
        ("#", "leads back to itself"),
        ("#/properties/context", "leads back to itself"),
    ],
)
def test_a_reference_that_cannot_be_followed_is_refused(folder, reference, problem):
    write_json(folder.parent / "outside.json", {"type": "string"})
    write_event(folder, "ootb_x", {"ootb_b": TEXT, "ootb_a": {"$ref": reference}})
    error = refused(Catalog.load(folder))
    assert error.source == "events/ootb_x/1.0.0.json"
    assert error.pointer == "/properties/context/properties/ootb_a/$ref"
    assert problem in error.problem
    assert repr(reference) in error.problem


def test_a_reference_of_another_file_is_refused_at_its_place_there(folder):
    write_event(folder, "ootb_x", {"ootb_a": {"$ref": "../../mine/1.0.0.json#/$defs/a"}})
    write_json(folder / "mine" / "1.0.0.json", {"$defs": {"a": {"$ref": "#/$defs/a~1b"}}})
    error = refused(Catalog.load(folder))
    assert (error.source, error.pointer) == ("mine/1.0.0.json", "/$defs/a/$ref")


def test_two_files_that_refer_to_each_other_are_refused(folder):
    write_event(folder, "ootb_x", {"ootb_a": {"$ref": "../../mine/1.json"}})
    write_json(folder / "mine" / "1.json", {"$ref": "2.json"})
    write_json(folder / "mine" / "2.json", {"$ref": "1.json"})
    assert "leads back to itself" in refused(Catalog.load(folder)).problem


def test_a_reference_is_followed_twice_where_that_is_no_circle(folder):
    write_event(folder, "ootb_x", {"ootb_a": TEXT, "ootb_b": TEXT})
    assert len(Catalog.load(folder).get("ootb_x").parameters) == 2


def test_a_pointer_with_escapes_is_followed(folder):
    write_event(folder, "ootb_x", {"ootb_a": {"$ref": "../../mine/1.json#/$defs/a~1b~0c"}})
    found = {"$defs": {"a/b~c": {**TEXT, "$ref": "../types/1.0.0.json#/$defs/text"}}}
    write_json(folder / "mine" / "1.json", found)
    assert Catalog.load(folder).get("ootb_x").parameters["ootb_a"].kind == "text"


def test_words_beside_a_reference_win_and_rules_add_up(folder):
    write_event(folder, "ootb_x", {"ootb_a": parameter("text", title="A", minLength=3)})
    schema = Catalog.load(folder).get("ootb_x").parameters["ootb_a"].schema
    assert schema["title"] == "A"
    assert schema["description"] == "A parameter of kind text."
    assert (schema["minLength"], schema["maxLength"]) == (3, 255)


def test_a_rule_beside_a_reference_cannot_contradict_it(folder):
    write_event(folder, "ootb_x", {"ootb_a": parameter("text", maxLength=300)})
    error = refused(Catalog.load(folder))
    assert "'maxLength' contradicts" in error.problem
    assert error.source == "events/ootb_x/1.0.0.json"
    assert error.pointer == "/properties/context/properties/ootb_a/maxLength"


# Names


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("ootb_failure_reason", "failure_reason"),
        ("ootb_skinId", "skin_id"),
        ("skinId", "skin_id"),
        ("ootb_class", "class_"),
        ("ootb_from", "from_"),
        ("ootb_None", "none"),
        ("ootb_match", "match"),
        ("deposit_status", "deposit_status"),
        ("ootb_level2Bonus", "level2_bonus"),
    ],
)
def test_attributes_are_named_after_their_keys(key, name):
    assert attribute_name(key) == name


@pytest.mark.parametrize(
    ("key", "version", "name"),
    [
        ("ootb_registration_failed", None, "RegistrationFailed"),
        ("ootb_registration_failed", "1.0.0", "RegistrationFailedV1"),
        ("ootb_registration_failed", "1.1.0", "RegistrationFailedV1_1"),
        ("ootb_registration_failed", "1.0.1", "RegistrationFailedV1_0_1"),
        ("ootb_registration_failed", "10.0.0", "RegistrationFailedV10"),
        ("ls_points_expired", None, "LsPointsExpired"),
    ],
)
def test_classes_are_named_after_their_events(key, version, name):
    assert class_name(key, version) == name


@pytest.mark.parametrize(
    ("first", "second", "name", "holder"),
    [
        ("ootb_skinId", "ootb_skin_id", "skin_id", "ootb_skinId"),
        ("ootb_a", "a", "a", "ootb_a"),
        ("ootb_a", "ootb_customer", "customer", "every event"),
        ("ootb_a", "ootb_timestamp", "timestamp", "every event"),
        ("ootb_a", "ootb_event_key", "event_key", "every event"),
        ("ootb_a", "ootb_schema_version", "schema_version", "every event"),
    ],
)
def test_two_attributes_of_one_name_are_refused(folder, first, second, name, holder):
    write_event(folder, "ootb_x", {first: TEXT, second: TEXT})
    error = refused(Catalog.load(folder))
    assert f"{name!r} is taken by {holder};" in error.problem
    assert "x-name" in error.problem
    assert error.source == "events/ootb_x/1.0.0.json"
    assert error.pointer == f"/properties/context/properties/{second}"


@pytest.mark.parametrize("key", ["ootb_2fa", "ootb_"])
def test_a_name_that_is_none_in_python_is_refused(folder, key):
    write_event(folder, "ootb_x", {key: TEXT})
    error = refused(Catalog.load(folder))
    assert "no attribute can be named" in error.problem
    assert error.pointer == f"/properties/context/properties/{key}"


def test_a_name_of_ones_own_resolves_it(folder):
    write_event(folder, "ootb_x", {"ootb_2fa": parameter("flag", x_name="two_factors")})
    assert Catalog.load(folder).get("ootb_x").parameters["ootb_2fa"].name == "two_factors"


# What a schema says of itself


def test_a_parameter_says_what_its_schema_says(folder):
    write_event(
        folder,
        "ootb_x",
        {
            "ootb_closed": parameter("text", enum=["A", "B"], x_value_names={"A": "first"}),
            "ootb_listed": parameter("text", x_values={"are": "listed", "values": ["C"]}),
            "ootb_open": parameter("text", x_values={"are": "examples", "values": ["D"]}),
            "ootb_flag": parameter("flag-one-zero", x_type_from="example"),
            "ootb_secret": parameter("text", title="Secret", x_pii=True, x_aliases=["secret"]),
            "ootb_asked": parameter("text", x_requirement={"ebi": "mandatory"}),
        },
        x_overwrites_profile=True,
        x_superseded_by={"event": "ootb_y"},
        x_upgrades=[
            {
                "event": "ootb_w",
                "version": "1.2.0",
                "steps": [{"step": "rename", "keys": {"ootb_key": "ootb_secret"}}],
            },
            {"version": "0.9.0", "steps": []},
        ],
        x_rules=[{"check": "past", "date": "ootb_closed"}],
        x_direction="from-optimove",
        x_source={"page": "/docs/x", "revision": 2, "table-cut": True, "since": "2026-06-09"},
    )
    schema = Catalog.load(folder).get("ootb_x")
    closed, listed, examples, flag, secret, asked = schema.parameters.values()
    assert (closed.closed_values, closed.value_names) == (("A", "B"), {"A": "first"})
    assert (closed.listed_values, closed.example_values) == ((), ())
    assert (listed.closed_values, listed.listed_values, listed.example_values) == (None, ("C",), ())
    assert (examples.listed_values, examples.example_values) == ((), ("D",))
    assert (flag.closed_values, flag.wire, flag.inferred) == (None, "one-zero", True)
    assert (secret.pii, secret.aliases, secret.title) == (True, ("secret",), "Secret")
    assert (closed.pii, closed.aliases, closed.title) == (False, (), "ootb_closed")
    assert (asked.requirement("ebi"), asked.requirement("platform")) == ("mandatory", None)
    assert schema.overwrites_profile
    assert schema.superseded_by == "ootb_y"
    other, before = schema.upgrades
    assert (other.event, other.version) == ("ootb_w", "1.2.0")
    assert other.renamed == {"ootb_key": "ootb_secret"}
    assert (before.event, before.version, before.steps) == ("ootb_x", "0.9.0", ())
    assert schema.rules == ({"check": "past", "date": "ootb_closed"},)
    assert schema.item is None
    assert not schema.emittable
    assert (schema.page, schema.revision, schema.since) == ("/docs/x", 2, "2026-06-09")
    assert schema.table_cut
