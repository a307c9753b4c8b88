"""The signature that the receiver checks."""

from __future__ import annotations

import hmac

__all__ = ["sign"]


def sign(token: str, body: bytes) -> str:
    """Compute the value of ``X-Optimove-Signature-Content``, version 1.

    Source: the vendor's reference of a sibling endpoint ("the body after JSON stringify"), and
    public integrations with this one.

    :param token: the real-time token, the key.
    :param body: the exact bytes that are sent.
    :return: HMAC-SHA256 in lower-case hex.
    """
    return hmac.digest(token.encode(), body, "sha256").hex()
