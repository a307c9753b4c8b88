"""Misbehaviour on demand, the same for the same seed."""

from __future__ import annotations

import math
import threading
from random import Random
from typing import TYPE_CHECKING, Any, Final

import attrs

from ootb_events.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ootb_events.sandbox._fault import Fault, Kind

__all__ = ["Faults", "Hit"]

_MOST_FAULTS: Final = 100
_DEFAULT_STATUS: Final = 503


@attrs.frozen
class Hit:
    """Say what befalls one request.

    :param delay: seconds to wait before anything else.
    :param fault: what to do instead of a proper answer, if anything.
    """

    delay: float = 0.0
    fault: Fault | None = None

    @property
    def kind(self) -> Kind | None:
        """The kind that the request's arrival names."""
        if self.fault is not None:
            return self.fault.kind
        return "latency" if self.delay else None

    @property
    def status(self) -> int:
        """The HTTP status of a fault that is one."""
        return (self.fault and self.fault.status) or _DEFAULT_STATUS


_SPARED: Final = Hit()


class _Running:
    """A fault, with the dice that are thrown for it and what is left of it."""

    def __init__(self, fault: Fault, seed: int, number: int) -> None:
        self.fault = fault
        self.left = fault.count
        self._dice = Random(f"{seed}:{number}")  # noqa: S311 - to be the same again, not secret

    def hits(self, event: str | None) -> bool:
        if self.left == 0 or self.fault.event not in {None, event}:
            return False
        return self._dice.random() < self.fault.share

    def play(self) -> Fault:
        if self.left is not None:
            self.left -= 1
        return self.fault


class Faults:
    """Decide for each request what befalls it.

    Each fault throws its own dice once for each request that it could hit, so which requests
    are hit follows from the seed, the faults in their order, and the requests in theirs. Delays
    add up; of other faults that hit the same request, the first counts, and the others are not
    used up by it.

    Safe to use from several threads.

    :param faults: the faults to begin with.
    :param seed: where the dice begin.
    :ivar changes: how often faults were added or replaced.
    """

    def __init__(self, faults: Iterable[Fault] = (), seed: int = 0) -> None:
        self._lock = threading.Lock()
        self._running: list[_Running] = []
        self.changes = 0
        self.seed = seed
        self.replace(faults, seed)

    def add(self, fault: Fault) -> None:
        """Add one more fault.

        :raises ConfigurationError: when there are a hundred already.
        """
        with self._lock:
            _refuse_too_many(len(self._running) + 1)
            self._running.append(_Running(fault, self.seed, len(self._running)))
            self.changes += 1

    def replace(self, faults: Iterable[Fault], seed: int | None = None) -> None:
        """Begin anew with other faults.

        :param seed: where the dice begin; where they began before, if it is ``None``.
        :raises ConfigurationError: when they are more than a hundred.
        """
        wanted = tuple(faults)
        _refuse_too_many(len(wanted))
        with self._lock:
            self.seed = self.seed if seed is None else seed
            self._running = [
                _Running(fault, self.seed, number) for number, fault in enumerate(wanted)
            ]
            self.changes += 1

    def clear(self) -> None:
        """Behave from now on."""
        self.replace(())

    def befall(self, event: str | None) -> Hit:
        """Decide what befalls the next request.

        :param event: the event key in it, as far as there is one.
        """
        if not self._running:
            return _SPARED
        with self._lock:
            hit = [running for running in self._running if running.hits(event)]
            late = [running.play() for running in hit if running.fault.kind == "latency"]
            others = (running for running in hit if running.fault.kind != "latency")
            first = next(others, None)
            delay = math.fsum(fault.seconds or 0 for fault in late)
            return Hit(delay, None if first is None else first.play())

    def remaining(self) -> list[Fault]:
        """List the faults that are not over, each with the count that is left of it."""
        with self._lock:
            return [
                attrs.evolve(running.fault, count=running.left)
                for running in self._running
                if running.left != 0
            ]

    def as_object(self) -> Mapping[str, Any]:
        """Make the JSON object of all faults."""
        with self._lock:
            faults = [running.fault.as_object() for running in self._running]
            return {"faults": faults, "seed": self.seed}


def _refuse_too_many(count: int) -> None:
    if count > _MOST_FAULTS:
        raise ConfigurationError(f"there can be {_MOST_FAULTS} faults at most; remove some first")
