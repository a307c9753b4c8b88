"""What was done to a payload, and what it lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import attrs

from ootb_events.evolution._changes import Release

if TYPE_CHECKING:
    from typing import TypeAlias

    Cells: TypeAlias = dict[str, "Cell"]

__all__ = ["ANY_VALUE", "Cell", "Loss", "Step", "StepKind", "Trail"]

StepKind = Literal["event-renamed", "renamed", "dropped", "changed", "added"]


ANY_VALUE: Final = object()
"""Stands for a value that nothing is known of."""


class Cell(NamedTuple):
    """Hold the value of a parameter, and the key that it had in the first place, if it had one."""

    origin: str | None
    value: Any


@attrs.frozen(kw_only=True)
class Step:
    """Say one thing that was done to a payload; never what a value is.

    :param kind: ``renamed``, ``dropped``, ``changed`` (another value or form), ``added`` (the
        reference states its value), or ``event-renamed``.
    :param parameter: the key that was concerned, as the payload had it; or the event key.
    :param became: its key after that; of what was dropped because another key has the same
        meaning, that key; ``None`` for what is gone.
    :param release: the version whose schema has the step.
    """

    kind: StepKind
    parameter: str
    became: str | None
    release: Release

    def __str__(self) -> str:
        words = {
            "event-renamed": f"the event is {self.became}",
            "renamed": f"{self.parameter} is {self.became}",
            "dropped": f"{self.parameter} is gone",
            "changed": f"{self.parameter} is written otherwise",
            "added": f"{self.parameter} is there with the value that the reference states",
        }
        beside = f", for {self.became} was there" if self.kind == "dropped" and self.became else ""
        return f"{words[self.kind]}{beside}"


@attrs.frozen(kw_only=True)
class Loss:
    """Hold a value that has no place in the version that a payload now follows.

    :param parameter: the key it had, as the payload had it.
    :param value: the value; kept out of the repr and of every message.
    :param kept: the key whose value was kept instead, where two had the same meaning.
    :param release: the version whose schema has no place for it.
    """

    parameter: str
    value: Any = attrs.field(repr=False)
    kept: str | None = None
    release: Release

    def __str__(self) -> str:
        if self.kept:
            return f"{self.parameter} is dropped, for {self.kept} is there with another value"
        return f"{self.parameter} is dropped, for {self.release} has no place for it"


class Trail:
    """Collect what is done to one payload.

    :ivar release: the version on the way to which the payload is.
    :ivar minds_values: whether something depended on what a value is.
    """

    def __init__(self) -> None:
        self.release = Release(event="", version="")
        self.minds_values = False
        self.steps: list[Step] = []
        self.losses: list[Loss] = []

    def tell(self, kind: StepKind, parameter: str, became: str | None) -> None:
        """Tell that something was done."""
        self.steps.append(Step(kind=kind, parameter=parameter, became=became, release=self.release))

    def drop(self, key: str, cell: Cell, kept: str | None = None, *, told: bool = True) -> None:
        """Tell that a parameter was dropped.

        :param kept: the key whose value is kept instead.
        :param told: whether a value was lost with it.
        """
        self.tell("dropped", key, kept)
        if told and cell.origin is not None:
            loss = Loss(parameter=cell.origin, value=cell.value, kept=kept, release=self.release)
            self.losses.append(loss)
