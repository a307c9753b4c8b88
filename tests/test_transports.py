"""Transports against real files, pipes, sockets and processes."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from endpoint import Endpoint, Reply
from ootb_events import transports
from ootb_events.errors import ConfigurationError
from ootb_events.transports import (
    Answer,
    HttpTransport,
    MemoryTransport,
    Message,
    Outcome,
    StreamTransport,
    Transport,
)
from ootb_events.transports._answers import (
    LONGEST_DETAIL,
    LONGEST_WAIT,
    classify,
    printable,
    seconds_to_wait,
)
from ootb_events.transports._redaction import redact
from ootb_events.transports._signature import sign

DELIVERED, RETRY = Outcome.DELIVERED, Outcome.RETRY
REJECTED, MISCONFIGURED = Outcome.REJECTED, Outcome.MISCONFIGURED

TOKEN = "s3cr3t-tökén"  # noqa: S105  of the loopback endpoint
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/full")


def message(number: int = 1, **context: object) -> Message:
    payload = {
        "tenant": 42,
        "timestamp": "2026-01-02 03:04:05.678900 UTC",
        "event": "deposit",
        "customer": f"customer-{number}",
        "context": {"amount": 50, "currency": "€", **context},
    }
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    return Message(f"id-{number}", "deposit", f"customer-{number}", body)


@pytest.fixture(autouse=True)
def _no_proxy_from_outside(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def endpoint():
    with Endpoint() as served:
        yield served


@pytest.fixture
def http(endpoint):
    with HttpTransport(endpoint.url) as transport:
        yield transport


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture
def ca_file(authority, tmp_path):
    path = tmp_path / "authorité.pem"
    authority.cert_pem.write_to_path(path)
    return path


def run_python(script: str, *arguments: object, warnings: str = "error") -> None:
    command = [sys.executable, "-W", warnings, "-c", script, *map(str, arguments)]
    subprocess.run(command, check=True, timeout=30)  # noqa: S603  our own scripts


def tls_endpoint(authority, name="127.0.0.1", **settings):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return Endpoint(tls=context, **settings)


# The package


def test_public_names_are_sorted_and_complete():
    assert transports.__all__ == sorted(transports.__all__)
    assert set(transports.__all__) <= set(dir(transports))
    for name in transports.__all__:
        assert getattr(transports, name).__doc__, name
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = transports.Nothing


def test_curl_is_imported_only_when_a_transport_is_built():
    script = """
import sys
from ootb_events import transports
assert "ootb_events.transports._http" not in sys.modules
from ootb_events.transports import HttpTransport
assert not {"pycurl", "certifi"} & set(sys.modules)
HttpTransport("http://127.0.0.1:1/")
assert {"pycurl", "certifi"} <= set(sys.modules)
"""
    run_python(script)


@pytest.mark.parametrize("missing", ["pycurl", "certifi"])
def test_missing_extra_is_named(monkeypatch, missing):
    monkeypatch.setitem(sys.modules, missing, None)
    for module in ("_handle", "_curl", "_http_channel"):
        monkeypatch.delitem(sys.modules, f"ootb_events.transports.{module}", raising=False)
    with pytest.raises(ConfigurationError, match=r'pip install "ootb-events\[http\]"'):
        HttpTransport("https://example.com/")


@pytest.mark.parametrize(
    "transport",
    [MemoryTransport(), StreamTransport(io.BytesIO()), HttpTransport("http://127.0.0.1:1/")],
    ids=lambda transport: type(transport).__name__,
)
def test_each_keeps_the_contract(transport):
    assert isinstance(transport, Transport)
    with transport as entered:
        assert entered is transport
        assert isinstance(transport.send(message()), Answer)
    transport.close()


# Memory


def test_memory_keeps_messages_in_order():
    transport = MemoryTransport()
    sent = [message(1), message(2)]
    assert [transport.send(each) for each in sent] == [Answer(outcome=DELIVERED)] * 2
    assert transport.messages == sent
    assert [payload["customer"] for payload in transport.payloads] == ["customer-1", "customer-2"]
    assert repr(transport) == "MemoryTransport(<2 messages>)"
    transport.close()
    assert transport.messages == sent
    transport.clear()
    assert transport.messages == transport.attempts == []


def test_memory_follows_its_script_and_keeps_what_is_delivered():
    slow_down = Answer(outcome=RETRY, status=429, retry_after=2.0)
    transport = MemoryTransport(answers=[slow_down, REJECTED])
    answers = [transport.send(message(number)) for number in (1, 2, 3)]
    assert answers[0] is slow_down
    assert [answer.outcome for answer in answers] == [RETRY, REJECTED, DELIVERED]
    assert transport.messages == [message(3)]
    assert transport.attempts == [(message(n + 1), answer) for n, answer in enumerate(answers)]


def test_memory_computes_its_answers():
    def picky(each: Message) -> Outcome:
        return REJECTED if each.identity == "customer-2" else DELIVERED

    transport = MemoryTransport(answer=picky)
    outcomes = [transport.send(message(number)).outcome for number in (1, 2, 3)]
    assert outcomes == [DELIVERED, REJECTED, DELIVERED]


def test_memory_lets_a_failure_escape():
    with pytest.raises(ZeroDivisionError):
        MemoryTransport(answer=lambda _: 1 / 0).send(message())


def test_memory_refuses_two_sources_of_answers():
    with pytest.raises(ConfigurationError, match="not both"):
        MemoryTransport(answers=[RETRY], answer=lambda _: RETRY)


def in_threads(work, count=8):
    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_memory_loses_nothing_between_threads():
    transport = MemoryTransport(answers=[RETRY] * 100)
    in_threads(lambda number: [transport.send(message(number)) for _ in range(200)])
    assert len(transport.attempts) == 1600
    assert len(transport.messages) == 1500


# Streams


def test_file_holds_one_line_per_message(tmp_path):
    path = tmp_path / "events.ndjson"
    for numbers in ((1, 2), (3,)):
        with StreamTransport(path) as transport:
            for number in numbers:
                assert transport.send(message(number)) == Answer(outcome=DELIVERED)
                assert path.read_bytes().endswith(message(number).body + b"\n"), "not flushed"
    assert path.read_bytes().splitlines() == [message(n).body for n in (1, 2, 3)]
    assert repr(transport) == f"StreamTransport({str(path)!r})"


@POSIX
def test_file_is_for_its_owner_only(tmp_path):
    path = tmp_path / "events.ndjson"
    StreamTransport(str(path)).close()
    assert path.stat().st_mode & 0o777 == 0o600


def test_file_ends_a_line_that_a_crash_cut_short(tmp_path):
    path = tmp_path / "events.ndjson"
    path.write_bytes(b'{"whole":1}\n{"cut')
    with StreamTransport(path) as transport:
        transport.send(message())
    assert path.read_bytes() == b'{"whole":1}\n{"cut\n' + message().body + b"\n"


@POSIX
def test_file_ends_a_line_that_a_full_disk_cut_short(tmp_path):
    import resource

    path = tmp_path / "events.ndjson"
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    with StreamTransport(path) as transport:
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, limits[1]))
        try:
            answers = [transport.send(message(1)), transport.send(message(1))]
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert transport.send(message(1)).outcome is DELIVERED
    assert [answer.outcome for answer in answers] == [RETRY, RETRY]
    assert path.read_bytes().splitlines() == [message(1).body[:10], message(1).body]


@LINUX
@pytest.mark.parametrize("opened", [False, True])
def test_full_disk_is_retried(opened):
    target = io.FileIO("/dev/full", "w") if opened else "/dev/full"
    with StreamTransport(target) as transport:
        answer = transport.send(message())
    assert answer.outcome is RETRY
    assert answer.detail == "cannot write to '/dev/full': No space left on device"
    if opened:
        target.close()


@pytest.mark.parametrize("where", ["missing/events.ndjson", "."])
def test_file_that_cannot_be_opened(tmp_path, where):
    with pytest.raises(ConfigurationError, match="cannot append to"):
        StreamTransport(tmp_path / where)


@pytest.mark.parametrize("target", [None, 3, b"events.ndjson"])
def test_what_is_no_stream(target):
    with pytest.raises(ConfigurationError, match="a path or a stream"):
        StreamTransport(target)


@pytest.mark.parametrize("stream", [io.BytesIO(), io.StringIO()], ids=["binary", "text"])
def test_stream_is_written_to_and_left_open(stream):
    with StreamTransport(stream) as transport:
        transport.send(message())
    written = stream.getvalue()
    assert (written if isinstance(written, bytes) else written.encode()) == message().body + b"\n"
    stream.close()


def test_stdout_keeps_order_and_bytes_whatever_its_encoding():
    written = io.BytesIO()
    stdout = io.TextIOWrapper(written, encoding="ascii", newline="\r\n", write_through=False)
    stdout.write("before\n")
    with StreamTransport(stdout) as transport:
        transport.send(message())
    stdout.write("after\n")
    stdout.flush()
    assert written.getvalue() == b"before\r\n" + message().body + b"\nafter\r\n"


def test_stdout_as_pytest_captures_it(capsys):
    with StreamTransport(sys.stdout) as transport:
        assert transport.send(message()).outcome is DELIVERED
    assert capsys.readouterr().out.encode() == message().body + b"\n"


def test_text_stream_that_lacks_a_character():
    class Ascii(io.StringIO):
        def write(self, text):
            return super().write(text.encode("ascii").decode())

    with StreamTransport(Ascii()) as transport:
        assert transport.send(message()).outcome is MISCONFIGURED


def test_closed_stream_is_retried():
    stream = io.BytesIO()
    transport = StreamTransport(stream)
    stream.close()
    answer = transport.send(message())
    assert answer == Answer(outcome=RETRY, detail="cannot write to BytesIO: the stream is closed")


@POSIX
@pytest.mark.parametrize("buffering", [0, -1])
def test_broken_pipe_is_retried(buffering):
    reader, writer = os.pipe()
    os.close(reader)
    stream = os.fdopen(writer, "wb", buffering=buffering)
    with StreamTransport(stream) as transport:
        answer = transport.send(message())
    assert answer.outcome is RETRY
    assert "Broken pipe" in answer.detail
    with suppress(BrokenPipeError):  # what is still buffered
        stream.close()


@POSIX
def test_full_pipe_that_does_not_block_is_retried():
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    with os.fdopen(reader), os.fdopen(writer, "wb", buffering=0) as stream:
        transport = StreamTransport(stream)
        outcomes = [transport.send(message()).outcome for _ in range(1000)]
    assert outcomes[0] is DELIVERED
    assert outcomes[-1] is RETRY


def test_file_lines_stay_whole_between_threads(tmp_path):
    path = tmp_path / "events.ndjson"
    with StreamTransport(path) as transport:
        in_threads(lambda number: [transport.send(message(number)) for _ in range(100)])
    lines = path.read_bytes().splitlines()
    assert sorted(lines) == sorted(message(number).body for number in range(8) for _ in range(100))


def test_closed_transport_is_retried(tmp_path):
    transport = StreamTransport(tmp_path / "events.ndjson")
    transport.close()
    transport.close()
    assert transport.send(message()) == Answer(outcome=RETRY, detail="this transport is closed")


# HTTP requests


def test_request_is_what_the_endpoint_expects(endpoint):
    endpoint.token = TOKEN
    with HttpTransport(endpoint.url + "?a=b", token=TOKEN) as transport:
        answer = transport.send(message())
    assert answer == Answer(outcome=DELIVERED, status=200)
    (request,) = endpoint.requests
    assert request.path == "/reportServer?a=b"
    assert request.body == message().body
    signature = hmac.new(TOKEN.encode(), message().body, hashlib.sha256).hexdigest()
    assert dict(request.headers) == {
        "host": f"127.0.0.1:{endpoint.port}",
        "user-agent": request.headers["user-agent"],
        "content-type": "application/json",
        "accept": "application/json",
        "content-length": str(len(message().body)),
        "x-optimove-signature-version": "1",
        "x-optimove-signature-content": signature,
    }
    assert request.headers["user-agent"].startswith("ootb-events/")


def test_request_without_token_is_unsigned(endpoint, http):
    assert http.send(message()).outcome is DELIVERED
    assert not [name for name in endpoint.requests[0].headers if "signature" in name]


def test_wrong_token_is_misconfigured(endpoint):
    endpoint.token = TOKEN
    with HttpTransport(endpoint.url, token=TOKEN[1:]) as transport:
        answer = transport.send(message())
    assert (answer.outcome, answer.status) == (MISCONFIGURED, 401)


def test_signature_of_a_published_vector():
    # RFC 4231, test case 2
    assert sign("Jefe", b"what do ya want for nothing?") == (
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )


def test_user_agent_can_be_chosen(endpoint):
    with HttpTransport(endpoint.url, user_agent="casino/7") as transport:
        transport.send(message())
    assert endpoint.requests[0].headers["user-agent"] == "casino/7"


def test_connection_is_kept_alive(endpoint, http):
    for number in range(50):
        assert http.send(message(number)).outcome is DELIVERED
    assert endpoint.connections == 1
    assert [request["customer"] for request in endpoint.payloads] == [
        f"customer-{number}" for number in range(50)
    ]


def test_large_body_is_sent_at_once(endpoint, http):
    large = message(note="x" * 3_000_000)
    assert http.send(large).outcome is DELIVERED
    assert endpoint.requests[0].body == large.body
    assert "expect" not in endpoint.requests[0].headers


def test_cookies_are_not_kept(endpoint, http):
    endpoint.script(Reply(headers={"Set-Cookie": "a=b"}))
    http.send(message())
    http.send(message())
    assert "cookie" not in endpoint.requests[1].headers


# HTTP answers

SUCCESS = {"status": "success", "message": "1"}
ERROR = {"status": "error", "message": "Failed to validate the event with the following error - x"}

TABLE = [
    (200, SUCCESS, DELIVERED),
    (200, b"\xef\xbb\xbf" + json.dumps(SUCCESS).encode(), DELIVERED),
    (200, b"", DELIVERED),
    (200, b" \r\n", DELIVERED),
    (204, b"", DELIVERED),
    (200, {}, DELIVERED),
    (200, {"status": 1}, DELIVERED),
    (202, {"status": "queued"}, DELIVERED),
    (200, b"null", DELIVERED),
    (200, b"[]", DELIVERED),
    (200, b"17", DELIVERED),
    (200, b'"ok"', DELIVERED),
    (200, b"<html>Log in to this Wi-Fi</html>", RETRY),
    (200, b"OK", RETRY),
    (200, b"\x00\xff", RETRY),
    (200, b'{"status":"succ', RETRY),
    (200, b"[" * 5000, RETRY),
    (200, b'{"status":"error"' + b" " * 70_000, RETRY),
    (200, ERROR, REJECTED),
    (202, {"status": "error"}, REJECTED),
    (200, {"status": "Error", "message": {"code": 1050}}, REJECTED),
    (400, ERROR, REJECTED),
    (400, b"", REJECTED),
    (400, SUCCESS, REJECTED),
    (402, b"", REJECTED),
    (405, b"", REJECTED),
    (409, b"", REJECTED),
    (413, b"<html>", REJECTED),
    (422, ERROR, REJECTED),
    (499, b"", REJECTED),
    (401, ERROR, MISCONFIGURED),
    (401, b"", MISCONFIGURED),
    (403, ERROR, MISCONFIGURED),
    (404, ERROR, MISCONFIGURED),
    (404, b"x" * 200_000, MISCONFIGURED),
    (407, b"", MISCONFIGURED),
    (300, b"", MISCONFIGURED),
    (304, b"", MISCONFIGURED),
    (308, SUCCESS, MISCONFIGURED),
    (408, ERROR, RETRY),
    (425, b"", RETRY),
    (429, ERROR, RETRY),
    (429, b"", RETRY),
    (500, ERROR, RETRY),
    (500, SUCCESS, RETRY),
    (502, b"<html>", RETRY),
    (503, b"", RETRY),
    (599, b"", RETRY),
    (600, b"", RETRY),
    (999, SUCCESS, RETRY),
]


@pytest.fixture(scope="module")
def kept():
    with Endpoint() as served, HttpTransport(served.url) as transport:
        yield served, transport


@pytest.mark.parametrize(("status", "body", "outcome"), TABLE)
def test_answer_table(kept, status, body, outcome):
    endpoint, transport = kept
    endpoint.script(Reply(status=status, body=body))
    answer = transport.send(message())
    assert (answer.outcome, answer.status) == (outcome, status)
    assert bool(answer.detail) is (outcome is not DELIVERED)
    if isinstance(body, dict) and "following error" in str(body):
        assert ERROR["message"] in answer.detail
    assert transport.send(message()).outcome is DELIVERED, "the next one must not suffer"


@given(status=st.integers(), body=st.binary(), retry_after=st.none() | st.floats(0, LONGEST_WAIT))
def test_classify_answers_anything(status, body, retry_after):
    answer = classify(status, body, conceal=str, retry_after=retry_after)
    assert answer.status == status
    assert answer.retry_after in {None, retry_after}
    assert len(answer.detail) <= LONGEST_DETAIL
    assert answer.detail.isprintable()


def test_redirect_is_not_followed(endpoint, http):
    endpoint.script(Reply(status=302, headers={"Location": "/elsewhere?secret=1"}))
    answer = http.send(message())
    assert answer == Answer(
        outcome=MISCONFIGURED,
        status=302,
        detail="HTTP 302: the endpoint redirects; configure the URL it redirects to",
    )
    assert len(endpoint.requests) == 1


@pytest.mark.parametrize("status", [429, 503, 403])
def test_retry_after_is_passed_on(endpoint, http, status):
    endpoint.script(Reply(status=status, headers={"RETRY-AFTER": " 7 "}))
    assert http.send(message()).retry_after == 7.0
    endpoint.script(Reply(status=status))
    assert http.send(message()).retry_after is None


def test_retry_after_means_nothing_where_nothing_is_retried(endpoint, http):
    endpoint.script(*(Reply(status=s, headers={"Retry-After": "7"}) for s in (200, 400)))
    assert [http.send(message()).retry_after for _ in range(2)] == [None, None]


NOW = datetime(2026, 10, 21, 7, 28, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0.0),
        ("007", 7.0),
        ("3600", 3600.0),
        ("3601", LONGEST_WAIT),
        ("9" * 50_000, LONGEST_WAIT),
        ("-1", None),
        ("1.5", None),
        ("٣", None),
        ("", None),
        ("soon", None),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90.0),
        (format_datetime(NOW - timedelta(days=9), usegmt=True), 0.0),
        ("Wed, 21 Oct 2026 07:29:00 -0000", 60.0),
        ("Wednesday, 21-Oct-26 07:29:00 GMT", 60.0),
        ("Wed Oct 21 07:29:00 2026", 60.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_WAIT),
        ("Wed, 99 Oct 2026 07:29:00 GMT", None),
    ],
)
def test_seconds_to_wait(header, seconds):
    assert seconds_to_wait(header, NOW) == seconds


@given(st.text() | st.from_regex(r"\A\w{3}, \d+ (Jan|Dec) \d+ \d+:\d+:\d+ (GMT|[+-]\d+)\Z"))
def test_seconds_to_wait_reads_anything(header):
    seconds = seconds_to_wait(header)
    assert seconds is None or 0 <= seconds <= LONGEST_WAIT


# Personal data


def test_detail_does_not_repeat_the_payload(endpoint, http):
    sent = message(
        7,
        email="Jane.Doe@example.com",
        quoted='says "hi"',
        amount=123456,
        nested=[{"iban": "DE0012"}],
        code="GB",
    )
    echo = 'Failed to validate CUSTOMER-7 (jane.doe@EXAMPLE.com), 123456, DE0012, says "hi", GB: '
    endpoint.script(
        Reply(status=400, body={"status": "error", "message": echo + sent.body.decode()})
    )
    detail = http.send(sent).detail
    assert detail.startswith(
        "HTTP 400: the event was rejected: Failed to validate <redacted> (<redacted>), "
        "<redacted>, <redacted>, <redacted>, GB: "
    )
    for value in ("customer-7", "jane", "123456", "DE0012"):
        assert value not in detail


def test_redact_prefers_the_longest_and_leaves_the_rest():
    sent = b'{"tenant":4242,"event":"deposit","visitor":"abc","context":{"a":"abcdef","b":true}}'
    assert redact("abcdef abc deposit 4242 true", sent=sent) == (
        "<redacted> <redacted> deposit 4242 true"
    )


@pytest.mark.parametrize("sent", [b"", b"[]", b'{"customer":'])
def test_redact_shows_nothing_if_it_cannot_tell(sent):
    assert redact("Jane Doe", sent=sent) == "<redacted>"


@given(st.text(min_size=3), st.text(), st.text())
def test_redact_finds_any_value_as_it_is_and_as_json(value, before, after):
    sent = json.dumps({"context": {"name": value}}).encode("utf-8", "surrogatepass")
    for form in (value, json.dumps(value), json.dumps(value, ensure_ascii=False)):
        assert "<redacted>" in redact(before + form + after, sent=sent)


def test_detail_is_short_and_harmless_to_a_terminal(endpoint, http):
    endpoint.script(Reply(status=400, body={"message": "a\x1b[31m\r\n\u202e" + "b" * 1000}))
    detail = http.send(message()).detail
    assert r"a\x1b[31m\r\n\u202ebbb" in detail
    assert len(detail) == LONGEST_DETAIL
    assert detail.endswith("b…")


@given(st.text(max_size=2 * LONGEST_DETAIL))
def test_printable_bounds_anything(text):
    assert printable(text).isprintable()
    assert len(printable(text)) <= LONGEST_DETAIL


def test_token_appears_nowhere(endpoint):
    endpoint.script(Reply(status=403, body={"message": f"not {TOKEN}!"}), Reply(fault="reset"))
    with HttpTransport(endpoint.url + "?key=hidden", token=TOKEN) as transport:
        shown = [repr(transport), *(repr(transport.send(message())) for _ in range(3))]
    assert repr(transport) == f"HttpTransport('{endpoint.url}', token=set)"
    assert repr(HttpTransport("http://a/")) == "HttpTransport('http://a/', token=unset)"
    assert not [text for text in shown if TOKEN in text or "hidden" in text]
    assert TOKEN not in repr(endpoint.requests)


# No HTTP answer


@contextmanager
def server_that_says(answer: bytes):
    def serve():
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        thread.join()


def send_to(url: str, **settings: object) -> Answer:
    with HttpTransport(url, **settings) as transport:
        return transport.send(message())


def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@pytest.mark.parametrize(
    "reply",
    [
        Reply(fault="silence"),
        Reply(fault="reset"),
        Reply(fault="half", body=SUCCESS),
    ],
)
@pytest.mark.parametrize("warm", [False, True], ids=["first", "kept alive"])
def test_broken_connection_is_retried(endpoint, http, reply, warm):
    if warm:
        http.send(message())
    endpoint.always = reply
    answer = http.send(message())
    assert (answer.outcome, answer.status) == (RETRY, None)
    assert answer.detail
    endpoint.always = None
    assert http.send(message()).outcome is DELIVERED


def test_refused_port_is_retried():
    answer = send_to(f"http://127.0.0.1:{unused_port()}/")
    assert answer.outcome is RETRY
    assert "connect" in answer.detail


def test_slow_endpoint_is_retried(endpoint):
    endpoint.script(Reply(delay=20))
    began = time.monotonic()
    answer = send_to(endpoint.url, timeout=0.2)
    assert answer.outcome is RETRY
    assert "timed out" in answer.detail
    assert time.monotonic() - began < 5


def test_endless_answer_is_cut(endpoint, http):
    endpoint.script(
        Reply(status=500, body=b"x" * 70_000, headers={"Content-Length": "1000000000"}),
    )
    began = time.monotonic()
    assert http.send(message()).status == 500
    assert time.monotonic() - began < 10
    assert http.send(message()).outcome is DELIVERED


def test_unknown_host_is_misconfigured():
    began = time.monotonic()
    answer = send_to("http://nonexistent.invalid/reportServer")
    assert answer.outcome is MISCONFIGURED
    assert answer.detail.endswith("check the host name in the endpoint URL")
    assert time.monotonic() - began < 15


@pytest.mark.parametrize("url", ["http://127.0.0.1:99999999/", "http://[::1/"])
def test_malformed_url_is_misconfigured(url):
    answer = send_to(url)
    assert answer.outcome is MISCONFIGURED
    assert answer.detail.endswith("check the endpoint URL")


def test_what_does_not_speak_http_is_tried_again_like_any_garbage():
    with server_that_says(b"SSH-2.0-OpenSSH_9.9\r\n") as url:
        answer = send_to(url)
    assert answer.outcome is RETRY
    assert answer.detail.endswith("does not speak HTTP")


# TLS


def test_unknown_authority_is_misconfigured(authority):
    with tls_endpoint(authority) as endpoint:
        answer = send_to(endpoint.url)
    assert answer.outcome is MISCONFIGURED
    assert "ca_file" in answer.detail
    assert endpoint.requests == []


def test_certificate_of_another_host_is_misconfigured(authority, ca_file):
    with tls_endpoint(authority, "another.test") as endpoint:
        assert send_to(endpoint.url, ca_file=ca_file).outcome is MISCONFIGURED
    assert endpoint.requests == []


def test_trusted_authority_is_accepted(authority, ca_file):
    with (
        tls_endpoint(authority, token=TOKEN) as endpoint,
        HttpTransport(endpoint.url, token=TOKEN, ca_file=ca_file) as transport,
    ):
        assert [transport.send(message()).outcome for _ in range(3)] == [DELIVERED] * 3
        assert endpoint.connections == 1


def test_ca_file_that_vanished_or_is_garbage(authority, ca_file):
    with tls_endpoint(authority) as endpoint:
        ca_file.write_text("garbage")
        assert send_to(endpoint.url, ca_file=ca_file).outcome is MISCONFIGURED
    ca_file.unlink()
    with pytest.raises(ConfigurationError, match="there is no ca_file"):
        HttpTransport(endpoint.url, ca_file=ca_file)


# Proxies


def test_proxy_is_used(endpoint):
    assert (
        send_to("http://nonexistent.invalid/reportServer", proxy=endpoint.url).outcome is DELIVERED
    )
    assert endpoint.requests[0].path == "http://nonexistent.invalid/reportServer"


def test_proxy_comes_from_the_environment(endpoint, monkeypatch):
    monkeypatch.setenv("http_proxy", endpoint.url)
    assert send_to("http://nonexistent.invalid/reportServer").outcome is DELIVERED
    assert send_to("http://nonexistent.invalid/reportServer", proxy="").outcome is MISCONFIGURED
    monkeypatch.setenv("no_proxy", "nonexistent.invalid")
    assert send_to("http://nonexistent.invalid/reportServer").outcome is MISCONFIGURED


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(400, MISCONFIGURED), (403, MISCONFIGURED), (407, MISCONFIGURED), (429, RETRY), (502, RETRY)],
)
def test_proxy_that_opens_no_tunnel(endpoint, status, outcome):
    endpoint.script(Reply(status=status))
    answer = send_to("https://nonexistent.invalid/", proxy=endpoint.url, token=TOKEN)
    assert answer.outcome is outcome
    assert answer.detail == f"the proxy answered HTTP {status} to CONNECT"
    assert not [name for name in endpoint.requests[0].headers if "signature" in name]


def test_unknown_proxy_is_misconfigured():
    answer = send_to("http://127.0.0.1/", proxy="http://user:pass@nonexistent.invalid:3128")
    assert answer.outcome is MISCONFIGURED
    assert "pass" not in answer.detail


# Settings


@pytest.mark.parametrize(
    ("endpoint_url", "problem"),
    [
        ("", "must start with"),
        ("example.com/x", "must start with"),
        ("file:///etc/passwd", "must start with"),
        ("gopher://example.com/", "must start with"),
        ("https:/example.com", "must start with"),
        ("https://", "names no host"),
        ("https:///example.com", "names no host"),
        ("https://user:hunter2@example.com/", "user:password@"),
        ("https://hunter2@example.com?x", "user:password@"),
        ("HTTPS://a\\@hunter2@example.com", "user:password@"),
        ("https://example.com/hunter2 x", "white space"),
        ("https://example.com/hunter2\n", "white space"),
    ],
)
def test_endpoint_that_is_refused(endpoint_url, problem):
    with pytest.raises(ConfigurationError, match=problem) as refused:
        HttpTransport(endpoint_url)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("url", ["https://example.com/@x?y=a@b#@", "HTTP://[::1]:80", "http://é.x"])
def test_endpoint_that_is_taken(url):
    HttpTransport(url).close()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("token", ""),
        ("token", "hunter2\n"),
        ("timeout", 0),
        ("timeout", -1.0),
        ("timeout", float("nan")),
        ("connect_timeout", float("inf")),
        ("user_agent", ""),
        ("user_agent", "a\r\nX-Other: b"),
        ("user_agent", "é"),
        ("ca_file", "missing.pem"),
    ],
)
def test_setting_that_is_refused(setting, value):
    with pytest.raises(ConfigurationError, match=setting) as refused:
        HttpTransport("https://example.com", **{setting: value})
    assert "hunter2" not in str(refused.value)


# Threads, close, fork


def test_threads_share_one_connection(endpoint, http):
    outcomes = []
    in_threads(lambda number: outcomes.extend(http.send(message(number)) for _ in range(25)))
    assert {answer.outcome for answer in outcomes} == {DELIVERED}
    assert len(endpoint.requests) == 200
    assert endpoint.connections == 1


def test_close_does_not_wait_for_a_send(endpoint):
    endpoint.script(Reply(delay=0.5, body=SUCCESS))
    transport = HttpTransport(endpoint.url)
    answers = []
    thread = threading.Thread(target=lambda: answers.append(transport.send(message())))
    thread.start()
    while not endpoint.requests:
        time.sleep(0.01)
    transport.close()
    assert thread.is_alive()
    thread.join()
    assert answers == [Answer(outcome=DELIVERED, status=200)]
    assert transport._own is None
    assert transport.send(message()) == Answer(outcome=RETRY, detail="this transport is closed")
    assert len(endpoint.requests) == 1


FORK = """
import os, sys
from ootb_events.transports import HttpTransport, Message

url, ca_file, child_sends = sys.argv[1:]
message = Message("id", "deposit", "c", b'{"customer":"c"}')
lost = HttpTransport("http://nonexistent.invalid/")  # curl's resolver threads do not fork
lost.send(message)
transport = HttpTransport(url, ca_file=ca_file)
assert transport.send(message).outcome.value == "delivered"
child = os.fork()
if not child:
    if child_sends:
        assert lost.send(message).outcome.value == "misconfigured"
        assert transport.send(message).outcome.value == "delivered"
        lost.close()
        transport.close()
    sys.exit()
_, status = os.waitpid(child, 0)
assert status == 0, status
assert transport.send(message).outcome.value == "delivered"
"""


@POSIX
@pytest.mark.parametrize("child_sends", ["", "yes"], ids=["idle child", "child sends"])
def test_fork_shares_no_connection(authority, ca_file, child_sends):
    with tls_endpoint(authority) as endpoint:
        run_python(FORK, endpoint.url, ca_file, child_sends, warnings="ignore")
    connections = [request.connection for request in endpoint.requests]
    assert connections == ([1, 2, 1] if child_sends else [1, 1])


FORK_WHILE_SENDING = """
import os, sys, threading, time
from ootb_events.transports import HttpTransport, Message

message = Message("id", "deposit", "c", b'{"customer":"c"}')
transport = HttpTransport(sys.argv[1])
thread = threading.Thread(target=transport.send, args=(message,))
thread.start()
time.sleep(0.5)
child = os.fork()
if not child:
    assert transport.send(message).outcome.value == "delivered"
    sys.exit()
_, status = os.waitpid(child, 0)
assert thread.is_alive(), "the fork came too late"
assert status == 0, status
thread.join()
"""


@POSIX
def test_fork_while_another_thread_sends(endpoint):
    endpoint.script(Reply(delay=3))
    run_python(FORK_WHILE_SENDING, endpoint.url, warnings="ignore")  # 3.12 warns of such forks
    assert len(endpoint.requests) == 2
