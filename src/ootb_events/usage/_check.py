"""From files of code to what is to be said about them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ootb_events.lint._unreadable import Unreadable
from ootb_events.usage._fates import Fates
from ootb_events.usage._judge import Judge
from ootb_events.usage._model import CodeFile
from ootb_events.usage._modules import Library, is_generated
from ootb_events.usage._source import read_code
from ootb_events.usage._statements import Statements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ootb_events.catalog import Catalog

__all__ = ["check_code"]


def check_code(files: Iterable[str], catalog: Catalog) -> Iterator[CodeFile]:
    """Say of which generated classes code is, and what of it the reference has left behind.

    The code is read, never run or imported. What other projects generated from their own
    catalogues is known where the files that import it can find it.

    :param files: files of Python code (.py, .pyi) and notebooks (.ipynb).
    :param catalog: which events exist.
    :raises CatalogError: when a schema file is not usable.
    """
    fates = Fates(catalog)
    for file in files:
        try:
            yield _checked(file, fates)
        except Unreadable as error:
            yield CodeFile(file=file, problem=str(error))


def _checked(file: str, fates: Fates) -> CodeFile:
    code = read_code(file)
    if is_generated(code.text):
        return CodeFile(file=file)
    judge = Judge(fates, code.place)
    try:
        Statements(Library(Path(file).absolute()), judge).read(code.tree)
    except RecursionError:
        raise Unreadable("nested too deeply to be read") from None
    return CodeFile(file=file, findings=judge.findings.all(), uses=dict(judge.counts))
