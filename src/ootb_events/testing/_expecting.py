"""Events that a test wants to be refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ootb_events.lint import rules_named
from ootb_events.validation import RULES

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from typing_extensions import Self

    from ootb_events.testing._records import Refused
    from ootb_events.testing._taking import Taking
    from ootb_events.validation import Report

__all__ = ["Expectation"]


class Expectation:
    """Expect an invalid event to be emitted within a block.

    :ivar refusals: those that were, in order.
    """

    def __init__(
        self, taking: Taking, tell: Callable[[str], str], rule: str | None, pointer: str | None
    ) -> None:
        self._taking = taking
        self._tell = tell
        self._rules = None if rule is None else rules_named([rule])
        self._rule = rule
        self._pointer = pointer
        self.refusals: list[Refused] = []

    @property
    def report(self) -> Report:
        """What validation had to say of the first one; known once it was emitted.

        :raises LookupError: when none was emitted so far, or it was refused unseen.
        """
        reports = [each.report for each in self.refusals if each.report is not None]
        if not reports:
            raise LookupError("no invalid event was emitted in this block so far")
        return reports[0]

    def takes(self, refused: Refused) -> bool:
        """Take what was refused, if it is what is expected."""
        if self._rules is not None or self._pointer is not None:
            findings = refused.report.errors if refused.report is not None else ()
            if not any(
                (self._rules is None or finding.rule in self._rules)
                and self._pointer in {None, finding.pointer}
                for finding in findings
            ):
                return False
        self.refusals.append(refused)
        return True

    def __enter__(self) -> Self:
        self._taking.expecting.append(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        self._taking.open_mail()
        self._taking.expecting.remove(self)
        if error is not None:
            return any(each.error is error for each in self.refusals)
        if not self.refusals:
            raise AssertionError(self._tell(self._wanted()))
        return False

    def _wanted(self) -> str:
        rule = f" with {self._rule}" if self._rule else ""
        if self._rule is not None and self._rule in RULES:
            rule += f" {RULES[self._rule].name}"
        return f"an invalid event{rule}" + (f" at {self._pointer}" if self._pointer else "")


__tracebackhide__ = __unittest = True
