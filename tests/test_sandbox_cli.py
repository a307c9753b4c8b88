"""``ootb-events sandbox`` as a process of its own, and services in other languages before it."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

from ootb_events.catalog import Catalog
from ootb_events.sandbox import Sandbox, Settings
from sandbox_client import JSON, PATIENCE, call, deposit, get, report

TOKEN = "s3cr3t-token"  # noqa: S105 - of a sandbox
COMMAND = (sys.executable, "-m", "ootb_events", "sandbox")
needs_signals = pytest.mark.skipif(sys.platform == "win32", reason="no signals to send here")


def environment(**more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OOTB_EVENTS")}
    return {**kept, **more}


@contextmanager
def running(*options, env=(), **how):
    """Run the command until the end of the context; it says where it listens."""
    process = subprocess.Popen(  # noqa: S603 - our own program
        [*COMMAND, "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(**dict(env)),
        **how,
    )
    watchdog = threading.Timer(4 * PATIENCE, process.kill)
    watchdog.start()
    try:
        lines = [process.stdout.readline(), process.stdout.readline()]
        page, endpoint = (line.split()[-1] for line in lines)
        yield SimpleNamespace(
            process=process, page=page, endpoint=endpoint, port=urlsplit(page).port
        )
    finally:
        watchdog.cancel()
        if process.poll() is None:
            process.kill()
        process.communicate()


def ended(process, number):
    process.send_signal(number)
    out, err = process.communicate(timeout=PATIENCE)
    return process.returncode, out, err


@needs_signals
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_a_signal(number):
    with running() as box:
        assert report(box, deposit()).json == {"status": "success", "message": "1"}
        assert get(box, "/api/summary")["endpoint"] == box.endpoint
        waiting = http.client.HTTPConnection("127.0.0.1", box.port, timeout=PATIENCE)
        waiting.request("GET", "/api/stream")
        assert waiting.getresponse().status == 200
        assert ended(box.process, number) == (0, "", "")
        waiting.close()


@needs_signals
def test_options_reach_the_sandbox():
    options = (
        "--path", "/x", "--strict", "--profile", "ebi", "--keep", "1",
        "--fault", "status=503,retry-after=2,count=1", "--fault", "error,share=0", "--seed", "7",
    )  # fmt: skip
    with running(*options) as box:
        assert box.endpoint.endswith("/x")
        got = call(box, "POST", "/x", deposit())
        assert (got.status, got.headers["Retry-After"]) == (503, "2")
        assert call(box, "POST", "/x", deposit(surprising=1)).json["status"] == "error"
        summary = get(box, "/api/summary")
        assert (summary["kept"], summary["capacity"], summary["faults"]) == (1, 1, 1)
        assert get(box, "/api/faults")["seed"] == 7


def test_lenience_and_batches():
    with running("--lenient", "--batches") as box:
        assert report(box, {"event": "x"}).json["status"] == "success"
        assert report(box, [deposit(), deposit()]).json["status"] == "success"


def test_the_token_of_the_environment_is_demanded():
    with running(env={"OOTB_EVENTS_TOKEN": TOKEN}) as box:
        assert report(box, deposit()).status == 401
        assert get(box, "/api/summary")["signed"] is True


def test_beyond_loopback_the_address_has_a_token():
    with running("--host", "0.0.0.0") as box:  # noqa: S104 - to see it guarded
        token = re.fullmatch(r"http://127\.0\.0\.1:\d+/\?token=([\w-]{16,})", box.page)[1]
        assert call(box, "GET", "/api/summary").status == 401
        assert call(box, "GET", "/api/summary", None, {"Authorization": f"Bearer {token}"}).json


def failed(*options):
    done = subprocess.run(  # noqa: S603 - as above
        [*COMMAND, *options],
        capture_output=True,
        text=True,
        env=environment(),
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_port_that_is_taken_is_said_so():
    with Sandbox() as box:
        assert f"port {box.port} of 127.0.0.1 is taken; choose another" in failed(
            "--port", str(box.port)
        )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--fault", "earthquake"), "there is no such kind"),
        (("--fault", "reset,share=x"), "has no number"),
        (("--path", "x"), "the path must start with /"),
        (("--host", "nonexistent.invalid"), "cannot listen on nonexistent.invalid"),
        (("--token", ""), "the token is empty"),
        (("--keep", "0"), "0 is not in the range"),
    ],
)
def test_options_that_make_no_sense_are_refused(options, said):
    assert said in " ".join(failed(*options).split())


def test_without_aiohttp_the_extra_is_named(tmp_path):
    (tmp_path / "aiohttp.py").write_text("raise ImportError", encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - as above
        COMMAND, capture_output=True, text=True, timeout=PATIENCE, check=False,
        env=environment(PYTHONPATH=str(tmp_path)),
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert 'pip install "ootb-events[sandbox]"' in done.stderr


@needs_signals
def test_in_a_terminal_events_are_told_without_saying_whose():
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(  # noqa: S603 - as above
        [*COMMAND, "--port", "0"], stdout=theirs, stderr=theirs, env=environment(TERM="xterm")
    )
    os.close(theirs)
    screen = os.fdopen(ours, encoding="utf-8")
    try:
        port = urlsplit(screen.readline().split()[-1]).port
        screen.readline()
        box = SimpleNamespace(port=port)
        report(box, deposit("c-20871"))
        report(box, {"event": "\x1b[31mevil\u202e", "customer": "c-20871"})
        lines = [re.sub(r"\x1b\[\d+m", "", screen.readline()) for _ in range(2)]
        assert lines[0].split() == ["1", "good", "ootb_deposit"]
        assert lines[1].split()[:3] == ["2", "bad", r"\x1b[31mevil\u202e"]
        assert "OOTB107" in lines[1]
        assert "c-20871" not in "".join(lines)
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
        screen.close()


# Services in other languages

NODE = """
const { createHmac } = await import("node:crypto");
const [url, token, count] = process.argv.slice(1);
const answers = [];
for (let number = 1; number <= Number(count); number++) {
  const body = JSON.stringify({
    tenant: 1042, timestamp: "2026-06-09 12:00:00.250000 UTC", event: "ootb_deposit",
    customer: `nöde-${number}`, context: { ootb_deposit_amount: 20.5 },
  });
  const headers = { "Content-Type": "application/json" };
  if (token) {
    headers["X-Optimove-Signature-Version"] = "1";
    headers["X-Optimove-Signature-Content"] =
      createHmac("sha256", token).update(body).digest("hex");
  }
  const response = await fetch(url, { method: "POST", headers, body });
  answers.push([response.status, (await response.json()).status]);
}
console.log(JSON.stringify(answers));
"""


@pytest.fixture(scope="module", params=["signed", "unsigned"])
def box(request):
    token = TOKEN if request.param == "signed" else None
    with Sandbox(Settings(token=token)) as served:
        yield served


def tool(name):
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed: a service in another language was NOT tried")
    return path


def output_of(*command):
    done = subprocess.run(  # noqa: S603 - as above
        command, capture_output=True, timeout=PATIENCE, check=True
    )
    return done.stdout.decode()


def test_a_service_in_javascript_posts_events(box):
    box.reset()
    command = (tool("node"), "--input-type=module", "-e", NODE, "--", box.url)
    answers = json.loads(output_of(*command, box.token or "", "3"))
    assert answers == [[200, "success"]] * 3
    box.expect(*({"event": "ootb_deposit", "customer": f"nöde-{n}"} for n in (1, 2, 3)), within=0)
    expected = "valid" if box.token else "unchecked"
    assert {one.judgement.signature for one in box.events()} == {expected}
    wrong = json.loads(output_of(*command, "wrong", "1"))
    assert wrong == ([[401, "error"]] if box.token else [[200, "success"]])


def curl(box, body, token):
    signature = []
    if token:
        content = hmac.new(token.encode(), body.encode(), hashlib.sha256).hexdigest()
        signature = ["-H", "X-Optimove-Signature-Version: 1"]
        signature += ["-H", f"X-Optimove-Signature-Content: {content}"]
    headers = [part for name, value in JSON.items() for part in ("-H", f"{name}: {value}")]
    written = output_of(
        tool("curl"), "-sS", "--noproxy", "*", *headers, *signature,
        "--data-binary", body, "-w", " %{http_code}", box.url,
    )  # fmt: skip
    answer, _, status = written.rpartition(" ")
    return int(status), json.loads(answer)["status"]


def test_a_shell_script_posts_events_and_expects_them(box):
    box.reset()
    body = json.dumps(deposit("cürl"), ensure_ascii=False)
    assert curl(box, body, box.token) == (200, "success")
    expectation = {"events": [{"event": "ootb_deposit", "customer": "cürl"}], "within": 5}
    command = ("curl", "-sS", "--noproxy", "*", "--fail", "-H", "Content-Type: application/json",
               "-H", "Accept: text/plain", "-d", json.dumps(expectation))  # fmt: skip
    url = f"http://127.0.0.1:{box.port}/api/expect"
    assert output_of(tool("curl"), *command[1:], url) == "as expected\n"
    if box.token:
        assert curl(box, body, "wrong") == (401, "error")
        assert curl(box, body, None) == (401, "error")


def test_events_of_ones_own_are_known():
    shop = Path(__file__).parents[1] / "examples" / "shop" / "schemas"
    if not shop.is_dir():
        pytest.skip("no checkout around the tests")
    payload = Catalog.load(shop).get("x_bonus_claimed").examples[0]
    for options, status in ((("--catalog", str(shop)), "success"), ((), "error")):
        with running(*options) as found:
            assert report(found, payload).json["status"] == status
