"""The way from one version to another: neighbour by neighbour, a successor included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from ootb_events._json import pointer
from ootb_events.catalog._once import computed_once
from ootb_events.errors import CatalogError
from ootb_events.evolution._changes import Release
from ootb_events.evolution._steps import action_for, upgrade_between
from ootb_events.evolution._trail import ANY_VALUE, Cell, Loss, Trail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ootb_events.catalog import Catalog, EventSchema
    from ootb_events.evolution._steps import Action
    from ootb_events.evolution._trail import Cells

_MOST_RECIPES: Final = 1000

__all__ = ["Hop", "Way", "hops_from", "neighbour"]


@attrs.frozen(eq=False, slots=False)
class Hop:
    """Lead from one version to the next, or to the event that took its place.

    :param old: the version of the payloads.
    :param new: the version that says what to do with them.
    """

    old: EventSchema
    new: EventSchema

    @computed_once
    def actions(self) -> tuple[Action, ...]:
        """Make what the steps say something that can be done.

        :raises CatalogError: when the newer version says nothing of payloads of the older.
        """
        upgrade = upgrade_between(self.old, self.new)
        if upgrade is None:
            raise CatalogError(
                f"it does not say how payloads of {self.old.key} {self.old.version} become its "
                f"own; add them to x-upgrades, with no steps if they stay as they are",
                source=self.new.source,
                pointer="/x-upgrades" if self.new.upgrades else "",
            )
        return tuple(action_for(step, self.old, self.new) for step in upgrade.steps)

    @computed_once
    def release(self) -> Release:
        """Name the version that it leads to."""
        return Release.of(self.new)

    def lead(self, cells: Cells, trail: Trail) -> Cells:
        """Do what the steps say."""
        trail.release = self.release
        if self.old.key != self.new.key:
            trail.tell("event-renamed", self.old.key, self.new.key)
        for action in self.actions:
            cells = action(cells, trail)
        return cells

    def key_after(self, key: str) -> str | None:
        """Find what becomes of a key, whatever its value is; ``None``: nothing."""
        cells = self.lead({key: Cell(key, ANY_VALUE)}, Trail())
        return next((after for after, cell in cells.items() if cell.origin == key), None)


class Recipe:
    """Do to a payload what was done to another with the same keys, whatever the values.

    :param cells: what became of the other.
    :param trail: what was done to it.
    """

    def __init__(self, cells: Cells, trail: Trail) -> None:
        self._origins = [(key, cell.origin, cell) for key, cell in cells.items()]
        self._steps = trail.steps
        self._losses = trail.losses

    def followed(self, cells: Cells, trail: Trail) -> Cells:
        """Return the parameters as they are then, and tell what was done."""
        trail.steps += self._steps
        for loss in self._losses:
            origin, value = cells[loss.parameter]
            if origin is not None:
                trail.losses.append(
                    Loss(parameter=origin, value=value, kept=loss.kept, release=loss.release)
                )
        return {
            key: cell if origin is None else cells[origin] for key, origin, cell in self._origins
        }


@attrs.frozen(eq=False, slots=False)
class Way:
    """Lead from one version to another.

    :param source: the version of the payloads.
    :param hops: what leads on; none when they are there already.
    """

    source: EventSchema
    hops: tuple[Hop, ...] = ()

    @property
    def target(self) -> EventSchema:
        """The version that they follow then."""
        return self.hops[-1].new if self.hops else self.source

    @computed_once
    def unknown(self) -> tuple[str, ...]:
        """Collect the parameters of the target that nothing is known of before, in their order."""
        known = set(self.source.parameters)
        for hop in self.hops:
            known = {after for key in known if (after := hop.key_after(key)) is not None}
            known |= set(hop.lead({}, Trail()))
        return tuple(key for key in self.target.parameters if key not in known)

    def lead(self, cells: Cells, trail: Trail) -> Cells:
        """Take every step, one after the other."""
        recipe = self._recipe(tuple(cells))
        if recipe is not None:
            return recipe.followed(cells, trail)
        return self._lead(cells, trail)

    def _lead(self, cells: Cells, trail: Trail) -> Cells:
        for hop in self.hops:
            cells = hop.lead(cells, trail)
        return cells

    def _recipe(self, keys: tuple[str, ...]) -> Recipe | None:
        """Find what is done to every payload with these keys; ``None``: it depends on values."""
        if keys not in self._recipes:
            trail = Trail()
            cells = self._lead({key: Cell(key, ANY_VALUE) for key in keys}, trail)
            if len(self._recipes) >= _MOST_RECIPES:
                self._recipes.clear()
            self._recipes[keys] = None if trail.minds_values else Recipe(cells, trail)
        return self._recipes[keys]

    @computed_once
    def _recipes(self) -> dict[tuple[str, ...], Recipe | None]:
        return {}


def hops_from(catalog: Catalog, schema: EventSchema) -> Iterator[Hop]:
    """Walk on from a version, neighbour by neighbour, as far as it goes.

    :raises CatalogError: when events took each other's place in a cycle.
    """
    met = {schema.key}
    while (following := neighbour(catalog, schema)) is not None:
        if following.key != schema.key and following.key in met:
            raise CatalogError(
                f"{following.key} took the place of an event that took its own place: a cycle",
                source=schema.source,
                pointer=pointer("x-superseded-by", "event"),
            )
        met.add(following.key)
        yield Hop(schema, following)
        schema = following


def neighbour(catalog: Catalog, schema: EventSchema) -> EventSchema | None:
    """Find the version after one; after the last, that of the successor which leads on from it."""
    versions = catalog.versions(schema.key)
    number = versions.index(schema.version) + 1
    if number < len(versions):
        return catalog.get(schema.key, versions[number])
    successor = schema.superseded_by
    if successor is None or successor not in catalog:
        return None
    those = (catalog.get(successor, version) for version in catalog.versions(successor))
    return next((one for one in those if upgrade_between(schema, one) is not None), None)
