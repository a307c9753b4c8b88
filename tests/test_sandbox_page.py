"""The sandbox's page in a real browser: what a person sees and does."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from http.client import BadStatusLine
from urllib.parse import urlsplit

import pytest

from ootb_events.sandbox import Fault, Sandbox, Settings
from sandbox_client import report
from sandbox_page import (
    BAD,
    DEPOSIT,
    GOOD,
    LOGIN,
    PLAYGROUND,
    WARNING,
    edit,
    rows,
    send,
    show,
    wait_for_rows,
)
from schema_files import write_catalog

pytest_plugins = ("page_fixtures",)

expect = pytest.importorskip(
    "playwright.sync_api",
    reason="NO playwright INSTALLED: nothing shows here that the sandbox's page works",
).expect


def text_of(page):
    return page.locator("#editor-text").input_value()


def findings(page):
    return page.locator("#playground-side .finding .rule-id")


def test_an_empty_page_says_how_to_send_and_events_then_appear(tab, box):
    page = show(tab, box)
    steps = page.locator("#events-empty")
    expect(steps).to_contain_text(f"curl {box.url}")
    expect(steps).to_contain_text(f'HttpTransport("{box.url}")')
    send(box, GOOD, WARNING, BAD, b"{oops")
    wait_for_rows(page, 4)
    assert rows(page) == ["Bad", "Bad", "Warning", "Good"]
    expect(steps).to_be_hidden()
    expect(page.locator(".verdict.bad b")).to_have_text("2")
    shapes = {row.get_attribute("href") for row in page.locator("#rows .icon use").all()}
    assert shapes == {"#icon-good", "#icon-warning", "#icon-bad"}


def test_filters_are_in_the_address_and_hold_for_what_streams_in(tab, box):
    send(box, GOOD, WARNING, BAD)
    page = show(tab, box)
    page.locator(".verdict.bad").click()
    wait_for_rows(page, 1)
    assert "verdict=bad" in page.url
    send(box, GOOD, {**BAD, "customer": "c-4"})
    wait_for_rows(page, 2)
    assert set(rows(page)) == {"Bad"}
    page.reload()
    wait_for_rows(page, 2)
    page.go_back()
    wait_for_rows(page, 5)


def test_events_are_filtered_by_event_rule_and_customer(tab, box):
    send(box, GOOD, LOGIN, WARNING, BAD)
    page = show(tab, box)
    page.select_option("#filter-event", "ootb_login")
    wait_for_rows(page, 1)
    page.get_by_role("button", name="Clear filters").click()
    wait_for_rows(page, 4)
    page.locator("#overview").get_by_role("button", name="OOTB206").click()
    wait_for_rows(page, 1)
    assert rows(page) == ["Warning"]
    page.locator(".chip", has_text="OOTB206").click()
    page.fill("#filter-customer", "c-1")
    page.press("#filter-customer", "Enter")
    wait_for_rows(page, 2)
    assert "customer=c-1" in page.url
    page.fill("#filter-customer", "nobody")
    page.press("#filter-customer", "Enter")
    expect(page.locator("#events-empty")).to_contain_text("No event matches")


def test_an_opened_event_shows_its_findings_beneath_the_lines(tab, box):
    tab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    send(box, BAD)
    page = show(tab, box)
    page.locator("#rows a").click()
    line = page.locator(".line.error")
    expect(line).to_have_count(1)
    expect(line.locator("code")).to_have_text('    "ootb_deposit_amount": "20.50"')
    expect(line.locator(".number")).to_have_text("7")
    expect(line.locator(".faulty")).to_have_text('"20.50"')
    note = page.locator(".line.error + .finding")
    expect(note).to_contain_text("OOTB201")
    expect(note).to_contain_text("wrong-type")
    expect(note.locator(".fix-text")).to_contain_text("20.5")
    expect(page.locator(".detail .facts")).to_contain_text("not checked")
    expect(page.locator(".detail .answer")).to_contain_text("Failed to validate")
    page.get_by_role("button", name="Copy as JSON").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert json.loads(page.evaluate("navigator.clipboard.readText()")) == BAD
    page.go_back()
    expect(page.locator(".detail")).to_have_count(2)
    expect(page.locator("#events-side .detail")).to_be_hidden()


def test_faults_are_shown_as_they_are_set_and_hit(tab, box):
    page = show(tab, box)
    faults = page.locator("#faults")
    expect(faults).to_be_hidden()
    box.faults.add(Fault(kind="status", status=429, share=0.5, event="<b>x"))
    box.faults.add(Fault(kind="error", count=1))
    send(box, GOOD)
    expect(faults.locator("code")).to_have_text(["status=429,share=0.5,event=<b>x"])
    expect(faults).to_contain_text("1 event was hit")
    page.evaluate("fetch('api/faults', { method: 'DELETE' })")
    expect(faults).to_contain_text("No fault is set now")


def test_an_event_says_why_it_is_bad_and_what_was_answered(tab, box):
    box.faults.add(Fault(kind="garbage", count=1))
    with pytest.raises(BadStatusLine):
        send(box, GOOD)
    assert report(box, GOOD, {"Content-Type": "text/plain"}).status == 415
    page = show(tab, box, "#/events?open=1")
    fact = page.locator("#events-side .facts > div", has_text="Answer").locator("dd")
    expect(fact).to_have_text("none (fault: garbage)")
    page.goto(f"{box.page}#/events?open=2")
    expect(fact).to_have_text("status 415")
    expect(page.locator("#events-side .remark")).to_contain_text("Content-Type is not application")
    page.keyboard.press("Escape")
    expect(page.locator("#rows .flag").first).to_have_text("wrong Content-Type")


def test_the_first_steps_are_those_of_the_address_that_was_opened(tab, box):
    here = box.page.replace("127.0.0.1", "localhost")
    tab.hosts.add(urlsplit(here).netloc)
    tab.page.goto(here)
    steps = tab.page.locator("#events-empty")
    expect(steps).to_contain_text(f"curl {here}reportServer")
    expect(steps).to_contain_text(f'HttpTransport("{here}reportServer")')


@pytest.mark.skipif(
    not all(map(shutil.which, ("bash", "curl", "openssl"))), reason="NO bash, curl OR openssl HERE"
)
@pytest.mark.parametrize("token", [None, "t0ken"])
def test_the_first_steps_can_be_taken(tab, token):
    with Sandbox(Settings(token=token)) as box:
        page = show(tab, box)
        step = page.locator("#events-empty pre").first.inner_text()
        subprocess.run(  # noqa: S603 - what the page says
            [shutil.which("bash"), "-ec", step],
            env={**os.environ, "TOKEN": token or "", "no_proxy": "*"},
            check=True,
            timeout=60,
            stdout=subprocess.PIPE,
        )
        assert [event.verdict for event in box.events()] == ["good"]


def test_an_event_that_is_not_kept_any_more_is_said_to_be_gone(tab, box):
    tab.allowed.append("404")
    page = show(tab, box, "#/events?open=17")
    expect(page.locator(".detail")).to_contain_text(["Event 17 cannot be shown", ""])
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.locator("#events-side .detail")).to_be_hidden()


def test_the_playground_validates_what_is_typed(tab, box):
    page = show(tab, box, PLAYGROUND)
    edit(page, json.dumps(BAD, indent=2))
    expect(findings(page)).to_have_text(["OOTB201"])
    expect(page.locator(".gutter .number.error")).to_have_text("7")
    edit(page, json.dumps(GOOD, indent=2))
    expect(page.locator("#playground-verdict")).to_contain_text("Nothing was found")
    expect(page.locator(".gutter .marked")).to_have_count(0)
    edit(page, json.dumps(WARNING))
    expect(page.locator("#playground-verdict .badge")).to_have_text("Warning")
    page.check("#strict")
    expect(page.locator("#playground-verdict .badge")).to_have_text("Bad")
    edit(page, "{")
    expect(findings(page)).to_have_text(["OOTB001"])
    edit(page, "")
    expect(page.locator("#playground-verdict")).to_contain_text("Paste a payload")


def test_the_newest_text_wins_over_answers_that_come_late(tab, box):
    page = show(tab, box, PLAYGROUND)
    held = []
    page.route(
        "**/api/validate", lambda route: held.append(route) if not held else route.continue_()
    )
    with page.expect_request("**/api/validate"):
        edit(page, json.dumps(BAD))
    edit(page, json.dumps(GOOD))
    expect(page.locator("#playground-verdict")).to_contain_text("Nothing was found")
    assert "ABORTED" in held[0].request.failure
    page.unroute_all(behavior="ignoreErrors")


def test_a_fix_changes_its_place_only_and_can_be_undone(tab, box):
    page = show(tab, box, PLAYGROUND)
    text = json.dumps(BAD).replace('"tenant": 1042', '"tenant" :  1042.0')
    edit(page, text)
    page.get_by_role("button", name="Apply the guess").click()
    expect(findings(page)).to_have_count(0)
    assert text_of(page) == text.replace('"20.50"', "20.5")
    page.get_by_role("button", name="Undo").click()
    expect(findings(page)).to_have_text(["OOTB201"])
    assert text_of(page) == text


def test_formatting_changes_white_space_only(tab, box):
    page = show(tab, box, PLAYGROUND)
    text = r'{"a":1.0,"a":12345678901234567890,"b":[],"c":[1e2,{"d":"\" : \u00e9,"}]}'
    edit(page, text)
    page.get_by_role("button", name="Format").click()
    assert text_of(page).split("\n")[1:3] == ['  "a": 1.0,', '  "a": 12345678901234567890,']
    assert re.sub(r"\n *|(?<=\":) (?=[\[{\d\"])", "", text_of(page)) == text


def test_long_lines_scroll_beside_their_numbers(tab, box):
    page = show(tab, box, PLAYGROUND)
    edit(page, json.dumps({**GOOD, "customer": "x" * 500}))
    page.get_by_role("button", name="Format").click()
    area, number = page.locator("#editor-text"), page.locator(".gutter .number").first
    assert area.evaluate("area => area.scrollLeft") == 0
    digits = "number => { const range = document.createRange(); range.selectNodeContents(number);"
    right = number.evaluate(f"{digits} return range.getBoundingClientRect().right }}")
    assert right < area.bounding_box()["x"] + 1


def test_what_is_in_the_playground_can_be_sent(tab, box):
    page = show(tab, box, PLAYGROUND)
    edit(page, json.dumps(LOGIN))
    page.click("#send")
    expect(page.locator(".sent")).to_contain_text("status 200")
    assert [event.event for event in box.events()] == ["ootb_login"]


def test_unsigned_sending_is_said_to_be_refused_where_signatures_are_demanded(tab):
    tab.allowed.append("401")
    with Sandbox(Settings(token="t0ken")) as box:  # noqa: S106  of this test
        page = show(tab, box, PLAYGROUND)
        expect(page.locator("#send-note")).to_contain_text("demands signatures")
        edit(page, json.dumps(LOGIN))
        page.click("#send")
        expect(page.locator(".sent")).to_contain_text("error")
        assert [event.verdict for event in box.events()] == ["bad"]


def test_an_example_of_any_event_is_valid(tab, box):
    page = show(tab, box, "#/catalogue?event=ootb_self_exclusion_activated")
    page.get_by_role("link", name="Full", exact=True).click()
    expect(page.locator("#playground-verdict")).to_contain_text("Nothing was found")
    assert json.loads(text_of(page))["event"] == "ootb_self_exclusion_activated"
    page.select_option("#example-event", "ootb_game_launch")
    page.click("#build")
    expect(page.locator("#playground-verdict")).to_contain_text("ootb_game_launch")
    page.go_back()
    expect(page.locator("#playground-verdict")).to_contain_text("ootb_self_exclusion_activated")


def test_the_catalogue_is_searched_and_shows_versions_and_differences(tab, box):
    page = show(tab, box, "#/catalogue")
    page.fill("#catalogue-search", "deposit cancel")
    expect(page.locator("#catalogue-list a")).to_have_count(1)
    page.locator("#catalogue-list a").click()
    entry = page.locator("#catalogue-entry")
    expect(entry.locator("h2")).to_contain_text("Deposit Cancellation")
    expect(entry.locator(".versions a")).to_have_text(
        [re.compile("3.0.0"), re.compile("2.0.0"), re.compile("1.0.0")]
    )
    entry.locator(".versions a").nth(1).click()
    expect(entry.locator(".differences")).to_contain_text("since 1.0.0")
    expect(entry.locator(".differences li").first).to_be_attached()
    header = entry.locator("thead th").all_inner_texts()
    assert [one.lower() for one in header[:4]] == ["key", "python", "type", "values"]
    assert "version=2.0.0" in page.url
    page.go_back()
    expect(entry.locator(".versions [aria-current]")).to_have_text("3.0.0")


def test_the_catalogue_says_what_a_parameter_of_ones_own_refuses(tab, tmp_path):
    types = "../../types/1.0.0.json#/$defs/"
    parameters = {
        "kind": {"$ref": f"{types}text", "enum": ["money", "bet"]},
        "code": {"$ref": f"{types}text", "pattern": "^[a-z]+$", "minLength": 1},
        "share": {"x-kind": "number", "type": "number", "minimum": 0, "maximum": 1},
        "least": {"x-kind": "number", "type": "number", "minimum": 0},
        "any": {"$ref": f"{types}number"},
    }
    described = {name: {"description": "It is.", **each} for name, each in parameters.items()}
    catalog = write_catalog(tmp_path, {"x_bonus_claimed": described})
    with Sandbox(Settings(catalog=catalog)) as box:
        page = show(tab, box, "#/catalogue?event=x_bonus_claimed")
        rows = page.locator("table.parameters tbody tr")
        expect(rows).to_have_count(5)
        cells = {name: rows.locator(f"td[data-label={name}]") for name in ("Type", "Values")}
        expect(cells["Type"]).to_have_text(["text", "text ≤ 255", "number", "number", "number"])
        expect(cells["Values"]).to_have_text(
            ["one of money, bet", "not empty, matches ^[a-z]+$", "0 to 1", "at least 0", "any"]
        )


def test_a_timeline_is_in_the_order_of_timestamps(tab, box):
    at = "2026-06-09 12:00:{}.000000 UTC".format
    second, first = (
        {**event, "timestamp": at(when)} for event, when in ((DEPOSIT, 50), (LOGIN, 10))
    )
    send(box, second, {**WARNING}, first)
    page = show(tab, box, "#/customers")
    page.locator("a.customer", has_text="c-1").click()
    steps = page.locator(".step")
    expect(steps).to_have_count(2)
    assert [re.search(r"OOTB (\w+)", text).group(1) for text in steps.all_inner_texts()] == [
        "Login",
        "Deposit",
    ]
    expect(page.locator(".since")).to_have_text("40 s later")
    steps.first.click()
    expect(page.locator("#customers-side .detail h2")).to_have_text("OOTB Login")
    send(box, {**LOGIN, "timestamp": at(50)})
    expect(steps).to_have_count(3)
    expect(page.locator(".since")).to_have_text(["40 s later", "at the same time"])
    page.go_back()
    expect(page.locator("#customers-side .detail")).to_be_hidden()


def test_clearing_asks_once_more(tab, box):
    send(box, GOOD, BAD)
    page = show(tab, box, "#/events?open=1")
    wait_for_rows(page, 2)
    page.click("#clear")
    wait_for_rows(page, 2)
    page.get_by_role("button", name="Clear all?").click()
    wait_for_rows(page, 0)
    expect(page.locator("#events-empty")).to_contain_text("No events yet")
    expect(page.locator("#overview")).to_be_visible()
    assert "open=" not in page.url
    assert box.events() == []


def test_a_wrong_signature_is_said_to_be_what_is_bad(tab):
    with Sandbox(Settings(token="t0ken")) as box:  # noqa: S106  of this test
        send(box, GOOD)
        page = show(tab, box, "#/events?open=1")
        expect(page.locator("#events-side .remark")).to_contain_text("its signature is missing")
        expect(page.locator("#events-side .line.error")).to_have_count(0)


def test_the_theme_follows_the_system_until_chosen_and_is_remembered(tab, box):
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    page = show(tab, box)
    light = page.evaluate(ground)
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(ground)
    assert dark != light
    page.click("#theme")
    expect(page.locator("#theme")).to_have_text("Theme: light")
    assert page.evaluate(ground) == light
    page.reload()
    expect(page.locator("#theme")).to_have_text("Theme: light")
    assert page.evaluate(ground) == light
    page.click("#theme")
    page.emulate_media(color_scheme="light")
    assert page.evaluate(ground) == dark


def test_everything_is_reached_by_the_keyboard(tab, box):
    send(box, GOOD, WARNING, BAD)
    page = show(tab, box)
    wait_for_rows(page, 3)
    press, focused = page.keyboard.press, page.locator(":focus")
    press("Tab")
    expect(focused).to_have_text("Skip to the content")
    press("Enter")
    expect(focused).to_have_id("main")
    press("j")
    expect(focused).to_contain_text("Bad")
    press("ArrowDown")
    expect(focused).to_contain_text("Warning")
    press("Enter")
    expect(focused).to_have_text("OOTB Deposit")
    expect(page.locator(".line.warning")).to_have_count(1)
    press("k")
    expect(page.locator(".line.error")).to_have_count(1)
    expect(focused).to_have_text("OOTB Deposit")
    press("Escape")
    expect(page.locator("#events-side .detail")).to_be_hidden()
    expect(focused).to_contain_text("Bad")
    press("/")
    expect(focused).to_have_id("filter-customer")
    press("c")
    press("Escape")
    press("?")
    expect(page.locator("#help")).to_be_visible()
    press("Escape")
    expect(page.locator("#help")).to_be_hidden()
    press("3")
    expect(page.locator("#catalogue-title")).to_be_visible()
    press("/")
    page.keyboard.type("login")
    expect(page.locator("#catalogue-list a")).to_have_count(1)
    press("4")
    expect(page.locator("#catalogue-search")).to_have_value("login4")
