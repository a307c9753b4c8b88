"""What importing an event costs, and what a repr gives away."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from event_strategies import SCHEMAS, events, name_of, runs
from ootb_events import events as published
from ootb_events.catalog import Catalog
from ootb_events.codegen import class_name_of, module_of
from ootb_events.events import Login, Registration, event_class, show_customer_ids

DOMAINS = sorted({module_of(schema) for schema in SCHEMAS})
MARK = "Zebra7741"

LOADED = """
import json, sys
{statement}
prefix = "ootb_events."
print(json.dumps(sorted(name[len(prefix):] for name in sys.modules if name.startswith(prefix))))
"""


def loaded(statement):
    """Tell which modules of the package a statement imports, in a Python of its own."""
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-W", "error", "-c", LOADED.format(statement=statement)],
        capture_output=True,
        text=True,
        check=True,
    )
    return [name for name in json.loads(done.stdout) if name != "_lazy"]  # comes with everything


def one_of(domain):
    """Name some class of a domain."""
    schema = next(schema for schema in SCHEMAS if module_of(schema) == domain)
    return class_name_of(schema, Catalog.default())


# Importing


@pytest.mark.parametrize("domain", DOMAINS)
def test_an_event_comes_with_its_domain_and_no_other(domain):
    name = one_of(domain)
    package = ".superseded" if domain == "superseded" else ""
    modules = loaded(f"from ootb_events.events{package} import {name}")
    assert modules == ["events", "events._base", f"events.{domain}"]


def test_the_package_alone_brings_no_domain():
    assert loaded("import ootb_events.events") == ["events", "events._base"]
    assert loaded("from ootb_events.events import Event") == ["events", "events._base"]


def test_two_domains_are_two_modules():
    modules = loaded("from ootb_events.events import Login, ItemsInCart, CartItem")
    assert modules == ["events", "events._base", "events.account", "events.ecommerce"]


def test_a_class_looked_up_by_its_key_comes_with_its_domain():
    statement = 'from ootb_events.events import event_class; event_class("ootb_login", "1.1.0")'
    assert loaded(statement) == ["events", "events._base", "events.account"]


def test_a_wild_import_brings_them_all_but_the_superseded():
    modules = loaded("from ootb_events.events import *")
    domains = {name.removeprefix("events.") for name in modules if name.count(".") == 1}
    assert domains == {"_base", *DOMAINS} - {"superseded"}


def test_looking_around_imports_nothing():
    statement = "import ootb_events.events as e; dir(e); repr(e); hasattr(e, 'Nothing'); e.__all__"
    assert loaded(statement) == ["events", "events._base"]


def test_a_class_is_the_same_object_whichever_way_it_is_reached():
    for name in published.__all__:
        found = getattr(published, name)
        assert getattr(sys.modules[found.__module__], name) is found
        assert getattr(published, name) is found


# What a repr gives away


@pytest.fixture
def shown_ids():
    show_customer_ids()
    yield
    show_customer_ids(False)  # noqa: FBT003 - as a user writes it


def marked(schema, marks):
    """Make an event whose every parameter holds a mark, whatever its type."""
    cls = event_class(schema.key, schema.version)
    values = {p.name: f"{marks}-{p.name}" for p in schema.parameters.values()}
    return cls(customer=f"{marks}-customer", visitor=f"{marks}-visitor", **values)


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_personal_data_and_ids_are_shown_by_type_and_length(schema):
    text = repr(marked(schema, MARK))
    for name in ("customer", "visitor"):
        assert f"{MARK}-{name}'" not in text
        assert f"{name}=<str of {len(MARK) + 1 + len(name)} characters>" in text
    for known in schema.parameters.values():
        assert (f"{known.name}='{MARK}-{known.name}'" in text) != known.pii


@pytest.mark.usefixtures("shown_ids")
@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_ids_are_shown_when_they_may_be_and_other_personal_data_is_not(schema):
    text = repr(marked(schema, MARK))
    assert f"customer='{MARK}-customer'" in text
    assert f"visitor='{MARK}-visitor'" in text
    for known in schema.parameters.values():
        shown = f"{known.name}='{MARK}-{known.name}'" in text
        assert shown == (known.customer_id or not known.pii)


@pytest.mark.parametrize("schema", [s for s in SCHEMAS if s.item], ids=name_of)
def test_items_are_shown_as_they_are(schema):
    cls = event_class(schema.key, schema.version)
    item = cls.item_class(**{p.name: MARK for p in schema.item.parameters.values()})
    assert not any(p.pii for p in schema.item.parameters.values())
    assert repr(cls(items=(item,))).count(MARK) == len(schema.item.parameters)


@pytest.mark.usefixtures("shown_ids")
def test_ids_may_be_hidden_again():
    assert "customer='c-20871'" in repr(Login(customer="c-20871"))
    show_customer_ids(False)  # noqa: FBT003 - as a user writes it
    assert "c-20871" not in repr(Login(customer="c-20871"))
    assert "customer=<str of 7 characters>" in repr(Login(customer="c-20871"))


def test_what_is_absent_is_shown_as_absent():
    text = repr(Registration())
    assert text.startswith("Registration(customer=None, visitor=None, timestamp=")
    assert "email=None" in text


def test_what_is_no_text_is_shown_by_its_type():
    born = datetime(1990, 4, 17, tzinfo=timezone.utc)
    text = repr(Registration(customer=5, date_of_birth=born, email=["a@example.com"]))
    assert "customer=<int>" in text
    assert "date_of_birth=<datetime>" in text
    assert "email=<list>" in text


@given(st.data())
@runs(60)
def test_no_repr_holds_an_identity_or_personal_data(data):
    schema = data.draw(st.sampled_from(SCHEMAS))
    event = data.draw(events(schema))
    hidden = {p.name for p in schema.parameters.values() if p.pii} | {"customer", "visitor"}
    text = repr(event)
    for name in hidden:
        value = getattr(event, name)
        if isinstance(value, str) and len(value) > 3:
            assert f"{name}={value!r}" not in text
            assert f"{name}=<str of {len(value)} characters>" in text


def test_customer_ids_are_marked_as_such():
    marked_as_ids = {
        p.key for schema in SCHEMAS for p in schema.parameters.values() if p.customer_id
    }
    assert marked_as_ids == {"userid", "ootb_userid", "ls_playerid"}
    assert all(p.pii for schema in SCHEMAS for p in schema.parameters.values() if p.customer_id)
