"""What is to be said about event files, and mending them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ootb_events._lazy import lazily
from ootb_events.lint._choice import Choice, rules_named
from ootb_events.lint._examine import Wrapping
from ootb_events.lint._lint import lint
from ootb_events.lint._model import (
    Drift,
    Excerpt,
    FailOn,
    FileResult,
    Issue,
    Place,
    Summary,
)
from ootb_events.lint._records import Record, records
from ootb_events.lint._settings import LintSettings
from ootb_events.lint._sources import STDIN, Problem

if TYPE_CHECKING:
    from ootb_events.lint._fixing import fix

__all__ = [
    "STDIN",
    "Choice",
    "Drift",
    "Excerpt",
    "FailOn",
    "FileResult",
    "Issue",
    "LintSettings",
    "Place",
    "Problem",
    "Record",
    "Summary",
    "Wrapping",
    "fix",
    "lint",
    "records",
    "rules_named",
]

__getattr__, __dir__ = lazily(__name__, {"fix": "._fixing"})
