"""File names for formats that want paths of a repository, or URIs."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from ootb_events.lint.reports._objects import text

__all__ = ["relative", "uri"]


def relative(file: str) -> str:
    """Write a path with forward slashes, relative to the current folder where it is below."""
    path = Path(file)
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    return text(path.as_posix())


def uri(file: str) -> str:
    """Write a path as a percent-encoded URI reference."""
    path = relative(file)
    if Path(file).is_absolute() and Path(path).is_absolute():
        return "file://" + quote("/" + path.lstrip("/"), safe="/:")
    return quote(path)
