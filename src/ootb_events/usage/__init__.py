"""Which generated classes code uses, and what of it the reference has left behind."""

from ootb_events.usage._baseline import Baseline
from ootb_events.usage._check import check_code
from ootb_events.usage._model import CodeFile, CodeFinding, CodePlace, CodeRule, Use
from ootb_events.usage._walk import Files

__all__ = [
    "Baseline",
    "CodeFile",
    "CodeFinding",
    "CodePlace",
    "CodeRule",
    "Files",
    "Use",
    "check_code",
]
