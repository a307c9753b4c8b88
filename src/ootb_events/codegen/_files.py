"""Rendered source and the files on disk."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Final, NamedTuple

from ootb_events.errors import CatalogError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NOTICE: Final = "Generated from schemas/ by `ootb-events generate`; edit those instead."
"""What every generated file says; a file that does not is nobody's business here."""

__all__ = ["NOTICE", "Difference", "differences", "refuse_strangers", "write"]


def refuse_strangers(path: Path) -> None:
    """Refuse to take the place of a file that was not generated.

    :raises CatalogError: when there is one.
    """
    if path.exists() and NOTICE.encode() not in path.read_bytes():
        raise CatalogError(
            "this file was not generated, and would be lost; choose another, or remove it",
            source=str(path),
        )


class Difference(NamedTuple):
    """Name a file that is not what the schemas say, with a unified diff to what it should be."""

    file: str
    diff: str


def differences(
    rendered: Mapping[str, str], folder: Path, *, sweep: bool = True
) -> tuple[Difference, ...]:
    """Compare rendered source with the files of a folder.

    :param sweep: whether the folder holds nothing else that is generated: then a generated
        module there that nothing renders is a difference too, for it is stale.
    """
    stale = {
        path.name: ""
        for path in (folder.glob("[!_]*.py") if sweep else ())
        if path.name not in rendered and NOTICE.encode() in path.read_bytes()
    }
    found = []
    for name, wanted in sorted({**rendered, **stale}.items()):
        path = folder / name
        present = path.read_text(encoding="utf-8") if path.exists() else ""
        if present != wanted:
            lines = difflib.unified_diff(
                present.splitlines(keepends=True), wanted.splitlines(keepends=True), name, name
            )
            found.append(Difference(name, "".join(lines)))
    return tuple(found)


def write(rendered: Mapping[str, str], folder: Path, *, sweep: bool = True) -> tuple[str, ...]:
    """Make a folder hold the rendered source, and say which files changed.

    :param sweep: whether other generated modules in the folder are removed.
    """
    changed = [difference.file for difference in differences(rendered, folder, sweep=sweep)]
    for name in changed:
        if name in rendered:
            (folder / name).write_text(rendered[name], encoding="utf-8", newline="\n")
        else:
            (folder / name).unlink()
    return tuple(changed)
