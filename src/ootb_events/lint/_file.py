"""One file: its texts examined, its findings placed and folded."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import attrs
import orjson

from ootb_events import _json
from ootb_events.lint._excerpt import Excerpts
from ootb_events.lint._folding import Groups
from ootb_events.lint._model import Drift, FileResult, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Iterator

    from ootb_events._json import Span
    from ootb_events.catalog import Catalog
    from ootb_events.lint._block import Block
    from ootb_events.lint._choice import Choice
    from ootb_events.lint._examine import Examiner, Said
    from ootb_events.lint._folding import Group
    from ootb_events.validation import Finding

__all__ = ["OF_KEYS", "FileLint", "Start"]

OF_KEYS: Final = frozenset({"OOTB004", "OOTB106", "OOTB206", "OOTB209"})
"""The rules whose place is that of a key, not of its value."""
_OLDER: Final = "OOTB301"
_MOST_KNOWN: Final = 10_000


class FileLint:
    """Lint one file, block by block.

    :param name: the file, as it was named.
    :param examiner: examines each text.
    :param choice: which rules count in this file.
    :param fold: whether identical findings are folded into one.
    :ivar texts: how many texts it has had so far.
    """

    def __init__(self, name: str, examiner: Examiner, choice: Choice, *, fold: bool) -> None:
        self._name = name
        self._examiner = examiner
        self._choice = choice
        self._fold = fold
        self._clean: Counter[str] = Counter()
        self._by_version: Counter[tuple[str | None, str | None]] = Counter()
        self._groups = Groups(fold=fold)
        self._known: dict[Hashable, _Known] = {}
        self._events = 0
        self.texts = 0

    def take(self, block: Block) -> None:
        """Lint some texts."""
        self.texts += len(block.texts)
        loads, dumps = orjson.loads, orjson.dumps
        quick, clean = self._examiner.quick, self._clean
        for number, text in enumerate(block.texts):
            value = None
            try:
                value = loads(text)
                key = value["event"]
                if quick[key](value):
                    written = dumps(value)  # of duplicate keys, it has one
                    if written == text or _json.keeps_every_key(written, text):
                        clean[key] += 1
                        continue
            except (ValueError, KeyError, TypeError, RecursionError):
                pass
            self._take_other(block, number, text, value)

    def _take_other(self, block: Block, number: int, text: bytes, value: Any) -> None:
        """Lint a text of which something may be to be said."""
        fingerprint = self._fingerprint(value, text)
        if fingerprint is None or not self._count_again(fingerprint):
            self._look_closely(text, self._start(block, number), fingerprint)

    def _start(self, block: Block, number: int) -> Start:
        column = 1 if block.columns is None else block.columns[number]
        return Start(block.lines[number], column, block.first + number)

    def _examined(self, text: bytes) -> Said:
        return self._examiner.examine(text)

    def _fingerprint(self, value: Any, text: bytes) -> Hashable | None:
        """Tell what is like what was examined before; ``None`` for what is to be examined."""
        if not self._fold or value is None:
            return None
        try:
            fingerprint = self._examiner.fingerprint(value)
            if fingerprint is None or not _json.keeps_every_key(orjson.dumps(value), text):
                return None
        except (ValueError, TypeError, RecursionError, AttributeError):
            return None
        return fingerprint

    def _count_again(self, fingerprint: Hashable) -> bool:
        """Count what was examined often enough that only its number matters."""
        known = self._known.get(fingerprint)
        if known is None:
            return False
        for group in known.groups:
            if group.wants_place:
                return False
        for group in known.groups:
            group.count += 1
        self._events += 1
        self._by_version[known.version] += 1
        return True

    def find(self, finding: Finding, line: int | None, column: int | None) -> None:
        """Take a finding about what stands between the texts."""
        weighed = self._choice.weigh(self._examiner.weighed(finding))
        if weighed is not None:
            group = self._groups.group(weighed, None, None)
            if group.wants_place:
                group.places.append(Place(line=line, column=column))

    def part(self) -> FileResult | None:
        """Return what was found since the last time, unless it is to be folded."""
        if self._fold or not len(self._groups):
            return None
        return self._result(last=False)

    def result(self, problem: str = "") -> FileResult:
        """Return what was found, or what of it was not returned yet.

        :param problem: why the file could not be read to its end.
        """
        return self._result(last=True, problem=problem)

    def _result(self, *, last: bool, problem: str = "") -> FileResult:
        for key, count in self._clean.items():
            self._by_version[key, self._examiner.version_of(key)] += count
            self._events += count
        issues = self._groups.issues(self._name)
        result = FileResult(
            file=self._name,
            events=self._events,
            issues=issues,
            drifts=tuple(self._drifts()) if last else (),
            by_version=self._by_version,
            problem=problem,
            last=last,
        )
        self._clean, self._by_version = Counter(), Counter()
        self._groups, self._events = Groups(fold=self._fold), 0
        self._known.clear()
        return result

    def _drifts(self) -> Iterable[Drift]:
        """Say of each version once how many events follow it, in the words of the first of them."""
        together: dict[tuple[str, str], Drift] = {}
        for drift in self._drifts_by_words():
            before = together.get((drift.event, drift.version))
            count = drift.count + (before.count if before else 0)
            together[drift.event, drift.version] = attrs.evolve(before or drift, count=count)
        return together.values()

    def _drifts_by_words(self) -> Iterator[Drift]:
        totals: Counter[str | None] = Counter()
        for (event, _), count in self._by_version.items():
            totals[event] += count
        for issue in self._groups.issues(self._name):
            if issue.finding.rule == _OLDER and issue.event and issue.version:
                current = self._examiner.version_of(issue.event)
                _, _, words = issue.finding.message.partition(f"current version {current} ")
                yield Drift(
                    file=self._name,
                    event=issue.event,
                    version=issue.version,
                    current=current,
                    count=issue.count,
                    of=totals[issue.event],
                    words=words,
                )

    def _look_closely(self, text: bytes, start: Start, fingerprint: Hashable | None) -> None:
        said = self._examined(text)
        if said.event:
            self._events += 1
            self._by_version[said.report.event, said.report.version] += 1
        self._take_faults(said, start)
        groups = self._grouped(said)
        unplaced = [group for group in groups if group.wants_place]
        if unplaced:
            self._place(unplaced, text, start, said.report.event)
        if fingerprint is not None and said.event and len(self._known) < _MOST_KNOWN:
            version = said.report.event, said.report.version
            self._known[fingerprint] = _Known(groups, version)

    def _take_faults(self, said: Said, start: Start) -> None:
        for finding, line, column in said.faults:
            weighed = self._choice.weigh(finding)
            if weighed is None:
                continue
            group = self._groups.group(weighed, said.report.event, said.report.version)
            if group.wants_place:
                group.places.append(start.place(line or 1, column or 1))

    def _grouped(self, said: Said) -> list[Group]:
        report = said.report
        weighed = map(self._choice.weigh, report.findings)
        return [
            self._groups.group(finding, report.event, report.version)
            for finding in weighed
            if finding is not None
        ]

    def _place(
        self, groups: Collection[Group], text: bytes, start: Start, event: str | None
    ) -> None:
        shown = text.decode()
        spans = _json.spans(shown, {group.finding.pointer for group in groups})
        hidden = _hidden(self._examiner.catalog, event, self._examiner.at)
        quotes = Excerpts(shown, masks=hidden)
        for group in groups:
            span = spans.get(group.finding.pointer)
            if span is None:
                group.places.append(start.place(1, 1))
            else:
                group.places.append(_placed(shown, span, group.finding, start, quotes))


class _Known(NamedTuple):
    """What was said of an event, for those with the same fingerprint."""

    groups: list[Group]
    version: tuple[str | None, str | None]


class Start:
    """Where a text begins in its file."""

    def __init__(self, line: int, column: int, index: int) -> None:
        self.line, self.column, self.index = line, column, index

    def at(self, line: int, column: int) -> tuple[int, int]:
        """Turn a place in the text into one in the file."""
        return self.line + line - 1, column + (self.column - 1 if line == 1 else 0)

    def place(self, line: int, column: int) -> Place:
        """Make a place without extent."""
        line, column = self.at(line, column)
        return Place(line=line, column=column, index=self.index)


def _placed(text: str, span: Span, finding: Finding, start: Start, quotes: Excerpts) -> Place:
    begin, end = span.start, span.end
    if finding.rule in OF_KEYS and span.key_start is not None and span.key_end is not None:
        begin, end = span.key_start, span.key_end
    line, column = start.at(*_json.line_and_column(text, begin))
    end_line, end_column = start.at(*_json.line_and_column(text, end))
    return Place(
        line=line,
        column=column,
        end_line=end_line,
        end_column=end_column,
        index=start.index,
        excerpt=quotes.quote(begin, end),
    )


@lru_cache(maxsize=512)
def _hidden(catalog: Catalog, event: str | None, at: str) -> Callable[[str], bool]:
    """Say which values of an event are not to be shown: all but those known to be harmless."""
    shown = {f"{at}/{name}" for name in ("tenant", "timestamp", "event")}
    if event is not None and event in catalog:
        for version in catalog.versions(event):
            shown.update(
                f"{at}/context/{key}"
                for parameter in catalog.get(event, version).parameters.values()
                if not parameter.pii
                for key in (parameter.key, *parameter.aliases)
            )
    return lambda pointer: pointer not in shown
