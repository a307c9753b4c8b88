"""The exceptions of this package.

::

    OotbEventsError
    ├── CatalogError            a schema, a catalogue or a lock file is not usable
    │   ├── UnknownEventError   no such event key
    │   └── UnknownVersionError no such version of a known event
    ├── CodecError              a value cannot be carried
    │   ├── EncodeError         … from Python to the wire
    │   └── DecodeError         … from the wire to Python
    ├── InvalidEventError       a payload has findings of severity error
    ├── UpgradeError            no steps make a payload one of the version asked for
    ├── ConfigurationError      a setting is missing or contradicts another
    └── EmitError               an event was not accepted for delivery
        ├── NotEmittableError   the event is received from Optimove, never sent to it
        ├── QueueFullError      the queue stayed full
        ├── DeadLettersFullError  there is no room for another dead letter
        ├── OutboxError         the outbox cannot be used
        └── EmitterClosedError  the emitter was closed before

Fields are data; ``str()`` of each says what is wrong, where, and what to do. No message
contains a value, so none can leak a token or personal data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ootb_events.validation import Report

__all__ = [
    "CatalogError",
    "CodecError",
    "ConfigurationError",
    "DeadLettersFullError",
    "DecodeError",
    "EmitError",
    "EmitterClosedError",
    "EncodeError",
    "InvalidEventError",
    "NotEmittableError",
    "OotbEventsError",
    "OutboxError",
    "QueueFullError",
    "UnknownEventError",
    "UnknownVersionError",
    "UpgradeError",
]


class OotbEventsError(Exception):
    """Catch everything that this package raises on purpose."""


class CatalogError(OotbEventsError):
    """Report a schema, a catalogue or a lock file that is not usable.

    :param problem: what is wrong, in one sentence.
    :param source: the file, relative to its catalogue.
    :param pointer: the JSON Pointer of the fault within that file.
    """

    def __init__(self, problem: str, *, source: str = "", pointer: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.source = source
        self.pointer = pointer

    def __str__(self) -> str:
        where = f"{self.source}#{self.pointer}" if self.pointer else self.source
        return f"{where}: {self.problem}" if where else self.problem


class UnknownEventError(CatalogError):
    """Report an event key that the catalogue does not have.

    :param key: the key asked for.
    :param suggestions: known keys that resemble it, best first.
    """

    def __init__(self, key: str, suggestions: Sequence[str] = ()) -> None:
        self.key = key
        self.suggestions = tuple(suggestions)
        hint = "for one of your own, pass the catalogue that has it"
        if self.suggestions:
            hint = f"did you mean {self.suggestions[0]}?"
        super().__init__(f"no event {key!r} in this catalogue; {hint}")


class UnknownVersionError(CatalogError):
    """Report a version that a known event does not have.

    :param key: the event key.
    :param version: the version asked for.
    :param known: the versions that exist, oldest first.
    """

    def __init__(self, key: str, version: str, known: Sequence[str]) -> None:
        self.key = key
        self.version = version
        self.known = tuple(known)
        super().__init__(f"{key} has no version {version!r}; there are {', '.join(self.known)}")


class CodecError(OotbEventsError):
    """Report a value that cannot be carried between Python and the wire.

    :param problem: what is wrong and what was expected, in one sentence.
    :param pointer: the JSON Pointer of the value within the payload.
    :param subject: the class or text that was being converted.
    """

    def __init__(self, problem: str, *, pointer: str = "", subject: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.pointer = pointer
        self.subject = subject

    def __str__(self) -> str:
        where = " ".join(part for part in (self.subject, self.pointer) if part)
        return f"{where}: {self.problem}" if where else self.problem


class EncodeError(CodecError):
    """Report a Python value that has no exact form on the wire."""


class DecodeError(CodecError):
    """Report text that is not the JSON of an event.

    :param line: 1-based line of the fault, 0 when it has none.
    :param column: 1-based column of the fault in characters, 0 when it has none.
    :param kind: the stable name of what is wrong.
    """

    def __init__(  # noqa: PLR0913  # fields, all of them named at the call
        self,
        problem: str,
        *,
        pointer: str = "",
        subject: str = "",
        line: int = 0,
        column: int = 0,
        kind: str = "not-json",
    ) -> None:
        super().__init__(problem, pointer=pointer, subject=subject)
        self.line = line
        self.column = column
        self.kind = kind

    def __str__(self) -> str:
        text = super().__str__()
        return f"{text} (line {self.line}, column {self.column})" if self.line else text


class InvalidEventError(OotbEventsError):
    """Report a payload that has findings of severity error.

    :param report: everything that was found; ``str()`` lists it line by line.
    """

    def __init__(self, report: Report) -> None:
        super().__init__(report)
        self.report = report

    def __str__(self) -> str:
        return str(self.report)


class UpgradeError(OotbEventsError):
    """Report a payload that no steps make one of the version asked for.

    :param problem: what is in the way, in one sentence.
    :param report: what that version has to say of it, where that is in the way.
    """

    def __init__(self, problem: str, *, report: Report | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.report = report

    def __str__(self) -> str:
        return self.problem if self.report is None else f"{self.problem}\n{self.report}"


class ConfigurationError(OotbEventsError):
    """Report a setting that is missing, malformed or contradicts another."""


class EmitError(OotbEventsError):
    """Report an event that was not accepted for delivery."""


class NotEmittableError(EmitError):
    """Report an event that Optimove sends and nobody else does.

    :param key: its event key.
    """

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(
            f"{key} is sent by Optimove and only received here; read it with parse(), "
            "or emit the event that you meant"
        )


class QueueFullError(EmitError):
    """Report that the queue stayed full and the event was not accepted.

    :param capacity: the number of events that the queue holds.
    :param waited: seconds waited for room.
    """

    def __init__(self, capacity: int, waited: float) -> None:
        self.capacity = capacity
        self.waited = waited
        super().__init__(
            f"the queue of {capacity} events stayed full for {waited:g} s, so the event was not "
            "accepted; raise queue_size, slow down, or choose when_full='drop_oldest'"
        )


class DeadLettersFullError(EmitError):
    """Report an invalid event that there is no room for among the dead letters."""

    def __init__(self) -> None:
        super().__init__(
            "the event is invalid, and the dead letters are as many as are kept; look at them "
            "and purge them, or choose when_full='drop_oldest' in the DeadLetterPolicy"
        )


class OutboxError(EmitError):
    """Report an outbox that cannot be opened, read or written to.

    :param problem: what is wrong and what to do, in one sentence.
    :param path: the file.
    """

    def __init__(self, problem: str, *, path: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.path = path

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}" if self.path else self.problem


class EmitterClosedError(EmitError):
    """Report an ``emit`` after ``close``."""

    def __init__(self) -> None:
        super().__init__("this emitter is closed; create a new one")
