"""The recipes of docs/frameworks.md and the README, run in the real frameworks."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from emitting import PATIENCE, TENANT, TOKEN
from endpoint import Endpoint, Reply

CHECKOUT = Path(__file__).parents[1]
DOCUMENTS = {name: CHECKOUT / name for name in ("docs/frameworks.md", "README.md")}
CUSTOMERS = ["c-20871"] * 8
EMBEDDED = ", with an outbox in the database"

pytestmark = pytest.mark.skipif(
    not DOCUMENTS["docs/frameworks.md"].exists(), reason="no checkout around the tests"
)
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="NO fork HERE: not tested on Windows")


def needs(*modules):
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    reason = f"NO {', '.join(missing)} HERE: the recipe is not tested"
    return pytest.mark.skipif(bool(missing), reason=reason)


def files_of(document):
    """Find the fenced blocks whose first line is the name of a file."""
    path = DOCUMENTS[document]
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    found = re.findall(
        r"^```python\n# ([\w/]+\.py[^\n]*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL
    )
    return dict(found)


def recipe(*names, variant=""):
    """Run a test with the files of each document that shows some of them.

    What the README does not show is taken from the longer version.
    """
    full = files_of("docs/frameworks.md")
    found = []
    for document in DOCUMENTS:
        shown = files_of(document)
        if any(name + variant in shown for name in names):
            files = {name: {**full, **shown}.get(name + variant, "") for name in names}
            found.append(pytest.param(files, id=f"{document}{variant}"))
    return pytest.mark.parametrize("files", found)


@pytest.fixture
def folder(files, tmp_path):
    write(tmp_path, files)
    return tmp_path


def write(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


@pytest.fixture
def endpoint():
    """Take a moment for each event, so that most wait for their turn when a process is to end."""
    with Endpoint(token=TOKEN) as served:
        take_for_each(served, 0.4)
        yield served


def take_for_each(endpoint, seconds):
    endpoint.always = Reply(body={"status": "success"}, delay=seconds)


def environment(endpoint, **more):
    ours = {"ENDPOINT": endpoint.url, "TENANT": str(TENANT), "TOKEN": TOKEN, "PROXY": ""}
    return {
        **{name: value for name, value in os.environ.items() if "OOTB_EVENTS" not in name},
        **{f"OOTB_EVENTS_{name}": value for name, value in ours.items()},
        "PYTHONUNBUFFERED": "1",
        **more,
    }


def run(endpoint, folder, *command):
    done = subprocess.run(  # noqa: S603 - ours
        [sys.executable, *command],
        cwd=folder,
        env=environment(endpoint),
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


class Running:
    """A process whose output is read until it says something."""

    def __init__(self, process, log):
        self._process = process
        self._log = log

    @property
    def said(self):
        return self._log.read_text(encoding="utf-8", errors="replace")

    def until(self, pattern):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self._process.poll() is None:
            match = re.search(pattern, self.said)
            if match:
                return match
            time.sleep(0.05)
        raise AssertionError(f"{pattern} was not said: {self.said}")

    def end(self):
        self._process.terminate()
        return self._process.wait(PATIENCE)


@contextmanager
def running(endpoint, folder, *command):
    log = folder / "output.log"
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - ours
            [sys.executable, "-m", *command],
            cwd=folder,
            env=environment(endpoint),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            yield Running(process, log)
        finally:
            process.kill()
            process.wait()


def fetch(url, data=None):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, data=data, timeout=PATIENCE) as answer:
        return answer.read().decode()


def arrived(endpoint):
    return sorted(event["customer"] for event in endpoint.payloads)


def wait_for_all(endpoint):
    deadline = time.monotonic() + PATIENCE
    while len(endpoint.requests) < len(CUSTOMERS) and time.monotonic() < deadline:
        time.sleep(0.05)


def test_every_file_of_the_recipes_is_run():
    """A file that is added here has to be run below."""
    run_below = {"script.py", "app.py", "tasks.py", "wsgi.py", "shop/apps.py", "shop/views.py"}
    embedded = {f"shop/apps.py{EMBEDDED}", f"shop/views.py{EMBEDDED}"}
    assert set(files_of("docs/frameworks.md")) == run_below | embedded
    run_elsewhere = {"shop.py", "test_shop.py"}  # test_testing_page
    assert set(files_of("README.md")) <= run_below | run_elsewhere


def test_every_setting_is_named():
    from ootb_events.emit._settings._known import SETTINGS

    text = DOCUMENTS["docs/frameworks.md"].read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert sorted(re.findall(r"`(\w+)`", "".join(rows))) == sorted(SETTINGS)


@recipe("script.py")
def test_the_script(folder, endpoint):
    run(endpoint, folder, "-W", "error", "script.py")
    assert arrived(endpoint) == ["c-20871"]


@needs("fastapi", "uvicorn")
@recipe("app.py")
def test_fastapi_in_uvicorn(folder, endpoint):
    with running(endpoint, folder, "uvicorn", "--port", "0", "app:app") as server:
        url = server.until(r"running on (http://[\d.:]+)")[1]
        for customer in CUSTOMERS:
            fetch(f"{url}/login/{customer}", b"")
        if sys.platform != "win32":  # where it cannot be asked to end
            server.end()
            assert "Application shutdown complete" in server.said
        else:
            wait_for_all(endpoint)
    assert arrived(endpoint) == CUSTOMERS


SHOP = {
    "shop/__init__.py": "",
    "shop/models.py": """
from django.db import models

class Visit(models.Model):
    customer = models.TextField()
""",
    "shop/urls.py": """
from django.db import transaction
from django.urls import path
from shop.views import log_in

def log_in_in_vain(request):
    with transaction.atomic():
        response = log_in(request)
        transaction.set_rollback(True)
    return response

urlpatterns = [path("login", log_in), path("in-vain", log_in_in_vain)]
""",
    "settings.py": """
from pathlib import Path

SECRET_KEY = "tests only"
ROOT_URLCONF = "shop.urls"
INSTALLED_APPS = ["shop.apps.ShopConfig"]
ALLOWED_HOSTS = ["*"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": Path(__file__).with_name("shop.db"),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30},
    }
}
""",
    "client.py": """
import django
django.setup()
from django.db import connection
from django.test import Client
from shop.models import Visit

with connection.schema_editor() as editor:
    editor.create_model(Visit)
for _ in range(8):
    assert Client().post("/login", {"customer": "c-20871"}).status_code == 204
    assert Client().post("/in-vain", {"customer": "c-nobody"}).status_code == 204
""",
}


def reports_what_was_committed_and_nothing_else(folder, endpoint):
    write(folder, SHOP)
    script = "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'settings'; import client"
    run(endpoint, folder, "-c", script)
    return arrived(endpoint) == CUSTOMERS


@needs("django")
@recipe("shop/apps.py", "shop/views.py")
def test_django_after_the_commit(folder, endpoint):
    assert reports_what_was_committed_and_nothing_else(folder, endpoint)


@needs("django")
@recipe("shop/apps.py", "shop/views.py", variant=EMBEDDED)
def test_django_within_the_transaction(folder, endpoint):
    assert reports_what_was_committed_and_nothing_else(folder, endpoint)


CELERY_SETTINGS = """
broker_url = "filesystem://"
broker_transport_options = {
    "data_folder_in": "broker", "data_folder_out": "broker", "control_folder": "control"
}
"""
SEND = """
from tasks import app, log_in
app.config_from_object("celeryconfig")
for _ in range(8):
    log_in.delay("c-20871")
"""


@POSIX
@needs("celery")
@recipe("tasks.py")
def test_celery_in_a_prefork_worker(folder, endpoint):
    take_for_each(endpoint, 1)  # for Celery itself takes some seconds to end
    for name in ("broker", "control"):
        (folder / name).mkdir()
    write(folder, {"celeryconfig.py": CELERY_SETTINGS})
    run(endpoint, folder, "-c", SEND)
    options = ("--pool=prefork", "--concurrency=1", "--loglevel=INFO")
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    worker = ("celery", "-A", "tasks", "--config=celeryconfig", "worker", *options, *quiet)
    with running(endpoint, folder, *worker) as server:
        server.until(r"(?s)(log_in\[.*succeeded.*){8}")
        early = len(endpoint.requests)
        assert server.end() == 0
    assert arrived(endpoint) == CUSTOMERS, f"{early} before the worker was to end"


@POSIX
@needs("gunicorn")
@recipe("wsgi.py")
def test_gunicorn_with_preload(folder, endpoint):
    command = ("gunicorn", "--preload", "--workers", "2", "--bind", "127.0.0.1:0")
    with running(endpoint, folder, *command, "wsgi:application") as server:
        url = server.until(r"Listening at: (http://[\d.:]+)")[1]
        server.until(r"(?s)Booting worker.*Booting worker")
        for customer in CUSTOMERS:
            assert len(fetch(f"{url}/?customer={customer}")) == 36
        assert server.end() == 0
    assert arrived(endpoint) == CUSTOMERS
