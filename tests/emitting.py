"""What tests of the emitter share: events, and transports that wait for the test."""

from __future__ import annotations

import queue
import threading

from ootb_events.emit import DeadLetterPolicy, Hooks, Offer, Reason, RetryPolicy
from ootb_events.events import RegistrationFailed
from ootb_events.transports import Answer, MemoryTransport, Outcome
from ootb_events.transports._blocking import Bell

DELIVERED, RETRY = Outcome.DELIVERED, Outcome.RETRY
REJECTED, MISCONFIGURED = Outcome.REJECTED, Outcome.MISCONFIGURED

TENANT = 1042
TOKEN = "s3cr3t-tökén"  # noqa: S105  of the loopback endpoint
PATIENCE = 30.0
"""Seconds after which something that should happen counts as not happening."""

AT_ONCE = RetryPolicy(first=0, longest=0, probe=0)
LATER = Answer(outcome=RETRY, detail="come back in an hour", retry_after=3_600)


def failed(number: int = 1, **parameters: object) -> RegistrationFailed:
    return RegistrationFailed(visitor=f"v-{number}", failure_reason="declined", **parameters)


def payload(number: int = 1, **changes: object) -> dict:
    return {
        "timestamp": "2026-06-09 12:00:00.250000 UTC",
        "event": "ootb_registration_failed",
        "visitor": f"v-{number}",
        "context": {"ootb_failure_reason": "declined"},
        **changes,
    }


def offered(number=1, identity="v-1"):
    """Give what a store is offered; its id says which it is."""
    return Offer(number, "ootb_registration_failed", identity, b"{}")


def identities(messages):
    return [message.identity for message in messages]


def numbered(count):
    return [f"v-{number}" for number in range(count)]


def lost(emitter):
    """Tell why events that were accepted were not delivered."""
    return [letter.reason for letter in emitter.dead_letters]


def add_up(stats):
    ends = (Reason.REJECTED, Reason.EXPIRED, Reason.CLOSED, Reason.QUEUE_FULL)
    parts = stats.delivered, stats.pending, *(stats.undelivered.get(end, 0) for end in ends)
    return min(parts) >= 0 and sum(parts) == stats.accepted


def started(*targets):
    threads = [threading.Thread(target=target, daemon=True) for target in targets]
    for thread in threads:
        thread.start()
    return threads


def ended(threads):
    for thread in threads:
        thread.join(PATIENCE)
    return not any(thread.is_alive() for thread in threads)


class Listener(Hooks):
    """Pass on what hooks are told to functions."""

    def __init__(self, **functions):
        for name, function in functions.items():
            assert hasattr(self, name)
            setattr(self, name, function)


def keeping(count, **choices):
    return DeadLetterPolicy(max_count=count, **choices)


class Hand:
    """Answer messages by hand, so that a test decides how long one is being sent."""

    def __init__(self):
        self._arrived = queue.SimpleQueue()
        self._answers = queue.SimpleQueue()
        self._free = threading.Event()

    def __call__(self, message):
        if self._free.is_set():
            return DELIVERED
        self._arrived.put(message)
        return self._answers.get()

    def hold(self):
        """Wait until a message is being sent."""
        return self._arrived.get(timeout=PATIENCE)

    def answer(self, *answers):
        for answer in answers:
            self._answers.put(answer)

    def let_go(self):
        """Answer what is being sent, and let everything after it pass."""
        self._free.set()
        self._answers.put(DELIVERED)


class Watched(MemoryTransport):
    """Note how many sends are under way whenever it is closed."""

    def __init__(self, **settings):
        super().__init__(**settings)
        self.sending = 0
        self.closes = []

    def send(self, message):
        self.sending += 1
        try:
            return super().send(message)
        finally:
            self.sending -= 1

    def close(self):
        self.closes.append(self.sending)


class Juggler:
    """Have many messages under way, answered when and how a function says.

    :param decide: is given the messages under way, at least one, in the order of their start;
        returns pairs of a message and its answer. With none, it is asked again after a wake.
    """

    def __init__(self, decide):
        self.decide = decide
        self.limit = 0
        self.under_way = {}
        self.started = []
        self.most = 0
        self.faults = []
        self.closed = []
        self._holds = False
        self._bell = Bell()
        self.wake = self._bell.ring

    def send(self, message):
        raise NotImplementedError(message)

    def channel(self, limit):
        self.limit = limit
        return self

    def start(self, message):
        if message.identity in identities(self.under_way.values()):
            self.faults.append("two of one identity are under way")
        if self._holds and self.under_way:
            self.faults.append("under misconfiguration more than a probe is under way")
        self.under_way[message.id] = message
        self.started.append(message)
        self.most = max(self.most, len(self.under_way))

    def wait(self, timeout):
        answered = self.decide([*self.under_way.values()]) if self.under_way else []
        if not answered:
            self._bell.wait(timeout)
        for message, answer in answered:
            del self.under_way[message.id]
            if answer.outcome is not RETRY:
                self._holds = answer.outcome is MISCONFIGURED
        return answered

    def close(self):
        self.closed.append(len(self.under_way))


def in_turn(under_way):
    """Deliver what was started first."""
    return [(under_way[0], Answer(outcome=DELIVERED))]


class Told(list):
    """Keep what a listener is told, and wake up who waits for the first of it."""

    def __init__(self):
        super().__init__()
        self._first = threading.Event()

    def __call__(self, letter):
        self.append(letter)
        self._first.set()

    def wait(self):
        return self._first.wait(PATIENCE)


def all_ended():
    """Wait until no emitter delivers any more, and none waits for room."""
    return ended([each for each in threading.enumerate() if each.name.startswith("ootb-events")])
