"""Who may talk to a sandbox, and what browsers are told."""

from __future__ import annotations

import re

import pytest

from ootb_events.sandbox import Sandbox, Settings
from sandbox_client import JSON, call, deposit, get, report

ACCESS = "0pen-sesame"
BEARER = {"Authorization": f"Bearer {ACCESS}"}
EVERYWHERE = [
    "/",
    "/api/summary",
    "/api/events",
    "/api/stream",
    "/api/openapi.json",
    "/page/style.css",
]


@pytest.fixture(scope="module")
def box():
    with Sandbox() as served:
        yield served


@pytest.fixture(scope="module")
def guarded():
    with Sandbox(Settings(access_token=ACCESS), host="0.0.0.0") as served:  # noqa: S104 - to be guarded
        yield served


# Names that resolve to loopback (DNS rebinding)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8071",
        "localhost.evil.example",
        "10.0.0.1",
        "",
        "[",
        "a b",
        "127.0.0.1.evil",
    ],
)
@pytest.mark.parametrize("path", ["/", "/api/summary", "/reportServer"])
def test_other_names_are_refused(box, host, path):
    method = "POST" if path == "/reportServer" else "GET"
    got = call(box, method, path, deposit() if method == "POST" else None, {**JSON, "Host": host})
    assert got.status in {400, 403}  # 400: no header at all
    assert get(box, "/api/summary")["total"] == 0


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:1", "127.0.0.1:8071", "127.9.9.9", "[::1]:80", "app.localhost"]
)
def test_names_of_this_machine_are_let_in(box, host):
    assert call(box, "GET", "/api/summary", None, {"Host": host}).status == 200


def test_further_names_are_a_setting():
    with Sandbox(Settings(hosts=("optimove.test",))) as box:
        assert call(box, "GET", "/api/summary", None, {"Host": "optimove.test:1"}).status == 200
        assert call(box, "GET", "/api/summary", None, {"Host": "other.test"}).status == 403


# Pages of others


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1"},  # another port is another origin
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/reset"),
        ("DELETE", "/api/faults"),
        ("PUT", "/api/faults"),
        ("POST", "/api/faults"),
    ],
)
def test_pages_of_others_change_nothing(box, headers, method, path):
    assert call(box, method, path, None, headers).status == 403
    assert get(box, "/api/faults")["faults"] == []


def test_the_own_page_changes_things(box):
    origin = {"Origin": f"http://127.0.0.1:{box.port}", "Sec-Fetch-Site": "same-origin"}
    assert call(box, "POST", "/api/reset", None, origin).status == 204


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_forms_change_nothing(box, kind):
    headers = {"Content-Type": kind} if kind else {"Content-Length": "2"}
    assert call(box, "POST", "/api/faults", b"{}", headers).status == 403


def test_nothing_is_shared_with_other_origins(box):
    for path in EVERYWHERE[1:3]:
        got = call(box, "GET", path, None, {"Origin": "https://evil.example"})
        assert not [name for name in got.headers if name.lower().startswith("access-control")]
    got = call(box, "OPTIONS", "/reportServer", None, {"Origin": "https://evil.example"})
    assert got.status == 405


# The access token


@pytest.mark.parametrize("path", EVERYWHERE)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": f"Basic {ACCESS}"},
        {"Authorization": "Bearer é"},
        {"Cookie": f"ootb-events-sandbox-{{port}}={ACCESS}"},
    ],
)
def test_nobody_gets_in_without_the_token(guarded, path, headers):
    headers = {name: value.replace("{port}", str(guarded.port)) for name, value in headers.items()}
    got = call(guarded, "GET", path, None, headers)
    assert got.status == 401
    assert ACCESS not in got.body.decode()


def test_the_token_opens_everything(guarded):
    for path in set(EVERYWHERE) - {"/api/stream", "/page/style.css"}:
        assert call(guarded, "GET", path, None, BEARER).status == 200


def test_the_address_that_is_printed_opens_the_page(guarded):
    path = guarded.page[guarded.page.index("/?") :]
    got = call(guarded, "GET", path)
    assert (got.status, got.headers["Location"]) == (302, "/")
    cookie = got.headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    assert ACCESS not in cookie
    opened = {"Cookie": cookie.partition(";")[0]}
    assert call(guarded, "GET", "/api/summary", None, opened).status == 200
    assert call(guarded, "GET", "/?token=wrong").status == 401


def test_sandboxes_side_by_side_do_not_close_each_others_page(guarded):
    with Sandbox(Settings(access_token="other")) as other:  # noqa: S106 - of this test
        cookies = [
            call(box, "GET", box.page[box.page.index("/?") :]).headers["Set-Cookie"].split("=")[0]
            for box in (guarded, other)
        ]
    assert len(set(cookies)) == 2  # a browser sends the cookies of a host to all of its ports


def test_the_endpoint_needs_no_access_token(guarded):
    assert report(guarded, deposit()).status == 200


def test_a_token_is_made_up_beyond_loopback():
    with Sandbox(host="0.0.0.0") as one, Sandbox(host="0.0.0.0") as other:  # noqa: S104 - as above
        assert one.access_token
        assert one.access_token != other.access_token
        assert one.access_token in one.page
        assert call(one, "GET", "/api/summary").status == 401


def test_a_token_holds_on_loopback_too_if_it_is_given():
    with Sandbox(Settings(access_token=ACCESS)) as box:
        assert call(box, "GET", "/api/summary").status == 401
        assert call(box, "GET", "/api/summary", None, BEARER).status == 200


# What browsers are told


@pytest.mark.parametrize(
    "path", ["/", "/api/summary", "/api/nothing", "/api/events/9", "/api/stream"]
)
def test_every_answer_has_the_headers(box, path):
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", box.port, timeout=20)
    connection.request("GET", path)
    headers = connection.getresponse().headers
    connection.close()
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy.pop("img-src") == "'self' data:"
    assert policy.pop("require-trusted-types-for") == "'script'"
    assert set(policy.values()) == {"'none'", "'self'"}
    assert policy["default-src"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "Python" not in headers["Server"]


def test_files_of_the_page_are_served_as_what_they_are(box):
    page = call(box, "GET", "/")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    files = re.findall(r'(?:src|href)="/?(page/[^"]+)"', page.body.decode())
    assert files
    for file in files:
        got = call(box, "GET", f"/{file}")
        assert got.status == 200
        kind = {"css": "text/css", "js": "text/javascript"}.get(file.rpartition(".")[2])
        assert kind is None or got.headers["Content-Type"].startswith(kind)
