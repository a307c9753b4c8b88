"""``ootb-events schema infer``."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import click

from ootb_events.catalog._entries import shown
from ootb_events.catalog.infer import Inference
from ootb_events.cli._say import say
from ootb_events.lint import Problem, records
from ootb_events.lint.reports._words import counted

__all__ = ["command"]


@click.command("infer")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path())
@click.option("--event", metavar="KEY", help="The event; by default, that of the first payload.")
@click.option(
    "--domain",
    metavar="NAME",
    default="own",
    show_default=True,
    help="The part of the business that the event belongs to.",
)
@click.option(
    "--out",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="The catalogue to put it into, as events/KEY/1.0.0.json; by default, it is printed.",
)
def command(paths: tuple[str, ...], event: str | None, domain: str, out: Path | None) -> None:
    """Propose a schema from recorded events.

    PATH is as for lint: payloads of one event, others being left out. The proposal is a starting
    point: types, which parameters are always there, small sets of values, forms, and guesses at
    what is personal data. No value gets into it that may be personal data.

    Exits with 2 when a path cannot be read, or nothing can be proposed.
    """
    if not re.fullmatch("[a-z][a-z0-9_]{0,99}", domain):
        raise click.BadParameter("expected a name such as payments", param_hint="--domain")
    inference, passed_over, broken, unreadable = _read(paths, event)
    if broken:
        say(f"not JSON, and passed over: {broken}; `ootb-events lint` says where")
    if inference is None:
        if not unreadable:
            say("no payload of an event was found; try other files")
        sys.exit(2)
    text = json.dumps(inference.document(domain), indent=2, ensure_ascii=False) + "\n"
    if out is None:
        click.echo(text.encode(), nl=False)
    else:
        _write(text, _root(out) / "events" / inference.event / "1.0.0.json")
    say(f"inferred from {inference.events} events of {inference.event}: a starting point, to check")
    for note in inference.notes():
        say(note)
    if passed_over:
        say(f"of other events, or of none, and passed over: {counted(passed_over, 'record')}")
    if unreadable:
        sys.exit(2)


def _read(paths: tuple[str, ...], event: str | None) -> tuple[Inference | None, int, int, bool]:
    inference = None if event is None else Inference(event)
    passed_over, broken, unreadable = 0, 0, False
    for record in records(paths):
        if isinstance(record, Problem):
            say(f"{record.file}: {record.problem}")
            unreadable = True
            continue
        if not record.readable:
            broken += 1
            continue
        payload = _payload(record.value)
        if inference is None and payload is not None:
            inference = Inference(payload["event"])
        if inference is None or payload is None or not inference.add(payload):
            passed_over += 1
    return inference, passed_over, broken, unreadable


def _payload(value: Any) -> dict[str, Any] | None:
    """Take a value for a payload, if it says which event it is of."""
    return value if isinstance(value, dict) and isinstance(value.get("event"), str) else None


def _root(out: Path) -> Path:
    """Take the folder of a catalogue, of which only that of its events may have been named."""
    whole = out.absolute()
    return whole.parent if whole.name == "events" and not (whole / "events").is_dir() else out


def _write(text: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise click.UsageError(
            f"{shown(path)} exists already; take another --out, and compare"
        ) from None
    say(f"wrote {shown(path)}")
