"""The endpoint and the API of a sandbox, asked over real connections."""

from __future__ import annotations

import json
import re
import socket
import threading
import time

import pytest

from ootb_events.catalog import Catalog
from ootb_events.errors import CatalogError, ConfigurationError
from ootb_events.sandbox import Fault, Reply, Sandbox, Settings, sandbox
from ootb_events.validation import validator_for
from sandbox_client import JSON, PATIENCE, call, deposit, get, report, signed
from schema_files import write_catalog

TOKEN = "s3cr3t-tökén"  # noqa: S105 - of a sandbox
SUCCESS = {"status": "success", "message": "1"}
REFUSED = "Failed to validate the event with the following error - "


@pytest.fixture
def box():
    with Sandbox() as served:
        yield served


# The endpoint


def test_a_good_event_is_taken(box):
    got = report(box, deposit())
    assert (got.status, got.json) == (200, SUCCESS)
    assert got.headers["Content-Type"] == "application/json"
    (event,) = get(box, "/api/events")["events"]
    assert event["verdict"] == "good"
    assert event["counts"] == {"error": 0, "warning": 0, "info": 0}
    assert (event["event"], event["title"]) == ("ootb_deposit", "OOTB Deposit")
    assert (event["customer"], event["visitor"]) == ("c-1", None)
    assert (event["signature"], event["status"], event["fault"]) == ("unchecked", 200, None)


def test_an_invalid_event_is_refused_as_the_real_endpoint_does(box):
    got = report(box, deposit(ootb_deposit_amount="a lot of money"))
    assert got.status == 200
    assert got.json["status"] == "error"
    assert got.json["message"].startswith(f"{REFUSED}OOTB201 at /context/ootb_deposit_amount: ")
    assert "a lot of money" not in got.json["message"]
    (event,) = get(box, "/api/events")["events"]
    assert (event["verdict"], event["rules"]) == ("bad", ["OOTB201"])


def test_a_refusal_holds_no_personal_data(box):
    payload = dict(Catalog.default().get("ootb_registration").examples[0])
    payload["context"] = {"ootb_email": {"secret": "ada@example.com"}, "ootb_first_name": 471147}
    message = report(box, payload).json["message"]
    assert message.startswith(REFUSED)
    assert not [secret for secret in ("ada@", "471147") if secret in message]


def test_a_lenient_sandbox_says_success_and_shows_what_is_bad():
    with Sandbox(Settings(lenient=True)) as box:
        assert report(box, {"event": "nonsense"}).json == SUCCESS
        assert box.summary()["verdicts"] == {"good": 0, "warning": 0, "bad": 1}


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"1", b'"text"', b"null", b"[{}]", b"\xff"])
def test_what_is_no_object_is_refused(box, body):
    got = report(box, body)
    assert (got.status, got.json["status"]) == (400, "error")
    assert get(box, "/api/events/1")["verdict"] == "bad"


def test_a_body_that_is_too_large_is_refused(box):
    got = report(box, b" " * ((1 << 20) + 1))
    assert (got.status, got.json["status"]) == (413, "error")
    assert report(box, json.dumps(deposit()).encode().ljust(1 << 20)).status == 200


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_the_endpoint_takes_posts_only(box, method):
    got = call(box, method, "/reportServer")
    assert got.status == 405
    assert got.headers["Allow"] == "POST"


@pytest.mark.parametrize(
    ("kind", "status"),
    {
        "application/json; charset=utf-8": 200,
        "Application/JSON": 200,
        "text/plain": 415,
        "application/x-www-form-urlencoded": 415,
    }.items(),
)
def test_the_endpoint_takes_json_only(box, kind, status):
    assert report(box, deposit(), {"Content-Type": kind}).status == status
    (event,) = box.events()
    assert event.verdict == ("good" if status == 200 else "bad")


def test_compressed_bodies_are_not_unpacked(box):
    got = report(box, b"\x1f\x8b", {**JSON, "Content-Encoding": "gzip"})
    assert got.status == 400


def test_the_path_is_a_setting():
    with Sandbox(Settings(path="/v2/reportServer")) as box:
        assert box.url.endswith("/v2/reportServer")
        assert call(box, "POST", "/v2/reportServer", deposit()).status == 200
        assert call(box, "POST", "/reportServer", deposit()).status == 404


def test_profile_and_strictness_are_settings():
    payload = deposit(surprising=1)
    with Sandbox(Settings(strict=True)) as box:
        assert report(box, payload).json["status"] == "error"
    with Sandbox(Settings(profile="ebi")) as box:
        report(box, payload)
        expected = validator_for(profile="ebi").validate(payload)
        assert box.events()[0].rules == tuple(sorted({one.rule for one in expected.findings}))


def test_the_catalogue_is_a_setting(tmp_path):
    source = Catalog.default().get("ootb_login")
    folder = tmp_path / "events" / "ootb_login"
    folder.mkdir(parents=True)
    document = {**source.document, "x-version": "1.0.0"}
    (folder / "1.0.0.json").write_text(json.dumps(document), encoding="utf-8")
    with Sandbox(Settings(catalog=Catalog.load(tmp_path))) as box:
        assert [event["event"] for event in get(box, "/api/catalog")["events"]] == ["ootb_login"]
        report(box, deposit())
        assert "OOTB107" in box.events()[0].rules


def test_a_sandbox_in_a_test_knows_the_events_of_the_project(tmp_path, monkeypatch):
    write_catalog(tmp_path / "schemas", {"x_bonus_claimed": {}})
    settings = '[tool.ootb-events]\ncatalogs = ["schemas"]\n'
    (tmp_path / "pyproject.toml").write_text(settings, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with sandbox() as box, sandbox(catalog=Catalog.default()) as plain:
        for each, verdict in ((box, "good"), (plain, "bad")):
            report(each, {**deposit(), "event": "x_bonus_claimed", "context": {}})
            assert [event.verdict for event in each.events()] == [verdict]


def test_a_schema_that_is_not_usable_is_told_before_an_event_arrives(tmp_path):
    catalog = write_catalog(
        tmp_path, {"x_bonus_claimed": {"code": {"description": "Has no type."}}}
    )
    with pytest.raises(CatalogError, match=r"x_bonus_claimed/1\.0\.0\.json#.*/code"):
        Sandbox(Settings(catalog=catalog))


LIMITED = {
    "code": {"$ref": "../../types/1.0.0.json#/$defs/text", "pattern": "^[a-z]+$", "minLength": 1},
    "share": {"x-kind": "number", "type": "number", "minimum": 0, "maximum": 1},
    "amount": {"$ref": "../../types/1.0.0.json#/$defs/number"},
}


def test_the_catalogue_says_what_a_parameter_refuses(tmp_path):
    described = {name: {"description": "It is.", **each} for name, each in LIMITED.items()}
    catalog = write_catalog(tmp_path, {"x_bonus_claimed": described})
    with Sandbox(Settings(catalog=catalog)) as box:
        (version,) = get(box, "/api/catalog/x_bonus_claimed")["versions"]
    names = "min_length", "pattern", "minimum", "maximum"
    assert {one["key"]: [one[name] for name in names] for one in version["parameters"]} == {
        "code": [1, "^[a-z]+$", None, None],
        "share": [None, None, 0, 1],
        "amount": [None, None, None, None],
    }


# Signatures


def test_signatures_are_checked_with_a_token():
    with Sandbox(Settings(token=TOKEN)) as box:
        body = json.dumps(deposit()).encode()
        good = signed(TOKEN, body)
        answers = [
            report(box, body, good),
            report(box, body),
            report(box, body, signed("another", body)),
            report(box, body + b" ", good),
            report(box, body, {**good, "X-Optimove-Signature-Version": "2"}),
            report(box, body, {**good, "X-Optimove-Signature-Content": "é"}),
        ]
        assert [got.status for got in answers] == [200, 401, 401, 401, 401, 401]
        events = get(box, "/api/events")["events"][::-1]
        assert [event["signature"] for event in events] == ["valid", "missing", *["invalid"] * 4]
        assert [event["verdict"] for event in events] == ["good", *["bad"] * 5]
        assert get(box, "/api/summary")["signed"] is True
        assert TOKEN not in repr(box._settings) + str([got.body for got in answers])


def test_the_token_can_be_changed():
    with Sandbox(Settings(token=TOKEN)) as box:
        body = json.dumps(deposit()).encode()
        box.token = "another"  # noqa: S105 - as above
        assert report(box, body, signed(TOKEN, body)).status == 401
        box.token = None
        assert report(box, body).status == 200


# Batches


def test_arrays_are_refused_unless_they_are_asked_for(box):
    assert report(box, [deposit(), deposit()]).status == 400
    with Sandbox(Settings(batches=True, token=TOKEN)) as other:
        body = json.dumps([deposit("a"), deposit("b", ootb_deposit_amount="x")]).encode()
        got = report(other, body, signed(TOKEN, body))
        assert (got.status, got.json["status"]) == (200, "error")
        assert [one.verdict for one in other.events()] == ["good", "bad"]
        assert [one.payload["customer"] for one in other.events()] == ["a", "b"]
        body = json.dumps([1, deposit()]).encode()
        assert report(other, body, signed(TOKEN, body)).status == 400


# What is shown


def test_findings_stand_beside_what_they_are_about(box):
    report(box, b'{"event":"ootb_deposit","context":{"zzz":1,"ootb_deposit_amount":"x"},"zzz":2}')
    shown = get(box, "/api/events/1")
    lines = shown["text"].splitlines()
    for finding in shown["findings"]:
        key = finding["pointer"].rpartition("/")[2]
        rest = lines[finding["line"] - 1][finding["column"] - 1 :]
        if finding["rule"] in {"OOTB106", "OOTB206"}:
            assert rest.startswith(f'"{key}": ')
        elif key == "ootb_deposit_amount":
            assert rest == '"x"'
        elif not key:
            assert (finding["line"], finding["column"]) == (1, 1)
    assert {finding["pointer"] for finding in shown["findings"]} >= {
        "/zzz",
        "/context/zzz",
        "/context/ootb_deposit_amount",
    }
    assert json.loads(shown["answer"])["status"] == "error"


def test_duplicate_keys_and_byte_order_marks_are_placed(box):
    report(box, b'\xef\xbb\xbf{"event":"a","event":"ootb_login"}')
    shown = get(box, "/api/events/1")
    assert shown["text"] == '{\n  "event": "a",\n  "event": "ootb_login"\n}'
    places = {one["rule"]: (one["line"], one["column"]) for one in shown["findings"]}
    assert (places["OOTB003"], places["OOTB004"]) == ((1, 1), (3, 3))


def test_what_is_no_json_is_shown_as_it_came(box):
    report(box, b'{\n "a": nonsense \xff}')
    shown = get(box, "/api/events/1")
    assert shown["text"] == '{\n "a": nonsense \ufffd}'
    (finding,) = shown["findings"]
    assert finding["severity"] == "error"
    assert finding["line"] == 2


def test_secrets_are_left_out_of_headers(box):
    headers = {**JSON, "Authorization": "Bearer x", "Cookie": "a=b", "X-Trace": "7"}
    report(box, deposit(), headers)
    shown = get(box, "/api/events/1")["headers"]
    assert shown["X-Trace"] == "7"
    assert not {"authorization", "cookie"} & {name.lower() for name in shown}


def test_events_are_filtered(box):
    report(box, deposit("c-1"))
    report(box, deposit("c-2", surprising=1))
    report(box, {"event": "ootb_typo", "visitor": "v-1"})
    report(box, b"{")

    def found(query):
        answer = get(box, f"/api/events?{query}")
        assert answer["total"] >= len(answer["events"])
        return [event["number"] for event in answer["events"]]

    assert found("") == [4, 3, 2, 1]
    assert found("verdict=bad") == [4, 3]
    assert found("verdict=good&verdict=warning") == [2, 1]
    assert found("event=ootb_deposit") == [2, 1]
    assert found("event=ootb_typo") == [3]
    assert found("event=") == [4, 3]
    assert found("customer=c-2") == [2]
    assert found("customer=v-1") == found("visitor=v-1") == [3]
    assert found("rule=OOTB206") == [2]
    assert found("after=1&before=4") == [3, 2]
    assert found("limit=1") == [4]
    assert found("limit=0") == []


@pytest.mark.parametrize(
    "query",
    [
        "verdict=ugly",
        "limit=1001",
        "limit=-1",
        "after=x",
        "before=1e3",
        "limit=²",
        "costumer=c-1",
        "rule=OOTB2O1",
        f"after={'9' * 99}",
    ],
)
def test_a_query_that_makes_no_sense_is_refused(box, query):
    got = call(box, "GET", "/api/events?" + query.replace("²", "%C2%B2"))
    assert got.status == 400
    assert got.json["error"]


def test_what_is_misspelt_is_not_taken_for_nothing(box):
    report(box, {"event": "ootb_login"})
    with pytest.raises(ConfigurationError, match="one of good, warning, bad"):
        box.events(verdict="baad")
    with pytest.raises(ConfigurationError, match="no such rule"):
        box.events(rule="OOTB2O1")


def test_a_wrong_address_is_told_the_right_one():
    with Sandbox(Settings(path="/x")) as box:
        got = call(box, "POST", "/reportServer", deposit())
        assert got.status == 404
        assert "events are posted to /x" in got.json["error"]
        got = call(box, "POST", "/api/summary")
        assert (got.status, got.headers["Allow"]) == (405, "GET,HEAD")
        assert got.json["error"] == "this path takes GET, HEAD only"


@pytest.mark.parametrize("number", ["0", "2", "99999999999999999999", "x"])
def test_an_event_that_is_not_there_is_not_found(box, number):
    report(box, deposit())
    got = call(box, "GET", f"/api/events/{number}")
    assert got.status == 404
    assert got.json["error"]


def test_only_the_latest_events_are_kept():
    with Sandbox(Settings(keep=2)) as box:
        for number in range(5):
            report(box, deposit(f"c-{number}"))
        answer = get(box, "/api/events")
        assert [event["number"] for event in answer["events"]] == [5, 4]
        assert (answer["total"], answer["kept"], answer["forgotten"]) == (2, 2, 3)
        assert get(box, "/api/summary")["verdicts"]["good"] == 5
        assert call(box, "GET", "/api/events/3").status == 404


def test_reset_forgets_events_and_keeps_faults(box):
    box.faults.add(Fault(kind="error"))
    report(box, deposit())
    assert call(box, "POST", "/api/reset").status == 204
    summary = get(box, "/api/summary")
    assert (summary["total"], summary["kept"], summary["events"]) == (0, 0, [])
    assert len(get(box, "/api/faults")["faults"]) == 1
    report(box, deposit())
    assert get(box, "/api/events")["events"][0]["number"] == 2
    assert call(box, "POST", "/api/reset?faults=1").status == 204
    assert get(box, "/api/faults")["faults"] == []


# Faults


def test_faults_by_the_api(box):
    assert call(box, "POST", "/api/faults", {"kind": "status", "status": 503}).status == 201
    got = call(box, "PUT", "/api/faults", {"faults": [{"kind": "error", "count": 1}], "seed": 7})
    assert got.json == {"faults": [{"kind": "error", "share": 1.0, "count": 1}], "seed": 7}
    assert [report(box, deposit()).json["status"] for _ in range(2)] == ["error", "success"]
    assert [one.fault for one in box.events()] == ["error", None]
    assert get(box, "/api/summary")["faults"] == 1
    assert call(box, "DELETE", "/api/faults").status == 204
    assert get(box, "/api/faults") == {"faults": [], "seed": 7}


def test_the_summary_has_the_faults_that_are_not_over(box):
    box.faults.replace(
        [Fault(kind="error", count=1), Fault(kind="status", status=429, share=0.5, count=3)]
    )
    assert get(box, "/api/summary")["faults_set"] == [
        "error,count=1",
        "status=429,share=0.5,count=3",
    ]
    report(box, deposit())
    summary = get(box, "/api/summary")
    assert (summary["faults"], summary["faults_set"]) == (1, ["status=429,share=0.5,count=3"])


def test_faults_with_a_count_follow_each_other(box):
    box.faults.replace(Fault(kind=kind, count=1) for kind in ("status", "error", "status"))
    assert [report(box, deposit()).status for _ in range(4)] == [503, 200, 503, 200]
    assert [one.fault for one in box.events()] == ["status", "error", "status", None]


@pytest.mark.parametrize(
    ("method", "body"),
    [
        ("POST", {"kind": "earthquake"}),
        ("POST", {"kind": "reset", "event": "x" * 256}),
        ("POST", {"kind": "reset", "share": "much"}),
        ("POST", {"kind": ["reset"]}),
        ("POST", [1]),
        ("POST", b"{"),
        ("PUT", {"faults": {}}),
        ("PUT", {"faults": [], "seed": 1.5}),
        ("PUT", {"faults": [{}]}),
        ("PUT", {"faults": [], "more": 1}),
    ],
)
def test_a_fault_that_is_none_is_refused(box, method, body):
    got = call(box, method, "/api/faults", body)
    assert got.status == 400
    assert got.json["error"]


def test_a_status_and_when_to_come_back(box):
    box.faults.add(Fault(kind="status", status=429, retry_after=2, count=1))
    got = report(box, deposit())
    assert (got.status, got.headers["Retry-After"]) == (429, "2")
    assert report(box, deposit()).status == 200


def raw(box, body):
    """Post, and take whatever comes back until the connection ends."""
    head = "POST /reportServer HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    with socket.create_connection(("127.0.0.1", box.port), timeout=PATIENCE) as connection:
        connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        received = b""
        while part := connection.recv(65536):
            received += part
        return received


def test_connections_are_broken_off(box):
    body = json.dumps(deposit()).encode()
    box.faults.replace([Fault(kind="silence", count=1), Fault(kind="half", count=2)])
    assert raw(box, body) == b""
    head, _, rest = raw(box, body).partition(b"\r\n\r\n")
    (length,) = [int(line.split()[1]) for line in head.split(b"\r\n") if b"Length" in line]
    assert 0 < len(rest) < length
    box.faults.replace([Fault(kind="garbage")])
    assert b"HTTP" not in raw(box, body).partition(b"no HTTP")[0]
    assert raw(box, body)
    box.faults.replace([Fault(kind="reset")])
    with pytest.raises(ConnectionResetError):
        raw(box, body)
    assert [one.fault for one in box.events()] == ["silence", "half", "garbage", "garbage", "reset"]
    assert [one.status for one in box.events()] == [None, 200, None, None, None]


def test_latency_holds_up_nobody_else(box):
    box.faults.add(Fault(kind="latency", seconds=3_600, event="ootb_deposit"))
    late = []
    waiting = threading.Thread(target=lambda: late.append(report(box, deposit())))
    waiting.start()
    assert box.expect("ootb_deposit", within=PATIENCE).met
    assert get(box, "/api/events")["events"][0]["fault"] == "latency"
    start = time.monotonic()
    box.close()
    waiting.join(PATIENCE)
    assert late[0].status == 200
    assert time.monotonic() - start < PATIENCE / 2


# Expectations


def expect(box, *events, headers=None, **more):
    return call(box, "POST", "/api/expect", {"events": list(events), **more}, headers)


def test_an_expectation_is_met_by_what_came_before(box):
    report(box, deposit("c-1", ootb_deposit_amount=20.0))
    got = expect(
        box,
        {"event": "ootb_deposit", "customer": "c-1", "context": {"ootb_deposit_amount": 20}},
        within=0,
    )
    assert (got.status, got.json["met"], got.json["missing"]) == (200, True, [])


def test_an_expectation_is_met_by_what_comes_later(box):
    got = []
    wanted = {"event": "ootb_deposit", "count": 2}
    waiting = threading.Thread(target=lambda: got.append(expect(box, wanted, within=PATIENCE)))
    waiting.start()
    report(box, deposit())
    report(box, deposit())
    waiting.join(PATIENCE)
    assert got[0].json["met"]


def test_an_expectation_is_unmet(box):
    report(box, deposit())
    got = expect(box, {"event": "ootb_deposit", "count": 2}, {"event": "ootb_login"}, within=0.05)
    assert got.status == 422
    assert not got.json["met"]
    assert got.json["missing"] == [
        {"event": "ootb_deposit", "count": 2, "arrived": 1},
        {"event": "ootb_login", "count": 1, "arrived": 0},
    ]
    assert [event["number"] for event in got.json["arrived"]] == [1]


@pytest.mark.parametrize(
    ("wanted", "hint"),
    [
        ({"context": {"ootb_deposit_amount": "20.5"}}, "{} is a number instead of a string"),
        ({"context": {"ootb_deposit_amount": True}}, "{} is a number instead of a boolean"),
        ({"context": {"ootb_deposit_amount": 21}}, "{} is another value"),
        ({"context": {"ootb_x": 1}, "customer": "b"}, "another customer, ootb_x is absent"),
        ({"verdict": "bad", "visitor": "a"}, "another visitor, good instead of bad"),
    ],
)
def test_an_unmet_expectation_says_what_came_nearest(box, wanted, hint):
    report(box, deposit("somebody", ootb_deposit_amount=1, ootb_deposit_status="pending"))
    report(box, deposit(ootb_deposit_amount=20.5))
    wanted = {"event": "ootb_deposit", "customer": "c-1", **wanted}
    (missing,) = expect(box, wanted, within=0).json["missing"]
    assert missing["hint"] == f"nearest: 2 ootb_deposit: {hint.format('ootb_deposit_amount')}"


def test_an_unmet_expectation_says_what_is_no_event(box):
    got = expect(box, {"event": "ootb_depositt"}, {"event": "x"}, within=0)
    hints = [missing["hint"] for missing in got.json["missing"]]
    assert hints == [
        "the catalogue has no such event; did you mean ootb_deposit?",
        "the catalogue has no such event",
    ]


def test_an_unmet_expectation_says_what_arrived_out_of_order(box):
    report(box, deposit("a"))
    report(box, deposit("b"))
    got = expect(box, {"customer": "b"}, {"customer": "a"}, within=0, in_order=True)
    (missing,) = got.json["missing"]
    assert missing["hint"].startswith("more arrived, but out of order")


def test_a_bad_event_disappoints_at_once(box):
    report(box, {"event": "ootb_login"})
    got = expect(box, {"event": "ootb_deposit"}, within=60)
    assert (got.status, len(got.json["bad"])) == (422, 1)
    report(box, deposit())
    assert expect(box, {"event": "ootb_deposit"}, within=0, none_bad=False).status == 200


def test_an_order_is_expected(box):
    report(box, deposit("a"))
    report(box, deposit("b"))
    first, second = {"customer": "a"}, {"customer": "b"}
    assert expect(box, first, second, within=0, in_order=True).status == 200
    assert expect(box, second, first, within=0).status == 200
    assert expect(box, second, first, within=0, in_order=True).status == 422


def test_what_a_fault_befell_did_not_arrive(box):
    box.faults.add(Fault(kind="status", count=1))
    report(box, deposit())
    assert expect(box, {"event": "ootb_deposit"}, within=0).status == 422
    report(box, deposit())
    assert expect(box, {"event": "ootb_deposit"}, within=0).status == 200


def test_a_reset_starts_an_expectation_over(box):
    report(box, deposit())
    got = []
    wanted = {"event": "ootb_deposit", "count": 2}
    waiting = threading.Thread(target=lambda: got.append(expect(box, wanted, within=PATIENCE)))
    with_listener = box._inbox.changes
    waiting.start()
    while not with_listener.listeners:
        time.sleep(0.001)
    box.reset()
    report(box, deposit())
    assert waiting.is_alive()
    report(box, deposit())
    waiting.join(PATIENCE)
    assert got[0].json["met"]


def test_an_outcome_for_people_names_nobody(box):
    report(box, deposit("c-20871"))
    report(box, {"event": "ootb_login", "customer": "c-20871"})
    wanted = {"event": "ootb_login", "customer": "c-4711", "context": {"ootb_x": "secret"}}
    got = expect(box, wanted, within=0, headers={**JSON, "Accept": "text/plain"})
    assert got.status == 422
    assert got.headers["Content-Type"].startswith("text/plain")
    assert got.body.decode() == (
        "not as expected\n"
        "missing: ootb_login of a given customer with ootb_x: 0 of 1 arrived\n"
        "  nearest: 2 ootb_login: another customer, ootb_x is absent\n"
        "bad: 2 ootb_login (bad, OOTB101)\n"
        "arrived: 1 ootb_deposit (good)\n"
        "arrived: 2 ootb_login (bad, OOTB101)\n"
    )


def test_an_outcome_for_people_escapes_what_arrived(box):
    report(box, {"event": "\x1b[31mred\nmissing: ootb_x\u202e" + "y" * 1000})
    got = expect(
        box,
        {"event": "ootb_login"},
        within=0,
        none_bad=False,
        headers={**JSON, "Accept": "text/plain"},
    )
    (arrived,) = re.findall("arrived: .*", got.body.decode())
    assert arrived.startswith(r"arrived: 1 \x1b[31mred\nmissing: ootb_x\u202eyyy")
    assert len(arrived) < 200
    assert len(got.body.decode().splitlines()) == 3


def test_an_outcome_says_why_an_event_without_an_error_is_bad(box):
    report(box, deposit(), {"Content-Type": "text/plain"})
    box.token = "t0ken"  # noqa: S105 - of this test
    report(box, deposit())
    got = expect(box, within=0, headers={**JSON, "Accept": "text/plain"})
    assert "bad: 1 ootb_deposit (bad, Content-Type is not application/json)" in got.body.decode()
    assert "bad: 2 ootb_deposit (bad, signature missing)" in got.body.decode()


@pytest.mark.parametrize(
    "body",
    [
        {"events": [{"event": 1}]},
        {"events": [{"colour": "red"}]},
        {"events": [{"verdict": "ugly"}]},
        {"events": [{"count": 0}]},
        {"events": [{"count": True}]},
        {"events": [{"context": []}]},
        {"events": {}},
        {"events": [{}] * 101},
        {"within": 61},
        {"within": "long"},
        {"in_order": 1},
        {"more": 1},
        [],
    ],
)
def test_an_expectation_that_is_none_is_refused(box, body):
    got = call(box, "POST", "/api/expect", body)
    assert got.status == 400
    assert got.json["error"]


# Validation and the catalogue


def test_any_text_is_validated(box):
    got = call(box, "POST", "/api/validate", {"text": json.dumps(deposit()), "strict": True})
    assert got.json["verdict"] == "good"
    assert (got.json["event"], got.json["version"]) == ("ootb_deposit", "2.1.0")
    for text in ("", "{", "[]", '"x"', "\ud800", '{"a": "\\ud800"}', "\x00", "[" * 5_000):
        got = call(box, "POST", "/api/validate", {"text": text})
        assert (got.status, got.json["verdict"]) == (200, "bad"), text
        assert got.json["findings"][0]["line"] >= 1
    assert box.summary()["total"] == 0


def test_a_text_is_validated_against_a_version(box):
    text = json.dumps(Catalog.default().get("ootb_deposit", "1.0.0").examples[0])
    assert call(box, "POST", "/api/validate", {"text": text}).json["version"] == "1.0.0"
    got = call(box, "POST", "/api/validate", {"text": text, "version": "2.0.0"})
    assert got.json["version"] == "2.0.0"
    assert "OOTB206" in {finding["rule"] for finding in got.json["findings"]}


@pytest.mark.parametrize(
    "body", [{}, {"text": 1}, {"text": "", "strict": 1}, {"text": "", "profile": "x"}, b"[", b"[]"]
)
def test_a_question_that_makes_no_sense_is_refused(box, body):
    got = call(box, "POST", "/api/validate", body)
    assert got.status == 400
    assert got.json["error"]


def test_every_event_has_its_page_and_examples(box):
    catalog = Catalog.default()
    for entry in get(box, "/api/catalog")["events"]:
        key = entry["event"]
        page = get(box, f"/api/catalog/{key}")
        versions = [version["version"] for version in page["versions"]]
        assert versions == entry["versions"][::-1] == list(catalog.versions(key))[::-1]
        assert page["versions"][-1]["differences"] == []
        standing = {"OOTB302", "OOTB303"}
        for version in versions:
            sizes = {}
            for size in ("small", "full"):
                path = f"/api/catalog/{key}/example?version={version}&size={size}"
                example = get(box, path)
                assert example["version"] == version
                found = validator_for().validate(example["text"], version=version).findings
                assert not [str(one) for one in found if one.rule not in standing], path
                sizes[size] = json.loads(example["text"])["context"]
            assert set(sizes["small"]) <= set(sizes["full"])
            known = set(catalog.get(key, version).parameters)
            assert len(sizes["full"]) == 50 or known - set(sizes["full"]) <= set(
                " ".join(map(str, catalog.get(key, version).rules)).replace("'", " ").split()
            )


def test_differences_say_what_changed(box):
    newest, *_ = get(box, "/api/catalog/ootb_registration_failed")["versions"]
    changes = {each["parameter"]: each for each in newest["differences"]}
    assert changes["ootb_failure_code"]["change"] == "added"
    removed = changes["ootb_email"]
    assert (removed["change"], removed["payloads"], removed["code"]) == (
        "removed",
        "warned",
        "breaks",
    )
    assert "ootb_email" in removed["detail"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/catalog/ootb_depositt",
        "/api/catalog/ootb_depositt/example",
        "/api/catalog/ootb_deposit/example?version=9.9.9",
        "/api/nothing",
        "/page/nothing.js",
        "/page/..%2f_app.py",
        "/page/.hidden",
        "/nothing",
    ],
)
def test_what_is_not_there_is_not_found(box, path):
    got = call(box, "GET", path)
    assert got.status == 404
    assert got.json["error"]


def test_a_size_that_is_none_is_refused(box):
    assert call(box, "GET", "/api/catalog/ootb_deposit/example?size=huge").status == 400


# In this process


def test_several_sandboxes_at_once():
    with Sandbox() as one, Sandbox() as other:
        report(one, deposit())
        assert (one.summary()["total"], other.summary()["total"]) == (1, 0)


def test_what_arrived_can_be_asked_for_after_the_end():
    with Sandbox() as box:
        report(box, deposit())
    assert box.events()[0].payload == deposit()
    assert box.summary()["total"] == 1
    box.reset()
    with pytest.raises(ConfigurationError, match="does not run"):
        box.expect("ootb_deposit")


def test_expectations_in_this_process(box):
    report(box, deposit())
    assert box.expect("ootb_deposit", within=0).met
    with pytest.raises(AssertionError, match="missing: ootb_login: 0 of 1 arrived"):
        box.expect("ootb_login", within=0)
    with pytest.raises(ConfigurationError, match="within"):
        box.expect("ootb_login", within=1e9)


def test_requests_can_be_answered_by_the_caller():
    async def respond(request):
        return Reply(status=418, body={"path": request.path}) if request.path == "/tea" else None

    with Sandbox(respond=respond) as box:
        got = call(box, "GET", "/tea")
        assert (got.status, got.json) == (418, {"path": "/tea"})
        assert report(box, deposit()).json == SUCCESS
        assert box.connections == 2


def test_a_port_that_is_taken_is_said_so(box):
    with pytest.raises(ConfigurationError, match=f"port {box.port} of"):
        Sandbox(port=box.port)


def test_a_host_that_is_none_is_said_so():
    with pytest.raises(ConfigurationError, match=r"cannot listen on nonexistent\.invalid"):
        Sandbox(host="nonexistent.invalid")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"path": "reportServer"}, "path must start with /"),
        ({"path": "/"}, "path must start with /"),
        ({"path": "/api/x"}, "neither that of the page nor of the API"),
        ({"path": "/{x}"}, "path must start with /"),
        ({"path": "//host"}, "plain segments"),
        ({"path": "/a/../b"}, "plain segments"),
        ({"path": "/a%20b"}, "plain segments"),
        ({"token": ""}, "token is empty"),
        ({"access_token": " x"}, "access token is empty"),
        ({"profile": "x"}, "no such profile"),
        ({"keep": 0}, "keep must be"),
        ({"keep_bytes": 1}, "keep_bytes is at least"),
        ({"max_body": 0}, "max_body is a number"),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings, said):
    with pytest.raises(ConfigurationError, match=said):
        Settings(**settings)


def test_it_starts_once(box):
    with pytest.raises(ConfigurationError, match="started before"):
        box.start()


def test_close_is_quick_with_everything_open(box):
    idle = [socket.create_connection(("127.0.0.1", box.port)) for _ in range(20)]
    half = socket.create_connection(("127.0.0.1", box.port))
    half.sendall(b"POST /reportServer HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{")
    start = time.monotonic()
    box.close()
    assert time.monotonic() - start < 5
    for connection in (*idle, half):
        connection.close()
