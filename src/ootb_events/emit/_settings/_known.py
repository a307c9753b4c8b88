"""Which settings there are, and what each of them takes."""

from __future__ import annotations

import math
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, get_args

import attrs

from ootb_events.emit._queue import WhenFull
from ootb_events.emit._sqlite._file import Sync
from ootb_events.validation import PROFILES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["HTTP", "SETTINGS", "Setting"]

_TRUTHS: Final = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
_INTEGER: Final = re.compile("[+-]?[0-9]{1,18}", re.ASCII)


@attrs.frozen
class Setting:
    """Describe what one setting takes.

    :param expected: the same for people.
    :param fits: whether a value is of that kind.
    :param parse: makes a value of text, or ``None``.
    :param choices: all there are, where these are few.
    :param path: whether it is the path of a file.
    """

    expected: str
    fits: Callable[[Any], bool]
    parse: Callable[[str], object] = str
    choices: Sequence[str] = ()
    path: bool = False


def _integer(text: str) -> int | None:
    return int(text) if _INTEGER.fullmatch(text.strip()) else None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _is_seconds(value: object) -> bool:
    return type(value) in {int, float} and math.isfinite(value) and value >= 0  # type: ignore[arg-type, operator]


def _choice(*choices: str) -> Setting:
    return Setting(f"one of {', '.join(choices)}", choices.__contains__, str.strip, choices)


def _text(expected: str, *, path: bool = False, empty: bool = False) -> Setting:
    return Setting(
        expected, lambda value: isinstance(value, str) and (empty or value != ""), path=path
    )


_ID = Setting("a whole number", lambda value: type(value) is int, _integer)
_COUNT = Setting(
    "a whole number of at least 1", lambda value: type(value) is int and value >= 1, _integer
)
_SECONDS = Setting("a number of seconds", _is_seconds, _number)
_TRUTH = Setting(
    "true or false (in the environment also 1, 0, yes or no)",
    lambda value: type(value) is bool,
    lambda text: _TRUTHS.get(text.strip().lower()),
)

_EMITTER: Final = {
    "tenant": _ID,
    "outbox": _text("the path of an SQLite file", path=True),
    "outbox_sync": _choice(*get_args(Sync)),
    "profile": _choice(*PROFILES),
    "strict": _TRUTH,
    "on_invalid": _choice("raise", "dead_letter"),
    "queue_size": _COUNT,
    "when_full": _choice(*get_args(WhenFull)),
    "block_timeout": _SECONDS,
    "concurrency": _COUNT,
}

HTTP: Final[Mapping[str, Setting]] = MappingProxyType(
    {
        "endpoint": _text("a URL"),
        "token": _text("the real-time token"),
        "timeout": _SECONDS,
        "connect_timeout": _SECONDS,
        "ca_file": _text("the path of a PEM file", path=True),
        "proxy": _text("the URL of a proxy, or nothing for none", empty=True),
        "user_agent": _text("text"),
        "batch": _COUNT,
    }
)
"""What the transport over HTTP is made of."""

SETTINGS: Final[Mapping[str, Setting]] = MappingProxyType({**_EMITTER, **HTTP})
