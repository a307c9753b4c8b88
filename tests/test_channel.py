"""Many messages under way at once: channels, against real servers that misbehave on purpose."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import attrs
import hypercorn.asyncio
import hypercorn.config
import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from endpoint import Endpoint, Reply
from event_strategies import runs
from ootb_events.errors import ConfigurationError
from ootb_events.transports import (
    Answer,
    ConcurrentTransport,
    HttpTransport,
    MemoryTransport,
    Message,
    Outcome,
    ThreadedTransport,
    _http_channel,
    _watch,
)
from ootb_events.transports._answers import LONGEST_WAIT
from ootb_events.transports._blocking import BlockingChannel, channel_of

DELIVERED, RETRY = Outcome.DELIVERED, Outcome.RETRY
REJECTED, MISCONFIGURED = Outcome.REJECTED, Outcome.MISCONFIGURED
SUCCESS = {"status": "success", "message": "1"}

TOKEN = "s3cr3t-tökén"  # noqa: S105  of the loopback endpoint
PATIENCE = 30.0
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX")
CLOSED = Answer(outcome=RETRY, detail="this channel is closed")


def message(name: object, **context: object) -> Message:
    payload = {"tenant": 42, "event": "deposit", "customer": f"customer-{name}", "context": context}
    return Message(f"id-{name}", "deposit", f"customer-{name}", json.dumps(payload).encode())


def drive(channel, messages, limit):
    """Send all messages, never more than the limit at once, and return their answers by name."""
    waiting, under_way, answers = list(messages), 0, []
    deadline = time.monotonic() + PATIENCE
    while waiting or under_way:
        while waiting and under_way < limit:
            channel.start(waiting.pop(0))
            under_way += 1
        came = channel.wait(PATIENCE)
        under_way -= len(came)
        answers += came
        assert time.monotonic() < deadline, f"{under_way} answers are missing"
    assert not channel.wait(0), "one answer each"
    assert Counter(sent.id for sent, _ in answers) == Counter(sent.id for sent in messages)
    return {sent.identity.removeprefix("customer-"): answer for sent, answer in answers}


def run_python(script: str, *arguments: object) -> str:
    command = [sys.executable, "-W", "error", "-W", "ignore::DeprecationWarning", "-c", script]
    done = subprocess.run(  # noqa: S603  our own scripts
        [*command, *map(str, arguments)], check=True, timeout=60, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


@pytest.fixture(autouse=True)
def _no_proxy_from_outside(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def endpoint():
    with Endpoint() as served:
        yield served


@pytest.fixture(params=["best", "portable"])
def watched(request, monkeypatch):
    """Wait for sockets with what is best here, and with what exists everywhere."""
    if request.param == "portable":
        monkeypatch.setattr(_http_channel, "new_watch", _watch.SelectorWatch)


@contextmanager
def channel_to(url, limit=8, **options):
    with HttpTransport(url, **options) as transport:
        channel = transport.channel(limit)
        try:
            yield channel
        finally:
            channel.close()
            channel.close()


# What an answer means, among others that go well

NOW = datetime.now(timezone.utc)
IN_TWO_MINUTES = format_datetime(NOW + timedelta(seconds=120), usegmt=True)
IN_A_YEAR = format_datetime(NOW + timedelta(days=365), usegmt=True)
ELSEWHERE = "http://nonexistent.invalid/"

ROWS = {
    "success": (Reply(body=SUCCESS), DELIVERED, ""),
    "empty": (Reply(status=204), DELIVERED, ""),
    "other JSON": (Reply(status=202, body=[1]), DELIVERED, ""),
    "error with 200": (Reply(body={"status": "error"}), REJECTED, "was rejected"),
    "no JSON": (Reply(body=b"<html>"), RETRY, "not JSON"),
    **{f"{n}": (Reply(status=n), REJECTED, "was rejected") for n in (400, 409, 413, 422, 499)},
    "401": (Reply(status=401), MISCONFIGURED, "token"),
    "403": (Reply(status=403), MISCONFIGURED, "access"),
    "404": (Reply(status=404), MISCONFIGURED, "URL"),
    "407": (Reply(status=407), MISCONFIGURED, "proxy"),
    **{f"{n}": (Reply(status=n), RETRY, "") for n in (408, 425, 429, 500, 502, 503, 504)},
    "redirect": (Reply(status=307, headers={"Location": "/x"}), MISCONFIGURED, "redirects"),
    "away": (Reply(status=302, headers={"Location": ELSEWHERE}), MISCONFIGURED, "redirects"),
    "silent close": (Reply(fault="silence"), RETRY, ""),
    "reset": (Reply(fault="reset"), RETRY, ""),
    "cut body": (Reply(fault="half", body=SUCCESS), RETRY, ""),
    "garbage": (Reply(fault="garbage", body=b"\x00\x01\x02\r\n\r\n"), RETRY, ""),
    "endless": (
        Reply(status=500, body=b"x" * 70_000, headers={"Content-Length": "1000000000"}),
        RETRY,
        "HTTP 500",
    ),
}


@pytest.mark.parametrize(("reply", "outcome", "detail"), ROWS.values(), ids=ROWS)
@pytest.mark.usefixtures("watched")
def test_one_answer_disturbs_no_other(endpoint, reply, outcome, detail):
    endpoint.choose = lambda request: reply if b"customer-bad" in request.body else None
    names = [*range(10), "bad-1", *range(10, 20), "bad-2", *range(20, 30)]
    with channel_to(endpoint.url) as channel:
        answers = drive(channel, [message(name) for name in names], 8)
    bad = [answers.pop("bad-1"), answers.pop("bad-2")]
    assert {answer.outcome for answer in bad} == {outcome}
    assert {answer.status for answer in bad} == {None if reply.fault else reply.status}
    assert all(detail in answer.detail for answer in bad)
    assert set(answers.values()) == {Answer(outcome=DELIVERED, status=200)}
    assert {request.path for request in endpoint.requests} == {"/reportServer"}


def test_one_that_takes_too_long_disturbs_no_other(endpoint):
    never = threading.Event()
    endpoint.choose = lambda request: Reply(gate=never) if b"-slow" in request.body else None
    with channel_to(endpoint.url, timeout=1.0) as channel:
        answers = drive(channel, [message(name) for name in ("slow", *range(50))], 8)
    slow = answers.pop("slow")
    assert (slow.outcome, slow.status) == (RETRY, None)
    assert "timed out" in slow.detail
    assert {answer.outcome for answer in answers.values()} == {DELIVERED}


@pytest.mark.parametrize(
    ("header", "least", "most"),
    [
        ("7", 7, 7),
        ("100000", LONGEST_WAIT, LONGEST_WAIT),
        (IN_TWO_MINUTES, 1, 120),
        (IN_A_YEAR, LONGEST_WAIT, LONGEST_WAIT),
    ],
    ids=["seconds", "many seconds", "a moment", "a late moment"],  # the same in every process
)
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_passed_on_and_bounded(endpoint, status, header, least, most):
    late = Reply(status=status, headers={"Retry-After": header})
    endpoint.choose = lambda request: late if b"-late" in request.body else Reply(status=status)
    with channel_to(endpoint.url) as channel:
        answers = drive(channel, [message(name) for name in (1, "late", 2, 3)], 4)
        again = drive(channel, [message(name) for name in range(4)], 4)
    assert least <= answers.pop("late").retry_after <= most
    assert {answer.retry_after for answer in (*answers.values(), *again.values())} == {None}


@pytest.mark.parametrize(
    "header",
    ["soon", "-1", format_datetime(NOW - timedelta(days=9))],
    ids=["no time", "before now", "a moment that is over"],
)
def test_retry_after_that_says_nothing(endpoint, header):
    endpoint.always = Reply(status=503, headers={"Retry-After": header})
    with channel_to(endpoint.url) as channel:
        answers = drive(channel, [message(name) for name in range(4)], 4)
    assert {answer.retry_after or None for answer in answers.values()} == {None}


def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@pytest.mark.usefixtures("watched")
@pytest.mark.parametrize(
    ("url", "outcome", "detail"),
    [
        ("http://nonexistent.invalid/", MISCONFIGURED, "check the host name"),
        ("http://127.0.0.1:99999999/", MISCONFIGURED, "check the endpoint URL"),
        ("refused", RETRY, "connect"),
    ],
)
def test_nothing_can_be_reached(url, outcome, detail):
    url = f"http://127.0.0.1:{unused_port()}/" if url == "refused" else url
    with channel_to(url) as channel:
        answers = drive(channel, [message(number) for number in range(12)], 4)
    assert {answer.outcome for answer in answers.values()} == {outcome}
    assert all(detail in answer.detail for answer in answers.values())


# TLS


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture
def ca_file(authority, tmp_path):
    path = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(path)
    return path


def tls_context(authority, name="127.0.0.1"):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


@pytest.mark.parametrize("wrong", ["authority", "host name", "nothing"])
@pytest.mark.usefixtures("watched")
def test_tls_is_verified(authority, ca_file, wrong):
    tls = tls_context(authority, "another.test" if wrong == "host name" else "127.0.0.1")
    trusted = None if wrong == "authority" else ca_file
    with (
        Endpoint(tls=tls, token=TOKEN) as served,
        channel_to(served.url, 4, ca_file=trusted, token=TOKEN) as channel,
    ):
        answers = drive(channel, [message(number) for number in range(12)], 4)
    outcomes = {answer.outcome for answer in answers.values()}
    assert outcomes == {DELIVERED if wrong == "nothing" else MISCONFIGURED}
    assert len(served.requests) == (12 if wrong == "nothing" else 0)
    assert wrong == "nothing" or all("ca_file" in answer.detail for answer in answers.values())


# HTTP/2


class Http2Server:
    """A real server of HTTP/2, which tells apart the connections by the ports they come from."""

    def __init__(self, directory, authority):
        certificate = authority.issue_cert("127.0.0.1")
        certificate.private_key_pem.write_to_path(directory / "key.pem")
        for blob in certificate.cert_chain_pems:
            blob.write_to_path(directory / "chain.pem", append=True)
        listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{listener.getsockname()[1]}/reportServer"
        self._config = hypercorn.config.Config()
        self._config.keyfile = str(directory / "key.pem")
        self._config.certfile = str(directory / "chain.pem")
        self._config.bind = [f"fd://{listener.detach()}"]
        self._config.graceful_timeout = 0.1
        self.versions: Counter[str] = Counter()
        self.ports: set[int] = set()
        self.headers: list[dict[str, str]] = []
        self._started = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))

    async def _serve(self):
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        await hypercorn.asyncio.serve(
            self._answer, self._config, shutdown_trigger=self._stop.wait, mode="asgi"
        )

    async def _answer(self, scope, receive, send):
        if scope["type"] == "lifespan":
            while (event := await receive())["type"] != "lifespan.shutdown":
                await send({"type": f"{event['type']}.complete"})
                self._started.set()
            await send({"type": "lifespan.shutdown.complete"})
            return
        self.versions[scope["http_version"]] += 1
        self.ports.add(scope["client"][1])
        self.headers.append({name.decode(): value.decode() for name, value in scope["headers"]})
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})

    def __enter__(self):
        self._thread.start()
        assert self._started.wait(PATIENCE)
        return self

    def __exit__(self, *_):
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()


@POSIX
@pytest.mark.usefixtures("watched")
def test_http_2_shares_a_connection(tmp_path, authority, ca_file):
    with (
        Http2Server(tmp_path, authority) as server,
        channel_to(server.url, 32, ca_file=ca_file, token=TOKEN) as channel,
    ):
        drive(channel, [message("first")], 1)  # opens the connection
        answers = drive(channel, [message(number) for number in range(200)], 32)
    assert set(answers.values()) == {Answer(outcome=DELIVERED, status=200)}
    assert server.versions == {"2": 201}
    assert len(server.ports) == 1
    sent = server.headers[-1]
    assert sent["content-type"] == "application/json"
    assert sent["x-optimove-signature-version"] == "1"
    assert not {"accept-encoding", "content-encoding", "expect"} & set(sent)


# Requests and connections


@pytest.mark.usefixtures("watched")
def test_request_is_the_same_as_that_of_send(endpoint):
    with HttpTransport(endpoint.url, token=TOKEN) as transport:
        transport.send(message(1))
        channel = transport.channel(1)
        drive(channel, [message(1)], 1)
        channel.close()
    by_send, by_channel = endpoint.requests
    assert attrs.evolve(by_send, connection=2) == by_channel
    assert not {"accept-encoding", "content-encoding", "expect"} & set(by_channel.headers)
    assert hmac.new(TOKEN.encode(), message(1).body, hashlib.sha256).hexdigest() in (
        by_channel.headers.values()
    )


@pytest.mark.parametrize("limit", [1, 4, 16])
@pytest.mark.parametrize("tls", [False, True], ids=["plain", "TLS"])
@pytest.mark.usefixtures("watched")
def test_limit_is_reached_and_kept_over_few_connections(authority, ca_file, limit, tls):
    with (
        Endpoint(tls=tls_context(authority) if tls else None) as served,
        channel_to(served.url, limit, ca_file=ca_file) as channel,
    ):
        check_limit(served, channel, limit)


def check_limit(endpoint, channel, limit):
    full = threading.Event()

    def choose(_):
        if endpoint.at_once == limit:
            full.set()
        return Reply(body=SUCCESS, gate=full)

    endpoint.choose = choose
    drive(channel, [message(number) for number in range(20 * limit)], limit)
    assert endpoint.at_once == limit
    assert endpoint.connections <= limit
    assert len(endpoint.requests) == 20 * limit


def test_unsigned_is_misconfigured(endpoint):
    endpoint.token = TOKEN
    with channel_to(endpoint.url) as channel:
        answers = drive(channel, [message(number) for number in range(20)], 8)
    assert {(each.outcome, each.status) for each in answers.values()} == {(MISCONFIGURED, 401)}


def test_nothing_secret_is_shown(endpoint):
    echo = Reply(status=400, body={"message": f"no {TOKEN} of customer-7 with 123456789"})
    endpoint.choose = lambda _: echo
    with channel_to(endpoint.url + "?key=hidden", token=TOKEN) as channel:
        (answer,) = drive(channel, [message(7, amount=123456789)], 8).values()
        shown = f"{channel!r} {answer!r}"
    assert "no <redacted> of <redacted> with <redacted>" in shown
    assert not [text for text in (TOKEN, "customer-7", "hidden", "123456789") if text in shown]


def test_proxy_carries_all(endpoint):
    with channel_to("http://nonexistent.invalid/reportServer", proxy=endpoint.url) as channel:
        answers = drive(channel, [message(number) for number in range(20)], 8)
    assert {answer.outcome for answer in answers.values()} == {DELIVERED}
    assert {request.path for request in endpoint.requests} == {
        "http://nonexistent.invalid/reportServer"
    }


@pytest.mark.parametrize("setting", ["batch", "limit"])
@pytest.mark.parametrize("value", [0, -1, 1.5, "2", 1_000_000])
def test_count_that_is_refused(setting, value):
    def use(batch=1, limit=1):
        HttpTransport("http://127.0.0.1/", batch=batch).channel(limit)

    with pytest.raises(ConfigurationError, match=setting):
        use(**{setting: value})


# Batches


def answered_by(condemned, status=400):
    """Take bodies and arrays of them; answer those that hold the condemned with a status."""

    def choose(request):
        bad = f"customer-{condemned}".encode() in request.body
        return Reply(status=status) if bad else Reply(body=SUCCESS)

    return choose


def test_batch_is_an_array_of_the_exact_bodies(endpoint):
    endpoint.choose = answered_by("nobody")
    sent = [message(number, note="é\u2028") for number in range(7)]
    with channel_to(endpoint.url, 7, batch=3, token=TOKEN) as channel:
        assert {each.outcome for each in drive(channel, sent, 7).values()} == {DELIVERED}
    bodies = sorted((request.body for request in endpoint.requests), key=len)
    first, second, third, *others, last = [each.body for each in sent]
    middle = b"[" + b",".join(others) + b"]"
    assert sorted(bodies) == sorted([b"[%b,%b,%b]" % (first, second, third), middle, last])
    for request in endpoint.requests:
        signature = hmac.new(TOKEN.encode(), request.body, hashlib.sha256).hexdigest()
        assert request.headers["x-optimove-signature-content"] == signature


@pytest.mark.parametrize("status", [400, 413, 422])
def test_rejected_batch_condemns_no_innocent(endpoint, status):
    endpoint.choose = answered_by(5, status)
    with channel_to(endpoint.url, 8, batch=4) as channel:
        answers = drive(channel, [message(number) for number in range(8)], 8)
    assert [name for name, each in answers.items() if each.outcome is REJECTED] == ["5"]
    assert {each.outcome for name, each in answers.items() if name != "5"} == {DELIVERED}
    assert len(endpoint.requests) == 2 + 4


def test_batch_to_be_retried_is_answered_as_one(endpoint):
    endpoint.choose = answered_by(5, 503)
    with channel_to(endpoint.url, 8, batch=4) as channel:
        answers = drive(channel, [message(number) for number in range(8)], 8)
    assert {name for name, each in answers.items() if each.outcome is RETRY} == set("4567")
    assert len(endpoint.requests) == 2


def test_batch_shows_nothing_of_any_of_its_events(endpoint):
    endpoint.choose = lambda request: Reply(status=503, body={"message": request.body.decode()})
    sent = [message(name, iban=f"DE000{name}") for name in ("one", "two")]
    with channel_to(endpoint.url, 2, batch=2) as channel:
        shown = repr(drive(channel, sent, 2))
    assert not [text for text in ("customer-", "DE000") if text in shown.replace("'customer-", "")]


# Waiting and waking


@contextmanager
def waking(kind, endpoint):
    if kind == "http":
        with channel_to(endpoint.url, 4) as channel:
            yield channel
    else:
        transport = MemoryTransport()
        channel, _ = channel_of(
            ThreadedTransport(transport) if kind == "threaded" else transport, 4
        )
        yield channel
        channel.close()


KINDS = pytest.mark.parametrize("kind", ["http", "threaded", "blocking"])


@KINDS
@pytest.mark.usefixtures("watched")
def test_wake_ends_this_wait_or_the_next(endpoint, kind):
    with waking(kind, endpoint) as channel:
        for _ in range(3):
            channel.wake()
            channel.wake()
            assert list(channel.wait(None)) == []
            assert list(channel.wait(0.01)) == []
        for _ in range(100):
            thread = threading.Thread(target=channel.wake)
            thread.start()
            assert list(channel.wait(PATIENCE)) == []
            thread.join()
            channel.wait(0)


@KINDS
@pytest.mark.usefixtures("watched")
def test_no_wake_is_lost(endpoint, kind):
    told, heard, rounds = [], [], 300

    def tell():
        for number in range(rounds):
            told.append(number)
            channel.wake()

    with waking(kind, endpoint) as channel:
        threads = [threading.Thread(target=tell) for _ in range(3)]
        for thread in threads:
            thread.start()
        while len(heard) < 3 * rounds:
            channel.wait(PATIENCE)
            heard += told[len(heard) :]
        for thread in threads:
            thread.join()


WAKE_FROM_SIGNALS = """
import signal, sys, time
from ootb_events.transports import HttpTransport, MemoryTransport, ThreadedTransport
from ootb_events.transports._blocking import channel_of

kind, url = sys.argv[1:]
transport = HttpTransport(url) if kind == "http" else MemoryTransport()
channel, _ = channel_of(ThreadedTransport(transport) if kind == "threaded" else transport, 4)
calls = seen = 0

def handle(*_):
    global calls
    calls += 1
    channel.wake()

signal.signal(signal.SIGALRM, handle)
signal.setitimer(signal.ITIMER_REAL, 0.0003, 0.0003)
while seen < 500:
    while calls <= seen:
        channel.wait(None)
    seen = calls
    channel.wake()
    channel.wait(None)
signal.setitimer(signal.ITIMER_REAL, 0)
channel.close()
transport.close()
"""


@POSIX
@KINDS
def test_wake_from_a_signal_handler_in_the_same_thread(endpoint, kind):
    run_python(WAKE_FROM_SIGNALS, kind, endpoint.url)


IDLE = """
import resource, sys, threading, time
from ootb_events.transports import HttpTransport, MemoryTransport, Message, ThreadedTransport
from ootb_events.transports._blocking import channel_of

kind, url = sys.argv[1:]
transport = HttpTransport(url) if kind == "http" else MemoryTransport()
channel, _ = channel_of(ThreadedTransport(transport) if kind == "threaded" else transport, 4)

def send(name):
    channel.start(Message(name, "deposit", name, b'{"customer":"%b"}' % name.encode()))

for _ in range(3):
    send("quick")
    assert channel.wait(30)
if kind == "http":
    send("never")
    channel.wait(0.3)
for timeout in (2.0, None):
    threading.Timer(2.0, channel.wake).start()
    before = time.process_time(), resource.getrusage(resource.RUSAGE_THREAD).ru_nvcsw
    channel.wait(timeout)
    print(time.process_time() - before[0])
    print(resource.getrusage(resource.RUSAGE_THREAD).ru_nvcsw - before[1])
channel.close()
transport.close()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="NOT ON LINUX: nothing counts the switches")
@KINDS
def test_waiting_costs_nothing(endpoint, kind):
    never = threading.Event()
    endpoint.choose = lambda request: Reply(gate=never) if b"never" in request.body else None
    seconds, switches, *more = map(float, run_python(IDLE, kind, endpoint.url).split())
    assert max(seconds, more[0]) < 0.02
    assert max(switches, more[1]) < 10, "nothing wakes up to look around"


# Closing and forking


def test_close_gives_up_what_is_under_way(endpoint):
    never = threading.Event()
    endpoint.choose = lambda _: Reply(gate=never)
    with HttpTransport(endpoint.url) as transport:
        channel = transport.channel(4)
        for number in range(4):
            channel.start(message(number))
        while len(endpoint.requests) < 4:
            channel.wait(0.01)
        channel.close()
        channel.wake()
        assert list(channel.wait(None)) == []
        channel.start(message(4))
        assert channel.wait(None) == [(message(4), CLOSED)]


def test_channel_of_a_closed_transport_sends_nothing(endpoint):
    with channel_to(endpoint.url) as channel:
        transport = HttpTransport(endpoint.url)
        late = transport.channel(2)
        transport.close()
        for each in (late, transport.channel(2)):
            assert {answer.outcome for answer in drive(each, [message(1)], 1).values()} == {RETRY}
            each.close()
        drive(channel, [message(2)], 1)
    assert [request["customer"] for request in endpoint.payloads] == ["customer-2"]


FORK = """
import os, sys
from ootb_events.transports import HttpTransport, Message

def message(name):
    return Message(name, "deposit", name, b'{"customer":"%b"}' % name.encode())

def collect(channel, count):
    answers = []
    while len(answers) < count:
        answers += channel.wait(30)
    return sorted((sent.id, answer.outcome.value, answer.detail) for sent, answer in answers)

transport = HttpTransport(sys.argv[1], ca_file=sys.argv[2])
channel = transport.channel(4)
channel.start(message("first"))
collect(channel, 1)
for name in "abcd":
    channel.start(message(name))
channel.wait(0.5)  # they are on their way; the server waits for the child
child = os.fork()
if not child:
    assert list(channel.wait(None)) == []
    channel.start(message("x"))
    assert collect(channel, 1) == [("x", "retry", "this channel is closed")]
    channel.wake()
    channel.close()
    anew = transport.channel(4)
    anew.start(message("child"))
    assert collect(anew, 1) == [("child", "delivered", "")]
    anew.close()
    transport.close()
    del channel
    sys.exit()
_, status = os.waitpid(child, 0)
assert status == 0, status
assert collect(channel, 4) == [(name, "delivered", "") for name in "abcd"]
channel.start(message("last"))
assert collect(channel, 1) == [("last", "delivered", "")]
channel.close()
transport.close()
"""


@POSIX
def test_fork_while_requests_are_under_way(authority, ca_file):
    child_came = threading.Event()

    def choose(request):
        name = request.payload["customer"]
        if name == "child":
            child_came.set()
        return Reply(body=SUCCESS, gate=child_came if name in "abcd" else None)

    with Endpoint(tls=tls_context(authority)) as served:
        served.choose = choose
        run_python(FORK, served.url, ca_file)
    customers = [request["customer"] for request in served.payloads]
    assert sorted(customers) == ["a", "b", "c", "child", "d", "first", "last"]
    by_child = {each.connection for each in served.requests if each.payload["customer"] == "child"}
    assert by_child == {served.connections}, "the child opened the last connection, for itself"


STALE = """
import os, socket, sys
from ootb_events.transports._bell import Bell
from ootb_events.transports._watch import EpollWatch

bell = Bell()
watch = EpollWatch(bell)
ours, theirs = socket.socketpair()
other, peer = socket.socketpair()
watch.tell(1, ours.fileno(), None, None)
watch.tell(1, other.fileno(), None, None)
watch.tell(4, ours.fileno(), None, None)
kept = os.dup(ours.fileno())  # as a forked child keeps it
ours.close()
theirs.send(b"late")
peer.send(b"answer")
seen = [watch.ready(0) for _ in range(5)]
assert [(other.fileno(), 1)] in seen, seen
other.recv(10)
assert watch.ready(0) == watch.ready(0.1) == []
bell.falls_asleep()
bell.ring()
assert watch.ready(30) == []
for each in (watch, bell, theirs, other, peer):
    each.close()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="NOT ON LINUX: there is no epoll")
def test_connection_that_lives_on_in_a_child_does_not_keep_reporting():
    run_python(STALE)


MANY_FILES = """
import os, resource, sys
from ootb_events.transports import HttpTransport, Message

hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
wanted = 2048
if hard != resource.RLIM_INFINITY and hard < wanted:
    print("skip")
    sys.exit()
resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
files = [os.open(os.devnull, os.O_RDONLY) for _ in range(1500)]
assert files[-1] > 1024
with HttpTransport(sys.argv[1]) as transport:
    channel = transport.channel(8)
    answers = []
    for number in range(8):
        channel.start(Message(str(number), "deposit", "c", b'{"customer":"c"}'))
    while len(answers) < 8:
        answers += channel.wait(30)
    assert {answer.outcome.value for _, answer in answers} == {"delivered"}, answers
    assert transport.send(answers[0][0]).outcome.value == "delivered"
    channel.close()
"""


@POSIX
def test_file_descriptors_beyond_1024(endpoint):
    if run_python(MANY_FILES, endpoint.url).strip() == "skip":
        pytest.skip("TOO FEW FILES MAY BE OPENED HERE: nothing shows that numbers may be large")
    assert len(endpoint.requests) == 9


# Whatever the answers, in whatever order

SCRIPTED = {
    200: DELIVERED,
    204: DELIVERED,
    302: MISCONFIGURED,
    401: MISCONFIGURED,
    400: REJECTED,
    422: REJECTED,
    429: RETRY,
    500: RETRY,
    "reset": RETRY,
    "silence": RETRY,
}


@pytest.fixture(scope="module")
def shared():
    with Endpoint() as served:
        yield served


@runs(25)
@given(
    script=st.lists(st.sampled_from(list(SCRIPTED)), max_size=20),
    limit=st.integers(1, 6),
    data=st.data(),
)
def test_each_message_is_answered_once_with_its_own_answer(shared, script, limit, data):
    delays = data.draw(st.lists(st.sampled_from([0, 0, 0.002]), min_size=20, max_size=20))

    def choose(request):
        number = int(request.payload["customer"].removeprefix("customer-"))
        what = script[number]
        if isinstance(what, str):
            return Reply(fault=what, delay=delays[number])
        headers = {"Retry-After": str(number + 1)}
        return Reply(status=what, headers=headers, delay=delays[number])

    shared.choose = choose
    with channel_to(shared.url, limit) as channel:
        answers = drive(channel, [message(number) for number in range(len(script))], limit)
    for number, what in enumerate(script):
        answer = answers[str(number)]
        assert answer.outcome is SCRIPTED[what]
        assert answer.status == (None if isinstance(what, str) else what)
        told = answer.status is not None and answer.outcome in {RETRY, MISCONFIGURED}
        assert answer.retry_after == (number + 1 if told else None)


# Transports that block


class Gated:
    """Hold every message until the gate opens, and count how many are held."""

    def __init__(self):
        self.gate = threading.Event()
        self.held = threading.Semaphore(0)
        self.threads = set()

    def send(self, message):
        self.threads.add(threading.current_thread())
        self.held.release()
        assert self.gate.wait(PATIENCE)
        if message.identity == "customer-bad":
            raise OSError(f"secret of {message.identity}")
        return Answer(outcome=DELIVERED, detail=message.id)

    def close(self):
        self.gate.set()


@pytest.mark.parametrize(("threads", "limit", "at_once"), [(3, 10, 3), (10, 4, 4), (1, 1, 1)])
def test_threaded_sends_several_at_once(threads, limit, at_once):
    blocking = Gated()
    with ThreadedTransport(blocking, threads=threads) as transport:
        assert isinstance(transport, ConcurrentTransport)
        channel, given_limit = channel_of(transport, limit)
        assert given_limit == limit
        for number in range(limit):
            channel.start(message(number))
        for _ in range(at_once):
            assert blocking.held.acquire(timeout=PATIENCE)
        assert not blocking.held.acquire(blocking=False)
        blocking.gate.set()
        answers = []
        while len(answers) < limit:
            answers += channel.wait(PATIENCE)
        answers += drive(channel, [message(number) for number in range(20)], limit)
        channel.close()
    assert len(answers) == limit + 20
    assert all(answer.detail == sent.id for sent, answer in answers[:limit])
    assert len(blocking.threads) <= at_once
    assert all(thread.daemon for thread in blocking.threads)
    for thread in blocking.threads:
        thread.join(PATIENCE)
        assert not thread.is_alive(), "a closed channel ends its threads"


def test_threaded_starts_threads_when_they_are_needed():
    transport = ThreadedTransport(MemoryTransport(), threads=8)
    before = threading.active_count()
    channel = transport.channel(8)
    assert threading.active_count() == before
    for number in range(20):
        drive(channel, [message(number)], 1)
    assert threading.active_count() == before + 1
    channel.close()


@pytest.mark.parametrize("wrap", [ThreadedTransport, lambda transport: transport])
def test_what_a_transport_raises_is_answered_without_its_words(wrap):
    blocking = Gated()
    blocking.gate.set()
    channel, limit = channel_of(wrap(blocking), 4)
    answers = drive(channel, [message("bad"), message("good")], limit)
    assert answers["bad"] == Answer(outcome=RETRY, detail="the transport raised OSError")
    assert answers["good"].outcome is DELIVERED
    channel.close()


def test_threaded_closes_without_waiting_for_what_hangs():
    blocking = Gated()
    transport = ThreadedTransport(blocking, threads=1)
    channel = transport.channel(2)
    for number in range(2):
        channel.start(message(number))
    assert blocking.held.acquire(timeout=PATIENCE)
    channel.close()
    channel.close()
    blocking.gate.set()
    (thread,) = blocking.threads
    thread.join(PATIENCE)
    assert not thread.is_alive()
    assert not blocking.held.acquire(blocking=False), "what had not been begun is given up"
    channel.start(message("late"))
    late = [answer for sent, answer in channel.wait(None) if sent == message("late")]
    assert late == [CLOSED]


@pytest.mark.parametrize("threads", [0, -1, 1.5, "2", 1_000_000])
def test_threads_that_are_refused(threads):
    with pytest.raises(ConfigurationError, match="threads"):
        ThreadedTransport(MemoryTransport(), threads=threads)


def test_threaded_is_a_transport_like_any_other():
    kept = MemoryTransport()
    with ThreadedTransport(kept, threads=2) as transport:
        assert transport.send(message(1)).outcome is DELIVERED
    assert kept.messages == [message(1)]
    assert repr(transport) == "ThreadedTransport(MemoryTransport(<1 messages>), threads=2)"


FORK_THREADED = """
import os, sys
from ootb_events.transports import MemoryTransport, Message, ThreadedTransport
message = Message("id", "deposit", "c", b"{}")
transport = ThreadedTransport(MemoryTransport())

def send_one():
    channel = transport.channel(2)
    channel.start(message)
    assert [answer.outcome.value for _, answer in channel.wait(30)] == ["delivered"]

send_one()
child = os.fork()
send_one()
if not child:
    sys.exit()
assert os.waitpid(child, 0)[1] == 0
"""


@POSIX
def test_threaded_opens_anew_in_a_child():
    run_python(FORK_THREADED)


def test_plain_transport_sends_within_wait():
    kept = MemoryTransport(answers=[REJECTED])
    channel, limit = channel_of(kept, 64)
    assert (type(channel), limit) == (BlockingChannel, 1)
    channel.start(message(1))
    assert kept.attempts == []
    assert [answer.outcome for _, answer in channel.wait(0)] == [REJECTED]
    assert list(channel.wait(0)) == []
    channel.start(message(2))
    channel.close()
    assert list(channel.wait(0)) == []
    assert len(kept.attempts) == 1
