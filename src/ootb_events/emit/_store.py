"""What the emitter and its delivery ask of the place where accepted events wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ootb_events.emit._emitter import Emitter
    from ootb_events.emit._records import DeadLetter, DeadLetterPolicy
    from ootb_events.errors import EmitError
    from ootb_events.events import Event

__all__ = ["Entry", "Offer", "Outbox", "Store"]


class Offer(NamedTuple):
    """An event to be accepted.

    :param id: the id of its receipt; ``str()`` of it is the text.
    :param subject: the event as it was emitted.
    """

    id: object
    event: str
    identity: str
    body: bytes
    subject: Event | Mapping[str, Any] | None = None

    def __repr__(self) -> str:
        return f"Offer(id={str(self.id)!r}, event={self.event!r})"


class Entry(NamedTuple):
    """One accepted event.

    :param number: its place in the order of emission, unique within its store.
    :param id: the id of its receipt; ``str()`` of it is the text.
    :param since: when it was accepted, as :func:`time.monotonic` tells.
    :param attempts: how often it had been sent when it was read.
    :param subject: the event as it was emitted, where that is still known.
    :param shard: the part of the store that holds it.
    """

    number: int
    id: object
    event: str
    identity: str
    body: bytes
    since: float
    attempts: int = 0
    subject: Event | Mapping[str, Any] | None = None
    shard: int = 0

    def __repr__(self) -> str:
        return f"Entry(number={self.number}, id={str(self.id)!r}, event={self.event!r})"


class Store(Protocol):
    """Hold accepted events in order until they are settled.

    Many threads put; one thread, that of delivery, claims, parks, settles and maintains.
    """

    lane_capacity: int
    """How many entries of one identity delivery may hold while another of it is under way."""

    durable: bool
    """Whether what it holds outlives this process."""

    window: int
    """How many entries delivery may hold in all."""

    @property
    def accepted(self) -> int | None:
        """How many were ever put, or ``None`` where only what is pending is counted."""
        ...

    def put(self, offer: Offer, patience: float | None = None) -> Entry | None:
        """Accept an event as durably as the store can; return one that was dropped for it.

        :param patience: seconds to wait for room, if not those of the store.
        :raises EmitError: when the event was not accepted.
        """
        ...

    def put_all(self, offers: Sequence[Offer]) -> Iterable[Entry | EmitError | None]:
        """Accept several events: of each, in order, what ``put`` would have returned or raised.

        Where one waits longer than another, give them one by one.
        """
        ...

    def has_room(self) -> bool:
        """Say whether ``put`` would return at once, neither waiting nor touching a disk."""
        ...

    def join(self, timeout: float | None) -> int:
        """Wait until everything put so far is settled; return how much of it is not."""
        ...

    def close(self) -> None:
        """Accept nothing more."""
        ...

    @property
    def closed(self) -> bool:
        """Whether nothing more is accepted."""
        ...

    def abandon(self) -> Sequence[Entry]:
        """Accept nothing more, let nobody wait, and hand out what would be lost otherwise."""
        ...

    def release(self) -> None:
        """Let go of files and of claims; called last, when nothing is under way."""
        ...

    def forsake(self) -> None:
        """Forget, in a forked child, everything that belongs to its parent."""
        ...

    def pending(self) -> int:
        """Count what is neither delivered nor given up."""
        ...

    def claim(self, limit: int) -> Sequence[Entry]:
        """Hand out what comes next, in order; nothing when nothing may be delivered now."""
        ...

    def postpone(self, entry: Entry) -> None:
        """Take back an entry; it is handed out again after its lane was freed."""
        ...

    def freed(self, identity: str) -> None:
        """Learn that delivery holds nothing of this identity any more."""
        ...

    def park(self, entry: Entry) -> None:
        """Learn that an entry is held by delivery, but not under way."""
        ...

    def unpark(self, entry: Entry) -> bool:
        """Learn that an entry goes under way; ``False`` when it was dropped meanwhile."""
        ...

    def settle(self, entry: Entry) -> None:
        """Forget an entry that was delivered, at the latest before ``rest`` returns."""
        ...

    def attempted(self, entry: Entry, attempts: int) -> None:
        """Remember how often an entry was sent without success."""
        ...

    def keep(self, letter: DeadLetter, entry: Entry | None) -> Sequence[DeadLetter]:
        """Turn an entry, or an event never accepted, into a dead letter.

        :returns: the dead letters that are kept no more, each with the reason.
        """
        ...

    def crowded(self) -> bool:
        """Say whether a dead letter more is one too many, and the policy is to halt."""
        ...

    def dead_letters(self) -> Sequence[DeadLetter]:
        """Read the dead letters, the oldest first."""
        ...

    def rest(self, wake: Callable[[], None]) -> bool:
        """Prepare for a wait: ``wake`` will be called when there is something to claim.

        :returns: ``False`` when there is something already.
        """
        ...

    def due(self) -> float | None:
        """Tell until when ``maintain`` is to be called, as :func:`time.monotonic` tells."""
        ...

    def maintain(self, now: float) -> bool:
        """Do what is due; ``False`` when delivery must forget all that it holds."""
        ...


class Outbox(Protocol):
    """Open the store of an emitter; a value that holds settings, and survives a fork.

    An outbox in another database is another class with these two methods, and a store behind
    it; what it offers for transactions of the application, it makes of
    :meth:`Emitter.prepare` and :meth:`Emitter.start`.
    """

    def bind(self, emitter: Emitter) -> None:
        """Belong to an emitter.

        :raises ConfigurationError: when it belongs to another that is still there.
        """
        ...

    def open(
        self, policy: DeadLetterPolicy, *, delivers: bool, dropped: Callable[[DeadLetter], None]
    ) -> Store:
        """Open the store.

        :param policy: how many dead letters to keep, and how long.
        :param delivers: whether somebody will claim, or only put.
        :param dropped: told of each dead letter that is dropped when the store is opened.
        :raises OutboxError: when it cannot be used.
        """
        ...
