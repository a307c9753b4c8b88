"""The Python files of docs/testing.md, and those of the README's first test, run as they stand."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from emitting import PATIENCE

CHECKOUT = Path(__file__).parents[1]
PAGE = CHECKOUT / "docs" / "testing.md"
README = CHECKOUT / "README.md"

pytestmark = pytest.mark.skipif(not PAGE.exists(), reason="no checkout around the tests")


def blocks(language, page=PAGE):
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


FILES = dict(
    re.findall(r"\A# (\S+\.py)\n(.*)\Z", block, re.DOTALL)[0] for block in blocks("python")
)
FRAMEWORKS = {"test_django.py": "django", "test_celery.py": "celery"}
OTHERS = {name: text for name, text in FILES.items() if name not in FRAMEWORKS}

BESIDE = {
    "payloads/login.json": '{"tenant": 1, "timestamp": "2026-06-09 12:00:00.000000 UTC", '
    '"event": "ootb_login", "customer": "c-1", "context": {}}',
    "conftest.py": """
import django
from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    ROOT_URLCONF="urls",
    ALLOWED_HOSTS=["*"],
    SECRET_KEY="tests only",
)
django.setup()

from django.test.utils import setup_databases, setup_test_environment

setup_test_environment()
setup_databases(verbosity=0, interactive=False)
""",
    "urls.py": """
from django.db import transaction
from django.http import HttpResponse
from django.urls import path
from ootb_events import Emitter
from ootb_events.events import Login
from ootb_events.transports import MemoryTransport

emitter = Emitter(MemoryTransport(), tenant=1)

@transaction.atomic
def log_in(request):
    event = Login(customer=request.POST["customer"])
    transaction.on_commit(lambda: emitter.emit(event))
    return HttpResponse(status=204)

urlpatterns = [path("login", log_in)]
""",
    "tasks.py": """
from celery import Celery
from ootb_events import Emitter
from ootb_events.events import Login
from ootb_events.transports import MemoryTransport

app = Celery("shop", broker="memory://", backend="cache+memory://")
emitter = Emitter(MemoryTransport(), tenant=1)

@app.task
def log_in(customer):
    return emitter.emit(Login(customer=customer)).id
""",
}


def run(folder, files, *command):
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "CI"}
    return subprocess.run(  # noqa: S603 - ours
        [sys.executable, *command],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE * 2,
        check=False,
    )


def test_the_files_of_the_page(tmp_path):
    snapshot = next(block for block in blocks("json") if "<customer-1>" in block)
    files = {
        **OTHERS,
        "payloads/login.json": BESIDE["payloads/login.json"],
        "snapshots/deposits.json": snapshot,
    }
    done = run(tmp_path, files, "-W", "error", "-m", "pytest", "-p", "no:cacheprovider", "-rA")
    assert done.returncode == 0, done.stdout + done.stderr
    for name in OTHERS:
        assert not name.startswith("test_") or f"PASSED {name}::" in done.stdout


def test_the_first_test_of_the_readme(tmp_path, monkeypatch):
    monkeypatch.setenv("OOTB_EVENTS_ENDPOINT", "https://example.com/reportServer")
    monkeypatch.setenv("OOTB_EVENTS_TENANT", "1042")
    named = (re.match(r"# (\w*shop\.py)\n", block) for block in blocks("python", README))
    files = {match[1]: match.string for match in named if match}
    done = run(tmp_path, files, "-W", "error", "-m", "pytest", "-p", "no:cacheprovider", "-rA")
    assert "PASSED test_shop.py::test_failed_sign_up_is_reported" in done.stdout


def test_unittest_alone(tmp_path):
    done = run(tmp_path, OTHERS, "-W", "error", "test_with_unittest.py")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_frameworks(tmp_path, name):
    if importlib.util.find_spec(FRAMEWORKS[name]) is None:
        pytest.skip(f"NO {FRAMEWORKS[name]} HERE: what the page shows is not tested")
    beside = ("tasks.py",) if FRAMEWORKS[name] == "celery" else ("conftest.py", "urls.py")
    files = {name: FILES[name], **{each: BESIDE[each] for each in beside}}
    done = run(tmp_path, files, "-m", "pytest", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout + done.stderr


def test_json_is_json():
    for block in blocks("json"):
        assert json.loads(block)
