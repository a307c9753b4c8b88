"""Events out of files: single objects, arrays, and one per line."""

from __future__ import annotations

import os
import sys
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from ootb_events import _json
from ootb_events.errors import DecodeError
from ootb_events.validation import Finding, finding_for_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["STDIN", "Record", "Unreadable", "event_files", "read_records"]

STDIN: Final = "-"
"""The path that means standard input."""

_SUFFIXES: Final = frozenset({".json", ".jsonl", ".ndjson"})
_LINE_SUFFIXES: Final = frozenset({".jsonl", ".ndjson"})


@attrs.frozen
class Record:
    """Hold one value of a file, or what kept it from being read.

    :param value: the value, meaningless when ``readable`` is false.
    :param line: the 1-based line that it starts on, where each line is a document.
    :param index: its 0-based position, where the file is an array.
    :param faults: what is wrong with the text itself.
    :param readable: whether there is a value.
    """

    value: Any
    line: int | None = None
    index: int | None = None
    faults: tuple[Finding, ...] = ()
    readable: bool = True


class Unreadable(Exception):  # noqa: N818 - an answer rather than a failure of this program
    """Say that a path could not be opened, and why."""


def event_files(paths: Iterable[str]) -> Iterator[str]:
    """Walk the files that paths mean.

    A folder gives its event files, sorted, hidden ones aside. A folder that has none, or
    cannot be listed, gives itself: it is :class:`Unreadable` then, rather than passed over.

    :param paths: files, folders, or ``-`` for standard input.
    """
    for path in paths:
        if path != STDIN and _is_folder(path):
            yield from _in_folder(path)
        else:
            yield path


def _is_folder(path: str) -> bool:
    try:
        return bool(path) and Path(path).is_dir()
    except OSError:  # reading it will say why
        return False


def _in_folder(folder: str) -> list[str]:
    found: list[Path] = []
    closed: list[OSError] = []
    for place, folders, files in os.walk(folder, onerror=closed.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += filter(_is_event_file, (Path(place, name) for name in files))
    found += [Path(error.filename) for error in closed]
    return [str(path) for path in sorted(found)] or [folder]


def _is_event_file(path: Path) -> bool:
    """Go by the name; a link that leads nowhere counts, a pipe that might block does not."""
    if path.name.startswith(".") or path.suffix.lower() not in _SUFFIXES:
        return False
    try:
        return path.is_file() or not path.exists()
    except OSError:
        return True


def read_records(path: str) -> Iterator[Record]:
    """Read the events of one file.

    A file ``.ndjson`` or ``.jsonl`` has one document a line; any other file has one document,
    or one a line when its first line is a document by itself.

    :raises Unreadable: when the file cannot be opened.
    """
    data = _bytes_of(path)
    if _has_lines(path, data):
        return _lines(data)
    try:
        document = _json.read(data)
    except DecodeError as error:
        if _first_line_is_a_document(data):
            return _lines(data)
        return iter((_failed(error),))
    return _document(document)


def _bytes_of(path: str) -> bytes:
    try:
        if path == STDIN:
            return sys.stdin.buffer.read()
        if _is_folder(path):
            next(Path(path).iterdir(), None)  # says why a folder cannot be listed
            raise Unreadable(f"no event files ({', '.join(sorted(_SUFFIXES))}) in this folder")
        return Path(path).read_bytes()
    except (OSError, ValueError) as error:
        raise Unreadable(getattr(error, "strerror", None) or str(error)) from error


def _has_lines(path: str, data: bytes) -> bool:
    # Empty files and those in UTF-16 are wrong as a whole, not line by line.
    is_whole = not data.strip() or data.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    return Path(path).suffix.lower() in _LINE_SUFFIXES and not is_whole


def _document(document: _json.Document) -> Iterator[Record]:
    if not isinstance(document.value, list):
        yield Record(document.value, faults=tuple(map(finding_for_text, document.faults)))
        return
    of_items, of_all = _by_item(document.faults)
    if of_all:
        yield Record(None, faults=tuple(of_all), readable=False)
    for index, value in enumerate(document.value):
        yield Record(value, index=index, faults=tuple(of_items.get(index, ())))


def _by_item(
    faults: Iterable[_json.TextFault],
) -> tuple[dict[int, list[Finding]], list[Finding]]:
    """Divide the faults of an array among its items, their pointers starting there."""
    of_items: dict[int, list[Finding]] = {}
    of_all = []
    for fault in faults:
        _, _, rest = fault.pointer.partition("/")
        index, slash, below = rest.partition("/")
        if index:
            finding = finding_for_text(attrs.evolve(fault, pointer=slash + below))
            of_items.setdefault(int(index), []).append(finding)
        else:
            of_all.append(finding_for_text(fault))
    return of_items, of_all


def _lines(data: bytes) -> Iterator[Record]:
    for number, line in enumerate(BytesIO(data), 1):
        if not line.strip():
            continue
        try:
            document = _json.read(line.removesuffix(b"\n"))
        except DecodeError as error:
            error.line = number
            yield _failed(error)
            continue
        faults = (attrs.evolve(fault, line=number) for fault in document.faults)
        yield Record(document.value, line=number, faults=tuple(map(finding_for_text, faults)))


def _failed(error: DecodeError) -> Record:
    return Record(None, line=error.line or None, faults=(finding_for_text(error),), readable=False)


def _first_line_is_a_document(data: bytes) -> bool:
    first, end, _ = data.lstrip().partition(b"\n")
    if not end:
        return False
    try:
        _json.read(first)
    except DecodeError:
        return False
    return True
