"""Which events are to follow which version, and how they get there."""

from __future__ import annotations

import json
from collections.abc import Sequence  # noqa: TC003 - attrs reads the annotations
from typing import TYPE_CHECKING, Any

import attrs

from ootb_events.catalog import Catalog
from ootb_events.errors import ConfigurationError, UpgradeError
from ootb_events.evolution._upgrade import upgrader_for
from ootb_events.evolution._upgrader import is_version

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from ootb_events.catalog import EventSchema
    from ootb_events.evolution._upgrader import Work
    from ootb_events.evolution._way import Way

__all__ = ["Aim", "UpgradeSettings"]


@attrs.frozen(kw_only=True)
class UpgradeSettings:
    """Say what upgrading files is to do.

    :param catalog: which events exist.
    :param to: where events are to end, instead of at the current version: a version, for those
        that have it; an event key, or both as ``ootb_login@1.0.0``, for those on the way to it.
    :param event: the only event to upgrade.
    :param exclude: patterns, as in ``.gitignore``, of files to leave out of folders.
    :param gitignore: whether what ``.gitignore`` names is left out of folders.
    :raises CatalogError: when there is no such event or version.
    :raises ConfigurationError: when no event has the version.
    """

    catalog: Catalog = attrs.field(factory=Catalog.default)
    to: str | None = None
    event: str | None = None
    exclude: Sequence[str] = ()
    gitignore: bool = True

    def __attrs_post_init__(self) -> None:
        if self.event is not None:
            self.catalog.versions(self.event)
        if self.to is None:
            return
        key, sign, version = self.to.partition("@")
        if key[:1].isdigit() and not is_version(key):
            raise ConfigurationError(f"a version has three numbers, as 2.0.0; got {self.to!r}")
        if sign or not is_version(self.to):
            self.catalog.get(key, version or None)
        elif self.event is not None:
            self.catalog.get(self.event, self.to)
        elif not any(self.to in self.catalog.versions(each) for each in self.catalog):
            raise ConfigurationError(f"no event has a version {self.to!r}")


class Aim:
    """Know which events are to follow which version.

    :param settings: what was asked for.
    """

    def __init__(self, settings: UpgradeSettings) -> None:
        self._settings = settings
        self._catalog = settings.catalog
        self._upgrader = upgrader_for(settings.catalog)
        self._validator = self._upgrader.validator
        self._concerned: dict[Any, bool] = {}
        self._checks: dict[str, Callable[[Any], bool]] = {}
        self._valid: dict[EventSchema, Callable[[Any], bool]] = {}

    def concerns(self, key: Any) -> bool:
        """Tell whether events of a key are to be upgraded, or to be refused."""
        known = self._concerned.get(key)
        if known is None:
            known = self._concerned[key] = self._finds_concern(key)
        return known

    def _finds_concern(self, key: Any) -> bool:
        only, to = self._settings.event, self._settings.to
        if key not in self._catalog:
            return only is None
        if only is not None and key != only:
            return False
        if to is None:
            return True
        if is_version(to):
            return to in self._catalog.versions(key)
        try:
            self._upgrader.way(key, self._catalog.versions(key)[0], to)
        except UpgradeError:
            return False
        return True

    def target(self, key: str) -> EventSchema:
        """Find the version that events of a key are to follow."""
        return self._upgrader.way(key, self._catalog.versions(key)[0], self._settings.to).target

    def is_clean(self, key: str, value: Any) -> bool:
        """Tell of an event, quickly, that it is as it is to be."""
        check = self._checks.get(key)
        if check is None:
            check = self._checks[key] = self._check(key)
        return check(value)

    def _check(self, key: str) -> Callable[[Any], bool]:
        if key not in self._catalog:
            return _never
        target = self.target(key)
        return self._quick(target) if target.key == key else _never

    def is_valid(self, value: Any, target: EventSchema) -> bool:
        """Tell of an upgraded event, quickly, that nothing is to be said about it."""
        check = self._valid.get(target)
        if check is None:
            check = self._valid[target] = self._quick(target)
        try:
            return check(value)
        except ValueError:
            return False

    def _quick(self, target: EventSchema) -> Callable[[Any], bool]:
        is_valid, _ = self._validator.quick(target.key, target.version)
        return is_valid

    def quick_way(self, value: Any) -> Way | None:
        """Find the way of an event of which nothing is to be said; ``None``: look closely."""
        if self._settings.to is not None:
            return None
        source = self._upgrader.quick_source(value)
        return None if source is None else self._upgrader.way(*source)

    def fingerprint(self, value: Any) -> Hashable | None:
        """Tell apart events that go different ways."""
        try:
            return self._validator.fingerprint(value)
        except (ValueError, TypeError, RecursionError, AttributeError):
            return None

    def way(self, value: Any) -> Way:
        """Find the way of an event.

        :raises InvalidEventError: when it is not valid under its own version.
        :raises UpgradeError: when no steps lead to where it is to end.
        """
        to = self._settings.to
        # What was read from a file is a value; a string is no text to be read once more.
        shown = json.dumps(value) if isinstance(value, str) else value
        event, version = self._upgrader.source(shown, to, None)
        return self._upgrader.way(event, version, to)

    def upgrade(self, value: Any) -> Work:
        """Upgrade an event of which more than one version is in it.

        :raises UpgradeError: when what it has is refused then.
        """
        work, _ = self._upgrader.work(value, self._settings.to, None)
        return work


def _never(_value: Any) -> bool:
    return False
