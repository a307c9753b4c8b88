"""How events become the body of a request, and its answer theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ootb_events.transports._answers import classify, printable
from ootb_events.transports._exchange import Failure, Reply
from ootb_events.transports._protocol import Answer, Outcome
from ootb_events.transports._redaction import redact
from ootb_events.transports._signature import sign

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ootb_events.transports._protocol import Message

__all__ = ["answer_to", "body_of", "signature_headers"]

_VERSION: Final = "X-Optimove-Signature-Version: 1"


def body_of(messages: Sequence[Message]) -> bytes:
    """Join what is sent at once: one event as it is, several as a JSON array of the same bytes."""
    if len(messages) == 1:
        return messages[0].body
    return b"[" + b",".join([message.body for message in messages]) + b"]"


def signature_headers(token: str | None, body: bytes) -> Sequence[str]:
    """Write the headers that sign a body; none without a token."""
    if token is None:
        return ()
    return (_VERSION, "X-Optimove-Signature-Content: " + sign(token, body))


def answer_to(messages: Sequence[Message], result: Reply | Failure, *, token: str | None) -> Answer:
    """Judge what came of a request, for each of the messages in it."""
    if isinstance(result, Failure):
        outcome = Outcome.MISCONFIGURED if result.misconfigured else Outcome.RETRY
        return Answer(outcome=outcome, detail=printable(result.reason))

    def conceal(text: str) -> str:
        for message in messages:
            text = redact(text, sent=message.body, secret=token)
        return text

    return classify(result.status, result.body, conceal=conceal, retry_after=result.retry_after)
