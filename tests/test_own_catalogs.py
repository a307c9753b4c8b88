"""Catalogues of one's own: found, composed, extended, and refused when they are not sound."""

from __future__ import annotations

import json
import os
import pickle
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from event_strategies import runs
from ootb_events.catalog import Catalog, check, configured_catalog, lock, schema_folder
from ootb_events.errors import CatalogError, ConfigurationError
from ootb_events.validation import available_engines, validate
from schema_files import (
    event_document,
    event_path,
    parameter,
    payload_of,
    write_event,
    write_foundation,
    write_json,
    write_overlay,
)

KEY = "x_bonus_claimed"
TEXT = parameter("text")
NUMBER = parameter("number")
BRAND = {"$ref": "../../parameters/1.0.0.json#/$defs/brand"}
CONTEXT = "/properties/context/properties"


@pytest.fixture
def folder(tmp_path):
    """Give a folder with one event, and nothing of the foundation."""
    write_event(tmp_path / "mine", KEY, {"bonus_code": TEXT, "ootb_brand": BRAND})
    return tmp_path / "mine"


def refused(folder, key=KEY):
    with pytest.raises(CatalogError) as error:
        Catalog.load(folder).get(key)
    return error.value


# A folder


def test_a_folder_needs_its_events_only(folder):
    catalog = Catalog.load(folder)
    schema = catalog.get(KEY)
    assert list(catalog) == [KEY]
    assert [one.name for one in schema.parameters.values()] == ["bonus_code", "brand"]
    assert schema.document["required"] == ["tenant", "timestamp", "event", "context"]
    assert check.check_catalog(folder) == ()


@pytest.mark.parametrize("name", ["mine", "mine/", "mine/events", "mine/events/", "mine/./events"])
def test_the_folder_of_events_may_be_named_itself(folder, monkeypatch, name):
    monkeypatch.chdir(folder.parent)
    catalog = Catalog.load(name)
    monkeypatch.chdir(folder)  # where it was loaded from does not matter afterwards
    assert catalog.get(KEY).key == KEY
    assert catalog.folders == (folder,)


def test_what_a_folder_has_of_the_foundation_comes_first(folder):
    write_foundation(folder.parent / "whole")
    types = json.loads((schema_folder() / "types" / "1.0.0.json").read_text(encoding="utf-8"))
    types["$defs"]["text"]["maxLength"] = 5
    write_json(folder / "types" / "1.0.0.json", types)
    parameters = Catalog.load(folder).get(KEY).parameters
    assert parameters["bonus_code"].schema["maxLength"] == 5
    assert parameters["ootb_brand"].schema["maxLength"] == 255


def test_types_of_ones_own_are_followed(folder):
    own = {"$ref": "1.0.0.json#/$defs/text", "description": "A code.", "pattern": "^[A-Z]{3}$"}
    write_json(folder / "types" / "own.json", {"$defs": {"code": own}})
    write_event(folder, KEY, {"code": {"$ref": "../../types/own.json#/$defs/code"}})
    catalog = Catalog.default() | Catalog.load(folder)
    for engine in available_engines():
        good, bad = (
            validate(payload_of(KEY, {"code": code}), catalog=catalog, engine=engine)
            for code in ("ABC", "abc")
        )
        assert good.findings == ()
        assert [finding.rule for finding in bad.errors] == ["OOTB204"]


def test_a_catalogue_can_be_pickled(folder):
    catalog = Catalog.default() | Catalog.load(folder)
    again = pickle.loads(pickle.dumps(catalog))  # noqa: S301 - our own
    assert list(again) == list(catalog)
    assert pickle.loads(pickle.dumps(catalog)) is again  # noqa: S301 - our own
    assert pickle.loads(pickle.dumps(Catalog.default())) is Catalog.default()  # noqa: S301


# References


@pytest.mark.parametrize(
    ("reference", "problem"),
    [
        ("https://example.com/types.json#/$defs/text", "leaves the catalogue's folder"),
        ("file:///etc/passwd", "leaves the catalogue's folder"),
        ("/etc/passwd", "leaves the catalogue's folder"),
        ("C:\\types.json", "leaves the catalogue's folder"),
        ("..\\..\\types\\1.0.0.json#/$defs/text", "leaves the catalogue's folder"),
        ("../../../outside.json", "leaves the catalogue's folder"),
        ("../../events/ootb_login/1.1.0.json#/properties", "leads nowhere"),
        ("../../metaschema.json#/$defs/parameter", "leads nowhere"),
        ("../../schemas.lock", "leads nowhere"),
        ("../../types/1.0.0.json#/title", "leads to what is no schema"),
        (5, "is no text"),
    ],
)
def test_a_reference_out_of_both_is_refused_at_its_place(folder, reference, problem):
    write_json(folder.parent / "outside.json", {"type": "string"})
    write_event(folder, KEY, {"bonus_code": TEXT, "bad": {"$ref": reference}})
    error = refused(folder)
    assert problem in error.problem
    assert (error.source, error.pointer) == (f"events/{KEY}/1.0.0.json", f"{CONTEXT}/bad/$ref")
    assert any(problem in each.problem for each in check.check_catalog(folder))


def test_a_chain_of_references_is_followed_so_far(folder):
    links = {f"a{n}": {"$ref": f"#/$defs/a{n + 1}"} for n in range(5000)}
    write_json(folder / "types" / "own.json", {"$defs": links})
    write_event(folder, KEY, {"code": {"$ref": "../../types/own.json#/$defs/a0"}})
    assert "nested too deeply" in refused(folder).problem


def test_references_that_multiply_end_early(folder):
    """Refuse what would be 4 to the power of 15 references."""
    links = {
        f"a{n}": {"allOf": [{"$ref": f"#/$defs/a{n + 1}"} for _ in range(4)]} for n in range(15)
    }
    write_json(folder / "types" / "own.json", {"$defs": {**links, "a15": {"type": "string"}}})
    write_event(folder, KEY, {"code": {"$ref": "../../types/own.json#/$defs/a0"}})
    error = refused(folder)
    assert "references are to be followed" in error.problem
    assert error.source == "types/own.json"


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
class TestLinks:
    def test_a_file_that_is_a_link_to_the_outside_is_refused(self, folder):
        path = event_path(folder, KEY)
        moved = path.rename(folder.parent / "elsewhere.json")
        path.symlink_to(moved)
        assert "link that leaves" in refused(folder).problem
        assert "link that leaves" in check.check_catalog(folder)[0].problem

    def test_a_reference_through_a_link_to_the_outside_is_refused(self, folder):
        write_json(folder.parent / "secret" / "1.json", {"type": "string"})
        (folder / "types").symlink_to(folder.parent / "secret")
        write_event(folder, KEY, {"code": {"$ref": "../../types/1.json"}})
        assert "by a link" in refused(folder).problem

    def test_links_in_a_circle_are_refused(self, folder):
        path = event_path(folder, KEY)
        path.unlink()
        path.symlink_to(path)
        assert "link" in refused(folder).problem
        other = folder.parent / "circle"
        other.mkdir()
        (other / "events").symlink_to(other / "events")
        with pytest.raises(CatalogError):
            Catalog.load(other)

    def test_a_folder_that_is_a_link_is_read(self, folder):
        (folder.parent / "link").symlink_to(folder)
        assert Catalog.load(folder.parent / "link").get(KEY).key == KEY

    @pytest.mark.skipif(getattr(os, "geteuid", lambda: 1)() == 0, reason="root may read anything")
    def test_what_cannot_be_read_is_told(self, folder):
        path = event_path(folder, KEY)
        path.chmod(0)
        assert "cannot be read" in refused(folder).problem
        (folder / "events").chmod(0)
        with pytest.raises(CatalogError, match="cannot be read"):
            Catalog.load(folder)
        (folder / "events").chmod(0o700)


# Composition


def test_a_catalogue_that_redefines_a_standard_event_is_refused_naming_both_files(
    folder, monkeypatch
):
    monkeypatch.chdir(folder.parent)
    write_event(folder, "ootb_login", {"ootb_a": TEXT})
    with pytest.raises(CatalogError, match="both catalogues define ootb_login") as error:
        _ = Catalog.default() | Catalog.load(folder)
    ours, _, theirs = error.value.source.partition(" and ")
    assert ours.replace("\\", "/").endswith("events/ootb_login/1.1.0.json")
    assert theirs == "mine/events/ootb_login/1.0.0.json"
    (problem,) = check.check_catalog(folder)
    assert "event of the reference" in problem.problem


def test_only_catalogues_are_composed(folder):
    with pytest.raises(TypeError):
        Catalog.load(folder) | 5


def test_two_catalogues_of_ones_own_that_define_the_same_event_are_refused(folder):
    write_event(folder.parent / "other", KEY, {"bonus_code": TEXT})
    with pytest.raises(CatalogError, match=f"both catalogues define {KEY}") as error:
        _ = Catalog.load(folder) | Catalog.load(folder.parent / "other")
    assert "other" in error.value.source
    assert "mine" in error.value.source


def test_composition_is_idempotent_and_in_any_order(folder):
    write_overlay(folder, {"shop_till": TEXT})
    write_event(folder.parent / "other", "y_seen", {"shop_till": TEXT})
    write_overlay(folder.parent / "other", {"shop_desk": TEXT})
    ours, mine, other = (
        Catalog.default(),
        Catalog.load(folder),
        Catalog.load(folder.parent / "other"),
    )
    expected = {key: (ours | mine | other).versions(key) for key in ours | mine | other}
    for each in (ours | (mine | other), (other | ours) | mine, (mine | mine) | other | ours):
        assert {key: each.versions(key) for key in each} == expected
        assert {"shop_till", "shop_desk"} <= set(each.get("ootb_deposit").parameters)
    assert set(ours | ours) == set(ours)
    assert "shop_till" not in ours.get("ootb_deposit").parameters


# Overlays


def test_an_overlay_adds_parameters_to_a_standard_event(folder):
    write_overlay(folder, {"shop_till": NUMBER}, examples=[payload_of("ootb_deposit")])
    catalog = Catalog.default() | Catalog.load(folder)
    schema = catalog.get("ootb_deposit")
    standard = Catalog.default().get("ootb_deposit", "2.1.0")
    assert list(schema.parameters) == [*standard.parameters, "shop_till"]
    assert (schema.version, schema.overlays) == ("2.1.0", ("overlays/ours.json",))
    assert schema.examples == (payload_of("ootb_deposit"), *standard.examples)
    assert catalog.get("ootb_deposit", "2.0.0").overlays == ()
    assert check.check_catalog(folder) == ()
    payload = standard.examples[0]
    payload["context"]["shop_till"] = 3
    for engine in available_engines():
        assert validate(payload, catalog=catalog, engine=engine).findings == ()
        payload["context"]["shop_till"] = "three"
        report = validate(payload, catalog=catalog, engine=engine)
        assert [(one.rule, one.pointer) for one in report.errors] == [
            ("OOTB201", "/context/shop_till")
        ]
        payload["context"]["shop_till"] = 3
    assert [one.rule for one in validate(payload).findings] == ["OOTB206"]


def test_an_overlay_pins_the_version_that_it_extends(folder):
    """Stay with that version although a newer one has been published since."""
    write_overlay(folder, {"shop_till": NUMBER}, version="2.0.0")
    catalog = Catalog.default() | Catalog.load(folder)
    assert catalog.versions("ootb_deposit") == ("1.0.0", "2.0.0")
    assert catalog.is_current(catalog.get("ootb_deposit", "2.0.0"))
    write_overlay(folder, {"shop_till": NUMBER}, version="2.1.0", name="next")
    moved = Catalog.default() | Catalog.load(folder)
    assert moved.versions("ootb_deposit") == ("1.0.0", "2.0.0", "2.1.0")
    for version in ("2.0.0", "2.1.0"):
        assert "shop_till" in moved.get("ootb_deposit", version).parameters


def test_an_older_payload_of_an_extended_event_is_recognised(folder):
    write_overlay(folder, {"shop_till": NUMBER})
    catalog = Catalog.default() | Catalog.load(folder)
    older = Catalog.default().get("ootb_deposit", "1.0.0").examples[0]
    assert validate(older, catalog=catalog).version == "1.0.0"


def test_an_overlay_of_a_catalogue_that_has_nothing_else(tmp_path):
    write_overlay(tmp_path, {"shop_till": TEXT})
    assert list(Catalog.load(tmp_path)) == ["ootb_deposit"]
    assert "shop_till" in Catalog.load(tmp_path).get("ootb_deposit").parameters


def test_an_overlay_may_extend_an_event_of_its_own_folder(folder):
    write_overlay(folder, {"shop_till": TEXT}, event=KEY, version="1.0.0")
    assert list(Catalog.load(folder).get(KEY).parameters)[-1] == "shop_till"


@pytest.mark.parametrize(
    ("extends", "pointer", "problem"),
    [
        ({"event": "ootb_depositt"}, "/x-extends/event", "did you mean ootb_deposit"),
        ({"version": "2.9.0"}, "/x-extends/version", "there are 1.0.0, 2.0.0, 2.1.0"),
        ({"version": 2}, "/x-extends", "says what it extends"),
        ({"event": None}, "/x-extends", "says what it extends"),
    ],
)
def test_an_overlay_of_what_does_not_exist_is_refused(folder, extends, pointer, problem):
    whole = {"event": "ootb_deposit", "version": "2.1.0", **extends}
    write_overlay(folder, {"shop_till": TEXT}, **{"x-extends": whole})
    with pytest.raises(CatalogError, match=problem) as error:
        Catalog.load(folder)
    assert (error.value.source, error.value.pointer) == ("overlays/ours.json", pointer)


@pytest.mark.parametrize(
    ("parameters", "pointer", "problem"),
    [
        ({"ootb_brand": TEXT}, f"{CONTEXT}/ootb_brand", "2.1.0 has the parameter 'ootb_brand'"),
        ({"brand": TEXT}, f"{CONTEXT}/brand", "'brand' is taken by ootb_brand"),
        ({}, CONTEXT, "adds at least one"),
        ({f"shop_{n}": TEXT for n in range(40)}, CONTEXT, "more than the 50"),
        ({"shop_x": {"description": "None."}}, f"{CONTEXT}/shop_x", "no kind"),
    ],
)
def test_an_overlay_that_does_not_fit_is_refused_at_its_place(folder, parameters, pointer, problem):
    write_overlay(folder, parameters)
    with pytest.raises(CatalogError) as error:
        _ = Catalog.load(folder).get("ootb_deposit").parameters
    assert problem in error.value.problem
    assert (error.value.source, error.value.pointer) == ("overlays/ours.json", pointer)


def test_two_overlays_that_add_the_same_parameter_are_refused(folder):
    write_overlay(folder, {"shop_till": TEXT}, name="a")
    write_overlay(folder.parent / "other", {"shop_till": TEXT}, name="b")
    both = Catalog.load(folder) | Catalog.load(folder.parent / "other")
    with pytest.raises(CatalogError, match=r"overlays/a\.json has the parameter") as error:
        both.get("ootb_deposit")
    assert error.value.source == "overlays/b.json"


def test_the_lock_holds_overlays_too(folder):
    path = write_overlay(folder, {"shop_till": TEXT})
    assert lock.write_lock(folder).new == (f"events/{KEY}/1.0.0.json", "overlays/ours.json")
    assert lock.lock_state(folder) == lock.LockState((), (), ())
    write_overlay(folder, {"shop_till": NUMBER})
    assert lock.lock_state(folder).changed == ("overlays/ours.json",)
    path.unlink()
    assert lock.lock_state(folder).missing == ("overlays/ours.json",)


# Names, and how many


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        ("xBonus", "snake_case"),
        ("x__bonus", "snake_case"),
        ("x_bonus_", "snake_case"),
        ("ootb_bonus", "prefix ootb_"),
        ("ls_bonus", "prefix ls_"),
        ("x" * 101, "100 characters"),
    ],
)
def test_the_naming_rules_of_the_platform_are_checked(tmp_path, key, problem):
    write_event(tmp_path / "events_too", key, {"bonus_code": TEXT})
    found = check.check_catalog(tmp_path / "events_too")
    assert any(problem in each.problem for each in found), found
    write_event(tmp_path / "parameters", "x_claimed", {key: TEXT})
    found = check.check_catalog(tmp_path / "parameters")
    assert any(problem in each.problem for each in found), found
    assert all(each.source == "events/x_claimed/1.0.0.json" for each in found)
    assert any(each.pointer.startswith(f"{CONTEXT}/{key}"[:90]) for each in found)


def test_a_standard_parameter_may_be_used(folder):
    write_event(folder, KEY, {"ootb_brand": BRAND, "customURL": TEXT})
    assert check.check_catalog(folder) == ()


@pytest.mark.parametrize("number", [51, 2_000])
def test_an_event_has_at_most_fifty_parameters(folder, number):
    write_event(folder, KEY, {f"shop_{each}": TEXT for each in range(number)})
    error = refused(folder)
    assert f"{number} parameters are more than the 50" in error.problem
    assert error.pointer == CONTEXT


def test_a_schema_with_a_million_parameters_is_not_even_read(folder):
    parameters = ",".join(f'"shop_{each}":{{}}' for each in range(1_000_000))
    event_path(folder, KEY).write_text(f"{{{parameters}}}", encoding="utf-8")
    error = refused(folder)
    assert "more than the 1048576 of the largest schema file" in error.problem
    assert error.source == f"events/{KEY}/1.0.0.json"


@pytest.mark.parametrize(
    ("parameters", "pointer", "problem"),
    [
        ({"customer": TEXT}, "customer", "'customer' is taken by every event"),
        ({"skinId": TEXT, "skin_id": TEXT}, "skin_id", "'skin_id' is taken by skinId"),
        ({"ootb_brand": BRAND, "brand": TEXT}, "brand", "'brand' is taken by ootb_brand"),
        ({"ootb_2fa": TEXT}, "ootb_2fa", "no attribute can be named '2fa'"),
        ({"ootb__x": TEXT}, "ootb__x", "no attribute can be named '_x'"),
    ],
)
def test_names_that_collide_or_are_none_are_refused(folder, parameters, pointer, problem):
    write_event(folder, KEY, parameters)
    found = check.check_catalog(folder)
    assert any(
        problem in each.problem
        and each.pointer == f"{CONTEXT}/{pointer}"
        and each.source == f"events/{KEY}/1.0.0.json"
        for each in found
    ), found


@pytest.mark.parametrize("key", ["ootb_2fa", "ootb_none", "ootb_true", "ootb_"])
def test_an_event_that_no_class_can_be_named_after_is_refused(tmp_path, key):
    write_event(tmp_path, key, {"bonus_code": TEXT})
    error = refused(tmp_path, key)
    assert "no class can be named" in error.problem
    assert error.pointer == "/x-event"


# Versions


@pytest.mark.parametrize(
    ("versions", "gap"),
    [
        (["1.0.0"], None),
        (["0.1.0", "0.1.1", "0.2.0", "1.0.0", "1.0.1", "1.1.0", "2.0.0"], None),
        (["2.0.0"], "2.0.0"),
        (["1.0.0", "3.0.0"], "3.0.0"),
        (["1.0.0", "1.2.0"], "1.2.0"),
        (["1.0.0", "1.1.1"], "1.1.1"),
        (["1.0.0", "2.0.1"], "2.0.1"),
    ],
)
def test_a_version_that_does_not_follow_from_the_one_before_is_a_gap(tmp_path, versions, gap):
    for version in versions:
        write_event(tmp_path, KEY, {"bonus_code": TEXT}, version)
    found = check.check_catalog(tmp_path)
    assert [each.source for each in found] == ([f"events/{KEY}/{gap}.json"] if gap else [])
    if gap:
        assert "is a file missing?" in found[0].problem


def test_the_published_catalogue_has_no_gap():
    from ootb_events.catalog._own_rules import _gaps

    catalog = Catalog.default()
    assert [gap for key in catalog for gap in _gaps(key, catalog.versions(key))] == []


# Schemas that are none

WHOLE = event_document(
    KEY,
    "1.0.0",
    {
        "bonus_code": parameter("text", x_values={"are": "listed", "values": ["a"]}, x_pii=True),
        "is_first": parameter("flag"),
        "amount": parameter("number", enum=[1, 2], x_aliases=["sum"]),
        "day": parameter("date", x_requirement={"ebi": "mandatory"}, x_name="on"),
    },
    x_rules=[{"check": "past", "date": "day"}],
)
JUNK = st.sampled_from([None, True, 0, -1, 1.5, "", "x", [], ["x"], [1], {}, {"x": 1}, [{}]])


def places(node, at=()):
    """Walk the places of a document, its examples aside."""
    yield at
    if isinstance(node, dict):
        steps = [(key, value) for key, value in node.items() if key != "examples"]
    else:
        steps = enumerate(node) if isinstance(node, list) else []
    for step, value in steps:
        yield from places(value, (*at, step))


@given(st.data())
@runs(300)
def test_whatever_a_schema_says_it_is_taken_or_refused_as_a_whole(tmp_path_factory, data):
    """Nothing but a CatalogError, and what is taken works all the way."""
    document = json.loads(json.dumps(WHOLE))
    at = data.draw(st.sampled_from([place for place in places(document) if place]))
    node = document
    for step in at[:-1]:
        node = node[step]
    if isinstance(node, dict) and data.draw(st.booleans(), label="removed"):
        del node[at[-1]]
    else:
        node[at[-1]] = data.draw(JUNK)
    folder = tmp_path_factory.mktemp("junk")
    write_json(event_path(folder, KEY), document)
    found = check.check_catalog(folder)
    assert all(isinstance(each, CatalogError) and each.source for each in found)
    catalog = Catalog.load(folder)
    if is_taken(catalog):
        assert validate(payload_of(KEY, {"is_first": True}), catalog=catalog).version == "1.0.0"
        assert catalog.event(KEY)(customer="c").event_key == KEY


def is_taken(catalog):
    try:
        return bool(catalog.get(KEY).parameters)
    except CatalogError:
        return False


@pytest.mark.parametrize(
    ("change", "pointer", "problem"),
    [
        ({"allOf": []}, "/allOf", "refer to the envelope"),
        ({"allOf": {}}, "/allOf", "list of references"),
        ({"description": ""}, "/description", "expected text"),
        ({"x-domain": "My Domain"}, "/x-domain", "a name such as"),
        ({"x-direction": "sideways"}, "/x-direction", "to-optimove"),
        ({"x-source": "wiki"}, "/x-source", "an object"),
        ({"examples": []}, "/examples", "at least one payload"),
        ({"x-rules": [{"check": "order"}]}, "/x-rules", "order"),
        ({"properties": []}, "/properties", "contradicts"),
    ],
    ids=str,
)
def test_a_schema_that_is_none_is_refused_at_its_place(folder, change, pointer, problem):
    write_json(event_path(folder, KEY), WHOLE | change)
    error = refused(folder)
    assert problem in error.problem
    assert (error.source, error.pointer) == (f"events/{KEY}/1.0.0.json", pointer)


@pytest.mark.parametrize(
    ("schema", "below", "problem"),
    [
        ({"type": "string"}, "/description", "expected text"),
        ({"type": "string", "description": "A."}, "", "no kind of its own"),
        ({"x-kind": "number", "type": "string", "description": "A."}, "/type", "number"),
        ({"x-kind": "date", "type": "string", "description": "A."}, "", "needs"),
        (TEXT | {"format": "date"}, "/format", "has no format"),
        ({"x-kind": "flag", "description": "A."}, "/x-wire", "true-false"),
        ({"x-kind": "flag", "x-wire": "yes-no", "enum": [3], "description": "A."}, "/enum", "flag"),
        (NUMBER | {"enum": ["a"]}, "/enum", "of the parameter's type"),
        (TEXT | {"x-values": ["a"]}, "/x-values", "listed"),
        (TEXT | {"x-name": "Not A Name"}, "/x-name", "snake_case"),
        (TEXT | {"x-pii": "yes"}, "/x-pii", "customer-id"),
        ([], "", "expected a schema"),
    ],
    ids=str,
)
def test_a_parameter_that_is_none_is_refused_at_its_place(folder, schema, below, problem):
    write_event(folder, KEY, {"bonus_code": schema})
    error = refused(folder)
    assert problem in error.problem
    assert error.source == f"events/{KEY}/1.0.0.json"
    assert error.pointer == f"{CONTEXT}/bonus_code{below}"


# Settings


@pytest.mark.parametrize("name", ["pyproject.toml", "ootb-events.toml"])
def test_a_settings_file_names_catalogues_relative_to_itself(folder, monkeypatch, name):
    head = "[tool.ootb-events]\n" if name == "pyproject.toml" else ""
    (folder.parent / name).write_text(f'{head}catalogs = ["mine/events/"]\n', encoding="utf-8")
    below = folder / "events" / KEY
    monkeypatch.chdir(below)
    assert KEY in configured_catalog()
    assert KEY in configured_catalog(start=folder.parent)
    assert KEY not in configured_catalog(start=folder.parent.parent)
    assert KEY in configured_catalog([folder])


def test_what_was_given_comes_before_the_settings(folder, monkeypatch):
    (folder.parent / "ootb-events.toml").write_text('catalogs = ["gone"]', encoding="utf-8")
    monkeypatch.chdir(folder.parent)
    assert KEY in configured_catalog(["mine"])
    with pytest.raises(CatalogError, match="gone: there is no such folder"):
        configured_catalog()


def test_nothing_configured_is_ours_alone(tmp_path, monkeypatch):
    (tmp_path / "pyproject.toml").write_text("[tool.ootb-events]\ncatalogs = []", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert configured_catalog() is Catalog.default()


@pytest.mark.parametrize("value", ['"events/"', "[5]", "{}", '[""]', "[[]]"])
def test_catalogs_is_a_list_of_folders(tmp_path, monkeypatch, value):
    path = tmp_path / "pyproject.toml"
    path.write_text(f"[tool.ootb-events]\ncatalogs = {value}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigurationError, match="expected a list of folders") as error:
        configured_catalog()
    assert str(path) in str(error.value)


# Each place once, in clear words


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            {"$ref": "https://example.com/a.json"},
            "/$ref: the reference 'https://example.com/a.json' leaves the catalogue's folder",
        ),
        ({"pattern": "(" * 5000 + ")" * 5000}, "/pattern: the pattern is too large"),
        ({"pattern": "(a"}, "/pattern: the pattern has a ( without its )"),
        ({"description": "No end"}, "/description: expected a text that ends with a full stop"),
        ({"x-aliases": ["other"]}, "/x-aliases/0: other is a parameter already"),
        ({"x-aliases": ["old", "said"]}, "/x-aliases/1: said is an alias of other already"),
    ],
)
def test_what_is_wrong_is_said_once_and_clearly(folder, change, expected):
    fine = parameter("text", description="What it says.")
    aliased = {**fine, "x-aliases": ["said"]}
    write_event(folder, "x_bad", {"other": aliased, "bad": {**fine, **change}})
    (problem,) = check.check_catalog(folder)
    place = "events/x_bad/1.0.0.json#/properties/context/properties/bad"
    assert str(problem).startswith(place + expected)


@pytest.mark.parametrize("text", ["", "[]", "{", "\ufeff{}"])
def test_a_file_that_is_no_schema_is_told_once(folder, text):
    event_path(folder, KEY).write_text(text, "utf-8")
    assert len(check.check_catalog(folder)) == 1


@pytest.mark.parametrize(
    ("words", "pointer"),
    [
        ({"x_superseded_by": {"event": "x_bad"}}, "/x-superseded-by/event"),
        ({"x_source": {"page": "p", "revision": 1, "since": "2026-02-30"}}, "/x-source/since"),
    ],
)
def test_an_event_that_follows_itself_or_has_no_day_is_refused(folder, words, pointer):
    write_event(folder, "x_bad", {"bad": parameter("text", description="What it says.")}, **words)
    (problem,) = check.check_catalog(folder)
    assert problem.pointer == pointer


@pytest.mark.parametrize(
    ("words", "pointer", "problem"),
    [
        (
            {"x_rules": [{"check": "past", "date": "gone"}]},
            "/x-rules/0/date",
            "x_bad 1.0.0 has no parameter gone",
        ),
        (
            {"x_rules": [{"check": "sum", "total": "cost", "plus": ["cost", "state"]}]},
            "/x-rules/0/plus/1",
            "state is of kind text; sum compares number",
        ),
        (
            {"x_rules": [{"check": "past", "date": "cost"}]},
            "/x-rules/0/date",
            "cost is of kind number; past compares date and date-time",
        ),
        (
            {"x_follows": {"events": ["ootb_login"], "same": ["gone"]}},
            "/x-follows/same/0",
            "x_bad 1.0.0 has no parameter gone",
        ),
        (
            {"x_stages": {"parameter": "gone", "order": [["a"], ["b"]]}},
            "/x-stages/parameter",
            "x_bad 1.0.0 has no parameter gone",
        ),
        (
            {"x_stages": {"parameter": "state", "order": [["open"], ["shut", "done"]]}},
            "/x-stages/order/1/0",
            "state does not take 'shut'",
        ),
        (
            {"x_stages": {"parameter": "state", "order": [["open"], ["done"]], "same": ["gone"]}},
            "/x-stages/same/0",
            "x_bad 1.0.0 has no parameter gone",
        ),
    ],
)
def test_keywords_name_parameters_that_are_there_and_fit(folder, words, pointer, problem):
    fine = {
        "state": parameter("text", description="What it is.", enum=["open", "done"]),
        "cost": parameter("number", description="What it costs."),
    }
    write_event(folder, "x_bad", fine, **words)
    (found,) = check.check_catalog(folder)
    assert (found.source, found.pointer) == ("events/x_bad/1.0.0.json", pointer)
    assert found.problem == problem
