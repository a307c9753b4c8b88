"""Events of the domain ecommerce.

Generated from schemas/ by `ootb-events generate`; edit those instead.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

import attrs

from ootb_events.events._base import Event, masked, masked_id

__all__ = [
    "AddToCart",
    "AddToWishlist",
    "AddToWishlistV1",
    "CartItem",
    "EmptyCart",
    "EmptyCartV1",
    "ItemsInCart",
    "OnlineOrder",
    "OnlineOrderV1",
    "OrderShipped",
    "OrderStarted",
    "ProductOrderCompleted",
    "ProductOrderFulfilled",
    "ProductRefund",
    "ProductReturn",
    "ProductReturnV1",
    "ProductView",
    "ProductViewV1",
    "RemoveFromCart",
    "RemoveFromWishlist",
    "RemoveFromWishlistV1",
    "ShippedItem",
]


@attrs.frozen(kw_only=True)
class AddToCart(Event):
    """Report that an item was added to the cart.

    Finding abandoned carts takes this event, Remove From Cart and Empty Cart.

    ``ootb_add_to_cart`` 1.0.0, from ``/docs/add-to-cart``.

    :param session_id: Identifier of the browser or application session, unique to it.
    :param user_id: Key that identifies the user in the shop, unique to them; sent besides the
        envelope's customer. Personal data.
    :param event_date_time: When it happened, with Z or an offset from UTC.
    :param product_id: Identifier of the product, common to all its variants and SKUs.
    :param variant_id: Identifier of the product's variant, such as one colour.
    :param sku_id: Identifier of the variant's SKU, the unit that is stocked, such as one size in
        one colour.
    :param brand: Brand of the product, not of the shop or the operator.
    :param category: Key of the product's category, at the lowest level of the shop's tree.
    :param department: Key of the product's department, the highest level of the shop's category
        tree.
    :param url: Address (URL) of the page of the product or variant. Type inferred from the page's
        example.
    :param page_title: Title of the product's page, as the browser shows it. Type inferred from the
        page's example.
    :param page_category: Category under which the shop files the product's page. Type inferred from
        the page's example.
    :param currency: Currency of the amounts in this event, usually as an ISO 4217 code. Type
        inferred from the page's example.
    :param item_name: Name of the item, as specific as possible: of the SKU or variant rather than
        of the product. Type inferred from the page's example.
    :param quantity: Number of units of the item that this event is about. Type inferred from the
        page's example.
    :param total_price: Price of all units of the item together. The pages do not say whether tax
        and delivery are in it. Type inferred from the page's example.
    :param tax_amount: Amount of tax on all units of the item together, not a rate. Type inferred
        from the page's example.
    :param delivery_fee: Fee for delivery. It may cover other items too, so adding it up over an
        order can count it more than once. Type inferred from the page's example.
    :param fulfillment_type: Way in which the goods reach the customer, such as standard_delivery,
        or bopis for pick-up in a store. The double l is the reference's own. Type inferred from the
        page's example.
    """

    event_key: ClassVar[str] = "ootb_add_to_cart"
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
    total_price: int | float | Decimal | None = None
    tax_amount: int | float | Decimal | None = None
    delivery_fee: int | float | Decimal | None = None
    fulfillment_type: str | None = None


@attrs.frozen(kw_only=True)
class AddToWishlist(Event):
    """Report that a product was added to a wishlist.

    Favourites and lists for later count as one.

    ``ootb_add_to_wishlist`` 1.0.1, from ``/docs/add-to-wishlist``.

    :param session_id: Identifier of the browser or application session, unique to it.
    :param user_id: Key that identifies the user in the shop, unique to them; sent besides the
        envelope's customer. Personal data.
    :param event_date_time: When it happened, with Z or an offset from UTC.
    :param product_id: Identifier of the product, common to all its variants and SKUs.
    :param variant_id: Identifier of the product's variant, such as one colour.
    :param sku_id: Identifier of the variant's SKU, the unit that is stocked, such as one size in
        one colour.
    :param item_name: Name of the item, as specific as possible: of the SKU or variant rather than
        of the product.
    :param brand: Brand of the product, not of the shop or the operator.
    :param category: Key of the product's category, at the lowest level of the shop's tree.
    :param department: Key of the product's department, the highest level of the shop's category
        tree.
    :param url: Address (URL) of the page of the product or variant.
    :param page_title: Title of the product's page, as the browser shows it.
    :param page_category: Category under which the shop files the product's page. Type inferred from
        the page's example.
    :param price: Price of one unit, in the event's currency. Type inferred from the page's example.
    :param currency: Currency of the amounts in this event, usually as an ISO 4217 code. Type
        inferred from the page's example.
    """

    event_key: ClassVar[str] = "ootb_add_to_wishlist"
    schema_version: ClassVar[str] = "1.0.1"

    session_id: str | None = None
    user_id: str | None = attrs.field(default=None, repr=masked_id)
    event_date_time: datetime | None = None
    product_id: str | None = None
    variant_id: str | None = None
    sku_id: str | None = None
    item_name: str | None = None
    brand: str | None = None
    category: str | None = None
    department: str | None = None
    url: str | None = None
    page_title: str | None = None
    page_category: str | None = None
    price: int | float | Decimal | None = None
    currency: str | None = None


@attrs.frozen(kw_only=True)
class AddToWishlistV1(Event):
    """Report that a product was added to a wishlist.

    Favourites and lists for later count as one.

    ``ootb_add_to_wishlist`` 1.0.0, from ``/docs/add-to-wishlist``.

    :param session_id: Identifier of the browser or application session, unique to it.
    :param user_id: Key that identifies the user in the shop, unique to them; sent besides the
        envelope's customer. Personal data.
    :param event_date_time: When it happened, with Z or an offset from UTC.
    :param product_id: Identifier of the product, common to all its variants and SKUs.
    :param variant_id: Identifier of the product's variant, such as one colour.
    :param sku_id: Identifier of the variant's SKU, the unit that is stocked, such as one size in
        one colour.
    :param item_name: Name of the item, as specific as possible: of the SKU or variant rather than
        of the product.
    :param brand: Brand of the product, not of the shop or the operator.
    :param category: Key of the product's category, at the lowest level of the shop's tree.
    :param department: Key of the product's department, the highest level of the shop's category
        tree.
    :param url: Address (URL) of the page of the product or variant.
    :param page_title: Title of the product's page, as the browser shows it.
    :param page_category: Category under which the shop files the product's page.
    :param price: Price of one unit, in the event's currency. Type inferred from the page's example.
    :param currency: Currency of the amounts in this event, usually as an ISO 4217 code. Type
        inferred from the page's example.
    """

    event_key: ClassVar[str] = "ootb_add_to_wishlist"
    schema_version: ClassVar[str] = "1.0.0"

    session_id: str | None = None
    user_id: str | None = attrs.field(default=None, repr=masked_id)
    event_date_time: datetime | None = None
    product_id: str | None = None
    variant_id: str | None = None
    sku_id: str | None = None
    item_name: str | None = None
    brand: str | None = None
    category: str | None = None
    department: str | None = None
    url: str | None = None
    page_title: str | None = None
    page_category: str | None = None
    price: int | float | Decimal | None = None
    currency: str | None = None


@attrs.frozen(kw_only=True)
class EmptyCart(Event):
    """Report that all items have been removed from the cart.

    ``ootb_empty_cart`` 1.0.1, from ``/docs/empty-cart-opti-x``.

    :param session_id: Identifier of the browser or application session, unique to it.
    :param user_id: Key that identifies the user in the shop, unique to them; sent besides the
        envelope's customer. Personal data.
    :param event_date_time: When it happened, with Z or an offset from UTC.
    :param fulfillment_type: Way in which the goods reach the customer, such as standard_delivery,
        or bopis for pick-up in a store. The double l is the reference's own. Named values: bopis,
        standard_delivery.
    """

    event_key: ClassVar[str] = "ootb_empty_cart"
    schema_version: ClassVar[str] = "1.0.1"

    session_id: str | None = None
    user_id: str | None = attrs.field(default=None, repr=masked_id)
    event_date_time: datetime | None = None
    fulfillment_type: str | None = None


@attrs.frozen(kw_only=True)
class EmptyCartV1(Event):
    """Report that all items have been removed from the cart.

    ``ootb_empty_cart`` 1.0.0, from ``/docs/empty-cart-opti-x``.

    :param session_id: Identifier of the browser or application session, unique to it.
    :param user_id: Key that identifies the user in the shop, unique to them; sent besides the
        envelope's customer. Personal data.
    :param event_date_time: When it happened, with Z or an offset from UTC.
    :param fulfillment_type: Way in which the goods reach the customer, such as standard_delivery,
        or bopis for pick-up in a store. The double l is the reference's own. Named values: bopis,
        standard_delivery.
    """

    event_key: ClassVar[str] = "ootb_empty_cart"
    schema_version: ClassVar[str] = "1.0.0"

    session_id: str | None = None
    user_id: str | None = attrs.field(default=None, repr=masked_id)
    event_date_time: datetime | None = None
    fulfillment_type: str | None = None


@attrs.frozen(kw_only=True)
class CartItem:
    """Describe one item of ``ootb_items_in_cart``.

    :param name: Name of one item in the cart. The items are numbered from 0. Type inferred from the
        page's example.
    :param image: Address (URL) of a picture of the item. Type inferred from the page's example.
    :param quantity: Number of units of the item in the cart. Type inferred from the page's example.
    :param link: Address (URL) of the item's page in the shop. Type inferred from the page's
        example.
    """

    name: str | None = None
    image: str | None = None
    quantity: int | float | Decimal | None = None
    link: str | None = None


@attrs.frozen(kw_only=True)
class ItemsInCart(Event):
    """Report that a cart holds these items at this moment.

    The page's example is an array; send the object alone.

    ``ootb_items_in_cart`` 1.0.0, from ``/docs/items-in-cart``.

    :param session_id: Identifier of the browser or application session, unique to it.
    :param cart_id: Identifier of this one cart; the next cart of the same user has another.
    :param total_items_count: Number of distinct items in the cart, whatever their quantities: as
        many as are listed by number.
    :param total_cart_value: Value of all items in the cart at that moment, in the cart's currency.
    :param currency: Currency of the amounts in this event, usually as an ISO 4217 code. Type
        inferred from the page's example.
    :param items: ``CartItem`` objects; numbered on the wire from 0.
    """

    event_key: ClassVar[str] = "ootb_items_in_cart"
    schema_version: ClassVar[str] = "1.0.0"
    item_class: ClassVar[type[CartItem]] = CartItem

    session_id: str | None = None
    cart_id: str | None = None
    total_items_count: int | float | Decimal | None = None
    total_cart_value: int | float | Decimal | None = None
    currency: str | None = None
    items: tuple[CartItem, ...] = ()


@attrs.frozen(kw_only=True)
class OnlineOrder(Event):
    """Report that an online order was confirmed.

    One event per item, with its quantity; overlaps with ootb_product_order_completed.

    ``ootb_online_order`` 2.0.0, from ``/docs/online-order-opti-x``.

    :param session_id: Identifier of the browser or application session, unique to it.
    :param user_id: Key that identifies the user in the shop, unique to them; sent besides the
        envelope's customer. Personal data.
    :param event_date_time: When the order was placed.
    :param product_id: Identifier of the product, common to all its variants and SKUs.
    :param variant_id: Identifier of the product's variant, such as one colour.
    :param sku_id: Identifier of the variant's SKU, the unit that is stocked, such as one size in
        one colour.
    :param brand: Brand of the product, not of the shop or the operator.
    :param category: Key of the product's category, at the lowest level of the shop's tree.
    :param department: Key of the product's department, the highest level of the shop's category
        tree. Type inferred from the page's example.
    :param url: Address (URL) of the page of the product or variant. Type inferred from the page's
        example.
    :param page_title: Title of the product's page, as the browser shows it. Type inferred from the
        page's example.
    :param page_category: Category under which the shop files the product's page. Type inferred from
        the page's example.
    :param currency: Currency of the amounts in this event, usually as an ISO 4217 code. Type
        inferred from the page's example.
    :param item_name: Name of the item, as specific as possible: of the SKU or variant rather than
        of the product. Type inferred from the page's example.
    :param quantity: Number of units of the item that this event is about. Type inferred from the
        page's example.
    :param total_pay: Amount paid for all units of the item together, after the discount. Type
        inferred from the page's example.
    :param discount_percentage: Discount on the item in percent: 10 means a tenth off. Type inferred
        from the page's example.
    :param item_order_id: Identifier of the item within the order, that is of the order line. Type
        inferred from the page's example.
    :param order_id: Identifier of the order, the same in every event about that order. Type
        inferred from the page's example.
    :param tax_amount: Amount of tax on all units of the item together, not a rate. Type inferred
        from the page's example.
    :param delivery_fee: Fee for delivery. It may cover other items too, so adding it up over an
        order can count it more than once. Type inferred from the page's example.
    :param fulfillment_type: Way in which the goods reach the customer, such as standard_delivery,
        or bopis for pick-up in a store. The double l is the reference's own. Type inferred from the
        page's example.
    """

    event_key: ClassVar[str] = "ootb_online_order"
    schema_version: ClassVar[str] = "2.0.0"

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
    fulfillment_type: str | None = None


@attrs.frozen(kw_only=True)
class OnlineOrderV1(Event):
    """Report that an online order was confirmed.

    One event per item, with its quantity; overlaps with ootb_product_order_completed.

    ``ootb_online_order`` 1.0.0, from ``/docs/ecommerce-real-time-events``.

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
    """

    event_key: ClassVar[str] = "ootb_online_order"
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


@attrs.frozen(kw_only=True)
class ShippedItem:
    """Describe one item of ``ootb_order_shipped``.

    :param product_id: Identifier of the product of one shipped item. The items are numbered from 1.
        Type inferred from the page's example.
    :param product_name: Name of the product. Type inferred from the page's example.
    :param category: Key of the product's category. Type inferred from the page's example.
    :param price: Price of one unit of the item. The event carries no currency: it is the order's.
        Type inferred from the page's example.
    :param quantity: Number of units of the item that were shipped. Type inferred from the page's
        example.
    :param image_url: Address (URL) of a picture of the product. Type inferred from the page's
        example.
    """

    product_id: str | None = None
    product_name: str | None = None
    category: str | None = None
    price: int | float | Decimal | None = None
    quantity: int | float | Decimal | None = None
    image_url: str | None = None


@attrs.frozen(kw_only=True)
class OrderShipped(Event):
    """Report that a whole order was shipped.

    One event per order, with its items numbered from 1.

    ``ootb_order_shipped`` 1.0.0, from ``/docs/order-shipped``.

    :param email: E-mail address of the customer. Personal data.
    :param order_id: Identifier of the order, the same in every event about that order. Type
        inferred from the page's example.
    :param shipment_date: When the order was shipped; a full date-time despite the name. Type
        inferred from the page's example.
    :param shipping_carrier: Name of the carrier that delivers the goods. Type inferred from the
        page's example.
    :param tracking_number: Number under which the carrier tracks the parcel; a text, since it may
        hold letters or leading zeros. Type inferred from the page's example.
    :param shipping_method: Kind of shipping that was chosen, such as standard or express. Type
        inferred from the page's example.
    :param shipping_address_country: Country to which the order is shipped, usually as a two-letter
        code. Type inferred from the page's example.
    :param shipping_address_city: City to which the order is shipped. Personal data. Type inferred
        from the page's example.
    :param shipping_address_zip: Postal code of the delivery address; a text, since it may hold
        letters or leading zeros. Personal data. Type inferred from the page's example.
    :param shipping_address_line1: First line of the delivery address: street and number. Personal
        data. Type inferred from the page's example.
    :param shipping_address_line2: Second line of the delivery address, such as the flat or the
        floor, if there is one. Personal data. Type inferred from the page's example.
    :param total_value: Value of everything that was shipped. The event carries no currency: it is
        the order's. Type inferred from the page's example.
    :param items: ``ShippedItem`` objects; numbered on the wire from 1.
    """

    event_key: ClassVar[str] = "ootb_order_shipped"
    schema_version: ClassVar[str] = "1.0.0"
    item_class: ClassVar[type[ShippedItem]] = ShippedItem

    email: str | None = attrs.field(default=None, repr=masked)
    order_id: str | None = None
    shipment_date: datetime | None = None
    shipping_carrier: str | None = None
    tracking_number: str | None = None
    shipping_method: str | None = None
    shipping_address_country: str | None = None
    shipping_address_city: str | None = attrs.field(default=None, repr=masked)
    shipping_address_zip: str | None = attrs.field(default=None, repr=masked)
    shipping_address_line1: str | None = attrs.field(default=None, repr=masked)
    shipping_address_line2: str | None = attrs.field(default=None, repr=masked)
    total_value: int | float | Decimal | None = None
    items: tuple[ShippedItem, ...] = ()


@attrs.frozen(kw_only=True)
class OrderStarted(Event):
    """Report that a customer begins to check out, before the order is confirmed.

    ``ootb_order_started`` 1.0.0, from ``/docs/order-started``.

    :param session_id: Identifier of the browser or application session, unique to it.
    :param user_id: Key that identifies the user in the shop, unique to them; sent besides the
        envelope's customer. Personal data.
    :param email: E-mail address of the customer, if it is known by then. Personal data.
    :param event_date_time: When the customer began to check out.
    :param cart_id: Identifier of this one cart; the next cart of the same user has another.
    :param currency: Currency of the amounts in this event, usually as an ISO 4217 code.
    :param item_count: Number of items in the cart. The page does not say whether it counts units or
        distinct items.
    :param total_cart_value: Value of all items in the cart, in the cart's currency. The page does
        not say whether the discount is taken off.
    :param discount_code: Promotion code applied to the cart, if any; the completed order calls it
        promo code.
    :param discount_value: Amount that the discount takes off, in the cart's currency; other events
        give a percentage.
    :param referral_source: What led the customer to the checkout: a campaign, a partner, a search.
    :param is_guest_checkout: Whether the customer checks out as a guest, without signing in.
    :param language: Language that the customer uses, usually as a two-letter code. Type inferred
        from the page's example.
    :param country: Country of the customer, usually as a two-letter code. Type inferred from the
        page's example.
    """

    event_key: ClassVar[str] = "ootb_order_started"
    schema_version: ClassVar[str] = "1.0.0"

    session_id: str | None = None
    user_id: str | None = attrs.field(default=None, repr=masked_id)
    email: str | None = attrs.field(default=None, repr=masked)
    event_date_time: datetime | None = None
    cart_id: str | None = None
    currency: str | None = None
    item_count: int | float | Decimal | None = None
    total_cart_value: int | float | Decimal | None = None
    discount_code: str | None = None
    discount_value: int | float | Decimal | None = None
    referral_source: str | None = None
    is_guest_checkout: bool | None = None
    language: str | None = None
    country: str | None = None


@attrs.frozen(kw_only=True)
class ProductOrderCompleted(Event):
    """Report that an order was confirmed.

    One event per distinct item, with its quantity; overlaps with ootb_online_order.

    ``ootb_product_order_completed`` 1.0.0, from ``/docs/order-completed``.

    :param session_id: Identifier of the browser or application session, unique to it. Type inferred
        from the page's example.
    :param email: E-mail address of the customer. Personal data. Type inferred from the page's
        example.
    :param order_id: Identifier of the order, the same in every event about that order. Type
        inferred from the page's example.
    :param item_order_id: Identifier of the item within the order, that is of the order line. Type
        inferred from the page's example.
    :param product_id: Identifier of the product, common to all its variants and SKUs. Type inferred
        from the page's example.
    :param variant_id: Identifier of the product's variant, such as one colour. Type inferred from
        the page's example.
    :param sku_id: Identifier of the variant's SKU, the unit that is stocked, such as one size in
        one colour. Type inferred from the page's example.
    :param item_name: Name of the item, as specific as possible: of the SKU or variant rather than
        of the product. Type inferred from the page's example.
    :param item_description: Description of the item in words. Shop texts are often longer than the
        255 characters that fit. Type inferred from the page's example.
    :param brand: Brand of the product, not of the shop or the operator. Type inferred from the
        page's example.
    :param category: Key of the product's category, at the lowest level of the shop's tree. Type
        inferred from the page's example.
    :param department: Key of the product's department, the highest level of the shop's category
        tree. Type inferred from the page's example.
    :param url: Address (URL) of the page of the product or variant. Type inferred from the page's
        example.
    :param page_title: Title of the product's page, as the browser shows it. Type inferred from the
        page's example.
    :param page_category: Category under which the shop files the product's page. Type inferred from
        the page's example.
    :param item_price: Price of one unit, in the order's currency, which this event does not carry.
        Type inferred from the page's example.
    :param quantity: Number of units of the item that this event is about. Type inferred from the
        page's example.
    :param total_pay: Amount paid for all units of the item together, after the discount; the page's
        own example does not take it off. No currency is carried. Type inferred from the page's
        example.
    :param discount_percentage: Discount on the item in percent: 10 means a tenth off. Type inferred
        from the page's example.
    :param promo_code: Promotion code that the customer entered. Type inferred from the page's
        example.
    :param payment_method: Means by which the customer paid, such as credit_card. Type inferred from
        the page's example.
    :param store_type: Kind of store that took the order, such as online. Type inferred from the
        page's example.
    :param tax_amount: Amount of tax on all units of the item together, not a rate. Type inferred
        from the page's example.
    :param delivery_fee: Fee for delivery. It may cover other items too, so adding it up over an
        order can count it more than once. Type inferred from the page's example.
    :param fulfillment_type: Way in which the goods reach the customer, such as standard_delivery,
        or bopis for pick-up in a store. The double l is the reference's own. Type inferred from the
        page's example.
    """

    event_key: ClassVar[str] = "ootb_product_order_completed"
    schema_version: ClassVar[str] = "1.0.0"

    session_id: str | None = None
    email: str | None = attrs.field(default=None, repr=masked)
    order_id: str | None = None
    item_order_id: str | None = None
    product_id: str | None = None
    variant_id: str | None = None
    sku_id: str | None = None
    item_name: str | None = None
    item_description: str | None = None
    brand: str | None = None
    category: str | None = None
    department: str | None = None
    url: str | None = None
    page_title: str | None = None
    page_category: str | None = None
    item_price: int | float | Decimal | None = None
    quantity: int | float | Decimal | None = None
    total_pay: int | float | Decimal | None = None
    discount_percentage: int | float | Decimal | None = None
    promo_code: str | None = None
    payment_method: str | None = None
    store_type: str | None = None
    tax_amount: int | float | Decimal | None = None
    delivery_fee: int | float | Decimal | None = None
    fulfillment_type: str | None = None


@attrs.frozen(kw_only=True)
class ProductOrderFulfilled(Event):
    """Report that one item of an order was fulfilled.

    One event per item, so an order can ship in parts.

    ``ootb_product_order_fulfilled`` 1.0.0, from ``/docs/order-fulfilled``.

    :param email: E-mail address of the customer. Personal data.
    :param order_id: Identifier of the order, the same in every event about that order.
    :param fulfillment_date: When this item was fulfilled; a full date-time despite the name. One l
        here, two in ootb_fullfillment_type.
    :param currency: Currency of the amounts in this event, usually as an ISO 4217 code.
    :param shipping_method: Kind of shipping that was chosen, such as standard or express.
    :param shipping_carrier: Name of the carrier that delivers the goods.
    :param tracking_number: Number under which the carrier tracks the parcel; a text, since it may
        hold letters or leading zeros.
    :param product_id: Identifier of the product, common to all its variants and SKUs. Type inferred
        from the page's example.
    :param product_name: Name of the product; most other events call it item name. Type inferred
        from the page's example.
    :param category: Key of the product's category, at the lowest level of the shop's tree. Type
        inferred from the page's example.
    :param price: Price of one unit, in the event's currency. Type inferred from the page's example.
    :param quantity: Number of units of the item that this event is about. Type inferred from the
        page's example.
    :param image_url: Address (URL) of a picture of the product. Type inferred from the page's
        example.
    """

    event_key: ClassVar[str] = "ootb_product_order_fulfilled"
    schema_version: ClassVar[str] = "1.0.0"

    email: str | None = attrs.field(default=None, repr=masked)
    order_id: str | None = None
    fulfillment_date: datetime | None = None
    currency: str | None = None
    shipping_method: str | None = None
    shipping_carrier: str | None = None
    tracking_number: str | None = None
    product_id: str | None = None
    product_name: str | None = None
    category: str | None = None
    price: int | float | Decimal | None = None
    quantity: int | float | Decimal | None = None
    image_url: str | None = None


@attrs.frozen(kw_only=True)
class ProductRefund(Event):
    """Report that a product of an order was refunded, in whole or in part.

    One event per product.

    ``ootb_product_refund`` 1.0.0, from ``/docs/product-refund``.

    :param session_id: Identifier of the browser or application session, unique to it.
    :param order_id: Identifier of the order, the same in every event about that order.
    :param item_order_id: Identifier of the item within the order, that is of the order line.
    :param refund_id: Identifier of the refund as a transaction.
    :param product_id: Identifier of the product, common to all its variants and SKUs.
    :param variant_id: Identifier of the product's variant, such as one colour.
    :param sku_id: Identifier of the variant's SKU, the unit that is stocked, such as one size in
        one colour.
    :param item_name: Name of the item, as specific as possible: of the SKU or variant rather than
        of the product. Type inferred from the page's example.
    :param brand: Brand of the product, not of the shop or the operator. Type inferred from the
        page's example.
    :param category: Key of the product's category, at the lowest level of the shop's tree. Type
        inferred from the page's example.
    :param department: Key of the product's department, the highest level of the shop's category
        tree. Type inferred from the page's example.
    :param refund_amount: Amount refunded for this product, all or part of what it cost. The event
        carries no currency: it is the order's. Type inferred from the page's example.
    :param refund_reason: Why the money is refunded, as a code such as damaged_item; a return gives
        its reason in free text. Type inferred from the page's example.
    """

    event_key: ClassVar[str] = "ootb_product_refund"
    schema_version: ClassVar[str] = "1.0.0"

    session_id: str | None = None
    order_id: str | None = None
    item_order_id: str | None = None
    refund_id: str | None = None
    product_id: str | None = None
    variant_id: str | None = None
    sku_id: str | None = None
    item_name: str | None = None
    brand: str | None = None
    category: str | None = None
    department: str | None = None
    refund_amount: int | float | Decimal | None = None
    refund_reason: str | None = None


@attrs.frozen(kw_only=True)
class ProductReturn(Event):
    """Report that the return of one item of a completed order was completed.

    ``ootb_product_return`` 1.0.1, from ``/docs/product-return``.

    :param session_id: Identifier of the browser or application session, unique to it.
    :param return_id: Identifier of the customer's request to return the item.
    :param order_id: Identifier of the order, the same in every event about that order.
    :param product_id: Identifier of the product, common to all its variants and SKUs.
    :param item_name: Name of the item, as specific as possible: of the SKU or variant rather than
        of the product.
    :param item_description: Description of the item in words. Shop texts are often longer than the
        255 characters that fit.
    :param category: Key of the product's category, at the lowest level of the shop's tree.
    :param item_price: Price of one unit, in the order's currency, which this event does not carry.
    :param quantity: Number of units that were returned, which may be fewer than were ordered.
    :param reason: Why the customer returned the item, in free text; a refund gives its reason as a
        code.
    :param refund_method: Way in which the customer gets the money back, such as original_payment.
        Type inferred from the page's example.
    :param total_return_value: Value of all returned units of the item together, in the order's
        currency, which this event does not carry. Type inferred from the page's example.
    :param item_image_url: Address (URL) of a picture of the item, plain; the Markdown link in the
        page's example is an artefact. Type inferred from the page's example.
    :param item_page_link: Address (URL) of the item's page in the shop, plain; the Markdown link in
        the page's example is an artefact. Type inferred from the page's example.
    """

    event_key: ClassVar[str] = "ootb_product_return"
    schema_version: ClassVar[str] = "1.0.1"

    session_id: str | None = None
    return_id: str | None = None
    order_id: str | None = None
    product_id: str | None = None
    item_name: str | None = None
    item_description: str | None = None
    category: str | None = None
    item_price: int | float | Decimal | None = None
    quantity: int | float | Decimal | None = None
    reason: str | None = None
    refund_method: str | None = None
    total_return_value: int | float | Decimal | None = None
    item_image_url: str | None = None
    item_page_link: str | None = None


@attrs.frozen(kw_only=True)
class ProductReturnV1(Event):
    """Report that the return of one item of a completed order was completed.

    ``ootb_product_return`` 1.0.0, from ``/docs/product-return``.

    :param session_id: Identifier of the browser or application session, unique to it.
    :param return_id: Identifier of the customer's request to return the item.
    :param order_id: Identifier of the order, the same in every event about that order.
    :param product_id: Identifier of the product, common to all its variants and SKUs.
    :param item_name: Name of the item, as specific as possible: of the SKU or variant rather than
        of the product.
    :param item_description: Description of the item in words. Shop texts are often longer than the
        255 characters that fit.
    :param category: Key of the product's category, at the lowest level of the shop's tree.
    :param item_price: Price of one unit, in the order's currency, which this event does not carry.
    :param quantity: Number of units that were returned, which may be fewer than were ordered.
    :param reason: Why the customer returned the item, in free text; a refund gives its reason as a
        code.
    :param refund_method: Way in which the customer gets the money back, such as original_payment.
    :param total_return_value: Value of all returned units of the item together, in the order's
        currency, which this event does not carry. Type inferred from the page's example.
    :param item_image_url: Address (URL) of a picture of the item, plain; the Markdown link in the
        page's example is an artefact. Type inferred from the page's example.
    :param item_page_link: Address (URL) of the item's page in the shop, plain; the Markdown link in
        the page's example is an artefact. Type inferred from the page's example.
    """

    event_key: ClassVar[str] = "ootb_product_return"
    schema_version: ClassVar[str] = "1.0.0"

    session_id: str | None = None
    return_id: str | None = None
    order_id: str | None = None
    product_id: str | None = None
    item_name: str | None = None
    item_description: str | None = None
    category: str | None = None
    item_price: int | float | Decimal | None = None
    quantity: int | float | Decimal | None = None
    reason: str | None = None
    refund_method: str | None = None
    total_return_value: int | float | Decimal | None = None
    item_image_url: str | None = None
    item_page_link: str | None = None


@attrs.frozen(kw_only=True)
class ProductView(Event):
    """Report that a user views the page of a product, a variant or a SKU.

    ``ootb_product_view`` 1.0.1, from ``/docs/product-view``.

    :param session_id: Identifier of the browser or application session, unique to it.
    :param user_id: Key that identifies the user in the shop, unique to them; sent besides the
        envelope's customer. Personal data.
    :param event_date_time: When it happened, with Z or an offset from UTC.
    :param product_id: Identifier of the product, common to all its variants and SKUs.
    :param variant_id: Identifier of the product's variant, such as one colour.
    :param sku_id: Identifier of the variant's SKU, the unit that is stocked, such as one size in
        one colour.
    :param brand: Brand of the product, not of the shop or the operator.
    :param category: Key of the product's category, at the lowest level of the shop's tree.
    :param department: Key of the product's department, the highest level of the shop's category
        tree.
    :param url: Address (URL) of the page of the product or variant. Type inferred from the page's
        example.
    :param page_title: Title of the product's page, as the browser shows it. Type inferred from the
        page's example.
    :param page_category: Category under which the shop files the product's page. Type inferred from
        the page's example.
    :param currency: Currency of the amounts in this event, usually as an ISO 4217 code. Type
        inferred from the page's example.
    :param item_name: Name of the item, as specific as possible: of the SKU or variant rather than
        of the product. Type inferred from the page's example.
    :param price: Price of one unit, in the event's currency. Type inferred from the page's example.
    """

    event_key: ClassVar[str] = "ootb_product_view"
    schema_version: ClassVar[str] = "1.0.1"

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
    price: int | float | Decimal | None = None


@attrs.frozen(kw_only=True)
class ProductViewV1(Event):
    """Report that a user views the page of a product, a variant or a SKU.

    ``ootb_product_view`` 1.0.0, from ``/docs/product-view-opti-x``.

    :param session_id: Identifier of the browser or application session, unique to it.
    :param user_id: Key that identifies the user in the shop, unique to them; sent besides the
        envelope's customer. Personal data.
    :param event_date_time: When it happened, with Z or an offset from UTC.
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
    :param currency: Currency of the amounts in this event, usually as an ISO 4217 code. Type
        inferred from the page's example.
    :param item_name: Name of the item, as specific as possible: of the SKU or variant rather than
        of the product. Type inferred from the page's example.
    :param price: Price of one unit, in the event's currency. Type inferred from the page's example.
    """

    event_key: ClassVar[str] = "ootb_product_view"
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
    price: int | float | Decimal | None = None


@attrs.frozen(kw_only=True)
class RemoveFromCart(Event):
    """Report that an item was removed from the cart.

    Finding abandoned carts takes this event, Add To Cart and Empty Cart.

    ``ootb_remove_from_cart`` 1.0.0, from ``/docs/remove-from-cart``.

    :param session_id: Identifier of the browser or application session, unique to it.
    :param user_id: Key that identifies the user in the shop, unique to them; sent besides the
        envelope's customer. Personal data.
    :param event_date_time: When it happened, with Z or an offset from UTC.
    :param product_id: Identifier of the product, common to all its variants and SKUs.
    :param variant_id: Identifier of the product's variant, such as one colour.
    :param sku_id: Identifier of the variant's SKU, the unit that is stocked, such as one size in
        one colour.
    :param brand: Brand of the product, not of the shop or the operator.
    :param category: Key of the product's category, at the lowest level of the shop's tree.
    :param department: Key of the product's department, the highest level of the shop's category
        tree.
    :param url: Address (URL) of the page of the product or variant. Type inferred from the page's
        example.
    :param page_title: Title of the product's page, as the browser shows it. Type inferred from the
        page's example.
    :param page_category: Category under which the shop files the product's page. Type inferred from
        the page's example.
    :param currency: Currency of the amounts in this event, usually as an ISO 4217 code. Type
        inferred from the page's example.
    :param item_name: Name of the item, as specific as possible: of the SKU or variant rather than
        of the product. Type inferred from the page's example.
    :param quantity: Number of units of the item that this event is about. Type inferred from the
        page's example.
    :param total_price: Price of all units of the item together. The pages do not say whether tax
        and delivery are in it. Type inferred from the page's example.
    :param tax_amount: Amount of tax on all units of the item together, not a rate. Type inferred
        from the page's example.
    :param delivery_fee: Fee for delivery. It may cover other items too, so adding it up over an
        order can count it more than once. Type inferred from the page's example.
    :param fulfillment_type: Way in which the goods reach the customer, such as standard_delivery,
        or bopis for pick-up in a store. The double l is the reference's own. Type inferred from the
        page's example.
    """

    event_key: ClassVar[str] = "ootb_remove_from_cart"
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
    total_price: int | float | Decimal | None = None
    tax_amount: int | float | Decimal | None = None
    delivery_fee: int | float | Decimal | None = None
    fulfillment_type: str | None = None


@attrs.frozen(kw_only=True)
class RemoveFromWishlist(Event):
    """Report that a product was removed from a wishlist.

    Favourites and lists for later count as one.

    ``ootb_remove_from_wishlist`` 1.0.1, from ``/docs/remove-from-wishlist``.

    :param session_id: Identifier of the browser or application session, unique to it.
    :param wishlist_id: Identifier of the wishlist from which the item was removed.
    :param product_id: Identifier of the product, common to all its variants and SKUs.
    :param variant_id: Identifier of the product's variant, such as one colour.
    :param sku_id: Identifier of the variant's SKU, the unit that is stocked, such as one size in
        one colour.
    :param item_name: Name of the item, as specific as possible: of the SKU or variant rather than
        of the product.
    :param brand: Brand of the product, not of the shop or the operator.
    :param category: Key of the product's category, at the lowest level of the shop's tree.
    :param department: Key of the product's department, the highest level of the shop's category
        tree.
    :param url: Address (URL) of the page of the product or variant.
    :param page_title: Title of the product's page, as the browser shows it.
    :param page_category: Category under which the shop files the product's page.
    :param price: Price of one unit while it was on the wishlist. The event carries no currency.
    """

    event_key: ClassVar[str] = "ootb_remove_from_wishlist"
    schema_version: ClassVar[str] = "1.0.1"

    session_id: str | None = None
    wishlist_id: str | None = None
    product_id: str | None = None
    variant_id: str | None = None
    sku_id: str | None = None
    item_name: str | None = None
    brand: str | None = None
    category: str | None = None
    department: str | None = None
    url: str | None = None
    page_title: str | None = None
    page_category: str | None = None
    price: int | float | Decimal | None = None


@attrs.frozen(kw_only=True)
class RemoveFromWishlistV1(Event):
    """Report that a product was removed from a wishlist.

    Favourites and lists for later count as one.

    ``ootb_remove_from_wishlist`` 1.0.0, from ``/docs/remove-from-wishlist``.

    :param session_id: Identifier of the browser or application session, unique to it.
    :param wishlist_id: Identifier of the wishlist from which the item was removed.
    :param product_id: Identifier of the product, common to all its variants and SKUs.
    :param variant_id: Identifier of the product's variant, such as one colour.
    :param sku_id: Identifier of the variant's SKU, the unit that is stocked, such as one size in
        one colour.
    :param item_name: Name of the item, as specific as possible: of the SKU or variant rather than
        of the product.
    :param brand: Brand of the product, not of the shop or the operator.
    :param category: Key of the product's category, at the lowest level of the shop's tree.
    :param department: Key of the product's department, the highest level of the shop's category
        tree.
    :param url: Address (URL) of the page of the product or variant.
    :param page_title: Title of the product's page, as the browser shows it.
    :param page_category: Category under which the shop files the product's page.
    :param price: Price of one unit while it was on the wishlist. The event carries no currency.
    """

    event_key: ClassVar[str] = "ootb_remove_from_wishlist"
    schema_version: ClassVar[str] = "1.0.0"

    session_id: str | None = None
    wishlist_id: str | None = None
    product_id: str | None = None
    variant_id: str | None = None
    sku_id: str | None = None
    item_name: str | None = None
    brand: str | None = None
    category: str | None = None
    department: str | None = None
    url: str | None = None
    page_title: str | None = None
    page_category: str | None = None
    price: int | float | Decimal | None = None
