"""JSON bytes of which only the brackets outside of strings are left."""

from __future__ import annotations

from typing import Final

__all__ = ["Mask"]

_BRACKETS: Final = b"{}[]"
_REST: Final = bytes(set(range(256)) - set(b'{}[]"\n'))
_WITHOUT_BRACKETS: Final = bytes.maketrans(_BRACKETS, b"____")


class Mask:
    """Blot out, chunk by chunk, what only looks like structure.

    Every bracket that is left in a masked chunk, and every quote, means what it says. Offsets
    stay what they were. A string ends with its line, as JSON has none that does not: a missing
    quote spoils no more than that.
    """

    __slots__ = ("_in_string",)

    def __init__(self) -> None:
        self._in_string = False

    def cover(self, chunk: bytes) -> bytes:
        """Return the chunk masked; it must not end in the middle of an escape."""
        plain = chunk
        if b"\\" in chunk:
            plain = chunk.replace(b"\\\\", b"__").replace(b'\\"', b"__")
        # Of quotes, brackets and line feeds alone, a string that has no bracket is two quotes.
        sketch = plain.translate(None, _REST)
        left = (b'"' + sketch if self._in_string else sketch).replace(b'""', b"")
        quote = left.find(b'"')
        if 0 <= quote < len(left) - 1:
            return self._by_line(plain)
        self._in_string = quote >= 0
        return plain

    def _by_line(self, plain: bytes) -> bytes:
        covered = []
        for line in plain.split(b"\n"):
            parts = line.split(b'"')
            covered.append(_covered(parts, starts_inside=self._in_string))
            last_starts_inside, self._in_string = self._in_string, False
        self._in_string = last_starts_inside ^ (len(parts) % 2 == 0)
        return b"\n".join(covered)


def _covered(parts: list[bytes], *, starts_inside: bool) -> bytes:
    inside = slice(int(not starts_inside), None, 2)
    parts[inside] = [part.translate(_WITHOUT_BRACKETS) for part in parts[inside]]
    return b'"'.join(parts)
