"""What looks like personal data, by key or by form: a guess, on the safe side."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["looks_personal", "names_personal"]

_WORDS: Final = frozenset(
    # A list of words reads best as words.
    """
    address alias birth birthday birthdate card city comment customer device dob email fingerprint
    firstname forename fullname gender geo iban ip ipaddress lastname lat latitude lng login lon
    longitude mail mail_address message mobile msisdn name nick nickname note passport password
    person phone player postal postcode sex ssn street subscriber surname tax tel telephone text
    token url user username visitor zip zipcode
    """.split()  # noqa: SIM905
)
_HARMLESS: Final = re.compile(
    r"(bonus|brand|campaign|category|currency|event|file|game|item|level|market|mission|product"
    r"|promo|promotion|provider|shop|store|team|tournament)_?name"
)
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_FORMS: Final = re.compile(
    r"""
      [^@\s]+@[^@\s]+\.[^@\s]+                    # an e-mail address
    | \+?[0-9][0-9 ()./-]{6,18}[0-9]              # a telephone number, a card, a birth date
    | ([0-9]{1,3}\.){3}[0-9]{1,3}                 # an IPv4 address
    | [0-9A-Fa-f]{0,4}(:[0-9A-Fa-f]{0,4}){3,7}    # an IPv6 address, a hardware address
    | [A-Z]{2}[0-9]{2}[A-Z0-9 ]{10,32}            # an IBAN
    | [a-z][a-z0-9+.-]*://.+                      # an address on the web, which may carry any
    """,
    re.VERBOSE,
)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST: Final = 2_000


def names_personal(key: str) -> bool:
    """Say whether a key reads as that of personal data."""
    bare = _CAMEL.sub("_", key.removeprefix("ootb_")).lower()
    return bool(_WORDS.intersection(bare.split("_"))) and not _HARMLESS.fullmatch(bare)


def looks_personal(text: str) -> bool:
    """Say whether a text has a form that personal data has."""
    shown = text[:_LONGEST].strip()
    return bool(_FORMS.fullmatch(shown)) and not _DATE.fullmatch(shown)
