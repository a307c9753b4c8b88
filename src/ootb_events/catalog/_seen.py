"""What was seen of one parameter, in bounded memory."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from ootb_events._formats import PATTERNS
from ootb_events._json import MAX_SAFE_INTEGER
from ootb_events.catalog._personal import looks_personal
from ootb_events.catalog._resolve import read_schema, schema_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Seen"]

_MOST_VALUES: Final = 8
_MOST_IDENTITIES: Final = 5
"""A value that fewer customers share may tell something about one of them."""

_CODE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}", re.ASCII)
_LONGEST: Final = 255


class Seen:
    """Keep count of the values of one parameter; the values themselves only while few."""

    def __init__(self) -> None:
        self.count = 0
        self.personal = False
        self.unsendable = 0
        self._forms: set[str] | None = None
        self._kinds: set[str] = set()
        self._words: set[str] = set()
        self._long = False
        self._numbers_are_bits = True
        self._values: dict[str, set[int]] | None = {}

    def add(self, value: Any, identity: str) -> None:
        """Take one value.

        :param identity: whose event it was; only how many there are is kept.
        """
        self.count += 1
        if isinstance(value, bool):
            self._kinds.add("flag")
        elif isinstance(value, (int, float)) and abs(value) <= MAX_SAFE_INTEGER:
            self._kinds.add("number")
            self._numbers_are_bits = self._numbers_are_bits and value in {0, 1}
        elif isinstance(value, str):
            self._add_text(value, identity)
        else:
            self.unsendable += 1

    def _add_text(self, text: str, identity: str) -> None:
        self._kinds.add("text")
        self._long = self._long or len(text) > _LONGEST
        self.personal = self.personal or looks_personal(text)
        forms = {name for name, form in _forms().items() if form.fullmatch(text)}
        self._forms = forms if self._forms is None else self._forms & forms
        self._keep(text, identity)

    def _keep(self, text: str, identity: str) -> None:
        """Remember a value and how many customers share it, while all may be a set of codes."""
        if self._values is None:
            return
        if not _CODE.fullmatch(text) or (
            text not in self._values and len(self._values) == _MOST_VALUES
        ):
            self._values = None
            return
        identities = self._values.setdefault(text, set())
        if len(identities) < _MOST_IDENTITIES:
            identities.add(hash(identity))

    def type_for(self, key: str) -> str | None:
        """Name the type of types/1.0.0.json that takes every value; ``None`` when none does."""
        kinds = self._kinds
        if self.unsendable or not kinds:
            return None
        if kinds == {"flag"}:
            return "flag"
        if "text" not in kinds:
            return self._numeric(key)
        if self._values is not None and {"Yes", "No"}.issuperset(self._values):
            return "flag-yes-no" if "number" not in kinds else None
        if kinds == {"text"}:
            return self._textual(key)
        return None if "flag" in kinds or self._long else "identifier"

    def _numeric(self, key: str) -> str | None:
        bits = self._numbers_are_bits
        if "flag" in self._kinds:
            return "flag-one-zero" if bits else None
        asks = key.removeprefix("ootb_").startswith(("is_", "has_"))
        return "flag-one-zero" if bits and asks else "number"

    def _textual(self, key: str) -> str:
        for name in _forms():
            if self._forms and name in self._forms and not self._long:
                return name
        if self._long:
            return "long-text"
        return "identifier" if key == "id" or key.endswith("_id") else "text"

    def shared_values(self) -> tuple[str, ...]:
        """List the values, if they are few codes each of which several customers share."""
        values = self._values or {}
        if not values or any(len(shared) < _MOST_IDENTITIES for shared in values.values()):
            return ()
        return tuple(sorted(values))


@lru_cache(maxsize=1)
def _forms() -> Mapping[str, re.Pattern[str]]:
    """Take the forms that a text may have, the narrowest first."""
    types = read_schema(schema_folder() / "types" / "1.0.0.json")["$defs"]
    patterns = {**PATTERNS, "local-date-time": types["local-date-time"]["pattern"]}
    return {name: re.compile(pattern, re.ASCII) for name, pattern in patterns.items()}
