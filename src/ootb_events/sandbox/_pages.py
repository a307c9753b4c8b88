"""The files of the page, as they lie in the package."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from aiohttp import web

__all__ = ["page", "page_file"]

_FOLDER: Final = Path(__file__).parent / "page"
_NAME: Final = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*", re.IGNORECASE)
_KINDS: Final = {
    ".css": "text/css",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}


async def page(_request: web.Request) -> web.Response:
    """Serve the page."""
    return _served("index.html")


async def page_file(request: web.Request) -> web.Response:
    """Serve another file of the page."""
    return _served(request.match_info["file"])


def _served(name: str) -> web.Response:
    file = _FOLDER / name
    kind = _KINDS.get(file.suffix)
    if kind is None or _NAME.fullmatch(name) is None or not file.is_file():
        raise web.HTTPNotFound(text="the page has no such file")
    charset = None if kind.startswith("image/") else "utf-8"
    return web.Response(body=file.read_bytes(), content_type=kind, charset=charset)
