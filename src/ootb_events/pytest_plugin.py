"""The pytest plugin: fixtures for tests of code that emits events.

It is loaded in every run of pytest in its environment: whatever costs something is imported
when it is first used.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from ootb_events.testing import Capture
    from ootb_events.testing._payload_files import PayloadFiles

__all__ = [
    "ootb_events",
    "pytest_addoption",
    "pytest_collect_file",
    "pytest_configure",
    "pytest_runtest_call",
]

_CAPTURE: pytest.StashKey[Capture] = pytest.StashKey()
_FILES: pytest.StashKey[PayloadFiles] = pytest.StashKey()
_UPDATE = "ootb_events_update"
_UNKNOWN = ("refuse", "capture")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options, on the command line and in the configuration."""
    parser.getgroup("ootb-events").addoption(
        "--ootb-update",
        action="store_true",
        dest=_UPDATE,
        help="write the snapshots of ootb_events.assert_matches_snapshot(); not where CI is set",
    )
    parser.addini(
        "ootb_events_profile",
        "hold captured events to this profile (platform, opti-x, ebi) rather than their emitters'",
        default=None,
    )
    parser.addini(
        "ootb_events_strict",
        "whether every warning about a captured event counts as an error",
        type="bool",
        default=None,
    )
    parser.addini(
        "ootb_events_unknown",
        "refuse events that the catalogue lacks, as emitters do, or capture them",
        default="refuse",
    )
    parser.addini(
        "ootb_events_show_pii",
        "whether messages and snapshots show personal data",
        type="bool",
        default=False,
    )
    parser.addini(
        "ootb_events_autouse",
        "capture events in every test",
        type="bool",
        default=False,
    )
    parser.addini(
        "ootb_events_paths",
        "payload files, folders of them or glob patterns; each file becomes a test",
        type="linelist",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to write snapshots in CI, and see to what is collected everywhere."""
    if config.getoption(_UPDATE) and os.environ.get("CI"):
        raise pytest.UsageError(
            "--ootb-update writes snapshots, and CI is set: a run there is to compare them; "
            "update them elsewhere, or unset CI"
        )
    _check(config)
    if config.getini("ootb_events_autouse"):
        config.pluginmanager.register(_Everywhere(), "ootb_events_everywhere")
    patterns = config.getini("ootb_events_paths")
    if patterns:
        from ootb_events.testing._payload_files import PayloadFiles

        files = config.stash[_FILES] = PayloadFiles(config, patterns)
        files.join_collection()


def _check(config: pytest.Config) -> None:
    """Refuse a configuration that means nothing, before any test is run.

    :raises UsageError: when an option has no such value.
    """
    for name in ("ootb_events_strict", "ootb_events_show_pii", "ootb_events_autouse"):
        try:
            config.getini(name)
        except (ValueError, pytest.UsageError):
            raise pytest.UsageError(f"{name}: expected true or false") from None
    profile, unknown = map(config.getini, ("ootb_events_profile", "ootb_events_unknown"))
    if unknown not in _UNKNOWN:
        raise pytest.UsageError(
            f"ootb_events_unknown: expected one of {', '.join(_UNKNOWN)}, got {unknown!r}"
        )
    if profile:
        from ootb_events.validation import PROFILES

        if profile not in PROFILES:
            raise pytest.UsageError(
                f"ootb_events_profile: expected one of {', '.join(PROFILES)}, got {profile!r}"
            )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Make a test of each payload file."""
    files = parent.config.stash.get(_FILES, None)
    return files.collector(file_path, parent) if files is not None else None


@pytest.fixture
def ootb_events(request: pytest.FixtureRequest) -> Iterator[Capture]:
    """Capture what every emitter emits during the test, and answer questions about it.

    The test fails when an invalid event was emitted, even if the code under test hides the
    error; ``with ootb_events.expects_invalid():`` says that one is wanted.
    """
    from ootb_events.testing import capture_events

    config = request.config
    capturing = capture_events(
        profile=config.getini("ootb_events_profile") or None,
        strict=config.getini("ootb_events_strict"),
        unknown_events=config.getini("ootb_events_unknown"),
        show_pii=config.getini("ootb_events_show_pii"),
        update_snapshots=config.getoption(_UPDATE),
        folder=request.path.parent,
    )
    stash = request.node.stash
    with capturing as capture:
        stash[_CAPTURE] = capture
        try:
            yield capture
        finally:
            del stash[_CAPTURE]  # a session keeps its items


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail a test for invalid events whose errors nobody saw."""
    capture = item.stash.get(_CAPTURE, None)
    if capture is None:
        return (yield)
    try:
        result = yield
    except BaseException as error:
        problem = capture.verify(error)
        if problem is not None:
            item.add_report_section("call", "ootb_events", problem)
        raise
    problem = capture.verify()
    if problem is not None:
        pytest.fail(problem, pytrace=False)
    return result


class _Everywhere:
    """Capture in every test, where that is configured."""

    @pytest.fixture(autouse=True)
    def _ootb_events_everywhere(self, ootb_events: Capture) -> None:
        """Capture events in this test."""
