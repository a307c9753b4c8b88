"""Classes of events of one's own: written to a file, and built at run time, from one renderer."""

from __future__ import annotations

import copy
import importlib.util
import inspect
import json
import pickle
import subprocess
import sys
import typing
from datetime import date, datetime
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from event_strategies import events, runs
from ootb_events import Emitter, parse, to_bytes, to_payload
from ootb_events import events as published
from ootb_events.catalog import Catalog
from ootb_events.codec import class_of
from ootb_events.codegen import NOTICE, build, is_built, render_module
from ootb_events.errors import CatalogError, EncodeError, UnknownEventError
from ootb_events.events import Event
from ootb_events.transports import MemoryTransport
from ootb_events.validation import validate
from schema_files import parameter, write_event, write_overlay

ROOT = Path(__file__).resolve().parents[1]
KEY = "x_bonus_claimed"
TEXT = parameter("text")
LONG = "Quite a long description of what this parameter means to us and to everybody else here. "


def numbered(key, **keywords):
    return {f"^{key}_([1-9][0-9]*)_name$": parameter("text", **keywords)}


def write_cart_of(folder, key, item, version="1.0.0", **keywords):
    context = {
        "properties": {"shop_till": TEXT},
        "patternProperties": numbered("shop_item", **keywords),
        "x-items": {"class": item},
    }
    properties = {"event": {"const": key}, "context": context}
    write_event(folder, key, {}, version, properties=properties)


def write_cart(folder, version="1.0.0", **keywords):
    write_cart_of(folder, "x_cart_seen", "CartLine", version, **keywords)


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Write a catalogue with all that is awkward: names of types, long lines, items, versions."""
    folder = tmp_path_factory.mktemp("shop")
    write_event(
        folder,
        KEY,
        {
            name: parameter(kind, **keywords)
            for name, kind, keywords in (
                ("str", "text", {}),
                ("date", "date", {}),
                ("datetime", "date-time", {"x_pii": True}),
                ("int", "number", {}),
                ("float", "number", {}),
                ("decimal", "number", {}),
                ("bool", "flag", {}),
                ("type", "text", {}),
                ("tuple", "text", {"enum": ["a", "b"]}),
                ("attrs", "text", {"x_pii": True}),
                ("masked", "text", {"x_pii": True}),
                ("masked_id", "identifier", {"x_pii": "customer-id"}),
                ("class", "text", {}),
                ("import", "text", {}),
                ("skin_id", "identifier", {"enum": ["a", 1]}),
                ("rate", "number", {"enum": [0, 0.5, 1]}),
                ("state", "text", {"enum": [f"state number {n}" for n in range(30)]}),
                ("hidden_state", "text", {"enum": [f"s{n}" for n in range(40)], "x_pii": True}),
                ("one", "text", {"enum": ["x" * 120]}),
                ("y" * 95, "text", {"x_pii": True}),
                ("a_parameter_of_quite_a_name_" + "z" * 50, "number", {"x_pii": True}),
                ("w" * 94, "text", {}),
                ("v" * 70, "number", {}),
                ("u" * 50, "number", {"x_pii": True}),
                ("noted", "text", {"description": LONG * 3}),
            )
        },
        description=LONG + "Another sentence.",
    )
    write_event(folder, KEY, {"str": TEXT}, "0.1.0")
    write_event(folder, "x_decimal", {"amount": parameter("number")})
    for version in ("2.0.0", "10.0.0", "11.0.0"):
        write_event(folder, "x_decimal", {"amount": TEXT}, version)
    write_event(folder, "ootb_literal", {"kind": parameter("text", enum=["a"])})
    write_event(folder, "x_" + "long_" * 18 + "name", {"kind": TEXT})
    write_event(folder, "x_received", {"at": parameter("date-time")}, x_direction="from-optimove")
    old = {"event": KEY}
    write_event(folder, "x_old", {"kind": TEXT}, x_superseded_by=old)
    write_cart(folder)
    write_cart(folder, "1.1.0")
    write_cart(folder, "2.0.0", x_pii=True)
    write_cart_of(folder, "x_wide_cart_seen", "L" + "ine" * 19)
    write_overlay(folder, {"shop_till": TEXT})
    return Catalog.default() | Catalog.load(folder)


@pytest.fixture(scope="module")
def module(shop, tmp_path_factory):
    """Import the rendered module, as a user's program would."""
    path = tmp_path_factory.mktemp("src") / "shop_events.py"
    path.write_text(render_module(shop), encoding="utf-8", newline="\n")
    spec = importlib.util.spec_from_file_location("shop_events", path)
    found = sys.modules["shop_events"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    yield found
    del sys.modules["shop_events"]


def own(shop):
    """List the versions of events that ours do not have."""
    return [
        schema
        for key in shop
        for schema in (shop.get(key, version) for version in shop.versions(key))
        if schema.overlays or key not in Catalog.default()
    ]


# The module


def test_the_module_says_how_to_change_it_and_lists_its_classes(module):
    assert NOTICE in module.__doc__
    assert {
        name
        for name, value in vars(module).items()
        if inspect.isclass(value) and value.__module__ == module.__name__
    } == set(module.__all__)
    assert {"XBonusClaimed", "XBonusClaimedV0_1", "XDecimal", "Literal", "Deposit", "XOld"} <= set(
        module.__all__
    )


def test_rendering_depends_on_the_schemas_alone(shop):
    assert render_module(shop) == render_module(shop)
    assert render_module(Catalog.load(shop.folders[-1])) == render_module(shop)


def test_there_is_nothing_to_write_where_nothing_is_ones_own():
    with pytest.raises(CatalogError, match="no event or overlay of its own"):
        render_module(Catalog.default())


def test_annotations_mean_types_whatever_attributes_are_called(module):
    for name in module.__all__:
        typing.get_type_hints(getattr(module, name))
    fields = attrs.fields_dict(attrs.resolve_types(module.XBonusClaimed))
    assert fields["date"].type == date | None
    assert fields["str"].type == str | None
    assert fields["datetime"].type == datetime | None
    assert typing.get_args(typing.get_args(fields["tuple"].type)[0]) == ("a", "b")
    assert len(typing.get_args(typing.get_args(fields["state"].type)[0])) == 30


def test_personal_data_stays_out_of_reprs(module):
    event = module.XBonusClaimed(attrs="Zebra1", masked="Zebra2", masked_id="Zebra3")
    assert "Zebra" not in repr(event)
    assert "attrs=<str of 6 characters>" in repr(event)


def test_versions_share_the_class_of_items_that_are_alike(module):
    assert module.XCartSeenV1.item_class is module.XCartSeenV1_1.item_class
    assert module.XCartSeen.item_class is module.CartLine
    assert "Zebra" not in repr(module.CartLine(shop_item_name="Zebra"))


@pytest.mark.parametrize("command", [["check"], ["format", "--diff"]], ids=" ".join)
def test_ruff_has_nothing_to_say(shop, command):
    if importlib.util.find_spec("ruff") is None:
        pytest.skip("ruff is not installed here")
    options = ["--quiet", "--config", str(ROOT / "pyproject.toml"), "--stdin-filename"]
    pretended = "src/ootb_events/events/shop.py"
    ran = subprocess.run(  # noqa: S603 - ruff, with what this test wrote
        [sys.executable, "-m", "ruff", *command, *options, pretended, "-"],
        input=render_module(shop),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=ROOT,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_mypy_has_nothing_to_say(shop, tmp_path):
    if importlib.util.find_spec("mypy") is None:
        pytest.skip("mypy is not installed here")
    (tmp_path / "shop_events.py").write_text(render_module(shop), encoding="utf-8")
    (tmp_path / "use.py").write_text(
        "from shop_events import CartLine, Deposit, XBonusClaimed, XCartSeen\n"
        'XBonusClaimed(customer="c", str="a", tuple="a", int=1, hidden_state="s1")\n'
        'XCartSeen(items=(CartLine(shop_item_name="a"),))\n'
        'Deposit(shop_till="a", deposit_amount=1)\n'
        'XBonusClaimed(tuple="c")\n'
        "Deposit(till=1)\n",
        encoding="utf-8",
    )
    ran = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "use.py", "shop_events.py"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    lines = [line for line in ran.stdout.splitlines() if ": error: " in line]
    assert [line.partition(": error: ")[0] for line in lines] == ["use.py:5", "use.py:6"], lines


# At run time


def test_the_same_class_is_built_without_generating(shop, module):
    for schema in own(shop):
        made = build(schema, "Event_" if schema.key == "x" else class_name(schema, shop))
        written = getattr(module, made.__name__)
        assert made is not written
        assert (made.event_key, made.schema_version) == (schema.key, schema.version)
        assert made.__doc__ == written.__doc__ or schema.item
        assert [(f.name, f.default) for f in attrs.fields(made)][3:] == [
            (f.name, f.default) for f in attrs.fields(written)
        ][3:]


def class_name(schema, catalog):
    return schema.class_name if catalog.is_current(schema) else schema.versioned_class_name


def test_a_catalogue_hands_out_classes(shop, tmp_path):
    write_event(tmp_path, "x_seen", {"shop_till": TEXT})
    mine = Catalog.load(tmp_path)
    cls = mine.event("x_seen")
    assert is_built(cls)
    assert cls is (shop | mine).event("x_seen") is Catalog.load(tmp_path).event("x_seen", "1.0.0")
    assert shop.event("ootb_login") is published.Login
    assert shop.event("ootb_login", "1.0.0") is published.LoginV1
    assert shop.event("ootb_deposit", "2.0.0") is published.DepositV2
    with pytest.raises(UnknownEventError):
        mine.event("x_unseen")


def test_a_module_that_was_imported_comes_before_what_is_built(shop, module):
    assert shop.event(KEY) is module.XBonusClaimed
    assert shop.event("ootb_deposit") is module.Deposit
    assert class_of(shop, "x_cart_seen", "1.0.0") is module.XCartSeenV1


def test_a_class_of_other_parameters_is_not_taken(module, tmp_path):
    write_event(tmp_path, KEY, {"shop_till": TEXT})
    other = Catalog.load(tmp_path)
    assert other.event(KEY) is not module.XBonusClaimed
    with pytest.raises(UnknownEventError, match="XBonusClaimed"):
        to_payload(module.XBonusClaimed(customer="c"), tenant=1, catalog=other)


@given(st.data())
@runs(60)
def test_events_go_round_as_ours_do(shop, module, data):
    schema = data.draw(st.sampled_from(own(shop)))
    for cls in (shop.event(schema.key, schema.version), build(schema, class_name(schema, shop))):
        event = data.draw(events(schema, cls))
        payload = to_payload(event, tenant=1, catalog=shop)
        assert validate(payload, catalog=shop, version=schema.version).ok
        assert to_bytes(event, tenant=1, catalog=shop) == to_bytes(payload)
    if schema.emittable and shop.is_current(schema):
        again = parse(payload, catalog=shop, version=schema.version)
        assert type(again) is getattr(module, class_name(schema, shop))
        assert to_payload(again, tenant=1, catalog=shop) == payload


def write_seen(folder, key):
    context = {
        "properties": {"shop_till": TEXT, "note": parameter("text", x_pii=True)},
        "patternProperties": numbered("shop_item"),
        "x-items": {"class": "SeenLine"},
    }
    write_event(folder, key, {}, properties={"event": {"const": key}, "context": context})
    return Catalog.load(folder)


@pytest.fixture
def built(tmp_path):
    return write_seen(tmp_path, "x_seen")


def test_what_is_built_can_be_copied_and_pickled(built):
    cls = built.event("x_seen")
    line = cls.item_class(shop_item_name="a")
    event = cls(customer="c", shop_till="t", note="Zebra", items=(line,))
    assert "Zebra" not in repr(event)
    for again in (pickle.loads(pickle.dumps(event)), copy.deepcopy(event), copy.copy(event)):  # noqa: S301
        assert again == event
        assert type(again) is cls
    assert attrs.evolve(event, shop_till="u").shop_till == "u"
    assert hash(event) == hash(copy.copy(event))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        event.shop_till = "v"


def test_what_is_pickled_is_read_where_the_class_was_never_built(built, tmp_path):
    event = built.event("x_seen")(customer="c", shop_till="t")
    (tmp_path / "event.pickle").write_bytes(pickle.dumps([event, event]))
    script = (
        "import pickle; one, other = pickle.load(open('event.pickle', 'rb'));"
        "assert one == other and type(one) is type(other);"
        "print(type(one).__name__, one.shop_till, one.customer)"
    )
    ran = subprocess.run(  # noqa: S603 - this interpreter, with our own text
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert ran.stdout.split() == ["XSeen", "t", "c"]


def test_an_emitter_takes_events_of_ones_own(shop, module):
    transport = MemoryTransport()
    with Emitter(transport, tenant=1, catalog=shop) as emitter:
        emitter.emit(module.Deposit(customer="c", shop_till="t"))
        emitter.emit(build(shop.get("x_decimal"), "XDecimal")(customer="c", amount="1"))
        emitter.emit({**shop.get("x_decimal").examples[0], "tenant": 1})
    assert [json.loads(message.body)["event"] for message in transport.messages] == [
        "ootb_deposit",
        "x_decimal",
        "x_decimal",
    ]


def test_the_class_of_an_event_before_an_overlay_can_still_be_sent(shop, module):
    """Somebody else's code in the same program knows nothing of the overlay."""
    event = published.Deposit(customer="c", deposit_amount=1)
    payload = to_payload(event, tenant=1, catalog=shop)
    assert payload["context"] == {"ootb_deposit_amount": 1}
    assert type(parse(payload, catalog=shop)) is module.Deposit
    with pytest.raises(UnknownEventError, match="generate it anew"):
        to_payload(module.Deposit(customer="c"), tenant=1)


@attrs.frozen(kw_only=True)
class Line:
    """Stand for one item."""

    shop_item_name: str | None = None


@attrs.frozen(kw_only=True)
class Seen(Event):
    """Do what the renderer does, by hand."""

    event_key: typing.ClassVar[str] = "x_written_by_hand"
    schema_version: typing.ClassVar[str] = "1.0.0"
    item_class: typing.ClassVar[type[Line]] = Line

    shop_till: str | None = None
    note: str | None = None
    items: tuple[Line, ...] = ()


def test_a_class_written_by_hand_is_taken_if_it_fits(tmp_path):
    catalog = write_seen(tmp_path, "x_written_by_hand")
    assert catalog.event("x_written_by_hand") is Seen
    payload = to_payload(Seen(customer="c", items=(Line(),)), tenant=1, catalog=catalog)
    assert parse(payload, catalog=catalog) == parse(payload, catalog=Catalog.load(tmp_path))
    with pytest.raises(EncodeError, match="got NotAnEvent"):
        to_payload(type("NotAnEvent", (Event,), {})(customer="c"), tenant=1, catalog=catalog)


# Hostile words

HOSTILE = [
    '"""\nimport os; os.abort()\n"""',
    "'''\nimport os; os.abort()\n'''",
    '\\"""; import os; os.abort()',
    "\\",
    'ends in a quote"',
    'ends in quotes"""',
    "a\x00b",
    "a\x0cb\x0bc\x1cd\x85e\u2028f",
    "\u202e\u2066 turned round",
    "{0} %s {x} $x",
    "# noqa",
    "x" * 300,
    ":param a: b",
]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_no_word_of_a_schema_becomes_code(tmp_path, text):
    check_words(tmp_path, text)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(str.strip))
@runs(150)
def test_any_words_are_words(tmp_path_factory, text):
    check_words(tmp_path_factory.mktemp("words"), text)


def check_words(folder, text):
    words = {"title": text, "description": text}
    known = {"x_values": {"are": "examples", "values": [text]}, "x_value_names": {"a": text}}
    write_event(
        folder,
        "x_seen",
        {"kind": parameter("text", **words, **known), "state": parameter("text", enum=[text, "b"])},
        x_source={"page": text, "revision": 1},
        **words,
    )
    catalog = Catalog.load(folder)
    source = render_module(catalog)
    source.encode()
    assert not any(char != "\n" and not char.isprintable() for char in source)
    cls = catalog.event("x_seen")
    made = sys.modules[cls.__module__]
    assert made.__all__ == ["XSeen"]
    assert {name for name in vars(made) if not name.startswith("_")} <= {
        "annotations", "ClassVar", "Literal", "attrs", "Event", "XSeen"
    }  # fmt: skip
    hint = typing.get_type_hints(cls)["state"]
    assert typing.get_args(typing.get_args(hint)[0]) == (text, "b")
    assert cls(customer="c", state="b").state == "b"


@pytest.mark.parametrize(
    "key", ["x_a); import os", "x-y", "x y", "x\ny", "x.y", "é", "x\u0661", "X" * 101, "", "1x"]
)
def test_no_name_of_a_schema_becomes_code(tmp_path, key):
    write_event(tmp_path, "x_seen", {key: TEXT})
    with pytest.raises(CatalogError, match="a key begins with a letter"):
        Catalog.load(tmp_path).event("x_seen")


# Names of classes


def test_two_classes_of_one_name_are_refused_naming_both(tmp_path):
    write_event(tmp_path, "x_seen", {"kind": TEXT})
    write_event(tmp_path, "ootb_x_seen", {"kind": TEXT})
    with pytest.raises(CatalogError, match="named XSeen, by events/ootb_x_seen") as error:
        render_module(Catalog.load(tmp_path))
    assert error.value.source == "events/x_seen/1.0.0.json"


@pytest.mark.parametrize(("key", "item"), [("event", "Line"), ("x_seen", "Event")])
def test_no_class_takes_the_name_of_the_base(tmp_path, key, item):
    context = {
        "properties": {},
        "patternProperties": numbered("shop_item"),
        "x-items": {"class": item},
    }
    write_event(tmp_path, key, {}, properties={"event": {"const": key}, "context": context})
    with pytest.raises(CatalogError, match="two classes would be named Event"):
        render_module(Catalog.load(tmp_path))
