"""What tests of the sandbox's page share: payloads, and a way to send and see them."""

from __future__ import annotations

import json
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from browser import Tab
    from ootb_events.sandbox import Sandbox

EVENTS, PLAYGROUND = "#/events", "#/playground"
PHONE = {"width": 360, "height": 740}

DEPOSIT = {
    "tenant": 1042,
    "timestamp": "2026-06-09 12:00:00.250000 UTC",
    "event": "ootb_deposit",
    "customer": "c-1",
    "context": {"ootb_deposit_amount": 20.5, "ootb_deposit_status": "completed"},
}
GOOD = DEPOSIT
WARNING = {**DEPOSIT, "customer": "c-2", "context": {"ootb_deposit_sum": 1}}
BAD = {**DEPOSIT, "customer": "c-3", "context": {"ootb_deposit_amount": "20.50"}}
LOGIN = {**DEPOSIT, "event": "ootb_login", "context": {}}


def show(tab: Tab, box: Sandbox, view: str = EVENTS) -> Page:
    """Open a view, and wait until the page is connected and has what was there before."""
    tab.hosts.add(urlsplit(box.page).netloc)
    tab.page.goto(f"{box.page}{view}")
    tab.page.wait_for_selector("#connection[data-state=live]")
    tab.page.wait_for_selector("#list-pane[aria-busy=false]", state="attached")
    return tab.page


def send(box: Sandbox, *payloads: Any) -> None:
    """Post payloads, in this order; bytes go as they are."""
    parts = urlsplit(box.url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    try:
        for payload in payloads:
            body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
            connection.request("POST", parts.path, body, {"Content-Type": "application/json"})
            connection.getresponse().read()
    finally:
        connection.close()


def rows(page: Page) -> list[str]:
    """Give the verdicts of the list, in words, newest first."""
    return page.locator("#rows .badge").all_inner_texts()


def wait_for_rows(page: Page, count: int) -> None:
    page.wait_for_function(
        "count => document.querySelectorAll('#rows > li').length === count", arg=count
    )


def edit(page: Page, text: str) -> None:
    page.locator("#editor-text").fill(text)
