"""What applications can be told about their events."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from ootb_events.emit._faults import log_fault

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ootb_events.emit._records import DeadLetter, Health, Notice
    from ootb_events.transports import Answer

__all__ = ["Hooks", "tell"]


class Hooks:
    """Be told what happens to events: override what matters, the rest does nothing.

    ``accepted`` is called by the thread that emits, or that waits for room on behalf of a
    coroutine, possibly after ``delivered``; ``rejected`` and ``dropped`` by whichever thread
    found it out; all others by the thread that delivers: they had better return soon.
    What a hook raises is logged and stops nothing, but for ``SystemExit`` and
    ``KeyboardInterrupt`` in the main thread, where signal handlers raise them. Nothing that a
    hook is given shows personal data or a token in its repr; a dead letter has the payload.
    """

    def accepted(self, notice: Notice) -> None:
        """Learn that an event was accepted."""

    def delivered(self, notice: Notice) -> None:
        """Learn that an event was delivered."""

    def retried(self, notice: Notice) -> None:
        """Learn that an event has to be sent again."""

    def rejected(self, letter: DeadLetter) -> None:
        """Learn that an event became a dead letter, and for which reason."""

    def dropped(self, letter: DeadLetter) -> None:
        """Learn that an event is kept no more, and for which reason."""

    def health(self, health: Health, answer: Answer | None) -> None:
        """Learn that delivery fares otherwise than before, and after which answer."""


def tell(hooks: Sequence[Hooks], call: Callable[[Hooks], Any], about: str) -> None:
    """Call each hook; the application's own code may raise anything but must not stop delivery.

    :param about: what to log if it does, free of personal data.
    """
    for hook in hooks:
        try:
            call(hook)
        except BaseException as error:
            name = f"{type(hook).__module__}.{type(hook).__qualname__}"
            log_fault(f"the hook {name} failed for {about}", error)
            if _interrupts(error):
                raise


def _interrupts(error: BaseException) -> bool:
    """Say whether a signal handler may have raised it, to end or interrupt the program."""
    in_main = threading.current_thread() is threading.main_thread()
    return in_main and not isinstance(error, Exception)
