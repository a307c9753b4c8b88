"""Differences as Markdown, for a document, a pull request or a changelog."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ootb_events.evolution._summary import effects, keys_in, lines, verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ootb_events.evolution._changes import Changes
    from ootb_events.evolution._since import Publication
    from ootb_events.evolution._summary import Line

__all__ = ["as_markdown", "publications_as_markdown"]

_SPECIAL: Final = re.compile(r"([\\`*\[\]<>|#])")


def as_markdown(changes: Changes, *, level: int = 2) -> str:
    """Write the differences between two versions as a section of Markdown.

    :param changes: the differences.
    :param level: of the heading, from 1.
    """
    heading = f"{'#' * level} {_title(changes)}"
    return "\n".join([heading, "", *_body(changes)]) + "\n"


def publications_as_markdown(found: Iterable[Publication], day: str) -> str:
    """Write what was published from a day on as a document.

    :param found: the versions, in order.
    :param day: the first day, as ``YYYY-MM-DD``.
    """
    text = [f"# Published since {day}", ""]
    for publication in found:
        release = publication.release
        text += [f"## {_plain(publication.title)} (`{release.event}` {release.version})", ""]
        changes = publication.changes
        if changes is None:
            text += [f"A new event, published on {release.since}.", ""]
            continue
        before = changes.old
        whose = "version" if before.event == release.event else f"`{before.event}`"
        text += [f"Published on {release.since}, after {whose} {before.version}.", ""]
        text += [*_body(changes), ""]
    return "\n".join(text).rstrip() + "\n"


def _title(changes: Changes) -> str:
    old, new = changes.old, changes.new
    if old.event == new.event:
        return f"`{new.event}` {old.version} → {new.version}"
    return f"`{old.event}` {old.version} → `{new.event}` {new.version}"


def _body(changes: Changes) -> Iterator[str]:
    for name, impact, words in verdict(changes):
        strong = f"**{words}**" if impact in {"refused", "breaks"} else words
        yield f"- {name}: {strong}"
    yield ""
    if not changes.changes:
        yield "Nothing is different."
        return
    yield "| difference | payloads you have | code you have |"
    yield "|---|---|---|"
    for line in lines(changes):
        followed = dict(effects(line.change)) if line.change else {}
        payloads = "".join(words for impact, words in followed.items() if impact != "breaks")
        cells = (_sentence(line), payloads, followed.get("breaks", ""))
        yield "".join(f"| {cell} " if cell else "| " for cell in cells) + "|"


def _sentence(line: Line) -> str:
    pieces = keys_in(line)
    return "".join(f"`{text}`" if is_key else _plain(text) for text, is_key in pieces)


def _plain(text: str) -> str:
    """Escape what Markdown would read as markup."""
    return _SPECIAL.sub(r"\\\1", text)
