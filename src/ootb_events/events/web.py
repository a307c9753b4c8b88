"""Events of the domain web.

Generated from schemas/ by `ootb-events generate`; edit those instead.
"""

from __future__ import annotations

from typing import ClassVar

import attrs

from ootb_events.events._base import Event, masked

__all__ = [
    "SetPageVisit",
]


@attrs.frozen(kw_only=True)
class SetPageVisit(Event):
    """Report that a user views a page.

    One of the events that are built into the platform.

    ``set_page_visit`` 1.0.0, from ``/docs/standard-user-event``.

    :param custom_url: Address (URL) of the page that was viewed. The key is written in camel case.
        Personal data.
    :param page_title: Title of the page that was viewed. The key is written in camel case.
    :param category: Category under which the site files the page.
    """

    event_key: ClassVar[str] = "set_page_visit"
    schema_version: ClassVar[str] = "1.0.0"

    custom_url: str | None = attrs.field(default=None, repr=masked)
    page_title: str | None = None
    category: str | None = None
