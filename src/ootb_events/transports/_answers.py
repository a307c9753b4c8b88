"""What an HTTP answer means for the event that was sent: pure functions."""

from __future__ import annotations

from codecs import BOM_UTF8
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final

import orjson

from ootb_events.transports._protocol import Answer, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["LONGEST_DETAIL", "LONGEST_WAIT", "classify", "printable", "seconds_to_wait"]

LONGEST_DETAIL: Final = 300
"""Characters of a detail."""

LONGEST_WAIT: Final = 3600.0
"""Seconds; a receiver that asks for more is asked again after an hour."""

_NO_JSON: Final = object()

_DELIVERED: Final = {
    status: Answer(outcome=Outcome.DELIVERED, status=status) for status in range(200, 300)
}

_RETRY = {408, 425, 429}
_MISCONFIGURED = {
    401: "the token or its signature was refused",
    403: "access was refused; check the token and the endpoint",
    404: "there is nothing at this endpoint; check its URL",
    407: "the proxy demands authentication",
}


def classify(
    status: int,
    body: bytes,
    *,
    conceal: Callable[[str], str],
    retry_after: float | None = None,
) -> Answer:
    """Decide what an HTTP answer means for the event that was sent.

    ==============================  =============================================
    status and body                 outcome
    ==============================  =============================================
    2xx, ``{"status": "error"}``    rejected
    2xx, no body or any other JSON  delivered
    2xx, not JSON                   retry: a captive portal, or an answer cut short
    3xx, 401, 403, 404, 407         misconfigured
    408, 425, 429, 5xx              retry
    any other 4xx                   rejected
    anything else                   retry
    ==============================  =============================================

    The vendor does not say which status its ``{"status": "error"}`` comes with, so it rejects
    the event with a 2xx as it does with a 4xx. The statuses that stand for a retry or for
    misconfiguration keep their meaning even so: they say more precisely what to do. The
    ``message`` of the body is part of the detail in any case.

    Source: the vendor's older public README (bodies), its current reference (429), its iOS SDK
    (2xx, 4xx, 5xx).

    :param status: the HTTP status, or anything else that came instead.
    :param body: the body, which may have been cut short.
    :param conceal: takes personal data and secrets out of the endpoint's own words.
    :param retry_after: seconds the receiver asked to wait; see :func:`seconds_to_wait`.
    """
    answered = _parse(body)
    outcome, reason = _judge(status, answered)
    if outcome is Outcome.DELIVERED:
        return _DELIVERED[status]
    words = _message(answered)
    detail = f"HTTP {status}: {reason}" + (f": {conceal(words)}" if words else "")
    return Answer(
        outcome=outcome,
        detail=printable(detail),
        status=status,
        retry_after=None if outcome is Outcome.REJECTED else retry_after,
    )


def seconds_to_wait(header: str, now: datetime | None = None) -> float | None:
    """Read a ``Retry-After`` header, seconds or an HTTP date.

    :param header: the value of the header.
    :param now: the present, aware; by default the clock's.
    :return: seconds between 0 and :data:`LONGEST_WAIT`, or ``None`` if it is neither.
    """
    text = header.strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        digits = text.lstrip("0")
        return min(float(digits or 0), LONGEST_WAIT) if len(digits) < 10 else LONGEST_WAIT
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    wait = (moment - (now or datetime.now(timezone.utc))).total_seconds()
    return max(0.0, min(wait, LONGEST_WAIT))


def printable(text: str) -> str:
    """Escape what a terminal would act upon, and cut the text to :data:`LONGEST_DETAIL`."""
    clean = "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text[: LONGEST_DETAIL + 1]
    )
    return clean if len(clean) <= LONGEST_DETAIL else clean[: LONGEST_DETAIL - 1] + "…"


def _judge(status: int, answered: Any) -> tuple[Outcome, str]:
    if status in _MISCONFIGURED:
        return Outcome.MISCONFIGURED, _MISCONFIGURED[status]
    if 300 <= status < 400:
        return Outcome.MISCONFIGURED, "the endpoint redirects; configure the URL it redirects to"
    if 200 <= status < 300:
        return _judge_success(answered)
    if 400 <= status < 500 and status not in _RETRY:
        return Outcome.REJECTED, "the event was rejected"
    if status == 429:
        return Outcome.RETRY, "too many requests"
    return Outcome.RETRY, "the endpoint cannot take the event now"


def _judge_success(answered: Any) -> tuple[Outcome, str]:
    if answered is _NO_JSON:
        return Outcome.RETRY, "the answer is not JSON, so it may not be the endpoint's"
    if _says_error(answered):
        return Outcome.REJECTED, "the event was rejected"
    return Outcome.DELIVERED, ""


def _says_error(answered: Any) -> bool:
    status = answered.get("status") if isinstance(answered, dict) else None
    return isinstance(status, str) and status.lower() == "error"


def _parse(body: bytes) -> Any:
    text = body.removeprefix(BOM_UTF8).strip()
    if not text:
        return None
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return _NO_JSON


def _message(answered: Any) -> str:
    message = answered.get("message") if isinstance(answered, dict) else None
    if message is None or isinstance(message, str):
        return message or ""
    return orjson.dumps(message).decode()
