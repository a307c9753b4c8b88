"""Events whose place another event has taken.

Generated from schemas/ by `ootb-events generate`; edit those instead.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import attrs

from ootb_events.events._base import Event, masked

__all__ = [
    "RegistrationStarted",
]


@attrs.frozen(kw_only=True)
class RegistrationStarted(Event):
    """Report that a visitor begins to fill in the registration form.

    Even if it is abandoned later.

    ``ootb_registration_started`` 1.0.0, from ``/docs/registration-started``. Superseded by
    ``ootb_registration_initiated``.

    :param session_id: Identifier of the browser or application session, unique to it.
    :param eventdatetime: When the visitor began to use the form.
    :param email: E-mail address typed into the form so far, if any. Personal data.
    :param form_location: Page or module that showed the registration form.
    :param referral_source: What brought the visitor here: a campaign, a partner, a search.
    :param language: Language that the customer uses, usually as a two-letter code.
    :param country: Country of the visitor, derived from the address or chosen in the form.
    """

    event_key: ClassVar[str] = "ootb_registration_started"
    schema_version: ClassVar[str] = "1.0.0"

    session_id: str | None = None
    eventdatetime: datetime | None = None
    email: str | None = attrs.field(default=None, repr=masked)
    form_location: str | None = None
    referral_source: str | None = None
    language: str | None = None
    country: str | None = None
