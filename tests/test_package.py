"""The package as it is installed: names, weight, files, and what the README promises."""

from __future__ import annotations

import ast
import importlib.metadata
import os
import pkgutil
import re
import subprocess
import sys
import sysconfig
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType
from typing import TypeVar

import pytest

import ootb_events
from ootb_events._lazy import lazily
from ootb_events.catalog import Catalog, schema_folder
from ootb_events.events import Event, event_class

CHECKOUT = Path(__file__).parents[1]
PACKAGE = Path(ootb_events.__file__).parent
MODULES = ["ootb_events", *(m.name for m in pkgutil.walk_packages([str(PACKAGE)], "ootb_events."))]
MODULES.remove("ootb_events.__main__")
PUBLIC = [name for name in MODULES if "._" not in name]
README = CHECKOUT / "README.md"


def python(code: str, *options: str, cwd: Path | None = None) -> str:
    """Run code in an interpreter of its own, and give what it prints."""
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, *options, "-c", code],
        capture_output=True,
        check=False,
        cwd=cwd,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def isort_style(name: str) -> tuple[int, list[object]]:
    """Order names as ruff sorts ``__all__``: constants, classes, then the rest."""
    kind = 0 if name.isupper() else 1 if name[0].isupper() else 2
    return kind, [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


# Names


@pytest.mark.parametrize("name", MODULES)
def test_a_module_says_what_it_offers_sorted_and_has_it(name):
    module = import_module(name)
    names = module.__all__ if name in PUBLIC else getattr(module, "__all__", [])
    assert names == sorted(names, key=isort_style)
    assert len(set(names)) == len(names)
    for each in names:
        assert getattr(module, each) is not None
    namespace: dict[str, object] = {}
    exec(f"from {name} import *", namespace)  # noqa: S102 - what a user may write
    assert set(names) <= set(namespace)


@pytest.mark.parametrize("name", PUBLIC)
def test_nothing_public_is_missing_from_all(name):
    """What a public module defines or re-exports without an underscore is offered."""
    module = import_module(name)
    defined = {
        each
        for each, value in vars(module).items()
        if not each.startswith("_")
        and getattr(value, "__module__", "").startswith(name)
        and not isinstance(value, (ModuleType, TypeVar))
        and value is not lazily
    }
    assert defined <= set(module.__all__)


@pytest.mark.parametrize(
    "name", [name for name in PUBLIC if hasattr(import_module(name), "__path__")]
)
def test_a_package_lists_its_names_and_refuses_others(name):
    module = import_module(name)
    assert set(module.__all__) <= set(dir(module))
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        module.nonsense  # noqa: B018 - that it raises is the point


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_module_and_its_names_say_what_they_are(name):
    module = import_module(name)
    assert module.__doc__
    for each in module.__all__:
        value = getattr(module, each)
        if isinstance(value, (type, FunctionType)):
            assert value.__doc__, each


def test_every_class_of_an_event_is_where_the_catalogue_says():
    from ootb_events import events
    from ootb_events.events import superseded

    catalog = Catalog.default()
    for schema in catalog.schemas():
        cls = event_class(schema.key, schema.version)
        place = superseded if catalog.get(schema.key).superseded_by else events
        current = catalog.is_current(schema)
        name = schema.class_name if current else schema.versioned_class_name
        assert getattr(place, name) is cls
        assert name in place.__all__
        assert issubclass(cls, Event)
    classes = {name for name in (*events.__all__, *superseded.__all__) if name[0].isupper()}
    assert len(classes - {"Event"}) == len(list(catalog.schemas()))


# Weight


def loaded_by(statement: str) -> set[str]:
    return set(python(f"{statement}\nimport sys\nprint(*sys.modules)", "-I").split())


def outsiders(modules: set[str]) -> set[str]:
    known = sys.stdlib_module_names
    return {name.partition(".")[0] for name in modules} - known - {"ootb_events", "__main__"}


def test_importing_the_package_imports_nothing_else():
    plain = outsiders(loaded_by("pass"))
    assert outsiders(loaded_by("import ootb_events")) - plain == set()
    more = loaded_by("import ootb_events") - loaded_by("import importlib, typing")
    assert more <= {"ootb_events", "ootb_events._lazy", "__future__"}


@pytest.mark.parametrize(
    ("statement", "unneeded"),
    [
        ("from ootb_events import OotbEventsError", "attr attrs orjson click"),
        ("from ootb_events.events import Login", "cattrs click jsonschema jsonschema_rs orjson"),
        ("from ootb_events import Catalog", "cattrs click jsonschema jsonschema_rs rich"),
        ("from ootb_events import validate", "cattrs click jsonschema jsonschema_rs rich pycurl"),
        ("from ootb_events import Emitter", "click jsonschema jsonschema_rs rich pycurl"),
        ("from ootb_events.transports import HttpTransport", "click jsonschema rich pycurl"),
        ("import ootb_events.cli", "attrs cattrs jsonschema jsonschema_rs orjson rich pycurl"),
    ],
    ids=lambda text: text if "import" in text else "",
)
def test_a_part_imports_only_what_it_needs(statement, unneeded):
    assert not outsiders(loaded_by(statement)) & set(unneeded.split())


def test_validation_needs_one_engine_only():
    loaded = loaded_by("from ootb_events import validate; validate({'event': 'ootb_login'})")
    assert len(loaded & {"jsonschema", "jsonschema_rs"}) == 1


def test_each_module_can_be_the_first_to_be_imported():
    """A cycle of imports shows only from some of its ends."""
    code = f"""
import sys
from importlib import import_module
for first in {MODULES!r}:
    for name in [name for name in sys.modules if name.startswith("ootb_events")]:
        del sys.modules[name]
    import_module(first)
"""
    assert python(code, "-I") == ""


# Files


def test_the_version_is_said_once():
    assert importlib.metadata.version("ootb-events") == ootb_events.__version__
    assert re.fullmatch(r"\d+\.\d+\.\d+([ab]\d+|rc\d+|\.dev\d+)?", ootb_events.__version__)


def test_the_package_carries_types_and_schemas():
    assert (PACKAGE / "py.typed").is_file()
    folder = schema_folder()
    for name in ("metaschema.json", "schemas.lock", "envelope/1.0.0.json"):
        assert (folder / name).is_file()
    assert sorted(path.name for path in (folder / "events").iterdir()) == sorted(Catalog.default())


def test_the_metadata_says_who_may_use_it_and_how():
    metadata = importlib.metadata.metadata("ootb-events")
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["Requires-Python"] == ">=3.10"
    extras = ["http", "opentelemetry", "sandbox", "structlog", "testing", "zst"]
    assert metadata.get_all("Provides-Extra") == extras
    assert "Typing :: Typed" in metadata.get_all("Classifier")


@pytest.mark.skipif(
    "OOTB_EVENTS_TEST_WHEEL" not in os.environ, reason="the checkout is tested, not a built wheel"
)
def test_the_wheel_is_what_is_tested():
    site_packages = Path(sysconfig.get_path("purelib")).resolve()
    assert PACKAGE.resolve().is_relative_to(site_packages)
    assert schema_folder().resolve() == PACKAGE.resolve() / "_schemas"
    assert not any(Path(entry).resolve() == CHECKOUT / "src" for entry in sys.path if entry)
    packaged = {file.as_posix() for file in importlib.metadata.files("ootb-events") or ()}
    for path in (CHECKOUT / "schemas").rglob("*"):
        if path.is_file():
            place = path.relative_to(CHECKOUT / "schemas").as_posix()
            assert f"ootb_events/_schemas/{place}" in packaged
            assert (schema_folder() / place).read_bytes() == path.read_bytes()
    for path in (CHECKOUT / "src").rglob("*.py"):
        assert path.relative_to(CHECKOUT / "src").as_posix() in packaged
    assert any(file.endswith("licenses/LICENSE") for file in packaged)


# Words


def blocks(text: str, language: str) -> list[tuple[bool, str]]:
    """Find fenced blocks, and whether each is marked as one that runs as it stands."""
    fence = re.compile(rf"(<!-- test -->\n)?^```{language}\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    return [(bool(marked), code) for marked, code in fence.findall(text)]


@pytest.mark.skipif(not README.exists(), reason="no checkout around the tests")
class TestReadme:
    def test_every_block_of_python_is_python(self):
        found = blocks(README.read_text(encoding="utf-8"), "python")
        assert found
        for _, code in found:
            ast.parse(code)

    def test_every_import_of_a_block_can_be_imported(self):
        for _, code in blocks(README.read_text(encoding="utf-8"), "python"):
            for node in ast.walk(ast.parse(code)):
                if isinstance(node, ast.ImportFrom) and node.module:
                    for alias in node.names:
                        assert hasattr(import_module(node.module), alias.name), alias.name

    def test_the_marked_blocks_run_as_they_stand(self, tmp_path):
        marked = [code for run, code in blocks(README.read_text(encoding="utf-8"), "python") if run]
        assert marked
        for code in marked:
            python(code, "-W", "error", cwd=tmp_path)

    def test_no_mark_is_left_alone(self):
        text = README.read_text(encoding="utf-8")
        assert text.count("<!-- test -->") == sum(run for run, _ in blocks(text, "python"))

    def test_every_link_within_the_repository_leads_somewhere(self):
        targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", README.read_text(encoding="utf-8"))
        assert [target for target in targets if not (CHECKOUT / target).exists()] == []

    def test_every_command_that_it_shows_exists(self):
        from ootb_events.cli import main

        text = README.read_text(encoding="utf-8")
        for command in re.findall(r"^\$ ootb-events (\w+)", text, re.MULTILINE):
            assert command in main.list_commands(None)
        makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
        for target in re.findall(r"^\$ make (\w+)", text, re.MULTILINE):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE)
