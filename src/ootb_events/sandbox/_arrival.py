"""One event that arrived, as it is kept."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Final

import attrs

from ootb_events import _json
from ootb_events.validation import Severity

if TYPE_CHECKING:
    from ootb_events.sandbox._judgement import Judgement, Verdict

__all__ = ["Arrival", "as_time"]

_SECRET: Final = frozenset({b"authorization", b"cookie", b"proxy-authorization"})
_OVERHEAD: Final = 1_000
"""About how many bytes an arrival takes besides what it was sent with."""


@attrs.frozen(kw_only=True, eq=False)
class Arrival:
    """Keep one event with what was thought of it and done about it.

    :param number: counted from 1, never used twice.
    :param received: when it arrived, in seconds since 1970.
    :param status: the HTTP status of the answer; ``None`` when none was given.
    :param fault: the fault that was played, if any.
    :param answer: the body of the answer, if there was one.
    """

    number: int
    received: float
    body: bytes = attrs.field(repr=False)
    headers: tuple[tuple[bytes, bytes], ...] = attrs.field(repr=False)
    judgement: Judgement
    status: int | None
    fault: str | None = None
    answer: bytes | None = attrs.field(default=None, repr=False)

    @property
    def size(self) -> int:
        """About how many bytes it takes up."""
        headers = sum(len(name) + len(value) for name, value in self.headers)
        return len(self.body) + len(self.answer or b"") + headers + _OVERHEAD

    @property
    def verdict(self) -> Verdict:
        """``good``, ``warning`` or ``bad``."""
        return self.judgement.verdict

    @property
    def event(self) -> str | None:
        """The event key, if there is one."""
        return self.judgement.event

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of the rules that were broken."""
        return tuple(sorted(self.judgement.rules))

    @property
    def payload(self) -> Any:
        """The event as it arrived.

        :raises DecodeError: when it is no JSON.
        """
        return _json.read(self.body).value

    @property
    def taken(self) -> bool:
        """Whether the sender could learn that it arrived."""
        return self.fault in {None, "latency"}

    def belongs_to(self, identity: str) -> bool:
        """Tell whether it is a customer's or a visitor's."""
        return identity in {self.judgement.customer, self.judgement.visitor}

    def shown_headers(self) -> dict[str, str]:
        """Take the headers without those that hold secrets."""
        return {
            name.decode(errors="replace"): value.decode(errors="replace")
            for name, value in self.headers
            if name.lower() not in _SECRET
        }

    def as_object(self) -> dict[str, Any]:
        """Make the JSON object of its summary."""
        judged = self.judgement
        return {
            "number": self.number,
            "received": as_time(self.received),
            "verdict": judged.verdict,
            "event": judged.event,
            "title": judged.title,
            "version": judged.version,
            "customer": judged.customer,
            "visitor": judged.visitor,
            "timestamp": judged.timestamp,
            "bytes": len(self.body),
            "signature": judged.signature,
            "status": self.status,
            "fault": self.fault,
            "counts": {severity.value: judged.counts[severity] for severity in Severity},
            "rules": list(self.rules),
        }


def as_time(seconds: float) -> str:
    """Write a time as ISO 8601 in UTC, to the millisecond."""
    moment = datetime.fromtimestamp(seconds, timezone.utc)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
