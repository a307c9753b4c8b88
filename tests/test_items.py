"""Numbered parameters are a tuple of objects in Python, and numbered as each page does it."""

from __future__ import annotations

import contextlib
import json
import time

import attrs
import pytest
from hypothesis import given

from event_strategies import MOST_PARAMETERS, SCHEMAS, events, mutated, name_of, payloads, runs
from ootb_events.catalog import Catalog
from ootb_events.codec import parse, to_bytes, to_payload
from ootb_events.errors import CatalogError, DecodeError, EncodeError, InvalidEventError
from ootb_events.events import CartItem, ItemsInCart, Login, OrderShipped, ShippedItem, event_class
from ootb_events.validation import Severity, available_engines, validate
from schema_files import parameter, payload_of, write_event, write_foundation

ENGINES = available_engines()
WITH_ITEMS = [schema for schema in SCHEMAS if schema.item]
W = Severity.WARNING


def cart(**context):
    return payload_of("ootb_items_in_cart", context)


def shipped(**context):
    return payload_of("ootb_order_shipped", context)


def triples(report):
    return [(found.rule, found.severity, found.pointer) for found in report.findings]


def class_of(schema):
    return event_class(schema.key, schema.version)


# There and back

SAME = {
    "none": (ItemsInCart(customer="c"), {}),
    "a suffix from 0": (
        ItemsInCart(customer="c", items=(CartItem(name="a", quantity=2), CartItem(name="b"))),
        {"ootb_item_name_0": "a", "ootb_item_quantity_0": 2, "ootb_item_name_1": "b"},
    ),
    "an infix from 1": (
        OrderShipped(
            customer="c", items=(ShippedItem(product_id="p", price=60), ShippedItem(category="k"))
        ),
        {"ootb_item1_product_id": "p", "ootb_item1_price": 60, "ootb_item2_category": "k"},
    ),
    "every attribute": (
        ItemsInCart(customer="c", items=(CartItem(name="n", image="i", quantity=1.5, link="l"),)),
        {
            "ootb_item_name_0": "n",
            "ootb_item_image_0": "i",
            "ootb_item_quantity_0": 1.5,
            "ootb_item_link_0": "l",
        },
    ),
    "every other attribute": (
        OrderShipped(
            customer="c",
            items=(
                ShippedItem(
                    product_id="p",
                    product_name="n",
                    category="k",
                    price=60,
                    quantity=2,
                    image_url="u",
                ),
            ),
        ),
        {
            "ootb_item1_product_id": "p",
            "ootb_item1_product_name": "n",
            "ootb_item1_category": "k",
            "ootb_item1_price": 60,
            "ootb_item1_quantity": 2,
            "ootb_item1_image_url": "u",
        },
    ),
    "a gap": (
        ItemsInCart(customer="c", items=(CartItem(name="a"), CartItem(), CartItem(name="c"))),
        {"ootb_item_name_0": "a", "ootb_item_name_2": "c"},
    ),
    "a gap at the start": (
        OrderShipped(customer="c", items=(ShippedItem(), ShippedItem(price=1))),
        {"ootb_item2_price": 1},
    ),
    "two digits": (
        ItemsInCart(customer="c", items=(*([CartItem()] * 10), CartItem(name="k"))),
        {"ootb_item_name_10": "k"},
    ),
    "the last": (
        ItemsInCart(customer="c", items=(*([CartItem()] * 49), CartItem(quantity=0))),
        {"ootb_item_quantity_49": 0},
    ),
    "the last from 1": (
        OrderShipped(customer="c", items=(*([ShippedItem()] * 49), ShippedItem(price=0))),
        {"ootb_item50_price": 0},
    ),
    "after the others": (
        OrderShipped(customer="c", order_id="o", total_value=5, items=(ShippedItem(price=5),)),
        {"ootb_order_id": "o", "ootb_total_value": 5, "ootb_item1_price": 5},
    ),
}


@pytest.mark.parametrize(("event", "context"), SAME.values(), ids=SAME)
def test_items_are_numbered_as_their_page_does(event, context):
    payload = to_payload(event, tenant=7)
    assert payload["context"] == context
    assert list(payload["context"]) == list(context)
    assert json.loads(to_bytes(event, tenant=7)) == payload
    assert parse(payload) == event
    assert parse(to_bytes(event, tenant=7)) == event
    assert type(parse(payload).items) is tuple
    for engine in ENGINES:
        assert validate(payload, engine=engine).findings == ()


def test_empty_items_at_the_end_are_nothing_on_the_wire():
    event = ItemsInCart(customer="c", items=(CartItem(name="a"), CartItem(), CartItem()))
    assert to_payload(event, tenant=7)["context"] == {"ootb_item_name_0": "a"}
    assert parse(to_payload(event, tenant=7)).items == (CartItem(name="a"),)


def test_items_are_gathered_in_whatever_order_they_come():
    payload = cart(ootb_item_link_1="l", ootb_item_name_2="c", ootb_item_name_0="a")
    assert parse(payload).items == (CartItem(name="a"), CartItem(link="l"), CartItem(name="c"))


@pytest.mark.parametrize("schema", WITH_ITEMS, ids=name_of)
def test_whatever_is_drawn_comes_back_as_it_was(schema):
    @runs(60)
    @given(events(schema), payloads(schema, canonical=True))
    def law(event, payload):
        back = parse(to_payload(event, tenant=1), version=schema.version)
        assert len(back.items) == len(event.items)
        for found, sent in zip(back.items, event.items, strict=True):
            # A Decimal comes back as the number that JSON has.
            assert {
                name: None
                if value is None
                else str(value)
                if isinstance(value, str)
                else float(value)
                for name, value in attrs.asdict(found).items()
            } == {
                name: None
                if value is None
                else str(value)
                if isinstance(value, str)
                else float(value)
                for name, value in attrs.asdict(sent).items()
            }
        again = to_payload(parse(payload, version=schema.version), tenant=payload["tenant"])
        assert again == payload
        assert list(again["context"]) == list(payload["context"])

    law()


def test_there_are_both_ways_of_numbering():
    assert {schema.item.first for schema in WITH_ITEMS} == {0, 1}
    assert {schema.key: schema.item.class_name for schema in WITH_ITEMS} == {
        "ootb_items_in_cart": "CartItem",
        "ootb_order_shipped": "ShippedItem",
    }


# The classes


@pytest.mark.parametrize("schema", WITH_ITEMS, ids=name_of)
def test_an_item_is_a_value_with_an_attribute_per_parameter(schema):
    cls = class_of(schema).item_class
    assert cls.__name__ == schema.item.class_name
    assert [field.name for field in attrs.fields(cls)] == [
        described.name for described in schema.item.parameters.values()
    ]
    assert cls() == cls()
    assert hash(cls()) == hash(cls())
    assert set(attrs.asdict(cls()).values()) == {None}
    for described in schema.item.parameters.values():
        assert f":param {described.name}: " in cls.__doc__
    with pytest.raises(TypeError):
        cls("positional")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(cls(), attrs.fields(cls)[0].name, "x")
    assert class_of(schema)(customer="c").items == ()


# What is refused


@pytest.mark.parametrize(
    "other",
    [{"name": "a"}, None, "a", 5, ShippedItem(price=1), CartItem, Login(customer="c")],
    ids=lambda other: type(other).__name__,
)
def test_an_item_of_another_class_is_refused_at_its_place(other):
    event = ItemsInCart(customer="c", items=(CartItem(name="a"), other))
    for carry in (to_payload, to_bytes):
        with pytest.raises(
            EncodeError, match=f"expected CartItem, got {type(other).__name__}"
        ) as e:
            carry(event, tenant=1)
        assert (e.value.pointer, e.value.subject) == ("/context", "items[1]")


def test_an_item_of_a_subclass_is_refused():
    class Mine(CartItem):
        pass

    with pytest.raises(EncodeError, match="expected CartItem, got Mine"):
        to_payload(ItemsInCart(customer="c", items=(Mine(name="a"),)), tenant=1)


@pytest.mark.parametrize("items", [None, 5, CartItem(name="a")], ids=lambda i: type(i).__name__)
def test_what_is_no_tuple_of_items_is_refused(items):
    with pytest.raises(EncodeError) as refused:
        to_payload(ItemsInCart(customer="c", items=items), tenant=1)
    assert refused.value.pointer == "/context"


@pytest.mark.parametrize(
    ("items", "pointer", "subject"),
    [
        ((CartItem(name=5),), "/context/ootb_item_name_0", "CartItem.name"),
        (
            (CartItem(), CartItem(quantity="2")),
            "/context/ootb_item_quantity_1",
            "CartItem.quantity",
        ),
        ((CartItem(quantity=float("nan")),), "/context/ootb_item_quantity_0", "CartItem.quantity"),
        ((CartItem(quantity=True),), "/context/ootb_item_quantity_0", "CartItem.quantity"),
    ],
)
def test_a_value_of_another_type_is_refused_at_its_number(items, pointer, subject):
    with pytest.raises(EncodeError) as refused:
        to_payload(ItemsInCart(customer="c", items=items), tenant=1)
    assert (refused.value.pointer, refused.value.subject) == (pointer, subject)


def test_half_a_character_in_an_item_is_refused_when_bytes_are_written():
    with pytest.raises(EncodeError, match="surrogate"):
        to_bytes(ItemsInCart(customer="c", items=(CartItem(name="\ud83d"),)), tenant=1)


@pytest.mark.parametrize(
    "key",
    [
        "ootb_item_name_50",
        "ootb_item_name_1000000000",
        f"ootb_item_name_{'9' * 400}",
        f"ootb_item_name_{'9' * 100_000}",
    ],
    ids=lambda key: key[:30],
)
def test_a_number_beyond_the_limit_makes_no_giant_tuple(key):
    payload = cart(**{"ootb_item_name_0": "a", key: "z"})
    started = time.perf_counter()
    with pytest.raises(DecodeError, match="at most 50 items") as refused:
        parse(payload)
    assert time.perf_counter() - started < 1
    assert refused.value.pointer == f"/context/{key}"
    for engine in ENGINES:
        (found,) = validate(payload, engine=engine).findings
        assert (found.rule, found.severity, found.pointer) == ("OOTB206", W, f"/context/{key}")
        assert (found.hint, found.fix) == ("an event has at most 50 items", None)


def test_a_misspelled_number_beyond_the_limit_gets_no_other():
    for key in ("ootb_item_nam_50", "item_name_50", f"ootb_item_nam_{'9' * 5000}"):
        (found,) = validate(cart(**{key: "a"})).findings
        assert "item_name_50" not in found.hint
        assert found.fix is None


def test_the_number_after_the_last_is_refused():
    assert len(parse(shipped(ootb_item50_price=1)).items) == 50
    with pytest.raises(DecodeError, match="at most 50 items"):
        parse(shipped(ootb_item51_price=1))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("payload", "rule", "pointer"),
    [
        (cart(ootb_item_name_0=5), "OOTB201", "/context/ootb_item_name_0"),
        (cart(ootb_item_name_12=None), "OOTB201", "/context/ootb_item_name_12"),
        (cart(ootb_item_quantity_3="2"), "OOTB201", "/context/ootb_item_quantity_3"),
        (cart(ootb_item_link_0="x" * 256), "OOTB202", "/context/ootb_item_link_0"),
        (shipped(ootb_item7_price=2**53), "OOTB205", "/context/ootb_item7_price"),
        (shipped(ootb_item1_price=True), "OOTB201", "/context/ootb_item1_price"),
    ],
)
def test_a_numbered_parameter_is_held_to_its_type(payload, rule, pointer, engine):
    report = validate(payload, engine=engine)
    assert [(found.rule, found.pointer) for found in report.findings] == [(rule, pointer)]
    with pytest.raises(InvalidEventError):
        parse(payload)


# Numbers that are none


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("payload", "meant"),
    [
        (cart(ootb_item_name_x="a"), "ootb_item_name_0"),
        (cart(ootb_item_name_="a"), "ootb_item_name_0"),
        (cart(ootb_item_name="a"), "ootb_item_name_0"),
        (cart(ootb_item_name_01="a"), "ootb_item_name_1"),
        (cart(ootb_item_name_007="a"), "ootb_item_name_7"),
        (cart(ootb_item_nam_3="a"), "ootb_item_name_3"),
        (cart(OOTB_Item_Name_3="a"), "ootb_item_name_3"),
        (cart(item_name_3="a"), "ootb_item_name_3"),
        (payload_of("ootb_items_in_cart", {"ootb_item_name_\u0663": "a"}), "ootb_item_name_0"),
        (payload_of("ootb_items_in_cart", {"ootb_item_name_0\n": "a"}), "ootb_item_name_0"),
        (shipped(ootb_item0_price=1), "ootb_item1_price"),
        (shipped(ootb_item01_price=1), "ootb_item1_price"),
        (shipped(ootb_item_price=1), "ootb_item1_price"),
        (shipped(ootb_item12_prise=1), "ootb_item12_price"),
        (shipped(item2_price=1), "ootb_item2_price"),
        (cart(zebra_0=1), None),
        (shipped(ootb_item1_zebra="z"), None),
    ],
    ids=str,
)
def test_a_misnumbered_parameter_is_unknown_and_gets_the_right_spelling(payload, meant, engine):
    ((key, value),) = payload["context"].items()
    (found,) = validate(payload, engine=engine).findings
    assert (found.rule, found.severity) == ("OOTB206", W)
    assert found.pointer == f"/context/{key}"
    assert found.hint == (f"did you mean {meant}?" if meant else "")
    if meant:
        assert found.fix.path == f"/context/{meant}"
        assert found.fix.safe == (meant == f"ootb_{key}")
        mended = {**payload, "context": {meant: value}}
        assert validate(mended, engine=engine).findings == ()
    with pytest.raises(DecodeError, match="no attribute for"):
        parse(payload)


def test_a_right_spelling_that_is_taken_is_no_fix():
    (found,) = validate(cart(ootb_item_name_1="b", ootb_item_name_01="a")).findings
    assert (found.hint, found.fix) == ("did you mean ootb_item_name_1?", None)


# Too many


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("payload", "hint"),
    [
        (
            cart(**{f"ootb_item_name_{n}": "x" for n in range(51)}),
            "12 items of 4 parameters fit beside 0 others",
        ),
        (
            cart(
                ootb_session_id="s",
                ootb_cart_id="c",
                **{f"ootb_item_{a}_{n}": "x" for a in ("name", "image", "link") for n in range(17)},
            ),
            "12 items of 4 parameters fit beside 2 others",
        ),
        (
            shipped(
                ootb_order_id="o",
                ootb_email="e",
                ootb_total_value=1,
                **{f"ootb_item{n}_price": 1 for n in range(1, 49)},
            ),
            "7 items of 6 parameters fit beside 3 others",
        ),
        (
            cart(**{"ootb_item_name_" + "9" * n: "x" for n in range(1, 52)}),
            "12 items of 4 parameters fit beside 0 others",
        ),
        (
            cart(**{"ootb_item_name_" + "9" * n: "x" for n in range(4280, 4331)}),
            "12 items of 4 parameters fit beside 0 others",
        ),
    ],
    ids=["one each", "beside others", "from 1", "far numbers", "numbers too long to read"],
)
def test_over_fifty_parameters_a_warning_says_how_many_items_fit(payload, hint, engine):
    found, *beyond = validate(payload, engine=engine).findings
    assert (found.rule, found.severity, found.pointer) == ("OOTB208", W, "/context")
    assert {other.rule for other in beyond} <= {"OOTB206"}
    assert found.message == f"{len(payload['context'])} parameters, at most 50 are taken"
    assert found.hint == hint


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("last", "beyond"),
    [
        (cart(ootb_item_name_49="x"), cart(ootb_item_name_50="x")),
        (shipped(ootb_item50_price=1), shipped(ootb_item51_price=1)),
        (shipped(ootb_item1_price=1), shipped(ootb_item0_price=1)),
    ],
)
def test_a_number_that_no_event_reaches_is_an_unknown_parameter(last, beyond, engine):
    assert validate(last, engine=engine).findings == ()
    (found,) = validate(beyond, engine=engine).findings
    assert (found.rule, found.severity) == ("OOTB206", W)
    with pytest.raises(DecodeError):
        parse(beyond)


def test_as_many_as_the_hint_says_do_fit():
    items = tuple(
        ShippedItem(
            product_id="p", product_name="n", category="c", price=1, quantity=1, image_url="u"
        )
        for _ in range(7)
    )
    others = {"order_id": "o", "email": "e", "total_value": 1}
    fits = to_payload(OrderShipped(customer="c", items=items, **others), tenant=1)
    assert validate(fits).findings == ()
    more = to_payload(OrderShipped(customer="c", items=(*items, items[0]), **others), tenant=1)
    (found,) = validate(more).findings
    assert (found.rule, found.hint) == ("OOTB208", "7 items of 6 parameters fit beside 3 others")


def test_no_items_fit_beside_too_many_others():
    strangers = {f"n{number}": number for number in range(51)}
    (found, *unknown) = validate(cart(**strangers)).findings
    assert (found.rule, len(unknown)) == ("OOTB208", 51)
    assert found.hint == "0 items of 4 parameters fit beside 51 others"


def test_fifty_parameters_are_not_too_many():
    context = {f"ootb_item_name_{number}": "x" for number in range(MOST_PARAMETERS)}
    assert validate(cart(**context)).findings == ()
    assert len(parse(cart(**context)).items) == 50


@pytest.mark.parametrize("schema", WITH_ITEMS, ids=name_of)
def test_both_engines_find_the_same_in_numbered_parameters(schema):
    @runs(80)
    @given(payloads(schema).flatmap(lambda payload: mutated(payload, python=True)))
    def law(payload):
        for version in (None, schema.version):
            first, second = (validate(payload, version=version, engine=name) for name in ENGINES)
            assert first == second
        with contextlib.suppress(DecodeError, InvalidEventError):
            parse(payload, version=schema.version)

    law()


# Other catalogues


def write_items(folder, patterns):
    write_foundation(folder)
    path = write_event(folder, "shop_x", {"shop_a": parameter("text")})
    document = json.loads(path.read_text(encoding="utf-8"))
    document["properties"]["context"] |= {"patternProperties": patterns, "x-items": {"class": "X"}}
    path.write_text(json.dumps(document), encoding="utf-8")
    return Catalog.load(folder)


def test_items_of_another_catalogue_are_understood(tmp_path):
    patterns = {
        "^shop_(0|[1-9][0-9]*)_colour$": parameter("text"),
        "^shop_(0|[1-9][0-9]*)_paid$": parameter("flag-yes-no"),
    }
    catalog = write_items(tmp_path, patterns)
    item = catalog.get("shop_x").item
    assert (item.class_name, item.first) == ("X", 0)
    assert list(item.parameters) == ["shop_{n}_colour", "shop_{n}_paid"]
    assert [item.pattern(key) for key in item.parameters] == list(patterns)
    assert item.number_in("shop_12_paid") == (12, item.parameters["shop_{n}_paid"])
    for other in ("shop_a", "shop_012_paid", "shop__paid", "xshop_1_paid", "shop_1_paid\n"):
        assert item.number_in(other) is None
    for engine in ENGINES:
        payload = payload_of("shop_x", {"shop_0_colour": "red", "shop_3_paid": True})
        report = validate(payload, catalog=catalog, engine=engine)
        assert triples(report) == [("OOTB210", W, "/context/shop_3_paid")]


def test_two_attributes_of_one_item_with_one_name_are_refused(tmp_path):
    patterns = {
        "^ootb_item_name_([1-9][0-9]*)$": parameter("text"),
        "^ootb_item([1-9][0-9]*)_name$": parameter("text"),
    }
    with pytest.raises(CatalogError, match=r"'name' is taken by ootb_item_name_\{n\}"):
        _ = write_items(tmp_path, patterns).get("shop_x").item


def test_more_items_than_an_event_can_have_are_refused():
    with pytest.raises(EncodeError, match="51 items, an event has at most 50") as refused:
        to_payload(ItemsInCart(customer="c", items=(CartItem(),) * 51), tenant=1)
    assert refused.value.pointer == "/context"
    most = ItemsInCart(customer="c", items=(*(CartItem(),) * 49, CartItem(name="x")))
    assert parse(to_payload(most, tenant=1)) == most
