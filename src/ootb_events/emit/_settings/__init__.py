"""An emitter out of keywords, the environment and pyproject.toml."""

from ootb_events.emit._settings._build import build
from ootb_events.emit._settings._keywords import Keywords

__all__ = ["Keywords", "build"]
