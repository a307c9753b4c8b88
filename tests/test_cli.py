"""The commands: in process for what they say, as programs where a process is the point."""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

import ootb_events
from endpoint import Endpoint, Reply
from event_strategies import SCHEMAS, name_of
from ootb_events import _json, validate
from ootb_events.catalog import Catalog, schema_folder
from ootb_events.cli import main
from ootb_events.validation import PROFILES
from schema_files import parameter, payload_of, write_catalog, write_event

CATALOG = Catalog.default()
COMMANDS = (
    "check",
    "diff",
    "emit",
    "example",
    "generate",
    "lint",
    "list",
    "lock",
    "outbox",
    "relay",
    "rule",
    "sandbox",
    "schema",
    "show",
    "upgrade",
)
TOKEN = "s3cr3t-tökén"  # noqa: S105 - of the loopback endpoint
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX")
ENVIRONMENT = (
    *("OOTB_EVENTS_ENDPOINT", "OOTB_EVENTS_TENANT", "OOTB_EVENTS_TOKEN"),
    *("FORCE_COLOR", "NO_COLOR", "CI", "COLUMNS", "LINES", "TTY_COMPATIBLE", "PYTHONIOENCODING"),
)
ANSI = re.compile(r"\x1b\[[0-9;]*m")
EVENT = payload_of("ootb_login", {"ootb_balance": 125.5})
WARNED = payload_of("ootb_login", {"ootb_ballance": 125.5})
INVALID = payload_of("ootb_login", {"ootb_balance": "125.5"})


def run(*args: object, stdin: str | None = None, env: dict[str, str] | None = None) -> Any:
    """Run a command in process; it ends as a program does, never with an exception."""
    result = CliRunner().invoke(main, [str(arg) for arg in args], input=stdin, env=env)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def program(*args: object, **keywords: Any) -> subprocess.Popen[str]:
    """Start a command as a program of its own."""
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "ootb_events", *map(str, args)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        **keywords,
    )


def terminal(*args: object, columns: int = 80, **env: str) -> list[str]:
    """Run a command in a terminal, and give the lines that it shows."""
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    clean = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "ootb_events", *map(str, args)],
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.STDOUT,
        env={**clean, "TERM": "xterm-256color", **env},
    ):
        os.close(theirs)
        shown = b""
        while chunk := _read(ours):
            shown += chunk
    os.close(ours)
    return shown.decode().replace("\r\n", "\n").splitlines()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # how Linux says that the other side is gone
        return b""


def write_lines(path: Path, *payloads: object) -> Path:
    path.write_text("".join(json.dumps(payload) + "\n" for payload in payloads), encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def _same_everywhere(monkeypatch):
    """Leave out what the environment says about colours, widths and endpoints."""
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def endpoint():
    with Endpoint() as running:
        yield running


# All commands


@pytest.mark.parametrize("flag", ["-h", "--help"])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_each_command_explains_itself(command, flag):
    result = run(*filter(None, [command, flag]))
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: main {command}".rstrip())
    assert result.stderr == ""
    assert max(map(len, result.stdout.splitlines())) <= 80
    described = getattr(main.get_command(click.Context(main), command), "params", [])
    for option in (name for each in described for name in each.opts if name.startswith("-")):
        assert option in result.stdout


def test_the_commands_are_listed_each_with_a_sentence():
    lines = run("--help").stdout.partition("Commands:\n")[2].splitlines()
    listed = dict(line.split(maxsplit=1) for line in lines)
    assert tuple(listed) == COMMANDS
    for name, sentence in listed.items():
        command = main.get_command(click.Context(main), name)
        assert command is not None
        assert (command.help or "").startswith(sentence.rstrip("."))


def test_without_a_command_the_help_is_shown():
    result = run()
    assert "Commands:" in result.output
    assert result.exit_code in {0, 2}  # click 8.2 changed its mind


@pytest.mark.parametrize(
    "args",
    [["nonsense"], ["--nonsense"], ["lint"], ["emit"], ["show"], ["lint", "--format=x", "."]],
)
def test_bad_usage_is_exit_code_2_and_a_word_why(args):
    result = run(*args)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Usage: " in result.stderr
    assert "Error: " in result.stderr


def test_the_version_is_that_of_the_package():
    assert run("--version").stdout.split() == ["main", ootb_events.__version__]
    assert importlib.metadata.version("ootb-events") == ootb_events.__version__


def test_the_package_installs_the_command():
    (script,) = importlib.metadata.entry_points(group="console_scripts", name="ootb-events")
    assert script.load() is main


def test_the_module_runs_as_the_command_does():
    with program("list", "--json") as done:
        out, err = done.communicate()
    assert (done.returncode, err) == (0, "")
    assert out == run("list", "--json").stdout
    with program("--version") as done:
        assert done.communicate()[0] == f"ootb-events {ootb_events.__version__}\n"


@pytest.mark.parametrize(
    ("args", "unneeded"),
    [
        (["--help"], "attrs cattrs jsonschema jsonschema_rs orjson pycurl referencing rich"),
        (["list", "--json"], "cattrs jsonschema jsonschema_rs pycurl referencing rich uuid_utils"),
        (["example", "ootb_login"], "cattrs jsonschema jsonschema_rs pycurl rich uuid_utils"),
        (["show", "ootb_login"], "cattrs jsonschema jsonschema_rs pycurl uuid_utils"),
        (["lint", "-"], "cattrs pycurl rich uuid_utils"),
        (["emit", "-", "--endpoint=-", "--tenant=1"], "pycurl rich"),
        (["outbox", "list", "-"], "pycurl rich"),
        (["relay", "-", "--endpoint=http://127.0.0.1:1"], "pycurl rich"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_a_command_starts_without_what_it_does_not_need(args, unneeded):
    code = f"""
import sys
from ootb_events.cli import main
try:
    main({args!r})
except SystemExit:
    pass
print(*sys.modules, file=sys.stderr)
"""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", code], input=b"{}", capture_output=True, check=True
    )
    loaded = set(done.stderr.decode().splitlines()[-1].split())
    assert "ootb_events.cli" in loaded
    assert not loaded & {*unneeded.split(), "hypothesis", "pytest"}


@POSIX
@pytest.mark.parametrize("columns", [80, 100, 200])
def test_lint_is_no_wider_than_the_terminal(columns, folder):
    long_reason = payload_of("ootb_deposit_limit_updated", {"ootb_limit_change_reason": "x" * 256})
    write_lines(folder / "odd.ndjson", WARNED, long_reason, payload_of("ootb_deposit_limit_update"))
    shown = [ANSI.sub("", line) for line in terminal("lint", "odd.ndjson", columns=columns)]
    assert max(map(len, shown)) <= columns
    words = " ".join(shown).split()
    assert {"OOTB202", "OOTB206", "OOTB107"} <= set(words)


@POSIX
@pytest.mark.parametrize("args", [["list"], ["show", "ootb_registration"]])
@pytest.mark.parametrize("columns", [80, 100, 200])
def test_nothing_is_wider_than_the_terminal_or_cut_short(args, columns):
    shown = terminal(*args, columns=columns)
    assert all(len(ANSI.sub("", line)) <= columns for line in shown)
    assert any(ANSI.search(line) for line in shown)
    assert not any("…" in line for line in shown)
    words = " ".join(ANSI.sub("", line) for line in shown).split()
    assert words == run(*args).stdout.split()


@POSIX
@pytest.mark.parametrize("args", [["list"], ["show", "ootb_login"], ["lint", "odd.ndjson"]])
def test_no_color_is_honoured(args, folder):
    write_lines(folder / "odd.ndjson", WARNED, INVALID)
    colors = re.compile(r"\x1b\[(?:\d+;)*3\d")
    assert colors.search("\n".join(terminal(*args))) or args[0] == "show"
    assert not colors.search("\n".join(terminal(*args, NO_COLOR="1")))


@pytest.mark.parametrize("args", [["list"], ["show", "ootb_login"], ["lint", "odd.ndjson"]])
def test_a_pipe_gets_neither_colours_nor_padding(args, folder):
    write_lines(folder / "odd.ndjson", WARNED, INVALID)
    for line in run(*args).stdout.splitlines():
        assert line == line.rstrip()
        assert line.isprintable()


@POSIX
@pytest.mark.parametrize(
    "args",
    [
        ["list"],
        ["show", "ootb_registration"],
        ["lint", "bad.ndjson"],
        ["lint", "--format=json", "bad.ndjson"],
        ["emit", "good.ndjson", "--endpoint=-", "--tenant=1042"],
    ],
    ids=" ".join,
)
def test_a_reader_that_goes_away_ends_the_command_quietly(args, folder):
    write_lines(folder / "bad.ndjson", *[INVALID] * 2000)
    write_lines(folder / "good.ndjson", *[EVENT] * 3000)
    with program(*args) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        if args[0] in {"lint", "emit"}:
            assert running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == ""
    assert running.returncode == 1


@pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/full")
@pytest.mark.parametrize(
    "args",
    [
        ["list"],
        ["show", "ootb_login"],
        ["lint", "good.ndjson"],
        ["emit", "good.ndjson", "--endpoint=-", "--tenant=1042"],
    ],
    ids=" ".join,
)
def test_a_full_disk_is_said_in_one_line(args, folder):
    write_lines(folder / "good.ndjson", EVENT)
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "ootb_events", *args],
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == "Error: No space left on device\n"


# list


def test_list_as_json_has_the_documented_form():
    expected = [
        {
            "event": key,
            "domain": CATALOG.get(key).domain,
            "versions": list(CATALOG.versions(key)),
            "current": CATALOG.versions(key)[-1],
            "superseded_by": CATALOG.get(key).superseded_by,
        }
        for key in CATALOG
    ]
    result = run("list", "--json")
    assert result.exit_code == 0
    listed = json.loads(result.stdout)
    assert listed == expected
    assert [list(each) for each in listed] == [list(each) for each in expected]
    assert result.stdout.isascii()
    failed = next(each for each in listed if each["event"] == "ootb_registration_failed")
    assert failed == {
        "event": "ootb_registration_failed",
        "domain": "account",
        "versions": ["1.0.0", "2.0.0"],
        "current": "2.0.0",
        "superseded_by": None,
    }


def test_list_shows_domains_events_versions_and_classes():
    shown = run("list", "--domain", "account").stdout
    assert shown == (
        "event                          version  class\n"
        "\n"
        "account\n"
        "  ootb_login                   1.1.0    Login\n"
        "                               1.0.0    LoginV1\n"
        "  ootb_registration            1.0.0    Registration\n"
        "  ootb_registration_failed     2.0.0    RegistrationFailed\n"
        "                               1.0.0    RegistrationFailedV1\n"
        "  ootb_registration_initiated  1.0.0    RegistrationInitiated\n"
        "  ootb_registration_started    1.0.0    superseded by\n"
        "                                        ootb_registration_initiated\n"
        "  ootb_user_details_update     2.0.0    UserDetailsUpdate\n"
        "                               1.0.0    UserDetailsUpdateV1\n"
    )


def test_list_shows_every_event_and_version_once():
    rows = re.findall(r"^  (\S*) +(\d+\.\d+\.\d+)  ", run("list").stdout, re.MULTILINE)
    assert sorted(filter(None, (key for key, _ in rows))) == sorted(CATALOG)
    assert [version for _, version in rows if version] == [
        version
        for key in sorted(CATALOG, key=lambda key: (CATALOG.get(key).domain, key))
        for version in reversed(CATALOG.versions(key))
    ]


@pytest.mark.parametrize("domain", sorted({schema.domain for schema in SCHEMAS}))
def test_list_of_a_domain_has_its_events_only(domain):
    listed = json.loads(run("list", "--json", "--domain", domain).stdout)
    assert [each["event"] for each in listed] == [
        key for key in CATALOG if CATALOG.get(key).domain == domain
    ]
    assert domain.replace("_", " ") in run("list", "--domain", domain).stdout


def test_list_of_an_unknown_domain_names_those_that_there_are():
    result = run("list", "--domain", "acount")
    assert (result.exit_code, result.stdout) == (2, "")
    domains = ", ".join(sorted({schema.domain for schema in SCHEMAS}))
    assert f"no domain 'acount'; there are {domains}" in " ".join(result.stderr.split())


# show and example


def all_parameters(schema):
    return {**schema.parameters, **(schema.item.parameters if schema.item else {})}


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_show_as_json_and_markdown_says_the_same(schema):
    shown = ["show", schema.key, "--version", schema.version, "--format"]
    described = json.loads(run(*shown, "json").stdout)
    page = run(*shown, "markdown").stdout
    every = all_parameters(schema)
    assert [each["key"] for each in described["parameters"]] == list(every)
    assert (described["event"], described["version"]) == (schema.key, schema.version)
    for each in described["parameters"]:
        parameter = every[each["key"]]
        assert each["meaning"] == parameter.description
        assert each["pii"] == parameter.pii
        assert each["requirement"] == {
            profile: parameter.requirement(profile) or "not stated" for profile in PROFILES
        }
        row = next(line for line in page.splitlines() if line.startswith(f"| `{each['key']}` "))
        assert parameter.description.replace("|", "\\|") in row
    assert (described["profiles"]["ebi"] == "stated") == any(
        each.requirement("ebi") for each in every.values()
    )


def test_list_searches_names_meanings_and_parameters():
    def found(word):
        return [
            each["event"] for each in json.loads(run("list", "--json", "--search", word).stdout)
        ]

    assert found("WISHLIST") == ["ootb_add_to_wishlist", "ootb_remove_from_wishlist"]
    assert "ootb_sports_bet_placed" in found("american")
    assert found("no such word") == []
    assert run("list", "--search", "no such word").stderr == "no event mentions that\n"


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_show_says_everything_about_a_version(schema):
    result = run("show", schema.key, "--version", schema.version)
    assert (result.exit_code, result.stderr) == (0, "")
    words = " ".join(result.stdout.split())
    assert words.startswith(f"{schema.key} {schema.version} {schema.title} {schema.description}")
    table = result.stdout.partition("\nparameter ")[2].partition("\n\n")[0]
    every = all_parameters(schema)
    assert re.findall(r"^\S+", table, re.MULTILINE) == list(every)
    for each in every.values():
        assert set(each.description.split()) <= set(words.split())
    assert ("Personal data" in words) == any(each.pii for each in every.values())
    assert ("* The page's table" in words) == any(each.inferred for each in every.values())
    if CATALOG.is_current(schema):
        assert f"version {schema.version} (current)" in words
        assert run("show", schema.key).stdout == result.stdout
    else:
        current = CATALOG.get(schema.key).version
        assert f"version {schema.version} (older; the current is {current})" in words
    assert (f"superseded by {schema.superseded_by}" in words) == bool(schema.superseded_by)


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
def test_show_names_a_class_that_can_be_imported_as_it_says(schema):
    shown = run("show", schema.key, "--version", schema.version).stdout
    found = re.search(r"class +from (\S+) import (\S+)", shown)
    assert found
    cls = getattr(import_module(found[1]), found[2])
    assert (cls.event_key, cls.schema_version) == (schema.key, schema.version)


@pytest.mark.parametrize(
    ("event", "words"),
    [
        ("ootb_self_exclusion_initiated", "ootb_exclusion_type one of 0, 1 Kind of exclusion"),
        ("ootb_self_exclusion_initiated", "0 is self-exclusion; 1 is cool-off."),
        ("ootb_registration", "ootb_allow_sms Yes/No Whether"),
        ("ootb_registration", "ootb_is_test Yes/No* Whether"),
        ("ootb_registration", "Named values: Started, Completed, Failed."),
        (
            "ootb_registration",
            "/docs/registration, revision 1; part of its table could not be read",
        ),
        ("ootb_login", "Also understood as ootb_skinId."),
        ("ootb_login", "For example iOS, Android, Web."),
        ("ootb_registration_failed", "revision 2, published 2026-06-09"),
    ],
)
def test_show_names_types_values_other_spellings_and_sources(event, words):
    assert words in " ".join(run("show", event).stdout.split())


@pytest.mark.parametrize("schema", SCHEMAS, ids=name_of)
@pytest.mark.usefixtures("folder")
def test_example_is_a_valid_payload(schema):
    result = run("example", schema.key, "--version", schema.version)
    payload = json.loads(result.stdout)
    assert payload == schema.examples[0]
    assert validate(payload, version=schema.version).ok
    assert result.stdout.startswith('{\n  "tenant": ')
    compact = run("example", schema.key, "--version", schema.version, "--compact").stdout
    assert json.loads(compact) == payload
    assert compact.encode() == _json.dumps(payload) + b"\n"
    if CATALOG.is_current(schema):
        assert run("example", schema.key).stdout == result.stdout
        assert run("lint", "-", stdin=result.stdout).exit_code == 0


@pytest.mark.parametrize("command", ["show", "example"])
@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["ootb_registraton"], "did you mean ootb_registration?"),
        (["login"], "did you mean ootb_login?"),
        (["OOTB_LOGIN"], "did you mean ootb_login?"),
        (["xyz"], "no event 'xyz' in this catalogue"),
        (["ootb_login", "--version", "9.0.0"], "no version '9.0.0'; there are 1.0.0, 1.1.0"),
        (["ootb_login", "--version", "1"], "no version '1'; there are 1.0.0, 1.1.0"),
    ],
)
def test_an_unknown_event_or_version_is_exit_code_2_and_a_hint(command, args, words):
    result = run(command, *args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Error: ")
    assert words in result.stderr
    assert len(result.stderr.splitlines()) == 1


# lint


def test_lint_groups_findings_by_file_and_counts_them(folder):
    write_lines(folder / "a.json", EVENT)
    write_lines(folder / "b.ndjson", EVENT, INVALID)
    (folder / "c.json").write_text(json.dumps([WARNED, EVENT]), encoding="utf-8")
    (folder / "d.json").write_text("{", encoding="utf-8")
    result = run("lint", ".")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert [line for line in lines if line.endswith(("json", "events"))] == [
        *("b.ndjson", "c.json", "d.json"),
        "event       version  events",
    ]
    assert "  error OOTB201 wrong-type: expected a number, got a string" in lines
    assert "    = send it without quotes" in lines
    assert "    = did you mean ootb_balance?" in lines
    assert any(line.startswith("    b.ndjson:2:") for line in lines)
    assert any(line.startswith("    d.json:1:") for line in lines)
    assert "5 events in 4 files: 2 errors, 1 warning" in lines


def test_lint_as_json_has_the_documented_form(folder):
    write_lines(folder / "b.ndjson", EVENT, INVALID)
    result = run("lint", "--format", "json", "b.ndjson", "missing.json")
    assert result.exit_code == 2
    assert result.stdout.isascii()
    place = {"line": 2, "column": 139, "end_line": 2, "end_column": 146, "index": 1}
    assert json.loads(result.stdout) == {
        "files": 2,
        "events": 2,
        "counts": {"error": 1, "warning": 0, "info": 0},
        "fixed": 0,
        "rules": [{"rule": "OOTB201", "count": 1, "files": 1}],
        "versions": [{"event": "ootb_login", "version": "1.1.0", "events": 2}],
        "drifts": [],
        "unreadable": [{"file": "missing.json", "problem": "No such file or directory"}],
        "findings": [
            {
                "file": "b.ndjson",
                **place,
                "event": "ootb_login",
                "version": "1.1.0",
                "rule": "OOTB201",
                "name": "wrong-type",
                "severity": "error",
                "pointer": "/context/ootb_balance",
                "message": "expected a number, got a string",
                "hint": "send it without quotes",
                "fix": {
                    "op": "replace",
                    "path": "/context/ootb_balance",
                    "from": None,
                    "safe": False,
                },
                "count": 1,
                "places": [place],
            }
        ],
    }
    documented = import_module("ootb_events.lint.reports.json").__doc__
    for field in (
        "files",
        "counts",
        "unreadable",
        "findings",
        *json.loads(result.stdout)["findings"][0],
    ):
        assert f'"{field}": ' in documented


@pytest.mark.parametrize(
    ("payloads", "options", "code"),
    [
        ([EVENT], [], 0),
        ([WARNED], [], 0),
        ([WARNED], ["--strict"], 1),
        ([INVALID], [], 1),
        ([EVENT, INVALID, EVENT], [], 1),
    ],
)
@pytest.mark.parametrize("form", ["text", "json"])
def test_the_exit_code_of_lint_says_whether_there_are_errors(payloads, options, code, form, folder):
    path = write_lines(folder / "events.ndjson", *payloads)
    assert run("lint", path, "--format", form, *options).exit_code == code
    text = path.read_text(encoding="utf-8")
    assert run("lint", "-", "--format", form, *options, stdin=text).exit_code == code


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n", "\r\n \t\r\n"])
@pytest.mark.parametrize("suffix", [".ndjson", ".jsonl", ".json", ".log"])
def test_lint_reads_one_event_a_line_whatever_ends_the_lines(end, suffix, folder):
    text = end.join(map(json.dumps, [EVENT, INVALID, WARNED]))
    (folder / f"events{suffix}").write_text(text, encoding="utf-8", newline="")
    result = json.loads(run("lint", "--format=json", f"events{suffix}").stdout)
    step = end.count("\n")
    assert [finding["line"] for finding in result["findings"]] == [1 + step, 1 + 2 * step]
    assert result["events"] == 3


def test_lint_reads_a_printed_event_whatever_its_name(folder):
    (folder / "event.txt").write_text(json.dumps(INVALID, indent=4), encoding="utf-8")
    result = json.loads(run("lint", "--format=json", "event.txt").stdout)
    assert [(finding["line"], finding["index"]) for finding in result["findings"]] == [(7, 0)]


def test_a_file_named_twice_is_read_twice_and_an_order_is_kept(folder):
    write_lines(folder / "b.json", INVALID)
    write_lines(folder / "a.json", INVALID)
    result = json.loads(run("lint", "--format=json", "b.json", "a.json", "b.json").stdout)
    assert [finding["file"] for finding in result["findings"]] == ["b.json", "a.json", "b.json"]


@pytest.mark.parametrize("profile", PROFILES)
def test_lint_and_emit_take_the_profile(profile, tmp_path, folder):
    asked = {"platform": "optional", "opti-x": "mandatory", "ebi": "conditional"}
    wanted = parameter("text", x_requirement=asked)
    write_catalog(tmp_path / "schemas", {"ootb_test": {"ootb_wanted": wanted}})
    write_lines(folder / "event.json", payload_of("ootb_test"))
    options = ["--profile", profile, "--catalog", str(tmp_path / "schemas")]
    sent = run("emit", *options, "--endpoint", "-", "--tenant", "1042", "event.json")
    assert sent.exit_code == (profile == "opti-x")
    result = run("lint", *options, "event.json")
    expected = {"platform": "nothing found", "opti-x": "1 error", "ebi": "1 warning"}
    assert result.stdout.splitlines()[-1] == f"1 event in 1 file: {expected[profile]}"
    assert result.exit_code == (profile == "opti-x")


@pytest.mark.usefixtures("folder")
def test_an_unknown_profile_names_those_that_there_are():
    result = run("lint", "--profile", "optix", "-", stdin="{}")
    assert result.exit_code == 2
    for profile in PROFILES:
        assert profile in result.stderr


# emit


def emit(*args: object, env: dict[str, str] | None = None, stdin: str | None = None) -> Any:
    return run("emit", "--tenant", 1042, *args, env=env, stdin=stdin)


def events(number: int) -> list[dict[str, Any]]:
    return [payload_of("ootb_login", {"ootb_balance": each}) for each in range(number)]


def balances(endpoint: Endpoint) -> list[int]:
    return [payload["context"]["ootb_balance"] for payload in endpoint.payloads]


def test_emit_delivers_every_event_of_every_file_in_order(endpoint, folder):
    first, second, third, *rest = events(9)
    write_lines(folder / "a.json", first)
    (folder / "b.json").write_text(json.dumps([second, third]), encoding="utf-8")
    write_lines(folder / "c.ndjson", *rest)
    result = emit("a.json", "b.json", "c.ndjson", "--endpoint", endpoint.url)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "9 delivered\n")
    assert endpoint.payloads == events(9)
    assert endpoint.connections == 1
    assert not [name for name in endpoint.requests[0].headers if "signature" in name]


def test_emit_of_a_folder_and_of_standard_input(endpoint, folder):
    write_lines(folder / "a.json", EVENT)
    assert emit(".", "--endpoint", endpoint.url).exit_code == 0
    assert emit("-", "--endpoint", endpoint.url, stdin=json.dumps(EVENT)).exit_code == 0
    assert endpoint.payloads == [EVENT, EVENT]


def test_emit_takes_endpoint_and_tenant_from_the_environment(endpoint, folder):
    write_lines(folder / "a.json", {name: EVENT[name] for name in EVENT if name != "tenant"})
    env = {"OOTB_EVENTS_ENDPOINT": endpoint.url, "OOTB_EVENTS_TENANT": "1042"}
    assert run("emit", "a.json", env=env).stderr == "1 delivered\n"
    assert endpoint.payloads[0]["tenant"] == 1042


@pytest.mark.parametrize("option", ["--endpoint", "--tenant"])
@pytest.mark.usefixtures("folder")
def test_emit_says_which_variable_would_do_for_a_missing_option(option):
    given = {"--endpoint": "-", "--tenant": "1042"}
    others = [each for name in given if name != option for each in (name, given[name])]
    result = run("emit", "a.json", *others)
    assert result.exit_code == 2
    assert f"OOTB_EVENTS_{option[2:].upper()}" in result.stderr


@pytest.mark.parametrize("source", ["environment", "file", "file before environment", "stdin"])
def test_emit_signs_and_never_shows_the_token(source, folder):
    write_lines(folder / "a.json", EVENT)
    (folder / "token").write_text(TOKEN + "\n", encoding="utf-8")
    env = {"OOTB_EVENTS_TOKEN": TOKEN if source == "environment" else "another"}
    options = {"environment": [], "stdin": ["--token-file", "-"]}.get(
        source, ["--token-file", "token"]
    )
    with Endpoint(token=TOKEN) as endpoint:
        result = emit(
            "a.json",
            "--endpoint",
            endpoint.url,
            *options,
            env=env if source != "file" else {},
            stdin=TOKEN if source == "stdin" else None,
        )
    assert (result.exit_code, result.output) == (0, "1 delivered\n")
    assert TOKEN not in str(endpoint.requests)


def test_emit_stops_at_a_wrong_token_and_does_not_show_it(folder):
    write_lines(folder / "a.ndjson", *events(50))
    with Endpoint(token=TOKEN) as endpoint:
        started = time.monotonic()
        result = emit(
            "a.ndjson", "--endpoint", endpoint.url, env={"OOTB_EVENTS_TOKEN": "wr0ng-t0ken"}
        )
    assert time.monotonic() - started < 5
    assert result.exit_code == 1
    first, *lines = result.stderr.splitlines()
    assert first.startswith("stopped: HTTP 401: the token or its signature was refused")
    read = 50
    if len(lines) > 1:  # the answer was here before everything was read
        read = int(re.fullmatch(r"nothing from a\.ndjson:(\d+) on was sent", lines.pop(0))[1]) - 1
    assert lines == [f"0 delivered, {read} not sent"]
    assert "wr0ng-t0ken" not in result.output
    assert len(endpoint.requests) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"\xff\xfe", "it is not UTF-8 text"), (b"", "the token is empty"), (None, "No such file")],
)
def test_emit_refuses_a_token_file_that_holds_none(content, words, endpoint, folder):
    write_lines(folder / "a.json", EVENT)
    if content is not None:
        (folder / "token").write_bytes(content)
    result = emit("a.json", "--endpoint", endpoint.url, "--token-file", "token")
    assert result.exit_code == 2
    assert words in result.stderr
    assert endpoint.requests == []


def test_emit_sends_nothing_invalid_and_says_what_and_where(endpoint, folder):
    write_lines(folder / "a.ndjson", EVENT, INVALID, WARNED, EVENT)
    (folder / "b.json").write_text(json.dumps([EVENT, "text"]), encoding="utf-8")
    result = emit("a.ndjson", "b.json", "--endpoint", endpoint.url)
    assert result.exit_code == 1
    assert result.stderr == (
        "a.ndjson:2: invalid\n"
        "  error OOTB201 wrong-type at /context/ootb_balance: "
        "expected a number, got a string (send it without quotes)\n"
        "b.json:1: unreadable: an event is a JSON object\n"
        "4 delivered, 1 invalid, 1 unreadable\n"
    )
    assert endpoint.payloads == [EVENT, WARNED, EVENT, EVENT]


def test_strictly_emit_sends_nothing_odd(endpoint, folder):
    write_lines(folder / "a.ndjson", EVENT, WARNED)
    result = emit("--strict", "a.ndjson", "--endpoint", endpoint.url)
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (1, "1 delivered, 1 invalid")
    assert endpoint.payloads == [EVENT]


def test_emit_refuses_the_events_of_another_tenant(endpoint, folder):
    write_lines(folder / "a.ndjson", EVENT, {**EVENT, "tenant": 7})
    result = emit("a.ndjson", "--endpoint", endpoint.url)
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (1, "1 delivered, 1 invalid")
    assert "another tenant" in result.stderr


def test_emit_says_where_a_rejected_event_was_read_and_no_personal_data(endpoint, folder):
    refusal = Reply(status=400, body={"status": "error", "message": "unknown customer c-20871"})
    endpoint.script(Reply(), refusal)
    write_lines(folder / "a.ndjson", *events(3))
    result = emit("a.ndjson", "--endpoint", endpoint.url)
    assert result.exit_code == 1
    assert result.stderr == (
        "a.ndjson:2: rejected: HTTP 400: the event was rejected: unknown customer <redacted>\n"
        "2 delivered, 1 rejected\n"
    )
    assert balances(endpoint) == [0, 1, 2]


def test_emit_tries_again_and_keeps_the_order(endpoint, folder):
    endpoint.script(Reply(status=503), Reply(fault="reset"))
    write_lines(folder / "a.ndjson", *events(3))
    result = emit("a.ndjson", "--endpoint", endpoint.url)
    assert (result.exit_code, result.stderr) == (0, "3 delivered\n")
    assert balances(endpoint) == [0, 0, 0, 1, 2]


def test_emit_gives_up_when_nobody_listens(folder):
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
    write_lines(folder / "a.ndjson", *events(3000))
    started = time.monotonic()
    result = emit("a.ndjson", "--endpoint", url, "--give-up-after", "0.3")
    assert time.monotonic() - started < 10
    assert result.exit_code == 1
    assert "a.ndjson:1: given up: Failed to connect to 127.0.0.1" in result.stderr
    given_up, stopped, left, summary = result.stderr.rsplit("\n", 5)[-5:-1]
    assert ": given up: " in given_up
    assert stopped == "stopped: the endpoint has taken nothing for too long"
    read = int(re.fullmatch(r"nothing from a\.ndjson:(\d+) on was sent", left)[1]) - 1
    counted = re.fullmatch(r"0 delivered, (\d+) given up, (\d+) not sent", summary)
    assert sum(map(int, counted.groups())) == read < 3000
    assert len(result.stderr.splitlines()) < 10


def test_emit_gives_up_on_one_event_that_the_endpoint_fails_over(endpoint, folder):
    endpoint.script(Reply(), Reply(status=500))
    write_lines(folder / "a.ndjson", *events(4))
    result = emit("a.ndjson", "--endpoint", endpoint.url, "--give-up-after", "0")
    assert result.exit_code == 1
    assert result.stderr == (
        "a.ndjson:2: given up: HTTP 500: the endpoint cannot take the event now\n"
        "3 delivered, 1 given up\n"
    )


def test_emit_waits_for_a_slow_endpoint_as_long_as_it_takes_events(endpoint, folder):
    endpoint.always = Reply(delay=0.05)
    write_lines(folder / "a.ndjson", *events(20))
    result = emit("a.ndjson", "--endpoint", endpoint.url, "--give-up-after", "0.2")
    assert (result.exit_code, result.stderr) == (0, "20 delivered\n")


@pytest.mark.parametrize("seconds", ["-1", "nan", "inf", "1e9", "soon"])
def test_emit_refuses_a_time_that_is_none(seconds, folder):
    write_lines(folder / "a.json", EVENT)
    result = emit("a.json", "--endpoint", "-", "--give-up-after", seconds)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--give-up-after" in result.stderr


@pytest.mark.parametrize("url", ["nonsense", "ftp://example.com", "https://", "https://u:p@x.test"])
def test_emit_refuses_an_endpoint_that_is_none(url, folder):
    write_lines(folder / "a.json", EVENT)
    result = emit("a.json", "--endpoint", url)
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: the endpoint ")


def test_emit_to_standard_output_writes_exactly_the_bytes_that_would_be_sent(endpoint, folder):
    write_lines(folder / "a.ndjson", *events(2500), {**EVENT, "customer": "größe\u2028"})
    result = emit("a.ndjson", "--endpoint", "-")
    assert (result.exit_code, result.stderr) == (0, "2501 delivered\n")
    lines = result.stdout_bytes.split(b"\n")
    assert lines.pop() == b""
    assert len(lines) == 2501
    emit("a.ndjson", "--endpoint", endpoint.url)
    bodies = [request.body for request in endpoint.requests]
    assert sorted(bodies) == sorted(lines)
    customer = b'"customer":"c-20871"'
    assert [each for each in bodies if customer in each] == lines[:-1]


@POSIX
def test_interrupting_emit_says_how_far_it_came(endpoint, folder):
    endpoint.script(Reply(), Reply(delay=30))
    write_lines(folder / "a.ndjson", *events(5))
    with program("emit", "a.ndjson", "--endpoint", endpoint.url, "--tenant=1042") as running:
        while len(endpoint.requests) < 2:
            assert running.poll() is None
            time.sleep(0.01)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
    assert out == ""
    assert err.splitlines()[0].startswith("1 delivered, ")
    assert err.endswith("Aborted!\n")
    assert "Traceback" not in err
    assert running.returncode == 1


def opened(pipe: Path, reader: subprocess.Popen[str]) -> int:
    """Open a pipe as soon as it is read from."""
    while True:
        assert reader.poll() is None
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            time.sleep(0.01)


@POSIX
def test_interrupting_lint_is_no_traceback(folder):
    os.mkfifo(folder / "pipe.ndjson")
    with program("lint", "pipe.ndjson") as running:
        writer = opened(folder / "pipe.ndjson", running)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
        os.close(writer)
    assert out == "0 events in 1 file: nothing found\n"
    assert (err.strip(), running.returncode) == ("interrupted", 130)


# generate and lock


def test_generate_finds_the_classes_as_the_schemas_say():
    result = run("generate", "--check")
    assert (result.exit_code, result.output) == (0, "the classes are what the schemas say\n")


def test_generate_shows_a_difference_and_the_command_that_mends_it(folder):
    out = folder / "my events"
    assert run("generate", "--out", out).stdout.startswith("wrote my events/__init__.py\n")
    assert run("generate", "--out", out).stdout == "nothing to change\n"
    assert run("generate", "--check", "--out", out).exit_code == 0
    account = out / "account.py"
    account.write_text(account.read_text(encoding="utf-8") + "# edited\n", encoding="utf-8")
    result = run("generate", "--check", "--out", out)
    assert result.exit_code == 1
    assert "-# edited" in result.stdout
    assert "# edited" in account.read_text(encoding="utf-8")
    named = re.search("account.py: not what the schemas say; run `(.+)` and", result.stderr)
    assert named
    name, *args = shlex.split(named[1])
    assert name == "ootb-events"
    assert run(*args).stdout == "wrote my events/account.py\n"
    assert run("generate", "--check", "--out", out).exit_code == 0


def test_generate_says_where_it_cannot_write(folder):
    (folder / "file").touch()
    for out in ("file", "file/below"):
        result = run("generate", "--out", out)
        assert result.exit_code == 2
        assert "Error: " in result.stderr


@pytest.fixture
def schemas(tmp_path, monkeypatch):
    """Copy the published schemas, for commands that would change them."""
    copy = tmp_path / "schemas"
    shutil.copytree(schema_folder(), copy)
    monkeypatch.setattr("ootb_events.cli._lock.schema_folder", lambda: copy)
    return copy


def test_lock_holds_for_the_published_schemas():
    result = run("lock", "--check")
    assert (result.exit_code, result.output) == (0, "the lock holds\n")


def test_lock_takes_a_new_version(schemas):
    write_event(schemas, "ootb_test", {})
    result = run("lock", "--check")
    assert result.exit_code == 1
    assert result.stdout == "new      events/ootb_test/1.0.0.json\n"
    assert "ootb-events lock" in result.stderr
    assert run("lock").exit_code == 0
    assert run("lock", "--check").stdout == "the lock holds\n"


@pytest.mark.parametrize("damage", ["changed", "missing"])
def test_lock_refuses_that_a_locked_version_changes(damage, schemas):
    path = schemas / "events/ootb_login/1.0.0.json"
    before = (schemas / "schemas.lock").read_bytes()
    if damage == "changed":
        path.write_text(
            path.read_text(encoding="utf-8").replace("Login", "Log-in"), encoding="utf-8"
        )
    else:
        path.unlink()
    result = run("lock", "--check")
    assert result.exit_code == 1
    assert result.stdout == f"{damage:8} events/ootb_login/1.0.0.json\n"
    result = run("lock")
    assert result.exit_code == 2
    assert "a locked version never changes" in result.stderr
    assert "events/ootb_login/1.0.0.json" in result.stderr
    assert (schemas / "schemas.lock").read_bytes() == before
    assert run("lock", "--accept-changes").exit_code == 0
    assert run("lock", "--check").exit_code == 0


def test_lock_does_not_mind_line_ends(schemas):
    for path in schemas.rglob("*.json"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert run("lock", "--check").exit_code == 0
