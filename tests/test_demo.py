"""The demonstration tells its story, and in a terminal stays until somebody has seen enough."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DEMO = [sys.executable, str(ROOT / "examples" / "demo.py")]
PATIENCE = 60


@pytest.mark.parametrize("elsewhere", [False, True])
def test_without_a_terminal_it_ends_by_itself(elsewhere, tmp_path):
    run = subprocess.run(  # noqa: S603 - our own
        DEMO,
        cwd=tmp_path if elsewhere else ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    assert run.stdout.count("good ") == 8
    assert re.search(r"\n   http://127\.0\.0\.1:\d+/\n\nAll as told\.\n$", run.stdout)


@pytest.mark.skipif(sys.platform == "win32", reason="NO TERMINALS ON WINDOWS HERE: not shown")
def test_in_a_terminal_it_shows_the_page_until_ctrl_c():
    ours, theirs = os.openpty()
    with subprocess.Popen(  # noqa: S603 - our own
        DEMO, cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    ) as demo:
        os.close(theirs)
        told = read_until("Ctrl+C", ours)
        address = re.search(r"http://127\.0\.0\.1:\d+/(?=\r)", told)
        assert address
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(address[0], timeout=PATIENCE) as page:
            assert page.status == 200
        demo.send_signal(signal.SIGINT)
        read_until("All as told.", ours)
        assert demo.wait(PATIENCE) == 0
    os.close(ours)


def read_until(words: str, terminal: int) -> str:
    told = ""
    while words not in told:
        assert select.select([terminal], [], [], PATIENCE)[0], told
        try:
            told += os.read(terminal, 65_536).decode(errors="replace")
        except OSError:  # how Linux says that the other end is closed
            pytest.fail(f"ended without saying {words!r}:\n{told}")
    return told
