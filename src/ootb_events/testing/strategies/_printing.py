"""How Hypothesis shows a failing example: what an event has, without what it has not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from ootb_events.events import Event

__all__ = ["show"]


def show(event: Event, printer: Any, cycle: bool) -> None:  # noqa: ARG001, FBT001 - as it is called
    """Write an event as a call that makes it, in the way that pretty printers ask for.

    Only Hypothesis, which made the values up, is shown personal data.
    """
    if type(printer).__module__.partition(".")[0] == "hypothesis":
        _write(event, printer)
    else:
        printer.text(repr(event))


def _write(value: Any, printer: Any) -> None:
    if isinstance(value, tuple):
        with printer.group(1, "(", ",)" if len(value) == 1 else ")"):
            for number, each in enumerate(value):
                _separate(printer, number)
                _write(each, printer)
    elif attrs.has(type(value)):
        _write_call(value, printer)
    else:
        printer.text(repr(value))


def _write_call(value: Any, printer: Any) -> None:
    name = type(value).__name__
    fields = [each for each in attrs.fields(type(value)) if each.init]
    given = [each for each in fields if getattr(value, each.name) != each.default]
    with printer.group(4, f"{name}(", ")"):
        for number, each in enumerate(given):
            _separate(printer, number)
            printer.text(f"{each.alias}=")
            _write(getattr(value, each.name), printer)


def _separate(printer: Any, number: int) -> None:
    if number:
        printer.text(",")
        printer.breakable()
