"""Events of the domain loyalty.

Generated from schemas/ by `ootb-events generate`; edit those instead.
"""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

import attrs

from ootb_events.events._base import Event, masked_id

__all__ = [
    "LsMissionCompleted",
    "LsMissionProgress",
    "LsRewardClaimedFromMission",
]


@attrs.frozen(kw_only=True)
class LsMissionCompleted(Event):
    """Tell that a player completed an objective of a mission.

    ``ls_mission_completed`` 1.0.0, from ``/docs/loyalty-events-schema``. Received from Optimove,
    never sent to it.

    :param created_at: When Optimove created the event, as a Unix timestamp. The page does not say
        whether it counts seconds or milliseconds.
    :param brand_id: Identifier of the brand for which the loyalty programme runs.
    :param player_id: Identifier of the player. The page does not say whether it equals the
        envelope's customer. Personal data.
    :param objective_id: Identifier of the mission's objective.
    :param objective_name: Name of the objective, as it is displayed.
    :param status: Status of the completion. The page lists no values.
    :param rewards_json: Rewards that were granted, as JSON inside a text. Its structure is not
        documented.
    """

    event_key: ClassVar[str] = "ls_mission_completed"
    schema_version: ClassVar[str] = "1.0.0"

    created_at: int | float | Decimal | None = None
    brand_id: str | None = None
    player_id: str | None = attrs.field(default=None, repr=masked_id)
    objective_id: str | None = None
    objective_name: str | None = None
    status: str | None = None
    rewards_json: str | None = None


@attrs.frozen(kw_only=True)
class LsMissionProgress(Event):
    """Tell that a player made progress towards an objective.

    Its completion is told by ls_mission_completed alone.

    ``ls_mission_progress`` 1.0.0, from ``/docs/loyalty-events-schema``. Received from Optimove,
    never sent to it.

    :param created_at: When Optimove created the event, as a Unix timestamp. The page does not say
        whether it counts seconds or milliseconds.
    :param brand_id: Identifier of the brand for which the loyalty programme runs.
    :param player_id: Identifier of the player. The page does not say whether it equals the
        envelope's customer. Personal data.
    :param objective_id: Identifier of the mission's objective.
    :param objective_name: Name of the objective, as it is displayed.
    :param progress: Progress of the player so far, in the unit of the goal.
    :param goal: Value that the progress has to reach for the objective to be completed.
    """

    event_key: ClassVar[str] = "ls_mission_progress"
    schema_version: ClassVar[str] = "1.0.0"

    created_at: int | float | Decimal | None = None
    brand_id: str | None = None
    player_id: str | None = attrs.field(default=None, repr=masked_id)
    objective_id: str | None = None
    objective_name: str | None = None
    progress: int | float | Decimal | None = None
    goal: int | float | Decimal | None = None


@attrs.frozen(kw_only=True)
class LsRewardClaimedFromMission(Event):
    """Tell that a player claimed the reward of a mission.

    ``ls_reward_claimed_from_mission`` 1.0.0, from ``/docs/loyalty-events-schema``. Received from
    Optimove, never sent to it.

    :param created_at: When Optimove created the event, as a Unix timestamp. The page does not say
        whether it counts seconds or milliseconds.
    :param brand_id: Identifier of the brand for which the loyalty programme runs.
    :param player_id: Identifier of the player. The page does not say whether it equals the
        envelope's customer. Personal data.
    :param objective_id: Identifier of the mission's objective.
    """

    event_key: ClassVar[str] = "ls_reward_claimed_from_mission"
    schema_version: ClassVar[str] = "1.0.0"

    created_at: int | float | Decimal | None = None
    brand_id: str | None = None
    player_id: str | None = attrs.field(default=None, repr=masked_id)
    objective_id: str | None = None
