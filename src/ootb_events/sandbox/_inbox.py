"""All that a sandbox knows: what arrived, what was thought of it, and who wants to be told."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING, Any

from ootb_events.catalog import Catalog
from ootb_events.sandbox._arrival import Arrival, as_time
from ootb_events.sandbox._changes import Changes
from ootb_events.sandbox._faults import Faults
from ootb_events.sandbox._judgement import Judge
from ootb_events.sandbox._store import Store
from ootb_events.sandbox._text import Examined, examine
from ootb_events.validation import validator_for

if TYPE_CHECKING:
    from ootb_events.sandbox._settings import Settings

__all__ = ["Inbox"]


class Inbox:
    """Hold the state of one sandbox; for the thread of its server only, faults aside.

    :ivar url: the endpoint's address, once it is known.
    :raises CatalogError: when a schema is not usable.
    """

    def __init__(self, settings: Settings, faults: Faults | None = None) -> None:
        self.settings = settings
        self.catalog = settings.catalog
        if self.catalog is not Catalog.default():
            deque(self.catalog.schemas(), maxlen=0)  # now, rather than when an event arrives
        self.validator = validator_for(
            settings.catalog, profile=settings.profile, strict=settings.strict
        )
        self.judge = Judge(self.validator, settings.token)
        self.store = Store(settings.keep, settings.keep_bytes)
        self.faults = faults or Faults()
        self.changes = Changes()
        self.started = time.time()
        self.url = ""

    def keep(self, arrival: Arrival) -> None:
        """Keep an arrival, and tell who waits for one."""
        self.store.add(arrival)
        self.changes.tell(arrival)

    def reset(self) -> None:
        """Forget what arrived."""
        self.store.reset()
        self.changes.wake()

    def summary(self) -> dict[str, Any]:
        """Make the JSON object of the summary."""
        return {
            **self.store.counts(),
            "faults_set": [str(fault) for fault in self.faults.remaining()],
            "endpoint": self.url,
            "signed": self.judge.token is not None,
            "started": as_time(self.started),
        }

    def detail(self, arrival: Arrival) -> dict[str, Any]:
        """Make the JSON object of one arrival with its text and findings."""
        examined = self.examine(arrival.body)
        return {
            **arrival.as_object(),
            "text": examined.text,
            "findings": examined.findings,
            "answer": None if arrival.answer is None else arrival.answer.decode(errors="replace"),
            "headers": arrival.shown_headers(),
        }

    def title(self, event: str | None, version: str | None) -> str | None:
        """Take the title of an event that the catalogue has."""
        return None if event is None else self.catalog.get(event, version).title

    def examine(self, body: bytes) -> Examined:
        """Say once more what is to be said about a body, and where."""
        return examine(body, self.validator, lay_out=True)
