"""The whole chain once: emit a story to a local Optimove, refuse what is invalid, lint files.

Run it with ``make demo``. In a terminal it goes on serving the page that shows what arrived.
"""

from __future__ import annotations

import json
import sys
import threading
import urllib.request
from datetime import datetime, timedelta, timezone
from pathlib import Path

import click

from ootb_events import Emitter, InvalidEventError
from ootb_events.errors import ConfigurationError
from ootb_events.events import (
    DepositLimitUpdated,
    Event,
    RegistrationFailed,
    RegistrationInitiated,
    SelfExclusionActivated,
    SelfExclusionInitiated,
    SelfExclusionLifted,
    SelfExclusionUpdated,
    SelfExclusionViolationAttempt,
)
from ootb_events.lint import Summary, lint
from ootb_events.lint.reports import reporter
from ootb_events.sandbox import Sandbox, Settings
from ootb_events.transports import HttpTransport

TENANT = 1042
TOKEN = "a token that only this demonstration knows"  # noqa: S105 - as it says
PORT = 8071
EVENT_FILES = Path(__file__).parent / "events"
OFF = {
    "timestamp": "2026-06-09 12:00:00.000000 UTC",
    "event": "ootb_self_exclusion_initiated",
    "customer": "c-20871",
    "context": {
        "ootb_exclusion_type": 2,
        "ootb_self_exclusion_start_date": "9 June 2026",
        "ootb_self_exclusion_duraton": "7_days",
        "ootb_reason": "x" * 256,
    },
}
"""An event with four faults."""


def story() -> list[Event]:
    """Tell of a visitor who fails to register, and of a customer who takes a break from play."""
    start = datetime(2026, 6, 9, 12, tzinfo=timezone.utc)
    week, month = start + timedelta(days=7), start + timedelta(days=30)
    return [
        RegistrationInitiated(visitor="v-5d1c", form_location="header", language="en"),
        RegistrationFailed(
            visitor="v-5d1c",
            form_location="header",
            failure_reason="email_already_exists",
            failure_code="REG-409",
        ),
        SelfExclusionInitiated(
            customer="c-20871",
            self_exclusion_start_date=start,
            self_exclusion_duration="7_days",
            self_exclusion_expiry_date=week,
            exclusion_type=1,
            reason="user_requested",
        ),
        SelfExclusionActivated(
            customer="c-20871", self_exclusion_start_date=start, self_exclusion_expiry_date=week
        ),
        SelfExclusionViolationAttempt(
            customer="c-20871",
            violation_attempt_timestamp=start + timedelta(days=2),
            attempted_action="login_attempt",
        ),
        SelfExclusionUpdated(
            customer="c-20871",
            self_exclusion_duration="30_days",
            self_exclusion_expiry_date=month,
            exclusion_type=0,
        ),
        SelfExclusionLifted(customer="c-20871", self_exclusion_end_date=month, channel="system"),
        DepositLimitUpdated(
            customer="c-20871", deposit_limit_daily=50, deposit_limit_change_rate_daily=-50
        ),
    ]


def emit_the_story(box: Sandbox) -> None:
    """Emit, and show what arrived."""
    heading("1. Emit", f"eight typed events to {box.url}")
    with Emitter(HttpTransport(box.url, token=TOKEN), tenant=TENANT) as emitter:
        for event in story():
            receipt = emitter.emit(event)
            click.echo(f"   accepted  {receipt.id}  {type(event).__name__}")
        emitter.flush()
    stats = emitter.stats()
    click.echo(f"   {stats.delivered} delivered, {stats.pending} pending")

    heading("2. What arrived", "each body signed, each signature checked, each payload validated")
    show_arrivals(box)


def refuse_an_invalid_event(box: Sandbox) -> None:
    """Emit an event that is off, and show that it never left."""
    heading("3. Refuse", "an event with four faults, before it leaves")
    before = box.summary()["total"]
    with Emitter(HttpTransport(box.url, token=TOKEN), tenant=TENANT) as emitter:
        try:
            emitter.emit(OFF)
        except InvalidEventError as error:
            for finding in error.report.findings:
                click.secho(f"   {finding.severity.value:8} {finding.rule}  ", nl=False)
                click.echo(f"{finding.pointer}\n            {finding.message}")
                if finding.hint:
                    click.secho(f"            {finding.hint}", dim=True)
    click.echo(f"   requests sent: {box.summary()['total'] - before}")


def post_without_this_library(box: Sandbox) -> None:
    """Post the same event as another service might, and show what the sandbox says of it."""
    heading("4. Without this library", "the same event, posted by a service that checks nothing")
    box.token = None  # nor does it sign
    body = json.dumps({"tenant": TENANT, **OFF}).encode()
    request = urllib.request.Request(  # noqa: S310 - to the sandbox
        box.url, data=body, headers={"Content-Type": "application/json"}
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request) as answer:
        click.echo(f"   answered  {answer.status} {shortened(answer.read().decode(), 84)}")
    show_arrivals(box, after=len(story()))


def show_arrivals(box: Sandbox, after: int = 0) -> None:
    """List what arrived after a number."""
    for arrival in box.since(after)[0]:
        colour = {"good": "green", "warning": "yellow", "bad": "red"}[arrival.verdict]
        click.secho(f"   {arrival.verdict:8}", fg=colour, nl=False)
        payload = arrival.payload
        whose = payload.get("customer") or payload.get("visitor")
        click.echo(f" {arrival.event:38} {whose:8} {' '.join(arrival.rules)}".rstrip())


def lint_event_files() -> int:
    """Lint a folder of example files."""
    heading("5. Lint", "ootb-events lint examples/events")
    report, summary = reporter("text", sys.stdout, color=sys.stdout.isatty()), Summary()
    here = Path.cwd()
    files = EVENT_FILES.relative_to(here) if EVENT_FILES.is_relative_to(here) else EVENT_FILES
    for result in lint([str(files)]):
        summary.add(result)
        report.result(result)
    report.end(summary)
    return summary.exit_code()


def heading(title: str, what: str) -> None:
    """Print a heading."""
    click.echo()
    click.secho(title, bold=True, nl=False)
    click.secho(f"  {what}", dim=True)


def shortened(text: str, width: int) -> str:
    """Cut a text that is too long for its column."""
    return text if len(text) <= width else f"{text[: width - 1]}…"


def open_the_sandbox() -> Sandbox:
    """Take the usual port, or another where that is taken."""
    settings = Settings(token=TOKEN)
    try:
        return Sandbox(settings, port=PORT)
    except ConfigurationError:
        return Sandbox(settings)


def show_the_page(box: Sandbox) -> None:
    """Say where everything can be seen, and leave it there for as long as somebody looks."""
    heading("6. Look", "everything that arrived, its findings, the catalogue, a playground")
    click.echo(f"   {box.page}")
    if sys.stdin.isatty() and sys.stdout.isatty():
        try:
            click.secho("   Ctrl+C ends it.", dim=True)
            threading.Event().wait()
        except KeyboardInterrupt:
            click.echo()


def main() -> int:
    """Run the demonstration; it fails when the story did not arrive as told."""
    with open_the_sandbox() as box:
        emit_the_story(box)
        arrived = [arrival.verdict for arrival in box.events()]
        refuse_an_invalid_event(box)
        refused = len(box.events()) == len(arrived)
        post_without_this_library(box)
        noticed = box.events()[-1].verdict == "bad"
        found_broken_file = lint_event_files() == 1
        all_good = arrived == ["good"] * len(story())
        as_told = all_good and refused and noticed and found_broken_file
        show_the_page(box)
    click.echo()
    click.secho("All as told." if as_told else "Not as told.", fg="green" if as_told else "red")
    return 0 if as_told else 1


if __name__ == "__main__":
    sys.exit(main())
