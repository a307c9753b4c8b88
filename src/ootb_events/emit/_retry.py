"""When to try again, and when to give up."""

from __future__ import annotations

import math
import random

import attrs

from ootb_events.errors import ConfigurationError
from ootb_events.transports import Answer, Outcome

__all__ = ["RetryPolicy"]


@attrs.frozen(kw_only=True)
class RetryPolicy:
    """Decide how long to wait between two attempts: exponential back-off with full jitter.

    :param first: the longest wait before the first repetition, in seconds.
    :param factor: by what each further wait may be longer.
    :param longest: the longest wait of all, in seconds.
    :param probe: the wait under misconfiguration, in seconds.
    :param give_up_after: the age in seconds at which an event becomes a dead letter.
    :raises ConfigurationError: when a number is negative or not finite, or ``factor`` below 1;
        ``give_up_after`` may be infinite.
    """

    first: float = 0.5
    factor: float = 2.0
    longest: float = 60.0
    probe: float = 30.0
    give_up_after: float = 86_400.0

    def __attrs_post_init__(self) -> None:
        for name in ("first", "factor", "longest", "probe", "give_up_after"):
            value = getattr(self, name)
            least = 1 if name == "factor" else 0
            endless = name == "give_up_after" and value == math.inf
            if not endless and not (math.isfinite(value) and value >= least):
                raise ConfigurationError(f"{name} is a number of at least {least}, not {value!r}")

    def wait(self, answer: Answer, attempts: int) -> float:
        """Say how many seconds to wait after an answer.

        :param attempts: how often the event has been sent by now, at least once.
        """
        if answer.outcome is Outcome.MISCONFIGURED:
            return self.probe
        jittered = random.uniform(0, self._ceiling(attempts))  # noqa: S311 - spreads load, guards no secret
        return max(jittered, answer.retry_after or 0.0)

    def _ceiling(self, attempts: int) -> float:
        try:
            return min(self.longest, self.first * float(self.factor) ** (attempts - 1))
        except OverflowError:
            return self.longest
