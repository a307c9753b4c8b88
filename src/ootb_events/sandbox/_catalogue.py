"""The pages of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ootb_events.errors import ConfigurationError
from ootb_events.sandbox._api import answer
from ootb_events.sandbox._described import listing, page_of
from ootb_events.sandbox._examples import SIZES, example_text

if TYPE_CHECKING:
    from aiohttp import web

    from ootb_events.catalog import Catalog

__all__ = ["CataloguePages"]


class CataloguePages:
    """Answer what is asked about the catalogue."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    async def all(self, _request: web.Request) -> web.Response:
        """List the events there are."""
        return answer(listing(self._catalog))

    async def one(self, request: web.Request) -> web.Response:
        """Describe one event in all of its versions."""
        return answer(page_of(request.match_info["key"], self._catalog))

    async def example(self, request: web.Request) -> web.Response:
        """Build an example of an event."""
        size = request.query.get("size") or SIZES[0]
        if size not in SIZES:
            raise ConfigurationError(f"size is one of {', '.join(SIZES)}")
        schema = self._catalog.get(request.match_info["key"], request.query.get("version") or None)
        return answer({"text": example_text(schema, size), "version": schema.version})
