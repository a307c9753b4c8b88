"""Whatever is sent to a sandbox: it answers, shows it, and goes on."""

from __future__ import annotations

import json
import socket
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ootb_events.sandbox import Sandbox
from sandbox_client import JSON, PATIENCE, call, deposit, get, report

HOSTILE = {
    "huge number": b'{"event":"ootb_deposit","tenant":1e999999}',
    "long number": b'{"tenant":' + b"9" * 100_000 + b"}",
    "deep": b"[" * 100_000,
    "deep and whole": b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    "half a surrogate": b'{"event":"\\ud800"}',
    "duplicate keys": b'{"event":"a","event":"b","event":"ootb_deposit"}',
    "not UTF-8": b'{"event":"\xff\xfe"}',
    "UTF-16": '{"event":"a"}'.encode("utf-16"),
    "NaN": b'{"tenant":NaN}',
    "Infinity": b'{"tenant":-Infinity}',
    "many keys": json.dumps({f"k{number}": 1 for number in range(50_000)}).encode(),
    "many parameters": json.dumps(
        deposit(**{f"k{number}": 1 for number in range(50_000)})
    ).encode(),
    "long event": json.dumps({"event": "x" * 500_000, "customer": "y" * 500_000}).encode(),
    "nul": b"\x00" * 1_000,
    "script": json.dumps(deposit("<script>alert(1)</script>")).encode(),
    "directions": json.dumps(deposit("\u202eabc\u2066"), ensure_ascii=False).encode(),
    "no strings": b'{"event":{},"customer":[],"visitor":1,"timestamp":null}',
    "prototype": b'{"__proto__":{"event":"x"},"constructor":1}',
    "empty": b"",
    "a list of lists": b"[" + b"[]," * 100_000 + b"[]]",
    "a wide list, deep": b"[" * 90 + b"1," * 100_000 + b"1" + b"]" * 90,
}


HEAD = "POST /reportServer HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


@pytest.fixture(scope="module")
def box():
    with Sandbox() as served:
        yield served


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_hostile_input_is_answered_and_shown(box, body):
    got = report(box, body)
    assert got.status in {200, 400}
    assert got.json["status"] in {"success", "error"}
    assert len(got.body) < 2_000
    (event,) = get(box, "/api/events?limit=1")["events"]
    assert len(json.dumps(event)) < 3_000
    start = time.monotonic()
    shown = get(box, f"/api/events/{event['number']}")
    assert time.monotonic() - start < PATIENCE / 2
    assert event.items() <= shown.items()
    lines = shown["text"].split("\n")
    assert len(shown["findings"]) <= 1_000
    for finding in shown["findings"]:
        assert 1 <= finding["line"] <= len(lines)
        assert 1 <= finding["column"] <= len(lines[finding["line"] - 1]) + 1
    validated = call(box, "POST", "/api/validate", {"text": body.decode(errors="replace")})
    assert validated.status in {200, 413}


def test_others_are_served_while_a_hostile_body_is_judged(box):
    body = HOSTILE["many parameters"]
    head = f"{HEAD}Content-Length: {len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", box.port), timeout=PATIENCE) as heavy:
        heavy.sendall(head.encode() + body)
        assert report(box, deposit()).status == 200
        assert heavy.recv(15) == b"HTTP/1.1 200 OK"


SCRAPS = [
    b"POST /reportServer HTTP/1.1\r\n",
    b"GET / HTTP/1.1\r\n",
    b"Host: localhost\r\n",
    b"Content-Length: 5\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"\r\n",
    b"{",
    b"5\r\n{}",
    b"\x00",
    b"\xff" * 9,
]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(SCRAPS) | st.binary(max_size=20), max_size=8).map(b"".join))
def test_what_is_no_http_harms_nothing(box, caplog, data):
    with socket.create_connection(("127.0.0.1", box.port), timeout=PATIENCE) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65_536):
            pass
    assert report(box, deposit()).status == 200
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def test_a_client_that_leaves_in_the_middle_harms_nothing(box, caplog):
    for body in (b"", b"{", b"{" * 40):
        with socket.create_connection(("127.0.0.1", box.port), timeout=PATIENCE) as connection:
            connection.sendall(f"{HEAD}Content-Length: 100\r\n\r\n".encode() + body)
    assert report(box, deposit()).status == 200
    assert not caplog.records


def test_long_headers_are_refused(box):
    assert report(box, deposit(), {**JSON, "X-Long": "x" * 100_000}).status == 400
    assert report(box, deposit()).status == 200
