"""Entries of a changelog, in words taken from what is different."""

from __future__ import annotations

import re
import textwrap
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from ootb_events.evolution._summary import keys_in, lines, verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ootb_events.evolution._summary import Line
    from ootb_events.evolution.drafting._drafts import Draft

__all__ = ["entry_of", "with_entries"]

_WIDTH: Final = 100
_VERSION: Final = re.compile(r"^## ", re.MULTILINE)
_TOPIC: Final = re.compile(r"^### ", re.MULTILINE)
_UNRELEASED: Final = re.compile(r"## \[?unreleased\b", re.IGNORECASE)
_SCHEMAS: Final = re.compile(r"### Schemas\s*$", re.MULTILINE)


def with_entries(text: str, drafts: Iterable[Draft]) -> str:
    """Add an entry for each draft to a changelog, below *Schemas* of what is unreleased.

    A version that the changelog has an entry for already is left as it is, so that doing it
    twice is doing it once. Headings that are missing are added.

    :param text: the changelog, in the form of Keep a Changelog; lines end with a line feed.
    :param drafts: the versions.
    """
    entries = [entry_of(draft) for draft in drafts if not _has_entry(text, draft)]
    if not entries:
        return text
    parts = _parts(text, _VERSION)
    number = next((n for n, part in enumerate(parts) if _UNRELEASED.match(part)), None)
    if number is None:
        number = next((n for n, part in enumerate(parts) if _VERSION.match(part)), len(parts))
        parts.insert(number, "## Unreleased")
    parts[number] = _extended(parts[number], "\n".join(entries))
    return "\n\n".join(parts) + "\n"


def _extended(section: str, entries: str) -> str:
    parts = _parts(section, _TOPIC)
    number = next((n for n, part in enumerate(parts) if _SCHEMAS.match(part)), None)
    if number is None:
        parts.append(f"### Schemas\n\n{entries}")
    else:
        between = "\n" if "\n" in parts[number] else "\n\n"
        parts[number] += f"{between}{entries}"
    return "\n\n".join(parts)


def _parts(text: str, heading: re.Pattern[str]) -> list[str]:
    """Split a text before each heading; without the blank lines between the parts."""
    starts = [match.start() for match in heading.finditer(text)]
    cuts = [0, *starts, len(text)]
    found = (text[start:end].strip("\n") for start, end in pairwise(cuts))
    return [part for part in found if part]


def _has_entry(text: str, draft: Draft) -> bool:
    return re.search(rf"{re.escape(_lead(draft))}\b(?!\.\d)", text) is not None


def _lead(draft: Draft) -> str:
    """Write what an entry begins with, by which it is known again."""
    return f"- `{draft.schema.key}` {draft.schema.version}"


def entry_of(draft: Draft) -> str:
    """Write the entry of one draft."""
    schema, before, changes = draft.schema, draft.before, draft.changes
    lead = _lead(draft)
    since = f", published on {schema.since}" if schema.since else ""
    if before is None or changes is None:
        text = f"{lead}{since}: a new event. {schema.description}"
    else:
        other = f"`{before.key}` " if before.key != schema.key else ""
        said = " ".join(map(_sentence, lines(changes)))
        followed = "; ".join(
            f"{name}: {words}" for name, _, words in verdict(changes) if name != "version"
        )
        text = f"{lead}, after {other}{before.version}{since}. {said} What follows for {followed}."
    return textwrap.fill(
        text,
        _WIDTH,
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _sentence(line: Line) -> str:
    return "".join(f"`{text}`" if is_key else text for text, is_key in keys_in(line))
