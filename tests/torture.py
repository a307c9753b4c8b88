"""Kill processes that share an outbox, again and again, and count what becomes of their events.

``python tests/torture.py --kills 500 --seed 1`` prints the figures as Markdown. Several processes
emit through one file to an endpoint that fails at random. Each acknowledges an event, by a write
to a pipe, when ``emit`` has returned, and is killed (SIGKILL) at a random moment or suspended
(SIGSTOP) for longer than its lease. In the end every acknowledged event must have arrived, those
of each identity in order.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

import attrs

from endpoint import Endpoint, Reply

LEASE = 1.0
CONCURRENCY = 4
SETTLED_AT_MOST = 32
"""So many answered events may not be removed from the file yet."""
PROCESSES = 3
THREADS = 2
SHARED = 4
"""So many identities are everybody's; each thread has one of its own besides."""
PATIENCE = 120.0

FAULTS = [
    (0.05, Reply(status=503)),
    (0.02, Reply(status=429, headers={"Retry-After": "0"})),
    (0.03, Reply(fault="reset")),
    (0.03, Reply(fault="silence")),
    (0.03, Reply(fault="half", body={"status": "success"})),
    (0.02, Reply(fault="garbage", body=b"!\r\n")),
]


class Name(NamedTuple):
    """Which event it is: the ``number``-th of a thread."""

    process: int
    thread: int
    number: int


@attrs.frozen(kw_only=True)
class Outcome:
    """What became of it all.

    :param missing: acknowledged events that never arrived.
    :param disorder: what arrived before something earlier of the same identity.
    :param unanswered: requests that were broken off, so that their events had to be repeated.
    :param repeated: arrivals of events that had arrived before.
    """

    kills: int
    stops: int
    acknowledged: int
    unacknowledged: int
    requests: int
    refused: int
    unanswered: int
    repeated: int
    missing: list[Name]
    disorder: list[str]
    faults: list[str]
    seconds: float

    @property
    def most_repeated(self) -> int:
        """How many may be repeated: what was broken off, or under way or unsettled at an end."""
        return self.unanswered + (self.kills + self.stops) * (CONCURRENCY + SETTLED_AT_MOST)

    def __str__(self) -> str:
        rows = [
            ("processes killed", self.kills),
            ("processes suspended beyond their lease", self.stops),
            ("events acknowledged", self.acknowledged),
            ("events that arrived although `emit` had not returned", self.unacknowledged),
            ("requests", self.requests),
            ("… refused for the moment (503, 429)", self.refused),
            ("… broken off by the endpoint", self.unanswered),
            ("**acknowledged events missing**", len(self.missing)),
            ("**events out of order**", len(self.disorder)),
            ("events that arrived again", self.repeated),
            ("… at most, by what is promised", self.most_repeated),
            ("… beyond what was broken off, for each end", f"{self.repeated_for_each_end:.2f}"),
            ("faults in the file or in processes", len(self.faults)),
            ("seconds", round(self.seconds)),
        ]
        return "\n".join(
            ["| what | how many |", "|---|---:|", *(f"| {a} | {b} |" for a, b in rows)]
        )

    @property
    def repeated_for_each_end(self) -> float:
        return max(0, self.repeated - self.unanswered) / max(1, self.kills + self.stops)


# The processes


def emit_on(emitter, process, thread, seed):
    """Emit until killed, and acknowledge each event."""
    from ootb_events.events import RegistrationFailed

    chance = random.Random(f"{seed}-{process}-{thread}")  # noqa: S311 - repeatable
    identities = [*(f"all-{number}" for number in range(SHARED)), f"own-{process}-{thread}"]
    number = 0
    while True:
        for _ in range(chance.randrange(1, 6)):
            identity = chance.choice(identities)
            event = RegistrationFailed(
                visitor=identity, failure_reason=f"{process} {thread} {number}"
            )
            before = time.monotonic_ns()
            emitter.emit(event)
            after = time.monotonic_ns()
            os.write(1, b"A %d %d %d %d %d\n" % (process, thread, number, before, after))
            number += 1
        time.sleep(chance.uniform(0, 0.08))


def live(process, url, path, seed):
    """Be one process: number 0 delivers what the others left, and emits nothing."""
    import logging

    from ootb_events import Emitter
    from ootb_events.emit import RetryPolicy, SqliteOutbox
    from ootb_events.transports import HttpTransport

    logging.disable()
    emitter = Emitter(
        HttpTransport(url, proxy="", timeout=10),
        tenant=1,
        outbox=SqliteOutbox(path, lease=LEASE, watch=0.1 if process == 0 else None),
        concurrency=CONCURRENCY,
        retry=RetryPolicy(first=0.02, longest=0.1, probe=0.1),
    )
    for thread in range(THREADS if process else 0):
        arguments = (emitter, process, thread, seed)
        threading.Thread(target=_told, args=(emit_on, *arguments), daemon=True).start()
    signal.pause()


def _told(function, *arguments):
    try:
        function(*arguments)
    except BaseException as error:  # noqa: BLE001 - whatever it is, it should not be
        os.write(1, f"X {function.__name__} {error!r}".encode()[:500] + b"\n")


def breed(url, path, seed):
    """Fork a process for each number that comes in; they end by being killed only."""
    import ootb_events
    import ootb_events.events
    import ootb_events.transports  # noqa: F401 - so that children need not

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in iter(lambda: os.read(0, 16), b""):
        child = os.fork()
        if child:
            os.write(1, b"P %d %d\n" % (int(line), child))
            continue
        try:
            _told(live, int(line), url, path, seed)
        finally:
            os._exit(1)


# The parent


class Witness:
    """Note what arrives, and answer it as chance has it."""

    def __init__(self, seed):
        self.first = {}
        self.order = defaultdict(list)
        self.counts = Counter()
        self.arrivals = 0
        self._chance = random.Random(seed)  # noqa: S311 - repeatable
        self._lock = threading.Lock()

    def __call__(self, request):
        context = request.payload
        identity = context["visitor"]
        name = Name(*map(int, context["context"]["ootb_failure_reason"].split()))
        with self._lock:
            reply = self._drawn()
            self.counts["requests"] += 1
            if reply.status != 200:
                self.counts["refused"] += 1
                return reply
            self.counts["unanswered"] += reply.fault is not None
            self.arrivals += 1
            if name not in self.first:
                self.first[name] = identity
                self.order[identity].append(name)
        return reply

    def _drawn(self):
        drawn = self._chance.random()
        for probability, reply in FAULTS:
            drawn -= probability
            if drawn < 0:
                return reply
        return Reply(body={"status": "success"})


class Herd:
    """The processes: begun, killed, suspended, and what they say."""

    def __init__(self, url, path, seed):
        command = [sys.executable, __file__, "--breed", url, str(path), str(seed)]
        self._breeder = subprocess.Popen(  # noqa: S603 - ourselves
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )
        self.acknowledged = {}
        self.faults = []
        self._pids = {}
        self._begun = threading.Condition()
        self._last = 0
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def begin(self, number=None):
        """Begin one process more, and wait until it is there."""
        if number is None:
            self._last += 1
            number = self._last
        self._breeder.stdin.write(b"%d\n" % number)
        with self._begun:
            assert self._begun.wait_for(lambda: number in self._pids, PATIENCE)
        return number

    def signal(self, number, sign):
        os.kill(self._pids[number], sign)

    def close(self):
        for number in self._pids:
            try:
                self.signal(number, signal.SIGKILL)
            except ProcessLookupError:
                continue  # killed before
        self._breeder.stdin.close()
        self._breeder.wait(PATIENCE)
        self._listener.join(PATIENCE)
        self._breeder.stdout.close()

    def kill(self, number):
        self.signal(number, signal.SIGKILL)

    def _listen(self):
        with os.fdopen(os.dup(self._breeder.stdout.fileno()), "r", encoding="utf-8") as said:
            for line in said:
                kind, *rest = line.split(" ")
                if kind == "A":
                    process, thread, number, before, after = map(int, rest)
                    self.acknowledged[Name(process, thread, number)] = before, after
                elif kind == "P":
                    with self._begun:
                        self._pids[int(rest[0])] = int(rest[1])
                        self._begun.notify_all()
                else:
                    self.faults.append(line.strip())


def torture(folder, *, kills, stops, seed, longest_life=0.7):
    """Do it, and say what became of it."""
    began = time.monotonic()
    chance = random.Random(seed)  # noqa: S311 - repeatable
    path = Path(folder) / "outbox.db"
    witness = Witness(seed)
    with Endpoint() as endpoint:
        endpoint.choose = witness
        herd = Herd(endpoint.url, path, seed)
        try:
            _hunt(herd, chance, kills, stops, longest_life)
            herd.begin(0)
            faults = _wait_until_empty(path)
        finally:
            herd.close()
    acknowledged = herd.acknowledged
    return Outcome(
        kills=kills,
        stops=stops,
        acknowledged=len(acknowledged),
        unacknowledged=len(witness.first.keys() - acknowledged.keys()),
        requests=witness.counts["requests"],
        refused=witness.counts["refused"],
        unanswered=witness.counts["unanswered"],
        repeated=witness.arrivals - len(witness.first),
        missing=sorted(acknowledged.keys() - witness.first.keys()),
        disorder=list(disordered(witness.order, acknowledged)),
        faults=herd.faults + faults,
        seconds=time.monotonic() - began,
    )


def _hunt(herd, chance, kills, stops, longest_life):
    alive = [herd.begin() for _ in range(PROCESSES)]
    ends = [signal.SIGKILL] * kills + [signal.SIGSTOP] * stops
    chance.shuffle(ends)
    for end in ends:
        time.sleep(chance.uniform(0, longest_life / PROCESSES))  # the moment is the point
        victim = chance.choice(alive)
        if end is signal.SIGSTOP:
            herd.signal(victim, signal.SIGSTOP)
            time.sleep(LEASE * 1.3)
            herd.signal(victim, signal.SIGCONT)
            continue
        herd.kill(victim)
        alive[alive.index(victim)] = herd.begin()
    for each in alive:
        herd.kill(each)


def _wait_until_empty(path):
    """Wait until all is delivered; return what is wrong with the file."""
    connection = sqlite3.connect(path, timeout=30)
    try:
        until = time.monotonic() + PATIENCE
        while connection.execute("SELECT count(*) FROM ootb_event").fetchone() != (0,):
            if time.monotonic() > until:
                return ["events are left that nobody delivers"]
            time.sleep(0.1)
        (letters,) = connection.execute("SELECT count(*) FROM ootb_dead_letter").fetchone()
        (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
    finally:
        connection.close()
    return ["there are dead letters"] * (letters > 0) + [verdict] * (verdict != "ok")


def disordered(order, acknowledged):
    """Find what arrived before something earlier: of its own thread, or of any other.

    Of two threads, an event is earlier if its ``emit`` had returned before the other's began.
    """
    for identity, names in order.items():
        last = {}
        latest_begin = 0
        for name in names:
            before, after = acknowledged.get(name, (0, sys.maxsize))
            thread = name.process, name.thread
            if last.get(thread, -1) > name.number or after < latest_begin:
                yield f"{identity}: {name}"
            last[thread] = max(last.get(thread, -1), name.number)
            latest_begin = max(latest_begin, before)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--stops", type=int)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    stops = chosen.kills // 10 if chosen.stops is None else chosen.stops
    with tempfile.TemporaryDirectory() as folder:
        outcome = torture(folder, kills=chosen.kills, stops=stops, seed=chosen.seed)
    print(outcome)  # noqa: T201 - that is what it is for
    for what in (*outcome.missing, *outcome.disorder, *outcome.faults):
        print(what, file=sys.stderr)  # noqa: T201
    wrong = outcome.missing or outcome.disorder or outcome.faults
    return bool(wrong or outcome.repeated > outcome.most_repeated)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--breed"]:
        breed(*sys.argv[2:])
    else:
        sys.exit(main())
