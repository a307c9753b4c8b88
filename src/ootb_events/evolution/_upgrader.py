"""Which version a payload follows, and the way from there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from ootb_events.errors import CatalogError, UpgradeError
from ootb_events.evolution._changes import Release
from ootb_events.evolution._trail import Cell, Trail
from ootb_events.evolution._upgraded import Upgraded
from ootb_events.evolution._way import Way, hops_from
from ootb_events.validation import validator_for
from ootb_events.validation._drift import misfits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ootb_events.catalog import Catalog, EventSchema

__all__ = ["Upgrader", "Work", "is_version"]

_MOST_SHAPES: Final = 10_000

is_version: Final = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+", re.ASCII).fullmatch


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
            if key not in self.catalog:
                return None
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
        if is_version(to):
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
