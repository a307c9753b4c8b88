"""Differences between versions, on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.table import Table
from rich.text import Text

from ootb_events.cli._console import show
from ootb_events.evolution._summary import effects, keys_in, lines, verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from ootb_events.evolution import Changes, Publication, Release
    from ootb_events.evolution._summary import Line

__all__ = ["show_changes", "show_publications"]

_COLORS: Final = {"warned": "yellow", "refused": "red", "breaks": "red"}
_SIGN_COLORS: Final = {"+": "green", "-": "red", "~": "cyan"}
_SUBJECTS: Final = {"breaks": "code"}


def show_changes(changes: Changes) -> None:
    """Print what is different, and what follows."""
    show(_heading(changes.old, changes.new), *_body(changes))


def show_publications(published: Sequence[Publication]) -> None:
    """Print what was published, one version after the other."""
    parts: list[RenderableType] = []
    for publication in published:
        release, changes = publication.release, publication.changes
        if changes is None:
            parts += [_heading(None, release), Text("  a new event"), ""]
        else:
            parts += [_heading(changes.old, changes.new), *_body(changes), ""]
    show(*parts[:-1])


def _heading(old: Release | None, new: Release) -> Text:
    text = Text(style="bold")
    if old is None:
        text.append(str(new))
    elif old.event == new.event:
        text.append(f"{new.event} {old.version} → {new.version}")
    else:
        text.append(f"{old} → {new}")
    if new.since:
        text.append(f"  published {new.since}", style="not bold dim")
    return text


def _body(changes: Changes) -> Iterator[RenderableType]:
    facts = Table.grid(padding=(0, 2))
    for name, impact, words in verdict(changes):
        facts.add_row(Text(f"  {name}", style="dim"), Text(words, style=_COLORS.get(impact, "")))
    yield facts
    yield ""
    if not changes.changes:
        yield Text("  nothing is different")
        return
    table = Table.grid(padding=(0, 1))
    for line in lines(changes):
        mark = Text(f"  {line.sign}", style=_SIGN_COLORS[line.sign])
        table.add_row(mark, _sentence(line))
    yield table


def _sentence(line: Line) -> Text:
    text = Text()
    for piece, is_key in keys_in(line):
        text.append(piece, style="bold" if is_key else "")
    for number, (impact, words) in enumerate(effects(line.change) if line.change else ()):
        text.append("; " if number else "\n  ")
        text.append(f"{_SUBJECTS.get(impact, 'payloads')}: ", style="dim")
        text.append(words, style=_COLORS[impact])
    return text
