"""Events of the domain casino.

Generated from schemas/ by `ootb-events generate`; edit those instead.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

import attrs

from ootb_events.events._base import Event

__all__ = [
    "GameClose",
    "GameCloseV1",
    "GameCloseV2",
    "GameLaunch",
    "GameLaunchV1",
    "GameLaunchV2",
    "GameSession",
    "GameSessionV1",
    "GameSessionV2",
]


@attrs.frozen(kw_only=True)
class GameClose(Event):
    """Report that a casino game was closed or came to its end.

    Game session reports the same moment, with the start as well.

    ``ootb_game_close`` 2.0.1, from ``/docs/game-close``.

    :param game_close_timestamp: When the game was closed.
    :param game_code: Identifier of the game, unique to it. Text on this page, where launch and
        session also take a number.
    :param game_name: Name of the game, as the customer sees it.
    :param game_category: Category of the game in the lobby, such as slots, roulette or table games.
    :param end_balance: Balance of the account after the game was closed, in the account's currency.
    :param stakes: Real money wagered in the session, in the account's currency; bonus money is
        counted apart.
    :param real_win_amount: Real money won in the session, in the account's currency.
    :param bonus_used: Bonus money wagered in the session, in the account's currency.
    :param bonus_win_amount: Bonus money won in the session, in the account's currency.
    :param gross_gaming_revenue: Gross gaming revenue of the session, in the account's currency. No
        formula is given; the session page's example is stakes minus real wins. Type inferred from
        the page's example.
    :param number_of_bets: Number of bets or rounds played in the session. Type inferred from the
        page's example.
    :param game_session_reference: Reference that ties the launch, the session and the close of one
        game together. Type inferred from the page's example.
    :param language: Language that the customer uses, usually as a two-letter code. Type inferred
        from the page's example.
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
    :param license: Licence or regulation under which the operator serves this customer. Type
        inferred from the page's example.
    """

    event_key: ClassVar[str] = "ootb_game_close"
    schema_version: ClassVar[str] = "2.0.1"

    game_close_timestamp: datetime | None = None
    game_code: str | None = None
    game_name: str | None = None
    game_category: str | None = None
    end_balance: int | float | Decimal | None = None
    stakes: int | float | Decimal | None = None
    real_win_amount: int | float | Decimal | None = None
    bonus_used: int | float | Decimal | None = None
    bonus_win_amount: int | float | Decimal | None = None
    gross_gaming_revenue: int | float | Decimal | None = None
    number_of_bets: int | float | Decimal | None = None
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
class GameCloseV2(Event):
    """Report that a casino game was closed or came to its end.

    Game session reports the same moment, with the start as well.

    ``ootb_game_close`` 2.0.0, from ``/docs/game-close``.

    :param game_close_timestamp: When the game was closed.
    :param game_code: Identifier of the game, unique to it. Text on this page, where launch and
        session also take a number.
    :param game_name: Name of the game, as the customer sees it.
    :param game_category: Category of the game in the lobby, such as slots, roulette or table games.
    :param end_balance: Balance of the account after the game was closed, in the account's currency.
    :param stakes: Real money wagered in the session, in the account's currency; bonus money is
        counted apart.
    :param real_win_amount: Real money won in the session, in the account's currency.
    :param bonus_used: Bonus money wagered in the session, in the account's currency.
    :param bonus_win_amount: Bonus money won in the session, in the account's currency.
    :param gross_gaming_revenue: Gross gaming revenue of the session, in the account's currency. No
        formula is given; the session page's example is stakes minus real wins. Type inferred from
        the page's example.
    :param number_of_bets: Number of bets or rounds played in the session. Type inferred from the
        page's example.
    :param game_session_reference: Reference that ties the launch, the session and the close of one
        game together. Type inferred from the page's example.
    :param language: Language that the customer uses, usually as a two-letter code. Type inferred
        from the page's example.
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
    :param license: Licence or regulation under which the operator serves this customer. Type
        inferred from the page's example.
    """

    event_key: ClassVar[str] = "ootb_game_close"
    schema_version: ClassVar[str] = "2.0.0"

    game_close_timestamp: datetime | None = None
    game_code: str | None = None
    game_name: str | None = None
    game_category: str | None = None
    end_balance: int | float | Decimal | None = None
    stakes: int | float | Decimal | None = None
    real_win_amount: int | float | Decimal | None = None
    bonus_used: int | float | Decimal | None = None
    bonus_win_amount: int | float | Decimal | None = None
    gross_gaming_revenue: int | float | Decimal | None = None
    number_of_bets: int | float | Decimal | None = None
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
class GameCloseV1(Event):
    """Report that a casino game was closed or came to its end.

    Game session reports the same moment, with the start as well.

    ``ootb_game_close`` 1.0.0, from ``/docs/game-close``.

    :param game_close_timestamp: When the game was closed.
    :param game_code: Identifier of the game, unique to it. Text on this page, where launch and
        session also take a number.
    :param game_name: Name of the game, as the customer sees it.
    :param game_category: Category of the game in the lobby, such as slots, roulette or table games.
    :param end_balance: Balance of the account after the game was closed, in the account's currency.
    :param stakes: Real money wagered in the session, in the account's currency; bonus money is
        counted apart.
    :param real_win_amount: Real money won in the session, in the account's currency.
    :param bonus_used: Bonus money wagered in the session, in the account's currency.
    :param bonus_win_amount: Bonus money won in the session, in the account's currency.
    :param gross_gaming_revenue: Gross gaming revenue of the session, in the account's currency. No
        formula is given; the session page's example is stakes minus real wins.
    :param number_of_bets: Number of bets or rounds played in the session.
    :param game_session_ref: Reference that ties the launch, the session and the close of one game
        together. Type inferred from the page's example.
    :param language: Language that the customer uses, usually as a two-letter code. Type inferred
        from the page's example.
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
    :param license: Licence or regulation under which the operator serves this customer. Type
        inferred from the page's example.
    """

    event_key: ClassVar[str] = "ootb_game_close"
    schema_version: ClassVar[str] = "1.0.0"

    game_close_timestamp: datetime | None = None
    game_code: str | None = None
    game_name: str | None = None
    game_category: str | None = None
    end_balance: int | float | Decimal | None = None
    stakes: int | float | Decimal | None = None
    real_win_amount: int | float | Decimal | None = None
    bonus_used: int | float | Decimal | None = None
    bonus_win_amount: int | float | Decimal | None = None
    gross_gaming_revenue: int | float | Decimal | None = None
    number_of_bets: int | float | Decimal | None = None
    game_session_ref: str | None = None
    language: str | None = None
    country: str | None = None
    platform: str | None = None
    launch_location: str | None = None
    launch_location_index: int | float | Decimal | None = None
    channel: str | None = None
    brand: str | None = None
    license: str | None = None


@attrs.frozen(kw_only=True)
class GameLaunch(Event):
    """Report that a customer opened a casino game.

    ``ootb_game_launch`` 2.0.1, from ``/docs/game-launch``.

    :param launch_timestamp: When the game was opened.
    :param game_code: Identifier of the game, unique to it.
    :param game_name: Name of the game, as the customer sees it.
    :param game_category: Category of the game in the lobby, such as slots, roulette or table games.
    :param start_balance: Balance of the account when the game opens, in the account's currency.
    :param game_session_reference: Reference that ties the launch, the session and the close of one
        game together.
    :param language: Language of the customer. This page's example sends a name, English; other
        events send a two-letter code.
    :param country: Country of the customer. This page's example sends three letters, USA; other
        events send a two-letter code.
    :param platform: Operating system or kind of client on which it happened.
    :param launch_location: Part of the site from which the game was opened, such as home or
        recently played.
    :param launch_location_index: Position of the game within that part of the site.
    :param channel: Channel or kind of device on which the game was opened: Mobile, Desktop or
        Tablet, for instance. Type inferred from the page's example.
    :param brand: Brand (also called skin) of the operator, as the operator names it. Type inferred
        from the page's example.
    :param license: Licence or regulation under which the operator serves this customer. Type
        inferred from the page's example.
    """

    event_key: ClassVar[str] = "ootb_game_launch"
    schema_version: ClassVar[str] = "2.0.1"

    launch_timestamp: datetime | None = None
    game_code: str | None = None
    game_name: str | None = None
    game_category: str | None = None
    start_balance: int | float | Decimal | None = None
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
class GameLaunchV2(Event):
    """Report that a customer opened a casino game.

    ``ootb_game_launch`` 2.0.0, from ``/docs/game-launch``.

    :param launch_timestamp: When the game was opened.
    :param game_code: Identifier of the game, unique to it.
    :param game_name: Name of the game, as the customer sees it.
    :param game_category: Category of the game in the lobby, such as slots, roulette or table games.
    :param start_balance: Balance of the account when the game opens, in the account's currency.
    :param game_session_reference: Reference that ties the launch, the session and the close of one
        game together.
    :param language: Language of the customer. This page's example sends a name, English; other
        events send a two-letter code.
    :param country: Country of the customer. This page's example sends three letters, USA; other
        events send a two-letter code.
    :param platform: Operating system or kind of client on which it happened.
    :param launch_location: Part of the site from which the game was opened, such as home or
        recently played.
    :param launch_location_index: Position of the game within that part of the site.
    :param channel: Channel or kind of device on which the game was opened: Mobile, Desktop or
        Tablet, for instance. Type inferred from the page's example.
    :param brand: Brand (also called skin) of the operator, as the operator names it. Type inferred
        from the page's example.
    :param license: Licence or regulation under which the operator serves this customer. Type
        inferred from the page's example.
    """

    event_key: ClassVar[str] = "ootb_game_launch"
    schema_version: ClassVar[str] = "2.0.0"

    launch_timestamp: datetime | None = None
    game_code: str | None = None
    game_name: str | None = None
    game_category: str | None = None
    start_balance: int | float | Decimal | None = None
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
class GameLaunchV1(Event):
    """Report that a customer opened a casino game.

    ``ootb_game_launch`` 1.0.0, from ``/docs/game-launch``.

    :param launch_timestamp: When the game was opened.
    :param game_code: Identifier of the game, unique to it.
    :param game_name: Name of the game, as the customer sees it.
    :param game_category: Category of the game in the lobby, such as slots, roulette or table games.
    :param start_balance: Balance of the account when the game opens, in the account's currency.
    :param game_session_reference: Reference that ties the launch, the session and the close of one
        game together.
    :param language: Language of the customer. This page's example sends a name, English; other
        events send a two-letter code.
    :param country: Country of the customer. This page's example sends three letters, USA; other
        events send a two-letter code.
    :param platform: Operating system or kind of client on which it happened.
    :param launch_location: Part of the site from which the game was opened, such as home or
        recently played.
    :param launch_location_index: Position of the game within that part of the site.
    :param channel: Channel or kind of device on which the game was opened: Mobile, Desktop or
        Tablet, for instance. For example Mobile, Desktop, Tablet.
    :param brand: Brand (also called skin) of the operator, as the operator names it.
    :param license: Licence or regulation under which the operator serves this customer. Type
        inferred from the page's example.
    """

    event_key: ClassVar[str] = "ootb_game_launch"
    schema_version: ClassVar[str] = "1.0.0"

    launch_timestamp: datetime | None = None
    game_code: str | None = None
    game_name: str | None = None
    game_category: str | None = None
    start_balance: int | float | Decimal | None = None
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
class GameSession(Event):
    """Report that a casino game was closed, with a summary of its session.

    Game close reports the same moment, but without the start.

    ``ootb_game_session`` 2.0.1, from ``/docs/game-session``.

    :param session_start_timestamp: When the session of this game began.
    :param session_end_timestamp: When the session of this game ended.
    :param game_code: Identifier of the game, unique to it.
    :param game_name: Name of the game, as the customer sees it.
    :param game_category: Category of the game in the lobby, such as slots, roulette or table games.
    :param start_balance: Balance of the account when the session began, in the account's currency.
    :param end_balance: Balance of the account when the session ended: start balance minus stakes
        plus real wins plus bonus wins.
    :param stakes: Real money wagered in the session, in the account's currency; bonus money is
        counted apart. Type inferred from the page's example.
    :param real_win_amount: Real money won in the session, in the account's currency. Type inferred
        from the page's example.
    :param bonus_used: Bonus money wagered in the session, in the account's currency. Type inferred
        from the page's example.
    :param bonus_win_amount: Bonus money won in the session, in the account's currency. Type
        inferred from the page's example.
    :param gross_gaming_revenue: Gross gaming revenue of the session, in the account's currency. No
        formula is given; the session page's example is stakes minus real wins. Type inferred from
        the page's example.
    :param number_of_bets: Number of bets or rounds played in the session. Type inferred from the
        page's example.
    :param game_session_reference: Reference that ties the launch, the session and the close of one
        game together. Type inferred from the page's example.
    :param language: Language that the customer uses, usually as a two-letter code. Type inferred
        from the page's example.
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
    :param license: Licence or regulation under which the operator serves this customer. Type
        inferred from the page's example.
    """

    event_key: ClassVar[str] = "ootb_game_session"
    schema_version: ClassVar[str] = "2.0.1"

    session_start_timestamp: datetime | None = None
    session_end_timestamp: datetime | None = None
    game_code: str | None = None
    game_name: str | None = None
    game_category: str | None = None
    start_balance: int | float | Decimal | None = None
    end_balance: int | float | Decimal | None = None
    stakes: int | float | Decimal | None = None
    real_win_amount: int | float | Decimal | None = None
    bonus_used: int | float | Decimal | None = None
    bonus_win_amount: int | float | Decimal | None = None
    gross_gaming_revenue: int | float | Decimal | None = None
    number_of_bets: int | float | Decimal | None = None
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
class GameSessionV2(Event):
    """Report that a casino game was closed, with a summary of its session.

    Game close reports the same moment, but without the start.

    ``ootb_game_session`` 2.0.0, from ``/docs/game-session``.

    :param session_start_timestamp: When the session of this game began.
    :param session_end_timestamp: When the session of this game ended.
    :param game_code: Identifier of the game, unique to it.
    :param game_name: Name of the game, as the customer sees it.
    :param game_category: Category of the game in the lobby, such as slots, roulette or table games.
    :param start_balance: Balance of the account when the session began, in the account's currency.
    :param end_balance: Balance of the account when the session ended: start balance minus stakes
        plus real wins plus bonus wins.
    :param stakes: Real money wagered in the session, in the account's currency; bonus money is
        counted apart. Type inferred from the page's example.
    :param real_win_amount: Real money won in the session, in the account's currency. Type inferred
        from the page's example.
    :param bonus_used: Bonus money wagered in the session, in the account's currency. Type inferred
        from the page's example.
    :param bonus_win_amount: Bonus money won in the session, in the account's currency. Type
        inferred from the page's example.
    :param gross_gaming_revenue: Gross gaming revenue of the session, in the account's currency. No
        formula is given; the session page's example is stakes minus real wins. Type inferred from
        the page's example.
    :param number_of_bets: Number of bets or rounds played in the session. Type inferred from the
        page's example.
    :param game_session_reference: Reference that ties the launch, the session and the close of one
        game together. Type inferred from the page's example.
    :param language: Language that the customer uses, usually as a two-letter code. Type inferred
        from the page's example.
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
    :param license: Licence or regulation under which the operator serves this customer. Type
        inferred from the page's example.
    """

    event_key: ClassVar[str] = "ootb_game_session"
    schema_version: ClassVar[str] = "2.0.0"

    session_start_timestamp: datetime | None = None
    session_end_timestamp: datetime | None = None
    game_code: str | None = None
    game_name: str | None = None
    game_category: str | None = None
    start_balance: int | float | Decimal | None = None
    end_balance: int | float | Decimal | None = None
    stakes: int | float | Decimal | None = None
    real_win_amount: int | float | Decimal | None = None
    bonus_used: int | float | Decimal | None = None
    bonus_win_amount: int | float | Decimal | None = None
    gross_gaming_revenue: int | float | Decimal | None = None
    number_of_bets: int | float | Decimal | None = None
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
class GameSessionV1(Event):
    """Report that a casino game was closed, with a summary of its session.

    Game close reports the same moment, but without the start.

    ``ootb_game_session`` 1.0.0, from ``/docs/game-session``.

    :param session_start_timestamp: When the session of this game began.
    :param session_end_timestamp: When the session of this game ended.
    :param game_code: Identifier of the game, unique to it.
    :param game_name: Name of the game, as the customer sees it.
    :param game_category: Category of the game in the lobby, such as slots, roulette or table games.
    :param start_balance: Balance of the account when the session began, in the account's currency.
    :param end_balance: Balance of the account when the session ended: start balance minus stakes
        plus real wins plus bonus wins.
    :param stakes: Real money wagered in the session, in the account's currency; bonus money is
        counted apart.
    :param real_win_amount: Real money won in the session, in the account's currency.
    :param bonus_used: Bonus money wagered in the session, in the account's currency. Type inferred
        from the page's example.
    :param bonus_win_amount: Bonus money won in the session, in the account's currency. Type
        inferred from the page's example.
    :param ggr: Gross gaming revenue of the session, in the account's currency. No formula is given;
        the session page's example is stakes minus real wins. Type inferred from the page's example.
    :param no_of_bets: Number of bets or rounds played in the session. Type inferred from the page's
        example.
    :param game_session_ref: Reference that ties the launch, the session and the close of one game
        together. Type inferred from the page's example.
    :param language: Language that the customer uses, usually as a two-letter code. Type inferred
        from the page's example.
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
    :param license: Licence or regulation under which the operator serves this customer. Type
        inferred from the page's example.
    """

    event_key: ClassVar[str] = "ootb_game_session"
    schema_version: ClassVar[str] = "1.0.0"

    session_start_timestamp: datetime | None = None
    session_end_timestamp: datetime | None = None
    game_code: str | None = None
    game_name: str | None = None
    game_category: str | None = None
    start_balance: int | float | Decimal | None = None
    end_balance: int | float | Decimal | None = None
    stakes: int | float | Decimal | None = None
    real_win_amount: int | float | Decimal | None = None
    bonus_used: int | float | Decimal | None = None
    bonus_win_amount: int | float | Decimal | None = None
    ggr: int | float | Decimal | None = None
    no_of_bets: int | float | Decimal | None = None
    game_session_ref: str | None = None
    language: str | None = None
    country: str | None = None
    platform: str | None = None
    launch_location: str | None = None
    launch_location_index: int | float | Decimal | None = None
    channel: str | None = None
    brand: str | None = None
    license: str | None = None
