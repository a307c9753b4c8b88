"""Files in which some texts get another form, and everything around them stays as it was."""

from __future__ import annotations

import os
import stat
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from ootb_events.lint._block import Block
from ootb_events.lint._decoders import is_compressed
from ootb_events.lint._diff import Change, unified_diff
from ootb_events.lint._passing import Passing
from ootb_events.lint._pieces import CHUNK, Pieces
from ootb_events.lint._rewrite import rewrite
from ootb_events.lint._sources import STDIN
from ootb_events.lint._unreadable import Unreadable, reason

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from typing import BinaryIO

    from ootb_events.lint._block import Fault
    from ootb_events.lint._streams import Stream

__all__ = ["Editor", "Replaced", "Rewriting", "is_plain", "never_replaced", "replace_file"]


class Replaced(NamedTuple):
    """Say which text of a file is replaced: where it begins, and by what."""

    line: int
    column: int
    old: bytes
    new: bytes


class Editor(Protocol):
    """Look at the texts of a file."""

    def look(self, piece: Block | Fault) -> None:
        """Look at some texts, or at what is wrong between them."""
        ...

    def taken(self) -> Iterable[Replaced]:
        """Return what was replaced since the last time, in the order of the file."""
        ...


class Rewriting:
    """Rewrite one file, in bounded memory unless a difference is wanted.

    :param name: the file.
    :param editor: says what is replaced.
    :param remember: whether a difference is wanted afterwards.
    """

    def __init__(self, name: str, editor: Editor, *, remember: bool) -> None:
        self._name = name
        self._editor = editor
        self._remember = remember
        self._old: list[bytes] = []
        self._changes: list[Change] = []

    def chunks(
        self,
        stream: BinaryIO | Stream,
        *,
        prefix: Callable[[Any, int], Iterator[bytes]] | None = None,
        whole: bool = False,
    ) -> Generator[bytes, None, None]:
        """Yield what the file is to hold; nothing at all when nothing changes.

        :param stream: what the file holds, which this closes.
        :param prefix: reads so many bytes from the beginning of the stream once more; ``None``
            when what the file is to hold is not needed, or all of it from the beginning.
        :param whole: whether to yield even what does not change, from the beginning.
        :raises Unreadable: when the file breaks off.
        """
        passing = Passing(stream, self._old.append if self._remember else None)
        has_changed = whole
        is_wanted = whole or prefix is not None
        with stream:
            for piece in Pieces(passing, self._name):  # type: ignore[arg-type]
                self._editor.look(piece)
                if not isinstance(piece, Block):
                    continue
                for line, column, old, new in self._editor.taken():
                    passing.go_to(line, column)
                    start = passing.offset
                    if self._remember:
                        self._changes.append(Change(start, start + len(old), new))
                    before = passing.take()
                    passing.drop(old)
                    if not is_wanted:
                        continue
                    if has_changed or prefix is None:
                        yield before
                    else:
                        yield from prefix(stream, start)
                    has_changed = True
                    yield new
                passing.go_to(*_start_of_last(piece))
                before = passing.take()
                if has_changed:
                    yield before
            if has_changed:
                yield passing.take_rest()

    def run(self, stream: BinaryIO | Stream) -> None:
        """Look at a stream, which this closes; replace nothing.

        :raises Unreadable: when the file breaks off.
        """
        for _ in self.chunks(stream):
            pass

    def difference(self) -> Iterator[str]:
        """Write what changes as a unified diff."""
        return unified_diff(self._name, b"".join(self._old), self._changes)


def replace_file(rewriting: Rewriting, name: str) -> None:
    """Rewrite a file in its place, all of it or nothing.

    :raises Unreadable: when it cannot be read.
    :raises Unwritable: when it cannot be replaced; it is what it was.
    """
    try:
        file = Path(name).open("rb")  # noqa: SIM115 - chunks() closes it
    except (OSError, ValueError) as error:
        raise Unreadable(reason(error)) from error
    seen = os.fstat(file.fileno())
    chunks = rewriting.chunks(file, prefix=_prefix)
    with closing(chunks):
        first = next(chunks, None)
        if first is not None:
            rewrite(name, chain((first,), chunks), seen=seen)


def never_replaced(name: str) -> str:
    """Say why something cannot be replaced that can be read but once; empty when it is a file."""
    if name == STDIN:
        return "standard input cannot be replaced; name a file, or ask for the difference"
    try:
        is_file = stat.S_ISREG(os.stat(name).st_mode)  # noqa: PTH116 - a Path takes no NUL
    except (OSError, ValueError) as error:
        return reason(error)
    return "" if is_file else "this is no regular file, so it cannot be replaced"


def is_plain(name: str) -> bool:
    """Tell whether a file is not compressed.

    :raises Unreadable: when it cannot be read.
    """
    try:
        with Path(name).open("rb") as file:
            return not is_compressed(file.read(4))
    except (OSError, ValueError) as error:
        raise Unreadable(reason(error)) from error


def _start_of_last(block: Block) -> tuple[int, int]:
    return block.lines[-1], 1 if block.columns is None else block.columns[-1]


def _prefix(file: BinaryIO, size: int) -> Iterator[bytes]:
    """Read the beginning of a file once more, and go back to where it stands."""
    at = file.tell()
    file.seek(0)
    while size and (chunk := file.read(min(CHUNK, size))):
        size -= len(chunk)
        yield chunk
    file.seek(at)
