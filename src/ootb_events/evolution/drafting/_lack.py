"""What a draft lacks, as data."""

from __future__ import annotations

from typing import Literal

import attrs

__all__ = ["Lack", "Stage"]

Stage = Literal["form", "lock", "descriptions", "examples", "changes", "version", "upgrade"]


@attrs.frozen(kw_only=True)
class Lack:
    """Say what is missing, and what to do about it.

    :param stage: the step of the check that says so.
    :param source: the file, relative to the catalogue.
    :param pointer: the JSON Pointer of the place within it.
    :param problem: what is missing.
    :param advice: what to do next.
    """

    stage: Stage
    source: str
    pointer: str = ""
    problem: str
    advice: str = ""

    def __str__(self) -> str:
        where = f"{self.source}#{self.pointer}" if self.pointer else self.source
        return f"{where}: {self.problem}"
