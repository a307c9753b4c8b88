"""An nginx on loopback that says yes to every event, and wrk to see how fast it can."""

from __future__ import annotations

import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.request import ProxyHandler, build_opener

if TYPE_CHECKING:
    from collections.abc import Iterator

_CONFIGURATION: Final = """
daemon off;
master_process off;
pid {home}/pid;
error_log stderr error;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {home}/body;
    proxy_temp_path {home}/proxy;
    fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi;
    scgi_temp_path {home}/scgi;
    default_type application/json;
    keepalive_requests 1000000000;
    keepalive_timeout 600s;
    server {{
        listen 127.0.0.1:{port};
        location = /status {{ stub_status; }}
        location / {{ return 200 '{{"status":"success","message":"1"}}'; }}
    }}
}}
"""
_SCRIPT: Final = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = [==[{body}]==]
done = function(summary)
    local errors = summary.errors
    io.write(string.format('\\n{{"requests":%d,"microseconds":%d,"errors":%d}}',
        summary.requests, summary.duration,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
"""
_SECONDS_TO_START: Final = 5


class Counts(NamedTuple):
    """Hold what a server has seen since it started, the question included."""

    connections: int
    requests: int


class Server:
    """Know where a running nginx is."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/reportServer"
        self._status = f"http://127.0.0.1:{port}/status"
        self._opener = build_opener(ProxyHandler({}))

    def counts(self) -> Counts:
        """Ask it, over one connection more, how many connections and requests it has seen."""
        with self._opener.open(self._status, timeout=_SECONDS_TO_START) as answer:
            text = answer.read().decode()
        _active, _accepted, handled, requests, *_ = map(int, re.findall(r"\d+", text))
        return Counts(handled, requests)


@contextmanager
def nginx() -> Iterator[Server]:
    """Run one worker, without a log, that keeps every connection open."""
    with TemporaryDirectory(prefix="ootb-events-") as home, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        configuration, log = Path(home, "nginx.conf"), Path(home, "log")
        configuration.write_text(_CONFIGURATION.format(home=home, port=port), encoding="utf-8")
        with log.open("wb") as errors:
            process = subprocess.Popen(  # noqa: S603 - from the PATH, with our configuration
                [_found("nginx"), "-p", home, "-c", str(configuration)],
                stdin=subprocess.DEVNULL,
                stdout=errors,
                stderr=errors,
            )
        before = signal.signal(signal.SIGTERM, _leave)  # or nginx would be left running
        try:
            _await(process, port, log)
            yield Server(port)
        finally:
            process.terminate()
            process.wait()
            signal.signal(signal.SIGTERM, before)


def wrk(url: str, body: bytes, connections: int, seconds: int) -> tuple[float, float]:
    """Post the same bytes again and again from one thread.

    :returns: seconds of CPU, of wrk alone and with its start, and of the clock, per request.
    """
    with TemporaryDirectory(prefix="ootb-events-") as home:
        script = Path(home, "post.lua")
        script.write_text(_SCRIPT.format(body=body.decode()), encoding="utf-8")
        before = _spent_by_children()
        ended = subprocess.run(  # noqa: S603 - from the PATH, with our script
            [_found("wrk"), "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(script), url],
            check=True,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        spent = _spent_by_children() - before  # nginx is counted when it has ended, so not here
    told = json.loads(ended.stdout.splitlines()[-1])
    assert not told["errors"], ended.stdout
    return spent / told["requests"], told["microseconds"] / 1e6 / told["requests"]


def missing(program: str) -> bool:
    """Say loudly that a program is not there."""
    if shutil.which(program):
        return False
    print(f"SKIPPED, there is no {program} in the PATH: what needs it is not measured\n")
    return True


def version_of(program: str) -> str:
    """Read the version from what a program says about itself."""
    said = subprocess.run(  # noqa: S603 - from the PATH
        [_found(program), "-v"], check=False, capture_output=True, encoding="utf-8"
    )
    found = re.search(r"\d+(\.\d+)+", said.stdout + said.stderr)
    return found[0] if found else "of unknown version"


def _found(program: str) -> str:
    found = shutil.which(program)
    assert found, program
    return found


def _leave(number: int, _: object) -> None:
    sys.exit(128 + number)


def _await(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + _SECONDS_TO_START
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError(f"nginx does not start: {log.read_text(encoding='utf-8', errors='replace')}")


def _spent_by_children() -> float:
    import resource  # not on Windows

    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
