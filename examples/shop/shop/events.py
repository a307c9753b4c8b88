"""Events of a catalogue of our own.

Generated from schemas/ by `ootb-events generate`; edit those instead.
"""

from __future__ import annotations

from datetime import date as _date
from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Literal

import attrs

from ootb_events.events.base import Event, masked

__all__ = [
    "Deposit",
    "Prize",
    "XBonusClaimed",
    "XBonusClaimedV1",
    "XWheelSpun",
]


@attrs.frozen(kw_only=True)
class Deposit(Event):
    """Report that a customer starts or makes a deposit.

    Both use this event; only the deposit status tells them apart.

    ``ootb_deposit`` 2.1.0, from ``/docs/standard-deposit``. With the parameters of
    overlays/deposit.json.

    :param transaction_id: Identifier of the transaction behind the change of the balance, unique to
        it.
    :param deposit_timestamp: When the deposit was made, or started if the status says so.
    :param start_balance: Balance of the account before the deposit, in the account's currency.
    :param deposit_amount: Amount deposited, in the account's currency.
    :param deposit_method: Payment method of the deposit. For example credit_card.
    :param deposit_status: How far the deposit has come; the only mark by which a started deposit
        differs from a completed one. Named values: initiated, pending, completed, failed.
    :param language: Language that the customer uses, usually as a two-letter code.
    :param country: Country of the customer, usually as a two-letter code.
    :param platform: Operating system or kind of client on which it happened.
    :param channel: Channel through which the customer was acting.
    :param brand: Brand (also called skin) of the operator, as the operator names it.
    :param license: Licence or regulation under which the operator serves this customer.
    :param shop_till: Till at which the customer paid, for deposits in cash.
    :param campaign: Campaign that led to it, as marketing names it.
    """

    event_key: ClassVar[str] = "ootb_deposit"
    schema_version: ClassVar[str] = "2.1.0"

    transaction_id: str | None = None
    deposit_timestamp: datetime | None = None
    start_balance: int | float | Decimal | None = None
    deposit_amount: int | float | Decimal | None = None
    deposit_method: str | None = None
    deposit_status: str | None = None
    language: str | None = None
    country: str | None = None
    platform: str | None = None
    channel: str | None = None
    brand: str | None = None
    license: str | None = None
    shop_till: str | None = None
    campaign: str | None = None


@attrs.frozen(kw_only=True)
class XBonusClaimed(Event):
    """Report that a customer claims a bonus.

    ``x_bonus_claimed`` 1.1.0, from ``tracking-plan#bonuses``, published on 2026-06-09.

    :param bonus_code: Code of the bonus.
    :param bonus_kind: What the bonus gives. money: money on the account, free-spins: rounds of a
        game, bet: a bet at the shop's expense.
    :param amount: What the bonus is worth, in the account's currency.
    :param campaign: Campaign that led to it, as marketing names it.
    :param friend_email: Address of the friend who recommended the shop. Personal data.
    :param brand: Brand (also called skin) of the operator, as the operator names it.
    """

    event_key: ClassVar[str] = "x_bonus_claimed"
    schema_version: ClassVar[str] = "1.1.0"

    bonus_code: str | None = None
    bonus_kind: Literal["money", "free-spins", "bet"] | None = None
    amount: int | float | Decimal | None = None
    campaign: str | None = None
    friend_email: str | None = attrs.field(default=None, repr=masked)
    brand: str | None = None


@attrs.frozen(kw_only=True)
class XBonusClaimedV1(Event):
    """Report that a customer claims a bonus.

    ``x_bonus_claimed`` 1.0.0, from ``tracking-plan#bonuses``.

    :param bonus_code: Code of the bonus.
    :param amount: What the bonus is worth, in the account's currency.
    :param brand: Brand (also called skin) of the operator, as the operator names it.
    """

    event_key: ClassVar[str] = "x_bonus_claimed"
    schema_version: ClassVar[str] = "1.0.0"

    bonus_code: str | None = None
    amount: int | float | Decimal | None = None
    brand: str | None = None


@attrs.frozen(kw_only=True)
class Prize:
    """Describe one item of ``x_wheel_spun``.

    :param prize_code: Code of a prize that is won.
    :param prize_value: What the prize is worth, in the account's currency.
    """

    prize_code: str | None = None
    prize_value: int | float | Decimal | None = None


@attrs.frozen(kw_only=True)
class XWheelSpun(Event):
    """Report that a customer spins the wheel of the day.

    ``x_wheel_spun`` 1.0.0, from ``tracking-plan#wheel``.

    :param date: Day of the wheel.
    :param is_win: Whether the customer wins something.
    :param items: ``Prize`` objects; numbered on the wire from 1.
    """

    event_key: ClassVar[str] = "x_wheel_spun"
    schema_version: ClassVar[str] = "1.0.0"
    item_class: ClassVar[type[Prize]] = Prize

    date: _date | None = None
    is_win: bool | None = None
    items: tuple[Prize, ...] = ()
