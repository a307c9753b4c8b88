"""From an old payload to one of the current version."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import attrs

from ootb_events import _json
from ootb_events.catalog import Catalog
from ootb_events.errors import CatalogError, UpgradeError
from ootb_events.evolution._changes import Release
from ootb_events.evolution._trail import Cell, Loss, Step, Trail
from ootb_events.evolution._way import Way, hops_from
from ootb_events.validation import validator_for
from ootb_events.validation._drift import misfits

if TYPE_CHECKING:
    from ootb_events.catalog import EventSchema

__all__ = ["Upgraded", "Upgrader", "Work", "upgrade", "upgrader_for"]

_MOST_SHAPES: Final = 10_000
_VERSION: Final = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+", re.ASCII)


@attrs.frozen(kw_only=True)
class Upgraded:
    """Hold a payload as it is under a newer version, and what was done to it.

    :param payload: the payload, valid under that version.
    :param source: the version that it followed.
    :param release: the version that it follows now.
    :param steps: what was done, in this order; nothing when it followed that version already.
    :param losses: the values that have no place in it.
    :param unknown: the parameters that are new since, and that nobody can derive: left out.
    """

    payload: dict[str, Any] = attrs.field(repr=False)
    source: Release
    release: Release
    steps: tuple[Step, ...] = ()
    losses: tuple[Loss, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def event(self) -> str:
        """The event key."""
        return self.release.event

    @property
    def version(self) -> str:
        """The version that the payload follows now."""
        return self.release.version

    def __str__(self) -> str:
        lines = [f"{self.source} → {self.release}", *map(str, self.steps)]
        if self.unknown:
            lines.append(f"new, and not to be derived: {', '.join(self.unknown)}")
        return "\n  ".join(lines)


def upgrade(
    payload: Mapping[str, Any] | str | bytes,
    *,
    to: str | None = None,
    version: str | None = None,
    catalog: Catalog | None = None,
) -> Upgraded:
    """Make an old payload one of the current version, by the steps that the schemas state.

    Nothing is invented, and what no step names stays as it is. An event whose place another took
    becomes that one.

    :param payload: a complete event, as a mapping or as JSON text; it is not changed.
    :param to: where to stop instead: a version of its event, an event key, or both as
        ``ootb_login@1.0.0``.
    :param version: the version that the payload follows; by default the newest that fits it best.
    :param catalog: which events exist; by default those of this package.
    :raises DecodeError: when the text is not JSON.
    :raises InvalidEventError: when the payload is not valid under its own version.
    :raises UpgradeError: when no steps lead from its version to ``to``, or when what it has
        besides the documented parameters is refused there.
    :raises CatalogError: when there is no such event or version, or a schema says nothing of
        payloads of the version before.
    """
    content = payload if isinstance(payload, Mapping) else _json.loads(payload)
    # A string that the text holds is no text to be read in its turn.
    subject = content if isinstance(content, Mapping) else payload
    return upgrader_for(catalog).upgrade(subject, to=to, version=version)


def upgrader_for(catalog: Catalog | None = None) -> Upgrader:
    """Share one upgrader among all who ask for the same catalogue."""
    return _upgrader_for(Catalog.default() if catalog is None else catalog)


@lru_cache(maxsize=16)
def _upgrader_for(catalog: Catalog) -> Upgrader:
    return Upgrader(catalog)


class Upgrader:
    """Upgrade payloads of one catalogue; safe to share between threads.

    :param catalog: which events exist.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.validator = validator_for(catalog)
        self._ways: dict[tuple[str, str, str | None], Way] = {}
        self._known_to: dict[tuple[str, tuple[str, ...]], str] = {}

    def upgrade(
        self, payload: Any, *, to: str | None = None, version: str | None = None
    ) -> Upgraded:
        """Upgrade one payload; see :func:`upgrade`."""
        work, way = self.work(payload, to, version)
        return work.result(way)

    def work(self, payload: Any, to: str | None, version: str | None) -> tuple[Work, Way]:
        """Upgrade one payload; return it with its parameters as they came about, and its way."""
        way = self.way(*self.source(payload, to, version), to)
        work = Work(payload)
        work.follow(way)
        if way.hops:
            self._refuse_invalid(work.payload, way.target)
        if version is None:
            self._go_on(work, way, to)
        return work, way

    def _go_on(self, work: Work, way: Way, to: str | None) -> None:
        """Look again at what is left: of a payload that mixes versions, more may be an old one."""
        for _ in way.hops:
            event, version = self.source(work.payload, to, None)
            if (event, version) == (way.target.key, way.target.version):
                return
            if not work.follow(self.way(event, version, to)):
                return
            self._refuse_invalid(work.payload, way.target)

    def source(self, payload: Any, to: str | None, version: str | None) -> tuple[str, str]:
        """Tell of which event and version a payload is.

        :raises InvalidEventError: when it is not valid under it.
        """
        if version is None and (quick := self.quick_source(payload)) is not None:
            event, found = quick
        else:
            report = self.validator.fit(payload, version=version).raise_for_errors()
            event, found = str(report.event), str(report.version)
        if version is None and to is not None:
            found = self._not_beyond(payload, event, found, self._limit(event, to))
        return event, found

    def quick_source(self, payload: Any) -> tuple[str, str] | None:
        """Tell the same of an event of which nothing is to be said; ``None``: look closely.

        Every newer version does not know one of its keys, so that none of them fits as well.
        """
        try:
            key, keys = payload["event"], tuple(payload["context"])
            version = self._known_to.get((key, keys))
            if version is None:
                version = self._newest_knowing(key, keys)
                if len(self._known_to) >= _MOST_SHAPES:
                    self._known_to.clear()
                self._known_to[key, keys] = version
            if version:
                is_clean, _ = self.validator.quick(key, version)
                if is_clean(payload):
                    return key, version
        except (KeyError, TypeError, ValueError, RecursionError, CatalogError):
            pass
        return None

    def _newest_knowing(self, key: str, keys: tuple[str, ...]) -> str:
        """Find the newest version that has all of some parameters; empty when there is none."""
        for version in reversed(self.catalog.versions(key)):
            schema = self.catalog.get(key, version)
            if all(each in schema.parameters for each in keys):
                return version
        return ""

    def way(self, event: str, version: str, to: str | None = None) -> Way:
        """Find the way from a version to where it is to end.

        :raises UpgradeError: when there is none.
        :raises CatalogError: when there is no such event or version.
        """
        found = self._ways.get((event, version, to))
        if found is None:
            found = self._ways[event, version, to] = self._find(event, version, to)
        return found

    def _find(self, event: str, version: str, to: str | None) -> Way:
        source = self.catalog.get(event, version)
        target = None if to is None else self._target(event, to)
        if target is source:
            return Way(source)
        hops = []
        for hop in hops_from(self.catalog, source):
            hops.append(hop)
            if hop.new is target:
                break
        else:
            if target is not None:
                raise UpgradeError(_no_way(source, target))
        return Way(source, tuple(hops))

    def _target(self, event: str, to: str) -> EventSchema:
        key, sign, version = to.partition("@")
        if sign:
            return self.catalog.get(key, version)
        if _VERSION.fullmatch(to):
            return self.catalog.get(event, to)
        return self.catalog.get(to)

    def _limit(self, event: str, to: str) -> str | None:
        """Tell beyond which version of its own event a payload is not to be."""
        target = self._target(event, to)
        return target.version if target.key == event else None

    def _not_beyond(self, payload: Any, event: str, version: str, limit: str | None) -> str:
        """Take an older version that fits as well, where the newest that does lies too far."""
        versions = self.catalog.versions(event)
        if limit is None or versions.index(version) <= versions.index(limit):
            return version
        fewest = self._misfits(payload, version)
        for older in reversed(versions[: versions.index(limit) + 1]):
            if self._misfits(payload, older) == fewest:
                return older
        return version

    def _misfits(self, payload: Any, version: str) -> int:
        return len(misfits(self.validator.validate(payload, version=version).findings))

    def _refuse_invalid(self, result: Mapping[str, Any], target: EventSchema) -> None:
        report = self.validator.validate(result, version=target.version)
        if not report.ok:
            raise UpgradeError(
                f"what it has is refused by {Release.of(target)}, and no step mends that",
                report=report,
            )


class Work:
    """Take a payload, which is not changed, from version to version."""

    def __init__(self, payload: Mapping[str, Any]) -> None:
        self.payload = dict(payload)
        self.cells = {key: Cell(key, value) for key, value in payload["context"].items()}
        self.trail = Trail()

    def follow(self, way: Way) -> bool:
        """Take every step of a way; tell whether there was anything to do."""
        before = len(self.trail.steps)
        self.cells = way.lead(self.cells, self.trail)
        if way.hops:
            self.payload["event"] = way.target.key
        self.payload["context"] = {key: cell.value for key, cell in self.cells.items()}
        return len(self.trail.steps) > before

    def result(self, way: Way) -> Upgraded:
        """Say what came of it."""
        there = self.payload["context"]
        return Upgraded(
            payload=self.payload,
            source=Release.of(way.source),
            release=Release.of(way.target),
            steps=tuple(self.trail.steps),
            losses=tuple(self.trail.losses),
            unknown=tuple(key for key in way.unknown if key not in there),
        )


def _no_way(source: EventSchema, target: EventSchema) -> str:
    return (
        f"no steps lead from {Release.of(source)} to {Release.of(target)}; they lead to newer "
        "versions, and to the event that took its place"
    )
