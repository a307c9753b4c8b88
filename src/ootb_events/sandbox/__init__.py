"""A local Optimove: an endpoint on this machine that validates and shows what it receives."""

from __future__ import annotations

from ootb_events.sandbox._arrival import Arrival
from ootb_events.sandbox._expectations import Expected
from ootb_events.sandbox._fault import Fault
from ootb_events.sandbox._faults import Faults
from ootb_events.sandbox._replies import Reply, Request
from ootb_events.sandbox._server import Sandbox
from ootb_events.sandbox._settings import Settings
from ootb_events.sandbox._started import sandbox
from ootb_events.sandbox._watching import Outcome

__all__ = [
    "Arrival",
    "Expected",
    "Fault",
    "Faults",
    "Outcome",
    "Reply",
    "Request",
    "Sandbox",
    "Settings",
    "sandbox",
]
