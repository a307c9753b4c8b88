"""The API: what arrived, faults, expectations, and validation of any text."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, Final

import orjson
from aiohttp import web

from ootb_events import __version__, _json
from ootb_events.errors import ConfigurationError, DecodeError
from ootb_events.sandbox._expectations import Expectation
from ootb_events.sandbox._fault import Fault
from ootb_events.sandbox._judgement import verdict_of
from ootb_events.sandbox._openapi import document
from ootb_events.sandbox._queries import filter_in, is_yes, number_in
from ootb_events.sandbox._text import examine
from ootb_events.sandbox._watching import watch
from ootb_events.validation import RULES, validator_for

if TYPE_CHECKING:
    from ootb_events.sandbox._closing import Closing
    from ootb_events.sandbox._inbox import Inbox

__all__ = ["Api", "answer"]

_MOST_WAITING: Final = 100
_MOST_EVENTS: Final = 1_000
_USUAL_EVENTS: Final = 100
_LARGEST_SEED: Final = 2**53 - 1


class Api:
    """Answer what is asked about what arrived."""

    def __init__(self, inbox: Inbox, closing: Closing) -> None:
        self._inbox = inbox
        self._closing = closing

    async def events(self, request: web.Request) -> web.Response:
        """List the latest events that a filter chooses."""
        query, store = request.query, self._inbox.store
        limit = number_in(query, "limit", most=_MOST_EVENTS)
        found = store.find(
            filter_in(query),
            after=number_in(query, "after") or 0,
            before=number_in(query, "before"),
            limit=_USUAL_EVENTS if limit is None else limit,
        )
        return answer(
            {
                "events": [arrival.as_object() for arrival in found.arrivals],
                "total": found.total,
                "kept": len(store),
                "forgotten": store.forgotten,
            }
        )

    async def event(self, request: web.Request) -> web.Response:
        """Show one event with its text and findings."""
        number = request.match_info["number"]
        arrival = self._inbox.store.get(int(number)) if len(number) < 16 else None
        if arrival is None:
            raise web.HTTPNotFound(text="there is no such event, or it was forgotten")
        return answer(await asyncio.to_thread(self._inbox.detail, arrival))

    async def summary(self, _request: web.Request) -> web.Response:
        """Count everything."""
        return answer(self._inbox.summary())

    async def reset(self, request: web.Request) -> web.Response:
        """Forget events and counts, and the faults too if that is asked for."""
        if is_yes(request.query, "faults"):
            self._inbox.faults.clear()
        self._inbox.reset()
        return web.Response(status=204)

    async def expect(self, request: web.Request) -> web.Response:
        """Wait until given events arrived."""
        if self._inbox.changes.listeners >= _MOST_WAITING:
            raise web.HTTPServiceUnavailable(text=f"{_MOST_WAITING} wait already; try again later")
        expectation = Expectation.from_object(await read_object(request))
        outcome = await watch(self._inbox, expectation, self._closing)
        status = 200 if outcome.met else 422
        if "text/plain" in request.headers.get("Accept", ""):
            return web.Response(status=status, text=str(outcome))
        return answer(outcome.as_object(), status=status)

    async def faults(self, _request: web.Request) -> web.Response:
        """List the faults."""
        return answer(self._inbox.faults.as_object())

    async def add_fault(self, request: web.Request) -> web.Response:
        """Add a fault."""
        self._inbox.faults.add(Fault.from_object(await read_object(request)))
        self._inbox.changes.wake()
        return answer(self._inbox.faults.as_object(), status=201)

    async def replace_faults(self, request: web.Request) -> web.Response:
        """Begin anew with other faults."""
        members = await read_object(request, "faults", "seed")
        wanted, seed = members.get("faults"), members.get("seed")
        if not isinstance(wanted, list):
            raise ConfigurationError("faults must be a list of faults")
        if seed is not None and (type(seed) is not int or abs(seed) > _LARGEST_SEED):
            raise ConfigurationError("seed must be a whole number")
        self._inbox.faults.replace(map(Fault.from_object, wanted), seed)
        self._inbox.changes.wake()
        return answer(self._inbox.faults.as_object())

    async def clear_faults(self, _request: web.Request) -> web.Response:
        """Behave from now on."""
        self._inbox.faults.clear()
        self._inbox.changes.wake()
        return web.Response(status=204)

    async def validate(self, request: web.Request) -> web.Response:
        """Say everything that is to be said about a text."""
        members = await _read_loosely(request)
        text, strict = members.get("text"), members.get("strict", False)
        if not isinstance(text, str) or not isinstance(strict, bool):
            raise ConfigurationError("give the text as a string, and strict as true or false")
        for name in ("profile", "version"):
            if not isinstance(members.get(name, ""), (str, type(None))):
                raise ConfigurationError(f"{name} is a string")
        settings = self._inbox.settings
        validator = validator_for(
            settings.catalog,
            profile=members.get("profile") or settings.profile,
            strict=strict or settings.strict,
        )
        version = members.get("version") or None
        found = await asyncio.to_thread(examine, text, validator, version=version)
        key = found.report.event
        return answer(
            {
                "event": key,
                "title": self._inbox.title(key, found.report.version),
                "version": found.report.version,
                "verdict": verdict_of(found.report),
                "findings": found.findings,
            }
        )

    async def rules(self, _request: web.Request) -> web.Response:
        """List the rules."""
        return answer(
            {
                "rules": [
                    {
                        "rule": rule.id,
                        "name": rule.name,
                        "severity": rule.severity.value,
                        "summary": rule.summary,
                    }
                    for rule in RULES.values()
                ]
            }
        )

    async def openapi(self, _request: web.Request) -> web.Response:
        """Describe the API."""
        return answer(document(self._inbox.settings.path, __version__))


def answer(value: Any, *, status: int = 200) -> web.Response:
    """Answer with JSON."""
    return web.Response(
        status=status, body=orjson.dumps(value), content_type="application/json", charset="utf-8"
    )


async def read_object(request: web.Request, *members: str) -> dict[str, Any]:
    """Read the JSON object that a request carries.

    :param members: those it may have; any, if none is named.
    :raises ConfigurationError: when it is none.
    """
    try:
        value = _json.loads(await request.read())
    except DecodeError as error:
        raise ConfigurationError(f"the body is no JSON: {error}") from None
    if not isinstance(value, dict):
        raise ConfigurationError("the body must be a JSON object")
    if members and not all(name in members for name in value):
        raise ConfigurationError(f"the body has a member too many; it has {', '.join(members)}")
    return value


async def _read_loosely(request: web.Request) -> dict[str, Any]:
    """Read a JSON object whose texts may hold anything, half surrogate pairs too.

    :raises ConfigurationError: when it is none.
    """
    try:
        value = json.loads(await request.read())
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise ConfigurationError("the body must be a JSON object")
    return value
