"""What a difference is, as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ootb_events.catalog import EventSchema

__all__ = [
    "Bump",
    "Change",
    "ChangeKind",
    "Changes",
    "CodeImpact",
    "PayloadImpact",
    "Release",
    "worse",
]

ChangeKind = Literal[
    "event-renamed",
    "successor-changed",
    "direction-changed",
    "overwriting-changed",
    "domain-changed",
    "envelope-changed",
    "parameter-added",
    "parameter-removed",
    "parameter-renamed",
    "attribute-renamed",
    "alias-added",
    "alias-removed",
    "alias-moved",
    "type-widened",
    "type-narrowed",
    "type-changed",
    "encoding-changed",
    "limits-changed",
    "values-changed",
    "requirement-changed",
    "privacy-changed",
    "items-added",
    "items-removed",
    "items-changed",
    "relation-added",
    "relation-removed",
    "course-changed",
    "words-changed",
]
PayloadImpact = Literal["as-before", "warned", "refused"]
CodeImpact = Literal["as-before", "breaks"]
Bump = Literal["major", "minor", "patch"]

I = TypeVar("I", bound=str)  # noqa: E741 - an impact

_PAYLOADS: Final[tuple[PayloadImpact, ...]] = ("as-before", "warned", "refused")
_CODE: Final[tuple[CodeImpact, ...]] = ("as-before", "breaks")
_FIRST_VERSION: Final = "1.0.0"


@attrs.frozen(kw_only=True)
class Release:
    """Name one version of one event.

    :param event: the event key.
    :param version: the version, as ``major.minor.patch``.
    :param since: the day on which the reference published it, as ``YYYY-MM-DD``, where known.
    """

    event: str
    version: str
    since: str | None = None

    @classmethod
    def of(cls, schema: EventSchema) -> Release:
        """Name the version that a schema describes."""
        return cls(event=schema.key, version=schema.version, since=schema.since)

    def __str__(self) -> str:
        return f"{self.event} {self.version}"


@attrs.frozen(kw_only=True)
class Change:
    """Say one thing that is different between two versions, and what follows from it.

    :param kind: what is different.
    :param parameter: the key of the parameter, in the new version where it has it, with
        ``{n}`` for the number of an item; a property of the envelope; ``None`` for the event.
    :param pointer: JSON Pointer of the place in the new schema, or in the old one for what is
        gone; within :attr:`EventSchema.document`.
    :param message: the difference in one sentence.
    :param payloads: what a payload written for the old version gets under the new one:
        ``as-before``, ``warned`` (there is a warning more) or ``refused`` (there is an error).
    :param code: whether a call of the old class type-checks against the new class:
        ``as-before``, or ``breaks``.
    :param narrows: whether something that was accepted no longer is.
    :param widens: whether something is accepted that was not before.
    :param before: what the old version says, as JSON; ``None`` where it says nothing.
    :param after: what the new version says, likewise.
    """

    kind: ChangeKind
    parameter: str | None = None
    pointer: str
    message: str
    payloads: PayloadImpact = "as-before"
    code: CodeImpact = "as-before"
    narrows: bool = False
    widens: bool = False
    before: Any = None
    after: Any = None

    def __str__(self) -> str:
        return self.message


@attrs.frozen(kw_only=True)
class Changes:
    """Hold everything that is different between two versions; iterate for one after the other.

    *Accepted*, for :attr:`bump`, means that every value has its type and that no parameter is
    unknown; an alias is accepted.

    :param old: the older version.
    :param new: the newer version, or the event that took the other's place.
    :param profile: the profile for which :attr:`payloads` holds.
    :param changes: the differences: of the event, then of its parameters in their order.
    """

    old: Release
    new: Release
    profile: str = "platform"
    changes: tuple[Change, ...] = ()

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)

    def __len__(self) -> int:
        return len(self.changes)

    def __str__(self) -> str:
        return "\n  ".join([f"{self.old} → {self.new}", *map(str, self.changes)])

    @property
    def payloads(self) -> PayloadImpact:
        """What payloads written for the old version get, at worst, under the new one."""
        return worse(*(change.payloads for change in self.changes))

    @property
    def code(self) -> CodeImpact:
        """Whether every call of the old class type-checks against the new one."""
        return _worst(_CODE, (change.code for change in self.changes))

    @property
    def bump(self) -> Bump | None:
        """Which part of the version number the difference raises; ``None`` for no difference.

        Something that was accepted is no longer: ``major``. Something new is accepted:
        ``minor``. Anything else: ``patch``.
        """
        if any(change.narrows for change in self.changes):
            return "major"
        if any(change.widens for change in self.changes):
            return "minor"
        return "patch" if self.changes else None

    def next_version(self, version: str) -> str:
        """Compute the number that the newer version deserves.

        :param version: the number of the older version; another event starts at 1.0.0.
        """
        if self.new.event != self.old.event:
            return _FIRST_VERSION
        major, minor, patch = map(int, version.split("."))
        numbers = {
            None: (major, minor, patch),
            "major": (major + 1, 0, 0),
            "minor": (major, minor + 1, 0),
            "patch": (major, minor, patch + 1),
        }
        return ".".join(map(str, numbers[self.bump]))

    def of(self, parameter: str) -> tuple[Change, ...]:
        """Take the differences of one parameter."""
        return tuple(change for change in self.changes if change.parameter == parameter)

    def as_object(self) -> dict[str, Any]:
        """Write it all as JSON has it; ``docs/evolution.md`` describes the form."""
        return {
            "from": attrs.asdict(self.old),
            "to": attrs.asdict(self.new),
            "profile": self.profile,
            "payloads": self.payloads,
            "code": self.code,
            "bump": self.bump,
            "changes": [attrs.asdict(change) for change in self.changes],
        }


def worse(*impacts: PayloadImpact) -> PayloadImpact:
    """Take the worst of what payloads get; nothing is ``as-before``."""
    return _worst(_PAYLOADS, impacts)


def _worst(scale: Sequence[I], found: Iterable[I]) -> I:
    return max(found, key=scale.index, default=scale[0])
