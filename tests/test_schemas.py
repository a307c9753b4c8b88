"""The schema files: what they may say, that their examples hold, that their numbers are right."""

from __future__ import annotations

import copy
import itertools
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

import jsonschema
import pytest
from hypothesis import find, given
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from event_strategies import AT_ODDS, SCHEMAS, accepted, name_of, payloads, runs
from ootb_events import _json
from ootb_events.catalog import Catalog, check, schema_folder
from ootb_events.evolution import diff
from ootb_events.validation import available_engines, validate
from schema_files import event_document, event_path, parameter, write_event, write_foundation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ootb_events.catalog import EventSchema

FOLDER = schema_folder()
FILES = check.schema_files(FOLDER)
EVENT_FILES = [path for path in FILES if path.is_relative_to(FOLDER / "events")]
EXAMPLES = [
    pytest.param(schema, example, id=f"{name_of(schema)}-{number}")
    for schema in SCHEMAS
    for number, example in enumerate(schema.examples)
]
PAIRS = [
    pytest.param(older, newer, id=f"{name_of(older)}-to-{newer.version}")
    for older, newer in itertools.pairwise(SCHEMAS)
    if older.key == newer.key
]


def place_of(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


def parameters_of(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["properties"]["context"]["properties"]
    return found


def problems(document: Any, path: Path) -> list[tuple[str, str]]:
    """Check a document as if it were that file."""
    kind = check._KINDS[path.relative_to(FOLDER).parts[0]]
    return list(check._violations(document, kind))


def test_there_are_files_of_each_kind():
    kinds = {path.relative_to(FOLDER).parts[0] for path in FILES}
    assert kinds == {"envelope", "events", "parameters", "types"}
    assert {schema.source for schema in SCHEMAS} == set(map(place_of, EVENT_FILES))


# The metaschema


def test_the_metaschema_is_a_schema():
    metaschema = _json.loads((FOLDER / "metaschema.json").read_bytes())
    jsonschema.Draft202012Validator.check_schema(metaschema)


@pytest.mark.parametrize("path", FILES, ids=place_of)
def test_a_file_is_a_schema_and_says_only_what_the_metaschema_allows(path):
    jsonschema.Draft202012Validator.check_schema(_json.loads(path.read_bytes()))
    assert list(check.check_file(path, FOLDER)) == []


def objects_in(node: Any, pointer: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Walk the objects of a schema file that are schemas or parts of one."""
    if isinstance(node, dict):
        yield pointer, node
    for step, value in node.items() if isinstance(node, dict) else enumerate(node):
        if isinstance(value, (dict, list)) and step != "examples":
            yield from objects_in(value, f"{pointer}/{step}")


def some_of_each_shape() -> Iterator[Any]:
    """Name every shape of place that the files have, once: the same rule guards all of a shape."""
    seen = set()
    for path in FILES:
        kind = path.relative_to(FOLDER).parts[0]
        for pointer, node in objects_in(_json.loads(path.read_bytes())):
            shape = (kind, re.sub(r"/(ootb_\w+|(?<=defs/)[\w-]+)", "/*", pointer), *sorted(node))
            if "properties" in shape[1] and pointer.endswith("properties"):
                shape = shape[:2]
            if shape not in seen:
                seen.add(shape)
                yield pytest.param(path, pointer, id=f"{place_of(path)}#{pointer}")


def object_at(document: Any, pointer: str) -> Any:
    for token in filter(None, pointer.split("/")):
        document = document[int(token) if isinstance(document, list) else token]
    return document


@pytest.mark.parametrize(("path", "pointer"), list(some_of_each_shape()))
def test_an_unknown_keyword_is_refused_wherever_it_stands(path, pointer):
    document = _json.loads(path.read_bytes())
    object_at(document, pointer)["minimumLength"] = 1
    assert problems(document, path)


@pytest.mark.parametrize(
    "keyword",
    ["if", "oneOf", "$dynamicRef", "$id", "default", "deprecated", "x-unknown", "contentEncoding"],
)
def test_keywords_that_this_library_does_not_read_are_refused(keyword):
    path = EVENT_FILES[0]
    document = _json.loads(path.read_bytes())
    next(iter(parameters_of(document).values()))[keyword] = {}
    assert problems(document, path)


@pytest.mark.parametrize("name", ["datetime", "Date", "time", "email", "uuid", "regex", "", 5])
def test_a_format_that_no_engine_here_checks_is_refused(name):
    path = FOLDER / "types" / "1.0.0.json"
    document = _json.loads(path.read_bytes())
    formats = [node for _, node in objects_in(document) if "format" in node]
    assert formats
    for node in formats:
        node["format"] = name
    assert len(problems(document, path)) >= len(formats)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"x-kind": "timestamp"}, "/properties/context/properties/ootb_a/x-kind"),
        ({"x-wire": "on-off"}, "/properties/context/properties/ootb_a/x-wire"),
        ({"x-pii": "yes"}, "/properties/context/properties/ootb_a/x-pii"),
        ({"x-name": "skinId"}, "/properties/context/properties/ootb_a/x-name"),
        ({"x-aliases": []}, "/properties/context/properties/ootb_a/x-aliases"),
        ({"x-values": {"are": "closed"}}, "/properties/context/properties/ootb_a/x-values"),
        ({"x-requirement": {"ours": "mandatory"}}, "/properties/context/properties/ootb_a"),
        ({"description": "No full stop"}, "/properties/context/properties/ootb_a/description"),
        ({"pattern": "("}, "/properties/context/properties/ootb_a/pattern"),
        ({"$ref": "https://example.com/a.json"}, "/properties/context/properties/ootb_a/$ref"),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value)),
)
def test_a_wrong_keyword_is_refused_at_its_place(tmp_path, change, pointer):
    write_foundation(tmp_path)
    write_event(tmp_path, "ootb_x", {"ootb_a": parameter("text")})
    assert check.check_folder(tmp_path) == ()
    write_event(tmp_path, "ootb_x", {"ootb_a": parameter("text") | change})
    found = check.check_folder(tmp_path)
    assert {error.source for error in found} == {"events/ootb_x/1.0.0.json"}
    assert any(error.pointer.startswith(pointer) for error in found)


@pytest.mark.parametrize(
    "keyword", ["title", "description", "x-event", "x-version", "x-domain", "x-source", "examples"]
)
def test_what_every_event_says_cannot_be_left_out(keyword):
    document = event_document("ootb_x", "1.0.0", {"ootb_a": parameter("text")})
    assert problems(document, EVENT_FILES[0]) == []
    del document[keyword]
    assert problems(document, EVENT_FILES[0])


def test_a_file_that_is_not_json_is_a_problem_and_not_an_exception(tmp_path):
    write_foundation(tmp_path)
    path = event_path(tmp_path, "ootb_x")
    path.parent.mkdir()
    path.write_text("{", encoding="utf-8")
    (error,) = check.check_folder(tmp_path)
    assert error.source == "events/ootb_x/1.0.0.json"
    assert "not JSON" in error.problem


# What the files say


@pytest.mark.parametrize("path", EVENT_FILES, ids=place_of)
def test_the_place_of_a_file_names_its_event_and_version(path):
    document = _json.loads(path.read_bytes())
    assert (document["x-event"], document["x-version"]) == (path.parent.name, path.stem)
    assert document["properties"]["event"] == {"const": path.parent.name}


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_the_description_fits_in_a_line(schema):
    first = schema.description.partition(". ")[0]
    assert len(first.removesuffix(".")) <= 90
    assert "\n" not in schema.description


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_a_parameter_is_described_on_its_own(schema):
    types = _json.loads((FOLDER / "types" / "1.0.0.json").read_bytes())["$defs"]
    general = {kind["description"] for kind in types.values()}
    described = {p.key: p.description for p in schema.parameters.values()}
    assert [key for key, text in described.items() if text in general] == []
    assert len(set(described.values())) == len(described)


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_every_spelling_of_a_parameter_is_its_own(schema):
    spellings = [s for p in schema.parameters.values() for s in (p.key, *p.aliases)]
    assert len(set(spellings)) == len(spellings)
    assert spellings


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_the_successor_of_an_event_exists_and_has_none_itself(schema):
    if schema.superseded_by is not None:
        assert Catalog.default().get(schema.superseded_by).superseded_by is None


def test_there_is_a_superseded_event():
    assert [schema.key for schema in SCHEMAS if schema.superseded_by]


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_a_value_in_an_example_is_one_of_those_named(schema):
    for example in schema.examples:
        for key, value in example["context"].items():
            if key not in schema.parameters:
                continue
            named = schema.parameters[key].closed_values or schema.parameters[key].listed_values
            assert not named or value in named


# Examples


@pytest.mark.parametrize("engine", available_engines())
@pytest.mark.parametrize(("schema", "example"), EXAMPLES)
def test_an_example_is_clean_under_its_own_version(schema, example, engine):
    report = validate(example, version=schema.version, engine=engine)
    standing = {"OOTB302"} if schema.superseded_by else set()
    assert {finding.rule for finding in report.findings} == standing
    assert report.ok


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_one_example_has_every_parameter(schema):
    first = (
        {key.replace("{n}", str(schema.item.first)) for key in schema.item.parameters}
        if (schema.item)
        else set()
    )
    every = {*schema.parameters, *first}
    assert any(every <= set(example["context"]) for example in schema.examples)


def test_there_are_two_engines_here():
    assert available_engines() == ("jsonschema-rs", "jsonschema")


# Somebody else's tools


@pytest.fixture(scope="module")
def registry() -> Registry[Any]:
    """Follow references from file to file, as any implementation of JSON Schema does."""

    def retrieve(uri: str) -> Any:
        path = Path(url2pathname(urlsplit(uri).path))
        return DRAFT202012.create_resource(_json.loads(path.read_bytes()))

    return Registry(retrieve=retrieve)


def wrong(example: Any, **changes: Any) -> Any:
    return {**copy.deepcopy(dict(example)), **changes}


@pytest.mark.parametrize("path", EVENT_FILES, ids=place_of)
def test_plain_jsonschema_reads_the_files_as_they_are(path, registry):
    plain = jsonschema.Draft202012Validator(
        {"$ref": path.as_uri()},
        registry=registry,
        format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER,
    )
    document = _json.loads(path.read_bytes())
    key = next(iter(parameters_of(document)))
    for example in document["examples"]:
        plain.validate(example)
        context = example["context"]
        for refused in (
            wrong(example, tenant="1042"),
            wrong(example, event="ootb_other"),
            wrong(example, timestamp="2026-06-09T12:00:00Z"),
            wrong(example, customer="", visitor=""),
            wrong(example, context=None),
            wrong(example, context={**context, key: None}),
            wrong(example, context={**context, key: {"nested": 1}}),
            {name: value for name, value in example.items() if name != "context"},
            {name: value for name, value in example.items() if name not in {"customer", "visitor"}},
        ):
            assert not plain.is_valid(refused)


@pytest.mark.parametrize("path", EVENT_FILES, ids=place_of)
def test_plain_jsonschema_rs_reads_the_files_as_they_are(path):
    rust = pytest.importorskip("jsonschema_rs")
    plain = rust.Draft202012Validator({"$ref": path.as_uri()})
    for example in _json.loads(path.read_bytes())["examples"]:
        plain.validate(example)
        assert not plain.is_valid(wrong(example, context=dict.fromkeys(example["context"])))


@pytest.mark.parametrize("path", FILES, ids=place_of)
def test_references_are_relative_and_lead_to_a_released_file(path):
    for _, node in objects_in(_json.loads(path.read_bytes())):
        if "$ref" in node:
            file, _, pointer = node["$ref"].partition("#")
            assert (path.parent / file).resolve() in FILES
            assert object_at(_json.loads((path.parent / file).read_bytes()), pointer)


# Versions


_MISFITS = {"OOTB201", "OOTB202", "OOTB203", "OOTB204", "OOTB205", "OOTB206"}


def fits(payload: Any, schema: EventSchema) -> bool:
    """Say whether a version understands every parameter of a payload, in whatever spelling."""
    report = validate(payload, version=schema.version)
    return not any(finding.rule in _MISFITS for finding in report.findings)


def some_misfit(source: EventSchema, target: EventSchema) -> bool:
    """Search for a payload of one version that another does not understand."""
    if not all(fits(example, target) for example in source.examples):
        return True
    try:
        find(accepted(source), lambda payload: not fits(payload, target), settings=runs(120))
    except NoSuchExample:
        return False
    return True


@pytest.mark.parametrize(("older", "newer"), PAIRS)
def test_the_number_of_a_version_is_the_one_that_the_difference_deserves(older, newer):
    assert diff(older, newer).next_version(older.version) == newer.version


@pytest.mark.parametrize(("older", "newer"), PAIRS)
def test_the_number_says_what_the_difference_does_to_payloads(older, newer):
    """Search for payloads, without the help of what computes the number."""
    changes = diff(older, newer)
    assert some_misfit(older, newer) is any(change.narrows for change in changes)
    assert some_misfit(newer, older) is any(change.widens for change in changes)


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_every_payload_of_a_version_fits_it(schema):
    """Keep the search above honest: what it draws is what the version itself understands."""

    @runs(20)
    @given(accepted(schema))
    def law(payload):
        assert fits(payload, schema)
        assert validate(payload, version=schema.version).ok

    law()


@pytest.mark.parametrize("key", list(Catalog.default()))
def test_versions_begin_with_the_first(key):
    assert Catalog.default().versions(key)[0] == "1.0.0"
    assert [Catalog.default().get(key, v).revision for v in Catalog.default().versions(key)] == (
        sorted({Catalog.default().get(key, v).revision for v in Catalog.default().versions(key)})
    )


def test_the_number_follows_the_difference(tmp_path):
    write_foundation(tmp_path)
    text, number = parameter("text"), parameter("number")
    words = parameter("text", description="Other words.")
    alias = parameter("text", x_aliases=["ootb_a"])
    versions = {
        "1.0.0": {"ootb_a": text},
        "1.1.0": {"ootb_a": text, "ootb_b": number},
        "1.1.1": {"ootb_a": words, "ootb_b": number},
        "2.0.0": {"ootb_a": number, "ootb_b": number},
        "3.0.0": {"ootb_a": text},
        "3.1.0": {"ootb_c": alias},
    }
    for version, parameters in versions.items():
        write_event(tmp_path, "ootb_x", parameters, version)
    catalog = Catalog.load(tmp_path)
    schemas = [catalog.get("ootb_x", version) for version in catalog.versions("ootb_x")]
    for older, newer in itertools.pairwise(schemas):
        assert diff(older, newer).next_version(older.version) == newer.version


@given(st.data())
@runs(100)
def test_payloads_of_each_version_are_clean(data):
    schema = data.draw(st.sampled_from(SCHEMAS))
    report = validate(data.draw(payloads(schema)), version=schema.version)
    assert {finding.rule for finding in report.findings} <= {"OOTB302", *AT_ODDS}
