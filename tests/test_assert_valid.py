"""Asserting that events, payloads, texts and files are valid."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from event_strategies import SCHEMAS, events, runs
from ootb_events.catalog import Catalog
from ootb_events.errors import ConfigurationError, UnknownVersionError
from ootb_events.events import Login, RegistrationFailed
from ootb_events.testing import assert_valid
from ootb_events.validation import validate
from schema_files import write_catalog

GOOD = {
    "tenant": 1042,
    "timestamp": "2026-06-09 12:00:00.250000 UTC",
    "event": "ootb_login",
    "customer": "c-1",
    "context": {"ootb_channel": "web"},
}
BAD = {**GOOD, "context": {"ootb_channel": 7}}
ODD = {**GOOD, "context": {"nonsense": 1}}


@pytest.fixture
def file(tmp_path):
    return tmp_path / "events.json"


def test_what_is_valid_is_reported(file):
    file.write_text(json.dumps(GOOD), encoding="utf-8")
    text = json.dumps(GOOD)
    for subject in (GOOD, text, text.encode(), f" {text}", file, str(file)):
        report = assert_valid(subject)
        assert (report.event, report.version, report.findings) == ("ootb_login", "1.1.0", ())
    assert assert_valid(Login(customer="c-1")).version == "1.1.0"


@pytest.mark.parametrize("subject", [BAD, json.dumps(BAD), json.dumps(BAD).encode()])
def test_what_is_not_is_explained(subject):
    with pytest.raises(AssertionError, match="OOTB201 wrong-type"):
        assert_valid(subject)


@pytest.mark.parametrize(
    "event",
    [RegistrationFailed(visitor="v-1", failure_reason=3), Login(), Login(customer="c", channel=7)],
)
def test_so_is_an_event(event):
    with pytest.raises(AssertionError, match="OOTB"):
        assert_valid(event)


def test_a_file_is_told_with_lines(file):
    file.write_text(json.dumps([GOOD, BAD], indent=1), encoding="utf-8")
    with pytest.raises(AssertionError, match=r"(?s)OOTB201.*events\.json:17:20"):
        assert_valid(file)


def test_a_compressed_file_of_many_is_one_report(tmp_path):
    file = tmp_path / "events.ndjson.gz"
    file.write_bytes(gzip.compress("".join(f"{json.dumps(ODD)}\n" for _ in range(3)).encode()))
    report = assert_valid(file)
    assert (report.event, len(report.warnings)) == (None, 1)
    with pytest.raises(AssertionError, match="OOTB206"):
        assert_valid(file, strict=True)


def test_many_findings_are_folded_and_counted(file):
    file.write_text("".join(f"{json.dumps(BAD)}\n" for _ in range(500)), encoding="utf-8")
    with pytest.raises(AssertionError, match="500 times in this file"):
        assert_valid(file)
    others = [{**GOOD, "context": {f"nonsense_{number}": 1}} for number in range(500)]
    file.write_text("".join(f"{json.dumps(each)}\n" for each in others), encoding="utf-8")
    with pytest.raises(AssertionError, match="and 480 more findings") as failure:
        assert_valid(file, strict=True)
    assert len(str(failure.value)) < 20_000


def test_what_cannot_be_read_is_said(tmp_path):
    with pytest.raises(AssertionError, match=r"(?s)nothing\.json.*unreadable"):
        assert_valid(tmp_path / "nothing.json")
    with pytest.raises(AssertionError, match="OOTB001"):
        assert_valid("{")
    with pytest.raises(AssertionError, match="OOTB007"):
        assert_valid(b"")
    with pytest.raises(TypeError, match="got int"):
        assert_valid(7)


@pytest.mark.parametrize("text", ["\ufeff{}", '"jane@example.com"', "Jane\nDoe", "", " \r\n"])
def test_a_text_that_is_no_path_is_not_shown_as_one(text):
    with pytest.raises(AssertionError, match=r"<text>\n\n  \w+ OOTB") as caught:
        assert_valid(text)
    assert "ane" not in str(caught.value)


def test_a_text_may_begin_with_a_byte_order_mark():
    report = assert_valid(f"\ufeff{json.dumps(GOOD)}")
    assert report == assert_valid(f"\ufeff{json.dumps(GOOD)}".encode())


def test_version_profile_and_strictness_count(file):
    newer = {**GOOD, "context": {"ootb_login_timestamp": "2026-06-09T12:00:00Z"}}
    file.write_text(json.dumps(newer), encoding="utf-8")
    for subject in (newer, json.dumps(newer), file):
        assert assert_valid(subject, version="1.0.0").version == "1.0.0"
        assert (
            assert_valid(subject, profile="opti-x").findings
            == validate(newer, profile="opti-x").findings
        )
    for subject in (ODD, json.dumps(ODD)):
        assert assert_valid(subject).warnings
        with pytest.raises(AssertionError, match="OOTB206"):
            assert_valid(subject, strict=True)
    for subject in (GOOD, file):
        with pytest.raises(ConfigurationError, match="no profile"):
            assert_valid(subject, profile="mine")
    with pytest.raises(UnknownVersionError):
        assert_valid(file, version="9.9.9")


@given(st.data())
@runs(60)
def test_it_says_what_validation_says(data):
    """An event, its payload and its text are valid or not together, with the same findings."""
    schema = data.draw(st.sampled_from(SCHEMAS))
    event = data.draw(events(schema))
    from ootb_events import to_payload

    payload = to_payload(event, tenant=1)
    report = validate(payload, version=schema.version)
    if report.ok:
        for subject in (payload, json.dumps(payload)):
            assert assert_valid(subject, version=schema.version).findings == report.findings
        return
    for subject in (payload, json.dumps(payload)):
        with pytest.raises(AssertionError, match=report.errors[0].rule):
            assert_valid(subject, version=schema.version)


def test_events_of_the_project_are_known(tmp_path, monkeypatch):
    own = write_catalog(tmp_path / "schemas", {"x_bonus_claimed": {}})
    settings = '[tool.ootb-events]\ncatalogs = ["schemas"]\n'
    (tmp_path / "pyproject.toml").write_text(settings, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    event = own.event("x_bonus_claimed")(customer="c-1")
    assert assert_valid(event).event == "x_bonus_claimed"
    payload = {**GOOD, "event": "x_bonus_claimed", "context": {}}
    for subject in (payload, json.dumps(payload)):
        assert assert_valid(subject).event == "x_bonus_claimed"
        with pytest.raises(AssertionError, match="unknown-event"):
            assert_valid(subject, catalog=Catalog.default())
