"""Every event and version has example files, and each is found to be what its name says.

::

    examples/<event_key>/<version>/valid/<what it shows>.json
    examples/<event_key>/<version>/valid/<what it shows>.OOTB210.json      with these warnings
    examples/<event_key>/<version>/invalid/OOTB201_<the mistake>.json      with this error

To add one, add a file.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from event_strategies import SCHEMAS, name_of
from ootb_events import parse, validate
from ootb_events.errors import DecodeError, InvalidEventError
from ootb_events.lint import Summary, lint
from ootb_events.validation import RULES, Severity, available_engines, validator_for

if TYPE_CHECKING:
    from ootb_events.catalog import EventSchema

FOLDER = Path(__file__).parent / "examples"
FILES = sorted(path for path in FOLDER.rglob("*") if path.is_file())
VERSIONS = {(schema.key, schema.version) for schema in SCHEMAS}


def place_of(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


def of_kind(kind: str) -> list[object]:
    return [pytest.param(path, id=place_of(path)) for path in FILES if path.parent.name == kind]


def version_of(path: Path) -> str:
    return path.parent.parent.name


def warnings_named(path: Path) -> set[str]:
    return set(path.stem.split(".")[1:])


def error_named(path: Path) -> str:
    return path.stem.partition("_")[0]


def is_of_item(key: str, schema: EventSchema) -> bool:
    return schema.item is not None and schema.item.number_in(key) is not None


@pytest.fixture(params=available_engines())
def engine(request):
    return request.param


@pytest.mark.parametrize("path", of_kind("valid"))
def test_a_valid_file_has_no_findings_but_the_warnings_that_its_name_says(path, engine):
    report = validate(path.read_bytes(), version=version_of(path), engine=engine)
    assert {finding.rule for finding in report.findings} == warnings_named(path), str(report)
    assert report.ok
    assert (report.event, report.version) == (path.parents[2].name, version_of(path))


@pytest.mark.parametrize("path", of_kind("invalid"))
def test_an_invalid_file_has_the_error_that_its_name_says_and_no_other(path, engine):
    report = validate(path.read_bytes(), version=version_of(path), engine=engine)
    assert {finding.rule for finding in report.errors} == {error_named(path)}, str(report)


@pytest.mark.parametrize("path", of_kind("valid"))
def test_a_valid_file_becomes_an_event_unless_something_would_be_lost(path):
    if "OOTB206" in warnings_named(path):
        with pytest.raises(DecodeError, match="has no attribute for"):
            parse(path.read_bytes(), version=version_of(path))
        return
    event = parse(path.read_bytes(), version=version_of(path))
    assert (event.event_key, event.schema_version) == (path.parents[2].name, version_of(path))


@pytest.mark.parametrize("path", of_kind("invalid"))
def test_an_invalid_file_never_becomes_an_event(path):
    with pytest.raises((DecodeError, InvalidEventError)):
        parse(path.read_bytes(), version=version_of(path))


@pytest.mark.parametrize("path", of_kind("valid") + of_kind("invalid"))
def test_strictness_turns_exactly_the_warnings_into_errors(path):
    report = validate(path.read_bytes(), version=version_of(path))
    strict = validate(path.read_bytes(), version=version_of(path), strict=True)
    assert [finding.rule for finding in strict.findings] == [
        finding.rule for finding in report.findings
    ]
    assert not strict.warnings
    assert strict.ok == (not report.errors and not report.warnings)


def test_no_file_of_a_current_version_is_misjudged_by_lint():
    """Lint reads the files itself, and is told no version."""
    current = [schema for schema in SCHEMAS if validator_for().catalog.is_current(schema)]
    folders = [FOLDER / schema.key / schema.version for schema in current]
    folders = [folder for folder in folders if folder.is_dir()]  # others are missed below
    summary = Summary()
    for result in lint(map(str, folders)):
        summary.add(result)
        errors = [each for each in result.issues if each.finding.severity is Severity.ERROR]
        is_invalid = Path(result.file).parent.name == "invalid"
        assert bool(errors) == is_invalid, result.file
    assert summary.files == sum(path.is_relative_to(f) for path in FILES for f in folders)
    assert summary.exit_code() == 1


def test_each_version_has_its_folder_and_no_folder_is_stale():
    assert {(path.parents[2].name, version_of(path)) for path in FILES} == VERSIONS
    assert {path.parents[3] for path in FILES} == {FOLDER}
    assert {path.parent.name for path in FILES} == {"valid", "invalid"}


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_each_version_has_enough_of_them(schema):
    folder = FOLDER / schema.key / schema.version
    contexts = [
        [key for key in json.loads(path.read_bytes())["context"] if not is_of_item(key, schema)]
        for path in folder.glob("valid/*.json")
    ]
    mistakes = {path.read_bytes() for path in folder.glob("invalid/*.json")}
    assert len(contexts) >= 2
    assert max(map(len, contexts)) == len(schema.parameters)
    assert min(map(len, contexts)) <= len(schema.parameters) // 2
    assert len(mistakes) >= 3
    assert len({error_named(path) for path in folder.glob("invalid/*.json")}) >= 2


def test_every_file_is_named_after_rules_that_there_are():
    for path in FILES:
        named = warnings_named(path) if path.parent.name == "valid" else {error_named(path)}
        assert named <= set(RULES), place_of(path)
