"""The pytest plugin, in runs of pytest of its own."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest_plugins = ("pytester",)

GOLDEN = Path(__file__).parent / "golden" / "pytest.txt"

APP = '''
"""A shop that reports what happens in it."""

import threading

from ootb_events import Emitter
from ootb_events.events import Deposit, Login, Registration, RegistrationFailed
from ootb_events.transports import HttpTransport


class Unreachable:
    """Fail whoever would send."""

    def send(self, message):
        raise AssertionError("an event left the test")

    def close(self):
        pass


emitter = Emitter(Unreachable(), tenant=1042)


def log_in(customer="c-20871", **values):
    emitter.emit(Login(customer=customer, **values))


def deposit(customer="c-20871", **values):
    emitter.emit(Deposit(customer=customer, deposit_status="Approved", **values))


def sign_up(email="jane@example.com", reason="declined"):
    emitter.emit(Registration(visitor="v-1", email=email, status="Failed"))
    emitter.emit(RegistrationFailed(visitor="v-1", failure_reason=reason))


def report_wrongly():
    emitter.emit({"event": "ootb_login", "customer": "c-1", "context": {"ootb_channel": 7}})


def report_wrongly_and_hide_it():
    try:
        report_wrongly()
    except Exception:
        pass


def in_thread(function):
    thread = threading.Thread(target=function)
    thread.start()
    thread.join()
'''

FAILING = '''
"""Each of these fails, with a message that is worth reading."""

import threading

from app import *
from ootb_events import testing


def test_nothing_was_emitted(ootb_events):
    ootb_events.one(RegistrationFailed, failure_reason="email_already_exists")


def test_another_value(ootb_events):
    log_in()
    sign_up()
    ootb_events.one(RegistrationFailed, failure_reason="email_already_exists", visitor="v-1")


def test_personal_data_is_masked(ootb_events):
    sign_up()
    ootb_events.one(Registration, email="jane@example.org", status="Failed")


def test_another_event(ootb_events):
    log_in(channel="web")
    ootb_events.one("ootb_deposit", deposit_amount=25)


def test_any_event_with_a_field(ootb_events):
    log_in(channel="web")
    sign_up()
    ootb_events.one(email="somebody@example.com")


def test_a_predicate(ootb_events):
    deposit(deposit_amount=5)
    deposit(deposit_amount=15)

    def is_large(event):
        return event.deposit_amount > 100

    ootb_events.one(Deposit, is_large, lambda event: event.customer, deposit_amount=int)


def test_an_older_version(ootb_events):
    from ootb_events.events import LoginV1

    log_in(is_first_login=True, channel="web")
    emitter.emit({**PAYLOAD, "context": {"ootb_is_first_time_login": True}})
    ootb_events.one(LoginV1, channel="app")


PAYLOAD = {
    "timestamp": "2026-06-09 12:00:00.250000 UTC",
    "event": "ootb_login",
    "customer": "c-1",
}


def test_more_than_one(ootb_events):
    log_in(channel="web")
    log_in(channel="app")
    ootb_events.one(Login)


def test_none_was_wanted(ootb_events):
    log_in(channel="web")
    ootb_events.none(Login, channel="web")


def test_thousands_were_emitted(ootb_events):
    for number in range(3_000):
        log_in(channel=f"web {number}" * 20)
        deposit()
    ootb_events.one(RegistrationFailed)


def test_thousands_match(ootb_events):
    for number in range(2_000):
        log_in(f"c-{number}")
    ootb_events.one(Login)


def test_a_sequence(ootb_events):
    deposit()
    log_in(channel="web")
    log_in("c-2")
    ootb_events.sequence([Login, (Deposit, {"deposit_amount": 25}), Login])


def test_a_sequence_with_another_value(ootb_events):
    deposit(deposit_amount=10)
    deposit(deposit_amount=11)
    log_in()
    deposit(deposit_amount=12)
    ootb_events.sequence([(Deposit, {"deposit_amount": 10}), (Deposit, {"deposit_amount": 25})])


def test_a_long_sequence(ootb_events):
    for number in range(100):
        deposit(deposit_amount=number)
    log_in(channel="web")
    ootb_events.sequence([(Deposit, {"deposit_amount": 99}), (Login, {"channel": "app"})])


def test_the_sequence_of_a_customer(ootb_events):
    log_in()
    ootb_events.sequence([Login], customer="c-2")


def test_an_exact_sequence(ootb_events):
    log_in()
    deposit()
    ootb_events.sequence([Login], exact=True)


def test_an_invalid_event(ootb_events):
    report_wrongly()


def test_an_invalid_event_of_dead_letters(ootb_events):
    with emitter.__class__(Unreachable(), tenant=1, on_invalid="dead_letter") as other:
        other.emit({**PAYLOAD, "timestamp": "yesterday", "context": {}})


def test_a_hidden_error(ootb_events):
    report_wrongly_and_hide_it()


def test_a_hidden_error_in_a_thread(ootb_events):
    in_thread(report_wrongly_and_hide_it)
    in_thread(report_wrongly_and_hide_it)


def test_a_hidden_error_that_explains_the_failure(ootb_events):
    report_wrongly_and_hide_it()
    ootb_events.one(Login)


def test_an_invalid_event_was_expected(ootb_events):
    log_in()
    with ootb_events.expects_invalid("OOTB203", "/context/ootb_channel"):
        log_in()


def test_another_rule_was_expected(ootb_events):
    with ootb_events.expects_invalid("value-not-allowed"):
        report_wrongly_and_hide_it()


def test_no_snapshot(ootb_events):
    log_in()
    ootb_events.assert_matches_snapshot("snapshots/none.json")


def test_another_snapshot(ootb_events):
    log_in(channel="app", session_ref="s-1")
    ootb_events.assert_matches_snapshot("snapshots/log-in.json")


def test_a_payload():
    testing.assert_valid({**PAYLOAD, "context": {"ootb_channel": 7}})


def test_a_file():
    testing.assert_valid("payloads/bad.json")


def test_a_text():
    testing.assert_valid('{"event": "ootb_login",\\n "customer": "c-1", "context": {"a": 1}')
'''

SNAPSHOT = """[
  {
    "event": "ootb_login",
    "customer": "<customer-1>",
    "tenant": 1042,
    "timestamp": "<time>",
    "context": {
      "ootb_channel": "web"
    }
  }
]
"""

BAD = """{
  "tenant": 1042,
  "timestamp": "2026-06-09 12:00:00.250000 UTC",
  "event": "ootb_login",
  "customer": "c-1",
  "context": {"ootb_channel": 7}
}
"""

TELL = '''
"""Write down where each test failed, and what it said."""

import json, pathlib

told = {}


def pytest_runtest_logreport(report):
    if report.failed:
        crash = getattr(report.longrepr, "reprcrash", None)
        file = pathlib.Path(crash.path).name if crash else ""
        place = f"{file}:{crash.lineno}\\n" if file.endswith(("app.py", "failing.py")) else ""
        text = crash.message if crash else str(report.longrepr)
        sections = [f"\\n--- {name}\\n{text}" for name, text in report.sections]
        told[report.nodeid] = place + text + "".join(sections)


def pytest_sessionfinish():
    pathlib.Path("told.json").write_text(json.dumps(told), encoding="utf-8")
'''


def good(count=1, **changes):
    one = {**json.loads(BAD), "context": {}, **changes}
    return "".join(f"{json.dumps(one)}\n" for _ in range(count))


@pytest.fixture
def project(pytester, monkeypatch):
    """Make a folder with the shop, in which pytest can be run."""
    for name in [*os.environ]:
        if name in {"CI", "PYTEST_ADDOPTS"} or name.startswith("OOTB_EVENTS"):
            monkeypatch.delenv(name)
    pytester.makepyfile(app=APP)
    return pytester


def run(project, *arguments):
    return project.runpytest_subprocess("-W", "error", "-p", "no:cacheprovider", *arguments)


# What failures say


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Run every failing test once, and collect what is said."""
    folder = tmp_path_factory.mktemp("failing")
    files = {
        "app.py": APP,
        "test_failing.py": FAILING,
        "conftest.py": TELL,
        "snapshots/log-in.json": SNAPSHOT,
        "payloads/bad.json": BAD,
        "payloads/good.ndjson": good(3),
        "pytest.ini": "[pytest]\nootb_events_paths = payloads\n",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    command = [sys.executable, "-W", "error", "-m", "pytest", "-p", "no:cacheprovider"]
    environment = {name: value for name, value in os.environ.items() if name != "CI"}
    done = subprocess.run(  # noqa: S603 - ours
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stdout + done.stderr
    names = re.findall(r"^def (test_\w+)", FAILING, re.MULTILINE)
    found = json.loads((folder / "told.json").read_text(encoding="utf-8"))
    assert set(found) == {f"test_failing.py::{name}" for name in names} | {"payloads/bad.json"}
    return found


def test_what_failures_say_is_golden(told):
    """Set UPDATE_GOLDEN=1 to accept what is said now; then look at the difference."""
    text = "".join(f"=== {name}\n{said.rstrip()}\n\n" for name, said in told.items())
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8", newline="\n")
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_no_failure_shows_personal_data_or_a_frame_of_ours(told):
    for said in told.values():
        assert "jane@" not in said
        assert "c-2087" not in said
        assert "_emitter.py" not in said
        assert len(said) < 5_000


@pytest.mark.parametrize(
    "mistake",
    [
        "ootb_events.none(Registration, e_mail=address)",
        "ootb_events.none(Registration, address)",
        "ootb_events.sequence([(Registration, address)])",
        'box.expect({"event": "ootb_registration", "customer": address}, within=0)',
    ],
)
def test_a_failure_ends_at_the_line_of_the_test_and_shows_no_argument(project, mistake):
    project.makepyfile(
        test_it=f"""
        from app import *
        from ootb_events.testing import sandbox

        def test_it(ootb_events):
            address = "@".join(["jane", "example.com"])
            with sandbox() as box:
                {mistake}
        """
    )
    said = run(project).stdout.str()
    assert re.findall(r"^(\S+):\d+: ", said, re.MULTILINE) == ["test_it.py"]
    assert "jane@" not in said


# Options


def test_personal_data_is_shown_where_that_is_configured(project):
    project.makeini("[pytest]\nootb_events_show_pii = true\n")
    project.makepyfile(
        """
        from app import *

        def test_it(ootb_events):
            sign_up()
            ootb_events.one(Registration, email="jane@example.org")
        """
    )
    result = run(project)
    result.stdout.fnmatch_lines(["*email *'jane@example.org'", "*! email *'jane@example.com'"])
    result.assert_outcomes(failed=1)


def test_profile_strictness_and_unknown_events_are_configured(project):
    project.makepyprojecttoml(
        """
        [tool.pytest.ini_options]
        ootb_events_profile = "opti-x"
        ootb_events_strict = true
        ootb_events_unknown = "capture"
        """
    )
    project.makepyfile(
        f"""
        from app import *
        PAYLOAD = {json.loads(good())!r}

        def test_strict(ootb_events):
            with ootb_events.expects_invalid("unknown-parameter"):
                emitter.emit({{**PAYLOAD, "context": {{"nonsense": 1}}}})

        def test_unknown(ootb_events):
            emitter.emit({{**PAYLOAD, "event": "door_opened"}})
            assert ootb_events.one("door_opened")["customer"] == "c-1"

        def test_profile(ootb_events):
            log_in()
            assert "OOTB303" in str(ootb_events.events[0].receipt.report)
        """
    )
    run(project).assert_outcomes(passed=3)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("profile = opti", "profile: expected one of platform, opti-x, ebi, got 'opti'"),
        ("unknown = drop", "unknown: expected one of refuse, capture, got 'drop'"),
        ("strict = maybe", "strict: expected true or false"),
        ("show_pii = maybe", "show_pii: expected true or false"),
        ("autouse =", "autouse: expected true or false"),
    ],
)
def test_a_wrong_option_is_explained_once_before_any_test(project, line, message):
    project.makeini(f"[pytest]\nootb_events_{line}\n")
    project.makepyfile("def test_it(): pass")
    result = run(project)
    assert result.ret is pytest.ExitCode.USAGE_ERROR
    assert result.errlines == [f"ERROR: ootb_events_{message}", ""]


def test_every_test_captures_where_that_is_configured(project):
    project.makeini("[pytest]\nootb_events_autouse = true\n")
    project.makepyfile(
        """
        import unittest
        from app import *

        def test_it():
            log_in()

        def test_hidden():
            report_wrongly_and_hide_it()

        class Old(unittest.TestCase):
            def test_it(self):
                log_in()

            def test_hidden(self):
                report_wrongly_and_hide_it()
        """
    )
    run(project).assert_outcomes(passed=2, failed=2)


def test_an_error_that_a_fixture_hides_at_its_end_is_told(project):
    project.makepyfile(
        """
        import pytest
        from app import *

        @pytest.fixture
        def shop(ootb_events):
            yield
            report_wrongly_and_hide_it()

        def test_it(shop):
            log_in()
        """
    )
    result = run(project)
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*went unseen*", "*app.py:*", "*OOTB101*"])


# Ways to run tests


MANY = """
import asyncio
import unittest

import pytest
from app import *
from ootb_events.testing import capture_events


@pytest.mark.parametrize("number", range(20))
def test_each_has_its_own(ootb_events, number):
    log_in(f"c-{number}")
    in_thread(lambda: log_in(f"c-{number}"))
    assert {event.customer for event in ootb_events.all(Login)} == {f"c-{number}"}
    assert len(ootb_events) == 2


def test_coroutines(ootb_events):
    async def main():
        await asyncio.gather(*(emitter.aemit(Login(customer=f"c-{n}")) for n in range(9)))

    asyncio.run(main())
    assert len(ootb_events.all(Login)) == 9


@pytest.mark.usefixtures("ootb_events")
class WithFixture(unittest.TestCase):
    @pytest.fixture(autouse=True)
    def _events(self, ootb_events):
        self.events = ootb_events

    def test_it(self):
        log_in()
        self.events.one(Login)


class WithoutFixture(unittest.TestCase):
    def test_it(self):
        with capture_events() as events:
            log_in()
        events.one(Login)
"""


WITH_XDIST = pytest.mark.skipif(
    importlib.util.find_spec("xdist") is None, reason="NO pytest-xdist HERE: not tested with it"
)


@pytest.mark.parametrize(
    "options",
    [(), pytest.param(("--import-mode=importlib", "-p", "app", "-n", "2"), marks=WITH_XDIST)],
    ids=["alone", "xdist"],
)
def test_threads_coroutines_unittest_and_xdist(project, options):
    project.makepyfile(MANY)
    run(project, *options).assert_outcomes(passed=23)


def test_unittest_alone(project):
    project.makepyfile(
        test_alone="""
        import unittest
        from app import *
        from ootb_events.testing import capture_events

        class Alone(unittest.TestCase):
            def test_good(self):
                with capture_events() as events:
                    log_in()
                events.one(Login)

            def test_bad(self):
                with capture_events() as events:
                    events.one(Login)
        """
    )
    result = project.run(sys.executable, "-W", "error", "-m", "unittest", "test_alone")
    result.stderr.fnmatch_lines(["*AssertionError: expected one Login: nothing was emitted"])
    result.stderr.fnmatch_lines(["FAILED (failures=1)"])
    result.stderr.no_fnmatch_line("*_capture.py*")


# The page for users

DJANGO = """
import django
from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    ROOT_URLCONF="urls",
    ALLOWED_HOSTS=["*"],
    SECRET_KEY="tests only",
)
django.setup()
"""


@pytest.mark.skipif(importlib.util.find_spec("django") is None, reason="NO django HERE: not tested")
def test_django(project):
    project.makeconftest(DJANGO)
    project.makepyfile(
        urls="""
        from django.db import transaction
        from django.http import HttpResponse
        from django.urls import path
        from app import *

        @transaction.atomic
        def view(request):
            transaction.on_commit(lambda: log_in(request.POST["customer"]))
            return HttpResponse(status=204)

        urlpatterns = [path("log-in", view)]
        """,
        test_django="""
        from django.test import SimpleTestCase, TestCase, TransactionTestCase
        from django.test.utils import setup_databases, setup_test_environment
        import pytest
        from app import *
        from ootb_events.testing import capture_events

        @pytest.fixture(scope="module", autouse=True)
        def databases():
            setup_test_environment()
            setup_databases(verbosity=0, interactive=False)

        class InTransaction(TestCase):
            def test_view(self):
                with capture_events() as events, self.captureOnCommitCallbacks(execute=True):
                    self.client.post("/log-in", {"customer": "c-1"})
                    events.none(Login)
                    inside = events
                inside.one(Login, customer="c-1")

        class Committing(TransactionTestCase):
            @pytest.fixture(autouse=True)
            def _events(self, ootb_events):
                self.events = ootb_events

            def test_view(self):
                self.client.post("/log-in", {"customer": "c-1"})
                self.events.one(Login, customer="c-1")
        """,
    )
    run(project).assert_outcomes(passed=2)


@pytest.mark.skipif(importlib.util.find_spec("celery") is None, reason="NO celery HERE: not tested")
def test_celery_eager_and_in_a_worker(project):
    project.makepyfile(
        tasks="""
        from celery import Celery
        import app as shop

        app = Celery("shop", broker="memory://", backend="cache+memory://")

        @app.task
        def log_in(customer):
            shop.log_in(customer)
        """,
        test_celery="""
        from app import *
        from celery.contrib.testing.worker import start_worker
        from tasks import app, log_in as task

        def test_eager(ootb_events):
            app.conf.task_always_eager = True
            task.delay("c-1")
            app.conf.task_always_eager = False
            ootb_events.one(Login, customer="c-1")

        def test_worker(ootb_events):
            with start_worker(app, perform_ping_check=False, pool="solo"):
                task.delay("c-2").get(timeout=30)
            ootb_events.one(Login, customer="c-2")
        """,
    )
    # Celery's own code is not free of warnings.
    project.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=2)


# Snapshots

SNAPSHOTS = """
import datetime
from app import *

def test_it(ootb_events):
    now = datetime.datetime.now(datetime.timezone.utc)
    customer = f"c-{now.timestamp()}"
    log_in(customer, session_ref=f"s-{now}", login_timestamp=now)
    deposit(customer, transaction_id=f"t-{now}", deposit_amount=25)
    deposit("c-other", transaction_id=f"t-{now}", deposit_amount=5)
    sign_up()
    ootb_events.assert_matches_snapshot("snapshots/it.json")
"""


def test_a_snapshot_is_written_when_asked_and_compared_otherwise(project, monkeypatch):
    project.makepyfile(SNAPSHOTS)
    run(project).assert_outcomes(failed=1)
    file = project.path / "snapshots" / "it.json"
    assert not file.exists()
    run(project, "--ootb-update").assert_outcomes(passed=1)
    text = file.read_text(encoding="utf-8")
    first, second, third, fourth, _ = json.loads(text)
    assert first["customer"] == second["customer"] == "<customer-1>"
    assert third["customer"] == "<customer-2>"
    assert second["context"]["ootb_transaction_id"] == third["context"]["ootb_transaction_id"]
    assert second["context"]["ootb_deposit_amount"] == 25
    assert first["timestamp"] == first["context"]["ootb_login_timestamp"] == "<time>"
    assert fourth["context"]["ootb_email"] == "<str of 16 characters>"
    monkeypatch.setenv("CI", "true")
    run(project).assert_outcomes(passed=1)
    assert file.read_text(encoding="utf-8") == text
    result = run(project, "--ootb-update")
    result.stderr.fnmatch_lines(["*--ootb-update writes snapshots, and CI is set*"])
    assert result.ret == pytest.ExitCode.USAGE_ERROR


# Payload files


@pytest.fixture
def payloads(project):
    for name, text in {
        "good.json": good(),
        "many.ndjson": good(3),
        "old/bad.json": BAD,
        "old/ignored.json": "{}",
        "notes.txt": "not a payload",
        ".gitignore": "ignored.json\n",
    }.items():
        file = project.path / "payloads" / name
        file.parent.mkdir(exist_ok=True, parents=True)
        file.write_text(text, encoding="utf-8")
    project.makepyfile(test_code="def test_it(): pass")
    return project


@pytest.mark.parametrize(
    ("lines", "failed", "passed"),
    [
        ("ootb_events_paths = payloads", 1, 3),
        ("ootb_events_paths = payloads\ntestpaths = test_code.py", 1, 3),
        ("ootb_events_paths =\n  payloads/*.json\n  payloads/**/bad.json", 1, 2),
        ("ootb_events_paths = payloads/good.json", 0, 2),
        ("", 0, 1),
    ],
)
def test_payload_files_are_tests(payloads, lines, failed, passed):
    payloads.makeini(f"[pytest]\n{lines}\n")
    result = run(payloads, "-v")
    result.assert_outcomes(failed=failed, passed=passed)
    if failed:
        result.stdout.fnmatch_lines(["payloads/old/bad.json FAILED *"])
        result.stdout.fnmatch_lines(["*OOTB201 wrong-type*", "*payloads/old/bad.json:6:*"])


@WITH_XDIST
def test_payload_files_are_shared_out_by_xdist(payloads):
    payloads.makeini("[pytest]\ntestpaths = test_code.py\nootb_events_paths = payloads\n")
    run(payloads, "-n", "2").assert_outcomes(failed=1, passed=3)


def test_one_payload_file_is_run_by_its_path(payloads):
    payloads.makeini("[pytest]\nootb_events_paths = payloads\n")
    run(payloads, "payloads/good.json").assert_outcomes(passed=1)
    run(payloads, "payloads/many.ndjson", "test_code.py").assert_outcomes(passed=2)
    run(payloads, "test_code.py").assert_outcomes(passed=1)


def test_payload_files_follow_the_configuration_of_lint(payloads):
    payloads.makeini("[pytest]\nootb_events_paths = payloads\n")
    (payloads.path / "payloads" / "ootb-events.toml").write_text(
        '[lint]\nexclude = ["good.json"]\nignore = ["OOTB201"]\n', encoding="utf-8"
    )
    run(payloads).assert_outcomes(passed=3)


def test_a_warning_fails_where_pytest_or_lint_says_so(payloads):
    (payloads.path / "payloads" / "good.json").write_text(
        good(context={"nonsense": 1}), encoding="utf-8"
    )
    payloads.makeini("[pytest]\nootb_events_paths = payloads/good.json\n")
    result = run(payloads, "-rP")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["*OOTB206 unknown-parameter*"])
    payloads.makeini("[pytest]\nootb_events_paths = payloads/good.json\nootb_events_strict = 1\n")
    run(payloads).assert_outcomes(passed=1, failed=1)


@pytest.mark.parametrize("pattern", ["nothing", "nothing/*.json", "empty"])
def test_a_path_without_payloads_is_an_error(payloads, pattern):
    payloads.mkdir("empty")
    payloads.makeini(f"[pytest]\nootb_events_paths = {pattern}\n")
    result = run(payloads)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*ootb_events_paths: *{pattern.replace('*', '[*]')}*"])


# What it costs


IMPORTED = """
import atexit, json, sys

def tell():
    ours = sorted(name for name in sys.modules if name.startswith("ootb_events"))
    heavy = sorted({"jsonschema", "jsonschema_rs", "cattrs", "hypothesis"} & set(sys.modules))
    print(json.dumps([ours, heavy]))

def pytest_sessionfinish():
    tell()
"""


def test_a_run_that_uses_nothing_imports_next_to_nothing(pytester):
    pytester.makeconftest(IMPORTED)
    pytester.makepyfile("def test_it(): pass")
    result = pytester.runpytest_subprocess("-W", "error", "-q", "-s", "-p", "no:hypothesispytest")
    (line,) = [line for line in result.stdout.lines if line.startswith(".[[")]
    ours, heavy = json.loads(line[1:])
    assert ours == ["ootb_events", "ootb_events._lazy", "ootb_events.pytest_plugin"]
    assert heavy == []
