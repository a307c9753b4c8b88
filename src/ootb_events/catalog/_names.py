"""How names on the wire become names in Python."""

from __future__ import annotations

import keyword
import re

__all__ = [
    "attribute_name",
    "class_name",
    "is_attribute_name",
    "item_attribute_name",
    "key_problem",
]

_PREFIX = "ootb_"
_SNAKE_CASE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", re.ASCII)
_RESERVED = ("ootb_", "ls_")
_LONGEST = 100
_CAMEL_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def attribute_name(parameter_key: str) -> str:
    """Name the attribute of a parameter: ``ootb_skinId`` becomes ``skin_id``."""
    bare = parameter_key.removeprefix(_PREFIX)
    snake = _CAMEL_BOUNDARY.sub("_", bare).lower()
    return f"{snake}_" if keyword.iskeyword(snake) else snake


def is_attribute_name(name: str) -> bool:
    """Say whether an attribute of an event can have that name; private ones are no keywords."""
    return name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("_")


def key_problem(key: str, what: str) -> str:
    """Say why a key of one's own is none that the platform takes; nothing, if it is one.

    :param what: what it is the key of, as ``an event key`` or ``a parameter``.
    """
    prefix = next((prefix for prefix in _RESERVED if key.startswith(prefix)), None)
    if len(key) > _LONGEST:
        return f"{what} has at most {_LONGEST} characters"
    if not _SNAKE_CASE.fullmatch(key):
        return f"{what} is snake_case: small letters, digits and single _ between them"
    if prefix is not None:
        return f"the prefix {prefix} is the platform's own; {what} of yours begins otherwise"
    return ""


def item_attribute_name(parameter_key: str) -> str:
    """Name the attribute of one item: ``ootb_item{n}_price`` becomes ``price``."""
    bare = parameter_key.removeprefix(_PREFIX).replace("{n}", "").removeprefix("item").strip("_")
    return attribute_name(bare.replace("__", "_"))


def class_name(event_key: str, version: str | None = None) -> str:
    """Name the class of an event, and of one of its older versions.

    ``ootb_registration_failed`` becomes ``RegistrationFailed``; its version 1.0.0
    ``RegistrationFailedV1``, 1.1.0 ``RegistrationFailedV1_1``.
    """
    camel = "".join(word.capitalize() for word in event_key.removeprefix(_PREFIX).split("_"))
    if version is None:
        return camel
    numbers = version.split(".")
    while len(numbers) > 1 and numbers[-1] == "0":
        numbers.pop()
    return f"{camel}V{'_'.join(numbers)}"
