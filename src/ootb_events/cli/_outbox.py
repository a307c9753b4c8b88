"""``ootb-events outbox``."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from datetime import datetime, timezone
from itertools import islice
from typing import IO, TYPE_CHECKING, Any, Final, TypeVar

import click

from ootb_events.cli import _outbox_words as words
from ootb_events.cli._options import Duration
from ootb_events.cli._say import say
from ootb_events.emit import OutboxFile, Reason
from ootb_events.lint.reports._terminal import printable, width_of, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ootb_events.emit import OutboxEvent, OutboxStatus

__all__ = ["command"]

F = TypeVar("F", bound="Callable[..., Any]")

_REASONS: Final = [Reason.INVALID.value, Reason.REJECTED.value, Reason.EXPIRED.value]


@click.group("outbox")
def command() -> None:
    """Look into an outbox file, and put it in order.

    PATH is the file of a SqliteOutbox; processes may go on using it. An ID may be shortened to
    its first eight or more characters where no other begins so. What is personal data is shown
    only where the command says so.

    Exits with 2 when the file cannot be used.
    """


def _reason(command: F) -> F:
    return click.option(
        "--reason",
        type=click.Choice(_REASONS),
        callback=lambda _context, _option, value: value and Reason(value),
        help="Only the dead letters that died of this.",
    )(command)


_path = click.argument("path")
_ids = click.argument("ids", nargs=-1, metavar="[ID]...")


@command.command("status")
@_path
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for programs.")
@click.option(
    "--max-age",
    type=Duration(),
    metavar="TIME",
    help="Exit with 1 when an event has waited for longer, such as 90s, 15m or 2h.",
)
@click.option(
    "--max-dead",
    type=click.IntRange(0),
    metavar="N",
    help="Exit with 1 when there are more dead letters.",
)
def _status(path: str, *, as_json: bool, max_age: float | None, max_dead: int | None) -> None:
    """Sum up what waits, who delivers it, and what is dead."""
    status = OutboxFile(path).status()
    if as_json:
        click.echo(json.dumps(words.status_as_object(path, status), indent=2))
    else:
        _print_status(path, status)
    alarms = list(_alarms(status, max_age, max_dead))
    for alarm in alarms:
        say(alarm)
    sys.exit(bool(alarms))


def _alarms(status: OutboxStatus, max_age: float | None, max_dead: int | None) -> Iterator[str]:
    oldest = status.waiting.oldest
    if max_age is not None and oldest is not None:
        waited = (datetime.now(timezone.utc) - oldest).total_seconds()
        if waited > max_age:
            yield f"the oldest event has waited for {waited:.0f} s, longer than {max_age:g} s"
    dead = sum(status.dead.values())
    if max_dead is not None and dead > max_dead:
        yield f"there are {dead} dead letters, more than {max_dead}"


def _print_status(path: str, status: OutboxStatus) -> None:
    from rich.markup import escape
    from rich.table import Table

    from ootb_events.cli._console import show

    oldest = status.waiting.oldest
    waiting = f"{status.waiting.count}" + (
        f", the oldest for {words.age(oldest)}" if oldest else ""
    )
    facts = Table.grid(padding=(0, 2))
    for name, text in (
        ("waiting", waiting),
        ("delivered by", "\n".join(words.holder_words(status))),
        ("dead letters", words.dead_words(status)),
        ("file", f"{words.size(status.size)}, format {status.format}"),
    ):
        facts.add_row(f"  [dim]{name}[/]", escape(text))
    show(f"[bold]{escape(printable(path))}[/]", facts)
    if not status.by_event:
        return
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("  waiting event", overflow="fold")
    table.add_column("count", justify="right")
    table.add_column("oldest", justify="right")
    for key, each in status.by_event.items():
        oldest_words = words.age(each.oldest) if each.oldest else ""
        table.add_row(f"  {escape(printable(key))}", str(each.count), oldest_words)
    show("", table)


@command.command("list")
@_path
@click.option("--dead", is_flag=True, help="The dead letters, not the events that wait.")
@_reason
@click.option("--event", metavar="KEY", help="Only those of one event key.")
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=100,
    show_default=True,
    metavar="N",
    help="So many at most, the oldest first.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array, for programs.")
def _list(  # noqa: PLR0913 - as click passes them
    path: str, *, dead: bool, reason: Reason | None, event: str | None, limit: int, as_json: bool
) -> None:
    """List the events that wait, or the dead letters, the oldest first.

    The age is the time since the event was accepted, or died; sent, how often it was.
    """
    file = OutboxFile(path)
    if dead or reason:
        found = file.dead_letters(event=event, reason=reason, limit=limit + 1)
    else:
        found = file.events(event=event, limit=limit + 1)
    some = list(islice(found, limit))
    if as_json:
        click.echo(json.dumps([words.as_object(each) for each in some], indent=2))
    elif some:
        _print_list(some)
    else:
        say("no dead letters" if dead or reason else "no events wait")
    if next(found, None) is not None:
        say(f"there are more than {limit}; see them with --limit")


def _print_list(events: list[OutboxEvent]) -> None:
    width = width_of(sys.stdout)
    click.echo(_row("id", "age", "sent", "event"))
    for event in events:
        since, key = words.age(event.since), printable(words.name(event))
        row = _row(event.id, since, str(event.attempts), key)
        reason = ""
        if event.letter is not None:
            reason = f"{event.letter.reason.value}: {printable(words.summary(event.letter))}"
        if width is None:
            click.echo(f"{row}  {reason}".rstrip())
            continue
        if len(row) > width:
            row = f"{_row(event.id, since, str(event.attempts), '').rstrip()}\n  {key}"
        click.echo(row)
        for line in wrapped(reason, "  ", width):
            click.echo(line)


def _row(identifier: str, since: str, attempts: str, event: str) -> str:
    return f"{identifier:<36}  {since:>5}  {attempts:>4}  {event}"


@command.command("show")
@_path
@click.argument("id", metavar="ID")
@click.option("--payload", is_flag=True, help="Print the payload as well, personal data and all.")
def _show(path: str, *, id: str, payload: bool) -> None:  # noqa: A002 - as click passes it
    """Show everything about one event or dead letter.

    Of its payload, personal data is shown by type and length only, unless --payload is given.
    """
    event = OutboxFile(path).find(id)
    for name, text in _facts(event):
        _print_fact(name, text)
    if event.body is None:
        _print_fact("payload", "none: it has no form in JSON")
        return
    _print_fact("payload", words.size(len(event.body)))
    if payload:
        click.echo(json.dumps(event.payload, indent=2))
        return
    for key, value in words.concealed(event.payload or {}):
        click.echo(f"  {printable(key):<36}  {printable(value)}")


def _facts(event: OutboxEvent) -> Iterator[tuple[str, str]]:
    yield "id", event.id
    yield "event", words.name(event)
    yield "accepted", f"{words.moment(event.accepted_at)}, {words.age(event.accepted_at)} ago"
    yield "attempts", str(event.attempts)
    letter = event.letter
    if letter is None:
        yield "state", "waits to be delivered"
        return
    yield "died", f"{words.moment(letter.died_at)}, {words.age(letter.died_at)} ago"
    yield "reason", letter.reason.value
    if letter.report is None:
        yield "detail", letter.detail
    if letter.answer is not None:
        status = f", HTTP {letter.answer.status}" if letter.answer.status else ""
        yield "answer", f"{letter.answer.outcome.value}{status}"
    for finding in letter.report.findings if letter.report else ():
        yield "finding", str(finding)


def _print_fact(name: str, text: str) -> None:
    indent = 10
    lines = wrapped(printable(text), " " * indent, width_of(sys.stdout))
    first = next(lines, "")
    click.echo(f"{name:<{indent}}{first[indent:]}".rstrip())
    for line in lines:
        click.echo(line)


@command.command("retry")
@_path
@_ids
@click.option("--all", "take_all", is_flag=True, help="Every dead letter that can be.")
@_reason
def _retry(path: str, ids: tuple[str, ...], *, take_all: bool, reason: Reason | None) -> None:
    """Have dead letters delivered again.

    Each waits again under its id, behind what waits already, for whichever process takes it: a
    relay does so at once. It counts as accepted now and as never sent, for its age would end it
    again otherwise. All of them are moved, or none.

    What is invalid stays as it is: export it, mend it, and send it with ootb-events emit. Exits
    with 1 when that was named.
    """
    _check_choice(ids, take_all, reason, options="--all or --reason")
    retried = OutboxFile(path).retry(ids or None, reason=reason)
    click.echo(f"{_counted(retried.count, 'event')} to be delivered again, as if accepted now")
    for letter in retried.refused if ids else ():
        say(f"{letter.id} is invalid: {words.summary(letter)}")
    if retried.refused:
        stay = _counted(len(retried.refused), "invalid dead letter")
        say(f"{stay} left as before: export, mend, then send with ootb-events emit")
    sys.exit(bool(ids and retried.refused))


@command.command("export")
@_path
@click.option("--dead/--waiting", default=True, help="What to export; dead letters by default.")
@_reason
@click.option("--with-reasons", is_flag=True, help="Wrap each payload with why it is there.")
@click.option("-o", "--output", metavar="FILE", help="Write to a new file that only you can read.")
def _export(
    path: str, *, dead: bool, reason: Reason | None, with_reasons: bool, output: str | None
) -> None:
    """Write payloads, one a line, personal data and all.

    They are the exact bytes that were to be sent; ootb-events lint and emit read them. With
    --with-reasons each line is an object with payload, id, event, times, attempts and, of dead
    letters, reason, detail, status and findings.
    """
    if reason and not dead:
        raise click.UsageError("--reason is for dead letters, not for --waiting")
    file = OutboxFile(path)
    found = file.dead_letters(reason=reason) if dead else file.events()
    written = left_out = 0
    with _opened(output) as stream:
        for event in found:
            line = _wrapped_up(event) if with_reasons else event.body
            if line is None:
                left_out += 1
                continue
            stream.write(line + b"\n")
            written += 1
    if left_out:
        say(f"{_counted(left_out, 'dead letter')} without a payload in JSON left out")
    if output is not None:
        say(f"{_counted(written, 'event')} written to {output}")


def _wrapped_up(event: OutboxEvent) -> bytes:
    about = json.dumps(words.as_object(event), separators=(",", ":")).encode()
    return b'{"payload":' + (event.body or b"null") + b"," + about[1:]


@contextmanager
def _opened(path: str | None) -> Iterator[IO[bytes]]:
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o600), "wb") as stream:
        yield stream


@command.command("purge")
@_path
@_ids
@click.option("--all", "take_all", is_flag=True, help="Every one of them.")
@_reason
@click.option(
    "--older-than",
    type=Duration(),
    metavar="TIME",
    help="Only those that have been there for longer, such as 12h or 30d.",
)
@click.option("--waiting", is_flag=True, help="Events that were not delivered, not dead letters.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def _purge(  # noqa: PLR0913 - as click passes them
    path: str,
    ids: tuple[str, ...],
    *,
    take_all: bool,
    reason: Reason | None,
    older_than: float | None,
    waiting: bool,
    yes: bool,
) -> None:
    """Delete dead letters, or events that wait, for good.

    Their bytes are overwritten in the file, for they are personal data; copies and backups of
    it are yours to delete. With --waiting you are asked first; what is being sent at this
    moment may still arrive. All of them are deleted, or none.
    """
    if reason and waiting:
        raise click.UsageError("--reason is for dead letters, not for --waiting")
    _check_choice(ids, take_all, reason, older_than, options="--all, --reason or --older-than")
    file = OutboxFile(path)
    if waiting and not yes:
        click.confirm("Delete events that were never delivered?", abort=True, err=True)
    purged = file.purge(ids or None, waiting=waiting, reason=reason, older_than=older_than)
    click.echo(f"{_counted(purged.count, 'event' if waiting else 'dead letter')} deleted")
    if not purged.erased:
        say("their bytes are still in the file, other processes kept it busy; purge again")
        sys.exit(1)


def _check_choice(
    ids: tuple[str, ...],
    take_all: bool,  # noqa: FBT001 - whichever it is, one must be
    *filters: object,
    options: str,
) -> None:
    """Refuse to guess what is meant.

    :raises UsageError: when nothing was chosen, or all and some at once.
    """
    if not (ids or take_all) and all(each is None for each in filters):
        raise click.UsageError(f"say which: give ids, {options}")
    if ids and take_all:
        raise click.UsageError("give ids or --all, not both")


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"
