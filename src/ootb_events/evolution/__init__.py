"""What changes between versions of an event, and what follows from it."""

from ootb_events.evolution._changes import (
    Bump,
    Change,
    ChangeKind,
    Changes,
    CodeImpact,
    PayloadImpact,
    Release,
)
from ootb_events.evolution._diff import diff
from ootb_events.evolution._markdown import as_markdown, publications_as_markdown
from ootb_events.evolution._since import Publication, predecessor, since
from ootb_events.evolution._trail import Loss, Step, StepKind
from ootb_events.evolution._upgrade import upgrade
from ootb_events.evolution._upgrade_check import upgrade_cycles, upgrade_problems
from ootb_events.evolution._upgraded import Upgraded

__all__ = [
    "Bump",
    "Change",
    "ChangeKind",
    "Changes",
    "CodeImpact",
    "Loss",
    "PayloadImpact",
    "Publication",
    "Release",
    "Step",
    "StepKind",
    "Upgraded",
    "as_markdown",
    "diff",
    "predecessor",
    "publications_as_markdown",
    "since",
    "upgrade",
    "upgrade_cycles",
    "upgrade_problems",
]
