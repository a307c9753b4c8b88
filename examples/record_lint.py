"""Take a folder from red to green with the real commands, and quote the session in docs/lint.md.

    python examples/record_lint.py           # write it into the page
    python examples/record_lint.py --print   # show it only

It works on a copy; by hand, it changes what the comments in the session say.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

PAGE = Path(__file__).parent.parent / "docs" / "lint.md"
BEGINS = "<!-- session begins: python examples/record_lint.py writes what follows -->"
ENDS = "<!-- session ends -->"

LOGIN = """\
{
  "tenant": 1042,
  "timestamp": "2026-06-09 12:00:00.00 UTC",
  "event": "ootb_login",
  "customer": "c-20871",
  "context": {
    "ootb_login_timestamp": "2026-06-09T12:00:00Z",
    "ootb_is_first_login": "no",
    "ootb_platfrom": "iOS"
  }
}
"""
SIGN_UPS = "".join(
    '{"tenant":1042,"timestamp":"2026-06-09 12:00:00.000000 UTC",'
    f'"event":"ootb_registration_failed","visitor":"v-91f2c{number}",'
    '"context":{"ootb_failure_reason":"duplicate_account","ootb_country":"MT"}}\n'
    for number in range(3)
)


def main() -> None:
    session = f"{BEGINS}\n\n```console\n{record()}```\n\n{ENDS}"
    if "--print" in sys.argv[1:]:
        print(session)  # noqa: T201 - asked for
        return
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGINS)
    after = rest.partition(ENDS)[2]
    PAGE.write_text(f"{before}{session}{after}", encoding="utf-8")


def record() -> str:
    with TemporaryDirectory() as home:
        folder = Path(home, "events")
        folder.mkdir()
        login, sign_ups = folder / "login.json", folder / "sign-up.jsonl"
        login.write_text(LOGIN, encoding="utf-8")
        sign_ups.write_text(SIGN_UPS, encoding="utf-8")
        parts = [
            run(home, "ootb-events lint events/", exits_with=1),
            run(home, "ootb-events lint --diff --unsafe events/"),
            run(home, "ootb-events lint --fix --unsafe --format concise events/", exits_with=1),
            '# by hand: false instead of "no"; no ootb_country, which 2.0.0 no longer has\n',
        ]
        change(login, '"no"', "false")
        change(sign_ups, ',"ootb_country":"MT"', "")
        parts.append(run(home, "ootb-events lint --strict events/", exits_with=0))
        return "\n".join(parts)


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    if old not in text:
        raise SystemExit(f"{file.name} has no {old}: the session is to be written anew")
    file.write_text(text.replace(old, new), encoding="utf-8")


def run(home: str, command: str, exits_with: int | None = None) -> str:
    program, *arguments = shlex.split(command)
    done = subprocess.run(  # noqa: S603 - the commands above
        [sys.executable, "-m", program.replace("-", "_"), *arguments],
        cwd=home,
        env={**os.environ, "COLUMNS": "96", "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    if exits_with not in {None, done.returncode}:
        raise SystemExit(f"{command} exits with {done.returncode}:\n{done.stdout}")
    shown = "\n".join(line.rstrip() for line in done.stdout.strip("\n").splitlines())
    return f"$ {command}\n{shown}\n$ echo $?\n{done.returncode}\n"


if __name__ == "__main__":
    main()
