"""The event classes: the current version under the plain name, older ones with their version.

Superseded events are in :mod:`ootb_events.events.superseded`. A module is imported when one
of its classes is first asked for.

Generated from schemas/ by `ootb-events generate`; edit those instead.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ootb_events.events._base import Event, show_customer_ids

if TYPE_CHECKING:
    from ootb_events.events.account import (
        Login,
        LoginV1,
        Registration,
        RegistrationFailed,
        RegistrationFailedV1,
        RegistrationInitiated,
        UserDetailsUpdate,
        UserDetailsUpdateV1,
    )
    from ootb_events.events.casino import (
        GameClose,
        GameCloseV1,
        GameCloseV2,
        GameLaunch,
        GameLaunchV1,
        GameLaunchV2,
        GameSession,
        GameSessionV1,
        GameSessionV2,
    )
    from ootb_events.events.ecommerce import (
        AddToCart,
        AddToWishlist,
        AddToWishlistV1,
        CartItem,
        EmptyCart,
        EmptyCartV1,
        ItemsInCart,
        OnlineOrder,
        OnlineOrderV1,
        OrderShipped,
        OrderStarted,
        ProductOrderCompleted,
        ProductOrderFulfilled,
        ProductRefund,
        ProductReturn,
        ProductReturnV1,
        ProductView,
        ProductViewV1,
        RemoveFromCart,
        RemoveFromWishlist,
        RemoveFromWishlistV1,
        ShippedItem,
    )
    from ootb_events.events.loyalty import (
        LsMissionCompleted,
        LsMissionProgress,
        LsRewardClaimedFromMission,
    )
    from ootb_events.events.payments import (
        BalanceUpdate,
        Deposit,
        DepositCancellation,
        DepositCancellationV1,
        DepositCancellationV2,
        DepositV1,
        DepositV2,
        Withdrawal,
        WithdrawalCancellation,
        WithdrawalCancellationV1,
        WithdrawalV1,
        WithdrawalV1_1,
    )
    from ootb_events.events.responsible_gaming import (
        DepositLimitExceeded,
        DepositLimitUpdated,
        SelfExclusionActivated,
        SelfExclusionInitiated,
        SelfExclusionLifted,
        SelfExclusionUpdated,
        SelfExclusionViolationAttempt,
    )
    from ootb_events.events.sports import (
        AddedToBetSlip,
        SportsBetPlaced,
        SportsBetSettled,
    )
    from ootb_events.events.sweepstakes import (
        SweepstakesBalanceUpdate,
        SweepstakesGameClose,
        SweepstakesGameLaunch,
        SweepstakesGameSession,
    )
    from ootb_events.events.web import (
        SetPageVisit,
    )

__all__ = [
    "AddToCart",
    "AddToWishlist",
    "AddToWishlistV1",
    "AddedToBetSlip",
    "BalanceUpdate",
    "CartItem",
    "Deposit",
    "DepositCancellation",
    "DepositCancellationV1",
    "DepositCancellationV2",
    "DepositLimitExceeded",
    "DepositLimitUpdated",
    "DepositV1",
    "DepositV2",
    "EmptyCart",
    "EmptyCartV1",
    "Event",
    "GameClose",
    "GameCloseV1",
    "GameCloseV2",
    "GameLaunch",
    "GameLaunchV1",
    "GameLaunchV2",
    "GameSession",
    "GameSessionV1",
    "GameSessionV2",
    "ItemsInCart",
    "Login",
    "LoginV1",
    "LsMissionCompleted",
    "LsMissionProgress",
    "LsRewardClaimedFromMission",
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
    "Registration",
    "RegistrationFailed",
    "RegistrationFailedV1",
    "RegistrationInitiated",
    "RemoveFromCart",
    "RemoveFromWishlist",
    "RemoveFromWishlistV1",
    "SelfExclusionActivated",
    "SelfExclusionInitiated",
    "SelfExclusionLifted",
    "SelfExclusionUpdated",
    "SelfExclusionViolationAttempt",
    "SetPageVisit",
    "ShippedItem",
    "SportsBetPlaced",
    "SportsBetSettled",
    "SweepstakesBalanceUpdate",
    "SweepstakesGameClose",
    "SweepstakesGameLaunch",
    "SweepstakesGameSession",
    "UserDetailsUpdate",
    "UserDetailsUpdateV1",
    "Withdrawal",
    "WithdrawalCancellation",
    "WithdrawalCancellationV1",
    "WithdrawalV1",
    "WithdrawalV1_1",
    "event_class",
    "show_customer_ids",
]

_MODULES = {
    "AddToCart": "ecommerce",
    "AddToWishlist": "ecommerce",
    "AddToWishlistV1": "ecommerce",
    "AddedToBetSlip": "sports",
    "BalanceUpdate": "payments",
    "CartItem": "ecommerce",
    "Deposit": "payments",
    "DepositCancellation": "payments",
    "DepositCancellationV1": "payments",
    "DepositCancellationV2": "payments",
    "DepositLimitExceeded": "responsible_gaming",
    "DepositLimitUpdated": "responsible_gaming",
    "DepositV1": "payments",
    "DepositV2": "payments",
    "EmptyCart": "ecommerce",
    "EmptyCartV1": "ecommerce",
    "GameClose": "casino",
    "GameCloseV1": "casino",
    "GameCloseV2": "casino",
    "GameLaunch": "casino",
    "GameLaunchV1": "casino",
    "GameLaunchV2": "casino",
    "GameSession": "casino",
    "GameSessionV1": "casino",
    "GameSessionV2": "casino",
    "ItemsInCart": "ecommerce",
    "Login": "account",
    "LoginV1": "account",
    "LsMissionCompleted": "loyalty",
    "LsMissionProgress": "loyalty",
    "LsRewardClaimedFromMission": "loyalty",
    "OnlineOrder": "ecommerce",
    "OnlineOrderV1": "ecommerce",
    "OrderShipped": "ecommerce",
    "OrderStarted": "ecommerce",
    "ProductOrderCompleted": "ecommerce",
    "ProductOrderFulfilled": "ecommerce",
    "ProductRefund": "ecommerce",
    "ProductReturn": "ecommerce",
    "ProductReturnV1": "ecommerce",
    "ProductView": "ecommerce",
    "ProductViewV1": "ecommerce",
    "Registration": "account",
    "RegistrationFailed": "account",
    "RegistrationFailedV1": "account",
    "RegistrationInitiated": "account",
    "RemoveFromCart": "ecommerce",
    "RemoveFromWishlist": "ecommerce",
    "RemoveFromWishlistV1": "ecommerce",
    "SelfExclusionActivated": "responsible_gaming",
    "SelfExclusionInitiated": "responsible_gaming",
    "SelfExclusionLifted": "responsible_gaming",
    "SelfExclusionUpdated": "responsible_gaming",
    "SelfExclusionViolationAttempt": "responsible_gaming",
    "SetPageVisit": "web",
    "ShippedItem": "ecommerce",
    "SportsBetPlaced": "sports",
    "SportsBetSettled": "sports",
    "SweepstakesBalanceUpdate": "sweepstakes",
    "SweepstakesGameClose": "sweepstakes",
    "SweepstakesGameLaunch": "sweepstakes",
    "SweepstakesGameSession": "sweepstakes",
    "UserDetailsUpdate": "account",
    "UserDetailsUpdateV1": "account",
    "Withdrawal": "payments",
    "WithdrawalCancellation": "payments",
    "WithdrawalCancellationV1": "payments",
    "WithdrawalV1": "payments",
    "WithdrawalV1_1": "payments",
}

_CLASSES = {
    "ls_mission_completed": {
        "1.0.0": ("loyalty", "LsMissionCompleted"),
    },
    "ls_mission_progress": {
        "1.0.0": ("loyalty", "LsMissionProgress"),
    },
    "ls_reward_claimed_from_mission": {
        "1.0.0": ("loyalty", "LsRewardClaimedFromMission"),
    },
    "online_order": {
        "1.1.0": ("superseded", "OnlineOrder"),
        "1.0.0": ("superseded", "OnlineOrderV1"),
    },
    "ootb_add_to_bet_slip": {
        "1.0.0": ("superseded", "AddToBetSlip"),
    },
    "ootb_add_to_cart": {
        "1.0.0": ("ecommerce", "AddToCart"),
    },
    "ootb_add_to_wishlist": {
        "1.0.1": ("ecommerce", "AddToWishlist"),
        "1.0.0": ("ecommerce", "AddToWishlistV1"),
    },
    "ootb_added_to_bet_slip": {
        "1.0.0": ("sports", "AddedToBetSlip"),
    },
    "ootb_balance_update": {
        "1.0.0": ("payments", "BalanceUpdate"),
    },
    "ootb_deposit": {
        "2.1.0": ("payments", "Deposit"),
        "2.0.0": ("payments", "DepositV2"),
        "1.0.0": ("payments", "DepositV1"),
    },
    "ootb_deposit_cancellation": {
        "3.0.0": ("payments", "DepositCancellation"),
        "2.0.0": ("payments", "DepositCancellationV2"),
        "1.0.0": ("payments", "DepositCancellationV1"),
    },
    "ootb_deposit_limit_exceeded": {
        "1.0.0": ("responsible_gaming", "DepositLimitExceeded"),
    },
    "ootb_deposit_limit_updated": {
        "1.0.0": ("responsible_gaming", "DepositLimitUpdated"),
    },
    "ootb_empty_cart": {
        "1.0.1": ("ecommerce", "EmptyCart"),
        "1.0.0": ("ecommerce", "EmptyCartV1"),
    },
    "ootb_game_close": {
        "2.0.1": ("casino", "GameClose"),
        "2.0.0": ("casino", "GameCloseV2"),
        "1.0.0": ("casino", "GameCloseV1"),
    },
    "ootb_game_launch": {
        "2.0.1": ("casino", "GameLaunch"),
        "2.0.0": ("casino", "GameLaunchV2"),
        "1.0.0": ("casino", "GameLaunchV1"),
    },
    "ootb_game_session": {
        "2.0.1": ("casino", "GameSession"),
        "2.0.0": ("casino", "GameSessionV2"),
        "1.0.0": ("casino", "GameSessionV1"),
    },
    "ootb_items_in_cart": {
        "1.0.0": ("ecommerce", "ItemsInCart"),
    },
    "ootb_login": {
        "1.1.0": ("account", "Login"),
        "1.0.0": ("account", "LoginV1"),
    },
    "ootb_online_order": {
        "2.0.0": ("ecommerce", "OnlineOrder"),
        "1.0.0": ("ecommerce", "OnlineOrderV1"),
    },
    "ootb_order_shipped": {
        "1.0.0": ("ecommerce", "OrderShipped"),
    },
    "ootb_order_started": {
        "1.0.0": ("ecommerce", "OrderStarted"),
    },
    "ootb_product_order_completed": {
        "1.0.0": ("ecommerce", "ProductOrderCompleted"),
    },
    "ootb_product_order_fulfilled": {
        "1.0.0": ("ecommerce", "ProductOrderFulfilled"),
    },
    "ootb_product_refund": {
        "1.0.0": ("ecommerce", "ProductRefund"),
    },
    "ootb_product_return": {
        "1.0.1": ("ecommerce", "ProductReturn"),
        "1.0.0": ("ecommerce", "ProductReturnV1"),
    },
    "ootb_product_view": {
        "1.0.1": ("ecommerce", "ProductView"),
        "1.0.0": ("ecommerce", "ProductViewV1"),
    },
    "ootb_registration": {
        "1.0.0": ("account", "Registration"),
    },
    "ootb_registration_failed": {
        "2.0.0": ("account", "RegistrationFailed"),
        "1.0.0": ("account", "RegistrationFailedV1"),
    },
    "ootb_registration_initiated": {
        "1.0.0": ("account", "RegistrationInitiated"),
    },
    "ootb_registration_started": {
        "1.0.0": ("superseded", "RegistrationStarted"),
    },
    "ootb_remove_from_cart": {
        "1.0.0": ("ecommerce", "RemoveFromCart"),
    },
    "ootb_remove_from_wishlist": {
        "1.0.1": ("ecommerce", "RemoveFromWishlist"),
        "1.0.0": ("ecommerce", "RemoveFromWishlistV1"),
    },
    "ootb_self_exclusion_activated": {
        "1.0.0": ("responsible_gaming", "SelfExclusionActivated"),
    },
    "ootb_self_exclusion_initiated": {
        "1.0.0": ("responsible_gaming", "SelfExclusionInitiated"),
    },
    "ootb_self_exclusion_lifted": {
        "1.0.0": ("responsible_gaming", "SelfExclusionLifted"),
    },
    "ootb_self_exclusion_updated": {
        "1.0.0": ("responsible_gaming", "SelfExclusionUpdated"),
    },
    "ootb_self_exclusion_violation_attempt": {
        "1.0.0": ("responsible_gaming", "SelfExclusionViolationAttempt"),
    },
    "ootb_sports_bet_placed": {
        "1.0.0": ("sports", "SportsBetPlaced"),
    },
    "ootb_sports_bet_settle": {
        "1.0.1": ("superseded", "SportsBetSettle"),
        "1.0.0": ("superseded", "SportsBetSettleV1"),
    },
    "ootb_sports_bet_settled": {
        "1.0.0": ("sports", "SportsBetSettled"),
    },
    "ootb_sweepstakes_balance_update": {
        "1.0.0": ("sweepstakes", "SweepstakesBalanceUpdate"),
    },
    "ootb_sweepstakes_game_close": {
        "1.0.0": ("sweepstakes", "SweepstakesGameClose"),
    },
    "ootb_sweepstakes_game_launch": {
        "1.0.0": ("sweepstakes", "SweepstakesGameLaunch"),
    },
    "ootb_sweepstakes_game_session": {
        "1.0.0": ("sweepstakes", "SweepstakesGameSession"),
    },
    "ootb_user_details_update": {
        "2.0.0": ("account", "UserDetailsUpdate"),
        "1.0.0": ("account", "UserDetailsUpdateV1"),
    },
    "ootb_withdrawal": {
        "1.1.1": ("payments", "Withdrawal"),
        "1.1.0": ("payments", "WithdrawalV1_1"),
        "1.0.0": ("payments", "WithdrawalV1"),
    },
    "ootb_withdrawal_cancellation": {
        "2.0.0": ("payments", "WithdrawalCancellation"),
        "1.0.0": ("payments", "WithdrawalCancellationV1"),
    },
    "set_page_visit": {
        "1.0.0": ("web", "SetPageVisit"),
    },
}


def event_class(key: str, version: str) -> type[Event]:
    """Take the class of an event version.

    :param key: the event key, such as ``ootb_login``.
    :param version: the version, such as ``1.0.0``.
    :raises KeyError: when there is no such class.
    """
    module, name = _CLASSES[key][version]
    found: type[Event] = getattr(import_module(f"{__name__}.{module}"), name)
    return found


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
        globals()[name] = value  # so that the next look-up is an ordinary one
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
