"""JSON texts out of a stream of bytes, each with its place."""

from __future__ import annotations

from codecs import BOM_UTF8
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from ootb_events.lint._block import Block, Fault, byte_order_mark, fault
from ootb_events.lint._decoders import is_compressed
from ootb_events.lint._layout import HEAD, Layout, layout_of, other_encoding
from ootb_events.lint._lines import Lines
from ootb_events.lint._streams import Part
from ootb_events.lint._unreadable import Unreadable, reason
from ootb_events.lint._values import Values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ootb_events.lint._streams import Stream

__all__ = ["CHUNK", "MAX_TEXT", "Block", "Fault", "Pieces", "open_range", "ranges"]

CHUNK: Final = 1 << 17
"""How many bytes are read at a time."""

MAX_TEXT: Final = 1 << 26
"""How many bytes one text may have; a longer one is told and passed over."""


class Pieces:
    """Iterate over the JSON texts of a stream, and over what is wrong between them.

    Memory does not grow with the stream, time no faster than it. Texts are handed on whether
    they are valid or not, and whatever is broken, what follows it is read.

    Two layouts are told apart, see :func:`ootb_events.lint._layout.layout_of`. In ``lines``,
    each line that is not blank is a text. In ``values``, texts follow each other on whatever
    lines, with or without white space in between; an array among them gives its items. Of what
    stands between texts and should not, there is one fault, at its first character; the next
    text begins at the next opening brace, or at the next line that starts with a value.

    A byte order mark at the beginning is a fault and takes up no column. A stream that is empty
    or not in UTF-8 is one fault and nothing else.

    Iterating raises :class:`Unreadable` where the stream breaks off, after all that came before.

    :param stream: what to read; it is not closed.
    :param name: the name of the file, which decides where its content does not.
    :param layout: the layout, where it is known.
    :param begins: whether the stream begins where the file does; a later part of one may be blank.
    :param chunk: how many bytes to read at a time.
    :param max_text: how many bytes one text may have.
    :ivar layout: the layout, once iterating has begun.
    :ivar line_ends: how many line ends there were so far; in the layout ``lines`` only.
    """

    def __init__(  # noqa: PLR0913 - what is read, and how
        self,
        stream: BinaryIO | Part | Stream,
        name: str = "",
        *,
        layout: Layout | None = None,
        begins: bool = True,
        chunk: int = CHUNK,
        max_text: int = MAX_TEXT,
    ) -> None:
        self.layout = layout
        self._stream = stream
        self._name = name
        self._begins = begins
        self._chunk = min(chunk, max_text)
        self._max_text = max_text
        self._lines = Lines(max_text=max_text)
        self._broken: Unreadable | None = None

    @property
    def line_ends(self) -> int:
        """How many line ends there were so far."""
        return self._lines.ends

    def __iter__(self) -> Iterator[Block | Fault]:
        chunks = self._chunks()
        head, is_all = _head(chunks)
        yield from self._pieces(head, chunks, is_all=is_all)
        if self._broken:
            raise self._broken

    def _pieces(
        self, head: bytes, chunks: Iterator[bytes], *, is_all: bool
    ) -> Iterator[Block | Fault]:
        encoding = "" if self.layout else other_encoding(head)
        if encoding:
            problem = f"the text looks like {encoding}; save it as UTF-8"
            yield fault(problem, (1, 1), "not-utf-8")
            return
        body = head.removeprefix(BOM_UTF8) if self._begins else head
        if body is not head:
            yield byte_order_mark()
        self.layout = self.layout or layout_of(body, is_all=is_all, name=self._name)
        splitter = self._lines if self.layout == "lines" else Values(max_text=self._max_text)
        slices = (body[at : at + self._chunk] for at in range(0, len(body), self._chunk))
        has_any = False
        for part in _whole_escapes(chain(slices, chunks)):
            has_any = has_any or not part.isspace()
            yield from splitter.feed(part)
        yield from splitter.finish()
        if self._begins and not has_any and not self._broken:
            problem = "the text is empty; JSON is expected"
            yield fault(problem, (1, 1), "empty")

    def _chunks(self) -> Iterator[bytes]:
        try:
            while chunk := self._stream.read(self._chunk):
                yield chunk
        except Unreadable as error:
            self._broken = error
        except (OSError, ValueError) as error:
            self._broken = Unreadable(reason(error))


def _head(chunks: Iterator[bytes]) -> tuple[bytes, bool]:
    """Read as much as tells the layout; tell whether that is all."""
    parts = []
    size = 0
    for chunk in chunks:
        parts.append(chunk)
        size += len(chunk)
        if size > HEAD:
            return b"".join(parts), False
    return b"".join(parts), True


def _whole_escapes(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Move a backslash at the end of a chunk to the next one when it starts an escape."""
    rest = b""
    for chunk in chunks:
        part = rest + chunk if rest else chunk
        rest = b""
        if part.endswith(b"\\") and (len(part) - len(part.rstrip(b"\\"))) % 2:
            part, rest = part[:-1], b"\\"
        yield part
    if rest:
        yield rest


def ranges(path: str, parts: int) -> list[tuple[int, int]] | None:
    """Divide a file with one text a line into ranges of bytes that end with a line.

    Read each with :func:`open_range` and ``Pieces(..., layout="lines", begins=start == 0)``; its
    lines and numbers count from its own beginning.

    :param path: a file.
    :param parts: how many ranges are wanted; there may be fewer.
    :return: offsets of begin and end; ``None`` for a file that is not plain or has another
        layout.
    :raises Unreadable: when the file cannot be read.
    """
    try:
        with Path(path).open("rb") as file:
            if not file.seekable() or is_compressed(head := file.read(HEAD + 1)):
                return None
            if not head.strip() or other_encoding(head):
                return None
            body = head.removeprefix(BOM_UTF8)
            if layout_of(body, is_all=len(head) <= HEAD, name=path) != "lines":
                return None
            return _ranges(file, file.seek(0, 2), parts)
    except (OSError, ValueError) as error:
        raise Unreadable(reason(error)) from error


def _ranges(file: BinaryIO, size: int, parts: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    start = 0
    for part in range(1, parts + 1):
        wanted = size * part // parts
        if wanted > start:
            end = _line_end(file, wanted - 1, size)
            found.append((start, end))
            start = end
    return found


def _line_end(file: BinaryIO, at: int, size: int) -> int:
    """Return the offset after the first line feed from an offset on."""
    file.seek(at)
    while chunk := file.read(CHUNK):
        found = chunk.find(b"\n")
        if found >= 0:
            return at + found + 1
        at += len(chunk)
    return size


def open_range(path: str, start: int, end: int) -> Part:
    """Open a range of the bytes of a file for reading; close it after use.

    :raises Unreadable: when the file cannot be read.
    """
    try:
        file = Path(path).open("rb")  # noqa: SIM115 - the part closes it
        file.seek(start)
    except (OSError, ValueError) as error:
        raise Unreadable(reason(error)) from error
    return Part(file, end - start)
