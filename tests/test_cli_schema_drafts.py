"""Versions of one's own: begun, checked in order, released."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from ootb_events.catalog import Catalog
from ootb_events.catalog.lock import lock_state, write_lock
from ootb_events.cli import main
from ootb_events.evolution.drafting import Draft, check_drafts, drafts_of, with_entries
from schema_files import event_path, parameter, payload_of, write_event, write_overlay

if TYPE_CHECKING:
    from pathlib import Path

KEY = "x_bonus_claimed"


def run(*args: object) -> Any:
    result = CliRunner().invoke(main, ["schema", *(str(arg) for arg in args)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def text(**keywords: Any) -> dict[str, Any]:
    return parameter("text", **{"description": "What it says.", **keywords})


def example(**context: Any) -> dict[str, Any]:
    return {"examples": [payload_of(KEY, context)]}


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """Write a project with a catalogue of one released event."""
    monkeypatch.chdir(tmp_path)
    write_event(tmp_path, KEY, {"code": text(), "old": text()}, **example(code="a", old="b"))
    write_lock(tmp_path)
    (tmp_path / "pyproject.toml").write_text('[tool.ootb-events]\ncatalogs = ["."]\n', "utf-8")
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n\n## 1.0.0\n\n- Begun.\n", "utf-8")
    return tmp_path


def stages(folder: Path) -> list[str]:
    return [lack.stage for lack in check_drafts(folder)]


def following(folder: Path, version: str, parameters: dict[str, Any], **keywords: Any) -> None:
    """Write a version after the released one."""
    context = dict.fromkeys(parameters, "a")
    words = {"x_upgrades": [{"version": "1.0.0", "steps": []}], **example(**context), **keywords}
    said = {name: value for name, value in words.items() if value is not None}
    write_event(folder, KEY, parameters, version, **said)


def test_each_command_is_listed_with_its_first_sentence():
    shown = CliRunner().invoke(main, ["schema", "--help"]).stdout
    for name in ("check", "infer", "new", "release"):
        sentence = run(name, "--help").stdout.split("\n\n")[1].strip()
        assert f"{name} " in shown
        assert sentence in " ".join(shown.split())


# Beginning


def test_the_next_version_is_begun_from_the_current_one(shop):
    result = run("new", KEY, "--bump", "major", "--since", "2026-07-01")
    assert result.exit_code == 0
    path = event_path(shop, KEY, "2.0.0")
    assert result.stdout == f"wrote events/{KEY}/2.0.0.json\n"
    before = json.loads(event_path(shop, KEY).read_text("utf-8"))
    after = json.loads(path.read_text("utf-8"))
    assert after.pop("x-upgrades") == [{"version": "1.0.0", "steps": []}]
    assert after.pop("x-version") == "2.0.0"
    assert after.pop("x-source") == {"page": "/docs/tests", "revision": 2, "since": "2026-07-01"}
    assert after == {key: before[key] for key in after}
    assert stages(shop) == ["changes"]
    assert path.read_bytes().endswith(b"}\n")


@pytest.mark.parametrize(
    ("bump", "version"), [("major", "2.0.0"), ("minor", "1.1.0"), ("patch", "1.0.1")]
)
def test_the_number_is_the_one_that_was_asked_for(shop, bump, version):
    assert run("new", KEY, "--bump", bump).exit_code == 0
    assert Catalog.load(shop).get(KEY).version == version


@pytest.mark.usefixtures("shop")
def test_a_draft_is_to_be_finished_first():
    assert run("new", KEY).exit_code == 0
    result = run("new", KEY)
    assert result.exit_code == 2
    assert f"{KEY} 1.1.0 is a draft still" in result.stderr


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("x_bonus_claimd", f"did you mean {KEY}?"),
        (
            "x_fresh",
            "the first version of an event is written by hand, or proposed by schema infer",
        ),
        ("ootb_login", "an event of the reference; add parameters to it with an overlay"),
    ],
)
def test_an_event_that_the_catalogue_does_not_have_cannot_be_continued(shop, key, expected):
    result = run("new", key)
    assert result.exit_code == 2
    assert expected in result.stderr
    assert lock_state(shop).new == ()


def test_without_a_catalogue_the_option_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for command in (("new", KEY), ("check",), ("release",)):
        result = run(*command)
        assert result.exit_code == 2
        assert "--catalog FOLDER" in result.stderr


# Checking


def test_nothing_is_missing_from_what_is_released(shop):
    assert check_drafts(shop) == ()
    assert run("check").stdout == "nothing is missing\n"


def test_a_schema_that_is_none_is_all_that_is_said(shop):
    following(shop, "2.0.0", {"code": text(x_kind="zebra")})
    assert set(stages(shop)) == {"form"}
    result = run("check")
    assert result.exit_code == 1
    assert result.stdout.startswith("1. form: events/x_bonus_claimed/2.0.0.json#/properties")


def test_a_released_file_that_changed_is_told(shop):
    write_event(shop, KEY, {"code": text()}, **example(code="a"))
    (lack,) = check_drafts(shop)
    assert (lack.stage, lack.source) == ("lock", f"events/{KEY}/1.0.0.json")
    following(shop, "2.0.0", {"code": text(), "more": text(description="More of it.")})
    event_path(shop, KEY).unlink()
    assert "is gone" in str(check_drafts(shop)[0]) or stages(shop)[0] == "form"


LONG = "Report " + "that it was " * 10 + "claimed."
KEPT = {"code": text(), "old": text(description="What it said.")}


@pytest.mark.parametrize(
    ("version", "parameters", "keywords", "stage", "said"),
    [
        ("1.0.1", KEPT, {"description": LONG}, "descriptions", "characters"),
        (
            "1.1.0",
            {**KEPT, "more": {"$ref": "../../types/1.0.0.json#/$defs/text"}},
            {},
            "descriptions",
            "more is described as its type is",
        ),
        ("1.0.1", KEPT, example(code=5, old="b"), "examples", "expected a string"),
        ("1.0.1", KEPT, example(code="a"), "examples", "no example has old"),
        ("2.0.0", KEPT, {}, "version", "patch, so its number is 1.0.1, not 2.0.0"),
        ("1.0.1", {"code": text()}, {}, "version", "major, so its number is 2.0.0, not 1.0.1"),
        ("1.0.1", KEPT, {"x_upgrades": None}, "upgrade", "how payloads of x_bonus_claimed 1.0.0"),
        ("2.0.0", {"code": text()}, {}, "upgrade", "old is gone, and no step says so"),
        (
            "2.0.0",
            {"code": text(), "new": text(description="New.", x_aliases=["old"])},
            {},
            "upgrade",
            "old has another key, and no step says so",
        ),
        (
            "2.0.0",
            {"code": parameter("number", description="A number."), "old": text()},
            example(code=1, old="b"),
            "upgrade",
            "an example of 1.0.0 is refused once upgraded: /context/code",
        ),
    ],
)
def test_what_is_missing_is_told_with_what_to_do(  # noqa: PLR0917 - the columns of the table
    shop, version, parameters, keywords, stage, said
):
    following(shop, version, parameters, **keywords)
    lacks = [lack for lack in check_drafts(shop) if lack.stage == stage]
    assert any(said in lack.problem for lack in lacks), check_drafts(shop)
    assert all(lack.advice for lack in lacks)
    assert run("check").exit_code == 1


def test_an_overlay_is_asked_for_words_and_examples(shop):
    bare = {"$ref": "../../types/1.0.0.json#/$defs/text"}
    wrong = payload_of("ootb_deposit", {"shop_till": 5})
    write_overlay(shop, {"shop_till": bare}, examples=[wrong, payload_of(KEY)])
    found = [(lack.stage, lack.source, lack.pointer) for lack in check_drafts(shop)]
    place = "/properties/context/properties/shop_till"
    assert ("descriptions", "overlays/ours.json", place) in found
    assert ("examples", "overlays/ours.json", "/examples/0/context/shop_till") in found
    assert ("examples", "overlays/ours.json", "/examples/1") in found
    write_overlay(shop, {"shop_till": text()})
    assert check_drafts(shop) == ()
    result = run("release")
    assert result.stdout == "released overlays/ours.json\nwrote schemas.lock\n"
    assert "the classes were not written" in result.stderr
    write_overlay(shop, {"shop_till": bare})
    assert stages(shop) == ["lock"]


def test_what_is_missing_comes_in_the_order_of_the_work(shop):
    following(shop, "1.0.1", {"code": text()}, description=LONG, **example())
    order = ["descriptions", "examples", "version", "upgrade"]
    assert stages(shop) == order
    shown = [line for line in run("check").stdout.splitlines() if line[0].isdigit()]
    assert [line.split()[1] for line in shown] == [f"{stage}:" for stage in order]


def test_the_advice_is_what_is_missing(shop):
    """Do what each advice says, and nothing is missing."""
    following(shop, "2.0.0", {"code": text()}, x_upgrades=None)
    (lack,) = check_drafts(shop)
    member = json.loads(lack.advice.removeprefix("add ").partition(" to x-upgrades")[0])
    following(shop, "2.0.0", {"code": text()}, x_upgrades=[member])
    (lack,) = check_drafts(shop)
    member["steps"].append(json.loads(lack.advice.removeprefix("add the step ")))
    following(shop, "2.0.0", {"code": text()}, x_upgrades=[member])
    assert check_drafts(shop) == ()


def test_an_event_that_takes_the_place_of_another_says_how(shop):
    key = "x_bonus_taken"
    words = {"x_domain": "tests"}
    following(shop, "1.0.1", KEPT, x_superseded_by={"event": key})
    write_event(shop, key, {"code": text()}, **words, examples=[payload_of(key, {"code": "a"})])
    found = [lack for lack in check_drafts(shop) if lack.source == f"events/{key}/1.0.0.json"]
    assert [lack.stage for lack in found] == ["upgrade"]
    assert '{"event": "x_bonus_claimed", "version": "1.0.1", "steps": []}' in found[0].advice


# Releasing


def test_a_release_writes_changelog_classes_and_lock(shop):
    steps = [{"step": "drop", "keys": ["old"]}]
    following(shop, "2.0.0", {"code": text()}, x_upgrades=[{"version": "1.0.0", "steps": steps}])
    result = run("release", "--out", "src/shop/events.py")
    assert result.exit_code == 0
    assert result.stdout.replace("\\", "/").splitlines() == [
        f"released {KEY} 2.0.0",
        "wrote CHANGELOG.md",
        "wrote src/shop/events.py",
        "wrote schemas.lock",
    ]
    assert (shop / "CHANGELOG.md").read_text("utf-8") == (
        "# Changelog\n\n## Unreleased\n\n### Schemas\n\n"
        "- `x_bonus_claimed` 2.0.0, after 1.0.0. `old` is no longer part of the event. Described in"
        " other\n  words: the event (examples). What follows for payloads you have: valid, with a "
        "warning more; code\n  you have: no longer type-checks.\n\n## 1.0.0\n\n- Begun.\n"
    )
    assert "class XBonusClaimedV1(Event)" in (shop / "src/shop/events.py").read_text("utf-8")
    assert lock_state(shop).new == ()


def test_a_first_version_is_released_as_a_new_event(shop):
    key = "x_first"
    write_event(shop, key, {"code": text()}, examples=[payload_of(key, {"code": "a"})])
    assert run("release", "--out", "events.py").exit_code == 0
    log = (shop / "CHANGELOG.md").read_text("utf-8")
    assert "- `x_first` 1.0.0: a new event. Report x_first.\n" in log


def test_a_module_that_was_not_generated_is_left_alone(shop):
    (shop / "mine.py").write_text("x = 1\n", "utf-8")
    following(shop, "1.0.1", KEPT)
    result = run("release", "--out", "mine.py")
    assert result.exit_code == 2
    assert "was not generated" in result.stderr
    assert (shop / "mine.py").read_text("utf-8") == "x = 1\n"
    assert lock_state(shop).new == (f"events/{KEY}/1.0.1.json",)


def test_what_could_not_be_written_for_want_of_a_place_is_told(shop):
    (shop / "CHANGELOG.md").unlink()
    following(shop, "1.0.1", KEPT)
    result = run("release")
    assert result.exit_code == 0
    assert "--changelog FILE" in result.stderr
    assert f"- `{KEY}` 1.0.1, after 1.0.0. Described in other words" in result.stdout
    assert "--out" in result.stderr
    assert run("release").stdout == "there is nothing to release\n"


def test_out_is_a_module_for_a_catalogue_of_ones_own(shop):
    following(shop, "1.0.1", KEPT)
    result = run("release", "--out", "src")
    assert result.exit_code == 2
    assert lock_state(shop).new


# The changelog


@pytest.fixture
def draft(shop) -> Draft:
    following(shop, "1.0.1", KEPT)
    (found,) = drafts_of(shop, Catalog.load(shop))
    return found


ENTRY = f"- `{KEY}` 1.0.1, after 1.0.0."


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("", "## Unreleased\n\n### Schemas\n\nENTRY\n"),
        ("# Changelog\n", "# Changelog\n\n## Unreleased\n\n### Schemas\n\nENTRY\n"),
        (
            "# C\n\n## 1.0.0\n\n### Schemas\n\n- Old.\n",
            "# C\n\n## Unreleased\n\n### Schemas\n\nENTRY\n\n## 1.0.0\n\n### Schemas\n\n- Old.\n",
        ),
        (
            "# C\n\n## [Unreleased]\n\n### Added\n\n- A.\n\n## 1.0.0\n",
            "# C\n\n## [Unreleased]\n\n### Added\n\n- A.\n\n### Schemas\n\nENTRY\n\n## 1.0.0\n",
        ),
        (
            "# C\n\n## Unreleased\n\n### Schemas\n\n- B.\n\n### Fixed\n\n- F.\n",
            "# C\n\n## Unreleased\n\n### Schemas\n\n- B.\nENTRY\n\n### Fixed\n\n- F.\n",
        ),
        (
            "# C\n\n## Unreleased\n\n### Schemas\n\n## 1.0.0\n",
            "# C\n\n## Unreleased\n\n### Schemas\n\nENTRY\n\n## 1.0.0\n",
        ),
    ],
)
def test_the_entry_stands_under_its_own_heading(draft, before, expected):
    after = with_entries(before, [draft])
    entry = after[after.index(ENTRY) :].partition("\n\n")[0].rstrip()
    assert after == expected.replace("ENTRY", entry)
    assert max(map(len, after.splitlines())) <= 100
    assert with_entries(after, [draft]) == after


def test_a_key_of_one_word_is_a_key_in_an_entry(draft):
    assert "Described in other words: the event (examples), `old`." in with_entries("", [draft])


def test_an_entry_is_not_mistaken_for_that_of_a_longer_number(draft):
    later = f"# C\n\n## 2.0.0\n\n### Schemas\n\n{ENTRY.replace('1.0.1', '1.0.10')}\n"
    assert ENTRY in with_entries(later, [draft])


def test_a_changelog_keeps_its_line_ends(shop):
    following(shop, "1.0.1", KEPT)
    (shop / "CHANGELOG.md").write_bytes("# Changelog\r\n\r\n- Ö.\r\n".encode())
    assert run("release").exit_code == 0
    data = (shop / "CHANGELOG.md").read_bytes()
    assert data.startswith("# Changelog\r\n\r\n- Ö.\r\n\r\n## Unreleased\r\n".encode())
    assert data.count(b"\n") == data.count(b"\r\n")


# What a draft says of those before it


def test_events_that_take_each_others_place_are_a_cycle(shop):
    for key, other in (("x_one", "x_two"), ("x_two", "x_one")):
        words = {"x_superseded_by": {"event": other}, "examples": [payload_of(key, {"code": "a"})]}
        write_event(shop, key, {"code": text()}, **words)
    for command in (["schema", "check"], ["generate", "--out", "events.py"], ["lock"]):
        result = CliRunner().invoke(main, command)
        assert result.exit_code in {1, 2}
        for key, other in (("x_one", "x_two"), ("x_two", "x_one")):
            place = f"events/{key}/1.0.0.json#/x-superseded-by/event"
            assert f"{place}: {other} took the place of an event that took" in result.output


@pytest.mark.parametrize(
    ("upgrades", "place", "problem"),
    [
        ([{"version": "0.9.0", "steps": []}], "/1", "there is no x_bonus_claimed 0.9.0"),
        ([{"version": "1.1.0", "steps": []}], "/1", "1.1.0 is neither the version before nor"),
        (
            [{"step": "rename", "keys": {"nothing": "code"}}],
            "",
            "nothing, of a rename, is no parameter before it",
        ),
        ([{"step": "map", "keys": ["gone"], "values": {"a": "b"}}], "", "gone, of a map, is no"),
    ],
)
def test_steps_that_lead_nowhere_are_told(shop, upgrades, place, problem):
    steps = [one for one in upgrades if "step" in one]
    others = [one for one in upgrades if "step" not in one]
    words = {"x_upgrades": [{"version": "1.0.0", "steps": steps}, *others]}
    following(shop, "1.1.0", {"code": text(), "old": text(), "more": text()}, **words)
    (lack,) = check_drafts(shop)
    assert (lack.stage, lack.pointer) == ("upgrade", f"/x-upgrades{place}")
    assert problem in lack.problem


def test_a_successor_that_does_not_exist_is_told(shop):
    following(shop, "1.0.1", {"code": text(), "old": text()}, x_superseded_by={"event": "x_lost"})
    (lack,) = check_drafts(shop)
    assert lack.pointer == "/x-superseded-by/event"
    assert "there is no event x_lost" in lack.problem


def test_classes_of_one_name_are_told_before_anything_is_written(shop):
    following(shop, "1.1.0", {"code": text(), "old": text(), "more": text()})
    key = f"{KEY}_v1"
    write_event(shop, key, {"code": text()}, examples=[payload_of(key, {"code": "a"})])
    (lack,) = check_drafts(shop)
    assert lack.stage == "form"
    assert "two classes would be named XBonusClaimedV1" in lack.problem
    assert CliRunner().invoke(main, ["lock"]).exit_code == 2


def test_a_folder_without_events_is_named_once(shop):
    (shop / "none" / "events").mkdir(parents=True)
    result = run("check", "--catalog", "none")
    assert result.stdout.startswith("1. form: none: no event in its folder")


def test_what_was_inferred_is_to_be_described(shop):
    payload = json.dumps(payload_of("x_seen", {"code": "a"}))
    (shop / "seen.json").write_text(payload, "utf-8")
    assert run("infer", "seen.json", "--out", "events").exit_code == 0
    places = [(lack.stage, lack.pointer) for lack in check_drafts(shop)]
    assert places == [
        ("descriptions", "/description"),
        ("descriptions", "/properties/context/properties/code/description"),
    ]


def test_what_is_gone_may_have_another_key(shop):
    following(shop, "2.0.0", {"code": text(), "fresh": text()})
    (lack,) = check_drafts(shop)
    assert lack.problem == "old is gone, and no step says so"
    assert lack.advice == (
        'add the step {"step": "drop", "keys": ["old"]}; what has another key by now is a rename '
        "instead"
    )
