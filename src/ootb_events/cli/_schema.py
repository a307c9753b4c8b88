"""``ootb-events schema``."""

from __future__ import annotations

from ootb_events.cli._subcommands import Subcommands

__all__ = ["command"]

command = Subcommands(
    "schema",
    {
        "check": "Say what is missing before new versions can be released.",
        "infer": "Propose a schema from recorded events.",
        "new": "Begin the next version of an event, as a copy of the current one.",
        "release": "Release new versions: changelog, classes, lock.",
    },
    help="Write and check schemas of events.",
)
