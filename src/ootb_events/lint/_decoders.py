"""What undoes gzip and zstd, a bounded step at a time."""

from __future__ import annotations

import importlib
import sys
import zlib
from typing import Any, Final, Protocol

from ootb_events.lint._unreadable import Unreadable

__all__ = ["Damaged", "Decoder", "decoder_for", "is_compressed"]

_GZIP: Final = b"\x1f\x8b"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_WITH_GZIP_HEADER: Final = zlib.MAX_WBITS | 16
_SMALL_STEP: Final = 256
_ZSTD_MODULE: Final = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"


class Damaged(Exception):  # noqa: N818 - an answer rather than a failure of this program
    """Say what is wrong with compressed data."""


class Decoder(Protocol):
    """Uncompress data that comes in parts, one compressed stream after the other."""

    @property
    def wants_input(self) -> bool:
        """Whether nothing comes out any more before something goes in."""

    def step(self, data: bytes, most: int) -> tuple[bytes, bytes]:
        """Return at most so many bytes, and what of the data was not used.

        :raises Damaged: when no more can be read.
        """

    def finish(self) -> bytes:
        """Return what is left when no more data comes, part by part, then nothing.

        :raises Damaged: when data is missing.
        """


def is_compressed(head: bytes) -> bool:
    """Tell whether a file is compressed, by its first bytes."""
    return head.startswith((_GZIP, _ZSTD))


def decoder_for(head: bytes) -> Decoder | None:
    """Choose what uncompresses a file, by its first bytes; nothing when it is plain.

    :raises Unreadable: when it is not installed.
    """
    if head.startswith(_GZIP):
        return _Gzip()
    return _Zstd(_zstd()) if head.startswith(_ZSTD) else None


def _zstd() -> Any:
    try:
        return importlib.import_module(_ZSTD_MODULE)
    except ImportError:
        problem = 'compressed with zstd; to read it, pip install "ootb-events[zst]"'
        raise Unreadable(problem) from None


class _Gzip:
    wants_input = True

    def __init__(self) -> None:
        self._decoder = zlib.decompressobj(_WITH_GZIP_HEADER)
        self._is_damaged = False

    def step(self, data: bytes, most: int) -> tuple[bytes, bytes]:
        if self._is_damaged:
            raise Damaged("the gzip data is damaged; what comes before was read")
        if self._decoder.eof:
            data = data.lstrip(b"\0")  # what tapes and blocks are filled up with
            if not data:
                return b"", b""
            self._decoder = zlib.decompressobj(_WITH_GZIP_HEADER)
        before = self._decoder.copy()
        try:
            part = self._decoder.decompress(data, most)
        except zlib.error:
            self._is_damaged = True
            return _up_to_damage(before, data), data
        rest = self._decoder.unused_data if self._decoder.eof else self._decoder.unconsumed_tail
        return part, rest

    def finish(self) -> bytes:
        part = self._decoder.decompress(b"", 1 << 16)
        if not part and not self._decoder.eof:
            raise Damaged("the gzip data breaks off; what comes before was read")
        return part


def _up_to_damage(decoder: Any, data: bytes, step: int = _SMALL_STEP) -> bytes:
    """Read on in small steps, then in single bytes, as a step that fails returns nothing."""
    parts: list[bytes] = []
    while True:
        before = decoder.copy()
        try:
            part = decoder.decompress(data, step)
        except zlib.error:
            rest = _up_to_damage(before, data, 1) if step > 1 else b""
            return b"".join((*parts, rest))
        if not part:
            return b"".join(parts)
        parts.append(part)
        data = decoder.unconsumed_tail


class _Zstd:
    def __init__(self, module: Any) -> None:
        self._module = module
        self._decoder = module.ZstdDecompressor()

    @property
    def wants_input(self) -> bool:
        return bool(self._decoder.eof or self._decoder.needs_input)

    def step(self, data: bytes, most: int) -> tuple[bytes, bytes]:
        if self._decoder.eof:
            self._decoder = self._module.ZstdDecompressor()
        try:
            part = self._decoder.decompress(data, most)
        except self._module.ZstdError:
            raise Damaged("the zstd data is damaged; what comes before was read") from None
        return part, self._decoder.unused_data if self._decoder.eof else b""

    def finish(self) -> bytes:
        if not self._decoder.eof:
            raise Damaged("the zstd data breaks off; what comes before was read")
        return b""
