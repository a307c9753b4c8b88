"""Bytes of files, whether they are compressed or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Final

from ootb_events.lint._decoders import Damaged, Decoder, decoder_for
from ootb_events.lint._unreadable import Unreadable

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

__all__ = ["Part", "Stream"]

_STEP: Final = 1 << 14
_MOST_OF_A_STEP: Final = 1 << 16
_LONGEST_MAGIC: Final = 4


class _Closing:
    """Close a file at the end of a block."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class Part(_Closing):
    """Read some bytes of a file from where it stands, and no more.

    :param file: the file, which this closes.
    :param size: how many bytes.
    """

    def __init__(self, file: BinaryIO, size: int) -> None:
        super().__init__(file)
        self._left = size

    def read(self, size: int) -> bytes:
        """Read at most so many bytes; none at the end."""
        data = self._file.read(min(size, self._left))
        self._left -= len(data)
        return data


class Stream(_Closing):
    """Read a file, uncompressed if its first bytes say that it is compressed (gzip, zstd).

    Memory is bounded, however well the file is compressed.

    :param file: the file, which this closes.
    :param keep_open: whether the file stays open instead.
    :raises Unreadable: when what its compression needs is not installed.
    """

    def __init__(self, file: BinaryIO, *, keep_open: bool = False) -> None:
        super().__init__(file)
        self._keep_open = keep_open
        self._input = file.read(_LONGEST_MAGIC)
        self._decoder = decoder_for(self._input)

    def close(self) -> None:
        """Close the file."""
        if not self._keep_open:
            super().close()

    def read(self, size: int) -> bytes:
        """Read about so many bytes; none at the end only.

        :raises Unreadable: when the file breaks off or is damaged, after all before that place.
        """
        if self._decoder is None:
            head, self._input = self._input, b""
            return head + self._file.read(max(size - len(head), 0))
        parts: list[bytes] = []
        try:
            while size > 0 and (part := self._next_part(self._decoder)):
                parts.append(part)
                size -= len(part)
        except Damaged as error:
            if not parts:
                raise Unreadable(str(error)) from None
            self._decoder = _Failed(str(error))
        return b"".join(parts)

    def _next_part(self, decoder: Decoder) -> bytes:
        while True:
            if decoder.wants_input and not self._input:
                self._input = self._file.read(_STEP)
                if not self._input:
                    return decoder.finish()
            part, self._input = decoder.step(self._input, _MOST_OF_A_STEP)
            if part:
                return part


class _Failed:
    """Tell once more what was wrong, now that all before it was read."""

    wants_input = False

    def __init__(self, problem: str) -> None:
        self._problem = problem

    def step(self, data: bytes, most: int) -> tuple[bytes, bytes]:  # noqa: ARG002
        raise Damaged(self._problem)

    def finish(self) -> bytes:
        raise Damaged(self._problem)
