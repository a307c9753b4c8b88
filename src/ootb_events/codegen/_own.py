"""The classes of a catalogue of one's own, in one module."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ootb_events.catalog import Catalog
from ootb_events.codegen._files import NOTICE
from ootb_events.codegen._module import Named, module_text
from ootb_events.codegen._render import class_name_of
from ootb_events.errors import CatalogError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ootb_events.catalog import EventSchema

__all__ = ["BASE", "is_standard", "render_module"]

BASE: Final = "ootb_events.events.base"
"""The module that holds what classes outside of this package are made of."""


def render_module(catalog: Catalog) -> str:
    """Write the classes of all events that this package has no class for, as one module.

    A pure function: the same schemas give the same text.

    :raises CatalogError: when there are none, when a schema is not usable, or when two classes
        would have the same name.
    """
    events = list(_own(catalog))
    if not events:
        raise CatalogError("the catalogue has no event or overlay of its own to write a class for")
    return module_text(f"Events of a catalogue of our own.\n\n{NOTICE}\n", events, BASE)


def is_standard(event: EventSchema) -> bool:
    """Say whether an event is of the reference as it stands, so that this package has its class."""
    standard = Catalog.default()
    known = event.key in standard and event.version in standard.versions(event.key)
    return known and standard.get(event.key, event.version).document == event.document


def _own(catalog: Catalog) -> Iterator[Named]:
    for key in sorted(catalog):
        for version in reversed(catalog.versions(key)):
            event = catalog.get(key, version)
            if not is_standard(event):
                yield Named(event, class_name_of(event, catalog))
