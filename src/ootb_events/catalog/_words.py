"""Words for people about parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ootb_events.catalog._model import Parameter, Wire

__all__ = ["type_words"]

_FLAGS: Final[Mapping[Wire, str]] = {
    "true-false": "true/false",
    "yes-no": "Yes/No",
    "one-zero": "1/0",
}


def type_words(parameter: Parameter) -> str:
    """Name the type of a parameter, as short as a table needs it."""
    if parameter.closed_values is not None:
        return "one of " + ", ".join(map(str, parameter.closed_values))
    return _FLAGS[parameter.wire] if parameter.kind == "flag" else parameter.kind
