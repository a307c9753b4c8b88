"""Dead letters in memory."""

from __future__ import annotations

import threading
from collections import deque
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import attrs

from ootb_events.emit._records import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ootb_events.emit._records import DeadLetter, DeadLetterPolicy

__all__ = ["LetterBox"]


class LetterBox:
    """Keep dead letters as a policy says."""

    def __init__(self, policy: DeadLetterPolicy) -> None:
        self._policy = policy
        self._letters: deque[DeadLetter] = deque()
        self._lock = threading.RLock()  # a signal handler may close while its thread is in here

    @property
    def crowded(self) -> bool:
        """Whether one more is one too many, and the policy is to halt."""
        if self._policy.when_full != "halt" or len(self._letters) < self._policy.max_count:
            return False
        with self._lock:
            return not self._aged(datetime.now(timezone.utc))

    def add(self, letter: DeadLetter) -> Sequence[DeadLetter]:
        """Keep one more; return those that are kept no more for it, or for their age."""
        gone = []
        with self._lock:
            self._letters.append(letter)
            while (reason := self._reason_to_drop(letter)) is not None:
                gone.append(attrs.evolve(self._letters.popleft(), reason=reason))
        return gone

    def all(self) -> Sequence[DeadLetter]:
        """Return them, the oldest first."""
        with self._lock:
            return tuple(self._letters)

    def _reason_to_drop(self, newest: DeadLetter) -> Reason | None:
        if self._policy.when_full != "halt" and len(self._letters) > self._policy.max_count:
            return Reason.DEAD_LETTERS_FULL
        return Reason.DEAD_LETTER_AGED if self._aged(newest.died_at) else None

    def _aged(self, now: datetime) -> bool:
        age = self._policy.max_age
        return age is not None and now - self._letters[0].died_at > timedelta(seconds=age)
