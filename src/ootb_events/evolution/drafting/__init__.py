"""Drafts of versions: begun from the current one, checked, released."""

from ootb_events.evolution.drafting._changelog import with_entries
from ootb_events.evolution.drafting._check import check_drafts
from ootb_events.evolution.drafting._drafts import Draft, drafts_of, is_reference
from ootb_events.evolution.drafting._lack import Lack
from ootb_events.evolution.drafting._new import Begun, begin
from ootb_events.evolution.drafting._release import Released, release

__all__ = [
    "Begun",
    "Draft",
    "Lack",
    "Released",
    "begin",
    "check_drafts",
    "drafts_of",
    "is_reference",
    "release",
    "with_entries",
]
