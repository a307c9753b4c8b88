"""What all tests share: how hard Hypothesis searches, and a JavaScript engine."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# ci: the same examples every time, so that a failure is about the change at hand.
# explore: other examples every time, and twenty times as many (see event_strategies.runs).
# brief: a fifth of the examples, for what has been searched once already.
settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("explore", max_examples=2000, deadline=None, print_blob=True)
settings.register_profile("brief", settings.get_profile("ci"), max_examples=20)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

# A shell starts what it runs in the background deaf to SIGINT, and so would be what tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Splits at line feeds only: Node's readline splits at U+2028 as well.
ECHO_PROGRAM = """
let rest = Buffer.alloc(0);
process.stdin.on("data", (chunk) => {
  rest = Buffer.concat([rest, chunk]);
  for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
    const line = rest.toString("utf8", 0, end);
    rest = rest.subarray(end + 1);
    let answer;
    try { answer = JSON.stringify(JSON.parse(line)); } catch (error) { answer = `! ${error}`; }
    process.stdout.write(answer + "\\n");
  }
});
"""


@pytest.fixture(scope="session")
def javascript() -> Iterator[Callable[[bytes], bytes]]:
    """Give what ``JSON.stringify(JSON.parse(line))`` is in a real JavaScript engine."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("NO node ON PATH: nothing shows here that signed bytes are what it prints")
    with subprocess.Popen(  # noqa: S603 - a constant program
        [node, "-e", ECHO_PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        pipe_in, pipe_out = process.stdin, process.stdout
        assert pipe_in is not None
        assert pipe_out is not None

        def echo(line: bytes) -> bytes:
            assert b"\n" not in line
            pipe_in.write(line + b"\n")
            pipe_in.flush()
            return pipe_out.readline().rstrip(b"\n")

        yield echo
        pipe_in.close()
