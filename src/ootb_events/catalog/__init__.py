"""Which events and versions exist, and what each of them says."""

from ootb_events.catalog._catalog import Catalog
from ootb_events.catalog._configured import catalog_of, configured_catalog
from ootb_events.catalog._model import (
    MOST_ITEMS,
    WIRE_FORMS,
    EventSchema,
    ItemSchema,
    Kind,
    Parameter,
    Wire,
)
from ootb_events.catalog._resolve import schema_folder
from ootb_events.catalog._sequence import Follows, Stages
from ootb_events.catalog._words import type_words

__all__ = [
    "MOST_ITEMS",
    "WIRE_FORMS",
    "Catalog",
    "EventSchema",
    "Follows",
    "ItemSchema",
    "Kind",
    "Parameter",
    "Stages",
    "Wire",
    "catalog_of",
    "configured_catalog",
    "schema_folder",
    "type_words",
]
