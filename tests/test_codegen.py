"""The classes: what the generator writes, and that the committed files are that."""

from __future__ import annotations

import importlib.util
import inspect
import keyword
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import Literal, get_args, get_origin

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from event_strategies import SCHEMAS, events, name_of, runs
from ootb_events import events as published
from ootb_events.catalog import Catalog, schema_folder
from ootb_events.codegen import NOTICE, class_name_of, differences, module_of, render, write
from ootb_events.errors import CatalogError
from ootb_events.events import Event, event_class
from schema_files import parameter, write_event, write_foundation

ROOT = Path(__file__).resolve().parents[1]
FOLDER = Path(published.__file__).parent
FILES = render(Catalog.default())
PUBLIC = [schema for schema in SCHEMAS if not schema.superseded_by]
TEXT = parameter("text")


def class_of(schema):
    return event_class(schema.key, schema.version)


# The committed files


def test_the_committed_classes_are_those_of_the_schemas():
    found = differences(FILES, FOLDER)
    if found:
        changes = "\n".join(difference.diff for difference in found)
        pytest.fail(f"run `ootb-events generate`, for the schemas say something else:\n{changes}")


@pytest.mark.parametrize("file", FILES)
def test_a_generated_file_says_how_to_change_it(file):
    assert "`ootb-events generate`" in FILES[file].partition('"""\n\nfrom')[0]


def test_rendering_depends_on_the_schemas_alone():
    assert render(Catalog.default()) == FILES
    assert render(Catalog.load(schema_folder())) == FILES


def test_every_version_has_its_module():
    modules = {f"{module_of(schema)}.py" for schema in SCHEMAS}
    assert set(FILES) == {*modules, "__init__.py"}
    assert "superseded.py" in FILES


# Another catalogue's


@pytest.fixture
def tricky(tmp_path):
    """Load a catalogue with what the published one has not, or not yet."""
    folder = write_foundation(tmp_path / "schemas")
    write_event(
        folder,
        "ootb_order",
        {
            "ootb_class": parameter("text", description="Class, such as C:\\first."),
            "ootb_skinId": parameter("identifier"),
            "ootb_state": parameter("text", enum=["open", "done\\over", 'say "a"']),
            "ootb_code": parameter("number", enum=[0, 1], x_value_names={"0": "no", "1": "yes"}),
            "ootb_day": parameter("date", x_pii=True),
            "ootb_amount": parameter("number", x_pii=True),
            "ootb_kind": parameter("text", x_values={"are": "listed", "values": ["a", "b"]}),
            "ootb_words": parameter("text", description='Three quotes """ in it.', x_pii=True),
        },
        description="Report that an order was placed, with a \\ in it. Another sentence.",
    )
    write_event(folder, "ootb_order", {"ootb_class": TEXT}, "0.1.0")
    write_event(folder, "ls_gift", {"ls_at": parameter("date-time")}, x_direction="from-optimove")
    write_event(folder, "ootb_old", {"ootb_a": TEXT}, x_superseded_by={"event": "ootb_order"})
    return Catalog.load(folder)


@pytest.fixture
def imported(tmp_path, monkeypatch):
    """Import a rendered module, as a user's own package would."""

    def load(rendered, name):
        path = tmp_path / f"{name}.py"
        path.write_text(rendered[f"{name}.py"], encoding="utf-8")
        spec = importlib.util.spec_from_file_location(f"rendered_{name}", path)
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, module.__name__, module)
        spec.loader.exec_module(module)
        return module

    return load


def test_classes_of_another_catalogue_work(tricky, imported):
    module = imported(render(tricky), "tests")
    assert module.__all__ == ["LsGift", "Order", "OrderV0_1"]
    order = module.Order(class_="a", skin_id="b", state='say "a"', code=1, words="Zebra7741")
    assert "Zebra7741" not in repr(order)
    assert [field.name for field in attrs.fields(module.Order)][3:] == [
        "class_",
        "skin_id",
        "state",
        "code",
        "day",
        "amount",
        "kind",
        "words",
    ]
    fields = attrs.fields_dict(attrs.resolve_types(module.Order))
    assert get_args(get_args(fields["state"].type)[0]) == ("open", "done\\over", 'say "a"')
    assert get_args(get_args(fields["code"].type)[0]) == (0, 1)
    words = module.Order.__doc__
    assert "Class, such as C:\\first." in words
    assert 'Three quotes """ in it. Personal data.' in words
    assert "0: no, 1: yes." in words
    assert "Named values: a, b." in words
    assert "Received from Optimove, never sent" in module.LsGift.__doc__
    assert "LsGift" in render(tricky)["__init__.py"]
    old = imported(render(tricky), "superseded")
    assert "Superseded by ``ootb_order``" in old.Old.__doc__
    assert '    "Old",' not in render(tricky)["__init__.py"]


def test_two_classes_of_one_name_are_refused(tmp_path):
    write_foundation(tmp_path)
    write_event(tmp_path, "ootb_order", {"ootb_a": TEXT})
    write_event(tmp_path, "order", {"ootb_a": TEXT}, x_domain="other")
    with pytest.raises(CatalogError, match="two classes would be named Order") as error:
        render(Catalog.load(tmp_path))
    assert error.value.source == "events/order/1.0.0.json"


def test_no_class_takes_the_name_of_the_base(tmp_path):
    write_foundation(tmp_path)
    write_event(tmp_path, "ootb_event", {"ootb_a": TEXT})
    with pytest.raises(CatalogError, match="two classes would be named Event"):
        render(Catalog.load(tmp_path))


def test_two_superseded_classes_of_one_name_are_refused(tmp_path):
    write_foundation(tmp_path)
    for key in ("ootb_order", "order"):
        write_event(tmp_path, key, {"ootb_a": TEXT}, x_superseded_by={"event": "ootb_new"})
    with pytest.raises(CatalogError, match="two classes would be named Order"):
        render(Catalog.load(tmp_path))


# Tools of others


def ruff(command, file, source):
    if importlib.util.find_spec("ruff") is None:
        pytest.skip("ruff is not installed here")
    pretended = f"src/ootb_events/events/{file}"
    options = ["--quiet", "--config", str(ROOT / "pyproject.toml"), "--stdin-filename", pretended]
    return subprocess.run(  # noqa: S603 - ruff, with what this test wrote
        [sys.executable, "-m", "ruff", *command, *options, "-"],
        input=source,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=ROOT,
    )


@pytest.mark.parametrize("command", [["check"], ["format", "--diff"]], ids=" ".join)
@pytest.mark.parametrize("file", FILES)
def test_ruff_has_nothing_to_say(command, file):
    ran = ruff(command, file, FILES[file])
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


# Files and their differences


def test_writing_makes_the_folder_what_was_rendered(tmp_path):
    (tmp_path / "_base.py").write_text("mine", encoding="utf-8")
    (tmp_path / "gone.py").write_text(NOTICE, encoding="utf-8")
    (tmp_path / "theirs.py").write_bytes(b"# \xff is not ours to judge")
    rendered = {"a.py": "one\n", "b.py": "two\n"}
    assert write(rendered, tmp_path) == ("a.py", "b.py", "gone.py")
    assert {path.name for path in tmp_path.iterdir()} == {"_base.py", "a.py", "b.py", "theirs.py"}
    assert (tmp_path / "a.py").read_bytes() == b"one\n"
    assert differences(rendered, tmp_path) == ()
    assert write(rendered, tmp_path) == ()


def test_a_difference_shows_what_changes(tmp_path):
    write({"a.py": "one\ntwo\n"}, tmp_path)
    (found,) = differences({"a.py": "one\nthree\n"}, tmp_path)
    assert found.file == "a.py"
    assert "-two\n+three\n" in found.diff


def test_a_file_nobody_renders_is_a_difference(tmp_path):
    (tmp_path / "gone.py").write_text(f"{NOTICE}\n", encoding="utf-8")
    (found,) = differences({}, tmp_path)
    assert (found.file, f"-{NOTICE}" in found.diff) == ("gone.py", True)


# Names


def test_the_package_exports_each_event_once_and_sorted():
    assert published.__all__ == sorted(set(published.__all__))
    names = {class_name_of(schema, Catalog.default()) for schema in PUBLIC}
    items = {schema.item.class_name for schema in PUBLIC if schema.item}
    functions = {"event_class", "show_customer_ids"}
    assert set(published.__all__) == {*names, *items, *functions, "Event"}
    assert set(published.__all__) <= set(dir(published))
    for name in published.__all__:
        assert getattr(published, name).__name__ == name


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_a_module_exports_what_it_holds(schema):
    module = sys.modules[class_of(schema).__module__]
    assert module.__all__ == sorted(module.__all__)
    held = {
        name
        for name, value in vars(module).items()
        if inspect.isclass(value) and value.__module__ == module.__name__
    }
    assert held == set(module.__all__)


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = published.Nothing


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_a_class_is_found_by_key_and_version(schema):
    cls = class_of(schema)
    assert (cls.event_key, cls.schema_version) == (schema.key, schema.version)
    assert cls.__module__ == f"ootb_events.events.{module_of(schema)}"
    if schema.superseded_by:
        assert cls.__module__.endswith(".superseded")
        assert getattr(published, cls.__name__, None) is not cls
    elif Catalog.default().is_current(schema):
        assert getattr(published, schema.class_name) is cls
    else:
        assert getattr(published, schema.versioned_class_name) is cls


@pytest.mark.parametrize(("key", "version"), [("ootb_login", "9.0.0"), ("ootb_x", "1.0.0")])
def test_no_class_is_found_where_there_is_none(key, version):
    with pytest.raises(KeyError):
        event_class(key, version)


# The classes


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
class TestClass:
    def test_it_is_frozen_and_has_no_room_for_more(self, schema):
        event = class_of(schema)(customer="c-1")
        name = next(iter(schema.parameters.values())).name
        for attribute in (name, "customer", "timestamp", "event_key", "other"):
            with pytest.raises(AttributeError):
                setattr(event, attribute, "x")

    def test_it_takes_keywords_only(self, schema):
        with pytest.raises(TypeError):
            class_of(schema)("c-1")
        with pytest.raises(TypeError):
            class_of(schema)(customer="c-1", no_such_parameter=1)

    def test_it_has_an_attribute_per_parameter_in_their_order(self, schema):
        names = [field.name for field in attrs.fields(class_of(schema))]
        assert names == [
            "customer",
            "visitor",
            "timestamp",
            *(described.name for described in schema.parameters.values()),
            *(["items"] if schema.item else []),
        ]
        assert not any(keyword.iskeyword(name) or name.startswith("ootb_") for name in names)

    def test_nothing_but_the_timestamp_has_a_value_unless_given(self, schema):
        before = datetime.now(timezone.utc)
        event = class_of(schema)()
        after = datetime.now(timezone.utc)
        values = attrs.asdict(event)
        assert before <= values.pop("timestamp") <= after
        assert event.timestamp.tzinfo is timezone.utc
        assert values.pop("items", ()) == ()
        assert set(values.values()) == {None}

    def test_its_docstring_tells_every_parameter(self, schema):
        words = " ".join(class_of(schema).__doc__.split())
        assert words.startswith(schema.description.partition(". ")[0].removesuffix("."))
        assert f"``{schema.key}`` {schema.version}" in words
        assert f"``{schema.page}``" in words
        for described in schema.parameters.values():
            told = " ".join(described.description.split())
            assert f":param {described.name}: {told}" in words
            for value in (*described.listed_values, *described.example_values):
                assert value in words

    def test_its_types_are_those_of_the_schema(self, schema):
        fields = attrs.fields_dict(attrs.resolve_types(class_of(schema)))
        expected = {
            "text": {"str"},
            "identifier": {"str"},
            "number": {"int", "float", "Decimal"},
            "flag": {"bool"},
            "date-time": {"datetime"},
            "date": {"date"},
        }
        for described in schema.parameters.values():
            *types, nothing = get_args(fields[described.name].type)
            assert nothing is type(None)
            if described.closed_values is None:
                assert {cls.__name__ for cls in types} == expected[described.kind]
            else:
                assert get_origin(types[0]) is Literal
                assert get_args(types[0]) == described.closed_values

    def test_its_repr_shows_no_personal_data(self, schema):
        values = {
            described.name: f"Zebra{number}"
            for number, described in enumerate(schema.parameters.values())
        }
        shown = repr(class_of(schema)(customer="Giraffe1", visitor="Giraffe2", **values))
        assert "Giraffe" not in shown
        for described in schema.parameters.values():
            there = f"{described.name}='{values[described.name]}'" in shown
            assert there != described.pii
            if described.pii:
                length = len(values[described.name])
                assert f"{described.name}=<str of {length} characters>" in shown


def test_a_repr_shows_what_is_not_personal_by_type():
    event = published.Registration(date_of_birth=datetime(1990, 4, 17).date())  # noqa: DTZ001
    assert "date_of_birth=<date>" in repr(event)
    assert "email=None" in repr(event)


@given(st.data())
@runs(60)
def test_events_are_equal_by_value(data):
    event = data.draw(st.sampled_from(SCHEMAS).flatmap(events))
    same = attrs.evolve(event)
    assert same == event
    assert same is not event
    assert hash(same) == hash(event)
    assert attrs.evolve(event, customer="c-1", visitor="somebody else") != event
    assert isinstance(event, Event)
