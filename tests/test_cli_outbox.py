"""``outbox`` and ``relay``: what they say of a file, what they do to it, in real processes."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from click.testing import CliRunner

from emitting import AT_ONCE, PATIENCE, TENANT, TOKEN
from endpoint import Endpoint, Reply
from ootb_events import Emitter
from ootb_events.cli import main
from ootb_events.emit import OutboxFile, Reason, SqliteOutbox
from ootb_events.errors import OutboxError
from ootb_events.transports import Answer, MemoryTransport, Outcome
from test_cli import ANSI, terminal

if TYPE_CHECKING:
    from pathlib import Path

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
SECRETS = ("secret-customer", "Janet", "jane@example.org")
REFUSED = Answer(outcome=Outcome.REJECTED, status=400, detail="HTTP 400: the event was rejected")
READING = (
    ["status"],
    ["status", "--json"],
    ["list"],
    ["list", "--json"],
    ["list", "--dead"],
    ["list", "--dead", "--json"],
)
ALL = (*READING, ["show", "0" * 32], ["retry", "--all"], ["export"], ["purge", "--all"])


def run(*args: object, stdin: str | None = None) -> Any:
    """Run a command in process; it ends as a program does, never with an exception."""
    result = CliRunner().invoke(main, [str(arg) for arg in args], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def outbox(command: str, *args: object, **keywords: Any) -> Any:
    return run("outbox", command, *args, **keywords)


@contextmanager
def program(*args: object):
    """Run a command as a program of its own; it is killed if it does not end."""
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "ootb_events", *map(str, args)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as running:
        try:
            yield running
        finally:
            running.kill()


def ended(running):
    out, err = running.communicate(timeout=PATIENCE)
    return running.returncode, out, err


def eventually(holds):
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.02)


def registration(number: int = 1, **parameters: object) -> dict:
    return {
        "timestamp": "2026-06-09 12:00:00.250000 UTC",
        "event": "ootb_registration",
        "customer": f"secret-customer-{number}",
        "context": {
            "ootb_email": "jane@example.org",
            "ootb_first_name": "Janet",
            "ootb_registration_status": "completed",
            **parameters,
        },
    }


def login(number: int = 1, **parameters: object) -> dict:
    return {
        "timestamp": "2026-06-09 12:00:00.250000 UTC",
        "event": "ootb_login",
        "customer": f"secret-customer-{number}",
        "context": parameters,
    }


def write(path: Path, *payloads: dict) -> list[str]:
    """Leave events to others, and give their ids."""
    with Emitter(None, tenant=TENANT, outbox=path) as emitter:
        return [emitter.emit(payload).id for payload in payloads]


def bury(path: Path, *payloads: dict, answer: object = REFUSED) -> list[str]:
    """Make dead letters, those of invalid events included; give their ids."""
    emitter = Emitter(
        MemoryTransport(answer=lambda _: answer),
        tenant=TENANT,
        outbox=path,
        on_invalid="dead_letter",
        retry=AT_ONCE,
    )
    with emitter:
        return [emitter.emit(payload).id for payload in payloads]


@pytest.fixture(autouse=True)
def _same_everywhere(monkeypatch):
    for name in ("ENDPOINT", "TENANT", "TOKEN"):
        monkeypatch.delenv(f"OOTB_EVENTS_{name}", raising=False)
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "outbox.db"


@pytest.fixture
def full(path):
    """Make a file with everything in it: three that wait, three that were refused, two invalid."""
    bury(path, *map(registration, range(3)))
    bury(path, login(7, ootb_balance="125.5"), login(8, ootb_balance=float("inf")))
    write(path, registration(10), registration(11), login(12))
    return path


@pytest.fixture
def endpoint():
    with Endpoint() as served:
        yield served


def lines(result: Any) -> list[str]:
    return result.stdout.splitlines()


# every command


@pytest.mark.parametrize("command", ["status", "list", "show", "retry", "export", "purge"])
def test_each_command_explains_itself_within_the_terminal(command):
    result = outbox(command, "--help")
    assert result.exit_code == 0
    assert max(map(len, lines(result))) <= 80
    sentence = lines(result)[2].strip()
    assert sentence in outbox("--help").stdout


@pytest.mark.parametrize("command", ALL, ids=" ".join)
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "there is no such file"),
        (b"", "this file is empty, so it is no outbox"),
        (b"visitor,event\n" * 100, "no outbox, nor any SQLite database"),
        ("other", "a database of something else"),
        ("damaged", "damaged"),
    ],
    ids=["missing", "empty", "foreign", "database", "damaged"],
)
def test_what_is_no_outbox_is_said_and_left_alone(command, content, words, path, tmp_path):
    make_no_outbox(path, content)
    before = path.read_bytes() if path.exists() else None
    result = outbox(command[0], path, *command[1:])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(f"Error: {path}: ")
    assert words in result.stderr
    assert (path.read_bytes() if path.exists() else None) == before
    assert path.exists() or not list(tmp_path.iterdir())


def make_no_outbox(path, content):
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content == "other":
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE application (id)")
    elif content == "damaged":
        write(path, *map(login, range(200)))
        with path.open("r+b") as file:
            file.seek(100)
            file.write(b"\xff" * (path.stat().st_size - 100))


@pytest.mark.parametrize(
    "command", [*READING, ["retry", "--all"], ["purge", "--all"]], ids=" ".join
)
def test_no_command_shows_personal_data_unless_asked(command, full):
    result = outbox(command[0], full, *command[1:])
    assert result.exit_code == 0
    assert not any(secret in result.output for secret in SECRETS)


def test_a_later_format_is_refused(full):
    change(full, "UPDATE ootb_outbox SET format = 99")
    result = outbox("status", full)
    assert result.exit_code == 2
    assert "update ootb-events" in result.stderr


def change(path, statement, *values):
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return connection.execute(statement, values).fetchall()


@POSIX
@pytest.mark.parametrize("command", [["status"], ["list"], ["list", "--dead"]], ids=" ".join)
@pytest.mark.parametrize("columns", [80, 120])
def test_nothing_is_wider_than_the_terminal_or_padded_with_colours(command, columns, full):
    words = "the parameter ootb_email is one that this brand has switched off in its settings; " * 2
    bury(full, registration(5), answer=attrs.evolve(REFUSED, detail=words))
    change(full, "UPDATE ootb_event SET event = 'ootb_self_exclusion_violation_attempt'")
    shown = terminal("outbox", command[0], full, *command[1:], columns=columns)
    plain = [ANSI.sub("", line) for line in shown]
    assert max(map(len, plain)) <= columns
    assert not any("…" in line for line in plain)
    colors = re.compile(r"\x1b\[(?:\d+;)*3\d")
    without = terminal("outbox", command[0], full, *command[1:], NO_COLOR="1")
    assert not colors.search("\n".join(without))


def test_a_pipe_gets_one_line_each_without_padding(full):
    for command in (["status"], ["list"], ["list", "--dead"]):
        for line in lines(outbox(command[0], full, *command[1:])):
            assert line == line.rstrip()
            assert line.isprintable()


# status


def test_status_sums_up(full):
    shown = outbox("status", full).stdout
    assert "waiting       3, the oldest for" in shown
    assert "nobody: 3, a relay or the next process takes them" in shown
    assert "5: 3 rejected, 2 invalid" in shown
    assert re.search(r"ootb_registration +2 ", shown)
    assert re.search(r"ootb_login +1 ", shown)


def test_status_as_json(full):
    status = json.loads(outbox("status", full, "--json").stdout)
    assert status["waiting"]["count"] == status["waiting"]["unclaimed"] == 3
    assert {key: each["count"] for key, each in status["waiting"]["events"].items()} == {
        "ootb_registration": 2,
        "ootb_login": 1,
    }
    assert status["dead_letters"] == {"count": 5, "reasons": {"rejected": 3, "invalid": 2}}
    assert (status["processes"], status["format"]) == ([], 1)
    assert status["bytes"] >= full.stat().st_size


def test_status_of_an_empty_outbox(path):
    write(path)
    shown = outbox("status", path).stdout
    assert "waiting       0\n" in shown
    assert "dead letters  none" in shown
    assert "nobody needs to" in shown


def test_status_names_the_processes_that_deliver(path):
    gate = threading.Event()
    transport = MemoryTransport(answer=lambda _: gate.wait(PATIENCE) and Outcome.DELIVERED)
    with Emitter(transport, tenant=TENANT, outbox=path) as emitter:
        emitter.emit(login())
        (holder,) = OutboxFile(path).status().holders
        assert (holder.process, holder.waiting) == (os.getpid(), 1)
        assert 0 < holder.lease <= 30
        assert f"process {os.getpid()}: 1, alive" in outbox("status", path).stdout
        change(path, "UPDATE ootb_shard SET expires = 0")
        assert f"process {os.getpid()}: 1, left behind" in outbox("status", path).stdout
        assert OutboxFile(path).status().unclaimed == 1
        gate.set()


@pytest.mark.parametrize(
    ("options", "exit_code", "words"),
    [
        ((), 0, ""),
        (("--max-age", "1h", "--max-dead", 5), 0, ""),
        (("--max-age", "0"), 1, "the oldest event has waited for"),
        (("--max-dead", 4), 1, "there are 5 dead letters, more than 4"),
        (("--max-age", "soon"), 2, "is no time such as"),
        (("--max-age", "nan"), 2, "is no time such as"),
    ],
)
def test_status_raises_the_alarm(options, exit_code, words, full):
    result = outbox("status", full, *options)
    assert result.exit_code == exit_code
    assert words in result.stderr
    assert bool(result.stderr) == bool(words)


# list and show


def test_list_has_one_line_each(full):
    header, *rows = lines(outbox("list", full))
    assert header.split() == ["id", "age", "sent", "event"]
    assert [row.split()[-1] for row in rows] == ["ootb_registration"] * 2 + ["ootb_login"]
    dead = lines(outbox("list", full, "--dead"))[1:]
    assert len(dead) == 5
    assert dead[0].endswith("1  ootb_registration  rejected: HTTP 400: the event was rejected")
    assert dead[3].endswith("ootb_login  invalid: OOTB201 wrong-type at /context/ootb_balance")


def test_list_takes_filters(full):
    assert len(lines(outbox("list", full, "--event", "ootb_login"))) == 2
    assert len(lines(outbox("list", full, "--reason", "invalid"))) == 3
    assert len(lines(outbox("list", full, "--dead", "--event", "ootb_registration"))) == 4
    result = outbox("list", full, "--limit", 2)
    assert len(lines(result)) == 3
    assert result.stderr == "there are more than 2; see them with --limit\n"
    assert outbox("list", full, "--limit", 3).stderr == ""
    nothing = outbox("list", full, "--event", "ootb_logout")
    assert (nothing.exit_code, nothing.stdout, nothing.stderr) == (0, "", "no events wait\n")


def test_list_as_json(full):
    listed = json.loads(outbox("list", full, "--json").stdout)
    assert [list(each) for each in listed] == [["id", "event", "accepted_at", "attempts"]] * 3
    dead = json.loads(outbox("list", full, "--dead", "--json").stdout)
    assert [each["reason"] for each in dead] == ["rejected"] * 3 + ["invalid"] * 2
    assert (dead[0]["status"], dead[0]["attempts"]) == (400, 1)
    assert dead[3]["findings"][0]["rule"] == "OOTB201"
    assert json.loads(outbox("list", full, "--event", "x", "--json").stdout) == []


def test_show_hides_personal_data_by_type_and_length(path):
    (identifier,) = write(path, registration(1, ootb_registration_statuss="secret-customer"))
    shown = outbox("show", path, identifier).stdout
    assert not any(secret in shown for secret in SECRETS)
    assert re.search(r"ootb_email +a string of 16 characters", shown)
    assert re.search(r"customer +a string of 17 characters", shown)
    assert re.search(r"ootb_registration_statuss +a string of", shown), "unknown, so personal"
    assert re.search(r"tenant +1042", shown)
    assert "waits to be delivered" in shown


def test_show_prints_the_payload_when_asked(path):
    (identifier,) = write(path, registration())
    shown = outbox("show", path, identifier, "--payload").stdout
    assert json.loads(shown[shown.index("{") :]) == registration() | {"tenant": TENANT}


def test_show_tells_all_about_a_dead_letter(path):
    refused, invalid, formless = bury(
        path,
        registration(),
        login(ootb_balance="125.5", ootb_blance=1),
        login(ootb_balance=float("nan")),
    )
    shown = outbox("show", path, refused).stdout
    for words in ("reason    rejected", "answer    rejected, HTTP 400", "attempts  1", "died "):
        assert words in shown
    shown = outbox("show", path, invalid).stdout
    assert shown.count("finding ") == 2
    assert "OOTB201 wrong-type at /context/ootb_balance" in shown
    assert "none: it has no form in JSON" in outbox("show", path, formless, "--payload").stdout


def test_ids_may_be_shortened(path):
    first, second = write(path, login(1), login(2))
    change(path, "UPDATE ootb_event SET id = ? WHERE id = ?", "f" + second[1:], second)
    assert first in outbox("show", path, first[:8]).stdout
    assert first in outbox("show", path, first[:13].upper()).stdout
    for given, words in (
        (first[:7], "give its first 8 characters"),
        ("00000000", "no event that waits or dead letter has the id 00000000"),
    ):
        result = outbox("show", path, given)
        assert (result.exit_code, result.stdout) == (2, "")
        assert words in result.stderr


def test_an_id_that_could_be_two_is_refused(path):
    first, second = write(path, login(1), login(2))
    change(path, "UPDATE ootb_event SET id = ? WHERE id = ?", first[:20] + second[:16], second)
    result = outbox("show", path, first[:20])
    assert result.exit_code == 2
    assert f"2 ids begin with {first[:20]}; give more of it" in result.stderr


# retry


def test_retry_moves_dead_letters_back(path):
    first, second, third = bury(path, *map(registration, range(3)))
    change(path, "UPDATE ootb_dead_letter SET accepted = 1")
    result = outbox("retry", path, third, first[:36])
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "2 events to be delivered again, as if accepted now\n"
    waiting = list(OutboxFile(path).events())
    assert [each.id for each in waiting] == [first, third]
    assert {each.attempts for each in waiting} == {0}
    assert all(time.time() - each.accepted_at.timestamp() < PATIENCE for each in waiting)
    assert [each.id for each in OutboxFile(path).dead_letters()] == [second]


def test_what_is_retried_is_delivered_under_its_id_with_its_bytes(path, endpoint):
    ids = bury(path, *map(registration, range(3)))
    bodies = [each.body for each in OutboxFile(path).dead_letters()]
    outbox("retry", path, "--all")
    assert [each.id for each in OutboxFile(path).events()] == ids
    relay = run("relay", path, "--once", "--endpoint", endpoint.url)
    assert relay.exit_code == 0
    assert sorted(each.body for each in endpoint.requests) == sorted(bodies)


def test_retry_refuses_what_is_invalid(path):
    refused, invalid = bury(path, registration(), login(ootb_balance="125.5"))
    result = outbox("retry", path, refused, invalid)
    assert result.exit_code == 1
    assert result.stdout.startswith("1 event to be delivered again")
    assert f"{invalid} is invalid: OOTB201" in result.stderr
    everything = outbox("retry", path, "--all")
    assert everything.exit_code == 0
    assert "1 invalid dead letter left as before" in everything.stderr


def test_retry_of_some_that_are_not_there_moves_nothing(path):
    (identifier,) = bury(path, registration())
    result = outbox("retry", path, identifier, "00000000-0000")
    assert result.exit_code == 2
    assert "no dead letter has the id 00000000-0000" in result.stderr
    assert OutboxFile(path).status().waiting.count == 0


def test_retry_by_reason(full):
    assert outbox("retry", full, "--reason", "expired").stdout.startswith("0 events")
    assert outbox("retry", full, "--reason", "rejected").stdout.startswith("3 events")


@pytest.mark.parametrize("command", ["retry", "purge"])
def test_nothing_is_done_to_everything_without_a_word(command, full):
    before = OutboxFile(full).status()
    result = outbox(command, full)
    assert result.exit_code == 2
    assert "say which" in result.stderr
    assert outbox(command, full, "0" * 32, "--all").exit_code == 2
    assert OutboxFile(full).status() == before


# export


def test_export_writes_what_emit_and_lint_read(full, tmp_path, endpoint):
    file = tmp_path / "events.ndjson"
    result = outbox("export", full, "--waiting", "-o", file)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"3 events written to {file}\n"
    assert file.read_bytes().splitlines() == [each.body for each in OutboxFile(full).events()]
    assert run("lint", file).exit_code == 0
    sent = run("emit", file, "--tenant", TENANT, "--endpoint", endpoint.url)
    assert sent.exit_code == 0
    assert {each.body for each in endpoint.requests} == {*file.read_bytes().splitlines()}


def test_export_of_dead_letters_leaves_out_what_has_no_payload(full):
    result = outbox("export", full)
    assert [json.loads(line)["event"] for line in lines(result)] == [
        *["ootb_registration"] * 3,
        "ootb_login",
    ]
    assert result.stderr == "1 dead letter without a payload in JSON left out\n"
    assert len(lines(outbox("export", full, "--reason", "invalid"))) == 1


def test_export_with_reasons(full):
    exported = [json.loads(line) for line in lines(outbox("export", full, "--with-reasons"))]
    listed = json.loads(outbox("list", full, "--dead", "--json").stdout)
    assert [each.pop("payload") is None for each in exported] == [False] * 4 + [True]
    assert exported == listed


@POSIX
def test_a_file_that_export_writes_is_private_and_replaces_nothing(full, tmp_path):
    file = tmp_path / "events.ndjson"
    before = os.umask(0)
    try:
        outbox("export", full, "-o", file)
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    content = file.read_bytes()
    assert outbox("export", full, "--waiting", "-o", file).exit_code == 2
    assert file.read_bytes() == content


# purge


def test_purge_takes_ids_reasons_and_ages(path):
    ids = bury(path, *map(registration, range(4)), login(ootb_balance="1"))
    change(path, "UPDATE ootb_dead_letter SET died = died - 86400 WHERE id = ?", ids[0])
    assert outbox("purge", path, "--older-than", "2d").stdout == "0 dead letters deleted\n"
    assert outbox("purge", path, "--older-than", "12h").stdout == "1 dead letter deleted\n"
    assert outbox("purge", path, "--reason", "invalid").stdout == "1 dead letter deleted\n"
    assert outbox("purge", path, ids[1]).stdout == "1 dead letter deleted\n"
    assert [each.id for each in OutboxFile(path).dead_letters()] == ids[2:4]
    assert outbox("purge", path, ids[1]).exit_code == 2
    assert outbox("purge", path, "--all").stdout == "2 dead letters deleted\n"


def test_purge_of_what_waits_asks_first(full):
    asked = outbox("purge", full, "--waiting", "--all", stdin="n\n")
    assert asked.exit_code == 1
    assert "Delete events that were never delivered?" in asked.stderr
    assert OutboxFile(full).status().waiting.count == 3
    assert outbox("purge", full, "--waiting", "--all", stdin="y\n").exit_code == 0
    assert OutboxFile(full).status().waiting.count == 0
    write(full, login())
    assert outbox("purge", full, "--waiting", "--all", "--yes").stdout == "1 event deleted\n"
    assert outbox("purge", full, "--waiting", "--reason", "expired").exit_code == 2


def test_a_place_is_not_given_again_after_a_purge(path):
    write(path, login(1), login(2))
    outbox("purge", path, "--waiting", "--all", "--yes")
    write(path, login(3))
    assert change(path, "SELECT seq FROM ootb_event") == [(3,)]


def on_disk(path):
    return b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))


@pytest.mark.parametrize("is_open", [False, True], ids=["alone", "in use"])
def test_purge_leaves_no_byte_of_personal_data(path, is_open):
    other = Emitter(None, tenant=TENANT, outbox=path) if is_open else None
    bury(path, *[registration(number, ootb_last_name="Doe" * 80) for number in range(300)])
    assert b"secret-customer" in on_disk(path)
    assert outbox("purge", path, "--all").stdout == "300 dead letters deleted\n"
    assert not re.search(rb"secret-customer|Janet|DoeDoe", on_disk(path))
    assert change(path, "PRAGMA integrity_check") == [("ok",)]
    if other is not None:
        other.emit(login())
        other.close()
        assert OutboxFile(path).status().waiting.count == 1


def test_purge_overwrites_what_was_deleted_cheaply_before(path):
    """Rows that were moved among pages leave copies behind in those that become free."""
    write(path, *[registration(number, ootb_last_name="Doe" * 30) for number in range(600)])
    places = [place for (place,) in change(path, "SELECT seq FROM ootb_event")]
    random.Random(1).shuffle(places)  # noqa: S311 - the same each time
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA secure_delete=fast")
        for place in places:
            with connection:
                connection.execute("DELETE FROM ootb_event WHERE seq = ?", (place,))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"secret-customer" in on_disk(path)
    assert outbox("purge", path, "--all").stdout == "0 dead letters deleted\n"
    assert b"secret-customer" not in on_disk(path)


def test_purge_says_when_bytes_remain(path, monkeypatch):
    from ootb_events.emit._sqlite import _outbox_file

    bury(path, registration())
    monkeypatch.setattr(_outbox_file, "erase", lambda _: False)
    result = outbox("purge", path, "--all")
    assert result.exit_code == 1
    assert "purge again" in result.stderr


# the class


def test_an_outbox_file_reads_in_batches(path):
    ids = write(path, *map(login, range(600)))
    file = OutboxFile(path)
    assert [each.id for each in file.events()] == ids
    assert [each.id for each in file.events(limit=300)] == ids[:300]
    assert file.find(ids[5]).payload["customer"] == "secret-customer-5"
    assert not any(secret in repr(each) for each in file.events() for secret in SECRETS)


def test_an_outbox_file_tells_what_anybody_may_take(path):
    write(path)
    file = OutboxFile(path)
    assert (file.is_empty(), file.has_unclaimed()) == (True, False)
    write(path, login())
    assert (file.is_empty(), file.has_unclaimed()) == (False, True)
    with pytest.raises(OutboxError):
        file.find("00000000")
    assert file.retry(reason=Reason.EXPIRED).count == 0


# relay

PRODUCER = """
import os, sys
from ootb_events import Emitter
path, first, count, ends = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
emitter = Emitter(None, tenant=1042, outbox=path)
for number in range(first, first + count):
    emitter.emit({
        "timestamp": "2026-06-09 12:00:00.250000 UTC", "event": "ootb_login",
        "customer": f"secret-customer-{number % 20}", "context": {"ootb_balance": number},
    })
print("written", flush=True)
if ends == "killed":
    os.kill(os.getpid(), 9)
"""


@contextmanager
def producer(path, first, count, ends="well"):
    with subprocess.Popen(  # noqa: S603 - our own script
        [sys.executable, "-c", PRODUCER, str(path), str(first), str(count), ends],
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as running:
        try:
            yield running
        finally:
            running.wait(PATIENCE)


def balances(endpoint):
    return [payload["context"]["ootb_balance"] for payload in endpoint.payloads]


def in_order(endpoint):
    """Say whether each customer's events of one producer came in the order of emission."""
    by_customer: dict[tuple[str, int], list[int]] = {}
    for payload in endpoint.payloads:
        number = payload["context"]["ootb_balance"]
        by_customer.setdefault((payload["customer"], number // 1000), []).append(number)
    return all(each == sorted(each) for each in by_customer.values())


@POSIX
def test_relay_delivers_what_a_killed_producer_left(path, endpoint):
    with producer(path, 0, 200, "killed") as killed:
        killed.wait(PATIENCE)
    assert killed.returncode == -signal.SIGKILL
    with program("relay", path, "--once", "--endpoint", endpoint.url) as relay:
        exit_code, out, err = ended(relay)
    assert (exit_code, out) == (0, "")
    assert err.splitlines() == [f"delivers what waits in {path}", "200 delivered"]
    assert sorted(balances(endpoint)) == list(range(200))
    assert in_order(endpoint)


@POSIX
def test_relay_delivers_while_producers_write(path, endpoint):
    with (
        program("relay", path, "--create", "--endpoint", endpoint.url) as relay,
        producer(path, 0, 150),
        producer(path, 1000, 150),
    ):
        eventually(lambda: len(endpoint.requests) >= 300)
        eventually(OutboxFile(path).is_empty)
        relay.send_signal(signal.SIGTERM)
        exit_code, _, err = ended(relay)
    assert exit_code == 0
    assert re.fullmatch(
        r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ  )delivers what waits in .*\n.*Z  300 delivered\n", err
    )
    assert sorted(balances(endpoint)) == [*range(150), *range(1000, 1150)]
    assert in_order(endpoint)


@POSIX
def test_two_relays_share_the_work(path, endpoint):
    with (
        program("relay", path, "--create", "--endpoint", endpoint.url) as one,
        program("relay", path, "--create", "--endpoint", endpoint.url) as other,
    ):
        for start in range(0, 300, 100):
            with producer(path, start, 100):
                pass
        eventually(lambda: len(endpoint.requests) >= 300 and OutboxFile(path).is_empty())
        for relay in (one, other):
            relay.send_signal(signal.SIGTERM)
        ends = [ended(relay) for relay in (one, other)]
        assert [exit_code for exit_code, _, _ in ends] == [0, 0], ends
    assert sorted(balances(endpoint)) == list(range(300))
    assert in_order(endpoint)


@POSIX
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_relay_says_what_is_left_when_it_is_stopped(number, path, endpoint):
    endpoint.always = Reply(status=503)
    write(path, *map(login, range(3)))
    with program("relay", path, "--endpoint", endpoint.url) as relay:
        assert "delivers what waits in" in relay.stderr.readline()
        assert "some events have to be sent again: HTTP 503" in relay.stderr.readline()
        relay.send_signal(number)
        exit_code, _, err = ended(relay)
    assert exit_code == 0
    assert err.splitlines()[-1].endswith("Z  0 delivered, 3 left in the outbox")
    assert OutboxFile(path).has_unclaimed()
    assert "Traceback" not in err


def test_relay_signs(path, monkeypatch):
    monkeypatch.setenv("OOTB_EVENTS_TOKEN", TOKEN)
    write(path, login())
    with Endpoint(token=TOKEN) as endpoint:
        assert run("relay", path, "--once", "--endpoint", endpoint.url).exit_code == 0


def test_relay_once_stops_at_a_wrong_token(path):
    write(path, login())
    with Endpoint(token=TOKEN) as endpoint:
        result = run("relay", path, "--once", "--endpoint", endpoint.url)
    assert result.exit_code == 1
    assert "nothing is delivered until that is mended: HTTP 401" in result.stderr
    assert "stopped: HTTP 401" in result.stderr
    assert result.stderr.endswith("0 delivered, 1 left in the outbox\n")


def test_relay_once_tells_of_dead_letters(path, endpoint):
    endpoint.script(
        Reply(status=400, body={"status": "error", "message": "unknown secret-customer-1"})
    )
    (identifier,) = write(path, login())
    result = run("relay", path, "--once", "--quiet", "--endpoint", endpoint.url)
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"ootb_login {identifier} rejected: HTTP 400")
    assert not any(secret in line for secret in SECRETS)
    assert OutboxFile(path).status().dead == {Reason.REJECTED: 1}


def test_relay_once_gives_up_and_leaves_the_rest(path, endpoint):
    endpoint.always = Reply(status=503)
    write(path, login())
    result = run("relay", path, "--once", "--give-up-after", "0.5", "--endpoint", endpoint.url)
    assert result.exit_code == 1
    assert "stopped: the endpoint has taken nothing for too long" in result.stderr
    assert OutboxFile(path).status().waiting.count == 1


def test_relay_lets_events_expire(path, endpoint):
    endpoint.always = Reply(status=503)
    write(path, login())
    result = run("relay", path, "--once", "--expire-after", "0", "--endpoint", endpoint.url)
    assert result.exit_code == 1
    assert " expired: HTTP 503" in result.stderr
    assert result.stderr.endswith("0 delivered, 1 expired\n")


def test_relay_once_leaves_alone_what_others_deliver(path, endpoint):
    write(path, login())
    change(path, "UPDATE ootb_shard SET holder = '1-other', lease = 1000, expires = ?", later())
    result = run("relay", path, "--once", "--endpoint", endpoint.url)
    assert result.exit_code == 1
    assert "what is left is other processes' to deliver" in result.stderr
    assert endpoint.requests == []


def later():
    return time.monotonic() + 900


def test_relay_once_has_nothing_to_do(path, endpoint):
    write(path)
    assert run("relay", path, "--once", "--quiet", "--endpoint", endpoint.url).output == ""


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((), "OOTB_EVENTS_ENDPOINT"),
        (("--endpoint", "-"), "Error: "),
        (("--endpoint", "http://127.0.0.1:1/", "--keep-dead", 0), "--keep-dead"),
        (("--endpoint", "http://127.0.0.1:1/", "--expire-after", "never"), "30d"),
        (("--endpoint", "http://127.0.0.1:1/"), "there is no such file"),
    ],
)
def test_relay_says_what_is_wrong_with_its_settings(args, words, path):
    if args and args[1] == "-":
        write(path)
    result = run("relay", path, *args)
    assert result.exit_code == 2
    assert words in result.stderr
    assert path.exists() == (bool(args) and args[1] == "-")


@pytest.mark.parametrize("content", [b"visitor,event\n" * 9, "other", "damaged"])
@pytest.mark.parametrize("create", [(), ("--create",)])
def test_relay_refuses_what_is_no_outbox(create, content, path):
    make_no_outbox(path, content)
    result = run("relay", path, *create, "--endpoint", "http://127.0.0.1:1/")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"Error: {path}: ")


def test_relay_makes_an_empty_file_an_outbox_where_it_may_create_one(path):
    path.touch()  # another process may be about to do so
    once = ("--once", "--endpoint", "http://127.0.0.1:1/")
    result = run("relay", path, *once)
    assert result.exit_code == 2
    assert "this file is empty" in result.stderr
    assert not path.read_bytes()
    result = run("relay", path, "--create", *once)
    assert result.exit_code == 0
    assert OutboxFile(path).is_empty()


def test_relay_keeps_the_dead_letters_that_it_is_told_to(path, endpoint):
    ids = bury(path, *map(registration, range(3)))
    change(path, "UPDATE ootb_dead_letter SET died = died - 7200 WHERE id = ?", ids[0])
    relay = ("relay", path, "--once", "--endpoint", endpoint.url)
    assert "deleted" not in run(*relay).stderr
    result = run(*relay, "--keep-dead-for", "1h")
    assert f"ootb_registration {ids[0]} deleted: dead letter aged" in result.stderr
    assert len(list(OutboxFile(path).dead_letters())) == 2


def test_a_retried_event_reaches_a_relay_that_runs(path, endpoint):
    bury(path, registration())
    done = threading.Event()

    def retry():
        time.sleep(0.5)
        OutboxFile(path).retry()
        done.set()

    transport = MemoryTransport()
    watching = SqliteOutbox(path, watch=0.05)
    with Emitter(transport, tenant=0, outbox=watching):
        threading.Thread(target=retry, daemon=True).start()
        assert done.wait(PATIENCE)
        eventually(lambda: transport.payloads)
    assert OutboxFile(path).is_empty()
    assert endpoint.requests == []
