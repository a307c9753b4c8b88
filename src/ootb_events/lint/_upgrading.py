"""Files whose events are upgraded."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence  # noqa: TC003 - attrs reads the annotations
from typing import TYPE_CHECKING, Any, Final

import attrs

from ootb_events.catalog import Catalog
from ootb_events.errors import UpgradeError
from ootb_events.evolution._upgrade import Work, upgrader_for
from ootb_events.lint._rewrite import Unwritable
from ootb_events.lint._rewriting import Rewriting, is_plain, never_replaced, replace_file
from ootb_events.lint._sources import STDIN, Problem, sources
from ootb_events.lint._unreadable import Unreadable
from ootb_events.lint._upgrade_file import UpgradedFile
from ootb_events.lint._upgrading_model import UpgradeResult

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator
    from typing import BinaryIO

    from ootb_events.catalog import EventSchema
    from ootb_events.evolution._way import Way
    from ootb_events.lint._sources import Source

__all__ = ["Aim", "UpgradeSettings", "upgrade_files"]

_VERSION: Final = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+", re.ASCII)


@attrs.frozen(kw_only=True)
class UpgradeSettings:
    """Say what upgrading files is to do.

    :param catalog: which events exist.
    :param to: where events are to end, instead of at the current version: a version, for those
        that have it; an event key, or both as ``ootb_login@1.0.0``, for those on the way to it.
    :param event: the only event to upgrade.
    :param exclude: patterns, as in ``.gitignore``, of files to leave out of folders.
    :param gitignore: whether what ``.gitignore`` names is left out of folders.
    :raises CatalogError: when there is no such event or version.
    """

    catalog: Catalog = attrs.field(factory=Catalog.default)
    to: str | None = None
    event: str | None = None
    exclude: Sequence[str] = ()
    gitignore: bool = True

    def __attrs_post_init__(self) -> None:
        if self.event is not None:
            self.catalog.versions(self.event)
        if self.to is None:
            return
        key, sign, version = self.to.partition("@")
        if sign or not _VERSION.fullmatch(self.to):
            self.catalog.get(key, version or None)
        elif self.event is not None:
            self.catalog.get(self.event, self.to)


class Aim:
    """Know which events are to follow which version.

    :param settings: what was asked for.
    """

    def __init__(self, settings: UpgradeSettings) -> None:
        self._settings = settings
        self._catalog = settings.catalog
        self._upgrader = upgrader_for(settings.catalog)
        self._validator = self._upgrader.validator
        self._concerned: dict[Any, bool] = {}
        self._checks: dict[str, Callable[[Any], bool]] = {}
        self._valid: dict[EventSchema, Callable[[Any], bool]] = {}

    def concerns(self, key: Any) -> bool:
        """Tell whether events of a key are to be upgraded, or to be refused."""
        known = self._concerned.get(key)
        if known is None:
            known = self._concerned[key] = self._finds_concern(key)
        return known

    def _finds_concern(self, key: Any) -> bool:
        only, to = self._settings.event, self._settings.to
        if key not in self._catalog:
            return only is None
        if only is not None and key != only:
            return False
        if to is None:
            return True
        if _VERSION.fullmatch(to):
            return to in self._catalog.versions(key)
        try:
            self._upgrader.way(key, self._catalog.versions(key)[0], to)
        except UpgradeError:
            return False
        return True

    def target(self, key: str) -> EventSchema:
        """Find the version that events of a key are to follow."""
        return self._upgrader.way(key, self._catalog.versions(key)[0], self._settings.to).target

    def is_clean(self, key: str, value: Any) -> bool:
        """Tell of an event, quickly, that it is as it is to be."""
        check = self._checks.get(key)
        if check is None:
            check = self._checks[key] = self._check(key)
        return check(value)

    def _check(self, key: str) -> Callable[[Any], bool]:
        if key not in self._catalog:
            return _never
        target = self.target(key)
        return self._quick(target) if target.key == key else _never

    def is_valid(self, value: Any, target: EventSchema) -> bool:
        """Tell of an upgraded event, quickly, that nothing is to be said about it."""
        check = self._valid.get(target)
        if check is None:
            check = self._valid[target] = self._quick(target)
        try:
            return check(value)
        except ValueError:
            return False

    def _quick(self, target: EventSchema) -> Callable[[Any], bool]:
        is_valid, _ = self._validator.quick(target.key, target.version)
        return is_valid

    def quick_way(self, value: Any) -> Way | None:
        """Find the way of an event of which nothing is to be said; ``None``: look closely."""
        if self._settings.to is not None:
            return None
        source = self._upgrader.quick_source(value)
        return None if source is None else self._upgrader.way(*source)

    def fingerprint(self, value: Any) -> Hashable | None:
        """Tell apart events that go different ways."""
        try:
            return self._validator.fingerprint(value)
        except (ValueError, TypeError, RecursionError, AttributeError):
            return None

    def way(self, value: Any) -> Way:
        """Find the way of an event.

        :raises InvalidEventError: when it is not valid under its own version.
        :raises UpgradeError: when no steps lead to where it is to end.
        """
        to = self._settings.to
        # What was read from a file is a value; a string is no text to be read once more.
        shown = json.dumps(value) if isinstance(value, str) else value
        event, version = self._upgrader.source(shown, to, None)
        return self._upgrader.way(event, version, to)

    def upgrade(self, value: Any) -> Work:
        """Upgrade an event of which more than one version is in it.

        :raises UpgradeError: when what it has is refused then.
        """
        work, _ = self._upgrader.work(value, self._settings.to, None)
        return work


def _never(_value: Any) -> bool:
    return False


def upgrade_files(  # noqa: PLR0913 - a run has that many sides
    paths: Iterable[str],
    settings: UpgradeSettings,
    *,
    write: bool = False,
    show: Callable[[str], None] | None = None,
    out: BinaryIO | None = None,
    progress: Callable[[int], None] | None = None,
) -> Iterator[UpgradeResult]:
    """Upgrade the events of files, and say what came of it; what cannot be stays as it is.

    Everything that no step names stays as it was, byte by byte. A file is replaced as a whole, or
    not at all. Compressed files cannot be replaced. Places are those of the files as they were.

    :param paths: files, folders, or ``-`` for standard input.
    :param settings: what to do.
    :param write: whether files are replaced.
    :param show: given the lines of a unified diff, each with its end. This needs the whole of a
        file in memory; everything else needs a small part of it.
    :param out: where to write all that standard input is to hold.
    :param progress: told now and then how many bytes more have been read.
    """
    run = _Run(Aim(settings), write=write, show=show, out=out, progress=progress)
    for source in sources(paths, exclude=settings.exclude, gitignore=settings.gitignore):
        if isinstance(source, Problem):
            yield UpgradeResult(file=source.file, problem=source.problem)
        else:
            yield run.result(source)


@attrs.frozen(kw_only=True)
class _Run:
    """Upgrade one file after the other."""

    aim: Aim = attrs.field(kw_only=False)
    write: bool
    show: Callable[[str], None] | None
    out: BinaryIO | None
    progress: Callable[[int], None] | None

    def result(self, source: Source) -> UpgradeResult:
        name = source.file
        if self.write and name != STDIN and (problem := never_replaced(name)):
            return UpgradeResult(file=name, problem=problem)
        file = UpgradedFile(name, self.aim, self.progress)
        rewriting = Rewriting(name, file, remember=self.show is not None)
        try:
            self._rewrite(source, file, rewriting)
        except Unreadable as error:
            return _undone(file.result(str(error))) if self.write else file.result(str(error))
        except Unwritable as error:
            return _undone(file.result(f"{error}; nothing in it was upgraded"))
        if self.show is not None:
            for line in rewriting.difference():
                self.show(line)
        return file.result()

    def _rewrite(self, source: Source, file: UpgradedFile, rewriting: Rewriting) -> None:
        if source.file == STDIN and self.out is not None:
            for chunk in rewriting.chunks(source.open(), whole=True):
                self.out.write(chunk)
        elif self.write and is_plain(source.file):
            replace_file(rewriting, source.file)
        else:
            rewriting.run(source.open())
            if self.write and file.result().upgraded:
                raise Unwritable("this file is compressed; uncompress it")


def _undone(result: UpgradeResult) -> UpgradeResult:
    """Take back what would have been done to a file that could not be replaced."""
    return attrs.evolve(
        result,
        moves=type(result.moves)({move: n for move, n in result.moves.items() if move.stays}),
        lost=(),
        unsettled=result.unsettled + result.upgraded,
    )
