"""A transport to files and streams: one JSON object per line."""

from __future__ import annotations

import errno
import os
from io import RawIOBase
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

from ootb_events.errors import ConfigurationError
from ootb_events.transports._protocol import Answer, Outcome
from ootb_events.transports._serial import SerialTransport

if TYPE_CHECKING:
    from ootb_events.transports._protocol import Message

__all__ = ["StreamTransport"]


class StreamTransport(SerialTransport):
    """Write each message as one line of NDJSON, flushed before it counts as delivered.

    A file is appended to, and created readable by its owner only, for events hold personal
    data. Several processes may append to the same file: lines stay whole. A line that a full
    disk or a crash cut short is ended before the next one begins. Text streams are written in
    UTF-8 whatever their encoding, if they have a binary ``buffer`` as ``sys.stdout`` has.

    A write that fails is answered ``RETRY``: full disk, broken pipe, closed stream. Where the
    stream buffers, what it kept of the failed line may appear later, and the line twice.

    :param target: path of a file, or a writable stream, binary or text, which stays open.
    :raises ConfigurationError: if the file cannot be opened or the target cannot be written to.
    """

    def __init__(self, target: str | os.PathLike[str] | IO[bytes] | IO[str]) -> None:
        super().__init__()
        self._name = _name_of(target)
        self._lines = _open_lines(target)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._name})"

    def _send(self, message: Message) -> Answer:
        try:
            self._lines.write(message.body + b"\n")
        except UnicodeError:
            return self._failed(Outcome.MISCONFIGURED, "its encoding lacks a character")
        except OSError as error:
            return self._failed(Outcome.RETRY, error.strerror or type(error).__name__)
        except ValueError:
            return self._failed(Outcome.RETRY, "the stream is closed")
        return _DELIVERED

    def _failed(self, outcome: Outcome, reason: str) -> Answer:
        return Answer(outcome=outcome, detail=f"cannot write to {self._name}: {reason}")

    def _release(self) -> None:
        self._lines.close()


_DELIVERED = Answer(outcome=Outcome.DELIVERED)


def _name_of(target: object) -> str:
    name = target if isinstance(target, (str, os.PathLike)) else getattr(target, "name", None)
    return repr(os.fspath(name)) if isinstance(name, (str, os.PathLike)) else type(target).__name__


class _Lines(Protocol):
    def write(self, line: bytes) -> None: ...

    def close(self) -> None: ...


def _open_lines(target: str | os.PathLike[str] | IO[bytes] | IO[str]) -> _Lines:
    if isinstance(target, (str, os.PathLike)):
        return _OwnFile(target)
    if not callable(getattr(target, "write", None)):
        raise ConfigurationError(
            f"a StreamTransport writes to a path or a stream, not to {type(target).__name__}"
        )
    if not hasattr(target, "encoding"):
        return _BinaryStream(target)  # type: ignore[arg-type]  # text streams have an encoding
    if hasattr(target, "buffer"):
        return _BinaryStream(target.buffer, text=target)  # type: ignore[arg-type]  # the same
    return _TextStream(target)  # type: ignore[arg-type]  # the same


class _OwnFile:
    # Unbuffered: a line that could not be written must not turn up later by itself.
    def __init__(self, path: str | os.PathLike[str]) -> None:
        try:
            self._torn = _ends_within_a_line(Path(path))
            self._raw = open(path, "ab", buffering=0, opener=_private)  # noqa: SIM115  closed by close
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise ConfigurationError(f"cannot append to {os.fspath(path)!r}: {reason}") from error

    def write(self, line: bytes) -> None:
        rest = b"\n" + line if self._torn else line
        while rest:
            written = _write_some(self._raw, rest)
            rest = rest[written:]
            self._torn = bool(rest)

    def close(self) -> None:
        self._raw.close()


def _ends_within_a_line(path: Path) -> bool:
    if not path.is_file() or not path.stat().st_size:
        return False
    try:
        with path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) != b"\n"
    except PermissionError:
        return False


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _write_some(raw: RawIOBase, data: bytes) -> int:
    written = raw.write(data)
    if not written:
        raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))
    return written


class _BinaryStream:
    def __init__(self, stream: IO[bytes], text: IO[str] | None = None) -> None:
        self._stream = stream
        self._text = text

    def write(self, line: bytes) -> None:
        if self._text is not None:
            self._text.flush()  # what was printed before comes before
        if isinstance(self._stream, RawIOBase):
            while line:
                line = line[_write_some(self._stream, line) :]
        else:
            self._stream.write(line)
        self._stream.flush()

    def close(self) -> None:
        """Leave the stream to who opened it."""


class _TextStream:
    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, line: bytes) -> None:
        self._stream.write(line.decode())
        self._stream.flush()

    def close(self) -> None:
        """Leave the stream to who opened it."""
