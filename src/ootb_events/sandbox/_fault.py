"""One way to misbehave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import attrs

from ootb_events.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["KINDS", "Fault", "Kind"]

Kind = Literal["status", "error", "latency", "reset", "silence", "half", "garbage"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

_LONGEST: Final = 3_600
_LONGEST_KEY: Final = 255
_MEMBERS: Final = ("kind", "status", "retry_after", "seconds", "share", "count", "event")
_STATUSES: Final = range(200, 600)
_VALUES: Final = {"status": "status", "latency": "seconds"}
"""What the value of a kind is called, where it has one."""


@attrs.frozen(kw_only=True)
class Fault:
    """Describe one way to misbehave.

    :param kind: ``status`` (answer with another HTTP status), ``error`` (a 200 that says error),
        ``latency`` (answer late), ``reset`` (a TCP reset instead of an answer), ``silence``
        (the connection closed instead), ``half`` (closed within the body), ``garbage`` (no HTTP).
    :param status: for ``status``: from 200 to 599, 503 if it is not given.
    :param retry_after: for ``status``: seconds for the header ``Retry-After``.
    :param seconds: for ``latency``: how late, at most an hour.
    :param share: the share of requests that it hits, from 0 to 1.
    :param count: how many requests it hits before it is over.
    :param event: the only event key that it hits.
    :raises ConfigurationError: when one of them is not usable.
    """

    kind: Kind
    status: int | None = None
    retry_after: float | None = None
    seconds: float | None = None
    share: float = 1.0
    count: int | None = None
    event: str | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse what makes no sense."""
        problem = next((words for words, is_one in _problems(self) if is_one), None)
        if problem is not None:
            raise ConfigurationError(f"fault: {problem}")

    @classmethod
    def from_object(cls, value: Any) -> Fault:
        """Read the JSON object of a fault.

        :raises ConfigurationError: when it is none.
        """
        if not isinstance(value, dict) or "kind" not in value:
            raise ConfigurationError(f"a fault is an object with a kind, one of {', '.join(KINDS)}")
        unknown = [name for name in value if name not in _MEMBERS]
        if unknown:
            raise ConfigurationError(
                f"a fault has no such member as one that is given; it has {', '.join(_MEMBERS)}"
            )
        return cls(**{name: part for name, part in value.items() if part is not None})

    @classmethod
    def parse(cls, text: str) -> Fault:
        """Read a fault from words such as ``status=503,share=0.1,retry-after=2``.

        The kind comes first; ``status`` and ``latency`` have a value.

        :raises ConfigurationError: when it is none.
        """
        first, *rest = (part.strip() for part in text.split(","))
        kind, _, value = first.partition("=")
        members: dict[str, Any] = {"kind": kind}
        if value and kind in KINDS and kind not in _VALUES:
            raise ConfigurationError(f"fault: {kind} takes no value; write {kind} alone")
        if value:
            members[_VALUES.get(kind, kind)] = _number(value, first)
        for part in rest:
            name, _, value = part.partition("=")
            name = name.replace("-", "_")
            members[name] = value if name == "event" else _number(value, part)
        return cls.from_object(members)

    def __str__(self) -> str:
        """Write it in the words that :meth:`parse` reads."""
        members = self.as_object()
        kind = members.pop("kind")
        value = members.pop(_VALUES.get(kind, ""), None)
        if members["share"] == 1:
            del members["share"]
        words = [f"{name.replace('_', '-')}={part}" for name, part in members.items()]
        return ",".join([kind if value is None else f"{kind}={value}", *words])

    def as_object(self) -> dict[str, Any]:
        """Make the JSON object of the fault, without what is not set."""
        members = attrs.asdict(self, filter=lambda _, value: value is not None)
        return {name: members[name] for name in _MEMBERS if name in members}


def _number(text: str, part: str) -> float:
    try:
        return int(text) if text.isdecimal() else float(text)
    except ValueError:
        raise ConfigurationError(
            f"fault: {part!r} has no number; write it like status=503,share=0.1,retry-after=2"
        ) from None


def _problems(fault: Fault) -> Iterator[tuple[str, bool]]:
    """Pair what can be wrong with whether it is."""
    kind, status, count = fault.kind, fault.status, fault.count
    yield f"there is no such kind; there are {', '.join(KINDS)}", kind not in KINDS
    yield "share is a number from 0 to 1", not _lies_within(fault.share, 1)
    yield "count is a whole number, at least 1", not (count is None or _is_whole(count, 1))
    yield "event is an event key", not (fault.event is None or _is_key(fault.event))
    if kind == "latency":
        yield (
            f"latency needs seconds, from 0 to {_LONGEST}",
            not _lies_within(fault.seconds, _LONGEST),
        )
    else:
        yield "seconds belong to latency", fault.seconds is not None
    if kind == "status":
        is_one = status is None or (_is_whole(status, 200) and status in _STATUSES)
        yield "status is an HTTP status from 200 to 599", not is_one
        yield (
            f"retry_after is a number of seconds, from 0 to {_LONGEST}",
            not (fault.retry_after is None or _lies_within(fault.retry_after, _LONGEST)),
        )
    else:
        is_given = status is not None or fault.retry_after is not None
        yield "status and retry_after belong to the kind status", is_given


def _lies_within(value: Any, most: float) -> bool:
    return type(value) in {int, float} and 0 <= value <= most


def _is_key(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_KEY


def _is_whole(value: Any, least: int) -> bool:
    return type(value) is int and value >= least
