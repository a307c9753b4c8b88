"""Values that belong together, made to agree.

What the validator's relations doubt is not drawn. Relations that share parameters, or compare a
parameter with itself, may have more to say once each has been mended by itself: then values are
left out, and where none may be, taken as small as they go.
"""

from __future__ import annotations

from datetime import timezone
from typing import TYPE_CHECKING, Any

import attrs

from ootb_events._formats import format_timestamp
from ootb_events.errors import ConfigurationError
from ootb_events.testing.strategies._relations import (
    MENDERS,
    Mending,
    compared_keys,
    is_plain,
    keys_of,
)
from ootb_events.testing.strategies._wire import on_the_wire, takes
from ootb_events.validation._relations import relations_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, MutableMapping
    from datetime import datetime

    from ootb_events.catalog import EventSchema, Parameter

    _Rule = Mapping[str, Any]
    _Values = MutableMapping[str, Any]

__all__ = ["Agreement"]


@attrs.frozen
class Agreement:
    """Make drawn values agree with the relations of an event.

    :param schema: the event.
    :param needed: the keys of parameters that cannot be left out.
    """

    schema: EventSchema
    needed: Collection[str]

    def reach(self, values: _Values, moment: datetime, kept: Collection[str] = ()) -> None:
        """Change values, or leave some out, until the relations have nothing to say.

        :param values: Python values by key.
        :param moment: when the event happened.
        :param kept: the keys of values that stay as they are.
        :raises ConfigurationError: when what is needed cannot agree.
        """
        if self._mend(values, moment, kept):
            return
        while (rule := self._doubting(values, moment)) is not None:
            if not self._leave_one_out(values, keys_of(rule), kept):
                self._calm(values, moment, kept)
                return

    def _mend(self, values: _Values, moment: datetime, kept: Collection[str]) -> bool:
        """Change what follows from others; say whether that makes all of them agree."""
        settled, agreed = set(kept), True
        for rule in self.schema.rules:
            compared = compared_keys(self.schema, rule)
            mending = Mending(values, moment, _fits(self.schema.parameters, settled), compared)
            agreed = MENDERS[rule["check"]](rule, mending) and agreed
            agreed = agreed and is_plain(self.schema, rule)
            settled |= keys_of(rule).keys()
        return agreed

    def _doubting(self, values: _Values, moment: datetime) -> _Rule | None:
        """Find a relation that doubts the values as they are."""
        parameters = self.schema.parameters
        context = {
            key: on_the_wire(parameters[key], values[key])
            for rule in self.schema.rules
            for key in keys_of(rule)
            if key in values
        }
        payload = {"timestamp": format_timestamp(moment), "context": context}
        # What decimal odds of 1 or less keep silent is heard when a fault takes them away.
        decimal = {rule["decimal"] for rule in self.schema.rules if rule["check"] == "odds"}
        others = {key: value for key, value in context.items() if key not in decimal}
        for rule, doubts in zip(self.schema.rules, relations_of(self.schema.rules), strict=True):
            if doubts(payload) or doubts({**payload, "context": others}):
                return rule
        return None

    def _leave_one_out(self, values: _Values, keys: Collection[str], kept: Collection[str]) -> bool:
        for key in keys:
            if key in values and key not in kept and key not in self.needed:
                del values[key]
                return True
        return False

    def _calm(self, values: _Values, moment: datetime, kept: Collection[str]) -> None:
        """Take values that contradict each other least: next to nothing, and all at once."""
        for key in {key for rule in self.schema.rules for key in keys_of(rule)} & values.keys():
            parameter = self.schema.parameters[key]
            calm = _calm_value(parameter, moment)
            if key not in kept and takes(parameter, calm):
                values[key] = calm
        self._mend(values, moment, kept)
        rule = self._doubting(values, moment)
        if rule is not None:
            raise ConfigurationError(
                f"no values were found of which the relation {dict(rule)} of {self.schema.key} "
                f"{self.schema.version} doubts none; it has parameters that cannot be left out"
            )


def _calm_value(parameter: Parameter, moment: datetime) -> Any:
    if parameter.kind == "number":
        low, high = parameter.schema.get("minimum", 0), parameter.schema.get("maximum", 0)
        return min(parameter.closed_values or (max(low, min(high, 0)),), key=abs)
    instant = moment.astimezone(timezone.utc)
    plain = {"date-time": instant, "date": instant.date(), "flag": False}
    return plain.get(parameter.kind, "")


def _fits(
    parameters: Mapping[str, Parameter], settled: Collection[str]
) -> Callable[[str, Any], bool]:
    def fits(key: str, value: Any) -> bool:
        return key not in settled and takes(parameters[key], value)

    return fits
