"""The values of files, for those who send them on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from ootb_events import _json
from ootb_events.errors import DecodeError
from ootb_events.lint._block import Block
from ootb_events.lint._file import Start
from ootb_events.lint._pieces import Pieces
from ootb_events.lint._sources import Problem, sources
from ootb_events.lint._unreadable import Unreadable
from ootb_events.validation import Finding, finding_for_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ootb_events.lint._sources import Source

__all__ = ["Record", "records"]


@attrs.frozen
class Record:
    """Hold one value of a file, or what kept it from being read.

    :param file: the file, as it was named.
    :param line: the 1-based line that it starts on.
    :param value: the value, meaningless when ``readable`` is false.
    :param faults: what is wrong with the text itself, its places being those of the file.
    :param readable: whether there is a value.
    """

    file: str
    line: int
    value: Any = attrs.field(default=None, repr=False)
    faults: tuple[Finding, ...] = ()
    readable: bool = True


def records(paths: Iterable[str]) -> Iterator[Record | Problem]:
    """Read the values of files and folders, whatever their layout, in bounded memory.

    What is broken, between values or within one, is a record that is not readable; what follows
    it is read all the same.

    :param paths: files, folders, or ``-`` for standard input.
    :returns: values in the order of the files; a :class:`Problem` for what cannot be opened, and
        where a file breaks off.
    """
    for source in sources(paths):
        if isinstance(source, Problem):
            yield source
        else:
            yield from _records_of(source)


def _records_of(source: Source) -> Iterator[Record | Problem]:
    try:
        with source.open() as stream:
            for piece in Pieces(stream, source.file):
                if isinstance(piece, Block):
                    yield from _records_in(piece, source.file)
                else:
                    faults = (finding_for_text(piece),)
                    yield Record(source.file, piece.line, faults=faults, readable=False)
    except Unreadable as error:
        yield Problem(source.file, str(error))


def _records_in(block: Block, file: str) -> Iterator[Record]:
    for number, text in enumerate(block.texts):
        column = 1 if block.columns is None else block.columns[number]
        start = Start(block.lines[number], column, block.first + number)
        try:
            document = _json.read(text)
        except DecodeError as error:
            error.line, error.column = start.at(error.line or 1, error.column or 1)
            yield Record(file, error.line, faults=(finding_for_text(error),), readable=False)
            continue
        faults = tuple(finding_for_text(_placed(fault, start)) for fault in document.faults)
        yield Record(file, start.line, document.value, faults)


def _placed(fault: _json.TextFault, start: Start) -> _json.TextFault:
    line, column = start.at(fault.line, fault.column)
    return attrs.evolve(fault, line=line, column=column)
