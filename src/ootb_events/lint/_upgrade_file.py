"""One file whose events are upgraded."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import attrs
import orjson

from ootb_events import _json
from ootb_events._json import pointer
from ootb_events.errors import DecodeError, InvalidEventError, UpgradeError
from ootb_events.evolution import Release
from ootb_events.evolution._upgrader import Work
from ootb_events.lint._block import Block
from ootb_events.lint._file import OF_KEYS, Start
from ootb_events.lint._folding import Groups
from ootb_events.lint._model import Place
from ootb_events.lint._rewriting import Replaced
from ootb_events.lint._upgraded_text import Rewriter
from ootb_events.lint._upgrading_model import Lost, Move, UpgradeResult
from ootb_events.validation import finding_for_text

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from ootb_events.evolution._trail import Loss
    from ootb_events.evolution._way import Way
    from ootb_events.lint._block import Fault
    from ootb_events.lint._upgrade_aim import Aim
    from ootb_events.validation import Finding, Report

__all__ = ["UpgradedFile"]

_PLACES: Final = 5
_MOST_KNOWN: Final = 10_000


class UpgradedFile:
    """Upgrade the events of one file, block by block.

    :param name: the file, as it was named.
    :param aim: which events are to follow which version then.
    :param progress: told now and then how many bytes more were read.
    """

    def __init__(
        self, name: str, aim: Aim, progress: Callable[[int], object] | None = None
    ) -> None:
        self._name = name
        self._aim = aim
        self._progress = progress
        self._rewriter = Rewriter()
        self._known: dict[Hashable, Way] = {}
        self._replaced: list[Replaced] = []
        self._ways: Counter[Way] = Counter()
        self._clean: Counter[str] = Counter()
        self._lost: dict[tuple[Way, str, str | None], _Lost] = {}
        self._left = Groups(fold=True)
        self._others = self._unsettled = 0

    def look(self, piece: Block | Fault) -> None:
        """Upgrade some events, or note what is wrong between them."""
        if isinstance(piece, Block):
            for number, text in enumerate(piece.texts):
                self._take(text, partial(_start, piece, number))
            if self._progress is not None:
                self._progress(sum(map(len, piece.texts)))
        elif finding_for_text(piece).severity.value == "error":
            place = Place(line=piece.line or None, column=piece.column or None)
            self._leave((finding_for_text(piece, located=True),), lambda _: place)

    def taken(self) -> list[Replaced]:
        """Return what was upgraded since the last time."""
        replaced, self._replaced = self._replaced, []
        return replaced

    def result(self, problem: str = "") -> UpgradeResult:
        """Say what came of it.

        :param problem: why the file could not be read or replaced.
        """
        moves: Counter[Move] = Counter()
        for key, count in self._clean.items():
            release = Release.of(self._aim.target(key))
            moves[Move(source=release, target=release)] += count
        for way, count in self._ways.items():
            moves[_move(way)] += count
        return UpgradeResult(
            file=self._name,
            moves=moves,
            lost=tuple(
                Lost(
                    file=self._name,
                    move=_move(way),
                    parameter=parameter,
                    kept=kept,
                    places=tuple(lost.places),
                    count=lost.count,
                )
                for (way, parameter, kept), lost in self._lost.items()
            ),
            left=self._left.issues(self._name),
            others=self._others,
            unsettled=self._unsettled,
            problem=problem,
        )

    def _take(self, text: bytes, start: Callable[[], Start]) -> None:
        try:
            value = orjson.loads(text)
            key = value["event"]
            concerned = self._aim.concerns(key)
            if concerned and self._aim.is_clean(key, value) and _has_every_key(value, text):
                self._clean[key] += 1
                return
        except (ValueError, KeyError, TypeError, RecursionError):
            concerned, value = True, None
        if not concerned:
            self._others += 1
        elif value is None or not _has_every_key(value, text):
            self._look_closely(text, start)
        else:
            self._upgrade(text, value, start)

    def _look_closely(self, text: bytes, start: Callable[[], Start]) -> None:
        """Tell what is wrong with a text; upgrade it if it is nothing but odd."""
        try:
            document = _json.read(text)
        except DecodeError as error:
            self._leave_fault(error, start)
            return
        if document.faults:
            self._unsettled += 1
            for fault in document.faults:
                self._leave_fault(fault, start)
            return
        self._upgrade(text, document.value, start)

    def _upgrade(self, text: bytes, value: Any, start: Callable[[], Start]) -> None:
        try:
            way = self._way(value)
            work = self._work(value, way) if way.hops else None
        except InvalidEventError as error:
            self._refuse(error.report, text, start)
            return
        except UpgradeError as error:
            if error.report is None:  # it lies beyond where it was to end
                self._others += 1
            else:
                self._refuse(error.report, text, start)
            return
        self._ways[way] += 1
        if work is None:
            return
        new = self._rewriter.rewritten(text, value, work.payload, work.cells)
        place = start()
        self._replaced.append(Replaced(place.line, place.column, text, new))
        for loss in work.trail.losses:
            self._lose(way, loss, text, place)

    def _way(self, value: Any) -> Way:
        """Find the way of an event; those in which the same is odd have the same."""
        quick = self._aim.quick_way(value)
        if quick is not None:
            return quick
        fingerprint = self._aim.fingerprint(value)
        way = self._known.get(fingerprint) if fingerprint is not None else None
        if way is None:
            way = self._aim.way(value)
            if fingerprint is not None and len(self._known) < _MOST_KNOWN:
                self._known[fingerprint] = way
        return way

    def _work(self, value: Any, way: Way) -> Work:
        work = Work(value)
        work.follow(way)
        return work if self._is_there(work, way) else self._aim.upgrade(value)

    def _is_there(self, work: Work, way: Way) -> bool:
        """Tell whether an event follows the version that it is to follow, and nothing is left."""
        if self._aim.is_valid(work.payload, way.target):
            return True
        try:
            onward = self._way(work.payload)
        except InvalidEventError:
            return False
        return not onward.hops and onward.source is way.target

    def _lose(self, way: Way, loss: Loss, text: bytes, start: Start) -> None:
        lost = self._lost.get((way, loss.parameter, loss.kept))
        if lost is None:
            lost = self._lost[way, loss.parameter, loss.kept] = _Lost()
        lost.count += 1
        if len(lost.places) < _PLACES:
            place = pointer("context", loss.parameter)
            lost.places.append(_place(text, place, start, of_key=True))

    def _refuse(self, report: Report, text: bytes, start: Callable[[], Start]) -> None:
        self._unsettled += 1
        self._leave(
            report.errors,
            lambda found: _place(text, found.pointer, start(), of_key=found.rule in OF_KEYS),
            report.event,
        )

    def _leave_fault(
        self, fault: DecodeError | _json.TextFault, start: Callable[[], Start]
    ) -> None:
        place = start().place(fault.line or 1, fault.column or 1)
        self._leave((finding_for_text(fault, located=True),), lambda _: place)

    def _leave(
        self,
        findings: Iterable[Finding],
        place: Callable[[Finding], Place],
        event: str | None = None,
    ) -> None:
        for finding in findings:
            group = self._left.group(finding, event, None)
            if group.wants_place:
                group.places.append(place(finding))


@attrs.define
class _Lost:
    places: list[Place] = attrs.field(factory=list)
    count: int = 0


def _move(way: Way) -> Move:
    return Move(source=Release.of(way.source), target=Release.of(way.target))


def _start(block: Block, number: int) -> Start:
    column = 1 if block.columns is None else block.columns[number]
    return Start(block.lines[number], column, block.first + number)


def _place(text: bytes, place: str, start: Start, *, of_key: bool) -> Place:
    shown = text.decode()
    span = _json.spans(shown, (place,)).get(place)
    if span is None:
        return start.place(1, 1)
    begin = span.key_start if of_key and span.key_start is not None else span.start
    return start.place(*_json.line_and_column(shown, begin))


def _has_every_key(value: Any, text: bytes) -> bool:
    try:
        written = orjson.dumps(value)
    except orjson.JSONEncodeError:  # it reads deeper than it writes
        return False
    return written == text or _json.keeps_every_key(written, text)
