"""Events whose place another event has taken.

Generated from schemas/ by `ootb-events generate`; edit those instead.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

import attrs

from ootb_events.events._base import Event, masked, masked_id

__all__ = [
    "AddToBetSlip",
    "OnlineOrder",
    "OnlineOrderV1",
    "RegistrationStarted",
    "SportsBetSettle",
    "SportsBetSettleV1",
]


@attrs.frozen(kw_only=True)
class OnlineOrder(Event):
    """Report that an online order was confirmed.

    One event per item, with its quantity.

    ``online_order`` 1.1.0, from ``/docs/ecommerce-real-time-events``. Superseded by
    ``ootb_online_order``.

    :param session_id: Identifier of the browser or application session, unique to it.
    :param user_id: Key that identifies the user in the shop, unique to them; sent besides the
        envelope's customer. Personal data.
    :param event_date_time: When the order was placed. The page's example leaves the time zone out,
        which makes the instant uncertain.
    :param product_id: Identifier of the product, common to all its variants and SKUs.
    :param variant_id: Identifier of the product's variant, such as one colour.
    :param sku_id: Identifier of the variant's SKU, the unit that is stocked, such as one size in
        one colour.
    :param brand: Brand of the product, not of the shop or the operator.
    :param category: Key of the product's category, at the lowest level of the shop's tree.
    :param department: Key of the product's department, the highest level of the shop's category
        tree.
    :param url: Address (URL) of the page of the product or variant.
    :param page_title: Title of the product's page, as the browser shows it.
    :param page_category: Category under which the shop files the product's page.
    :param currency: Currency of the amounts in this event, usually as an ISO 4217 code.
    :param item_name: Name of the item, as specific as possible: of the SKU or variant rather than
        of the product.
    :param quantity: Number of units of the item that this event is about.
    :param total_pay: Amount paid for all units of the item together, after the discount.
    :param discount_percentage: Discount on the item in percent: 10 means a tenth off.
    :param item_order_id: Identifier of the item within the order, that is of the order line.
    :param order_id: Identifier of the order, the same in every event about that order.
    :param tax_amount: Amount of tax on all units of the item together, not a rate.
    :param delivery_fee: Fee for delivery. It may cover other items too, so adding it up over an
        order can count it more than once.
    """

    event_key: ClassVar[str] = "online_order"
    schema_version: ClassVar[str] = "1.1.0"

    session_id: str | None = None
    user_id: str | None = attrs.field(default=None, repr=masked_id)
    event_date_time: datetime | None = None
    product_id: str | None = None
    variant_id: str | None = None
    sku_id: str | None = None
    brand: str | None = None
    category: str | None = None
    department: str | None = None
    url: str | None = None
    page_title: str | None = None
    page_category: str | None = None
    currency: str | None = None
    item_name: str | None = None
    quantity: int | float | Decimal | None = None
    total_pay: int | float | Decimal | None = None
    discount_percentage: int | float | Decimal | None = None
    item_order_id: str | None = None
    order_id: str | None = None
    tax_amount: int | float | Decimal | None = None
    delivery_fee: int | float | Decimal | None = None


@attrs.frozen(kw_only=True)
class OnlineOrderV1(Event):
    """Report that an online order was confirmed.

    Orders placed offline are not meant.

    ``online_order`` 1.0.0, from ``/docs/ecommerce-real-time-events``. Superseded by
    ``ootb_online_order``.

    :param session_id: Identifier of the browser or application session, unique to it.
    :param user_id: Key that identifies the user in the shop, unique to them; sent besides the
        envelope's customer. Personal data.
    :param event_date_time: When the order was placed. The page's example leaves the time zone out,
        which makes the instant uncertain.
    :param product_id: Identifier of the product, common to all its variants and SKUs.
    :param variant_id: Identifier of the product's variant, such as one colour.
    :param sku_id: Identifier of the variant's SKU, the unit that is stocked, such as one size in
        one colour.
    :param brand: Brand of the product, not of the shop or the operator.
    :param category: Key of the product's category, at the lowest level of the shop's tree.
    :param department: Key of the product's department, the highest level of the shop's category
        tree.
    :param url: Address (URL) of the page of the product or variant.
    :param page_title: Title of the product's page, as the browser shows it.
    :param page_category: Category under which the shop files the product's page.
    :param currency: Currency of the amounts in this event, usually as an ISO 4217 code.
    :param item_name: Name of the item, as specific as possible: of the SKU or variant rather than
        of the product.
    :param quantity: Number of units of the item that this event is about.
    :param total_pay: Amount paid for all units of the item together, after the discount.
    :param discount_percentage: Discount on the item in percent: 10 means a tenth off.
    :param item_order_id: Identifier of the item within the order, that is of the order line.
    :param order_id: Identifier of the order, the same in every event about that order.
    """

    event_key: ClassVar[str] = "online_order"
    schema_version: ClassVar[str] = "1.0.0"

    session_id: str | None = None
    user_id: str | None = attrs.field(default=None, repr=masked_id)
    event_date_time: datetime | None = None
    product_id: str | None = None
    variant_id: str | None = None
    sku_id: str | None = None
    brand: str | None = None
    category: str | None = None
    department: str | None = None
    url: str | None = None
    page_title: str | None = None
    page_category: str | None = None
    currency: str | None = None
    item_name: str | None = None
    quantity: int | float | Decimal | None = None
    total_pay: int | float | Decimal | None = None
    discount_percentage: int | float | Decimal | None = None
    item_order_id: str | None = None
    order_id: str | None = None


@attrs.frozen(kw_only=True)
class AddToBetSlip(Event):
    """Report that a selection was added to the bet slip.

    ``ootb_add_to_bet_slip`` 1.0.0, from ``/docs/add-to-betslip``. Superseded by
    ``ootb_added_to_bet_slip``.

    :param betslip_key: Identifier of the bet slip, which groups bets.
    :param bet_action_date_time: When the selection was added to the slip, in UTC.
    :param platform: Operating system or kind of client on which it happened.
    :param channel: Channel through which the customer was acting.
    :param license: Licence or regulation under which the operator serves this customer.
    :param bet_key: Identifier of the bet that the slip is to become, within the operator's system.
        Type inferred from the page's example.
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

    event_key: ClassVar[str] = "ootb_add_to_bet_slip"
    schema_version: ClassVar[str] = "1.0.0"

    betslip_key: str | None = None
    bet_action_date_time: datetime | None = None
    platform: str | None = None
    channel: str | None = None
    license: str | None = None
    bet_key: str | None = None
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
    num_selections: int | float | Decimal | None = None
    brand: str | None = None


@attrs.frozen(kw_only=True)
class RegistrationStarted(Event):
    """Report that a visitor begins to fill in the registration form.

    It is sent even if the form is abandoned later.

    ``ootb_registration_started`` 1.0.0, from ``/docs/registration-started``. Superseded by
    ``ootb_registration_initiated``.

    :param session_id: Identifier of the browser or application session, unique to it.
    :param event_date_time: When the visitor began to use the form.
    :param email: E-mail address typed into the form so far, if any. Personal data.
    :param form_location: Page or module that showed the registration form.
    :param referral_source: What brought the visitor here: a campaign, a partner, a search.
    :param language: Language that the customer uses, usually as a two-letter code.
    :param country: Country of the visitor, derived from the address or chosen in the form.
    """

    event_key: ClassVar[str] = "ootb_registration_started"
    schema_version: ClassVar[str] = "1.0.0"

    session_id: str | None = None
    event_date_time: datetime | None = None
    email: str | None = attrs.field(default=None, repr=masked)
    form_location: str | None = None
    referral_source: str | None = None
    language: str | None = None
    country: str | None = None


@attrs.frozen(kw_only=True)
class SportsBetSettle(Event):
    """Report that the operator settled a sports bet.

    ``ootb_sports_bet_settle`` 1.0.1, from ``/docs/bet-settle``. Superseded by
    ``ootb_sports_bet_settled``.

    :param betslip_key: Identifier of the bet slip, which groups bets. Type inferred from the page's
        example.
    :param bet_date_time: When the bet was placed, in UTC; not when it was settled. Type inferred
        from the page's example.
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

    event_key: ClassVar[str] = "ootb_sports_bet_settle"
    schema_version: ClassVar[str] = "1.0.1"

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


@attrs.frozen(kw_only=True)
class SportsBetSettleV1(Event):
    """Report that the operator settled a sports bet.

    ``ootb_sports_bet_settle`` 1.0.0, from ``/docs/bet-settle``. Superseded by
    ``ootb_sports_bet_settled``.

    :param betslip_key: Identifier of the bet slip, which groups bets. Type inferred from the page's
        example.
    :param bet_date_time: When the bet was placed, in UTC; not when it was settled. Type inferred
        from the page's example.
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

    event_key: ClassVar[str] = "ootb_sports_bet_settle"
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
