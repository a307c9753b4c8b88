"""Events of the domain sweepstakes.

Generated from schemas/ by `ootb-events generate`; edit those instead.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

import attrs

from ootb_events.events._base import Event

__all__ = [
    "SweepstakesBalanceUpdate",
    "SweepstakesGameClose",
    "SweepstakesGameLaunch",
    "SweepstakesGameSession",
]


@attrs.frozen(kw_only=True)
class SweepstakesBalanceUpdate(Event):
    """Report that a balance of sweep coins or gold coins changed.

    By a purchase, a redemption, a bet, a win or a correction.

    ``ootb_sweepstakes_balance_update`` 1.0.0, from ``/docs/sweepstakes-balance-update``.

    :param transaction_id: Identifier of the transaction behind the change of the balances, unique
        to it.
    :param action: What caused the balances to change. The page names the values of the money event;
        a purchase of coins is closest to a deposit. For example deposit, withdrawal, bet, win,
        correction.
    :param sc_update_amount: Change of the sweep-coin balance, in sweep coins and without bonus;
        negative when coins leave it.
    :param sc_bonus_amount: Change of the bonus balance in sweep coins; 0 if the bonus is left
        alone.
    :param sc_balance_before: Total balance in sweep coins before the change.
    :param sc_balance_after: Total balance in sweep coins after the change: the balance before plus
        the update amount plus the bonus amount.
    :param gc_update_amount: Change of the gold-coin balance, in gold coins and without bonus;
        negative when coins leave it.
    :param gc_bonus_amount: Change of the bonus balance in gold coins; 0 if the bonus is left alone.
        Type inferred from the page's example.
    :param gc_balance_before: Total balance in gold coins before the change. Type inferred from the
        page's example.
    :param gc_balance_after: Total balance in gold coins after the change: the balance before plus
        the update amount plus the bonus amount. Type inferred from the page's example.
    :param sc_change_rate: Change of the sweep-coin balance as a fraction of the balance before: 0.6
        means 60 percent more. Deposit limits use percent. Type inferred from the page's example.
    :param gc_change_rate: Change of the gold-coin balance as a fraction of the balance before: 0.3
        means 30 percent more. Deposit limits use percent. Type inferred from the page's example.
    """

    event_key: ClassVar[str] = "ootb_sweepstakes_balance_update"
    schema_version: ClassVar[str] = "1.0.0"

    transaction_id: str | None = None
    action: str | None = None
    sc_update_amount: int | float | Decimal | None = None
    sc_bonus_amount: int | float | Decimal | None = None
    sc_balance_before: int | float | Decimal | None = None
    sc_balance_after: int | float | Decimal | None = None
    gc_update_amount: int | float | Decimal | None = None
    gc_bonus_amount: int | float | Decimal | None = None
    gc_balance_before: int | float | Decimal | None = None
    gc_balance_after: int | float | Decimal | None = None
    sc_change_rate: int | float | Decimal | None = None
    gc_change_rate: int | float | Decimal | None = None


@attrs.frozen(kw_only=True)
class SweepstakesGameClose(Event):
    """Report that a sweepstakes game was closed or came to its end.

    Game session reports the same moment, with the start as well.

    ``ootb_sweepstakes_game_close`` 1.0.0, from ``/docs/sweepstakes-game-close``.

    :param game_close_timestamp: When the game was closed.
    :param game_code: Identifier of the game, unique to it.
    :param game_name: Name of the game, as the customer sees it.
    :param game_category: Category of the game in the lobby, such as slots, roulette or table games.
    :param end_gc_balance: Balance in gold coins after the game was closed.
    :param end_sc_balance: Balance in sweep coins after the game was closed.
    :param sc_stakes: Number of sweep coins wagered in the session. Type inferred from the page's
        example.
    :param gc_stakes: Number of gold coins wagered in the session. Type inferred from the page's
        example.
    :param sc_win_amount: Number of sweep coins won in the session. Type inferred from the page's
        example.
    :param gc_used: Number of gold coins used in the session. How it differs from the gold-coin
        stakes is not stated; sweep coins have no counterpart. Type inferred from the page's
        example.
    :param gc_win_amount: Number of gold coins won in the session. Type inferred from the page's
        example.
    :param gross_gaming_revenue: Gross gaming revenue of the session. Neither formula nor unit is
        given; stakes minus wins in sweep coins is the likely reading. Type inferred from the page's
        example.
    :param number_of_sc_bets: Number of bets or rounds played with sweep coins in the session. Type
        inferred from the page's example.
    :param number_of_gc_bets: Number of bets or rounds played with gold coins in the session. Type
        inferred from the page's example.
    :param game_session_reference: Reference that ties the launch, the session and the close of one
        game together. Type inferred from the page's example.
    :param language: Language of the customer, usually as a two-letter code. Type inferred from the
        page's example.
    :param country: Country of the customer, usually as a two-letter code. Type inferred from the
        page's example.
    :param platform: Operating system or kind of client on which it happened. Type inferred from the
        page's example.
    :param launch_location: Part of the site from which the game was opened, such as home or
        recently played. Type inferred from the page's example.
    :param launch_location_index: Position of the game within that part of the site. Type inferred
        from the page's example.
    :param channel: Channel through which the customer was acting. Type inferred from the page's
        example.
    :param brand: Brand (also called skin) of the operator, as the operator names it. Type inferred
        from the page's example.
    :param license: Licence or rules under which the operator offers the sweepstakes. Type inferred
        from the page's example.
    """

    event_key: ClassVar[str] = "ootb_sweepstakes_game_close"
    schema_version: ClassVar[str] = "1.0.0"

    game_close_timestamp: datetime | None = None
    game_code: str | None = None
    game_name: str | None = None
    game_category: str | None = None
    end_gc_balance: int | float | Decimal | None = None
    end_sc_balance: int | float | Decimal | None = None
    sc_stakes: int | float | Decimal | None = None
    gc_stakes: int | float | Decimal | None = None
    sc_win_amount: int | float | Decimal | None = None
    gc_used: int | float | Decimal | None = None
    gc_win_amount: int | float | Decimal | None = None
    gross_gaming_revenue: int | float | Decimal | None = None
    number_of_sc_bets: int | float | Decimal | None = None
    number_of_gc_bets: int | float | Decimal | None = None
    game_session_reference: str | None = None
    language: str | None = None
    country: str | None = None
    platform: str | None = None
    launch_location: str | None = None
    launch_location_index: int | float | Decimal | None = None
    channel: str | None = None
    brand: str | None = None
    license: str | None = None


@attrs.frozen(kw_only=True)
class SweepstakesGameLaunch(Event):
    """Report that a customer opened a sweepstakes game.

    ``ootb_sweepstakes_game_launch`` 1.0.0, from ``/docs/sweepstakes-game-launch``.

    :param launch_timestamp: When the game was opened.
    :param game_code: Identifier of the game, unique to it.
    :param game_name: Name of the game, as the customer sees it.
    :param game_category: Category of the game in the lobby, such as slots, roulette or table games.
    :param start_gc_balance: Balance in gold coins when the game was opened.
    :param start_sc_balance: Balance in sweep coins when the game was opened.
    :param game_session_reference: Reference that ties the launch, the session and the close of one
        game together.
    :param language: Language of the customer. This page writes the code in capitals, as in EN.
    :param country: Country of the customer. This page's example sends UK; the ISO code of that
        country is GB.
    :param platform: Operating system or kind of client. This page's example sends the host name of
        a site. Type inferred from the page's example.
    :param launch_location: Part of the site from which the game was opened. This page's example
        sends a number as text. Type inferred from the page's example.
    :param launch_location_index: Position of the game within that part of the site. Type inferred
        from the page's example.
    :param channel: Channel through which the customer was acting. Type inferred from the page's
        example.
    :param brand: Brand (also called skin) of the operator, as the operator names it. Type inferred
        from the page's example.
    :param license: Licence or rules under which the operator offers the sweepstakes. Type inferred
        from the page's example.
    """

    event_key: ClassVar[str] = "ootb_sweepstakes_game_launch"
    schema_version: ClassVar[str] = "1.0.0"

    launch_timestamp: datetime | None = None
    game_code: str | None = None
    game_name: str | None = None
    game_category: str | None = None
    start_gc_balance: int | float | Decimal | None = None
    start_sc_balance: int | float | Decimal | None = None
    game_session_reference: str | None = None
    language: str | None = None
    country: str | None = None
    platform: str | None = None
    launch_location: str | None = None
    launch_location_index: int | float | Decimal | None = None
    channel: str | None = None
    brand: str | None = None
    license: str | None = None


@attrs.frozen(kw_only=True)
class SweepstakesGameSession(Event):
    """Report that a sweepstakes game was closed, with a summary of its session.

    Game close reports the same moment, but without the start.

    ``ootb_sweepstakes_game_session`` 1.0.0, from ``/docs/sweepstakes-game-session``.

    :param session_start_timestamp: When the session of this game began.
    :param session_end_timestamp: When the session of this game ended.
    :param game_code: Identifier of the game, unique to it.
    :param game_name: Name of the game, as the customer sees it.
    :param game_category: Category of the game in the lobby, such as slots, roulette or table games.
    :param start_gc_balance: Balance in gold coins when the game was opened. Type inferred from the
        page's example.
    :param end_gc_balance: Balance in gold coins after the game was closed. Type inferred from the
        page's example.
    :param start_sc_balance: Balance in sweep coins when the game was opened. Type inferred from the
        page's example.
    :param end_sc_balance: Balance in sweep coins after the game was closed. Type inferred from the
        page's example.
    :param gc_stakes: Number of gold coins wagered in the session. Type inferred from the page's
        example.
    :param sc_stakes: Number of sweep coins wagered in the session. Type inferred from the page's
        example.
    :param sc_win_amount: Number of sweep coins won in the session. Type inferred from the page's
        example.
    :param gc_used: Number of gold coins used in the session. How it differs from the gold-coin
        stakes is not stated; sweep coins have no counterpart. Type inferred from the page's
        example.
    :param gc_win_amount: Number of gold coins won in the session. Type inferred from the page's
        example.
    :param gross_gaming_revenue: Gross gaming revenue of the session. Neither formula nor unit is
        given; stakes minus wins in sweep coins is the likely reading. Type inferred from the page's
        example.
    :param number_of_sc_bets: Number of bets or rounds played with sweep coins in the session. Type
        inferred from the page's example.
    :param number_of_gc_bets: Number of bets or rounds played with gold coins in the session. Type
        inferred from the page's example.
    :param game_session_reference: Reference that ties the launch, the session and the close of one
        game together. Type inferred from the page's example.
    :param language: Language of the customer, usually as a two-letter code. Type inferred from the
        page's example.
    :param country: Country of the customer, usually as a two-letter code. Type inferred from the
        page's example.
    :param platform: Operating system or kind of client on which it happened. Type inferred from the
        page's example.
    :param launch_location: Part of the site from which the game was opened, such as home or
        recently played. Type inferred from the page's example.
    :param launch_location_index: Position of the game within that part of the site. Type inferred
        from the page's example.
    :param channel: Channel through which the customer was acting. Type inferred from the page's
        example.
    :param brand: Brand (also called skin) of the operator, as the operator names it. Type inferred
        from the page's example.
    :param license: Licence or rules under which the operator offers the sweepstakes. Type inferred
        from the page's example.
    """

    event_key: ClassVar[str] = "ootb_sweepstakes_game_session"
    schema_version: ClassVar[str] = "1.0.0"

    session_start_timestamp: datetime | None = None
    session_end_timestamp: datetime | None = None
    game_code: str | None = None
    game_name: str | None = None
    game_category: str | None = None
    start_gc_balance: int | float | Decimal | None = None
    end_gc_balance: int | float | Decimal | None = None
    start_sc_balance: int | float | Decimal | None = None
    end_sc_balance: int | float | Decimal | None = None
    gc_stakes: int | float | Decimal | None = None
    sc_stakes: int | float | Decimal | None = None
    sc_win_amount: int | float | Decimal | None = None
    gc_used: int | float | Decimal | None = None
    gc_win_amount: int | float | Decimal | None = None
    gross_gaming_revenue: int | float | Decimal | None = None
    number_of_sc_bets: int | float | Decimal | None = None
    number_of_gc_bets: int | float | Decimal | None = None
    game_session_reference: str | None = None
    language: str | None = None
    country: str | None = None
    platform: str | None = None
    launch_location: str | None = None
    launch_location_index: int | float | Decimal | None = None
    channel: str | None = None
    brand: str | None = None
    license: str | None = None
