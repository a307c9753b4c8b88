"""The stream of a sandbox, under a storm and without one."""

from __future__ import annotations

import http.client
import json
import threading
import time

import pytest

from ootb_events.sandbox import Sandbox, Settings
from sandbox_client import JSON, call, deposit, get, report, stream

STORM = 3_000
LONG = dict.fromkeys(("event", "customer", "visitor", "timestamp"), "\x01" * 255)
"""An event whose summary takes six kilobytes in the stream."""


@pytest.fixture
def box():
    with Sandbox() as served:
        yield served


def post_many(box, count, event=None):
    body = json.dumps(event or deposit()).encode()
    connection = http.client.HTTPConnection("127.0.0.1", box.port, timeout=20)
    for _ in range(count):
        connection.request("POST", "/reportServer", body, JSON)
        connection.getresponse().read()
    connection.close()


def test_events_are_streamed_as_they_arrive(box):
    report(box, deposit("before"))
    with stream(box) as live:
        name, number, summary = live.next()
        assert (name, number, summary) == ("summary", 1, get(box, "/api/summary"))
        report(box, deposit("c-2"))
        name, number, data = live.next()
        assert (name, number, data["skipped"]) == ("events", 2, 0)
        assert data["events"] == get(box, "/api/events?limit=1")["events"]
        assert data["summary"]["total"] == 2


def test_a_reset_is_streamed(box):
    with stream(box) as live:
        live.next()
        report(box, deposit())
        assert live.next()[0] == "events"
        call(box, "POST", "/api/reset")
        name, number, data = live.next()
        assert (name, number, data["summary"]["total"]) == ("reset", 1, 0)
        report(box, deposit())
        assert live.next()[1] == 2


def test_faults_that_are_set_are_streamed(box):
    with stream(box) as live:
        assert live.next()[2]["faults_set"] == []
        call(box, "POST", "/api/faults", {"kind": "error"})
        name, number, data = live.next()
        assert (name, number, data["events"]) == ("events", 0, [])
        assert data["summary"]["faults_set"] == ["error"]
        call(box, "DELETE", "/api/faults")
        assert live.next()[2]["summary"]["faults_set"] == []


def test_a_stream_goes_on_where_it_left_off(box):
    for _ in range(5):
        report(box, deposit())
    with stream(box, {"Last-Event-ID": "2"}) as live:
        live.next()
        _, number, data = live.next()
        assert number == 5
        assert [event["number"] for event in data["events"]] == [3, 4, 5]


@pytest.mark.parametrize("last", ["99", "x", "", "-1", "9" * 400, "²"])
def test_a_number_that_is_not_of_this_sandbox_is_passed_over(box, last):
    report(box, deposit())
    with stream(box, {"Last-Event-ID": last.encode().decode("latin-1")}) as live:
        live.next()
        report(box, deposit())
        _, _, data = live.next()
        assert [event["number"] for event in data["events"]] == [2]


def test_a_stream_that_missed_much_is_told_how_much():
    with Sandbox(Settings(keep=10)) as box:
        post_many(box, 300)
        with stream(box, {"Last-Event-ID": "50"}) as live:
            live.next()
            _, number, data = live.next()
            assert (number, len(data["events"]), data["skipped"]) == (300, 10, 240)


def test_batches_are_few_and_bounded_in_a_storm(box):
    storm = threading.Thread(target=post_many, args=(box, 1_000))
    with stream(box) as live:
        live.next()
        start = time.monotonic()
        storm.start()
        seen, batches = 0, 0
        while seen < 1_000:
            _, number, data = live.next()
            assert len(data["events"]) <= 100
            assert seen + len(data["events"]) + data["skipped"] == number
            seen, batches = number, batches + 1
        assert batches <= (time.monotonic() - start) * 10 + 1
    storm.join()


def test_a_slow_reader_holds_up_nobody_and_skips(box):
    with stream(box, receive_buffer=4_096) as slow, stream(box) as quick:
        slow.next()
        quick.next()
        storm = threading.Thread(target=post_many, args=(box, STORM, LONG))
        storm.start()
        while quick.next()[1] < STORM:
            pass
        storm.join()
        seen, skipped, shown = 0, 0, 0
        while seen < STORM:
            _, seen, data = slow.next()
            skipped += data["skipped"]
            shown += len(data["events"])
        assert skipped + shown == STORM
        assert skipped > 0


def test_streams_end_with_the_server(box):
    with stream(box) as live:
        live.next()
        box.close()
        assert live.at_end()


def test_there_is_a_bound_to_streams(box):
    with stream(box) as first:
        first.next()
        box_live = [stream(box) for _ in range(99)]
        opened = [each.__enter__() for each in box_live]
        assert {each.status for each in opened} == {200}
        for each in opened:
            each.next()
        assert call(box, "GET", "/api/stream").status == 503
        for each in box_live:
            each.__exit__(None, None, None)


def test_a_client_that_goes_is_forgotten(box):
    for _ in range(3):
        with stream(box) as live:
            live.next()
    post_many(box, 3)
    assert get(box, "/api/summary")["total"] == 3
