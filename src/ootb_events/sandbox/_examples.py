"""Example payloads, as of now."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Final

import orjson

from ootb_events._formats import (
    format_date_time,
    format_timestamp,
    parse_local_date_time,
    parse_timestamp,
)
from ootb_events.catalog import WIRE_FORMS
from ootb_events.validation import PROFILES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import timedelta

    from ootb_events.catalog import EventSchema, Parameter

__all__ = ["SIZES", "example_text"]

SIZES: Final = ("small", "full")
"""What is mandatory, or a few; or every parameter there is, as far as an event may have many."""

_MOST: Final = 50
_FEW: Final = 3
_VALUES: Final = {"date": "1990-05-17", "identifier": "1042", "number": 1, "text": "text"}


def example_text(schema: EventSchema, size: str, now: datetime | None = None) -> str:
    """Write an example of an event as JSON over several lines.

    It is the schema's own example, with times moved so that it happens now.

    :param size: one of :data:`SIZES`.
    """
    payload: dict[str, Any] = dict(schema.examples[0])
    moment = (now or datetime.now(timezone.utc)).replace(microsecond=250_000)
    context = _moved(schema, payload["context"], moment - parse_timestamp(payload["timestamp"]))
    context = _full(schema, context, moment) if size == "full" else _small(schema, context)
    payload["timestamp"] = format_timestamp(moment)
    payload["context"] = context
    return orjson.dumps(payload, option=orjson.OPT_INDENT_2).decode()


def _moved(schema: EventSchema, context: Mapping[str, Any], by: timedelta) -> dict[str, Any]:
    return {
        key: _later(value, by) if _is_time(schema, key) else value for key, value in context.items()
    }


def _is_time(schema: EventSchema, key: str) -> bool:
    parameter = schema.parameters.get(key)
    if parameter is None and schema.item:
        found = schema.item.number_in(key)
        parameter = found[1] if found else None
    return parameter is not None and parameter.kind == "date-time"


def _later(value: str, by: timedelta) -> str:
    moment = (parse_local_date_time(value) + by).replace(microsecond=0)
    return format_date_time(moment)


def _small(schema: EventSchema, context: Mapping[str, Any]) -> dict[str, Any]:
    asked = {
        key
        for key, parameter in schema.parameters.items()
        if any(parameter.requirement(profile) == "mandatory" for profile in PROFILES)
    }
    chosen = {key: value for key, value in context.items() if key in asked}
    return chosen or dict(list(context.items())[:_FEW])


def _full(schema: EventSchema, context: dict[str, Any], now: datetime) -> dict[str, Any]:
    related = set(_names_in(schema.rules))
    for key, parameter in schema.parameters.items():
        if len(context) >= _MOST:
            break
        if key not in context and key not in related:
            context[key] = _value(parameter, now)
    order = {key: at for at, key in enumerate(schema.parameters)}
    return dict(sorted(context.items(), key=lambda item: order.get(item[0], len(order))))


def _names_in(rules: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for rule in rules:
        for part in rule.values():
            yield from [part] if isinstance(part, str) else part


def _value(parameter: Parameter, now: datetime) -> Any:
    named = (*(parameter.closed_values or ()), *parameter.listed_values, *parameter.example_values)
    if named:
        return named[0]
    if parameter.kind == "flag":
        return WIRE_FORMS[parameter.wire][True]
    if parameter.kind == "date-time":
        return format_date_time(now.replace(microsecond=0))
    return _VALUES[parameter.kind]
