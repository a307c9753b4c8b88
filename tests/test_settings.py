"""``Emitter.from_env``: where settings come from, which come first, what is said of bad ones."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emitting import TENANT, TOKEN, failed
from event_strategies import runs
from ootb_events import Emitter
from ootb_events.emit import Hooks, RetryPolicy, SqliteOutbox
from ootb_events.emit._settings import Keywords
from ootb_events.emit._settings._known import HTTP, SETTINGS
from ootb_events.errors import ConfigurationError, OutboxError
from ootb_events.transports import HttpTransport, MemoryTransport

pytest_plugins = ("emitter_fixtures",)

URL = "https://events.example/reportServer"
SECRET = "tok-9f3b-Zebra7741"  # noqa: S105 - nobody's


@pytest.fixture(autouse=True)
def nowhere(tmp_path, monkeypatch):
    """Start where no pyproject.toml is near, with nothing of ours in the environment."""
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "app").mkdir()
    monkeypatch.chdir(tmp_path / "app")
    for name in [name for name in os.environ if name.startswith("OOTB_EVENTS_")]:
        monkeypatch.delenv(name)
    return tmp_path


@pytest.fixture
def env(monkeypatch):
    def set_variables(**values):
        for name, value in values.items():
            monkeypatch.setenv(f"OOTB_EVENTS_{name.upper()}", value)

    return set_variables


@pytest.fixture
def project(nowhere):
    """Write the table, or a whole file."""

    def write(*settings, text=None):
        path = nowhere / "pyproject.toml"
        lines = "\n".join(["[tool.ootb-events]", *settings, ""])
        path.write_text(lines if text is None else text, encoding="utf-8")
        return path

    return write


class Made:
    """Stand in for the emitter where only what it is made of matters."""

    def __init__(self, transport, **settings):
        self.transport = transport
        self.settings = settings


def made(**keywords):
    return Emitter.from_env.__func__(Made, **keywords)


def complaint(**keywords):
    with pytest.raises(ConfigurationError) as caught:
        made(**keywords)
    return str(caught.value)


# What is made


def test_an_emitter_out_of_the_environment_delivers(endpoint, env):
    env(endpoint=endpoint.url, tenant=str(TENANT), token=TOKEN, proxy="")
    with Emitter.from_env() as emitter:
        emitter.emit(failed())
    assert [event["tenant"] for event in endpoint.payloads] == [TENANT]
    assert repr(emitter) == f"Emitter(HttpTransport('{endpoint.url}', token=set), tenant={TENANT})"


def test_an_emitter_out_of_a_file_delivers(endpoint, env, project):
    project(f'endpoint = "{endpoint.url}"', f"tenant = {TENANT}", 'outbox = "events.db"')
    env(token=TOKEN, proxy="", outbox_sync="full")
    with Emitter.from_env() as emitter:
        emitter.emit(failed())
        assert emitter.flush() == 0
    assert len(endpoint.payloads) == 1
    assert emitter.durable
    assert Path("../events.db").is_file(), "beside the file that names it"


def test_a_transport_needs_nothing_of_http(env):
    env(endpoint="nonsense", timeout="never", tenant="7")
    transport = MemoryTransport()
    with Emitter.from_env(transport=transport) as emitter:
        emitter.emit(failed())
    assert transport.payloads[0]["tenant"] == 7


def test_delivery_can_be_left_to_another_process(tmp_path):
    with Emitter.from_env(transport=None, tenant=7, outbox=tmp_path / "events.db") as emitter:
        emitter.emit(failed())
    assert "transport" not in repr(emitter)


def test_objects_are_passed_on():
    hooks, retry = [Hooks()], RetryPolicy(first=1)
    settings = made(transport=None, tenant=7, hooks=hooks, retry=retry).settings
    assert settings == {"tenant": 7, "hooks": hooks, "retry": retry}


def test_a_subclass_makes_itself():
    class Ours(Emitter):
        pass

    with Ours.from_env(transport=MemoryTransport(), tenant=1) as emitter:
        assert type(emitter) is Ours


def plain(cls):
    """Name the keywords of a class that are text, numbers or truths."""
    objects = {"self", "transport", "catalog", "retry", "dead_letter_policy", "hooks"}
    return set(inspect.signature(cls.__init__).parameters) - objects


def test_every_plain_keyword_is_a_setting():
    assert set(HTTP) == plain(HttpTransport)
    assert set(SETTINGS) == plain(HttpTransport) | plain(Emitter) | {"outbox_sync"}


def test_every_keyword_is_known_to_type_checkers():
    parameters = inspect.signature(Emitter.__init__).parameters
    assert set(Keywords.__annotations__) == {*parameters, *SETTINGS} - {"self"}


# Precedence

VALUES = {
    "tenant": st.integers(-(10**17), 10**17),
    "profile": st.sampled_from(["platform", "opti-x", "ebi"]),
    "strict": st.booleans(),
    "on_invalid": st.sampled_from(["raise", "dead_letter"]),
    "queue_size": st.integers(1, 10**9),
    "when_full": st.sampled_from(["block", "raise", "drop_oldest"]),
    "block_timeout": st.floats(0, 1e6),
    "concurrency": st.integers(1, 10**4),
}


def one_source():
    return st.fixed_dictionaries({}, optional=VALUES)


@contextmanager
def sources(environment, file):
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        lines = [f"{name} = {json.dumps(value)}" for name, value in file.items()]
        text = "\n".join(["[tool.ootb-events]", *lines])
        Path(folder, "pyproject.toml").write_text(text, encoding="utf-8")
        patch.chdir(folder)
        for name, value in environment.items():
            patch.setenv(f"OOTB_EVENTS_{name.upper()}", str(value))
        yield
        patch.undo()


@given(one_source(), one_source(), one_source(), st.integers())
@runs(60)
def test_keywords_come_before_the_environment_and_that_before_the_file(
    keywords, environment, file, tenant
):
    keywords = keywords if "tenant" in {**environment, **file} else {"tenant": tenant, **keywords}
    with sources(environment, file):
        settings = made(transport=None, **keywords).settings
    expected = {**file, **environment, **keywords}
    assert settings == expected
    assert {name: type(value) for name, value in settings.items()} == {
        name: type(value) for name, value in expected.items()
    }


def test_the_settings_of_http_keep_the_same_order(env, project):
    project(f'endpoint = "{URL}/file"', 'user_agent = "file"', "batch = 2", "timeout = 2")
    env(endpoint=f"{URL}/environment", user_agent="environment", tenant="1")
    transport = made(user_agent="keyword").transport
    assert repr(transport) == f"HttpTransport('{URL}/environment', token=unset)"
    assert transport._batch == 2
    assert transport._settings.timeout == 2
    assert "User-Agent: keyword" in transport._settings.headers


def test_what_is_overridden_need_not_be_well_formed(env):
    env(tenant="nonsense", queue_size="nonsense")
    assert made(transport=None, tenant=1, queue_size=5).settings["queue_size"] == 5


def test_none_as_a_keyword_is_a_choice(env):
    env(token=SECRET, outbox="events.db", outbox_sync="full", tenant="1")
    result = made(endpoint=URL, token=None, outbox=None)
    assert repr(result.transport) == f"HttpTransport('{URL}', token=unset)"
    assert result.settings["outbox"] is None


@pytest.mark.parametrize("text", ["1", "true", "YES", " yes\n"])
def test_true_in_words(text, env):
    env(strict=text)
    assert made(transport=None, tenant=1).settings["strict"] is True


@pytest.mark.parametrize("text", ["0", "false", "No"])
def test_false_in_words(text, env):
    env(strict=text)
    assert made(transport=None, tenant=1).settings["strict"] is False


def test_an_empty_variable_is_absent_but_for_the_proxy(env, project):
    project("tenant = 4")
    env(tenant="", token="", proxy="", endpoint=URL)
    result = made()
    assert result.settings == {"tenant": 4}
    assert result.transport._settings.proxy == ""


# Where the file is


def test_the_nearest_file_counts_even_without_a_table(project, nowhere):
    project("tenant = 5")
    assert made(transport=None).settings == {"tenant": 5}
    (nowhere / "app" / "pyproject.toml").write_text("[project]\n")
    assert complaint(transport=None).startswith("tenant is not set")


def test_paths_of_a_file_are_relative_to_it_and_others_are_not(project, env, nowhere):
    (nowhere / "ca.pem").touch()
    project('ca_file = "ca.pem"', f'endpoint = "{URL}"', "tenant = 1")
    env(outbox="events.db")
    result = made()
    assert result.transport._settings.ca_file == nowhere / "ca.pem"
    assert result.settings["outbox"] == "events.db"


@pytest.mark.skipif(sys.platform == "win32", reason="a folder in use cannot be removed here")
def test_a_working_directory_that_is_gone_has_no_file(tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert made(transport=None, tenant=1).settings == {"tenant": 1}


def test_tables_of_other_commands_are_left_alone(project):
    project("tenant = 1", "[tool.ootb-events.lint]", "anything = 5")
    assert made(transport=None).settings == {"tenant": 1}


def test_toml_is_read_only_where_there_is_a_file(tmp_path):
    """Hold the cost of a start-up without a file down."""
    script = """
import sys
from ootb_events import Emitter
from ootb_events.transports import MemoryTransport
from ootb_events.emit._settings import _sources
_sources._FILE = "no such file"
Emitter.from_env(transport=MemoryTransport(), tenant=1)
print({"tomllib", "tomli", "pycurl"} & set(sys.modules))
"""
    command = [sys.executable, "-W", "error", "-c", script]
    assert subprocess.check_output(command, text=True, cwd=tmp_path) == "set()\n"  # noqa: S603


# What is wrong


EVERYTHING = (
    "queue-size under [tool.ootb-events] in {path} is not a setting; did you mean queue_size?",
    (
        "OOTB_EVENTS_CONCURENCY in the environment is not a setting; "
        "did you mean OOTB_EVENTS_CONCURRENCY?"
    ),
    (
        "strict, from strict under [tool.ootb-events] in {path}: expected true or false "
        "(in the environment also 1, 0, yes or no), got a whole number; "
        "correct or remove it there"
    ),
    (
        "tenant, from the environment variable OOTB_EVENTS_TENANT: expected a whole number; "
        "correct or remove it there"
    ),
    (
        "when_full, from the environment variable OOTB_EVENTS_WHEN_FULL: "
        "expected one of block, raise, drop_oldest; did you mean drop_oldest?"
    ),
    (
        "endpoint is not set: expected a URL; set OOTB_EVENTS_ENDPOINT in the environment, "
        "or endpoint under [tool.ootb-events] in pyproject.toml, or pass endpoint=; "
        "or pass a transport, or transport=None to leave delivery to another process"
    ),
)


def test_everything_that_is_wrong_is_said_at_once(env, project):
    path = project("strict = 1", 'queue-size = "x"')
    env(tenant="abc", when_full="drop-oldest", concurency="3")
    said = complaint()
    assert said.splitlines() == [each.format(path=path) for each in EVERYTHING]


BAD_TEXT = {
    "tenant": ["1.0", "1_000", "٣", "9" * 5_000],
    "queue_size": ["0", "-1", "many"],
    "block_timeout": ["-1", "nan", "inf", "1s"],
    "strict": ["2", "on", "truely"],
    "on_invalid": ["rise"],
    "profile": ["optix"],
    "timeout": ["0", "1e9", "soon"],
    "batch": ["10001", "0"],
    "ca_file": ["no/such/file.pem"],
    "endpoint": ["events.example", "ftp://events.example", "https://u:p@events.example", "memory:"],
    "token": [f" {SECRET}"],
    "user_agent": ["naïve"],
}


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, texts in BAD_TEXT.items() for text in texts]
)
def test_a_bad_variable_is_named_and_not_shown(name, text, env):
    env(**{"endpoint": URL, "tenant": "1", name: text})
    said = complaint()
    assert said.startswith(f"{name}, from the environment variable OOTB_EVENTS_{name.upper()}: ")
    assert "\n" not in said
    assert text not in said or name in {"ca_file", "batch", "queue_size", "strict", "timeout"}


BAD_TOML = ["tenant = true", "tenant = 1.0", 'tenant = "1"', "queue_size = 0", "strict = 1"]
BAD_TOML += ["block_timeout = nan", "block_timeout = true", "timeout = 0", 'outbox = ""']
BAD_TOML += ["endpoint = 5", "profile = []", 'ca_file = "none.pem"', "batch = 20_000"]


@pytest.mark.parametrize("line", BAD_TOML)
def test_a_bad_key_is_named_with_its_file(line, env, project):
    name = line.partition(" ")[0]
    env(**{each: text for each, text in {"endpoint": URL, "tenant": "1"}.items() if each != name})
    path = project(line)
    assert complaint().startswith(f"{name}, from {name} under [tool.ootb-events] in {path}: ")


def test_a_bad_keyword_is_named(env):
    env(endpoint=URL, tenant="1")
    assert complaint(timeout=0).startswith("timeout, from the keyword timeout: timeout must be")
    with pytest.raises(ConfigurationError, match="queue_size"):
        Emitter.from_env(queue_size=0)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("TOKEN_FILE", "TOKEN"),
        ("TENNANT", "TENANT"),
        ("OUTBOX_PATH", "OUTBOX"),
        ("OUTBOX_SYNCH", "OUTBOX_SYNC"),
        ("Endpoint", "ENDPOINT"),
        ("ONINVALID", "ON_INVALID"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="variables have no case here")
def test_a_variable_that_resembles_one_is_refused(name, meant, monkeypatch):
    monkeypatch.setenv(f"OOTB_EVENTS_{name}", SECRET)
    said = complaint(transport=None, tenant=1)
    assert said == (
        f"OOTB_EVENTS_{name} in the environment is not a setting; did you mean OOTB_EVENTS_{meant}?"
    )


@pytest.mark.parametrize("name", ["TEST_WHEEL", "PORT", "SERVICE_HOST", "PORT_80_TCP", "DEBUG"])
def test_a_variable_that_resembles_none_is_somebody_elses(name, env):
    env(**{name: "1"})
    assert made(transport=None, tenant=1).settings == {"tenant": 1}


def test_an_unknown_key_without_likeness_gets_the_list(project):
    project("frequency = 5")
    said = complaint(transport=None, tenant=1)
    assert "frequency under [tool.ootb-events]" in said
    assert "is not a setting; there are tenant, outbox, outbox_sync, profile" in said


def test_an_unknown_keyword_is_a_type_error():
    with pytest.raises(TypeError, match="no keyword 'tennant'; did you mean tenant"):
        Emitter.from_env(tennant=1)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[tool", "is not TOML"),
        ("tool = 5", "tool in .*: expected a table, got a whole number"),
        ('[tool]\nootb-events = "x"', "ootb-events in .*: expected a table, got text"),
        ("[[tool.ootb-events]]", "ootb-events in .*: expected a table"),
        ("a = " + "[" * 20_000, "pyproject.toml: it is n"),
    ],
    ids=range(5),
)
def test_a_file_that_cannot_be_used_is_named(text, problem, project):
    project(text=text)
    with pytest.raises(ConfigurationError, match=problem):
        made(transport=None, tenant=1)


def test_a_file_that_is_not_text_is_named(nowhere):
    (nowhere / "pyproject.toml").write_bytes(b'[tool]\nname = "\xff"\n')
    assert "it is not UTF-8 text; mend it" in complaint(transport=None, tenant=1)


def test_http_settings_beside_a_transport_are_refused():
    said = complaint(transport=MemoryTransport(), tenant=1, timeout=3)
    assert said == "the keyword timeout has no effect beside a transport; give it to the transport"


@pytest.mark.parametrize("outbox", [{}, {"outbox": None}, {"outbox": SqliteOutbox("events.db")}])
def test_sync_is_for_an_outbox_that_is_a_path(outbox):
    said = complaint(transport=MemoryTransport(), tenant=1, outbox_sync="full", **outbox)
    assert said.startswith("outbox_sync, from the keyword outbox_sync: expected outbox to be")


def test_sync_from_elsewhere_is_not_for_an_outbox_that_was_passed(env):
    env(outbox_sync="full")
    outbox = SqliteOutbox("events.db")
    assert made(transport=None, tenant=1, outbox=outbox).settings["outbox"] is outbox
    assert "outbox_sync, from the environment" in complaint(transport=None, tenant=1)


def test_an_outbox_that_cannot_be_opened_is_traced_to_its_setting(env, nowhere):
    env(outbox=str(nowhere), tenant="1")
    with pytest.raises(OutboxError, match="outbox comes from the environment variable OOTB_EVENTS"):
        Emitter.from_env(transport=MemoryTransport())


def test_a_missing_extra_is_no_fault_of_a_setting(env, monkeypatch):
    env(endpoint=URL, tenant="1", timeout="0")
    monkeypatch.setitem(sys.modules, "ootb_events.transports._http_channel", None)
    assert complaint().startswith("HttpTransport needs pycurl")


# Secrets


def test_a_token_in_a_file_is_refused_even_when_it_is_not_needed(env, project):
    path = project(f'token = "{SECRET}"', "tenant = 1")
    env(token="other", endpoint=URL)  # noqa: S106 - nobody's
    assert complaint() == (
        f"token under [tool.ootb-events] in {path} is refused: a file that is committed is no "
        "place for a token; set OOTB_EVENTS_TOKEN in the environment or pass token=, and have "
        "the token replaced if others saw it"
    )


def test_a_password_of_a_proxy_in_a_file_is_refused(env, project):
    project(f'proxy = "http://user:{SECRET}@proxy.example"')
    env(endpoint=URL, tenant="1")
    said = complaint()
    assert "no place for a password" in said
    assert SECRET not in said


@pytest.mark.parametrize("name", SETTINGS)
def test_a_token_in_the_wrong_place_is_not_shown(name, env, project):
    """Look at what a traceback with all its causes says."""
    project(f'{name} = "{SECRET}"', f'tokens = "{SECRET}"')
    env(**{name: SECRET})
    with pytest.raises(ConfigurationError) as caught:
        made()
    error = caught.value
    while error is not None:
        assert SECRET not in str(error)
        error = error.__cause__ or error.__context__


def test_no_repr_shows_a_token(env):
    env(endpoint=URL, tenant="1", token=SECRET)
    with Emitter.from_env() as emitter:
        assert SECRET not in repr(emitter)
    with Emitter.from_env(token=SECRET) as emitter:
        assert SECRET not in repr(emitter)


def test_no_value_is_in_the_repr_of_what_was_found():
    from ootb_events.emit._settings._sources import Found

    assert SECRET not in repr(Found(SECRET, "the keyword token"))
