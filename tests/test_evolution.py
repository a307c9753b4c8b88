"""Differences between versions: each kind by example, and what they come to."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, get_args

import attrs
import pytest

from evolving import SUCCESSIONS, VERSIONS, schema_of
from ootb_events.catalog import Catalog, EventSchema
from ootb_events.errors import CatalogError, ConfigurationError
from ootb_events.evolution import Change, ChangeKind, Changes, diff, predecessor, since
from schema_files import event_document, event_path, write_event, write_foundation, write_json
from schema_files import parameter as parameter_of_kind

if TYPE_CHECKING:
    from collections.abc import Mapping

CATALOG = Catalog.default()
DOCUMENT = Path(__file__).parents[1] / "docs" / "evolution.md"


def parameter(kind: str, **keywords: Any) -> dict[str, Any]:
    """Describe a parameter in the same words, whatever its kind."""
    return parameter_of_kind(kind, **{"description": "A parameter.", **keywords})


TEXT, NUMBER = parameter("text"), parameter("number")
ITEMS = {"^ootb_item([1-9][0-9]*)_price$": NUMBER}


def numbered(items: Mapping[str, Any] = ITEMS, name: str = "Item") -> dict[str, Any]:
    return {"patternProperties": dict(items), "x-items": {"class": name}}


@pytest.fixture
def compare(tmp_path):
    """Write two versions of an event, and say what is different between them."""
    write_foundation(tmp_path)

    def compared(
        old: Mapping[str, Any], new: Mapping[str, Any], *, profile: str = "platform"
    ) -> Changes:
        schemas = [
            written(tmp_path, version, **sides)
            for version, sides in (("1.0.0", old), ("2.0.0", new))
        ]
        return diff(*schemas, profile=profile)

    return compared


def written(
    folder: Path,
    version: str,
    parameters: Mapping[str, Any] | None = None,
    context: Mapping[str, Any] | None = None,
    **keywords: Any,
) -> EventSchema:
    document = event_document("ootb_x", version, parameters or {"ootb_a": TEXT}, **keywords)
    document["properties"]["context"] |= context or {}
    write_json(event_path(folder, "ootb_x", version), document)
    return Catalog.load(folder).get("ootb_x", version)


def only(changes: Changes) -> Change:
    (change,) = changes
    return change


# Each kind


def of(**keywords: Any) -> dict[str, Any]:
    """Write one side: a version with one parameter."""
    kind = keywords.pop("kind", "text")
    return {"parameters": {keywords.pop("key", "ootb_a"): parameter(kind, **keywords)}}


BOTH = {"parameters": {"ootb_a": TEXT, "ootb_b": TEXT}}
ORDER = [{"check": "order", "earlier": "ootb_a", "later": "ootb_b"}]
SUM = [{"check": "sum", "total": "ootb_a", "plus": ["ootb_b"]}]
LISTED = {"are": "listed", "values": ["red", "green"]}
FEWER = {"are": "listed", "values": ["red"]}
EXAMPLES = {"are": "examples", "values": ["red"]}
MANDATORY, OPTIONAL = {"platform": "mandatory"}, {"platform": "optional"}

# By name: old, new, and what is expected: the kind, what happens to payloads and to code, "-" for
# as before, and whether less (n) or more (w) is accepted.
EXAMPLES_OF_KINDS: dict[str, tuple[Any, Any, str]] = {
    "added": (of(), BOTH, "parameter-added - - w"),
    "removed": (BOTH, of(), "parameter-removed warned breaks n"),
    "prefixed": (of(key="a"), of(), "parameter-renamed warned - nw"),
    "respelled": (of(key="ootb_skinId"), of(key="ootb_skin_id"), "parameter-renamed warned - nw"),
    "renamed": (of(), of(key="ootb_b", x_aliases=["ootb_a"]), "parameter-renamed warned breaks w"),
    "named": (of(), of(x_name="other"), "attribute-renamed - breaks"),
    "alias": (of(), of(x_aliases=["ootb_b"]), "alias-added - - w"),
    "no alias": (of(x_aliases=["ootb_b"]), of(), "alias-removed warned - n"),
    "wider": (of(), of(kind="identifier"), "type-widened - - w"),
    "narrower": (of(kind="identifier"), of(), "type-narrowed refused - n"),
    "narrower, by form": (of(), of(kind="date"), "type-narrowed refused breaks n"),
    "other": (of(), of(kind="number"), "type-changed refused breaks nw"),
    "a number for true": (of(kind="flag"), of(kind="number"), "type-changed refused - nw"),
    "words for true": (of(kind="flag"), of(kind="flag-yes-no"), "encoding-changed warned - w"),
    "true for words": (of(kind="flag-yes-no"), of(kind="flag"), "encoding-changed refused - n"),
    "longer": (of(kind="text"), of(kind="long-text"), "limits-changed - - w"),
    "shorter": (of(kind="long-text"), of(kind="text"), "limits-changed refused - n"),
    "zone": (of(kind="local-date-time"), of(kind="date-time"), "limits-changed refused - n"),
    "no zone": (of(kind="date-time"), of(kind="local-date-time"), "limits-changed - - w"),
    "pattern": (of(), of(pattern="^a"), "limits-changed refused - n"),
    "closed": (of(), of(enum=["red"]), "values-changed refused breaks n"),
    "more closed": (of(enum=["red", "b"]), of(enum=["red"]), "values-changed refused breaks n"),
    "less closed": (of(enum=["red"]), of(enum=["red", "b"]), "values-changed - - w"),
    "in another case": (of(enum=["red"]), of(enum=["RED"]), "values-changed - breaks"),
    "open": (of(enum=["red"]), of(), "values-changed - - w"),
    "listed": (of(), of(x_values=LISTED), "values-changed warned -"),
    "fewer listed": (of(x_values=LISTED), of(x_values=FEWER), "values-changed warned -"),
    "more listed": (of(x_values=FEWER), of(x_values=LISTED), "values-changed - -"),
    "examples": (of(), of(x_values=EXAMPLES), "values-changed - -"),
    "mandatory": (of(), of(x_requirement=MANDATORY), "requirement-changed warned -"),
    "optional": (
        of(x_requirement=MANDATORY),
        of(x_requirement=OPTIONAL),
        "requirement-changed - -",
    ),
    "private": (of(), of(x_pii=True), "privacy-changed - -"),
    "words": (of(), of(description="More."), "words-changed - -"),
    "title": (of(), {"title": "X, renamed"}, "words-changed - -"),
    "order": (BOTH, {**BOTH, "x_rules": ORDER}, "relation-added warned -"),
    "sum": (BOTH, {**BOTH, "x_rules": SUM}, "relation-added - -"),
    "no order": ({**BOTH, "x_rules": ORDER}, BOTH, "relation-removed - -"),
    "profile": (of(), {"x_overwrites_profile": True}, "overwriting-changed warned -"),
    "received": (of(), {"x_direction": "from-optimove"}, "direction-changed - -"),
    "domain": (of(), {"x_domain": "other"}, "domain-changed - -"),
    "successor": (
        of(),
        {"x_superseded_by": {"event": "ootb_y"}},
        "successor-changed warned breaks",
    ),
    "course": (of(), {"x_follows": {"events": ["ootb_y"]}}, "course-changed - -"),
}


@pytest.mark.parametrize(
    ("old", "new", "expected"), EXAMPLES_OF_KINDS.values(), ids=EXAMPLES_OF_KINDS
)
def test_a_difference_is_of_its_kind(compare, old, new, expected):
    change = only(compare(old, new))
    impacts = [impact.replace("as-before", "-") for impact in (change.payloads, change.code)]
    accepted = "n" * change.narrows + "w" * change.widens
    assert " ".join([change.kind, *impacts, accepted]).strip() == expected


def test_every_kind_has_an_example_here_or_in_the_catalogue():
    here = {expected.split()[0] for *_, expected in EXAMPLES_OF_KINDS.values()}
    published = {change.kind for old, new in (*VERSIONS, *SUCCESSIONS) for change in diff(old, new)}
    elsewhere = {"alias-moved", "envelope-changed", "items-added", "items-removed", "items-changed"}
    assert here | published | elsewhere == set(get_args(ChangeKind))


def test_a_message_says_what_was_and_what_is(compare):
    for old, new, message in (
        (of(), BOTH, "ootb_b is new: text."),
        (BOTH, of(), "ootb_b is no longer part of the event."),
        (of(key="a"), of(), "a is now ootb_a; the old key is not understood."),
        (of(), of(kind="number"), "ootb_a is now a number, and was text."),
        (
            of(enum=["red", "b"]),
            of(enum=["red", "c"]),
            "ootb_a now also takes c and no longer takes b.",
        ),
        (
            of(),
            of(enum=["red"]),
            "ootb_a now takes red and nothing else; it took any.",
        ),
        (
            of(kind="long-text"),
            of(),
            "ootb_a now takes at most 255 characters, and took any form.",
        ),
        (
            of(x_requirement=OPTIONAL),
            of(x_requirement=MANDATORY),
            "ootb_a is now mandatory for platform, and was optional for platform.",
        ),
        (
            of(kind="flag"),
            of(kind="flag-yes-no"),
            "ootb_a is now sent as Yes or No, and was as true or false; also understood: Yes, No.",
        ),
        (
            of(kind="flag-yes-no"),
            of(kind="flag"),
            "ootb_a is now sent as true or false, and was as Yes or No; no longer understood: Yes, No.",  # noqa: E501 - as it is printed
        ),
        (
            BOTH,
            {**BOTH, "x_rules": ORDER},
            "The reference now states that ootb_b does not lie before ootb_a.",
        ),
    ):
        assert str(only(compare(old, new))) == message


def test_what_a_parameter_was_and_is_comes_as_data(compare):
    change = only(compare(of(kind="number"), of(kind="flag-yes-no")))
    assert change.before == {"kind": "number", "type": "number"}
    assert change.after == {"kind": "flag", "wire": "yes-no", "values": [True, False, "Yes", "No"]}
    change = only(compare(of(enum=["red"]), of(x_values=LISTED)))
    assert (change.before, change.after) == ({"closed": ["red"]}, {"listed": ["red", "green"]})


# Renames, aliases and requirements


def test_a_parameter_that_took_in_another_understands_it(compare):
    merged = {"parameters": {"ootb_b": parameter("text", x_aliases=["ootb_a"])}}
    change = only(compare(BOTH, merged))
    assert (change.kind, change.before, change.after) == ("parameter-renamed", "ootb_a", "ootb_b")
    assert (change.payloads, change.code) == ("warned", "breaks")
    assert (change.narrows, change.widens) == (False, False)


def test_a_parameter_that_took_in_another_of_another_type_refuses_it(compare):
    old = {"parameters": {"ootb_a": TEXT, "ootb_b": NUMBER}}
    merged = {"parameters": {"ootb_b": parameter("number", x_aliases=["ootb_a"])}}
    assert only(compare(old, merged)).payloads == "refused"


def test_an_alias_may_come_to_mean_another_parameter(compare):
    old = {"parameters": {"ootb_a": parameter("text", x_aliases=["z"]), "ootb_b": NUMBER}}
    new = {"parameters": {"ootb_a": TEXT, "ootb_b": parameter("number", x_aliases=["z"])}}
    change = only(compare(old, new))
    assert (change.kind, change.payloads, change.narrows) == ("alias-moved", "refused", True)
    assert change.message == "z now means ootb_b, and meant ootb_a."


def test_another_type_under_another_key_is_told_and_meets_no_payload(compare):
    renamed, changed = compare(of(key="a"), of(kind="number"))
    assert (renamed.kind, renamed.payloads) == ("parameter-renamed", "warned")
    assert (changed.kind, changed.payloads, changed.code) == ("type-changed", "as-before", "breaks")


def test_what_a_profile_makes_mandatory_it_refuses_payloads_without(compare):
    asked = of(x_requirement={"opti-x": "mandatory"})
    assert compare(of(), asked).payloads == "as-before"
    assert compare(of(), asked, profile="opti-x").payloads == "refused"
    assert compare(of(), asked, profile="opti-x").bump == "patch"
    new = {"parameters": {"ootb_a": TEXT, "ootb_b": asked["parameters"]["ootb_a"]}}
    assert compare(of(), new, profile="opti-x").payloads == "refused"


def test_a_mandatory_parameter_under_another_key_is_missing_where_the_old_one_is(compare):
    old = of(key="a", x_requirement={"opti-x": "mandatory"})
    new = of(x_requirement={"opti-x": "mandatory"})
    assert compare(old, new, profile="opti-x").payloads == "refused"


# Items


def test_parameters_of_items_are_compared_as_others_are(compare):
    old, new = {"context": numbered()}, {"context": numbered({next(iter(ITEMS)): TEXT})}
    change = only(compare(old, new))
    assert (change.kind, change.parameter) == ("type-changed", "ootb_item{n}_price")
    assert change.pointer.startswith("/properties/context/patternProperties/^ootb_item(")
    assert (change.payloads, change.code) == ("refused", "breaks")


def test_items_come_and_go(compare):
    bare, some = of(), {"context": numbered()}
    came = {change.kind: change for change in compare(bare, some)}
    went = {change.kind: change for change in compare(some, bare)}
    assert came.keys() == {"items-added", "parameter-added"}
    assert went.keys() == {"items-removed", "parameter-removed"}
    assert {change.code for change in went.values()} == {"breaks"}


def test_items_may_be_numbered_and_named_otherwise(compare):
    from_zero = {"^ootb_item(0|[1-9][0-9]*)_price$": NUMBER}
    number, name = compare(
        {"context": numbered()}, {"context": numbered(from_zero, name="CartItem")}
    )
    assert (number.kind, number.payloads, number.code) == ("items-changed", "warned", "as-before")
    assert (number.before, number.after) == (1, 0)
    assert (name.kind, name.payloads, name.code) == ("items-changed", "as-before", "breaks")
    assert (name.before, name.after) == ("Item", "CartItem")


@pytest.mark.parametrize(
    ("parameters", "items"),
    [
        ({"ootb_item1_price": TEXT}, ITEMS),
        ({}, {"^ootb_x_([1-9][0-9]*)$": TEXT, "^ootb_x_1([1-9][0-9]*)$": NUMBER}),
    ],
    ids=["a parameter", "another item"],
)
def test_a_key_that_could_mean_two_parameters_is_an_error(compare, parameters, items):
    side = {"parameters": {"ootb_a": TEXT, **parameters}, "context": numbered(items)}
    with pytest.raises(CatalogError, match="can be the same key") as caught:
        compare(of(), side)
    assert caught.value.source == "events/ootb_x/2.0.0.json"
    assert caught.value.pointer.startswith("/properties/context/patternProperties/")


# The envelope


def with_envelope(**properties: Any) -> EventSchema:
    """Take a published event, with other properties in its envelope."""
    document = json.loads(json.dumps(dict(CATALOG.get("ootb_login").document)))
    for name, schema in properties.items():
        document["properties"][name] = {**document["properties"].get(name, {}), **schema}
    return schema_of(document)


@pytest.mark.parametrize(
    ("old", "new", "payloads", "bump"),
    [
        ({}, {"customer": {"maxLength": 99}}, "refused", "major"),
        ({"customer": {"maxLength": 99}}, {}, "as-before", "minor"),
        ({}, {"brand": {"type": "string"}}, "as-before", "minor"),
        ({"brand": {"type": "string"}}, {}, "warned", "major"),
        ({}, {"customer": {"description": "Who it is."}}, "as-before", "patch"),
        ({}, {"context": {"x-preferred": {"maxProperties": 9}}}, "warned", "patch"),
    ],
    ids=["shorter", "longer", "added", "removed", "words", "fewer"],
)
def test_the_envelope_is_compared(old, new, payloads, bump):
    changes = diff(with_envelope(**old), with_envelope(**new))
    assert (changes.payloads, changes.code, changes.bump) == (payloads, "as-before", bump)
    assert only(changes).kind == (
        "words-changed" if bump == "patch" and payloads == "as-before" else "envelope-changed"
    )


# All of it together


def test_the_number_follows_from_all_differences():
    login = [CATALOG.get("ootb_login", version) for version in ("1.0.0", "1.1.0")]
    changes = diff(*login)
    assert (changes.payloads, changes.code, changes.bump) == ("warned", "as-before", "minor")
    assert changes.next_version("1.0.0") == "1.1.0"
    assert changes.next_version("4.7.2") == "4.8.0"
    assert diff(*reversed(login)).next_version("4.7.2") == "5.0.0"
    renamed = diff(*SUCCESSIONS[0])
    assert renamed.next_version("4.7.2") == "1.0.0"


def test_differences_are_a_value():
    login = [CATALOG.get("ootb_login", version) for version in ("1.0.0", "1.1.0")]
    changes, again = diff(*login), diff(*login)
    assert changes == again
    assert str(changes).startswith("ootb_login 1.0.0 → ootb_login 1.1.0\n  ")
    assert changes.of("ootb_skin_id") == tuple(c for c in changes if c.parameter == "ootb_skin_id")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        changes.profile = "ebi"


@pytest.mark.parametrize(("old", "new"), [*VERSIONS, *SUCCESSIONS])
def test_differences_are_json_and_nothing_in_them_is_shared_with_the_schemas(old, new):
    described = diff(old, new).as_object()
    assert json.loads(json.dumps(described)) == described
    before = json.dumps([dict(old.document), dict(new.document)])
    spoil(described)
    assert json.dumps([dict(old.document), dict(new.document)]) == before


def spoil(node: Any) -> None:
    for value in list(node.values() if isinstance(node, dict) else node):
        if isinstance(value, (dict, list)):
            spoil(value)
    node.clear()


def test_an_unknown_profile_is_an_error():
    login = CATALOG.get("ootb_login")
    with pytest.raises(ConfigurationError, match="no profile 'ours'; there are platform"):
        diff(login, login, profile="ours")


def test_two_events_that_have_nothing_to_do_with_each_other_are_two_events():
    changes = diff(CATALOG.get("ootb_login"), CATALOG.get("ootb_deposit"))
    assert changes.changes[0].message == "ootb_deposit is another event than ootb_login."
    assert changes.payloads == "refused"


# Since a day


def test_what_was_published_since_a_day_comes_with_its_differences():
    found = since(CATALOG, date(2026, 6, 9))
    assert [str(each.release) for each in found] == [
        "ootb_registration_failed 2.0.0",
        "ootb_registration_initiated 1.0.0",
        "ootb_self_exclusion_activated 1.0.0",
        "ootb_self_exclusion_initiated 1.0.0",
        "ootb_self_exclusion_lifted 1.0.0",
        "ootb_self_exclusion_updated 1.0.0",
        "ootb_self_exclusion_violation_attempt 1.0.0",
    ]
    before = {each.release.event: each.changes and str(each.changes.old) for each in found}
    assert before["ootb_registration_failed"] == "ootb_registration_failed 1.0.0"
    assert before["ootb_registration_initiated"] == "ootb_registration_started 1.0.0"
    assert before["ootb_self_exclusion_lifted"] is None
    assert since(CATALOG, date(2026, 6, 10)) == ()


def test_versions_are_in_the_order_of_their_days(tmp_path):
    write_foundation(tmp_path)
    for key, version, day in (
        ("ootb_a", "1.0.0", "2026-02-01"),
        ("ootb_a", "1.0.1", "2026-04-01"),
        ("ootb_b", "1.0.0", "2026-03-01"),
        ("ootb_c", "1.0.0", None),
    ):
        source = {"page": "/docs/tests", "revision": 1, **({"since": day} if day else {})}
        write_event(tmp_path, key, {"ootb_x": TEXT}, version, x_source=source)
    catalog = Catalog.load(tmp_path)
    found = [str(each.release) for each in since(catalog, date(2026, 3, 1))]
    assert found == ["ootb_b 1.0.0", "ootb_a 1.0.1"]


def test_the_predecessor_of_a_version_is_the_one_before_or_the_event_it_superseded():
    for key, version, before in (
        ("ootb_deposit", "2.1.0", "ootb_deposit 2.0.0"),
        ("ootb_registration_initiated", "1.0.0", "ootb_registration_started 1.0.0"),
        ("ootb_order_started", "1.0.0", None),
    ):
        found = predecessor(CATALOG, CATALOG.get(key, version))
        assert (found and f"{found.key} {found.version}") == before


# Any document


def test_a_keyword_that_nobody_knows_here_is_told_all_the_same():
    login = CATALOG.get("ootb_login")
    more = EventSchema(
        document=MappingProxyType({**login.document, "x-seen-elsewhere": True}), source="more"
    )
    assert only(diff(login, more)).kind == "words-changed"
    assert diff(login, more).bump == "patch"


# The documentation


def test_the_documentation_shows_what_happens(capsys):
    text = DOCUMENT.read_text(encoding="utf-8")
    section = text.partition("## What changed")[2]
    code = re.findall(r"```python\n(.*?)```", section, re.DOTALL)[0]
    known: dict[str, Any] = {}
    exec(code, known)  # noqa: S102 - our own documentation
    assert "ootb_self_exclusion_lifted 1.0.0 None" in capsys.readouterr().out
    for expression, shown in re.findall(r"^(changes\..*)  # (.*)$", code, re.MULTILINE):
        assert repr(eval(expression, known)) == shown  # noqa: S307 - as above


def test_every_kind_is_documented():
    text = DOCUMENT.read_text(encoding="utf-8")
    assert {kind for kind in get_args(ChangeKind) if f"`{kind}`" not in text} == set()
