"""What is said about code that uses generated classes; the code is read, never run."""

from __future__ import annotations

import ast
import itertools
import json
import textwrap
from contextlib import suppress
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from event_strategies import SCHEMAS, runs
from ootb_events import events
from ootb_events.catalog import Catalog, catalog_of
from ootb_events.codegen import class_name_of, module_of, render_module
from ootb_events.evolution import diff
from ootb_events.usage import CodeFile, Files, check_code
from ootb_events.validation import Severity
from schema_files import parameter, write_event, write_foundation, write_overlay

CATALOG = Catalog.default()
IMPORTS = (
    "from __future__ import annotations\n"
    "import attrs\n"
    "import ootb_events\n"
    "import ootb_events.events as ev\n"
    "from ootb_events import events\n"
    "from ootb_events.events import Login, RegistrationFailed, RegistrationFailedV1 as Old\n"
)
CLASSES = {f"{module_of(schema)}.{class_name_of(schema, CATALOG)}": schema for schema in SCHEMAS}


def read(folder: Path, text: str, name: str = "code.py", catalog: Catalog = CATALOG) -> CodeFile:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    (result,) = check_code([str(path)], catalog)
    return result


def said(result: CodeFile) -> list[str]:
    assert not result.problem
    return [f"{finding.rule} {finding.subject}" for finding in result.findings]


def new_in(folder: Path, text: str) -> list[str]:
    """Say what is found in some code, its imports aside."""
    aside = {"older-version RegistrationFailedV1"}
    return [
        each for each in said(read(folder, IMPORTS + textwrap.dedent(text))) if each not in aside
    ]


# Where names come from


@pytest.mark.parametrize(
    "text",
    [
        "from ootb_events.events import LoginV1",
        "from ootb_events.events.account import LoginV1",
        "from ootb_events.events import LoginV1 as L",
        "import ootb_events.events\nootb_events.events.LoginV1",
        "import ootb_events.events.account\nootb_events.events.account.LoginV1",
        "import ootb_events.events.account as a\na.LoginV1",
        "import ootb_events.events as ev\nev.LoginV1",
        "import ootb_events as oe\noe.events.account.LoginV1",
        "from ootb_events import events\nevents.LoginV1",
        "from ootb_events.events import account\naccount.LoginV1",
        "import ootb_events.events as ev\ngetattr(ev, 'LoginV1')",
        "import typing\nif typing.TYPE_CHECKING:\n    from ootb_events.events import LoginV1",
        "def f():\n    from ootb_events.events import LoginV1",
    ],
)
def test_an_older_class_is_found_however_it_is_named(tmp_path, text):
    assert said(read(tmp_path, text)) == ["older-version LoginV1"]


def test_every_use_is_placed_and_counted(tmp_path):
    text = "from ootb_events.events import LoginV1 as L\n\nö = 'ü', L()\nx = [\n    L,\n]\n"
    result = read(tmp_path, text)
    (finding,) = result.findings
    assert [str(place) for place in finding.places] == ["1:32", "3:10", "5:5"]
    assert finding.count == 3
    assert finding.severity is Severity.WARNING
    assert finding.message == "LoginV1 is ootb_login 1.0.0; current is 1.1.0"
    assert finding.advice == "use Login"
    assert {(use.name, use.current): count for use, count in result.uses.items()} == {
        ("LoginV1", "1.1.0"): 3
    }


def test_of_many_places_the_first_five_are_kept(tmp_path):
    (finding,) = read(
        tmp_path, "from ootb_events.events import LoginV1 as L\n" + "L\n" * 20
    ).findings
    assert [place.line for place in finding.places] == [1, 2, 3, 4, 5]
    assert finding.count == 21


def test_a_class_of_an_event_whose_place_was_taken_is_told_as_that(tmp_path):
    (finding,) = read(
        tmp_path, "from ootb_events.events.superseded import RegistrationStarted, OnlineOrder"
    ).findings[:1]
    assert finding.rule == "superseded"
    assert "ootb_registration_initiated took the place" in finding.message
    assert finding.advice == "use RegistrationInitiated; without event_date_time, email, country"


def test_an_older_version_whose_payloads_are_refused_is_an_error(tmp_path):
    (finding,) = read(tmp_path, "from ootb_events.events import UserDetailsUpdateV1").findings
    assert (finding.rule, finding.severity) == ("older-version", Severity.ERROR)


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("RegistartionFailed", "did you mean RegistrationFailed?"),
        ("LoginV7", "did you mean LoginV1?"),
        ("OnlineOrderV1_0", "did you mean OnlineOrderV1?"),
        (
            "RegistrationStarted",
            "it is in ootb_events.events.superseded; another event took the place of its event",
        ),
        ("Zebra", ""),
    ],
)
def test_a_class_that_does_not_exist_is_an_error(tmp_path, name, advice):
    for text in (
        f"from ootb_events.events import {name}",
        f"import ootb_events.events as e\ne.{name}",
    ):
        (finding,) = read(tmp_path, text).findings
        assert (finding.rule, finding.severity) == ("unknown-class", Severity.ERROR)
        assert finding.advice == advice
    assert not hasattr(events, name)


def test_of_two_classes_of_one_name_that_of_the_module_counts(tmp_path):
    current = "from ootb_events.events import OnlineOrderV1"
    other = "from ootb_events.events.superseded import OnlineOrderV1"
    assert said(read(tmp_path, current)) == ["older-version OnlineOrderV1"]
    assert said(read(tmp_path, other)) == ["superseded OnlineOrderV1"]


@pytest.mark.parametrize(
    "name", ["Event", "event_class", "show_customer_ids", "account", "__doc__"]
)
def test_what_else_the_module_has_is_no_finding(tmp_path, name):
    assert said(read(tmp_path, f"from ootb_events.events import {name}")) == []


def test_a_star_is_told_and_followed_all_the_same(tmp_path):
    result = read(tmp_path, "from ootb_events.events import *\nLoginV1()")
    assert [each.rule for each in result.findings] == ["not-checkable", "older-version"]
    assert result.findings[0].severity is Severity.INFO


def test_other_modules_of_the_same_names_are_not_ours(tmp_path):
    text = "from elsewhere.events import LoginV1\nimport events\nevents.LoginV1\nLoginV1(email=1)"
    assert said(read(tmp_path, text)) == []


# Attributes


LOST = "lost-parameter RegistrationFailed.email"


@pytest.mark.parametrize(
    "text",
    [
        "RegistrationFailed(email='x')",
        "ev.RegistrationFailed(email='x')",
        "events.RegistrationFailed(email='x')",
        "RegistrationFailed().email",
        "x = RegistrationFailed()\nx.email",
        "x: RegistrationFailed\nx.email",
        "x: 'RegistrationFailed | None' = make()\nx.email",
        "def f(x: RegistrationFailed): return x.email",
        "async def f(x: RegistrationFailed | None = None): return x.email",
        "import typing\ndef f(x: typing.Optional[RegistrationFailed]): return x.email",
        "def f(x):\n    if isinstance(x, RegistrationFailed):\n        return x.email",
        "def f(x):\n    if isinstance(x, (Login, RegistrationFailed)) and x.email: pass",
        "def f(x):\n    if not isinstance(x, RegistrationFailed):\n        return\n    x.email",
        "def f(x):\n    assert isinstance(x, RegistrationFailed)\n    return x.email",
        "def f(xs): return [x.email for x in xs if isinstance(x, RegistrationFailed)]",
        "def f(x): return x.email if isinstance(x, RegistrationFailed) else 0",
        "def f(x):\n    match x:\n        case RegistrationFailed(email=e): return e",
        "def f(x):\n    match x:\n        case RegistrationFailed() as y: return y.email",
        "def f(x):\n    match x:\n        case RegistrationFailed(): return x.email",
        "attrs.evolve(RegistrationFailed(), email=None)",
        "if (x := RegistrationFailed()): x.email",
        "x = RegistrationFailed()\ndef f():\n    return lambda: x.email",
        "x = None\nif 1:\n    x = RegistrationFailed()\nx.email",
        "try:\n    x = RegistrationFailed()\nexcept ValueError:\n    raise\nx.email",
        "class A:\n    x: RegistrationFailed\n    def f(self): return RegistrationFailed(email=1)",
        "import typing\ntyping.cast(RegistrationFailed, 1).email",
        "getattr(RegistrationFailed(), 'email')",
        "getattr(RegistrationFailed(), 'email', None)",
        "while 1:\n    RegistrationFailed().email",
        "with open('x') as f:\n    RegistrationFailed().email",
    ],
)
def test_a_parameter_that_the_current_version_lost_is_found(tmp_path, text):
    assert LOST in new_in(tmp_path, text)


@pytest.mark.parametrize(
    "text",
    [
        "RegistrationFailed(failure_reason='x', customer='c', visitor=None)",
        "RegistrationFailed().event_key, RegistrationFailed.schema_version",
        "RegistrationFailed().__class__, RegistrationFailed.__name__",
        "x = RegistrationFailed()\nx = other()\nx.email",
        "x = RegistrationFailed()\nif 1:\n    x = other()\nx.email",
        "x = RegistrationFailed()\nfor x in y:\n    x.email",
        "x = RegistrationFailed()\nfor _ in y:\n    x.email\n    x = other()",
        "x = RegistrationFailed()\ndel x\nx.email",
        "def f(RegistrationFailed): return RegistrationFailed(email=1)",
        "def f(x):\n    RegistrationFailed = other\n    return RegistrationFailed(email=1)",
        "x = RegistrationFailed()\ndef f(x): return x.email",
        "x = RegistrationFailed()\n[x.email for x in y]",
        "x = RegistrationFailed()\nlambda x: x.email",
        "x = RegistrationFailed()\nwith y as x:\n    x.email",
        "x = RegistrationFailed()\ntry: pass\nexcept ValueError as x:\n    x.email",
        "x = RegistrationFailed()\nmatch y:\n    case [x]: x.email",
        "def f(*x: RegistrationFailed, **y: RegistrationFailed): return x.email, y.email",
        "def f(x: list[RegistrationFailed]): return x.email",
        "def f(x: Login | RegistrationFailed): return x.failure_code, x.balance",
        "def f(x):\n    if not isinstance(x, RegistrationFailed):\n        return x.email",
        "def f(x):\n    if isinstance(x, RegistrationFailed): pass\n    return x.email",
        "def f(x: ootb_events.Event): return x.email",
        "def f(x: ev.Event): return x.email",
        "def f():\n    x = Login()\n    def g():\n        nonlocal x\n        x = 1",
        "class RegistrationFailed: pass\nRegistrationFailed(email=1)",
        "email = 1\nprint(email=email)",
        "getattr(RegistrationFailed(), 'whatever', None)",
    ],
)
def test_what_may_be_something_else_is_no_finding(tmp_path, text):
    assert new_in(tmp_path, text) == []


def test_of_an_older_class_it_is_told_what_the_current_one_does_without(tmp_path):
    result = read(tmp_path, IMPORTS + "Old(email='x', failure_reason='y')\n")
    finding = next(each for each in result.findings if each.rule == "lost-parameter")
    assert finding.subject == "RegistrationFailedV1.email"
    assert finding.severity is Severity.WARNING
    assert finding.message == (
        "email of RegistrationFailedV1 is gone since ootb_registration_failed 2.0.0"
    )
    assert "x" not in finding.message.split()


def test_a_misspelled_parameter_is_an_error_with_what_was_meant(tmp_path):
    result = read(tmp_path, IMPORTS + "RegistrationFailed(failure_resaon='x')\n")
    finding = next(each for each in result.findings if each.severity is Severity.ERROR)
    assert finding.rule == "unknown-parameter"
    assert finding.advice == "did you mean failure_reason?"


def test_parameters_of_items_are_checked_as_well(tmp_path):
    assert said(
        read(tmp_path, "from ootb_events.events import CartItem\nCartItem(itme_name='x')")
    ) == ["unknown-parameter CartItem.itme_name"]


# Laws


def names_of(cls: Any) -> tuple[str, ...]:
    return tuple(field.name for field in attrs.fields(cls))


def class_named(name: str) -> Any:
    schema = CLASSES[name]
    return events.event_class(schema.key, schema.version)


@pytest.mark.parametrize("name", CLASSES)
def test_what_a_class_takes_is_never_an_error_to_name(tmp_path, name):
    given_ = ", ".join(f"{each}=None" for each in names_of(class_named(name)))
    module, _, plain = name.partition(".")
    text = f"import ootb_events.events.{module} as m\nm.{plain}({given_})"
    found = {finding.rule for finding in read(tmp_path, text).findings}
    schema = CLASSES[name]
    if CATALOG.is_current(schema) and schema.superseded_by is None:
        assert found == set()
    assert found <= {"older-version", "superseded", "lost-parameter", "renamed-parameter"}


LAST = [
    (old, new)
    for old, new in itertools.pairwise(SCHEMAS)
    if old.key == new.key and CATALOG.is_current(new) and new.superseded_by is None
]


@pytest.mark.parametrize(("old", "new"), LAST, ids=lambda schema: f"{schema.key}-{schema.version}")
def test_what_diff_calls_gone_or_renamed_is_told_of_code_that_uses_it(tmp_path, old, new):
    name = class_name_of(old, CATALOG)
    words = ", ".join(f"{each.name}=None" for each in old.parameters.values())
    found = read(tmp_path, f"from ootb_events.events import {name}\n{name}({words})").findings
    changes = diff(old, new)
    gone = {
        f"{name}.{old.parameters[change.parameter].name}"
        for change in changes
        if change.kind == "parameter-removed" and change.parameter in old.parameters
    }
    moved = {f"{name}.{change.before}" for change in changes if change.kind == "attribute-renamed"}
    assert {each.subject for each in found if each.rule == "lost-parameter"} == gone
    assert {each.subject for each in found if each.rule == "renamed-parameter"} == moved
    (older,) = (each for each in found if each.rule == "older-version")
    assert (older.severity is Severity.ERROR) is (changes.payloads == "refused")


@given(st.data())
@runs(150)
def test_a_keyword_is_an_error_exactly_when_the_class_refuses_it(tmp_path_factory, data):
    """Ask Python itself: the class is called, with nothing but the name in question."""
    name = data.draw(st.sampled_from(list(CLASSES)))
    other = data.draw(st.sampled_from(list(CLASSES)))
    word = data.draw(st.sampled_from(names_of(class_named(other))))
    cls = class_named(name)
    try:
        cls(**{word: None})
        refused = False
    except TypeError:
        refused = True
    module, _, plain = name.partition(".")
    text = f"from ootb_events.events.{module} import {plain}\n{plain}({word}=None)"
    result = read(tmp_path_factory.mktemp("law"), text)
    kinds = {"lost-parameter", "renamed-parameter", "unknown-parameter"}
    errors = [f for f in result.findings if f.rule in kinds and f.severity is Severity.ERROR]
    assert bool(errors) is refused


@given(st.data())
@runs(50)
def test_what_is_found_does_not_depend_on_where_it_stands(tmp_path_factory, data):
    lines = (IMPORTS + "x = RegistrationFailed(email=1)\nx.emial\nOld(email=2)\nx.email\n").split(
        "\n"
    )
    fillers = st.sampled_from(["", "# ö", "pass", "y = x", "def f(): pass", '"\u2028\x0c"'])
    moved = [lines[0]]
    for line in lines[1:]:
        moved += [*data.draw(st.lists(fillers, max_size=3)), line]
    folder = tmp_path_factory.mktemp("moved")
    before, after = (read(folder, "\n".join(each)) for each in (lines, moved))
    known = [(each.rule, each.subject, each.count) for each in before.findings]
    assert known == [(each.rule, each.subject, each.count) for each in after.findings]
    for one, other in zip(before.findings, after.findings, strict=True):
        for old, new in zip(one.places, other.places, strict=True):
            assert lines[old.line - 1] == moved[new.line - 1]
            assert old.column == new.column


def test_code_of_every_kind_is_read():
    """The standard library has it all, and uses none of our classes."""
    files = sorted(map(str, Path(ast.__file__).parent.glob("*.py")))
    assert len(files) > 100
    assert all(result == CodeFile(file=result.file) for result in check_code(files, CATALOG))


# Payloads in code


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ({"event": "ootb_login", "context": {"ootb_balance": 1}}, []),
        (
            {"event": "ootb_registration_failed", "context": {"ootb_email": ""}},
            ["lost-parameter ootb_registration_failed/ootb_email"],
        ),
        (
            {"event": "ootb_login", "context": {"ootb_skinId": ""}},
            ["renamed-parameter ootb_login/ootb_skinId"],
        ),
        (
            {"event": "ootb_deposit", "context": {"deposit_amount": 1}},
            ["renamed-parameter ootb_deposit/deposit_amount"],
        ),
        (
            {"event": "ootb_login", "context": {"ootb_ballance": 1}},
            ["unknown-parameter ootb_login/ootb_ballance"],
        ),
        (
            {"event": "ootb_registration_started", "context": {}},
            ["superseded ootb_registration_started"],
        ),
        ({"event": "ootb_logn", "context": {}}, ["unknown-event ootb_logn"]),
        ({"event": "click", "context": {"page": 1}}, []),
        ({"event": "ootb_login"}, []),
        ({"context": {"ootb_ballance": 1}}, []),
        ({"event": "ootb_items_in_cart", "context": {"ootb_item_name_0": ""}}, []),
    ],
)
def test_a_payload_that_is_written_out_is_checked(tmp_path, payload, expected):
    found = said(read(tmp_path, f"send({payload!r})"))
    if expected and "deposit_amount" in expected[0]:  # whatever it is called by now
        assert [each.partition(" ")[2] for each in found] == ["ootb_deposit/deposit_amount"]
    else:
        assert found == expected


def test_what_is_not_plain_in_a_payload_is_passed_over(tmp_path):
    text = (
        "{**a, 'event': name, 'context': {'ootb_x': 1}}\n{'event': 'ootb_login', 'context': make()}"
    )
    assert said(read(tmp_path, text)) == []


# Classes of one's own


@pytest.fixture
def shop(tmp_path):
    """Write a project with a catalogue, whose classes were generated from its second version."""
    catalogue = tmp_path / "events"
    catalogue.mkdir()
    write_foundation(catalogue)
    text = parameter("text", description="Some text.")
    number = parameter("number", description="Some number.")
    write_event(catalogue, "x_bonus", {"code": text, "old_name": text}, x_domain="shop")
    step = {"step": "rename", "keys": {"old_name": "new_name"}}
    write_event(
        catalogue,
        "x_bonus",
        {"code": text, "new_name": number},
        "2.0.0",
        x_domain="shop",
        x_upgrades=[{"version": "1.0.0", "steps": [step]}],
    )
    catalog = catalog_of([catalogue])
    package = tmp_path / "src" / "shop"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "events.py").write_text(render_module(catalog), encoding="utf-8")
    return tmp_path, catalog


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("src/shop/use.py", "from .events import XBonus, XBonusV1"),
        ("src/shop/use.py", "from shop.events import XBonus, XBonusV1"),
        ("src/shop/deep/use.py", "from ..events import XBonus, XBonusV1"),
        ("tests/test_use.py", "from shop.events import XBonus, XBonusV1"),
        ("tests/test_use.py", "import shop.events as e\nXBonus, XBonusV1 = e.XBonus, e.XBonusV1"),
        ("use.py", "from src.shop.events import XBonus, XBonusV1"),
        (
            "src/shop/use.py",
            "from . import events\nXBonus, XBonusV1 = events.XBonus, events.XBonusV1",
        ),
    ],
)
def test_classes_of_ones_own_catalogue_are_known(shop, name, line):
    folder, catalog = shop
    if "=" in line:
        text = f"{line.partition(chr(10))[0]}\n"
        whole = "events." if "import events" in line else "e."
    else:
        text, whole = f"{line}\n", ""
    text += f"{whole}XBonus(old_name='x', cod='y')\n{whole}XBonusV1(old_name='x')\n"
    found = said(read(folder, text, name, catalog))
    assert set(found) == {
        "older-version XBonusV1",
        "renamed-parameter XBonus.old_name",
        "renamed-parameter XBonusV1.old_name",
        "unknown-parameter XBonus.cod",
    }


def test_a_class_that_a_module_of_ones_own_does_not_have_is_an_error(shop):
    folder, catalog = shop
    (finding,) = read(folder, "from shop.events import XBonsu", "src/use.py", catalog).findings
    assert (finding.message, finding.advice) == (
        "shop.events has no XBonsu",
        "did you mean XBonus?",
    )


def test_what_an_overlay_adds_is_told_of_the_class_without_it(shop):
    folder, _ = shop
    write_overlay(folder / "events", {"shop_till": parameter("text")}, name="till")
    catalog = catalog_of([folder / "events"])
    text = "from ootb_events.events import Deposit\nDeposit(shop_till='x')\n"
    (finding,) = read(folder, text, "src/use.py", catalog).findings
    assert finding.message == "Deposit has no shop_till"
    assert finding.advice.startswith("ootb_deposit 2.1.0 has it, by overlays/till.json: use what ")


def test_a_generated_module_is_not_held_to_itself(shop):
    folder, catalog = shop
    (result,) = check_code([str(folder / "src/shop/events.py")], catalog)
    assert result == CodeFile(file=result.file)


def test_classes_that_were_generated_before_the_newest_version_are_to_be_generated_again(shop):
    folder, _ = shop
    text = parameter("text", description="Some text.")
    words = {"x_domain": "shop", "x_upgrades": [{"version": "2.0.0", "steps": []}]}
    write_event(folder / "events", "x_bonus", {"code": text}, "3.0.0", **words)
    catalog = catalog_of([folder / "events"])
    (finding,) = read(folder, "from shop.events import XBonus", "src/use.py", catalog).findings
    assert finding.message == "XBonus is x_bonus 2.0.0; current is 3.0.0"
    assert finding.advice.startswith("generate the classes again")


def test_a_class_of_a_catalogue_that_was_not_named_cannot_be_checked(shop):
    folder, _ = shop
    (finding,) = read(folder, "from shop.events import XBonusV1", "src/use.py").findings
    assert (finding.rule, finding.severity) == ("not-checkable", Severity.INFO)
    assert "--catalog" in finding.advice


# Files


def notebook(*cells: str) -> str:
    code = [{"cell_type": "code", "source": text.splitlines(keepends=True)} for text in cells]
    return json.dumps({"cells": [{"cell_type": "markdown", "source": "# {"}, *code], "nbformat": 4})


def test_a_notebook_is_read_cell_by_cell(tmp_path):
    text = notebook(
        "%pip install ootb-events\n!ls\nfrom ootb_events.events import RegistrationFailed\n",
        "%%bash\necho {",
        "files = !ls\nx = 1\nRegistrationFailed?\nif x:\n    %time RegistrationFailed(email='a')\n"
        "RegistrationFailed(email='b')",
    )
    result = read(tmp_path, text, "analysis.ipynb")
    assert said(result) == [LOST]
    assert str(result.findings[0].places[0]) == "cell 3:6:20"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"from ootb_events.events import (", "no Python: '(' was never closed (line 1)"),
        (b"x = \xe4", "not to be decoded: "),
        (b"# coding: klingon\n", "not to be decoded: unknown encoding: klingon"),
        ("import os".encode("utf-16"), "not to be decoded: "),
        (b"x = 1\0", "no Python: "),
        (b"print 'x'", "no Python: Missing parentheses in call to 'print'"),
        (b"(" * 5000 + b")" * 5000, ""),
        (b"x" + b".a" * 3000, "nested too deeply to be read"),
    ],
    ids=["open", "latin", "unknown", "utf-16", "null", "python-2", "brackets", "deep"],
)
def test_what_cannot_be_read_is_said_clearly(tmp_path, data, expected):
    path = tmp_path / "code.py"
    path.write_bytes(data)
    (result,) = check_code([str(path)], CATALOG)
    assert result.problem
    assert result.problem.startswith(expected)
    assert str(tmp_path) not in result.problem


@pytest.mark.parametrize(
    "data",
    [
        "# -*- coding: latin-1 -*-\nö = 1; from ootb_events.events import LoginV1".encode(
            "latin-1"
        ),
        "\ufeffö = 1; from ootb_events.events import LoginV1".encode(),
        b"o = 1;\r\nfrom ootb_events.events import LoginV1\r\n",
        b"s = '\\d'\nfrom ootb_events.events import LoginV1",
    ],
    ids=["latin-1", "bom", "crlf", "odd-escape"],
)
def test_other_encodings_are_read(tmp_path, data):
    path = tmp_path / "code.py"
    path.write_bytes(data)
    (result,) = check_code([str(path)], CATALOG)
    assert said(result) == ["older-version LoginV1"]
    assert result.findings[0].places[0].column in {32, 39}


@pytest.mark.parametrize(
    ("text", "expected"),
    [("{", "no notebook: not JSON"), ("{}", "no notebook of format 4"), ("[]", "no notebook")],
)
def test_what_is_no_notebook_is_said_clearly(tmp_path, text, expected):
    assert read(tmp_path, text, "a.ipynb").problem.startswith(expected)


def test_a_cell_of_plain_python_is_read_as_it_is(tmp_path):
    cell = 'x = (\'%s\'\n % 1)\ny = """\n!no command\n"""\nRegistrationFailed(email=y)'
    text = notebook("from ootb_events.events import RegistrationFailed", cell)
    assert said(read(tmp_path, text, "a.ipynb")) == [LOST]


def test_a_fault_in_a_notebook_names_its_cell(tmp_path):
    problem = read(tmp_path, notebook("x = 1", "y = ("), "a.ipynb").problem
    assert "(cell 2, line 1)" in problem


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    path = tmp_path / "data.py"
    with path.open("wb") as file:
        file.truncate((16 << 20) + 1)
    (result,) = check_code([str(path)], CATALOG)
    assert "16777217 bytes are more than" in result.problem


def test_what_is_not_there_is_said_and_the_rest_is_read(tmp_path):
    (tmp_path / "b.py").write_text("from ootb_events.events import LoginV1", encoding="utf-8")
    missing, found = check_code([str(tmp_path / "a.py"), str(tmp_path / "b.py")], CATALOG)
    assert missing.problem
    assert said(found) == ["older-version LoginV1"]


def test_of_folders_what_is_not_the_projects_is_left_out(tmp_path):
    for name in ("a.py", "b.pyi", "c.ipynb", "d.json", "sub/e.py", "env/lib/f.py", ".hidden/g.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "sub" / "ignored.py").touch()
    (tmp_path / "sub" / "excluded.py").touch()
    (tmp_path / "env" / "pyvenv.cfg").touch()
    (tmp_path / "sub" / ".gitignore").write_text("ignored.py\n", encoding="utf-8")
    with suppress(OSError):  # Windows allows it to few
        (tmp_path / "sub" / "again").symlink_to(tmp_path, target_is_directory=True)
    files = Files((str(tmp_path),), exclude=("excluded.py",))
    names = [name.removeprefix(str(tmp_path))[1:].replace("\\", "/") for name in files.code()]
    assert names == ["a.py", "b.pyi", "c.ipynb", "sub/e.py"]
    assert [name[-6:] for name in files.payloads()] == ["d.json"]
