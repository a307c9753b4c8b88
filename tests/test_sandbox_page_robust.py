"""The sandbox's page in a real browser: storms, lost connections, hostile payloads, barriers."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest

from ootb_events.sandbox import Sandbox, Settings
from sandbox_page import (
    BAD,
    GOOD,
    LOGIN,
    PHONE,
    PLAYGROUND,
    WARNING,
    edit,
    send,
    show,
    wait_for_rows,
)

pytest_plugins = ("page_fixtures",)

expect = pytest.importorskip(
    "playwright.sync_api",
    reason="NO playwright INSTALLED: nothing shows here that the sandbox's page works",
).expect

PAGE = files("ootb_events.sandbox").joinpath("page")
NAMESPACE = "http://www.w3.org/2000/svg"
FORBIDDEN = re.compile(
    r"https?://|@import|\burl\(|innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc"
    r"|\beval\(|\bFunction\(|DOMParser|createContextualFragment|setHTML|\sstyle=|\son\w+=\"|<style"
)

STORM = 100_000
MOST_NODES = 15_000
LONGEST_TASK = 1_000
"""Milliseconds for which the page may be deaf, on a machine that is busy with other tests."""

SCRIPT = "<script>window.canary.push('script')</script>"
IMAGE = "<img src=x onerror=\"window.canary.push('image')\">"
TURNED = "\u202egnissem\u202c \u2067\u200f\u0000\u001b[31m"
HOSTILE = {
    "markup": {
        **BAD,
        "event": IMAGE,
        "customer": SCRIPT,
        "context": {SCRIPT: IMAGE, IMAGE: SCRIPT},
    },
    "directions": {**BAD, "customer": TURNED, "context": {f"ootb_{TURNED}": TURNED}},
    "huge": {**BAD, "customer": "c" * 5_000, "context": {"k" * 3_000: "v" * 400_000}},
    "many": {**BAD, "context": {f"ootb_parameter_{number}": "x" * 200 for number in range(51)}},
    "prototype": {
        **BAD,
        "event": "__proto__",
        "customer": "constructor",
        "context": {"__proto__": {"x": 1}},
    },
    "surrogate": {**BAD, "customer": "\ud800", "context": {"ootb_deposit_method": "\udfff"}},
    "links": {**BAD, "event": "javascript:window.canary.push(1)", "customer": "#/../..?%00&open=1"},
}
VIEWS = {
    "events": "#/events",
    "open": "#/events?open=3",
    "people": "#/customers",
    "timeline": "#/customers?id=c-1",
    "catalogue": "#/catalogue",
    "entry": "#/catalogue?event=ootb_deposit&version=2.0.0",
    "playground": "#/playground?from=3",
}


def go_to(page, address):
    page.evaluate("address => { location.hash = address; }", address)


def assert_plain(page):
    """Assert that nothing of the payload became an element, and nothing hidden stayed so."""
    assert page.locator("main script, main img, main iframe").count() == 0
    assert not set(page.locator("main").inner_text()) & set(TURNED) - set("egnissem []31m")


def settle(page, view):
    """Wait until a view shows what it was asked for."""
    shown = {
        "events": "#rows a",
        "open": "#events-side .detail .line",
        "people": "a.customer",
        "timeline": ".step",
        "catalogue": "#catalogue-list a",
        "entry": ".parameters",
        "playground": "#playground-side .finding",
    }
    page.wait_for_selector(shown[view])


def test_hostile_payloads_are_shown_as_text(tab, box):
    send(box, *HOSTILE.values())
    page = show(tab, box)
    wait_for_rows(page, len(HOSTILE))
    for number in range(1, len(HOSTILE) + 1):
        go_to(page, f"#/events?open={number}")
        expect(page.locator("#events-side .detail-tools")).to_contain_text(f"No. {number}")
        assert_plain(page)
        go_to(page, f"#/playground?from={number}")
        expect(page.locator("#playground-side .finding").first).to_be_visible()
        assert_plain(page)
    tab.check()


def test_customers_with_hostile_names_are_shown_as_text(tab, box):
    send(box, *HOSTILE.values())
    page = show(tab, box, "#/customers")
    names = page.locator("a.customer")
    expect(names).to_have_count(len(HOSTILE) - 1)  # a lone surrogate is no text, so no name
    for address in [name.get_attribute("href") for name in names.all()]:
        go_to(page, address)
        page.locator(".step").click()
        expect(page.locator("#customers-side .line").first).to_be_visible()
        assert_plain(page)
    go_to(page, "#/customers")
    expect(names.filter(has_text="⟨U+202E⟩gnissem⟨U+202C⟩")).to_have_count(1)


def test_no_string_becomes_markup_and_nothing_is_asked_of_others():
    sources = [one for one in PAGE.iterdir() if one.name.endswith((".js", ".css", ".html"))]
    assert len(sources) > 10
    for source in sources:
        found = FORBIDDEN.findall(source.read_text("utf-8").replace(NAMESPACE, ""))
        assert found == [], source.name


def test_what_is_cut_can_be_seen_whole(tab, box):
    send(box, HOSTILE["huge"])
    page = show(tab, box, "#/events?open=1")
    more = page.locator(".line .more").last
    expect(more).to_contain_text("more characters")
    assert page.evaluate("document.querySelector('.code').textContent.length") < 20_000
    while page.locator(".line .more").count():
        page.locator(".line .more").last.click()
    assert "v" * 400_000 in page.evaluate("document.querySelector('.code').textContent")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_there_are_no_barriers(tab, box, scheme):
    # Only contrast depends on the colours.
    rules = "" if scheme == "light" else "{ runOnly: ['color-contrast'] }"
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    send(box, GOOD, WARNING, BAD, LOGIN)
    tab.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page = show(tab, box)
    page.evaluate(axe)
    for view, address in VIEWS.items():
        go_to(page, address)
        settle(page, view)
        violations = page.evaluate(f"axe.run({rules}).then((found) => found.violations)")
        grave = [
            (one["id"], [node["target"] for node in one["nodes"]][:5])
            for one in violations
            if one["impact"] in {"serious", "critical"}
        ]
        assert grave == [], view


def test_the_page_fits_a_phone(tab, box):
    send(box, GOOD, HOSTILE["huge"], BAD, HOSTILE["many"], HOSTILE["markup"], WARNING)
    tab.page.set_viewport_size(PHONE)
    page = show(tab, box)
    for view, address in VIEWS.items():
        go_to(page, address)
        settle(page, view)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], view
    lines = page.locator("nav[aria-label=Views] a").all()
    assert len({line.bounding_box()["y"] for line in lines}) == 1
    assert all(line.bounding_box()["height"] < 45 for line in lines)


def test_the_list_does_not_move_while_it_is_read(tab, box):
    send(box, *[GOOD] * 60)
    page = show(tab, box)
    wait_for_rows(page, 60)
    row = page.locator("#rows li").nth(30)
    row.scroll_into_view_if_needed()
    before = row.bounding_box()
    send(box, *[BAD] * 37)
    expect(page.locator("#fresh")).to_have_text("37 new events")
    assert row.bounding_box() == before
    assert page.locator("#rows li").count() == 60
    page.click("#fresh")
    wait_for_rows(page, 97)
    send(box, GOOD)
    wait_for_rows(page, 98)


def test_a_paused_list_waits(tab, box):
    page = show(tab, box)
    page.keyboard.press("p")
    send(box, GOOD, BAD)
    expect(page.locator("#fresh")).to_have_text("2 new events")
    page.keyboard.press("p")
    wait_for_rows(page, 2)


def test_older_events_are_loaded_and_the_list_stays_bounded(tab, box):
    send(box, *[LOGIN] * 640)
    page = show(tab, box)
    wait_for_rows(page, 500)
    expect(page.locator("#list-count")).to_have_text("500 of 640 events")
    page.click("#older")
    page.wait_for_selector("#rows a[data-number='41']")
    wait_for_rows(page, 500)
    page.click("#older")
    page.wait_for_selector("#rows a[data-number='1']")
    page.get_by_role("button", name="Back to the newest events").click()
    page.wait_for_selector("#rows a[data-number='640']")
    wait_for_rows(page, 500)


def test_a_storm_neither_freezes_the_page_nor_fills_it(tab):
    with Sandbox(Settings(batches=True, keep=5_000)) as box:
        page = show(tab, box)
        batch = [*[GOOD] * 60, *[WARNING] * 30, *[BAD] * 10]
        send(box, *[batch] * (STORM // 100))
        page.wait_for_function(
            "count => document.querySelector('.verdict.good b').textContent === count",
            arg=f"{STORM * 6 // 10:,}",
        )
        wait_for_rows(page, 500)
        page.wait_for_selector(f"#rows a[data-number='{STORM}']")
        assert page.evaluate("document.querySelectorAll('*').length") < MOST_NODES
        assert page.evaluate("window.longest") < LONGEST_TASK
        expect(page.locator("#notice")).to_contain_text("came too fast")
        page.locator("#rows a").first.click()
        expect(page.locator("#events-side .line").first).to_be_visible()


def test_the_page_connects_again_when_the_sandbox_comes_back(tab):
    tab.allowed += ["ERR_", "EventSource"]
    with Sandbox() as first:
        send(first, GOOD, GOOD)
        page = show(tab, first)
        wait_for_rows(page, 2)
    expect(page.locator("#connection")).to_contain_text("Connection lost")
    with Sandbox(port=first.port) as second:
        send(second, BAD)
        page.wait_for_selector("#connection[data-state=live]")
        wait_for_rows(page, 1)
        expect(page.locator("#notice")).to_contain_text("started anew")
        send(second, GOOD)
        wait_for_rows(page, 2)


def test_what_came_while_the_connection_was_lost_is_loaded(tab, box):
    tab.allowed += ["ERR_", "EventSource"]
    send(box, GOOD)
    blocked = []
    tab.page.add_init_script(SEVERABLE)
    page = show(tab, box)
    wait_for_rows(page, 1)
    page.route("**/api/stream", lambda route: (blocked.append(1), route.abort()))
    page.evaluate("sever()")
    expect(page.locator("#connection")).to_contain_text("Connection lost")
    send(box, *[BAD] * 3)
    page.unroute_all(behavior="wait")
    wait_for_rows(page, 4)
    expect(page.locator("#notice")).to_contain_text(
        "3 events arrived while the connection was lost"
    )


# A proxy in between would time out: the page sees its stream end.
SEVERABLE = """
const Real = window.EventSource;
window.EventSource = class extends Real {
  constructor(...given) {
    super(...given);
    window.sever = () => { this.close(); this.dispatchEvent(new Event("error")); };
  }
};
"""

PATCHES = {
    "replace keeps the rest": (
        '{"a": 1.0, "b":[1,2]}',
        {"op": "replace", "path": "/b/1", "value": 3},
        '{"a": 1.0, "b":[1,3]}',
    ),
    "remove the first": ('{"a": 1,\n "b": 2}', {"op": "remove", "path": "/a"}, '{"b": 2}'),
    "remove the last": ('{"a": 1,\n "b": 2\n}', {"op": "remove", "path": "/b"}, '{"a": 1\n}'),
    "remove the only one": ('{"a": 1 }', {"op": "remove", "path": "/a"}, "{}"),
    "add to some": (
        '{\n  "a": 1\n}',
        {"op": "add", "path": "/b", "value": "x"},
        '{\n  "a": 1,\n  "b": "x"\n}',
    ),
    "add to none": (
        '{"c": {}}',
        {"op": "add", "path": "/c/b", "value": 1},
        '{"c": {\n  "b": 1\n}}',
    ),
    "rename in place": (
        '{"a": 1, "b": 2}',
        {"op": "move", "from": "/a", "path": "/z"},
        '{"z": 1, "b": 2}',
    ),
    "move deeper": (
        '{"a": 1, "c": {"x": 0}}',
        {"op": "move", "from": "/a", "path": "/c/a"},
        '{"c": {"x": 0, "a": 1}}',
    ),
    "of two the last": (
        '{"a": 1, "a": 2}',
        {"op": "replace", "path": "/a", "value": 3},
        '{"a": 1, "a": 3}',
    ),
    "escapes": (
        '{"a/b~c": "\\u0041 {"}',
        {"op": "replace", "path": "/a~1b~0c", "value": "}"},
        '{"a/b~c": "}"}',
    ),
    "large numbers": (
        '{"a": 12345678901234567890, "b": 1}',
        {"op": "remove", "path": "/b"},
        '{"a": 12345678901234567890}',
    ),
}


def test_a_patch_changes_text_in_place(tab, box):
    page = show(tab, box, PLAYGROUND)
    patch = (
        "async ([text, operation]) => (await import('/page/jsontext.js')).patched(text, operation)"
    )
    for name, (text, operation, expected) in PATCHES.items():
        assert page.evaluate(patch, [text, operation]) == expected, name


def test_every_fix_of_a_finding_can_be_applied(tab, box):
    broken = {
        **BAD,
        "timestamp": "2026-06-09 12:00:00.250 UTC",
        "context": {"deposit_amount": "1", "ootb_deposit_amont": 2, "OOTB_Deposit_Status": "x"},
    }
    page = show(tab, box, PLAYGROUND)
    edit(page, json.dumps(broken, indent=4))
    page.wait_for_selector(".finding")
    apply = page.locator(".apply")
    for _ in range(10):
        before = apply.count()
        if before == 0:
            break
        apply.first.click()
        expect(apply).not_to_have_count(before)
    assert apply.count() == 0
