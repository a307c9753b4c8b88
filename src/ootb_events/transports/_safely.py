"""Send through a transport that may raise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ootb_events.transports._protocol import Answer, Outcome

if TYPE_CHECKING:
    from ootb_events.transports._protocol import Message, Transport

__all__ = ["send_safely"]


def send_safely(transport: Transport, message: Message) -> Answer:
    """Send one message; what the transport raises is an answer as well.

    :return: the transport's answer, or ``RETRY`` with the name of what it raised, or answered
        instead. Only the name: what an exception says may contain what was sent.
    """
    try:
        answer = transport.send(message)
    except BaseException as error:  # noqa: BLE001  a transport's bug must not end delivery
        return _retry(f"the transport raised {type(error).__name__}")
    if isinstance(answer, Answer):
        return answer
    return _retry(  # type: ignore[unreachable]  # a transport of the user's
        f"the transport answered with {type(answer).__name__}"
    )


def _retry(detail: str) -> Answer:
    return Answer(outcome=Outcome.RETRY, detail=detail)
