"""``ootb-events sandbox``."""

from __future__ import annotations

import signal
import sys
import threading
import webbrowser
from typing import TYPE_CHECKING, Any, Final

import click

from ootb_events.cli._catalogs import catalog_for, catalogs
from ootb_events.cli._options import rules
from ootb_events.errors import ConfigurationError
from ootb_events.lint.reports._terminal import printable
from ootb_events.sandbox import Fault, Sandbox, Settings

if TYPE_CHECKING:
    from ootb_events.sandbox import Arrival

__all__ = ["command"]

_PORT: Final = 8071
_LOOK: Final = 0.2
_MOST_LINES: Final = 40
_COLOURS: Final = {"good": "green", "warning": "yellow", "bad": "red"}
_LONGEST_EVENT: Final = 60


class _FaultWords(click.ParamType):  # type: ignore[type-arg] # generic for the checker only
    """Take words such as ``status=503,share=0.1,retry-after=2``."""

    name = "fault"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Fault:
        """Read the fault."""
        try:
            return value if isinstance(value, Fault) else Fault.parse(str(value))
        except ConfigurationError as error:
            self.fail(str(error), param, ctx)


@click.command("sandbox")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Where to listen. Beyond loopback the page and the API need an access token.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=_PORT,
    show_default=True,
    help="The port; 0 takes a free one.",
)
@click.option(
    "--path", default="/reportServer", show_default=True, help="The path of the endpoint."
)
@click.option(
    "--token",
    envvar="OOTB_EVENTS_TOKEN",
    show_envvar=True,
    help="The token that events must be signed with; without one, any are taken.",
)
@click.option(
    "--access-token",
    envvar="OOTB_EVENTS_SANDBOX_TOKEN",
    show_envvar=True,
    help="What opens the page and the API; made up where one is needed and none is given.",
)
@rules
@catalogs
@click.option("--lenient", is_flag=True, help="Answer success to invalid events as well.")
@click.option("--batches", is_flag=True, help="Take JSON arrays of events.")
@click.option(
    "--keep",
    type=click.IntRange(1, 1_000_000),
    default=10_000,
    show_default=True,
    metavar="N",
    help="How many events to keep; the oldest go first.",
)
@click.option(
    "--fault",
    "faults",
    type=_FaultWords(),
    multiple=True,
    metavar="WORDS",
    help="Misbehave, such as status=503,share=0.1,retry-after=2. Can be repeated.",
)
@click.option(
    "--seed", type=int, default=0, show_default=True, help="Which requests faults hit depends on."
)
@click.option("--open", "opens", is_flag=True, help="Open the page in the browser.")
@click.option("--quiet", is_flag=True, help="Say nothing of the events that arrive.")
def command(  # noqa: PLR0913 - as click passes them
    *,
    host: str,
    port: int,
    catalogs: tuple[str, ...],
    faults: tuple[Fault, ...],
    seed: int,
    opens: bool,
    quiet: bool,
    **settings: Any,
) -> None:
    """Play the endpoint on this machine, and show what arrives.

    Every event is validated and can be seen on a web page, live.

    A fault is a kind and how often it happens: status=503, error, latency=0.5 (seconds), reset,
    silence, half or garbage; then share=0.1 (of the requests), count=3 (then it is over),
    event=KEY, and retry-after=2 (seconds, with a status).

    Runs until SIGINT or SIGTERM, then exits with 0.
    """
    stopping = threading.Event()
    chosen = Settings(catalog=catalog_for(catalogs), **settings)
    box = Sandbox(chosen, host=host, port=port, faults=faults, seed=seed)
    before = {
        number: signal.signal(number, lambda *_: stopping.set())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        with box:
            click.echo(f"page      {box.page}")
            click.echo(f"endpoint  {box.url}")
            sys.stdout.flush()
            if opens:
                webbrowser.open(box.page)
            told = 0
            tells = not quiet and sys.stdout.isatty()
            while not stopping.wait(_LOOK):
                told = _tell(box, told) if tells else 0
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _tell(box: Sandbox, told: int) -> int:
    """Say what arrived since the last time, at most so much at once."""
    arrivals, left_out = box.since(told, _MOST_LINES)
    if left_out:
        click.echo(f"        … {left_out} more")
    for arrival in arrivals:
        click.echo(_line(arrival))
    return arrivals[-1].number if arrivals else told


def _line(arrival: Arrival) -> str:
    """Describe an event; whose it is stays off the line."""
    verdict = click.style(f"{arrival.verdict:7}", fg=_COLOURS[arrival.verdict])
    event = printable(arrival.event or "(no event)")[:_LONGEST_EVENT]
    fault = f"fault: {arrival.fault}" if arrival.fault else ""
    return "  ".join(
        part for part in (f"{arrival.number:>6}", verdict, event, *arrival.rules, fault) if part
    )
