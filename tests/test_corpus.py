"""Files with faults of every kind, from what is on disk to what is written about them."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import sys
from pathlib import Path

import pytest

import ootb_events
from ootb_events.lint import LintSettings, Summary, Wrapping, lint
from ootb_events.lint.reports import FORMATS, reporter
from ootb_events.validation import RULES

TESTS = Path(__file__).parent
NEVER_IN_A_FILE = {"OOTB006", "OOTB108", "OOTB109"}
"""What only Python values, and questions about other versions and tenants, can have."""


pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="FILES ARE CALLED OTHERWISE HERE: the corpus is not looked at"
)


@pytest.fixture
def here(tmp_path, monkeypatch):
    shutil.copytree(TESTS / "corpus", tmp_path / "corpus")
    text = (TESTS / "corpus" / "faults.ndjson").read_bytes()
    (tmp_path / "corpus" / "packed.ndjson.gz").write_bytes(gzip.compress(text))
    (tmp_path / "corpus" / "cut.json.gz").write_bytes(gzip.compress(text * 50)[:-20])
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(form: str, summary: Summary) -> str:
    stream = io.StringIO(newline="")
    report = reporter(form, stream, width=100 if form == "text" else None)
    wrapped = LintSettings(wrapping=Wrapping(at="/data/event"))
    for paths, settings in (
        (["corpus", "corpus/none.json"], LintSettings(exclude=("wrapped",))),
        (["corpus/wrapped"], wrapped),
        (["corpus/clean.json", "corpus/odd.ndjson"], LintSettings(profile="opti-x", fold=False)),
    ):
        for result in lint(paths, settings):
            summary.add(result)
            report.result(result)
    report.end(summary)
    return stream.getvalue()


@pytest.mark.parametrize("form", FORMATS)
def test_the_corpus_gives_the_golden_output(here, form):
    """Set UPDATE_GOLDEN=1 to accept what is written now; then look at the difference."""
    path = TESTS / "golden" / f"corpus.{form}.txt"
    text = written(form, Summary()).replace(f'"{ootb_events.__version__}"', '"VERSION"')
    assert here.as_posix() not in text
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.usefixtures("here")
def test_the_corpus_has_faults_of_every_kind():
    summary = Summary()
    written("concise", summary)
    missing = set(RULES) - NEVER_IN_A_FILE - set(summary.by_rule)
    assert missing == set()
    assert summary.unreadable == 2
    assert summary.exit_code() == 2


@pytest.mark.usefixtures("here")
def test_nothing_personal_of_the_corpus_is_written():
    for form in FORMATS:
        assert "jane.doe" not in written(form, Summary())
