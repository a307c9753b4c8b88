"""Fixtures for tests of the sandbox's page: one browser, a sandbox and a tab for each test."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from browser import Tab, chromium, watched
from ootb_events.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext

DESK: Any = {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox() as started:
        yield started


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Share one context: each sandbox has its port, so what its page remembers is its own."""
    with closing(watched(browser.new_context(**DESK))) as made:
        yield made


@pytest.fixture
def tab(context: BrowserContext) -> Iterator[Tab]:
    """A tab of its own; at the end it must have stayed clean."""
    with closing(context.new_page()) as page:
        opened = Tab(page)
        yield opened
        opened.check()
