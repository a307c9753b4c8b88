"""What generated event classes outside of this package are made of."""

from ootb_events.events._base import Event, masked, masked_id

__all__ = ["Event", "masked", "masked_id"]
