"""Which events and versions exist, and what each of them says."""

from ootb_events.catalog._catalog import Catalog, schema_folder
from ootb_events.catalog._model import (
    MOST_ITEMS,
    WIRE_FORMS,
    EventSchema,
    ItemSchema,
    Kind,
    Parameter,
    Wire,
)

__all__ = [
    "MOST_ITEMS",
    "WIRE_FORMS",
    "Catalog",
    "EventSchema",
    "ItemSchema",
    "Kind",
    "Parameter",
    "Wire",
    "schema_folder",
]
