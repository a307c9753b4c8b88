"""The code of Jupyter notebooks."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from ootb_events.lint._unreadable import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["cells", "plain"]

_COMMAND: Final = re.compile(r"^(\s*)([%!?].*|[\w.]+\?{1,2}\s*)$", re.MULTILINE)
_ASSIGNED: Final = re.compile(r"^(\s*[\w., ]+=\s*)[%!].*$", re.MULTILINE)
_OTHER_LANGUAGE: Final = re.compile(r"\A\s*%%(?!capture|time|timeit|prun)\w*")


def cells(data: bytes) -> Iterator[tuple[int, str]]:
    """Walk the cells of Python code, each with its number.

    :raises Unreadable: when it is no notebook.
    """
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Unreadable("no notebook: not JSON") from error
    found = document.get("cells") if isinstance(document, dict) else None
    if not isinstance(found, list):
        raise Unreadable("no notebook of format 4: it has no list of cells; open and save it anew")
    code = (each for each in found if isinstance(each, dict) and each.get("cell_type") == "code")
    for number, each in enumerate(code, 1):
        text = _text(each.get("source"))
        if not _OTHER_LANGUAGE.match(text):
            yield number, text


def plain(text: str) -> str:
    """Put a statement that does nothing in the place of what only IPython knows."""
    return _ASSIGNED.sub(r"\1None", _COMMAND.sub(r"\1pass", text))


def _text(source: Any) -> str:
    text = "".join(map(str, source)) if isinstance(source, list) else str(source or "")
    return "\n".join(text.replace("\r\n", "\n").split("\r"))
