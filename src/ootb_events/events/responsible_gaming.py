"""Events of the domain responsible gaming.

Generated from schemas/ by `ootb-events generate`; edit those instead.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Literal

import attrs

from ootb_events.events._base import Event

__all__ = [
    "DepositLimitExceeded",
    "DepositLimitUpdated",
    "SelfExclusionActivated",
    "SelfExclusionInitiated",
    "SelfExclusionLifted",
    "SelfExclusionUpdated",
    "SelfExclusionViolationAttempt",
]


@attrs.frozen(kw_only=True)
class DepositLimitExceeded(Event):
    """Report that a customer crossed one or more deposit limits.

    ``ootb_deposit_limit_exceeded`` 1.0.0, from ``/docs/deposit-limit-exceeded``.

    :param is_deposit_limit_exceeded_daily: Whether the daily deposit limit has been exceeded.
    :param is_deposit_limit_exceeded_weekly: Whether the weekly deposit limit has been exceeded.
    :param is_deposit_limit_exceeded_monthly: Whether the monthly deposit limit has been exceeded.
    :param is_deposit_limit_exceeded_lifetime: Whether the lifetime deposit limit has been exceeded.
    :param limit_check_source: What caused the limit to be checked. For example deposit_attempt.
    :param limit_check_reason: Why the check was run. For example pre_deposit_validation.
    """

    event_key: ClassVar[str] = "ootb_deposit_limit_exceeded"
    schema_version: ClassVar[str] = "1.0.0"

    is_deposit_limit_exceeded_daily: bool | None = None
    is_deposit_limit_exceeded_weekly: bool | None = None
    is_deposit_limit_exceeded_monthly: bool | None = None
    is_deposit_limit_exceeded_lifetime: bool | None = None
    limit_check_source: str | None = None
    limit_check_reason: str | None = None


@attrs.frozen(kw_only=True)
class DepositLimitUpdated(Event):
    """Report that a deposit limit was set for the first time or changed.

    ``ootb_deposit_limit_updated`` 1.0.0, from ``/docs/deposit-limit-updated``.

    :param deposit_limit_daily: Highest amount that the customer may deposit per day, in the
        account's currency.
    :param deposit_limit_weekly: Highest amount that the customer may deposit per week, in the
        account's currency.
    :param deposit_limit_monthly: Highest amount that the customer may deposit per month, in the
        account's currency.
    :param deposit_limit_lifetime: Highest amount that the customer may deposit over the lifetime of
        the account, in the account's currency.
    :param deposit_limit_change_rate_daily: Change of the daily limit against the one before, in
        percent: 25 means a quarter more.
    :param deposit_limit_change_rate_weekly: Change of the weekly limit against the one before, in
        percent: 25 means a quarter more.
    :param deposit_limit_change_rate_monthly: Change of the monthly limit against the one before, in
        percent: 25 means a quarter more.
    :param deposit_limit_change_rate_lifetime: Change of the lifetime limit against the one before,
        in percent: 25 means a quarter more.
    :param limit_change_reason: Why the limit was set or changed.
    :param limit_change_source: Where the change was made, such as the account page or customer
        support. Type inferred from the page's example.
    """

    event_key: ClassVar[str] = "ootb_deposit_limit_updated"
    schema_version: ClassVar[str] = "1.0.0"

    deposit_limit_daily: int | float | Decimal | None = None
    deposit_limit_weekly: int | float | Decimal | None = None
    deposit_limit_monthly: int | float | Decimal | None = None
    deposit_limit_lifetime: int | float | Decimal | None = None
    deposit_limit_change_rate_daily: int | float | Decimal | None = None
    deposit_limit_change_rate_weekly: int | float | Decimal | None = None
    deposit_limit_change_rate_monthly: int | float | Decimal | None = None
    deposit_limit_change_rate_lifetime: int | float | Decimal | None = None
    limit_change_reason: str | None = None
    limit_change_source: str | None = None


@attrs.frozen(kw_only=True)
class SelfExclusionActivated(Event):
    """Report that an exclusion has been confirmed and is active.

    ``ootb_self_exclusion_activated`` 1.0.0, from ``/docs/self-exclusion-activated``, published on
    2026-06-09.

    :param self_exclusion_start_date: When the exclusion starts; a full date-time despite the name.
    :param self_exclusion_expiry_date: When the exclusion ends; a full date-time despite the name.
    :param platform: Operating system or kind of client on which it happened. For example iOS,
        Android, Web.
    :param channel: Channel through which the customer was acting. For example mobile, desktop.
    :param brand: Brand (also called skin) of the operator, as the operator names it.
    :param license: Licence or regulation under which the operator serves this customer.
    """

    event_key: ClassVar[str] = "ootb_self_exclusion_activated"
    schema_version: ClassVar[str] = "1.0.0"

    self_exclusion_start_date: datetime | None = None
    self_exclusion_expiry_date: datetime | None = None
    platform: str | None = None
    channel: str | None = None
    brand: str | None = None
    license: str | None = None


@attrs.frozen(kw_only=True)
class SelfExclusionInitiated(Event):
    """Report that a customer starts to exclude themselves from play.

    They may do so on their own initiative or on advice.

    ``ootb_self_exclusion_initiated`` 1.0.0, from ``/docs/self-exclusion-initiated-1``, published on
    2026-06-09.

    :param self_exclusion_start_date: When the exclusion starts; a full date-time despite the name.
    :param self_exclusion_duration: Length of the exclusion, written as a number of days such as
        7_days; not an ISO 8601 duration. For example 7_days, 30_days.
    :param self_exclusion_expiry_date: When the exclusion ends; a full date-time despite the name.
    :param exclusion_type: Kind of exclusion: a self-exclusion proper, or a shorter cool-off. 0:
        self-exclusion, 1: cool-off.
    :param reason: Why the exclusion was made or changed. For example user_requested,
        restricted_player.
    :param platform: Operating system or kind of client on which it happened. For example iOS,
        Android, Web.
    :param channel: Channel through which the customer was acting. For example mobile, desktop.
    :param brand: Brand (also called skin) of the operator, as the operator names it.
    :param license: Licence or regulation under which the operator serves this customer.
    """

    event_key: ClassVar[str] = "ootb_self_exclusion_initiated"
    schema_version: ClassVar[str] = "1.0.0"

    self_exclusion_start_date: datetime | None = None
    self_exclusion_duration: str | None = None
    self_exclusion_expiry_date: datetime | None = None
    exclusion_type: Literal[0, 1] | None = None
    reason: str | None = None
    platform: str | None = None
    channel: str | None = None
    brand: str | None = None
    license: str | None = None


@attrs.frozen(kw_only=True)
class SelfExclusionLifted(Event):
    """Report that an exclusion ended and the account may be reinstated.

    ``ootb_self_exclusion_lifted`` 1.0.0, from ``/docs/self-exclusion-lifted``, published on
    2026-06-09.

    :param self_exclusion_end_date: When the exclusion ends or ended; the other self-exclusion
        events call it expiry date.
    :param platform: Operating system or kind of client on which it happened. For example iOS,
        Android, Web.
    :param channel: Channel that noted the end; system when nobody acted. For example mobile,
        desktop, system.
    :param brand: Brand (also called skin) of the operator, as the operator names it.
    :param license: Licence or regulation under which the operator serves this customer.
    """

    event_key: ClassVar[str] = "ootb_self_exclusion_lifted"
    schema_version: ClassVar[str] = "1.0.0"

    self_exclusion_end_date: datetime | None = None
    platform: str | None = None
    channel: str | None = None
    brand: str | None = None
    license: str | None = None


@attrs.frozen(kw_only=True)
class SelfExclusionUpdated(Event):
    """Report that an existing exclusion was changed, by the customer or by the system.

    ``ootb_self_exclusion_updated`` 1.0.0, from ``/docs/self-exclusion-updated``, published on
    2026-06-09.

    :param self_exclusion_start_date: When the changed exclusion starts; a full date-time despite
        the name.
    :param self_exclusion_duration: New length of the exclusion, written as a number of days such as
        30_days; not an ISO 8601 duration. For example 7_days, 30_days.
    :param self_exclusion_expiry_date: When the changed exclusion ends; a full date-time despite the
        name.
    :param exclusion_type: Kind of exclusion: a self-exclusion proper, or a shorter cool-off. 0:
        self-exclusion, 1: cool-off.
    :param reason: Why the exclusion was changed. The page's own example writes 'restricted player'
        with a space. For example user_requested, restricted_player.
    :param platform: Operating system or kind of client on which it happened. For example iOS,
        Android, Web.
    :param channel: Channel through which the customer was acting. For example mobile, desktop.
    :param brand: Brand (also called skin) of the operator, as the operator names it.
    :param license: Licence or regulation under which the operator serves this customer.
    """

    event_key: ClassVar[str] = "ootb_self_exclusion_updated"
    schema_version: ClassVar[str] = "1.0.0"

    self_exclusion_start_date: datetime | None = None
    self_exclusion_duration: str | None = None
    self_exclusion_expiry_date: datetime | None = None
    exclusion_type: Literal[0, 1] | None = None
    reason: str | None = None
    platform: str | None = None
    channel: str | None = None
    brand: str | None = None
    license: str | None = None


@attrs.frozen(kw_only=True)
class SelfExclusionViolationAttempt(Event):
    """Report that an excluded customer tried to get round the exclusion.

    Logging in and betting are such attempts.

    ``ootb_self_exclusion_violation_attempt`` 1.0.0, from
    ``/docs/self-exclusion-violation-attempt``, published on 2026-06-09.

    :param violation_attempt_timestamp: When the excluded customer tried to get round the exclusion.
    :param attempted_action: What the excluded customer tried to do. For example login_attempt,
        bet_attempt.
    :param platform: Operating system or kind of client on which it happened. For example iOS,
        Android, Web.
    :param channel: Channel through which the customer was acting. For example mobile, desktop.
    :param brand: Brand (also called skin) of the operator, as the operator names it.
    :param license: Licence or regulation under which the operator serves this customer.
    """

    event_key: ClassVar[str] = "ootb_self_exclusion_violation_attempt"
    schema_version: ClassVar[str] = "1.0.0"

    violation_attempt_timestamp: datetime | None = None
    attempted_action: str | None = None
    platform: str | None = None
    channel: str | None = None
    brand: str | None = None
    license: str | None = None
