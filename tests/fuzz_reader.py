"""Feed the reader any bytes: run this file for as long as you like.

With atheris installed it is guided by coverage, else by Hypothesis; without end either way.
"""

from __future__ import annotations

import io
import sys

from ootb_events.lint._block import Block
from ootb_events.lint._pieces import Pieces

_WHITE = b" \t\r\n"


def read_anything(data: bytes) -> None:
    """Hold the reader to its laws, whatever it is given."""
    whole = _read(data, 1 << 18)
    for chunk in (1, 3, 16):
        assert _read(data, chunk) == whole, "what is read depends on the size of the chunks"
    body = data.removeprefix(b"\xef\xbb\xbf")
    if _is_utf_8(body):
        _check_places(body, whole)


def _read(data: bytes, chunk: int) -> list[tuple[object, ...]]:
    said: list[tuple[object, ...]] = []
    count = 0
    for item in Pieces(io.BytesIO(data), chunk=chunk, max_text=1 << 18):
        if isinstance(item, Block):
            assert item.first == count
            assert item.texts
            count += len(item.texts)
            columns = item.columns or [1] * len(item.texts)
            said += zip(item.texts, item.lines, columns, strict=True)
        else:
            said.append((item.kind, item.line, item.column))
    return said


def _check_places(body: bytes, said: list[tuple[object, ...]]) -> None:
    """Hold texts to be where they are said to be, in their order."""
    lines = body.split(b"\n")
    last = (0, 0)
    for text, line, column in said:
        if isinstance(text, bytes) and isinstance(line, int) and isinstance(column, int):
            assert text.strip(_WHITE), "a blank text"
            assert (line, column) > last, "texts out of order"
            last = (line, column)
            rest = _after(lines[line - 1], column - 1)
            start = text.split(b"\n")[0].removesuffix(b"\r")
            assert rest.startswith(start), "a text is not where it is said to be"


def _is_utf_8(data: bytes) -> bool:
    """Tell whether there are characters to count; a stray byte is one or none."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _after(line: bytes, characters: int) -> bytes:
    starts = [at for at, byte in enumerate(line) if byte & 0xC0 != 0x80]
    return line[starts[characters] :] if characters else line


def _with_atheris() -> None:
    import atheris

    atheris.instrument_all()
    atheris.Setup(sys.argv, read_anything)
    atheris.Fuzz()


def _with_hypothesis() -> None:
    from hypothesis import given, settings
    from hypothesis import strategies as st

    parts = st.one_of(
        st.binary(max_size=8), st.text('{}[]",:\\\n\r 1a', max_size=30).map(str.encode)
    )
    law = given(st.lists(parts, max_size=30).map(b"".join))(read_anything)
    endless = settings(max_examples=100_000, deadline=None, database=None)(law)
    while True:
        endless()


if __name__ == "__main__":
    try:
        import atheris  # noqa: F401
    except ImportError:
        _with_hypothesis()
    _with_atheris()
