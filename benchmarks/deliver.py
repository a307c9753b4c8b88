"""Deliver events over HTTP, one per request, to the same nginx on loopback.

Measured is the way of an event from the application's object or dict to an acknowledged answer:
*CPU* is what this process spent in all its threads, wrk its own; *wall* is the clock from the
first event to the last answer, so its inverse is the events delivered per second. The server is
another process: one nginx worker, which keeps connections open and answers every request with
the same success without looking at it. It takes part of the machine: what is faster than nginx
is held up by it, and with fewer than two free cores everything is.

Clients are opened before the clocks start and have delivered a few events by then, so their
connections are there; in each round the run holds nginx's own count of requests against what a
client claims, and makes sure that connections were kept.

Doubts are decided for the peers: the others neither construct nor validate nor sign anything,
and two post fixed bytes, to show the limits. What each does for one event is said in
:mod:`benchmarks._clients`. Where ours waits, it is for its own delivery thread: an application
would go on.
"""

from __future__ import annotations

import dataclasses
import time
from contextlib import closing
from statistics import median
from typing import TYPE_CHECKING, Final

from benchmarks._clients import (
    BODY,
    CONNECTIONS,
    Aiohttp,
    BareCurl,
    Httpx,
    HttpxTasks,
    OpenLineage,
    Ours,
    OursOnDisk,
    Requests,
)
from benchmarks._disk import no_outbox
from benchmarks._measure import CPU, WALL, Comparison, Contender, Target, take_turns
from benchmarks._nginx import missing, nginx, version_of, wrk

if TYPE_CHECKING:
    from benchmarks._clients import Client
    from benchmarks._nginx import Server

_CLIENTS: Final[tuple[type[Client], ...]] = (
    Ours,
    OursOnDisk,
    Requests,
    OpenLineage,
    Httpx,
    HttpxTasks,
    Aiohttp,
    BareCurl,
)
_WARM_UP: Final = 3 * CONNECTIONS
_SECONDS_OF_WRK: Final = 1
_TARGETS: Final = (
    Target(Ours.name, Requests.name, at_most=1 / 10, measure=WALL),
    Target(Ours.name, Requests.name, at_most=1 / 10, measure=CPU),
    Target(Ours.name, Aiohttp.name, at_most=1 / 3, measure=WALL),
    Target(Ours.name, Aiohttp.name, at_most=1 / 3, measure=CPU),
    Target(OursOnDisk.name, Ours.name, at_most=1 / 0.6, measure=WALL),
)


def run(rounds: int) -> list[Comparison]:
    """Measure all clients, one at a time, against one server."""
    if missing("nginx"):
        return []
    with nginx() as server:
        left_out = OursOnDisk if no_outbox() else None
        contenders = [_contender(each, server) for each in _CLIENTS if each is not left_out]
        if not missing("wrk"):
            contenders.append(_limit(server))
        samples = take_turns(contenders, rounds)
    measured = Comparison(
        title=f"Deliver an event of 9 parameters, one per request, to nginx {version_of('nginx')}",
        samples=samples,
        note_title="events per second",
        targets=[each for each in _TARGETS if each.ours in samples],
    )
    return [dataclasses.replace(measured, notes=_per_second(measured))]


def _contender(make: type[Client], server: Server) -> Contender:
    def run() -> dict[str, float]:
        events = make.per_round
        with closing(make(server.url)) as client:
            client.deliver(_WARM_UP)
            before = server.counts()
            cpu, wall = time.process_time(), time.perf_counter()
            client.deliver(events)
            cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
            after = server.counts()
        answered, opened = after.requests - before.requests - 1, after.connections
        opened -= before.connections
        assert answered >= events, f"nginx saw {answered} of {events} requests of {make.name}"
        assert opened <= 2 * CONNECTIONS, f"{make.name} opened {opened} connections"
        return {CPU: cpu / events, WALL: wall / events}

    return Contender(make.name, run)


def _limit(server: Server) -> Contender:
    def run() -> dict[str, float]:
        cpu, wall = wrk(server.url, BODY, CONNECTIONS, _SECONDS_OF_WRK)
        return {CPU: cpu, WALL: wall}

    return Contender(f"wrk {version_of('wrk')}, {CONNECTIONS} connections", run)


def _per_second(measured: Comparison) -> dict[str, str]:
    return {name: f"{1 / median(each[WALL]):,.0f}" for name, each in measured.samples.items()}
