"""From an old payload to one of the current version."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ootb_events import _json
from ootb_events.catalog import Catalog
from ootb_events.evolution._upgrader import Upgrader

if TYPE_CHECKING:
    from ootb_events.evolution._upgraded import Upgraded

__all__ = ["upgrade", "upgrader_for"]


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
