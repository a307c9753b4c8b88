"""A real browser for tests: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

PATIENCE = 30_000
"""Milliseconds after which something that should happen counts as not happening."""

# Runs before the page does: what would show that text of others was run, or that the page froze.
WATCH = """
window.canary = [];
window.alert = window.confirm = window.prompt = (text) => window.canary.push(text);
window.addEventListener("securitypolicyviolation", (event) =>
  window.canary.push(`${event.violatedDirective} ${event.blockedURI}`));
window.longest = 0;
new PerformanceObserver((list) => {
  for (const task of list.getEntries()) window.longest = Math.max(window.longest, task.duration);
}).observe({ type: "longtask" });
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium, or skip loudly."""
    try:
        from playwright.sync_api import expect, sync_playwright
    except ImportError:
        pytest.skip("NO playwright INSTALLED: nothing shows here that the sandbox's page works")
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("NO chromium ON PATH: nothing shows here that the sandbox's page works")
    expect.set_options(timeout=PATIENCE)
    flags = [*FLAGS, "--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else [*FLAGS]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        try:
            yield browser
        finally:
            browser.close()


def watched(context: BrowserContext) -> BrowserContext:
    """Have every page of a context watch itself."""
    context.add_init_script(WATCH)
    return context


class Tab:
    """A page that must stay clean: nothing runs that should not, nothing is asked of other hosts.

    ``allowed`` holds parts of console messages that the test expects, ``hosts`` who may be asked.
    """

    def __init__(self, page: Page) -> None:
        self.allowed: list[str] = []
        self.hosts: set[str] = set()
        self._said: list[str] = []
        self._asked: set[str] = set()
        self.page = page
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", lambda message: self._hear(message.type, message.text))
        self.page.on("pageerror", lambda error: self._said.append(f"error: {error}"))
        self.page.on("request", lambda request: self._asked.add(urlsplit(request.url).netloc))

    def _hear(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self._said.append(f"{kind}: {text}")

    def check(self) -> None:
        """Assert that the page stayed clean."""
        unexpected = [one for one in self._said if not any(part in one for part in self.allowed)]
        assert unexpected == []
        assert self._asked <= self.hosts
        assert self.page.evaluate("window.canary") == []
