"""Events of the domain sports.

Generated from schemas/ by `ootb-events generate`; edit those instead.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

import attrs

from ootb_events.events._base import Event

__all__ = [
    "AddedToBetSlip",
    "SportsBetPlaced",
    "SportsBetSettled",
]


@attrs.frozen(kw_only=True)
class AddedToBetSlip(Event):
    """Report that a selection was added to the bet slip.

    Its odds have other keys here than in placement and settlement.

    ``ootb_added_to_bet_slip`` 1.0.0, from ``/docs/added-to-betslip``.

    :param betslip_key: Identifier of the bet slip, which groups bets.
    :param bet_date_time: When the selection was added to the slip, in UTC; no bet has been placed
        yet.
    :param platform: Operating system or kind of client on which it happened.
    :param channel: Channel through which the customer was acting.
    :param license: Licence or regulation under which the operator serves this customer. Type
        inferred from the page's example.
    :param bet_key: Identifier of the bet that the slip is to become, within the operator's system.
        Type inferred from the page's example.
    :param is_live: Whether the sporting event was already running. Sent as 1 or 0, unlike the other
        yes/no values here. Type inferred from the page's example.
    :param odds_number: Numerator of the fractional odds: the 5 of 5/1. Placement and settlement
        call it ootb_odds_num. Type inferred from the page's example.
    :param odds_denominator: Denominator of the fractional odds: the 1 of 5/1. Placement and
        settlement call it ootb_odds_den. Type inferred from the page's example.
    :param odds_decimal_price: Decimal odds, stake included: 6 for 5/1. Placement and settlement
        call it ootb_dec_price. Type inferred from the page's example.
    :param odds_american_price: American odds: 500 for 5/1, negative when odds-on; elsewhere
        ootb_american_price. The -120 of the page's example contradicts its other odds. Type
        inferred from the page's example.
    :param selection_key: Identifier of the selection, that is, of the outcome bet on. Type inferred
        from the page's example.
    :param selection_name: Name of the selection: the horse, team, player or result bet on. Type
        inferred from the page's example.
    :param market_key: Identifier of the betting market to which the selection belongs. Type
        inferred from the page's example.
    :param market_name: Name of the betting market to which the selection belongs. Type inferred
        from the page's example.
    :param sporting_event_date_time: When the sporting event starts, in UTC; not the time of this
        Optimove event. Type inferred from the page's example.
    :param sporting_event_key: Identifier of the sporting event, not the key of this Optimove event.
        Type inferred from the page's example.
    :param sporting_event_name: Name of the sporting event, not of this Optimove event. Type
        inferred from the page's example.
    :param meeting_key: Identifier of the meeting or competition of which the sporting event is a
        part. Type inferred from the page's example.
    :param meeting_name: Name of the meeting or competition of which the sporting event is a part.
        Type inferred from the page's example.
    :param class_key: Identifier of the class to which the operator assigns the sporting event. Type
        inferred from the page's example.
    :param class_name: Name of the class to which the operator assigns the sporting event. Type
        inferred from the page's example.
    :param discipline_key: Identifier of the discipline, that is, the sport. Type inferred from the
        page's example.
    :param discipline_name: Name of the discipline, that is, the sport. Type inferred from the
        page's example.
    :param leg_num: Number of this leg within the bet in the making; a single has one leg. Type
        inferred from the page's example.
    :param leg_type: Kind of this leg, in the operator's own words. Type inferred from the page's
        example.
    :param each_way: Whether the bet is each way, that is, half on the win and half on a place. Sent
        as Yes or No. Type inferred from the page's example.
    :param bet_type: Kind of bet, such as a single or an accumulator. Type inferred from the page's
        example.
    :param num_selections: Number of selections in the bet in the making. Type inferred from the
        page's example.
    :param brand: Brand (also called skin) of the operator, as the operator names it. Type inferred
        from the page's example.
    """

    event_key: ClassVar[str] = "ootb_added_to_bet_slip"
    schema_version: ClassVar[str] = "1.0.0"

    betslip_key: str | None = None
    bet_date_time: datetime | None = None
    platform: str | None = None
    channel: str | None = None
    license: str | None = None
    bet_key: str | None = None
    is_live: bool | None = None
    odds_number: int | float | Decimal | None = None
    odds_denominator: int | float | Decimal | None = None
    odds_decimal_price: int | float | Decimal | None = None
    odds_american_price: int | float | Decimal | None = None
    selection_key: str | None = None
    selection_name: str | None = None
    market_key: str | None = None
    market_name: str | None = None
    sporting_event_date_time: datetime | None = None
    sporting_event_key: str | None = None
    sporting_event_name: str | None = None
    meeting_key: str | None = None
    meeting_name: str | None = None
    class_key: str | None = None
    class_name: str | None = None
    discipline_key: str | None = None
    discipline_name: str | None = None
    leg_num: int | float | Decimal | None = None
    leg_type: str | None = None
    each_way: bool | None = None
    bet_type: str | None = None
    num_selections: int | float | Decimal | None = None
    brand: str | None = None


@attrs.frozen(kw_only=True)
class SportsBetPlaced(Event):
    """Report that a sports bet was placed and accepted.

    It has room for one selection; how several are sent is not stated.

    ``ootb_sports_bet_placed`` 1.0.0, from ``/docs/bet-placement``.

    :param betslip_key: Identifier of the bet slip, which groups bets.
    :param bet_date_time: When the bet was placed, in UTC.
    :param betslip_status: Status of the bet slip: open, win or loss. Named values: open, win, loss.
    :param platform: Operating system or kind of client on which it happened. Type inferred from the
        page's example.
    :param channel: Channel through which the customer was acting. Type inferred from the page's
        example.
    :param license: Licence or regulation under which the operator serves this customer. Type
        inferred from the page's example.
    :param bet_key: Identifier of the bet within the operator's system. Type inferred from the
        page's example.
    :param bet_stake: Amount staked on the whole bet, in the account's currency. Type inferred from
        the page's example.
    :param bet_bonus: Bonus money in the whole bet, in the account's currency. Whether the stake
        includes it is not stated. Type inferred from the page's example.
    :param bet_sel_stake: Amount staked on this one selection, in the account's currency; in a
        single, the stake of the bet. Type inferred from the page's example.
    :param bet_sel_bonus: Bonus money on this one selection, in the account's currency; in a single,
        the bonus of the bet. Type inferred from the page's example.
    :param is_live: Whether the sporting event was already running. Sent as 1 or 0, unlike the other
        yes/no values here. Type inferred from the page's example.
    :param odds_num: Numerator of the fractional odds: the 5 of 5/1. Type inferred from the page's
        example.
    :param odds_den: Denominator of the fractional odds: the 1 of 5/1. Type inferred from the page's
        example.
    :param dec_price: Decimal odds, stake included: 6 for 5/1. Type inferred from the page's
        example.
    :param american_price: American odds: 500 for 5/1, negative when odds-on. The -120 of the page's
        example contradicts its other odds. Type inferred from the page's example.
    :param selection_key: Identifier of the selection, that is, of the outcome bet on. Type inferred
        from the page's example.
    :param selection_name: Name of the selection: the horse, team, player or result bet on. Type
        inferred from the page's example.
    :param market_key: Identifier of the betting market to which the selection belongs. Type
        inferred from the page's example.
    :param market_name: Name of the betting market to which the selection belongs. Type inferred
        from the page's example.
    :param sporting_event_date_time: When the sporting event starts, in UTC; not the time of this
        Optimove event. Type inferred from the page's example.
    :param sporting_event_key: Identifier of the sporting event, not the key of this Optimove event.
        Type inferred from the page's example.
    :param sporting_event_name: Name of the sporting event, not of this Optimove event. Type
        inferred from the page's example.
    :param meeting_key: Identifier of the meeting or competition of which the sporting event is a
        part. Type inferred from the page's example.
    :param meeting_name: Name of the meeting or competition of which the sporting event is a part.
        Type inferred from the page's example.
    :param class_key: Identifier of the class to which the operator assigns the sporting event. Type
        inferred from the page's example.
    :param class_name: Name of the class to which the operator assigns the sporting event. Type
        inferred from the page's example.
    :param discipline_key: Identifier of the discipline, that is, the sport. Type inferred from the
        page's example.
    :param discipline_name: Name of the discipline, that is, the sport. Type inferred from the
        page's example.
    :param leg_num: Number of this leg within the bet; a single has one leg. Type inferred from the
        page's example.
    :param leg_type: Kind of this leg, in the operator's own words. Type inferred from the page's
        example.
    :param each_way: Whether the bet is each way, that is, half on the win and half on a place. Sent
        as Yes or No. Type inferred from the page's example.
    :param bet_type: Kind of bet, such as a single or an accumulator. Type inferred from the page's
        example.
    :param is_free: Whether the stake was a free bet. Type inferred from the page's example.
    :param num_selections: Number of selections in the bet. Type inferred from the page's example.
    :param brand: Brand (also called skin) of the operator, as the operator names it. Type inferred
        from the page's example.
    """

    event_key: ClassVar[str] = "ootb_sports_bet_placed"
    schema_version: ClassVar[str] = "1.0.0"

    betslip_key: str | None = None
    bet_date_time: datetime | None = None
    betslip_status: str | None = None
    platform: str | None = None
    channel: str | None = None
    license: str | None = None
    bet_key: str | None = None
    bet_stake: int | float | Decimal | None = None
    bet_bonus: int | float | Decimal | None = None
    bet_sel_stake: int | float | Decimal | None = None
    bet_sel_bonus: int | float | Decimal | None = None
    is_live: bool | None = None
    odds_num: int | float | Decimal | None = None
    odds_den: int | float | Decimal | None = None
    dec_price: int | float | Decimal | None = None
    american_price: int | float | Decimal | None = None
    selection_key: str | None = None
    selection_name: str | None = None
    market_key: str | None = None
    market_name: str | None = None
    sporting_event_date_time: datetime | None = None
    sporting_event_key: str | None = None
    sporting_event_name: str | None = None
    meeting_key: str | None = None
    meeting_name: str | None = None
    class_key: str | None = None
    class_name: str | None = None
    discipline_key: str | None = None
    discipline_name: str | None = None
    leg_num: int | float | Decimal | None = None
    leg_type: str | None = None
    each_way: bool | None = None
    bet_type: str | None = None
    is_free: bool | None = None
    num_selections: int | float | Decimal | None = None
    brand: str | None = None


@attrs.frozen(kw_only=True)
class SportsBetSettled(Event):
    """Report that the operator settled a sports bet.

    It has room for one selection; how several are sent is not stated.

    ``ootb_sports_bet_settled`` 1.0.0, from ``/docs/bet-settle``.

    :param betslip_key: Identifier of the bet slip, which groups bets.
    :param bet_date_time: When the bet was placed, in UTC; not when it was settled.
    :param settled_date_time: When the bet was settled, in UTC. Type inferred from the page's
        example.
    :param betslip_status: Status of the bet slip. This page's example sends close; the placement
        page lists open, win and loss. Type inferred from the page's example.
    :param platform: Operating system or kind of client on which it happened. Type inferred from the
        page's example.
    :param channel: Channel through which the customer was acting. Type inferred from the page's
        example.
    :param license: Licence or regulation under which the operator serves this customer. Type
        inferred from the page's example.
    :param bet_key: Identifier of the bet within the operator's system. Type inferred from the
        page's example.
    :param bet_stake: Amount staked on the whole bet, in the account's currency. Type inferred from
        the page's example.
    :param bet_payout: Amount paid out on the whole bet, in the account's currency. Whether that
        includes the stake is not stated. Type inferred from the page's example.
    :param bet_bonus: Bonus money in the whole bet, in the account's currency. Whether the stake
        includes it is not stated. Type inferred from the page's example.
    :param bet_sel_stake: Amount staked on this one selection, in the account's currency; in a
        single, the stake of the bet. Type inferred from the page's example.
    :param bet_sel_payout: Amount paid out on this one selection, in the account's currency; in a
        single, the payout of the bet. Type inferred from the page's example.
    :param bet_sel_bonus: Bonus money on this one selection, in the account's currency; in a single,
        the bonus of the bet. Type inferred from the page's example.
    :param is_live: Whether the sporting event was already running. Sent as 1 or 0, unlike the other
        yes/no values here. Type inferred from the page's example.
    :param odds_num: Numerator of the fractional odds: the 5 of 5/1. Type inferred from the page's
        example.
    :param odds_den: Denominator of the fractional odds: the 1 of 5/1. Type inferred from the page's
        example.
    :param dec_price: Decimal odds, stake included: 6 for 5/1. Type inferred from the page's
        example.
    :param american_price: American odds: 500 for 5/1, negative when odds-on. The -120 of the page's
        example contradicts its other odds. Type inferred from the page's example.
    :param selection_key: Identifier of the selection, that is, of the outcome bet on. Type inferred
        from the page's example.
    :param selection_name: Name of the selection: the horse, team, player or result bet on. Type
        inferred from the page's example.
    :param market_key: Identifier of the betting market to which the selection belongs. Type
        inferred from the page's example.
    :param market_name: Name of the betting market to which the selection belongs. Type inferred
        from the page's example.
    :param sporting_event_date_time: When the sporting event started, in UTC; not the time of this
        Optimove event. Type inferred from the page's example.
    :param sporting_event_key: Identifier of the sporting event, not the key of this Optimove event.
        Type inferred from the page's example.
    :param sporting_event_name: Name of the sporting event, not of this Optimove event. Type
        inferred from the page's example.
    :param meeting_key: Identifier of the meeting or competition of which the sporting event is a
        part. Type inferred from the page's example.
    :param meeting_name: Name of the meeting or competition of which the sporting event is a part.
        Type inferred from the page's example.
    :param class_key: Identifier of the class to which the operator assigns the sporting event. Type
        inferred from the page's example.
    :param class_name: Name of the class to which the operator assigns the sporting event. Type
        inferred from the page's example.
    :param discipline_key: Identifier of the discipline, that is, the sport. Type inferred from the
        page's example.
    :param discipline_name: Name of the discipline, that is, the sport. Type inferred from the
        page's example.
    :param leg_num: Number of this leg within the bet; a single has one leg. Type inferred from the
        page's example.
    :param leg_type: Kind of this leg, in the operator's own words. Type inferred from the page's
        example.
    :param leg_status: Status of this leg after settlement, in the operator's own words. Type
        inferred from the page's example.
    :param each_way: Whether the bet is each way, that is, half on the win and half on a place. Sent
        as Yes or No. Type inferred from the page's example.
    :param bet_type: Kind of bet, such as a single or an accumulator. Type inferred from the page's
        example.
    :param num_selections: Number of selections in the bet. Type inferred from the page's example.
    :param brand: Brand (also called skin) of the operator, as the operator names it. Type inferred
        from the page's example.
    """

    event_key: ClassVar[str] = "ootb_sports_bet_settled"
    schema_version: ClassVar[str] = "1.0.0"

    betslip_key: str | None = None
    bet_date_time: datetime | None = None
    settled_date_time: datetime | None = None
    betslip_status: str | None = None
    platform: str | None = None
    channel: str | None = None
    license: str | None = None
    bet_key: str | None = None
    bet_stake: int | float | Decimal | None = None
    bet_payout: int | float | Decimal | None = None
    bet_bonus: int | float | Decimal | None = None
    bet_sel_stake: int | float | Decimal | None = None
    bet_sel_payout: int | float | Decimal | None = None
    bet_sel_bonus: int | float | Decimal | None = None
    is_live: bool | None = None
    odds_num: int | float | Decimal | None = None
    odds_den: int | float | Decimal | None = None
    dec_price: int | float | Decimal | None = None
    american_price: int | float | Decimal | None = None
    selection_key: str | None = None
    selection_name: str | None = None
    market_key: str | None = None
    market_name: str | None = None
    sporting_event_date_time: datetime | None = None
    sporting_event_key: str | None = None
    sporting_event_name: str | None = None
    meeting_key: str | None = None
    meeting_name: str | None = None
    class_key: str | None = None
    class_name: str | None = None
    discipline_key: str | None = None
    discipline_name: str | None = None
    leg_num: int | float | Decimal | None = None
    leg_type: str | None = None
    leg_status: str | None = None
    each_way: bool | None = None
    bet_type: str | None = None
    num_selections: int | float | Decimal | None = None
    brand: str | None = None
