"""Payload files as tests: what ``ootb_events_paths`` collects."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs
import pytest

from ootb_events.errors import OotbEventsError
from ootb_events.lint import Summary, lint
from ootb_events.lint._config import Effective, Given, config_above, effective
from ootb_events.lint._sources import Problem, sources
from ootb_events.testing._reports import told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ootb_events.lint import FileResult

__all__ = ["PayloadFiles"]

_PLACE: Final = "the configuration of pytest"


class PayloadFiles:
    """Know which files are payloads, and make a test of each.

    :param config: that of the run.
    :param patterns: files, folders or glob patterns, relative to the root folder of the run.
    :raises UsageError: when one of them means nothing.
    """

    def __init__(self, config: pytest.Config, patterns: Sequence[str]) -> None:
        self._config = config
        self._root = config.rootpath
        self._tops = [path for pattern in patterns for path in self._matching(pattern)]
        self._files = frozenset(self._walk())

    def join_collection(self) -> None:
        """Have the files collected in a run of ``testpaths``, wherever they are."""
        config = self._config
        if config.args_source is not pytest.Config.ArgsSource.TESTPATHS:
            return
        begun = [Path(os.path.abspath(arg.partition("::")[0])) for arg in config.args]  # noqa: PTH100
        config.args += [
            str(top)
            for top in self._tops
            if not any(top == folder or folder in top.parents for folder in begun)
        ]

    def collector(self, path: Path, parent: pytest.Collector) -> PayloadFile | None:
        """Make what collects a file, if it is one of them."""
        if str(path) not in self._files:
            return None
        collector: PayloadFile = PayloadFile.from_parent(parent, path=path)
        return collector

    def _matching(self, pattern: str) -> Iterable[Path]:
        named = self._root / pattern
        if named.exists():
            return [named]
        try:
            found = sorted(self._root.glob(pattern))
        except (ValueError, NotImplementedError) as error:
            raise pytest.UsageError(f"ootb_events_paths: {pattern!r}: {error}") from None
        if not found:
            raise pytest.UsageError(
                f"ootb_events_paths: there is no {pattern!r} below {self._root}; expected files, "
                "folders or patterns relative to that folder"
            )
        return found

    def _walk(self) -> Iterator[str]:
        for top in self._tops:
            settings = _settings(top, self._config)
            found = sources(
                [str(top)],
                exclude=settings["exclude"],
                gitignore=settings["gitignore"],
                root=settings.given["exclude"].root,
            )
            for each in found:
                if isinstance(each, Problem):
                    raise pytest.UsageError(f"ootb_events_paths: {each.file}: {each.problem}")
                yield each.file


class PayloadFile(pytest.File):
    """Collect one test: that everything in the file is valid."""

    def collect(self) -> Iterator[pytest.Item]:
        """Make the test; it has the path for its id."""
        yield PayloadItem.from_parent(self, name=self.path.name, nodeid=self.nodeid)


class PayloadItem(pytest.Item):
    """Hold a payload file to its schemas, as lint does."""

    def runtest(self) -> None:
        """Lint the file.

        :raises InvalidPayloads: when it fails lint.
        """
        chosen = _settings(self.path, self.config)
        name = _shown(self.path)
        results = list(lint([name], attrs.evolve(chosen.settings(), jobs=1)))
        summary = Summary()
        for result in results:
            summary.add(result)
        if summary.exit_code(chosen["fail-on"]):
            raise InvalidPayloadsError(results)
        if any(result.issues for result in results):
            self.add_report_section("call", "ootb_events", told(results))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Show what lint says; of our own errors, what they say."""
        if isinstance(excinfo.value, InvalidPayloadsError):
            return told(excinfo.value.results).partition("\n\n")[2]  # the path is the title
        if isinstance(excinfo.value, OotbEventsError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Say where the test is."""
        return self.path, None, f"payload file {self.nodeid}"


class InvalidPayloadsError(AssertionError):
    """Report a payload file that fails lint.

    :param results: what lint found.
    """

    def __init__(self, results: Sequence[FileResult]) -> None:
        super().__init__(results)
        self.results = results

    def __str__(self) -> str:
        return told(self.results)


def _settings(path: Path, config: pytest.Config) -> Effective:
    """Say what applies: what pytest is told before what the files of lint say."""
    options = {}
    profile = config.getini("ootb_events_profile")
    if profile:
        options["profile"] = Given(profile, _PLACE)
    strict = config.getini("ootb_events_strict")
    if strict is not None:
        options["strict"] = Given(strict, _PLACE)
    folder = path if path.is_dir() else path.parent
    return effective(config_above(folder), options)


def _shown(path: Path) -> str:
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()
