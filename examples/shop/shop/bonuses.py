"""The part of the shop that deals with bonuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shop.events import Deposit, Prize, XBonusClaimed, XWheelSpun

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from ootb_events import Emitter

__all__ = ["claim", "pay_in_cash", "spin"]


def claim(emitter: Emitter, customer: str, code: str, *, amount: Decimal, friend: str) -> None:
    """Book a bonus that a friend's recommendation brought."""
    emitter.emit(
        XBonusClaimed(
            customer=customer,
            bonus_code=code,
            bonus_kind="money",
            amount=amount,
            campaign="friends-2026",
            friend_email=friend,
            brand="northstar",
        )
    )


def spin(emitter: Emitter, customer: str, day: date, won: Mapping[str, Decimal]) -> None:
    """Turn the wheel of the day."""
    prizes = tuple(Prize(prize_code=code, prize_value=value) for code, value in won.items())
    emitter.emit(XWheelSpun(customer=customer, date=day, is_win=bool(prizes), items=prizes))


def pay_in_cash(emitter: Emitter, customer: str, amount: Decimal, till: str) -> None:
    """Take money at the till: a standard event, with a parameter of ours."""
    emitter.emit(
        Deposit(
            customer=customer,
            deposit_amount=amount,
            deposit_status="completed",
            deposit_method="cash",
            shop_till=till,
        )
    )
