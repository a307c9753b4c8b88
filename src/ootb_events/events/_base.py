"""What every event class has in common."""

from __future__ import annotations

from datetime import datetime, timezone
from functools import partial
from typing import Any, ClassVar

import attrs

__all__ = ["Event", "masked", "masked_id", "show_customer_ids"]


def masked(value: Any) -> str:
    """Show personal data by type and length, as reprs do."""
    if value is None:
        return "None"
    size = f" of {len(value)} characters" if isinstance(value, str) else ""
    return f"<{type(value).__name__}{size}>"


_settings = {"show_customer_ids": False}


def show_customer_ids(show: bool = True) -> None:  # noqa: FBT001, FBT002 - reads well at the call
    """Choose whether reprs show customer and visitor ids; they do not unless told to.

    For development, and for operators whose ids are no personal data. Other personal data
    stays masked.
    """
    _settings["show_customer_ids"] = show


def masked_id(value: Any) -> str:
    """Show an id as reprs do: like personal data, unless ids may be shown."""
    return repr(value) if _settings["show_customer_ids"] else masked(value)


@attrs.frozen(kw_only=True)
class Event:
    """Hold what every event carries besides its parameters.

    Of ``customer`` and ``visitor`` exactly one is to be given. ``None`` means absent, for
    them and for every parameter. The repr shows personal data by type and length only.

    :param customer: the operator's own, persistent id of the customer.
    :param visitor: the id that the vendor's web SDK gave to somebody not yet known.
    :param timestamp: when it happened, as an aware ``datetime``; now, unless told otherwise.
    """

    event_key: ClassVar[str]
    schema_version: ClassVar[str]

    customer: str | None = attrs.field(default=None, repr=masked_id)
    visitor: str | None = attrs.field(default=None, repr=masked_id)
    timestamp: datetime = attrs.field(factory=partial(datetime.now, timezone.utc))
