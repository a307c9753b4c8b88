"""Profiles: what each asks for comes from the schemas, and means the same wherever it is chosen."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from click.testing import CliRunner
from hypothesis import given

from event_strategies import SCHEMAS, accepted, name_of, runs
from ootb_events.catalog import Catalog
from ootb_events.cli import main
from ootb_events.emit import Emitter
from ootb_events.errors import InvalidEventError
from ootb_events.events import ProductView
from ootb_events.transports import MemoryTransport
from ootb_events.validation import (
    PROFILES,
    Severity,
    Validator,
    available_engines,
    validate,
    validator_for,
)
from schema_files import parameter, payload_of, write_catalog

ENGINES = available_engines()
E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
OTHERS = ("opti-x", "ebi")
WANTED = {
    profile: [
        pytest.param(schema, id=name_of(schema))
        for schema in SCHEMAS
        if any(p.requirement(profile) for p in schema.parameters.values())
    ]
    for profile in PROFILES
}
ASKED = [
    pytest.param(profile, *param.values, id=f"{profile}-{param.id}")
    for profile in OTHERS
    for param in WANTED[profile]
]
UNSTATED = [
    pytest.param(profile, schema, id=f"{profile}-{name_of(schema)}")
    for profile in OTHERS
    for schema in SCHEMAS
    if not any(p.requirement(profile) for p in schema.parameters.values())
]


def triples(report):
    return [(found.rule, found.severity, found.pointer) for found in report.findings]


def asking(schema, profile, requirement="mandatory"):
    return {key for key, p in schema.parameters.items() if p.requirement(profile) == requirement}


def missing(report):
    """Take the parameters that a report misses, each with its severity."""
    return {
        found.message.split(" ")[0]: found.severity
        for found in report.findings
        if found.rule == "OOTB207"
    }


def held(payload, schema, profile, *, strict=False):
    """Validate with both engines, and a mapping as well as text."""
    reports = [
        validate(form, version=schema.version, profile=profile, strict=strict, engine=engine)
        for engine in ENGINES
        for form in (payload, json.dumps(payload))
    ]
    assert all(report == reports[0] for report in reports)
    return reports[0]


# The published events


def test_each_profile_asks_something_of_some_event():
    assert all(WANTED[profile] for profile in PROFILES)
    assert [param.id for param in WANTED["ebi"]] == ["withdrawal-1.1.1"]


@pytest.mark.parametrize(("profile", "schema"), ASKED)
def test_an_empty_context_misses_what_the_profile_asks(profile, schema):
    report = held(payload_of(schema.key), schema, profile)
    errors, warnings = asking(schema, profile), asking(schema, "platform")
    assert missing(report) == {**dict.fromkeys(warnings, W), **dict.fromkeys(errors, E)}
    assert report.ok == (not errors)
    for found in report.findings:
        if found.severity is E:
            assert found.message.endswith(f", which is mandatory for {profile}")
            assert found.pointer == "/context"


@pytest.mark.parametrize(("profile", "schema"), ASKED)
def test_each_mandatory_parameter_is_an_error_of_its_own(profile, schema):
    full = next(e for e in schema.examples if set(e["context"]) >= set(schema.parameters))
    standing = {"OOTB302"} if schema.superseded_by else set()
    assert {f.rule for f in held(full, schema, profile).findings} == standing
    for key in full["context"]:
        context = {k: v for k, v in full["context"].items() if k != key}
        report = held({**full, "context": context}, schema, profile)
        expected = {}
        if schema.parameters[key].requirement("platform") == "mandatory":
            expected = {key: W}
        if key in asking(schema, profile):
            expected = {key: E}
        assert missing(report) == expected


@pytest.mark.parametrize("schema", WANTED["platform"])
def test_the_platform_only_warns_of_what_a_page_calls_mandatory(schema):
    report = held(payload_of(schema.key), schema, "platform")
    assert missing(report) == dict.fromkeys(asking(schema, "platform"), W)
    assert report.ok
    assert held(payload_of(schema.key), schema, "platform", strict=True).ok == (not report.warnings)


@pytest.mark.parametrize(("profile", "schema"), UNSTATED)
def test_a_profile_that_no_page_states_is_said_once_and_nothing_invented(profile, schema):
    under_platform = held(payload_of(schema.key), schema, "platform")
    report = held(payload_of(schema.key), schema, profile)
    (said,) = [found for found in report.findings if found.rule == "OOTB303"]
    assert (said.severity, said.pointer) == (INFO, "/event")
    assert said.message == f"no page states what {profile} asks of {schema.key} {schema.version}"
    rest = tuple(found for found in report.findings if found is not said)
    assert rest == under_platform.findings
    strict = held(payload_of(schema.key), schema, profile, strict=True)
    assert said in strict.findings
    assert strict.ok == (not rest)


def test_the_platform_is_stated_everywhere():
    for schema in SCHEMAS:
        rules = {found.rule for found in validate(payload_of(schema.key)).findings}
        assert "OOTB303" not in rules


@pytest.mark.parametrize("profile", OTHERS)
def test_strict_on_top_makes_every_warning_an_error_and_no_more(profile):
    for schema in SCHEMAS:
        plain = held(payload_of(schema.key), schema, profile)
        strict = held(payload_of(schema.key), schema, profile, strict=True)
        raised = [(rule, E if level is W else level, at) for rule, level, at in triples(plain)]
        assert triples(strict) == raised
        assert strict == plain.strictly()


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("schema", SCHEMAS[::6], ids=name_of)
def test_a_profile_changes_nothing_but_what_is_missing(schema, profile):
    @runs(10)
    @given(accepted(schema))
    def law(payload):
        about = {"OOTB207", "OOTB303"}
        here, there = (
            [f for f in held(payload, schema, name).findings if f.rule not in about]
            for name in (profile, "platform")
        )
        assert here == there

    law()


# What the published events do not have


@pytest.fixture(scope="module")
def catalog(tmp_path_factory):
    """Build an event that has every kind of requirement."""
    parameters = {
        "shop_id": parameter(
            "identifier", x_requirement={"ebi": "mandatory", "opti-x": "optional"}
        ),
        "shop_channel": parameter("text", x_requirement={"ebi": "conditional"}),
        "shop_both": parameter(
            "text", x_requirement={"ebi": "conditional", "platform": "mandatory"}
        ),
        "shop_note": parameter("text", x_requirement={"ebi": "enrichment"}),
        "shop_free": parameter("text", x_requirement={"ebi": "optional"}),
        "shop_page": parameter("text", x_requirement={"platform": "mandatory"}),
        "shop_alias": parameter(
            "text", x_aliases=["shopAlias"], x_requirement={"ebi": "mandatory"}
        ),
        "shop_silent": parameter("text"),
    }
    folder = tmp_path_factory.mktemp("profiles") / "schemas"
    return write_catalog(
        folder, {"shop_order": parameters, "shop_other": {"shop_a": parameter("text")}}
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_a_condition_is_a_warning_that_names_the_question(catalog, engine):
    report = validate(payload_of("shop_order"), catalog=catalog, profile="ebi", engine=engine)
    channel = "which ebi asks for if the execution channel requires it"
    mandatory = "which is mandatory for ebi"
    assert [(found.message, found.severity) for found in report.findings] == [
        (f"shop_id is missing, {mandatory}", E),
        (f"shop_channel is missing, {channel}", W),
        (f"shop_both is missing, {channel}", W),
        ("shop_page is missing, which its page documents as mandatory", W),
        (f"shop_alias is missing, {mandatory}", E),
    ]
    assert {found.rule for found in report.findings} == {"OOTB207"}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ("platform", {"shop_both": W, "shop_page": W}),
        ("opti-x", {"shop_both": W, "shop_page": W}),
        (
            "ebi",
            {"shop_id": E, "shop_channel": W, "shop_both": W, "shop_page": W, "shop_alias": E},
        ),
    ],
)
def test_every_kind_of_requirement_means_what_it_says(catalog, profile, expected, engine):
    for strict in (False, True):
        report = validate(
            payload_of("shop_order"), catalog=catalog, profile=profile, engine=engine, strict=strict
        )
        assert missing(report) == (dict.fromkeys(expected, E) if strict else expected)
        assert "OOTB303" not in {found.rule for found in report.findings}


def test_another_spelling_is_there(catalog):
    payload = payload_of("shop_order", {"shop_id": 1, "shopAlias": "a"})
    report = validate(payload, catalog=catalog, profile="ebi")
    assert report.ok
    assert "shop_alias" not in missing(report)


def test_a_profile_nobody_documented_says_so_for_one_event_of_a_catalogue(catalog):
    for profile in OTHERS:
        first, second, third = (
            validate(payload_of("shop_other"), catalog=catalog, profile=profile) for _ in range(3)
        )
        assert triples(first) == [("OOTB303", INFO, "/event")]
        assert first == second
        assert second is third


# Wherever it is chosen

PAYLOADS = [payload_of(schema.key) for schema in SCHEMAS if Catalog.default().is_current(schema)]


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("profile", PROFILES)
def test_it_is_the_same_in_python_and_on_the_command_line(tmp_path, profile, strict):
    path = tmp_path / "events.ndjson"
    path.write_text("".join(f"{json.dumps(payload)}\n" for payload in PAYLOADS), encoding="utf-8")
    options = ["--profile", profile, "--format", "json", "--no-fold"]
    options += ["--strict"] if strict else []
    ran = CliRunner().invoke(main, ["lint", *options, str(path)])
    reports = [validate(payload, profile=profile, strict=strict) for payload in PAYLOADS]
    assert ran.exit_code == (0 if all(report.ok for report in reports) else 1)
    expected = Counter(
        (found.rule, found.severity.value, found.message)
        for report in reports
        for found in report.findings
    )
    told = json.loads(ran.stdout)["findings"]
    assert Counter((each["rule"], each["severity"], each["message"]) for each in told) == expected
    assert reports == [
        Validator(Catalog.default(), profile=profile, strict=strict).validate(payload)
        for payload in PAYLOADS
    ]
    assert reports == [
        validator_for(profile=profile, strict=strict).validate(payload) for payload in PAYLOADS
    ]


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("profile", PROFILES)
def test_it_is_the_same_in_the_emitter(profile, strict):
    transport = MemoryTransport()
    event = ProductView(customer="c")
    with Emitter(transport, tenant=1042, profile=profile, strict=strict) as emitter:
        payload = payload_of("ootb_product_view")
        report = validate(payload, profile=profile, strict=strict)
        for form in (event, payload):
            if report.ok:
                assert missing(emitter.emit(form).report) == missing(report)
            else:
                with pytest.raises(InvalidEventError) as refused:
                    emitter.emit(form)
                assert missing(refused.value.report) == missing(report)
    assert len(transport.payloads) == (2 if report.ok else 0)


def test_the_emitter_takes_what_a_profile_asks_for():
    schema = Catalog.default().get("ootb_product_view")
    asked = {
        schema.parameters[key].name: schema.examples[0]["context"][key]
        for key in asking(schema, "opti-x")
        if schema.parameters[key].kind != "date-time"
    }
    whole = payload_of(schema.key, schema.examples[0]["context"])
    with Emitter(MemoryTransport(), tenant=1042, profile="opti-x") as emitter:
        assert emitter.emit(whole).report.ok
        with pytest.raises(InvalidEventError):
            emitter.emit(ProductView(customer="c", **dict(list(asked.items())[1:])))
